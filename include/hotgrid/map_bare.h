/*
 * map_bare.h - the cells of a map alone, as a picture that knows where it lies
 */
#ifndef HG_MAP_BARE_H
#define HG_MAP_BARE_H

#include <hotgrid/map.h>
#include <hotgrid/text.h>

/* The cells of the whole grid in the colours of the map, as a PNG that is transparent
 * where there are no data; width in pixels, 0: one for each cell.  The caller frees *png.
 */
HG_MUST_CHECK enum hg_status hg_draw_bare(const struct hg_map *map, size_t width,
                                          uint8_t **png, size_t *length,
                                          struct hg_error *err);

/* Its world file: six lines, the size of a pixel and the middle of the first one, in the
 * crs of the grid.  text->failed without memory. */
void hg_bare_world_file(const struct hg_grid *grid, size_t width, struct hg_text *text);

#endif
