/* differences.h - how maps show values that rise here and fall there */
#ifndef HG_STUDY_DIFFERENCES_H
#define HG_STUDY_DIFFERENCES_H

#include <hotgrid/classes.h>
#include <hotgrid/error.h>
#include <stdbool.h>
#include <stddef.h>

/* The ramp of the styles beside rasters of differences: low values blue, high ones red.
 */
#define DIFFERENCE_RAMP "BuRd"

/* Symmetric about 0, decades of which one in 500 differences exceeds the largest; the
 * outer classes reach as far as there are any.  Values of 0 and NAN do not count.  Nine
 * classes, of which the middle one holds what is about 0; or eight that meet at 0, for
 * maps where 0 is no value but a swatch of its own. */
HG_MUST_CHECK enum hg_status difference_classes(size_t n, const float *value, bool middle,
                                                struct hg_classes *out,
                                                struct hg_error *err);

#endif
