/* panel.c - ground, cells, borders, arrows and names within a frame */
#include "map/panel.h"
#include "map/areas.h"
#include "map/arrows.h"
#include "map/borders.h"
#include "map/colour.h"
#include "map/dots.h"
#include "map/graticule.h"
#include "map/hotspots.h"
#include "map/insets.h"
#include "map/labels.h"
#include "map/outline.h"
#include "map/sample.h"
#include "map/symbols.h"
#include <hotgrid/large.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum hg_status panel_create(const struct canvas *canvas, const struct hg_map *map,
                            const struct domain *domain, const struct legend *legend,
                            const struct view *view, struct panel *out,
                            struct hg_error *err)
{
    struct panel panel = {.map = map, .domain = domain, .legend = legend, .view = *view};
    enum hg_status status = HG_OK;
    if (map->context)
        status = outline_create(canvas, view, map->context, true, &panel.context, err);
    if (status == HG_OK && map->regions)
        status = outline_create(canvas, view, map->regions, false, &panel.regions, err);
    if (status == HG_OK)
        *out = panel;
    else
        panel_destroy(&panel);
    return status;
}

void panel_destroy(struct panel *panel)
{
    outline_destroy(panel->regions);
    outline_destroy(panel->context);
}

static void add(struct hg_text *key, const void *bytes, size_t length)
{
    hg_text_add(key, bytes, length);
}

/* What every sheet of a frame depends on: shapes are known by where they are. */
static void begin_key(const struct panel *p, const char *name, struct hg_text *key)
{
    const struct hg_map *map = p->map;
    const void *shapes[] = {map->regions, map->context, map->lakes, map->graticule};
    hg_text_print(key, "%s %d %d ", name, (int)map->level, map->cells == HG_MAP_NO_CELLS);
    add(key, &p->view, sizeof(p->view));
    add(key, map->style, sizeof(*map->style));
    add(key, shapes, sizeof(shapes));
}

static enum hg_status draw_ground(struct canvas *canvas, const void *panel,
                                  struct hg_error *err)
{
    const struct panel *p = panel;
    const struct hg_style *style = p->map->style;
    const struct view *view = &p->view;
    canvas_fill_rect(canvas, view->frame, style->sea);
    if (p->context)
        outline_fill(canvas, p->context, style->land);
    if (p->regions)
        outline_fill(canvas, p->regions,
                     p->map->cells == HG_MAP_NO_CELLS ? style->no_emission
                     : p->domain->no_data             ? style->no_data
                                                      : style->land);
    return graticule_wanted(p->map) ? graticule_draw_lines(canvas, p->map, view, err)
                                    : HG_OK;
}

/* Lays the classes of the cells as a picture of its own over the frame. */
static enum hg_status lay(struct canvas *canvas, const struct panel *p,
                          const struct cell_picture *cells, const uint8_t *class,
                          struct hg_error *err)
{
    const size_t n = cells->width * cells->height;
    uint32_t *pixel = hg_large(malloc(n * sizeof(*pixel)), n * sizeof(*pixel));
    if (!pixel)
        return hg_fail(err, HG_E_MEMORY, "no memory for a map of %zu x %zu pixels",
                       cells->width, cells->height);
    for (size_t i = 0; i < n; i++)
        pixel[i] = class[i] == CELL_NO_DATA
                       ? 0
                       : 0xff000000 | colour_word(p->legend->paint[class[i]]);
    canvas_image(canvas, p->view.frame, pixel, cells->width, cells->height);
    free(pixel);
    return HG_OK;
}

/* Lays the classes of the cells over the pixels of the frame. */
static void paint(struct canvas *canvas, const struct panel *p, size_t left, size_t top,
                  const struct cell_picture *cells, const uint8_t *class)
{
    uint32_t word[256];
    for (size_t i = 0; i < p->legend->n_paint; i++)
        word[i] = colour_word(p->legend->paint[i]);
    const struct pixels pixels = canvas_pixels(canvas);
    for (size_t y = 0; y < cells->height && top + y < pixels.height; y++) {
        uint32_t *row = pixels.pixel + (top + y) * pixels.stride + left;
        for (size_t x = 0; x < cells->width && left + x < pixels.width; x++) {
            const uint8_t c = class[y * cells->width + x];
            if (c != CELL_NO_DATA)
                row[x] = word[c];
        }
    }
    canvas_pixels_done(canvas);
}

