/* test-cut_pieces.c - what parts of lines and areas emit, and proxies made from them */
#include "check.h"

#include "alloc.h"
#include "toy_earth.h"
#include <stdio.h>

static struct toy_earth earth;

/* One degree from 8 E to 24 E and 36 N to 44 N, or half of that. */
static struct hg_grid_params degrees(uint32_t halves)
{
    return (struct hg_grid_params){.crs = "EPSG:4326",
                                   .kind = HG_GRID_LONLAT,
                                   .box = {8, 36, 24, 44},
                                   .ncol = 16 * halves,
                                   .nrow = 8 * halves};
}

/* Sites A .. of region R in sector S, or of Q where `other`. */
struct emitting {
    struct hg_sites sites;
    struct hg_site site[EARTH_SHAPES];
    struct hg_inventory *inventory;
    struct hg_points *points;
};

static void emit(struct emitting *e, enum hg_point_rule rule, size_t n,
                 const double *weight)
{
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    assert_ok(hg_faults_create(&faults, &err), err);
    e->sites = (struct hg_sites){.rule = rule, .n = n, .site = e->site};
    for (size_t i = 0; i < n; i++)
        e->site[i] = (struct hg_site){.id = earth.shape[i].code,
                                      .name = "",
                                      .region = i % 3 == 2 ? "Q" : "R",
                                      .sector = "S",
                                      .weight = weight[i],
                                      .file = "toy",
                                      .line = i};
    struct hg_total total[2] = {{.region = "Q", .sector = "S", .mass = 5, .file = "toy"},
                                {.region = "R", .sector = "S", .mass = 9, .file = "toy"}};
    struct hg_totals totals = {.n = 2, .total = total};
    const struct hg_inventory_params params = {.totals = &totals};
    assert_ok(hg_inventory_create(&params, faults, &e->inventory, &err), err);
    assert_ok(hg_points_create(e->inventory, &e->sites, faults, &e->points, &err), err);
    hg_faults_destroy(faults);
}

static void emit_finish(struct emitting *e)
{
    hg_points_destroy(e->points);
    hg_inventory_destroy(e->inventory);
}

static struct emitting emitting;

static struct hg_pieces *pieces_of(const struct hg_grid *grid, enum hg_feature_kind kind)
{
    struct hg_error err = {0};
    struct hg_pieces *pieces = NULL;
    struct hg_cut *cut = earth_cut(&earth, grid, kind, 1);
    assert_ok(hg_cut_pieces(cut, &earth.shapes, emitting.inventory, emitting.points,
                            &pieces, &err),
              err);
    hg_cut_destroy(cut);
    return pieces;
}

/* Two lines through the same two cells, half in each: 30 +- 20 % and 40 +- 10 %. */
static void lines_of_a_cell_deviate_in_quadrature(void **state)
{
    (void)state;
    const double line[][2] = {{21, 40.5}, {23, 40.5}};
    const double kg[] = {30, 40};
    earth_start(&earth);
    for (size_t i = 0; i < 2; i++) {
        earth_shape(&earth, i == 0 ? "A" : "B");
        earth_ring(&earth, true, 2, line[0]);
    }
    for (int rule = HG_POINTS_SCALE; rule <= HG_POINTS_REMAINDER; rule++) {
        emit(&emitting, (enum hg_point_rule)rule, 2, kg);
        emitting.site[0].sigma = 0.2;
        emitting.site[1].sigma = 0.1;
        emitting.points->squares = true;
        const struct hg_grid_params params = degrees(1);
        struct hg_grid *grid = earth_grid(&params);
        struct hg_pieces *pieces = pieces_of(grid, HG_LINES);
        assert_int_equal(pieces->n, rule == HG_POINTS_SCALE ? 4 : 2);
        for (size_t i = 0; i < pieces->n; i++) {
            const double want =
                rule == HG_POINTS_SCALE ? (i < 2 ? 0.2 : 0.1) : sqrt(6 * 6 + 4 * 4) / 70;
            assert_near(hg_squares_sigma(pieces->square[i], 9), want, 1e-12);
        }
        hg_pieces_destroy(pieces);
        hg_grid_destroy(grid);
        emit_finish(&emitting);
    }
}

