/*
 * relocate_cells.h - where on the grid a scenario's emissions fall and rise
 *
 * They fall in the cells of the sector at the origin, in proportion to what it emits in
 * each, and rise in those of the same sector at the destination; where that emits nothing
 * of the sector, in proportion to all that its industries emit.  What electricity emits
 * falls and rises with the sector that the study names for it, or with the one that
 * moves.  So each industry of the inventory has one factor, and the layers `after` and
 * `change` are linear forms of E.  What regions outside the inventory emit, and
 * transport, are on no cell.
 */
#ifndef HG_STUDY_RELOCATE_CELLS_H
#define HG_STUDY_RELOCATE_CELLS_H

#include "study/job.h"
#include <hotgrid/relocate.h>
#include <hotgrid/scenario.h>

/* Of one option: kg, by their sign what falls and what rises. */
struct moved_cells {
    double *change;        /* [industry] */
    double off_grid_falls; /* in regions that the inventory does not have */
    double off_grid_rises; /* the same */
    double transport;
    struct hg_text placement; /* rows of tables/relocation_placement.csv */
};

void moved_cells_finish(struct moved_cells *cells);

/* Faults: more falls than there is to fall, and sectors that emit nothing to fall. */
HG_MUST_CHECK enum hg_status moved_cells_make(struct job *job,
                                              const struct hg_scenario *scenario,
                                              const char *option, struct moved_cells *out,
                                              struct hg_error *err);

/* What the change is of what an industry emits: of all of it, on the grid or not. */
double moved_cells_part(const struct job *job, const struct moved_cells *cells,
                        size_t industry);

#endif
