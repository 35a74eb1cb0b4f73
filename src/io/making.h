/*
 * making.h - shapes while they are made of features
 *
 * features_shapes.c makes them, features_project.c gives their vertices a place on the
 * grid, features_image.c tells whether that is where they are on Earth.
 */
#ifndef HG_IO_MAKING_H
#define HG_IO_MAKING_H

#include "io/features.h"
#include <math.h>

/* Vertices of all pieces stand in the order of the shapes, and are then moved together as
 * far as they are kept. */
struct io_making {
    struct io_features *features;
    const struct hg_grid *grid;
    const struct io_seams *seams;
    const char *where;
    unsigned threads;
    bool in_degrees; /* the grid has the very longitudes and latitudes: x is lon, y is lat
                      */
    struct hg_shapes *shapes;
    size_t ring_capacity;
};

static inline bool io_has_place(const struct hg_shapes *s, size_t i)
{
    return isfinite(s->x[i]) && isfinite(s->y[i]);
}

/* Twice the area within a ring, measured from its first vertex. */
static inline double io_signed_area(const struct hg_shapes *s, size_t first, size_t count)
{
    const double *x = s->x + first, *y = s->y + first;
    double sum = 0;
    for (size_t i = 1; i + 1 < count; i++)
        sum += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
    return sum;
}

/* Projects all vertices, or finds that the grid is in degrees. */
HG_MUST_CHECK enum hg_status io_making_project(struct io_making *making,
                                               struct hg_error *err);

/* Is the image of a polygon what it is on Earth?  One around or beside the point opposite
 * to the middle of an azimuthal map turns inside out there, or is torn across the map:
 * its area is another, and some of its edges are far too long.  (Long edges alone are
 * those along a pole that is a line; another area alone comes from few vertices.) */
bool io_has_true_image(const struct io_making *making, const struct io_feature *feature);

/* Puts the first place of a feature that has no image into faults; true when all have. */
bool io_has_image(const struct io_making *making, const struct io_feature *feature,
                  struct hg_faults *faults);

/* Has vertex i or j no image, or does the edge between them jump across the map? */
bool io_is_broken(const struct io_making *making, size_t i, size_t j);

#endif