/* Three cells of a parallel have a third each, what lies outside comes last. */
static void masses_are_divided_as_the_lengths_are_and_add_up_exactly(void **state)
{
    (void)state;
    const double line[][2] = {{21, 40.5}, {25, 40.5}};
    earth_start(&earth);
    earth_shape(&earth, "A");
    earth_ring(&earth, true, 2, line[0]);
    const double kg = 10 / HG_MASS_PER_KG; /* ten units: 2.5 each, ties to even */
    emit(&emitting, HG_POINTS_REMAINDER, 1, &kg);
    const struct hg_grid_params params = degrees(1);
    struct hg_grid *grid = earth_grid(&params);
    struct hg_pieces *pieces = pieces_of(grid, HG_LINES);
    assert_int_equal(pieces->n, 4);
    hg_mass sum = 0;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pieces->piece[i].industry, 1); /* Q is 0, R is 1 */
        assert_int_equal(pieces->piece[i].cell, i < 3 ? 3 * 16 + 13 + i : HG_NO_CELL);
        assert_true(pieces->piece[i].mass == 2 || pieces->piece[i].mass == 3);
        sum += pieces->piece[i].mass;
    }
    assert_int_equal(sum, 10);
    assert_int_equal(pieces->n_inside[1], 1);
    assert_int_equal(pieces->n_outside[1], 1);
    assert_int_equal(pieces->n_inside[0] + pieces->n_outside[0], 0);
    hg_pieces_destroy(pieces);
    hg_grid_destroy(grid);
    emit_finish(&emitting);
}

static void weights_are_divided_in_the_order_of_the_sources(void **state)
{
    (void)state;
    earth_start(&earth);
    earth_shape(&earth, "A");
    earth_box(&earth, false, 10.5, 40.25, 11.5,
              40.5); /* half of it in each of two cells */
    earth_shape(&earth, "B");
    earth_box(&earth, false, 9, 40.25, 9.5, 40.5);
    earth_shape(&earth, "C"); /* of Q */
    earth_box(&earth, false, 12, 40.25, 12.5, 40.5);
    earth_shape(&earth, "D"); /* emits nothing */
    earth_box(&earth, false, 12, 40.25, 12.5, 40.5);
    const double weight[] = {6, 5, 7, 0};
    emit(&emitting, HG_POINTS_SCALE, 4, weight);
    const struct hg_grid_params params = degrees(1);
    struct hg_grid *grid = earth_grid(&params);
    struct hg_pieces *pieces = pieces_of(grid, HG_AREAS);
    const struct {
        uint32_t cell, industry;
        double weight;
    } expected[] = {
        {3 * 16 + 4, 0, 7}, {3 * 16 + 2, 1, 3}, {3 * 16 + 3, 1, 3}, {49, 1, 5}};
    assert_int_equal(pieces->n, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pieces->piece[i].cell, expected[i].cell);
        assert_int_equal(pieces->piece[i].industry, expected[i].industry);
        assert_near(pieces->piece[i].weight, expected[i].weight, 1e-13);
    }
    assert_int_equal(pieces->n_inside[0], 1);
    assert_int_equal(pieces->n_inside[1], 2);
    hg_pieces_destroy(pieces);
    hg_grid_destroy(grid);
    emit_finish(&emitting);
}

static void draw(uint64_t seed, size_t n)
{
    static char codes[EARTH_SHAPES][8];
    earth_start(&earth);
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(codes[i], sizeof(codes[i]), "%03zu", i);
        earth_shape(&earth, codes[i]);
        const double west = 8 + 10 * earth_random(&seed);
        const double south = 36 + 5 * earth_random(&seed);
        earth_box(&earth, false, west, south, west + 0.01 + 5 * earth_random(&seed),
                  south + 0.01 + 3 * earth_random(&seed));
    }
}

