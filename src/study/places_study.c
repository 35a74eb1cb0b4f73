/* places_study.c - the verb places: what places of a study emit, and for whom */
#include "study/zone_accounts.h"
#include <hotgrid/levers.h>
#include <string.h>

static const char *const orders[N_PLACE_ORDER] = {
    [BY_TOTAL] = "total", [BY_FOREIGN] = "foreign", [BY_DENSITY] = "density"};

static enum hg_status find_order(const struct job *job, const char *word,
                                 enum place_order *out, struct hg_error *err)
{
    for (int k = 0; k < N_PLACE_ORDER; k++)
        if (strcmp(word ? word : orders[0], orders[k]) == 0) {
            *out = (enum place_order)k;
            return k == BY_FOREIGN && !job->markets
                       ? hg_fail(err, HG_E_STUDY,
                                 "%s: without a trade table nothing is known of foreign "
                                 "markets; order by `total` or `density`",
                                 job->study->path)
                       : HG_OK;
        }
    return hg_fail(err, HG_E_ARG, "--by %s: must be total, foreign or density", word);
}

/* A set that was named alone; the others are forgotten before they are read. */
static enum hg_status choose_set(struct job *job, const char *name, struct hg_error *err)
{
    struct hg_study *study = job->study;
    if (study->n_places == 0)
        return hg_fail(err, HG_E_STUDY,
                       "%s: the study has no key `places`; name a file of polygons "
                       "there, or of points with a radius",
                       study->path);
    for (size_t i = 0; name && i < study->n_places; i++)
        if (strcmp(study->places[i].name, name) == 0) {
            study->places += i;
            study->n_places = 1;
            return HG_OK;
        }
    return name ? hg_fail(err, HG_E_ARG, "%s: there is no set of places `%s`",
                          study->path, name)
                : HG_OK;
}

static enum hg_status find(struct job *job, struct hg_error *err)
{
    enum hg_status status = job_run(job, STAGE_TRADE, err);
    if (status == HG_OK)
        status = levers_create(job, err);
    if (status == HG_OK)
        status = places_find(job, &job->levers->places, err);
    if (status == HG_OK)
        status = hg_ledger_check(job->ledger, err);
    if (status != HG_OK || !job->options->output)
        return status;
    status = hg_output_open(job->options->output, &job->output, err);
    if (status == HG_OK)
        status = places_tables(job, err);
    if (status == HG_OK)
        status = write_places_gpkg(job, err);
    return status == HG_OK ? draw_places(job, err) : status;
}

enum hg_status hg_place_study(const char *study_path,
                              const struct hg_place_options *asked,
                              const struct hg_run_options *options,
                              struct hg_faults *faults, struct hg_text *text,
                              struct hg_error *err)
{
    struct job *job = NULL;
    enum place_order order = BY_TOTAL;
    bool ok = true;
    enum hg_status status = job_create(study_path, options, faults, &job, err);
    if (status != HG_OK)
        return status;
    const size_t top = asked->top ? asked->top : SIZE_MAX;
    status = find_order(job, asked->by, &order, err);
    if (status == HG_OK)
        status = choose_set(job, asked->set, err);
    if (status == HG_OK)
        status = find(job, err);
    if (status == HG_OK)
        job->zones->order = order;
    if (status == HG_OK && options->json)
        json_finish(places_facts(job, job->levers->places, top, &ok), ok, text);
    else if (status == HG_OK) {
        places_csv_head(job, text);
        for (size_t i = 0; i < job->zones->n; i++)
            places_csv(job, &job->zones->set[i], order, top, text);
    }
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the places");
    job_destroy(job);
    return status;
}
