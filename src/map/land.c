/* land.c - polygons as a mask: row by row between their crossings */
#include "map/land.h"
#include <math.h>
#include <stdlib.h>

/* Crossings of a row, counted at first, then kept; row r has those from start[r]. */
struct crossings {
    size_t *start, *next;
    float *x;
};

struct corner {
    double x, y; /* in units from the corner of the frame */
};

static void cross(const struct land *land, struct corner a, struct corner b,
                  struct crossings *c, bool keep)
{
    const double top = a.y < b.y ? a.y : b.y, bottom = a.y < b.y ? b.y : a.y;
    const double rows = (double)land->height;
    if (!(bottom > 0.5 && top <= rows - 0.5))
        return;
    const double first = fmax(ceil(top - 0.5), 0), end = fmin(ceil(bottom - 0.5), rows);
    for (size_t row = (size_t)first; row < (size_t)end; row++) {
        if (keep)
            c->x[c->next[row]] =
                (float)(a.x + ((double)row + 0.5 - a.y) / (b.y - a.y) * (b.x - a.x));
        c->next[row]++;
    }
}

static void cross_all(const struct land *land, const struct view *view,
                      const struct hg_shapes *shapes, struct crossings *c, bool keep)
{
    for (size_t r = 0; r < shapes->n_ring; r++) {
        const struct hg_ring ring = shapes->ring[r];
        struct corner last = {0, 0};
        for (size_t i = 0; i <= ring.count && ring.count > 0 && !ring.open; i++) {
            const size_t v = ring.first + i % ring.count;
            const struct corner at = {(view_x(view, shapes->x[v]) - land->x) / land->unit,
                                      (view_y(view, shapes->y[v]) - land->y) /
                                          land->unit};
            if (i > 0)
                cross(land, last, at, c, keep);
            last = at;
        }
    }
}

static int by_value(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Shapes do not overlap: between an odd crossing and the next one is their inside. */
static void fill(struct land *land, const struct crossings *c)
{
    for (size_t row = 0; row < land->height; row++) {
        float *x = c->x + c->start[row];
        const size_t n = c->start[row + 1] - c->start[row];
        qsort(x, n, sizeof(*x), by_value);
        for (size_t i = 0; i + 1 < n; i += 2) {
            const double first = fmax(ceil((double)x[i] - 0.5), 0);
            const double end = fmin(ceil((double)x[i + 1] - 0.5), (double)land->width);
            for (size_t col = (size_t)first; (double)col < end; col++)
                land->is[row * land->width + col] = 1;
        }
    }
}

static enum hg_status rasterize(struct land *land, const struct view *view,
                                const struct hg_shapes *shapes, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct crossings c = {calloc(land->height + 1, sizeof(size_t)),
                          calloc(land->height + 1, sizeof(size_t)), NULL};
    if (!c.start || !c.next) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the land of a map");
        goto done;
    }
    cross_all(land, view, shapes, &c, false);
    for (size_t row = 0; row < land->height; row++) {
        c.start[row + 1] = c.start[row] + c.next[row];
        c.next[row] = c.start[row];
    }
    c.x = malloc((c.start[land->height] + 1) * sizeof(*c.x));
    if (!c.x) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the land of a map");
        goto done;
    }
    cross_all(land, view, shapes, &c, true);
    fill(land, &c);
done:
    free(c.start);
    free(c.next);
    free(c.x);
    return status;
}

enum hg_status land_create(const struct view *view, double unit,
                           const struct hg_shapes *shapes, struct land **out,
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
    const enum hg_status status =
        land->is ? rasterize(land, view, shapes, err)
                 : hg_fail(err, HG_E_MEMORY, "no memory for the land of a map");
    if (status == HG_OK)
        *out = land;
    else
        land_destroy(land);
    return status;
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
    return land->is[(size_t)row * land->width + (size_t)col] != 0;
}
