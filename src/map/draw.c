/* draw.c - a map from its parts, as a picture or as a file of lines and type */
#include "map/arrows.h"
#include "map/colour.h"
#include "map/furniture.h"
#include "map/graticule.h"
#include "map/labels.h"
#include "map/layout.h"
#include "map/outline.h"
#include "map/png.h"
#include "map/sample.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct picture {
    const struct hg_map *map;
    enum hg_map_format format;
    struct canvas *canvas;
    struct outline *regions, *context; /* NULL where the map has none */
    struct domain domain;
    struct legend legend;
    struct layout layout;
};

static enum hg_status create_outlines(struct picture *p, struct hg_error *err)
{
    const struct view *view = &p->layout.view;
    enum hg_status status = HG_OK;
    if (p->map->context)
        status = outline_create(p->canvas, view, p->map->context, true, &p->context, err);
    if (status == HG_OK && p->map->regions)
        status =
            outline_create(p->canvas, view, p->map->regions, false, &p->regions, err);
    return status;
}

static enum hg_status draw_ground(const struct picture *p, struct hg_error *err)
{
    const struct hg_style *style = p->map->style;
    const struct view *view = &p->layout.view;
    canvas_fill_rect(p->canvas, view->frame, style->sea);
    if (p->context)
        outline_fill(p->canvas, p->context, style->land);
    if (p->regions)
        outline_fill(p->canvas, p->regions,
                     p->domain.no_data ? style->no_data : style->land);
    return graticule_wanted(p->map) ? graticule_draw_lines(p->canvas, p->map, view, err)
                                    : HG_OK;
}

/* Lays the classes of the cells as a picture of its own over the frame. */
static enum hg_status lay(const struct picture *p, const struct cell_picture *cells,
                          const uint8_t *class, struct hg_error *err)
{
    const size_t n = cells->width * cells->height;
    uint32_t *pixel = malloc(n * sizeof(*pixel));
    if (!pixel)
        return hg_fail(err, HG_E_MEMORY, "no memory for a map of %zu x %zu pixels",
                       cells->width, cells->height);
    for (size_t i = 0; i < n; i++)
        pixel[i] = class[i] == CELL_NO_DATA
                       ? 0
                       : 0xff000000 | colour_word(p->legend.paint[class[i]]);
    canvas_image(p->canvas, p->layout.view.frame, pixel, cells->width, cells->height);
    free(pixel);
    return HG_OK;
}

/* Lays the classes of the cells over the pixels of the frame. */
static void paint(const struct picture *p, size_t left, size_t top,
                  const struct cell_picture *cells, const uint8_t *class)
{
    uint32_t word[256];
    for (size_t i = 0; i < p->legend.n_paint; i++)
        word[i] = colour_word(p->legend.paint[i]);
    const struct pixels pixels = canvas_pixels(p->canvas);
    for (size_t y = 0; y < cells->height && top + y < pixels.height; y++) {
        uint32_t *row = pixels.pixel + (top + y) * pixels.stride + left;
        for (size_t x = 0; x < cells->width && left + x < pixels.width; x++) {
            const uint8_t c = class[y * cells->width + x];
            if (c != CELL_NO_DATA)
                row[x] = word[c];
        }
    }
    canvas_pixels_done(p->canvas);
}

static enum hg_status draw_cells(const struct picture *p, struct hg_error *err)
{
    const struct rect f = p->layout.view.frame;
    const double pixel = canvas_pixel(p->canvas);
    const struct cell_picture cells = {
        .map = p->map,
        .classes = &p->legend.classes,
        .slot = p->legend.slot,
        .box = p->layout.view.box,
        .width = (size_t)lround(f.width / pixel),
        .height = (size_t)lround(f.height / pixel),
    };
    uint8_t *class = malloc(cells.width * cells.height);
    if (!class)
        return hg_fail(err, HG_E_MEMORY, "no memory for a map of %zu x %zu pixels",
                       cells.width, cells.height);
    enum hg_status status = cells_to_pixels(&cells, class, err);
    if (status == HG_OK && p->format != HG_MAP_PNG)
        status = lay(p, &cells, class, err);
    else if (status == HG_OK)
        paint(p, (size_t)lround(f.x / pixel), (size_t)lround(f.y / pixel), &cells, class);
    free(class);
    return status;
}

