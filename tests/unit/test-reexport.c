/* test-reexport.c - what passes through a hub */
#include "alloc.h"
#include "check.h"
#include "table.h"
#include <hotgrid/leontief.h>
#include <hotgrid/reexport.h>

/* r1 makes, r2 is the hub, r3 and r4 use; one sector, one category.  r1 sells 40 to the
 * industry of r2 and 60 to its people; r2 sells 30 and 10 in r3, nothing in r4, where r1
 * sells 5 of its own. */
enum { N = 4 };
static const double Z[] = {7, 40, 2, 5, 1, 3, 30, 0, 0, 6, 9, 1, 2, 8, 0, 4};
static const double Y[] = {50, 60, 3, 0, 0, 20, 10, 0, 1, 2, 70, 0, 0, 0, 0, 80};

static struct hg_link theta[] = {{"r2", "r1", 0.1, "re.csv", 2, NULL},
                                 {"r2", "r3", 0.6, "re.csv", 3, NULL},
                                 {"r2", "r4", 0.3, "re.csv", 4, NULL}};

struct toy {
    struct hg_mrio *mrio;
    struct hg_link theta[3], rho[3], markup[3];
    struct hg_links links[3];
    struct hg_reexports rows;
    struct hg_reexport_report report;
    struct hg_faults *faults;
};

static int begin(void **state)
{
    static const size_t region_of[] = {0, 1, 2, 3}, sector_of[N] = {0};
    struct hg_error err = {0};
    struct toy *toy = calloc(1, sizeof *toy);
    assert_non_null(toy);
    toy->mrio = make_table(N, region_of, sector_of, 4, 1, 1, Z, Y);
    for (size_t i = 0; i < 3; i++) {
        toy->theta[i] = toy->rho[i] = toy->markup[i] = theta[i];
        toy->rho[i].weight = 0.5;
        toy->markup[i].weight = 0.25;
    }
    toy->links[0] = (struct hg_links){3, toy->theta, NULL};
    toy->links[1] = (struct hg_links){3, toy->rho, NULL};
    toy->links[2] = (struct hg_links){3, toy->markup, NULL};
    toy->rows = (struct hg_reexports){&toy->links[0], &toy->links[1], &toy->links[2]};
    assert_ok(hg_faults_create(&toy->faults, &err), err);
    *state = toy;
    return 0;
}

static int end(void **state)
{
    struct toy *toy = *state;
    hg_mrio_destroy(toy->mrio);
    hg_faults_destroy(toy->faults);
    free(toy);
    return 0;
}

static void route(struct toy *toy)
{
    struct hg_error err = {0};
    assert_ok(hg_route_reexports(toy->mrio, &toy->rows, toy->faults, &toy->report, &err),
              err);
}

/* Of 100, 0.5 x 0.6 / 1.25 = 24 go to r3, by what its industry (30) and people (10) buy
 * from the hub, and 0.5 x 0.3 / 1.25 = 12 to r4, where they do not: to its industry, as
 * r1 sells itself; 4 would go back and stay. */
static void what_is_reexported_goes_to_its_buyers(void **state)
{
    struct toy *toy = *state;
    route(toy);
    assert_near(toy->mrio->Z[1], 40 * 0.64, 1e-15);
    assert_near(toy->mrio->Y[1], 60 * 0.64, 1e-15);
    assert_near(toy->mrio->Z[2], 2 + 18, 1e-15);
    assert_near(toy->mrio->Y[2], 3 + 6, 1e-15);
    assert_near(toy->mrio->Z[3], 5 + 12, 1e-15);
    assert_near(toy->mrio->Y[3], 0, 0);
    assert_near(toy->report.back, 4 + 0.5 * 0.6 / 1.25 * 8 + 0.5 * 0.3 / 1.25 * 8, 1e-14);
}

