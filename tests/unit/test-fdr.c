/* test-fdr.c - false discovery rates: the papers' example, and every k tried */
#include "check.h"
#include <hotgrid/fdr.h>
#include <hotgrid/rng.h>

/* Benjamini and Hochberg 1995, section 4.1: 15 tests of a study of heart attacks; four
 * are significant at 0.05 (Bonferroni: three).  By hand, with 1 + ... + 1/15 = 3.318229:
 * 0.0019 <= 3 * 0.05 / 15 / 3.318, but 0.0095 > 4 * 0.05 / 15 / 3.318. */
static const double hearts[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201,
                                0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
                                0.4262, 0.5719, 0.6528, 0.7590, 1.0000};

static size_t significant(enum hg_fdr method, size_t n, const double *p, double q)
{
    const double bound = hg_fdr_bound(method, n, p, q);
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += p[i] <= bound;
    return count;
}

static void the_heart_study_has_four_discoveries(void **state)
{
    (void)state;
    assert_int_equal(significant(HG_FDR_BH, 15, hearts, 0.05), 4);
    assert_int_equal(significant(HG_FDR_BY, 15, hearts, 0.05), 3);
    assert_int_equal(significant(HG_FDR_NONE, 15, hearts, 0.05), 9);
}

static void nothing_is_significant_among_large_p(void **state)
{
    (void)state;
    const double p[] = {0.5, 0.9, 1};
    for (int method = HG_FDR_NONE; method <= HG_FDR_BY; method++)
        assert_true(hg_fdr_bound((enum hg_fdr)method, 3, p, 0.05) < 0);
    assert_true(hg_fdr_bound(HG_FDR_BH, 0, p, 0.05) < 0);
}

/* A step up procedure: a small p lets larger ones in. */
static void the_largest_rank_counts_not_the_first(void **state)
{
    (void)state;
    const double p[] = {0.03, 0.04, 0.045, 0.046};
    assert_int_equal(significant(HG_FDR_BH, 4, p, 0.05), 4);
}

static void the_bound_is_that_of_every_k_tried(void **state)
{
    (void)state;
    enum { N = 60 };
    for (uint32_t k = 0; k < 300; k++) {
        const struct hg_rng rng = {3, k, 0};
        double p[N];
        size_t most = 0;
        for (uint32_t i = 0; i < N; i++)
            p[i] = pow(hg_random_uniform(&rng, i), 1 + k % 5);
        for (size_t rank = 1; rank <= N; rank++) {
            size_t below = 0; /* as p(rank) <= bound says */
            for (size_t i = 0; i < N; i++)
                below += p[i] <= 0.1 * ((double)rank / N);
            most = below >= rank ? rank : most;
        }
        assert_int_equal(significant(HG_FDR_BH, N, p, 0.1), most);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_heart_study_has_four_discoveries),
        cmocka_unit_test(nothing_is_significant_among_large_p),
        cmocka_unit_test(the_largest_rank_counts_not_the_first),
        cmocka_unit_test(the_bound_is_that_of_every_k_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
