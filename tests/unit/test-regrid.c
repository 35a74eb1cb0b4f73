/* test-regrid.c - means of pixels by hand, by clipping, and round the poles */
#include "check.h"

#include "alloc.h"
#include "whole_raster.h"
#include <hotgrid/crs.h>
#include <hotgrid/regrid.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static const double PI = 3.14159265358979323846;

static struct hg_grid *make_grid(enum hg_grid_kind kind, struct hg_box box, uint32_t ncol,
                                 uint32_t nrow)
{
    const struct hg_grid_params params = {
        .crs = "x", .kind = kind, .box = box, .ncol = ncol, .nrow = nrow};
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static const struct hg_transform same = {.identity = true};

/* Densities that a raster gives; the caller frees them. */
static double *regrid(const struct hg_grid *grid, const struct hg_raster *raster,
                      const struct hg_transform *to_grid)
{
    struct hg_error err = {0};
    double *density = malloc(hg_grid_cells(grid) * sizeof(*density));
    assert_non_null(density);
    for (size_t i = 0; i < hg_grid_cells(grid); i++)
        density[i] = NAN; /* is overwritten */
    assert_ok(hg_regrid(grid, raster, to_grid, 2, density, &err), err);
    return density;
}

static void assert_cells(const struct hg_grid *grid, const struct hg_raster *raster,
                         size_t n, const double *want)
{
    double *got = regrid(grid, raster, &same);
    assert_int_equal(hg_grid_cells(grid), n);
    for (size_t i = 0; i < n; i++)
        if (!(fabs(got[i] - want[i]) <= 1e-13 * fabs(want[i])))
            fail_msg("cell %zu: %.17g, not %.17g", i, got[i], want[i]);
    free(got);
}

/* Cells 0 1 above 2 3, of 2 by 2; pixels of 1 by 1 from the north-west. */
static void pixels_of_a_cell_are_averaged(void **state)
{
    (void)state;
    float v[16] = {1, 2, 5, 5, 3, 4, 5, 5, 0, 0, 1, 2, 0, 4, 3, 10};
    const struct hg_raster r = {4, 4, 0, 4, 1, -1, false, HG_DENSITY, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 4, 4}, 2, 2);
    assert_cells(grid, &r, 4, (double[]){2.5, 5, 1, 4});
    hg_grid_destroy(grid);
}

static void rows_and_columns_of_any_direction_are_taken(void **state)
{
    (void)state;
    /* The same raster from the south, and from the south-east. */
    float south[16] = {0, 4, 3, 10, 0, 0, 1, 2, 3, 4, 5, 5, 1, 2, 5, 5};
    float east[16] = {10, 3, 4, 0, 2, 1, 0, 0, 5, 5, 4, 3, 5, 5, 2, 1};
    const struct hg_raster r = {4, 4, 0, 0, 1, 1, false, HG_DENSITY, south, NULL, NULL};
    const struct hg_raster q = {4, 4, 4, 0, -1, 1, false, HG_DENSITY, east, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 4, 4}, 2, 2);
    assert_cells(grid, &r, 4, (double[]){2.5, 5, 1, 4});
    assert_cells(grid, &q, 4, (double[]){2.5, 5, 1, 4});
    hg_grid_destroy(grid);
}

/* Pixels of 1 by 1 whose corner lies 0.25 east and 0.5 south of that of the grid: cell 3
 * has 1/4 * 1/2 of pixel a, 3/4 * 1/2 of b, 1/4 * 1/2 of c and 3/4 * 1/2 of d; the cells
 * in the north and west have only what there is. */
static void pixels_across_cells_count_by_their_overlap(void **state)
{
    (void)state;
    float v[4] = {8, 16, 24, 40};
    const struct hg_raster r = {2, 2, 0.25, 1.5, 1, -1, false, HG_DENSITY, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 2, 2}, 2, 2);
    assert_cells(grid, &r, 4,
                 (double[]){8, 0.25 * 8 + 0.75 * 16, (8 + 24) / 2.0,
                            0.125 * 8 + 0.375 * 16 + 0.125 * 24 + 0.375 * 40});
    hg_grid_destroy(grid);
}

static void pixels_without_data_count_neither_as_value_nor_as_area(void **state)
{
    (void)state;
    float v[16] = {1, NAN, NAN, NAN, 3, 5, NAN, NAN, 0, 0, 1, NAN, NAN, 4, 3, 10};
    const struct hg_raster r = {4, 4, 0, 4, 1, -1, false, HG_DENSITY, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 4, 4}, 2, 2);
    assert_cells(grid, &r, 4, (double[]){3, 0, 4 / 3.0, 14 / 3.0});
    hg_grid_destroy(grid);
}

