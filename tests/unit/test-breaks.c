/* test-breaks.c - natural breaks against every other choice, deviations by hand */
#include "alloc.h"
#include "check.h"
#include <assert.h>
#include <hotgrid/classes.h>
#include <stdlib.h>

static struct hg_classes make(const char *method, size_t n, const double *value,
                              size_t count)
{
    struct hg_error err = {0};
    struct hg_classes classes = {0};
    assert_ok(hg_classes_make(method, n, value, count, &classes, &err), err);
    return classes;
}

/* Sum of squares about the mean of value[first .. last - 1]. */
static double scatter(const double *value, size_t first, size_t last)
{
    double mean = 0, sum = 0;
    for (size_t i = first; i < last; i++)
        mean += value[i] / (double)(last - first);
    for (size_t i = first; i < last; i++)
        sum += (value[i] - mean) * (value[i] - mean);
    return sum;
}

/* The least scatter in at most that many classes, by trying all: bit i of a choice says
 * that a class ends behind value i. */
static double least(size_t n, const double *value, size_t count)
{
    assert(n > 0);
    double best = INFINITY;
    for (unsigned choice = 0; choice < 1U << (n - 1); choice++) {
        double all = 0;
        size_t first = 0, classes = 0;
        for (size_t i = 0; i < n; i++)
            if (i + 1 == n || choice >> i & 1) {
                all += scatter(value, first, i + 1);
                first = i + 1;
                classes++;
            }
        if (classes <= count)
            best = fmin(best, all);
    }
    return best;
}

static double scatter_of(size_t n, const double *value, const struct hg_classes *classes)
{
    double sum = 0;
    for (size_t i = 0, first = 0; i < n; i++)
        if (i + 1 == n ||
            hg_class_of(classes, value[i]) != hg_class_of(classes, value[i + 1])) {
            sum += scatter(value, first, i + 1);
            first = i + 1;
        }
    return sum;
}

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void no_other_breaks_are_more_natural(void **state)
{
    (void)state;
    enum { N = 10 };
    srand(7);
    for (int round = 0; round < 200; round++) {
        double value[N];
        for (size_t i = 0; i < N; i++) /* skewed, with ties */
            value[i] = pow(10, rand() % (round < 100 ? 1000 : 12) / 250.0);
        qsort(value, N, sizeof(*value), rising);
        for (size_t count = 2; count <= 5; count++) {
            const struct hg_classes classes = make("jenks", N, value, count);
            assert_true(classes.n <= count);
            const double best = least(N, value, count);
            assert_near(scatter_of(N, value, &classes), best,
                        1e-9 * scatter(value, 0, N));
        }
    }
}

static void edges_part_neighbours_by_the_shortest_decimal(void **state)
{
    (void)state;
    const double value[] = {1.02, 1.13, 1.31, 20.4, 21.7, 187.3, 193.8};
    const struct hg_classes classes = make("jenks", 7, value, 3);
    assert_int_equal(classes.n, 3);
    const double edge[] = {1, 20, 100, 200};
    for (size_t i = 0; i < 4; i++)
        assert_true(classes.edge[i] == edge[i]);
}

static void a_long_tail_below_the_first_edge_begins_at_0(void **state)
{
    (void)state;
    const double value[] = {8.1e-12, 3, 4, 60, 61};
    assert_true(make("jenks", 5, value, 2).edge[0] == 0);
    assert_true(make("quantile", 5, value, 2).edge[0] == 0);
    assert_true(make("jenks", 4, value + 1, 2).edge[0] == 3);
}

static void fewer_values_than_classes_get_one_each(void **state)
{
    (void)state;
    const double value[] = {3, 3, 3, 8, 8};
    const struct hg_classes classes = make("jenks", 5, value, 7);
    assert_int_equal(classes.n, 2);
    assert_true(classes.edge[1] == 8);
}

/* Mean 5, variance (9 + 1 + 1 + 1 + 0 + 0 + 4 + 16) / 8 = 4. */
static void deviations_are_steps_from_the_mean(void **state)
{
    (void)state;
    const double value[] = {2, 4, 4, 4, 5, 5, 7, 9};
    struct hg_classes classes = make("deviation", 8, value, 7);
    const double edge[] = {2, 3, 5, 7, 9};
    assert_int_equal(classes.n, 4);
    for (size_t i = 0; i < 5; i++)
        assert_near(classes.edge[i], edge[i], 1e-12);
    classes = make("deviation", 8, value, 3); /* those nearest to the mean */
    assert_int_equal(classes.n, 3);
    assert_near(classes.edge[1], 5, 1e-12);
    assert_near(classes.edge[2], 7, 1e-12);
    const double alike[] = {4, 4};
    assert_int_equal(make("deviation", 2, alike, 7).n, 1);
}

static void a_million_values_take_their_breaks(void **state)
{
    (void)state;
    enum { N = 1000000 };
    double *value = malloc(N * sizeof(*value));
    assert_non_null(value);
    for (size_t i = 0; i < N; i++) /* two heaps far apart and one value beyond */
        value[i] = i < N / 2 ? 1 + 1e-7 * (double)i : 50 + 1e-7 * (double)i;
    value[N - 1] = 900;
    const struct hg_classes classes = make("jenks", N, value, 3);
    assert_int_equal(classes.n, 3);
    assert_int_equal(hg_class_of(&classes, value[N / 2 - 1]), 0);
    assert_int_equal(hg_class_of(&classes, value[N / 2]), 1);
    assert_int_equal(hg_class_of(&classes, value[N - 2]), 1);
    assert_int_equal(hg_class_of(&classes, value[N - 1]), 2);
    free(value);
}

static void no_memory_is_told(void **state)
{
    (void)state;
    const double value[] = {1, 2, 30, 40};
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_classes classes = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_classes_make("jenks", 4, value, 2, &classes, &err);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_other_breaks_are_more_natural),
        cmocka_unit_test(edges_part_neighbours_by_the_shortest_decimal),
        cmocka_unit_test(a_long_tail_below_the_first_edge_begins_at_0),
        cmocka_unit_test(fewer_values_than_classes_get_one_each),
        cmocka_unit_test(deviations_are_steps_from_the_mean),
        cmocka_unit_test(a_million_values_take_their_breaks),
        cmocka_unit_test(no_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
