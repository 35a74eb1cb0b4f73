/* simple.c - rings that surely do not touch themselves */
#include "io/simple.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* Shewchuk (1997), "Adaptive precision floating-point arithmetic and fast robust
 * geometric predicates": the error of an orientation in double precision is at most
 * (3 + 16 eps) eps times the sum of its two products, eps = 2^-53. */
static const double ORIENT_ERROR = 3.3306690738754716e-16;

/* Edges lie in a grid of about as many cells as there are edges: those that could meet
 * share a cell.  More entries or pairs an edge than these would take longer than GEOS. */
enum { MOST_ENTRIES = 8, MOST_PAIRS = 64 };

struct ring {
    uint32_t n;
    const double *x, *y;              /* edge i runs from vertex i to vertex i + 1 */
    double west, south, per_x, per_y; /* cells per unit */
    uint32_t ncol, nrow;
};

static uint32_t next_of(const struct ring *r, uint32_t i)
{
    return i + 1 < r->n ? i + 1 : 0;
}

/* Side of c, seen from a to b: 1 left, -1 right, 0 not sure. */
static int side(const struct ring *r, uint32_t a, uint32_t b, uint32_t c)
{
    const double left = (r->x[a] - r->x[c]) * (r->y[b] - r->y[c]);
    const double right = (r->y[a] - r->y[c]) * (r->x[b] - r->x[c]);
    const double det = left - right;
    const double error = ORIENT_ERROR * (fabs(left) + fabs(right));
    return det > error ? 1 : det < -error ? -1 : 0;
}

static inline double least(double a, double b)
{
    return a < b ? a : b;
}

static inline double most(double a, double b)
{
    return a > b ? a : b;
}

static inline bool boxes_apart(const double *v, uint32_t a, uint32_t b, uint32_t c,
                               uint32_t d)
{
    return most(v[a], v[b]) < least(v[c], v[d]) || most(v[c], v[d]) < least(v[a], v[b]);
}

/* Do edges that are no neighbours meet nowhere? */
static bool are_apart(const struct ring *r, uint32_t i, uint32_t k)
{
    const uint32_t a = i, b = next_of(r, i), c = k, d = next_of(r, k);
    if (b == c || d == a || boxes_apart(r->x, a, b, c, d) ||
        boxes_apart(r->y, a, b, c, d))
        return true;
    const int c_side = side(r, a, b, c), a_side = side(r, c, d, a);
    return (c_side != 0 && c_side == side(r, a, b, d)) ||
           (a_side != 0 && a_side == side(r, c, d, b));
}

/* Neighbours meet in their vertex alone, unless the ring turns back there, or stays. */
static bool turns_back(const struct ring *r, uint32_t at)
{
    const uint32_t from = at > 0 ? at - 1 : r->n - 1, to = next_of(r, at);
    const double dot = (r->x[at] - r->x[from]) * (r->x[to] - r->x[at]) +
                       (r->y[at] - r->y[from]) * (r->y[to] - r->y[at]);
    return !(dot > 0) && side(r, from, at, to) == 0;
}

struct range {
    uint32_t first, last; /* last inclusive */
};

static struct range cells(double a, double b, double origin, double per, uint32_t n)
{
    const double low = (least(a, b) - origin) * per;
    const double high = (most(a, b) - origin) * per;
    struct range c = {(uint32_t)low, (uint32_t)high};
    c.first = c.first < n ? c.first : n - 1;
    c.last = c.last < n ? c.last : n - 1;
    return c;
}

/* False for a ring that turns back, has no extent in x or in y, or is no number. */
static bool lay_grid(struct ring *r)
{
    double west = r->x[0], east = west, south = r->y[0], north = south;
    for (uint32_t i = 0; i < r->n; i++) {
        if (!isfinite(r->x[i]) || !isfinite(r->y[i]) || turns_back(r, i))
            return false;
        west = r->x[i] < west ? r->x[i] : west;
        east = r->x[i] > east ? r->x[i] : east;
        south = r->y[i] < south ? r->y[i] : south;
        north = r->y[i] > north ? r->y[i] : north;
    }
    const double width = east - west, height = north - south;
    if (!(width > 0 && height > 0))
        return false;
    const double ncol = fmin(r->n, fmax(1, floor(sqrt(r->n * width / height))));
    const double nrow = fmin(r->n, fmax(1, floor(r->n / ncol)));
    r->ncol = (uint32_t)ncol;
    r->nrow = (uint32_t)nrow;
    r->west = west;
    r->south = south;
    r->per_x = ncol / width;
    r->per_y = nrow / height;
    return isfinite(r->per_x) && isfinite(r->per_y);
}

/* Counts the entries of each cell, at [cell + 1], or puts edges to where place says. */
static bool enter_edges(const struct ring *r, uint32_t *place, uint32_t *edge)
{
    size_t count = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        const uint32_t k = next_of(r, i);
        const struct range col = cells(r->x[i], r->x[k], r->west, r->per_x, r->ncol);
        const struct range row = cells(r->y[i], r->y[k], r->south, r->per_y, r->nrow);
        count += (size_t)(col.last - col.first + 1) * (row.last - row.first + 1);
        if (count > (size_t)MOST_ENTRIES * r->n + 64)
            return false;
        for (uint32_t y = row.first; y <= row.last; y++)
            for (uint32_t x = col.first; x <= col.last; x++) {
                const size_t cell = (size_t)y * r->ncol + x;
                if (edge)
                    edge[place[cell]++] = i;
                else
                    place[cell + 2]++;
            }
    }
    return true;
}

/* After entering, place[cell] is where the entries of a cell end. */
static bool cells_are_apart(const struct ring *r, const uint32_t *place,
                            const uint32_t *edge)
{
    const size_t n_cell = (size_t)r->ncol * r->nrow;
    size_t left = (size_t)MOST_PAIRS * r->n + 1024;
    for (size_t cell = 0; cell < n_cell; cell++) {
        const uint32_t first = cell > 0 ? place[cell - 1] : 0, end = place[cell];
        const size_t pairs = (size_t)(end - first) * (end - first) / 2;
        if (pairs > left)
            return false;
        left -= pairs;
        for (uint32_t i = first; i < end; i++)
            for (uint32_t k = i + 1; k < end; k++)
                if (!are_apart(r, edge[i], edge[k]))
                    return false;
    }
    return true;
}

bool io_ring_is_simple(size_t n, const double *x, const double *y)
{
    struct ring r = {.n = (uint32_t)n, .x = x, .y = y};
    if (n < 3 || n > UINT32_MAX / 16 || !lay_grid(&r))
        return false;
    const size_t n_cell = (size_t)r.ncol * r.nrow;
    uint32_t *place = calloc(n_cell + 2, sizeof(*place));
    uint32_t *edge = malloc(((size_t)MOST_ENTRIES * n + 64) * sizeof(*edge));
    bool simple = place && edge && enter_edges(&r, place, NULL);
    if (simple) {
        /* place[cell + 1] becomes where the entries of a cell begin. */
        for (size_t cell = 1; cell <= n_cell + 1; cell++)
            place[cell] += place[cell - 1];
        simple = enter_edges(&r, place + 1, edge) && cells_are_apart(&r, place + 1, edge);
    }
    free(place);
    free(edge);
    return simple;
}
