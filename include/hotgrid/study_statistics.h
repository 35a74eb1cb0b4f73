/*
 * study_statistics.h - what a study file says of uncertainty and hotspots
 *
 * Parts of struct hg_study (study.h), which owns all they point to.
 */
#ifndef HG_STUDY_STATISTICS_H
#define HG_STUDY_STATISTICS_H

#include <hotgrid/fdr.h>
#include <hotgrid/local.h>
#include <hotgrid/words.h>
#include <stdbool.h>
#include <stdint.h>

struct hg_study_sigma {
    const char *code; /* of a sector, a region or a proxy */
    double sigma;     /* relative standard deviation, >= 0 */
    double points;    /* of sectors: the same of each point source */
};

struct hg_study_uncertainty {
    size_t line;           /* in the study file; 0: there is no such key */
    int64_t draws, seed;   /* draws 0: no Monte Carlo */
    bool hold;             /* totals of the inventory: points change shares alone */
    double totals, points; /* relative deviations of those without one of their own */
    size_t n_sectors, n_regions, n_proxies;
    struct hg_study_sigma *sectors, *regions, *proxies;
};

struct hg_study_hotspots {
    double share_of_area; /* percent of the land whose share is told */
    bool dbscan;
    double top_percent; /* of the land: the densest cells on it are candidates */
    int64_t min_cells;
    double min_mass;    /* t */
    double distance_km; /* of DBSCAN */
    double name_km;     /* a place names a hotspot that is no further away */
    struct {            /* Gi* and local Moran's I */
        double band_km; /* 0: not asked for */
        enum hg_local_transform transform;
        int64_t permutations, seed;
        bool own, pseudo; /* draws of each cell; pseudo p decides, not z */
        enum hg_fdr fdr;
    } local;
    struct hg_words layers; /* accounts, destinations, stems of files, or "all" */
};

#endif
