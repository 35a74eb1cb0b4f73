/* test-nest.c - a provincial table nested into that of the world */
#include "alloc.h"
#include "check.h"
#include "table.h"
#include <hotgrid/leontief.h>
#include <hotgrid/nest.h>
#include <hotgrid/rng.h>

/* The world: r1 .. r3 with s1, s2 each, demand k1, k2.  r1 is nested. */
enum { N = 6, D = 6, P = 2, S = 2, NESTED = 8, NESTED_D = 8 };

/* Provinces p1, p2 with sectors t1, t2; demand k1 and exports EX. */
static const double Z_province[] = {5, 3, 0, 1, 1, 4, 3, 0, 0, 2, 6, 2, 1, 0, 1, 8};
static const double Y_province[] = {7, 10, 1, 0, 4, 2, 0, 0, 2, 0, 3, 20, 0, 0, 9, 6};

static struct hg_link one_to_one[] = {{"t1", "s1", 1, "sectors.csv", 2, NULL},
                                      {"t2", "s2", 1, "sectors.csv", 3, NULL}};

struct toy {
    struct hg_mrio *world, *provinces, *out;
    struct hg_links sectors;
    struct hg_nest_params params;
    struct hg_nest_report report;
    struct hg_faults *faults;
    bool exports[2];
};

static void rename_axis(struct hg_axis **axis, size_t n, const char *const *codes)
{
    struct hg_error err = {0};
    hg_axis_destroy(*axis);
    *axis = NULL;
    assert_ok(hg_axis_create(n, codes, NULL, axis, &err), err);
}

static struct hg_mrio *make_world(void)
{
    static const size_t region_of[] = {0, 0, 1, 1, 2, 2},
                        sector_of[] = {0, 1, 0, 1, 0, 1};
    double Z[N * N], Y[N * D];
    for (size_t a = 0; a < N; a++)
        for (size_t b = 0; b < N; b++) {
            Z[a * N + b] = 10.0 * (double)(a + 1) + (double)b + 1;
            Y[a * D + b] =
                100.0 * (double)(a + 1) + 10.0 * floor((double)b / 2) + (double)(b % 2);
        }
    return make_table(N, region_of, sector_of, 3, 2, 2, Z, Y);
}

static int begin(void **state)
{
    static const size_t region_of[] = {0, 0, 1, 1}, sector_of[] = {0, 1, 0, 1};
    struct hg_error err = {0};
    struct toy *toy = calloc(1, sizeof *toy);
    assert_non_null(toy);
    toy->world = make_world();
    toy->provinces = make_table(4, region_of, sector_of, 2, 2, 2, Z_province, Y_province);
    rename_axis(&toy->provinces->regions, 2, (const char *const[]){"p1", "p2"});
    rename_axis(&toy->provinces->sectors, 2, (const char *const[]){"t1", "t2"});
    rename_axis(&toy->provinces->categories, 2, (const char *const[]){"k1", "EX"});
    toy->exports[1] = true;
    toy->sectors = (struct hg_links){2, one_to_one, NULL};
    toy->params = (struct hg_nest_params){.world = toy->world,
                                          .provinces = toy->provinces,
                                          .parent = 0,
                                          .sectors = &toy->sectors,
                                          .abroad_category = toy->exports};
    assert_ok(hg_faults_create(&toy->faults, &err), err);
    *state = toy;
    return 0;
}

static int end(void **state)
{
    struct toy *toy = *state;
    hg_mrio_destroy(toy->world);
    hg_mrio_destroy(toy->provinces);
    hg_mrio_destroy(toy->out);
    hg_faults_destroy(toy->faults);
    free(toy);
    return 0;
}

static void nest(struct toy *toy)
{
    struct hg_error err = {0};
    hg_mrio_destroy(toy->out);
    toy->out = NULL;
    assert_ok(hg_nest(&toy->params, toy->faults, &toy->report, &toy->out, &err), err);
    if (!toy->out)
        abort();
}

static double z(const struct toy *toy, size_t from, size_t to)
{
    return toy->out->Z[from * toy->out->n + to];
}

