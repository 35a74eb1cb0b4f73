/*
 * study_maps.h - what a study file says of its maps and pages
 *
 * Parts of struct hg_study (study.h), which owns all they point to.
 */
#ifndef HG_STUDY_MAPS_H
#define HG_STUDY_MAPS_H

#include <hotgrid/map_insets.h>
#include <hotgrid/tables.h>
#include <hotgrid/vector.h>
#include <hotgrid/words.h>
#include <stdbool.h>
#include <stdint.h>

struct hg_study_inset { /* of `maps.insets` */
    const char *name;
    double west, south, east, north; /* degrees; east < west: across 180 */
    enum hg_corner corner;
};

struct hg_study_page {        /* of `maps.pages`: several layers side by side */
    const char *name, *title; /* title "" where not given */
    struct hg_words panels;   /* stems of layers, or their ends; empty: destinations */
    int64_t columns;
};

struct hg_study_maps {
    const char *style;  /* a name from styles/, or a path from the root */
    const char *method; /* of hg_class_methods(), or "manual" */
    int64_t count;
    bool linear; /* method continuous: over the values, not their logarithms */
    bool shared; /* destination layers share their classes */
    struct hg_words formats; /* "png", "pdf", "svg"; empty: no maps */
    size_t n_break;          /* method manual, else 0: */
    double *breaks;          /* edges of n_break - 1 classes, rising */
    struct hg_vector_source borders, context,
        lakes, /* path NULL: none (borders: the regions) */
        flows; /* of the trade table; path NULL: the study's regions serve */
    int level; /* enum hg_map_level */
    struct hg_table_source cities;     /* path NULL: none */
    const char *city_name, *city_rank; /* columns */
    int64_t city_top;
    int64_t hotspots;  /* marked on the map of a layer at most; 0: none */
    int64_t plant_top; /* circles on a second map of each layer; 0: no such map */
    struct hg_words plant_sectors;                      /* empty: all */
    int plant_cells;                                    /* enum hg_map_cells */
    const char *title, *source, *approval, *disclaimer; /* "" where not given */
    size_t n_insets, n_pages;
    struct hg_study_inset *insets; /* presets have their extent */
    struct hg_study_page *pages;
    struct hg_vector_source world; /* path NULL: the context serves */
    bool locator, bare, contact_sheet;
    int64_t bare_width; /* pixels; 0: one for each cell */
};

#endif
