/*
 * relocate_table.h - the moves of a scenario in the trade table: accounts before and
 * after (plant_moves.h)
 *
 * Of a row with q tonnes of which the part delta closes the old plants, the part that
 * closes moves: delta q i_o leave industry o, delta q i_d come, by the direct
 * intensities alone, since electricity is bought from those who make it.  What the
 * inventory calls the sector is shared out over the table's as its masses are
 * (concordance.h).  The share of the output that moves is that of the emissions,
 * delta q i_o / e_o, unless the row states it.  What is built without closing anything,
 * (1 - delta) q, adds to no one's demand: final demand is held.
 */
#ifndef HG_STUDY_RELOCATE_TABLE_H
#define HG_STUDY_RELOCATE_TABLE_H

#include "study/job.h"
#include "study/json.h"
#include <hotgrid/scenario.h>

struct table_moves {
    size_t n;                   /* regions of the table */
    double *production[2];      /* [region]: before, after; kg, without households */
    double *consumption[2];     /* the same */
    double leaves_kg, added_kg; /* at the origins; physical only: (1 - delta) q i_d */
    double residual;            /* of the solution after */
};

void table_moves_finish(struct table_moves *moves);

/* Those of one option.  Asks for the factors of the table (stage accounts keeps them
 * where the study says `mrio`).  Faults: rows that the table cannot follow. */
HG_MUST_CHECK enum hg_status table_moves_make(struct job *job,
                                              const struct hg_scenario *scenario,
                                              const char *option, struct table_moves *out,
                                              struct hg_error *err);

/* Rows of tables/relocation_accounts.csv, and their head. */
void table_moves_head(struct hg_text *text);
void table_moves_rows(const struct job *job, const struct table_moves *moves,
                      const char *option, struct hg_text *text);

/* The same as JSON. */
json_t *table_moves_object(const struct job *job, const struct table_moves *moves,
                           bool *ok);

#endif
