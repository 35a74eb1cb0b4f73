/*
 * flow_list.h - the flows between regions that the verb flows tells, and their map
 */
#ifndef HG_STUDY_FLOW_LIST_H
#define HG_STUDY_FLOW_LIST_H

#include "study/account_sets.h"

/* One end of flows: each of its regions for itself, or a group as one party. */
struct flow_side {
    bool *member;      /* [region of the table] */
    const char *group; /* its name, or NULL */
};

/* A party is a region of the trade table, or one of the groups, which follow behind the
 * regions: that of `from`, that of `to`. */
struct flow {
    size_t from, to;
    double kg;
    bool on_map;
};

struct flow_list {
    const struct account_set *set;
    struct flow_side from, to;
    size_t n_all;      /* between the parties that were asked for */
    struct flow *flow; /* [n_all], the largest first */
    size_t n;          /* `top` of them */
    double all_kg;     /* of all */
    double within_kg;  /* between members of a group: left out of all */
    bool mapped;       /* on_map is known */
};

/* The code of a party, and its name: a group has but one. */
const char *flow_code(const struct job *job, const struct flow_list *list, size_t party);
const char *flow_name(const struct job *job, const struct flow_list *list, size_t party);

/* Writes a map of the first flows as flows/flows.png, or what the study has for maps, and
 * marks those whose ends have a place there, which it shows; *drawn is false where there
 * are none. */
HG_MUST_CHECK enum hg_status draw_flows(struct job *job, struct flow_list *list,
                                        const struct hg_flow_options *asked, bool *drawn,
                                        struct hg_error *err);

#endif
