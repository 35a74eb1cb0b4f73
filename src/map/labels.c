/* labels.c - greedy placing of names about dots */
#include "map/labels.h"
#include <math.h>
#include <stdlib.h>

/* Corner of the box from the dot, in units of (width of the text, height of the text,
 * gap): right first, as in Imhof (1975), "Positioning names on maps". */
static const struct position {
    double width, height, gap_x, gap_y;
} POSITIONS[] = {
    {0, -0.5, 1, 0},
    {-1, -0.5, -1, 0},
    {0, -1, 0.6, -0.3},
    {0, 0, 0.6, 0.3},
    {-1, -1, -0.6, -0.3},
    {-1, 0, -0.6, 0.3},
    {-0.5, -1, 0, -0.8},
    {-0.5, 0, 0, 0.8},
    /* and between these, where the eight are taken */
    {0, -0.75, 0.9, 0},
    {0, -0.25, 0.9, 0},
    {-1, -0.75, -0.9, 0},
    {-1, -0.25, -0.9, 0},
    {-0.25, -1, 0, -0.8},
    {-0.25, 0, 0, 0.8},
    {-0.75, -1, 0, -0.8},
    {-0.75, 0, 0, 0.8},
};
enum { EIGHT = 8 };
static const double GAP = 1.8; /* in dots */
#define N_POSITION (sizeof(POSITIONS) / sizeof(POSITIONS[0]))

static bool overlap(struct rect a, struct rect b)
{
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
           b.y < a.y + a.height;
}

static bool within(struct rect inner, struct rect outer)
{
    return inner.x >= outer.x && inner.y >= outer.y &&
           inner.x + inner.width <= outer.x + outer.width &&
           inner.y + inner.height <= outer.y + outer.height;
}

static bool has_room(struct rect box, const struct label_room *room)
{
    bool clear = within(box, room->frame);
    for (size_t i = 0; i < room->n_taken; i++)
        clear = clear && !overlap(box, room->taken[i]);
    return clear;
}

static struct rect dot_box(const struct label_place *place, double dot)
{
    return (struct rect){place->x - dot, place->y - dot, 2 * dot, 2 * dot};
}

static struct rect box_at(const struct label_place *place, size_t position, double gap)
{
    const struct position *p = &POSITIONS[position];
    return (struct rect){
        place->x + p->width * place->size.width + p->gap_x * gap,
        place->y + p->height * place->size.height + p->gap_y * gap,
        place->size.width,
        place->size.height,
    };
}

static bool is_clear(struct rect box, size_t n, const struct label_place *place,
                     double dot)
{
    for (size_t i = 0; i < n; i++)
        if (place[i].kept &&
            (overlap(box, place[i].box) || overlap(box, dot_box(&place[i], dot))))
            return false;
    return true;
}

/* What a box takes from places still to come: their dots, and the positions that they
 * would like best, the more the more important they are. */
static double taken_by(struct rect box, size_t own, size_t n,
                       const struct label_place *place, double dot)
{
    static const double of_dot = 4, of_position = 0.5;
    enum { LIKED = 4, AHEAD = 40 };
    double cost = 0;
    for (size_t i = own + 1; i < n && i < own + AHEAD; i++) {
        cost += overlap(box, dot_box(&place[i], dot)) ? of_dot : 0;
        for (size_t k = 0; k < LIKED; k++)
            cost += overlap(box, box_at(&place[i], k, GAP * dot)) ? of_position : 0;
    }
    return cost;
}

/* What a box hides that a marker leads to. */
static double marks_under(struct rect box, const struct label_room *room)
{
    static const double of_mark = 8;
    double cost = 0;
    for (size_t i = 0; i < room->n_mark; i++)
        cost += overlap(box, room->mark[i]) ? of_mark : 0;
    return cost;
}

/* Sets the best position of place i; false where it has none. */
static bool settle(size_t i, size_t n, struct label_place *place,
                   const struct label_room *room, double dot)
{
    double least = INFINITY;
    for (size_t k = 0; k < N_POSITION; k++) {
        const struct rect box = box_at(&place[i], k, GAP * dot);
        if (!has_room(box, room) || !is_clear(box, i, place, dot))
            continue;
        const double cost =
            (double)k + taken_by(box, i, n, place, dot) + marks_under(box, room);
        if (cost < least) {
            least = cost;
            place[i].box = box;
        }
    }
    return least < INFINITY;
}

