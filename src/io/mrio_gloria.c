/* mrio_gloria.c - GLORIA: supply and use tables of 164 regions x 120 sectors
 *
 * Files such as 20230727_120secMother_AllCountries_002_T-Results_2012_059_Markup001(full)
 * .csv (Markup001: basic prices) hold numbers without labels.  Rows and columns of T are,
 * region by region, the industries and then the products: industry rows hold the supply
 * of products (V), product rows their use by industries (U).  Y-Results is final demand,
 * TQ-Results and YQ-Results are satellite accounts of industries and of final demand.  V-
 * Results, value added, is not read.
 *
 * Labels: the sheets Regions (Region_acronyms), Sectors (Sector_names), "Value added and
 * final demand" (Final_demand_names) and Satellites (Sat_head_indicator, Sat_indicator,
 * Sat_unit) of GLORIA_ReadMe_059.xlsx, or the same sheets saved as Regions.csv,
 * Sectors.csv and so on.  mrio_sut.h tells how the table by industries is made.
 */
#include "io/mrio_pick.h"
#include "io/mrio_raw.h"
#include "io/mrio_sut.h"
#include <assert.h>
#include <hotgrid/axis.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum sheet { REGIONS, SECTORS, DEMANDS, SATELLITES, N_SHEET };

static const char *const sheet_names[] = {"Regions", "Sectors",
                                          "Value added and final demand", "Satellites"};

struct gloria {
    const char *t, *y;
    const char *tq, *yq;       /* NULL: there are no accounts */
    const char *book[N_SHEET]; /* the workbook, or the sheets as text; may be NULL */
};

static bool is_markup(const char *name, const char *kind)
{
    return strstr(name, kind) && strstr(name, "_Markup001") && mrio_ends(name, ".csv");
}

static bool is_t(const char *name)
{
    return is_markup(name, "_T-Results_");
}

static bool is_y(const char *name)
{
    return is_markup(name, "_Y-Results_");
}

static bool is_tq(const char *name)
{
    return is_markup(name, "_TQ-Results_");
}

static bool is_yq(const char *name)
{
    return is_markup(name, "_YQ-Results_");
}

static bool is_readme(const char *name)
{
    return mrio_starts(name, "GLORIA_ReadMe") && mrio_ends(name, ".xlsx");
}

static bool is_regions(const char *name)
{
    return mrio_ends(name, "Regions.csv");
}

static bool is_sectors(const char *name)
{
    return mrio_ends(name, "Sectors.csv");
}

static bool is_demands(const char *name)
{
    return mrio_ends(name, "Value added and final demand.csv");
}

static bool is_satellites(const char *name)
{
    return mrio_ends(name, "Satellites.csv");
}

static bool is_download(const char *name)
{
    return is_t(name) || (mrio_starts(name, "GLORIA_MRIOs_") && mrio_ends(name, ".zip"));
}

static bool fits(const struct mrio_place *place)
{
    return mrio_any_fits(place, is_download);
}

static enum hg_status find_labels(struct mrio_reading *reading,
                                  const struct mrio_files *files, struct gloria *gloria,
                                  struct hg_error *err)
{
    static mrio_fits *const fit[] = {is_regions, is_sectors, is_demands, is_satellites};
    const char *readme = NULL;
    enum hg_status status =
        mrio_pick(reading, files, is_readme, NULL, NULL, &readme, err);
    for (int i = 0; status == HG_OK && i < N_SHEET; i++) {
        gloria->book[i] = readme;
        if (!readme)
            status = mrio_pick(reading, files, fit[i], NULL,
                               i == SATELLITES ? NULL
                                               : "GLORIA_ReadMe workbook (xlsx) with the "
                                                 "labels, nor its sheets Regions.csv, "
                                                 "Sectors.csv and Value added and final "
                                                 "demand.csv",
                               &gloria->book[i], err);
    }
    return status;
}

static enum hg_status use_files(struct mrio_reading *reading, const struct gloria *gloria,
                                struct hg_error *err)
{
    const char *const path[] = {gloria->t,
                                gloria->y,
                                gloria->book[REGIONS],
                                gloria->book[SECTORS],
                                gloria->book[DEMANDS],
                                gloria->tq,
                                gloria->yq,
                                gloria->book[SATELLITES]};
    const size_t n = reading->source->n_account > 0 ? 8 : 5;
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < n; i++)
        if (path[i])
            status = mrio_use(reading, path[i], err);
    return status;
}

