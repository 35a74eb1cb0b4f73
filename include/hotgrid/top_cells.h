/*
 * top_cells.h - the densest cells that fill an area: the hotspots
 *
 * Cells by falling density, ties by number: a cell is among them while the area of those
 * before it is smaller than the area asked for, so the last one may reach beyond it.
 * Cells of 0 and below are never among them.
 */
#ifndef HG_TOP_CELLS_H
#define HG_TOP_CELLS_H

#include <hotgrid/error.h>
#include <stddef.h>
#include <stdint.h>

/* Room to find them again and again, as draws do; one for each thread. */
struct hg_top_cells;

/* km2 of n cells, each above 0, is borrowed. */
HG_MUST_CHECK enum hg_status hg_top_cells_create(size_t n, const double *km2,
                                                 double area_km2,
                                                 struct hg_top_cells **out,
                                                 struct hg_error *err);
void hg_top_cells_destroy(struct hg_top_cells *top); /* NULL is fine */

/* Adds 1 to hits of each cell among them; returns how many there are.  Takes time in
 * proportion to n.  kg: finite. */
size_t hg_top_cells_count(struct hg_top_cells *top, const double *kg, uint32_t *hits);

#endif
