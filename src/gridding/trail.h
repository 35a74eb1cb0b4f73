/*
 * trail.h - what edges leave in the cells they pass
 *
 * A trail grows with the length of a border, not with the area within it.
 */
#ifndef GRIDDING_TRAIL_H
#define GRIDDING_TRAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct touch {
    uint32_t row, col;
    double height, area; /* see edge.h */
};

/* Zero-initialise it. */
struct trail {
    size_t n, capacity;
    struct touch *touch;
    bool failed; /* no memory: what is left then is lost */
};

void trail_finish(struct trail *trail);

/* Room for n touches in all; sets failed without memory. */
void trail_reserve(struct trail *trail, size_t n);

/* Adds a touch, to the last one where that is of the same cell.  An edge_put. */
static inline void trail_leave(void *to, uint32_t row, uint32_t col, double height,
                               double area)
{
    struct trail *t = to;
    if (t->n > 0) {
        struct touch *last = &t->touch[t->n - 1];
        if (last->row == row && last->col == col) {
            last->height += height;
            last->area += area;
            return;
        }
    }
    if (t->n == t->capacity)
        trail_reserve(t, t->n + 1);
    if (!t->failed)
        t->touch[t->n++] = (struct touch){row, col, height, area};
}

/* Sorts by row and column and makes the touches of a cell one, added up in the order in
 * which they came.  spare is for work and keeps its room; false without memory. */
bool trail_tidy(struct trail *trail, struct trail *spare);

#endif
