/* solved.h - a trade table by hand with its factors and shares */
#ifndef HG_TEST_SOLVED_H
#define HG_TEST_SOLVED_H

#include "table.h"
#include <hotgrid/footprints.h>

struct solved {
    struct hg_mrio *mrio;
    struct hg_leontief *leontief;
    struct hg_shares *shares;
    const double *x;
};

/* Takes the table over. */
static inline void solve_table(struct hg_mrio *mrio, struct solved *s)
{
    struct hg_error err = {0};
    struct hg_leontief *leontief = NULL;
    struct hg_shares *shares = NULL;
    assert_ok(hg_leontief_create(mrio, HG_PRECISION_AUTO, 1, &leontief, &err), err);
    assert_ok(hg_shares_create(leontief, &shares, &err), err);
    *s = (struct solved){mrio, leontief, shares, hg_leontief_output(leontief)};
}

static inline void end_solved(struct solved *s)
{
    hg_shares_destroy(s->shares);
    hg_leontief_destroy(s->leontief);
    hg_mrio_destroy(s->mrio);
}

static inline struct hg_footprint_params footprint_params(const struct solved *s,
                                                          const double *e, size_t n_tier)
{
    return (struct hg_footprint_params){.mrio = s->mrio,
                                        .leontief = s->leontief,
                                        .shares = s->shares,
                                        .e = e,
                                        .n_tier = n_tier,
                                        .threads = 1};
}

static inline struct hg_footprints *footprints_of(const struct solved *s, const double *e,
                                                  size_t n_tier)
{
    const struct hg_footprint_params params = footprint_params(s, e, n_tier);
    struct hg_footprints *out = NULL;
    struct hg_error err = {0};
    assert_ok(hg_footprints_create(&params, &out, &err), err);
    return out;
}

/* Kitzes (2013), An introduction to environmentally-extended input-output analysis: two
 * sectors, taken as two regions with one industry each, of one sector or of two. */
static inline struct hg_mrio *make_kitzes(size_t n_sector)
{
    const size_t region_of[] = {0, 1}, sector_of[] = {0, n_sector - 1};
    const double Z[] = {8, 5, 4, 2}, Y[] = {3, 0, 0, 6};
    return make_table(2, region_of, sector_of, 2, n_sector, 1, Z, Y);
}

#define KITZES_E                                                                         \
    {                                                                                    \
        8, 4                                                                             \
    }

#endif
