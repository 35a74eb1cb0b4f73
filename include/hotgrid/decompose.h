/*
 * decompose.h - what changed an emission: exact decompositions
 */
#ifndef HG_DECOMPOSE_H
#define HG_DECOMPOSE_H

#include <hotgrid/error.h>
#include <stddef.h>

/* Logarithmic mean (a - b) / ln(a / b); a when a == b; 0 when one of them is 0 (the
 * limit: Wood and Lenzen 2006, Energy Policy 34:1326). */
double hg_log_mean(double a, double b);

/*
 * Additive LMDI-I (Ang 2015, Energy Policy 86:233): V = sum over items of the product of
 * n_factor factors.  before and after are [item * n_factor + factor], >= 0; effect is
 * [factor], overwritten; the effects add up to the change of V.  Zeros take their
 * analytic limits: an item that appears or vanishes is split evenly over the factors that
 * change between zero and not zero.
 */
HG_MUST_CHECK enum hg_status hg_lmdi(size_t n_item, size_t n_factor, const double *before,
                                     const double *after, double *effect,
                                     struct hg_error *err);

/* Structural decomposition of a product of n_factor factors by the mean of the two polar
 * forms (Dietzenbacher and Los 1998, Econ. Syst. Res. 10:307): effect is [factor]. */
HG_MUST_CHECK enum hg_status hg_sda_polar(size_t n_item, size_t n_factor,
                                          const double *before, const double *after,
                                          double *effect, struct hg_error *err);

#endif
