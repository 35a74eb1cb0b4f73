/*
 * mrio_facts.h - sums, balances and oddities of an input-output table
 */
#ifndef HG_STUDY_MRIO_FACTS_H
#define HG_STUDY_MRIO_FACTS_H

#include <hotgrid/mrio.h>

/* Published tables are rounded: one balances where no gap is beyond this part of an
 * output. */
#define MRIO_BALANCED 0.01

/* Entries below 0. */
struct mrio_negative {
    size_t n;
    double sum;
};

struct mrio_facts {
    double flows, demand, output; /* sums of Z, Y and x */
    double *x, *inputs;           /* [n]: row sums of Z and Y; column sums of Z */
    double value_added;           /* its sum; NaN where the table does not tell it */
    double implied;               /* output less inputs, all industries together */
    size_t n_implied_below;       /* industries where that is negative */
    double largest_gap;           /* |output - inputs - value added| / output, largest */
    size_t gap_at;                /* its industry */
    size_t n_gap;                 /* industries with one beyond MRIO_BALANCED */
    size_t n_zero, n_below;       /* industries with an output of 0, and below */
    struct mrio_negative flow, final;
    size_t n_above_one; /* column sums of A above 1 */
    double largest_sum; /* of a column of A */
    size_t largest_at;  /* its industry */
};

/* HG_E_MEMORY. */
HG_MUST_CHECK enum hg_status
mrio_facts_find(const struct hg_mrio *mrio, struct mrio_facts *out, struct hg_error *err);
void mrio_facts_free(struct mrio_facts *facts);

#endif
