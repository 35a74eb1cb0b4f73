/*
 * windows.h - what pixels leave in the cells below them, until it is added to the grid
 */
#ifndef GRIDDING_WINDOWS_H
#define GRIDDING_WINDOWS_H

#include <stddef.h>
#include <stdint.h>

/* Cells from (row, col) on; those beside the grid count too (see regrid.h). */
struct cells {
    int32_t row, col, nrow, ncol;
};

struct deposit {
    double mass; /* value times km2, or count */
    double km2;  /* covered by valid pixels */
};

struct window {
    struct cells cells;
    struct deposit *at; /* [row * ncol + col]; owned */
};

struct windows {
    size_t n, capacity;
    struct window *window; /* zeroed: none */
};

/* Cells that a window does not grow beyond. */
enum { WINDOW_CELLS = 1 << 18 };

/* A window that has these cells: the last one, made larger, or a new one.  Valid until
 * the next call; NULL without memory. */
struct window *windows_with(struct windows *w, struct cells cells);

void windows_finish(struct windows *w);

static inline double cells_count(struct cells c)
{
    return (double)c.nrow * c.ncol;
}

static inline struct deposit *window_at(const struct window *w, int32_t row, int32_t col)
{
    return w->at + (size_t)(row - w->cells.row) * (size_t)w->cells.ncol +
           (size_t)(col - w->cells.col);
}

#endif
