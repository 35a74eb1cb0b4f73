/* labels.c - greedy placing of names about dots */
#include "map/labels.h"
#include <stdlib.h>

/* Corner of the box from the dot, in units of (width of the text, height of the text,
 * gap): right first, as in Imhof (1975), "Positioning names on maps". */
static const struct position {
    double width, height, gap_x, gap_y;
} POSITIONS[] = {
    {0, -0.5, 1, 0},      {-1, -0.5, -1, 0},  {0, -1, 0.6, -0.3},  {0, 0, 0.6, 0.3},
    {-1, -1, -0.6, -0.3}, {-1, 0, -0.6, 0.3}, {-0.5, -1, 0, -0.8}, {-0.5, 0, 0, 0.8},
};
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

static struct rect dot_box(const struct label_place *place, double dot)
{
    return (struct rect){place->x - dot, place->y - dot, 2 * dot, 2 * dot};
}

static struct rect box_at(const struct label_place *place, size_t position, double dot)
{
    const struct position *p = &POSITIONS[position];
    const double gap = 1.8 * dot;
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

void labels_place(size_t n, struct label_place *place, struct rect frame, double dot)
{
    for (size_t i = 0; i < n; i++) {
        const struct rect own = dot_box(&place[i], dot);
        place[i].kept = false;
        if (!within(own, frame) || !is_clear(own, i, place, dot))
            continue;
        for (size_t k = 0; k < N_POSITION && !place[i].kept; k++) {
            place[i].box = box_at(&place[i], k, dot);
            place[i].kept =
                within(place[i].box, frame) && is_clear(place[i].box, i, place, dot);
        }
    }
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
    labels_place(map->n_label, place, view->frame, dot);
    for (size_t i = 0; i < map->n_label; i++)
        if (place[i].kept)
            draw_dot(canvas, style, place[i].x, place[i].y, dot);
    for (size_t i = 0; i < map->n_label; i++)
        if (place[i].kept)
            canvas_text(canvas, &type, map->label[i].text, place[i].box.x,
                        place[i].box.y);
    free(place);
    return HG_OK;
}
