/*
 * mrio_kept.h - tables kept in binary for later runs: for mrio_file.c
 *
 * A file of the cache as weights_file.h describes them; counts: industries, bytes between
 * header and digest.  Then five counts of 8 bytes (regions, sectors, categories, bytes of
 * texts, what is there: 1 unit, 2 value added, 4 emissions); the codes of the three axes
 * and the unit, each with a byte of value 0 behind it; region and sector of each
 * industry; Z, Y, and what is there of value added, emissions of industries and of
 * households.
 */
#ifndef HG_IO_MRIO_KEPT_H
#define HG_IO_MRIO_KEPT_H

#include "io/mrio_layout.h"
#include <hotgrid/digest.h>

/* Of the bytes of all files that are read, and of what is asked of them. */
HG_MUST_CHECK enum hg_status mrio_key(const struct mrio_reading *reading,
                                      char key[HG_DIGEST_TEXT], struct hg_error *err);

/* The table with that key; *out stays NULL where there is none, or none to be trusted,
 * which is told on the log.  Fails with HG_E_MEMORY alone. */
HG_MUST_CHECK enum hg_status mrio_load_kept(const struct hg_mrio_source *source,
                                            const char *key, struct hg_mrio **out,
                                            struct hg_error *err);

/* Keeps it; what goes wrong is told on the log. */
void mrio_keep(const struct hg_mrio_source *source, const char *key,
               const struct hg_mrio *mrio);

#endif
