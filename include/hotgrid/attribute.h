/*
 * attribute.h - F = E S, a strip of rows at a time
 *
 * Any layer is a linear form of E: each industry has a coefficient (1 for the total, its
 * share for a destination, 0 for what is filtered out).  F of a strip is points times
 * coefficients plus panel weights times (masses times coefficients): the work grows with
 * the columns of the panels, not with the sectors.
 */
#ifndef HG_ATTRIBUTE_H
#define HG_ATTRIBUTE_H

#include <hotgrid/emissions.h>
#include <hotgrid/error.h>
#include <hotgrid/mrio.h>

/* E with the masses of its panels already multiplied by K coefficients an industry. */
struct hg_forms;

/* coefficient is [industry * n_form + form], borrowed while the forms live; those of an
 * industry without mass do not matter (NaN is fine). */
HG_MUST_CHECK enum hg_status hg_forms_create(const struct hg_emissions *emissions,
                                             size_t n_form, const double *coefficient,
                                             struct hg_forms **out, struct hg_error *err);

/* The same with coefficients of their own for what is diffuse: `coefficient` counts for
 * points alone. */
HG_MUST_CHECK enum hg_status
hg_forms_create_apart(const struct hg_emissions *emissions, size_t n_form,
                      const double *coefficient, const double *diffuse,
                      struct hg_forms **out, struct hg_error *err);
void hg_forms_destroy(struct hg_forms *forms); /* NULL is fine */

/* kg of each form in the cells of rows first_row .. last_row - 1: out is
 * [(cell - first_row * ncol) * n_form + form], overwritten.  Sums run in a fixed order:
 * a cell does not depend on how the grid is cut into strips.  Threads may share forms. */
void hg_forms_strip(const struct hg_forms *forms, uint32_t first_row, uint32_t last_row,
                    double *out);

#endif
