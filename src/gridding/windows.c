/* windows.c - what pixels leave in the cells below them, until it is added to the grid */
#include "gridding/windows.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t most(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static struct cells union_of(struct cells a, struct cells b)
{
    struct cells u = {.row = least(a.row, b.row), .col = least(a.col, b.col)};
    u.nrow = most(a.row + a.nrow, b.row + b.nrow) - u.row;
    u.ncol = most(a.col + a.ncol, b.col + b.ncol) - u.col;
    return u;
}

static bool has(struct cells a, struct cells b)
{
    const struct cells u = union_of(a, b);
    return u.nrow == a.nrow && u.ncol == a.ncol;
}

static struct deposit *make_deposits(struct cells c)
{
    return calloc((size_t)c.nrow * (size_t)c.ncol + 1, sizeof(struct deposit));
}

static bool grow(struct window *w, struct cells to)
{
    struct window wide = {to, make_deposits(to)};
    if (!wide.at)
        return false;
    for (int32_t row = w->cells.row; row < w->cells.row + w->cells.nrow; row++)
        memcpy(window_at(&wide, row, w->cells.col), window_at(w, row, w->cells.col),
               (size_t)w->cells.ncol * sizeof(*w->at));
    free(w->at);
    *w = wide;
    return true;
}

static struct window *append(struct windows *w, struct cells cells)
{
    if (w->n == w->capacity) {
        const size_t capacity = 2 * w->capacity + 2;
        struct window *grown = realloc(w->window, capacity * sizeof(*grown));
        if (!grown)
            return NULL;
        w->window = grown;
        w->capacity = capacity;
    }
    struct window *last = &w->window[w->n];
    *last = (struct window){cells, make_deposits(cells)};
    if (!last->at)
        return NULL;
    w->n++;
    return last;
}

struct window *windows_with(struct windows *w, struct cells cells)
{
    if (w->n == 0)
        return append(w, cells);
    struct window *last = &w->window[w->n - 1];
    if (has(last->cells, cells))
        return last;
    const struct cells both = union_of(last->cells, cells);
    if (cells_count(both) > WINDOW_CELLS)
        return append(w, cells);
    return grow(last, both) ? last : NULL;
}

void windows_finish(struct windows *w)
{
    for (size_t i = 0; i < w->n; i++)
        free(w->window[i].at);
    free(w->window);
    *w = (struct windows){0};
}
