/* benchmark_join.h - standards, plants and measures, found in each other */
#ifndef HG_STUDY_BENCHMARK_JOIN_H
#define HG_STUDY_BENCHMARK_JOIN_H

#include "study/levers.h"
#include <hotgrid/benchmark.h>
#include <hotgrid/benchmark_file.h>
#include <hotgrid/study.h>

struct benchmark {
    const struct hg_study *study;
    const char *standards; /* path, of the arena of the study */
    struct hg_benchmark_tables *tables;
    struct hg_standard *standard; /* [tables->n_standard] and so on */
    struct hg_plant *plant;
    struct hg_measure *measure;
    struct hg_measure_score *measured;
    struct hg_plant_score *score;
    double
        *excess_kg; /* [plant]: above the leader a year, pillar carbon; NAN: not known */
};

/* Reads the tables of a study and scores its plants; what does not fit goes to faults. */
HG_MUST_CHECK enum hg_status benchmark_make(const struct hg_study *study,
                                            struct hg_faults *faults,
                                            struct benchmark *out, struct hg_error *err);
void benchmark_finish(struct benchmark *benchmark);

/* A plant by its place among all. */
struct ranked {
    double score; /* -1: none */
    size_t plant, rank;
};

/* The lever (levers.h): plants with their scores, best first. */
struct benchmark_finding {
    struct benchmark benchmark;
    struct ranked *order; /* [benchmark.tables->n_plant] */
    size_t n_place;       /* plants on the map, once that is made */
    double largest_kg;    /* of what their sizes show */
};

HG_MUST_CHECK enum hg_status
benchmark_find(struct job *job, struct benchmark_finding **out, struct hg_error *err);
HG_MUST_CHECK enum hg_status benchmark_tables(struct job *job, struct hg_error *err);
json_t *benchmark_facts(const struct job *job, const struct benchmark_finding *finding,
                        size_t top, bool *ok);
void benchmark_destroy(struct benchmark_finding *finding); /* NULL is fine */

/* The table of plants, the `top` best. */
void benchmark_csv(const struct benchmark_finding *finding, size_t top,
                   struct hg_text *text);

#endif
