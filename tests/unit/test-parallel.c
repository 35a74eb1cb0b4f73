/* test-parallel.c - every task once, the same failure for any number of threads */
#include "alloc.h"
#include "check.h"
#include <hotgrid/parallel.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

enum { N_TASKS = 1000 };

struct work {
    atomic_int runs[N_TASKS];
    atomic_uint highest_worker;
    size_t fail_from, fail_every; /* tasks from, from + every, ... fail */
    bool slow;
    struct hg_lock *lock;
    long counter; /* guarded by lock */
};

static void sleep_ms(long ms)
{
    const struct timespec wait = {.tv_nsec = ms * 1000000};
    if (ms > 0)
        nanosleep(&wait, NULL);
}

static enum hg_status run_task(void *context, size_t i, unsigned worker,
                               struct hg_error *err)
{
    struct work *w = context;
    atomic_fetch_add(&w->runs[i], 1);
    unsigned highest = atomic_load(&w->highest_worker);
    while (worker > highest &&
           !atomic_compare_exchange_weak(&w->highest_worker, &highest, worker)) {
    }
    if (w->fail_every && i >= w->fail_from && (i - w->fail_from) % w->fail_every == 0) {
        sleep_ms(i == w->fail_from ? 5 : 0); /* the lowest one fails last in time */
        return hg_fail(err, HG_E_INPUT, "task %zu", i);
    }
    sleep_ms(w->slow);
    return HG_OK;
}

static const unsigned threads[] = {0, 1, 2, 3, 7, 16, 5000};

static void each_task_runs_once(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof(threads) / sizeof(threads[0]); k++) {
        struct work w = {0};
        struct hg_error err = {0};
        assert_ok(hg_parallel(threads[k], N_TASKS, run_task, &w, &err), err);
        for (size_t i = 0; i < N_TASKS; i++)
            assert_int_equal(w.runs[i], 1);
        assert_true(w.highest_worker < (threads[k] ? threads[k] : 1));
    }
}

static void no_task_is_no_work(void **state)
{
    (void)state;
    struct work w = {0};
    struct hg_error err = {0};
    assert_ok(hg_parallel(4, 0, run_task, &w, &err), err);
    assert_int_equal(w.runs[0], 0);
}

static void the_failure_with_the_lowest_index_is_told(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof(threads) / sizeof(threads[0]); k++) {
        struct work w = {.fail_from = 100, .fail_every = 1};
        struct hg_error err = {0};
        assert_int_equal(hg_parallel(threads[k], N_TASKS, run_task, &w, &err),
                         HG_E_INPUT);
        assert_int_equal(err.status, HG_E_INPUT);
        assert_string_equal(err.message, "task 100");
        for (size_t i = 0; i <= 100; i++)
            assert_int_equal(w.runs[i], 1);
        if (threads[k] <= 16) /* each has taken at most one task more */
            assert_int_equal(w.runs[N_TASKS - 1], 0);
    }
    struct work w = {.fail_from = 3, .fail_every = 1};
    assert_int_equal(hg_parallel(2, 10, run_task, &w, NULL), HG_E_INPUT);
}

static void after_a_failure_nothing_new_starts(void **state)
{
    (void)state;
    for (unsigned k = 1; k <= 4; k += 3) {
        struct work w = {.fail_from = 10, .fail_every = N_TASKS, .slow = true};
        struct hg_error err = {0};
        assert_int_equal(hg_parallel(k, N_TASKS, run_task, &w, &err), HG_E_INPUT);
        assert_int_equal(w.runs[10], 1);
        assert_int_equal(w.runs[k == 1 ? 11 : N_TASKS - 1], 0);
    }
}

static enum hg_status count_up(void *context, size_t i, unsigned worker,
                               struct hg_error *err)
{
    (void)worker;
    (void)err;
    struct work *w = context;
    hg_lock_take(w->lock);
    const long before = w->counter;
    if (i % 16 == 0)
        sched_yield(); /* lets another in, if it can */
    w->counter = before + (long)i;
    hg_lock_release(w->lock);
    return HG_OK;
}

static void a_lock_guards_what_tasks_share(void **state)
{
    (void)state;
    struct work w = {.lock = hg_lock_create()};
    assert_non_null(w.lock);
    struct hg_error err = {0};
    assert_ok(hg_parallel(8, 20000, count_up, &w, &err), err);
    assert_int_equal(w.counter, 199990000); /* 20000 * 19999 / 2 */
    hg_lock_destroy(w.lock);
    hg_lock_destroy(NULL);
}

static void without_memory_no_task_runs(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    struct work w = {0};
    struct hg_error err = {0};
    alloc_fail_at(1);
    assert_int_equal(hg_parallel(2, 10, run_task, &w, &err), HG_E_MEMORY);
    assert_true(alloc_failed());
    assert_int_equal(w.runs[0], 0);
    alloc_fail_at(1);
    assert_null(hg_lock_create());
    alloc_fail_at(0);
    assert_int_equal(alloc_live(), before);
}

static void there_is_a_processor(void **state)
{
    (void)state;
    assert_true(hg_processors() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_task_runs_once),
        cmocka_unit_test(no_task_is_no_work),
        cmocka_unit_test(the_failure_with_the_lowest_index_is_told),
        cmocka_unit_test(after_a_failure_nothing_new_starts),
        cmocka_unit_test(a_lock_guards_what_tasks_share),
        cmocka_unit_test(without_memory_no_task_runs),
        cmocka_unit_test(there_is_a_processor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
