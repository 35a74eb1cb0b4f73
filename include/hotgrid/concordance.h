/*
 * concordance.h - from the study's industries to those of the table
 *
 * The destination mix of industry (region, sector) is the sum over table sectors q of
 * weight(sector, q) * S[(table region, q)].  Household sectors, and sectors that the map
 * sends to "hh", serve their own market alone.
 */
#ifndef HG_CONCORDANCE_H
#define HG_CONCORDANCE_H

#include <hotgrid/error.h>
#include <hotgrid/inventory.h>
#include <hotgrid/links.h>
#include <hotgrid/mrio.h>

#define HG_HOUSEHOLD_CODE "hh"

struct hg_mix_params {
    const struct hg_inventory *inventory;
    const struct hg_mrio *mrio;
    const struct hg_shares *shares;
    const struct hg_links *regions; /* weight is ignored; one link a region */
    const struct hg_links *sectors; /* weights of a sector sum to 1 (to 1e-9) */
    bool allow_unmapped; /* industries with mass but no link get a row of NaN */
};

/* Faults (file and line of the link where there is one, "did you mean"): a region or
 * sector of the inventory with mass but without a link, unless allowed; a link to a code
 * the table does not have; weights that do not sum to 1; more than one region for a
 * region.  Rows that faults leave open are of NaN. */
HG_MUST_CHECK enum hg_status hg_mix_create(const struct hg_mix_params *params,
                                           struct hg_faults *faults, struct hg_mix **out,
                                           struct hg_error *err);

#endif
