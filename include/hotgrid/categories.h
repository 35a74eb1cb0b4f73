/*
 * categories.h - the categories of final demand, by names that all tables share
 *
 * Each publisher has names of its own: CONS_h, HFCE, P.3h, "Final consumption expenditure
 * by households".  A study may use those of its table or, for any table: household, npish
 * (non-profit institutions serving households), government, investment, inventories,
 * valuables (SNA 2008: P.3, P.51, P.52, P.53).
 */
#ifndef HG_CATEGORIES_H
#define HG_CATEGORIES_H

#include <hotgrid/axis.h>
#include <stdbool.h>

/* The common names, ended by NULL. */
const char *const *hg_category_names(void);

/* Sets of[k] for each category of the table that `name` means: its own name, without
 * regard to case, or those that a common name stands for.  Returns their number; others
 * are left as they are. */
size_t hg_category_find(const struct hg_axis *categories, const char *name, bool *of);

/* The common name of a category, or its own where there is none. */
const char *hg_category_name(const struct hg_axis *categories, size_t k);

#endif
