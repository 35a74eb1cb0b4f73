/*
 * study_outputs.h - what a study file says of its outputs: groups, layers, places,
 * an atlas
 *
 * Parts of struct hg_study (study.h), which owns all they point to.
 */
#ifndef HG_STUDY_OUTPUTS_H
#define HG_STUDY_OUTPUTS_H

#include <hotgrid/vector.h>
#include <hotgrid/words.h>
#include <stdbool.h>
#include <stdint.h>

struct hg_study_group {
    const char *name;
    struct hg_words members; /* destinations */
    bool country;            /* they are parts of one */
};

enum hg_account {
    HG_ACCOUNT_TOTAL,
    HG_ACCOUNT_FOREIGN,
    HG_ACCOUNT_DESTINATION, /* one layer for each of `destination` */
    HG_ACCOUNT_DOMINANT,    /* two layers: largest market, largest foreign market */
    HG_ACCOUNT_TIER,        /* what one choice of the proxies placed */
    HG_ACCOUNT_EXCESS,      /* above the benchmark of `targets` */
    HG_ACCOUNT_AFTER,       /* after the moves of an option of `relocate` */
    HG_ACCOUNT_CHANGE,      /* that less what is emitted before */
};

enum hg_layer_quantity {
    HG_LAYER_DENSITY,
    HG_LAYER_TOTAL,
    HG_LAYER_SHARE,
    HG_LAYER_SIGMA,          /* standard deviation of the density */
    HG_LAYER_RELATIVE_SIGMA, /* percent of the cell's emissions */
    HG_LAYER_STABILITY,      /* percent of draws with the cell among the hotspots */
};

struct hg_study_layers { /* one entry of `layers` */
    enum hg_account account;
    struct hg_words destination; /* codes, names of groups, or "all" */
    struct hg_words sector;      /* empty: all together; else these together */
    struct hg_words region;      /* empty: all */
    struct hg_words category;    /* of final demand, empty: all */
    struct hg_words product;     /* sectors of the trade table that sell it, empty: all */
    enum hg_layer_quantity quantity;
    int64_t tier;       /* 0: sources and ready grids; 1: the first choice ... */
    const char *option; /* of `relocate`; NULL: the first of its file */
    struct hg_spot option_at;
    size_t line; /* in the study file; 0: a layer of every study that names none */
};

struct hg_study_places { /* a set of places with accounts of their own */
    const char *name;
    struct hg_vector_source source; /* path NULL: of_regions */
    double radius_km;               /* 0: polygons; else around points (CSV) */
    bool of_regions;
    size_t line;
};

struct hg_study_each {    /* the atlas */
    bool regions;         /* each: region; else there is none */
    struct hg_words only; /* codes; empty: all that emit on the grid */
    bool fitted;          /* grid: auto, for each region */
    bool own_classes;     /* else those of the whole layer */
};

struct hg_study_publish {
    bool sld, stac;
    int64_t tiles; /* the last zoom; -1: none */
};

#endif
