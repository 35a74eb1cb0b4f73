/*
 * mrio_wiod.h - the sheets of the World Input-Output Database, releases of 2013 and 2016
 *
 * A sheet has four columns of labels (code, name, country, number) and above the numbers
 * four rows of the same; its title stands over and beside these rows.  Below the
 * industries come rows of country TOT (totals, taxes, value added, output), which are
 * passed over; the last column is output.
 */
#ifndef HG_IO_MRIO_WIOD_H
#define HG_IO_MRIO_WIOD_H

#include "io/mrio_layout.h"

/* Which row and column of the labels names sectors and categories. */
enum wiod_label { WIOD_CODE = 0, WIOD_NUMBER = 3 };

/* Reads reading->found, the path of a workbook or of text.  With WIOD_CODE it may also be
 * the table as R has it: one row of names (IndustryCode, Country, RNr, AUS1 .. AUS61,
 * TOT) and numbers 57 to 61 for final demand. */
HG_MUST_CHECK enum hg_status mrio_read_wiod(struct mrio_reading *reading,
                                            struct hg_mrio *mrio, enum wiod_label label,
                                            struct hg_error *err);

#endif
