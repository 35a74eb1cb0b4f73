/* categories.c - what tables call the categories of final demand */
#include <hotgrid/categories.h>
#include <hotgrid/text.h>

enum { N_COMMON = 6, MOST_NAMES = 10 };

static const char *const common[N_COMMON + 1] = {
    "household", "npish", "government", "investment", "inventories", "valuables", NULL};

static const char npish_exiobase[] =
    "Final consumption expenditure by non-profit organisations serving households "
    "(NPISH)";

/* WIOD (2013 by code and by name, 2016), OECD ICIO, EXIOBASE 3, Eora and GLORIA. */
static const char *const known[N_COMMON][MOST_NAMES] = {
    {"CONS_h", "c37", "HFCE", "DPABR", "P33", "DIRP",
     "Final consumption expenditure by households", "Household final consumption P.3h",
     "Household final consumption"},
    {"CONS_np", "c38", "NPISH", npish_exiobase,
     "Final consumption expenditure by non-profit organisations serving households",
     "Non-profit institutions serving households P.3n",
     "Non-profit institutions serving households"},
    {"CONS_g", "c39", "GGFC", "Final consumption expenditure by government",
     "Government final consumption P.3g", "Government final consumption"},
    {"c41", "GFCF", "Gross fixed capital formation",
     "Gross fixed capital formation P.51"},
    {"INVEN", "c42", "INVNT", "INVT", "Changes in inventories", "Change in inventories",
     "Changes in inventories P.52", "Changes in inventories and valuables"},
    {"VALU", "Changes in valuables", "Change in valuables",
     "Acquisitions less disposals of valuables P.53",
     "Acquisitions less disposals of valuables"},
};

const char *const *hg_category_names(void)
{
    return common;
}

static bool is_called(const char *category, size_t which)
{
    if (hg_text_same_folded(category, common[which]))
        return true;
    for (size_t i = 0; i < MOST_NAMES && known[which][i]; i++)
        if (hg_text_same_folded(category, known[which][i]))
            return true;
    return false;
}

size_t hg_category_find(const struct hg_axis *categories, const char *name, bool *of)
{
    const size_t n = hg_axis_size(categories);
    size_t found = 0;
    for (size_t k = 0; k < n; k++)
        if (hg_text_same_folded(hg_axis_code(categories, k), name)) {
            of[k] = true;
            found++;
        }
    for (size_t c = 0; found == 0 && c < N_COMMON; c++) {
        if (!hg_text_same_folded(common[c], name))
            continue;
        for (size_t k = 0; k < n; k++)
            if (is_called(hg_axis_code(categories, k), c)) {
                of[k] = true;
                found++;
            }
    }
    return found;
}

const char *hg_category_name(const struct hg_axis *categories, size_t k)
{
    const char *code = hg_axis_code(categories, k);
    for (size_t c = 0; c < N_COMMON; c++)
        if (is_called(code, c))
            return common[c];
    return code;
}
