/*
 * grid.h - the fixed set of cells on which everything is counted
 *
 * A grid divides a rectangle of one coordinate system into ncol x nrow equal
 * steps.  Row 0 is the northernmost, column 0 the westernmost, and
 * cell = row * ncol + col.
 *
 * Edges: a cell owns its west and its north edge.  The outermost cells also own
 * the east and the south edge of the grid, so that every point of the closed
 * rectangle belongs to exactly one cell and no emission is counted twice.
 *
 * Threads: a grid never changes once created; threads may share it.
 */
#ifndef HG_GRID_H
#define HG_GRID_H

#include <hotgrid/error.h>
#include <stdbool.h>
#include <stdint.h>

#define HG_NO_CELL UINT32_MAX

enum hg_grid_kind {
    HG_GRID_LONLAT,     /* degrees on WGS 84: cells shrink towards the poles */
    HG_GRID_EQUAL_AREA, /* metres of an equal-area projection */
    HG_GRID_PROJECTED,  /* metres of another one: cells have areas of their own */
};

/* "lonlat", "equal-area", "projected". */
const char *hg_grid_kind_name(enum hg_grid_kind kind);
bool hg_grid_kind_read(const char *name, enum hg_grid_kind *out); /* false: unknown */

struct hg_box {
    double west, south, east, north;
};

struct hg_grid_params {
    char name[64]; /* "china-10km" */
    char crs[256]; /* as PROJ reads it: "EPSG:6933", "+proj=aea +lat_1=25 ..." */
    enum hg_grid_kind kind;
    struct hg_box box;   /* outer edges, in units of the crs */
    uint32_t ncol, nrow; /* both > 0; ncol * nrow < HG_NO_CELL */
};

struct hg_grid;

/* Fails with HG_E_ARG when the rectangle is empty or has too many cells. */
HG_MUST_CHECK enum hg_status hg_grid_create(const struct hg_grid_params *params,
                                            struct hg_grid **out, struct hg_error *err);

void hg_grid_destroy(struct hg_grid *grid); /* NULL is fine */

/* What the grid was made of; lives as long as the grid. */
const struct hg_grid_params *hg_grid_params(const struct hg_grid *grid);

size_t hg_grid_cells(const struct hg_grid *grid); /* ncol * nrow */

/* The cell which owns point (x, y), in units of the crs; HG_NO_CELL when the
 * point lies outside or is not a number. */
uint32_t hg_grid_cell_at(const struct hg_grid *grid, double x, double y);

/* The same of n points. */
void hg_grid_cells_at(const struct hg_grid *grid, size_t n, const double *x,
                      const double *y, uint32_t *cell);

/* Areas of the cells of a grid of kind HG_GRID_PROJECTED, km2, [cell]: the grid takes
 * them over.  Must be called once, before they are asked for. */
void hg_grid_set_areas(struct hg_grid *grid, double *km2);

/* Area of a cell in km2, on the ellipsoid. */
double hg_grid_cell_km2(const struct hg_grid *grid, uint32_t cell);

/* The sum of n cells of a row, from `first` on. */
double hg_grid_run_km2(const struct hg_grid *grid, uint32_t first, uint32_t n);

/* Each of the n cells from `first` on, whatever their rows. */
void hg_grid_cells_km2(const struct hg_grid *grid, uint32_t first, size_t n, double *km2);

/* Position in steps: x 0 at the west edge of column 0, y 0 at the north edge of row 0,
 * growing east and south.  Linear in the crs. */
void hg_grid_steps(const struct hg_grid *grid, double x, double y, double *col,
                   double *row);

/* The same, with the row measured by area: equal differences within a row are equal areas
 * on the ellipsoid.  Equals hg_grid_steps() on grids in metres. */
void hg_grid_area_steps(const struct hg_grid *grid, double x, double y, double *col,
                        double *row);

/* Centre of a cell, in units of the crs. */
void hg_grid_centre(const struct hg_grid *grid, uint32_t cell, double *x, double *y);

/* A grid of the same steps which also covers box (in units of the crs); cell c of `grid`
 * is cell hg_grid_cell_in(wider, grid, c) of it; areas of kind HG_GRID_PROJECTED are not
 * set.  Where grid covers box already (to 1e-9 of a step), the new grid equals it.
 * Longitudes are not extended beyond 360 degrees in all.  Fails with HG_E_LIMIT above
 * max_cells. */
HG_MUST_CHECK enum hg_status hg_grid_widen(const struct hg_grid *grid, struct hg_box box,
                                           size_t max_cells, struct hg_grid **out,
                                           struct hg_error *err);

/* The cell of `to` at the place of `cell` of `from`, both of the same steps; HG_NO_CELL
 * when `to` does not reach there. */
uint32_t hg_grid_cell_in(const struct hg_grid *to, const struct hg_grid *from,
                         uint32_t cell);

/* Of n entries, `stride` bytes each, that begin with a cell (uint32_t) and rise by it:
 * the first of that cell or a later one; n for none. */
size_t hg_find_cell(const void *entry, size_t n, size_t stride, uint64_t cell);

#endif
