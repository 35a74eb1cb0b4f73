/* test-classes.c - class breaks: round, covering, and told as people read them */
#include "check.h"
#include "map/classes.h"
#include <stdio.h>
#include <stdlib.h>

static struct hg_classes make(const char *method, size_t n, const double *value,
                              size_t count)
{
    struct hg_error err = {0};
    struct hg_classes classes = {0};
    assert_ok(hg_classes_make(method, n, value, count, &classes, &err), err);
    return classes;
}

static void assert_edges(const struct hg_classes *classes, size_t n, const double *edge)
{
    assert_int_equal(classes->n + 1, n);
    for (size_t i = 0; i < n; i++)
        assert_true(classes->edge[i] == edge[i]); /* the very doubles of the decimals */
}

#define EDGES(classes, ...)                                                              \
    assert_edges(&(classes), sizeof((double[]){__VA_ARGS__}) / sizeof(double),           \
                 (double[]){__VA_ARGS__})

/* One cell in each class is as even as it gets (2 bits); no run of 1-2-5 does that. */
static void log_takes_decades_for_values_a_decade_apart(void **state)
{
    (void)state;
    const double value[] = {1.5, 15, 150, 1500};
    const struct hg_classes classes = make("log", 4, value, 4);
    EDGES(classes, 1, 10, 100, 1000, 2000);
}

static void a_value_on_a_round_number_keeps_its_class(void **state)
{
    (void)state;
    const double value[] = {1.5, 15, 150, 1000};
    const struct hg_classes classes = make("log", 4, value, 4);
    EDGES(classes, 1, 10, 100, 1000, 2000);
}

/* Of 200 values 0.03 .. 3e5 the third smallest is 0.3: it opens the decade from 0.1. */
static void continuous_colours_run_from_a_decade_to_a_round_number(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_classes classes;
    double value[200] = {0.03, 0.1};
    for (size_t i = 2; i < 200; i++)
        value[i] = 0.3 * pow(10, 6.0 * (double)(i - 2) / 197);
    assert_ok(hg_classes_make("continuous", 200, value, 7, &classes, &err), err);
    EDGES(classes, 0.1, 1, 10, 100, 1000, 10000, 100000, 500000);
    assert_int_equal(classes.scale, HG_SCALE_LOG);
    assert_near(hg_class_part(&classes, 0.03), 0, 1e-12);
    assert_near(hg_class_part(&classes, 1), log(10) / log(5e6), 1e-12);
    assert_near(hg_class_part(&classes, 6e5), 1, 1e-12);
    assert_near(hg_class_value(&classes, hg_class_part(&classes, 777)), 777, 1e-12);
    classes.scale = HG_SCALE_LINEAR;
    assert_near(hg_class_part(&classes, 250000.05), 0.5, 1e-12);
    assert_near(hg_class_value(&classes, 0.5), 250000.05, 1e-12);
}

/* 150 lies between 100 and 200; 100 is a round number itself, and ends its bar. */
static void continuous_colours_of_one_value_still_have_a_bar(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_classes classes;
    const double value[] = {150}, round[] = {100};
    assert_ok(hg_classes_make("continuous", 1, value, 7, &classes, &err), err);
    EDGES(classes, 100, 200);
    assert_ok(hg_classes_make("continuous", 1, round, 7, &classes, &err), err);
    EDGES(classes, 10, 100);
}

/* Twelve decades of values: colours for the upper seven. */
static void continuous_colours_keep_to_seven_decades(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_classes classes;
    const double value[] = {1e-6, 1, 1e6};
    assert_ok(hg_classes_make("continuous", 3, value, 7, &classes, &err), err);
    assert_near(classes.edge[0], 0.1, 1e-15);
    assert_near(classes.edge[classes.n], 1e6, 1e-15);
}

static void log_takes_1_2_5_within_a_decade(void **state)
{
    (void)state;
    const double value[] = {0.15, 0.3, 0.7};
    const struct hg_classes classes = make("log", 3, value, 3);
    EDGES(classes, 0.1, 0.2, 0.5, 1);
}

/* By hand, cells + sums in bits: edges 20 50 give 1.50 + 1.33, 10 20 give 1.50 + 0.56,
 * 50 100 give 0.81 + 0.97. */
