/* test-gras.c - matrices brought to their sums, signs kept */
#include "alloc.h"
#include "check.h"
#include <hotgrid/gras.h>

/* The sums and signs of the example of Junius and Oosterhaven (2003), table 1. */
static const double rows[] = {15, 26, -1}, columns[] = {9, 16, 17, -2};

static void assert_balanced(const double A[3][4], const double expected[3][4])
{
    double X[3][4];
    struct hg_gras_report report;
    struct hg_error err = {0};
    memcpy(X, A, sizeof X);
    assert_ok(hg_gras(3, 4, X[0], rows, columns, &report, &err), err);
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 4; j++)
            assert_near(X[i][j], expected[i][j], 1e-11);
    assert_true(report.rounds > 1 && report.error <= 1e-13);
}

/* Expected values: Newton's method on the dual of the problem, numpy. */
static void the_example_of_the_paper_is_met(void **state)
{
    (void)state;
    static const double A[3][4] = {{7, 3, 5, -3}, {2, 9, 8, 1}, {-2, 0, 2, 1}};
    static const double expected[3][4] = {
        {8.976440309989147, 3.7431602450133608, 5.721728439895227, -3.4413289948977317},
        {2.7993354035998244, 12.25683975498664, 9.992313662805557, 0.9515111786079796},
        {-2.775775713588971, 0, 1.285957897299218, 0.48981781628975224}};
    assert_balanced(A, expected);
}

/* The same with a column without entries above 0: Temurshoev et al. (2013). */
static void columns_without_positive_entries_are_balanced(void **state)
{
    (void)state;
    static const double A[3][4] = {{7, 3, 5, -3}, {2, 9, 8, 0}, {-2, 0, 2, 0}};
    static const double expected[3][4] = {
        {8.424341459748714, 3.375236893680464, 5.200421646570819, -2},
        {3.000997548468523, 12.624763106319538, 10.374239345211944, 0},
        {-2.425339008217238, 0, 1.4253390082172384, 0}};
    assert_balanced(A, expected);
}

/* RAS of a 2 x 2 matrix keeps its cross ratio: x (x + 1) / ((4 - x)(3 - x)) = 6, by hand
 * 5 x^2 - 43 x + 72 = 0, x = (43 - sqrt(409)) / 10. */
static void without_negative_entries_it_is_ras(void **state)
{
    (void)state;
    double X[] = {2, 1, 1, 3};
    const double x = (43 - sqrt(409)) / 10;
    struct hg_gras_report report;
    struct hg_error err = {0};
    assert_ok(hg_gras(2, 2, X, (double[]){4, 4}, (double[]){3, 5}, &report, &err), err);
    assert_near(X[0], x, 1e-12);
    assert_near(X[1], 4 - x, 1e-12);
    assert_near(X[2], 3 - x, 1e-12);
    assert_near(X[3], 1 + x, 1e-12);
}

static void what_is_balanced_stays(void **state)
{
    (void)state;
    double X[] = {2, -1, 0, 3, 0, 0};
    struct hg_gras_report report;
    struct hg_error err = {0};
    assert_ok(hg_gras(3, 2, X, (double[]){1, 3, 0}, (double[]){2, 2}, &report, &err),
              err);
    assert_int_equal(report.rounds, 1);
    assert_true(X[0] == 2 && X[1] == -1 && X[2] == 0 && X[3] == 3 && X[4] == 0);
}

static void sums_of_zero_empty_a_line(void **state)
{
    (void)state;
    double X[] = {1, 2, 3, 4};
    struct hg_gras_report report;
    struct hg_error err = {0};
    assert_ok(hg_gras(2, 2, X, (double[]){0, 6}, (double[]){2, 4}, &report, &err), err);
    assert_true(X[0] == 0 && X[1] == 0);
    assert_near(X[2], 2, 1e-12);
    assert_near(X[3], 4, 1e-12);
}

static void assert_refused(const double A[4], const double u[2], const double v[2],
                           const char *message)
{
    double X[4];
    struct hg_gras_report report;
    struct hg_error err = {0};
    memcpy(X, A, sizeof X);
    assert_int_equal(hg_gras(2, 2, X, u, v, &report, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, message));
}

static void refuses_sums_that_no_matrix_has(void **state)
{
    (void)state;
    assert_refused((double[]){1, 2, 3, 4}, (double[]){1, 2}, (double[]){2, 2},
                   "the sums of the rows add up to 3, those of the columns to 4; they "
                   "must be the same");
    assert_refused((double[]){1, 2, 0, 0}, (double[]){1, 2}, (double[]){1, 2},
                   "the sum 2 of row 2 cannot be reached: all entries are 0");
    assert_refused((double[]){1, 2, 3, 4}, (double[]){-1, 4}, (double[]){1, 2},
                   "the sum -1 of row 1 cannot be reached: no entry is below 0");
    assert_refused((double[]){1, -2, 3, -4}, (double[]){1, 2}, (double[]){1, 2},
                   "the sum 2 of column 2 cannot be reached: no entry is above 0");
    assert_refused((double[]){1, 2, 3, 4}, (double[]){NAN, 2}, (double[]){1, 2},
                   "of row 1 is no number");
    /* Row 1 has nothing in column 2, and more to place than column 1 takes. */
    assert_refused((double[]){1, 0, 1, 1}, (double[]){3, 1}, (double[]){2, 2},
                   "no matrix with these signs has these sums: after 10000 rounds row");
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    double X[] = {1, 2, 3, 4};
    struct hg_gras_report report;
    struct hg_error err = {0};
    const size_t before = alloc_live();
    alloc_fail_at(1);
    assert_int_equal(hg_gras(2, 2, X, (double[]){3, 7}, (double[]){4, 6}, &report, &err),
                     HG_E_MEMORY);
    alloc_fail_at(0);
    assert_int_equal(alloc_live(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_paper_is_met),
        cmocka_unit_test(columns_without_positive_entries_are_balanced),
        cmocka_unit_test(without_negative_entries_it_is_ras),
        cmocka_unit_test(what_is_balanced_stays),
        cmocka_unit_test(sums_of_zero_empty_a_line),
        cmocka_unit_test(refuses_sums_that_no_matrix_has),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
