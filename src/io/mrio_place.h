/*
 * mrio_place.h - opening the place of a table: for mrio_file.c
 */
#ifndef HG_IO_MRIO_PLACE_H
#define HG_IO_MRIO_PLACE_H

#include "io/mrio_layout.h"

/* Lists what is there, in the arena.  HG_E_INPUT when there is nothing. */
HG_MUST_CHECK enum hg_status mrio_place_open(struct hg_arena *arena, const char *path,
                                             struct mrio_place *out,
                                             struct hg_error *err);

#endif
