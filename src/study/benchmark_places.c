/* benchmark_places.c - plants where they are, by the class of their score */
#include "study/benchmark_places.h"
#include <math.h>
#include <stdlib.h>

double score_class_from(size_t class)
{
    return (double)(SCORE_CLASSES - 1 - class) / SCORE_CLASSES;
}

void score_kinds(const struct job *job, struct hg_map_symbol_kind out[SCORE_KINDS])
{
    static const char *const name[SCORE_KINDS] = {"0.75 to 1",           "0.5 to 0.75",
                                                  "0.25 to 0.5",         "0 to 0.25",
                                                  "0, barred equipment", "No score"};
    struct hg_colour colour[SCORE_CLASSES + 2]; /* neither the palest nor the darkest */
    hg_ramp_colours(hg_ramp_find("lajolla"), SCORE_CLASSES + 2, colour);
    for (size_t i = 0; i < SCORE_KINDS; i++)
        out[i] = (struct hg_map_symbol_kind){.name = name[i], .shape = HG_MAP_CIRCLE};
    for (size_t i = 0; i < SCORE_CLASSES; i++)
        out[i].colour = colour[i + 1];
    out[SCORE_GATE].colour = job->style.ink;
    out[SCORE_GATE].shape = HG_MAP_DIAMOND;
    out[SCORE_NONE].colour = job->style.faint;
    out[SCORE_NONE].shape = HG_MAP_RING;
}

static size_t kind_of(const struct benchmark *b, size_t plant)
{
    const double score = b->score[plant].total;
    size_t class = 0;
    if (!b->plant[plant].gate)
        return SCORE_GATE;
    if (isnan(score))
        return SCORE_NONE;
    while (class + 1 < SCORE_CLASSES && score < score_class_from(class))
        class ++;
    return class;
}

static void place_plant(const struct job *job, const struct ranked *ranked,
                        struct plant_places *out)
{
    const struct benchmark *b = &job->levers->benchmark->benchmark;
    const struct hg_plant_row *row = &b->tables->plant[ranked->plant];
    const double kg = job->study->benchmark.by_excess ? b->excess_kg[ranked->plant]
                                                      : 1000 * row->output_t;
    struct plant_place place = {.plant = ranked->plant,
                                .rank = ranked->score < 0 ? 0 : ranked->rank,
                                .x = row->lon,
                                .y = row->lat,
                                .kg = isnan(kg) ? 0 : kg,
                                .kind = kind_of(b, ranked->plant)};
    if (isnan(row->lon) || isnan(row->lat))
        return;
    hg_transform_apply(&job->from_lonlat, 1, &place.x, &place.y);
    if (!isfinite(place.x) || !isfinite(place.y))
        return;
    out->n_unsized += isnan(kg) ? 1 : 0;
    out->largest_kg = fmax(out->largest_kg, place.kg);
    out->place[out->n++] = place;
}

enum hg_status plant_places_find(const struct job *job, struct plant_places *out,
                                 struct hg_error *err)
{
    const struct benchmark_finding *f = job->levers->benchmark;
    const size_t n = f->benchmark.tables->n_plant;
    *out = (struct plant_places){.place = calloc(n + 1, sizeof(*out->place))};
    if (!out->place)
        return no_memory(err, "the places of plants");
    for (size_t k = 0; k < n; k++)
        place_plant(job, &f->order[k], out);
    if (out->n < n)
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "plants without coordinates, or with none in the crs of the grid, "
                     "are in the table alone, not on the map and not in " BENCHMARK_GPKG
                     ": %zu of %zu",
                     n - out->n, n);
    return HG_OK;
}

void plant_places_finish(struct plant_places *places)
{
    free(places->place);
    *places = (struct plant_places){0};
}