static double y(const struct toy *toy, size_t from, size_t region, size_t category)
{
    return toy->out->Y[from * NESTED_D + region * 2 + category];
}

/* Rows of the nested table: p1 s1, p1 s2, p2 s1, p2 s2, r2 s1 .. r3 s2. */
static void provinces_stand_in_the_place_of_their_parent(void **state)
{
    struct toy *toy = *state;
    nest(toy);
    assert_int_equal(toy->out->n, NESTED);
    assert_int_equal(hg_axis_size(toy->out->regions), 4);
    assert_string_equal(hg_axis_code(toy->out->regions, 1), "p2");
    assert_string_equal(hg_axis_code(toy->out->regions, 3), "r3");
    assert_string_equal(hg_axis_code(toy->out->sectors, 1), "s2");
    assert_int_equal(hg_mrio_find(toy->out, 1, 1), 3);
    assert_int_equal(hg_mrio_find(toy->out, 3, 0), 6);
    assert_true(z(toy, 5, 6) == 45); /* r2 s2 to r3 s1, as it was */
    assert_true(y(toy, 7, 2, 1) == 611);
}

static void flows_within_follow_the_provincial_table(void **state)
{
    struct toy *toy = *state;
    nest(toy);
    /* 12 from s1 to s2 of r1: 3, 1, 2 and 2 of 8 */
    assert_true(z(toy, 0, 1) == 4.5 && z(toy, 0, 3) == 1.5);
    assert_true(z(toy, 2, 1) == 3 && z(toy, 2, 3) == 3);
    /* 100 of s1 for k1: 7, 1, 2 and 3 of 13 */
    assert_near(y(toy, 0, 0, 0), 700 / 13.0, 1e-14);
    assert_near(y(toy, 0, 1, 0), 100 / 13.0, 1e-14);
    assert_near(y(toy, 2, 1, 0), 300 / 13.0, 1e-14);
    /* k2 is none of theirs: all demand together */
    assert_near(y(toy, 0, 0, 1), 707 / 13.0, 1e-14);
    assert_true(toy->report.same_categories);
    assert_int_equal(toy->report.values[HG_NEST_DOMESTIC][HG_NEST_PATTERN], 4 + 2);
    assert_int_equal(toy->report.values[HG_NEST_DOMESTIC][HG_NEST_TOTALS], 2);
    assert_near(toy->report.money[HG_NEST_DOMESTIC][HG_NEST_TOTALS], 101 + 201, 0);
    assert_int_equal(toy->report.n_near, 0);
}

static void exports_follow_those_of_the_provinces(void **state)
{
    struct toy *toy = *state;
    nest(toy);
    /* 13 from s1 to s1 of r2: 10 and 20 of 30 */
    assert_near(z(toy, 0, 4), 13 / 3.0, 1e-15);
    assert_near(z(toy, 2, 4), 26 / 3.0, 1e-15);
    assert_true(y(toy, 0, 2, 1) == 37 && y(toy, 2, 2, 1) == 74);
    /* 24 from s2 to s2 of r2: 2 and 6 of 8 */
    assert_true(z(toy, 1, 5) == 6 && z(toy, 3, 5) == 18);
    assert_int_equal(toy->report.values[HG_NEST_EXPORTS][HG_NEST_PATTERN], 16);
}

static void imports_are_used_as_the_same_product_from_within(void **state)
{
    struct toy *toy = *state;
    nest(toy);
    /* 61 of s2 of r3 for s1: p1 buys 1 + 1 of it within, p2 3 + 1 */
    assert_near(z(toy, 7, 0), 61 / 3.0, 1e-15);
    assert_near(z(toy, 7, 2), 122 / 3.0, 1e-15);
    /* 300 of s1 of r2 for k1: 7 + 2 and 1 + 3 of 13 */
    assert_near(y(toy, 4, 0, 0), 2700 / 13.0, 1e-14);
    assert_near(y(toy, 4, 1, 0), 1200 / 13.0, 1e-14);
}

