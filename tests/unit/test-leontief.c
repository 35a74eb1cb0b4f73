/* test-leontief.c - x, A and S of tables that can be solved on paper, and of real ones */
#include "alloc.h"
#include "check.h"
#include "shares.h"
#include "table.h"

static struct hg_leontief *factors(const struct hg_mrio *mrio)
{
    struct hg_error err = {0};
    struct hg_leontief *l = NULL;
    assert_ok(hg_leontief_create(mrio, HG_PRECISION_AUTO, 2, &l, &err), err);
    return l;
}

static void assert_row(const double *row, double first, double second)
{
    assert_near(row[0], first, 1e-13);
    assert_near(row[1], second, 1e-13);
}

/* Kitzes (2013), Resources 2:489, two sectors: METHODS fixture with M = f L. */
static const double kitzes_Z[] = {8, 5, 4, 2}, kitzes_y[] = {3, 6};
static const double kitzes_E[] = {8, 4};

static void kitzes_output_and_multipliers(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 0}, sector_of[] = {0, 1};
    struct hg_error err = {0};
    struct hg_mrio *mrio =
        make_table(2, region_of, sector_of, 1, 2, 1, kitzes_Z, kitzes_y);
    struct hg_leontief *l = factors(mrio);
    const double *x = hg_leontief_output(l);
    assert_row(x, 16, 12);

    /* (I - A)' M' = f' */
    double M[] = {kitzes_E[0] / x[0], kitzes_E[1] / x[1]}, residual;
    assert_ok(hg_leontief_solve_adjoint(l, 1, M, &residual, &err), err);
    assert_row(M, 1.6, 1.2);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

/* The same numbers as two regions of one sector, each with its own final demand. */
static void kitzes_footprints(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 1}, sector_of[] = {0, 0};
    const double Y[] = {kitzes_y[0], 0, 0, kitzes_y[1]};
    struct hg_mrio *mrio = make_table(2, region_of, sector_of, 2, 1, 1, kitzes_Z, Y);
    struct hg_shares *shares = shares_of(mrio, 2);
    double cba[2] = {0};
    for (size_t i = 0; i < 2; i++)
        for (size_t d = 0; d < 2; d++)
            cba[d] += kitzes_E[i] * shares->share[i * 2 + d];
    assert_row(cba, 4.8, 7.2);
    hg_shares_destroy(shares);
    hg_mrio_destroy(mrio);
}

/* All digits that Miller and Blair print of L, and six more. */
static void miller_blair_inverse(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = make_miller_blair();
    struct hg_leontief *l = factors(mrio);
    double L[25] = {0}, residual;
    const double output[] = {1000, 2000, 1000, 1200, 800};
    assert_memory_equal(hg_leontief_output(l), output, sizeof output);
    for (size_t k = 0; k < 25; k += 6)
        L[k] = 1;
    assert_ok(hg_leontief_solve(l, 5, L, &residual, &err), err);
    const double first[] = {1.423409, 0.465226, 0.290909, 0.191693, 0.304054};
    for (size_t j = 0; j < 5; j++)
        assert_true(fabs(L[j] - first[j]) <= 0.5000001e-6);
    assert_true(fabs(L[24] - 1.253804) <= 0.5000001e-6);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

static void miller_blair_shares(void **state)
{
    (void)state;
    struct hg_mrio *mrio = make_miller_blair();
    struct hg_shares *shares = shares_of(mrio, 2);
    const double e[] = MILLER_BLAIR_E;
    /* What each industry emits for L and for M, to the digits of exact arithmetic. */
    const double to[][2] = {{234.057794, 165.942206},
                            {177.259546, 122.740454},
                            {277.971277, 222.028723},
                            {183.769438, 416.230562},
                            {17.585117, 62.414883}};
    for (size_t i = 0; i < 5; i++)
        for (size_t d = 0; d < 2; d++)
            assert_true(fabs(e[i] * shares->share[i * 2 + d] - to[i][d]) <= 0.5001e-6);
    assert_int_equal(shares->n_zero_output, 0);
    assert_int_equal(shares->n_negative_output, 0);
    assert_int_equal(shares->n_outside_unit, 0);
    assert_true(shares->max_row_error < 1e-14);
    assert_true(shares->residual < 1e-14);
    /* Columns of A: 0.775, 0.6125, 0.585, 0.529.., 0.706.. */
    assert_int_equal(shares->max_column, 0);
    assert_near(shares->max_column_sum, 0.775, 1e-14);
    hg_shares_destroy(shares);
    hg_mrio_destroy(mrio);
}

static void categories_of_final_demand_are_added_up(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 1}, sector_of[] = {0, 0};
    const double Z[] = {0, 0, 0, 0};
    const double Y[] = {1, 2, 4, 3, /* r1 to r1: 1 + 2, to r2: 4 + 3 */
                        0, 0, 5, 5};
    struct hg_mrio *mrio = make_table(2, region_of, sector_of, 2, 1, 2, Z, Y);
    struct hg_shares *shares = shares_of(mrio, 2);
    assert_row(shares->share, 0.3, 0.7);
    assert_row(shares->share + 2, 0, 1);
    hg_shares_destroy(shares);
    hg_mrio_destroy(mrio);
}

