/*
 * edge.h - an edge walks over cells and leaves the signed area to the right of it
 *
 * Positions are in steps: x grows to the right, y downwards, cell (row, col) covers
 * row .. row + 1 and col .. col + 1.  For each cell that an edge passes, put() is told
 * the height it passes through (positive downwards) and the area of the cell to the right
 * of it.  The part of a cell inside a polygon that runs anticlockwise on paper (where y
 * grows upwards) is the sum of its areas and of the heights of all cells to the left of
 * it in the same row: the sums of a font rasteriser (Raph Levien's font-rs, FreeType's
 * smooth).
 *
 * Heights are rounded to multiples of 2^-44 of a row and cut where they meet the columns,
 * so they add up without any rounding: where no edge passes, a cell has exactly 0 or 1.
 * An edge gives the same numbers in both directions, with the sign turned: polygons that
 * share a border fill its cells together.
 */
#ifndef GRIDDING_EDGE_H
#define GRIDDING_EDGE_H

#include <math.h>
#include <stdint.h>

struct edge_extent {
    uint32_t ncol, nrow; /* what lies outside is cut off, exactly */
};

struct edge_point {
    double x, y;
};

typedef void edge_put(void *to, uint32_t row, uint32_t col, double height, double area);

/* y of 0 .. 1 to a multiple of 2^-44: between 256 and 512 doubles have that step. */
static inline double edge_height(double y)
{
    return (y + 384) - 384;
}

/* What an edge does in one row: from a to b, y measured from the top of the row, a.y <=
 * b.y; turn is 1 for an edge that runs down, -1 for one that runs up. */
static inline void edge_in_row(uint32_t ncol, uint32_t row, struct edge_point a,
                               struct edge_point b, double turn, edge_put *put, void *to)
{
    if (a.y == b.y || (a.x >= ncol && b.x >= ncol))
        return;
    const struct edge_point right = a.x > b.x ? a : b;
    struct edge_point left = a.x > b.x ? b : a;
    if (right.y < left.y)
        turn = -turn;
    if (right.x <= 0) {
        const double all = turn * (right.y - left.y);
        put(to, row, 0, all, all);
        return;
    }

    if (left.x < 0) {
        const double y =
            edge_height(left.y - left.x / (right.x - left.x) * (right.y - left.y));
        const double all = turn * (y - left.y);
        put(to, row, 0, all, all);
        left = (struct edge_point){0, y};
    }
    uint32_t col = (uint32_t)left.x;
    if (right.x > col + 1.0) {
        const struct edge_point start = left;
        const double slope = (right.y - left.y) / (right.x - left.x);
        for (; col < ncol && right.x > col + 1.0; col++) {
            const double y = edge_height(start.y + (col + 1.0 - start.x) * slope);
            const double height = turn * (y - left.y);
            put(to, row, col, height, height * (1 - (left.x - col + 1) / 2));
            left = (struct edge_point){col + 1.0, y};
        }
    }
    if (col < ncol) {
        const double height = turn * (right.y - left.y);
        put(to, row, col, height, height * (1 - ((left.x - col) + (right.x - col)) / 2));
    }
}

/* Walks along a straight edge with finite ends. */
static inline void edge_walk(struct edge_extent extent, struct edge_point a,
                             struct edge_point b, edge_put *put, void *to)
{
    double turn = 1;
    if (a.y > b.y) {
        const struct edge_point top = b;
        b = a;
        a = top;
        turn = -1;
    }
    if (!(b.y > 0 && a.y < extent.nrow && a.y < b.y))
        return;

    uint32_t row = a.y > 0 ? (uint32_t)a.y : 0;
    struct edge_point from = {a.x, edge_height(a.y - row)};
    if (a.y < 0)
        from = (struct edge_point){a.x - a.y / (b.y - a.y) * (b.x - a.x), 0};
    if (b.y > row + 1.0) {
        const double slope = (b.x - a.x) / (b.y - a.y);
        for (; row < extent.nrow && b.y > row + 1.0; row++) {
            const double x = a.x + (row + 1.0 - a.y) * slope;
            edge_in_row(extent.ncol, row, from, (struct edge_point){x, 1}, turn, put, to);
            from = (struct edge_point){x, 0};
        }
    }
    if (row < extent.nrow)
        edge_in_row(extent.ncol, row, from,
                    (struct edge_point){b.x, edge_height(b.y - row)}, turn, put, to);
}

#endif
