/* grid.c - cells, their edges and their areas */
#include <assert.h>
#include <hotgrid/geodesy.h>
#include <hotgrid/grid.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Positions this near to an edge, in steps, lie on it: rounded coordinates do. */
static const double ON_EDGE = 1e-9;

struct hg_grid {
    struct hg_grid_params params;
    double *km2;      /* of each cell, of projected grids; else NULL */
    double row_km2[]; /* of one cell of each row, of the others */
};

static const char *const kind_names[] = {[HG_GRID_LONLAT] = "lonlat",
                                         [HG_GRID_EQUAL_AREA] = "equal-area",
                                         [HG_GRID_PROJECTED] = "projected"};

const char *hg_grid_kind_name(enum hg_grid_kind kind)
{
    return kind_names[kind];
}

bool hg_grid_kind_read(const char *name, enum hg_grid_kind *out)
{
    for (size_t i = 0; i < sizeof(kind_names) / sizeof(kind_names[0]); i++)
        if (strcmp(name, kind_names[i]) == 0) {
            *out = (enum hg_grid_kind)i;
            return true;
        }
    return false;
}

static double step_x(const struct hg_grid_params *p)
{
    return (p->box.east - p->box.west) / p->ncol;
}

static double step_y(const struct hg_grid_params *p)
{
    return (p->box.north - p->box.south) / p->nrow;
}

/* Parallel number `row` counted from the north edge of the grid; the steps of a grid of
 * degrees end at the poles. */
static double parallel_of(const struct hg_grid_params *p, double row)
{
    return fmax(-90, fmin(90, p->box.north - row * step_y(p)));
}

static double cell_km2(const struct hg_grid_params *p, uint32_t row)
{
    if (p->kind != HG_GRID_LONLAT)
        return step_x(p) * step_y(p) * 1e-6; /* m2 to km2 */
    return hg_zone_km2_per_deg(parallel_of(p, row + 1.0), parallel_of(p, row)) *
           step_x(p);
}

static enum hg_status check_params(const struct hg_grid_params *p, struct hg_error *err)
{
    const struct hg_box b = p->box;
    if (!(b.east > b.west && b.north > b.south && isfinite(b.east - b.west) &&
          isfinite(b.north - b.south)))
        return hg_fail(err, HG_E_ARG, "empty grid: west %g, south %g, east %g, north %g",
                       b.west, b.south, b.east, b.north);
    if (p->ncol == 0 || p->nrow == 0 || p->nrow > (HG_NO_CELL - 1) / p->ncol)
        return hg_fail(err, HG_E_ARG, "grid of %u x %u cells", p->ncol, p->nrow);
    if (p->kind != HG_GRID_LONLAT)
        return HG_OK;

    /* Every row has an area, and no place has two cells. */
    const double over_pole = step_y(p) * (1 - ON_EDGE);
    if (b.north - 90 >= over_pole || -90 - b.south >= over_pole)
        return hg_fail(err, HG_E_ARG, "grid of degrees from %g to %g passes a pole",
                       b.south, b.north);
    if (b.east - b.west > 360 + ON_EDGE * step_x(p))
        return hg_fail(err, HG_E_ARG, "grid of degrees from %g to %g is wider than 360",
                       b.west, b.east);
    return HG_OK;
}

enum hg_status hg_grid_create(const struct hg_grid_params *params, struct hg_grid **out,
                              struct hg_error *err)
{
    const enum hg_status status = check_params(params, err);
    if (status != HG_OK)
        return status;

    const uint32_t nrow = params->nrow;
    struct hg_grid *grid = calloc(1, sizeof(*grid) + nrow * sizeof(grid->row_km2[0]));
    if (!grid)
        return hg_fail(err, HG_E_MEMORY, "no memory for a grid of %u rows", nrow);
    grid->params = *params;
    for (uint32_t row = 0; row < nrow; row++)
        grid->row_km2[row] = cell_km2(params, row);

