/* test-local.c - Gi* and local Moran's I against PySAL, enumeration, and all pairs */
#include "alloc.h"
#include "check.h"
#include <hotgrid/geodesy.h>
#include <hotgrid/local.h>
#include <hotgrid/rng.h>
#include <stdlib.h>

static struct hg_grid *make_grid(enum hg_grid_kind kind, struct hg_box box, uint32_t ncol,
                                 uint32_t nrow)
{
    struct hg_grid_params p = {
        .name = "g", .kind = kind, .box = box, .ncol = ncol, .nrow = nrow};
    struct hg_grid *grid = NULL;
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&p, &grid, &err), err);
    return grid;
}

static struct hg_local *make_local(const struct hg_local_params *params)
{
    struct hg_local *out = NULL;
    struct hg_error err = {0};
    assert_ok(hg_local_create(params, &out, &err), err);
    return out;
}

/* The points of PySAL's tests of getisord.py, on cells of 5 km about them, band 15 km. */
static const int places[6][2] = {{10, 10}, {20, 10}, {40, 10},
                                 {15, 20}, {30, 20}, {30, 30}};
static const double values[6] = {2, 3, 3.2, 5, 8, 7};

static struct hg_grid *pysal_grid(double value[35])
{
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){7500, 7500, 42500, 32500}, 7, 5);
    for (size_t i = 0; i < 35; i++)
        value[i] = NAN;
    for (size_t i = 0; i < 6; i++)
        value[hg_grid_cell_at(grid, places[i][0] * 1e3, places[i][1] * 1e3)] = values[i];
    return grid;
}

/* z of G_Local(star=True) as PySAL's tests print it (test_getisord.py). */
static void gi_star_is_that_of_pysal(void **state)
{
    (void)state;
    const double z[] = {-1.39727626, -0.28917762, 0.65064964,
                        -0.28917762, 1.23452088,  2.02424331};
    double value[35];
    struct hg_grid *grid = pysal_grid(value);
    struct hg_local *local = make_local(&(struct hg_local_params){
        .grid = grid, .value = value, .band_km = 15, .transform = HG_LOCAL_NONE});
    assert_int_equal(local->n, 6);
    for (size_t i = 0; i < 6; i++) {
        const uint32_t cell =
            hg_grid_cell_at(grid, places[i][0] * 1e3, places[i][1] * 1e3);
        for (size_t k = 0; k < 6; k++)
            if (local->cell[k] == cell)
                assert_near(local->gi_z[k], z[i], 5e-8);
    }
    assert_near(local->general_g, 0.55709779, 5e-9); /* G of the same tests */
    hg_local_destroy(local);
    hg_grid_destroy(grid);
}

/* No pairs to speak of, or signs that would make the part meaningless. */
static void general_g_is_nothing_without_pairs_of_masses(void **state)
{
    (void)state;
    const double alone[4] = {0, 5, 0, 0}, mixed[4] = {1, -1, 2, 3};
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 4e4, 1e4}, 4, 1);
    const double *const values_of[] = {alone, mixed};
    for (size_t k = 0; k < 2; k++) {
        struct hg_local *local =
            make_local(&(struct hg_local_params){.grid = grid,
                                                 .value = values_of[k],
                                                 .band_km = 15,
                                                 .transform = HG_LOCAL_NONE});
        assert_true(isnan(local->general_g));
        hg_local_destroy(local);
    }
    hg_grid_destroy(grid);
}

/* All ways to draw k of the other values: the moments that z of Moran is made of, and the
 * parts of ways with a sum as extreme as that of the neighbours. */
struct ways {
    double mean, sd, at_least, at_most;
};