static void log_begins_at_0_before_a_long_tail(void **state)
{
    (void)state;
    const double value[] = {0.001, 15, 30, 70};
    const struct hg_classes classes = make("log", 4, value, 3);
    EDGES(classes, 0, 20, 50, 100);
}

static void equal_values_make_one_class_about_them(void **state)
{
    (void)state;
    const double seven[] = {7, 7, 7}, ten[] = {10};
    struct hg_classes classes = make("log", 3, seven, 7);
    EDGES(classes, 5, 10);
    classes = make("log", 1, ten, 7);
    EDGES(classes, 10, 20);
    classes = make("quantile", 3, seven, 7);
    EDGES(classes, 7, 7.1);
    classes = make("equal", 1, ten, 7);
    EDGES(classes, 10, 20);
}

static void no_values_make_no_classes(void **state)
{
    (void)state;
    assert_int_equal(make("log", 0, NULL, 7).n, 0);
    assert_int_equal(make("quantile", 0, NULL, 7).n, 0);
}

/* 25 of 1..100 in each; 51 reads better as 50 and moves one of 25 only. */
static void quantiles_share_the_cells_evenly(void **state)
{
    (void)state;
    double value[100];
    for (size_t i = 0; i < 100; i++)
        value[i] = (double)i + 1;
    const struct hg_classes classes = make("quantile", 100, value, 4);
    EDGES(classes, 1, 26, 50, 76, 100);
}

static void quantiles_of_ties_make_fewer_classes(void **state)
{
    (void)state;
    const double value[] = {1, 1, 1, 1, 1, 9};
    const struct hg_classes classes = make("quantile", 6, value, 3);
    EDGES(classes, 1, 9);
}

/* (9.7 - 0.3) / 5 = 1.88: steps of 1 make ten classes, steps of 2 five. */
static void equal_classes_stand_on_a_round_step(void **state)
{
    (void)state;
    const double value[] = {0.3, 4, 9.7};
    const struct hg_classes classes = make("equal", 3, value, 5);
    EDGES(classes, 0, 2, 4, 6, 8, 10);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* n values over about `decades` decades, sorted; a fixed generator. */
static void spread(uint32_t seed, size_t n, double decades, double *out)
{
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        out[i] = pow(10, decades * (seed / 4294967296.0 - 0.5));
    }
    qsort(out, n, sizeof(*out), by_value);
}

static void each_method_covers_all_values_with_rising_edges(void **state)
{
    (void)state;
    size_t n_method;
    const struct hg_class_method *method = hg_class_methods(&n_method);
    for (uint32_t seed = 1; seed <= 300; seed++) {
        double value[200];
        const size_t n = 1 + seed % 200, count = 2 + seed % (HG_MAX_CLASSES - 1);
        spread(seed, n, seed % 14, value);
        for (size_t m = 0; m < n_method; m++) {
            const struct hg_classes c = make(method[m].name, n, value, count);
            const bool continuous = c.scale != HG_SCALE_CLASSES; /* its low end is open */
            assert_in_range(c.n, 1, continuous ? HG_MAX_CLASSES : count);
            assert_true(continuous || c.edge[0] <= value[0]);
            assert_true(value[n - 1] <= c.edge[c.n]);
            for (size_t i = 0; i < c.n; i++)
                assert_true(c.edge[i] < c.edge[i + 1]);
        }
    }
}

static void edges_of_log_are_1_2_or_5_times_a_power_of_ten(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 100; seed++) {
        double value[150];
        spread(seed, 150, seed % 12, value);
        const struct hg_classes c = make("log", 150, value, 7);
        for (size_t i = c.edge[0] == 0; i <= c.n; i++) {
            char text[32];
            snprintf(text, sizeof(text), "%.15e", c.edge[i]);
            assert_non_null(strchr("125", text[0]));
            assert_int_equal(strspn(text + 2, "0"), 15);
        }
    }
}

static void a_class_owns_its_lower_edge_and_the_last_one_both(void **state)
{
    (void)state;
    const struct hg_classes classes = {3, {1, 2, 5, 10}, HG_SCALE_CLASSES};
    assert_int_equal(hg_class_of(&classes, 1), 0);
    assert_int_equal(hg_class_of(&classes, 1.999), 0);
    assert_int_equal(hg_class_of(&classes, 2), 1);
    assert_int_equal(hg_class_of(&classes, 5), 2);
    assert_int_equal(hg_class_of(&classes, 10), 2);
    assert_int_equal(hg_class_of(&classes, 11), 2); /* clamped */
    assert_int_equal(hg_class_of(&classes, 0.5), 0);
}

