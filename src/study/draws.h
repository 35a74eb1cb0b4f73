/* draws.h - what the draws of a study found */
#ifndef HG_STUDY_DRAWS_H
#define HG_STUDY_DRAWS_H

#include "study/job.h"
#include <hotgrid/perturb.h>

/* Forms of which sums are kept: all emissions, those for foreign markets, then each
 * destination. */
enum { DRAWN_TOTAL, DRAWN_FOREIGN, DRAWN_DESTINATIONS };

/* The accounts that have hotspots: the first two. */
enum { DRAWN_ACCOUNTS = 2 };

struct draws {
    size_t n, n_form, n_account; /* 1 of each where the study has no markets */
    double *coefficient;         /* [industry * n_form + form] */
    double *kg;                  /* [form]: of the emissions themselves */
    double *sigma;               /* [form]: by the formula, kg */
    /* Of the draws; n 0: none were asked for, and all that follows is NULL. */
    double *sum;                      /* [form * n + draw]: kg, each form sorted */
    struct hg_active *active;         /* cells of hits */
    uint32_t *hits[DRAWN_ACCOUNTS];   /* [active]: draws with the cell in the top 1 % */
    double *density[DRAWN_ACCOUNTS];  /* [active]: of the run, kg per km2 */
    uint32_t *in_run[DRAWN_ACCOUNTS]; /* [active]: 1 where it is there in the run */
    double *percent[DRAWN_ACCOUNTS];  /* [cell]: of draws; 0 elsewhere */
};

struct moments {
    double mean, sigma;   /* sigma of the sample: divided by n - 1 */
    double p05, p50, p95; /* between the two nearest draws (type 7 of Hyndman and Fan
                             1996, Am. Stat. 50:361-365) */
};

struct moments draws_moments(const struct draws *draws, size_t form);

/* Deviations of the sums of the study, and its draws where it asks for them; nothing
 * where it has no `uncertainty`.  Enters the ledger. */
HG_MUST_CHECK enum hg_status run_draws(struct job *job, struct hg_error *err);
void draws_destroy(struct draws *draws); /* NULL is fine */

/* Bytes that draws take at most. */
uint64_t draws_bytes(const struct job *job);

#endif
