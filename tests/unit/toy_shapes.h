/* toy_shapes.h - polygons drawn by hand */
#ifndef HG_TEST_TOY_SHAPES_H
#define HG_TEST_TOY_SHAPES_H

#include <hotgrid/shapes.h>
#include <stdlib.h>

#define TOY_MAX 64

/* Add shapes in the order of their codes; rings belong to the last shape. */
struct toy_shapes {
    struct hg_shapes shapes;
    struct hg_shape shape[TOY_MAX];
    struct hg_ring ring[TOY_MAX];
    double x[8192], y[8192];
};

static inline struct hg_shapes *toy_start(struct toy_shapes *toy)
{
    *toy = (struct toy_shapes){0};
    toy->shapes = (struct hg_shapes){.shape = toy->shape,
                                     .ring = toy->ring,
                                     .x = toy->x,
                                     .y = toy->y,
                                     .lon = toy->x,
                                     .lat = toy->y};
    return &toy->shapes;
}

static inline void toy_shape(struct toy_shapes *toy, const char *code)
{
    struct hg_shapes *s = &toy->shapes;
    s->shape[s->n_shape++] = (struct hg_shape){
        .code = code,
        .name = code,
        .first_ring = s->n_ring,
        .box = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL},
    };
}

/* n vertices: x, y, x, y ... */
static inline void toy_ring(struct toy_shapes *toy, size_t n, const double *xy)
{
    struct hg_shapes *s = &toy->shapes;
    struct hg_shape *shape = &s->shape[s->n_shape - 1];
    s->ring[s->n_ring++] = (struct hg_ring){s->n_vertex, n, false};
    shape->n_ring++;
    for (size_t i = 0; i < n; i++) {
        const double x = xy[2 * i], y = xy[2 * i + 1];
        s->x[s->n_vertex] = x;
        s->y[s->n_vertex++] = y;
        shape->box.west = x < shape->box.west ? x : shape->box.west;
        shape->box.east = x > shape->box.east ? x : shape->box.east;
        shape->box.south = y < shape->box.south ? y : shape->box.south;
        shape->box.north = y > shape->box.north ? y : shape->box.north;
    }
}

/* A rectangle, anticlockwise. */
static inline void toy_box(struct toy_shapes *toy, double west, double south, double east,
                           double north)
{
    const double xy[4][2] = {{west, south}, {east, south}, {east, north}, {west, north}};
    toy_ring(toy, 4, xy[0]);
}

#endif
