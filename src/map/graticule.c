/* graticule.c - lines of the graticule, ticks and names at the frame */
#include "map/graticule.h"
#include "map/outline.h"
#include <hotgrid/text.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double TICK = 2.5, GAP = 1.5; /* pt */
static const size_t MOST_MERIDIANS = 13, MOST_PARALLELS = 9;

struct line {
    char side; /* N, S, E or W */
    double degrees;
};

bool graticule_wanted(const struct hg_map *map)
{
    return map->graticule && map->graticule->n_shape > 0 && map->style->graticule_pt > 0;
}

static bool parse(const struct hg_shape *shape, struct line *out)
{
    const char *code = shape->code;
    if (!code[0] || !strchr("NSEW", code[0]) ||
        hg_text_number(code + 1, strlen(code + 1), &out->degrees) != HG_NUMBER_OK)
        return false;
    out->side = code[0];
    return true;
}

static bool is_parallel(const struct line *line)
{
    return line->side == 'N' || line->side == 'S';
}

static void name_of(const struct line *line, char name[HG_DOUBLE_TEXT + 8])
{
    char number[HG_DOUBLE_TEXT];
    const bool bare = line->degrees == 0 || (!is_parallel(line) && line->degrees == 180);
    snprintf(name, HG_DOUBLE_TEXT + 8, "%s°%s%.1s", hg_text_double(line->degrees, number),
             bare ? "" : "\u2009", bare ? "" : &line->side);
}

static struct type type_of(const struct hg_map *map)
{
    return (struct type){.pt = map->style->small_pt, .colour = map->style->faint};
}

struct size graticule_gutter(struct canvas *canvas, const struct hg_map *map)
{
    const struct type type = type_of(map);
    const struct size size = canvas_measure(canvas, &type, "00°\u2009N");
    return (struct size){size.width + TICK + GAP, size.height + TICK};
}

static bool seen(const struct view *view, struct hg_box box)
{
    return box.west <= view->box.east && box.east >= view->box.west &&
           box.south <= view->box.north && box.north >= view->box.south;
}

/* Is the line one of every `m`-th, counted from 0 degrees? */
static bool is_mth(double degrees, double step, int m)
{
    return fabs(remainder(degrees / step, m)) < 1e-6;
}

/* The distance between lines of the file: their smallest difference. */
static double step_of(const struct hg_shapes *shapes)
{
    double step = 180;
    for (size_t i = 0; i < shapes->n_shape; i++) {
        struct line line;
        if (parse(&shapes->shape[i], &line) && line.degrees > 1e-9)
            step = fmin(step, line.degrees);
    }
    for (size_t i = 0; i < shapes->n_shape; i++) {
        struct line line;
        if (parse(&shapes->shape[i], &line) && fmod(line.degrees, step) > 1e-6)
            step = fmin(step, fmod(line.degrees, step));
    }
    return step;
}

static size_t count(const struct hg_map *map, const struct view *view, bool parallels,
                    double step, int m)
{
    size_t n = 0;
    for (size_t i = 0; i < map->graticule->n_shape; i++) {
        struct line line;
        const struct hg_shape *shape = &map->graticule->shape[i];
        n += parse(shape, &line) && is_parallel(&line) == parallels &&
             is_mth(line.degrees, step, m) && seen(view, shape->box);
    }
    return n;
}

/* Every how manieth line is drawn: 10 degrees become 20, 30, 60 or 90. */
static int thinning(const struct hg_map *map, const struct view *view, double step)
{
    static const int M[] = {1, 2, 3, 6, 9, 18};
    size_t i = 0;
    while (i + 1 < sizeof(M) / sizeof(M[0]) &&
           (count(map, view, false, step, M[i]) > MOST_MERIDIANS ||
            count(map, view, true, step, M[i]) > MOST_PARALLELS))
        i++;
    return M[i];
}

enum hg_status graticule_draw_lines(struct canvas *canvas, const struct hg_map *map,
                                    const struct view *view, struct hg_error *err)
{
    struct outline *outline = NULL;
    const enum hg_status status =
        outline_create(canvas, view, map->graticule, false, &outline, err);
    if (status != HG_OK)
        return status;
    const double step = step_of(map->graticule);
    const int m = thinning(map, view, step);
    for (size_t i = 0; i < map->graticule->n_shape; i++) {
        struct line line;
        if (!parse(&map->graticule->shape[i], &line) || !is_mth(line.degrees, step, m))
            continue;
        outline_trace(canvas, outline, i);
        canvas_stroke(canvas, map->style->graticule_pt, map->style->graticule);
    }
    outline_destroy(outline);
    return HG_OK;
}

/* Where between a and b a line crosses `limit`; its other coordinate, NAN: nowhere. */
static double crossing(double a, double b, double other_a, double other_b, double limit)
{
    if ((a < limit) == (b < limit) && a != limit)
        return NAN;
    return a == b ? other_a : other_a + (limit - a) / (b - a) * (other_b - other_a);
}

/* Where a shape meets the west (parallels) or south side of the box; NAN: nowhere. */
static double meeting(const struct hg_map *map, const struct view *view,
                      const struct hg_shape *shape, bool west)
{
    const struct hg_shapes *g = map->graticule;
    const double *along = west ? g->x : g->y, *other = west ? g->y : g->x;
    const double low = west ? view->box.south : view->box.west;
    const double high = west ? view->box.north : view->box.east;
    const double slack = 1e-9 * (high - low);
    /* A hair inside: lines that end at the edge of the world still meet it. */
    const double side =
        west ? view->box.west + 1e-4 * (view->box.east - view->box.west)
             : view->box.south + 1e-4 * (view->box.north - view->box.south);
    for (size_t r = 0; r < shape->n_ring; r++) {
        const struct hg_ring ring = g->ring[shape->first_ring + r];
        for (size_t i = ring.first; i + 1 < ring.first + ring.count; i++) {
            const double at =
                crossing(along[i], along[i + 1], other[i], other[i + 1], side);
            if (at >= low - slack && at <= high + slack)
                return at;
        }
    }
    return NAN;
}

/* A tick at the frame, and the name beyond it. */
static void draw_name(struct canvas *canvas, const struct hg_map *map,
                      const struct view *view, const struct line *line, double at)
{
    char name[HG_DOUBLE_TEXT + 8];
    name_of(line, name);
    const struct type type = type_of(map);
    const struct size size = canvas_measure(canvas, &type, name);
    const struct rect f = view->frame;
    const double pt = 0.5;
    if (is_parallel(line)) {
        const double y = view_y(view, at);
        canvas_line(canvas, f.x - TICK, y, f.x, y, pt, map->style->faint);
        canvas_text(canvas, &type, name, f.x - TICK - GAP - size.width,
                    y - size.height / 2);
    } else {
        const double x = view_x(view, at), y = f.y + f.height;
        canvas_line(canvas, x, y, x, y + TICK, pt, map->style->faint);
        canvas_text(canvas, &type, name, x - size.width / 2, y + TICK);
    }
}

void graticule_draw_names(struct canvas *canvas, const struct hg_map *map,
                          const struct view *view)
{
    const double step = step_of(map->graticule);
    const int m = thinning(map, view, step);
    for (size_t i = 0; i < map->graticule->n_shape; i++) {
        struct line line;
        const struct hg_shape *shape = &map->graticule->shape[i];
        if (!parse(shape, &line) || !is_mth(line.degrees, step, m))
            continue;
        const double at = meeting(map, view, shape, is_parallel(&line));
        if (!isnan(at))
            draw_name(canvas, map, view, &line, at);
    }
}
