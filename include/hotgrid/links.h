/*
 * links.h - which code of one list stands for which of another, and by what weight
 *
 * The region map (study region -> region of the table) and the concordance of sectors
 * (study sector -> sectors of the table).
 */
#ifndef HG_LINKS_H
#define HG_LINKS_H

#include <hotgrid/error.h>
#include <stddef.h>

/* Rows from -> to with a weight (1 where the file has no weight column): the region map
 * (region, mrio_region) and the sector map (sector, mrio_sector[, weight][, region]). */
struct hg_link {
    const char *from, *to;
    double weight;
    const char *file;
    size_t line;
    const char *region; /* the weight is of this region of the study; NULL, "": of all */
};

struct hg_links {
    size_t n;
    struct hg_link *link;   /* sorted by from, region, to */
    struct hg_arena *arena; /* holds the strings and the rows */
};

/* Sorts by from, region, to: whoever fills links calls it. */
void hg_links_sort(struct hg_links *links);
void hg_links_destroy(struct hg_links *links); /* NULL is fine */

/* First link of `from`, HG_NOT_FOUND when there is none; those that follow with the same
 * `from` belong to it. */
size_t hg_links_find(const struct hg_links *links, const char *from);

#endif
