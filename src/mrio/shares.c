/* shares.c - S, and its columns for parts of final demand */
#include "mrio/factors.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Shares that cancel out to less than this part of their sizes sum to 0. */
static const double CANCELLED = 1e-12;

/* Parts of final demand that are solved at once. */
enum { PARTS = 256 };

static bool takes(const bool *mask, size_t i)
{
    return !mask || mask[i];
}

/* What industry i sells to a part of final demand. */
static double sold(const struct hg_mrio *mrio, size_t i, const struct hg_demand *part)
{
    const size_t D = hg_axis_size(mrio->regions), K = hg_axis_size(mrio->categories);
    const double *y = mrio->Y + i * D * K;
    double sum = 0;
    if (!takes(part->product, mrio->sector_of[i]))
        return 0;
    for (size_t d = 0; d < D; d++)
        for (size_t k = 0; takes(part->destination, d) && k < K; k++)
            sum += takes(part->category, k) ? y[d * K + k] : 0;
    return sum;
}

/* Final demand of each destination, all categories together. */
static void demand_row(const struct hg_mrio *mrio, size_t row, double *out)
{
    const size_t D = hg_axis_size(mrio->regions), K = hg_axis_size(mrio->categories);
    const double *y = mrio->Y + row * D * K;
    for (size_t d = 0; d < D; d++) {
        double sum = 0;
        for (size_t k = 0; k < K; k++)
            sum += y[d * K + k];
        out[d] = sum;
    }
}

/* Row i of S in place of that of X, and what it says about the table. */
static enum hg_status share_row(const struct hg_leontief *l, size_t i,
                                struct hg_shares *s, struct hg_error *err)
{
    const struct hg_mrio *mrio = l->mrio;
    double *share = s->share + i * s->n_destination;
    if (l->x[i] == 0) {
        memset(share, 0, s->n_destination * sizeof(*share));
        share[mrio->region_of[i]] = 1;
        s->zero_output[i] = true;
        s->n_zero_output++;
        return HG_OK;
    }

    double sum = 0, size = 0;
    for (size_t d = 0; d < s->n_destination; d++) {
        sum += share[d];
        size += fabs(share[d]);
    }
    if (!(fabs(sum) > CANCELLED * size))
        return hg_fail(err, HG_E_INPUT,
                       "the trade table gives industry %s %s an output of %g but no "
                       "final demand that it serves: its shares sum to 0 instead of 1; "
                       "check its rows of Z and Y",
                       hg_axis_code(mrio->regions, mrio->region_of[i]),
                       hg_axis_code(mrio->sectors, mrio->sector_of[i]), l->x[i]);

    bool outside = false;
    for (size_t d = 0; d < s->n_destination; d++) {
        share[d] /= sum;
        outside |= share[d] < 0 || share[d] > 1;
    }
    s->served[i] = sum;
    s->n_outside_unit += outside;
    s->n_negative_output += l->x[i] < 0;
    s->max_row_error = fmax(s->max_row_error, fabs(sum / l->x[i] - 1));
    return HG_OK;
}

static size_t count_negative_demand(const struct hg_mrio *mrio)
{
    const size_t n = hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
    size_t count = 0;
    for (size_t k = 0; k < mrio->n * n; k++)
        count += mrio->Y[k] < 0;
    return count;
}

/* X where S will be, and how it was found. */
static enum hg_status serve_all(const struct hg_leontief *l, struct hg_shares *s,
                                struct hg_error *err)
{
    struct mrio_solution solution;
    for (size_t i = 0; i < s->n; i++)
        demand_row(l->mrio, i, s->share + i * s->n_destination);
    const enum hg_status status =
        mrio_solve(l, false, s->n_destination, s->share, &solution, err);
    if (status != HG_OK)
        return status;
    s->residual = solution.residual;
    s->precision = solution.precision;
    s->n_refinement = solution.steps;
    s->condition = l->condition;
    s->max_column = mrio_largest_column(l);
    s->max_column_sum = l->column_sum[s->max_column];
    s->n_negative_demand = count_negative_demand(l->mrio);
    return HG_OK;
}

