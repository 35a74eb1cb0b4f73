/*
 * tables.h - the tables of a study as files: inventory, points, names, maps of codes
 *
 * Each reader puts what is wrong with a row into faults ("file:line:column: what was
 * found, what was expected, what to do") and goes on; it fails at once only when a file
 * cannot be read at all or memory runs out.
 */
#ifndef HG_TABLES_H
#define HG_TABLES_H

#include <hotgrid/axis.h>
#include <hotgrid/error.h>
#include <hotgrid/gas.h>
#include <hotgrid/inventory.h>
#include <hotgrid/links.h>
#include <hotgrid/places.h>

/* Other names for the columns of a file: `standard` is what the reader asks for
 * ("value"), `actual` what the file calls it ("kt").  A column that is missing and not
 * renamed may be a constant: `actual` starts with '=' ("=kt"). */
struct hg_columns {
    size_t n;
    const char *const *standard, *const *actual;
};

struct hg_table_source {
    const char *path;
    const char *layer; /* of an OGR source; NULL: the first */
    struct hg_columns columns;
    enum hg_gwp gwp; /* NONE: rows of other gases than CO2 are faults */
};

/* Inventory: region, sector, value, unit[, basis (default CO2)][, gas (default CO2)][,
 * uncertainty (relative standard deviation)].  Values are >= 0.  Other gases become kg of
 * CO2 equivalents where the source has a gwp.
 */
HG_MUST_CHECK enum hg_status hg_read_totals(size_t n, const struct hg_table_source *files,
                                            struct hg_faults *faults,
                                            struct hg_totals **out, struct hg_error *err);

/*
 * Points: id, region, sector, lon, lat, weight[, name] for HG_POINTS_SCALE; value, unit[,
 * basis][, gas] in place of weight for the other rules.  A .csv goes through csv.h; any
 * other file through OGR (points.gpkg, .fgb, .shp, .geojson, .xlsx), where lon and lat
 * may also come from the geometry, in any CRS.  A latitude outside [-90, 90] or a
 * longitude outside [-180, 360] is a fault that asks whether they are swapped.
 */
HG_MUST_CHECK enum hg_status hg_read_sites(const struct hg_table_source *file,
                                           enum hg_point_rule rule,
                                           struct hg_faults *faults,
                                           struct hg_sites **out, struct hg_error *err);

/* Codes and names, e.g. sectors.csv: two named columns; sorted by code. */
HG_MUST_CHECK enum hg_status hg_read_names(const char *path, const char *code_column,
                                           const char *name_column,
                                           struct hg_faults *faults, struct hg_axis **out,
                                           struct hg_error *err);

/* The columns of a map of codes. */
struct hg_link_columns {
    const char *from, *to;
    const char *weight; /* NULL: none, all weigh 1, and there is no region */
    bool weighed;       /* the column of weights must be there */
    const char
        *region; /* which region a row is for, where there is such a column; NULL */
};

/* Faults: a pair twice (for one region), an empty code, a weight below 0. */
HG_MUST_CHECK enum hg_status hg_read_links(const struct hg_table_source *file,
                                           const struct hg_link_columns *columns,
                                           struct hg_faults *faults,
                                           struct hg_links **out, struct hg_error *err);

/* code_column and rank_column may be NULL. */
HG_MUST_CHECK enum hg_status
hg_read_places(const struct hg_table_source *file, const char *name_column,
               const char *code_column, const char *rank_column, struct hg_faults *faults,
               struct hg_places **out, struct hg_error *err);

#endif
