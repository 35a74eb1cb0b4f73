/*
 * mrio_tables.h - emissions of a table from CSV files beside it: for mrio_emissions.c
 */
#ifndef HG_IO_MRIO_TABLES_H
#define HG_IO_MRIO_TABLES_H

#include "io/mrio_layout.h"

/* Adds the files of all accounts to mrio->emissions. */
HG_MUST_CHECK enum hg_status mrio_read_tables(const struct mrio_reading *reading,
                                              struct hg_mrio *mrio, struct hg_error *err);

#endif
