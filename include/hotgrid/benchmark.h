/*
 * benchmark.h - a green index of plants: their figures against limit, access and leader
 *
 * A standard gives, for an indicator of a product, the value that the law allows (limit),
 * that a newcomer must reach (access) and that the best reach (leader).  A plant's value
 * v scores
 *
 *     z = clamp((limit - v) / (limit - leader), 0, 1)
 *
 * (min-max normalisation between goalposts: OECD and JRC 2008, Handbook on Constructing
 * Composite Indicators, 5.4); either may be the larger.  A pillar is the mean of its
 * indicators with a value, the total the mean of the pillars with one by their weights,
 * and 0 where a gate is failed.  What is above the leader, times the output, is excess.
 */
#ifndef HG_BENCHMARK_H
#define HG_BENCHMARK_H

#include <hotgrid/error.h>
#include <stdbool.h>
#include <stdint.h>

enum hg_pillar {
    HG_PILLAR_POLLUTANTS,
    HG_PILLAR_ENERGY,
    HG_PILLAR_WATER,
    HG_PILLAR_CARBON,
    HG_PILLARS
};

const char *hg_pillar_name(enum hg_pillar pillar); /* "pollutants" */

/* An indicator of a product, with what its values are held against. */
struct hg_standard {
    size_t product;
    enum hg_pillar pillar;
    double limit, access, leader; /* one unit; access NAN: there is none */
    double kg_per_unit; /* excess of one unit of value and a tonne of output, in kg; NAN
                           where the unit is not by tonne of product */
};

/* What was measured at a plant. */
struct hg_measure {
    size_t plant, standard;
    double
        value; /* >= 0 or below (converters that give energy), in the standard's unit */
};

struct hg_plant {
    size_t product;
    double output; /* t a year, >= 0 */
    bool gate;     /* passes all gates (no equipment that must go) */
};

/* How a value stands. */
enum hg_standing { HG_ABOVE_LIMIT, HG_WITHIN_LIMIT, HG_WITHIN_ACCESS, HG_LEADER };

struct hg_measure_score {
    double score; /* 0..1 */
    enum hg_standing standing;
    double excess_kg; /* above the leader, a year; NAN where there is none in kg */
};

struct hg_plant_score {
    double pillar[HG_PILLARS];  /* NAN: no value */
    double total;               /* 0..1; NAN: no value at all */
    size_t n_value, n_standard; /* indicators with a value, of those of its product */
    size_t n_above;             /* values above their limit */
};

struct hg_benchmark_params {
    size_t n_plant, n_standard, n_measure;
    const struct hg_plant *plant;
    const struct hg_standard *standard;
    const struct hg_measure *measure; /* at most one for a plant and a standard */
    double weight[HG_PILLARS];        /* >= 0, one above 0 */
};

/* measured is [n_measure], score [n_plant], both overwritten.  HG_E_ARG: a standard whose
 * limit is its leader or whose access lies outside, a measure of another product, one
 * twice, a value that is no number. */
HG_MUST_CHECK enum hg_status hg_benchmark(const struct hg_benchmark_params *params,
                                          struct hg_measure_score *measured,
                                          struct hg_plant_score *score,
                                          struct hg_error *err);

#endif
