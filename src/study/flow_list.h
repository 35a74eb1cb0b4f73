/*
 * flow_list.h - the flows between regions that the verb flows tells, and their map
 */
#ifndef HG_STUDY_FLOW_LIST_H
#define HG_STUDY_FLOW_LIST_H

#include "study/account_sets.h"

struct flow {
    size_t from, to; /* regions of the trade table */
    double kg;
};

struct flow_list {
    const struct account_set *set;
    size_t n_all;      /* between the regions that were asked for */
    struct flow *flow; /* [n_all], the largest first */
    size_t n;          /* `top` of them */
    double all_kg;     /* of all */
};

/* Writes a map of the largest flows whose ends are known as flows/flows.png, or what the
 * study has for maps; *drawn is false where there are none. */
HG_MUST_CHECK enum hg_status draw_flows(struct job *job, const struct flow_list *list,
                                        const struct hg_flow_options *asked, bool *drawn,
                                        struct hg_error *err);

#endif
