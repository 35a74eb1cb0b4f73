/*
 * overlay.h - what polygons have in common within one cell, exactly
 *
 * The cell is cut into strips at every vertex and at every crossing of two edges: within
 * a strip no edge begins, ends or crosses another, so the width of what lies between two
 * edges is linear in y and its area is height times width at mid-height.  Polygons that
 * share a border, touch or repeat each other need no care: what lies between is empty.
 */
#ifndef GRIDDING_OVERLAY_H
#define GRIDDING_OVERLAY_H

#include <hotgrid/locator.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A polygon that has a part of the cell. */
struct overlay_owner {
    const struct hg_border *border; /* asked where edges of it pass the cell */
    double fraction;                /* of the cell; 0 or 1 where no edge passes */
};

/* An edge, or more of it than the cell holds, in steps from the cell's north-west corner:
 * x to the east, y to the south. */
struct overlay_edge {
    uint32_t owner;
    double x0, y0, x1, y1;
};

/* Kept from cell to cell; zero-initialise it, then overlay_finish(). */
struct overlay {
    size_t n_place, n_region; /* owners: places first, then regions */
    struct overlay_owner *owner;
    size_t n_edge, edge_room;
    struct overlay_edge *edge; /* overwritten: clipped to the cell */

    /* Areas, as parts of the cell: row r of n_place + 3 numbers is of region r, the next
     * of all regions together, the last of what any place or region covers.  In a row: of
     * each place in it; of places together, each spot once; what they count again; the
     * whole row. */
    double *area; /* [(n_region + 2) * (n_place + 3)] */

    size_t owner_room, area_room, y_room, cross_room;
    double *y;
    struct overlay_cross *cross;
    struct overlay_state *state; /* [owner] */
};

/* Where a cell lies: its number, and the crs of its corner and of a step. */
struct overlay_cell {
    uint32_t cell;
    double west, north, dx, dy;
};

/* Room for that many owners, and no edges; false without memory. */
bool overlay_start(struct overlay *overlay, size_t n_place, size_t n_region);
bool overlay_add(struct overlay *overlay, struct overlay_edge edge);
bool overlay_measure(struct overlay *overlay, const struct overlay_cell *cell);
void overlay_finish(struct overlay *overlay);

#endif