/* 0.1-degree pixels on the same cells: rounding must not draw in the neighbours. */
static void a_neighbour_does_not_reach_over_an_edge_by_rounding(void **state)
{
    (void)state;
    float v[30];
    for (size_t i = 0; i < 30; i++)
        v[i] = i % 2 == 0 ? NAN : 7;
    const struct hg_raster r = {30,   1,          116.3, 0.1,  0.1, -0.1,
                                true, HG_DENSITY, v,     NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, 3600, 1800);
    double *d = regrid(grid, &r, &same);
    for (uint32_t i = 0; i < 30; i++)
        assert_near(d[899 * 3600 + 2963 + i], i % 2 == 0 ? 0 : 7, 1e-12);
    free(d);
    hg_grid_destroy(grid);
}

static void longitudes_of_0_to_360_are_taken(void **state)
{
    (void)state;
    float v[4] = {1, 2, 3, 4}; /* 0-90, 90-180, 180-270, 270-360 */
    const struct hg_raster r = {4, 1, 0, 90, 90, -180, true, HG_DENSITY, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, 4, 1);
    assert_cells(grid, &r, 4, (double[]){3, 4, 1, 2});
    hg_grid_destroy(grid);
    grid = make_grid(HG_GRID_LONLAT, (struct hg_box){0, -90, 360, 90}, 4, 1);
    assert_cells(grid, &r, 4, (double[]){1, 2, 3, 4});
    hg_grid_destroy(grid);
}

static void a_pixel_across_the_antimeridian_lies_on_both_sides(void **state)
{
    (void)state;
    float v[2] = {6, 9}; /* 135 .. 225 and 225 .. 315 */
    const struct hg_raster r = {2, 1, 135, 90, 90, -180, true, HG_DENSITY, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, 8, 1);
    assert_cells(grid, &r, 8, (double[]){6, 9, 9, 0, 0, 0, 0, 6});
    hg_grid_destroy(grid);
}

/* Snyder (1987), eq. 3-12: q of a parallel; areas of zones are proportional to its
 * differences, a^2 / 2 each radian of longitude. */
static double authalic_q(double lat)
{
    const double e2 = 0.00669437999014, e = sqrt(e2), s = sin(lat * PI / 180);
    return (1 - e2) * (s / (1 - e2 * s * s) - log((1 - e * s) / (1 + e * s)) / (2 * e));
}

static double zone_km2(double south, double north, double degrees)
{
    return 6378.137 * 6378.137 / 2 * (authalic_q(north) - authalic_q(south)) * degrees *
           PI / 180;
}

static void rows_of_degrees_weigh_as_much_as_their_zones(void **state)
{
    (void)state;
    float v[3] = {1, 10, 100}; /* 61.5-62.5, 60.5-61.5, 59.5-60.5 N */
    const struct hg_raster r = {1, 3, 0, 62.5, 2, -1, true, HG_DENSITY, v, NULL, NULL};
    struct hg_grid *grid = make_grid(HG_GRID_LONLAT, (struct hg_box){0, 60, 2, 62}, 1, 1);
    const double want = (zone_km2(61.5, 62, 2) + 10 * zone_km2(60.5, 61.5, 2) +
                         100 * zone_km2(60, 60.5, 2)) /
                        zone_km2(60, 62, 2);
    double *d = regrid(grid, &r, &same);
    assert_near(d[0], want, 1e-10);
    free(d);
    hg_grid_destroy(grid);
}

static void counts_are_divided_by_the_area_of_their_pixel(void **state)
{
    (void)state;
    float v[2] = {1000, 3000};
    const struct hg_raster r = {1, 2, 10, 61, 1, -1, true, HG_COUNT, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){10, 59, 11, 61}, 1, 2);
    double *d = regrid(grid, &r, &same);
    assert_near(d[0], 1000 / zone_km2(60, 61, 1), 1e-10);
    assert_near(d[1], 3000 / zone_km2(59, 60, 1), 1e-10);
    free(d);
    hg_grid_destroy(grid);

    /* In metres: pixels of 500 by 250 m. */
    const struct hg_raster m = {1, 2, 0, 500, 500, -250, false, HG_COUNT, v, NULL, NULL};
    grid = make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 1000, 1000}, 1, 1);
    assert_cells(grid, &m, 1, (double[]){(1000 + 3000) / 0.25});
    hg_grid_destroy(grid);
}

