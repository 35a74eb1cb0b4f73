/* test-stop.c - a first signal asks, a second one ends */
#include "check.h"
#include <hotgrid/stop.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* In a process of its own: it exits with 0 when the second signal was survived. */
static int run(int first, int second)
{
    const pid_t child = fork();
    if (child == 0) {
        struct hg_error err = {0};
        if (hg_stop_requested() != 0 || hg_stop_check(&err) != HG_OK)
            _exit(1);
        hg_stop_catch();
        raise(first);
        if (hg_stop_requested() != first || hg_stop_check(&err) != HG_E_STOPPED)
            _exit(2);
        if (!strstr(err.message, first == SIGINT ? "SIGINT" : "SIGTERM"))
            _exit(3);
        if (second)
            raise(second);
        _exit(0);
    }
    assert_true(child > 0);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void the_first_signal_sets_a_flag(void **state)
{
    (void)state;
    assert_int_equal(run(SIGINT, 0), 0);
    assert_int_equal(run(SIGTERM, 0), 0);
}

static void the_second_signal_ends_the_process(void **state)
{
    (void)state;
    static const int signals[] = {SIGINT, SIGTERM};
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 2; k++) {
            const int status = run(signals[i], signals[k]);
            assert_true(WIFSIGNALED(status));
            assert_int_equal(WTERMSIG(status), signals[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_signal_sets_a_flag),
        cmocka_unit_test(the_second_signal_ends_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
