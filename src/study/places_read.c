/* places_read.c - sets of places as their files have them */
#include "study/zone_accounts.h"
#include <stdlib.h>
#include <string.h>

void place_set_clear(struct place_set *set)
{
    free(set->place);
    free(set->sector);
    free(set->sector_foreign);
    free(set->destination);
    set->place = NULL;
    set->sector = set->sector_foreign = set->destination = NULL;
    for (int k = 0; k < N_PLACE_ORDER; k++) {
        free(set->order[k]);
        set->order[k] = NULL;
    }
}

void places_destroy(struct zone_accounts *zones)
{
    if (!zones)
        return;
    for (size_t i = 0; i < zones->n; i++) {
        struct place_set *set = &zones->set[i];
        hg_shapes_destroy(set->owned);
        hg_places_destroy(set->points);
        place_set_clear(set);
    }
    free(zones->set);
    free(zones);
}

static int by_code(const void *a, const void *b)
{
    const struct hg_place *p = a, *q = b;
    return strcmp(p->code, q->code);
}

/* Points of one code would be one place in two. */
static void check_codes(struct job *job, const struct place_set *set)
{
    const struct hg_vector_source *source = &set->entry->source;
    for (size_t i = 1; i < set->points->n; i++)
        if (strcmp(set->points->place[i].code, set->points->place[i - 1].code) == 0)
            hg_fault(job->faults, HG_E_INPUT, "places twice",
                     "%s: `%s` is \"%s\" twice; take a field as `id` that tells places "
                     "apart, and that one as `label`",
                     source->path, source->code, set->points->place[i].code);
}

static enum hg_status read_points(struct job *job, struct place_set *set,
                                  struct hg_error *err)
{
    const struct hg_vector_source *source = &set->entry->source;
    const struct hg_table_source table = {.path = source->path, .layer = source->layer};
    (void)snprintf(set->by, sizeof(set->by), "points within %g km",
                   set->entry->radius_km);
    const enum hg_status status =
        hg_read_places(&table, source->name ? source->name : source->code, source->code,
                       NULL, job->faults, &set->points, err);
    if (status != HG_OK)
        return status;
    if (set->points->n > 1)
        qsort(set->points->place, set->points->n, sizeof(struct hg_place), by_code);
    check_codes(job, set);
    set->n = set->points->n;
    return HG_OK;
}

static enum hg_status read_set(struct job *job, struct place_set *set,
                               struct hg_error *err)
{
    struct hg_vector_source source = set->entry->source;
    if (set->entry->of_regions) {
        (void)snprintf(set->by, sizeof(set->by), "regions of the study");
        return HG_OK;
    }
    if (set->entry->radius_km > 0)
        return read_points(job, set, err);
    (void)snprintf(set->by, sizeof(set->by), "polygons");
    source.threads = job->threads;
    const enum hg_status status =
        hg_read_shapes(&source, job->grid, NULL, NULL, job->faults, &set->owned, err);
    set->shapes = set->owned;
    set->n = set->owned ? set->owned->n_shape : 0;
    return status;
}

enum hg_status places_read(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    if (study->n_places == 0 || !job->placed || job->only_region)
        return HG_OK;
    struct zone_accounts *zones = job->zones = calloc(1, sizeof(*zones));
    if (zones)
        zones->set = calloc(study->n_places, sizeof(*zones->set));
    if (!zones || !zones->set)
        return no_memory(err, "the places");
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < study->n_places; i++) {
        zones->set[zones->n].entry = &study->places[i];
        status = read_set(job, &zones->set[zones->n++], err);
    }
    return status;
}
