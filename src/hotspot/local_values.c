/* local_values.c - values of a raster as whole numbers, of which sums are exact */
#include "hotspot/local_parts.h"
#include <hotgrid/sort.h>
#include <math.h>
#include <stdlib.h>

static enum hg_status no_memory(struct hg_error *err, size_t n)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for local statistics of %zu cells", n);
}

static double signed_log(double value)
{
    return value < 0 ? -log1p(-value) : log1p(value);
}

/* The power of two that makes sums of n values up to `largest` fit 62 bits. */
static double find_scale(double largest, size_t n)
{
    int exponent = 0, bits = 1;
    while (((size_t)1 << bits) < n)
        bits++;
    (void)frexp(largest, &exponent); /* largest < 2^exponent */
    const int room = 62 - bits < 52 ? 62 - bits : 52;
    return largest > 0 ? ldexp(1, room - exponent) : 1;
}

static void take_values(const struct hg_local_params *p, struct whole_values *v)
{
    const bool is_log = p->transform == HG_LOCAL_LOG;
    double largest = 0;
    for (size_t i = 0; i < v->n; i++)
        largest = fmax(largest, fabs(p->value[v->cell[i]]));
    v->scale = find_scale(is_log ? log1p(largest) : largest, v->n);
    for (size_t i = 0; i < v->n; i++) {
        const double x = p->value[v->cell[i]];
        v->value[i] = llrint((is_log ? signed_log(x) : x) * v->scale);
    }
}

/* Twice the rank, 1 the smallest, is a whole number: ties share the mean of theirs.  The
 * sort is of values of 0 and above: those below 0 are sorted by their size apart. */
static enum hg_status take_ranks(const struct hg_local_params *p, struct whole_values *v,
                                 struct hg_error *err)
{
    struct hg_ranked *rank = calloc(v->n + 1, 2 * sizeof(*rank));
    if (!rank)
        return no_memory(err, v->n);
    size_t above = 0;
    for (size_t i = 0; i < v->n; i++)
        if (p->value[v->cell[i]] >= 0)
            rank[above++] = (struct hg_ranked){p->value[v->cell[i]] + 0.0, i};
    size_t n = above;
    for (size_t i = 0; i < v->n; i++)
        if (p->value[v->cell[i]] < 0)
            rank[n++] = (struct hg_ranked){-p->value[v->cell[i]], i};
    struct hg_ranked *room = rank + n;
    hg_sort_falling(above, rank, room);
    hg_sort_falling(n - above, rank + above, room);
    for (size_t i = above, k = n; i < --k; i++) { /* the least below 0 comes last */
        const struct hg_ranked swapped = rank[i];
        rank[i] = rank[k];
        rank[k] = swapped;
    }
    for (size_t first = 0, end; first < n; first = end) {
        const double x = p->value[v->cell[rank[first].index]];
        for (end = first + 1; end < n && p->value[v->cell[rank[end].index]] == x; end++)
            ;
        for (size_t i = first; i < end; i++) /* ranks n - first down to n - end + 1 */
            v->value[rank[i].index] = (int64_t)(2 * n - first - end + 1);
    }
    v->scale = 2;
    free(rank);
    return HG_OK;
}

static void find_moments(struct whole_values *v)
{
    int64_t sum = 0;
    for (size_t i = 0; i < v->n; i++)
        sum += v->value[i];
    const double mean = (double)sum / (double)v->n;
    double squares = 0;
    for (size_t i = 0; i < v->n; i++) {
        const double d = ((double)v->value[i] - mean) / v->scale;
        squares += d * d;
    }
    v->mean = mean / v->scale;
    v->sd = sqrt(squares / (double)v->n);
}

enum hg_status whole_values_create(const struct hg_local_params *params,
                                   struct whole_values *out, struct hg_error *err)
{
    const size_t n_cell = hg_grid_cells(params->grid);
    struct whole_values v = {0};
    for (size_t cell = 0; cell < n_cell; cell++)
        v.n += isnan(params->value[cell]) ? 0 : 1;
    if (v.n < 3)
        return hg_fail(err, HG_E_ARG,
                       "local statistics need 3 cells with data, there are %zu", v.n);
    v.cell = calloc(v.n, sizeof(*v.cell));
    v.value = calloc(v.n, sizeof(*v.value));
    v.neighbours = calloc(v.n, sizeof(*v.neighbours));
    v.sum = calloc(v.n, sizeof(*v.sum));
    if (!v.cell || !v.value || !v.neighbours || !v.sum) {
        const size_t n = v.n;
        whole_values_finish(&v);
        return no_memory(err, n);
    }
    enum hg_status status = HG_OK;
    for (size_t cell = 0, i = 0; cell < n_cell; cell++)
        if (!isnan(params->value[cell]))
            v.cell[i++] = (uint32_t)cell;
    if (status == HG_OK && params->transform == HG_LOCAL_RANK)
        status = take_ranks(params, &v, err);
    else if (status == HG_OK)
        take_values(params, &v);
    if (status != HG_OK) {
        whole_values_finish(&v);
        return status;
    }
    find_moments(&v);
    *out = v;
    return HG_OK;
}

void whole_values_finish(struct whole_values *values)
{
    free(values->cell);
    free(values->value);
    free(values->neighbours);
    free(values->sum);
    *values = (struct whole_values){0};
}
