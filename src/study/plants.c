/* plants.c - the largest sources of a layer, cell by cell */
#include "study/plants.h"
#include <stdlib.h>

bool plants_wanted(const struct job *job, const struct layer *layer)
{
    return job->study->maps.plant_top > 0 && layer->kind == LAYER_FORM &&
           !layer_diverges(layer);
}

void plants_check(struct job *job)
{
    const struct hg_words *words = &job->study->maps.plant_sectors;
    const struct hg_axis *sectors = job->inventory->sectors;
    for (size_t i = 0; i < words->n; i++) {
        if (hg_axis_find(sectors, words->word[i]) != HG_NOT_FOUND)
            continue;
        const char *near = hg_text_nearest(words->word[i], hg_axis_codes(sectors),
                                           hg_axis_size(sectors));
        hg_fault(job->faults, HG_E_STUDY, "sectors of plants",
                 "%s:%zu:%zu: the inventory has no sector `%s`, which `maps.plants` "
                 "names%s%s%s",
                 job->study->path, words->at[i].line, words->at[i].column, words->word[i],
                 near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
    }
}

/* A layer of a sector `plants` must not have the name of another's second map. */
void plants_check_names(struct job *job)
{
    for (size_t i = 0; i < job->n_layer; i++) {
        char second[160];
        if (!plants_wanted(job, &job->layer[i]))
            continue;
        (void)snprintf(second, sizeof(second), "%s_plants", job->layer[i].stem);
        for (size_t k = 0; k < job->n_layer; k++)
            if (hg_text_same_folded(second, job->layer[k].stem))
                hg_fault(job->faults, HG_E_STUDY, "layers",
                         "%s:%zu: the layer %s has the name of the map that "
                         "`maps: plants` adds to layer %s; choose other `names`, or "
                         "leave one of them out",
                         job->study->path, job->layer[k].entry->line, job->layer[k].stem,
                         job->layer[i].stem);
    }
}

static bool wanted(const struct job *job, size_t industry)
{
    const struct hg_words *words = &job->study->maps.plant_sectors;
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    const char *code = hg_axis_code(job->inventory->sectors, industry % n_sector);
    return words->n == 0 || hg_words_has(words, code);
}

/* What a layer counts of the sources of each industry; NULL without memory. */
static double *counted(const struct job *job, const struct layer *layer)
{
    const size_t n = job_industries(job);
    double *at_sources = malloc((2 * n + 1) * sizeof(*at_sources));
    if (!at_sources)
        return NULL;
    plan_coefficients(job, layer, at_sources, at_sources + n, 1);
    for (size_t i = 0; i < n; i++)
        if (!wanted(job, i))
            at_sources[i] = 0;
    return at_sources;
}

/* The mass of the sources in the cell of point *i, and *i past them: points are sorted by
 * cell. */
static double next_cell(const struct hg_emissions *e, const double *part, size_t *i)
{
    double kg = 0;
    const uint32_t cell = e->point[*i].cell;
    for (; *i < e->n_point && e->point[*i].cell == cell; ++*i)
        kg += part[e->point[*i].industry] * hg_mass_kg(e->point[*i].mass);
    return kg;
}

static double largest_of(const struct hg_emissions *e, const double *part)
{
    double largest = 0;
    for (size_t i = 0; i < e->n_point;)
        largest = fmax(largest, next_cell(e, part, &i));
    return largest;
}

/* Destinations that share their classes share the scale of their circles. */
static enum hg_status find_largest(const struct job *job, const struct layer *layer,
                                   struct plants *out, struct hg_error *err)
{
    const bool shared = layer_shares_classes(job, layer);
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *other = &job->layer[i];
        if (other != layer &&
            !(shared && other->kind == LAYER_FORM && layer_shares_classes(job, other)))
            continue;
        double *part = counted(job, other);
        if (!part)
            return no_memory(err, "the sources of a map");
        out->largest_kg = fmax(out->largest_kg, largest_of(job->emissions, part));
        free(part);
    }
    return HG_OK;
}

static int by_mass(const void *a, const void *b)
{
    const struct hg_map_symbol *x = a, *y = b;
    if (x->kg != y->kg)
        return x->kg < y->kg ? 1 : -1;
    if (x->x != y->x)
        return x->x < y->x ? -1 : 1;
    return (x->y > y->y) - (x->y < y->y);
}

static void gather(const struct job *job, const double *part, struct plants *out)
{
    const struct hg_emissions *e = job->emissions;
    for (size_t i = 0; i < e->n_point;) {
        struct hg_map_symbol symbol = {0};
        hg_grid_centre(job->grid, e->point[i].cell, &symbol.x, &symbol.y);
        symbol.kg = next_cell(e, part, &i);
        out->all_kg += symbol.kg;
        if (symbol.kg > 0)
            out->symbol[out->n++] = symbol;
    }
    qsort(out->symbol, out->n, sizeof(*out->symbol), by_mass);
    const size_t top = (size_t)job->study->maps.plant_top;
    out->n = out->n < top ? out->n : top;
    for (size_t i = 0; i < out->n; i++)
        out->shown_kg += out->symbol[i].kg;
}

enum hg_status plants_create(const struct job *job, const struct layer *layer,
                             struct plants *out, struct hg_error *err)
{
    *out = (struct plants){0};
    double *part = counted(job, layer);
    out->symbol = malloc((job->emissions->n_point + 1) * sizeof(*out->symbol));
    if (!part || !out->symbol) {
        free(part);
        plants_finish(out);
        return no_memory(err, "the sources of a map");
    }
    const enum hg_status status = find_largest(job, layer, out, err);
    if (status == HG_OK)
        gather(job, part, out);
    else
        plants_finish(out);
    free(part);
    return status;
}

void plants_finish(struct plants *plants)
{
    free(plants->symbol);
    *plants = (struct plants){0};
}
