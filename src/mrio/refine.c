/* refine.c - solutions that are refined with residuals in double (Higham 2002, ch. 12) */
#include "mrio/factors.h"
#include "mrio/larger.h"
#include <cblas.h>
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double RESIDUAL_LIMIT = 1e-10;

/* Refinement ends where the residual of each column is this part of its right-hand side,
 * or does not become four times smaller in a step: then single factors make room for
 * double ones. */
static const double RESIDUAL_GOAL = 1e-12, LEAST_GAIN = 4;

/* Right-hand sides that are refined together, at most: bounds the memory. */
enum { RIGHT_SIDES = 128 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

struct refining {
    const struct hg_leontief *l;
    bool adjoint;
    size_t widest; /* most right-hand sides in hand */
    size_t width;  /* those in hand */
    size_t stride; /* of B */
    double *B;
    double *X, *Q, *R; /* [n * width]: solution, what Z is multiplied with, residual */
    double *largest_B, *largest_R; /* [width] */
};

static void finish_refining(struct refining *r)
{
    free(r->X);
    free(r->Q);
    free(r->R);
    free(r->largest_B);
    free(r->largest_R);
}

static enum hg_status begin_refining(const struct hg_leontief *l, bool adjoint,
                                     size_t n_right, struct refining *r,
                                     struct hg_error *err)
{
    const size_t blocks = n_right / RIGHT_SIDES + 1;
    const size_t width = (n_right + blocks - 1) / blocks;
    *r =
        (struct refining){.l = l, .adjoint = adjoint, .widest = width, .stride = n_right};
    r->X = mrio_matrix(l->n, width);
    r->Q = mrio_matrix(l->n, width);
    r->R = mrio_matrix(l->n, width);
    r->largest_B = mrio_matrix(width, 1);
    r->largest_R = mrio_matrix(width, 1);
    if (!r->X || !r->Q || !r->R || !r->largest_B || !r->largest_R)
        return hg_fail(err, HG_E_MEMORY,
                       "no memory for %zu right-hand sides of %zu industries", width,
                       l->n);
    return HG_OK;
}

/* Rows of B - (I - A) X = B - X + Z Q with Q = diag(x)^-1 X. */
static void residual_rows(const struct refining *r, size_t first, size_t rows)
{
    const struct hg_leontief *l = r->l;
    const int width = (int)r->width;
    for (size_t i = first; i < first + rows; i++)
        for (size_t d = 0; d < r->width; d++)
            r->R[i * r->width + d] = r->B[i * r->stride + d] - r->X[i * r->width + d];
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, width, (int)l->n, 1,
                l->mrio->Z + first * l->n, (int)l->n, r->Q, width, 1,
                r->R + first * r->width, width);
}

/* Rows of B - (I - A)' X = B - X + diag(x)^-1 Z' X. */
static void adjoint_rows(const struct refining *r, size_t first, size_t rows)
{
    const struct hg_leontief *l = r->l;
    const int width = (int)r->width;
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)rows, width, (int)l->n, 1,
                l->mrio->Z + first, (int)l->n, r->X, width, 0, r->R + first * r->width,
                width);
    for (size_t i = first; i < first + rows; i++)
        for (size_t d = 0; d < r->width; d++) {
            const size_t k = i * r->width + d;
            r->R[k] =
                r->B[i * r->stride + d] - r->X[k] + mrio_part_of_output(l, r->R[k], i);
        }
}

static enum hg_status residual_task(void *context, size_t index, unsigned worker,
                                    struct hg_error *err)
{
    const struct refining *r = context;
    (void)worker, (void)err;
    const size_t first = index * MRIO_ROWS, rows = smaller(MRIO_ROWS, r->l->n - first);
    if (r->adjoint)
        adjoint_rows(r, first, rows);
    else
        residual_rows(r, first, rows);
    return HG_OK;
}

/* NaN when any value of the column is. */
static void find_largest(const struct refining *r, const double *value, size_t stride,
                         double *largest)
{
    memset(largest, 0, r->width * sizeof(*largest));
    for (size_t i = 0; i < r->l->n; i++)
        for (size_t d = 0; d < r->width; d++)
            largest[d] = mrio_larger(largest[d], fabs(value[i * stride + d]));
}

static enum hg_status find_residual(struct refining *r, struct hg_error *err)
{
    const size_t n = r->l->n;
    for (size_t i = 0; i < n && !r->adjoint; i++)
        for (size_t d = 0; d < r->width; d++)
            r->Q[i * r->width + d] = mrio_part_of_output(r->l, r->X[i * r->width + d], i);
    const enum hg_status status = hg_parallel(
        r->l->threads, (n + MRIO_ROWS - 1) / MRIO_ROWS, residual_task, r, err);
    find_largest(r, r->R, r->width, r->largest_R);
    return status;
}

/* Of the worst column beside its own right-hand side. */
static double worst(const struct refining *r)
{
    double worst = 0;
    for (size_t d = 0; d < r->width; d++) {
        const double part =
            r->largest_B[d] == 0 ? r->largest_R[d] : r->largest_R[d] / r->largest_B[d];
        worst = mrio_larger(worst, part);
    }
    return worst;
}

static void add_correction(const struct refining *r)
{
    for (size_t k = 0; k < r->l->n * r->width; k++)
        r->X[k] += r->R[k];
}

