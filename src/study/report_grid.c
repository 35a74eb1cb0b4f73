/* report_grid.c - the grid for the page: its domain, areas of cells, the way to degrees
 */
#include "study/report.h"
#include <hotgrid/crs.h>
#include <stdlib.h>

/* Cells from one place of the lattice to the next: between them the page goes straight.
 */
enum { LATTICE = 8 };

/* Block domain: a bit for each cell, the highest of a byte first. */
static void add_domain(struct report *report)
{
    const struct job *job = report->job;
    const size_t n = hg_grid_cells(job->grid);
    struct hg_text *block = report_block(report, "domain");
    for (size_t first = 0; first < n; first += 8) {
        unsigned byte = 0;
        for (size_t i = 0; i < 8 && first + i < n; i++)
            byte |= (job->domain[first + i] ? 128U : 0U) >> i;
        const char out = (char)byte;
        hg_text_add(block, &out, 1);
    }
}

/* Block areas, km2: of a cell of each row; of the one size of all; or of every cell. */
static void add_areas(struct report *report)
{
    const struct hg_grid *grid = report->job->grid;
    const struct hg_grid_params *p = hg_grid_params(grid);
    struct hg_text *block = report_block(report, "areas");
    if (p->kind == HG_GRID_EQUAL_AREA)
        report_double(block, hg_grid_cell_km2(grid, 0));
    for (uint32_t row = 0; p->kind == HG_GRID_LONLAT && row < p->nrow; row++)
        report_double(block, hg_grid_cell_km2(grid, row * p->ncol));
    for (uint32_t cell = 0; p->kind == HG_GRID_PROJECTED && cell < hg_grid_cells(grid);
         cell++)
        report_float(block, (float)hg_grid_cell_km2(grid, cell));
}

/* Block lattice: longitude and latitude of every 8th corner of cells, row by row, the
 * last ones on or beyond the edge; nothing on grids of degrees. */
static enum hg_status add_lattice(struct report *report, struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(report->job->grid);
    struct hg_text *block = report_block(report, "lattice");
    struct hg_transform to_lonlat = {0};
    if (p->kind == HG_GRID_LONLAT)
        return HG_OK;
    const enum hg_status status = hg_crs_to_lonlat(report->job->grid, &to_lonlat, err);
    if (status != HG_OK)
        return status;
    const double dx = (p->box.east - p->box.west) / p->ncol,
                 dy = (p->box.north - p->box.south) / p->nrow;
    for (uint32_t row = 0; row < p->nrow + LATTICE; row += LATTICE)
        for (uint32_t col = 0; col < p->ncol + LATTICE; col += LATTICE) {
            double x = p->box.west + dx * col, y = p->box.north - dy * row;
            hg_transform_apply(&to_lonlat, 1, &x, &y);
            report_float(block, (float)x);
            report_float(block, (float)y);
        }
    hg_transform_finish(&to_lonlat);
    return HG_OK;
}

enum hg_status report_grid(struct report *report, struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(report->job->grid);
    json_t *grid = json_object(), *box = json_object();
    bool *ok = &report->ok;
    put(box, "west", json_real(p->box.west), ok);
    put(box, "south", json_real(p->box.south), ok);
    put(box, "east", json_real(p->box.east), ok);
    put(box, "north", json_real(p->box.north), ok);
    put(grid, "box", box, ok);
    put(grid, "name", json_string(p->name), ok);
    put(grid, "crs", json_string(p->crs), ok);
    put(grid, "kind", json_string(hg_grid_kind_name(p->kind)), ok);
    put(grid, "ncol", json_integer(p->ncol), ok);
    put(grid, "nrow", json_integer(p->nrow), ok);
    put(grid, "lattice", json_integer(LATTICE), ok);
    put(grid, "land_km2", json_real(report->job->land_km2), ok);
    put(report->facts, "grid", grid, ok);
    add_domain(report);
    add_areas(report);
    return add_lattice(report, err);
}
