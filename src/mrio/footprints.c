/* footprints.c - emissions by origin, destination, category, product and route */
#include <hotgrid/accounts.h>
#include <hotgrid/footprints.h>
#include <stdlib.h>
#include <string.h>

void hg_footprints_destroy(struct hg_footprints *footprints)
{
    if (!footprints)
        return;
    free(footprints->production);
    free(footprints->consumption);
    free(footprints->flow);
    free(footprints->intensity);
    free(footprints->multiplier);
    free(footprints->idle);
    free(footprints->product);
    free(footprints->route);
    free(footprints->tier);
    free(footprints);
}

static struct hg_footprints *create(const struct hg_mrio *mrio, size_t n_tier)
{
    const size_t D = hg_axis_size(mrio->regions), S = hg_axis_size(mrio->sectors);
    const size_t K = hg_axis_size(mrio->categories);
    struct hg_footprints *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->n_region = D;
    p->n_sector = S;
    p->n_category = K;
    p->n_tier = n_tier;
    p->production = calloc(D + 1, sizeof(double));
    p->consumption = calloc(D + 1, sizeof(double));
    p->flow = calloc(D * D + 1, sizeof(double));
    p->intensity = calloc(mrio->n + 1, sizeof(double));
    p->multiplier = calloc(mrio->n + 1, sizeof(double));
    p->idle = calloc(D + 1, sizeof(double));
    p->product = calloc(D * K * S + 1, sizeof(double));
    p->route = calloc(D * D * HG_N_ROUTE + 1, sizeof(double));
    p->tier = calloc((n_tier + 1) * D + 1, sizeof(double));
    if (p->production && p->consumption && p->flow && p->intensity && p->multiplier &&
        p->idle && p->product && p->route && p->tier)
        return p;
    hg_footprints_destroy(p);
    return NULL;
}

/* f = e / x.  S was divided by what L Y makes of x, and so are these. */
static void intensities(const struct hg_shares *shares, const double *e, double *f)
{
    for (size_t i = 0; i < shares->n; i++)
        f[i] = shares->zero_output[i] ? 0 : e[i] / shares->served[i];
}

/* What S alone tells. */
static void serve(const struct hg_footprint_params *params, struct hg_footprints *out)
{
    const struct hg_mrio *mrio = params->mrio;
    hg_table_accounts(mrio, params->shares, params->e, out->production, out->consumption,
                      out->flow);
    for (size_t i = 0; i < mrio->n; i++) {
        if (params->shares->zero_output[i])
            out->idle[mrio->region_of[i]] += params->e[i];
        out->total += params->e[i];
    }
}

/* Regions that emit, and the column of W of each. */
struct origins {
    size_t n, *region; /* [n] */
    size_t *column;    /* [region]: HG_NOT_FOUND where nothing is emitted */
};

static bool find_origins(const struct hg_mrio *mrio, const double *f, struct origins *out)
{
    const size_t D = hg_axis_size(mrio->regions);
    out->region = calloc(D + 1, sizeof(*out->region));
    out->column = calloc(D + 1, sizeof(*out->column));
    if (!out->region || !out->column)
        return false;
    for (size_t i = 0; i < mrio->n; i++)
        if (f[i] != 0)
            out->column[mrio->region_of[i]] = 1;
    for (size_t r = 0; r < D; r++) {
        const bool emits = out->column[r] == 1;
        out->column[r] = emits ? out->n : HG_NOT_FOUND;
        if (emits)
            out->region[out->n++] = r;
    }
    return true;
}

static enum hg_route route_of(size_t origin, size_t seller, size_t destination)
{
    if (seller == origin)
        return HG_ROUTE_OWN;
    return seller == destination ? HG_ROUTE_DESTINATION : HG_ROUTE_OTHERS;
}

/* Row j of W times row j of Y: the final goods of one industry. */
static void enter_goods(const struct hg_mrio *mrio, const struct origins *origins,
                        const double *w, size_t j, struct hg_footprints *out)
{
    const size_t D = out->n_region, K = out->n_category, S = out->n_sector;
    const size_t seller = mrio->region_of[j];
    double all = 0; /* m_j: emitted in all the world for one unit of the good */
    for (size_t a = 0; a < origins->n; a++)
        all += w[a];
    out->multiplier[j] = all;
    for (size_t d = 0; d < D; d++) {
        const double *y = mrio->Y + (j * D + d) * K;
        double demand = 0;
        for (size_t k = 0; k < K; k++) {
            out->product[(d * K + k) * S + mrio->sector_of[j]] += all * y[k];
            demand += y[k];
        }
        for (size_t a = 0; demand != 0 && a < origins->n; a++) {
            const size_t r = origins->region[a];
            out->route[(r * D + d) * HG_N_ROUTE + route_of(r, seller, d)] +=
                w[a] * demand;
        }
    }
}

