/* structural.c - the mean of the two polar forms of f L y, by industry and destination */
#include <assert.h>
#include <hotgrid/parallel.h>
#include <hotgrid/structural.h>
#include <stdlib.h>

struct changing {
    const struct hg_structural_side *before, *after;
    const size_t *industry, *region;
    size_t n, D;
    double *demand[2];     /* [d]: Y before and after */
    double *x[2];          /* [i * D + d]: L0 y0, L1 y1 */
    double *x01, *x10;     /* [i * D + d]: L0 y1; L1 y0 in the rows of the table after */
    double *need[2];       /* [product * n + buyer]: inputs from all regions per output */
    double *want[2];       /* [product * D + d]: part in all that d demands */
    double *what0, *what1; /* [i * 2 D + ..]: L0 and L1 (in its rows) of what is bought
                              otherwise, by industries, then by final demand */
};

static size_t other(const size_t *map, size_t i)
{
    return map ? map[i] : i;
}

/* What industry i sells to the final demand of d, all categories together. */
static double demand(const struct hg_mrio *mrio, size_t i, size_t d)
{
    const size_t D = hg_axis_size(mrio->regions), K = hg_axis_size(mrio->categories);
    double sum = 0;
    for (size_t k = 0; k < K; k++)
        sum += mrio->Y[(i * D + d) * K + k];
    return sum;
}

/* L Y of the table itself, as S was made of it. */
static double own_output(const struct hg_shares *s, size_t i, size_t d)
{
    return s->share[i * s->n_destination + d] * s->served[i];
}

static double coefficient(const struct hg_structural_side *side, size_t i, size_t j)
{
    const double x = hg_leontief_output(side->leontief)[j];
    return x == 0 ? 0 : side->mrio->Z[i * side->mrio->n + j] / x;
}

/* A part of demand; 0 where there is none in all. */
static double mix(double y, double all)
{
    return all > 0 ? y / all : 0;
}

static void fill(struct changing *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const size_t at = other(c->industry, i), p = c->before->mrio->sector_of[i];
        for (size_t d = 0; d < c->D; d++) {
            const double y0 = demand(c->before->mrio, i, d);
            const double y1 = demand(c->after->mrio, at, other(c->region, d));
            c->demand[0][d] += y0;
            c->demand[1][d] += y1;
            c->x10[at * c->D + d] = y0;
            c->x01[i * c->D + d] = y1;
            c->want[0][p * c->D + d] += y0;
            c->want[1][p * c->D + d] += y1;
            c->x[0][i * c->D + d] = own_output(c->before->shares, i, d);
            c->x[1][i * c->D + d] = own_output(c->after->shares, at, other(c->region, d));
        }
        for (size_t j = 0; j < c->n; j++) {
            c->need[0][p * c->n + j] += coefficient(c->before, i, j);
            c->need[1][p * c->n + j] += coefficient(c->after, at, other(c->industry, j));
        }
    }
}

/* Which part of h is a; the other side's where this one needs nothing. */
static double part(double a, double h, double other_a, double other_h)
{
    return h != 0 ? a / h : other_h != 0 ? other_a / other_h : 0;
}

/* dh (t0 + t1) / 2 */
static double by_need(double a0, double h0, double a1, double h1)
{
    return h0 == h1 ? 0 : (h1 - h0) * (part(a0, h0, a1, h1) + part(a1, h1, a0, h0)) / 2;
}

/* What is bought otherwise of one industry, wherever it is bought. */
static enum hg_status what_task(void *context, size_t i, unsigned worker,
                                struct hg_error *err)
{
    const struct changing *c = context;
    const size_t at = other(c->industry, i), p = c->before->mrio->sector_of[i], D = c->D;
    double *what0 = c->what0 + i * 2 * D, *what1 = c->what1 + at * 2 * D;
    (void)worker, (void)err;
    for (size_t j = 0; j < c->n; j++) {
        const double a = by_need(coefficient(c->before, i, j), c->need[0][p * c->n + j],
                                 coefficient(c->after, at, other(c->industry, j)),
                                 c->need[1][p * c->n + j]);
        for (size_t d = 0; a != 0 && d < D; d++) {
            what0[d] += a * c->x[1][j * D + d];
            what1[d] += a * c->x[0][j * D + d];
        }
    }
    for (size_t d = 0; d < D; d++) {
        const double Y0 = c->demand[0][d], Y1 = c->demand[1][d];
        const double g =
            by_need(mix(c->x10[at * D + d], Y0), mix(c->want[0][p * D + d], Y0),
                    mix(c->x01[i * D + d], Y1), mix(c->want[1][p * D + d], Y1));
        what0[D + d] = g * Y1;
        what1[D + d] = g * Y0;
    }
    return HG_OK;
}

static enum hg_status solve_across(struct changing *c, unsigned threads,
                                   struct hg_error *err)
{
    double residual;
    const struct hg_leontief *L0 = c->before->leontief, *L1 = c->after->leontief;
    fill(c);
    enum hg_status status = hg_parallel(threads, c->n, what_task, c, err);
    if (status == HG_OK)
        status = hg_leontief_solve(L0, c->D, c->x01, &residual, err);
    if (status == HG_OK)
        status = hg_leontief_solve(L1, c->D, c->x10, &residual, err);
    if (status == HG_OK)
        status = hg_leontief_solve(L0, 2 * c->D, c->what0, &residual, err);
    if (status == HG_OK)
        status = hg_leontief_solve(L1, 2 * c->D, c->what1, &residual, err);
    return status;
}

