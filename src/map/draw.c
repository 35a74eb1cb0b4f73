/* draw.c - a map from its parts, as a picture or as a file of lines and type */
#include "map/furniture.h"
#include "map/graticule.h"
#include "map/insets.h"
#include "map/layout.h"
#include "map/page.h"
#include "map/panel.h"
#include "map/thumbnail.h"
#include <stdlib.h>
#include <string.h>

struct picture {
    const struct hg_map *map;
    enum hg_map_format format;
    struct canvas *canvas;
    struct domain domain;
    struct legend legend;
    struct layout layout;
    struct panel panel;
    struct insets insets;
};

static void draw_text(struct canvas *canvas, struct type type, const char *text,
                      struct rect rect)
{
    if (text && text[0])
        canvas_text(canvas, &type, text, rect.x, rect.y);
}

static void draw_page(const struct picture *p)
{
    const struct hg_map *map = p->map;
    const struct layout *l = &p->layout;
    draw_text(p->canvas, layout_title(map->style, l->title.width), map->title, l->title);
    draw_text(p->canvas, layout_subtitle(map->style, l->subtitle.width), map->subtitle,
              l->subtitle);
    draw_text(p->canvas, layout_source(map->style, l->source.width), map->source,
              l->source);
    if (graticule_wanted(map))
        graticule_draw_names(p->canvas, map, &l->view);
    legend_draw(p->canvas, &p->legend, l->below, l->legend);
    furniture_draw(p->canvas, map, &l->view, l->furniture);
}

static enum hg_status draw(struct picture *p, struct hg_error *err)
{
    static const enum canvas_medium medium[] = {CANVAS_PIXELS, CANVAS_PDF, CANVAS_SVG};
    enum hg_status status = domain_of(p->map, &p->domain, err);
    if (status != HG_OK)
        return status;
    legend_create(p->map, &p->domain, &p->legend);
    status = layout_create(p->canvas, p->map, &p->legend, p->domain.box, &p->layout, err);
    if (status != HG_OK)
        return status;
    status = canvas_open(p->canvas, medium[p->format], p->layout.page,
                         p->map->style->page, err);
    if (status != HG_OK)
        return status;
    insets_place(p->canvas, p->map, &p->layout.view, &p->insets);
    status = panel_create(p->canvas, p->map, &p->domain, &p->legend, &p->layout.view,
                          &p->panel, err);
    if (status == HG_OK)
        status = panel_draw(p->canvas, &p->panel, err);
    if (status == HG_OK && (p->map->n_inset || p->map->locator))
        status = insets_draw(p->canvas, p->map, &p->domain, &p->legend, &p->layout.view,
                             &p->insets, NULL, err);
    if (status == HG_OK && p->map->thumbnail && p->format == HG_MAP_PNG)
        status = thumbnail_take(p->canvas, p->map->style, p->layout.view.frame,
                                p->map->thumbnail, err);
    if (status != HG_OK)
        return status;
    draw_page(p);
    return canvas_status(p->canvas, err);
}

static enum hg_status check(const struct hg_map *map, struct hg_error *err)
{
    const struct hg_style *s = map->style;
    if (map->value ? map->class_value != NULL
                   : !map->class_value && !map->area && !map->n_arrow && !map->n_symbol)
        return hg_fail(
            err, HG_E_ARG,
            "a map shows either values or classes or areas, or arrows or symbols");
    if (map->n_inset > HG_MAX_INSETS)
        return hg_fail(err, HG_E_ARG, "a map with %zu insets; %d at most", map->n_inset,
                       HG_MAX_INSETS);
    if (!(s->width_mm >= 30 && s->width_mm <= 2000 && s->height_mm >= 0 &&
          s->height_mm <= 2000))
        return hg_fail(
            err, HG_E_STUDY,
            "style %s: a page of %g x %g mm; width must be 30..2000 mm, height 0 "
            "(as needed) or up to 2000 mm",
            s->name, s->width_mm, s->height_mm);
    if (!(s->dpi >= 36 && s->dpi <= 1200 && s->width_mm / 25.4 * s->dpi <= 20000))
        return hg_fail(
            err, HG_E_STUDY,
            "style %s: %g dpi; must be 36..1200 and make at most 20 000 pixels "
            "across",
            s->name, s->dpi);
    return HG_OK;
}

enum hg_status hg_draw_map(const struct hg_map *map, enum hg_map_format format,
                           struct hg_sheets *sheets, uint8_t **bytes, size_t *length,
                           uint32_t missing[16], struct hg_error *err)
{
    enum hg_status status = check(map, err);
    if (status != HG_OK)
        return status;
    struct picture *picture = calloc(1, sizeof(*picture));
    if (!picture)
        return hg_fail(err, HG_E_MEMORY, "no memory to draw a map");
    picture->map = map;
    picture->format = format;
    status =
        canvas_create(map->style->font, map->style->dpi, sheets, &picture->canvas, err);
    if (status == HG_OK)
        status = draw(picture, err);
    if (status == HG_OK)
        status = page_encode(picture->canvas, map, &picture->legend, bytes, length, err);
    if (status == HG_OK && missing)
        memcpy(missing, canvas_missing(picture->canvas), 16 * sizeof(*missing));
    panel_destroy(&picture->panel);
    canvas_destroy(picture->canvas);
    free(picture);
    return status;
}

enum hg_status hg_map_window(const struct hg_grid *grid, const uint8_t *domain,
                             struct hg_box *out, struct hg_error *err)
{
    const size_t n = hg_grid_cells(grid);
    struct domain found;
    uint8_t *class = malloc(n);
    if (!class)
        return hg_fail(err, HG_E_MEMORY, "no memory for the window of %zu cells", n);
    for (size_t i = 0; i < n; i++)
        class[i] = domain[i] ? 0 : 255;
    const struct hg_map map = {.grid = grid, .class_value = class};
    const enum hg_status status = domain_of(&map, &found, err);
    if (status == HG_OK)
        *out = found.box;
    free(class);
    return status;
}
