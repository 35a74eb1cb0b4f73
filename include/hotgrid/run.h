/*
 * run.h - a study from its file to finished layers, maps, tables and ledger
 *
 * These are the verbs of the command line as functions.  They print nothing: results come
 * back as text, progress and warnings go to the log.
 */
#ifndef HG_RUN_H
#define HG_RUN_H

#include <hotgrid/error.h>
#include <hotgrid/log.h>
#include <hotgrid/text.h>
#include <stdbool.h>
#include <stdint.h>

struct hg_run_options {
    unsigned threads;    /* 0: as many as there are processors */
    uint64_t max_memory; /* bytes; 0: any */
    const char *output;  /* folder; NULL: what the study says */
    const char *cache;   /* folder; NULL: what the study says */
    bool bare;           /* as `maps: bare` of the study: pictures of the cells alone */
    bool no_rasters;     /* hg_grid_study() writes no layers */
    bool json;           /* hg_account_study() and hg_flow_study() tell all as JSON */
    bool all;            /* hg_explain() lists all sectors and markets of the cell */
    bool keep_going;     /* a layer that cannot be made is left out: HG_E_PARTIAL */
    bool dry_run; /* hg_run() tells what it would read and make, and makes nothing */
    bool force;   /* what stands from an earlier run is made anew all the same */
    const struct hg_log *log;
};

/*
 * Runs all stages and commits every file.  Faults of the input come back in faults, and
 * nothing is written then.  On success summary holds the headlines and the ledger; on
 * HG_E_MASS it holds the ledger that does not balance.
 *
 * What an earlier run, finished or stopped, has left whole in the output folder from the
 * same inputs by the same program is kept, and not made again (but for options->force).
 */
HG_MUST_CHECK enum hg_status hg_run(const char *study_path,
                                    const struct hg_run_options *options,
                                    struct hg_faults *faults, struct hg_text *summary,
                                    struct hg_error *err);

/*
 * Stops at E: writes it as one compact file, layers of the total and of each sector, and
 * the tables that need no markets.  The study needs no trade table.  Results as those of
 * hg_run().
 */
HG_MUST_CHECK enum hg_status hg_grid_study(const char *study_path,
                                           const struct hg_run_options *options,
                                           struct hg_faults *faults,
                                           struct hg_text *summary, struct hg_error *err);

/* hg_run() without maps: layers as GeoTIFFs, tables, ledger, run.json. */
HG_MUST_CHECK enum hg_status hg_attribute_study(const char *study_path,
                                                const struct hg_run_options *options,
                                                struct hg_faults *faults,
                                                struct hg_text *summary,
                                                struct hg_error *err);

/* Accounts of the inventory, and of what the trade table emits, without a grid: writes
 * their tables; summary tells the largest regions, groups and ranks, or all as JSON. */
HG_MUST_CHECK enum hg_status
hg_account_study(const char *study_path, const struct hg_run_options *options,
                 struct hg_faults *faults, struct hg_text *summary, struct hg_error *err);

struct hg_flow_options {
    const char *from, *to; /* regions of the trade table, or groups as one; NULL: all */
    const char *within;    /* a group: flows between its members alone; NULL: all */
    const char *groups;    /* "A,B": groups that are one party each; NULL: none */
    const char *sector;   /* emissions of it alone: of the trade table, or of the study */
    const char *product;  /* emissions behind the final demand for it alone */
    size_t top;           /* the largest alone; 0: all, of which the map shows 20 */
    double least_percent; /* those that are so much of all, at least */
    bool world;           /* what the table emits, in place of the study's inventory */
    bool net;             /* less what flows back: those above 0 */
    bool matrix;          /* as a matrix, from rows to columns, with sums */
};

/* Emissions by the region where they are made and the one they are made for, the largest
 * first, as CSV or JSON; options->output, when given, gets both and a map of arrows. */
HG_MUST_CHECK enum hg_status hg_flow_study(const char *study_path,
                                           const struct hg_flow_options *asked,
                                           const struct hg_run_options *options,
                                           struct hg_faults *faults, struct hg_text *text,
                                           struct hg_error *err);

/* The hotspots of a study (key `hotspots`), the largest of each layer first, as CSV or
 * JSON; layer: those of it alone (a word of `hotspots: layers:`), or NULL.
 * options->output, when given, gets their tables and the local statistics.  HG_E_ARG when
 * there is no such layer. */
HG_MUST_CHECK enum hg_status hg_hotspot_study(const char *study_path, const char *layer,
                                              const struct hg_run_options *options,
                                              struct hg_faults *faults,
                                              struct hg_text *text, struct hg_error *err);

/* Reads and validates all inputs; summary tells what a run would write, its bytes, and
 * the memory it would take. */
HG_MUST_CHECK enum hg_status hg_check(const char *study_path,
                                      const struct hg_run_options *options,
                                      struct hg_faults *faults, struct hg_text *summary,
                                      struct hg_error *err);

/* The cell at a place (degrees, WGS 84) in kg: its plants, the proxies behind the rest,
 * its sectors, its markets. */
HG_MUST_CHECK enum hg_status hg_explain(const char *study_path, double lon, double lat,
                                        const struct hg_run_options *options,
                                        struct hg_faults *faults, struct hg_text *summary,
                                        struct hg_error *err);

/* Re-reads an output folder against its run.json: sizes, digests, sums of layers, lines
 * of the ledger.  HG_E_INPUT or HG_E_MASS when something is not as it was written. */
HG_MUST_CHECK enum hg_status hg_verify(const char *folder, struct hg_faults *faults,
                                       struct hg_text *summary, struct hg_error *err);

/* One side of a comparison: a raster, and what it does not say itself. */
struct hg_compare_side {
    const char *path;
    const char *unit;     /* "t C", "kg m-2 s-1" (flux.h); NULL: what the file says */
    const char *variable; /* of a netCDF file; NULL: the first */
};

struct hg_compare_options {
    struct hg_compare_side a, b;
    const char *grid;        /* name or path; NULL: the coarser of the two */
    size_t n_largest;        /* differences to be listed */
    bool json;               /* the text is a JSON object */
    const char *map, *ratio; /* .png, .pdf or .svg of A - B and of A / B; NULL: none */
    const char *style;   /* of the maps, with a ramp that diverges; NULL: difference */
    const char *borders; /* vector file drawn over them; NULL: none */
};

/*
 * Brings both rasters onto one grid, conservatively, and tells them apart (compare.h).
 * The common area are the cells that both cover by half or more; what either has
 * elsewhere is summed up.  options->output, when given, gets difference.tif (A - B, t
 * km-2 yr-1) with a style.  On the map of ratios cells are left blank in which neither
 * emits, and those that A alone has count as the largest ratio.  HG_E_ARG when a unit or
 * a grid must be given or makes no sense.
 */
HG_MUST_CHECK enum hg_status hg_compare_files(const struct hg_compare_options *compare,
                                              const struct hg_run_options *options,
                                              struct hg_text *text, struct hg_error *err);

#endif
