/* map_page.c - small multiples: panels of one map with one legend */
#include "map/furniture.h"
#include "map/graticule.h"
#include "map/insets.h"
#include "map/layout.h"
#include "map/page.h"
#include "map/panel.h"
#include "map/sample.h"
#include <hotgrid/map_page.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double MM = 72 / 25.4;
static const double MARGIN = 12, GAP = 9, BETWEEN = 8, FURNITURE = 84; /* pt */
static const double PAGE_MAX = 1.38; /* height of the page, in widths */
static const double PANEL_MIN = 36;  /* pt */
static const float NO_VALUE = 0;     /* panels have classes in place of values */

struct multiple {
    struct view view;
    struct insets insets;
    uint8_t *class[1 + HG_MAX_INSETS]; /* of the frame and of its insets */
};

struct hg_page {
    struct hg_map map;
    struct hg_map_inset inset[HG_MAX_INSETS]; /* too small for names and scale bars */
    struct domain domain;
    const struct hg_page_panel *panel;
    size_t n, columns;
    struct multiple *multiple;
    bool *empty; /* [n]: some cell of the panel has no emission */
    struct size size;
    double caption; /* height of a panel's title */
    struct rect title, subtitle, legend, furniture, source;
};

static struct type caption_type(const struct hg_style *style, bool bold)
{
    return (struct type){
        .pt = style->text_pt, .bold = bold, .colour = bold ? style->ink : style->faint};
}

static struct rect text_rect(struct canvas *canvas, const struct type *type,
                             const char *text, double y)
{
    const double height = text && text[0] ? canvas_measure(canvas, type, text).height : 0;
    return (struct rect){MARGIN, y, type->width, height};
}

/* Size of a panel's frame where so much height is left for all rows of them. */
static struct size panel_size(const struct hg_page *page, double width, double height)
{
    const struct hg_box box = page->domain.box;
    const double aspect = (box.east - box.west) / (box.north - box.south);
    const double columns = (double)page->columns;
    const double rows = ceil((double)page->n / columns);
    struct size size = {(width - (columns - 1) * BETWEEN) / columns, 0};
    size.height = size.width / aspect;
    const double most = (height - (rows - 1) * BETWEEN) / rows - page->caption;
    if (size.height > most)
        size = (struct size){most * aspect, most};
    return size;
}

static void place_panels(struct hg_page *page, const struct canvas *canvas, double top,
                         double width, struct size panel)
{
    const double columns = (double)page->columns;
    const double all = columns * panel.width + (columns - 1) * BETWEEN;
    const double left = MARGIN + (width - all) / 2;
    for (size_t i = 0; i < page->n; i++) {
        struct view *view = &page->multiple[i].view;
        const double x = left + (double)(i % page->columns) * (panel.width + BETWEEN);
        const size_t row = i / page->columns;
        const double y = top + (double)row * (page->caption + panel.height + BETWEEN);
        *view = (struct view){.box = page->domain.box,
                              .frame = {canvas_snap(canvas, x),
                                        canvas_snap(canvas, y + page->caption),
                                        canvas_snap(canvas, panel.width),
                                        canvas_snap(canvas, panel.height)}};
    }
}

static enum hg_status lay_out(struct hg_page *page, struct canvas *canvas,
                              const struct legend *legend, struct hg_error *err)
{
    const struct hg_map *map = &page->map;
    const struct hg_style *style = map->style;
    page->size.width = style->width_mm * MM;
    const double width = page->size.width - 2 * MARGIN;
    const double tallest =
        style->height_mm > 0 ? style->height_mm * MM : PAGE_MAX * page->size.width;
    const struct type title = layout_title(style, width);
    const struct type subtitle = layout_subtitle(style, width);
    const struct type source = layout_source(style, width);
    const struct type caption = caption_type(style, true);
    page->title = text_rect(canvas, &title, map->title, MARGIN);
    page->subtitle =
        text_rect(canvas, &subtitle, map->subtitle, MARGIN + page->title.height + 1.5);
    page->caption = canvas_measure(canvas, &caption, "Ag").height + 2;
    const double top = page->subtitle.y + page->subtitle.height + GAP;

    const struct size furniture = furniture_measure(canvas, map, FURNITURE);
    const double apart = furniture.width > 0 ? furniture.width + 2 * GAP : 0;
    const struct size band = legend_measure(canvas, legend, true, width - apart);
    const double foot = text_rect(canvas, &source, map->source, 0).height;
    const double below = GAP + fmax(band.height, furniture.height) + GAP + foot + MARGIN;
    const struct size panel = panel_size(page, width, tallest - top - below);
    if (!(panel.width >= PANEL_MIN && panel.height >= PANEL_MIN))
        return hg_fail(err, HG_E_STUDY,
                       "style %s: a page of %g x %g mm leaves no room for %zu panels in "
                       "%zu columns; make it larger, or the panels fewer",
                       style->name, style->width_mm, tallest / MM, page->n,
                       page->columns);
    place_panels(page, canvas, top, width, panel);
    const struct rect last = page->multiple[page->n - 1].view.frame;
    const double y = last.y + last.height + GAP;
    page->legend = (struct rect){MARGIN, y, width - apart, band.height};
    page->furniture = (struct rect){MARGIN + width - furniture.width, y, furniture.width,
                                    furniture.height};
    page->size.height = style->height_mm > 0 ? tallest : y - GAP + below;
    page->source = (struct rect){MARGIN, page->size.height - MARGIN - foot, width, foot};
    return HG_OK;
}