/* From both ends.  Columns of Y come in pairs, a region each: those of p1 and p2 are
 * the first two of the world, as its rows are. */
static void assert_same_sums(const struct toy *toy)
{
    static const size_t parent[] = {0, 1, 0, 1, 2, 3, 4, 5};
    double Z[2][N * N] = {{0}}, Y[2][N * D] = {{0}};
    for (size_t a = 0; a < NESTED; a++)
        for (size_t b = 0; b < NESTED; b++) {
            const size_t c = NESTED - 1 - a, d = NESTED - 1 - b;
            Z[0][parent[a] * N + parent[b]] += z(toy, a, b);
            Z[1][parent[c] * N + parent[d]] += z(toy, c, d);
            Y[0][parent[a] * D + parent[b / 2 * 2] + b % 2] += y(toy, a, b / 2, b % 2);
            Y[1][parent[c] * D + parent[d / 2 * 2] + d % 2] += y(toy, c, d / 2, d % 2);
        }
    assert_memory_equal(Z[0], toy->world->Z, sizeof Z[0]);
    assert_memory_equal(Z[1], toy->world->Z, sizeof Z[1]);
    assert_memory_equal(Y[0], toy->world->Y, sizeof Y[0]);
    assert_memory_equal(Y[1], toy->world->Y, sizeof Y[1]);
}

static void the_provinces_sum_to_the_parent_bit_for_bit(void **state)
{
    struct toy *toy = *state;
    const struct hg_rng rng = {.seed = 3};
    nest(toy);
    assert_same_sums(toy);
    for (uint32_t trial = 0; trial < 200; trial++) {
        for (size_t k = 0; k < (size_t)N * N; k++)
            toy->world->Z[k] = 1000 * hg_random_uniform(&rng, (size_t)trial * 100 + k);
        for (size_t k = 0; k < (size_t)N * D; k++)
            toy->world->Y[k] =
                hg_random_uniform(&rng, (size_t)trial * 100 + k + 50) - 0.3;
        for (size_t k = 0; k < 16; k++)
            toy->provinces->Z[k] =
                pow(hg_random_uniform(&rng, (size_t)trial * 20 + k), 9);
        nest(toy);
        assert_same_sums(toy);
        assert_int_equal(toy->report.n_near, 0);
    }
}

/* No province buys s2 for s1, and p2 nothing of s1 at all. */
static void empty_patterns_fall_back_and_are_counted(void **state)
{
    struct toy *toy = *state;
    double *Z = toy->provinces->Z;
    Z[1 * 4 + 0] = Z[1 * 4 + 2] = Z[3 * 4 + 0] = Z[3 * 4 + 2] = 0;
    nest(toy);
    assert_same_sums(toy);
    /* 21 from s2 to s1: by outputs, s2 of p1 10, of p2 23; s1 of p1 27, of p2 35 */
    assert_near(z(toy, 1, 0), 21 * (10 * 27) / (33.0 * 62), 1e-14);
    assert_near(z(toy, 3, 2), 21 * (23 * 35) / (33.0 * 62), 1e-14);
    /* 61 of s2 of r3 for s1: all that s1 buys within, 5 + 0 and 0 + 6 */
    assert_near(z(toy, 7, 0), 61 * 5 / 11.0, 1e-14);
    assert_int_equal(toy->report.values[HG_NEST_DOMESTIC][HG_NEST_OUTPUT], 1);
    assert_near(toy->report.money[HG_NEST_DOMESTIC][HG_NEST_OUTPUT], 21, 0);
    assert_int_equal(toy->report.values[HG_NEST_IMPORTS][HG_NEST_TOTALS], 2);
    assert_near(toy->report.money[HG_NEST_IMPORTS][HG_NEST_TOTALS], 41 + 61, 0);
}

