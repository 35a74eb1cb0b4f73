/* compare.c - two gridded inventories on one grid, told apart */
#include <hotgrid/compare.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* A sum that keeps what rounding loses (Neumaier 1974, ZAMM 54:39). */
struct sum {
    double value, lost;
};

static void add(struct sum *sum, double x)
{
    const double next = sum->value + x;
    if (fabs(sum->value) >= fabs(x))
        sum->lost += (sum->value - next) + x;
    else
        sum->lost += (x - next) + sum->value;
    sum->value = next;
}

static double total(const struct sum *sum)
{
    return sum->value + sum->lost;
}

/* The emitting cells: their number, cells and densities. */
struct pairs {
    size_t n;
    uint32_t *cell;
    double *a, *b;           /* kg / km2 */
    double *room_a, *room_b; /* for what is made of them */
};

static void pairs_free(struct pairs *p)
{
    free(p->cell);
    free(p->a);
    free(p->b);
    free(p->room_a);
    free(p->room_b);
}

static bool pairs_reserve(struct pairs *p, size_t n)
{
    p->cell = calloc(n + 1, sizeof(*p->cell));
    p->a = calloc(n + 1, sizeof(*p->a));
    p->b = calloc(n + 1, sizeof(*p->b));
    p->room_a = calloc(n + 1, sizeof(*p->room_a));
    p->room_b = calloc(n + 1, sizeof(*p->room_b));
    return p->cell && p->a && p->b && p->room_a && p->room_b;
}

/* Pearson's r; NaN where one side does not vary. */
static double correlation(size_t n, const double *a, const double *b)
{
    struct sum sum_a = {0}, sum_b = {0}, aa = {0}, bb = {0}, ab = {0};
    for (size_t i = 0; i < n; i++) {
        add(&sum_a, a[i]);
        add(&sum_b, b[i]);
    }
    const double mean_a = n ? total(&sum_a) / (double)n : 0;
    const double mean_b = n ? total(&sum_b) / (double)n : 0;
    bool varies_a = false, varies_b = false; /* rounding of the mean must not look so */
    for (size_t i = 0; i < n; i++) {
        const double x = a[i] - mean_a, y = b[i] - mean_b;
        varies_a |= a[i] != a[0];
        varies_b |= b[i] != b[0];
        add(&aa, x * x);
        add(&bb, y * y);
        add(&ab, x * y);
    }
    const double scale = sqrt(total(&aa)) * sqrt(total(&bb));
    if (!varies_a || !varies_b || !(scale > 0))
        return NAN;
    return fmax(-1, fmin(1, total(&ab) / scale));
}

struct place {
    double value;
    size_t index;
};

