/*
 * tile_layer.h - the verb tiles: a layer file as map tiles for the web
 */
#ifndef HG_TILE_LAYER_H
#define HG_TILE_LAYER_H

#include <hotgrid/error.h>
#include <hotgrid/run.h>
#include <hotgrid/text.h>
#include <stdbool.h>

struct hg_tile_options {
    bool zooms;           /* first and last are given, else from 0 to the first */
    unsigned first, last; /* zoom whose pixels are no larger than the cells */
    const char *style;    /* a QGIS layer style; NULL: FILE.qml beside the layer */
    const char *mbtiles, *folder; /* what to write; at least one */
};

/*
 * Draws the layer in the colours of its style; where it has none, in seven classes of the
 * report style.  Percentages and classes show the nearest cell at all zooms, everything
 * else the mean of its cells where pixels are larger (tiles.h).  The folder must be new;
 * it holds Z/X/Y.png and tiles.json (TileJSON 3.0.0).  text tells what was written.
 * HG_E_ARG when nothing is to be written or zooms make no sense.
 */
HG_MUST_CHECK enum hg_status hg_tile_file(const char *path,
                                          const struct hg_tile_options *tiles,
                                          const struct hg_run_options *options,
                                          struct hg_text *text, struct hg_error *err);

#endif
