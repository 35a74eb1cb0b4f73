/*
 * study_inventory.h - what a study file says of its inventory: totals, sources, proxies
 *
 * Parts of struct hg_study (study.h), which owns all they point to.
 */
#ifndef HG_STUDY_INVENTORY_H
#define HG_STUDY_INVENTORY_H

#include <hotgrid/inventory.h>
#include <hotgrid/snap.h>
#include <hotgrid/tables.h>
#include <hotgrid/words.h>
#include <stdbool.h>

struct hg_study_points { /* or lines, or areas */
    struct hg_table_source source;
    enum hg_point_rule rule;
};

struct hg_study_grid { /* a ready grid */
    const char *file, *variable, *sector, *unit;
    const char *basis, *gas; /* NULL where not given */
};

struct hg_study_proxy_rule {
    struct hg_words sectors; /* empty: all sectors no other rule names */
    struct hg_words use;     /* names of proxy files or blends, or "area" */
};

enum hg_proxy_kind {
    HG_PROXY_DENSITY, /* raster, per area */
    HG_PROXY_COUNT,   /* raster, per pixel */
    HG_PROXY_LENGTH,  /* km of lines */
    HG_PROXY_NUMBER,  /* points */
    HG_PROXY_COVER,   /* part covered by polygons */
};

struct hg_study_proxy_file {
    const char *name, *file, *variable, *layer; /* the last two may be NULL */
    const char *weight; /* field of vector files; NULL: each feature counts 1 */
    enum hg_proxy_kind kind;
};

struct hg_study_blend_part {
    const char *proxy; /* name of a proxy file */
    double share;      /* above 0; the parts of a blend are divided by their sum */
};

struct hg_study_blend {
    const char *name;
    size_t n_of;
    struct hg_study_blend_part *of;
    const char *within, *outside; /* names of proxy files that are masks, or NULL */
};

struct hg_study_inventory {
    bool co2e; /* gas: co2e */
    int gwp;   /* assessment report of the potentials: 4, 5, 6; 0: not given */
    size_t n_totals, n_points, n_lines, n_areas, n_grids, n_rules, n_files, n_blends;
    struct hg_table_source *totals;
    struct hg_study_points *points, *lines, *areas;
    struct hg_study_grid *grids;
    struct hg_study_proxy_rule *rules; /* at most one without sectors */
    struct hg_study_proxy_file *files;
    struct hg_study_blend *blends;
    struct hg_snap snap;
    const char *emissions; /* compact file that E is read from, or NULL */
    const char *sectors;   /* file of codes and names, or NULL */
    struct hg_words household, not_gridded;
    bool allow_unmapped;
};

#endif
