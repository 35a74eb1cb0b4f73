/*
 * mrio_output.h - the column of output that some tables come with
 *
 * Output is always taken as the sum of a row of Z and Y; what the table says of it is
 * only held against that.
 */
#ifndef HG_IO_MRIO_OUTPUT_H
#define HG_IO_MRIO_OUTPUT_H

#include "io/mrio_layout.h"

/* The row that differs most so far, in money. */
struct mrio_output {
    double said, sum;
    const char *region, *sector; /* NULL: no row yet */
};

void mrio_note_output(struct mrio_output *worst, double said, double sum,
                      const char *region, const char *sector);

/* Tells the log of the source; as a warning above a thousandth of the row. */
void mrio_tell_output(const struct mrio_reading *reading, const char *path,
                      const struct mrio_output *worst);

#endif
