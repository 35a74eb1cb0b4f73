/*
 * parallel.h - the only threads of the program: n independent tasks
 *
 * Tasks are handed out in order to at most `threads` workers.  A task writes only what is
 * its own, so the result does not depend on the number of threads.
 */
#ifndef HG_PARALLEL_H
#define HG_PARALLEL_H

#include <hotgrid/error.h>
#include <stddef.h>

/* worker is 0..threads-1: for buffers that are kept per worker. */
typedef enum hg_status hg_task(void *context, size_t index, unsigned worker,
                               struct hg_error *err);

/* Runs all tasks; threads 0 or 1 runs them here.  After a failure no new task starts, and
 * the error of the failed task with the lowest index is returned. */
HG_MUST_CHECK enum hg_status hg_parallel(unsigned threads, size_t n, hg_task *task,
                                         void *context, struct hg_error *err);

/* Processors this process may run on, at least 1. */
unsigned hg_processors(void);

/* A lock for what tasks must share (the manifest, the progress line). */
struct hg_lock;
HG_MUST_CHECK struct hg_lock *hg_lock_create(void); /* NULL without memory */
void hg_lock_destroy(struct hg_lock *lock);         /* NULL is fine */
void hg_lock_take(struct hg_lock *lock);
void hg_lock_release(struct hg_lock *lock);

#endif
