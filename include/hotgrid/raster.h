/*
 * raster.h - a raster as it was read: values on its own pixels, in its own crs
 *
 * Pixel (col, row) covers x0 + col * dx .. x0 + (col + 1) * dx and likewise in y; dx and
 * dy may be negative (south-up rasters have dy > 0).  NaN is a pixel without data.
 */
#ifndef HG_RASTER_H
#define HG_RASTER_H

#include <hotgrid/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hg_quantity {
    HG_DENSITY, /* per area: averaged over pixels */
    HG_COUNT,   /* per pixel: becomes a density by dividing by the pixel's true area */
};

struct hg_raster {
    uint32_t ncol, nrow;
    double x0, y0, dx, dy;
    bool lonlat; /* degrees on WGS 84 (or a datum as good as it), not a projected crs */
    enum hg_quantity quantity;
    float *value; /* [row * ncol + col]; owned */
    char *path;   /* for messages; owned */
};

void hg_raster_destroy(struct hg_raster *raster); /* NULL is fine */

/*
 * From one crs to another, without saying who computes it.  A transform may be used by
 * one thread at a time.
 */
struct hg_transform {
    void *context;
    bool identity; /* apply() changes nothing */
    /* Moves n places in order x, y (lon, lat).  A place that has no image becomes NaN. */
    void (*apply)(void *context, size_t n, double *x, double *y);
    void (*finish)(void *context); /* frees the context; NULL is fine */
};

/* Applies transform (identity at once). */
void hg_transform_apply(const struct hg_transform *transform, size_t n, double *x,
                        double *y);
void hg_transform_finish(struct hg_transform *transform); /* zeroed is fine */

#endif
