/* job.h - all that a run holds, stage by stage */
#ifndef HG_STUDY_JOB_H
#define HG_STUDY_JOB_H

#include <hotgrid/accounts.h>
#include <hotgrid/allocate.h>
#include <hotgrid/attribute.h>
#include <hotgrid/classes.h>
#include <hotgrid/clusters.h>
#include <hotgrid/commit.h>
#include <hotgrid/concordance.h>
#include <hotgrid/coverage.h>
#include <hotgrid/crs.h>
#include <hotgrid/emissions_file.h>
#include <hotgrid/ledger.h>
#include <hotgrid/locate.h>
#include <hotgrid/map.h>
#include <hotgrid/mrio_file.h>
#include <hotgrid/parallel.h>
#include <hotgrid/places.h>
#include <hotgrid/raster_file.h>
#include <hotgrid/run.h>
#include <hotgrid/study.h>
#include <hotgrid/uncertainty.h>
#include <math.h>
#include <stdio.h>

/* What a layer shows: a linear form of E, a ratio of two, the largest of many, the
 * deviation of a form, or how often it is among the hotspots. */
enum layer_kind {
    LAYER_FORM,
    LAYER_SHARE,
    LAYER_DOMINANT,
    LAYER_DOMINANT_FOREIGN,
    LAYER_SIGMA,
    LAYER_STABILITY
};

struct layer {
    enum layer_kind kind;
    enum hg_account account;
    enum hg_layer_quantity quantity;
    const char *stem;          /* "co2_china-2012-exports_to-USA" */
    const char *whole;         /* what tells it from others: "to-USA" */
    const char *description;   /* of the band: "USA" */
    const char *title;         /* of the map */
    const char *destination;   /* code, group, or "" */
    const char *demand;        /* categories and products, or "all" */
    const char *sector;        /* codes, or "all" */
    const char *origin;        /* codes, or "all" */
    uint32_t tier;             /* of tier layers: 0 sources, 1 the first choice ... */
    const double *coefficient; /* [industry], in the arena of the run: what a lever counts
                                  of each (levers.h); NULL: none, or not known yet */
    size_t destination_index;  /* on the destination axis; HG_NOT_FOUND for groups and
                                  others */
    const struct hg_study_layers *entry;
    bool *of_destination; /* [destination]: counted in (destination layers only) */
    size_t *part; /* [market]: the column of job->part that serves it, for what is emitted
                     in that market; NULL where all final demand counts */

    /* Found when it is made. */
    hg_mass_sum mass; /* of all cells, in fixed point; for shares: of the numerator;
                         of deviations and stability: 0 */
    double sum_kg, sum_sigma_kg; /* of deviations: the form over all cells */
    hg_mass_sum negative;        /* of cells below 0 */
    double top_percent;      /* of the mass that the densest 1 % of the land holds; NaN */
    double file_error;       /* |sum of the file - mass| / mass */
    double minimum, maximum; /* of the cells shown */
    double lowest; /* of the cells that classes are for: above 0, of shares all */
    struct hg_classes classes;
    char *qml;                    /* the style beside its file; owned */
    struct hg_clusters *clusters; /* its hotspots; NULL: the study asks for none */
    const char **cluster_name;    /* [cluster]: a place, or the region with most of it */
    struct cluster_mix *cluster_mix; /* what they are made of (hotspots.h) */
    char *local_rows;                /* of tables/local_statistics.csv; owned */
    struct layer_curve *curve; /* mass over land (hotspots.h); NULL: it has no sum */
    float *sample; /* sorted values above 0, where destinations share their classes */
    size_t n_sample;
    uint32_t missing[16];
};

struct figures { /* what the headlines say */
    double total_kg, foreign_kg, household_kg;
    double foreign_top_percent; /* on 1 % of the land */
    double area_75_percent; /* smallest part of the land with 75 % of the foreign mass */
    double gini;
};

struct job {
    const struct hg_run_options *options;
    unsigned threads;
    bool markets;    /* it goes on to markets: there is a trade table, and it is wanted */
    bool placed;     /* it puts emissions on the grid: false for accounts and flows */
    bool maps;       /* it draws them */
    bool own_layers; /* of a verb: those of the study, with or without markets */
    const char *atlas;       /* the folder of a region's pages; NULL: the run itself */
    const char *only_region; /* the one polygon that is read; NULL: all */
    const struct job *whole; /* of a region's run (atlas.h): the run itself */
    struct hg_faults *faults;
    struct hg_study *study;
    struct digests *digests; /* of its files; NULL: the run does not tell them */
    struct hg_arena *arena;  /* strings made on the way */
    struct hg_ledger *ledger;
    struct hg_output *output;
    struct resume *resume;     /* what stands in it already (resume.h) */
    struct failures *failures; /* layers that could not be made (failures.h), or NULL */
    struct json_t *inputs;     /* files with their digests, once asked for */
    struct atlas *atlases;     /* pages of regions (atlas.h); NULL: none wanted */
    struct hg_lock *lock;

