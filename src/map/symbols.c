/* symbols.c - circles in proportion, and the round masses that explain them */
#include "map/symbols.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Radius of the largest circle and breadth of a rim, in units of the text size. */
static const double LARGEST = 1.3, RIM = 0.05;
static const double OPACITY = 0.55;

double symbol_radius(const struct hg_map *map, double kg)
{
    return map->symbol_kg > 0 && kg > 0
               ? LARGEST * map->style->text_pt * sqrt(kg / map->symbol_kg)
               : 0;
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

void symbol_draw(struct canvas *canvas, const struct hg_style *style, double x, double y,
                 double radius)
{
    canvas_circle(canvas, x, y, radius);
    canvas_veil(canvas, style->symbol, OPACITY);
    canvas_circle(canvas, x, y, radius);
    canvas_stroke(canvas, RIM * style->text_pt, style->page);
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
    for (size_t i = 0; i < map->n_symbol; i++)
        symbol_draw(canvas, map->style, view_x(view, symbol[i].x),
                    view_y(view, symbol[i].y), symbol_radius(map, symbol[i].kg));
    free(symbol);
    return HG_OK;
}