static void an_unknown_method_is_refused_with_the_one_meant(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_classes classes = {.n = 99};
    const double value[] = {1, 2};
    assert_int_equal(hg_classes_make("quantil", 2, value, 4, &classes, &err), HG_E_STUDY);
    assert_non_null(strstr(err.message, "did you mean 'quantile'"));
    assert_int_equal(hg_classes_make("log", 2, value, 1, &classes, &err), HG_E_STUDY);
    assert_int_equal(hg_classes_make("log", 2, value, 13, &classes, &err), HG_E_STUDY);
    assert_int_equal(classes.n, 99);
}

static void outer_classes_widen_to_cover_what_is_shown(void **state)
{
    (void)state;
    struct hg_classes classes = {2, {1, 2, 5}, HG_SCALE_CLASSES};
    classes_cover(&classes, 1.5, 5); /* nothing to do */
    EDGES(classes, 1, 2, 5);
    classes_cover(&classes, 0.234, 1234);
    EDGES(classes, 0.23, 2, 1300);
    classes_cover(&classes, -0.234, 0);
    EDGES(classes, -0.24, 2, 1300);
}

static void edges_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        double edge;
        const char *text;
    } CASES[] = {
        {0, "0"},
        {0.5, "0.5"},
        {2, "2"},
        {10, "10"},
        {12.5, "12.5"},
        {1000, "1\u2009000"},
        {1234567, "1\u2009234\u2009567"},
        {20000.5, "20\u2009000.5"},
        {0.0002, "0.0002"},
        {0.00001, "10⁻⁵"},
        {2e-9, "2×10⁻⁹"},
        {1.5e12, "1.5×10¹²"},
        {100000000, "100\u2009000\u2009000"},
        {-5, "−5"},
        {0.1 + 0.2, "0.3"},                       /* 0.30000000000000004 */
        {-1.23456789e-300, "−1.23456789×10⁻³⁰⁰"}, /* no longer one than this: 29 bytes */
    };
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        char text[HG_EDGE_TEXT];
        hg_class_edge_text(CASES[i].edge, text);
        assert_string_equal(text, CASES[i].text);
    }
}

static void a_long_tail_of_small_values_begins_at_zero(void **state)
{
    (void)state;
    struct hg_classes tail = {2, {1, 10, 100}, HG_SCALE_CLASSES}, near = tail;
    classes_cover(&tail, 4.4e-19, 50);
    assert_true(tail.edge[0] == 0);
    classes_cover(&near, 0.5, 50); /* not a decade below the first edge: a round number */
    assert_near(near.edge[0], 0.5, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_tail_of_small_values_begins_at_zero),
        cmocka_unit_test(log_takes_decades_for_values_a_decade_apart),
        cmocka_unit_test(a_value_on_a_round_number_keeps_its_class),
        cmocka_unit_test(log_takes_1_2_5_within_a_decade),
        cmocka_unit_test(log_begins_at_0_before_a_long_tail),
        cmocka_unit_test(equal_values_make_one_class_about_them),
        cmocka_unit_test(no_values_make_no_classes),
        cmocka_unit_test(quantiles_share_the_cells_evenly),
        cmocka_unit_test(quantiles_of_ties_make_fewer_classes),
        cmocka_unit_test(equal_classes_stand_on_a_round_step),
        cmocka_unit_test(each_method_covers_all_values_with_rising_edges),
        cmocka_unit_test(edges_of_log_are_1_2_or_5_times_a_power_of_ten),
        cmocka_unit_test(a_class_owns_its_lower_edge_and_the_last_one_both),
        cmocka_unit_test(continuous_colours_run_from_a_decade_to_a_round_number),
        cmocka_unit_test(continuous_colours_of_one_value_still_have_a_bar),
        cmocka_unit_test(continuous_colours_keep_to_seven_decades),
        cmocka_unit_test(an_unknown_method_is_refused_with_the_one_meant),
        cmocka_unit_test(outer_classes_widen_to_cover_what_is_shown),
        cmocka_unit_test(edges_read_as_people_write_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
