/*
 * course.h - the course of an edge over the cells of a grid
 *
 * An edge of a line or a ring becomes stretches: straight ones, or polynomials of degree
 * 4 where it is a curve on the grid.  Each stretch is walked cell by cell.
 *
 * Positions are kept as a cell and a place within it, so that they are as exact in the
 * last cell of a grid as in the first: columns grow eastwards, rows southwards.  Edges
 * are walked from the same end whichever way a ring runs: polygons that share a border
 * get the same numbers, with the sign turned.
 */
#ifndef GRIDDING_COURSE_H
#define GRIDDING_COURSE_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <hotgrid/shapes.h>
#include <stdbool.h>
#include <stdint.h>

/* Cell (row, col) of the grid, carried on beyond its edges, and 0 <= x, y < 1 in it. */
struct spot {
    int64_t col, row;
    double x, y;
};

/* Positions from the north-west corner of cell `a`, s running from -1 to 1. */
struct stretch {
    struct spot a, b;
    double t0, t1;         /* the part of the edge that it is: 0 .. 1 is all */
    bool curved;           /* else straight from a to b */
    double col[5], row[5]; /* of a curve, by powers of s */
};

/* What a stretch does in one cell.  Cells beyond the grid are those at -1, ncol, nrow. */
struct passage {
    const struct stretch *stretch;
    int64_t row, col;
    double s0, s1; /* from, to */
    double y0, y1; /* 0 .. 1 from the top of the row: exactly 0 or 1 on its edges */
};

/* An edge, from the end where it is walked from. */
struct edge {
    double lon, lat;         /* there */
    double d_lon, d_lat;     /* to the other end */
    double x, y, x_to, y_to; /* both ends in the crs of the grid */
    bool turned;             /* the ring runs the other way */
};

struct course {
    const struct hg_grid *grid;
    struct hg_box box;
    double dx, dy;
    double close; /* steps: a polynomial this near to its curve is right */
    uint32_t ncol, nrow;
    bool straight;               /* edges are straight on the grid */
    struct hg_transform to_grid; /* from degrees, where they are not; owned */

    void (*take_stretch)(void *to, const struct stretch *stretch); /* one of both */
    void (*take_passage)(void *to, const struct passage *passage);
    void *to;

    struct edge edge;          /* the one that is walked */
    double lost_lon, lost_lat; /* after COURSE_LOST */
    double *x, *y; /* places along the edges of a ring, while they are found */
    size_t capacity;
};

enum course_end { COURSE_DONE, COURSE_LOST, COURSE_NO_MEMORY };

/* Sets what the grid says; the rest is zero or the caller's. */
void course_start(struct course *course, const struct hg_grid *grid);
void course_finish(struct course *course);

/* All edges of a ring or line.  COURSE_LOST: a place has none on the grid. */
enum course_end course_walk(struct course *course, const struct hg_shapes *shapes,
                            struct hg_ring ring);

/* Column and row of a stretch at s, counted from cell (row, col). */
double stretch_col(const struct stretch *stretch, int64_t col, double s);
double stretch_row(const struct stretch *stretch, int64_t row, double s);

static inline double stretch_polynomial(const double c[5], double s)
{
    return c[0] + s * (c[1] + s * (c[2] + s * (c[3] + s * c[4])));
}

/* The part 0 .. 1 of the edge at s of a stretch. */
static inline double stretch_part(const struct stretch *stretch, double s)
{
    return stretch->t0 + (stretch->t1 - stretch->t0) * (s + 1) / 2;
}

/* Hands the stretch over, or all that it does in cells, one after the other. */
void course_cells(const struct course *course, const struct stretch *stretch);

/* Splits a position counted from cell `origin` so that what is near an edge of cells lies
 * on it.  The ends of curves are not moved further than their polynomials may be wrong.
 */
void course_settle(const struct course *course, double steps, int64_t origin,
                   int64_t *cell, double *within);

/* Where a place of the crs lies; false when that is no place. */
bool course_spot(const struct course *course, double x, double y, struct spot *out);

#endif
