/* pattern.h - a provincial table in the sectors of its parent: what nesting shares by */
#ifndef HG_MRIO_PATTERN_H
#define HG_MRIO_PATTERN_H

#include <hotgrid/nest.h>

struct mrio_pattern {
    size_t n_province, n_sector, n_category; /* P; S and K of the world */
    size_t *province; /* [region of the provincial table]: 0 .. P - 1, HG_NOT_FOUND for
                         regions abroad */
    size_t *region;   /* [P]: and back */
    double *Z;        /* [(p * S + i) * P * S + q * S + j] */
    double *Y;        /* [(p * S + i) * P * K + q * K + k] */
    double *use;      /* [i * P * S + q * S + j]: of imports, or of all from within */
    double *use_Y;    /* [i * P * K + q * K + k]: the same by final demand */
    double *output;   /* [p * S + i] */
    double *demand;   /* [q]: final demand, all together */
    double *customs;  /* [(i * R + r) * P + p]: exports; all of (i, r) 0 where unknown */
    double *industry,
        *household; /* [p * S + i], [p]: emissions; NULL where it has none */
    bool same_categories;
};

HG_MUST_CHECK enum hg_status mrio_pattern_begin(const struct hg_nest_params *params,
                                                struct hg_faults *faults,
                                                struct mrio_pattern *pattern,
                                                struct hg_error *err);
void mrio_pattern_finish(struct mrio_pattern *pattern);

#endif
