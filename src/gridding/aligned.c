/* aligned.c - rasters whose pixels are cells of the grid are copied */
#include "gridding/aligned.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double SAME_PLACE = 1e-9; /* steps */

enum { ROWS_AT_ONCE = 256 };

/* Are both ends of n pixels at whole steps from the first edge of the grid?  step and
 * pixel may run either way. */
static bool find_axis(double first, double step, double edge, double pixel, uint32_t n,
                      int64_t *out)
{
    const double from = (edge - first) / step, to = (edge + n * pixel - first) / step;
    if (!(fabs(from - round(from)) <= SAME_PLACE && fabs(to - round(to)) <= SAME_PLACE &&
          fabs(fabs(to - from) - n) <= SAME_PLACE && fabs(from) < 1e9))
        return false;
    *out = (int64_t)round(from);
    return true;
}

bool aligned_find(const struct hg_grid *grid, const struct hg_raster *raster,
                  const struct hg_transform *to_grid, struct aligned *out)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    const double dx = (p->box.east - p->box.west) / p->ncol;
    const double dy = (p->box.north - p->box.south) / p->nrow;
    if (!to_grid->identity || !raster->lonlat || p->kind != HG_GRID_LONLAT ||
        raster->dx < 0)
        return false;
    const double turn = 360 / dx;
    struct aligned a = {.north = raster->dy > 0, .period = (int64_t)round(turn)};
    if (fabs(turn - round(turn)) > SAME_PLACE * turn)
        return false; /* a turn ends within a column */
    if (!find_axis(p->box.west, dx, raster->x0, raster->dx, raster->ncol, &a.col) ||
        !find_axis(p->box.north, -dy, raster->y0, raster->dy, raster->nrow, &a.row) ||
        raster->ncol > turn + SAME_PLACE)
        return false;
    a.row -= a.north ? 1 : 0;
    *out = a;
    return true;
}

/* One row of pixels to one row of cells of ncol columns. */
static void copy_row(const struct aligned *where, const float *value, uint32_t n,
                     double km2, uint32_t ncol, double *to)
{
    for (uint32_t i = 0; i < n;) {
        const int64_t turned = (where->col + i) % where->period;
        const int64_t col = turned < 0 ? turned + where->period : turned;
        /* Columns that follow each other without a turn. */
        const int64_t left = where->period - col, run = n - i < left ? n - i : left;
        for (int64_t k = 0; k < run; k++) {
            const double v = value[i + k];
            if (col + k >= 0 && col + k < ncol)
                to[col + k] = v > 0 && km2 > 0 ? v / km2 : 0; /* NaN is 0 too */
        }
        i += (uint32_t)run;
    }
}

enum hg_status aligned_copy(const struct hg_grid *grid, const struct hg_raster *raster,
                            const struct aligned *where, double *density,
                            struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    float *value = malloc((size_t)ROWS_AT_ONCE * raster->ncol * sizeof(*value) + 1);
    if (!value)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to bring it onto the grid",
                       raster->path ? raster->path : "raster");
    enum hg_status status = HG_OK;
    memset(density, 0, hg_grid_cells(grid) * sizeof(*density));
    for (uint32_t first = 0; status == HG_OK && first < raster->nrow;
         first += ROWS_AT_ONCE) {
        const uint32_t rest = raster->nrow - first;
        const struct hg_pixels box = {0, first, raster->ncol,
                                      rest < ROWS_AT_ONCE ? rest : ROWS_AT_ONCE};
        status = hg_raster_read(raster, &box, value, err);
        for (uint32_t k = 0; status == HG_OK && k < box.nrow; k++) {
            const int64_t down = first + (int64_t)k;
            const int64_t row = where->north ? where->row - down : where->row + down;
            if (row < 0 || row >= p->nrow)
                continue;
            const uint32_t cell = (uint32_t)row * p->ncol;
            const double km2 =
                raster->quantity == HG_COUNT ? hg_grid_cell_km2(grid, cell) : 1;
            copy_row(where, value + (size_t)k * raster->ncol, raster->ncol, km2, p->ncol,
                     density + cell);
        }
    }
    free(value);
    return status;
}