static void a_table_of_zeros_shares_evenly(void **state)
{
    struct toy *toy = *state;
    memset(toy->provinces->Z, 0, 16 * sizeof(double));
    memset(toy->provinces->Y, 0, 16 * sizeof(double));
    nest(toy);
    assert_same_sums(toy);
    assert_true(z(toy, 0, 1) == 3 && z(toy, 0, 4) == 6.5 && y(toy, 4, 1, 0) == 150);
    assert_int_equal(toy->report.values[HG_NEST_DOMESTIC][HG_NEST_EVEN], 8);
    assert_int_equal(toy->report.values[HG_NEST_EXPORTS][HG_NEST_EVEN], 16);
    assert_int_equal(toy->report.values[HG_NEST_IMPORTS][HG_NEST_EVEN], 16);
}

/* Customs know s1 to r2 (1 : 3), and s1 to anywhere (with r3's 5 and 1, 6 : 4). */
static void customs_go_before_the_exports_of_the_table(void **state)
{
    struct toy *toy = *state;
    const struct hg_nest_export row[] = {
        {0, 0, 1, 1}, {1, 0, 1, 3}, {0, 0, HG_NOT_FOUND, 5}, {1, 0, HG_NOT_FOUND, 1}};
    toy->params.n_export = 4;
    toy->params.export = row;
    nest(toy);
    assert_same_sums(toy);
    assert_true(z(toy, 0, 4) == 13 / 4.0 && z(toy, 2, 4) == 39 / 4.0);
    assert_near(z(toy, 0, 6), 15 * 0.6, 1e-15); /* s1 to s1 of r3 */
    assert_true(z(toy, 1, 5) == 6);             /* s2: the table's exports */
}

/* Without exports in the table, those of customs by province alone: 1 : 4. */
static void customs_of_a_province_alone_are_better_than_none(void **state)
{
    struct toy *toy = *state;
    const struct hg_nest_export row[] = {{0, HG_NOT_FOUND, HG_NOT_FOUND, 1},
                                         {1, HG_NOT_FOUND, HG_NOT_FOUND, 4}};
    toy->params.n_export = 2;
    toy->params.export = row;
    for (size_t k = 1; k < 16; k += 2)
        toy->provinces->Y[k] = 0;
    nest(toy);
    assert_near(z(toy, 0, 4), 13 / 5.0, 1e-15);
    toy->params.n_export = 0;
    nest(toy);
    assert_near(z(toy, 0, 4), 13 * 17 / 32.0, 1e-15); /* outputs less exports */
    assert_int_equal(toy->report.values[HG_NEST_EXPORTS][HG_NEST_OUTPUT], 16);
}

/* One sector t1; the region ROW buys 10 and 20 and sells 3 and 9. */
static void regions_abroad_are_exports_and_imports(void **state)
{
    struct toy *toy = *state;
    static const size_t region_of[] = {0, 1, 2}, sector_of[] = {0, 0, 0};
    static const double Z[] = {5, 1, 10, 2, 6, 20, 3, 9, 0}, Y[9] = {1, 0, 0, 0, 1};
    const bool abroad[] = {false, false, true};
    hg_mrio_destroy(toy->provinces);
    toy->provinces = make_table(3, region_of, sector_of, 3, 1, 1, Z, Y);
    rename_axis(&toy->provinces->regions, 3, (const char *const[]){"p1", "p2", "ROW"});
    rename_axis(&toy->provinces->sectors, 1, (const char *const[]){"t1"});
    toy->params.provinces = toy->provinces;
    toy->params.abroad_category = NULL;
    toy->params.abroad_region = abroad;
    nest(toy);
    assert_same_sums(toy);
    assert_near(z(toy, 0, 4), 13 / 3.0, 1e-15);      /* s1 to r2 */
    assert_near(z(toy, 6, 0), 51 / 4.0, 1e-15);      /* s1 of r3 to s1 */
    assert_near(z(toy, 0, 0), 11 * 5 / 14.0, 1e-15); /* within */
}

