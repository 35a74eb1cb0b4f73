/* holes.c - cells without data within the regions, as far as a page shows them */
#include "map/holes.h"
#include <math.h>
#include <stdlib.h>

struct step {
    double col, row;
};

/* Where the edges of the regions cross the middle lines of the rows of cells. */
struct crossing {
    uint32_t row;
    double col;
};

struct crossings {
    size_t n, room;
    struct crossing *at;
};

/* How many rows, of n, have their middle before a place. */
static uint32_t middles_before(double at, uint32_t n)
{
    const double last = at - 0.5;
    if (!(last > 0))
        return 0;
    if (last >= n)
        return n;
    const uint32_t whole = (uint32_t)last;
    return last > whole ? whole + 1 : whole;
}

static bool make_room(struct crossings *c, size_t n)
{
    if (c->room - c->n >= n)
        return true;
    const size_t room = 2 * c->room + n;
    struct crossing *more = realloc(c->at, room * sizeof(*more));
    if (!more)
        return false;
    c->at = more;
    c->room = room;
    return true;
}

/* Those of one edge; false without memory. */
static bool cross(struct step a, struct step b, uint32_t nrow, struct crossings *out)
{
    const double top = a.row < b.row ? a.row : b.row;
    const double bottom = a.row < b.row ? b.row : a.row;
    if (!(bottom > 0.5 && top <= nrow - 0.5))
        return true;
    const uint32_t first = middles_before(top, nrow), end = middles_before(bottom, nrow);
    if (!make_room(out, end - first))
        return false;
    for (uint32_t row = first; row < end; row++) {
        const double f = (row + 0.5 - a.row) / (b.row - a.row);
        out->at[out->n++] = (struct crossing){row, a.col + f * (b.col - a.col)};
    }
    return true;
}

static bool cross_all(const struct hg_map *map, struct crossings *out)
{
    const struct hg_shapes *shapes = map->regions;
    const uint32_t nrow = hg_grid_params(map->grid)->nrow;
    bool made = make_room(out, 1);
    for (size_t r = 0; r < shapes->n_ring; r++) {
        const struct hg_ring ring = shapes->ring[r];
        struct step last = {0, 0};
        for (size_t i = 0; i <= ring.count && ring.count > 0 && !ring.open; i++) {
            const size_t v = ring.first + i % ring.count;
            struct step step;
            hg_grid_steps(map->grid, shapes->x[v], shapes->y[v], &step.col, &step.row);
            if (i > 0)
                made = made && cross(last, step, nrow, out);
            last = step;
        }
    }
    return made;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Rows and columns whose middles lie within the box: the first of each, and behind the
 * last. */
struct window {
    uint32_t west, north, east, south;
};

static struct window window_of(const struct hg_map *map, struct hg_box box)
{
    const struct hg_grid_params *p = hg_grid_params(map->grid);
    double west, north, east, south;
    hg_grid_steps(map->grid, box.west, box.north, &west, &north);
    hg_grid_steps(map->grid, box.east, box.south, &east, &south);
    return (struct window){.west = (uint32_t)fmax(ceil(west - 0.5), 0),
                           .north = (uint32_t)fmax(ceil(north - 0.5), 0),
                           .east = (uint32_t)fmax(fmin(ceil(east - 0.5), p->ncol), 0),
                           .south = (uint32_t)fmax(fmin(ceil(south - 0.5), p->nrow), 0)};
}

/* A square of so many cells without data, side by side, is seen. */
static uint32_t side_of(const struct hg_map *map, struct hg_box box)
{
    const double frame = 0.75; /* of the page's breadth, about */
    const struct hg_grid_params *p = hg_grid_params(map->grid);
    const struct hg_style *style = map->style;
    const double cells =
        (box.east - box.west) / (p->box.east - p->box.west) * (double)p->ncol;
    const double pt = frame * style->width_mm / 25.4 * 72 / cells;
    /* Regions without data have an outline, of which half lies within on each side. */
    const double needs =
        72 / style->dpi + (map->zero_is_data ? 0 : fmax(style->coast_pt, 0));
    return (uint32_t)fmin(fmax(ceil(needs / pt - 1e-9), 1), 1000);
}

/* What is looked for, and found of it so far. */
struct search {
    const struct hg_map *map;
    struct window window;
    uint32_t side;
    uint32_t *height; /* [column]: cells without data from here up */
    uint32_t *seen;   /* [column]: 1 + the row of the last of them */
};

static bool is_hole(const struct hg_map *map, size_t cell)
{
    return map->value ? isnan(map->value[cell]) : map->class_value[cell] == 255;
}

/* Does a square end in the row, within a region?  Regions do not overlap: between an odd
 * crossing and the next one is the inside. */
static bool square_ends(const struct search *s, uint32_t row, size_t n, double *col)
{
    const size_t ncol = hg_grid_params(s->map->grid)->ncol;
    uint32_t run = 0, next = 0; /* columns high enough, the last one before `next` */
    qsort(col, n, sizeof(*col), by_value);
    for (size_t i = 0; i + 1 < n; i += 2) {
        const double first = fmax(ceil(col[i] - 0.5), s->window.west);
        const double end = fmin(ceil(col[i + 1] - 0.5), s->window.east);
        for (uint32_t c = (uint32_t)first; c < end; c++) {
            if (!is_hole(s->map, row * ncol + c))
                continue;
            s->height[c] = s->seen[c] == row ? s->height[c] + 1 : 1;
            s->seen[c] = row + 1;
            run = s->height[c] < s->side ? 0 : c == next ? run + 1 : 1;
            next = c + 1;
            if (run >= s->side)
                return true;
        }
    }
    return false;
}

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for the regions of a map");
}

/* The columns of all crossings row by row, those of row r from start[r] to start[r + 1];
 * NULL without memory. */
static double *sort_by_row(const struct crossings *c, size_t nrow, size_t *start)
{
    double *col = malloc((c->n + 1) * sizeof(*col));
    if (!col)
        return NULL;
    for (size_t i = 0; i < c->n; i++)
        start[c->at[i].row]++;
    for (size_t row = 1; row <= nrow; row++)
        start[row] += start[row - 1]; /* where it ends, until it is filled */
    for (size_t i = 0; i < c->n; i++)
        col[--start[c->at[i].row]] = c->at[i].col;
    return col;
}

static enum hg_status find_square(struct search *s, bool *out, struct hg_error *err)
{
    const size_t nrow = hg_grid_params(s->map->grid)->nrow;
    struct crossings crossings = {0};
    double *col = NULL;
    size_t *start = calloc(nrow + 1, sizeof(*start));
    if (start && cross_all(s->map, &crossings))
        col = sort_by_row(&crossings, nrow, start);
    free(crossings.at);
    if (col) {
        *out = false;
        for (uint32_t row = s->window.north; row < s->window.south && !*out; row++)
            *out = square_ends(s, row, start[row + 1] - start[row], col + start[row]);
    }
    const bool made = col;
    free(col);
    free(start);
    return made ? HG_OK : no_memory(err);
}

enum hg_status holes_visible(const struct hg_map *map, struct hg_box box, bool *out,
                             struct hg_error *err)
{
    const size_t ncol = hg_grid_params(map->grid)->ncol;
    struct search s = {.map = map,
                       .window = window_of(map, box),
                       .side = map->style ? side_of(map, box) : 1,
                       .height = calloc(ncol, sizeof(*s.height)),
                       .seen = calloc(ncol, sizeof(*s.seen))};
    const enum hg_status status =
        s.height && s.seen ? find_square(&s, out, err) : no_memory(err);
    free(s.height);
    free(s.seen);
    return status;
}
