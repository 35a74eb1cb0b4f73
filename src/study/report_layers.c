/* report_layers.c - the layers of the study for the page: how it makes them again */
#include "study/layers.h"
#include "study/levers.h"
#include "study/parts.h"
#include "study/report.h"
#include <hotgrid/categories.h>
#include <stdlib.h>

static json_t *words(const struct hg_words *words, bool *ok)
{
    if (words->n == 0)
        return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < words->n; i++)
        append(array, json_string(words->word[i]), ok);
    return array;
}

/* Words for categories, as the codes of those that they mean. */
static json_t *categories(const struct job *job, const struct hg_words *words, bool *ok)
{
    const struct hg_axis *axis = job->mrio->categories;
    if (words->n == 0)
        return json_null();
    json_t *array = json_array();
    bool *of = calloc(hg_axis_size(axis) + 1, sizeof(*of));
    for (size_t i = 0; of && i < words->n; i++)
        (void)hg_category_find(axis, words->word[i], of);
    for (size_t k = 0; of && k < hg_axis_size(axis); k++)
        if (of[k])
            append(array, json_string(hg_axis_code(axis, k)), ok);
    *ok = *ok && of;
    free(of);
    return array;
}

/* Can the page tell these parts of final demand? */
static bool has_details(const struct job *job, const struct hg_study_layers *entry)
{
    const bool both = entry->category.n && entry->product.n;
    return !has_parts(entry) || job->report_parts->n_set == 1 ||
           (!both && job->report_parts->n_set == 2);
}

static json_t *destinations(const struct job *job, const struct layer *layer, bool *ok)
{
    if (!layer->of_destination)
        return json_null();
    json_t *array = json_array();
    for (size_t d = 0; d < hg_axis_size(job->mrio->regions); d++)
        if (layer->of_destination[d])
            append(array, json_string(hg_axis_code(job->mrio->regions, d)), ok);
    return array;
}

/* What study.layer() of the page takes; null where it cannot make the layer. */
static json_t *selection(const struct job *job, const struct layer *layer, bool *ok)
{
    const bool form = layer->kind == LAYER_FORM || layer->kind == LAYER_SHARE;
    if (!form || layer->account == HG_ACCOUNT_TIER || !has_details(job, layer->entry))
        return json_null();
    json_t *object = json_object();
    if (is_of_lever(layer->account))
        put(object, "lens", report_lens_name(job, layer->account, layer->entry->option),
            ok);
    put(object, "destinations", destinations(job, layer, ok), ok);
    put(object, "foreign", json_boolean(layer->account == HG_ACCOUNT_FOREIGN), ok);
    put(object, "perCell", json_boolean(layer->quantity == HG_LAYER_TOTAL), ok);
    put(object, "share", json_boolean(layer->kind == LAYER_SHARE), ok);
    put(object, "sectors", words(&layer->entry->sector, ok), ok);
    put(object, "regions", words(&layer->entry->region, ok), ok);
    put(object, "categories", categories(job, &layer->entry->category, ok), ok);
    put(object, "products", words(&layer->entry->product, ok), ok);
    return object;
}

static json_t *edges(const struct layer *layer, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; layer->classes.n && i <= layer->classes.n; i++)
        append(array, json_real(layer->classes.edge[i]), ok);
    return array;
}

enum hg_status report_layers(struct report *report, struct hg_error *err)
{
    const struct job *job = report->job;
    json_t *array = json_array();
    bool *ok = &report->ok;
    (void)err;
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        struct hg_text headline = {0};
        headline_layer(job, layer, &headline);
        json_t *object = json_object();
        put(object, "name", json_string(layer->stem), ok);
        put(object, "title", json_string(layer->title), ok);
        put(object, "headline", json_string(headline.bytes ? headline.bytes : ""), ok);
        put(object, "unit", json_string(layer_unit(layer)), ok);
        put(object, "legend", json_string(layer_legend_title(job, layer)), ok);
        put(object, "classes", edges(layer, ok), ok);
        put(object, "selection", selection(job, layer, ok), ok);
        if (layer_is_mass(layer))
            put(object, "kg", json_real(hg_mass_kg(layer->mass)), ok);
        append(array, object, ok);
        *ok = *ok && !headline.failed;
        free(headline.bytes);
    }
    put(report->facts, "layers", array, ok);
    return HG_OK;
}
