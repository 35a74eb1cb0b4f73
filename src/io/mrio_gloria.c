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
#include "io/mrio_gloria.h"
#include "io/mrio_pick.h"
#include "io/mrio_raw.h"
#include <string.h>

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
    for (int i = 0; status == HG_OK && i < GLORIA_SHEETS; i++) {
        gloria->book[i] = readme;
        if (!readme)
            status = mrio_pick(reading, files, fit[i], NULL,
                               i == GLORIA_SATELLITES
                                   ? NULL
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
                                gloria->book[GLORIA_REGIONS],
                                gloria->book[GLORIA_SECTORS],
                                gloria->book[GLORIA_DEMANDS],
                                gloria->tq,
                                gloria->yq,
                                gloria->book[GLORIA_SATELLITES]};
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

static const char *const sheet_names[] = {"Regions", "Sectors",
                                          "Value added and final demand", "Satellites"};

enum hg_status gloria_names(struct mrio_reading *reading, enum gloria_sheet sheet,
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

const struct mrio_layout mrio_gloria = {
    .format = {"gloria", "GLORIA: supply and use tables, T-Results and Y-Results, with "
                         "GLORIA_ReadMe.xlsx"},
    .fits = fits,
    .find = find,
    .read = gloria_read,
    .list = gloria_list,
    .load = gloria_load,
};
