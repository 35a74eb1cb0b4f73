/*
 * sheets.h - what many maps have in common, drawn once and laid over each of them
 *
 * A sheet holds the pixels that something leaves on a transparent page, as runs of one
 * colour: borders and names of a page of 10 MB take some 500 kB.  Laying a sheet is the
 * only way in which such things get on a picture, kept or not, so that maps drawn with
 * kept sheets have the same bytes as those drawn without.  Ground, which lies below all
 * and is opaque, is drawn on the page itself, and its sheet taken from there.
 *
 * Threads: all calls may be made by several threads at once.
 */
#ifndef MAP_SHEETS_H
#define MAP_SHEETS_H

#include "map/canvas.h"
#include <hotgrid/map.h>
#include <hotgrid/text.h>

#define SHEET_MISSING 16

struct sheet;

/* Of premultiplied 0xaarrggbb, whose first pixel is (left, top) of the page; `opaque`,
 * 0 or 0xff000000, is set in each.  missing: code points that had no glyph in it. */
HG_MUST_CHECK enum hg_status sheet_create(const struct pixels *drawn, size_t left,
                                          size_t top, uint32_t opaque,
                                          const uint32_t missing[SHEET_MISSING],
                                          struct sheet **out, struct hg_error *err);
void sheet_lay(const struct sheet *sheet, const struct pixels *page);
const uint32_t *sheet_missing(const struct sheet *sheet);

/* The sheet kept by that key, or NULL. */
struct sheet *sheets_find(struct hg_sheets *sheets, const struct hg_text *key);

/* Keeps a sheet by a copy of the key, if there is memory for it. */
void sheets_keep(struct hg_sheets *sheets, const struct hg_text *key,
                 struct sheet *sheet);

/* Every sheet that was created or found is given back once.  sheets may be NULL here and
 * above: then nothing is kept. */
void sheets_release(struct hg_sheets *sheets, struct sheet *sheet);

/* Type-setting tools that no thread uses now, or NULL; and their return. */
struct canvas_tools *sheets_take_tools(struct hg_sheets *sheets);
void sheets_return_tools(struct hg_sheets *sheets, struct canvas_tools *tools);

#endif
