/* details.c - what single industries serve, by category and product of final demand */
#include <hotgrid/leontief.h>
#include <stdlib.h>
#include <string.h>

enum hg_status hg_leontief_rows(const struct hg_leontief *leontief, size_t n,
                                size_t n_row, const size_t *row, double *out,
                                double *residual, struct hg_error *err)
{
    double *W = calloc(n * n_row + 1, sizeof(*W)); /* a column for each row */
    if (!W)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu rows of the inverse", n_row);
    for (size_t r = 0; r < n_row; r++)
        W[row[r] * n_row + r] = 1;
    *residual = 0;
    const enum hg_status status =
        n_row ? hg_leontief_solve_adjoint(leontief, n_row, W, residual, err) : HG_OK;
    for (size_t r = 0; status == HG_OK && r < n_row; r++)
        for (size_t i = 0; i < n; i++)
            out[r * n + i] = W[i * n_row + r];
    free(W);
    return status;
}

void hg_demand_of(const struct hg_mrio *mrio, size_t destination, double *out)
{
    const size_t D = hg_axis_size(mrio->regions), K = hg_axis_size(mrio->categories);
    for (size_t i = 0; i < mrio->n; i++)
        for (size_t k = 0; k < K; k++)
            out[i * K + k] = mrio->Y[(i * D + destination) * K + k];
}

/* Of a region's own final demand, for an industry without output; by number of cells
 * where it demands nothing in sum. */
static void serve_home(const struct hg_mrio *mrio, const double *demand, double *out)
{
    const size_t K = hg_axis_size(mrio->categories), P = hg_axis_size(mrio->sectors);
    double all = 0;
    for (size_t y = 0; y < mrio->n * K; y++)
        all += demand[y];
    for (size_t i = 0; i < mrio->n; i++)
        for (size_t k = 0; k < K; k++)
            out[k * P + mrio->sector_of[i]] +=
                all != 0 ? demand[i * K + k] / all : 1 / (double)(mrio->n * K);
}

void hg_serve_details(const struct hg_mrio *mrio, const struct hg_shares *shares,
                      size_t industry, const double *inverse_row, size_t destination,
                      const double *demand, double *out)
{
    const size_t K = hg_axis_size(mrio->categories), P = hg_axis_size(mrio->sectors);
    memset(out, 0, K * P * sizeof(*out));
    if (shares->zero_output[industry]) {
        if (mrio->region_of[industry] == destination)
            serve_home(mrio, demand, out);
        return;
    }
    for (size_t i = 0; i < mrio->n; i++)
        for (size_t k = 0; k < K; k++)
            out[k * P + mrio->sector_of[i]] += inverse_row[i] * demand[i * K + k];
    for (size_t p = 0; p < K * P; p++)
        out[p] /= shares->served[industry];
}
