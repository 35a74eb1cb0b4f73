/* bilateral.c - emissions embodied in bilateral trade: who buys, region by region */
#include <hotgrid/footprints.h>
#include <stdlib.h>

/* One region with its industries. */
struct home {
    size_t region, n, *row; /* [n] */
    double *M, *w;          /* [n * n], [n] */
};

static void take_rows(const struct hg_mrio *mrio, struct home *home)
{
    home->n = 0;
    for (size_t i = 0; i < mrio->n; i++)
        if (mrio->region_of[i] == home->region)
            home->row[home->n++] = i;
}

/* Industries of the region that has most. */
static size_t largest_region(const struct hg_mrio *mrio)
{
    size_t most = 0;
    for (size_t r = 0; r < hg_axis_size(mrio->regions); r++) {
        size_t n = 0;
        for (size_t i = 0; i < mrio->n; i++)
            n += mrio->region_of[i] == r;
        most = n > most ? n : most;
    }
    return most;
}

/* (I - A^rr)' and f_r. */
static void set_up(const struct hg_mrio *mrio, const double *x, const double *e,
                   struct home *home)
{
    for (size_t b = 0; b < home->n; b++) {
        const size_t j = home->row[b];
        for (size_t a = 0; a < home->n; a++) {
            const size_t i = home->row[a];
            const double share = x[j] == 0 ? 0 : mrio->Z[i * mrio->n + j] / x[j];
            home->M[b * home->n + a] = (a == b ? 1 : 0) - share;
        }
        home->w[b] = x[j] == 0 ? 0 : e[j] / x[j];
    }
}

/* w' ex^rs for all s; for r itself what its own final demand takes. */
static void sell(const struct hg_mrio *mrio, const double *x, const double *e,
                 const struct home *home, double *flow)
{
    const size_t D = hg_axis_size(mrio->regions), K = hg_axis_size(mrio->categories);
    for (size_t d = 0; d < D; d++)
        flow[d] = 0;
    for (size_t a = 0; a < home->n; a++) {
        const size_t i = home->row[a];
        for (size_t j = 0; j < mrio->n; j++)
            if (mrio->region_of[j] != home->region)
                flow[mrio->region_of[j]] += home->w[a] * mrio->Z[i * mrio->n + j];
        for (size_t d = 0; d < D; d++)
            for (size_t k = 0; k < K; k++)
                flow[d] += home->w[a] * mrio->Y[(i * D + d) * K + k];
        if (x[i] == 0)
            flow[home->region] += e[i];
    }
}

enum hg_status hg_bilateral(const struct hg_mrio *mrio, const double *x, const double *e,
                            unsigned threads, double *flow, struct hg_error *err)
{
    const size_t D = hg_axis_size(mrio->regions);
    const size_t most = largest_region(mrio);
    enum hg_status status = HG_OK;
    struct home home = {.row = calloc(most + 1, sizeof(*home.row)),
                        .M = calloc(most * most + 1, sizeof(*home.M)),
                        .w = calloc(most + 1, sizeof(*home.w))};
    if (!home.row || !home.M || !home.w) {
        status =
            hg_fail(err, HG_E_MEMORY, "no memory for bilateral trade of %zu regions", D);
        goto done;
    }
    for (home.region = 0; status == HG_OK && home.region < D; home.region++) {
        struct hg_error why = {0};
        take_rows(mrio, &home);
        set_up(mrio, x, e, &home);
        if (home.n)
            status = hg_lu_solve(home.n, home.M, 1, home.w, threads, &why);
        if (status != HG_OK)
            status = hg_fail(err, status, "bilateral trade of region %s: %s",
                             hg_axis_code(mrio->regions, home.region), why.message);
        else
            sell(mrio, x, e, &home, flow + home.region * D);
    }
done:
    free(home.row);
    free(home.M);
    free(home.w);
    return status;
}
