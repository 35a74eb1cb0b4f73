/* stop.c - SIGINT and SIGTERM as a flag, so that work ends between two files */
#include <hotgrid/stop.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int requested;
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a signal handler may only set such a flag");

static void on_signal(int number)
{
    atomic_store(&requested, number);
    signal(SIGINT, SIG_DFL); /* the second one ends the process */
    signal(SIGTERM, SIG_DFL);
}

void hg_stop_catch(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, SIGTERM);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int hg_stop_requested(void)
{
    return atomic_load(&requested);
}

enum hg_status hg_stop_check(struct hg_error *err)
{
    const int number = hg_stop_requested();
    if (number == 0)
        return HG_OK;
    return hg_fail(err, HG_E_STOPPED,
                   "stopped by %s: the files that stand are whole, run again to make "
                   "the others",
                   number == SIGINT ? "SIGINT (Ctrl-C)" : "SIGTERM");
}
