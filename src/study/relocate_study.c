/* relocate_study.c - the verb relocate: what moves of capacity do here and there */
#include "study/relocate.h"
#include <hotgrid/arena.h>
#include <hotgrid/levers.h>
#include <hotgrid/scenario_file.h>
#include <string.h>

/* Is the option of a row that of none before it? */
static bool is_first(const struct hg_scenario *s, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (strcmp(s->row[i].option, s->row[row].option) == 0)
            return false;
    return true;
}

/* Emissions before, and those after and the change by each option. */
static enum hg_status list_layers(struct hg_study *study, const struct hg_scenario *s,
                                  struct hg_error *err)
{
    struct hg_study_layers *layer =
        hg_arena_alloc(study->arena, 2 * s->n + 1, sizeof(*layer));
    if (!layer)
        return no_memory(err, "the layers");
    study->layers = layer;
    layer->account = HG_ACCOUNT_TOTAL;
    layer++;
    for (size_t i = 0; i < s->n; i++) {
        const char *name = s->row[i].option;
        if (!is_first(s, i) ||
            (study->relocate.only && strcmp(name, study->relocate.only) != 0))
            continue;
        const char *option =
            *name ? hg_arena_copy(study->arena, name, strlen(name)) : NULL;
        if (*name && !option)
            return no_memory(err, "the layers");
        layer[0] = (struct hg_study_layers){
            .account = HG_ACCOUNT_AFTER, .option = option, .line = study->relocate.line};
        layer[1] = layer[0];
        layer[1].account = HG_ACCOUNT_CHANGE;
        layer += 2;
    }
    study->n_layers = (size_t)(layer - study->layers);
    return HG_OK;
}

/* The options are known from the scenario alone: it is read once more with the rest. */
static enum hg_status plan(struct job *job, struct hg_error *err)
{
    struct hg_study *study = job->study;
    struct hg_scenario *scenario = NULL;
    enum hg_status status =
        hg_read_scenario(study->relocate.scenario, job->faults, &scenario, err);
    if (status == HG_OK)
        status = hg_faults_status(job->faults, err);
    if (status == HG_OK)
        status = list_layers(study, scenario, err);
    hg_scenario_destroy(scenario);
    return status;
}

static enum hg_status relocate(struct job *job, const struct hg_relocate_options *asked,
                               struct hg_error *err)
{
    struct hg_study *study = job->study;
    const bool mapped = job->options->output != NULL;
    if (!study->relocate.scenario)
        return hg_fail(err, HG_E_STUDY,
                       "%s: key `relocate` is missing: it names the file of moves",
                       study->path);
    study->relocate.only = asked->option;
    study->relocate.mrio |= asked->mrio;
    if (study->relocate.mrio && !job->markets)
        return hg_fail(err, HG_E_STUDY,
                       "%s: key `trade` is missing: `mrio` needs a trade table",
                       study->path);
    job->markets = study->relocate.mrio;
    job->placed = job->maps = job->own_layers = mapped;
    enum hg_status status = mapped ? plan(job, err) : HG_OK;
    if (!mapped)
        study->n_layers = 0;
    levers_leave_out(study, HG_ACCOUNT_CHANGE);
    if (status == HG_OK)
        status = job_run(job, mapped ? STAGE_DRAW : STAGE_LEVERS, err);
    return status == HG_OK && mapped ? relocation_tables(job, err) : status;
}

enum hg_status hg_relocate_study(const char *study_path,
                                 const struct hg_relocate_options *asked,
                                 const struct hg_run_options *options,
                                 struct hg_faults *faults, struct hg_text *text,
                                 struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status = job_create(study_path, options, faults, &job, err);
    bool ok = true;
    if (status == HG_OK)
        status = relocate(job, asked, err);
    if (status == HG_OK && options->json)
        json_finish(relocation_facts(job, job->levers->relocation, SIZE_MAX, &ok), ok,
                    text);
    else if (status == HG_OK)
        relocation_csv(job, job->levers->relocation, text);
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the moves");
    job_destroy(job);
    return status;
}
