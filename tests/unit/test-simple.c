/* test-simple.c - rings that surely do not touch themselves, against all pairs of edges
 */
#include "check.h"

#include "alloc.h"
#include "io/simple.h"
#include <stdlib.h>

static const double PI = 3.14159265358979323846;

enum { MOST = 2000 };
static double x[MOST], y[MOST];

/* Knuth's MMIX generator: the same numbers everywhere. */
static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) * 0x1p-53;
}

static bool ring(size_t n, const double *xy)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = xy[2 * i];
        y[i] = xy[2 * i + 1];
    }
    return io_ring_is_simple(n, x, y);
}

static void figures_drawn_by_hand_are_told_apart(void **state)
{
    (void)state;
    const double square[] = {0, 0, 1, 0, 1, 1, 0, 1};
    const double notched[] = {0, 0, 4, 0, 4, 4, 2, 1, 0, 4};
    const double straight[] = {0, 0, 1, 0, 2,
                               0, 2, 2, 0, 2}; /* a vertex within an edge */
    assert_true(ring(4, square) && ring(5, notched) && ring(5, straight));

    const double bow_tie[] = {0, 0, 2, 2, 2, 0, 0, 2};
    const double touching[] = {0, 0, 4, 0, 4, 4, 2, 0, 0, 4}; /* a vertex on an edge */
    const double pinched[] = {0, 0, 2, 2, 4, 0, 4, 4, 2, 2, 0, 4}; /* twice at a place */
    const double spike[] = {0, 0, 4, 0, 6, 0, 4, 0, 4, 4};
    const double back[] = {0, 0, 4, 0, 2, 0, 2, 4}; /* a part of the way back */
    const double twice[] = {0, 0, 4, 0, 4, 0, 4, 4};
    const double line[] = {0, 0, 1, 1, 2, 2, 3, 3};
    const double level[] = {0, 0, 4, 0, 2, 0}, slanted[] = {0, 0, 2, 2, 1, 1};
    const double shared[] = {0, 0, 4, 0, 4, 4, 3, 4, 3, 0, 1, 0, 1, 4, 0, 4};
    assert_false(ring(4, bow_tie) || ring(5, touching) || ring(6, pinched));
    assert_false(ring(5, spike) || ring(4, back) || ring(4, twice));
    assert_false(ring(4, line) || ring(3, level) || ring(8, shared) || ring(3, slanted));
    const double nowhere[] = {0, 0, 1, 0, NAN, 1}, away[] = {0, 0, 1, 0, INFINITY, 1};
    assert_false(ring(3, nowhere) || ring(3, away));
    assert_false(ring(2, square) || ring(1, square) || ring(0, square));
}

static long double orient(size_t a, size_t b, size_t c)
{
    return ((long double)x[a] - x[c]) * ((long double)y[b] - y[c]) -
           ((long double)y[a] - y[c]) * ((long double)x[b] - x[c]);
}

/* Edges that cross each other, all pairs, in long double. */
static bool crosses(size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 2; k < n; k++) {
            const size_t b = i + 1, d = (k + 1) % n;
            if (d == i)
                continue;
            const long double c_side = orient(i, b, k), d_side = orient(i, b, d);
            const long double a_side = orient(k, d, i), b_side = orient(k, d, b);
            if ((c_side > 0) != (d_side > 0) && (a_side > 0) != (b_side > 0))
                return true;
        }
    return false;
}

/* Stars are simple; with steps aside some of their edges cross. */
static void rings_with_crossings_are_never_taken_and_most_others_are(void **state)
{
    (void)state;
    uint64_t seed = 21;
    size_t n_simple = 0, n_taken = 0, n_crossing = 0;
    for (size_t k = 0; k < 600; k++) {
        const size_t n = 3 + (size_t)(draw(&seed) * 150);
        const double aside = k % 3 == 0 ? 0 : draw(&seed) * draw(&seed) * 6 / (double)n;
        for (size_t i = 0; i < n; i++) {
            const double angle =
                2 * PI * ((double)i + aside * (double)n * draw(&seed)) / (double)n;
            const double r = 0.2 + draw(&seed);
            x[i] = 1e3 + 7 * r * cos(angle);
            y[i] = -5 + 0.3 * r * sin(angle);
        }
        const bool taken = io_ring_is_simple(n, x, y), crossing = crosses(n);
        assert_false(taken && crossing);
        n_simple += !crossing;
        n_crossing += crossing;
        n_taken += taken;
    }
    assert_true(n_crossing > 100 && n_simple > 200);
    assert_int_equal(n_taken, n_simple); /* none of these is too hard */
}

/* A coast: each edge is replaced by two, again and again. */
static void long_jagged_borders_are_taken(void **state)
{
    (void)state;
    uint64_t seed = 5;
    size_t n = 4;
    const double start[] = {0, 0, 1, 0, 1, 1, 0, 1};
    (void)ring(4, start);
    static double from_x[MOST], from_y[MOST];
    for (int depth = 0; depth < 8; depth++) {
        memcpy(from_x, x, n * sizeof(*x));
        memcpy(from_y, y, n * sizeof(*y));
        for (size_t i = 0; i < n; i++) {
            const size_t k = (i + 1) % n;
            const double side = 0.2 * (draw(&seed) - 0.5);
            x[2 * i] = from_x[i];
            y[2 * i] = from_y[i];
            x[2 * i + 1] = (from_x[i] + from_x[k]) / 2 + side * (from_y[k] - from_y[i]);
            y[2 * i + 1] = (from_y[i] + from_y[k]) / 2 - side * (from_x[k] - from_x[i]);
        }
        n *= 2;
    }
    assert_int_equal(n, 1024);
    assert_false(crosses(n));
    assert_true(io_ring_is_simple(n, x, y));
    /* One vertex moved across the ring. */
    x[300] = 1 - x[300];
    assert_true(crosses(n));
    assert_false(io_ring_is_simple(n, x, y));
}

/* Rounding decides nothing: a vertex within a rounding of an edge is not sure. */
static void what_is_too_near_to_tell_is_not_taken(void **state)
{
    (void)state;
    double near[] = {0, 0, 3, 0.1, 3, 4, 1.5, 0.05, 0, 4};
    assert_false(ring(5, near));
    near[7] = nextafter(0.05, 1);
    assert_false(ring(5, near));
    near[7] = 0.05 + 1e-9;
    assert_true(ring(5, near));
}

static void without_memory_nothing_is_sure(void **state)
{
    (void)state;
    const double square[] = {0, 0, 1, 0, 1, 1, 0, 1};
    for (size_t n = 1; n <= 2; n++) {
        const size_t before = alloc_live();
        alloc_fail_at(n);
        assert_false(ring(4, square));
        assert_true(alloc_failed());
        alloc_fail_at(0);
        assert_int_equal(alloc_live(), before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_drawn_by_hand_are_told_apart),
        cmocka_unit_test(rings_with_crossings_are_never_taken_and_most_others_are),
        cmocka_unit_test(long_jagged_borders_are_taken),
        cmocka_unit_test(what_is_too_near_to_tell_is_not_taken),
        cmocka_unit_test(without_memory_nothing_is_sure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
