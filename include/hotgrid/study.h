/*
 * study.h - what a study file says, checked and with all paths made whole
 *
 * YAML by schema tables {key, type, range, offset}: types are those of the schema (NO
 * stays Norway), numbers are strict, unknown and repeated keys, anchors, aliases, tags
 * and second documents are refused, all faults are told at once with file, line, column
 * and key.
 *
 * What it says of its parts stands in study_*.h.  Zero means a key that is not there
 * unless its comment says otherwise; defaults are those of the reference.
 */
#ifndef HG_STUDY_H
#define HG_STUDY_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/study_inventory.h>
#include <hotgrid/study_levers.h>
#include <hotgrid/study_maps.h>
#include <hotgrid/study_outputs.h>
#include <hotgrid/study_statistics.h>
#include <hotgrid/study_trade.h>
#include <hotgrid/style.h>
#include <hotgrid/vector.h>
#include <hotgrid/words.h>

/* The projection of a grid that is fitted to the regions. */
enum hg_grid_fit { HG_FIT_BEST, HG_FIT_ALBERS, HG_FIT_LAEA, HG_FIT_WORLD };

struct hg_study_fit { /* of grid "auto" */
    double cell_km;
    enum hg_grid_fit projection;
    struct hg_words regions; /* empty: all polygons of `regions` */
};

struct hg_study {
    const char *path, *folder; /* of the study file */
    const char *data;          /* folder that the paths of data files started from */
    const char *name;
    int64_t year;
    const char *grid; /* a name from grids/, a path from the root, or "auto" */
    struct hg_study_fit fit;
    struct hg_vector_source regions;
    struct hg_study_inventory inventory;
    struct hg_study_trade trade;
    size_t n_groups, n_layers, n_places, n_decompose;
    struct hg_study_group *groups;
    struct hg_study_layers *layers;
    struct hg_study_places *places;
    struct hg_study_maps maps;
    struct hg_study_uncertainty uncertainty;
    struct hg_study_hotspots hotspots;
    struct hg_study_each each;
    const char *names; /* pattern of the stems of layers: "{gas}_{study}_{layer}" */
    struct hg_study_targets targets;
    struct hg_study_relocate relocate;
    struct hg_study_benchmark benchmark;
    struct hg_study_decompose *decompose;
    const char *cache; /* folder, or NULL */
    bool zstd;         /* compress: zstd */
    bool report;       /* report.html is written */
    struct hg_study_publish publish;
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