/* Sums by industry: equal to the last bit on any grid that holds the features. */
static void halving_the_cells_changes_no_bit_of_the_sums_of_regions(void **state)
{
    (void)state;
    enum { N = 60 };
    double kg[N];
    uint64_t seed = 5;
    for (size_t i = 0; i < N; i++)
        kg[i] = 1e9 * earth_random(&seed);
    draw(17, N);
    emit(&emitting, HG_POINTS_ADD, N, kg);
    hg_mass_sum expected[2] = {0};
    struct hg_error err = {0};
    for (size_t i = 0; i < N; i++) {
        hg_mass mass = 0;
        assert_ok(hg_mass_from_kg(kg[i], &mass, &err), err);
        expected[i % 3 == 2 ? 0 : 1] += mass;
    }
    for (uint32_t halves = 1; halves <= 4; halves *= 2) {
        const struct hg_grid_params params = degrees(halves);
        struct hg_grid *grid = earth_grid(&params);
        for (int kind = HG_LINES; kind <= HG_AREAS; kind++) {
            for (size_t r = 0; r < N; r++)
                earth.ring[r].open = kind == HG_LINES;
            struct hg_pieces *pieces = pieces_of(grid, (enum hg_feature_kind)kind);
            hg_mass_sum sum[2] = {0};
            for (size_t i = 0; i < pieces->n; i++) {
                assert_true(pieces->piece[i].mass > 0);
                assert_true(pieces->piece[i].cell < hg_grid_cells(grid));
                sum[pieces->piece[i].industry] += pieces->piece[i].mass;
                if (i > 0 && pieces->piece[i].industry == pieces->piece[i - 1].industry)
                    assert_true(pieces->piece[i].cell > pieces->piece[i - 1].cell);
            }
            assert_true(sum[0] == expected[0] && sum[1] == expected[1]);
            hg_pieces_destroy(pieces);
        }
        hg_grid_destroy(grid);
    }
    emit_finish(&emitting);
}

static void densities_are_sizes_by_area_times_weight(void **state)
{
    (void)state;
    const struct hg_grid_params params = degrees(1);
    struct hg_grid *grid = earth_grid(&params);
    double density[16 * 8];
    const double weight[] = {2, 3};
    earth_start(&earth);
    earth_shape(&earth, "A");
    earth_box(&earth, false, 10, 40, 11, 40.5);
    earth_shape(&earth, "B");
    earth_box(&earth, false, 10, 40, 11, 41);
    struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 1);
    hg_cut_density(grid, cut, weight, false, density);
    const double part = cut->size[0] / hg_grid_cell_km2(grid, 3 * 16 + 2);
    assert_true(part > 0.5 && part < 0.502); /* of a cell, its wider southern half */
    assert_near(density[3 * 16 + 2], 2 * part + 3, 1e-13);
    assert_true(density[3 * 16 + 3] == 0);
    hg_cut_density(grid, cut, NULL, false, density);
    assert_near(density[3 * 16 + 2], part + 1, 1e-13);
    hg_cut_density(grid, cut, NULL, true, density);
    assert_true(density[3 * 16 + 2] == 1); /* a mask is at most 1 */
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
}

static void points_count_in_the_cell_they_lie_in(void **state)
{
    (void)state;
    const struct hg_grid_params params = degrees(1);
    struct hg_grid *grid = earth_grid(&params);
    double density[16 * 8];
    const double x[] = {10.5, 10.1, 10, 30}, y[] = {40.5, 40.1, 41, 40};
    const double weight[] = {1, 2, 4, 8};
    hg_points_density(grid, 4, x, y, weight, density);
    assert_near(density[3 * 16 + 2], 7 / hg_grid_cell_km2(grid, 3 * 16 + 2), 1e-15);
    hg_points_density(grid, 4, x, y, NULL, density);
    assert_near(density[3 * 16 + 2], 3 / hg_grid_cell_km2(grid, 3 * 16 + 2), 1e-15);
    double sum = 0;
    for (uint32_t cell = 0; cell < 128; cell++)
        sum += density[cell] * hg_grid_cell_km2(grid, cell);
    assert_near(sum, 3, 1e-14); /* one lies outside */
    hg_grid_destroy(grid);
}

static void says_so_when_memory_runs_out(void **state)
{
    (void)state;
    draw(17, 3);
    const double kg[] = {1, 2, 3};
    emit(&emitting, HG_POINTS_ADD, 3, kg);
    const struct hg_grid_params params = degrees(1);
    struct hg_grid *grid = earth_grid(&params);
    struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 1);
    struct hg_error err = {0};
    for (size_t n = 1;; n++) {
        struct hg_pieces *pieces = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_cut_pieces(
            cut, &earth.shapes, emitting.inventory, emitting.points, &pieces, &err);
        hg_pieces_destroy(pieces);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
    emit_finish(&emitting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_a_cell_deviate_in_quadrature),
        cmocka_unit_test(masses_are_divided_as_the_lengths_are_and_add_up_exactly),
        cmocka_unit_test(weights_are_divided_in_the_order_of_the_sources),
        cmocka_unit_test(halving_the_cells_changes_no_bit_of_the_sums_of_regions),
        cmocka_unit_test(densities_are_sizes_by_area_times_weight),
        cmocka_unit_test(points_count_in_the_cell_they_lie_in),
        cmocka_unit_test(says_so_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
