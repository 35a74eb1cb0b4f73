/*
 * parts.h - layers of parts of final demand: categories, and products
 *
 * A layer that names categories or products counts what serves those parts alone.  Parts
 * are columns of job->part; with their complement, and what households of a market emit
 * directly, they add up to the layer without the filter, which is a note of the ledger.
 */
#ifndef HG_STUDY_PARTS_H
#define HG_STUDY_PARTS_H

#include "study/job.h"

/* Does an entry name categories or products? */
bool has_parts(const struct hg_study_layers *entry);

/* Faults: words that are neither a category nor a sector of the trade table. */
void check_parts(struct job *job, const struct hg_study_layers *entry);

/* For names of files ("_household_goods-c14"), for tables ("household, goods of c14") and
 * for titles ("household consumption of Steel"); where there are none "", in titles
 * "final demand"; NULL without memory. */
char *parts_stem(struct job *job, const struct hg_study_layers *entry);
char *parts_words(struct job *job, const struct hg_study_layers *entry);
char *parts_title(struct job *job, const struct hg_study_layers *entry);

#endif
