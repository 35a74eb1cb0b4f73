/*
 * targets_pairs.h - emissions, output and exports of each region and sector, to be
 * compared
 *
 * Either the study's industries, with outputs from a file, or the industries of the trade
 * table, with the output of the table: of all the world where the table tells of its
 * emissions, else of the regions that the study covers.
 */
#ifndef HG_STUDY_TARGETS_PAIRS_H
#define HG_STUDY_TARGETS_PAIRS_H

#include "study/account_sets.h"
#include "study/levers.h"
#include <hotgrid/targets.h>

struct target_pairs {
    const struct hg_axis *regions, *sectors;
    bool of_table;
    const char *unit;              /* of output; "" where a file gives it */
    double *kg, *output, *counted; /* [region * n_sector + sector] */
    bool *listed;                  /* [region] */
    double *given;                 /* [sector]; NULL unless the reference gives them */
    double *energy;       /* as kg: TJ, NAN: not known; NULL: the study tells of none */
    double *given_energy; /* [sector]: TJ a unit of output, NAN; of `given` */
    size_t n_negative;    /* industries of the table with an output below 0 */
};

/* Faults: codes of files and keys that nothing knows. */
HG_MUST_CHECK enum hg_status target_pairs_make(struct job *job, struct target_pairs *out,
                                               struct hg_error *err);
void target_pairs_finish(struct target_pairs *pairs);

/* Where all output of the study counts, nobody need know whom it serves. */
bool targets_without_trade(const struct hg_study *study);

/* Does the study of a job ask for targets, and does the job go as far as they need? */
bool targets_wanted(const struct job *job);

/* The file that `reference` names, or NULL where it names none; in the arena of the job.
 */
const char *target_reference_file(const struct job *job);

/* "Held against the mean of each sector.", for people. */
void targets_tell_benchmark(const struct job *job, struct hg_text *text);

/* The lever (levers.h): pairs, ranked by what the benchmark would save. */
struct target_finding {
    struct target_pairs pairs;
    struct hg_targets *targets;
};

HG_MUST_CHECK enum hg_status targets_find(struct job *job, struct target_finding **out,
                                          struct hg_error *err);
HG_MUST_CHECK enum hg_status targets_tables(struct job *job, struct hg_error *err);
json_t *targets_facts(const struct job *job, const struct target_finding *finding,
                      size_t top, bool *ok);
void targets_destroy(struct target_finding *finding); /* NULL is fine */

/* The table of targets, the `top` largest. */
void targets_csv(const struct job *job, const struct target_finding *finding, size_t top,
                 struct hg_text *text);

/* What of the study's own inventory is above the benchmark in a pair, kg: the sum of the
 * layer, but for what is not on the grid (targets_excess.c). */
double targets_study_kg(const struct job *job, const struct target_finding *finding,
                        const struct hg_target *target);

/* What of each industry of the study is above the benchmark, 0..1, part is [industry];
 * and the layers of account `excess` that have these as coefficients (targets_excess.c).
 */
HG_MUST_CHECK enum hg_status targets_excess_parts(const struct job *job,
                                                  const struct target_finding *finding,
                                                  double *part, struct hg_error *err);
HG_MUST_CHECK enum hg_status targets_fill_layers(struct job *job,
                                                 const struct target_finding *finding,
                                                 struct hg_error *err);

/* A code of a row that an axis of the pairs does not have, as a fault. */
void target_unknown(struct job *job, const struct hg_link *link, const char *what,
                    const char *code, const struct hg_axis *axis);

/* What pairs use of energy, from the file of the study (targets_energy.c). */
HG_MUST_CHECK enum hg_status target_read_energy(struct job *job, struct target_pairs *p,
                                                struct hg_error *err);

/* tables/intensities.csv; and for the page the `top` rows of it with the most emissions
 * behind their exports, as arrays of indices of region and sector, exports, the part of
 * them that is compared, and direct and total intensities of their own, of the world and
 * of partners (targets_intensities.c). */
HG_MUST_CHECK enum hg_status targets_write_intensities(struct job *job,
                                                       struct hg_error *err);
json_t *targets_intensity_facts(const struct job *job, size_t top, bool *ok);

#endif
