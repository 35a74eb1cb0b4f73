/* regrid.c - a proxy on the grid: the mean density of the pixels under each cell */
#include "gridding/regrid.h"

#include <hotgrid/coverage.h>
#include <hotgrid/geodesy.h>
#include <math.h>
#include <stdlib.h>

/* A cell of which less than this is covered by valid pixels has none: neighbours that
 * reach over its edge by rounding do not count. */
static const double LEAST_PART = 1e-9;

double averaging_level(const struct averaging *a, double lat)
{
    return hg_zone_km2_per_deg(fmax(-90, fmin(90, lat)), a->north) * a->level_per_zone;
}

double averaging_row(const struct averaging *a, double level)
{
    const double *edge = a->row_level;
    if (!edge)
        return level;
    uint32_t low = 0, high = a->nrow; /* the row is low .. high - 1 */
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (edge[middle] <= level)
            low = middle;
        else
            high = middle;
    }
    return low + (level - edge[low]) / (edge[low + 1] - edge[low]);
}

enum hg_status averaging_no_memory(const struct averaging *a, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to bring it onto the grid",
                   a->raster->path ? a->raster->path : "raster");
}

/* Areas of the pixels of each row of a raster of degrees, as far as there is an Earth
 * under them. */
static double *pixel_areas(const struct hg_raster *r)
{
    double *km2 = calloc((size_t)r->nrow + 1, sizeof(*km2));
    for (uint32_t row = 0; km2 && row < r->nrow; row++) {
        const double a = fmax(-90, fmin(90, r->y0 + row * r->dy));
        const double b = fmax(-90, fmin(90, r->y0 + (row + 1.0) * r->dy));
        km2[row] = fabs(hg_zone_km2_per_deg(a, b) * r->dx);
    }
    return km2;
}

/* Levels of a grid of degrees: a row has one on the average. */
static void set_levels(struct averaging *a, const struct hg_grid_params *p)
{
    const double dx = (p->box.east - p->box.west) / p->ncol;
    const double dy = (p->box.north - p->box.south) / p->nrow;
    const double south = fmax(-90, p->box.south);
    a->period = 360 / dx;
    a->north = fmin(90, p->box.north);
    a->level_per_zone = p->nrow / hg_zone_km2_per_deg(south, a->north);
    a->level_km2 = dx / a->level_per_zone;
    for (uint32_t row = 0; row <= p->nrow; row++)
        a->row_level[row] = averaging_level(a, p->box.north - row * dy);
}

static enum hg_status averaging_start(struct averaging *a, double *sum,
                                      struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(a->grid);
    const bool degrees = p->kind == HG_GRID_LONLAT;
    a->ncol = p->ncol;
    a->nrow = p->nrow;
    a->sum = sum;
    a->level_km2 = hg_grid_cell_km2(a->grid, 0); /* of grids in metres */
    a->part = calloc(hg_grid_cells(a->grid), sizeof(*a->part));
    if (degrees)
        a->row_level = calloc((size_t)p->nrow + 1, sizeof(*a->row_level));
    if (a->raster->lonlat)
        a->pixel_km2 = pixel_areas(a->raster);
    if (!a->part || (degrees && !a->row_level) || (a->raster->lonlat && !a->pixel_km2))
        return averaging_no_memory(a, err);
    if (degrees)
        set_levels(a, p);
    for (size_t i = 0; i < hg_grid_cells(a->grid); i++)
        sum[i] = 0;
    return HG_OK;
}

enum hg_status hg_regrid(const struct hg_grid *grid, const struct hg_raster *raster,
                         const struct hg_transform *to_grid, double *density,
                         struct hg_error *err)
{
    struct averaging a = {.grid = grid, .raster = raster, .to_grid = to_grid};
    bool done = false;
    enum hg_status status = averaging_start(&a, density, err);
    if (status == HG_OK)
        status = average_rectangles(&a, &done, err);
    if (status == HG_OK && !done)
        status = average_polygons(&a, err);
    if (status == HG_OK)
        for (size_t i = 0; i < hg_grid_cells(grid); i++)
            density[i] = a.part[i] > LEAST_PART ? density[i] / a.part[i] : 0;
    free(a.row_level);
    free(a.pixel_km2);
    free(a.part);
    return status;
}
