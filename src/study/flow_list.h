/*
 * flow_list.h - flows between regions or groups of them, and their map
 */
#ifndef HG_STUDY_FLOW_LIST_H
#define HG_STUDY_FLOW_LIST_H

#include "study/account_sets.h"

/* A party is a region of the trade table or, behind them, a group of the study. */
struct flow {
    size_t from, to;
    double kg;
    bool on_map;
};

struct flow_list {
    const struct account_set *set;
    const double *kg;  /* [D * D]: of the sector and product that are asked for */
    double *owned;     /* the same, where it is not that of the set */
    size_t n_party;    /* regions and groups */
    bool *member;      /* [party * D + region] */
    size_t *from, *to; /* [region]: its party on that end; HG_NOT_FOUND: left out */
    bool *known;       /* [party]: the set tells what all its members emit */
    double *sum,
        *back;         /* [party * n_party + party]; back: from the ends `to` to `from` */
    size_t n_all;      /* between the parties that were asked for */
    struct flow *flow; /* [n_all], the largest first */
    size_t n;          /* those that are listed */
    double all_kg;     /* of all */
    double within_kg;  /* between members of a group: left out of all */
    size_t n_unknown;  /* pairs that have no net, as one end is not known */
    bool mapped;       /* on_map is known */
};

/* HG_E_ARG for words that are no region, group or sector. */
HG_MUST_CHECK enum hg_status flow_list_make(const struct job *job,
                                            const struct account_set *set,
                                            const struct hg_flow_options *asked,
                                            struct flow_list *list, struct hg_error *err);
void flow_list_finish(struct flow_list *list);

/* A flow between two parties, net where asked: NAN where it is not known. */
double flow_between(const struct flow_list *list, bool net, size_t from, size_t to);

/* What one sector emits, or is emitted for the final demand of one product, [D * D] from
 * region to region, into kg, which is 0 (flow_parts.c).  HG_E_ARG for unknown codes. */
HG_MUST_CHECK enum hg_status flow_parts(const struct job *job,
                                        const struct account_set *set,
                                        const struct hg_flow_options *asked, double *kg,
                                        struct hg_error *err);

/* The code of a party, and its name. */
const char *flow_code(const struct job *job, size_t party);
const char *flow_name(const struct job *job, size_t party);

/* Writes a map of the first flows as flows/flows.png, or what the study has for maps, and
 * marks those whose ends have a place there, which it shows; *drawn is false where there
 * are none. */
HG_MUST_CHECK enum hg_status draw_flows(struct job *job, struct flow_list *list,
                                        const struct hg_flow_options *asked, bool *drawn,
                                        struct hg_error *err);

#endif
