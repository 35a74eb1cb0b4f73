/*
 * study.h - what a study file says, checked and with all paths made whole
 *
 * YAML by schema tables {key, type, range, offset}: types are those of the schema (NO
 * stays Norway), numbers are strict, unknown and repeated keys, anchors, aliases, tags
 * and second documents are refused, all faults are told at once with file, line, column
 * and key.
 */
#ifndef HG_STUDY_H
#define HG_STUDY_H

#include <hotgrid/error.h>
#include <hotgrid/fdr.h>
#include <hotgrid/grid.h>
#include <hotgrid/inventory.h>
#include <hotgrid/local.h>
#include <hotgrid/map_insets.h>
#include <hotgrid/mrio_file.h>
#include <hotgrid/raster.h>
#include <hotgrid/snap.h>
#include <hotgrid/study_levers.h>
#include <hotgrid/style.h>
#include <hotgrid/tables.h>
#include <hotgrid/vector.h>
#include <hotgrid/words.h>

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

struct hg_study_sigma {
    const char *code; /* of a sector, a region or a proxy */
    double sigma;     /* relative standard deviation, >= 0 */
    double points;    /* of sectors: the same of each point source */
};

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

struct hg_study_places { /* a set of places with accounts of their own */
    const char *name;
    struct hg_vector_source source; /* path NULL: of_regions */
    double radius_km;               /* 0: polygons; else around points (CSV) */
    bool of_regions;
    size_t line;
};

/* The projection of a grid that is fitted to the regions. */
enum hg_grid_fit { HG_FIT_BEST, HG_FIT_ALBERS, HG_FIT_LAEA, HG_FIT_WORLD };

struct hg_study_sector_map {
    struct hg_table_source table;
    const char *weights; /* "given", "output", or a column of the file */
};

struct hg_study_nest {         /* a provincial table inside the world table */
    const char *format, *path; /* path NULL: none */
    const char *parent;        /* region of the world table */
    struct hg_spot parent_at;
    struct hg_study_sector_map sectors; /* its sectors to the world's */
    struct hg_table_source exports;     /* province, destination, value[, sector] */
    struct hg_words abroad;             /* regions and categories that are exports */
    bool balance;                       /* balance: gras */
};

struct hg_study {
    const char *path, *folder; /* of the study file */
    const char *data;          /* folder that the paths of data files started from */
    const char *name;
    int64_t year;
    const char *grid; /* a name from grids/, a path from the root, or "auto" */
    struct {          /* of grid "auto" */
        double cell_km;
        enum hg_grid_fit projection;
        struct hg_words regions; /* empty: all polygons of `regions` */
    } fit;
    struct hg_vector_source regions;
    struct {
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
    } inventory;
    struct {
        const char *format, *path, *z, *y; /* z, y: file names, or NULL */
        const char *version;               /* or NULL */
        size_t n_emissions;
        struct hg_mrio_account *emissions; /* of the table's own, for accounts of it */
        struct hg_table_source regions;
        struct hg_study_sector_map sectors;
        struct hg_study_nest nest;
        struct hg_table_source reexports;
        bool region_codes; /* codes of the study are looked up in codes/regions.csv */
        bool reexports_corrected;
        const char
            *region_names; /* file of codes and names of the table's regions, or NULL */
    } trade;
    size_t n_groups, n_layers, n_places, n_decompose;
    struct hg_study_group *groups;
    struct hg_study_layers *layers;
    struct hg_study_places *places;
    struct {
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
    } maps;
    struct {
        size_t line;           /* in the study file; 0: there is no such key */
        int64_t draws, seed;   /* draws 0: no Monte Carlo */
        bool hold;             /* totals of the inventory: points change shares alone */
        double totals, points; /* relative deviations of those without one of their own */
        size_t n_sectors, n_regions, n_proxies;
        struct hg_study_sigma *sectors, *regions, *proxies;
    } uncertainty;
    struct {
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
    } hotspots;
    struct {                  /* the atlas */
        bool regions;         /* each: region; else there is none */
        struct hg_words only; /* codes; empty: all that emit on the grid */
        bool fitted;          /* grid: auto, for each region */
        bool own_classes;     /* else those of the whole layer */
    } each;
    const char *names; /* pattern of the stems of layers: "{gas}_{study}_{layer}" */
    struct hg_study_targets targets; /* study_levers.h */
    struct hg_study_relocate relocate;
    struct hg_study_benchmark benchmark;
    struct hg_study_decompose *decompose;
    const char *cache; /* folder, or NULL */
    bool zstd;         /* compress: zstd */
    bool report;       /* report.html is written */
    struct {
        bool sld, stac;
        int64_t tiles; /* the last zoom; -1: none */
    } publish;
    const char *output;     /* folder */
    struct hg_arena *arena; /* holds all of the above */
};

/* Reads and checks a study file.  Faults are of status HG_E_STUDY; files it names must
 * exist (HG_E_INPUT).  Goes on to the end of the file whatever it finds, then fails with
 * the status and text of the first fault; fails at once only when the file cannot be read
 * or is not YAML (and then adds no fault).  hg_grid_read() and hg_style_read() do so too.
 */
HG_MUST_CHECK enum hg_status hg_study_read(const char *path, struct hg_faults *faults,
                                           struct hg_study **out, struct hg_error *err);
void hg_study_destroy(struct hg_study *study); /* NULL is fine */

/* A grid file by name (looked up in hg_share_folder()) or path, from folder
 * (NULL: the current one). */
HG_MUST_CHECK enum hg_status hg_grid_read(const char *name_or_path, const char *folder,
                                          struct hg_faults *faults, struct hg_grid **out,
                                          struct hg_error *err);

/* A style file by name or path, on top of hg_style_default(). */
HG_MUST_CHECK enum hg_status hg_style_read(const char *name_or_path, const char *folder,
                                           struct hg_faults *faults, struct hg_style *out,
                                           struct hg_error *err);

/* The study-file reference as Markdown, made from the schema tables. */
struct hg_text;
void hg_study_reference(struct hg_text *text);

/* Folder of grids/ and styles/: $HOTGRID_SHARE, share/hotgrid beside the bin of the
 * program, the source tree it was built from, or the installed place; NULL when there is
 * none. */
const char *hg_share_folder(void);

#endif