static struct ways enumerate(size_t n, const double *x, size_t self, unsigned k,
                             double sum)
{
    double ways = 0, total = 0, squares = 0, more = 0, fewer = 0;
    for (unsigned set = 0; set < 1u << n; set++) {
        if (set >> self & 1 || (unsigned)__builtin_popcount(set) != k)
            continue;
        double drawn = 0;
        for (size_t i = 0; i < n; i++)
            drawn += set >> i & 1 ? x[i] : 0;
        ways++;
        total += drawn;
        squares += drawn * drawn;
        more += drawn >= sum - 1e-9;
        fewer += drawn <= sum + 1e-9;
    }
    const double mean = total / ways;
    return (struct ways){mean, sqrt(squares / ways - mean * mean), more / ways,
                         fewer / ways};
}

/* A row of 9 cells of 10 km, 25 km: 4 neighbours, 2 and 3 at the ends. */
static void moran_and_its_draws_are_those_of_all_ways_to_draw(void **state)
{
    (void)state;
    enum { N = 9, DRAWS = 20000 };
    const double x[N] = {1, 2, 2, 7, 9, 4, 3, 0, 0};
    double mean = 0, all = 0;
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 9e4, 1e4}, N, 1);
    struct hg_local *local =
        make_local(&(struct hg_local_params){.grid = grid,
                                             .value = x,
                                             .band_km = 25,
                                             .transform = HG_LOCAL_NONE,
                                             .permutations = DRAWS,
                                             .own = true});
    for (size_t i = 0; i < N; i++)
        mean += x[i] / N;
    for (size_t i = 0; i < N; i++)
        all += (x[i] - mean) * (x[i] - mean);
    for (size_t i = 0; i < N; i++) {
        double sum = 0;
        unsigned k = 0;
        for (size_t j = 0; j < N; j++)
            if (j != i && (j > i ? j - i : i - j) <= 2) {
                sum += x[j];
                k++;
            }
        const struct ways w = enumerate(N, x, i, k, sum);
        assert_int_equal(local->neighbours[i], k);
        assert_near(local->moran_i[i], (N - 1) * (x[i] - mean) * (sum / k - mean) / all,
                    1e-12);
        const double sign = x[i] > mean ? 1 : -1;
        assert_near(local->moran_z[i], sign * (sum - w.mean) / w.sd, 1e-9);
        const double p = fmin(w.at_least, w.at_most);
        if (fabs(hg_local_pseudo_p(local, i) - p) > 5 * sqrt(p * (1 - p) / DRAWS) + 1e-4)
            fail_msg("cell %zu: %g, of all ways %g", i, hg_local_pseudo_p(local, i), p);
    }
    hg_local_destroy(local);
    hg_grid_destroy(grid);
}

/* Twice the mean rank of ties, by counting. */
static double rank_of(size_t n, const double *x, double of)
{
    double rank = 0.5;
    for (size_t i = 0; i < n; i++)
        rank += isnan(x[i]) ? 0 : x[i] < of ? 1 : x[i] == of ? 0.5 : 0;
    return rank;
}

static double transformed(enum hg_local_transform transform, size_t n, const double *x,
                          double of)
{
    return transform == HG_LOCAL_RANK  ? rank_of(n, x, of)
           : transform == HG_LOCAL_LOG ? copysign(log1p(fabs(of)), of)
                                       : of;
}

