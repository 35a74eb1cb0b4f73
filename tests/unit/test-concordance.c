/* test-concordance.c - from the study's industries to those of the table */
#include "alloc.h"
#include "check.h"
#include "table.h"
#include <hotgrid/concordance.h>

/* Three regions and four sectors of a study, two of each of a table. */
static const char *const regions[] = {"east", "north", "west"};
static const char *const sectors[] = {"heat", "power", "steel", "homes"};
static const double kg[] = {10, 20, 30, 40, 0, 5, 0, 6, 7, 0, 8, 0};

static const double share[] = {0.9, 0.1, 0.6, 0.4,  /* r1: s1, s2 */
                               0.2, 0.8, 0.5, 0.5}; /* r2: s1, s2 */

static struct hg_link region_link[] = {{"east", "r1", 1, "regions.csv", 2, NULL},
                                       {"north", "r2", 1, "regions.csv", 3, NULL},
                                       {"west", "r1", 1, "regions.csv", 4, NULL}};
static struct hg_link sector_link[] = {{"heat", "hh", 1, "sectors.csv", 2, NULL},
                                       {"power", "s1", 1, "sectors.csv", 3, NULL},
                                       {"steel", "s1", 0.25, "sectors.csv", 4, NULL},
                                       {"steel", "s2", 0.75, "sectors.csv", 5, NULL}};

struct world {
    struct hg_inventory *inventory;
    struct hg_mrio *mrio;
    struct hg_shares *shares;
    struct hg_link region_link[3], sector_link[4];
    struct hg_links regions, sectors;
    struct hg_mix_params params;
    struct hg_faults *faults;
    struct hg_mix *mix;
};

static int begin(void **state)
{
    const size_t region_of[] = {0, 0, 1, 1}, sector_of[] = {0, 1, 0, 1};
    const double Z[16] = {0}, Y[8] = {0};
    struct hg_error err = {0};
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->inventory = make_inventory(3, regions, 4, sectors, kg, 1);
    w->mrio = make_table(4, region_of, sector_of, 2, 2, 1, Z, Y);
    w->shares = make_shares(4, 2, share);
    memcpy(w->region_link, region_link, sizeof region_link);
    memcpy(w->sector_link, sector_link, sizeof sector_link);
    w->regions = (struct hg_links){3, w->region_link, NULL};
    w->sectors = (struct hg_links){4, w->sector_link, NULL};
    w->params = (struct hg_mix_params){.inventory = w->inventory,
                                       .mrio = w->mrio,
                                       .shares = w->shares,
                                       .regions = &w->regions,
                                       .sectors = &w->sectors};
    assert_ok(hg_faults_create(&w->faults, &err), err);
    *state = w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;
    hg_mix_destroy(w->mix);
    hg_faults_destroy(w->faults);
    hg_shares_destroy(w->shares);
    hg_mrio_destroy(w->mrio);
    hg_inventory_destroy(w->inventory);
    free(w);
    return 0;
}

static void make(struct world *w)
{
    struct hg_error err = {0};
    assert_ok(hg_mix_create(&w->params, w->faults, &w->mix, &err), err);
    if (!w->mix)
        abort();
}

static void assert_row(const struct hg_mix *mix, size_t industry, double first,
                       double second)
{
    assert_near(mix->share[industry * 2], first, 1e-15);
    assert_near(mix->share[industry * 2 + 1], second, 1e-15);
}

static void assert_unmapped(const struct hg_mix *mix, size_t industry)
{
    assert_true(isnan(mix->share[industry * 2]) && isnan(mix->share[industry * 2 + 1]));
    assert_int_equal(mix->own[industry], HG_NOT_FOUND);
}

static void assert_fault(const struct world *w, const char *line)
{
    assert_int_equal(hg_faults_count(w->faults), 1);
    assert_string_equal(hg_faults_line(w->faults, 0), line);
}

