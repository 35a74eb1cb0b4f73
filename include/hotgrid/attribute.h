/*
 * attribute.h - F = E S, a block of cells at a time
 *
 * Any layer is a linear form of E: each industry has a coefficient (1 for the total, its
 * share for a destination, 0 for what is filtered out).  F of a cell is points times
 * coefficients plus panel weights times (masses times coefficients): the work grows with
 * the columns of the panels, not with the sectors, and all forms are made in one pass
 * over E.
 *
 * A value is the sum, in double precision and in this order, of the products of the
 * cell's points (by industry) and then of its panels (by region, column by column), each
 * product and each sum rounded by itself.  It depends neither on the blocks in which the
 * grid is asked for, nor on the other forms, nor on threads, nor on how wide the vectors
 * of the processor are.  No value is clipped: shares below 0 give masses below 0.
 *
 * Threads may share forms.
 */
#ifndef HG_ATTRIBUTE_H
#define HG_ATTRIBUTE_H

#include <hotgrid/emissions.h>
#include <hotgrid/error.h>
#include <hotgrid/mrio.h>

/* E with the masses of its panels already multiplied by K coefficients an industry. Takes
 * about 8 (industries + columns of all panels) K bytes, and no memory that grows with
 * both cells and K. */
struct hg_forms;

/* coefficient, of points, and diffuse, of panels, are [industry * n_form + form], and may
 * be the same; those of an industry without mass do not matter (NaN is fine).  Borrows
 * emissions. */
HG_MUST_CHECK enum hg_status hg_forms_create(const struct hg_emissions *emissions,
                                             size_t n_form, const double *coefficient,
                                             const double *diffuse, struct hg_forms **out,
                                             struct hg_error *err);
void hg_forms_destroy(struct hg_forms *forms); /* NULL is fine */

/* Numbers from one cell to the next in a block: n_form rounded up to a multiple of 8. */
size_t hg_forms_stride(size_t n_form);

/* kg of each form in those of the cells first .. end - 1 that E has points or panels in:
 * their number n is returned, cell[0 .. n - 1] are they, rising, and form f of the i-th
 * is kg[i * stride + f] (what is between n_form and stride is 0).  Room is for
 * end - first cells. */
size_t hg_forms_block(const struct hg_forms *forms, uint64_t first, uint64_t end,
                      uint32_t *cell, double *kg);

#endif
