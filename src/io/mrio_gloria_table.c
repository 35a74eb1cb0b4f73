/* mrio_gloria_table.c - supply, use and final demand of GLORIA made a table by industries
 */
#include "io/mrio_gloria.h"
#include "io/mrio_raw.h"
#include "io/mrio_sut.h"
#include <hotgrid/axis.h>
#include <stdlib.h>
#include <string.h>

/* All pairs of a region and a name, region by region. */
static enum hg_status make_pairs(struct mrio_reading *reading, size_t n_region,
                                 const struct mrio_label *region, size_t n,
                                 const struct mrio_label *name, struct mrio_label **out,
                                 struct hg_error *err)
{
    struct mrio_label *pair = hg_arena_alloc(reading->arena, n_region * n, sizeof(*pair));
    if (!pair)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", reading->place.path);
    for (size_t i = 0; i < n_region * n; i++) {
        const struct mrio_label *r = &region[i / n];
        pair[i] = name[i % n];
        pair[i].text[0] = r->text[0];
        pair[i].line[0] = r->line[0];
        pair[i].at[0] = r->at[0];
    }
    *out = pair;
    return HG_OK;
}

/* A table while it is read. */
struct reading {
    struct hg_mrio *mrio;
    struct mrio_supply supply;
    size_t n_demand, *to; /* columns of Y in the file, and their places */
    bool *unsupplied;     /* [product] */
    size_t *fault; /* [row of T]: number of a column that holds what it may not, from 1 */
};

static enum hg_status set_axes(struct mrio_reading *reading, struct reading *r,
                               struct hg_error *err)
{
    struct mrio_label *region = NULL, *sector = NULL, *demand = NULL, *pair = NULL;
    size_t n_region = 0, n_sector = 0, n_demand = 0;
    enum hg_status status =
        gloria_names(reading, GLORIA_REGIONS, "Region_acronyms", &n_region, &region, err);
    if (status == HG_OK)
        status = gloria_names(reading, GLORIA_SECTORS, "Sector_names", &n_sector, &sector,
                              err);
    if (status == HG_OK)
        status = gloria_names(reading, GLORIA_DEMANDS, "Final_demand_names", &n_demand,
                              &demand, err);
    if (status == HG_OK)
        status = make_pairs(reading, n_region, region, n_sector, sector, &pair, err);
    if (status == HG_OK)
        status = mrio_set_industries(r->mrio, n_region * n_sector, pair, err);
    if (status == HG_OK)
        status = make_pairs(reading, n_region, region, n_demand, demand, &pair, err);
    if (status != HG_OK)
        return status;
    r->supply = (struct mrio_supply){.n_region = n_region, .n_sector = n_sector};
    r->n_demand = n_region * n_demand;
    r->to = hg_arena_alloc(reading->arena, r->n_demand, sizeof(*r->to));
    if (!r->to)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", reading->place.path);
    return mrio_set_demands(r->mrio, r->n_demand, pair, r->to, err);
}

/* Row `industry` of V: products of its own region only. */
static void take_supply(struct reading *r, size_t row, size_t region, size_t industry,
                        const double *values)
{
    const size_t s = r->supply.n_sector;
    const size_t first = region * 2 * s + s;
    double *v = r->supply.V + (region * s + industry) * s;
    for (size_t k = 0; k < r->mrio->n * 2; k++) {
        if (k >= first && k < first + s)
            v[k - first] = values[k];
        else if (values[k] != 0 && r->fault[row] == 0)
            r->fault[row] = k + 1;
    }
}

static void take_transactions(void *context, size_t row, const double *values)
{
    struct reading *r = context;
    const size_t s = r->supply.n_sector, n = r->mrio->n;
    const size_t region = row / (2 * s), k = row % (2 * s);
    if (k < s) {
        take_supply(r, row, region, k, values);
        return;
    }
    double *z = r->mrio->Z + (region * s + k - s) * n;
    for (size_t other = 0; other < r->supply.n_region; other++) {
        const double *from = values + other * 2 * s;
        memcpy(z + other * s, from, s * sizeof(*z));
        for (size_t i = s; i < 2 * s; i++)
            if (from[i] != 0 && r->fault[row] == 0)
                r->fault[row] = other * 2 * s + i + 1;
    }
}

static void take_demand(void *context, size_t row, const double *values)
{
    struct reading *r = context;
    const size_t s = r->supply.n_sector;
    const size_t region = row / (2 * s), k = row % (2 * s);
    const size_t m = hg_axis_size(r->mrio->regions) * hg_axis_size(r->mrio->categories);
    for (size_t i = 0; i < r->n_demand; i++) {
        if (k >= s)
            r->mrio->Y[(region * s + k - s) * m + r->to[i]] = values[i];
        else if (values[i] != 0 && r->fault[row] == 0)
            r->fault[row] = i + 1;
    }
}