/* The middles of the outer rows on the poles, as many models have them. */
static void rows_that_reach_over_a_pole_end_there(void **state)
{
    (void)state;
    float v[3] = {2, 4, 6};
    const struct hg_raster r = {1, 3, -180, 135, 360, -90, true, HG_COUNT, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, 1, 4);
    const double cap = zone_km2(45, 90, 360), belt = zone_km2(-45, 45, 360);
    double *d = regrid(grid, &r, &same);
    const double want[4] = {2 / cap, 4 / belt, 4 / belt, 6 / cap};
    for (size_t i = 0; i < 4; i++)
        assert_near(d[i], want[i], 1e-10);
    free(d);
    hg_grid_destroy(grid);
}

/* Maps for pixels that do not stay rectangles.  All keep areas. */

static void slant(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++)
        x[i] += 0.3 * y[i];
}

static void bend(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++)
        x[i] += 0.04 * y[i] * y[i] - 0.2 * sin(y[i]);
}

static void turn(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++) {
        const double u = x[i], v = y[i];
        x[i] = 0.8 * u - 0.6 * v;
        y[i] = 0.6 * u + 0.8 * v;
    }
}

static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) * 0x1p-53;
}

static double shoelace(size_t n, double (*xy)[2])
{
    double sum = 0;
    for (size_t i = 0, b = n - 1; i < n; b = i++)
        sum += (xy[b][0] - xy[0][0]) * (xy[i][1] - xy[0][1]) -
               (xy[i][0] - xy[0][0]) * (xy[b][1] - xy[0][1]);
    return sum / 2;
}

#define CUTS ((size_t)200) /* pieces of an edge in the test */

/* Sutherland and Hodgman (1974): the part of a ring where sign * coordinate <= sign *
 * limit. */
static size_t clip(size_t n, double (*xy)[2], int axis, double limit, double sign)
{
    static double to[8 * CUTS][2];
    size_t m = 0;
    for (size_t i = 0, b = n - 1; i < n; b = i++) {
        const double in_b = sign * (limit - xy[b][axis]);
        const double in_i = sign * (limit - xy[i][axis]);
        if ((in_b >= 0) != (in_i >= 0)) {
            const double t = in_b / (in_b - in_i);
            to[m][1 - axis] = xy[b][1 - axis] + t * (xy[i][1 - axis] - xy[b][1 - axis]);
            to[m++][axis] = limit;
        }
        if (in_i >= 0) {
            to[m][0] = xy[i][0];
            to[m++][1] = xy[i][1];
        }
    }
    memcpy(xy, to, m * sizeof(to[0]));
    return m;
}

/* The outline of a pixel on the grid, of many short edges. */
static size_t outline(const struct hg_raster *r, const struct hg_transform *map,
                      uint32_t pixel, double (*xy)[2])
{
    const uint32_t col = pixel % r->ncol, row = pixel / r->ncol;
    for (size_t i = 0; i < 4 * CUTS; i++) {
        const double t = (double)(i % CUTS) / CUTS;
        const double u[4] = {t, 1, 1 - t, 0}, v[4] = {0, t, 1, 1 - t};
        xy[i][0] = r->x0 + r->dx * (col + u[i / CUTS]);
        xy[i][1] = r->y0 + r->dy * (row + v[i / CUTS]);
        map->apply(NULL, 1, &xy[i][0], &xy[i][1]);
    }
    return 4 * CUTS;
}

/* Means over the cells of an equal-area grid, pixel by pixel and cell by cell. */
static void clipped_means(const struct hg_grid *grid, const struct hg_raster *r,
                          const struct hg_transform *map, double *mean)
{
    static double ring[4 * CUTS][2], part[8 * CUTS][2];
    const struct hg_grid_params *p = hg_grid_params(grid);
    const double dx = (p->box.east - p->box.west) / p->ncol;
    const double dy = (p->box.north - p->box.south) / p->nrow;
    for (uint32_t c = 0; c < hg_grid_cells(grid); c++) {
        double sum = 0, all = 0, x, y;
        hg_grid_centre(grid, c, &x, &y);
        for (uint32_t i = 0; i < r->ncol * r->nrow; i++) {
            if (isnan(r->value[i]))
                continue;
            size_t n = outline(r, map, i, ring);
            memcpy(part, ring, sizeof(ring));
            n = clip(n, part, 0, x - dx / 2, -1);
            n = n ? clip(n, part, 0, x + dx / 2, 1) : 0;
            n = n ? clip(n, part, 1, y - dy / 2, -1) : 0;
            n = n ? clip(n, part, 1, y + dy / 2, 1) : 0;
            const double area = n ? fabs(shoelace(n, part)) : 0;
            sum += area * (double)r->value[i];
            all += area;
        }
        mean[c] = all > 1e-9 * dx * dy ? sum / all : 0;
    }
}

