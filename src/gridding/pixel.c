/* pixel.c - a polygon with a density is laid over the cells */
#include "gridding/pixel.h"

#include "gridding/edge.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double NOTHING = 1e-13; /* parts of cells below this are rounding */

void pixel_window_finish(struct pixel_window *w)
{
    free(w->height);
    free(w->area);
}

double pixel_area(const struct pixel_point *p, size_t n)
{
    double sum = 0;
    double x0 = p[n - 1].col - p[0].col, y0 = p[n - 1].level - p[0].level;
    for (size_t i = 0; i < n; i++) {
        const double x1 = p[i].col - p[0].col, y1 = p[i].level - p[0].level;
        sum += x1 * y0 - x0 * y1; /* levels grow southwards */
        x0 = x1;
        y0 = y1;
    }
    return sum / 2;
}

struct bounds {
    double west, east, north, south; /* columns and rows */
};

static struct bounds bounds_of(const struct pixel_point *p, size_t n)
{
    struct bounds b = {p[0].col, p[0].col, p[0].row, p[0].row};
    for (size_t i = 1; i < n; i++) {
        b.west = p[i].col < b.west ? p[i].col : b.west;
        b.east = p[i].col > b.east ? p[i].col : b.east;
        b.north = p[i].row < b.north ? p[i].row : b.north;
        b.south = p[i].row > b.south ? p[i].row : b.south;
    }
    return b;
}

/* The cells that a pixel may touch. */
struct window {
    uint32_t col, row; /* of the first cell */
    struct edge_extent size;
    struct pixel_window *sums;
};

static bool window_grow(struct pixel_window *w, size_t n)
{
    if (n <= w->capacity)
        return true;
    double *height = calloc(2 * n, sizeof(*height));
    double *area = calloc(2 * n, sizeof(*area));
    if (!height || !area) {
        free(height);
        free(area);
        return false;
    }
    pixel_window_finish(w);
    *w = (struct pixel_window){2 * n, height, area};
    return true;
}

static void put(void *to, uint32_t row, uint32_t col, double height, double area)
{
    const struct window *w = to;
    const size_t i = (size_t)row * w->size.ncol + col;
    w->sums->height[i] += height;
    w->sums->area[i] += area;
}

/* From one point to the next.  Between two levels area rows are not linear, but within
 * each row they are: the edge is cut where it passes from row to row. */
static void walk(const struct averaging *a, struct window *w, const struct pixel_point *p,
                 const struct pixel_point *q)
{
    struct edge_point from = {p->col - w->col, p->row - w->row};
    const struct edge_point to = {q->col - w->col, q->row - w->row};
    const double step = q->row > p->row ? 1 : -1;
    double row = q->row > p->row ? floor(p->row) + 1 : ceil(p->row) - 1;
    for (; a->row_level && (q->row - row) * step > 0; row += step) {
        if (row < 0 || row > a->nrow)
            continue;
        const double t = (a->row_level[(size_t)row] - p->level) / (q->level - p->level);
        const struct edge_point cut = {p->col + t * (q->col - p->col) - w->col,
                                       row - w->row};
        edge_walk(w->size, from, cut, put, w);
        from = cut;
    }
    edge_walk(w->size, from, to, put, w);
}

/* Adds the parts to the cells and leaves the window empty. */
static void harvest(struct averaging *a, const struct window *w, double sign,
                    double density)
{
    double *height = w->sums->height, *area = w->sums->area;
    for (uint32_t row = 0; row < w->size.nrow; row++) {
        const size_t first = (size_t)(w->row + row) * a->ncol + w->col;
        double left = 0;
        for (uint32_t col = 0; col < w->size.ncol; col++, height++, area++) {
            const double part = sign * (left + *area);
            left += *height;
            *height = *area = 0;
            if (part < NOTHING)
                continue;
            a->sum[first + col] += part * density;
            a->part[first + col] += part;
        }
    }
}

static void add_inside_cell(struct averaging *a, struct bounds b, double area,
                            double density)
{
    const uint32_t row = (uint32_t)b.north;
    const size_t cell = (size_t)row * a->ncol + (uint32_t)b.west;
    const double levels = a->row_level ? a->row_level[row + 1] - a->row_level[row] : 1;
    const double part = fabs(area) / levels;
    a->sum[cell] += part * density;
    a->part[cell] += part;
}

bool pixel_add(struct averaging *a, struct pixel_window *sums,
               const struct pixel_point *p, size_t n, double area, double density)
{
    const struct bounds b = bounds_of(p, n);
    if (!(b.east > 0 && b.south > 0 && b.west < a->ncol && b.north < a->nrow) ||
        area == 0)
        return true;
    if (b.west >= 0 && b.north >= 0 && b.east < floor(b.west) + 1 &&
        b.south < floor(b.north) + 1) {
        add_inside_cell(a, b, area, density);
        return true;
    }

    struct window w = {.col = b.west > 0 ? (uint32_t)b.west : 0,
                       .row = b.north > 0 ? (uint32_t)b.north : 0,
                       .sums = sums};
    w.size.ncol = (uint32_t)fmin(a->ncol, ceil(b.east)) - w.col;
    w.size.nrow = (uint32_t)fmin(a->nrow, ceil(b.south)) - w.row;
    if (!window_grow(sums, (size_t)w.size.ncol * w.size.nrow))
        return false;
    for (size_t i = 0, before = n - 1; i < n; before = i++)
        walk(a, &w, &p[before], &p[i]);
    harvest(a, &w, area > 0 ? 1 : -1, density);
    return true;
}
