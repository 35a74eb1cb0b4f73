/*
 * benchmark_places.h - the plants of a benchmark that have a place, as maps show them
 *
 * Colour and shape tell the class of the score, the size what the study wants to see.
 */
#ifndef HG_STUDY_BENCHMARK_PLACES_H
#define HG_STUDY_BENCHMARK_PLACES_H

#include "study/benchmark_join.h"
#include <hotgrid/map.h>

#define BENCHMARK_GPKG  "benchmark.gpkg"
#define BENCHMARK_TABLE "plants"

/* Classes of scores, the best first; plants with a closed gate, plants without a score.
 */
enum { SCORE_CLASSES = 4, SCORE_GATE = SCORE_CLASSES, SCORE_NONE, SCORE_KINDS };

struct plant_place {
    size_t plant, rank; /* rank 0: no score */
    double x, y;        /* in the crs of the grid */
    double kg;          /* what the size shows; 0 where that is not known */
    size_t kind;
};

struct plant_places {
    size_t n, n_unsized;
    struct plant_place *place; /* [n], in the order of the ranking */
    double largest_kg;
};

/* The lowest score of a class. */
double score_class_from(size_t class);

/* How kinds look on maps, without figures. */
void score_kinds(const struct job *job, struct hg_map_symbol_kind out[SCORE_KINDS]);

/* Of job->levers->benchmark. */
HG_MUST_CHECK enum hg_status
plant_places_find(const struct job *job, struct plant_places *out, struct hg_error *err);
void plant_places_finish(struct plant_places *places);

/* benchmark.gpkg with its style, and benchmark/benchmark.png ... */
HG_MUST_CHECK enum hg_status
benchmark_gpkg(struct job *job, const struct plant_places *places, struct hg_error *err);
HG_MUST_CHECK enum hg_status
benchmark_map(struct job *job, const struct plant_places *places, struct hg_error *err);

/* Has the run a layer of plants?  And how QGIS draws it: what a style says between its
 * outer tags. */
bool benchmark_has_plants(const struct job *job);
void benchmark_style(const struct job *job, struct hg_text *xml);

#endif
