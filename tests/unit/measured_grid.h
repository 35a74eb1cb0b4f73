/* measured_grid.h - a grid in any crs, with the areas of its cells */
#ifndef HG_TEST_MEASURED_GRID_H
#define HG_TEST_MEASURED_GRID_H

#include "check.h"

#include <hotgrid/crs.h>
#include <stdio.h>

static inline struct hg_grid *measured_grid(const char *crs, struct hg_box box,
                                            uint32_t ncol, uint32_t nrow)
{
    struct hg_grid_params p = {.name = "g", .box = box, .ncol = ncol, .nrow = nrow};
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    (void)snprintf(p.crs, sizeof(p.crs), "%s", crs);
    assert_ok(hg_crs_kind(p.crs, &p.kind, &err), err);
    assert_ok(hg_grid_create(&p, &grid, &err), err);
    assert_ok(hg_crs_measure(grid, &err), err);
    return grid;
}

#endif
