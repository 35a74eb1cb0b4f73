/*
 * layer.h - the features of an OGR layer as rows of text cells
 */
#ifndef HG_IO_LAYER_H
#define HG_IO_LAYER_H

#include <hotgrid/error.h>
#include <ogr_api.h>
#include <stdbool.h>
#include <stddef.h>

struct layer;

/* name NULL: the first layer.  Fails with HG_E_INPUT: no such layer, or a format that is
 * not among the allowed ones. */
HG_MUST_CHECK enum hg_status layer_open(const char *path, const char *name,
                                        struct layer **out, struct hg_error *err);
void layer_close(struct layer *layer); /* NULL is fine */

const char *layer_name(const struct layer *layer);
size_t layer_columns(const struct layer *layer);
const char *layer_column_name(const struct layer *layer, size_t column);
size_t layer_column(const struct layer *layer, const char *name); /* HG_NOT_FOUND */
size_t layer_rows(const struct layer *layer);
bool layer_has_points(const struct layer *layer); /* features may have a place */

HG_MUST_CHECK enum hg_status layer_next(struct layer *layer, bool *more,
                                        struct hg_error *err);

/* Number of the feature just read, and its cells: terminated, valid until the next one,
 * numbers in the shortest decimal that reads back the same, "" where there is none. */
size_t layer_feature(const struct layer *layer);
const char *layer_cell(struct layer *layer, size_t column);

/* The layer and the feature just read, for what is read of their geometry. */
OGRLayerH layer_ogr(const struct layer *layer);
OGRFeatureH layer_ogr_feature(const struct layer *layer);

/* Longitude and latitude (WGS 84) of the feature's point; NULL, or what is wrong. */
const char *layer_place(struct layer *layer, double *lon, double *lat);

#endif
