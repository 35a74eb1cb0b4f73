/* tiers.c - how deep in the chain of supply an emission lies */
#include "mrio/factors.h"
#include <hotgrid/accounts.h>
#include <stdlib.h>
#include <string.h>

static double product(size_t n, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

enum hg_status hg_tiers(const struct hg_leontief *l, const double *f, const double *y,
                        size_t n, double *out, struct hg_error *err)
{
    double *tier = mrio_matrix(l->n, 1), *next = mrio_matrix(l->n, 1), residual;
    enum hg_status status = HG_OK;
    if (!tier || !next) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for tiers of %zu industries", l->n);
        goto done;
    }
    memcpy(tier, y, l->n * sizeof(*tier));
    status = hg_leontief_solve(l, 1, tier, &residual, err);
    if (status != HG_OK)
        goto done;

    const double total = product(l->n, f, tier);
    memcpy(tier, y, l->n * sizeof(*tier));
    double sum = 0;
    for (size_t k = 0; k < n; k++) {
        out[k] = product(l->n, f, tier);
        sum += out[k];
        hg_leontief_supply(l, tier, next);
        double *swap = tier;
        tier = next;
        next = swap;
    }
    out[n] = total - sum;
done:
    free(tier);
    free(next);
    return status;
}
