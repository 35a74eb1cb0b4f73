/* mrio_gloria_accounts.c - satellite accounts of GLORIA: what there are, and their rows
 */
#include "io/mrio_gloria.h"
#include "io/mrio_raw.h"
#include <assert.h>
#include <hotgrid/axis.h>

enum hg_status gloria_list(struct mrio_reading *reading, size_t *n,
                           const struct hg_mrio_offer **out, struct hg_error *err)
{
    const struct gloria *gloria = reading->found;
    struct mrio_label *head = NULL, *indicator = NULL, *unit = NULL;
    size_t n_head = 0, n_unit = 0;
    *n = 0;
    *out = NULL;
    if (!gloria->tq || !gloria->book[GLORIA_SATELLITES])
        return HG_OK;
    enum hg_status status =
        gloria_names(reading, GLORIA_SATELLITES, "Sat_indicator", n, &indicator, err);
    if (status == HG_OK)
        status = gloria_names(reading, GLORIA_SATELLITES, "Sat_head_indicator", &n_head,
                              &head, err);
    if (status == HG_OK)
        status =
            gloria_names(reading, GLORIA_SATELLITES, "Sat_unit", &n_unit, &unit, err);
    if (status == HG_OK && (n_head != *n || n_unit != *n))
        status = hg_fail(err, HG_E_INPUT,
                         "%s: has %zu Sat_indicator, %zu Sat_head_indicator and %zu "
                         "Sat_unit; every account has the three",
                         gloria->book[GLORIA_SATELLITES], *n, n_head, n_unit);
    if (status != HG_OK)
        return status;
    assert(head && indicator && unit); /* as many as *n */
    struct hg_mrio_offer *offer = hg_arena_alloc(reading->arena, *n, sizeof(*offer));
    for (size_t i = 0; offer && i < *n; i++) {
        const char *name =
            mrio_join(reading->arena, head[i].text[0], indicator[i].text[0]);
        offer[i] = (struct hg_mrio_offer){name, unit[i].text[0]};
        if (!name)
            offer = NULL;
    }
    *out = offer;
    return offer ? HG_OK
                 : hg_fail(err, HG_E_MEMORY, "%s: no memory to read it",
                           gloria->book[GLORIA_SATELLITES]);
}

/* Accounts while they are read. */
struct sums {
    size_t n_sector; /* of industries, or of categories */
    size_t n_column;
    size_t width;  /* of a row of out */
    bool products; /* columns are industries and then products of each region */
    double *out;
    size_t *fault; /* [row] */
};

static void take_sums(void *context, size_t k, const double *values)
{
    const struct sums *sums = context;
    const size_t block = sums->products ? 2 * sums->n_sector : sums->n_sector;
    for (size_t i = 0; i < sums->n_column; i++) {
        const size_t region = i / block, at = i % block;
        if (!sums->products)
            sums->out[k * sums->width + region] += values[i];
        else if (at < sums->n_sector)
            sums->out[k * sums->width + region * sums->n_sector + at] = values[i];
        else if (values[i] != 0 && sums->fault[k] == 0)
            sums->fault[k] = i + 1;
    }
}

static enum hg_status load_sums(struct mrio_reading *reading, const char *path,
                                const char *columns, struct sums *sums, size_t n_row,
                                size_t n, const size_t *which, struct hg_error *err)
{
    const struct mrio_raw raw = {.path = path,
                                 .n_row = n_row,
                                 .n_column = sums->n_column,
                                 .rows = "the sheet of satellites",
                                 .columns = columns,
                                 .n_which = n,
                                 .which = which,
                                 .take = take_sums,
                                 .context = sums};
    const enum hg_status status = mrio_read_raw(reading, &raw, err);
    for (size_t k = 0; status == HG_OK && k < n; k++)
        if (sums->fault[k] != 0)
            return mrio_raw_fail(path, which[k], sums->fault[k] - 1, err,
                                 "is not 0; accounts belong to industries, not products");
    return status;
}

enum hg_status gloria_load(struct mrio_reading *reading, const struct hg_mrio *mrio,
                           size_t n, const size_t *which, double *industry,
                           double *household, struct hg_error *err)
{
    const struct gloria *gloria = reading->found;
    const struct hg_mrio_offer *offer = NULL;
    const size_t n_region = hg_axis_size(mrio->regions),
                 n_category = hg_axis_size(mrio->categories);
    size_t n_row = 0;
    enum hg_status status = gloria_list(reading, &n_row, &offer, err);
    struct sums sums = {.n_sector = hg_axis_size(mrio->sectors),
                        .n_column = 2 * mrio->n,
                        .width = mrio->n,
                        .products = true,
                        .out = industry,
                        .fault =
                            hg_arena_alloc(reading->arena, n + 1, sizeof(*sums.fault))};
    if (status == HG_OK && !sums.fault)
        status = hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", gloria->tq);
    if (status == HG_OK)
        status = load_sums(reading, gloria->tq,
                           "the sheets of regions and sectors "
                           "(twice: industries and products)",
                           &sums, n_row, n, which, err);
    sums = (struct sums){.n_sector = n_category,
                         .n_column = n_region * n_category,
                         .width = n_region,
                         .out = household,
                         .fault = sums.fault};
    if (status == HG_OK && gloria->yq)
        status = load_sums(reading, gloria->yq, "the sheets of regions and final demand",
                           &sums, n_row, n, which, err);
    return status;
}
