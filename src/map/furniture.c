/* furniture.c - a scale bar of a round length, a north arrow, or a note why not */
#include "map/furniture.h"
#include <hotgrid/classes.h>
#include <math.h>
#include <stdio.h>

static const double SCALE_SPREAD = 1.1, NORTH_TRUE_DEG = 1;
static const double ARROW = 20; /* pt */
static const char *const NO_SCALE =
    "No scale bar: the scale varies by more than 10\u2009%.";

static bool scale_known(const struct hg_map *map)
{
    return map->scale_min > 0 && isfinite(map->scale_max);
}

bool furniture_has_scale(const struct hg_map *map)
{
    return scale_known(map) && map->scale_max <= SCALE_SPREAD * map->scale_min;
}

/* An arrow says what a scale bar does, for one place; where the scale varies much the
 * graticule shows both. */
static bool has_arrow(const struct hg_map *map)
{
    return furniture_has_scale(map) && map->north_max_deg <= NORTH_TRUE_DEG;
}

static struct type type_of(const struct hg_map *map, double width)
{
    return (struct type){
        .pt = map->style->small_pt, .colour = map->style->faint, .width = width};
}

struct size furniture_measure(struct canvas *canvas, const struct hg_map *map,
                              double width)
{
    if (!scale_known(map))
        return (struct size){0};
    const struct type type = type_of(map, width);
    if (!furniture_has_scale(map))
        return canvas_measure(canvas, &type, NO_SCALE);
    const double line = canvas_measure(canvas, &type, "km").height;
    return (struct size){width, line + 4 + (has_arrow(map) ? ARROW + line + 4 : 0)};
}

/* The longest of 1, 2, 5, 10 ... km that is at most so long. */
static double round_km(double most)
{
    const double decade = pow(10, floor(log10(most)));
    const double times = most / decade;
    return decade * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
}

static void draw_bar(struct canvas *canvas, const struct hg_map *map,
                     const struct view *view, double x, double y, double width,
                     double halo)
{
    const double mean = (map->scale_min + map->scale_max) / 2;
    const double pt_per_km = mean * view->frame.width / (view->box.east - view->box.west);
    const double km = round_km(width / pt_per_km);
    const double length = km * pt_per_km;
    char number[HG_EDGE_TEXT], text[HG_EDGE_TEXT + 8];
    hg_class_edge_text(km, number);
    snprintf(text, sizeof(text), "%s\u2009km", number);

    struct type type = type_of(map, 0);
    type.colour = map->style->ink;
    type.halo = halo;
    type.halo_colour = map->style->page;
    const struct size size = canvas_measure(canvas, &type, text);
    canvas_text(canvas, &type, text, x + fmax(length - size.width, 0) / 2, y);
    const double line = y + size.height + 3;
    canvas_move(canvas, x, line - 3);
    canvas_to(canvas, x, line);
    canvas_to(canvas, x + length, line);
    canvas_to(canvas, x + length, line - 3);
    canvas_stroke(canvas, 0.8, map->style->ink);
}

static double draw_arrow(struct canvas *canvas, const struct hg_map *map, double x,
                         double y)
{
    struct type type = type_of(map, 0);
    type.colour = map->style->ink;
    const struct size size = canvas_measure(canvas, &type, "N");
    const double half = 0.26 * ARROW, middle = x + half, top = y + size.height;
    canvas_text(canvas, &type, "N", middle - size.width / 2, y);
    canvas_move(canvas, middle, top);
    canvas_to(canvas, middle + half, top + ARROW);
    canvas_to(canvas, middle, top + 0.76 * ARROW);
    canvas_to(canvas, middle - half, top + ARROW);
    canvas_close(canvas);
    canvas_fill(canvas, map->style->ink);
    return size.height + ARROW + 4;
}

void furniture_draw(struct canvas *canvas, const struct hg_map *map,
                    const struct view *view, struct rect rect)
{
    if (!scale_known(map))
        return;
    if (!furniture_has_scale(map)) {
        const struct type type = type_of(map, rect.width);
        canvas_text(canvas, &type, NO_SCALE, rect.x, rect.y);
        return;
    }
    double y = rect.y;
    if (has_arrow(map))
        y += draw_arrow(canvas, map, rect.x, y);
    draw_bar(canvas, map, view, rect.x, y, rect.width, 0);
}

struct rect furniture_inside(struct canvas *canvas, const struct hg_map *map,
                             const struct view *view, double pad)
{
    const struct type type = type_of(map, 0);
    const struct rect f = view->frame;
    const double height = canvas_measure(canvas, &type, "km").height + 3;
    return (struct rect){f.x + pad, f.y + f.height - pad - height, 0.45 * f.width,
                         height};
}

void furniture_draw_inside(struct canvas *canvas, const struct hg_map *map,
                           const struct view *view, double pad)
{
    const struct rect rect = furniture_inside(canvas, map, view, pad);
    draw_bar(canvas, map, view, rect.x, rect.y, rect.width, 0.16 * map->style->small_pt);
}
