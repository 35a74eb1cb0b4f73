/* land.c - the land around the regions as a mask: row by row between crossings */
#include "map/land.h"
#include <math.h>
#include <stdlib.h>

/* What a square holds. */
enum { OF_REGION = 1, OF_NEIGHBOUR = 2 };

struct crossing {
    float x;
    uint32_t shape;
};

/* Crossings of a row, counted at first, then kept; row r has those from start[r]. */
struct crossings {
    size_t *start, *next;
    struct crossing *at;
};

struct corner {
    double x, y; /* in units from the corner of the frame */
};

static void cross(const struct land *land, struct corner a, struct corner b, size_t shape,
                  struct crossings *c)
{
    const double top = a.y < b.y ? a.y : b.y, bottom = a.y < b.y ? b.y : a.y;
    const double rows = (double)land->height;
    if (!(bottom > 0.5 && top <= rows - 0.5))
        return;
    const double first = fmax(ceil(top - 0.5), 0), end = fmin(ceil(bottom - 0.5), rows);
    for (size_t row = (size_t)first; row < (size_t)end; row++) {
        if (c->at)
            c->at[c->next[row]] = (struct crossing){
                (float)(a.x + ((double)row + 0.5 - a.y) / (b.y - a.y) * (b.x - a.x)),
                (uint32_t)shape};
        c->next[row]++;
    }
}

static void cross_ring(const struct land *land, const struct view *view,
                       const struct hg_shapes *shapes, size_t shape, struct hg_ring ring,
                       struct crossings *c)
{
    struct corner last = {0, 0};
    for (size_t i = 0; i <= ring.count && ring.count > 0 && !ring.open; i++) {
        const size_t v = ring.first + i % ring.count;
        const struct corner at = {(view_x(view, shapes->x[v]) - land->x) / land->unit,
                                  (view_y(view, shapes->y[v]) - land->y) / land->unit};
        if (i > 0)
            cross(land, last, at, shape, c);
        last = at;
    }
}

static void cross_all(const struct land *land, const struct view *view,
                      const struct hg_shapes *shapes, struct crossings *c)
{
    for (size_t s = 0; s < shapes->n_shape; s++)
        for (size_t r = 0; r < shapes->shape[s].n_ring; r++)
            cross_ring(land, view, shapes, s,
                       shapes->ring[shapes->shape[s].first_ring + r], c);
}

static int by_place(const void *a, const void *b)
{
    const struct crossing *p = a, *q = b;
    return (p->x > q->x) - (p->x < q->x);
}

static void crossings_finish(struct crossings *c)
{
    free(c->start);
    free(c->next);
    free(c->at);
}

/* at NULL: no memory. */
static struct crossings crossings_make(const struct land *land, const struct view *view,
                                       const struct hg_shapes *shapes)
{
    struct crossings c = {calloc(land->height + 1, sizeof(size_t)),
                          calloc(land->height + 1, sizeof(size_t)), NULL};
    if (!c.start || !c.next)
        return c;
    cross_all(land, view, shapes, &c);
    for (size_t row = 0; row < land->height; row++) {
        c.start[row + 1] = c.start[row] + c.next[row];
        c.next[row] = c.start[row];
    }
    c.at = malloc((c.start[land->height] + 1) * sizeof(*c.at));
    if (!c.at)
        return c;
    cross_all(land, view, shapes, &c);
    for (size_t row = 0; row < land->height; row++)
        qsort(c.at + c.start[row], c.start[row + 1] - c.start[row], sizeof(*c.at),
              by_place);
    return c;
}

/* What is done with the squares of a row that lie in a shape. */
struct task {
    struct land *land;
    uint8_t mark;
    size_t *all, *own; /* [shape]: its squares, those of regions */
};

static void count_squares(const struct task *t, uint32_t shape, uint8_t *square, size_t n)
{
    t->all[shape] += n;
    for (size_t i = 0; i < n; i++)
        t->own[shape] += square[i] == OF_REGION;
}

/* But those of a country that is, for the most part, the regions themselves. */
static void mark_squares(const struct task *t, uint32_t shape, uint8_t *square, size_t n)
{
    if (t->own && 2 * t->own[shape] > t->all[shape])
        return;
    for (size_t i = 0; i < n; i++)
        square[i] |= t->mark;
}

/* Shapes do not overlap: between an odd crossing and the next one is their inside. */
static void each_run(const struct task *t, const struct crossings *c,
                     void (*run)(const struct task *, uint32_t, uint8_t *, size_t))
{
    const struct land *land = t->land;
    for (size_t row = 0; row < land->height; row++)
        for (size_t i = c->start[row]; i + 1 < c->start[row + 1]; i += 2) {
            const double first = fmax(ceil((double)c->at[i].x - 0.5), 0);
            const double end =
                fmin(ceil((double)c->at[i + 1].x - 0.5), (double)land->width);
            if (first < end)
                run(t, c->at[i].shape, land->is + row * land->width + (size_t)first,
                    (size_t)(end - first));
        }
}

/* False without memory. */
static bool mark_regions(struct land *land, const struct view *view,
                         const struct hg_shapes *regions)
{
    const struct task task = {.land = land, .mark = OF_REGION};
    struct crossings c = crossings_make(land, view, regions);
    const bool made = c.at;
    if (made)
        each_run(&task, &c, mark_squares);
    crossings_finish(&c);
    return made;
}

static bool mark_neighbours(struct land *land, const struct view *view,
                            const struct hg_shapes *context)
{
    struct task task = {.land = land,
                        .mark = OF_NEIGHBOUR,
                        .all = calloc(context->n_shape + 1, sizeof(size_t)),
                        .own = calloc(context->n_shape + 1, sizeof(size_t))};
    struct crossings c = crossings_make(land, view, context);
    const bool made = task.all && task.own && c.at;
    if (made) {
        each_run(&task, &c, count_squares);
        each_run(&task, &c, mark_squares);
    }
    crossings_finish(&c);
    free(task.all);
    free(task.own);
    return made;
}

enum hg_status land_create(const struct view *view, double unit,
                           const struct hg_shapes *context,
                           const struct hg_shapes *regions, struct land **out,
                           struct hg_error *err)
{
    struct land *land = calloc(1, sizeof(*land));
    if (!land)
        return hg_fail(err, HG_E_MEMORY, "no memory for the land of a map");
    *land = (struct land){.x = view->frame.x,
                          .y = view->frame.y,
                          .unit = unit,
                          .width = (size_t)ceil(view->frame.width / unit),
                          .height = (size_t)ceil(view->frame.height / unit)};
    land->is = calloc(land->width * land->height + 1, 1);
    if (!land->is || !mark_regions(land, view, regions) ||
        !mark_neighbours(land, view, context)) {
        land_destroy(land);
        return hg_fail(err, HG_E_MEMORY, "no memory for the land of a map");
    }
    *out = land;
    return HG_OK;
}

void land_destroy(struct land *land)
{
    if (land)
        free(land->is);
    free(land);
}

bool land_at(const struct land *land, double x, double y)
{
    const double col = floor((x - land->x) / land->unit);
    const double row = floor((y - land->y) / land->unit);
    if (!(col >= 0 && row >= 0 && col < (double)land->width &&
          row < (double)land->height))
        return false;
    return land->is[(size_t)row * land->width + (size_t)col] == OF_NEIGHBOUR;
}