enum hg_status hg_shares_create(const struct hg_leontief *l, struct hg_shares **out,
                                struct hg_error *err)
{
    enum hg_status status;
    struct hg_shares *s = calloc(1, sizeof *s);
    if (s) {
        s->n = l->n;
        s->n_destination = hg_axis_size(l->mrio->regions);
        s->share = mrio_matrix(s->n, s->n_destination);
        s->served = mrio_matrix(s->n, 1);
        s->zero_output = calloc(s->n, sizeof(*s->zero_output));
    }
    if (!s || !s->share || !s->served || !s->zero_output) {
        status =
            hg_fail(err, HG_E_MEMORY, "no memory for the shares of %zu industries", l->n);
        goto done;
    }
    status = serve_all(l, s, err);
    for (size_t i = 0; i < s->n && status == HG_OK; i++)
        status = share_row(l, i, s, err);
    if (status != HG_OK)
        goto done;

    *out = s;
    s = NULL; /* now the caller's */
done:
    hg_shares_destroy(s);
    return status;
}

/* Which part of all that its region demands: for industries without output.  By number
 * of cells where a region demands nothing in sum. */
static double part_of_region(const struct hg_mrio *mrio, size_t region,
                             const struct hg_demand *part)
{
    const size_t D = hg_axis_size(mrio->regions), K = hg_axis_size(mrio->categories);
    if (!takes(part->destination, region))
        return 0;
    double all = 0, of_part = 0, taken = 0;
    for (size_t i = 0; i < mrio->n; i++)
        for (size_t k = 0; k < K; k++) {
            const bool counts =
                takes(part->product, mrio->sector_of[i]) && takes(part->category, k);
            const double y = mrio->Y[(i * D + region) * K + k];
            all += y;
            of_part += counts ? y : 0;
            taken += counts;
        }
    return all != 0 ? of_part / all : taken / (double)(mrio->n * K);
}

struct serving {
    const struct hg_leontief *l;
    const struct hg_shares *shares;
    const struct hg_demand *part; /* those in hand */
    size_t first, wide, n;        /* where they lie in the rows of all n */
    double *X;                    /* [n * PARTS] */
    double *home;                 /* [region * PARTS]: of industries without output */
};

static void enter_parts(const struct serving *s, double *share)
{
    const struct hg_mrio *mrio = s->l->mrio;
    for (size_t i = 0; i < mrio->n; i++)
        for (size_t p = 0; p < s->wide; p++)
            share[i * s->n + s->first + p] =
                s->shares->zero_output[i] ? s->home[mrio->region_of[i] * s->wide + p]
                                          : s->X[i * s->wide + p] / s->shares->served[i];
}

static enum hg_status serve_some(const struct serving *s, double *share, double *residual,
                                 struct hg_error *err)
{
    const struct hg_mrio *mrio = s->l->mrio;
    double found;
    for (size_t i = 0; i < mrio->n; i++)
        for (size_t p = 0; p < s->wide; p++)
            s->X[i * s->wide + p] = sold(mrio, i, &s->part[p]);
    for (size_t r = 0; s->shares->n_zero_output > 0 && r < hg_axis_size(mrio->regions);
         r++)
        for (size_t p = 0; p < s->wide; p++)
            s->home[r * s->wide + p] = part_of_region(mrio, r, &s->part[p]);
    const enum hg_status status = hg_leontief_solve(s->l, s->wide, s->X, &found, err);
    if (status != HG_OK)
        return status;
    enter_parts(s, share);
    *residual = fmax(*residual, found);
    return HG_OK;
}

enum hg_status hg_serve_demands(const struct hg_leontief *l,
                                const struct hg_shares *shares, size_t n,
                                const struct hg_demand *part, double *share,
                                double *residual, struct hg_error *err)
{
    const size_t wide = n < PARTS ? n + 1 : PARTS;
    struct serving s = {.l = l, .shares = shares, .n = n};
    enum hg_status status = HG_OK;
    double worst = 0;
    s.X = mrio_matrix(l->n, wide);
    s.home = mrio_matrix(hg_axis_size(l->mrio->regions), wide);
    if (!s.X || !s.home) {
        (void)hg_fail(err, HG_E_MEMORY, "no memory for %zu parts of final demand", n);
        status = HG_E_MEMORY;
    }
    for (; status == HG_OK && s.first < n; s.first += s.wide) {
        s.part = part + s.first;
        s.wide = n - s.first < PARTS ? n - s.first : PARTS;
        status = serve_some(&s, share, &worst, err);
    }
    free(s.X);
    free(s.home);
    if (status == HG_OK)
        *residual = worst;
    return status;
}
