/* symbols.c - circles in proportion, and the round masses that explain them */
#include "map/symbols.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Radius of the largest circle and breadth of a rim, in units of the text size. */
static const double LARGEST = 1.3, LEAST = 0.42, RIM = 0.05, RING = 0.14;
static const double OPACITY = 0.55;

double symbol_radius(const struct hg_map *map, double kg)
{
    const double least = map->n_symbol_kind ? LEAST : 0;
    const double own =
        map->symbol_kg > 0 && kg > 0 ? LARGEST * sqrt(kg / map->symbol_kg) : 0;
    return map->style->text_pt * fmax(own, least);
}

/* The largest of 1, 2, 5, 10 ... that is at most so much. */
static double round_below(double most)
{
    static const double step[] = {5, 2, 1};
    const double decade = pow(10, floor(log10(most) + 1e-12));
    for (size_t i = 0; i < 3; i++)
        if (step[i] * decade <= most * (1 + 1e-12))
            return step[i] * decade;
    return decade;
}

static void name_mass(double kg, char *text, size_t size)
{
    static const struct {
        double kg;
        const char *unit;
    } unit[] = {{1e12, "Gt"}, {1e9, "Mt"}, {1e6, "kt"}, {1e3, "t"}, {1, "kg"}};
    size_t i = 0;
    while (i < 4 && kg < 0.999999 * unit[i].kg)
        i++;
    snprintf(text, size, "%.3g\u2009%s", kg / unit[i].kg, unit[i].unit);
}

/* Each at most 0.4 of the one before: circles of the key stand apart. */
void symbols_keys(const struct hg_map *map, struct symbol_keys *out)
{
    *out = (struct symbol_keys){0};
    if (!map->n_symbol || !(map->symbol_kg > 0))
        return;
    double most = map->symbol_kg;
    for (size_t i = 0; i < SYMBOL_KEYS; i++, out->n++) {
        out->kg[i] = round_below(most);
        name_mass(out->kg[i], out->text[i], sizeof(out->text[i]));
        most = 0.4 * out->kg[i];
    }
}

static void ring(struct canvas *canvas, const struct hg_style *style,
                 struct hg_colour colour, double x, double y, double radius)
{
    const double line = RING * style->text_pt;
    canvas_circle(canvas, x, y, radius - line / 2);
    canvas_stroke(canvas, 2 * line, style->page);
    canvas_circle(canvas, x, y, radius - line / 2);
    canvas_stroke(canvas, line, colour);
}

void symbol_draw(struct canvas *canvas, const struct hg_map *map, double x, double y,
                 double radius)
{
    const struct hg_style *style = map->style;
    if (map->n_symbol_kind) { /* sizes of all kinds */
        ring(canvas, style, style->faint, x, y, radius);
        return;
    }
    canvas_circle(canvas, x, y, radius);
    canvas_veil(canvas, style->symbol, OPACITY);
    canvas_circle(canvas, x, y, radius);
    canvas_stroke(canvas, RIM * style->text_pt, style->page);
}

static void trace(struct canvas *canvas, enum hg_map_shape shape, double x, double y,
                  double radius)
{
    if (shape != HG_MAP_DIAMOND) {
        canvas_circle(canvas, x, y, radius);
        return;
    }
    canvas_move(canvas, x, y - radius);
    canvas_to(canvas, x + radius, y);
    canvas_to(canvas, x, y + radius);
    canvas_to(canvas, x - radius, y);
    canvas_close(canvas);
}

/* Opaque, for colours are read off them; a dark rim for the pale ones, and a pale seam
 * for those that overlap. */
void symbol_draw_kind(struct canvas *canvas, const struct hg_style *style,
                      const struct hg_map_symbol_kind *kind, double x, double y,
                      double radius)
{
    const double rim = RIM * style->text_pt;
    if (kind->shape == HG_MAP_RING) {
        ring(canvas, style, kind->colour, x, y, radius);
        return;
    }
    if (kind->shape == HG_MAP_DIAMOND) /* of the same area */
        radius *= sqrt(3.14159265358979323846 / 2);
    trace(canvas, kind->shape, x, y, radius + rim);
    canvas_stroke(canvas, 2 * rim, style->page);
    trace(canvas, kind->shape, x, y, radius);
    canvas_fill(canvas, kind->colour);
    trace(canvas, kind->shape, x, y, radius);
    canvas_stroke(canvas, rim, style->ink);
}

static int by_mass(const void *a, const void *b)
{
    const struct hg_map_symbol *x = a, *y = b;
    if (x->kg != y->kg)
        return x->kg < y->kg ? 1 : -1;
    if (x->x != y->x)
        return x->x < y->x ? -1 : 1;
    return (x->y > y->y) - (x->y < y->y);
}

enum hg_status symbols_draw(struct canvas *canvas, const struct hg_map *map,
                            const struct view *view, struct hg_error *err)
{
    if (!map->n_symbol)
        return HG_OK;
    struct hg_map_symbol *symbol = malloc(map->n_symbol * sizeof(*symbol));
    if (!symbol)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu circles", map->n_symbol);
    memcpy(symbol, map->symbol, map->n_symbol * sizeof(*symbol));
    qsort(symbol, map->n_symbol, sizeof(*symbol), by_mass);
    for (size_t i = 0; i < map->n_symbol; i++) {
        const double x = view_x(view, symbol[i].x), y = view_y(view, symbol[i].y);
        const double radius = symbol_radius(map, symbol[i].kg);
        assert(!map->n_symbol_kind || symbol[i].kind < map->n_symbol_kind);
        if (map->n_symbol_kind)
            symbol_draw_kind(canvas, map->style, &map->symbol_kind[symbol[i].kind], x, y,
                             radius);
        else
            symbol_draw(canvas, map, x, y, radius);
    }
    free(symbol);
    return HG_OK;
}
