/* report_shapes.c - regions and borders for the page, on a raster of 1/32 of a cell */
#include "study/report.h"
#include <math.h>

enum { STEPS = 32 };

struct place {
    int64_t col, row;
};

/* Vertex i in steps; false where it has no image, or one far off the grid. */
static bool place_of(const struct hg_grid *grid, const struct hg_shapes *shapes, size_t i,
                     struct place *out)
{
    double col, row;
    hg_grid_steps(grid, shapes->x[i], shapes->y[i], &col, &row);
    if (!(fabs(col) < 1e6 && fabs(row) < 1e6))
        return false;
    *out = (struct place){llround(STEPS * col), llround(STEPS * row)};
    return true;
}

/* Does any of it lie within a tenth of the grid around it? */
static bool is_near(const struct hg_grid *grid, const struct hg_shapes *shapes,
                    const struct hg_ring *ring)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    const double wide = (p->box.east - p->box.west) / 10,
                 high = (p->box.north - p->box.south) / 10;
    struct hg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = ring->first; i < ring->first + ring->count; i++) {
        box.west = fmin(box.west, shapes->x[i]);
        box.east = fmax(box.east, shapes->x[i]);
        box.south = fmin(box.south, shapes->y[i]);
        box.north = fmax(box.north, shapes->y[i]);
    }
    return box.west <= p->box.east + wide && box.east >= p->box.west - wide &&
           box.south <= p->box.north + high && box.north >= p->box.south - high;
}

/* The places of a ring that differ from the one before; a closed ring ends where it
 * began. */
static size_t add_places(const struct hg_grid *grid, const struct hg_shapes *shapes,
                         const struct hg_ring *ring, struct hg_text *out)
{
    struct place last = {0, 0};
    size_t n = 0;
    for (size_t k = 0; k < ring->count + (ring->open ? 0 : 1); k++) {
        struct place place;
        if (!place_of(grid, shapes, ring->first + k % ring->count, &place) ||
            (n && place.col == last.col && place.row == last.row))
            continue;
        report_signed(out, place.col - last.col);
        report_signed(out, place.row - last.row);
        last = place;
        n++;
    }
    return n;
}

/* Rings of a shape: their number of places, then these; 0 ends the shape. */
static void add_shape(struct report *report, const struct hg_shapes *shapes,
                      const struct hg_shape *shape, struct hg_text *block)
{
    const struct hg_grid *grid = report->job->grid;
    for (size_t k = 0; k < shape->n_ring; k++) {
        const struct hg_ring *ring = &shapes->ring[shape->first_ring + k];
        struct hg_text places = {0};
        if (ring->count && is_near(grid, shapes, ring)) {
            const size_t n = add_places(grid, shapes, ring, &places);
            if (n > 1) {
                report_count(block, n);
                hg_text_add(block, places.bytes, places.length);
            }
        }
        block->failed = block->failed || places.failed;
        free(places.bytes);
    }
    report_count(block, 0);
}

static void add_shapes(struct report *report, const char *kind,
                       const struct hg_shapes *shapes, json_t *list,
                       struct hg_text *block)
{
    for (size_t i = 0; shapes && i < shapes->n_shape; i++) {
        const struct hg_shape *shape = &shapes->shape[i];
        json_t *object = json_object();
        put(object, "kind", json_string(kind), &report->ok);
        put(object, "code", json_string(shape->code), &report->ok);
        put(object, "name", json_string(shape->name ? shape->name : ""), &report->ok);
        append(list, object, &report->ok);
        add_shape(report, shapes, shape, block);
    }
}

/* Block shapes: of each shape of `shapes` in the facts its rings, places by their
 * distance from the one before. */
enum hg_status report_shapes(struct report *report, struct hg_error *err)
{
    const struct job *job = report->job;
    json_t *list = json_array();
    struct hg_text *block = report_block(report, "shapes");
    (void)err;
    add_shapes(report, "region", job->regions, list, block);
    add_shapes(report, "border", job->borders, list, block);
    add_shapes(report, "context", job->context, list, block);
    put(report->facts, "shapes", list, &report->ok);
    put(report->facts, "steps_of_shapes", json_integer(STEPS), &report->ok);
    return HG_OK;
}
