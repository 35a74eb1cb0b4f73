/*
 * places.h - named places for labels
 */
#ifndef HG_PLACES_H
#define HG_PLACES_H

#include <hotgrid/error.h>
#include <stddef.h>

/* Named places for labels: lon, lat, a name column, and columns to choose and order them.
 */
struct hg_place {
    const char *name, *code; /* code: the name where a table has none */
    double lon, lat;
    double rank; /* larger is more important; 0 where there is no rank column */
};

struct hg_places {
    size_t n;
    struct hg_place *place; /* by falling rank, then name */
    struct hg_arena *arena; /* holds the strings and the rows */
};

/* Sorts as said above: whoever fills places calls it. */
void hg_places_sort(struct hg_places *places);
void hg_places_destroy(struct hg_places *places); /* NULL is fine */

#endif