static void assert_as_clipped(const struct hg_raster *r, const struct hg_transform *map,
                              struct hg_box box, uint32_t n, double tolerance)
{
    struct hg_grid *grid = make_grid(HG_GRID_EQUAL_AREA, box, n, n);
    double want[144] = {0};
    clipped_means(grid, r, map, want);
    double *got = regrid(grid, r, map);
    for (uint32_t c = 0; c < n * n; c++)
        if (!(fabs(got[c] - want[c]) <= tolerance))
            fail_msg("cell %u: %.12g, clipping gives %.12g", c, got[c], want[c]);
    free(got);
    hg_grid_destroy(grid);
}

static void fill(float *v, size_t n)
{
    uint64_t seed = 1;
    for (size_t i = 0; i < n; i++)
        v[i] = draw(&seed) < 0.2 ? NAN : (float)draw(&seed);
}

static void slanted_pixels_are_cut_as_clipping_cuts_them(void **state)
{
    (void)state;
    float v[48];
    fill(v, 48);
    const struct hg_transform slanted = {.apply = slant}, turned = {.apply = turn};
    const struct hg_raster r = {8,     6,          -3.3, 3.1,  0.83, -1.07,
                                false, HG_DENSITY, v,    NULL, NULL};
    const struct hg_raster q = {8,     6,          3.3, -3.1, -0.83, 1.07,
                                false, HG_DENSITY, v,   NULL, NULL};
    assert_as_clipped(&r, &slanted, (struct hg_box){-3, -3, 3, 3}, 6, 1e-12);
    assert_as_clipped(&r, &turned, (struct hg_box){-5, -5, 4, 4}, 12, 1e-12);
    assert_as_clipped(&q, &turned, (struct hg_box){-5, -5, 4, 4}, 3, 1e-12);
    const struct hg_raster south = {8,     6,          -3.3, -3.1, 0.83, 1.07,
                                    false, HG_DENSITY, v,    NULL, NULL};
    assert_as_clipped(&south, &turned, (struct hg_box){-5, -5, 4, 4}, 12, 1e-12);
}

/* The edges of the test are polygons of 200 sides, whose sagitta is 1e-6 of a cell. */
static void bent_pixels_are_cut_as_clipping_cuts_them(void **state)
{
    (void)state;
    float v[48];
    fill(v, 48);
    const struct hg_transform bent = {.apply = bend};
    const struct hg_raster r = {8,     6,          -3.3, 3.1,  0.83, -1.07,
                                false, HG_DENSITY, v,    NULL, NULL};
    assert_as_clipped(&r, &bent, (struct hg_box){-3, -3, 3, 3}, 6, 1e-5);
    assert_as_clipped(&r, &bent, (struct hg_box){-3, -3, 3, 3}, 2, 1e-5);
    assert_as_clipped(&r, &bent, (struct hg_box){-3, -3, 3, 3}, 12, 1e-5);
}

static void bow_x(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++)
        x[i] += 0.5 * y[i] * y[i];
}

static void bow_y(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++)
        y[i] -= 0.5 * x[i] * x[i];
}

/* Edges of 2 that bulge by 1/2 over lines between cells, and come back.  The sagitta of
 * the test's own edges is 1e-5. */
static void edges_that_turn_back_are_cut_where_they_turn(void **state)
{
    (void)state;
    float v[9] = {1, 2, 3, 4, 5, NAN, 7, 8, 9};
    const struct hg_transform bowed_x = {.apply = bow_x}, bowed_y = {.apply = bow_y};
    const struct hg_raster r = {3, 3, -3.2, 3, 2, -2, false, HG_DENSITY, v, NULL, NULL};
    const struct hg_raster q = {3, 3, -3, 3.2, 2, -2, false, HG_DENSITY, v, NULL, NULL};
    assert_as_clipped(&r, &bowed_x, (struct hg_box){-4, -4, 8, 8}, 12, 1e-4);
    assert_as_clipped(&q, &bowed_y, (struct hg_box){-4, -8, 8, 4}, 12, 1e-4);
}