/* Industry 2 sells nothing, but buys 2 of the 6 that industry 1 makes: what it bought has
 * no destination, and the row is divided by the 4 that have one. */
static void industries_without_output_serve_their_own_region(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 1}, sector_of[] = {0, 0};
    const double Z[] = {0, 2, 0, 0}, Y[] = {3, 1, 0, 0};
    struct hg_mrio *mrio = make_table(2, region_of, sector_of, 2, 1, 1, Z, Y);
    struct hg_shares *shares = shares_of(mrio, 2);
    assert_row(shares->share, 0.75, 0.25);
    assert_row(shares->share + 2, 0, 1);
    assert_int_equal(shares->n_zero_output, 1);
    assert_false(shares->zero_output[0]);
    assert_true(shares->zero_output[1]);
    assert_near(shares->max_row_error, 1.0 / 3, 1e-14);
    hg_shares_destroy(shares);
    hg_mrio_destroy(mrio);
}

/* x = (4, -2), a12 = -1/2, X = (3 + 3/2, -1/2; -3, 1). */
static void negative_output_follows_the_formula(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 1}, sector_of[] = {0, 0};
    const double Z[] = {0, 1, 0, 0}, Y[] = {3, 0, -3, 1};
    struct hg_mrio *mrio = make_table(2, region_of, sector_of, 2, 1, 1, Z, Y);
    struct hg_shares *shares = shares_of(mrio, 2);
    assert_row(shares->share, 1.125, -0.125);
    assert_row(shares->share + 2, 1.5, -0.5);
    assert_int_equal(shares->n_negative_output, 1);
    assert_int_equal(shares->n_negative_demand, 1);
    assert_int_equal(shares->n_outside_unit, 2);
    assert_int_equal(shares->n_zero_output, 0);
    hg_shares_destroy(shares);
    hg_mrio_destroy(mrio);
}

/* Industry 2 buys 3 to make 2.  A = (0, 3/2; 1/6, 0), L = (4/3, 2; 2/9, 4/3). */
static void a_column_of_inputs_may_exceed_its_output(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 1}, sector_of[] = {0, 0};
    const double Z[] = {0, 3, 1, 0}, Y[] = {3, 0, 0, 1};
    struct hg_mrio *mrio = make_table(2, region_of, sector_of, 2, 1, 1, Z, Y);
    struct hg_shares *shares = shares_of(mrio, 2);
    assert_row(shares->share, 2.0 / 3, 1.0 / 3);
    assert_row(shares->share + 2, 1.0 / 3, 2.0 / 3);
    assert_int_equal(shares->max_column, 1);
    assert_near(shares->max_column_sum, 1.5, 1e-15);
    hg_shares_destroy(shares);
    hg_mrio_destroy(mrio);
}

static void assert_refused(const struct hg_mrio *mrio, const char *what, const char *who)
{
    struct hg_error err = {0};
    struct hg_shares *shares = NULL;
    assert_int_equal(try_shares(mrio, 1, &shares, &err), HG_E_INPUT);
    assert_null(shares);
    assert_non_null(strstr(err.message, what));
    assert_non_null(strstr(err.message, who));
}

/* Industries 2 and 3 sell all they make to each other. */
static void refuses_a_table_without_a_solution(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 0, 1}, sector_of[] = {0, 1, 0};
    const double Z[] = {0, 0, 0, 0, 0, 7, 0, 7, 0}, Y[] = {3, 1, 0, 0, 0, 0};
    struct hg_mrio *mrio = make_table(3, region_of, sector_of, 2, 2, 1, Z, Y);
    assert_refused(mrio, "singular", "industry r1 s2");
    hg_mrio_destroy(mrio);
}

