/* cell_rings.c - joins the edges between cells of different numbers to rings */
#include <hotgrid/cell_rings.h>
#include <stdbool.h>
#include <stdlib.h>

enum way { EAST, SOUTH, WEST, NORTH };

/* An edge from a corner to the next one that way, its cell to the right. */
struct edge {
    uint32_t number, row, col;
    enum way way;
    bool used;
};

struct cells {
    uint32_t ncol, nrow;
    const uint32_t *number;
    uint32_t most;
};

struct edges {
    size_t n;
    struct edge *edge; /* sorted */
};

/* The number of a cell; beyond the grid, and above the most, 0. */
static uint32_t number_at(const struct cells *cells, uint32_t col, uint32_t row)
{
    if (col >= cells->ncol || row >= cells->nrow) /* those before the first are huge */
        return 0;
    const uint32_t number = cells->number[(size_t)row * cells->ncol + col];
    return number <= cells->most ? number : 0;
}

/* Counts (edge NULL) or keeps the edges of a cell that others do not share. */
static void add_cell(const struct cells *cells, uint32_t col, uint32_t row,
                     struct edges *edges, bool keep)
{
    const uint32_t own = number_at(cells, col, row);
    const struct {
        uint32_t beside;
        struct edge edge;
    } side[] = {
        {number_at(cells, col, row - 1), {own, row, col, EAST, false}},
        {number_at(cells, col + 1, row), {own, row, col + 1, SOUTH, false}},
        {number_at(cells, col, row + 1), {own, row + 1, col + 1, WEST, false}},
        {number_at(cells, col - 1, row), {own, row + 1, col, NORTH, false}},
    };
    for (size_t i = 0; i < 4; i++) {
        if (side[i].beside == own)
            continue;
        if (keep)
            edges->edge[edges->n] = side[i].edge;
        edges->n++;
    }
}

static void add_cells(const struct cells *cells, struct edges *edges, bool keep)
{
    edges->n = 0;
    for (uint32_t row = 0; row < cells->nrow; row++) {
        const uint32_t *number = cells->number + (size_t)row * cells->ncol;
        for (uint32_t col = 0; col < cells->ncol; col++)
            if (number[col] > 0 && number[col] <= cells->most)
                add_cell(cells, col, row, edges, keep);
    }
}

static int by_start(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->col != y->col)
        return x->col < y->col ? -1 : 1;
    return (x->way > y->way) - (x->way < y->way);
}

/* Turns to the left first: so one ring holds cells that touch at the corner alone. */
static struct edge *next_of(const struct edges *edges, const struct edge *edge)
{
    static const int step[][2] = {
        [EAST] = {1, 0}, [SOUTH] = {0, 1}, [WEST] = {-1, 0}, [NORTH] = {0, -1}};
    static const unsigned turn[] = {3, 0, 1};
    struct edge key = *edge;
    key.col += (uint32_t)step[edge->way][0];
    key.row += (uint32_t)step[edge->way][1];
    for (size_t i = 0; i < 3; i++) {
        key.way = (enum way)(((unsigned)edge->way + turn[i]) % 4);
        struct edge *found = bsearch(&key, edges->edge, edges->n, sizeof(key), by_start);
        if (found && !found->used)
            return found;
    }
    return NULL;
}

/* Follows one ring from an edge whose corner it turns at. */
static void follow(const struct edges *edges, struct edge *edge,
                   struct hg_cell_rings *out)
{
    size_t n = out->first[out->n];
    struct edge *last = NULL;
    for (; edge; last = edge, edge = next_of(edges, edge)) {
        edge->used = true;
        if (!last || last->way != edge->way)
            out->corner[n++] = (struct hg_cell_corner){edge->col, edge->row};
    }
    out->first[++out->n] = n;
}

static void join(const struct edges *edges, struct hg_cell_rings *out)
{
    out->first[0] = 0;
    /* The first edge of what is left of a number is its topmost, leftmost one: it runs
     * east from a corner. */
    for (size_t i = 0; i < edges->n; i++)
        if (!edges->edge[i].used)
            follow(edges, &edges->edge[i], out);
}

enum hg_status hg_cell_rings_create(uint32_t ncol, uint32_t nrow, const uint32_t *number,
                                    uint32_t most, struct hg_cell_rings **out,
                                    struct hg_error *err)
{
    const struct cells cells = {ncol, nrow, number, most};
    struct edges edges = {0};
    add_cells(&cells, &edges, false);
    const size_t n = edges.n;
    struct hg_cell_rings *rings = calloc(1, sizeof(*rings));
    edges.edge = malloc((n + 1) * sizeof(*edges.edge));
    if (rings) {
        rings->first = malloc((n + 1) * sizeof(*rings->first));
        rings->corner = malloc((n + 1) * sizeof(*rings->corner));
    }
    const bool made = rings && edges.edge && rings->first && rings->corner;
    if (made) {
        add_cells(&cells, &edges, true);
        qsort(edges.edge, n, sizeof(*edges.edge), by_start);
        join(&edges, rings);
        *out = rings;
    } else {
        hg_cell_rings_destroy(rings);
    }
    free(edges.edge);
    return made ? HG_OK
                : hg_fail(err, HG_E_MEMORY, "no memory for outlines of %zu edges", n);
}

void hg_cell_rings_destroy(struct hg_cell_rings *rings)
{
    if (!rings)
        return;
    free(rings->first);
    free(rings->corner);
    free(rings);
}
