/* shares.h - S of a trade table, by factors that go again */
#ifndef HG_TEST_SHARES_H
#define HG_TEST_SHARES_H

#include <hotgrid/leontief.h>

static inline enum hg_status try_shares(const struct hg_mrio *mrio, unsigned threads,
                                        struct hg_shares **out, struct hg_error *err)
{
    struct hg_leontief *l = NULL;
    enum hg_status status = hg_leontief_create(mrio, HG_PRECISION_AUTO, threads, &l, err);
    if (status == HG_OK)
        status = hg_shares_create(l, out, err);
    hg_leontief_destroy(l);
    return status;
}

static inline struct hg_shares *shares_of(const struct hg_mrio *mrio, unsigned threads)
{
    struct hg_error err = {0};
    struct hg_shares *shares = NULL;
    assert_ok(try_shares(mrio, threads, &shares, &err), err);
    return shares;
}

#endif
