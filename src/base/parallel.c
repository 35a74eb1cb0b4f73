/* parallel.c - the only threads of the program: n independent tasks */
#define _GNU_SOURCE /* sched_getaffinity */
#include <hotgrid/parallel.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static const unsigned MAX_THREADS = 1024;

struct job {
    hg_task *task;
    void *context;
    size_t n;
    atomic_size_t next;
    atomic_bool stopped;
};

struct worker {
    struct job *job;
    unsigned number;
    pthread_t thread;
    enum hg_status status; /* of the task that failed, which is the worker's last */
    size_t failed_at;
    struct hg_error error;
};

/* Tasks start in order, and what has started ends: so every task below a failed one has
 * run, and the failure with the lowest index is the same for any number of threads. */
static void work(struct worker *w)
{
    struct job *job = w->job;
    while (w->status == HG_OK && !atomic_load(&job->stopped)) {
        const size_t i = atomic_fetch_add(&job->next, 1);
        if (i >= job->n)
            return;
        w->status = job->task(job->context, i, w->number, &w->error);
        w->failed_at = i;
    }
    if (w->status != HG_OK)
        atomic_store(&job->stopped, true);
}

static void *thread_main(void *worker)
{
    work(worker);
    return NULL;
}

/* Starts workers 1..n-1 with all signals blocked, so that the caller's thread gets them;
 * returns how many run, with the caller's.  Fewer than wished for is slower, not wrong.
 */
static unsigned start(struct worker *workers, unsigned n)
{
    sigset_t all, old;
    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &old) != 0)
        return 1;
    unsigned running = 1;
    while (running < n && pthread_create(&workers[running].thread, NULL, thread_main,
                                         &workers[running]) == 0)
        running++;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return running;
}

enum hg_status hg_parallel(unsigned threads, size_t n, hg_task *task, void *context,
                           struct hg_error *err)
{
    if (threads > MAX_THREADS)
        threads = MAX_THREADS;
    if (threads > n)
        threads = (unsigned)n;
    if (threads == 0)
        threads = 1;
    struct worker *workers = calloc(threads, sizeof(*workers));
    if (!workers)
        return hg_fail(err, HG_E_MEMORY, "no memory for %u threads", threads);
    struct job job = {.task = task, .context = context, .n = n};
    for (unsigned i = 0; i < threads; i++) {
        workers[i].job = &job;
        workers[i].number = i;
    }

    const unsigned running = start(workers, threads);
    work(&workers[0]);
    const struct worker *first = NULL;
    for (unsigned i = 0; i < running; i++) {
        if (i > 0)
            pthread_join(workers[i].thread, NULL);
        const struct worker *w = &workers[i];
        if (w->status != HG_OK && (!first || w->failed_at < first->failed_at))
            first = w;
    }
    const enum hg_status status = first ? first->status : HG_OK;
    if (first && err) {
        *err = first->error;
        err->status = status;
    }
    free(workers);
    return status;
}

unsigned hg_processors(void)
{
    cpu_set_t mine;
    if (sched_getaffinity(0, sizeof(mine), &mine) == 0)
        return (unsigned)CPU_COUNT(&mine);
    const long online = sysconf(_SC_NPROCESSORS_ONLN); /* more than cpu_set_t holds */
    return online > 0 ? (unsigned)online : 1;
}

struct hg_lock {
    pthread_mutex_t mutex;
};

struct hg_lock *hg_lock_create(void)
{
    struct hg_lock *lock = calloc(1, sizeof(*lock));
    if (lock && pthread_mutex_init(&lock->mutex, NULL) != 0) {
        free(lock);
        return NULL;
    }
    return lock;
}

void hg_lock_destroy(struct hg_lock *lock)
{
    if (!lock)
        return;
    pthread_mutex_destroy(&lock->mutex);
    free(lock);
}

void hg_lock_take(struct hg_lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void hg_lock_release(struct hg_lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}
