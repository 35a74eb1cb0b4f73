/* plant_moves.c - plants of a trade table that move: the accounts with them elsewhere */
#include <hotgrid/plant_moves.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What leaves an industry may be all of it, to rounding. */
static const double ROUNDING = 1e-12;

struct moving {
    const struct hg_mrio *mrio;
    const struct hg_shares *shares;
    size_t n, D;
    const struct hg_plant_move *move;
    double *G;     /* [industry * n + move] */
    double *small; /* [n * n]: I - V G */
    double *W;     /* [move * D + d]: of (I - V G)^-1 V X */
    double *rest;  /* [industry]: e of the plants that stay */
};

static const char *region_code(const struct hg_mrio *mrio, size_t industry)
{
    return hg_axis_code(mrio->regions, mrio->region_of[industry]);
}

static const char *sector_code(const struct hg_mrio *mrio, size_t industry)
{
    return hg_axis_code(mrio->sectors, mrio->sector_of[industry]);
}

static enum hg_status check_origin(const struct moving *m, const double *e, size_t first,
                                   struct hg_error *err)
{
    double share = 0, leaves = 0;
    const size_t o = m->move[first].origin;
    for (size_t k = 0; k < m->n; k++)
        if (m->move[k].origin == o) {
            share += m->move[k].share;
            leaves += m->move[k].leaves;
        }
    if (!(share <= 1 + ROUNDING))
        return hg_fail(err, HG_E_ARG,
                       "%.6g times the output of %s of %s moves; it has 1 to give", share,
                       sector_code(m->mrio, o), region_code(m->mrio, o));
    if (!(leaves <= e[o] * (1 + ROUNDING)))
        return hg_fail(err, HG_E_ARG,
                       "%.6g kg leave %s of %s, which emits %.6g kg in the trade table",
                       leaves, sector_code(m->mrio, o), region_code(m->mrio, o), e[o]);
    return HG_OK;
}

static enum hg_status check(const struct moving *m, const double *x, const double *e,
                            struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t k = 0; status == HG_OK && k < m->n; k++) {
        const struct hg_plant_move *move = &m->move[k];
        const size_t idle = x[move->origin] > 0 ? move->technique : move->origin;
        if (!(x[idle] > 0))
            return hg_fail(err, HG_E_INPUT,
                           "%s of %s has no output in the trade table, so that it has no "
                           "inputs either",
                           sector_code(m->mrio, idle), region_code(m->mrio, idle));
        if (!(move->share >= 0 && move->leaves >= 0 && move->arrives >= 0 &&
              isfinite(move->arrives)))
            return hg_fail(err, HG_E_ARG,
                           "a move of share %g, %g kg less and %g kg more; none may be "
                           "below 0",
                           move->share, move->leaves, move->arrives);
        status = check_origin(m, e, k, err);
    }
    return status;
}

/* U; false where no inputs change. */
static bool change_inputs(const struct moving *m, const double *x)
{
    const size_t n = m->mrio->n;
    bool any = false;
    for (size_t k = 0; k < m->n; k++) {
        const size_t o = m->move[k].origin, c = m->move[k].technique;
        if (o == c || m->move[k].share == 0)
            continue;
        any = true;
        for (size_t i = 0; i < n; i++) {
            const double *row = &m->mrio->Z[i * n];
            m->G[i * m->n + k] = m->move[k].share * (row[c] / x[c] - row[o] / x[o]);
        }
    }
    return any;
}

/* X, as it was before. */
static double bought(const struct moving *m, size_t i, size_t d)
{
    return m->shares->share[i * m->D + d] * m->shares->served[i];
}

/* (I - V G)^-1 V X. */
static enum hg_status solve_small(const struct moving *m, struct hg_error *err)
{
    for (size_t k = 0; k < m->n; k++) {
        const size_t o = m->move[k].origin;
        for (size_t l = 0; l < m->n; l++)
            m->small[k * m->n + l] = (k == l ? 1 : 0) - m->G[o * m->n + l];
        for (size_t d = 0; d < m->D; d++)
            m->W[k * m->D + d] = bought(m, o, d);
    }
    return hg_lu_solve(m->n, m->small, m->D, m->W, 1, err);
}

/* What industry i emits for d, part of it moved. */
static void enter(const struct moving *m, size_t i, size_t d, double *pba, double *cba)
{
    const size_t home = m->mrio->region_of[i];
    double part = m->shares->share[i * m->D + d];
    if (m->shares->served[i] != 0) {
        for (size_t k = 0; k < m->n; k++)
            part += m->G[i * m->n + k] * m->W[k * m->D + d] / m->shares->served[i];
        for (size_t k = 0; k < m->n; k++)
            if (m->move[k].origin == i) {
                pba[m->move[k].destination] += m->move[k].arrives * part;
                cba[d] += m->move[k].arrives * part;
            }
    }
    pba[home] += m->rest[i] * part;
    cba[d] += m->rest[i] * part;
}

static enum hg_status move_all(const struct moving *m, const struct hg_leontief *leontief,
                               const double *e, double *pba, double *cba,
                               double *residual, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    *residual = 0;
    if (change_inputs(m, hg_leontief_output(leontief))) {
        status = hg_leontief_solve(leontief, m->n, m->G, residual, err);
        if (status == HG_OK)
            status = solve_small(m, err);
    }
    if (status != HG_OK)
        return status;
    memcpy(m->rest, e, m->mrio->n * sizeof(*e));
    for (size_t k = 0; k < m->n; k++)
        m->rest[m->move[k].origin] -= m->move[k].leaves;
    memset(pba, 0, m->D * sizeof(*pba));
    memset(cba, 0, m->D * sizeof(*cba));
    for (size_t i = 0; i < m->mrio->n; i++)
        for (size_t d = 0; d < m->D; d++)
            enter(m, i, d, pba, cba);
    return HG_OK;
}

enum hg_status hg_move_plants(const struct hg_leontief *leontief,
                              const struct hg_mrio *mrio, const struct hg_shares *shares,
                              const double *e, size_t n, const struct hg_plant_move *move,
                              double *pba, double *cba, double *residual,
                              struct hg_error *err)
{
    const size_t D = shares->n_destination;
    struct moving m = {.mrio = mrio, .shares = shares, .n = n, .D = D, .move = move};
    enum hg_status status = check(&m, hg_leontief_output(leontief), e, err);
    if (status != HG_OK)
        return status;
    m.G = calloc(mrio->n * n + 1, sizeof(*m.G));
    m.small = calloc(n * n + 1, sizeof(*m.small));
    m.W = calloc(n * D + 1, sizeof(*m.W));
    m.rest = calloc(mrio->n + 1, sizeof(*m.rest));
    status = m.G && m.small && m.W && m.rest
                 ? move_all(&m, leontief, e, pba, cba, residual, err)
                 : hg_fail(err, HG_E_MEMORY, "no memory for the accounts of moves");
    free(m.G);
    free(m.small);
    free(m.W);
    free(m.rest);
    return status;
}
