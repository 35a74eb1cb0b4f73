/* mrio_output.c - says how far a published column of output is from the row sums */
#include "io/mrio_output.h"
#include <math.h>

void mrio_note_output(struct mrio_output *worst, double gap, const char *region,
                      const char *sector)
{
    if (!worst->region || fabs(gap) > fabs(worst->gap))
        *worst = (struct mrio_output){gap, region, sector};
}

void mrio_tell_output(const struct mrio_reading *reading, const char *path,
                      const struct mrio_output *worst)
{
    if (!worst->region)
        return;
    hg_log_print(
        reading->source->log, fabs(worst->gap) > 1e-3 ? HG_LOG_WARNING : HG_LOG_INFO,
        "%s: its column of output differs from the row sums, which are taken, by "
        "at most %.2g of what is in a row (%s, %s)",
        path, fabs(worst->gap), worst->region, worst->sector);
}
