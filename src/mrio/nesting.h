/* nesting.h - what the parts of nesting share */
#ifndef HG_MRIO_NESTING_H
#define HG_MRIO_NESTING_H

#include "mrio/pattern.h"

struct mrio_nest {
    const struct hg_nest_params *params;
    const struct hg_mrio *world;
    struct mrio_pattern pattern;
    struct hg_nest_report *report;
    struct hg_mrio *out;
    size_t *region; /* [region of the world]: of the nested table; of the parent:
                       its first province */
    size_t *row;    /* [row of the world]: of the nested table; of the parent's: that
                       of its first province */
    size_t n_own;   /* industries of the parent: from province to province */
    double *weight, *part; /* [most cells that one value goes to] */
};

/* Zeros, one more than asked for; NULL without memory. */
double *mrio_numbers(size_t rows, size_t columns);

/* The nested table, all values 0, and where its rows and regions are; a province with the
 * code of another region is told. */
void mrio_nest_check(const struct mrio_nest *nest, struct hg_faults *faults);
HG_MUST_CHECK enum hg_status mrio_nest_table(struct mrio_nest *nest,
                                             struct hg_error *err);

/* Rows of the provinces brought to the outputs of the provincial table, by GRAS. */
HG_MUST_CHECK enum hg_status mrio_nest_balance(struct mrio_nest *nest,
                                               struct hg_error *err);

#endif
