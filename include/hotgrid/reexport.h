/*
 * reexport.h - what only passes through a hub (Hong Kong, Singapore) goes to where it
 * goes
 *
 * Of the sales t of industry (c, i) to a hub a part rho is re-exported; theta_d of that
 * goes to region d, at a price that is higher by a markup.  For each d but c itself,
 *
 *     t (to the hub)  ->  t (1 - sum over d of rho theta_d / (1 + markup))
 *     t (to d)        ->  t + rho theta_d / (1 + markup) t (to the hub)
 *
 * so that the total exports of c, and its output, stay as they are.  The buyers in d are
 * those that buy product i from the hub, in proportion; where none does, those that buy
 * it from c; where none does either, it stays with the hub.  What would return to c
 * stays with the hub too.  Sales of the hub itself stay as the table has them: the margin
 * is its trade service.
 *
 * Never for tables that have been corrected (GTAP reconciles re-exports and markups of
 * Hong Kong; Eora and WIOD do not): whoever reads the table asks.
 */
#ifndef HG_REEXPORT_H
#define HG_REEXPORT_H

#include <hotgrid/error.h>
#include <hotgrid/links.h>
#include <hotgrid/mrio.h>

/* Rows of a file: hub, destination, sector ("" or none: all that have no rows of their
 * own), and one number each: theta, rho and markup, all sorted alike. */
struct hg_reexports {
    const struct hg_links *theta, *rho, *markup;
};

struct hg_reexport_report {
    double money;  /* all sales to the hubs that the file tells of */
    double moved;  /* of it: to where it is used */
    double stayed; /* of it: would have moved, but no buyer is known */
    double back;   /* of it: would have gone back to its origin */
};

/* Changes the table in place; hubs pass in the order of its regions.  Faults
 * (HG_E_INPUT): codes that the table does not have; a hub that is its own destination;
 * shares theta of a hub and sector that do not sum to 1 (to 1e-9); a rho above 1; rho or
 * markup that differ between rows of a hub and sector.  The table is left alone after a
 * fault. */
HG_MUST_CHECK enum hg_status hg_route_reexports(struct hg_mrio *mrio,
                                                const struct hg_reexports *rows,
                                                struct hg_faults *faults,
                                                struct hg_reexport_report *report,
                                                struct hg_error *err);

#endif
