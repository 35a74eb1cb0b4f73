/*
 * benchmark_file.h - plants, what was measured at them, and the standards, as tables
 *
 * Faults of rows go to faults, as in tables.h.
 */
#ifndef HG_BENCHMARK_FILE_H
#define HG_BENCHMARK_FILE_H

#include <hotgrid/error.h>
#include <stdbool.h>

/* product,indicator,pillar,unit,limit,access,leader,m3_per_t,verified,source: access and
 * m3_per_t (flue gas of a tonne of product, where the unit is mg/m3) may be empty;
 * verified is yes or no. */
struct hg_standard_row {
    const char *product, *indicator, *pillar, *unit, *source;
    double limit, access, leader; /* access NAN: none */
    double m3_per_t;              /* NAN: not given */
    bool verified;
    size_t line;
};

/* id,product,output_t[,name][,region][,lon,lat][,gate]: output in t a year; gate is yes
 * (passes all gates, as where it is empty) or no. */
struct hg_plant_row {
    const char *id, *product, *name, *region; /* name the id, region "" if not given */
    double output_t, lon, lat;                /* NAN where not given */
    bool gate;
    size_t line;
};

/* plant,indicator,value,unit */
struct hg_measure_row {
    const char *plant, *indicator, *unit;
    double value;
    size_t line;
};

struct hg_benchmark_tables {
    size_t n_standard, n_plant, n_measure;
    struct hg_standard_row *standard; /* in the order of the files */
    struct hg_plant_row *plant;
    struct hg_measure_row *measure;
    struct hg_arena *arena; /* holds all of it */
};

HG_MUST_CHECK enum hg_status hg_read_benchmark(const char *standards, const char *plants,
                                               const char *measures,
                                               struct hg_faults *faults,
                                               struct hg_benchmark_tables **out,
                                               struct hg_error *err);
void hg_benchmark_tables_destroy(struct hg_benchmark_tables *tables); /* NULL is fine */

#endif
