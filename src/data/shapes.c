/* shapes.c - what lies in a shape */
#include "data/edges.h"
#include <hotgrid/arena.h>
#include <hotgrid/axis.h>
#include <hotgrid/shapes.h>
#include <stdlib.h>
#include <string.h>

void hg_shapes_destroy(struct hg_shapes *shapes)
{
    if (!shapes)
        return;
    free(shapes->shape);
    free(shapes->ring);
    if (shapes->lon != shapes->x)
        free(shapes->lon);
    if (shapes->lat != shapes->y)
        free(shapes->lat);
    free(shapes->x);
    free(shapes->y);
    hg_arena_destroy(shapes->arena);
    free(shapes);
}

size_t hg_shapes_find(const struct hg_shapes *shapes, const char *code)
{
    size_t low = 0, high = shapes->n_shape;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(shapes->shape[middle].code, code);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return HG_NOT_FOUND;
}

bool hg_shape_contains(const struct hg_shapes *shapes, size_t shape, double x, double y)
{
    const struct hg_shape *s = &shapes->shape[shape];
    if (!(x >= s->box.west && x <= s->box.east && y >= s->box.south && y <= s->box.north))
        return false;

    struct winding w = {.x = x, .y = y};
    for (size_t r = s->first_ring; r < s->first_ring + s->n_ring; r++) {
        const struct hg_ring ring = shapes->ring[r];
        const double *px = shapes->x + ring.first, *py = shapes->y + ring.first;
        if (ring.open)
            continue;
        for (size_t i = 0, before = ring.count - 1; i < ring.count; before = i++)
            wind(&w, px[before], py[before], px[i], py[i]);
    }
    return w.on_edge || w.turns != 0;
}
