/* attribute.h - forms by a kernel that the caller chose: tests hold one against another
 */
#ifndef HG_MRIO_ATTRIBUTE_H
#define HG_MRIO_ATTRIBUTE_H

#include "mrio/rows.h"
#include <hotgrid/attribute.h>

HG_MUST_CHECK enum hg_status forms_create_by(const struct row_kernel *kernel,
                                             const struct hg_emissions *emissions,
                                             size_t n_form, const double *coefficient,
                                             const double *diffuse, struct hg_forms **out,
                                             struct hg_error *err);

#endif