/* t2 is a quarter s1. */
static void provincial_sectors_may_be_parts_of_several(void **state)
{
    struct toy *toy = *state;
    struct hg_link link[] = {{"t1", "s1", 1, "sectors.csv", 2, NULL},
                             {"t2", "s1", 0.25, "sectors.csv", 3, NULL},
                             {"t2", "s2", 0.75, "sectors.csv", 4, NULL}};
    toy->sectors = (struct hg_links){3, link, NULL};
    nest(toy);
    assert_same_sums(toy);
    /* s1 to s2: t1 -> t2 by 0.75, t2 -> t2 by 0.25 * 0.75 */
    assert_near(z(toy, 0, 1), 12 * (0.75 * 3 + 0.1875 * 4) / 8.25, 1e-14);
    assert_near(z(toy, 2, 3), 12 * (0.75 * 2 + 0.1875 * 8) / 8.25, 1e-14);
}

static void give_emissions(struct hg_mrio *table, const double *industry,
                           const double *household)
{
    table->emissions = calloc(1, sizeof *table->emissions);
    assert_non_null(table->emissions);
    const size_t n_region = hg_axis_size(table->regions);
    table->emissions->industry = calloc(table->n, sizeof(double));
    table->emissions->household = calloc(n_region, sizeof(double));
    assert_true(table->emissions->industry && table->emissions->household);
    memcpy(table->emissions->industry, industry, table->n * sizeof(double));
    memcpy(table->emissions->household, household, n_region * sizeof(double));
}

static void emissions_and_unit_are_carried_along(void **state)
{
    struct toy *toy = *state;
    const double industry[] = {62, 39, 3, 4, 5, 6}, household[] = {26, 7, 8};
    give_emissions(toy->world, industry, household);
    toy->world->unit = strdup("million USD");
    nest(toy);
    const struct hg_mrio_emissions *e = toy->out->emissions;
    assert_string_equal(toy->out->unit, "million USD");
    assert_true(e->industry[0] == 27 && e->industry[2] == 35); /* by output */
    assert_true(e->industry[1] == 14 && e->industry[3] == 25);
    assert_true(e->industry[4] == 3 && e->industry[7] == 6);
    assert_true(e->household[0] == 13 && e->household[1] == 13 && e->household[3] == 8);
    assert_near(toy->report.emissions[HG_NEST_OUTPUT], 62 + 39 + 26, 0);

    give_emissions(toy->provinces, (double[]){1, 0, 3, 5}, (double[]){1, 1});
    nest(toy);
    assert_true(toy->out->emissions->industry[0] == 15.5);
    assert_true(toy->out->emissions->industry[1] == 0);
    assert_near(toy->report.emissions[HG_NEST_PATTERN], 62 + 39 + 26, 0);
    assert_near(toy->report.emissions[HG_NEST_OUTPUT], 0, 0);

    toy->provinces->emissions->industry[1] = toy->provinces->emissions->industry[3] = 0;
    nest(toy);
    assert_true(toy->out->emissions->industry[1] == 19.5); /* evenly */
    assert_near(toy->report.emissions[HG_NEST_EVEN], 39, 0);
}

/* Rows are the parent's output by the outputs of the provinces; 27 : 35 and 14 : 25. */
static void the_balance_brings_provinces_to_their_output(void **state)
{
    struct toy *toy = *state;
    toy->params.balance = true;
    nest(toy);
    double x[NESTED], world[N];
    hg_mrio_output(toy->out, x);
    hg_mrio_output(toy->world, world);
    assert_near(x[0], world[0] * 27 / 62, 1e-12);
    assert_near(x[2], world[0] * 35 / 62, 1e-12);
    assert_near(x[1], world[1] * 14 / 39, 1e-12);
    assert_near(z(toy, 0, 1) + z(toy, 0, 3) + z(toy, 2, 1) + z(toy, 2, 3), 12, 1e-12);
    assert_near(z(toy, 1, 5) + z(toy, 3, 5), 24, 1e-12);
    assert_near(y(toy, 1, 2, 1) + y(toy, 3, 2, 1), 211, 1e-12);
    assert_true(z(toy, 5, 6) == 45);
    assert_int_equal(toy->report.balanced, 2);
    assert_true(toy->report.balance_error <= 1e-13);
    assert_true(toy->report.aggregate_error <= 1e-12);
}