/* 17 pixels along a cell: most lie in one, the others are cut. */
static void fine_pixels_are_cut_as_clipping_cuts_them(void **state)
{
    (void)state;
    static float v[48 * 44];
    fill(v, sizeof(v) / sizeof(v[0]));
    const struct hg_transform slanted = {.apply = slant}, bent = {.apply = bend},
                              bowed = {.apply = bow_x};
    const struct hg_raster r = {48,    44,         -3.3, 3.1,  0.13, -0.11,
                                false, HG_DENSITY, v,    NULL, NULL};
    const struct hg_raster q = {48,    44,         -3.1, -2.9, 0.13, 0.11,
                                false, HG_DENSITY, v,    NULL, NULL};
    const struct hg_raster near = {48,    41,         -3.0008, 2.255, 0.125, -0.11,
                                   false, HG_DENSITY, v,       NULL,  NULL};
    assert_as_clipped(&r, &slanted, (struct hg_box){-4, -4, 4, 4}, 4, 1e-12);
    assert_as_clipped(&r, &bent, (struct hg_box){-4, -4, 4, 4}, 4, 1e-6);
    assert_as_clipped(&r, &bowed, (struct hg_box){-4, -3, 3, 4}, 7, 1e-6);
    /* between corners at -1.9993 an edge bends to -2.0008 */
    assert_as_clipped(&near, &bowed, (struct hg_box){-4, -3, 3, 4}, 7, 1e-6);
    assert_as_clipped(&q, &bent, (struct hg_box){-4, -4, 4, 4}, 5, 1e-6);
}

/* Length that a row of the bent pixel from -2 to 2 has between two columns. */
static double bent_length(double y, double west, double east)
{
    double x = -2;
    bend(NULL, 1, &x, &y);
    return fmax(0, fmin(east, x + 4) - fmax(west, x));
}

/* One pixel of 4 by 4 over cells of 1: by 20,000 rows in each cell, whose sum is right to
 * 1e-9, since the map moves rows without changing them. */
static void a_large_pixel_is_cut_to_a_hundred_millionth(void **state)
{
    (void)state;
    float v[1] = {1e6F}; /* km2 to m2 */
    const struct hg_transform bent = {.apply = bend};
    const struct hg_raster r = {1, 1, -2, 3, 4, -4, false, HG_DENSITY, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){-3, -2, 3, 4}, 6, 6);
    struct hg_regrid_sums sums;
    struct hg_error err = {0};
    double got[36];
    assert_ok(hg_regrid_mass(grid, &r, &bent, 1, 1, got, &sums, &err), err);
    for (uint32_t c = 0; c < 36; c++) {
        const uint32_t row = c / 6, col = c % 6;
        const double west = (double)col - 3, south = 3 - (double)row;
        double want = 0;
        for (int i = 0; i < 20000; i++) {
            const double y = south + (i + 0.5) / 20000;
            want += y > -1 && y < 3 ? bent_length(y, west, west + 1) / 20000 : 0;
        }
        if (!(fabs(got[c] - want) <= 1e-8))
            fail_msg("cell %u: %.12g, rows give %.12g", c, got[c], want);
    }
    hg_grid_destroy(grid);
}

/* A round map that is cut along x = 0.3: what is east of it comes 10 farther west. */
static void tear(void *context, size_t n, double *x, double *y)
{
    (void)context;
    slant(NULL, n, x, y);
    for (size_t i = 0; i < n; i++)
        if (x[i] - 0.3 * y[i] >= 0.3)
            x[i] -= 10;
}

/* One pixel from 0 to 1 with the cut in it: 0 .. 0.3 stays, 0.3 .. 1 goes to -9.7 .. -9,
 * both slanted by 0.3 over a height of 1.  Nothing lies in between. */
static void a_pixel_across_the_edge_of_the_map_is_cut_there(void **state)
{
    (void)state;
    float v[1] = {1};
    const struct hg_transform torn = {.apply = tear};
    const struct hg_raster r = {1, 1, 0, 1, 1, -1, false, HG_COUNT, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){-12, -2, 4, 2}, 16, 4);
    double *d = regrid(grid, &r, &torn);
    for (uint32_t c = 0; c < 64; c++) {
        const bool there = c == 16 + 2 || c == 16 + 3 || c == 16 + 12;
        assert_near(d[c], there ? 1e6 : 0, 1e-6); /* 1 in 1e-6 km2 */
    }
    free(d);
    hg_grid_destroy(grid);
}