/* Pixels of a frame. */
static void pixels_of(const struct hg_style *style, struct rect frame, size_t *width,
                      size_t *height)
{
    *width = (size_t)lround(frame.width * style->dpi / 72);
    *height = (size_t)lround(frame.height * style->dpi / 72);
}

static enum hg_status make_room(struct hg_page *page, struct hg_error *err)
{
    for (size_t i = 0; i < page->n; i++)
        for (size_t k = 0; k <= page->multiple[i].insets.n; k++) {
            struct multiple *m = &page->multiple[i];
            size_t width, height;
            pixels_of(page->map.style, k ? m->insets.view[k - 1].frame : m->view.frame,
                      &width, &height);
            m->class[k] = calloc(width * height + 1, 1);
            if (!m->class[k])
                return hg_fail(err, HG_E_MEMORY, "no memory for a page of %zu panels",
                               page->n);
        }
    return HG_OK;
}

/* The window of the panels, whether cells lack data, and where insets go. */
static enum hg_status look_at_domain(struct hg_page *page, const uint8_t *domain,
                                     uint8_t *mask, struct hg_error *err)
{
    struct hg_map cells = page->map;
    const size_t n = hg_grid_cells(page->map.grid);
    for (size_t i = 0; i < n; i++)
        mask[i] = domain[i] ? 0 : 255;
    cells.value = NULL;
    cells.class_value = mask;
    return domain_of(&cells, &page->domain, err);
}

static enum hg_status prepare(struct hg_page *page, const struct hg_page_params *params,
                              uint8_t *mask, struct canvas *canvas, struct hg_error *err)
{
    struct legend legend;
    enum hg_status status = look_at_domain(page, params->domain, mask, err);
    if (status != HG_OK)
        return status;
    page->domain.values = params->max >= params->min;
    page->domain.min = params->min;
    page->domain.max = params->max;
    page->domain.no_emission = !page->map.zero_is_data;
    legend_create(&page->map, &page->domain, &legend);
    status = lay_out(page, canvas, &legend, err);
    struct hg_map cells = page->map;
    cells.value = NULL;
    cells.class_value = mask;
    for (size_t i = 0; status == HG_OK && i < page->n; i++)
        insets_place(canvas, &cells, &page->multiple[i].view, &page->multiple[i].insets);
    return status == HG_OK ? make_room(page, err) : status;
}

enum hg_status hg_page_create(const struct hg_page_params *params, struct hg_page **out,
                              struct hg_error *err)
{
    struct canvas *canvas = NULL;
    struct hg_page *page = calloc(1, sizeof(*page));
    uint8_t *mask = malloc(hg_grid_cells(params->map.grid));
    enum hg_status status = HG_E_MEMORY;
    if (page) {
        page->map = params->map;
        page->map.value = &NO_VALUE;
        page->map.locator = NULL;
        page->map.inset = page->inset;
        for (size_t i = 0; i < page->map.n_inset; i++)
            page->inset[i] = (struct hg_map_inset){.box = params->map.inset[i].box,
                                                   .corner = params->map.inset[i].corner};
        page->panel = params->panel;
        page->n = params->n;
        page->columns = params->columns < params->n ? params->columns : params->n;
        page->multiple = calloc(params->n + 1, sizeof(*page->multiple));
        page->empty = calloc(params->n + 1, sizeof(*page->empty));
    }
    if (!page || !mask || !page->multiple || !page->empty)
        (void)hg_fail(err, status, "no memory for a page of %zu panels", params->n);
    else if (params->n == 0)
        status = hg_fail(err, HG_E_ARG, "a page without panels");
    else
        status = canvas_create(page->map.style->font, page->map.style->dpi, NULL, &canvas,
                               err);
    if (status == HG_OK)
        status = prepare(page, params, mask, canvas, err);
    canvas_destroy(canvas);
    free(mask);
    if (status == HG_OK)
        *out = page;
    else
        hg_page_destroy(page);
    return status;
}

void hg_page_destroy(struct hg_page *page)
{
    if (!page)
        return;
    for (size_t i = 0; page->multiple && i < page->n; i++)
        for (size_t k = 0; k <= HG_MAX_INSETS; k++)
            free(page->multiple[i].class[k]);
    free(page->multiple);
    free(page->empty);
    free(page);
}