/* All that industry 2 makes goes to industry 3, which makes nothing. */
static void refuses_output_that_serves_nobody(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 0, 1}, sector_of[] = {0, 1, 0};
    const double Z[] = {0, 0, 0, 0, 0, 2, 0, 0, 0}, Y[] = {3, 1, 0, 0, 0, 0};
    struct hg_mrio *mrio = make_table(3, region_of, sector_of, 2, 2, 1, Z, Y);
    assert_refused(mrio, "sum to 0", "industry r1 s2");
    hg_mrio_destroy(mrio);
}

/* Industries 2 and 3 sell each other a billion times what they sell to others: whatever
 * solves that loses nine digits. */
static void refuses_a_table_that_is_nearly_without_a_solution(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 0, 1}, sector_of[] = {0, 1, 0};
    const double loop = 1e9 / 3;
    const double Z[] = {0, 0, 0, 0, 0.1, loop, 0, loop, 0.7};
    const double Y[] = {0.3, 0.1, 0.2, 0.1, 0.1, 0.3};
    struct hg_mrio *mrio = make_table(3, region_of, sector_of, 2, 2, 1, Z, Y);
    assert_refused(mrio, "the residual is", "and may be at most 1e-10");
    hg_mrio_destroy(mrio);
}

static void refuses_a_table_with_a_value_that_is_no_number(void **state)
{
    (void)state;
    struct hg_mrio *mrio = make_miller_blair();
    mrio->Y[3] = NAN;
    assert_refused(mrio, "cannot be solved", "add up to nan");
    mrio->Y[2] = mrio->Y[3] = 1.7e308; /* finite, their sum is not */
    assert_refused(mrio, "cannot be solved", "add up to inf");
    hg_mrio_destroy(mrio);
}

/* L e1 is the first column of L, L' e1 its first row: digits of Miller and Blair. */
static void factors_solve_for_columns_and_rows_of_the_inverse(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = make_miller_blair();
    struct hg_leontief *l = factors(mrio);
    double column[] = {1, 0, 0, 0, 0}, rows[] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 1}, residual;
    assert_ok(hg_leontief_solve(l, 1, column, &residual, &err), err);
    assert_true(residual <= 1e-13);
    assert_true(fabs(column[0] - 1.423409) <= 0.5000001e-6);
    assert_ok(hg_leontief_solve_adjoint(l, 2, rows, &residual, &err), err);
    assert_true(residual <= 1e-13);
    const double first[] = {1.423409, 0.465226, 0.290909, 0.191693, 0.304054};
    for (size_t j = 0; j < 5; j++)
        assert_true(fabs(rows[j * 2] - first[j]) <= 0.5000001e-6);
    assert_near(rows[1], column[4], 1e-12); /* L51, by its column and by its row */
    assert_true(fabs(rows[9] - 1.253804) <= 0.5000001e-6);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

/* Without intermediate trade a share is what is sold to a part over what is sold. */
static void parts_of_demand_are_served_apart(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 0, 1}, sector_of[] = {0, 1, 0};
    const double Z[9] = {0};
    const double Y[] = {1, 2, 4, 3, /* r1 s1: to r1 by category, to r2 */
                        2, 0, 1, 1, /* r1 s2 */
                        0, 0, 0, 0 /* r2 s1 makes nothing */};
    struct hg_mrio *mrio = make_table(3, region_of, sector_of, 2, 2, 2, Z, Y);
    struct hg_error err = {0};
    struct hg_leontief *l = factors(mrio);
    struct hg_shares *shares = NULL;
    assert_ok(hg_shares_create(l, &shares, &err), err);
    const bool first[] = {true, false}, second[] = {false, true};
    const struct hg_demand part[] = {
        {0},
        {.destination = second},
        {.destination = second, .category = first},
        {.destination = second, .category = first, .product = first},
    };
    double share[12], residual;
    assert_ok(hg_serve_demands(l, shares, 4, part, share, &residual, &err), err);
    /* r2 buys 4 3 1 1 of s1 and s2: 5 of 9 in the first category, 4 of that from s1. */
    const double expected[] = {1, 0.7, 0.4, 0.4, 1, 0.5, 0.25, 0, 1, 1, 5.0 / 9, 4.0 / 9};
    for (size_t k = 0; k < 12; k++)
        assert_near(share[k], expected[k], 1e-14);
    assert_true(residual <= 1e-13);
    hg_shares_destroy(shares);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

