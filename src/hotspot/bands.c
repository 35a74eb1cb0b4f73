/* bands.c - the cells within a distance of a cell, row by row */
#include "hotspot/bands.h"
#include <hotgrid/geodesy.h>
#include <math.h>
#include <stdlib.h>

/* Centres that are just as far apart as the band is wide are within it. */
static const double ROUNDING = 1e-9;

static double step_x(const struct hg_grid_params *p)
{
    return (p->box.east - p->box.west) / p->ncol;
}

static double step_y(const struct hg_grid_params *p)
{
    return (p->box.north - p->box.south) / p->nrow;
}

bool bands_closed(const struct hg_grid *grid)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    return p->kind == HG_GRID_LONLAT &&
           fabs(p->box.east - p->box.west - 360) < ROUNDING * 360;
}

/* Distance in km of the centres of two cells, by their rows and the columns between. */
static double distance(const struct hg_grid_params *p, int64_t row, int64_t other,
                       int64_t columns)
{
    const double dx = (double)columns * step_x(p);
    if (p->kind != HG_GRID_LONLAT)
        return hypot(dx, (double)(other - row) * step_y(p)) / 1000;
    const double north = p->box.north, dy = step_y(p);
    return hg_geodesic_km(0, north - ((double)row + 0.5) * dy, dx,
                          north - ((double)other + 0.5) * dy);
}

/* Columns to each side in another row, found from a guess near by; -1: none. */
static int32_t find_half(const struct hg_grid_params *p, int64_t row, int64_t other,
                         double km, int32_t most, int32_t guess)
{
    int32_t half = guess;
    while (half >= 0 && distance(p, row, other, half) > km)
        half--;
    while (half < most && distance(p, row, other, half + 1) <= km)
        half++;
    return half;
}

/* Rows up and down, in the row where it is most. */
static uint32_t find_reach(const struct hg_grid_params *p, double km)
{
    const double least_km_per_deg = 110.5; /* along a meridian, at the equator */
    const double rows = p->kind == HG_GRID_LONLAT ? km / least_km_per_deg / step_y(p)
                                                  : km * 1000 / step_y(p);
    const double most = p->nrow - 1;
    return (uint32_t)fmin(floor(rows * (1 + ROUNDING)), most);
}

enum hg_status bands_create(const struct hg_grid *grid, double km, struct bands *out,
                            struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    struct bands b = {.ncol = p->ncol, .nrow = p->nrow, .closed = bands_closed(grid)};
    b.reach = find_reach(p, km);
    const size_t width = 2 * (size_t)b.reach + 1;
    const bool alike = p->kind != HG_GRID_LONLAT;
    b.stride = alike ? 0 : width;
    b.half = calloc(width * (alike ? 1 : p->nrow), sizeof(*b.half));
    if (!b.half)
        return hg_fail(err, HG_E_MEMORY, "no memory for the neighbours of %u rows",
                       p->nrow);
    const int32_t most = (int32_t)(b.closed ? p->ncol / 2 : p->ncol - 1);
    for (size_t down = 0; down < width; down++) {
        int32_t half = 0;
        for (int64_t row = 0; row < (alike ? 1 : (int64_t)p->nrow); row++) {
            half = find_half(p, row, row + (int64_t)down - b.reach, km * (1 + ROUNDING),
                             most, half < 0 ? 0 : half);
            b.half[(size_t)row * b.stride + down] = half;
        }
    }
    *out = b;
    return HG_OK;
}

void bands_finish(struct bands *bands)
{
    free(bands->half);
    *bands = (struct bands){0};
}

struct band_runs bands_runs(const struct bands *bands, uint32_t row, uint32_t col,
                            int32_t down)
{
    const int64_t other = (int64_t)row + down, ncol = bands->ncol;
    if (other < 0 || other >= bands->nrow)
        return (struct band_runs){0};
    const int64_t half =
        bands->half[row * bands->stride + (size_t)((int64_t)bands->reach + down)];
    if (half < 0)
        return (struct band_runs){0};
    const int64_t west = (int64_t)col - half, east = (int64_t)col + half + 1;
    const uint32_t end = bands->ncol;
    if (!bands->closed)
        return (struct band_runs){1,
                                  {(uint32_t)(west > 0 ? west : 0)},
                                  {(uint32_t)(east < ncol ? east : ncol)}};
    if (east - west >= ncol)
        return (struct band_runs){1, {0}, {end}};
    if (west < 0)
        return (struct band_runs){2, {0, (uint32_t)(west + ncol)}, {(uint32_t)east, end}};
    if (east > ncol)
        return (struct band_runs){2, {0, (uint32_t)west}, {(uint32_t)(east - ncol), end}};
    return (struct band_runs){1, {(uint32_t)west}, {(uint32_t)east}};
}
