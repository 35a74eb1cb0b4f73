/*
 * transfers.h - who consumes what is emitted where, as rows of a table and in a sentence
 *
 * A chain is known where the trade table tells its two ends apart.  Regions of the study
 * that share the market mix of one region of the table have one: what they emit for each
 * other, or for themselves, nobody can say from such a table, and no row does.
 */
#ifndef HG_STUDY_CHAINS_H
#define HG_STUDY_CHAINS_H

#include "study/account_sets.h"
#include <hotgrid/transfers.h>
#include <jansson.h>

enum chain_kind {
    CHAIN_REGION,  /* of the trade table */
    CHAIN_COUNTRY, /* the sum of the regions that are its parts */
    CHAIN_GROUP,   /* of the study, as one party */
    CHAIN_PART,    /* of the study, one of several with one market mix */
};

struct chain_row {
    enum chain_kind kind;
    const char *code, *name;
    const char *parent;        /* code of the country it is a part of; NULL: none */
    struct hg_transfers chain; /* of parts: `abroad` alone is known */
    double emitted;            /* kg, by industries */
    double households;         /* directly, beside that */
    size_t sharers;            /* regions of the study with its market mix; 1: its own */
};

struct chain_set {
    const struct account_set *set;
    double *flow; /* [D * D]: where the set tells nothing of a region, what the trade
                     table tells of it, if that tells anything */
    bool *known;  /* [region]: one of them does */
    size_t n;
    struct chain_row *row; /* regions that the set covers, countries, groups, parts */
};

enum { CHAIN_SETS = 2 };

struct chains {
    size_t n;
    struct chain_set set[CHAIN_SETS]; /* as those of the accounts */
    size_t *parent; /* [region of the table]: an index of `country`; HG_NOT_FOUND: none */
    size_t n_country;
    const char **country; /* codes of countries of which the table has parts */
};

HG_MUST_CHECK enum hg_status chains_find(struct job *job, struct chains **out,
                                         struct hg_error *err);
void chains_destroy(struct chains *chains); /* NULL is fine */

/* What the chains of a set come to, in a sentence or two, none where it emits nothing
 * (chains_told.c). */
void chains_sentence(const struct job *job, const struct chains *chains,
                     const struct chain_set *set, struct hg_text *text);

/* Of the first set, and under `table` of the other (chains_told.c). */
json_t *chains_facts(const struct job *job, const struct chains *chains, size_t top,
                     bool *ok);

/* tables/chains.csv and tables/flow_matrix.csv of job->levers (chains_told.c). */
HG_MUST_CHECK enum hg_status chains_tables(struct job *job, struct hg_error *err);

#endif
