/*
 * decomposed.h - what changed the emissions of a study: what is found, before it is told
 *
 * Between two years (two studies whose tables have the same regions and sectors), or
 * between two regions, or groups, of one study, each as an economy of its own.  What is
 * found stands for itself: the job of another study may go once it is.
 */
#ifndef HG_STUDY_DECOMPOSED_H
#define HG_STUDY_DECOMPOSED_H

#include "study/account_sets.h"
#include <jansson.h>

enum { N_FACTOR = 8, N_DECOMPOSITION = 6 };

/* The factors of a method.  The last two are of no factor: what is emitted without output
 * (or without the demand of a product), and by households directly. */
struct decompose_method {
    const char *name, *account;
    size_t n;
    struct {
        const char *name, *meaning;
    } factor[N_FACTOR];
};

extern const struct decompose_method decompose_production, decompose_consumption,
    decompose_economy, decompose_output, decompose_basket;

/* kg; effects of the factors of the method, in their order. */
struct decompose_row {
    double before, after, effect[N_FACTOR];
};

/* One set of emissions ("study", "table") by one method. */
struct decomposition {
    const char *of;
    const struct decompose_method *method;
    struct decompose_row *row; /* [party * (n_sector + 1) + sector]: the last is all */
    double *exchanged; /* [party]: what it would emit with the intensities of the other
                          side; NAN where that is not asked */
    double residual;   /* the largest part of what a party emits that is not explained */
};

struct decompose_party {
    const char *kind, *code, *name; /* "region", "group", "all", "pair" */
};

/* From the parties where it is emitted to those whose demand it serves. */
struct decompose_flows {
    const char *of;
    struct decompose_row *row; /* [from * n_to + to] */
};

struct decomposed {
    struct job *job; /* whose run it is: its groups, names, style, log and output */
    const struct job *before, *after; /* of use until it is found; between regions one */
    const char *name;                 /* of its files; NULL: none of its own */
    const char *account;              /* told in sentences and drawn */
    const char *side[2];              /* for people: "2007", "2012"; "China", "Japan" */
    struct hg_axis *sectors;
    size_t n_party; /* n_from regions, groups, and all of them; or one pair */
    struct decompose_party *party;
    size_t n_from, n_to;
    const struct decompose_party *to; /* NULL: the regions */
    size_t n;
    struct decomposition found[N_DECOMPOSITION];
    size_t n_flows;
    struct decompose_flows flows[2];
};

void decomposed_finish(struct decomposed *d);

/* Room for one more; NULL without memory. */
struct decomposition *decompose_add(struct decomposed *d, const char *of,
                                    const struct decompose_method *method);
struct decompose_row *decompose_add_flows(struct decomposed *d, const char *of);
struct decompose_row *decompose_at(const struct decomposed *d,
                                   const struct decomposition *one, size_t party,
                                   size_t sector);

/* Adds b to a, factor by factor. */
void decompose_sum(struct decompose_row *a, const struct decompose_row *b);

/* Whether a mass is more than what rounding leaves of a row. */
bool decompose_matters(const struct decompose_row *row, double kg);

/* The row of all sectors of a party: their sum, and households.  The ends are told from
 * outside, so that the residual is of what is not made here; kg, before and after. */
void decompose_close(const struct decomposed *d, struct decomposition *one, size_t party,
                     const double industries[2], const double households[2]);

/* What a region, or a group, emits and makes by sector (decompose_output.c). */
struct decompose_side {
    const struct job *job;
    const struct account_set *set;
    const bool *member; /* [region of its table] */
};

/* LMDI-I between two sides, into rows of a party (decompose_output.c). */
HG_MUST_CHECK enum hg_status decompose_by_output(const struct decomposed *d,
                                                 const struct decompose_side *before,
                                                 const struct decompose_side *after,
                                                 size_t party, struct decomposition *one,
                                                 struct hg_error *err);

/* Between two studies, whose jobs know their accounts and have the factors of their
 * tables (decompose_years.c); between two regions or groups of one, or "all"
 * (decompose_regions.c): where names them for faults of the input. */
HG_MUST_CHECK enum hg_status decompose_years(struct decomposed *d, struct hg_error *err);
HG_MUST_CHECK enum hg_status decompose_regions(struct decomposed *d,
                                               const char *const pair[2],
                                               const char *where, struct hg_error *err);

/* The sectors of a table, for d->sectors. */
HG_MUST_CHECK enum hg_status decompose_take_sectors(struct decomposed *d,
                                                    const struct hg_axis *sectors,
                                                    struct hg_error *err);

/* HG_E_MASS where effects leave more than rounding of a change. */
HG_MUST_CHECK enum hg_status decompose_check(const struct decomposed *d,
                                             struct hg_error *err);

/* The job of a study as far as its accounts, with the factors of its table: of what else
 * it asks for nothing is read, so that studies may name each other (decompose_lever.c).
 */
HG_MUST_CHECK enum hg_status decompose_open(const char *path,
                                            const struct hg_run_options *options,
                                            struct hg_faults *faults, struct job **out,
                                            struct hg_error *err);

/* Parties in the order they are told: all of them, groups, regions by their change, `top`
 * of these (0: all); their number to *n.  NULL without memory; the caller frees. */
size_t *decompose_order(const struct decomposed *d, const struct decomposition *one,
                        size_t top, size_t *n);

/* What is told of it (decompose_tables.c); top: so many regions, by their change, 0: all.
 * CSV are rows of all sectors of one account, or, with account NULL, everything; JSON is
 * of one account, or of both. */
void decompose_csv(const struct decomposed *d, const char *account, size_t top,
                   struct hg_text *text);
json_t *decompose_object(const struct decomposed *d, const char *account, size_t top,
                         bool *ok);
void decompose_tell(const struct decomposed *d);

/* All tables; charts of its account, one for each set of emissions, in the formats of the
 * study's maps: png/decomposition_study.png .. (decompose_chart.c). */
HG_MUST_CHECK enum hg_status decompose_commit(const struct decomposed *d,
                                              struct hg_error *err);
HG_MUST_CHECK enum hg_status decompose_draw(const struct decomposed *d,
                                            struct hg_error *err);

/* The lever (levers.h): comparisons that the study asks for (decompose_lever.c). */
struct comparisons {
    size_t n;
    struct decomposed *one;
    json_t *inputs; /* files of the other studies, as run.json lists them */
};

HG_MUST_CHECK enum hg_status comparisons_find(struct job *job, struct comparisons **out,
                                              struct hg_error *err);
HG_MUST_CHECK enum hg_status comparisons_tables(struct job *job, struct hg_error *err);
json_t *comparisons_facts(const struct comparisons *comparisons, size_t top, bool *ok);
void comparisons_destroy(struct comparisons *comparisons); /* NULL is fine */

#endif