    *out = grid;
    return HG_OK;
}

void hg_grid_destroy(struct hg_grid *grid)
{
    if (grid)
        free(grid->km2);
    free(grid);
}

const struct hg_grid_params *hg_grid_params(const struct hg_grid *grid)
{
    return &grid->params;
}

size_t hg_grid_cells(const struct hg_grid *grid)
{
    return (size_t)grid->params.ncol * grid->params.nrow;
}

/* The step of [first, last] in which x falls, counted from first; last may be the
 * smaller one (rows count southwards).  Written so that NaN falls outside.
 *
 * Positions within a billionth of a step of an edge are taken to lie on it: the plain
 * floor() puts 1677 of the 4320 edges of a 5' grid one column too far west. */
static inline uint32_t step_of(double x, double first, double last, uint32_t n)
{
    const double t = (x - first) / (last - first);
    const double steps = t * n;
    if (!(steps >= -ON_EDGE && steps <= n + ON_EDGE))
        return HG_NO_CELL;
    const uint32_t whole = steps > 0 ? (uint32_t)steps : 0;
    const uint32_t step = whole + (whole + 1.0 - steps < ON_EDGE);
    return step < n ? step : n - 1;
}

static inline uint32_t cell_at(const struct hg_grid_params *p, double x, double y)
{
    const uint32_t col = step_of(x, p->box.west, p->box.east, p->ncol);
    const uint32_t row = step_of(y, p->box.north, p->box.south, p->nrow);
    if (col == HG_NO_CELL || row == HG_NO_CELL)
        return HG_NO_CELL;
    return row * p->ncol + col;
}

uint32_t hg_grid_cell_at(const struct hg_grid *grid, double x, double y)
{
    return cell_at(&grid->params, x, y);
}

void hg_grid_cells_at(const struct hg_grid *grid, size_t n, const double *x,
                      const double *y, uint32_t *cell)
{
    for (size_t i = 0; i < n; i++)
        cell[i] = cell_at(&grid->params, x[i], y[i]);
}

void hg_grid_set_areas(struct hg_grid *grid, double *km2)
{
    assert(grid->params.kind == HG_GRID_PROJECTED && !grid->km2);
    grid->km2 = km2;
}

double hg_grid_cell_km2(const struct hg_grid *grid, uint32_t cell)
{
    assert(cell < hg_grid_cells(grid));
    assert(grid->km2 || grid->params.kind != HG_GRID_PROJECTED);
    if (grid->km2)
        return grid->km2[cell];
    return grid->row_km2[cell / grid->params.ncol];
}

double hg_grid_run_km2(const struct hg_grid *grid, uint32_t first, uint32_t n)
{
    if (!grid->km2)
        return n * hg_grid_cell_km2(grid, first);
    double sum = 0;
    for (uint32_t k = 0; k < n; k++)
        sum += grid->km2[first + k];
    return sum;
}

void hg_grid_cells_km2(const struct hg_grid *grid, uint32_t first, size_t n, double *km2)
{
    const uint32_t ncol = grid->params.ncol;
    uint32_t row = first / ncol, col = first % ncol;
    assert(first + n <= hg_grid_cells(grid));
    assert(grid->km2 || grid->params.kind != HG_GRID_PROJECTED);
    if (grid->km2) {
        memcpy(km2, grid->km2 + first, n * sizeof(*km2));
        return;
    }
    for (size_t i = 0; i < n; row++, col = 0)
        for (; col < ncol && i < n; col++)
            km2[i++] = grid->row_km2[row];
}

void hg_grid_steps(const struct hg_grid *grid, double x, double y, double *col,
                   double *row)
{
    const struct hg_grid_params *p = &grid->params;
    *col = (x - p->box.west) / step_x(p);
    *row = (p->box.north - y) / step_y(p);
}

