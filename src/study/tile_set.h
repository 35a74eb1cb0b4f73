/* tile_set.h - the tiles of one layer, drawn in order into what takes them */
#ifndef HG_STUDY_TILE_SET_H
#define HG_STUDY_TILE_SET_H

#include <hotgrid/file_tree.h>
#include <hotgrid/layer_read.h>
#include <hotgrid/log.h>
#include <hotgrid/mbtiles.h>
#include <hotgrid/run.h>
#include <hotgrid/text.h>
#include <hotgrid/tiles.h>

/* What is drawn, and what is said of it. */
struct tile_set {
    struct hg_tile_layer layer;
    struct hg_box box;                            /* of the grid, in degrees */
    unsigned first, last;                         /* zooms */
    const char *name, *description, *attribution; /* plain text */
    const struct hg_log *log;
    /* Found on the way. */
    size_t n, n_empty;
    uint64_t bytes;
};

/* How many tiles a box in degrees has, empty ones too; HG_E_LIMIT for too many. */
HG_MUST_CHECK enum hg_status tile_set_count(struct hg_box box, unsigned first,
                                            unsigned last, size_t *n,
                                            struct hg_error *err);

/* Draws all tiles, the lowest zoom first, within it column by column from the west and
 * each from the south, into both that are not NULL, and then what is said of them. */
HG_MUST_CHECK enum hg_status tile_set_draw(struct tile_set *set, struct hg_mbtiles *tiles,
                                           struct hg_tree *tree, struct hg_error *err);

/* The same into an MBTiles file in memory, which the caller frees. */
HG_MUST_CHECK enum hg_status tile_set_encode(struct tile_set *set, struct hg_tree *tree,
                                             uint8_t **bytes, size_t *length,
                                             struct hg_error *err);

/* A layer file with its colours, all but the zooms set; `style` as of hg_tile_file(). */
struct tile_layer {
    struct hg_layer_read *layer;
    struct hg_colouring *colouring;
    struct tile_set set;
};

HG_MUST_CHECK enum hg_status tile_layer_open(const char *path, const char *style,
                                             const struct hg_run_options *options,
                                             struct tile_layer *out,
                                             struct hg_error *err);
void tile_layer_finish(struct tile_layer *t); /* zeroed is fine */

/* The box of a grid in degrees, cut at the edges of the map of tiles; -180..180 where it
 * reaches over the antimeridian. */
HG_MUST_CHECK enum hg_status tile_box(const struct hg_grid *grid,
                                      const struct hg_transform *to_lonlat,
                                      struct hg_box *out, struct hg_error *err);

/* The first zoom in which pixels are no larger than the cells of the grid. */
unsigned tile_native_zoom(const struct hg_grid *grid, struct hg_box lonlat);

#endif
