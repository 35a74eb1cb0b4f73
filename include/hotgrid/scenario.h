/*
 * scenario.h - what a relocation moves: capacities, intensities and distances
 */
#ifndef HG_SCENARIO_H
#define HG_SCENARIO_H

#include <stddef.h>

struct hg_range {
    double value, low, high; /* low <= value <= high */
};

/* Of one place. */
struct hg_intensity {
    struct hg_range direct;      /* kg CO2 a tonne of product */
    struct hg_range electricity; /* kWh a tonne */
    struct hg_range grid;        /* kg CO2 a kWh */
};

struct hg_move {
    struct hg_range capacity;    /* t of product a year, >= 0 */
    struct hg_range utilisation; /* 0..1 */
    struct hg_range displaced;   /* 0..1: the part of the old plants that closes */
    struct hg_intensity origin, destination;
    struct hg_range transport; /* kg CO2 a tonne and km */
    struct hg_range distance;  /* km */
};

/* A move as a row of a file. */
struct hg_scenario_row {
    const char *sector, *origin, *destination;
    const char *option, *note; /* "" where there is none; options are alternatives */
    struct hg_move move;
    double output_share; /* of its sector in a trade table, 0..1; NAN: not stated */
    size_t line;
};

struct hg_scenario {
    const char *path;
    size_t n;
    struct hg_scenario_row *row; /* in the order of the file */
    struct hg_arena *arena;      /* holds all of it */
};

void hg_scenario_destroy(struct hg_scenario *scenario); /* NULL is fine */

#endif