/* Every pair of cells, in double precision. */
static void check_all_pairs(struct hg_grid *grid, const double *value, double km,
                            enum hg_local_transform transform, unsigned threads)
{
    const size_t n_cell = hg_grid_cells(grid);
    const bool lonlat = hg_grid_params(grid)->kind == HG_GRID_LONLAT;
    struct hg_local *local = make_local(&(struct hg_local_params){.grid = grid,
                                                                  .value = value,
                                                                  .band_km = km,
                                                                  .transform = transform,
                                                                  .threads = threads});
    double mean = 0, all = 0, n = 0;
    double *x = calloc(n_cell, sizeof(*x));
    for (size_t i = 0; i < n_cell; i++)
        if (!isnan(value[i])) {
            x[i] = transformed(transform, n_cell, value, value[i]);
            mean += x[i];
            n++;
        }
    mean /= n;
    for (size_t i = 0; i < n_cell; i++)
        all += isnan(value[i]) ? 0 : (x[i] - mean) * (x[i] - mean);
    assert_int_equal(local->n, (size_t)n);
    for (size_t i = 0; i < local->n; i++) {
        double sum = 0, k = 0, lon[2], lat[2];
        const uint32_t cell = local->cell[i];
        hg_grid_centre(grid, cell, &lon[0], &lat[0]);
        for (uint32_t other = 0; other < n_cell; other++) {
            hg_grid_centre(grid, other, &lon[1], &lat[1]);
            const double apart = lonlat ? hg_geodesic_km(lon[0], lat[0], lon[1], lat[1])
                                        : hypot(lon[0] - lon[1], lat[0] - lat[1]) / 1000;
            if (other == cell || isnan(value[other]) || apart > km * (1 + 1e-9))
                continue;
            sum += x[other];
            k++;
        }
        const double w = k + 1, s = sqrt(all / n);
        const double z =
            (sum + x[cell] - mean * w) / (s * sqrt((n * w - w * w) / (n - 1)));
        assert_int_equal(local->neighbours[i], (uint32_t)k);
        if (fabs(local->gi_z[i] - z) > 1e-8)
            fail_msg("cell %u: z %.12g, by all pairs %.12g", cell, local->gi_z[i], z);
        if (k == 0) {
            assert_true(isnan(local->moran_i[i]) && isnan(local->moran_z[i]));
            continue;
        }
        const double moran = (n - 1) * (x[cell] - mean) * (sum / k - mean) / all;
        if (fabs(local->moran_i[i] - moran) > 1e-8)
            fail_msg("cell %u: I %.12g, by all pairs %.12g", cell, local->moran_i[i],
                     moran);
    }
    free(x);
    hg_local_destroy(local);
    hg_grid_destroy(grid);
}

/* Long-tailed values, many zeros, some below 0, holes. */
static void fill(double *value, size_t n, uint32_t draw)
{
    const struct hg_rng rng = {11, draw, 0};
    for (size_t i = 0; i < n; i++) {
        const double u = hg_random_uniform(&rng, 2 * i),
                     v = hg_random_uniform(&rng, 2 * i + 1);
        value[i] = u < 0.3 ? NAN : u < 0.5 ? 0 : u < 0.55 ? -3 * v : exp(12 * v);
    }
}

static void running_sums_are_those_of_all_pairs(void **state)
{
    (void)state;
    enum { N = 36 * 18 };
    double value[N];
    for (uint32_t k = 0; k < 6; k++) {
        fill(value, N, k);
        const enum hg_local_transform transform = (enum hg_local_transform)(k % 3);
        const unsigned threads = 1 + k % 2;
        if (k < 3)
            check_all_pairs(
                make_grid(HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, 36, 18),
                value, 1500, transform, threads);
        else
            check_all_pairs(make_grid(HG_GRID_EQUAL_AREA,
                                      (struct hg_box){0, 0, 3.6e5, 1.8e5}, 36, 18),
                            value, 27, transform, threads);
    }
}

/* A cell alone, a plain of one value. */
static void what_is_not_defined_is_no_number(void **state)
{
    (void)state;
    const double value[] = {5, 5, 5, NAN, NAN, 5};
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 6e4, 1e4}, 6, 1);
    struct hg_local_params params = {.grid = grid,
                                     .value = value,
                                     .band_km = 10,
                                     .transform = HG_LOCAL_NONE,
                                     .permutations = 99};
    struct hg_local *local = make_local(&params);
    for (size_t i = 0; i < 4; i++) {
        assert_true(isnan(local->gi_z[i]) && isnan(local->moran_z[i]));
        assert_near(hg_local_p(local->gi_z[i]), 1, 0);
        assert_near(hg_local_pseudo_p(local, i), 1, 0); /* all draws are ties */
    }
    assert_int_equal(local->neighbours[3], 0);
    hg_local_destroy(local);

    const double two[] = {1, 2, NAN, NAN, NAN, NAN};
    struct hg_error err = {0};
    params.value = two;
    assert_int_equal(hg_local_create(&params, &local, &err), HG_E_ARG);
    hg_grid_destroy(grid);
}