/* Faults of T are those of the first row that has one. */
static enum hg_status check_rows(const struct reading *r, const char *path,
                                 const char *expected, struct hg_error *err)
{
    for (size_t row = 0; row < 2 * r->mrio->n; row++)
        if (r->fault[row] != 0)
            return mrio_raw_fail(path, row, r->fault[row] - 1, err, "is not 0; %s",
                                 expected);
    return HG_OK;
}

static enum hg_status read_matrices(struct mrio_reading *reading, struct reading *r,
                                    struct hg_error *err)
{
    const struct gloria *gloria = reading->found;
    struct mrio_raw raw = {.path = gloria->t,
                           .n_row = 2 * r->mrio->n,
                           .n_column = 2 * r->mrio->n,
                           .context = r,
                           .rows = "the sheets of regions and sectors (twice: industries "
                                   "and products)",
                           .take = take_transactions};
    raw.columns = raw.rows;
    enum hg_status status = mrio_read_raw(reading, &raw, err);
    if (status == HG_OK)
        status =
            check_rows(r, gloria->t,
                       "industries supply products of their own region, and products "
                       "are used by industries",
                       err);
    raw.path = gloria->y;
    raw.n_column = r->n_demand;
    raw.columns = "the sheets of regions and final demand";
    raw.take = take_demand;
    if (status == HG_OK)
        status = mrio_read_raw(reading, &raw, err);
    return status == HG_OK ? check_rows(r, gloria->y,
                                        "final demand uses products, not industries", err)
                           : status;
}

/* What is used of products that nobody supplies; see mrio_sut.h. */
static void tell_unsupplied(const struct mrio_reading *reading, const struct reading *r)
{
    const struct hg_mrio *mrio = r->mrio;
    const size_t m = hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
    size_t n = 0;
    double used = 0;
    for (size_t i = 0; i < mrio->n; i++) {
        double sum = 0;
        for (size_t k = 0; r->unsupplied[i] && k < mrio->n; k++)
            sum += mrio->Z[i * mrio->n + k];
        for (size_t k = 0; r->unsupplied[i] && k < m; k++)
            sum += mrio->Y[i * m + k];
        n += sum != 0;
        used += sum;
    }
    if (n > 0)
        hg_log_print(reading->source->log, HG_LOG_WARNING,
                     "%s: %zu products are used and nobody supplies them, %.6g in all; "
                     "taken for products of the industry of the same name and region",
                     reading->place.path, n, used);
}

static enum hg_status make_industries(const struct mrio_reading *reading,
                                      const struct reading *r, struct hg_error *err)
{
    struct hg_mrio *mrio = r->mrio;
    const unsigned threads = reading->source->threads;
    mrio_market_shares(&r->supply, r->unsupplied);
    tell_unsupplied(reading, r);
    const enum hg_status status =
        mrio_use_by_industry(&r->supply, mrio->n, mrio->Z, threads, err);
    if (status != HG_OK)
        return status;
    return mrio_use_by_industry(
        &r->supply, hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories), mrio->Y,
        threads, err);
}

static enum hg_status make_matrices(struct reading *r, struct hg_error *err)
{
    const size_t n = r->mrio->n;
    enum hg_status status = mrio_make_z(r->mrio, err);
    if (status == HG_OK)
        status = mrio_make_y(r->mrio, err);
    if (status != HG_OK)
        return status;
    r->supply.V = calloc(n * r->supply.n_sector, sizeof(*r->supply.V));
    r->unsupplied = calloc(n, sizeof(*r->unsupplied));
    r->fault = calloc(2 * n, sizeof(*r->fault));
    if (!r->supply.V || !r->unsupplied || !r->fault)
        return hg_fail(err, HG_E_MEMORY, "no memory for a supply table of %zu industries",
                       n);
    return HG_OK;
}

enum hg_status gloria_read(struct mrio_reading *reading, struct hg_mrio *mrio,
                           struct hg_error *err)
{
    struct reading r = {.mrio = mrio};
    enum hg_status status = set_axes(reading, &r, err);
    if (status == HG_OK)
        status = make_matrices(&r, err);
    if (status == HG_OK)
        status = read_matrices(reading, &r, err);
    if (status == HG_OK)
        status = make_industries(reading, &r, err);
    if (status == HG_OK && !(mrio->unit = strdup("'000 US$")))
        status = hg_fail(err, HG_E_MEMORY, "no memory for the unit of a table");
    free(r.supply.V);
    free(r.unsupplied);
    free(r.fault);
    return status;
}