void labels_place(size_t n, struct label_place *place, const struct label_room *room,
                  double dot)
{
    for (size_t i = 0; i < n; i++) {
        const struct rect own = dot_box(&place[i], dot);
        place[i].kept = false;
        place[i].kept = has_room(own, room) && is_clear(own, i, place, dot) &&
                        settle(i, n, place, room, dot);
    }
}

static bool touches(struct rect box, const struct disc *disc)
{
    const double x = disc->x - fmax(box.x, fmin(disc->x, box.x + box.width));
    const double y = disc->y - fmax(box.y, fmin(disc->y, box.y + box.height));
    return x * x + y * y < disc->radius * disc->radius;
}

/* What is lost to the reader where a name covers it. */
static double cost_of(struct rect box, size_t own, size_t n,
                      const struct label_place *place, double dot, size_t n_disc,
                      const struct disc *disc)
{
    static const double hidden_dot = 20;
    double cost = 0;
    for (size_t i = 0; i < n; i++) {
        if (i < own && place[i].kept && overlap(box, place[i].box))
            return INFINITY;
        if (i != own && overlap(box, dot_box(&place[i], dot)))
            cost += hidden_dot;
    }
    for (size_t i = 0; i < n_disc; i++)
        if (touches(box, &disc[i]))
            cost += 1 + disc[i].radius;
    return cost;
}

void labels_place_on_arrows(size_t n, struct label_place *place,
                            const struct label_room *room, double dot, size_t n_disc,
                            const struct disc *disc)
{
    static const double far[] = {1, 3, 5.5};
    static const double farther = 4, worse_position = 0.2; /* in discs */
    for (size_t i = 0; i < n; i++) {
        double least = INFINITY, more = 0;
        for (size_t f = 0; f < sizeof(far) / sizeof(far[0]); f++, more += farther)
            for (size_t k = 0; k < EIGHT; k++) {
                const struct rect box = box_at(&place[i], k, GAP * dot * far[f]);
                const double cost = cost_of(box, i, n, place, dot, n_disc, disc) + more +
                                    worse_position * (double)k;
                if (!has_room(box, room) || !(cost < least))
                    continue;
                least = cost;
                place[i].box = box;
            }
        place[i].kept = least < INFINITY;
    }
}

static enum hg_status place_names(const struct hg_map *map, const struct view *view,
                                  double dot, struct label_place *place,
                                  struct hg_error *err)
{
    const struct label_room room = {view->frame, view->n_taken, view->taken, view->n_mark,
                                    view->mark};
    if (!map->n_arrow) {
        labels_place(map->n_label, place, &room, dot);
        return HG_OK;
    }
    struct disc *disc = calloc(map->n_arrow * ARROW_DISCS, sizeof(*disc));
    if (!disc)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu arrows", map->n_arrow);
    arrows_cover(map, view, disc);
    labels_place_on_arrows(map->n_label, place, &room, dot, map->n_arrow * ARROW_DISCS,
                           disc);
    free(disc);
    return HG_OK;
}

static void draw_dot(struct canvas *canvas, const struct hg_style *style, double x,
                     double y, double dot)
{
    canvas_circle(canvas, x, y, dot);
    canvas_fill(canvas, style->ink);
    canvas_circle(canvas, x, y, 0.62 * dot);
    canvas_fill(canvas, style->page);
}

enum hg_status labels_draw(struct canvas *canvas, const struct hg_map *map,
                           const struct view *view, struct hg_error *err)
{
    const struct hg_style *style = map->style;
    const struct type type = {.pt = style->label_pt,
                              .colour = style->ink,
                              .halo = 0.14 * style->label_pt,
                              .halo_colour = style->page};
    const double dot = 0.2 * style->label_pt;
    struct label_place *place = calloc(map->n_label + 1, sizeof(*place));
    if (!place)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu labels", map->n_label);
    for (size_t i = 0; i < map->n_label; i++) {
        place[i].x = view_x(view, map->label[i].x);
        place[i].y = view_y(view, map->label[i].y);
        place[i].size = canvas_measure(canvas, &type, map->label[i].text);
    }
    const enum hg_status status = place_names(map, view, dot, place, err);
    for (size_t i = 0; status == HG_OK && i < map->n_label; i++)
        if (place[i].kept || map->n_arrow)
            draw_dot(canvas, style, place[i].x, place[i].y, dot);
    for (size_t i = 0; status == HG_OK && i < map->n_label; i++)
        if (place[i].kept)
            canvas_text(canvas, &type, map->label[i].text, place[i].box.x,
                        place[i].box.y);
    free(place);
    return status;
}