/* Only the disc of radius 2 has an image. */
static void disc(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++)
        if (!(hypot(x[i], y[i]) <= 2))
            x[i] = y[i] = NAN;
    slant(NULL, n, x, y);
}

static void pixels_without_image_are_left_out(void **state)
{
    (void)state;
    float v[100];
    for (size_t i = 0; i < 100; i++)
        v[i] = 5;
    const struct hg_transform round_map = {.apply = disc};
    const struct hg_raster r = {10, 10, -5, 5, 1, -1, false, HG_DENSITY, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){-6, -6, 6, 6}, 12, 12);
    double *d = regrid(grid, &r, &round_map);
    for (uint32_t c = 0; c < 144; c++) {
        double x, y;
        hg_grid_centre(grid, c, &x, &y);
        const double nearest = hypot(x - 0.3 * y, y);
        if (nearest < 1.9)
            assert_near(d[c], 5, 1e-12);
        if (nearest > 2.8)
            assert_true(d[c] == 0);
    }
    free(d);
    hg_grid_destroy(grid);
}

/* A map round the north pole: degrees from it along x and y; 20 degrees west is down, so
 * that the antimeridian runs aslant through pixels. */
static void from_pole(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++) {
        const double lon = atan2(x[i], -y[i]) * 180 / PI - 20;
        const double lat = 90 - hypot(x[i], y[i]);
        x[i] = lon < -180 ? lon + 360 : lon;
        y[i] = lat;
    }
}

/* side pixels each way, of 10 degrees, the pole in the middle: within one for odd
 * numbers, at a corner of four for even ones.  All are valid, one or four have a count
 * of 1. */
static void assert_pole(uint32_t side, double count)
{
    float v[64] = {0};
    const struct hg_transform polar = {.apply = from_pole};
    const double half = side * 5.0;
    const struct hg_raster r = {side,  side,     -half, half, 10,  -10,
                                false, HG_COUNT, v,     NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){-180, 50, 180, 90}, 180, 20);
    for (uint32_t i = 0; i < side * side; i++) {
        const uint32_t col = i % side, row = i / side;
        const double x = -half + 10 * (col + 0.5), y = half - 10 * (row + 0.5);
        v[i] = hypot(x, y) < 8 ? 1 : 0;
    }
    double *d = regrid(grid, &r, &polar), sum = 0;
    for (uint32_t c = 0; c < 3600; c++)
        sum += d[c] * hg_grid_cell_km2(grid, c);
    assert_near(sum, count, 1e-5); /* the pole itself: 2^-16 of its pixel is left out */
    free(d);

    for (uint32_t i = 0; i < side * side; i++)
        v[i] = 3;
    struct hg_raster flat = r;
    flat.quantity = HG_DENSITY;
    d = regrid(grid, &flat, &polar);
    for (uint32_t c = 0; c < 3600 * 3 / 4; c++) /* all rows down to 60 N are covered */
        assert_near(d[c], 3, 1e-12);
    free(d);
    hg_grid_destroy(grid);
}

static void a_pole_may_lie_in_a_pixel_or_at_its_corner(void **state)
{
    (void)state;
    assert_pole(7, 1);
    assert_pole(8, 4);
}

/* So little that nothing moves, and so much that pixels are no rectangles any more. */
static void nudge(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++)
        x[i] += 1e-7 * y[i];
}

static void rectangles_and_polygons_give_the_same_on_degrees(void **state)
{
    (void)state;
    static float v[36 * 18];
    fill(v, sizeof(v) / sizeof(v[0]));
    const struct hg_transform nudged = {.apply = nudge};
    struct hg_raster r = {36, 18, 3.7, 90, 10, -10, true, HG_DENSITY, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, 120, 50);
    for (int counts = 0; counts < 2; counts++) {
        r.quantity = counts ? HG_COUNT : HG_DENSITY;
        double *want = regrid(grid, &r, &same), *got = regrid(grid, &r, &nudged);
        for (size_t i = 0; i < hg_grid_cells(grid); i++)
            assert_near(got[i], want[i], 2e-5);
        free(want);
        free(got);
    }
    hg_grid_destroy(grid);
}

/* Longitudes brought to 0 .. 360, as the reader does for grids in the Pacific. */
static void turn_east(void *context, size_t n, double *x, double *y)
{
    (void)context;
    (void)y;
    for (size_t i = 0; i < n; i++)
        x[i] = x[i] < 0 ? x[i] + 360 : x[i];
}

