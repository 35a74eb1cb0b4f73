/*
 * compare.h - two gridded inventories on one grid, told apart
 *
 * Both are masses in kg of the same cells; NaN is a cell without data.  Where both have
 * data lies the common area; what either has elsewhere is summed up beside it.  Measures
 * of likeness are of densities, over those cells of the common area in which at least one
 * of the two is not 0: with the empty cells of the oceans any two grids would be alike.
 */
#ifndef HG_COMPARE_H
#define HG_COMPARE_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <stddef.h>
#include <stdint.h>

struct hg_difference {
    uint32_t cell;
    double a_kg, b_kg;
};

struct hg_comparison {
    size_t n_common, n_emitting; /* cells with both; those of them with a or b not 0 */
    size_t n_a_only, n_b_only;   /* cells of which the other knows nothing */
    double a_kg, b_kg;           /* in the common area */
    double a_only_kg, b_only_kg; /* in cells of which the other knows nothing */

    /* Over the n_emitting cells; NaN where they are undefined (fewer than two cells, or
     * one of the two is the same in all). */
    double pearson;     /* of kg / km2 */
    double pearson_log; /* of log(1 + t / km2); NaN too where something is below 0 */
    double spearman;    /* ranks of kg / km2, ties have their average rank */

    double rmse_kg_km2;     /* root of the mean of (a - b)^2, cells count by area */
    double mean_abs_kg_km2; /* mean of |a - b|, cells count by area */
    double apart; /* sum |a - b| / (sum |a| + sum |b|): 0 the same, 1 nothing in common;
                     NaN without mass */
    double misplaced; /* sum |a / sum a - b / sum b| / 2: the part of the mass that stands
                         elsewhere once both have one total; NaN unless both sums are
                         above 0 */

    size_t n_largest;
    struct hg_difference *largest; /* by falling |a - b|, then by cell; none are 0 */
};

/* a, b: [cell].  At most n_largest differences are listed.  HG_E_ARG when a mass is
 * infinite, HG_E_MEMORY. */
HG_MUST_CHECK enum hg_status hg_compare(const struct hg_grid *grid, const double *a,
                                        const double *b, size_t n_largest,
                                        struct hg_comparison **out, struct hg_error *err);
void hg_comparison_destroy(struct hg_comparison *comparison); /* NULL is fine */

#endif
