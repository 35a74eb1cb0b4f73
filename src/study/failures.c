/* failures.c - layers and levers that could not be made, where the run goes on without
 * them */
#include "study/failures.h"
#include <stdlib.h>
#include <string.h>

void failures_destroy(struct failures *failures)
{
    if (!failures)
        return;
    for (size_t i = 0; i < failures->n; i++) {
        free(failures->failure[i].stem);
        free(failures->failure[i].message);
    }
    free(failures->failure);
    free(failures);
}

enum hg_status failures_open(struct job *job, struct hg_error *err)
{
    if (!job->failures)
        job->failures = calloc(1, sizeof(*job->failures));
    return job->failures ? HG_OK : no_memory(err, "the failures of layers");
}

/* Called with the lock held. */
static bool add(struct job *job, const char *stage, const char *stem, const char *message)
{
    struct failures *f = job->failures;
    if (f->n == f->max) {
        const size_t max = f->max ? 2 * f->max : 16;
        void *more = reallocarray(f->failure, max, sizeof(*f->failure));
        if (!more)
            return false;
        f->failure = more;
        f->max = max;
    }
    struct failure new = {stage, strdup(stem), strdup(message)};
    if (new.stem &&new.message) {
        f->failure[f->n++] = new;
        return true;
    }
    free(new.stem);
    free(new.message);
    return false;
}

enum hg_status job_bear(struct job *job, const char *stage, const char *stem,
                        enum hg_status status, struct hg_error *err)
{
    if (status == HG_OK || !job->options->keep_going || status == HG_E_STOPPED ||
        status == HG_E_MASS)
        return status;
    hg_lock_take(job->lock);
    struct hg_error ignored = {0};
    const bool noted =
        failures_open(job, &ignored) == HG_OK && add(job, stage, stem, err->message);
    if (noted)
        hg_log_print(job->options->log, HG_LOG_ERROR, "%s: %s", stem, err->message);
    hg_lock_release(job->lock);
    return noted ? HG_OK : status;
}

bool job_failed(const struct job *job, const char *stem)
{
    for (size_t i = 0; job->failures && i < job->failures->n; i++)
        if (strcmp(job->failures->failure[i].stem, stem) == 0)
            return true;
    return false;
}

static int by_stem(const void *a, const void *b)
{
    const struct failure *x = a, *y = b;
    return strcmp(x->stem, y->stem);
}

/* Stages come one after the other: those of the last one stand at the end. */
void failures_settle(struct job *job, bool drop)
{
    struct failures *f = job->failures;
    if (!f || f->n == 0)
        return;
    size_t first = f->n - 1;
    while (first > 0 && f->failure[first - 1].stage == f->failure[first].stage)
        first--;
    qsort(f->failure + first, f->n - first, sizeof(*f->failure), by_stem);
    size_t kept = 0;
    for (size_t i = 0; drop && i < job->n_layer; i++) {
        struct layer *layer = &job->layer[i];
        if (job_failed(job, layer->stem)) {
            layer_finish(layer);
        } else {
            job->layer[kept++] = *layer;
        }
    }
    job->n_layer = drop ? kept : job->n_layer;
}

enum hg_status failures_status(const struct job *job, struct hg_error *err)
{
    const size_t n = job->failures ? job->failures->n : 0;
    return n ? hg_fail(err, HG_E_PARTIAL,
                       "%zu layer%s, map%s or lever%s could not be made, as told above "
                       "and in run.json; all others are whole",
                       n, n == 1 ? "" : "s", n == 1 ? "" : "s", n == 1 ? "" : "s")
             : HG_OK;
}
