/* mrio_wiod2016.c - WIOD, release of 2016: 44 regions, 56 industries, CONS_h .. INVEN
 *
 * It is published as WIOT2014_Nov16_ROW.xlsb, which nothing here reads: users save it as
 * a plain workbook (.xlsx) or as CSV, or write the table of WIOT2014_October16_ROW.RData
 * as CSV from R.
 */
#include "io/mrio_pick.h"
#include "io/mrio_wiod.h"
#include <ctype.h>

/* WIOT2014_...: four digits of the year. */
static bool is_table(const char *name)
{
    if (!mrio_starts(name, "wiot"))
        return false;
    for (int i = 4; i < 8; i++)
        if (!isdigit((unsigned char)name[i]))
            return false;
    return mrio_ends(name, ".xlsx") || mrio_ends(name, ".csv") ||
           mrio_ends(name, ".xlsb");
}

static bool fits(const struct mrio_place *place)
{
    return mrio_any_fits(place, is_table);
}

static enum hg_status find(struct mrio_reading *reading, struct hg_error *err)
{
    const enum hg_status status = mrio_find_table(
        reading, is_table, "table of WIOD 2016 (such as WIOT2014_Nov16_ROW.csv)", err);
    if (status == HG_OK && mrio_ends(reading->found, ".xlsb"))
        return hg_fail(
            err, HG_E_INPUT,
            "%s: is a binary workbook, which cannot be read here; open it in a "
            "spreadsheet program and save it as .xlsx or CSV",
            (const char *)reading->found);
    return status;
}

static enum hg_status read_table(struct mrio_reading *reading, struct hg_mrio *mrio,
                                 struct hg_error *err)
{
    return mrio_read_wiod(reading, mrio, WIOD_CODE, err);
}

const struct mrio_layout mrio_wiod2016 = {
    .format = {"wiod2016",
               "WIOD, release of 2016: WIOT2014_Nov16_ROW.xlsb saved as .xlsx or CSV"},
    .fits = fits,
    .find = find,
    .read = read_table,
};
