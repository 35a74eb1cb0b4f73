/* test-leontief-real.c - tables of the world: pymrio's test table and WIOD 2011
 *
 * HOTGRID_DATA names the folder that holds extra/pymrio-toy and world-2011; without it
 * these tests are skipped. */
#include "check.h"
#include "series.h"
#include "shares.h"
#include <hotgrid/accounts.h>
#include <hotgrid/mrio_file.h>
#include <stdio.h>
#include <stdlib.h>

static const char *data_path(const char *name, char path[512])
{
    const char *folder = getenv("HOTGRID_DATA");
    if (!folder) {
        print_message("HOTGRID_DATA is not set: nothing to read\n");
        skip();
    }
    (void)snprintf(path, 512, "%s/%s", folder, name);
    return path;
}

static struct hg_mrio *read_table(const char *folder, const char *z, const char *y)
{
    char path[512];
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_mrio_source source = {.format = "pymrio",
                                          .path = data_path(folder, path),
                                          .z = z,
                                          .y = y,
                                          .threads = 2};
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    return mrio;
}

/* The line "emission_type1 <tab> air <tab> kg <tab> values" of emissions.txt. */
static void read_toy_emissions(size_t n, double *e)
{
    char path[512], *line = NULL;
    size_t size = 0;
    FILE *file = fopen(data_path("extra/pymrio-toy/emissions.txt", path), "r");
    assert_non_null(file);
    for (int i = 0; i < 3; i++)
        assert_true(getline(&line, &size, file) > 0);
    const char *head = "emission_type1\tair\tkg\t";
    assert_memory_equal(line, head, strlen(head));
    char *at = line + strlen(head), *end;
    for (size_t i = 0; i < n; i++, at = end) {
        e[i] = strtod(at, &end);
        assert_true(end > at);
    }
    free(line);
    assert_int_equal(fclose(file), 0);
}

/* Digits of numpy.linalg.solve on the same files. */
static void accounts_of_the_test_table_of_pymrio(void **state)
{
    (void)state;
    struct hg_mrio *mrio =
        read_table("extra/pymrio-toy", "trade_flows_Z.txt", "finald_demand_Y.txt");
    assert_int_equal(mrio->n, 48);
    struct hg_shares *shares = shares_of(mrio, 2);
    double e[48], pba[6], cba[6], flow[36], sum = 0;
    read_toy_emissions(48, e);
    hg_table_accounts(mrio, shares, e, pba, cba, flow);
    const double production[] = {9.09132756e7, 4.84091610e7, 2.76133700e8,
                                 1.45226584e8, 2.36410902e8, 2.83130805e8};
    const double consumption[] = {1.45416783e8, 7.69013603e7, 2.40925693e8,
                                  1.69246760e8, 1.94604291e8, 2.53129541e8};
    for (size_t r = 0; r < 6; r++) {
        assert_near(pba[r], production[r], 6e-9);
        assert_near(cba[r], consumption[r], 6e-9);
        sum += cba[r];
    }
    assert_near(sum, 1.08022442804e9, 6e-12);
    assert_near(flow[1], 8.152199e6, 1e-7); /* reg1 to reg2 */
    hg_shares_destroy(shares);
    hg_mrio_destroy(mrio);
}

/* What is known of WIOD 2011 (release of 2013): tables are not like textbooks. */
static void the_world_of_2011_breaks_what_textbooks_assume(void **state)
{
    (void)state;
    struct hg_mrio *mrio = read_table("world-2011/mrio", NULL, NULL);
    assert_int_equal(mrio->n, 1435);
    struct hg_shares *s = shares_of(mrio, 2);
    assert_int_equal(s->n_destination, 41);
    assert_true(s->residual <= 1e-10);
    assert_int_equal(s->n_zero_output, 20);
    assert_int_equal(s->n_negative_output, 2);
    assert_int_equal(s->n_negative_demand, 352);
    assert_int_equal(s->n_outside_unit, 23);
    assert_true(fabs(s->max_column_sum - 1.125) <= 0.0005);

    double least = INFINITY, most = -INFINITY, apart = 0;
    for (size_t i = 0; i < s->n; i++) {
        double sum = 0;
        for (size_t d = 0; d < s->n_destination; d++) {
            const double share = s->share[i * s->n_destination + d];
            least = fmin(least, share);
            most = fmax(most, share);
            sum += share;
        }
        apart = fmax(apart, fabs(sum - 1));
    }
    assert_true(fabs(least + 1.5) <= 0.05);
    assert_true(fabs(most - 1.94) <= 0.005);
    assert_true(apart <= 1e-13);
    hg_shares_destroy(s);
    hg_mrio_destroy(mrio);
}

