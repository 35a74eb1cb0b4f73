/* routes.h - which industries of the table an industry of the study stands for */
#ifndef HG_MRIO_ROUTES_H
#define HG_MRIO_ROUTES_H

#include <hotgrid/concordance.h>

/* In place of an industry of the table: direct emissions of households. */
#define MRIO_HOUSEHOLD (SIZE_MAX - 1)

struct mrio_part {
    size_t industry; /* of the table, or MRIO_HOUSEHOLD */
    double weight;   /* the weights of an industry of the study sum to 1 */
};

struct mrio_routes {
    const struct hg_mix_params *params;
    struct hg_faults *faults; /* NULL: nothing is told */
    size_t *region_target;    /* [link]: region of the table, HG_NOT_FOUND for no such */
    size_t *sector_target;    /* [link]: the same, or MRIO_HOUSEHOLD */
    struct mrio_part *part;   /* of the industry that was asked for last */
    size_t n_part;
    bool even; /* its parts have no output, and weigh alike */
};

/* Looks up where the links lead, and tells what is wrong with them. */
HG_MUST_CHECK enum hg_status mrio_routes_begin(const struct hg_mix_params *params,
                                               struct hg_faults *faults,
                                               struct mrio_routes *routes,
                                               struct hg_error *err);
void mrio_routes_finish(struct mrio_routes *routes);

/* The parts of an industry of the study, and its own region of the table; HG_NOT_FOUND
 * where it is unmapped (its mass is told as a fault unless that is allowed). */
size_t mrio_route(struct mrio_routes *routes, size_t region, size_t sector);

#endif
