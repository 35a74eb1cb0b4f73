/*
 * concordance.h - from the study's industries to those of the table
 *
 * A concordance Q shares each industry of the study out over industries of the table; its
 * rows sum to 1.  Masses go there by Q', shares come back by Q.
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

/* What the links of one sector are weighed by. */
enum hg_link_weights {
    HG_WEIGHTS_GIVEN,    /* their weight: a sector's sum to 1, to 1e-9 */
    HG_WEIGHTS_MEASURED, /* their weight in any unit: divided by the sector's sum */
    HG_WEIGHTS_OUTPUT,   /* outputs of the table's industries, in the region's market;
                            below 0 counts as 0, and where all are 0 they weigh alike */
};

struct hg_mix_params {
    const struct hg_inventory *inventory;
    const struct hg_mrio *mrio;
    const struct hg_shares *shares; /* of hg_mix_create() alone */
    const struct hg_links *regions; /* weight is ignored; one link a region */
    const struct hg_links *sectors; /* those with a region hold for it alone, in place of
                                       those of the sector without one */
    enum hg_link_weights weights;
    const double *output; /* [industry of the table], for weights by output; else NULL */
    bool allow_unmapped;  /* industries with mass but no link get a row of NaN */
};

/* Faults (file and line of the link where there is one, "did you mean"): a region or
 * sector of the inventory with mass but without a link, unless allowed; a link to a code
 * the table does not have; weights that do not sum to 1; more than one region for a
 * region.  Rows that faults leave open are of NaN. */
HG_MUST_CHECK enum hg_status hg_mix_create(const struct hg_mix_params *params,
                                           struct hg_faults *faults, struct hg_mix **out,
                                           struct hg_error *err);

/* Any shares of the table's industries, [industry of the table * n + part], as those of
 * the study's, out[study industry * n + part].  Direct emissions of households belong to
 * no part: an industry that is of households by h (hg_mix.household) has 1 - h of them.
 * Unmapped industries are of NaN.  Fails with HG_E_MEMORY only, where hg_mix_create()
 * found no fault. */
HG_MUST_CHECK enum hg_status hg_mix_parts(const struct hg_mix_params *params, size_t n,
                                          const double *table_share, double *out,
                                          struct hg_error *err);

/* The masses of the study's industries, kg[study industry], as those of the table:
 * industry[table industry] and, direct by households, household[table region].  What is
 * unmapped is left out and told in *unmapped; all together are the sum of kg. */
HG_MUST_CHECK enum hg_status hg_spread_to_table(const struct hg_mix_params *params,
                                                const double *kg, double *industry,
                                                double *household, double *unmapped,
                                                struct hg_error *err);

#endif