/* Beyond the poles there is no area: rows stay as they are there. */
void hg_grid_area_steps(const struct hg_grid *grid, double x, double y, double *col,
                        double *row)
{
    const struct hg_grid_params *p = &grid->params;
    hg_grid_steps(grid, x, y, col, row);
    if (p->kind != HG_GRID_LONLAT || !(fabs(y) < 90))
        return;
    const double first = floor(*row);
    const double top = parallel_of(p, first), bottom = parallel_of(p, first + 1);
    const double all = hg_zone_km2_per_deg(bottom, top);
    if (all > 0)
        *row = first + fmin(1, fmax(0, hg_zone_km2_per_deg(y, top) / all));
}

void hg_grid_centre(const struct hg_grid *grid, uint32_t cell, double *x, double *y)
{
    const struct hg_grid_params *p = &grid->params;
    const uint32_t col = cell % p->ncol, row = cell / p->ncol;
    *x = p->box.west + (col + 0.5) * step_x(p);
    *y = p->box.north - (row + 0.5) * step_y(p);
}

/* Whole steps needed to reach `distance` beyond an edge. */
static double steps_beyond(double distance, double step)
{
    return fmax(0, ceil(distance / step - ON_EDGE));
}

enum hg_status hg_grid_widen(const struct hg_grid *grid, struct hg_box box,
                             size_t max_cells, struct hg_grid **out, struct hg_error *err)
{
    struct hg_grid_params p = grid->params;
    const double dx = step_x(&p), dy = step_y(&p);
    if (p.kind == HG_GRID_LONLAT) {
        box.south = fmax(box.south, -90);
        box.north = fmin(box.north, 90);
    }
    double west = steps_beyond(p.box.west - box.west, dx);
    double east = steps_beyond(box.east - p.box.east, dx);
    const double north = steps_beyond(box.north - p.box.north, dy);
    const double south = steps_beyond(p.box.south - box.south, dy);
    if (p.kind == HG_GRID_LONLAT) {
        const double room = floor(360 / dx + ON_EDGE) - p.ncol;
        west = fmax(0, fmin(west, room));
        east = fmax(0, fmin(east, room - west));
    }

    const double ncol = p.ncol + west + east, nrow = p.nrow + north + south;
    if (!(ncol * nrow <= (double)max_cells && ncol * nrow < HG_NO_CELL))
        return hg_fail(
            err, HG_E_LIMIT,
            "the regions reach so far beyond the grid that it would need %.0f x "
            "%.0f cells, more than %zu; choose a coarser grid, or cut the "
            "regions to the area of interest",
            ncol, nrow, max_cells);
    p.ncol = (uint32_t)ncol;
    p.nrow = (uint32_t)nrow;
    p.box.west -= west * dx;
    p.box.east += east * dx;
    p.box.north += north * dy;
    p.box.south -= south * dy;
    return hg_grid_create(&p, out, err);
}

uint32_t hg_grid_cell_in(const struct hg_grid *to, const struct hg_grid *from,
                         uint32_t cell)
{
    const struct hg_grid_params *a = &from->params, *b = &to->params;
    if (a->ncol == b->ncol && a->box.west == b->box.west && a->box.north == b->box.north)
        return cell < (size_t)b->ncol * b->nrow ? cell : HG_NO_CELL; /* mostly so */
    const double east = round((a->box.west - b->box.west) / step_x(b));
    const double south = round((b->box.north - a->box.north) / step_y(b));
    const uint32_t old_col = cell % a->ncol, old_row = cell / a->ncol;
    const double col = old_col + east, row = old_row + south;
    if (!(col >= 0 && col < b->ncol && row >= 0 && row < b->nrow))
        return HG_NO_CELL;
    return (uint32_t)row * b->ncol + (uint32_t)col;
}

size_t hg_find_cell(const void *entry, size_t n, size_t stride, uint64_t cell)
{
    const char *const bytes = entry;
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        uint32_t at;
        memcpy(&at, bytes + middle * stride, sizeof(at));
        if (at < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
