/*
 * fields.h - ready grids: what each region has of them
 *
 * A field is the mass of one sector in each cell.  The mass of a cell goes to the regions
 * that cover it, in proportion to the parts of it that they cover: where the rest is sea
 * or nobody's, all of it goes to them (nothing is lost at coasts).  What lies where no
 * region is stays in nobody's hands, and is told.
 */
#ifndef HG_FIELDS_H
#define HG_FIELDS_H

#include <hotgrid/error.h>
#include <hotgrid/mass.h>
#include <hotgrid/weights.h>

/* Parts of each cell that all shapes cover together; covered is [n_cell], overwritten. */
void hg_field_covered(const struct hg_weights *weights, size_t n_cell, double *covered);

struct hg_field_totals {
    size_t n_shape, n_field;
    hg_mass *total;          /* [shape * n_field + field] */
    hg_mass_sum *in_regions; /* [field]: sum of its totals */
    hg_mass_sum *in_none;    /* [field]: of cells that no shape covers */
};

/*
 * Splits the cells of fields [field][cell], in kg, each >= 0: cell by cell in fixed
 * point, so that in_regions + in_none is the sum of the rounded cells, exactly.  Weights
 * are of the shapes on the same cells.  One task a field: any number of threads gives the
 * same bits.  HG_E_INPUT where a cell or a total is beyond what a mass holds; field_name
 * is for the message.
 */
HG_MUST_CHECK enum hg_status
hg_field_totals(const struct hg_weights *weights, size_t n_cell, size_t n_field,
                const double *const *field, const char *const *field_name,
                unsigned threads, struct hg_field_totals **out, struct hg_error *err);
void hg_field_totals_destroy(struct hg_field_totals *totals); /* NULL is fine */

#endif
