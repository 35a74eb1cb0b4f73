/* benchmark_join.h - standards, plants and measures, found in each other */
#ifndef HG_STUDY_BENCHMARK_JOIN_H
#define HG_STUDY_BENCHMARK_JOIN_H

#include <hotgrid/benchmark.h>
#include <hotgrid/benchmark_file.h>
#include <hotgrid/study.h>

struct benchmark {
    const struct hg_study *study;
    char *standards; /* path */
    struct hg_benchmark_tables *tables;
    struct hg_standard *standard; /* [tables->n_standard] and so on */
    struct hg_plant *plant;
    struct hg_measure *measure;
    struct hg_measure_score *measured;
    struct hg_plant_score *score;
};

/* Reads the tables of a study and scores its plants; what does not fit goes to faults. */
HG_MUST_CHECK enum hg_status benchmark_make(const struct hg_study *study,
                                            struct hg_faults *faults,
                                            struct benchmark *out, struct hg_error *err);
void benchmark_finish(struct benchmark *benchmark);

#endif
