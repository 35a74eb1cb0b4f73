/* resume.c - what a run finds done already in its output folder */
#include "study/resume.h"
#include "study/json.h"
#include <config.h>
#include <hotgrid/arena.h>
#include <stdatomic.h>
#include <string.h>

struct mark {
    const char *step, *stem;
    size_t line; /* of later marks of a step the last counts */
    json_t *object;
};

struct resume {
    char key[HG_DIGEST_TEXT];
    size_t n;
    struct mark *mark; /* by step, stem and line */
    atomic_size_t n_taken;
};

void resume_destroy(struct resume *resume)
{
    if (!resume)
        return;
    for (size_t i = 0; i < resume->n; i++)
        json_decref(resume->mark[i].object);
    free(resume->mark);
    free(resume);
}

static void add_text(struct hg_digest *digest, const char *text)
{
    hg_digest_add(digest, text, strlen(text) + 1);
}

/* All that files depend on. */
static enum hg_status make_key(struct job *job, char key[HG_DIGEST_TEXT],
                               struct hg_error *err)
{
    char program[HG_DIGEST_TEXT] = "";
    struct hg_error ignored = {0};
    const json_t *input;
    size_t i;
    struct hg_digest *digest = hg_digest_create();
    const json_t *inputs = job_inputs(job);
    if (!digest || !inputs) {
        hg_digest_destroy(digest);
        return no_memory(err, "the key of the run");
    }
    if (hg_digest_file("/proc/self/exe", program, &ignored) != HG_OK)
        program[0] = '\0'; /* the version speaks for it */
    const char *const text[] = {HG_VERSION,        program,
                                hg_gdal_version(), hg_proj_version(),
                                job->input_key,    job->study->maps.bare ? "bare" : ""};
    for (size_t k = 0; k < sizeof(text) / sizeof(text[0]); k++)
        add_text(digest, text[k]);
    json_array_foreach(inputs, i, input)
    {
        const char *sha256 = json_string_value(json_object_get(input, "sha256"));
        add_text(digest, sha256 ? sha256 : "");
    }
    hg_digest_text(digest, key);
    hg_digest_destroy(digest);
    return HG_OK;
}

static int compare_steps(const struct mark *a, const struct mark *b)
{
    const int apart = strcmp(a->step, b->step);
    return apart ? apart : strcmp(a->stem, b->stem);
}

static int by_step(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    const int apart = compare_steps(x, y);
    return apart ? apart : (x->line > y->line) - (x->line < y->line);
}

/* The marks of this key; lines that are none are others' affair. */
static enum hg_status read_marks(struct resume *resume, char *text, struct hg_error *err)
{
    char *rest = text;
    size_t max = 0;
    for (size_t line = 0; rest && *rest; line++) {
        char *end = strchr(rest, '\n');
        if (end)
            *end = '\0';
        json_t *object = strstr(rest, resume->key) ? json_loads(rest, 0, NULL) : NULL;
        rest = end ? end + 1 : NULL;
        const struct mark mark = {json_string_value(json_object_get(object, "done")),
                                  json_string_value(json_object_get(object, "stem")),
                                  line, object};
        const char *key = json_string_value(json_object_get(object, "key"));
        if (!mark.step || !mark.stem || !key || strcmp(key, resume->key) != 0) {
            json_decref(object);
            continue;
        }
        if (resume->n == max) {
            max = max ? 2 * max : 64;
            void *more = reallocarray(resume->mark, max, sizeof(*resume->mark));
            if (!more) {
                json_decref(object);
                return no_memory(err, "what an earlier run has done");
            }
            resume->mark = more;
        }
        resume->mark[resume->n++] = mark;
    }
    if (resume->n)
        qsort(resume->mark, resume->n, sizeof(*resume->mark), by_step);
    return HG_OK;
}

