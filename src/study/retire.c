/* retire.c - files of earlier runs that the study no longer makes */
#include "study/retire.h"
#include "study/failures.h"
#include "study/json.h"
#include <stdlib.h>
#include <string.h>

/* Two studies may share a folder, and other verbs may put their files there: only what
 * this verb made of this study is its own.  A run makes all that `attribute` makes. */
static const char *verb_of(const struct job *job)
{
    return !job->markets ? "grid" : job->maps ? "run" : "attribute";
}

static const char *signature(struct job *job, const char *verb)
{
    return job_text(job, "%s %s %lld", verb, job->study->name,
                    (long long)job->study->year);
}

enum hg_status retire_sign(struct job *job, struct hg_error *err)
{
    const char *by = signature(job, verb_of(job));
    if (!by)
        return no_memory(err, "the manifest");
    hg_output_sign(job->output, by);
    return HG_OK;
}

/* The last line of each file, by its name; what is no such line is others' affair. */
static json_t *last_lines(char *text)
{
    static const char head[] = "{\"name\":";
    json_t *last = json_object();
    bool ok = last;
    for (char *line = text; ok && line && *line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end = '\0';
        const bool of_file = strncmp(line, head, strlen(head)) == 0;
        json_t *object = of_file ? json_loads(line, 0, NULL) : NULL;
        const char *name = json_string_value(json_object_get(object, "name"));
        ok = !name || json_object_set(last, name, object) == 0;
        json_decref(object);
        line = end ? end + 1 : NULL;
    }
    if (!ok)
        json_decref(last);
    return ok ? last : NULL;
}

static int by_name(const void *a, const void *b)
{
    const struct hg_committed *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static bool is_made(const struct hg_committed *made, size_t n, const char *name)
{
    char copy[512];
    if ((size_t)snprintf(copy, sizeof(copy), "%s", name) >= sizeof(copy))
        return true;
    const struct hg_committed wanted = {.name = copy};
    return n > 0 && bsearch(&wanted, made, n, sizeof(*made), by_name);
}

static bool is_own(const json_t *line, const char *const by[2])
{
    const char *text = json_string_value(json_object_get(line, "by"));
    return text && (strcmp(text, by[0]) == 0 || strcmp(text, by[1]) == 0);
}

static enum hg_status retire(struct job *job, const char *name, const json_t *line,
                             size_t *n_removed, struct hg_error *err)
{
    const char *sha256 = json_string_value(json_object_get(line, "sha256"));
    char copy[512];
    enum hg_removal removal = HG_REMOVAL_GONE;
    struct hg_committed file = {
        .name = copy,
        .size = (uint64_t)json_integer_value(json_object_get(line, "size"))};
    if (!sha256 || strlen(sha256) + 1 != HG_DIGEST_TEXT)
        return HG_OK;
    memcpy(file.sha256, sha256, sizeof(file.sha256));
    snprintf(copy, sizeof(copy), "%s", name);
    const enum hg_status status = hg_output_remove(job->output, &file, &removal, err);
    if (removal == HG_REMOVAL_CHANGED)
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "%s: this run does not make it, an earlier one did; it was changed "
                     "since, so it is kept",
                     name);
    *n_removed += removal == HG_REMOVED;
    return status;
}

enum hg_status retire_old(struct job *job, struct hg_error *err)
{
    struct hg_committed *made = NULL;
    size_t n = 0, n_removed = 0;
    char *text = NULL;
    const char *name;
    json_t *last = NULL, *line;
    const char *const own = signature(job, verb_of(job));
    const char *const by[2] = {own, job->maps ? signature(job, "attribute") : own};
    if (!by[0] || !by[1])
        return no_memory(err, "the manifest");
    if (job->failures && job->failures->n) /* what is missing now may stand from before */
        return HG_OK;
    enum hg_status status = hg_output_committed(job->output, &made, &n, err);
    if (status == HG_OK)
        status = hg_output_notes(job->output, &text, err);
    if (status == HG_OK && !(last = last_lines(text)))
        status = no_memory(err, "the manifest");
    json_object_foreach(last, name, line)
    {
        if (status == HG_OK && is_own(line, by) && !is_made(made, n, name))
            status = retire(job, name, line, &n_removed, err);
    }
    if (n_removed)
        hg_log_print(job->options->log, HG_LOG_INFO,
                     "%zu file%s of an earlier run that the study no longer makes %s "
                     "removed",
                     n_removed, n_removed == 1 ? "" : "s",
                     n_removed == 1 ? "was" : "were");
    json_decref(last);
    free(text);
    free(made);
    return status;
}