enum hg_status hg_page_fill(struct hg_page *page, size_t panel, const float *value,
                            struct hg_error *err)
{
    struct multiple *m = &page->multiple[panel];
    struct legend legend;
    struct hg_map map = page->map;
    map.value = value;
    legend_create(&page->map, &page->domain, &legend);
    for (size_t k = 0; k <= m->insets.n; k++) {
        const struct view *view = k ? &m->insets.view[k - 1] : &m->view;
        struct cell_picture cells = {.map = &map,
                                     .classes = &legend.classes,
                                     .n_shade = legend.n_shade,
                                     .shade_end = legend.shade_end,
                                     .slot = legend.slot,
                                     .box = view->box};
        pixels_of(map.style, view->frame, &cells.width, &cells.height);
        const enum hg_status status = cells_to_pixels(&cells, m->class[k], err);
        if (status != HG_OK)
            return status;
        page->empty[panel] |=
            memchr(m->class[k], CELL_NO_EMISSION, cells.width * cells.height) != NULL;
    }
    return HG_OK;
}

/* "a", "b" ... "z", "aa" ... */
static void letter_of(size_t i, char out[4])
{
    const char last = (char)('a' + i % 26);
    if (i < 26)
        (void)snprintf(out, 4, "%c", last);
    else
        (void)snprintf(out, 4, "%c%c", (char)('a' + i / 26 % 26 - 1 + (i >= 702)), last);
}

static void draw_caption(struct canvas *canvas, const struct hg_page *page, size_t i)
{
    const struct rect f = page->multiple[i].view.frame;
    const struct hg_page_panel *panel = &page->panel[i];
    const double y = f.y - page->caption, space = 4;
    struct type bold = caption_type(page->map.style, true);
    const struct type faint = caption_type(page->map.style, false);
    char letter[4];
    letter_of(i, letter);
    canvas_text(canvas, &bold, letter, f.x, y);
    const double x = f.x + canvas_measure(canvas, &bold, letter).width + space;
    double right = f.x + f.width;
    if (panel->figure) {
        right -= canvas_measure(canvas, &faint, panel->figure).width;
        canvas_text(canvas, &faint, panel->figure, right, y);
        right -= space;
    }
    bold.bold = false;
    bold.ellipsis = true;
    bold.width = fmax(right - x, 1);
    canvas_text(canvas, &bold, panel->title, x, y);
}

static enum hg_status draw_panel(struct canvas *canvas, const struct hg_page *page,
                                 const struct domain *domain, const struct legend *legend,
                                 size_t i, struct hg_error *err)
{
    const struct multiple *m = &page->multiple[i];
    struct panel panel = {0};
    draw_caption(canvas, page, i);
    enum hg_status status =
        panel_create(canvas, &page->map, domain, legend, &m->view, &panel, err);
    panel.class = m->class[0];
    if (status == HG_OK)
        status = panel_draw(canvas, &panel, err);
    panel_destroy(&panel);
    return status == HG_OK ? insets_draw(canvas, &page->map, domain, legend, &m->view,
                                         &m->insets, m->class + 1, err)
                           : status;
}

static void draw_words(struct canvas *canvas, const struct hg_page *page)
{
    const struct hg_map *map = &page->map;
    const struct {
        struct type type;
        const char *text;
        struct rect rect;
    } words[] = {
        {layout_title(map->style, page->title.width), map->title, page->title},
        {layout_subtitle(map->style, page->subtitle.width), map->subtitle,
         page->subtitle},
        {layout_source(map->style, page->source.width), map->source, page->source}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (words[i].text && words[i].text[0])
            canvas_text(canvas, &words[i].type, words[i].text, words[i].rect.x,
                        words[i].rect.y);
}

static enum hg_status draw_all(struct canvas *canvas, const struct hg_page *page,
                               struct legend *legend, struct hg_error *err)
{
    struct domain domain = page->domain;
    domain.no_emission = false;
    for (size_t i = 0; i < page->n; i++)
        domain.no_emission |= page->empty[i];
    legend_create(&page->map, &domain, legend);
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < page->n; i++)
        status = draw_panel(canvas, page, &domain, legend, i, err);
    if (status != HG_OK)
        return status;
    draw_words(canvas, page);
    legend_draw(canvas, legend, true, page->legend);
    furniture_draw(canvas, &page->map, &page->multiple[0].view, page->furniture);
    return canvas_status(canvas, err);
}

enum hg_status hg_page_draw(const struct hg_page *page, enum hg_map_format format,
                            uint8_t **bytes, size_t *length, uint32_t missing[16],
                            struct hg_error *err)
{
    static const enum canvas_medium medium[] = {CANVAS_PIXELS, CANVAS_PDF, CANVAS_SVG};
    const struct hg_style *style = page->map.style;
    struct canvas *canvas = NULL;
    struct legend legend;
    enum hg_status status = canvas_create(style->font, style->dpi, NULL, &canvas, err);
    if (status == HG_OK)
        status = canvas_open(canvas, medium[format], page->size, style->page, err);
    if (status == HG_OK)
        status = draw_all(canvas, page, &legend, err);
    if (status == HG_OK)
        status = page_encode(canvas, &page->map, &legend, bytes, length, err);
    if (status == HG_OK && missing)
        memcpy(missing, canvas_missing(canvas), 16 * sizeof(*missing));
    canvas_destroy(canvas);
    return status;
}
