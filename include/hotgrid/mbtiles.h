/*
 * mbtiles.h - map tiles in one file
 *
 * MBTiles 1.3 (github.com/mapbox/mbtiles-spec), made in memory.  Tiles are numbered as on
 * the web (XYZ): x from 0 at 180 W eastwards, y from 0 at 85.0511 N southwards, 2^zoom
 * each way; in the file rows count from the south (TMS).  The same calls in the same
 * order give the same bytes.
 */
#ifndef HG_MBTILES_H
#define HG_MBTILES_H

#include <hotgrid/error.h>
#include <stdint.h>

struct hg_mbtiles; /* an archive in the making, of one thread */

HG_MUST_CHECK enum hg_status hg_mbtiles_create(struct hg_mbtiles **out,
                                               struct hg_error *err);
void hg_mbtiles_destroy(struct hg_mbtiles *tiles); /* NULL is fine */

/* A row of its metadata: "name", "format", "bounds" ...  HG_E_OUTPUT for one said twice.
 */
HG_MUST_CHECK enum hg_status hg_mbtiles_say(struct hg_mbtiles *tiles, const char *name,
                                            const char *value, struct hg_error *err);

/* HG_E_OUTPUT for a tile that is there already, HG_E_LIMIT when all take more than 1 GiB.
 */
HG_MUST_CHECK enum hg_status hg_mbtiles_add(struct hg_mbtiles *tiles, unsigned zoom,
                                            uint32_t x, uint32_t y, const void *bytes,
                                            size_t length, struct hg_error *err);

/* The finished file, once; the caller frees *bytes. */
HG_MUST_CHECK enum hg_status hg_mbtiles_finish(struct hg_mbtiles *tiles, uint8_t **bytes,
                                               size_t *length, struct hg_error *err);

#endif
