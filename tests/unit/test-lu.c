/* test-lu.c - the blocked solver beside a plain elimination */
#include "alloc.h"
#include "check.h"
#include "mrio/lu.h"
#include <hotgrid/leontief.h>
#include <stdlib.h>

/* The high bits of a linear congruential generator (Knuth 1997, 3.3.4): -0.5 .. 0.5 */
static double noise(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0 - 0.5;
}

static double *random_matrix(size_t rows, size_t columns, uint64_t seed)
{
    double *a = malloc(rows * columns * sizeof *a);
    assert_non_null(a);
    for (size_t k = 0; k < rows * columns; k++)
        a[k] = noise(&seed);
    return a;
}

static double *copy_of(const double *a, size_t n)
{
    double *b = malloc(n * sizeof *b);
    assert_non_null(b);
    memcpy(b, a, n * sizeof *b);
    return b;
}

static void swap(double *a, double *b)
{
    const double c = *a;
    *a = *b;
    *b = c;
}

/* Elimination with partial pivoting as in any textbook; M and B are used up. */
static void eliminate(size_t n, double *M, size_t n_right, double *B)
{
    for (size_t k = 0; k < n; k++) {
        size_t best = k;
        for (size_t i = k + 1; i < n; i++)
            if (fabs(M[i * n + k]) > fabs(M[best * n + k]))
                best = i;
        for (size_t j = 0; j < n; j++)
            swap(&M[k * n + j], &M[best * n + j]);
        for (size_t j = 0; j < n_right; j++)
            swap(&B[k * n_right + j], &B[best * n_right + j]);
        for (size_t i = k + 1; i < n; i++) {
            const double factor = M[i * n + k] / M[k * n + k];
            for (size_t j = k; j < n; j++)
                M[i * n + j] -= factor * M[k * n + j];
            for (size_t j = 0; j < n_right; j++)
                B[i * n_right + j] -= factor * B[k * n_right + j];
        }
    }
    for (size_t i = n; i-- > 0;)
        for (size_t j = 0; j < n_right; j++) {
            for (size_t k = i + 1; k < n; k++)
                B[i * n_right + j] -= M[i * n + k] * B[k * n_right + j];
            B[i * n_right + j] /= M[i * n + i];
        }
}

static void compare_with_elimination(size_t n, size_t n_right)
{
    struct hg_error err = {0};
    double *M = random_matrix(n, n, n), *B = random_matrix(n, n_right, n + 7);
    double *plain_M = copy_of(M, n * n), *plain_B = copy_of(B, n * n_right);
    eliminate(n, plain_M, n_right, plain_B);
    assert_ok(hg_lu_solve(n, M, n_right, B, 2, &err), err);
    double largest = 0, apart = 0;
    for (size_t k = 0; k < n * n_right; k++) {
        largest = fmax(largest, fabs(plain_B[k]));
        apart = fmax(apart, fabs(B[k] - plain_B[k]));
    }
    assert_true(apart <= 1e-9 * largest); /* random matrices: condition up to 1e5 or so */
    free(M);
    free(B);
    free(plain_M);
    free(plain_B);
}

static void solves_what_a_plain_elimination_solves(void **state)
{
    (void)state;
    /* Around the edges of the tiles of 256 and 512 and of 64 right-hand sides. */
    static const size_t sizes[][2] = {{1, 1},    {2, 3},    {7, 1},    {255, 5},
                                      {256, 64}, {257, 65}, {513, 31}, {767, 1},
                                      {768, 2},  {769, 1},  {520, 130}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        compare_with_elimination(sizes[i][0], sizes[i][1]);
}

/* M X and M' X in double beside B, for factors of either kind; the scale is of powers of
 * 2, as lu.h says. */
static double worst_residual(const struct mrio_real *real, bool adjoint, bool scaled)
{
    enum { N = 600, RIGHT = 70 };
    struct hg_error err = {0};
    struct mrio_lu lu;
    double *M = random_matrix(N, N, 5), *X = random_matrix(N, RIGHT, 6);
    double *B = copy_of(X, (size_t)N * RIGHT), *row = malloc(N * sizeof *row), apart = 0;
    double rows[N], columns[N];
    void *C = malloc((size_t)N * N * mrio_real_size(real));
    assert_true(row && C);
    for (size_t i = 0; i < N; i++) {
        M[i * N + i] += 20; /* well-conditioned */
        rows[i] = scaled ? ldexp(1, (int)(i % 7) - 3) : 1;
        columns[i] = scaled ? ldexp(1, (int)(i % 5) - 2) : 1;
    }
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < N; j++)
            row[j] = rows[i] * M[i * N + j] * columns[j];
        mrio_real_store(real, C, i * N, N, row);
    }
    assert_ok(mrio_lu_factor(real, N, C, 2, &lu, &err), err);
    if (scaled)
        lu.scale = (struct mrio_scale){rows, columns};
    assert_ok(mrio_lu_solve(&lu, adjoint, RIGHT, X, 2, &err), err);
    for (size_t i = 0; i < N; i++)
        for (size_t d = 0; d < RIGHT; d++) {
            double sum = 0;
            for (size_t j = 0; j < N; j++)
                sum += (adjoint ? M[j * N + i] : M[i * N + j]) * X[j * RIGHT + d];
            apart = fmax(apart, fabs(sum - B[i * RIGHT + d]));
        }
    mrio_lu_finish(&lu);
    free(C);
    free(row);
    free(M);
    free(X);
    free(B);
    return apart;
}

