/* test-refine.c - single factors refined to double, both ways, and where that does not do
 */
#include "alloc.h"
#include "check.h"
#include "mrio/factors.h"
#include "series.h"
#include "table.h"

/* The high bits of a linear congruential generator (Knuth 1997, 3.3.4): 0 .. 1 */
static double noise(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

enum { N = 600, REGIONS = 30 };

/* Trade of all with all; half of what is made is final demand. */
static struct hg_mrio *make_world(void)
{
    uint64_t seed = 11;
    size_t region_of[N], sector_of[N];
    double *Z = malloc((size_t)N * N * sizeof *Z),
           *Y = malloc((size_t)N * REGIONS * sizeof *Y);
    assert_true(Z && Y);
    for (size_t i = 0; i < N; i++) {
        region_of[i] = i % REGIONS;
        sector_of[i] = i / REGIONS;
        for (size_t j = 0; j < N; j++)
            Z[i * N + j] = noise(&seed);
        for (size_t d = 0; d < REGIONS; d++)
            Y[i * REGIONS + d] = 20 * noise(&seed);
    }
    struct hg_mrio *mrio =
        make_table(N, region_of, sector_of, REGIONS, N / REGIONS, 1, Z, Y);
    free(Z);
    free(Y);
    return mrio;
}

/* Industries 2 and 3 sell each other `loop` times what they sell to others: I - A loses
 * as many digits. */
static struct hg_mrio *make_loop(double loop)
{
    const size_t region_of[] = {0, 0, 1}, sector_of[] = {0, 1, 0};
    const double Z[] = {0, 0, 0, 0, 0.1, loop / 3, 0, loop / 3, 0.7};
    const double Y[] = {0.3, 0.1, 0.2, 0.1, 0.1, 0.3};
    return make_table(3, region_of, sector_of, 2, 2, 1, Z, Y);
}

static struct hg_leontief *factors(const struct hg_mrio *mrio,
                                   enum hg_precision precision, unsigned threads)
{
    struct hg_error err = {0};
    struct hg_leontief *l = NULL;
    assert_ok(hg_leontief_create(mrio, precision, threads, &l, &err), err);
    return l;
}

/* n_right columns of noise. */
static double *right_sides(size_t n, size_t n_right, uint64_t seed)
{
    double *B = malloc(n * n_right * sizeof *B);
    assert_non_null(B);
    for (size_t k = 0; k < n * n_right; k++)
        B[k] = noise(&seed) - 0.25;
    return B;
}

static double apart(size_t n, const double *a, const double *b)
{
    double most = 0, largest = 0;
    for (size_t k = 0; k < n; k++) {
        most = fmax(most, fabs(a[k] - b[k]));
        largest = fmax(largest, fabs(b[k]));
    }
    return most / largest;
}

/* 300 right-hand sides: more than are refined at once. */
static void single_factors_give_what_double_ones_give(void **state)
{
    (void)state;
    enum { RIGHT = 300 };
    struct hg_error err = {0};
    struct hg_mrio *mrio = make_world();
    struct hg_leontief *l = factors(mrio, HG_PRECISION_AUTO, 2);
    struct hg_leontief *exact = factors(mrio, HG_PRECISION_DOUBLE, 2);
    assert_int_equal(l->precision, HG_PRECISION_SINGLE);
    assert_int_equal(exact->precision, HG_PRECISION_DOUBLE);
    for (int adjoint = 0; adjoint < 2; adjoint++) {
        double *X = right_sides(N, RIGHT, 3), *same = right_sides(N, RIGHT, 3);
        struct mrio_solution fast, slow;
        assert_ok(mrio_solve(l, adjoint, RIGHT, X, &fast, &err), err);
        assert_ok(mrio_solve(exact, adjoint, RIGHT, same, &slow, &err), err);
        assert_true(apart((size_t)N * RIGHT, X, same) <= 1e-12);
        assert_true(fast.residual <= 1e-12 && fast.steps >= 1 && fast.steps <= 2);
        assert_true(slow.residual <= 1e-14 && slow.steps == 0);
        free(X);
        free(same);
    }
    hg_leontief_destroy(l);
    hg_leontief_destroy(exact);
    hg_mrio_destroy(mrio);
}

/* f' (L y) = (L' f)' y, whatever f and y. */
static void the_adjoint_tells_the_same_by_the_other_end(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = make_world();
    struct hg_leontief *l = factors(mrio, HG_PRECISION_AUTO, 2);
    double *y = right_sides(N, 1, 5), *f = right_sides(N, 1, 6);
    double *Ly = right_sides(N, 1, 5), *fL = right_sides(N, 1, 6);
    double residual, forth = 0, back = 0;
    assert_ok(hg_leontief_solve(l, 1, Ly, &residual, &err), err);
    assert_ok(hg_leontief_solve_adjoint(l, 1, fL, &residual, &err), err);
    for (size_t i = 0; i < N; i++) {
        forth += f[i] * Ly[i];
        back += fL[i] * y[i];
    }
    assert_near(forth, back, 1e-11);
    free(y);
    free(f);
    free(Ly);
    free(fL);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    struct hg_mrio *mrio = make_world();
    static const unsigned threads[] = {1, 2, 8};
    for (int adjoint = 0; adjoint < 2; adjoint++) {
        double *first = NULL;
        for (size_t t = 0; t < 3; t++) {
            struct hg_error err = {0};
            struct mrio_solution found;
            struct hg_leontief *l = factors(mrio, HG_PRECISION_AUTO, threads[t]);
            double *X = right_sides(N, 150, 3);
            assert_ok(mrio_solve(l, adjoint, 150, X, &found, &err), err);
            if (first)
                assert_memory_equal(X, first, (size_t)N * 150 * sizeof *X);
            hg_leontief_destroy(l);
            if (first)
                free(X);
            else
                first = X;
        }
        free(first);
    }
    hg_mrio_destroy(mrio);
}

/* Loops of 10^2, 10^5 and 10^8 times the rest: single factors refine fast, slowly, and
 * not at all. */
static void double_factors_take_over_where_single_ones_do_not_refine(void **state)
{
    (void)state;
    struct hg_error err = {0};
    static const double loops[] = {1e2, 1e5, 1e8};
    static const enum hg_precision expected[] = {HG_PRECISION_SINGLE, HG_PRECISION_SINGLE,
                                                 HG_PRECISION_DOUBLE};
    for (size_t k = 0; k < 3; k++) {
        struct hg_mrio *mrio = make_loop(loops[k]);
        struct hg_leontief *l = factors(mrio, HG_PRECISION_AUTO, 1);
        struct mrio_solution found;
        double B[] = {1, 2, 3};
        assert_int_equal(l->precision, expected[k]);
        assert_ok(mrio_refine(l, false, 1, B, &found, &err), err);
        assert_int_equal(found.precision, expected[k]);
        assert_true(found.residual <= loops[k] * 1e-15);
        assert_true(l->condition > loops[k] / 10);
        hg_leontief_destroy(l);
        hg_mrio_destroy(mrio);
    }
}

/* As if all had looked well when the factors were made. */
static void a_solution_that_does_not_refine_is_found_in_double(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = make_loop(3e6);
    struct hg_leontief *l = factors(mrio, HG_PRECISION_SINGLE, 1);
    struct mrio_solution found;
    double B[] = {1, 2, 3}, alone[] = {1, 2, 3};
    assert_ok(mrio_refine(l, false, 1, alone, &found, &err), err);
    assert_false(found.converged);
    assert_int_equal(found.precision, HG_PRECISION_SINGLE);
    l->automatic = true;
    assert_ok(mrio_refine(l, false, 1, B, &found, &err), err);
    assert_int_equal(found.precision, HG_PRECISION_DOUBLE);
    struct hg_leontief *exact = factors(mrio, HG_PRECISION_DOUBLE, 1);
    double same[] = {1, 2, 3};
    assert_ok(mrio_refine(exact, false, 1, same, &found, &err), err);
    assert_memory_equal(B, same, sizeof B);
    hg_leontief_destroy(exact);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

/* The money of some regions is worth 10^-30 of that of others, and industry 8 makes less
 * than nothing: x = -1, so its column of A is large. */
static void units_of_money_do_not_matter(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = make_world();
    double output[N];
    hg_mrio_output(mrio, output);
    mrio->Y[(size_t)7 * REGIONS] -= output[7] + 1;
    struct hg_leontief *l = factors(mrio, HG_PRECISION_DOUBLE, 2);
    double *X = right_sides(N, 1, 9), *Y = right_sides(N, 1, 9), residual;
    assert_ok(hg_leontief_solve(l, 1, X, &residual, &err), err);
    hg_leontief_destroy(l);

    for (size_t i = 0; i < N; i += 3) {
        for (size_t j = 0; j < N; j++)
            mrio->Z[i * N + j] *= 1e-30;
        for (size_t d = 0; d < REGIONS; d++)
            mrio->Y[i * REGIONS + d] *= 1e-30;
        Y[i] *= 1e-30;
    }
    l = factors(mrio, HG_PRECISION_AUTO, 2);
    assert_int_equal(l->precision, HG_PRECISION_SINGLE);
    assert_ok(hg_leontief_solve(l, 1, Y, &residual, &err), err);
    for (size_t i = 0; i < N; i += 3)
        Y[i] *= 1e30;
    assert_true(apart(N, Y, X) <= 1e-10);
    free(X);
    free(Y);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

static void the_series_adds_up_to_the_solution(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = make_world();
    struct hg_leontief *l = factors(mrio, HG_PRECISION_AUTO, 2);
    double *X = right_sides(N, 5, 2), *B = right_sides(N, 5, 2), residual, sum[N] = {0};
    assert_ok(hg_leontief_solve(l, 5, X, &residual, &err), err);
    for (size_t d = 0; d < 5; d++) {
        const size_t rounds = add_up_series(mrio, hg_leontief_output(l), B + d, 5, sum);
        assert_true(rounds > 20 && rounds < 200); /* half is intermediate: 2^-47 */
        for (size_t i = 0; i < N; i++)
            B[i * 5 + d] = sum[i];
    }
    assert_true(apart((size_t)N * 5, B, X) <= 1e-12);
    free(X);
    free(B);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

/* Kitzes (2013): columns of sizes of I - A sum to 3/4 and 5/4, of its inverse to 52/15
 * and 44/15. */
static void condition_of_two_industries(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 0}, sector_of[] = {0, 1};
    const double Z[] = {8, 5, 4, 2}, y[] = {3, 6};
    struct hg_mrio *mrio = make_table(2, region_of, sector_of, 1, 2, 1, Z, y);
    struct hg_leontief *l = factors(mrio, HG_PRECISION_DOUBLE, 1);
    assert_near(l->condition, 13.0 / 3, 1e-14);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

static void no_right_side_is_no_work(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = make_miller_blair();
    struct hg_leontief *l = factors(mrio, HG_PRECISION_AUTO, 1);
    double B[] = {0, 0, 0, 0, 0}, residual = 7;
    assert_ok(hg_leontief_solve(l, 0, B, &residual, &err), err);
    assert_true(residual == 0);
    residual = 7;
    assert_ok(hg_leontief_solve(l, 1, B, &residual, &err), err);
    assert_true(residual == 0 && B[0] == 0 && B[4] == 0);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

static enum hg_status solve_all_ways(const struct hg_mrio *mrio, struct hg_error *err)
{
    double B[] = {1, 2, 3, 4, 5, 6};
    struct mrio_solution found;
    struct hg_leontief *l = NULL;
    enum hg_status status = hg_leontief_create(mrio, HG_PRECISION_SINGLE, 2, &l, err);
    if (status == HG_OK) {
        l->automatic = true;
        status = mrio_refine(l, false, 2, B, &found, err);
    }
    hg_leontief_destroy(l);
    l = NULL;
    if (status == HG_OK)
        status = hg_leontief_create(mrio, HG_PRECISION_AUTO, 2, &l, err);
    hg_leontief_destroy(l);
    return status;
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    struct hg_mrio *mrio = make_loop(3e6);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = solve_all_ways(mrio, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        assert_int_equal(alloc_live(), before);
        if (!failed) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_string_not_equal(err.message, "");
        assert_true(n < 300);
    }
    hg_mrio_destroy(mrio);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_factors_give_what_double_ones_give),
        cmocka_unit_test(the_adjoint_tells_the_same_by_the_other_end),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(double_factors_take_over_where_single_ones_do_not_refine),
        cmocka_unit_test(a_solution_that_does_not_refine_is_found_in_double),
        cmocka_unit_test(units_of_money_do_not_matter),
        cmocka_unit_test(the_series_adds_up_to_the_solution),
        cmocka_unit_test(condition_of_two_industries),
        cmocka_unit_test(no_right_side_is_no_work),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