static void industries_mix_the_rows_of_the_table(void **state)
{
    struct world *w = *state;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 0);
    assert_int_equal(w->mix->n_industry, 12);
    assert_int_equal(w->mix->n_destination, 2);
    assert_row(w->mix, 1, 0.9, 0.1);     /* east power: r1 s1 */
    assert_row(w->mix, 2, 0.675, 0.325); /* east steel: a quarter and three of r1 */
    assert_row(w->mix, 5, 0.2, 0.8);     /* north power: r2 s1 */
    assert_row(w->mix, 6, 0.425, 0.575); /* north steel, without mass */
    assert_row(w->mix, 10, 0.675, 0.325);
    assert_int_equal(w->mix->own[2], 0);
    assert_int_equal(w->mix->own[5], 1);
    assert_true(w->mix->household[2] == 0);
}

static void households_serve_their_own_market(void **state)
{
    struct world *w = *state;
    make(w);
    assert_row(w->mix, 3, 1, 0); /* flagged by the study */
    assert_row(w->mix, 7, 0, 1);
    assert_row(w->mix, 4, 0, 1); /* heat, sent to "hh" by the map */
    assert_true(w->mix->household[7] == 1 && w->mix->household[4] == 1);
    assert_int_equal(w->mix->own[7], 1);
}

static void a_sector_may_serve_households_in_part(void **state)
{
    struct world *w = *state;
    w->sector_link[2] = (struct hg_link){"steel", "hh", 0.25, "sectors.csv", 4, NULL};
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 0);
    assert_row(w->mix, 2, 0.25 + 0.75 * 0.6, 0.75 * 0.4);
    assert_true(w->mix->household[2] == 0.25);
}

/* A third thrice is not 1 in a file: the rows are. */
static void weights_are_scaled_to_one(void **state)
{
    struct world *w = *state;
    w->sector_link[2].weight = 0.3333333333;
    w->sector_link[3].weight = 0.6666666666;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 0);
    assert_near(w->mix->share[4] + w->mix->share[5], 1, 1e-15);
}

static void refuses_weights_that_leave_something_out(void **state)
{
    struct world *w = *state;
    w->sector_link[2].weight = 0.5;
    w->sector_link[3].weight = 0.4;
    make(w);
    assert_fault(w, "sectors.csv:4: the weights of sector \"steel\" sum to 0.9, expected "
                    "1; correct its 2 rows");
}

static void refuses_a_region_without_a_market(void **state)
{
    struct world *w = *state;
    w->region_link[1].from = "nroth";
    make(w);
    assert_fault(w, "regions.csv: no row for region \"north\", which emits 0.011 t; did "
                    "you mean \"nroth\"?");
    assert_unmapped(w->mix, 5);
    assert_unmapped(w->mix, 7); /* households have no market either */
}

static void refuses_a_sector_without_a_row(void **state)
{
    struct world *w = *state;
    w->sectors.n = 2;
    make(w);
    assert_fault(w, "sectors.csv: no row for sector \"steel\", which emits 0.038 t; add "
                    "it, or say inventory: unmapped: allow");
}

static void regions_without_mass_need_no_row(void **state)
{
    struct world *w = *state;
    for (size_t s = 0; s < 4; s++)
        w->inventory->total[8 + s] = 0;
    w->regions.n = 2;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 0);
    assert_unmapped(w->mix, 10);
}

static void sectors_without_mass_need_no_row(void **state)
{
    struct world *w = *state;
    for (size_t r = 0; r < 3; r++)
        w->inventory->total[r * 4 + 2] = 0;
    w->sectors.n = 2;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 0);
    assert_unmapped(w->mix, 2);
}

static void unmapped_industries_are_nan_where_allowed(void **state)
{
    struct world *w = *state;
    w->params.allow_unmapped = true;
    w->sectors.n = 2;
    w->regions.n = 2;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 0);
    assert_unmapped(w->mix, 2);
    assert_unmapped(w->mix, 8);
    assert_row(w->mix, 1, 0.9, 0.1);
    assert_true(w->mix->household[2] == 0);
}