static enum hg_status find(struct mrio_reading *reading, struct hg_error *err)
{
    const char *version = reading->source->version;
    struct mrio_files files = {0};
    struct gloria *gloria = hg_arena_alloc(reading->arena, 1, sizeof(*gloria));
    if (!gloria)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", reading->place.path);
    if (reading->place.is_file)
        return hg_fail(
            err, HG_E_INPUT,
            "%s: is one file; give the folder of GLORIA's T-Results, Y-Results "
            "and labels",
            reading->place.path);
    enum hg_status status = mrio_all_files(reading, &files, err);
    if (status == HG_OK)
        status =
            mrio_pick(reading, &files, is_t, version,
                      "transactions of GLORIA (..._T-Results_..._Markup001(full).csv)",
                      &gloria->t, err);
    if (status == HG_OK)
        status =
            mrio_pick(reading, &files, is_y, version,
                      "final demand of GLORIA (..._Y-Results_..._Markup001(full).csv)",
                      &gloria->y, err);
    if (status == HG_OK)
        status = mrio_pick(reading, &files, is_tq, version, NULL, &gloria->tq, err);
    if (status == HG_OK)
        status = mrio_pick(reading, &files, is_yq, version, NULL, &gloria->yq, err);
    if (status == HG_OK)
        status = find_labels(reading, &files, gloria, err);
    reading->found = gloria;
    return status == HG_OK ? use_files(reading, gloria, err) : status;
}

/* The cells below a column of a sheet that are not empty, and where they stand. */
static enum hg_status read_names(struct mrio_reading *reading, enum sheet sheet,
                                 const char *column, size_t *n, struct mrio_label **out,
                                 struct hg_error *err)
{
    const struct gloria *gloria = reading->found;
    const struct book *book = NULL;
    size_t at = 0;
    enum hg_status status =
        book_read(gloria->book[sheet], sheet_names[sheet], reading->arena, &book, err);
    if (status == HG_OK)
        status = book_column(book, column, &at, err);
    if (status != HG_OK)
        return status;
    struct mrio_label *label =
        hg_arena_alloc(reading->arena, book->n_row + 1, sizeof(*label));
    if (!label)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", book->path);
    *n = 0;
    for (size_t row = 1; row < book->n_row; row++)
        if (book_text(book, row, at)[0] != '\0')
            label[(*n)++] = mrio_book_label(book, row, at, at);
    if (*n == 0)
        return hg_fail(err, HG_E_INPUT, "%s: has no names below \"%s\"", book->path,
                       column);
    *out = label;
    return HG_OK;
}

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
        read_names(reading, REGIONS, "Region_acronyms", &n_region, &region, err);
    if (status == HG_OK)
        status = read_names(reading, SECTORS, "Sector_names", &n_sector, &sector, err);
    if (status == HG_OK)
        status =
            read_names(reading, DEMANDS, "Final_demand_names", &n_demand, &demand, err);
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

static enum hg_status read_table(struct mrio_reading *reading, struct hg_mrio *mrio,
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

static enum hg_status list(struct mrio_reading *reading, size_t *n,
                           const struct hg_mrio_offer **out, struct hg_error *err)
{
    const struct gloria *gloria = reading->found;
    struct mrio_label *head = NULL, *indicator = NULL, *unit = NULL;
    size_t n_head = 0, n_unit = 0;
    *n = 0;
    *out = NULL;
    if (!gloria->tq || !gloria->book[SATELLITES])
        return HG_OK;
    enum hg_status status =
        read_names(reading, SATELLITES, "Sat_indicator", n, &indicator, err);
    if (status == HG_OK)
        status =
            read_names(reading, SATELLITES, "Sat_head_indicator", &n_head, &head, err);
    if (status == HG_OK)
        status = read_names(reading, SATELLITES, "Sat_unit", &n_unit, &unit, err);
    if (status == HG_OK && (n_head != *n || n_unit != *n))
        status = hg_fail(err, HG_E_INPUT,
                         "%s: has %zu Sat_indicator, %zu Sat_head_indicator and %zu "
                         "Sat_unit; every account has the three",
                         gloria->book[SATELLITES], *n, n_head, n_unit);
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
                           gloria->book[SATELLITES]);
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

static enum hg_status load(struct mrio_reading *reading, const struct hg_mrio *mrio,
                           size_t n, const size_t *which, double *industry,
                           double *household, struct hg_error *err)
{
    const struct gloria *gloria = reading->found;
    const struct hg_mrio_offer *offer = NULL;
    const size_t n_region = hg_axis_size(mrio->regions),
                 n_category = hg_axis_size(mrio->categories);
    size_t n_row = 0;
    enum hg_status status = list(reading, &n_row, &offer, err);
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

const struct mrio_layout mrio_gloria = {
    .format = {"gloria", "GLORIA: supply and use tables, T-Results and Y-Results, with "
                         "GLORIA_ReadMe.xlsx"},
    .fits = fits,
    .find = find,
    .read = read_table,
    .list = list,
    .load = load,
};