/* The intensities of one industry on both sides. */
struct intensity {
    double before, after;
};

static struct intensity intensity_of(const struct changing *c, size_t i, size_t at)
{
    const struct hg_structural_side *b = c->before, *a = c->after;
    const bool has0 = !b->shares->zero_output[i], has1 = !a->shares->zero_output[at];
    const double f0 = has0 ? b->e[i] / b->shares->served[i] : 0;
    const double f1 = has1 ? a->e[at] / a->shares->served[at] : 0;
    return (struct intensity){has0 ? f0 : f1, has1 ? f1 : f0};
}

static void decompose(const struct changing *c, size_t i, size_t d, double *effect)
{
    const size_t at = other(c->industry, i), D = c->D;
    const struct intensity f = intensity_of(c, i, at);
    const double *what0 = c->what0 + i * 2 * D, *what1 = c->what1 + at * 2 * D;
    const double x00 = c->x[0][i * D + d], x11 = c->x[1][i * D + d];
    const double x01 = c->x01[i * D + d], x10 = c->x10[at * D + d];
    const double Y0 = c->demand[0][d], Y1 = c->demand[1][d];
    const bool mixed = Y0 > 0 && Y1 > 0;
    const double g1Y0 = mixed ? x11 * (Y0 / Y1) : x10; /* L1 g1 Y0, and L0 g0 Y1 */
    const double g0Y1 = mixed ? x00 * (Y1 / Y0) : x01;
    const double inputs = (f.after * (x10 - x00) + f.before * (x11 - x01)) / 2;
    const double mixes = (f.after * (g1Y0 - x10) + f.before * (x01 - g0Y1)) / 2;
    effect[HG_BY_INTENSITY] = (f.after - f.before) * (x00 + x11) / 2;
    effect[HG_BY_TECHNOLOGY] = (f.after * what1[d] + f.before * what0[d]) / 2;
    effect[HG_BY_SOURCING] = inputs - effect[HG_BY_TECHNOLOGY];
    effect[HG_BY_PRODUCTS] =
        mixed ? (f.after * what1[D + d] + f.before * what0[D + d]) / 2 : 0;
    effect[HG_BY_FINAL_SOURCING] = mixes - effect[HG_BY_PRODUCTS];
    effect[HG_BY_LEVEL] = (f.after * (x11 - g1Y0) + f.before * (g0Y1 - x00)) / 2;
    effect[HG_BY_IDLE] = 0;
}

/* What is emitted without output stays at home. */
static void add_idle(const struct changing *c, size_t i, double *row)
{
    const size_t at = other(c->industry, i);
    double *idle = row + c->before->mrio->region_of[i] * HG_N_STRUCTURAL + HG_BY_IDLE;
    if (c->before->shares->zero_output[i])
        *idle -= c->before->e[i];
    if (c->after->shares->zero_output[at])
        *idle += c->after->e[at];
}

/* All arrays of doubles in one block. */
static double *make_room(struct changing *c)
{
    const size_t n = c->n, D = c->D, S = hg_axis_size(c->before->mrio->sectors);
    double **const at[] = {&c->demand[0], &c->demand[1], &c->x[0],    &c->x[1],
                           &c->x01,       &c->x10,       &c->need[0], &c->need[1],
                           &c->want[0],   &c->want[1],   &c->what0,   &c->what1};
    const size_t size[] = {D,     D,     n * D, n * D, n * D,     n * D,
                           S * n, S * n, S * D, S * D, 2 * n * D, 2 * n * D};
    size_t all = 1;
    for (size_t k = 0; k < sizeof(size) / sizeof(size[0]); k++)
        all += size[k];
    double *room = calloc(all, sizeof(*room));
    for (size_t k = 0, first = 0; room && k < sizeof(size) / sizeof(size[0]); k++) {
        *at[k] = room + first;
        first += size[k];
    }
    return room;
}

enum hg_status hg_structural_changes(const struct hg_structural_side *before,
                                     const struct hg_structural_side *after,
                                     const size_t *industry, const size_t *region,
                                     unsigned threads, double *effect,
                                     struct hg_error *err)
{
    struct changing c = {.before = before,
                         .after = after,
                         .industry = industry,
                         .region = region,
                         .n = before->mrio->n,
                         .D = hg_axis_size(before->mrio->regions)};
    assert(after->mrio->n == c.n && hg_axis_size(after->mrio->regions) == c.D);
    double *room = make_room(&c);
    if (!room)
        return hg_fail(err, HG_E_MEMORY, "no memory to decompose %zu industries", c.n);
    const enum hg_status status = solve_across(&c, threads, err);
    for (size_t i = 0; status == HG_OK && i < c.n; i++) {
        double *row = effect + i * c.D * HG_N_STRUCTURAL;
        for (size_t d = 0; d < c.D; d++)
            decompose(&c, i, d, row + d * HG_N_STRUCTURAL);
        add_idle(&c, i, row);
    }
    free(room);
    return status;
}