static void refuses_targets_that_the_table_lacks(void **state)
{
    struct world *w = *state;
    w->region_link[2].to = "R1";
    w->sector_link[1].to = "energy";
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 2);
    assert_string_equal(hg_faults_line(w->faults, 0),
                        "regions.csv:4: region \"west\" leads to \"R1\", which the trade "
                        "table does not have; did you mean \"r1\"?");
    assert_string_equal(hg_faults_line(w->faults, 1),
                        "sectors.csv:3: sector \"power\" leads to \"energy\", which the "
                        "trade table does not have; use a code of the table");
    assert_unmapped(w->mix, 1);
}

static void what_is_unmapped_in_part_is_unmapped(void **state)
{
    struct world *w = *state;
    w->sector_link[2] = (struct hg_link){"steel", "hh", 0.25, "sectors.csv", 4, NULL};
    w->sector_link[3].to = "s9";
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 1);
    assert_unmapped(w->mix, 2);
    assert_true(w->mix->household[2] == 0);
}

static void refuses_two_markets_for_a_region(void **state)
{
    struct world *w = *state;
    w->region_link[2] = (struct hg_link){"north", "r1", 1, "regions.csv", 9, NULL};
    w->params.allow_unmapped = true;
    make(w);
    assert_fault(w, "regions.csv:9: region \"north\" leads to \"r1\" here and to \"r2\" "
                    "in line 3; a region has one market: keep one of them");
}

static void regions_have_no_households_in_the_table(void **state)
{
    struct world *w = *state;
    w->region_link[0].to = "hh";
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 1);
}

/* r2 has no s2 in this table. */
static void refuses_an_industry_that_the_table_lacks(void **state)
{
    struct world *w = *state;
    w->mrio->n = 3;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 0); /* north makes no steel */
    hg_mix_destroy(w->mix);
    w->mix = NULL;
    w->inventory->total[6] = 1 << 20;
    make(w);
    assert_fault(w, "sectors.csv:5: the trade table has no sector \"s2\" in region "
                    "\"r2\", which sector \"steel\" of region \"north\" needs; use "
                    "another sector");
    assert_unmapped(w->mix, 6);

    hg_mix_destroy(w->mix);
    w->mix = NULL;
    w->params.allow_unmapped = true;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 1); /* no other than before */
    assert_unmapped(w->mix, 6);
}

/* Outputs of r1 are 30 and 10, of r2 5 and 20: steel is three quarters s1 in r1, one
 * fifth in r2. */
static void outputs_of_the_market_weigh(void **state)
{
    static const double output[] = {30, 10, 5, 20};
    struct world *w = *state;
    w->params.weights = HG_WEIGHTS_OUTPUT;
    w->params.output = output;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 0);
    assert_row(w->mix, 2, 0.75 * 0.9 + 0.25 * 0.6, 0.75 * 0.1 + 0.25 * 0.4);
    assert_row(w->mix, 6, 0.2 * 0.2 + 0.8 * 0.5, 0.2 * 0.8 + 0.8 * 0.5);
    assert_row(w->mix, 1, 0.9, 0.1);
    assert_int_equal(w->mix->n_even, 0);

    static const double below[] = {-3, 10, 5, 20}; /* counts as 0 */
    hg_mix_destroy(w->mix);
    w->mix = NULL;
    w->params.output = below;
    make(w);
    assert_row(w->mix, 2, 0.6, 0.4);
    assert_int_equal(w->mix->n_even, 0);
}

/* In r1 nothing is put out: power has one way to go, steel (of east and west) two. */
static void sectors_without_output_weigh_alike_and_are_counted(void **state)
{
    static const double output[] = {0, -3, 5, 20};
    struct world *w = *state;
    w->params.weights = HG_WEIGHTS_OUTPUT;
    w->params.output = output;
    make(w);
    assert_row(w->mix, 2, 0.75, 0.25);
    assert_row(w->mix, 6, 0.2 * 0.2 + 0.8 * 0.5, 0.2 * 0.8 + 0.8 * 0.5);
    assert_int_equal(w->mix->n_even, 2); /* steel of east and of west */
}

