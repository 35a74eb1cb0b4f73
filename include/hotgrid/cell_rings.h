/*
 * cell_rings.h - the outlines of numbered cells, along their edges
 */
#ifndef HG_CELL_RINGS_H
#define HG_CELL_RINGS_H

#include <hotgrid/error.h>
#include <stddef.h>
#include <stdint.h>

/* A corner of cells: between column col - 1 and col, row - 1 and row. */
struct hg_cell_corner {
    uint32_t col, row;
};

/* Ring r has the corners first[r] .. first[r + 1] - 1, none of them on a straight line
 * between its neighbours; its cells lie to the right of it (clockwise about them, rows
 * running down).  Cells that touch at a corner alone have one ring together. */
struct hg_cell_rings {
    size_t n;
    size_t *first;
    struct hg_cell_corner *corner;
};

/* Rings of all cells with numbers 1 .. most, in the order of their numbers; each number
 * by itself.  number: [nrow][ncol], 0 or above most: no cell of any.  HG_E_MEMORY. */
HG_MUST_CHECK enum hg_status hg_cell_rings_create(uint32_t ncol, uint32_t nrow,
                                                  const uint32_t *number, uint32_t most,
                                                  struct hg_cell_rings **out,
                                                  struct hg_error *err);
void hg_cell_rings_destroy(struct hg_cell_rings *rings); /* NULL is fine */

#endif