static enum hg_status correct(const struct refining *r, struct hg_error *err)
{
    const enum hg_status status =
        mrio_lu_solve(&r->l->lu, r->adjoint, r->width, r->R, r->l->threads, err);
    add_correction(r);
    return status;
}

/* The columns in hand: nothing is solved, all is left. */
static void begin_block(const struct refining *r)
{
    memset(r->X, 0, r->l->n * r->width * sizeof(*r->X));
    find_largest(r, r->B, r->stride, r->largest_B);
    for (size_t i = 0; i < r->l->n; i++)
        memcpy(r->R + i * r->width, r->B + i * r->stride, r->width * sizeof(*r->R));
}

static void take_solution(const struct refining *r)
{
    for (size_t i = 0; i < r->l->n; i++)
        memcpy(r->B + i * r->stride, r->X + i * r->width, r->width * sizeof(*r->X));
}

/* Solves for the columns in hand; X goes to B where it is good enough, or must be. */
static enum hg_status refine(struct refining *r, bool must, struct mrio_solution *found,
                             struct hg_error *err)
{
    begin_block(r);
    double before = INFINITY, now = 1;
    for (size_t step = 0; now > RESIDUAL_GOAL && now * LEAST_GAIN <= before; step++) {
        enum hg_status status = correct(r, err);
        if (status == HG_OK)
            status = find_residual(r, err);
        if (status != HG_OK)
            return status;
        before = now;
        now = worst(r);
        found->steps = step > found->steps ? step : found->steps;
    }
    found->converged = now <= RESIDUAL_GOAL;
    if (found->converged || must)
        take_solution(r);
    return HG_OK;
}

/* The same with double factors made for it, where single ones do not do. */
static enum hg_status refine_at_best(struct refining *r, struct hg_leontief *exact,
                                     struct mrio_solution *found, struct hg_error *err)
{
    const bool may = r->l->automatic;
    enum hg_status status = refine(r, !may, found, err);
    if (status != HG_OK || found->converged || !may)
        return status;

    *exact = *r->l;
    exact->M = NULL;
    exact->lu = (struct mrio_lu){0};
    exact->automatic = false;
    exact->precision = found->precision = HG_PRECISION_DOUBLE;
    exact->row = mrio_matrix(exact->n, 1);
    r->l = exact;
    status = exact->row
                 ? mrio_factor(exact, err)
                 : hg_fail(err, HG_E_MEMORY, "no memory for %zu industries", exact->n);
    return status == HG_OK ? refine(r, true, found, err) : status;
}

static enum hg_status check_residual(const struct hg_leontief *l, double residual,
                                     struct hg_error *err)
{
    if (residual <= RESIDUAL_LIMIT)
        return HG_OK;
    char why[96];
    (void)snprintf(why, sizeof why, "the residual is %.3g and may be at most %g",
                   residual, RESIDUAL_LIMIT);
    return mrio_refuse(l, why, err);
}

/* Block after block. */
enum hg_status mrio_refine(const struct hg_leontief *l, bool adjoint, size_t n_right,
                           double *B, struct mrio_solution *solution,
                           struct hg_error *err)
{
    struct refining r;
    struct hg_leontief exact = {0};
    struct mrio_solution found = {.precision = l->precision};
    double left = 0, right = 0;
    bool converged = true;
    enum hg_status status = begin_refining(l, adjoint, n_right, &r, err);
    for (size_t first = 0; status == HG_OK && first < n_right; first += r.width) {
        r.B = B + first;
        r.width = smaller(r.widest, n_right - first);
        status = refine_at_best(&r, &exact, &found, err);
        converged &= found.converged;
        for (size_t d = 0; status == HG_OK && d < r.width; d++) {
            left = mrio_larger(left, r.largest_R[d]);
            right = mrio_larger(right, r.largest_B[d]);
        }
    }
    finish_refining(&r);
    mrio_lu_finish(&exact.lu);
    free(exact.M);
    free(exact.row);
    if (status != HG_OK)
        return status;
    found.converged = converged;
    found.residual = right == 0 ? left : left / right;
    *solution = found;
    return HG_OK;
}

enum hg_status mrio_solve(const struct hg_leontief *l, bool adjoint, size_t n_right,
                          double *B, struct mrio_solution *solution, struct hg_error *err)
{
    const enum hg_status status = mrio_refine(l, adjoint, n_right, B, solution, err);
    return status == HG_OK ? check_residual(l, solution->residual, err) : status;
}

static enum hg_status solve(const struct hg_leontief *l, bool adjoint, size_t n_right,
                            double *B, double *residual, struct hg_error *err)
{
    struct mrio_solution solution;
    const enum hg_status status = mrio_solve(l, adjoint, n_right, B, &solution, err);
    if (status == HG_OK)
        *residual = solution.residual;
    return status;
}

enum hg_status hg_leontief_solve(const struct hg_leontief *l, size_t n_right, double *B,
                                 double *residual, struct hg_error *err)
{
    return solve(l, false, n_right, B, residual, err);
}

enum hg_status hg_leontief_solve_adjoint(const struct hg_leontief *l, size_t n_right,
                                         double *B, double *residual,
                                         struct hg_error *err)
{
    return solve(l, true, n_right, B, residual, err);
}