/* r2 has no s2: by output its steel is s1. */
static void weights_by_output_pass_over_what_the_table_lacks(void **state)
{
    static const double output[] = {30, 10, 5};
    struct world *w = *state;
    w->mrio->n = 3;
    w->inventory->total[6] = 1 << 20;
    w->params.weights = HG_WEIGHTS_OUTPUT;
    w->params.output = output;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 0);
    assert_row(w->mix, 6, 0.2, 0.8);
    w->sector_link[2].to = "s2";
    w->sector_link[3].to = "s2";
    hg_mix_destroy(w->mix);
    w->mix = NULL;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 1);
    assert_unmapped(w->mix, 6);
}

static void households_are_not_weighed_by_output(void **state)
{
    static const double output[] = {30, 10, 5, 20};
    struct world *w = *state;
    w->params.weights = HG_WEIGHTS_OUTPUT;
    w->params.output = output;
    w->sector_link[3].to = "hh";
    make(w);
    assert_fault(w, "sectors.csv:4: sector \"steel\" leads to \"hh\" and to sectors of "
                    "the table, and households have no output to be weighed by; write "
                    "weights that sum to 1 and say `weights: given`");
}

static void measures_are_divided_by_their_sum(void **state)
{
    struct world *w = *state;
    w->params.weights = HG_WEIGHTS_MEASURED;
    w->sector_link[2].weight = 30; /* PJ, say */
    w->sector_link[3].weight = 10;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 0);
    assert_row(w->mix, 2, 0.75 * 0.9 + 0.25 * 0.6, 0.75 * 0.1 + 0.25 * 0.4);
}

static void refuses_measures_that_are_all_zero(void **state)
{
    struct world *w = *state;
    w->params.weights = HG_WEIGHTS_MEASURED;
    w->sector_link[2].weight = 0;
    w->sector_link[3].weight = 0;
    make(w);
    assert_fault(w, "sectors.csv:4: the weights of sector \"steel\" sum to 0, expected "
                    "more than 0; correct its 2 rows");
    assert_unmapped(w->mix, 2);
}

/* Steel of west goes to s2 alone, that of the others as before. */
static void links_of_a_region_replace_those_of_all(void **state)
{
    struct world *w = *state;
    struct hg_link link[5];
    memcpy(link, w->sector_link, sizeof w->sector_link);
    link[4] = (struct hg_link){"steel", "s2", 1, "sectors.csv", 6, "west"};
    w->sectors = (struct hg_links){5, link, NULL};
    hg_links_sort(&w->sectors);
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 0);
    assert_row(w->mix, 2, 0.675, 0.325); /* east */
    assert_row(w->mix, 10, 0.6, 0.4);    /* west */
}

static void a_sector_with_links_for_others_alone_is_unmapped(void **state)
{
    struct world *w = *state;
    w->sector_link[2].region = "east";
    w->sector_link[3].region = "east";
    make(w);
    assert_fault(w, "sectors.csv:4: the rows of sector \"steel\" are for other regions, "
                    "and it emits in region \"west\" too; add rows for that region, or "
                    "rows with an empty region, which hold for all");
    hg_mix_destroy(w->mix);
    w->mix = NULL;
    w->params.allow_unmapped = true;
    make(w);
    assert_int_equal(hg_faults_count(w->faults), 1); /* no other than before */
    assert_row(w->mix, 2, 0.675, 0.325);
    assert_unmapped(w->mix, 10);
}

/* Miller and Blair's way: e = Q' E.  r1 s1: power of east and west and a quarter of their
 * steel; households of r1: heat of both and homes of east. */