/* 30 x 30 cells: a draw has the cell itself in a part k / n of cases, 2 % here. */
static void shared_draws_are_near_those_of_each_cell(void **state)
{
    (void)state;
    enum { N = 900, DRAWS = 4000 };
    double value[N];
    fill(value, N, 9);
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 3e5, 3e5}, 30, 30);
    struct hg_local_params params = {.grid = grid,
                                     .value = value,
                                     .band_km = 25,
                                     .permutations = DRAWS,
                                     .seed = 5,
                                     .threads = 2};
    struct hg_local *shared = make_local(&params);
    params.own = true;
    struct hg_local *own = make_local(&params);
    for (size_t i = 0; i < own->n; i++) {
        const double p = hg_local_pseudo_p(own, i), q = hg_local_pseudo_p(shared, i);
        if (fabs(p - q) > 0.06)
            fail_msg("cell %u: %g of its own, %g shared", own->cell[i], p, q);
    }
    hg_local_destroy(shared);
    hg_local_destroy(own);
    hg_grid_destroy(grid);
}

static void draws_do_not_depend_on_threads(void **state)
{
    (void)state;
    enum { N = 900 };
    double value[N];
    fill(value, N, 2);
    struct hg_grid *grid =
        make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 3e5, 3e5}, 30, 30);
    for (int own = 0; own < 2; own++) {
        struct hg_local_params params = {.grid = grid,
                                         .value = value,
                                         .band_km = 25,
                                         .permutations = 200,
                                         .seed = 5,
                                         .own = own == 1,
                                         .threads = 1};
        struct hg_local *one = make_local(&params);
        params.threads = 3;
        struct hg_local *three = make_local(&params);
        assert_memory_equal(one->extreme, three->extreme, one->n * sizeof(uint32_t));
        assert_memory_equal(one->gi_z, three->gi_z, one->n * sizeof(double));
        params.seed = 6;
        struct hg_local *other = make_local(&params);
        assert_memory_not_equal(one->extreme, other->extreme, one->n * sizeof(uint32_t));
        hg_local_destroy(one);
        hg_local_destroy(three);
        hg_local_destroy(other);
    }
    hg_grid_destroy(grid);
}

static void without_memory_there_is_no_result(void **state)
{
    (void)state;
    double value[35];
    struct hg_grid *grid = pysal_grid(value);
    for (int k = 0; k < 2; k++)
        for (size_t n = 1;; n++) {
            const struct hg_local_params params = {.grid = grid,
                                                   .value = value,
                                                   .band_km = 15,
                                                   .transform =
                                                       k ? HG_LOCAL_RANK : HG_LOCAL_LOG,
                                                   .permutations = 9,
                                                   .own = k == 1};
            const size_t before = alloc_live();
            struct hg_local *local = NULL;
            struct hg_error err = {0};
            alloc_fail_at(n);
            const enum hg_status status = hg_local_create(&params, &local, &err);
            if (!alloc_failed()) {
                hg_local_destroy(local);
                break;
            }
            assert_int_equal(status, HG_E_MEMORY);
            assert_int_equal(alloc_live(), before);
        }
    alloc_fail_at(0);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gi_star_is_that_of_pysal),
        cmocka_unit_test(general_g_is_nothing_without_pairs_of_masses),
        cmocka_unit_test(moran_and_its_draws_are_those_of_all_ways_to_draw),
        cmocka_unit_test(running_sums_are_those_of_all_pairs),
        cmocka_unit_test(what_is_not_defined_is_no_number),
        cmocka_unit_test(shared_draws_are_near_those_of_each_cell),
        cmocka_unit_test(draws_do_not_depend_on_threads),
        cmocka_unit_test(without_memory_there_is_no_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