/* Destination by category by product of Miller and Blair, made over two categories. */
static void parts_of_a_destination_add_up_to_its_column(void **state)
{
    (void)state;
    struct hg_mrio *plain = make_miller_blair();
    double Y[20];
    for (size_t i = 0; i < 5; i++)
        for (size_t d = 0; d < 2; d++) {
            Y[i * 4 + d * 2] = plain->Y[i * 2 + d] + 7 + (double)i;
            Y[i * 4 + d * 2 + 1] = -7 - (double)i;
        }
    struct hg_mrio *mrio =
        make_table(5, plain->region_of, plain->sector_of, 2, 3, 2, plain->Z, Y);
    struct hg_error err = {0};
    struct hg_leontief *l = factors(mrio);
    struct hg_shares *shares = NULL;
    assert_ok(hg_shares_create(l, &shares, &err), err);
    bool to[2][2] = {{true, false}, {false, true}};
    bool of[3][3] = {{true, false, false}, {false, true, false}, {false, false, true}};
    struct hg_demand part[12];
    for (size_t p = 0; p < 12; p++)
        part[p] = (struct hg_demand){to[p / 6], to[p / 3 % 2], of[p % 3]};
    double share[60], residual;
    assert_ok(hg_serve_demands(l, shares, 12, part, share, &residual, &err), err);
    for (size_t i = 0; i < 5; i++)
        for (size_t d = 0; d < 2; d++) {
            double sum = 0;
            for (size_t p = 0; p < 6; p++)
                sum += share[i * 12 + d * 6 + p];
            assert_true(fabs(sum - shares->share[i * 2 + d]) <= 1e-14);
        }
    hg_shares_destroy(shares);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
    hg_mrio_destroy(plain);
}

static void any_number_of_threads_gives_the_same_shares(void **state)
{
    (void)state;
    const size_t n = 400, n_region = 40, n_sector = 10;
    size_t region_of[400], sector_of[400];
    double *Z = calloc(n * n, sizeof *Z), *Y = calloc(n * n_region, sizeof *Y);
    assert_true(Z && Y);
    for (size_t i = 0; i < n; i++) {
        region_of[i] = i / n_sector;
        sector_of[i] = i % n_sector;
        for (size_t j = 0; j < n; j++)
            Z[i * n + j] = (double)((i * 31 + j * 17) % 101);
        for (size_t d = 0; d < n_region; d++)
            Y[i * n_region + d] = (double)((i * 7 + d * 13) % 997);
    }
    struct hg_mrio *mrio =
        make_table(n, region_of, sector_of, n_region, n_sector, 1, Z, Y);
    struct hg_shares *one = shares_of(mrio, 2);
    const unsigned threads[] = {1, 7};
    for (size_t t = 0; t < 2; t++) {
        struct hg_shares *other = shares_of(mrio, threads[t]);
        assert_memory_equal(one->share, other->share, n * n_region * sizeof *one->share);
        assert_true(one->residual == other->residual);
        hg_shares_destroy(other);
    }
    hg_shares_destroy(one);
    hg_mrio_destroy(mrio);
    free(Z);
    free(Y);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    struct hg_mrio *mrio = make_miller_blair();
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_shares *shares = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = try_shares(mrio, 2, &shares, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            hg_shares_destroy(shares);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_string_not_equal(err.message, "");
        assert_int_equal(alloc_live(), before);
        assert_true(n < 100);
    }
    alloc_fail_at(0);
    hg_mrio_destroy(mrio);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kitzes_output_and_multipliers),
        cmocka_unit_test(kitzes_footprints),
        cmocka_unit_test(miller_blair_inverse),
        cmocka_unit_test(miller_blair_shares),
        cmocka_unit_test(categories_of_final_demand_are_added_up),
        cmocka_unit_test(industries_without_output_serve_their_own_region),
        cmocka_unit_test(negative_output_follows_the_formula),
        cmocka_unit_test(a_column_of_inputs_may_exceed_its_output),
        cmocka_unit_test(refuses_a_table_without_a_solution),
        cmocka_unit_test(refuses_output_that_serves_nobody),
        cmocka_unit_test(refuses_a_table_that_is_nearly_without_a_solution),
        cmocka_unit_test(refuses_a_table_with_a_value_that_is_no_number),
        cmocka_unit_test(factors_solve_for_columns_and_rows_of_the_inverse),
        cmocka_unit_test(parts_of_demand_are_served_apart),
        cmocka_unit_test(parts_of_a_destination_add_up_to_its_column),
        cmocka_unit_test(any_number_of_threads_gives_the_same_shares),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
