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

/* What a region emits and makes, by sector. */
struct hg_sector_side {
    const double *kg, *output; /* [sector] */
};

enum hg_sector_effect {
    HG_SECTOR_INTENSITY, /* kg a unit of output within each sector */
    HG_SECTOR_STRUCTURE, /* each sector's part in all output */
    HG_SECTOR_ACTIVITY,  /* all output */
    HG_SECTOR_IDLE,      /* of sectors that do not fit, by no factor */
    HG_N_SECTOR_EFFECT,
};

/*
 * LMDI-I of E = sum of X (x_s / X) f_s: effect[sector * HG_N_SECTOR_EFFECT + effect].  An
 * intensity (or a structure) that one side does not have, for want of output, is taken
 * from the other.  Sectors with an output or emissions below 0, or with emissions and no
 * output, do not fit: their change is all idle.  *exchanged: what `before` would emit
 * with the intensities of `after` and the output it has.
 */
HG_MUST_CHECK enum hg_status hg_lmdi_sectors(size_t n_sector,
                                             const struct hg_sector_side *before,
                                             const struct hg_sector_side *after,
                                             double *effect, double *exchanged,
                                             struct hg_error *err);

#endif