enum hg_status resume_open(struct job *job, struct hg_error *err)
{
    char *text = NULL;
    job->resume = calloc(1, sizeof(*job->resume));
    if (!job->resume)
        return no_memory(err, "what an earlier run has done");
    enum hg_status status = make_key(job, job->resume->key, err);
    if (status == HG_OK && !job->options->force)
        status = hg_output_notes(job->output, &text, err);
    if (status == HG_OK && text)
        status = read_marks(job->resume, text, err);
    free(text);
    return status;
}

/* The last mark of a step. */
static const struct mark *find(const struct resume *resume, const char *step,
                               const char *stem)
{
    const struct mark wanted = {.step = step, .stem = stem};
    size_t low = 0, high = resume->n;
    while (low < high) { /* the first behind it */
        const size_t middle = low + (high - low) / 2;
        if (compare_steps(&resume->mark[middle], &wanted) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && compare_steps(&resume->mark[low - 1], &wanted) == 0
               ? &resume->mark[low - 1]
               : NULL;
}

static bool adopt(struct job *job, const json_t *file)
{
    const char *name = json_string_value(json_object_get(file, "name"));
    const char *sha256 = json_string_value(json_object_get(file, "sha256"));
    if (!name || !sha256 || strlen(sha256) + 1 != HG_DIGEST_TEXT)
        return false;
    char copy[512];
    if ((size_t)snprintf(copy, sizeof(copy), "%s", name) >= sizeof(copy))
        return false;
    struct hg_committed entry = {
        .name = copy,
        .size = (uint64_t)json_integer_value(json_object_get(file, "size"))};
    memcpy(entry.sha256, sha256, sizeof(entry.sha256));
    return hg_output_adopt(job->output, &entry);
}

bool resume_take(struct job *job, const char *step, const char *stem, const char **note)
{
    const struct mark *mark = job->resume ? find(job->resume, step, stem) : NULL;
    const json_t *files = mark ? json_object_get(mark->object, "files") : NULL;
    const json_t *file;
    size_t i;
    if (!mark || json_array_size(files) == 0)
        return false;
    json_array_foreach(files, i, file) if (!adopt(job, file)) return false;
    if (note)
        *note = json_string_value(json_object_get(mark->object, "note"));
    return true;
}

void resume_count(struct job *job)
{
    atomic_fetch_add(&job->resume->n_taken, 1);
}

enum hg_status resume_mark(struct job *job, const char *step, const char *stem,
                           const char *note, struct hg_error *err)
{
    enum { MOST = 32 };
    struct hg_committed file[MOST];
    char second[160];
    if (!job->resume)
        return HG_OK;
    size_t n = hg_output_of_stem(job->output, stem, MOST, file);
    snprintf(second, sizeof(second), "%s_plants", stem); /* its map of point sources */
    n += hg_output_of_stem(job->output, second, MOST - n, file + n);
    bool ok = true;
    json_t *mark = json_object(), *files = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *object = json_object();
        put(object, "name", json_string(file[i].name), &ok);
        put(object, "size", json_integer((json_int_t)file[i].size), &ok);
        put(object, "sha256", json_string(file[i].sha256), &ok);
        append(files, object, &ok);
    }
    put(mark, "done", json_string(step), &ok);
    put(mark, "stem", json_string(stem), &ok);
    put(mark, "key", json_string(job->resume->key), &ok);
    put(mark, "files", files, &ok);
    put(mark, "note", json_string(note ? note : ""), &ok);
    char *line = ok ? json_dumps(mark, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(mark);
    const enum hg_status status = line ? hg_output_note(job->output, line, err)
                                       : no_memory(err, "a line of the manifest");
    free(line);
    return status;
}

void resume_tell(const struct job *job, struct hg_text *text)
{
    const size_t n = job->resume ? atomic_load(&job->resume->n_taken) : 0;
    if (n)
        hg_text_print(text,
                      "%zu step%s of layers stood from an earlier run of the same inputs "
                      "and %s kept; --force makes all anew\n",
                      n, n == 1 ? "" : "s", n == 1 ? "was" : "were");
}
