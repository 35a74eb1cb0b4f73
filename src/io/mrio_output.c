/* mrio_output.c - says how far a published column of output is from the row sums */
#include "io/mrio_output.h"
#include <math.h>

void mrio_note_output(struct mrio_output *worst, double said, double sum,
                      const char *region, const char *sector)
{
    if (!worst->region || fabs(said - sum) > fabs(worst->said - worst->sum))
        *worst = (struct mrio_output){said, sum, region, sector};
}

void mrio_tell_output(const struct mrio_reading *reading, const char *path,
                      const struct mrio_output *worst)
{
    if (!worst->region)
        return;
    const bool far = fabs(worst->said - worst->sum) > 1e-3 * fabs(worst->sum);
    hg_log_print(reading->source->log, far ? HG_LOG_WARNING : HG_LOG_INFO,
                 "%s: its column of output differs most from the row sums, which are "
                 "taken, at (%s, %s): %.9g there, and the row sums to %.9g",
                 path, worst->region, worst->sector, worst->said, worst->sum);
}
