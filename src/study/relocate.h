/* relocate.h - what moves of capacity do, as a lever (levers.h) */
#ifndef HG_STUDY_RELOCATE_H
#define HG_STUDY_RELOCATE_H

#include "study/levers.h"
#include <hotgrid/relocate.h>
#include <hotgrid/scenario.h>

struct table_moves; /* relocate_table.h */
struct moved_cells; /* relocate_cells.h */

/* A move with what it does, and what its origin emits. */
struct moving {
    struct hg_move_effect effect;
    double sector_kg, region_kg; /* of the origin in the inventory; NAN: not in it */
};

/* The moves of one alternative together. */
struct option {
    size_t first; /* row of it */
    struct hg_move_effect sum;
    struct table_moves *table; /* the trade table with them; NULL: not asked for */
    struct moved_cells *cells; /* where on the grid; NULL: no layer asks for it */
};

struct relocation {
    struct hg_scenario *scenario;
    struct moving *move; /* [scenario->n], by row */
    size_t n_option;
    struct option *option; /* in the order they come */
};

/* Of a job that was read; faults: rows of the scenario that make no sense. */
HG_MUST_CHECK enum hg_status relocation_find(struct job *job, struct relocation **out,
                                             struct hg_error *err);
HG_MUST_CHECK enum hg_status relocation_tables(struct job *job, struct hg_error *err);
json_t *relocation_facts(const struct job *job, const struct relocation *relocation,
                         size_t top, bool *ok);
void relocation_destroy(struct relocation *relocation); /* NULL is fine */

const char *relocation_option(const struct relocation *relocation, size_t option);

/* The table of moves, and behind it that of the trade table where there is one. */
void relocation_csv(const struct job *job, const struct relocation *relocation,
                    struct hg_text *text);

/* Factors of the layers `after` and `change`, and the cells of their options. */
HG_MUST_CHECK enum hg_status relocation_fill_layers(struct job *job,
                                                    struct relocation *relocation,
                                                    struct hg_error *err);

/* "57.7 Mt fall away, 54.4 Mt rise, ..." of a layer `change`, with the ranges. */
void relocation_headline(const struct job *job, const struct layer *layer,
                         struct hg_text *text);

/* A line of the ledger for each layer of moves, of all that is emitted or of some sectors
 * or regions: before, what moves, after. */
HG_MUST_CHECK enum hg_status relocation_balance(struct job *job, struct hg_error *err);

#endif
