/* mrio_wiod2013.c - WIOD, release of 2013: 41 regions, sectors c1 .. c35, demand c37 ..
 * c42
 *
 * wiot11_row_apr12.xlsx (41 regions x 35 sectors), or its sheet saved as CSV.  Sectors
 * and categories go by their numbers (c1), which are the same in its environmental
 * accounts.
 */
#include "io/mrio_pick.h"
#include "io/mrio_wiod.h"
#include <ctype.h>

/* wiot11_...: two digits of the year. */
static bool is_table(const char *name)
{
    return mrio_starts(name, "wiot") && isdigit((unsigned char)name[4]) &&
           isdigit((unsigned char)name[5]) && name[6] == '_' &&
           (mrio_ends(name, ".xlsx") || mrio_ends(name, ".csv"));
}

static bool fits(const struct mrio_place *place)
{
    return mrio_any_fits(place, is_table);
}

static enum hg_status find(struct mrio_reading *reading, struct hg_error *err)
{
    return mrio_find_table(reading, is_table,
                           "table of WIOD 2013 (such as wiot11_row_apr12.xlsx)", err);
}

static enum hg_status read_table(struct mrio_reading *reading, struct hg_mrio *mrio,
                                 struct hg_error *err)
{
    return mrio_read_wiod(reading, mrio, WIOD_NUMBER, err);
}

const struct mrio_layout mrio_wiod2013 = {
    .format = {"wiod2013", "WIOD, release of 2013: wiot11_row_apr12.xlsx or as CSV"},
    .fits = fits,
    .find = find,
    .read = read_table,
};
