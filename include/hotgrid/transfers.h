/*
 * transfers.h - who consumes what is emitted where: flows of regions, of groups, of
 * countries
 *
 * E[r * n + d] is what the industries of region r emit for the final demand of region d.
 * Then (Peters 2008; Feng et al. 2013)
 *
 *     emitted_r = sum_d E_rd       consumed_d = sum_r E_rd       sum of both = all
 *     net_rd = E_rd - E_dr = -net_dr          net_r = emitted_r - consumed_r
 *     share of r's emissions out of r = 1 - E_rr / emitted_r
 *
 * Direct emissions of households serve no chain and are no part of E.  kg, or any unit.
 */
#ifndef HG_TRANSFERS_H
#define HG_TRANSFERS_H

#include <stdbool.h>
#include <stddef.h>

struct hg_transfer_table {
    size_t n;
    const double *flow; /* [n * n] */
    const bool *known; /* [region]: flow tells what it emits; others' rows are not read */
    const size_t *parent; /* [region]: the country that it is a part of, HG_NOT_FOUND:
                             none. Other parts of it are not abroad */
};

/* Of a region, or of the members of a group together, whose trade with each other is its
 * own.  NAN: not known. */
struct hg_transfers {
    double own;           /* emitted there for its own final demand */
    double other, abroad; /* for other parts of its country, for the rest of the world */
    double from_other, from_abroad; /* emitted there for its final demand */
};

/* A group is a part of a country where all its members are parts of one. */
void hg_transfers_of(const struct hg_transfer_table *table, const bool *member,
                     struct hg_transfers *out);

/* Parts side by side, each with its own: of a country's parts `other` is then what they
 * emit for one another. */
void hg_transfers_add(struct hg_transfers *sum, const struct hg_transfers *part);

double hg_transfers_emitted(const struct hg_transfers *chain);
double hg_transfers_consumed(const struct hg_transfers *chain);

/* Parts, 0 to 1, of what is emitted that serves others, and of what is consumed that was
 * emitted elsewhere; NAN: not known, or of nothing. */
double hg_transfers_outside(const struct hg_transfers *chain);
double hg_transfers_outsourced(const struct hg_transfers *chain);

#endif