static void both_precisions_solve_both_ways_scaled_or_not(void **state)
{
    (void)state;
    for (int way = 0; way < 4; way++) {
        const double single = worst_residual(&mrio_single, way % 2, way / 2);
        assert_true(worst_residual(&mrio_double, way % 2, way / 2) <= 1e-13);
        assert_true(single <= 1e-4 && single >= 1e-9); /* it is single indeed */
    }
}

/* On paper: x = 2e200, and what a single cannot hold. */
static void right_sides_may_be_larger_than_a_single_holds(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct mrio_lu lu;
    float M[] = {0.5F};
    double B[] = {1e200, -1e-200, 0};
    assert_ok(mrio_lu_factor(&mrio_single, 1, M, 1, &lu, &err), err);
    assert_ok(mrio_lu_solve(&lu, false, 3, B, 1, &err), err);
    assert_near(B[0], 2e200, 1e-7);
    assert_near(B[1], -2e-200, 1e-7);
    assert_true(B[2] == 0);
    mrio_lu_finish(&lu);
}

/* On paper: x + 2y = 5, 3x + 4y = 11. */
static void solves_two_equations(void **state)
{
    (void)state;
    struct hg_error err = {0};
    double M[] = {1, 2, 3, 4}, B[] = {5, 11};
    assert_ok(hg_lu_solve(2, M, 1, B, 1, &err), err);
    assert_near(B[0], 1, 1e-15);
    assert_near(B[1], 2, 1e-15);
}

static void needs_its_pivots(void **state)
{
    (void)state;
    struct hg_error err = {0};
    double M[] = {0, 1, 0, 0, 0, 1, 1, 0, 0}, B[] = {7, 8, 9};
    assert_ok(hg_lu_solve(3, M, 1, B, 1, &err), err);
    assert_true(B[0] == 9 && B[1] == 7 && B[2] == 8);
}

static void a_change_of_units_makes_nothing_singular(void **state)
{
    (void)state;
    struct hg_error err = {0};
    double M[] = {2, 1, 1e-30, 3e-30}, B[] = {4, 7e-30};
    assert_ok(hg_lu_solve(2, M, 1, B, 1, &err), err);
    assert_near(B[0], 1, 1e-14);
    assert_near(B[1], 2, 1e-14);
}

static void refuses(size_t n, const double *matrix)
{
    struct hg_error err = {0};
    double *M = copy_of(matrix, n * n), *B = random_matrix(n, 1, 1);
    assert_int_equal(hg_lu_solve(n, M, 1, B, 2, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "singular"));
    free(M);
    free(B);
}

static void refuses_singular_matrices(void **state)
{
    (void)state;
    const double exact[] = {1, -1, -1, 1}, rounded[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    const double nothing[] = {0}, bad[] = {1, NAN, 2, 3};
    refuses(2, exact);
    refuses(3, rounded); /* in floating point its last pivot is not 0 */
    refuses(1, nothing);
    refuses(2, bad);

    /* The last row of a large one is the sum of two others. */
    const size_t n = 300;
    double *M = random_matrix(n, n, 4);
    for (size_t j = 0; j < n; j++)
        M[(n - 1) * n + j] = M[3 * n + j] + M[200 * n + j];
    refuses(n, M);
    free(M);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    const size_t n = 1100, n_right = 150;
    struct hg_error err = {0};
    double *M = random_matrix(n, n, 1), *B = random_matrix(n, n_right, 2), *first = NULL;
    static const unsigned threads[] = {1, 2, 8};
    for (size_t t = 0; t < 3; t++) {
        /* A byte address that is not that of the other runs' matrices. */
        double *room = malloc((n * n + 1) * sizeof *room), *X = copy_of(B, n * n_right);
        assert_non_null(room);
        double *m = room + t % 2;
        memcpy(m, M, n * n * sizeof *m);
        assert_ok(hg_lu_solve(n, m, n_right, X, threads[t], &err), err);
        if (first)
            assert_memory_equal(X, first, n * n_right * sizeof *X);
        free(room);
        if (first)
            free(X);
        else
            first = X;
    }
    free(first);
    free(M);
    free(B);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        double M[] = {1, 2, 3, 4}, B[] = {5, 11};
        struct hg_error err = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_lu_solve(2, M, 1, B, 2, &err);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 100);
    }
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solves_two_equations),
        cmocka_unit_test(needs_its_pivots),
        cmocka_unit_test(solves_what_a_plain_elimination_solves),
        cmocka_unit_test(both_precisions_solve_both_ways_scaled_or_not),
        cmocka_unit_test(right_sides_may_be_larger_than_a_single_holds),
        cmocka_unit_test(a_change_of_units_makes_nothing_singular),
        cmocka_unit_test(refuses_singular_matrices),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
