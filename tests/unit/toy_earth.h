/* toy_earth.h - shapes drawn in longitude and latitude on any grid */
#ifndef HG_TEST_TOY_EARTH_H
#define HG_TEST_TOY_EARTH_H

#include "check.h"

#include <hotgrid/crs.h>
#include <hotgrid/cut.h>
#include <hotgrid/shapes.h>
#include <stdlib.h>

enum { EARTH_VERTICES = 300000, EARTH_SHAPES = 256 };

/* Add shapes in the order of their codes; rings belong to the last shape. */
struct toy_earth {
    struct hg_shapes shapes;
    struct hg_shape shape[EARTH_SHAPES];
    struct hg_ring ring[EARTH_SHAPES];
    double x[EARTH_VERTICES], y[EARTH_VERTICES], lon[EARTH_VERTICES], lat[EARTH_VERTICES];
};

static inline void earth_start(struct toy_earth *earth)
{
    earth->shapes = (struct hg_shapes){.shape = earth->shape,
                                       .ring = earth->ring,
                                       .x = earth->x,
                                       .y = earth->y,
                                       .lon = earth->lon,
                                       .lat = earth->lat};
}

static inline void earth_shape(struct toy_earth *earth, const char *code)
{
    struct hg_shapes *s = &earth->shapes;
    s->shape[s->n_shape++] =
        (struct hg_shape){.code = code, .name = code, .first_ring = s->n_ring};
}

/* n vertices: lon, lat, lon, lat ... */
static inline void earth_ring(struct toy_earth *earth, bool open, size_t n,
                              const double *lonlat)
{
    struct hg_shapes *s = &earth->shapes;
    s->ring[s->n_ring++] = (struct hg_ring){s->n_vertex, n, open};
    s->shape[s->n_shape - 1].n_ring++;
    for (size_t i = 0; i < n; i++, s->n_vertex++) {
        s->x[s->n_vertex] = s->lon[s->n_vertex] = lonlat[2 * i];
        s->y[s->n_vertex] = s->lat[s->n_vertex] = lonlat[2 * i + 1];
    }
}

/* A rectangle of degrees, anticlockwise; a hole runs the other way. */
static inline void earth_box(struct toy_earth *earth, bool hole, double west,
                             double south, double east, double north)
{
    const double outer[4][2] = {
        {west, south}, {east, south}, {east, north}, {west, north}};
    const double inner[4][2] = {
        {west, south}, {west, north}, {east, north}, {east, south}};
    earth_ring(earth, false, 4, hole ? inner[0] : outer[0]);
}

static inline struct hg_grid *earth_grid(const struct hg_grid_params *params)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(params, &grid, &err), err);
    return grid;
}

static inline double earth_shoelace(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 1; i + 1 < n; i++)
        sum += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
    return sum;
}

/* Rings run by their chords on the grid, as they do when they are read. */
static inline void earth_turn(struct hg_shapes *s, struct hg_ring ring)
{
    const size_t f = ring.first, n = ring.count;
    if (ring.open || (earth_shoelace(s->x + f, s->y + f, n) < 0) ==
                         (earth_shoelace(s->lon + f, s->lat + f, n) < 0))
        return;
    double *const values[4] = {s->x + f, s->y + f, s->lon + f, s->lat + f};
    for (size_t k = 0; k < 4; k++)
        for (size_t i = 0; i < n / 2; i++) {
            const double swapped = values[k][i];
            values[k][i] = values[k][n - 1 - i];
            values[k][n - 1 - i] = swapped;
        }
}

/* Cuts the shapes, whose vertices are brought onto the grid. */
static inline struct hg_cut *earth_cut(struct toy_earth *earth,
                                       const struct hg_grid *grid,
                                       enum hg_feature_kind kind, unsigned threads)
{
    struct hg_error err = {0};
    struct hg_transform to_grid = {0};
    struct hg_cut *cut = NULL;
    struct hg_shapes *s = &earth->shapes;
    assert_ok(hg_crs_from_lonlat(grid, &to_grid, &err), err);
    memcpy(s->x, s->lon, s->n_vertex * sizeof(*s->x));
    memcpy(s->y, s->lat, s->n_vertex * sizeof(*s->y));
    hg_transform_apply(&to_grid, s->n_vertex, s->x, s->y);
    for (size_t r = 0; r < s->n_ring; r++)
        earth_turn(s, s->ring[r]);
    const struct hg_cut_params params = {
        .grid = grid, .shapes = s, .kind = kind, .to_grid = &to_grid, .threads = threads};
    assert_ok(hg_cut(&params, &cut, &err), err);
    hg_transform_finish(&to_grid);
    return cut;
}

/* Size of a shape in a cell; 0 where it has no part. */
static inline double earth_part(const struct hg_cut *cut, size_t shape, uint32_t cell)
{
    for (size_t i = cut->first[shape]; i < cut->first[shape + 1]; i++)
        if (cut->cell[i] == cell)
            return cut->size[i];
    return 0;
}

/* 0 <= value < 1, by a linear congruence (Knuth's MMIX). */
static inline double earth_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

/* 0.1 degrees over the Earth, 10 km on an Albers projection of East Asia. */
static const struct hg_grid_params earth_degrees = {.crs = "EPSG:4326",
                                                    .kind = HG_GRID_LONLAT,
                                                    .box = {-180, -90, 180, 90},
                                                    .ncol = 3600,
                                                    .nrow = 1800};
static const struct hg_grid_params earth_albers = {
    .crs = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m",
    .kind = HG_GRID_EQUAL_AREA,
    .box = {-4000000, 1000000, 4000000, 7000000},
    .ncol = 800,
    .nrow = 600};

#endif