static void a_transform_may_turn_longitudes(void **state)
{
    (void)state;
    float v[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    const struct hg_transform turned = {.apply = turn_east};
    const struct hg_raster r = {8,    1,          -180, 90,   45,  -180,
                                true, HG_DENSITY, v,    NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){0, -90, 360, 90}, 8, 1);
    double *d = regrid(grid, &r, &turned);
    for (size_t i = 0; i < 8; i++)
        assert_near(d[i], (double)((i + 4) % 8 + 1), 1e-13);
    free(d);

    const struct hg_raster belt = {1,    1,          -180, 90,   360, -180,
                                   true, HG_DENSITY, v,    NULL, NULL};
    d = regrid(grid, &belt, &turned);
    for (size_t i = 0; i < 8; i++)
        assert_near(d[i], 1, 1e-13);
    free(d);
    hg_grid_destroy(grid);
}

/* China's population on 10 km cells against 30 x 30 places in each pixel round Shanghai.
 * Places are equal in area to 1e-4 within a pixel; what they miss is what lies across the
 * edges of cells, one in 30 of a pixel's side. */
static void population_lies_where_many_places_put_it(void **state)
{
    (void)state;
    const char *data = getenv("HOTGRID_DATA");
    if (!data) {
        print_message("HOTGRID_DATA is not set\n");
        skip();
    }
    char path[1024];
    (void)snprintf(path, sizeof(path), "%s/china-2012/population.tif", data);
    const struct hg_grid_params params = {
        .crs = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m",
        .kind = HG_GRID_EQUAL_AREA,
        .box = {-2650000, 1850000, 2250000, 5950000},
        .ncol = 490,
        .nrow = 410};
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    struct hg_raster *r = NULL;
    struct hg_transform to_grid;
    hg_io_start();
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    assert_ok(read_whole_raster(path, NULL, HG_DENSITY, grid, &r, &to_grid, &err), err);
    static double sum[490 * 410], all[490 * 410];
    for (uint32_t i = 0; i < r->ncol * r->nrow; i++) {
        const uint32_t col = i % r->ncol, row = i / r->ncol;
        if (fabs(r->x0 + col * r->dx - 120) > 3 || fabs(r->y0 + row * r->dy - 31) > 3)
            r->value[i] = NAN;
        for (int k = 0; k < 900 && !isnan(r->value[i]); k++) {
            const int across = k % 30, down = k / 30;
            double x = r->x0 + r->dx * (col + (across + 0.5) / 30);
            double y = r->y0 + r->dy * (row + (down + 0.5) / 30);
            const double weight = cos(y * PI / 180);
            hg_transform_apply(&to_grid, 1, &x, &y);
            const uint32_t cell = hg_grid_cell_at(grid, x, y);
            assert_true(cell != HG_NO_CELL);
            sum[cell] += weight * (double)r->value[i];
            all[cell] += weight;
        }
    }
    double *d = regrid(grid, r, &to_grid), apart = 0, total = 0;
    for (size_t i = 0; i < hg_grid_cells(grid); i++) {
        apart += all[i] > 0 ? fabs(d[i] - sum[i] / all[i]) : d[i];
        total += d[i];
    }
    assert_true(total > 1e6);
    assert_true(apart < 0.01 * total);
    free(d);
    hg_transform_finish(&to_grid);
    hg_raster_destroy(r);
    hg_grid_destroy(grid);
    hg_io_finish();
}

/* 20 degrees across the antimeridian, where the map has 175 and the grid -185. */
static void a_grid_may_start_beyond_the_antimeridian(void **state)
{
    (void)state;
    float v[64];
    for (size_t i = 0; i < 64; i++)
        v[i] = 3;
    const struct hg_transform polar = {.apply = from_pole};
    const struct hg_raster r = {8, 8, -40, 40, 10, -10, false, HG_DENSITY, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){-190, 60, -170, 90}, 20, 15);
    double *d = regrid(grid, &r, &polar);
    for (size_t i = 0; i < 20 * (size_t)15; i++)
        assert_near(d[i], 3, 1e-12);
    free(d);
    hg_grid_destroy(grid);
}

