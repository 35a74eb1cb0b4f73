/*
 * zone_accounts.h - the sets of places of a study, and their accounts, as a lever
 * (levers.h)
 */
#ifndef HG_STUDY_ZONE_ACCOUNTS_H
#define HG_STUDY_ZONE_ACCOUNTS_H

#include "study/levers.h"
#include <hotgrid/zones.h>

/* Rankings, 1 for the largest; equal ones share the lowest: 1, 2, 2, 4. */
enum place_order { BY_TOTAL, BY_FOREIGN, BY_DENSITY, N_PLACE_ORDER };

struct place {
    const char *code, *name;
    double x, y, lon, lat; /* a spot in it: crs of the grid, degrees; NAN: none */
    double kg, foreign_kg;
    double km2, km2_on; /* whole, and on the grid */
    double land_km2;    /* of the regions of the study, on the grid */
    double density;     /* t per km2 of land; NAN without land */
    double foreign_density;
    size_t n_cell, rank[N_PLACE_ORDER];
};

struct place_set {
    const struct hg_study_places *entry;
    char by[48]; /* "polygons", "points within 30 km", "regions of the study" */
    struct hg_shapes *owned;        /* polygons of a file */
    const struct hg_shapes *shapes; /* these or the regions'; NULL for points */
    struct hg_places *points;
    size_t n;
    struct place *place; /* [n + 2]: by code; then what lies outside, and what places
                            count again because they overlap */
    size_t n_sector, n_destination;  /* 0 destinations: no markets */
    double *sector, *sector_foreign; /* kg: [(n + 2) * n_sector] */
    double *destination;             /* kg: [(n + 2) * n_destination] */
    size_t *order[N_PLACE_ORDER];    /* [n], the largest first */
    double gridded_kg;
    double by_place_kg, by_cell_kg; /* of hg_zones */
};

struct zone_accounts {
    enum place_order order; /* of facts */
    size_t n;
    struct place_set *set;
};

/* Reads the files of all sets into job->zones: while the study is read. */
stage_run places_read;

HG_MUST_CHECK enum hg_status places_find(struct job *job, struct zone_accounts **out,
                                         struct hg_error *err);
HG_MUST_CHECK enum hg_status places_tables(struct job *job, struct hg_error *err);
json_t *places_facts(const struct job *job, const struct zone_accounts *zones, size_t top,
                     bool *ok);
void place_set_clear(struct place_set *set);      /* but for what was read */
void places_destroy(struct zone_accounts *zones); /* NULL is fine */

/* Do places of a set overlap, but for rounding? */
bool places_overlap(const struct place_set *set);

/* The first `top` of a set, as tables/places.csv has them, in another order. */
void places_csv(const struct job *job, const struct place_set *set,
                enum place_order order, size_t top, struct hg_text *text);
void places_csv_head(const struct job *job, struct hg_text *text);

/* places.gpkg, and maps of each set (places_gpkg.c, places_map.c). */
stage_run write_places_gpkg, draw_places;

#endif