    /* read */
    struct hg_grid *grid; /* of the study */
    struct hg_grid *wide; /* the same steps, over all regions too */
    struct hg_axis *sector_names, *region_names, *market_names;
    struct region_codes *countries; /* their names, where the study gives none; or NULL */
    struct hg_totals *totals;
    struct hg_sites **sites;
    struct hg_inventory *inventory;
    struct hg_points **points; /* [file]: those that are kept in memory, and orphans */
    struct streams *streams;   /* of the others */
    struct traced *traced;     /* lines, areas and vector proxies */
    struct hg_shapes *regions, *borders, *context, *lakes;
    struct hg_transform from_lonlat;
    struct ready *ready; /* ready grids (ready.h); NULL for none */
    struct hg_raster **raster;
    struct hg_transform *raster_to_grid;
    char (*raster_key)[HG_DIGEST_TEXT]; /* of their values */
    char (*part_key)[HG_DIGEST_TEXT];   /* of streamed pieces: input_key.c */
    struct hg_mrio *mrio;
    bool *province; /* [region of the table]: a part of the country that `nest` takes
                       apart, in the arena; NULL: it has none */
    struct hg_links *region_links, *sector_links;
    const char **table_sector; /* [sector of the table]: its name by the study's sectors,
                                  NULL where it has one; in the arena, or NULL */
    double *table_output;      /* [industry of the table] */
    char *rerouted;            /* what re-exports moved, in a sentence; NULL: nothing */
    struct hg_places *places;
    struct hg_style style;
    struct hg_emissions_file *stored; /* where E comes from a file, else NULL */
    struct sigmas *sigmas;            /* NULL: the study has no `uncertainty` */
    char input_key[HG_DIGEST_TEXT];
    char geometry_key[HG_DIGEST_TEXT];  /* of the grid and the regions */
    char emissions_key[HG_DIGEST_TEXT]; /* of what E is made of */

    /* grid */
    struct hg_weights *weights; /* on the wide grid */
    struct hg_allocation *allocation;
    struct hg_emissions *cropped; /* where the wide grid is wider; else NULL */
    const struct hg_emissions *emissions;
    hg_mass_sum *gridded, *outside; /* [industry] */
    uint32_t *tier; /* [industry]: which choice placed its diffuse mass, from 1; 0: a
                       ready grid, or nothing diffuse */
    hg_mass_sum residual; /* all parts of the inventory less the whole: 0 */
    struct hg_location_report *locations;
    uint8_t *domain; /* [cell]: 1 where the layers have data */
    double land_km2;
    struct hg_uncertainty *uncertainty; /* NULL: the study has none */

    /* trade */
    struct hg_leontief *leontief; /* until the accounts are made */
    struct hg_shares *shares;
    struct hg_mix *mix;
    struct hg_accounts *accounts, *not_gridded;

    /* accounts */
    struct account_sets *sets;
    size_t n_part;
    double
        *part; /* [industry * n_part + part]: shares that serve parts of final demand */
    struct report_parts *report_parts; /* S in finer parts, for report.html; or NULL */

    /* levers */
    struct zone_accounts *zones; /* places (zone_accounts.h); NULL: none are asked for */
    struct levers *levers;       /* levers.h; NULL: not reached yet */

    /* attribute */
    size_t n_layer;
    struct layer *layer;
    double *foreign_kg;                   /* [cell] */
    uint8_t *dominant, *dominant_foreign; /* [cell], where a layer asks for them */
    struct figures figures;
    struct draws *draws; /* where there is uncertainty */

    /* draw */
    struct hg_frame *frame;
    struct map_corners *corners; /* insets and locator (map_corners.h) */
    struct contacts *contacts;   /* index pages (contacts.h); NULL: none */
    struct map_pages *pages;     /* of several layers (map_pages.h); NULL: none */
    struct hg_box window;        /* of the maps of all layers */
    struct hg_sheets *sheets;    /* what they have in common */
    size_t n_label;
    struct hg_map_label *label;
    struct hg_colour *market_colour; /* [destination] */
    size_t *market_rank; /* [destination]: 0 for the one most cells are tagged with */
};

typedef enum hg_status stage_run(struct job *job, struct hg_error *err);

stage_run stage_read, stage_grid, stage_trade, stage_accounts, stage_levers,
    stage_attribute, stage_hotspots, stage_write, stage_draw, stage_atlas, stage_report;

