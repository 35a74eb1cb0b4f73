/*
 * inventory.h - totals by region and sector, and the points that share them out
 *
 * The inventory says how much a region emits in a sector; points say where some of it is.
 * Region and sector axes are sorted by code, so the order of rows in a file is forgotten.
 */
#ifndef HG_INVENTORY_H
#define HG_INVENTORY_H

#include <hotgrid/axis.h>
#include <hotgrid/error.h>
#include <hotgrid/mass.h>
#include <stdbool.h>
#include <stdint.h>

/* Rows of inventory files as they were read: codes not yet looked up. */
struct hg_total {
    const char *region, *sector;
    hg_mass mass;
    const char *file;
    size_t line;
    unsigned gas; /* index of gas.h */
    double sigma; /* relative standard deviation; NaN where none is given */
};

struct hg_totals {
    size_t n;
    struct hg_total *total;
    struct hg_arena *arena; /* holds the strings and the rows */
};

void hg_totals_destroy(struct hg_totals *totals); /* NULL is fine */

/* How the points of a file meet the total of their region and sector. */
enum hg_point_rule {
    HG_POINTS_SCALE, /* weights share out the whole total; nothing is left for proxies */
    HG_POINTS_REMAINDER, /* masses; what the total exceeds them by goes to proxies */
    HG_POINTS_ADD,       /* masses that the inventory has no total for: they become it */
};

/* A point source as it was read. */
struct hg_site {
    const char *id, *name;       /* name may be "" */
    const char *region, *sector; /* codes */
    double lon, lat;             /* degrees, WGS 84 */
    double weight;               /* >= 0: any measure for scale, kg CO2 for the others */
    const char *file;            /* where it was read, for messages */
    size_t line;                 /* record: line of a CSV file, else feature number */
    double sigma;                /* relative standard deviation; NaN: none is given */
};

struct hg_sites {
    enum hg_point_rule rule;
    size_t n;
    struct hg_site *site;
    struct hg_arena *arena; /* holds the strings and the sites */
};

void hg_sites_destroy(struct hg_sites *sites); /* NULL is fine */

struct hg_inventory {
    struct hg_axis *regions, *sectors;
    hg_mass *total;  /* [region * n_sector + sector]; 0 where there is no row */
    bool *given;     /* the same shape: a row, or points that add, stood for it */
    bool *household; /* [sector]: its destination is its own market */
    bool *gridded;   /* [sector]: false for sectors that stay off the map by choice */
};

struct hg_inventory_params {
    const struct hg_totals *totals; /* all files together */
    size_t n_sites;
    struct hg_sites *const *sites; /* one for each points file */
    size_t n_added;
    const struct hg_totals *const *added; /* sums of sources that add, one for each file:
                                             a pair once, line is that of its first row */
    size_t n_household, n_not_gridded;
    const char *const *household, *const *not_gridded;       /* sector codes */
    const char *const *household_at, *const *not_gridded_at; /* where each was said; NULL:
                                                                "inventory.household" */
    const struct hg_axis *sector_names; /* codes and names; NULL: codes serve as names */
    const struct hg_axis *region_names;
};

/* Axes are the codes of all totals and of sources that add; totals of those are the sums
 * of their masses; rows of several gases of one pair add up.  Faults: a pair
 * (region, sector) twice in the totals with one gas, or both in the totals and added; an
 * unknown household or not-gridded sector; a negative total; codes that hg_text_is_code()
 * refuses or that differ only in case. */
HG_MUST_CHECK enum hg_status hg_inventory_create(const struct hg_inventory_params *params,
                                                 struct hg_faults *faults,
                                                 struct hg_inventory **out,
                                                 struct hg_error *err);
void hg_inventory_destroy(struct hg_inventory *inventory); /* NULL is fine */

hg_mass_sum hg_inventory_sum(const struct hg_inventory *inventory);

/* Sites whose region and sector have a total, looked up and sorted by region, sector, id,
 * lon, lat, weight: their order in the file is forgotten.  Strings are borrowed from the
 * sites, which must live as long. */
struct hg_point {
    const struct hg_site *site;
    size_t region, sector; /* on the axes of the inventory */
    double x, y;           /* in the crs of the grid; NaN where it has no image */
    bool diffuse;          /* it gives up its place, its mass goes to the proxies */
};

struct hg_points {
    enum hg_point_rule rule;
    size_t n, n_orphan;
    struct hg_point *point;
    const struct hg_site **orphan; /* sites whose region and sector have no total */
    bool squares; /* their pieces shall have them; false until the caller sets it */
};

/* Places are set to lon, lat; the caller transforms them.  Faults: an id twice. */
HG_MUST_CHECK enum hg_status
hg_points_create(const struct hg_inventory *inventory, const struct hg_sites *sites,
                 struct hg_faults *faults, struct hg_points **out, struct hg_error *err);
void hg_points_destroy(struct hg_points *points); /* NULL is fine */

#endif
