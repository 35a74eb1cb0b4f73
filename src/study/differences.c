/* differences.c - classes for values that rise here and fall there */
#include "study/differences.h"
#include <hotgrid/sort.h>
#include <math.h>
#include <stdlib.h>

enum hg_status difference_classes(size_t n, const float *value, bool middle,
                                  struct hg_classes *out, struct hg_error *err)
{
    size_t m = 0;
    float *size = malloc((2 * n + 1) * sizeof(*size));
    if (!size)
        return hg_fail(err, HG_E_MEMORY, "no memory for the classes of differences");
    for (size_t i = 0; i < n; i++)
        if (!isnan(value[i]) && value[i] != 0)
            size[m++] = fabsf(value[i]);
    hg_sort_rising(m, size, size + m);
    const double most = m ? (double)size[m - 1] : 1;
    const double last = m ? (double)size[m - 1 - m / 500] : 1;
    double step = pow(10, floor(log10(last)));
    double top = pow(10, ceil(log10(most)));
    if (!(top > step))
        top = 10 * step;
    free(size);
    if (middle)
        *out = (struct hg_classes){.n = 9,
                                   .edge = {-top, -step, -step / 10, -step / 100,
                                            -step / 1000, step / 1000, step / 100,
                                            step / 10, step, top}};
    else
        *out = (struct hg_classes){.n = 8,
                                   .edge = {-top, -step, -step / 10, -step / 100, 0,
                                            step / 100, step / 10, step, top}};
    return HG_OK;
}
