/*
 * solution_file.h - the factors of I - A and S of a trade table, kept for later runs
 *
 * Another inventory with the same table does not solve again.  Files are those of
 * weights_file.h, of kind 4, "FOLDER/factors-KEY.kept"; counts are industries and
 * destinations, then
 *
 *   bytes     what
 *   8 x 12    numbers of both: precision (1 single, 2 double), steps of refinement,
 *             column with the largest sum, rows with zero output, with negative output,
 *             with shares outside [0, 1], cells of final demand below 0; condition,
 *             residual, largest error of a row, largest sum of a column; 0
 *   ...       scales of rows and of columns, S, what its rows were divided by, the
 *             factors, pivots, rows with zero output
 */
#ifndef HG_SOLUTION_FILE_H
#define HG_SOLUTION_FILE_H

#include <hotgrid/mrio.h>
#include <hotgrid/weights_file.h>

/* Of a table and what its solution depends on: what is said of the machine's algebra. */
HG_MUST_CHECK enum hg_status hg_solution_key(const struct hg_mrio *mrio,
                                             const char *algebra,
                                             char key[HG_DIGEST_TEXT],
                                             struct hg_error *err);

/* Both are set only where they are found; to be destroyed.  HG_E_MEMORY alone. */
HG_MUST_CHECK enum hg_status hg_load_solution(const char *folder, const char *key,
                                              const struct hg_mrio *mrio,
                                              struct hg_factors **factors,
                                              struct hg_shares **shares,
                                              enum hg_kept *kept, struct hg_error *err);

/* Keeps (keep.h).  HG_E_OUTPUT, or HG_E_MEMORY. */
HG_MUST_CHECK enum hg_status hg_save_solution(const char *folder, const char *key,
                                              const struct hg_factors *factors,
                                              const struct hg_shares *shares,
                                              struct hg_error *err);

#endif