static void masses_are_spread_to_the_table(void **state)
{
    struct world *w = *state;
    struct hg_error err = {0};
    double industry[4], household[2], unmapped = -1;
    assert_ok(hg_spread_to_table(&w->params, kg, industry, household, &unmapped, &err),
              err);
    assert_near(industry[0], 20 + 0.25 * 30 + 0 + 0.25 * 8, 1e-15);
    assert_near(industry[1], 0.75 * 30 + 0.75 * 8, 1e-15);
    assert_near(industry[2], 5, 1e-15);
    assert_near(industry[3], 0, 1e-15);
    assert_near(household[0], 10 + 40 + 7, 1e-15);
    assert_near(household[1], 0 + 6, 1e-15);
    assert_near(unmapped, 0, 0);
}

static void unmapped_masses_are_told(void **state)
{
    struct world *w = *state;
    struct hg_error err = {0};
    double industry[4], household[2], unmapped = -1;
    w->sectors.n = 2; /* no steel */
    w->regions.n = 2; /* no west */
    assert_ok(hg_spread_to_table(&w->params, kg, industry, household, &unmapped, &err),
              err);
    assert_near(industry[0], 20, 0);
    assert_near(unmapped, 30 + 7 + 8, 1e-15);
    assert_near(industry[0] + industry[1] + industry[2] + industry[3] + household[0] +
                    household[1] + unmapped,
                126, 1e-15);
}

/* The shares themselves, each cut in two parts: together they are the mix. */
static void parts_of_shares_go_the_way_of_the_mix(void **state)
{
    static const double part[] = {0.5, 0.4, 0.1, 0.3, 0.3, 0.4,
                                  0.1, 0.1, 0.8, 0.5, 0,   0.5};
    struct world *w = *state;
    struct hg_error err = {0};
    double out[12][3];
    w->sector_link[2] = (struct hg_link){"steel", "hh", 0.25, "sectors.csv", 4, NULL};
    assert_ok(hg_mix_parts(&w->params, 3, part, out[0], &err), err);
    assert_near(out[2][0], 0.75 * 0.3, 1e-15); /* east steel: three quarters of r1 s2 */
    assert_near(out[2][2], 0.75 * 0.4, 1e-15);
    assert_near(out[3][0], 0, 0); /* homes */
    assert_near(out[5][2], 0.8, 1e-15);
    make(w);
    assert_near(out[2][0] + out[2][1] + w->mix->household[2], w->mix->share[4], 1e-15);
    w->regions.n = 2;
    assert_ok(hg_mix_parts(&w->params, 3, part, out[0], &err), err);
    assert_true(isnan(out[10][0]) && isnan(out[10][2]));
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    struct world *w = *state;
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_mix *mix = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_mix_create(&w->params, w->faults, &mix, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            hg_mix_destroy(mix);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 100);
    }
    alloc_fail_at(0);
}

#define world_test(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(industries_mix_the_rows_of_the_table),
        world_test(households_serve_their_own_market),
        world_test(a_sector_may_serve_households_in_part),
        world_test(weights_are_scaled_to_one),
        world_test(refuses_weights_that_leave_something_out),
        world_test(refuses_a_region_without_a_market),
        world_test(refuses_a_sector_without_a_row),
        world_test(regions_without_mass_need_no_row),
        world_test(sectors_without_mass_need_no_row),
        world_test(unmapped_industries_are_nan_where_allowed),
        world_test(refuses_targets_that_the_table_lacks),
        world_test(what_is_unmapped_in_part_is_unmapped),
        world_test(refuses_two_markets_for_a_region),
        world_test(regions_have_no_households_in_the_table),
        world_test(refuses_an_industry_that_the_table_lacks),
        world_test(outputs_of_the_market_weigh),
        world_test(sectors_without_output_weigh_alike_and_are_counted),
        world_test(weights_by_output_pass_over_what_the_table_lacks),
        world_test(households_are_not_weighed_by_output),
        world_test(measures_are_divided_by_their_sum),
        world_test(refuses_measures_that_are_all_zero),
        world_test(links_of_a_region_replace_those_of_all),
        world_test(a_sector_with_links_for_others_alone_is_unmapped),
        world_test(masses_are_spread_to_the_table),
        world_test(unmapped_masses_are_told),
        world_test(parts_of_shares_go_the_way_of_the_mix),
        world_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
