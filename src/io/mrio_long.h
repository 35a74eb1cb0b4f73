/*
 * mrio_long.h - a table of flows, one in each row: for mrio_csv.c
 *
 * Columns from_region, from_sector, to_region, to_sector, value, in this order.  A
 * to_sector that sells nothing anywhere is a category of final demand.  What has no row
 * is 0; a flow may have one row.
 */
#ifndef HG_IO_MRIO_LONG_H
#define HG_IO_MRIO_LONG_H

#include "io/mrio_layout.h"

HG_MUST_CHECK enum hg_status mrio_read_long(const struct mrio_reading *reading,
                                            const char *path, struct hg_mrio *mrio,
                                            struct hg_error *err);

#endif
