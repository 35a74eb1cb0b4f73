/* key.c - nested circles of round masses; the numbered places with their figures */
#include "map/key.h"
#include "map/hotspots.h"
#include "map/symbols.h"
#include <math.h>

/* Lengths in units of the legend's type size. */
static const double ROW = 1.9, SPACE = 0.6, ABOVE = 1.3, COLUMN_GAP = 2.4;
static const double NAME_MOST = 13, FLOW_MOST = 18; /* longer names are cut */

static struct type type_of(const struct hg_map *map, bool bold, double width)
{
    return (struct type){.pt = map->style->text_pt,
                         .bold = bold,
                         .colour = map->style->ink,
                         .width = width};
}

static size_t rows_of(const struct hg_map *map)
{
    return map->n_hotspot < HG_HOTSPOT_KEYS ? map->n_hotspot : HG_HOTSPOT_KEYS;
}

/* What the rows of a list have in common. */
struct list {
    double name, figure; /* breadths */
    double width;        /* of a column */
    size_t columns, rows;
};

static struct list list_of(struct canvas *canvas, const struct hg_map *map, bool below,
                           double width)
{
    const double u = map->style->text_pt;
    const struct type type = type_of(map, false, 0);
    const size_t n = rows_of(map);
    struct list list = {0};
    for (size_t i = 0; i < n; i++) {
        const struct hg_map_hotspot *h = &map->hotspot[i];
        list.name = fmax(list.name, canvas_measure(canvas, &type, h->name).width);
        if (h->figure)
            list.figure = fmax(
                list.figure, canvas_measure(canvas, &type, h->figure).width + SPACE * u);
    }
    const double marker = 2 * marker_radius(map->style) + SPACE * u;
    list.name = ceil(fmin(list.name, (map->n_arrow ? FLOW_MOST : NAME_MOST) * u));
    list.width = marker + list.name + list.figure;
    list.columns = 1;
    if (below)
        list.columns = (size_t)fmax(
            1, floor((width + COLUMN_GAP * u) / (list.width + COLUMN_GAP * u)));
    list.rows = (n + list.columns - 1) / list.columns;
    if (list.rows)
        list.columns = (n + list.rows - 1) / list.rows;
    return list;
}

static struct size title_size(struct canvas *canvas, const struct hg_map *map,
                              const char *title, double width)
{
    if (!title || !*title)
        return (struct size){0};
    const struct type type = type_of(map, true, width);
    struct size size = canvas_measure(canvas, &type, title);
    size.height += 0.4 * map->style->text_pt;
    return size;
}

static double draw_title(struct canvas *canvas, const struct hg_map *map,
                         const char *title, double x, double y, double width)
{
    const struct type type = type_of(map, true, width);
    if (title && *title)
        canvas_text(canvas, &type, title, x, y);
    return title_size(canvas, map, title, width).height;
}

/* The circles stand in each other on one ground line, their words in a column to the
 * right at least a line apart. */
struct circles {
    struct symbol_keys keys;
    double radius, line, words;
    struct size size;
};

static struct circles circles_of(struct canvas *canvas, const struct hg_map *map)
{
    const struct type type = type_of(map, false, 0);
    struct circles c = {0};
    symbols_keys(map, &c.keys);
    if (!c.keys.n)
        return c;
    for (size_t i = 0; i < c.keys.n; i++) {
        const struct size size = canvas_measure(canvas, &type, c.keys.text[i]);
        c.words = fmax(c.words, size.width);
        c.line = fmax(c.line, size.height);
    }
    c.radius = symbol_radius(map, c.keys.kg[0]);
    c.size = (struct size){2 * c.radius + 1.4 * map->style->text_pt + c.words,
                           fmax(2 * c.radius + 2, (double)c.keys.n * c.line)};
    return c;
}

static void draw_circles(struct canvas *canvas, const struct hg_map *map,
                         const struct circles *c, double x, double y)
{
    const double u = map->style->text_pt, ground = y + c->size.height;
    const struct type type = type_of(map, false, 0);
    double above = y;
    for (size_t i = 0; i < c->keys.n; i++) {
        const double radius = symbol_radius(map, c->keys.kg[i]);
        const double top = ground - 2 * radius;
        const double left = (double)(c->keys.n - 1 - i) * c->line; /* for those below */
        const double text = fmax(above, fmin(top - c->line / 2, ground - left - c->line));
        symbol_draw(canvas, map, x + c->radius, ground - radius, radius);
        canvas_move(canvas, x + c->radius, top);
        canvas_to(canvas, x + 2 * c->radius + 0.5 * u, text + c->line / 2);
        canvas_to(canvas, x + 2 * c->radius + u, text + c->line / 2);
        canvas_stroke(canvas, 0.4, map->style->faint);
        canvas_text(canvas, &type, c->keys.text[i], x + 2 * c->radius + 1.4 * u, text);
        above = text + c->line;
    }
}

static void draw_row(struct canvas *canvas, const struct hg_map *map,
                     const struct list *list, size_t i, double x, double y)
{
    const double u = map->style->text_pt, radius = marker_radius(map->style);
    const struct hg_map_hotspot *h = &map->hotspot[i];
    struct type type = type_of(map, false, 0);
    marker_draw(canvas, map->style, h->number, x + radius, y + ROW * u / 2);
    if (h->figure) {
        const struct size size = canvas_measure(canvas, &type, h->figure);
        canvas_text(canvas, &type, h->figure, x + list->width - size.width,
                    y + (ROW * u - size.height) / 2);
    }
    type.width = list->name + 0.5;
    type.ellipsis = true;
    const struct size size = canvas_measure(canvas, &type, h->name);
    canvas_text(canvas, &type, h->name, x + 2 * radius + SPACE * u,
                y + (ROW * u - size.height) / 2);
}

struct size key_measure(struct canvas *canvas, const struct hg_map *map, bool below,
                        double width)
{
    const double u = map->style->text_pt;
    struct size size = {0};
    const struct circles circles = circles_of(canvas, map);
    if (circles.keys.n) {
        const struct size title = title_size(canvas, map, map->symbol_title, width);
        size.height += ABOVE * u + title.height + circles.size.height;
        size.width = fmax(title.width, circles.size.width);
    }
    if (rows_of(map)) {
        const struct list list = list_of(canvas, map, below, width);
        const struct size title = title_size(canvas, map, map->hotspot_title, width);
        size.height += ABOVE * u + title.height + (double)list.rows * ROW * u;
        size.width = fmax(size.width, title.width);
        const double gaps = (double)(list.columns - 1) * COLUMN_GAP * u;
        size.width = fmax(size.width, (double)list.columns * list.width + gaps);
    }
    return size;
}

void key_draw(struct canvas *canvas, const struct hg_map *map, bool below, double x,
              double y, double width)
{
    const double u = map->style->text_pt;
    const struct circles circles = circles_of(canvas, map);
    if (circles.keys.n) {
        y += ABOVE * u;
        y += draw_title(canvas, map, map->symbol_title, x, y, width);
        draw_circles(canvas, map, &circles, x, y);
        y += circles.size.height;
    }
    if (!rows_of(map))
        return;
    const struct list list = list_of(canvas, map, below, width);
    y += ABOVE * u;
    y += draw_title(canvas, map, map->hotspot_title, x, y, width);
    for (size_t i = 0; i < rows_of(map); i++) {
        const size_t column = i / list.rows, row = i % list.rows;
        draw_row(canvas, map, &list, i,
                 x + (double)column * (list.width + COLUMN_GAP * u),
                 y + (double)row * ROW * u);
    }
}
