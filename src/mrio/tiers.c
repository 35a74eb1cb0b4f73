/* tiers.c - how deep in the chain of supply an emission lies */
#include <cblas.h>
#include <hotgrid/accounts.h>
#include <hotgrid/leontief.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static double product(size_t n, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* total = f' (I - A)^-1 y */
static enum hg_status whole(size_t n, const double *A, const double *f, const double *y,
                            double *M, double *x, double *total, struct hg_error *err)
{
    for (size_t k = 0; k < n * n; k++)
        M[k] = -A[k];
    for (size_t i = 0; i < n; i++)
        M[i * n + i] += 1;
    memcpy(x, y, n * sizeof(*x));
    const enum hg_status status = hg_lu_solve(n, M, 1, x, 1, err);
    if (status == HG_OK)
        *total = product(n, f, x);
    return status;
}

enum hg_status hg_tiers(size_t n_industry, const double *A, const double *f,
                        const double *y, size_t n, double *out, struct hg_error *err)
{
    const size_t size = n_industry;
    if (size == 0 || size > INT32_MAX)
        return hg_fail(err, HG_E_ARG, "tiers of a table with %zu industries", size);
    enum hg_status status;
    double *M = calloc(size * size, sizeof *M), *tier = calloc(size, sizeof *tier);
    double *next = calloc(size, sizeof *next), total;
    if (!M || !tier || !next) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for tiers of %zu industries", size);
        goto done;
    }
    status = whole(size, A, f, y, M, tier, &total, err);
    if (status != HG_OK)
        goto done;

    memcpy(tier, y, size * sizeof(*tier));
    double sum = 0;
    for (size_t k = 0; k < n; k++) {
        out[k] = product(size, f, tier);
        sum += out[k];
        cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)size, (int)size, 1, A, (int)size,
                    tier, 1, 0, next, 1);
        double *swap = tier;
        tier = next;
        next = swap;
    }
    out[n] = total - sum;
done:
    free(M);
    free(tier);
    free(next);
    return status;
}
