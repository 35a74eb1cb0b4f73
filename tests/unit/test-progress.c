/* test-progress.c - the time that is left, by clocks that are made up */
#include "check.h"
#include <hotgrid/progress.h>
#include <math.h>
#include <stdlib.h>

/* Stages and the seconds that a step of each truly takes. */
static const struct {
    const char *name;
    unsigned long steps;
    double seconds;
} truth[] = {{"hotspots", 10, 0.5}, {"write", 10, 2}, {"draw", 20, 6}};
enum { ALL = 145 }; /* 10 x 0.5 + 10 x 2 + 20 x 6 s */

static void plan(struct hg_progress *p, const double cost[3])
{
    hg_progress_start(p, 100);
    for (size_t i = 0; i < 3; i++)
        hg_progress_plan(p, truth[i].name, truth[i].steps, cost[i]);
}

/* Runs all steps; worst[stage] is the largest |told - true| / true of the rest, after the
 * first step of each stage. */
static void live(struct hg_progress *p, double worst[3])
{
    double now = 105, end = 105 + ALL;
    hg_progress_report(p, 100, "read", 0, 0);
    assert_true(isnan(hg_progress_left(p, 104)));
    for (size_t i = 0; i < 3; i++) {
        worst[i] = 0;
        hg_progress_report(p, now, truth[i].name, 0, 0);
        for (unsigned long k = 1; k <= truth[i].steps; k++) {
            now += truth[i].seconds;
            hg_progress_report(p, now, truth[i].name, k, truth[i].steps);
            const double off = fabs(hg_progress_left(p, now) - (end - now));
            if (now < end)
                worst[i] = fmax(worst[i], off / (end - now));
        }
    }
    assert_near(now, end, 1e-9);
    assert_near(hg_progress_left(p, now), 0, 1e-9);
}

/* In whatever unit: costs a thousand times the seconds. */
static void a_right_plan_tells_the_time_from_the_first_step_on(void **state)
{
    (void)state;
    struct hg_progress p;
    double worst[3];
    plan(&p, (double[]){500, 2000, 6000});
    live(&p, worst);
    for (size_t i = 0; i < 3; i++)
        assert_near(worst[i], 0, 1e-12);
}

/* All stages planned alike: once drawing has begun it is known by its own steps.  After k
 * of 20 steps the plan still counts as one step of u = 25 s / 20 = 1.25 s (with k steps
 * of drawing (25 + 6 k) / (20 + k)): after the first 31/21, so (6 + 31/21) / 2 x 19 = 71
 * s for 114; after ten (60 + 85/30) / 11 x 10 = 57.1 for 60. */
static void a_wrong_plan_gives_way_to_what_is_measured(void **state)
{
    (void)state;
    struct hg_progress p;
    double worst[3];
    plan(&p, (double[]){1, 1, 1});
    live(&p, worst);
    assert_near(worst[2], 1 - (6 + 31.0 / 21) / 2 / 6, 1e-12);

    plan(&p, (double[]){1, 1, 1});
    hg_progress_report(&p, 100, "hotspots", 10, 10);
    hg_progress_report(&p, 100, "hotspots", 0, 0);
    hg_progress_report(&p, 100, "draw", 0, 0);
    for (unsigned long k = 1; k <= 10; k++)
        hg_progress_report(&p, 100 + 6.0 * (double)k, "draw", k, 20);
    /* 10 steps of nothing and 10 of 6 s: 3 s a unit; `write` was passed by, not begun */
    assert_near(hg_progress_left(&p, 160), (60 + 3.0) / 11 * 10 + 10 * 3, 1e-9);
}

static void it_counts_down_between_steps_and_never_below_nothing(void **state)
{
    (void)state;
    struct hg_progress p;
    hg_progress_start(&p, 0);
    hg_progress_plan(&p, "draw", 4, 1);
    hg_progress_report(&p, 0, "draw", 0, 0);
    hg_progress_report(&p, 10, "draw", 1, 4);
    assert_near(hg_progress_left(&p, 10), 30, 1e-12);
    assert_near(hg_progress_left(&p, 14), 26, 1e-12);
    assert_near(hg_progress_left(&p, 50), 0, 1e-12);
}

/* Of 40 layers 30 stand already: only 10 are told. */
static void what_stands_already_costs_nothing(void **state)
{
    (void)state;
    struct hg_progress p;
    hg_progress_start(&p, 0);
    hg_progress_plan(&p, "draw", 40, 2);
    hg_progress_report(&p, 0, "draw", 0, 0);
    hg_progress_report(&p, 4, "draw", 2, 10);
    assert_near(hg_progress_left(&p, 4), 16, 1e-12);
}

/* Three regions of cost 8, 1 and 1: after the large one a fifth of the time is left. */
static void steps_of_unequal_cost_are_weighed(void **state)
{
    (void)state;
    struct hg_progress p;
    hg_progress_start(&p, 0);
    hg_progress_plan(&p, "atlas", 3, 10.0 / 3);
    hg_progress_report(&p, 0, "atlas", 0, 0);
    hg_progress_weigh(&p, 0.8);
    hg_progress_report(&p, 80, "atlas", 1, 3);
    assert_near(hg_progress_left(&p, 80), 20, 1e-9);
    hg_progress_weigh(&p, 0.9);
    hg_progress_report(&p, 90, "atlas", 2, 3);
    assert_near(hg_progress_left(&p, 90), 10, 1e-9);
}

static void assert_line(const struct hg_progress *p, double now, unsigned bar,
                        const char *expected)
{
    struct hg_text text = {0};
    hg_progress_line(p, now, bar, &text);
    assert_string_equal(text.bytes, expected);
    free(text.bytes);
}

static void the_line_tells_stage_steps_and_both_times(void **state)
{
    (void)state;
    struct hg_progress p;
    hg_progress_start(&p, 1000);
    assert_line(&p, 1003, 20, " ...  0:03");
    hg_progress_plan(&p, "write", 4, 1);
    hg_progress_report(&p, 1005, "read", 0, 0);
    assert_line(&p, 1006, 20, "read ...  0:06");
    hg_progress_report(&p, 1010, "write", 0, 0);
    hg_progress_report(&p, 1110, "write", 1, 4);
    assert_line(&p, 1110, 20, "write 1/4  [#####...............]  1:50, 5:00 left");
    assert_line(&p, 1111, 0, "write 1/4  1:51, 4:59 left");
    assert_line(&p, 1000 + 3 * 3600 + 62, 0, "write 1/4  3:01:02, 0:00 left");
}

static void more_stages_than_there_is_room_for_are_passed_over(void **state)
{
    (void)state;
    struct hg_progress p;
    static const char *const name[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i",
                                       "j", "k", "l", "m", "n", "o", "p", "q"};
    hg_progress_start(&p, 0);
    for (size_t i = 0; i < 17; i++) {
        hg_progress_plan(&p, name[i], 1, 1);
        hg_progress_report(&p, (double)i, name[i], 0, 1);
    }
    assert_int_equal(p.n, HG_PROGRESS_STAGES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_plan_tells_the_time_from_the_first_step_on),
        cmocka_unit_test(a_wrong_plan_gives_way_to_what_is_measured),
        cmocka_unit_test(it_counts_down_between_steps_and_never_below_nothing),
        cmocka_unit_test(what_stands_already_costs_nothing),
        cmocka_unit_test(steps_of_unequal_cost_are_weighed),
        cmocka_unit_test(the_line_tells_stage_steps_and_both_times),
        cmocka_unit_test(more_stages_than_there_is_room_for_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
