/*
 * accounts.h - who emits for whom, in tables
 */
#ifndef HG_ACCOUNTS_H
#define HG_ACCOUNTS_H

#include <hotgrid/error.h>
#include <hotgrid/inventory.h>
#include <hotgrid/mrio.h>

struct hg_accounts {
    size_t n_region, n_sector, n_destination;
    /* All in kg CO2 per year. */
    double *region_destination; /* [region * D + d], study regions */
    double *sector_destination; /* [sector * D + d] */
    double *flow;           /* [own market * D + d]: from table regions to destinations */
    double *destination;    /* [d] */
    double *foreign_region; /* [region]: for markets other than the region's own */
    double *foreign_sector; /* [sector] */
    double *foreign_destination; /* [d]: emitted elsewhere for d */
    double *household;           /* [d]: direct household emissions, within destination */
    double total, foreign;       /* of all mapped industries */
};

/* kg[industry of the study] times the mix; industries whose mix is unmapped (NaN) are
 * left out.  Fails with HG_E_MEMORY only. */
HG_MUST_CHECK enum hg_status
hg_accounts_create(const struct hg_inventory *inventory, const struct hg_mix *mix,
                   const double *kg, struct hg_accounts **out, struct hg_error *err);
void hg_accounts_destroy(struct hg_accounts *accounts); /* NULL is fine */

/* Production- and consumption-based accounts of an extension of the table itself (Miller
 * and Blair 2009, chapter 10): pba[r] = sum of e [industry of the table] over the rows of
 * r, cba[d] = sum_i e_i S_id, flow[r * D + d]; all overwritten.  e and the results have
 * the same unit.  Rows with zero output keep their e at home. */
void hg_table_accounts(const struct hg_mrio *mrio, const struct hg_shares *shares,
                       const double *e, double *pba, double *cba, double *flow);

#endif