/* Rows of 90 degrees from 135 N: the first one is what there is of it, 45 to 90 N. */
static void a_grid_may_reach_over_the_poles(void **state)
{
    (void)state;
    float v[4] = {1, 10, 100, 1000}; /* 50-90, 10-50 N and so on */
    const struct hg_transform nudged = {.apply = nudge};
    const struct hg_raster r = {1,    4,          -180, 90,   360, -40,
                                true, HG_DENSITY, v,    NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){-180, -135, 180, 135}, 1, 3);
    const double want =
        (zone_km2(50, 90, 1) + 10 * zone_km2(45, 50, 1)) / zone_km2(45, 90, 1);
    double *d = regrid(grid, &r, &same);
    assert_near(d[0], want, 1e-10);
    free(d);
    d = regrid(grid, &r, &nudged);
    assert_near(d[0], want, 1e-6);
    free(d);
    hg_grid_destroy(grid);
}

/* The cylindrical equal-area map of a sphere, cut at 180 degrees as PROJ does it. */
static void cylinder(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++) {
        if (fabs(x[i]) > 180)
            x[i] -= 360 * round(x[i] / 360);
        y[i] = 90 * sin(y[i] * PI / 180);
    }
}

static void a_cylinder_is_cut_at_the_antimeridian(void **state)
{
    (void)state;
    float v[4] = {1, 2, 3, 4}; /* 45-135, 135-225, 225-315, 315-405 */
    const struct hg_transform map = {.apply = cylinder};
    const struct hg_raster r = {4, 1, 45, 90, 90, -180, true, HG_DENSITY, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){-180, -90, 180, 90}, 8, 2);
    double *d = regrid(grid, &r, &map);
    const double want[8] = {2, 3, 3, 4, 4, 1, 1, 2};
    for (size_t i = 0; i < 16; i++)
        assert_near(d[i], want[i % 8], 1e-12);
    free(d);
    hg_grid_destroy(grid);
}

static void a_failed_allocation_is_told_and_leaks_nothing(void **state)
{
    (void)state;
    float v[48];
    fill(v, 48);
    const struct hg_transform maps[2] = {same, {.apply = turn}};
    struct hg_raster r = {8, 6, -3, 3, 0.8, -1, true, HG_COUNT, v, NULL, NULL};
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){-5, -5, 4, 4}, 12, 12);
    double density[144];
    for (int m = 0; m < 2; m++)
        for (size_t n = 1;; n++) {
            const size_t before = alloc_live();
            struct hg_error err = {0};
            alloc_fail_at(n);
            const enum hg_status status = hg_regrid(grid, &r, &maps[m], 1, density, &err);
            assert_int_equal(alloc_live(), before);
            if (!alloc_failed()) {
                assert_ok(status, err);
                assert_true(n > 8);
                break;
            }
            assert_int_equal(status, HG_E_MEMORY);
        }
    alloc_fail_at(0);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_of_a_cell_are_averaged),
        cmocka_unit_test(rows_and_columns_of_any_direction_are_taken),
        cmocka_unit_test(pixels_across_cells_count_by_their_overlap),
        cmocka_unit_test(pixels_without_data_count_neither_as_value_nor_as_area),
        cmocka_unit_test(a_neighbour_does_not_reach_over_an_edge_by_rounding),
        cmocka_unit_test(longitudes_of_0_to_360_are_taken),
        cmocka_unit_test(a_pixel_across_the_antimeridian_lies_on_both_sides),
        cmocka_unit_test(rows_of_degrees_weigh_as_much_as_their_zones),
        cmocka_unit_test(counts_are_divided_by_the_area_of_their_pixel),
        cmocka_unit_test(rows_that_reach_over_a_pole_end_there),
        cmocka_unit_test(slanted_pixels_are_cut_as_clipping_cuts_them),
        cmocka_unit_test(bent_pixels_are_cut_as_clipping_cuts_them),
        cmocka_unit_test(a_large_pixel_is_cut_to_a_hundred_millionth),
        cmocka_unit_test(fine_pixels_are_cut_as_clipping_cuts_them),
        cmocka_unit_test(edges_that_turn_back_are_cut_where_they_turn),
        cmocka_unit_test(a_pixel_across_the_edge_of_the_map_is_cut_there),
        cmocka_unit_test(pixels_without_image_are_left_out),
        cmocka_unit_test(a_pole_may_lie_in_a_pixel_or_at_its_corner),
        cmocka_unit_test(rectangles_and_polygons_give_the_same_on_degrees),
        cmocka_unit_test(a_transform_may_turn_longitudes),
        cmocka_unit_test(population_lies_where_many_places_put_it),
        cmocka_unit_test(a_grid_may_start_beyond_the_antimeridian),
        cmocka_unit_test(a_grid_may_reach_over_the_poles),
        cmocka_unit_test(a_cylinder_is_cut_at_the_antimeridian),
        cmocka_unit_test(a_failed_allocation_is_told_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
