/* decompose_study.c - the verb decompose: between two years, or two regions */
#include "study/decomposed.h"
#include "study/json.h"
#include <hotgrid/decompose_study.h>
#include <string.h>

/* "CHN,USA" */
static enum hg_status find_regions(struct decomposed *d, const char *regions,
                                   struct hg_error *err)
{
    const char *comma = strchr(regions, ',');
    if (!comma || comma == regions || !comma[1] || strchr(comma + 1, ','))
        return hg_fail(err, HG_E_ARG,
                       "--regions wants two regions of the trade table, or groups of the "
                       "study, such as CHN,USA, not `%s`",
                       regions);
    const char *first = job_text(d->job, "%.*s", (int)(comma - regions), regions);
    const char *const pair[] = {first, comma + 1};
    d->before = d->after = d->job;
    return first ? decompose_regions(d, pair, NULL, err)
                 : no_memory(err, "the decomposition");
}

static enum hg_status find(struct decomposed *d, const struct hg_decompose_options *asked,
                           const struct hg_run_options *options, struct hg_faults *faults,
                           struct hg_error *err)
{
    struct job *other = NULL;
    if (!asked->other)
        return find_regions(d, asked->regions, err);
    enum hg_status status = decompose_open(asked->other, options, faults, &other, err);
    if (status != HG_OK)
        return status;
    d->before = d->job;
    d->after = other;
    status = decompose_years(d, err);
    d->before = d->after = NULL;
    job_destroy(other);
    return status;
}

static enum hg_status commit(const struct decomposed *d, struct hg_error *err)
{
    enum hg_status status = hg_output_open(d->job->options->output, &d->job->output, err);
    if (status == HG_OK)
        status = decompose_commit(d, err);
    return status == HG_OK ? decompose_draw(d, err) : status;
}

enum hg_status hg_decompose_study(const char *study_path,
                                  const struct hg_decompose_options *asked,
                                  const struct hg_run_options *options,
                                  struct hg_faults *faults, struct hg_text *text,
                                  struct hg_error *err)
{
    struct decomposed d = {.account = asked->account ? asked->account : "production"};
    bool ok = true;
    enum hg_status status = decompose_open(study_path, options, faults, &d.job, err);
    if (status == HG_OK)
        status = find(&d, asked, options, faults, err);
    if (status == HG_OK)
        status = decompose_check(&d, err);
    if (status == HG_OK && options->output)
        status = commit(&d, err);
    if (status == HG_OK) {
        decompose_tell(&d);
        if (options->json)
            json_finish(decompose_object(&d, d.account, asked->top, &ok), ok, text);
        else
            decompose_csv(&d, d.account, asked->top, text);
    }
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the decomposition");
    decomposed_finish(&d);
    job_destroy(d.job);
    return status;
}
