/* hotspots.c - outlines and numbered markers of clusters */
#include "map/hotspots.h"
#include "map/arrows.h"
#include "map/symbols.h"
#include <hotgrid/cell_rings.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* In units of the text size. */
static const double RADIUS = 0.78, LINE = 0.1, SEAM = 0.085, DOT = 0.2;

static bool within(double x, double y, double radius, struct rect frame)
{
    return x - radius >= frame.x && y - radius >= frame.y &&
           x + radius <= frame.x + frame.width && y + radius <= frame.y + frame.height;
}

/* What is lost where marker `own` stands at (x, y); INFINITY where it cannot. */
static double cost_of(double x, double y, size_t own, size_t n,
                      const struct marker_place *place, double radius, size_t n_dot,
                      const struct dot *dot)
{
    double cost = 0;
    for (size_t i = 0; i < n_dot; i++) {
        const double right = x - dot[i].x, up = fabs(y - dot[i].y);
        const double off = dot[i].radius > 0 ? radius + dot[i].radius : 1.4 * radius;
        if (hypot(right, up) < off)
            cost += 6; /* a place would lose its name, a symbol its colour */
        else if (dot[i].radius > 0)
            continue;
        else if (right > 0 && right < 5 * radius && up < 1.5 * radius)
            cost += 1; /* its best position */
    }
    for (size_t i = 0; i < n; i++) {
        if (i == own || isnan(place[i].x))
            continue;
        const double gap = 0.25 * radius;
        if (i < own && place[i].kept &&
            hypot(x - place[i].at_x, y - place[i].at_y) < 2 * radius + gap)
            return INFINITY;
        if (hypot(x - place[i].x, y - place[i].y) < 1.6 * radius)
            cost += 6; /* it hides what another one marks */
    }
    return cost;
}

static bool has_room(double x, double y, double radius, const struct view *view)
{
    for (size_t i = 0; i < view->n_taken; i++) {
        const struct rect r = view->taken[i];
        if (x + radius > r.x && x - radius < r.x + r.width && y + radius > r.y &&
            y - radius < r.y + r.height)
            return false;
    }
    return within(x, y, radius, view->frame);
}

void markers_place(size_t n, struct marker_place *place, const struct view *view,
                   double radius, size_t n_dot, const struct dot *dot)
{
    /* From the upper right around; nearer ones first. */
    static const double far[] = {2.1, 3.2, 4.6, 6.4, 8.5};
    enum { AROUND = 16 };
    const double turn = 2 * 3.14159265358979323846 / AROUND;
    for (size_t i = 0; i < n; i++) {
        struct marker_place *p = &place[i];
        p->kept = has_room(p->x, p->y, 0, view);
        double least = INFINITY;
        for (size_t f = 0; p->kept && f < sizeof(far) / sizeof(far[0]); f++)
            for (int k = 0; k < AROUND; k++) {
                const int side = k % 2 ? (k + 1) / 2 : -k / 2;
                const double angle = turn * (2 + side);
                const double x = p->x + far[f] * radius * cos(angle);
                const double y = p->y - far[f] * radius * sin(angle);
                const double cost = 2 * far[f] + 0.05 * k +
                                    cost_of(x, y, i, n, place, radius, n_dot, dot);
                if (!has_room(x, y, radius, view) || !(cost < least))
                    continue;
                least = cost;
                p->at_x = x;
                p->at_y = y;
            }
        p->kept = least < INFINITY;
    }
}

double marker_radius(const struct hg_style *style)
{
    return RADIUS * style->text_pt;
}

void marker_draw(struct canvas *canvas, const struct hg_style *style, unsigned number,
                 double x, double y)
{
    char text[16];
    snprintf(text, sizeof(text), "%u", number);
    const struct type type = {
        .pt = (number < 10 ? 0.95 : 0.82) * style->text_pt,
        .bold = true,
        .colour = style->page,
    };
    const struct size size = canvas_measure(canvas, &type, text);
    const double radius = marker_radius(style);
    canvas_circle(canvas, x, y, radius + SEAM * style->text_pt);
    canvas_fill(canvas, style->page);
    canvas_circle(canvas, x, y, radius);
    canvas_fill(canvas, style->ink);
    canvas_text(canvas, &type, text, x - size.width / 2, y - size.height / 2);
}

static void trace(struct canvas *canvas, const struct hg_map *map,
                  const struct view *view, const struct hg_cell_rings *rings, size_t ring)
{
    const struct hg_grid_params *p = hg_grid_params(map->grid);
    const double dx = (p->box.east - p->box.west) / p->ncol;
    const double dy = (p->box.north - p->box.south) / p->nrow;
    for (size_t i = rings->first[ring]; i < rings->first[ring + 1]; i++) {
        const struct hg_cell_corner c = rings->corner[i];
        const double x = view_x(view, p->box.west + dx * c.col);
        const double y = view_y(view, p->box.north - dy * c.row);
        if (i == rings->first[ring])
            canvas_move(canvas, x, y);
        else
            canvas_to(canvas, x, y);
    }
    canvas_close(canvas);
}