static enum hg_status draw_outlines(const struct picture *p, struct hg_error *err)
{
    const struct hg_style *style = p->map->style;
    const struct hg_colour subtle = colour_mix(style->land, style->border, 0.6);
    const struct pen neighbour = {style->border_pt, subtle};
    const struct pen inner = {style->border_pt, style->border};
    const struct pen outer = {style->coast_pt, style->coast};
    enum hg_status status = HG_OK;
    if (p->context)
        status = outline_stroke(p->canvas, p->context, &neighbour, &neighbour, err);
    if (status == HG_OK && p->regions)
        status = outline_stroke(p->canvas, p->regions, &inner, &outer, err);
    return status;
}

static enum hg_status draw_map(struct picture *p, struct hg_error *err)
{
    const struct view *view = &p->layout.view;
    canvas_clip(p->canvas, &view->frame);
    enum hg_status status = create_outlines(p, err);
    if (status == HG_OK)
        status = draw_ground(p, err);
    if (status == HG_OK && (p->map->value || p->map->class_value))
        status = draw_cells(p, err);
    if (status == HG_OK)
        status = draw_outlines(p, err);
    if (status == HG_OK)
        arrows_draw(p->canvas, p->map, view);
    if (status == HG_OK)
        status = labels_draw(p->canvas, p->map, view, err);
    canvas_clip(p->canvas, NULL);
    canvas_frame(p->canvas, view->frame, 0.5, p->map->style->faint);
    return status;
}

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
    status = draw_map(p, err);
    if (status != HG_OK)
        return status;
    draw_page(p);
    return canvas_status(p->canvas, err);
}

/* The colours that areas are filled with stay exact in the palette. */
static size_t exact_colours(const struct picture *p, struct hg_colour exact[256])
{
    const struct hg_style *style = p->map->style;
    const struct hg_colour fixed[] = {style->page, style->ink,         style->sea,
                                      style->land, style->no_emission, style->no_data};
    size_t n = 0;
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        exact[n++] = fixed[i];
    for (size_t i = CELL_FIRST; i < p->legend.n_paint; i++)
        exact[n++] = p->legend.paint[i];
    return n;
}

static enum hg_status encode_png(const struct picture *p, const struct png_words *words,
                                 uint8_t **bytes, size_t *length, struct hg_error *err)
{
    struct hg_colour exact[256];
    const size_t n = exact_colours(p, exact);
    const struct pixels pixels = canvas_pixels(p->canvas);
    struct palette *palette = NULL;
    enum hg_status status = palette_create(&pixels, n, exact, &palette, err);
    if (status == HG_OK)
        status = png_encode(&pixels, p->map->style->dpi, palette->n > 0 ? palette : NULL,
                            words, bytes, length, err);
    palette_destroy(palette);
    return status;
}

static enum hg_status encode(const struct picture *p, uint8_t **bytes, size_t *length,
                             struct hg_error *err)
{
    const struct hg_map *map = p->map;
    char *title = canvas_valid(map->title ? map->title : "");
    char *description = canvas_valid(map->subtitle), *source = canvas_valid(map->source);
    const struct png_words words = {title, description, source};
    enum hg_status status = HG_OK;
    if (!title || (map->subtitle && !description) || (map->source && !source))
        status = hg_fail(err, HG_E_MEMORY, "no memory for the words of a map");
    else if (p->format == HG_MAP_PNG)
        status = encode_png(p, &words, bytes, length, err);
    else
        status = canvas_finish(p->canvas, title, bytes, length, err);
    free(title);
    free(description);
    free(source);
    return status;
}

static enum hg_status check(const struct hg_map *map, struct hg_error *err)
{
    const struct hg_style *s = map->style;
    if (map->value ? map->class_value != NULL : !map->class_value && !map->n_arrow)
        return hg_fail(err, HG_E_ARG, "a map shows either values or classes, or arrows");
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
                           uint8_t **bytes, size_t *length, uint32_t missing[16],
                           struct hg_error *err)
{
    enum hg_status status = check(map, err);
    if (status != HG_OK)
        return status;
    struct picture *picture = calloc(1, sizeof(*picture));
    if (!picture)
        return hg_fail(err, HG_E_MEMORY, "no memory to draw a map");
    picture->map = map;
    picture->format = format;
    status = canvas_create(map->style->font, map->style->dpi, &picture->canvas, err);
    if (status == HG_OK)
        status = draw(picture, err);
    if (status == HG_OK)
        status = encode(picture, bytes, length, err);
    if (status == HG_OK && missing)
        memcpy(missing, canvas_missing(picture->canvas), 16 * sizeof(*missing));
    outline_destroy(picture->regions);
    outline_destroy(picture->context);
    canvas_destroy(picture->canvas);
    free(picture);
    return status;
}