static int by_value(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* Ranks from 1; equal values share the average of theirs. */
static bool rank(size_t n, const double *value, double *out)
{
    struct place *place = malloc((n + 1) * sizeof(*place));
    if (!place)
        return false;
    for (size_t i = 0; i < n; i++)
        place[i] = (struct place){value[i], i};
    qsort(place, n, sizeof(*place), by_value);
    for (size_t first = 0, next; first < n; first = next) {
        for (next = first + 1; next < n && place[next].value == place[first].value;)
            next++;
        const double average = ((double)first + 1 + (double)next) / 2;
        for (size_t i = first; i < next; i++)
            out[place[i].index] = average;
    }
    free(place);
    return true;
}

static enum hg_status correlate(struct pairs *p, struct hg_comparison *c,
                                struct hg_error *err)
{
    double lowest = 0;
    c->pearson = correlation(p->n, p->a, p->b);
    if (!rank(p->n, p->a, p->room_a) || !rank(p->n, p->b, p->room_b))
        return hg_fail(err, HG_E_MEMORY, "no memory for the ranks of %zu cells", p->n);
    c->spearman = correlation(p->n, p->room_a, p->room_b);
    for (size_t i = 0; i < p->n; i++) {
        lowest = fmin(lowest, fmin(p->a[i], p->b[i]));
        p->room_a[i] = log1p(p->a[i] / 1000);
        p->room_b[i] = log1p(p->b[i] / 1000);
    }
    c->pearson_log = lowest < 0 ? NAN : correlation(p->n, p->room_a, p->room_b);
    return HG_OK;
}

/* Sums over the emitting cells. */
static void measure(const struct hg_grid *grid, const struct pairs *p,
                    struct hg_comparison *c)
{
    struct sum apart = {0}, all = {0}, misplaced = {0}, squares = {0}, area = {0};
    for (size_t i = 0; i < p->n; i++) {
        const double km2 = hg_grid_cell_km2(grid, p->cell[i]);
        const double difference = p->a[i] - p->b[i];
        add(&apart, fabs(difference) * km2);
        add(&all, (fabs(p->a[i]) + fabs(p->b[i])) * km2);
        add(&misplaced, fabs(p->a[i] / c->a_kg - p->b[i] / c->b_kg) * km2);
        add(&squares, difference * difference * km2);
        add(&area, km2);
    }
    c->apart = total(&all) > 0 ? total(&apart) / total(&all) : NAN;
    c->misplaced = c->a_kg > 0 && c->b_kg > 0 ? total(&misplaced) / 2 : NAN;
    c->mean_abs_kg_km2 = p->n ? total(&apart) / total(&area) : NAN;
    c->rmse_kg_km2 = p->n ? sqrt(total(&squares) / total(&area)) : NAN;
}

/* Puts a difference into the list, which holds at most `most`, the largest first. */
static void list(struct hg_comparison *c, size_t most, struct hg_difference d)
{
    const double size = fabs(d.a_kg - d.b_kg);
    size_t i = c->n_largest;
    if (most == 0 || size == 0)
        return;
    if (i == most) {
        const struct hg_difference *last = &c->largest[most - 1];
        if (!(size > fabs(last->a_kg - last->b_kg)))
            return; /* of equal ones the earlier cell stays */
        i--;
    }
    for (; i > 0 && size > fabs(c->largest[i - 1].a_kg - c->largest[i - 1].b_kg); i--)
        c->largest[i] = c->largest[i - 1];
    c->largest[i] = d;
    if (c->n_largest < most)
        c->n_largest++;
}

/* Sums up all cells, and fills pairs. */
static void gather(const struct hg_grid *grid, const double *a, const double *b,
                   size_t most, struct pairs *p, struct hg_comparison *c)
{
    struct sum sum_a = {0}, sum_b = {0}, only_a = {0}, only_b = {0};
    for (size_t i = 0; i < hg_grid_cells(grid); i++) {
        if (!isnan(a[i]) && isnan(b[i])) {
            c->n_a_only++;
            add(&only_a, a[i]);
        } else if (isnan(a[i]) && !isnan(b[i])) {
            c->n_b_only++;
            add(&only_b, b[i]);
        } else if (!isnan(a[i])) {
            c->n_common++;
            add(&sum_a, a[i]);
            add(&sum_b, b[i]);
            if (a[i] == 0 && b[i] == 0)
                continue;
            const double km2 = hg_grid_cell_km2(grid, (uint32_t)i);
            p->cell[p->n] = (uint32_t)i;
            p->a[p->n] = a[i] / km2;
            p->b[p->n++] = b[i] / km2;
            list(c, most, (struct hg_difference){(uint32_t)i, a[i], b[i]});
        }
    }
    c->n_emitting = p->n;
    c->a_kg = total(&sum_a);
    c->b_kg = total(&sum_b);
    c->a_only_kg = total(&only_a);
    c->b_only_kg = total(&only_b);
}

/* Cells in which either is not 0, NaN counting as such; SIZE_MAX where one is infinite.
 */
static size_t count_emitting(size_t n_cell, const double *a, const double *b)
{
    size_t n = 0;
    for (size_t i = 0; i < n_cell; i++) {
        if (isinf(a[i]) || isinf(b[i]))
            return SIZE_MAX;
        n += a[i] != 0 || b[i] != 0;
    }
    return n;
}

enum hg_status hg_compare(const struct hg_grid *grid, const double *a, const double *b,
                          size_t n_largest, struct hg_comparison **out,
                          struct hg_error *err)
{
    struct pairs pairs = {0};
    struct hg_comparison *c = NULL;
    enum hg_status status = HG_OK;
    const size_t n = count_emitting(hg_grid_cells(grid), a, b);
    if (n == SIZE_MAX)
        return hg_fail(err, HG_E_ARG, "a mass to be compared is infinite");
    const size_t most = n_largest < n ? n_largest : n;
    c = calloc(1, sizeof(*c));
    if (c)
        c->largest = calloc(most + 1, sizeof(*c->largest));
    if (!c || !c->largest || !pairs_reserve(&pairs, n)) {
        status = hg_fail(err, HG_E_MEMORY, "no memory to compare %zu cells", n);
        goto done;
    }
    gather(grid, a, b, most, &pairs, c);
    measure(grid, &pairs, c);
    status = correlate(&pairs, c, err);
    if (status != HG_OK)
        goto done;
    *out = c;
    c = NULL;
done:
    hg_comparison_destroy(c);
    pairs_free(&pairs);
    return status;
}

void hg_comparison_destroy(struct hg_comparison *comparison)
{
    if (!comparison)
        return;
    free(comparison->largest);
    free(comparison);
}
