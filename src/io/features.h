/*
 * features.h - features of a vector file on their way to shapes
 */
#ifndef HG_IO_FEATURES_H
#define HG_IO_FEATURES_H

#include "io/rings.h"
#include <hotgrid/arena.h>
#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/shapes.h>

struct io_feature {
    const char *code, *name; /* in the arena */
    size_t first_piece, n_piece;
    size_t number; /* in the file */
};

/* Zero-initialise it. */
struct io_features {
    size_t n, capacity;
    struct io_feature *feature;
    struct io_pieces pieces;
    struct hg_arena *arena;
    bool may_lack_image; /* a polygon without an image on the grid becomes an empty shape,
                            not a fault */
};

void io_features_finish(struct io_features *features);

/* Adds a feature whose pieces are those from first_piece on; false without memory. */
bool io_features_add(struct io_features *features, const char *code, const char *name,
                     size_t first_piece);

/*
 * Shapes in the crs of the grid, sorted by code, from features in the order of the file.
 * Takes the arena with it, and the vertices of the pieces.
 *
 * With faults, places without an image are faults (`where` names the file) and the
 * feature is left out, unless it may lack them: then its shape is empty.  Without, pieces
 * are broken there, and where an edge would jump across the map: what is left are open
 * lines.
 */
HG_MUST_CHECK enum hg_status
io_features_shapes(struct io_features *features, const struct hg_grid *grid,
                   const struct io_seams *seams, const char *where, unsigned threads,
                   struct hg_faults *faults, struct hg_shapes **out,
                   struct hg_error *err);

#endif
