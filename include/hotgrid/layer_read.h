/*
 * layer_read.h - a layer as it lies in a file, with its style and its place on Earth
 */
#ifndef HG_LAYER_READ_H
#define HG_LAYER_READ_H

#include <hotgrid/colouring.h>
#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <stdint.h>

struct hg_layer_read {
    struct hg_grid *grid; /* its pixels as cells; of projected ones without areas */
    float *value;         /* [cell]: NaN where there is no data */
    bool classes;         /* they are bytes in the file */
    struct hg_transform from_lonlat, to_lonlat; /* of its crs */
    /* What the file says of itself, or "": */
    const char *title, *source, *unit, *description;
    struct hg_arena *arena;
};

/* Reads the first band.  Refused (HG_E_INPUT): no crs, no or a rotated geotransform, rows
 * that run from south to north; above 65536 x 65536 pixels (HG_E_LIMIT). */
HG_MUST_CHECK enum hg_status hg_read_layer(const char *path, struct hg_layer_read **out,
                                           struct hg_error *err);
void hg_layer_read_destroy(struct hg_layer_read *layer); /* NULL is fine */

/* The colours of a QGIS layer style: singleband pseudocolour, or paletted.  HG_E_INPUT
 * for another, with name in the message. */
HG_MUST_CHECK enum hg_status hg_parse_qml(const char *qml, const char *name,
                                          struct hg_colouring **out,
                                          struct hg_error *err);

/* The same of a file; *out is NULL where there is no such file. */
HG_MUST_CHECK enum hg_status hg_read_qml(const char *path, struct hg_colouring **out,
                                         struct hg_error *err);

#endif