static enum hg_status draw_cells(struct canvas *canvas, const struct panel *p,
                                 struct hg_error *err)
{
    const struct rect f = p->view.frame;
    const double pixel = canvas_pixel(canvas);
    const struct cell_picture cells = {
        .map = p->map,
        .classes = &p->legend->classes,
        .n_shade = p->legend->n_shade,
        .shade_end = p->legend->shade_end,
        .slot = p->legend->slot,
        .box = p->view.box,
        .width = (size_t)lround(f.width / pixel),
        .height = (size_t)lround(f.height / pixel),
    };
    uint8_t *made = p->class ? NULL
                             : hg_large(malloc(cells.width * cells.height),
                                        cells.width * cells.height);
    const uint8_t *class = p->class ? p->class : made;
    if (!class)
        return hg_fail(err, HG_E_MEMORY, "no memory for a map of %zu x %zu pixels",
                       cells.width, cells.height);
    enum hg_status status = made ? cells_to_pixels(&cells, made, err) : HG_OK;
    if (status == HG_OK && canvas_medium(canvas) != CANVAS_PIXELS)
        status = lay(canvas, p, &cells, class, err);
    else if (status == HG_OK)
        paint(canvas, p, (size_t)lround(f.x / pixel), (size_t)lround(f.y / pixel), &cells,
              class);
    free(made);
    return status == HG_OK && p->domain->sparse ? dots_draw(canvas, p, &cells, err)
                                                : status;
}

static enum hg_status draw_names(struct canvas *canvas, const void *panel,
                                 struct hg_error *err)
{
    const struct panel *p = panel;
    return labels_draw(canvas, p->map, &p->view, err);
}

/* Draws by way of a sheet that other maps may share. */
static enum hg_status draw_shared(struct canvas *canvas, const struct panel *p,
                                  bool ground, struct hg_text *key, canvas_drawing *draw,
                                  struct hg_error *err)
{
    const struct canvas_share share = {p->view.frame, ground, key, draw, p};
    const enum hg_status status = canvas_sheet(canvas, &share, err);
    free(key->bytes);
    return status;
}

static enum hg_status share_ground(struct canvas *canvas, const struct panel *p,
                                   struct hg_error *err)
{
    struct hg_text key = {0};
    begin_key(p, p->domain->no_data ? "ground without data" : "ground", &key);
    return draw_shared(canvas, p, true, &key, draw_ground, err);
}

static enum hg_status share_outlines(struct canvas *canvas, const struct panel *p,
                                     struct hg_error *err)
{
    struct hg_text key = {0};
    begin_key(p, "outlines", &key);
    return draw_shared(canvas, p, false, &key, borders_draw, err);
}

/* Names give way to arrows and markers: then they are those of one map. */
static enum hg_status share_names(struct canvas *canvas, const struct panel *p,
                                  struct hg_error *err)
{
    if (p->map->n_arrow || p->map->n_hotspot)
        return draw_names(canvas, p, err);
    if (!p->map->n_label)
        return HG_OK;
    struct hg_text key = {0};
    begin_key(p, "names", &key);
    for (size_t i = 0; i < p->map->n_label; i++) {
        const struct hg_map_label *label = &p->map->label[i];
        hg_text_print(&key, "%zu %a %a %s", strlen(label->text), label->x, label->y,
                      label->text);
    }
    return draw_shared(canvas, p, false, &key, draw_names, err);
}

/* What stands over the cells, and names clear of it. */
static enum hg_status draw_marks(struct canvas *canvas, const struct panel *p,
                                 struct hg_error *err)
{
    const struct hg_map *map = p->map;
    struct view view = p->view;
    insets_mark(canvas, map, &view);
    arrows_draw(canvas, map, &view);
    enum hg_status status = symbols_draw(canvas, map, &view, err);
    if (status == HG_OK)
        status = hotspots_outline(canvas, map, &view, err);
    if (status == HG_OK)
        status = hotspots_mark(canvas, map, &view, err);
    if (status != HG_OK)
        return status;
    struct panel marked = *p;
    marked.view = view;
    return share_names(canvas, &marked, err);
}

enum hg_status panel_draw(struct canvas *canvas, const struct panel *p,
                          struct hg_error *err)
{
    canvas_clip(canvas, &p->view.frame);
    enum hg_status status = share_ground(canvas, p, err);
    if (status == HG_OK && (p->map->value || p->map->class_value) &&
        p->map->cells != HG_MAP_NO_CELLS)
        status = draw_cells(canvas, p, err);
    if (status == HG_OK && p->map->area)
        status = areas_draw(canvas, p, err);
    if (status == HG_OK)
        status = share_outlines(canvas, p, err);
    if (status == HG_OK)
        status = draw_marks(canvas, p, err);
    canvas_clip(canvas, NULL);
    canvas_frame(canvas, p->view.frame, 0.5, p->map->style->faint);
    return status;
}
