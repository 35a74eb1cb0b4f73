/*
 * pieces.h - sources cut into cells: all that allocation needs to know of them
 *
 * A point is one piece, a line or an area one for each cell that it meets.  Places are
 * gone here: what is left is who emits (the industry) in which cell.
 */
#ifndef HG_PIECES_H
#define HG_PIECES_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/inventory.h>
#include <hotgrid/mass.h>
#include <hotgrid/squares.h>
#include <stdint.h>

/* In place of a cell: the piece gives up its place, its mass goes to the proxies. */
#define HG_DIFFUSE_CELL (UINT32_MAX - 1)

struct hg_piece {
    uint32_t cell;     /* of the grid; HG_NO_CELL: outside it; or HG_DIFFUSE_CELL */
    uint32_t industry; /* region * n_sector + sector */
    union {
        double weight; /* HG_POINTS_SCALE: its part of the source's weight */
        hg_mass mass;  /* the other rules: its part of the source's mass */
    };
};

/* piece is sorted by industry; for HG_POINTS_SCALE then in the order of the sources (id,
 * lon, lat, weight) and, within one source, by cell; for the other rules by cell, no
 * (industry, cell) twice. */
struct hg_pieces {
    enum hg_point_rule rule;
    size_t n;
    struct hg_piece *piece;
    size_t n_industry;
    size_t *n_inside, *n_outside; /* [industry]: sources above 0 on the grid and beyond */
    struct hg_squares *square;    /* [n], or NULL: nobody asks how sure they are */
};

/* Room for that many pieces and zeroed counts; n is 0. */
HG_MUST_CHECK enum hg_status hg_pieces_create(enum hg_point_rule rule, size_t room,
                                              size_t n_industry, struct hg_pieces **out,
                                              struct hg_error *err);
/* Room for the squares of that many pieces. */
HG_MUST_CHECK enum hg_status hg_pieces_square(struct hg_pieces *pieces, size_t room,
                                              struct hg_error *err);
void hg_pieces_destroy(struct hg_pieces *pieces); /* NULL is fine */

/* The pieces of points, in their order: a point is one piece.  They have squares where
 * points->squares says so. */
HG_MUST_CHECK enum hg_status hg_pieces_of_points(const struct hg_grid *grid,
                                                 const struct hg_inventory *inventory,
                                                 const struct hg_points *points,
                                                 struct hg_pieces **out,
                                                 struct hg_error *err);

/* Puts pieces with masses, in any order, into the order above: equal (industry, cell) are
 * added up.  Fails with HG_E_INPUT where a sum is beyond what a mass holds. */
HG_MUST_CHECK enum hg_status hg_pieces_merge(struct hg_pieces *pieces,
                                             struct hg_error *err);

#endif
