/* trail.c - what edges leave in the cells they pass, put in order */
#include "gridding/trail.h"

#include <stdlib.h>

void trail_finish(struct trail *trail)
{
    free(trail->touch);
    *trail = (struct trail){0};
}

void trail_reserve(struct trail *trail, size_t n)
{
    if (n <= trail->capacity)
        return;
    size_t capacity = trail->capacity > 0 ? 2 * trail->capacity : 256;
    capacity = capacity < n ? n : capacity;
    struct touch *touch = realloc(trail->touch, capacity * sizeof(*touch));
    if (!touch) {
        trail->failed = true;
        return;
    }
    trail->touch = touch;
    trail->capacity = capacity;
}

enum key { BY_ROW, BY_COL };

static uint32_t key_of(const struct touch *t, enum key key)
{
    return key == BY_ROW ? t->row : t->col;
}

/* A stable sort by counting: touches of one cell keep the order in which they came.
 * False without memory. */
static bool sort_by(const struct touch *from, size_t n, enum key key, struct touch *to)
{
    uint32_t low = UINT32_MAX, high = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t k = key_of(&from[i], key);
        low = k < low ? k : low;
        high = k > high ? k : high;
    }
    size_t *place = calloc((size_t)(high - low) + 2, sizeof(*place));
    if (!place)
        return false;
    for (size_t i = 0; i < n; i++)
        place[key_of(&from[i], key) - low + 1]++;
    for (size_t k = 1; k <= high - low; k++)
        place[k] += place[k - 1];
    for (size_t i = 0; i < n; i++)
        to[place[key_of(&from[i], key) - low]++] = from[i];
    free(place);
    return true;
}

/* Touches of a cell, which follow each other, become one. */
static void merge(struct trail *t)
{
    size_t n = 0;
    for (size_t i = 1; i < t->n; i++) {
        struct touch *last = &t->touch[n];
        if (last->row == t->touch[i].row && last->col == t->touch[i].col) {
            last->height += t->touch[i].height;
            last->area += t->touch[i].area;
        } else {
            t->touch[++n] = t->touch[i];
        }
    }
    t->n = n + 1;
}

bool trail_tidy(struct trail *trail, struct trail *spare)
{
    if (trail->n == 0)
        return true;
    trail_reserve(spare, trail->n);
    if (spare->failed || !sort_by(trail->touch, trail->n, BY_COL, spare->touch) ||
        !sort_by(spare->touch, trail->n, BY_ROW, trail->touch))
        return false;
    merge(trail);
    return true;
}
