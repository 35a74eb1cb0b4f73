/*
 * sample.h - from the cells of the grid to the classes of the picture's pixels
 */
#ifndef MAP_SAMPLE_H
#define MAP_SAMPLE_H

#include <hotgrid/map.h>

enum { CELL_NO_DATA, CELL_NO_EMISSION, CELL_FIRST }; /* CELL_FIRST + i: class i */

struct cell_picture {
    const struct hg_map *map;
    const struct hg_classes *classes; /* for values */
    size_t n_shade;                   /* 0: classes; else values have a shade: */
    const double *shade_end; /* [n_shade] rising: what is not below belongs to the next */
    const uint8_t *slot;     /* for class values: CELL_... of each of the 256 */
    struct hg_box box;       /* what the picture shows */
    size_t width, height;    /* in pixels */
};

/* Classes of width * height pixels.  Where pixels are larger than cells and the map says
 * average, a pixel has the class of the mean over its cells with data, weighted by the
 * share of the pixel they cover; else that of the cell at its middle. */
HG_MUST_CHECK enum hg_status cells_to_pixels(const struct cell_picture *picture,
                                             uint8_t *out, struct hg_error *err);

/* Has any of n values data? */
bool cells_have_data(size_t n, const float *value);

#endif
