/*
 * perturb.h - draws of E under the factors of uncertainty.h
 *
 * A draw takes one lognormal number for each factor, keyed by (seed, draw, kind of
 * factor, number of the factor): it does not depend on threads or on other draws.  Only
 * masses change; cells and forms stay.  Held totals are held in each draw, not only on
 * average.  Where all sigmas are 0 a draw gives back E itself.
 */
#ifndef HG_PERTURB_H
#define HG_PERTURB_H

#include <hotgrid/uncertainty.h>

/* The cells with any emission, rising, so that a draw needs no room for others. */
struct hg_active {
    size_t n;
    uint32_t *cell;
    uint32_t *of_point;  /* [point]: index into cell */
    uint32_t **of_panel; /* [panel][cell of the panel] */
    size_t n_panel;
};

HG_MUST_CHECK enum hg_status hg_active_create(const struct hg_emissions *emissions,
                                              struct hg_active **out,
                                              struct hg_error *err);
void hg_active_destroy(struct hg_active *active); /* NULL is fine */

/* The factors of one draw at a time; one for each thread. */
struct hg_draw;

/* Borrows both while it lives. */
HG_MUST_CHECK enum hg_status hg_draw_create(const struct hg_uncertainty *uncertainty,
                                            const struct hg_active *active,
                                            struct hg_draw **out, struct hg_error *err);
void hg_draw_destroy(struct hg_draw *draw); /* NULL is fine */

/* Takes all factors of draw `number`. */
void hg_draw_take(struct hg_draw *draw, uint64_t seed, uint32_t number);

/* Takes 1 for all factors: E itself. */
void hg_draw_take_none(struct hg_draw *draw);

/* kg of each industry on the grid in this draw: [industry], until the next one. */
const double *hg_draw_totals(const struct hg_draw *draw);

/* Largest relative distance of what the parts of a held industry add up to from T F. */
double hg_draw_held_error(const struct hg_draw *draw);

/* kg of forms in the active cells: out is [form * active->n + i], overwritten;
 * coefficient is [industry * n_form + form], n_form at most HG_DRAW_FORMS. */
#define HG_DRAW_FORMS 8
void hg_draw_forms(struct hg_draw *draw, size_t n_form, const double *coefficient,
                   double *out);

#endif
