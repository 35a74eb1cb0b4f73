/* test-lu.c - the blocked solver beside a plain elimination */
#include "alloc.h"
#include "check.h"
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
    /* Around the edges of the tiles of 128 and 256 and of 32 right-hand sides. */
    static const size_t sizes[][2] = {{1, 1},    {2, 3},    {7, 1},    {127, 5},
                                      {128, 32}, {129, 33}, {257, 31}, {384, 1},
                                      {385, 2},  {520, 70}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        compare_with_elimination(sizes[i][0], sizes[i][1]);
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
    const size_t n = 700, n_right = 75;
    struct hg_error err = {0};
    double *M = random_matrix(n, n, 1), *B = random_matrix(n, n_right, 2), *first = NULL;
    static const unsigned threads[] = {1, 2, 7};
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
        cmocka_unit_test(a_change_of_units_makes_nothing_singular),
        cmocka_unit_test(refuses_singular_matrices),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
