/*
 * bands.h - the cells within a distance of a cell, row by row
 *
 * A cell is within a band of another where their centres are at most that far apart: on
 * the ellipsoid on grids of degrees (Karney 2013), on the plane of the grid on others.
 * The distance depends on the two rows and on how many columns lie between, and grows
 * with these, so that in each row the band is one run of columns about the cell's own.
 */
#ifndef HG_HOTSPOT_BANDS_H
#define HG_HOTSPOT_BANDS_H

#include <hotgrid/grid.h>

struct bands {
    uint32_t ncol, nrow;
    bool closed;    /* the row goes all around the Earth */
    uint32_t reach; /* rows up and down at most */
    size_t stride;  /* from a row to the next in half; 0: all rows are alike */
    int32_t
        *half; /* [row * stride + reach + rows down]: columns to each side, -1: none */
};

HG_MUST_CHECK enum hg_status bands_create(const struct hg_grid *grid, double km,
                                          struct bands *out, struct hg_error *err);
void bands_finish(struct bands *bands); /* zeroed is fine */

/* Columns of one row, in one or, where the row is closed, two runs first[i] .. end[i] -
 * 1, the one further west first. */
struct band_runs {
    unsigned n;
    uint32_t first[2], end[2];
};

/* Those of row + down within the band of cell (row, col); none outside the grid. */
struct band_runs bands_runs(const struct bands *bands, uint32_t row, uint32_t col,
                            int32_t down);

/* Does the grid go all around the Earth? */
bool bands_closed(const struct hg_grid *grid);

#endif
