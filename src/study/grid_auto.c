/* grid_auto.c - a grid of equal areas fitted to the regions of a study */
#include "study/grid_auto.h"
#include <hotgrid/crs.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole map of EPSG:6933 (grids/world-10km.yaml). */
static const double WORLD_X = 17367530.4452, WORLD_Y = 7342230.1365;

/* Noise of projections, in cells: edges this near to a multiple of the cell lie on it. */
static const double NOISE = 1e-6;

static const double RAD_PER_DEG = 0.017453292519943295;

struct arc {
    double from, to; /* degrees */
};

static int by_start(const void *a, const void *b)
{
    const struct arc *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

static bool is_wanted(const struct hg_words *wanted, const char *code)
{
    return wanted->n == 0 || hg_words_has(wanted, code);
}

/* The circle less the widest gap between n arcs, n > 0. */
static void close_circle(struct arc *arc, size_t n, struct grid_extent *extent)
{
    qsort(arc, n, sizeof(*arc), by_start);
    double end = arc[0].to, gap = 0, after = -180;
    for (size_t i = 1; i < n; i++) {
        if (arc[i].from - end > gap) {
            gap = arc[i].from - end;
            after = arc[i].from;
        }
        end = fmax(end, arc[i].to);
    }
    const double around = arc[0].from + 360 - end;
    if (around > gap) {
        gap = around;
        after = arc[0].from;
    }
    extent->west = after;
    extent->width = 360 - gap;
}

/* The extent of those shapes that wanted says (all where it is empty), in degrees; false
 * without memory.  Shapes are cut at the antimeridian.  Without vertices south > north.
 */
static bool grid_extent_of(const struct hg_shapes *shapes, const struct hg_words *wanted,
                           struct grid_extent *out)
{
    struct grid_extent extent = {.west = -180, .south = 90, .north = -90};
    struct arc *arc = calloc(shapes->n_ring + 1, sizeof(*arc));
    size_t n = 0;
    if (!arc)
        return false;
    for (size_t s = 0; s < shapes->n_shape; s++) {
        const struct hg_shape *shape = &shapes->shape[s];
        if (!is_wanted(wanted, shape->code))
            continue;
        for (size_t r = shape->first_ring; r < shape->first_ring + shape->n_ring; r++) {
            const struct hg_ring *ring = &shapes->ring[r];
            if (ring->count == 0)
                continue;
            arc[n] = (struct arc){180, -180};
            for (size_t i = ring->first; i < ring->first + ring->count; i++) {
                arc[n].from = fmin(arc[n].from, shapes->lon[i]);
                arc[n].to = fmax(arc[n].to, shapes->lon[i]);
                extent.south = fmin(extent.south, shapes->lat[i]);
                extent.north = fmax(extent.north, shapes->lat[i]);
            }
            n++;
        }
    }
    if (n > 0)
        close_circle(arc, n, &extent);
    free(arc);
    *out = extent;
    return true;
}

/* Whole degrees, or tenths where all is small. */
static double rounded(const struct grid_extent *extent, double degrees)
{
    const bool small = extent->width < 10 && extent->north - extent->south < 10;
    const double value = small ? round(degrees * 10) / 10 : round(degrees);
    return value == 0 ? 0 : value; /* no -0 */
}

static double middle_lat(const struct grid_extent *extent)
{
    return (extent->south + extent->north) / 2;
}

static double middle_lon(const struct grid_extent *extent)
{
    if (extent->width >= 360)
        return 0;
    const double lon = rounded(extent, extent->west + extent->width / 2);
    return lon >= 180 ? lon - 360 : lon;
}

static bool on_one_side(const struct grid_extent *extent)
{
    return extent->south >= 0 || extent->north <= 0;
}

/* Does a hemisphere about the middle of the box hold it?  The furthest places are on its
 * western and eastern edges, which are alike. */
static bool within_hemisphere(const struct grid_extent *extent)
{
    enum { STEPS = 64 };
    const double lat0 = middle_lat(extent) * RAD_PER_DEG;
    const double turn = cos(extent->width / 2 * RAD_PER_DEG);
    for (int i = 0; i <= STEPS; i++) {
        const double lat =
            (extent->south + (extent->north - extent->south) * i / STEPS) * RAD_PER_DEG;
        if (sin(lat0) * sin(lat) + cos(lat0) * cos(lat) * turn < 0)
            return false;
    }
    return true;
}

static bool is_conic(const struct grid_extent *extent)
{
    return on_one_side(extent) && fabs(middle_lat(extent)) >= 15 && extent->south > -85 &&
           extent->north < 85 && extent->width <= 180;
}

static bool is_wide(const struct grid_extent *extent)
{
    const double wide = extent->width * cos(middle_lat(extent) * RAD_PER_DEG);
    return wide >= 1.25 * (extent->north - extent->south);
}

static enum hg_grid_fit best_fit(const struct grid_extent *extent)
{
    if (extent->width > 180)
        return on_one_side(extent) ? HG_FIT_LAEA : HG_FIT_WORLD;
    if (is_conic(extent) && is_wide(extent))
        return HG_FIT_ALBERS;
    return within_hemisphere(extent) ? HG_FIT_LAEA : HG_FIT_WORLD;
}

static void print_albers(const struct grid_extent *extent, char *crs, size_t size)
{
    const double sixth = (extent->north - extent->south) / 6;
    (void)snprintf(crs, size,
                   "+proj=aea +lat_1=%.10g +lat_2=%.10g +lat_0=%.10g +lon_0=%.10g "
                   "+datum=WGS84 +units=m",
                   rounded(extent, extent->south + sixth),
                   rounded(extent, extent->north - sixth),
                   rounded(extent, middle_lat(extent)), middle_lon(extent));
}

static void print_laea(const struct grid_extent *extent, char *crs, size_t size)
{
    const bool polar = extent->width > 180 && on_one_side(extent);
    const double middle = rounded(extent, middle_lat(extent));
    (void)snprintf(crs, size,
                   "+proj=laea +lat_0=%.10g +lon_0=%.10g +datum=WGS84 +units=m",
                   polar ? copysign(90, middle_lat(extent)) : middle, middle_lon(extent));
}

enum hg_status grid_auto_crs(const struct grid_extent *extent, enum hg_grid_fit *fit,
                             char *crs, size_t size, struct hg_error *err)
{
    const enum hg_grid_fit kind = *fit == HG_FIT_BEST ? best_fit(extent) : *fit;
    if (kind == HG_FIT_ALBERS && !is_conic(extent))
        return hg_fail(err, HG_E_STUDY,
                       "`projection: albers` does not suit regions from %.1f to %.1f "
                       "degrees north over %.0f degrees of longitude: a cone wants one "
                       "side of the equator, a middle 15 degrees or more from it, no "
                       "pole and at most half a turn; leave `projection` out",
                       extent->south, extent->north, extent->width);
    if (kind == HG_FIT_ALBERS)
        print_albers(extent, crs, size);
    else if (kind == HG_FIT_LAEA)
        print_laea(extent, crs, size);
    else
        (void)snprintf(crs, size, "EPSG:6933");
    *fit = kind;
    return HG_OK;
}

/* Grows box to hold the image of a ring; a vertex without one counts in *lost. */
static void hold_ring(const struct hg_shapes *shapes, const struct hg_ring *ring,
                      const struct hg_transform *way, struct hg_box *box, size_t *lost)
{
    enum { BLOCK = 1024 };
    double x[BLOCK], y[BLOCK];
    for (size_t done = 0; done < ring->count; done += BLOCK) {
        const size_t n = ring->count - done < BLOCK ? ring->count - done : BLOCK;
        memcpy(x, shapes->lon + ring->first + done, n * sizeof(*x));
        memcpy(y, shapes->lat + ring->first + done, n * sizeof(*y));
        hg_transform_apply(way, n, x, y);
        for (size_t i = 0; i < n; i++) {
            *lost += isnan(x[i]) ? 1 : 0;
            box->west = fmin(box->west, x[i]);
            box->east = fmax(box->east, x[i]);
            box->south = fmin(box->south, y[i]);
            box->north = fmax(box->north, y[i]);
        }
    }
}

/* The box of wanted shapes in the crs of params. */
static enum hg_status project_box(const struct hg_shapes *shapes,
                                  const struct hg_words *wanted,
                                  const struct hg_grid_params *params, struct hg_box *out,
                                  struct hg_error *err)
{
    struct hg_grid *grid = NULL;
    struct hg_transform way = {0};
    struct hg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    size_t lost = 0;
    enum hg_status status = hg_grid_create(params, &grid, err);
    if (status == HG_OK)
        status = hg_crs_from_lonlat(grid, &way, err);
    for (size_t s = 0; status == HG_OK && s < shapes->n_shape; s++) {
        const struct hg_shape *shape = &shapes->shape[s];
        for (size_t r = 0; is_wanted(wanted, shape->code) && r < shape->n_ring; r++)
            hold_ring(shapes, &shapes->ring[shape->first_ring + r], &way, &box, &lost);
    }
    if (status == HG_OK && lost > 0)
        status = hg_fail(err, HG_E_STUDY,
                         "%zu vertices of the regions have no image in %s; leave "
                         "`projection` out",
                         lost, params->crs);
    hg_transform_finish(&way);
    hg_grid_destroy(grid);
    if (status == HG_OK)
        *out = box;
    return status;
}

/* Edges at multiples of the cell, one cell beyond the regions. */
static void align(struct hg_box *box, double cell)
{
    box->west = (floor(box->west / cell + NOISE) - 1) * cell;
    box->south = (floor(box->south / cell + NOISE) - 1) * cell;
    box->east = (ceil(box->east / cell - NOISE) + 1) * cell;
    box->north = (ceil(box->north / cell - NOISE) + 1) * cell;
}

/* Steps of the whole cylinder that come nearest to the cell. */
static void take_world(struct hg_grid_params *params, double cell, double *ncol,
                       double *nrow)
{
    params->box = (struct hg_box){-WORLD_X, -WORLD_Y, WORLD_X, WORLD_Y};
    *ncol = fmax(1, round(2 * WORLD_X / cell));
    *nrow = fmax(1, round(2 * WORLD_Y / cell));
}

static enum hg_status fit_shapes(const struct hg_study *study,
                                 const struct hg_shapes *shapes,
                                 const struct grid_extent *extent, struct hg_grid **out,
                                 struct hg_error *err)
{
    const double cell = study->fit.cell_km * 1000;
    struct hg_grid_params params = {
        .kind = HG_GRID_EQUAL_AREA, .box = {0, 0, 1, 1}, .ncol = 1, .nrow = 1};
    enum hg_grid_fit fit = study->fit.projection;
    double ncol = 0, nrow = 0;
    enum hg_status status =
        grid_auto_crs(extent, &fit, params.crs, sizeof(params.crs), err);
    if (status == HG_OK && fit == HG_FIT_WORLD) {
        take_world(&params, cell, &ncol, &nrow);
    } else if (status == HG_OK) {
        status = project_box(shapes, &study->fit.regions, &params, &params.box, err);
        if (status == HG_OK)
            align(&params.box, cell);
        ncol = round((params.box.east - params.box.west) / cell);
        nrow = round((params.box.north - params.box.south) / cell);
    }
    if (status != HG_OK)
        return status;
    if (!(ncol <= 65536 && nrow <= 65535))
        return hg_fail(err, HG_E_LIMIT,
                       "cells of %.10g km over the regions are %.0f x %.0f, more than "
                       "65536 x 65535; choose a larger `cell_km`",
                       study->fit.cell_km, ncol, nrow);
    params.ncol = (uint32_t)ncol;
    params.nrow = (uint32_t)nrow;
    (void)snprintf(params.name, sizeof(params.name), "auto-%.10gkm", study->fit.cell_km);
    return hg_grid_create(&params, out, err);
}

/* Every code that was asked for has a polygon. */
static enum hg_status check_wanted(const struct hg_study *study,
                                   const struct hg_shapes *shapes, struct hg_error *err)
{
    for (size_t i = 0; i < study->fit.regions.n; i++) {
        const char *code = study->fit.regions.word[i];
        if (hg_shapes_find(shapes, code) == HG_NOT_FOUND)
            return hg_fail(err, HG_E_STUDY,
                           "%s: `regions` of `grid` names `%s`, which has no polygon in "
                           "%s",
                           study->path, code, study->regions.path);
    }
    return HG_OK;
}

enum hg_status grid_auto_fit(const struct hg_study *study, struct hg_grid **out,
                             struct grid_extent *extent_out, struct hg_error *err)
{
    static const struct hg_grid_params degrees = {.name = "degrees",
                                                  .crs = "EPSG:4326",
                                                  .kind = HG_GRID_LONLAT,
                                                  .box = {-180, -90, 180, 90},
                                                  .ncol = 1,
                                                  .nrow = 1};
    struct hg_grid *world = NULL;
    struct hg_shapes *shapes = NULL;
    struct grid_extent extent = {0};
    enum hg_status status = hg_grid_create(&degrees, &world, err);
    if (status == HG_OK)
        status = hg_read_outlines(&study->regions, world, &shapes, err);
    if (status == HG_OK)
        status = check_wanted(study, shapes, err);
    if (status == HG_OK && !grid_extent_of(shapes, &study->fit.regions, &extent))
        status = hg_fail(err, HG_E_MEMORY, "no memory for the extent of the regions");
    if (status == HG_OK && extent.south > extent.north)
        status =
            hg_fail(err, HG_E_INPUT, "%s: has no polygon that a grid could be fitted to",
                    study->regions.path);
    if (status == HG_OK)
        status = fit_shapes(study, shapes, &extent, out, err);
    if (status == HG_OK && extent_out)
        *extent_out = extent;
    hg_shapes_destroy(shapes);
    hg_grid_destroy(world);
    return status;
}