static void a_balance_without_a_way_is_told(void **state)
{
    struct toy *toy = *state;
    struct hg_error err = {0};
    toy->params.balance = true;
    for (size_t k = 0; k < 4; k++) { /* p1 t1 takes back all it sells but to itself */
        toy->provinces->Z[k] = k == 0 ? 1 : 0;
        toy->provinces->Y[k] = k == 0 ? -20 : 0;
    }
    assert_int_equal(hg_nest(&toy->params, toy->faults, &toy->report, &toy->out, &err),
                     HG_E_INPUT);
    assert_non_null(strstr(err.message, "sector \"s1\" of the nested provinces cannot be "
                                        "balanced (rows are provinces"));
    assert_null(toy->out);
}

static void faults_of_codes_are_told(void **state)
{
    struct toy *toy = *state;
    struct hg_error err = {0};
    struct hg_link link[] = {{"t1", "s1", 1, "sectors.csv", 2, NULL}};
    toy->sectors = (struct hg_links){1, link, NULL};
    rename_axis(&toy->provinces->regions, 2, (const char *const[]){"p1", "r3"});
    assert_int_equal(hg_nest(&toy->params, toy->faults, &toy->report, &toy->out, &err),
                     HG_E_INPUT);
    assert_int_equal(hg_faults_count(toy->faults), 2);
    assert_string_equal(hg_faults_line(toy->faults, 0),
                        "sectors.csv: sector \"t2\" of the provincial table leads to no "
                        "sector that region \"r1\" has in the world table; add a row for "
                        "it");
    assert_string_equal(
        hg_faults_line(toy->faults, 1),
        "province \"r3\" of the provincial table has the code of a region "
        "of the world table; rename it, or say that it is `abroad`");
    assert_null(toy->out);
}

static void a_table_without_provinces_is_refused(void **state)
{
    struct toy *toy = *state;
    struct hg_error err = {0};
    const bool abroad[] = {true, true};
    toy->params.abroad_region = abroad;
    assert_int_equal(hg_nest(&toy->params, toy->faults, &toy->report, &toy->out, &err),
                     HG_E_INPUT);
    assert_string_equal(
        err.message,
        "the provincial table has no province: all its regions are `abroad`");
}

static void a_province_may_be_called_like_its_parent(void **state)
{
    struct toy *toy = *state;
    rename_axis(&toy->provinces->regions, 2, (const char *const[]){"r1", "p2"});
    nest(toy);
    assert_string_equal(hg_axis_code(toy->out->regions, 0), "r1");
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    struct toy *toy = *state;
    const double industry[6] = {1}, household[3] = {1};
    give_emissions(toy->world, industry, household);
    toy->params.balance = true;
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_mrio *out = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_nest(&toy->params, toy->faults, &toy->report, &out, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            hg_mrio_destroy(out);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 200);
    }
    alloc_fail_at(0);
}

#define toy_test(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(provinces_stand_in_the_place_of_their_parent),
        toy_test(flows_within_follow_the_provincial_table),
        toy_test(exports_follow_those_of_the_provinces),
        toy_test(imports_are_used_as_the_same_product_from_within),
        toy_test(the_provinces_sum_to_the_parent_bit_for_bit),
        toy_test(empty_patterns_fall_back_and_are_counted),
        toy_test(a_table_of_zeros_shares_evenly),
        toy_test(customs_go_before_the_exports_of_the_table),
        toy_test(customs_of_a_province_alone_are_better_than_none),
        toy_test(regions_abroad_are_exports_and_imports),
        toy_test(provincial_sectors_may_be_parts_of_several),
        toy_test(emissions_and_unit_are_carried_along),
        toy_test(the_balance_brings_provinces_to_their_output),
        toy_test(a_balance_without_a_way_is_told),
        toy_test(faults_of_codes_are_told),
        toy_test(a_table_without_provinces_is_refused),
        toy_test(a_province_may_be_called_like_its_parent),
        toy_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