enum hg_status hotspots_outline(struct canvas *canvas, const struct hg_map *map,
                                const struct view *view, struct hg_error *err)
{
    struct hg_cell_rings *rings = NULL;
    const struct hg_style *style = map->style;
    const struct hg_grid_params *p = hg_grid_params(map->grid);
    uint32_t most = 0;
    for (size_t i = 0; i < map->n_hotspot; i++)
        most = map->hotspot[i].number > most ? map->hotspot[i].number : most;
    if (!map->cluster || most == 0)
        return HG_OK;
    const enum hg_status status =
        hg_cell_rings_create(p->ncol, p->nrow, map->cluster, most, &rings, err);
    if (status != HG_OK)
        return status;
    for (size_t r = 0; r < rings->n; r++)
        trace(canvas, map, view, rings, r);
    canvas_stroke(canvas, (LINE + 2 * SEAM) * style->text_pt, style->page);
    for (size_t r = 0; r < rings->n; r++)
        trace(canvas, map, view, rings, r);
    canvas_stroke(canvas, LINE * style->text_pt, style->ink);
    hg_cell_rings_destroy(rings);
    return HG_OK;
}

/* The radius of the symbol that a marker tells, which a dot would hide; 0: there is none.
 */
static double symbol_at(const struct hg_map *map, const struct hg_map_hotspot *hotspot)
{
    double radius = 0;
    for (size_t i = 0; map->n_symbol_kind && i < map->n_symbol; i++)
        if (map->symbol[i].x == hotspot->x && map->symbol[i].y == hotspot->y)
            radius = fmax(radius, symbol_radius(map, map->symbol[i].kg));
    return radius;
}

/* A line from a marker to its dot, or to the rim of its symbol. */
static void lead(struct canvas *canvas, const struct hg_map *map,
                 const struct hg_map_hotspot *hotspot, const struct marker_place *p)
{
    const struct hg_style *style = map->style;
    const double u = style->text_pt, radius = symbol_at(map, hotspot);
    if (radius > 0) {
        const double far = hypot(p->at_x - p->x, p->at_y - p->y);
        const double x = p->x + (p->at_x - p->x) * radius / far;
        const double y = p->y + (p->at_y - p->y) * radius / far;
        if (radius < far)
            canvas_line(canvas, x, y, p->at_x, p->at_y, LINE * u, style->ink);
        return;
    }
    canvas_line(canvas, p->x, p->y, p->at_x, p->at_y, (LINE + 2 * SEAM) * u, style->page);
    canvas_circle(canvas, p->x, p->y, (DOT + SEAM) * u);
    canvas_fill(canvas, style->page);
    canvas_line(canvas, p->x, p->y, p->at_x, p->at_y, LINE * u, style->ink);
    canvas_circle(canvas, p->x, p->y, DOT * u);
    canvas_fill(canvas, style->ink);
}

/* What arrows cover: a number on one is not that of another beside it.  False without
 * memory. */
static bool add_arrows(const struct hg_map *map, const struct view *view, struct dot *dot)
{
    const size_t n = map->n_arrow * ARROW_DISCS;
    struct disc *disc = calloc(n + 1, sizeof(*disc));
    if (!disc)
        return false;
    arrows_cover(map, view, disc);
    for (size_t i = 0; i < n; i++)
        dot[i] = (struct dot){disc[i].x, disc[i].y, fmax(disc[i].radius, LINE)};
    free(disc);
    return true;
}

/* The places of names, symbols that are read by their colour, and arrows.  NULL without
 * memory. */
static struct dot *list_dots(const struct hg_map *map, const struct view *view, size_t *n)
{
    const size_t n_symbol = map->n_symbol_kind ? map->n_symbol : 0;
    const size_t n_disc = map->n_arrow * ARROW_DISCS;
    struct dot *dot = calloc(map->n_label + n_symbol + n_disc + 1, sizeof(*dot));
    if (!dot || !add_arrows(map, view, dot)) {
        free(dot);
        return NULL;
    }
    *n = n_disc;
    for (size_t i = 0; i < map->n_label; i++)
        dot[(*n)++] =
            (struct dot){view_x(view, map->label[i].x), view_y(view, map->label[i].y), 0};
    for (size_t i = 0; i < n_symbol; i++)
        dot[(*n)++] =
            (struct dot){view_x(view, map->symbol[i].x), view_y(view, map->symbol[i].y),
                         symbol_radius(map, map->symbol[i].kg)};
    return dot;
}

enum hg_status hotspots_mark(struct canvas *canvas, const struct hg_map *map,
                             struct view *view, struct hg_error *err)
{
    struct marker_place place[HG_HOTSPOT_KEYS];
    const size_t n = map->n_hotspot < HG_HOTSPOT_KEYS ? map->n_hotspot : HG_HOTSPOT_KEYS;
    const double radius = marker_radius(map->style) + SEAM * map->style->text_pt;
    const double dot_radius = (DOT + SEAM) * map->style->text_pt;
    size_t n_dot = 0;
    struct dot *dot = list_dots(map, view, &n_dot);
    if (!dot)
        return hg_fail(err, HG_E_MEMORY, "no memory for the markers of a map");
    for (size_t i = 0; i < n; i++)
        place[i] = (struct marker_place){.x = view_x(view, map->hotspot[i].x),
                                         .y = view_y(view, map->hotspot[i].y)};
    markers_place(n, place, view, radius, n_dot, dot);
    free(dot);
    for (size_t i = 0; i < n; i++)
        if (place[i].kept)
            lead(canvas, map, &map->hotspot[i], &place[i]);
    for (size_t i = 0; i < n; i++) {
        if (!place[i].kept)
            continue;
        marker_draw(canvas, map->style, map->hotspot[i].number, place[i].at_x,
                    place[i].at_y);
        view->taken[view->n_taken++] = (struct rect){
            place[i].at_x - radius, place[i].at_y - radius, 2 * radius, 2 * radius};
        view->mark[view->n_mark++] =
            (struct rect){place[i].x - dot_radius, place[i].y - dot_radius,
                          2 * dot_radius, 2 * dot_radius};
    }
    return HG_OK;
}
