/* structural.c - the mean of the two polar forms of f L y, by industry and destination */
#include <assert.h>
#include <hotgrid/structural.h>
#include <stdlib.h>

struct changing {
    const struct hg_structural_side *before, *after;
    const size_t *industry, *region;
    size_t n, D;
    double *demand0, *demand1; /* [d]: Y */
    double *x01, *x10; /* [i * D + d]: L0 y1; L1 y0 in the rows of the table after */
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

static enum hg_status solve_across(struct changing *c, struct hg_error *err)
{
    double residual;
    for (size_t i = 0; i < c->n; i++) {
        const size_t at = other(c->industry, i);
        for (size_t d = 0; d < c->D; d++) {
            const double y0 = demand(c->before->mrio, i, d);
            const double y1 = demand(c->after->mrio, at, other(c->region, d));
            c->demand0[d] += y0;
            c->demand1[d] += y1;
            c->x10[at * c->D + d] = y0;
            c->x01[i * c->D + d] = y1;
        }
    }
    enum hg_status status =
        hg_leontief_solve(c->before->leontief, c->D, c->x01, &residual, err);
    if (status == HG_OK)
        status = hg_leontief_solve(c->after->leontief, c->D, c->x10, &residual, err);
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
    const size_t at = other(c->industry, i);
    const struct intensity f = intensity_of(c, i, at);
    const double x00 = own_output(c->before->shares, i, d);
    const double x11 = own_output(c->after->shares, at, other(c->region, d));
    const double x01 = c->x01[i * c->D + d], x10 = c->x10[at * c->D + d];
    const double Y0 = c->demand0[d], Y1 = c->demand1[d];
    const bool mixed = Y0 > 0 && Y1 > 0;
    const double g1Y0 = mixed ? x11 * (Y0 / Y1) : x10; /* L1 g1 Y0, and L0 g0 Y1 */
    const double g0Y1 = mixed ? x00 * (Y1 / Y0) : x01;
    effect[HG_BY_INTENSITY] = (f.after - f.before) * (x00 + x11) / 2;
    effect[HG_BY_INPUTS] = (f.after * (x10 - x00) + f.before * (x11 - x01)) / 2;
    effect[HG_BY_MIX] = (f.after * (g1Y0 - x10) + f.before * (x01 - g0Y1)) / 2;
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

enum hg_status hg_structural_changes(const struct hg_structural_side *before,
                                     const struct hg_structural_side *after,
                                     const size_t *industry, const size_t *region,
                                     double *effect, struct hg_error *err)
{
    struct changing c = {.before = before,
                         .after = after,
                         .industry = industry,
                         .region = region,
                         .n = before->mrio->n,
                         .D = hg_axis_size(before->mrio->regions)};
    assert(after->mrio->n == c.n && hg_axis_size(after->mrio->regions) == c.D);
    c.demand0 = calloc(c.D + 1, sizeof(double));
    c.demand1 = calloc(c.D + 1, sizeof(double));
    c.x01 = calloc(c.n * c.D + 1, sizeof(double));
    c.x10 = calloc(c.n * c.D + 1, sizeof(double));
    enum hg_status status;
    if (!c.demand0 || !c.demand1 || !c.x01 || !c.x10) {
        status = hg_fail(err, HG_E_MEMORY, "no memory to decompose %zu industries", c.n);
        goto done;
    }
    status = solve_across(&c, err);
    for (size_t i = 0; status == HG_OK && i < c.n; i++) {
        double *row = effect + i * c.D * HG_N_STRUCTURAL;
        for (size_t d = 0; d < c.D; d++)
            decompose(&c, i, d, row + d * HG_N_STRUCTURAL);
        add_idle(&c, i, row);
    }
done:
    free(c.demand0);
    free(c.demand1);
    free(c.x01);
    free(c.x10);
    return status;
}