static void exports_and_output_of_the_origins_stay(void **state)
{
    struct toy *toy = *state;
    double before[N], after[N];
    hg_mrio_output(toy->mrio, before);
    route(toy);
    hg_mrio_output(toy->mrio, after);
    for (size_t i = 0; i < N; i++) {
        assert_near(after[i], before[i], 1e-15);
        assert_true(toy->mrio->Z[i * N + i] == Z[i * N + i]); /* at home nothing moves */
        assert_true(toy->mrio->Y[i * N + i] == Y[i * N + i]);
    }
}

static void sales_of_the_hub_stay(void **state)
{
    struct toy *toy = *state;
    route(toy);
    assert_memory_equal(toy->mrio->Z + N, Z + N, N * sizeof(double));
    assert_memory_equal(toy->mrio->Y + N, Y + N, N * sizeof(double));
}

/* Nobody in r4 buys from the hub or from r3's industry: r3's part for r4 stays. */
static void what_has_no_buyer_stays_with_the_hub(void **state)
{
    struct toy *toy = *state;
    toy->mrio->Z[2 * N + 3] = 0;
    route(toy);
    /* r3 sells 6 + 2 to the hub: to r1 0.5 x 0.1 / 1.25 = 0.04 of it moves alone */
    assert_near(toy->mrio->Z[2 * N + 1], 6 * 0.96, 1e-15);
    assert_near(toy->report.stayed, 0.12 * 8, 1e-15);
    assert_near(toy->report.money, 100 + 8 + 8, 1e-15);
    assert_near(toy->report.moved, 36 + 0.04 * 8 + 0.28 * 8, 1e-14);
}

static void rows_of_a_sector_go_before_those_of_all(void **state)
{
    struct toy *toy = *state;
    struct hg_link row[3][2];
    const double number[3][2] = {{1, 1}, {0.5, 0.25}, {0.25, 0}};
    for (size_t k = 0; k < 3; k++) {
        row[k][0] = (struct hg_link){"r2", "r3", number[k][0], "re.csv", 2, NULL};
        row[k][1] = (struct hg_link){"r2", "r3", number[k][1], "re.csv", 3, "s1"};
        toy->links[k] = (struct hg_links){2, row[k], NULL};
    }
    route(toy);
    assert_near(toy->mrio->Z[1], 40 * 0.75, 1e-15);
}

static void faults_of_the_file_are_told(void **state)
{
    struct toy *toy = *state;
    struct hg_error err = {0};
    toy->theta[0] = (struct hg_link){"r2", "r2", 0.2, "re.csv", 2, NULL};
    toy->theta[2].to = "r5";
    toy->theta[1].region = NULL;
    toy->rho[1].weight = 1.5;
    assert_int_equal(
        hg_route_reexports(toy->mrio, &toy->rows, toy->faults, &toy->report, &err),
        HG_E_INPUT);
    assert_int_equal(hg_faults_count(toy->faults), 5);
    assert_string_equal(hg_faults_line(toy->faults, 0),
                        "re.csv:2: hub \"r2\" re-exports to itself; leave the row out: "
                        "what it does not re-export stays there");
    assert_non_null(strstr(hg_faults_line(toy->faults, 1), "rho is 1.5"));
    assert_non_null(
        strstr(hg_faults_line(toy->faults, 2), "differ from those in line 2"));
    assert_non_null(strstr(hg_faults_line(toy->faults, 3),
                           "re.csv:4: destination \"r5\" is none of the trade table; did "
                           "you mean"));
    assert_string_equal(
        hg_faults_line(toy->faults, 4),
        "re.csv:2: the shares theta of hub \"r2\" sum to 1.1, expected 1");
    assert_memory_equal(toy->mrio->Z, Z, sizeof Z); /* the table is left alone */
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    struct toy *toy = *state;
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_route_reexports(toy->mrio, &toy->rows, toy->faults, &toy->report, &err);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_true(n < 20);
    }
    alloc_fail_at(0);
}

#define toy_test(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(what_is_reexported_goes_to_its_buyers),
        toy_test(exports_and_output_of_the_origins_stay),
        toy_test(sales_of_the_hub_stay),
        toy_test(what_has_no_buyer_stays_with_the_hub),
        toy_test(rows_of_a_sector_go_before_those_of_all),
        toy_test(faults_of_the_file_are_told),
        toy_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