static enum hg_status trace(const struct hg_footprint_params *params, const double *f,
                            const struct origins *origins, struct hg_footprints *out,
                            struct hg_error *err)
{
    const struct hg_mrio *mrio = params->mrio;
    const size_t n = mrio->n, n_origin = origins->n;
    if (n_origin == 0)
        return HG_OK;
    double *W = calloc(n * n_origin + 1, sizeof *W);
    if (!W)
        return hg_fail(err, HG_E_MEMORY, "no memory for the footprints of %zu regions",
                       n_origin);
    for (size_t i = 0; i < n; i++)
        if (f[i] != 0)
            W[i * n_origin + origins->column[mrio->region_of[i]]] = f[i];
    const enum hg_status status =
        hg_leontief_solve_adjoint(params->leontief, n_origin, W, &out->residual, err);
    for (size_t j = 0; status == HG_OK && j < n; j++)
        enter_goods(mrio, origins, W + j * n_origin, j, out);
    free(W);
    return status;
}

double hg_footprint_category(const struct hg_footprints *footprints, size_t destination,
                             size_t category)
{
    const size_t S = footprints->n_sector;
    const double *product =
        footprints->product + (destination * footprints->n_category + category) * S;
    double sum = 0;
    for (size_t s = 0; s < S; s++)
        sum += product[s];
    return sum;
}

/* What has no output is not traced: it serves its own region, and is told by the parts of
 * all that is demanded there, as hg_serve_demands() does. */
static void enter_idle(const struct hg_mrio *mrio, size_t region,
                       struct hg_footprints *out)
{
    const size_t D = out->n_region, K = out->n_category, S = out->n_sector;
    double demand = 0;
    for (size_t j = 0; j < mrio->n; j++)
        for (size_t k = 0; k < K; k++)
            demand += mrio->Y[(j * D + region) * K + k];
    for (size_t j = 0; j < mrio->n; j++)
        for (size_t k = 0; k < K; k++)
            out->product[(region * K + k) * S + mrio->sector_of[j]] +=
                out->idle[region] * (demand != 0
                                         ? mrio->Y[(j * D + region) * K + k] / demand
                                         : 1 / (double)(mrio->n * K));
}

/* Tiers of all that is traced to final goods. */
static enum hg_status find_tiers(const struct hg_footprint_params *params,
                                 const double *x, const double *f,
                                 struct hg_footprints *out, struct hg_error *err)
{
    const size_t D = out->n_region;
    double *total = calloc(D + 1, sizeof *total);
    if (!total)
        return hg_fail(err, HG_E_MEMORY, "no memory for tiers of %zu destinations", D);
    for (size_t d = 0; d < D; d++)
        for (size_t k = 0; k < out->n_category; k++)
            total[d] += hg_footprint_category(out, d, k);
    const enum hg_status status = hg_tiers(params->mrio, x, f, total, params->n_tier,
                                           params->threads, out->tier, err);
    free(total);
    return status;
}

enum hg_status hg_footprints_create(const struct hg_footprint_params *params,
                                    struct hg_footprints **out, struct hg_error *err)
{
    const struct hg_mrio *mrio = params->mrio;
    const double *x = hg_leontief_output(params->leontief);
    struct origins origins = {0};
    enum hg_status status = HG_OK;
    struct hg_footprints *made = create(mrio, params->n_tier);
    const double *f = made ? made->intensity : NULL;
    if (made)
        intensities(params->shares, params->e, made->intensity);
    if (!made || !find_origins(mrio, f, &origins)) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for footprints of %zu industries",
                         mrio->n);
        goto done;
    }
    serve(params, made);
    status = trace(params, f, &origins, made, err);
    if (status == HG_OK)
        status = find_tiers(params, x, f, made, err);
    if (status != HG_OK)
        goto done;
    for (size_t r = 0; r < made->n_region; r++)
        if (made->idle[r] != 0)
            enter_idle(mrio, r, made);
    *out = made;
    made = NULL; /* now the caller's */
done:
    hg_footprints_destroy(made);
    free(origins.region);
    free(origins.column);
    return status;
}
