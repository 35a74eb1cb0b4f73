/* mrio_sut.c - model D of Eurostat (2008), region by region */
#include "io/mrio_sut.h"
#include <hotgrid/parallel.h>
#include <stdlib.h>
#include <string.h>

/* Columns at once: a block of 120 sectors stays in the cache of a core. */
#define COLUMNS_AT_ONCE 256

void mrio_market_shares(const struct mrio_supply *supply, bool *unsupplied)
{
    const size_t s = supply->n_sector;
    for (size_t region = 0; region < supply->n_region; region++) {
        double *V = supply->V + region * s * s;
        for (size_t product = 0; product < s; product++) {
            double q = 0;
            for (size_t i = 0; i < s; i++)
                q += V[i * s + product];
            unsupplied[region * s + product] = q == 0;
            for (size_t i = 0; i < s; i++)
                V[i * s + product] =
                    q != 0 ? V[i * s + product] / q : (i == product ? 1 : 0);
        }
    }
}

struct work {
    const struct mrio_supply *supply;
    size_t n_column;
    double *use;
};

/* D of one region times n columns of the use of its products, which are in the block. */
static void multiply(const double *D, size_t s, const double *block, size_t n,
                     double *out, size_t stride)
{
    for (size_t i = 0; i < s; i++) {
        double *row = out + i * stride;
        memset(row, 0, n * sizeof(*row));
        for (size_t product = 0; product < s; product++) {
            const double share = D[i * s + product];
            const double *from = block + product * n;
            for (size_t k = 0; share != 0 && k < n; k++)
                row[k] += share * from[k];
        }
    }
}

static enum hg_status turn_region(void *context, size_t region, unsigned worker,
                                  struct hg_error *err)
{
    (void)worker;
    const struct work *work = context;
    const size_t s = work->supply->n_sector, m = work->n_column;
    double *use = work->use + region * s * m;
    double *block = calloc(s * COLUMNS_AT_ONCE, sizeof(*block));
    if (!block)
        return hg_fail(err, HG_E_MEMORY, "no memory to turn products into industries");
    for (size_t first = 0; first < m; first += COLUMNS_AT_ONCE) {
        const size_t n = m - first < COLUMNS_AT_ONCE ? m - first : COLUMNS_AT_ONCE;
        for (size_t product = 0; product < s; product++)
            memcpy(block + product * n, use + product * m + first, n * sizeof(*block));
        multiply(work->supply->V + region * s * s, s, block, n, use + first, m);
    }
    free(block);
    return HG_OK;
}

enum hg_status mrio_use_by_industry(const struct mrio_supply *supply, size_t n_column,
                                    double *use, unsigned threads, struct hg_error *err)
{
    struct work work = {supply, n_column, use};
    return hg_parallel(threads, supply->n_region, turn_region, &work, err);
}