/* Stages by their number, for job_run(). */
enum {
    STAGE_READ = 1,
    STAGE_GRID,
    STAGE_TRADE,
    STAGE_ACCOUNTS,
    STAGE_LEVERS,
    STAGE_ATTRIBUTE,
    STAGE_HOTSPOTS,
    STAGE_WRITE,
    STAGE_DRAW,
    STAGE_ATLAS,
    STAGE_REPORT,
};

/* Reads the study file into a new job, with the faults of its input in options. */
HG_MUST_CHECK enum hg_status job_create(const char *study_path,
                                        const struct hg_run_options *options,
                                        struct hg_faults *faults, struct job **out,
                                        struct hg_error *err);
void job_destroy(struct job *job);
void layer_finish(struct layer *layer); /* frees what it holds */

/* Measures all layers: stage hotspots of jobs with markets does (stage_hotspots.c). */
stage_run job_measure_layers;

/* Runs the stages from the first to `last` (STAGE_...). */
HG_MUST_CHECK enum hg_status job_run(struct job *job, unsigned last,
                                     struct hg_error *err);

/* Formatted text that lives as long as the job; NULL without memory. */
char *job_text(struct job *job, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

enum hg_status no_memory(struct hg_error *err, const char *what);

/* Bytes that the largest moment of a run takes. */
uint64_t job_memory(const struct job *job);

/* The grid of the study, from its file or fitted to the regions, and the file of a fitted
 * one for later studies (job_grid.c). */
stage_run job_read_grid, write_grid_file;

/* Points with masses are streamed to sums while reading; when the inventory is known, all
 * points find their place, and those that lie outside their region are told (streams.c).
 */
stage_run job_read_streams, job_place_points, job_check_places;
void job_count_points(const struct job *job, size_t *n, size_t *n_orphan);

/* Pairs of region and sector. */
size_t job_industries(const struct job *job);

/* E from the compact file of the study: its inventory into the job while reading, the
 * rest in place of gridding (stored.c); and E into such a file (store.c). */
stage_run job_read_stored, job_take_inventory, job_take_emissions, write_emissions;

/* Says which tables are left out where E comes from a file (stored.c). */
void tell_stored(const struct job *job, struct hg_text *text);

/* Enters what the ledger of the run that made the file tells of a stage and this one does
 * not (stored.c). */
HG_MUST_CHECK enum hg_status job_note_stored(struct job *job, const char *stage,
                                             struct hg_error *err);

/* Layers of the study, expanded; where it does not go on to markets, the total and each
 * sector that is gridded (plan.c, plan_sectors.c). */
stage_run plan_layers, plan_sectors;

/* A layer that is a form of its own, for an entry (plan.c). */
HG_MUST_CHECK enum hg_status plan_form(struct job *job,
                                       const struct hg_study_layers *entry,
                                       const char *what, struct hg_error *err);

/* Coefficients of the forms of a layer: one (two for shares: numerator, denominator) for
 * each industry, to coefficient[industry * stride] for what lies at sources and to
 * diffuse[industry * stride] for the rest (plan_coefficients.c). */
size_t plan_forms(const struct layer *layer);
void plan_coefficients(const struct job *job, const struct layer *layer,
                       double *coefficient, double *diffuse, size_t stride);

/* Shares of the parts of final demand that layers ask for (parts.c). */
stage_run make_parts;

/* The finer parts of S that the report takes along, as far as its size allows: while the
 * factors of the table are there (report_parts.c). */
stage_run make_report_parts;

/* What the concordance is made of (stage_trade.c); all accounts of the inventory and of
 * the table (account_sets.c). */
struct hg_mix_params job_mix_params(const struct job *job);
stage_run make_account_sets;

/* The same by the markets that it serves: share is [destination], of which the sum is the
 * coefficient, but for what has no known market.  False where the layer cannot tell them
 * apart: parts of final demand, tiers, no trade table. */
bool plan_markets(const struct job *job, const struct layer *layer, size_t industry,
                  double *share);

/* Makes a copy of a layer one of that region alone: its entry, name and title; false
 * without memory (plan.c). */
bool plan_for_region(struct job *job, struct layer *layer, size_t region);

/* The largest market of each cell, where no ledger asks for the sums (stage_attribute.c);
 * what maps of the grid have in common (stage_draw.c). */
stage_run job_tag_markets, job_start_maps;

/* Does a layer count an industry at all?  What its sectors and regions emit on the grid,
 * for all markets. */
bool plan_in_scope(const struct job *job, const struct layer *layer, size_t industry);
double plan_scope_kg(const struct job *job, const struct layer *layer);

/* Names of a destination and of a sector for people. */
const char *job_market_name(const struct job *job, size_t destination);
const char *job_code_name(const struct job *job, const char *code); /* or a group */
const char *job_sector_name(const struct job *job, const char *code);
const char *market_article(const char *market); /* "the " before some names, or "" */

/* The foot of a map: sources, disclaimer, input, its projection (NULL: the grid of the
 * study), and for maps of markets which regions share a market mix; NULL without
 * memory. */
char *job_source_line(struct job *job, const char *projection, bool markets);

/* Meridians and parallels as far apart as the style wants them, closer on maps of small
 * regions, so that two parallels at least cross them. */
double map_graticule_step(const struct hg_grid *grid, const struct hg_style *style);

/* What the masses are of: "CO2" or "CO2e"; and as it is printed, with a small 2. */
const char *job_gas(const struct job *job);
const char *job_gas_print(const struct job *job);
enum hg_gwp job_gwp(const struct job *job);

/* The trade table of the study (trade_source.c), borrowed from it. */
struct hg_mrio_source job_trade_source(const struct job *job);
struct hg_mrio_source job_nest_source(const struct job *job);

/* The trade table as it is solved: read, nested, re-exports routed; and the maps of codes
 * between the study and it (trade_table.c). */
stage_run job_read_trade, job_link_codes;
stage_run job_name_sectors; /* of a table that has codes alone (table_names.c) */
enum hg_link_weights job_link_weights(const char *word);

/* A map where codes stand for themselves. */
HG_MUST_CHECK enum hg_status job_same_codes(const struct job *job,
                                            const struct hg_axis *axis,
                                            const bool *household, struct hg_links **out,
                                            struct hg_error *err);

/* The provincial table of the study inside the world table (trade_nest.c). */
stage_run job_nest_trade;

/* Name of the proxy file or blend with that index. */
const char *job_blend_name(const struct job *job, size_t blend);

/* The region of the table that a region of the study belongs to (HG_NOT_FOUND where it is
 * unmapped); how many regions of the study belong to one; and, where several share one,
 * " " and the sentence that says so, else nothing (market_mix.c). */
size_t job_own_market(const struct job *job, size_t region);
size_t job_mix_sharers(const struct job *job, size_t market);
stage_run job_enter_unmapped; /* what is unmapped, to the open line of the ledger */
void tell_market_mix(const struct job *job, struct hg_text *text);

/* Between which regions flows are not known, a sentence for each market (market_mix.c).
 */
void tell_unknown_chains(const struct job *job, struct hg_text *text);

/* Headlines (headlines.c): sentences made from computed figures. */
void headline_study(const struct job *job, struct hg_text *text);
void headline_mass(struct hg_text *text, double kg); /* "1.47 Gt" */
void headline_layer(const struct job *job, const struct layer *layer,
                    struct hg_text *text);

/* The deviations that the study states, and the uncertainty of its E (sigmas.c). */
stage_run job_read_sigmas, job_make_uncertainty;

/* The domain and the land (land.c), once regions are on the wide grid. */
stage_run job_find_domain;

/* Files of stage report. */
HG_MUST_CHECK enum hg_status write_account_tables(struct job *job, struct hg_error *err);
HG_MUST_CHECK enum hg_status write_placement_tables(struct job *job,
                                                    struct hg_error *err);
HG_MUST_CHECK enum hg_status write_hotspot_tables(struct job *job, struct hg_error *err);
HG_MUST_CHECK enum hg_status write_concentration_chart(struct job *job,
                                                       struct hg_error *err);
HG_MUST_CHECK enum hg_status write_local_statistics(struct job *job,
                                                    struct hg_error *err);
HG_MUST_CHECK enum hg_status write_uncertainty_tables(struct job *job,
                                                      struct hg_error *err);
HG_MUST_CHECK enum hg_status write_qgis_project(struct job *job, struct hg_error *err);
HG_MUST_CHECK enum hg_status write_report(struct job *job, struct hg_error *err);
HG_MUST_CHECK enum hg_status write_run_json(struct job *job, struct hg_error *err);

/* All files the run was made from, as run.json lists them; NULL without memory. */
const struct json_t *job_inputs(struct job *job);

/* Commits text as a file and frees it; HG_E_MEMORY when it failed while growing. */
HG_MUST_CHECK enum hg_status job_commit_text(struct job *job, const char *name,
                                             struct hg_text *text, struct hg_error *err);

/* A QGIS layer style (qml.c). */
void qml_classes(const struct job *job, const struct layer *layer,
                 const struct hg_colour *colour, struct hg_text *text);
void qml_markets(const struct job *job, const uint8_t *present, struct hg_text *text);
void qml_palette(size_t n, const struct hg_class_entry *entry, struct hg_text *text);

/* SHA-256 over the parsed and sorted inputs; and with those of another study among them,
 * which a comparison has read (input_key.c). */
HG_MUST_CHECK enum hg_status job_input_key(struct job *job, struct hg_error *err);
HG_MUST_CHECK enum hg_status
job_extend_input_key(struct job *job, const struct job *other, struct hg_error *err);

#endif
