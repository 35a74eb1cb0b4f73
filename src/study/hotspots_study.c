/* hotspots_study.c - the verb hotspots: the hotspots of a study, as CSV or JSON */
#include "study/hotspots.h"
#include "study/json.h"
#include "study/layers.h"
#include <stdlib.h>

enum { MOST_PARTS = 10 };

json_t *largest_parts(const struct job *job, const char *key,
                      const char *(*word)(const struct job *, size_t), size_t most,
                      size_t n, const double *kg, bool *ok)
{
    size_t index[MOST_PARTS];
    json_t *array = json_array();
    const size_t found =
        cluster_largest(n, kg, most < MOST_PARTS ? most : MOST_PARTS, index);
    for (size_t i = 0; i < found; i++) {
        json_t *object = json_object();
        put(object, key, json_string(word(job, index[i])), ok);
        put(object, "t", json_real(kg[index[i]] / 1000), ok);
        append(array, object, ok);
    }
    return array;
}

static json_t *hotspot(const struct job *job, const struct layer *layer, size_t i,
                       bool *ok)
{
    const struct hg_cluster *c = &layer->clusters->cluster[i];
    const struct cluster_mix *mix = layer->cluster_mix;
    json_t *object = json_object();
    put(object, "number", json_integer((json_int_t)i + 1), ok);
    put(object, "name", json_string(layer->cluster_name[i]), ok);
    put(object, "cells", json_integer(c->n_cell), ok);
    put(object, "km2", json_real(c->km2), ok);
    put(object, "t", json_real(c->kg / 1000), ok);
    put(object, "share_percent", number_or_null(100 * c->kg / hg_mass_kg(layer->mass)),
        ok);
    put(object, "lon", number_or_null(c->lon), ok);
    put(object, "lat", number_or_null(c->lat), ok);
    put(object, "peak_t_per_km2", json_real(c->peak_kg_per_km2 / 1000), ok);
    put(object, "regions",
        largest_parts(job, "name", cluster_region_name, MOST_PARTS, mix->n_region,
                      &mix->region[i * mix->n_region], ok),
        ok);
    put(object, "sectors",
        largest_parts(job, "name", cluster_sector_name, MOST_PARTS, mix->n_sector,
                      &mix->sector[i * mix->n_sector], ok),
        ok);
    put(object, "destinations",
        largest_parts(job, "name", job_market_name, MOST_PARTS, mix->n_destination,
                      &mix->destination[i * mix->n_destination], ok),
        ok);
    return object;
}

static void print_json(const struct job *job, struct hg_text *text)
{
    bool ok = true;
    json_t *layers = json_array();
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        if (!layer->clusters)
            continue;
        json_t *object = json_object(), *list = json_array();
        put(object, "layer", json_string(layer->stem), &ok);
        put(object, "title", json_string(layer->title), &ok);
        put(object, "t", json_real(hg_mass_kg(layer->mass) / 1000), &ok);
        put(object, "area_percent", json_real(job->study->hotspots.share_of_area), &ok);
        put(object, "percent_on_area", number_or_null(100 * layer->curve->share), &ok);
        put(object, "percent_of_land_with_75_percent",
            number_or_null(100 * layer->curve->area_75), &ok);
        put(object, "gini", number_or_null(layer->curve->gini), &ok);
        for (size_t k = 0; k < layer->clusters->n; k++)
            append(list, hotspot(job, layer, k, &ok), &ok);
        put(object, "hotspots", list, &ok);
        append(layers, object, &ok);
    }
    json_finish(layers, ok, text);
}

/* Does some layer have what was asked for? */
static enum hg_status check_layers(const struct job *job, const char *word,
                                   struct hg_error *err)
{
    for (size_t i = 0; i < job->n_layer; i++)
        if (layer_has_clusters(job, &job->layer[i]))
            return HG_OK;
    return hg_fail(
        err, HG_E_ARG,
        "no layer of the study is `%s` and has a sum; name `total`, `foreign`, "
        "a destination, `all`, or a file of tif/ without its ending",
        word ? word : "one of `hotspots: layers:`");
}

static enum hg_status write_files(struct job *job, struct hg_error *err)
{
    enum hg_status status = hg_output_open(job->options->output, &job->output, err);
    if (status == HG_OK)
        status = write_hotspot_tables(job, err);
    return status == HG_OK ? write_local_statistics(job, err) : status;
}

enum hg_status hg_hotspot_study(const char *study_path, const char *layer,
                                const struct hg_run_options *options,
                                struct hg_faults *faults, struct hg_text *text,
                                struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status = job_create(study_path, options, faults, &job, err);
    if (status != HG_OK)
        return status;
    if (layer)
        job->study->hotspots.layers = (struct hg_words){.n = 1, .word = &layer};
    job->study->n_decompose = 0;
    status = job_run(job, STAGE_HOTSPOTS, err);
    if (status == HG_OK)
        status = check_layers(job, layer, err);
    if (status == HG_OK && !job->markets)
        status = job_measure_layers(job, err);
    if (status == HG_OK && options->output)
        status = write_files(job, err);
    if (status == HG_OK && options->json)
        print_json(job, text);
    else if (status == HG_OK)
        status = hotspots_csv(job, text, err);
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the hotspots");
    job_destroy(job);
    return status;
}
