/* cells.h - weights cell by cell, as tests look at them */
#ifndef TEST_CELLS_H
#define TEST_CELLS_H

#include "check.h"
#include <hotgrid/grid.h>
#include <hotgrid/weights.h>
#include <stdlib.h>

/* As struct hg_weights, with an entry for each cell. */
struct cells {
    size_t n_shape;
    size_t *first;
    uint32_t *cell;
    double *fraction;
    size_t *n_odd;
};

static inline void cells_destroy(struct cells *c)
{
    free(c->first);
    free(c->cell);
    free(c->fraction);
    free(c->n_odd);
    free(c);
}

/* Runs lie in one row and rise, without a cell in common. */
static inline void assert_runs(const struct hg_grid *grid, const struct hg_weights *w,
                               size_t shape)
{
    const uint32_t ncol = hg_grid_params(grid)->ncol;
    for (size_t i = w->first[shape]; i < w->first[shape + 1]; i++) {
        const struct hg_run *run = &w->run[i];
        assert_true(run->n > 0 && run->cell < hg_grid_cells(grid));
        assert_true(run->cell % ncol + run->n <= ncol);
        assert_true(i == w->first[shape] || run->cell >= run[-1].cell + run[-1].n);
    }
}

/* Takes the weights. */
static inline struct cells *cells_of(const struct hg_grid *grid, struct hg_weights *w)
{
    size_t n = 0;
    struct cells *c = calloc(1, sizeof(*c));
    assert_non_null(c);
    for (size_t s = 0; s < w->n_shape; s++)
        n += hg_weights_cells(w, s);
    c->n_shape = w->n_shape;
    c->first = calloc(w->n_shape + 1, sizeof(*c->first));
    c->cell = calloc(n + 1, sizeof(*c->cell));
    c->fraction = calloc(n + 1, sizeof(*c->fraction));
    assert_true(c->first && c->cell && c->fraction);
    for (size_t s = 0, at = 0; s < w->n_shape; s++) {
        assert_runs(grid, w, s);
        for (size_t i = w->first[s]; i < w->first[s + 1]; i++)
            for (uint32_t k = 0; k < w->run[i].n; k++, at++) {
                c->cell[at] = w->run[i].cell + k;
                c->fraction[at] = w->run[i].fraction;
            }
        c->first[s + 1] = at;
    }
    c->n_odd = w->n_odd;
    w->n_odd = NULL;
    hg_weights_destroy(w);
    return c;
}

#endif