/* The same S by single factors, by double ones, and, for the first destination, by the
 * power series of what it demands, after some 70 rounds. */
static void three_ways_lead_to_the_world_of_2011(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = read_table("world-2011/mrio", NULL, NULL);
    struct hg_leontief *l = NULL, *exact = NULL;
    struct hg_shares *fast = NULL, *slow = NULL;
    assert_ok(hg_leontief_create(mrio, HG_PRECISION_AUTO, 2, &l, &err), err);
    assert_ok(hg_leontief_create(mrio, HG_PRECISION_DOUBLE, 2, &exact, &err), err);
    assert_ok(hg_shares_create(l, &fast, &err), err);
    assert_ok(hg_shares_create(exact, &slow, &err), err);
    print_message("condition %.3g, single: %zu steps, residual %.2g; double: %zu, %.2g\n",
                  slow->condition, fast->n_refinement, fast->residual, slow->n_refinement,
                  slow->residual);
    assert_int_equal(fast->precision, HG_PRECISION_SINGLE);
    assert_int_equal(slow->precision, HG_PRECISION_DOUBLE);
    assert_true(fast->residual <= 1e-12 && slow->residual <= 1e-12);
    double apart = 0;
    for (size_t k = 0; k < fast->n * fast->n_destination; k++)
        apart = fmax(apart, fabs(fast->share[k] - slow->share[k]));
    print_message("shares are %.2g apart at most\n", apart);
    assert_true(apart <= 1e-9);

    const size_t n = mrio->n, D = 41, K = hg_axis_size(mrio->categories);
    const double *x = hg_leontief_output(l);
    double *y = calloc(n, sizeof *y), *X = calloc(n, sizeof *X), most = 0;
    assert_true(y && X);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < K; k++)
            y[i] += mrio->Y[i * D * K + k];
    const size_t rounds = add_up_series(mrio, x, y, 1, X);
    for (size_t i = 0; i < n; i++)
        if (x[i] != 0)
            most = fmax(most, fabs(X[i] / x[i] - slow->share[i * D]));
    print_message("series: %zu rounds, shares %.2g apart\n", rounds, most);
    assert_true(rounds >= 50 && rounds <= 90);
    assert_true(most <= 1e-9);
    free(y);
    free(X);
    hg_shares_destroy(fast);
    hg_shares_destroy(slow);
    hg_leontief_destroy(l);
    hg_leontief_destroy(exact);
    hg_mrio_destroy(mrio);
}

static void sectors_5_and_8_of_luxembourg_make_less_than_nothing(void **state)
{
    (void)state;
    struct hg_mrio *mrio = read_table("world-2011/mrio", NULL, NULL);
    double *x = malloc(mrio->n * sizeof *x);
    assert_non_null(x);
    hg_mrio_output(mrio, x);
    for (size_t i = 0; i < mrio->n; i++) {
        const char *region = hg_axis_code(mrio->regions, mrio->region_of[i]);
        const char *sector = hg_axis_code(mrio->sectors, mrio->sector_of[i]);
        const bool known = strcmp(region, "LUX") == 0 &&
                           (strcmp(sector, "c5") == 0 || strcmp(sector, "c8") == 0);
        if (known)
            assert_true(x[i] == -1);
        else
            assert_true(x[i] >= 0);
    }
    free(x);
    hg_mrio_destroy(mrio);
}

static void the_world_is_the_same_on_any_number_of_threads(void **state)
{
    (void)state;
    struct hg_mrio *mrio = read_table("world-2011/mrio", NULL, NULL);
    struct hg_shares *one = shares_of(mrio, 1), *three = shares_of(mrio, 3);
    assert_memory_equal(one->share, three->share,
                        one->n * one->n_destination * sizeof *one->share);
    assert_true(one->residual == three->residual);
    hg_shares_destroy(one);
    hg_shares_destroy(three);
    hg_mrio_destroy(mrio);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts_of_the_test_table_of_pymrio),
        cmocka_unit_test(the_world_of_2011_breaks_what_textbooks_assume),
        cmocka_unit_test(three_ways_lead_to_the_world_of_2011),
        cmocka_unit_test(sectors_5_and_8_of_luxembourg_make_less_than_nothing),
        cmocka_unit_test(the_world_is_the_same_on_any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
