/*
 * mrio_emissions.h - the emissions that a source asks for: for mrio_file.c
 */
#ifndef HG_IO_MRIO_EMISSIONS_H
#define HG_IO_MRIO_EMISSIONS_H

#include "io/mrio_layout.h"

/* Says that the files of accounts are read (mrio_use). */
HG_MUST_CHECK enum hg_status mrio_use_accounts(struct mrio_reading *reading,
                                               struct hg_error *err);

/* Fills mrio->emissions with all accounts of the source; stays NULL when there is none.
 */
HG_MUST_CHECK enum hg_status mrio_read_accounts(struct mrio_reading *reading,
                                                const struct mrio_layout *layout,
                                                struct hg_mrio *mrio,
                                                struct hg_error *err);

#endif
