/* test-log.c - callbacks, and silence where there are none */
#include "check.h"
#include <hotgrid/log.h>

struct heard {
    enum hg_log_level level;
    char line[5000], stage[32];
    unsigned long done, all, steps;
    double cost, part;
    int messages;
};

static void on_message(void *context, enum hg_log_level level, const char *line)
{
    struct heard *heard = context;
    heard->level = level;
    heard->messages++;
    strncpy(heard->line, line, sizeof(heard->line) - 1);
}

static void on_progress(void *context, const char *stage, unsigned long done,
                        unsigned long all)
{
    struct heard *heard = context;
    strncpy(heard->stage, stage, sizeof(heard->stage) - 1);
    heard->done = done;
    heard->all = all;
}

static void on_plan(void *context, const char *stage, unsigned long steps, double cost)
{
    struct heard *heard = context;
    strncpy(heard->stage, stage, sizeof(heard->stage) - 1);
    heard->steps = steps;
    heard->cost = cost;
}

static void on_weigh(void *context, double part)
{
    struct heard *heard = context;
    heard->part = part;
}

static void lines_and_progress_reach_the_callbacks(void **state)
{
    (void)state;
    struct heard heard = {0};
    const struct hg_log log = {&heard, on_message, on_progress, on_plan, on_weigh};
    hg_log_print(&log, HG_LOG_WARNING, "%s has %d points", "Hebei", 12);
    assert_int_equal(heard.messages, 1);
    assert_int_equal(heard.level, HG_LOG_WARNING);
    assert_string_equal(heard.line, "Hebei has 12 points");
    hg_log_progress(&log, "grid", 3, 10);
    assert_string_equal(heard.stage, "grid");
    assert_int_equal(heard.done, 3);
    assert_int_equal(heard.all, 10);
    hg_log_plan(&log, "draw", 7, 1.5);
    assert_string_equal(heard.stage, "draw");
    assert_int_equal(heard.steps, 7);
    assert_true(heard.cost == 1.5);
    hg_log_weigh(&log, 0.25);
    assert_true(heard.part == 0.25);
}

static void a_line_stays_one_line(void **state)
{
    (void)state;
    struct heard heard = {0};
    const struct hg_log log = {&heard, on_message, NULL, NULL, NULL};
    hg_log_print(&log, HG_LOG_INFO, "%s", "two\nlines \x1B[31m");
    assert_string_equal(heard.line, "two lines ?[31m");
}

static void silence_is_fine(void **state)
{
    (void)state;
    const struct hg_log deaf = {0};
    hg_log_print(NULL, HG_LOG_ERROR, "x");
    hg_log_print(&deaf, HG_LOG_ERROR, "x");
    hg_log_progress(NULL, "x", 0, 1);
    hg_log_progress(&deaf, "x", 0, 1);
    hg_log_plan(NULL, "x", 0, 1);
    hg_log_plan(&deaf, "x", 0, 1);
    hg_log_weigh(NULL, 1);
    hg_log_weigh(&deaf, 1);
    struct heard heard = {0};
    const struct hg_log only_progress = {&heard, NULL, on_progress, NULL, NULL};
    hg_log_print(&only_progress, HG_LOG_ERROR, "x");
    assert_int_equal(heard.messages, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_progress_reach_the_callbacks),
        cmocka_unit_test(a_line_stays_one_line),
        cmocka_unit_test(silence_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
