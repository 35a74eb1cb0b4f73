/*
 * traced.h - what a study draws: lines and areas that emit, vectors that are proxies
 */
#ifndef HG_STUDY_TRACED_H
#define HG_STUDY_TRACED_H

#include "study/job.h"
#include <hotgrid/cut.h>

struct traced_source { /* a file */
    struct hg_features *features;
    struct hg_points *points; /* its records, on the axes of the inventory */
    struct hg_cut *cut;       /* on the wide grid, once it is cut */
};

struct traced {
    size_t n; /* files of lines, then files of areas */
    struct traced_source *source;
    size_t n_file;                    /* of proxies */
    struct hg_proxy_features **proxy; /* [file]; NULL for rasters */
};

/* Reads all lines and areas into job->traced. */
stage_run job_read_traced;
void traced_destroy(struct traced *traced); /* NULL is fine */

/* Is a proxy file made of vectors?  Then it is read and gridded here; its raster stays
 * NULL. */
bool traced_is_proxy(const struct job *job, size_t file);
HG_MUST_CHECK enum hg_status traced_read_proxy(struct job *job, size_t file,
                                               struct hg_error *err);
HG_MUST_CHECK enum hg_status traced_grid_proxy(struct job *job, size_t file,
                                               double *density, struct hg_error *err);

/* The sites of all points files and, behind them, of lines and areas: for the inventory.
 * In the arena of the job; NULL without memory. */
struct hg_sites **traced_all_sites(struct job *job, size_t *n);

/* Finds the records on the axes of the inventory, once it is made. */
stage_run job_look_up_traced;

/* pieces [traced->n]: what the parts of each file emit in the cells of the wide grid. */
HG_MUST_CHECK enum hg_status traced_cut(struct job *job, struct hg_pieces **pieces,
                                        struct hg_error *err);

/* "points", "lines", "areas", or several of them: which sources hold the mass of a
 * placement of kind HG_PLACED_BY_POINTS. */
const char *traced_placed_by(const struct job *job, const struct hg_placement *placement);

/* What a line or an area has in a cell. */
struct traced_part {
    const struct hg_site *site;
    enum hg_feature_kind kind;
    double size;   /* km, or km2 */
    double weight; /* its part of the site's weight */
};

/* Hands over all that lines and areas with a total have in a cell of the study's grid. */
HG_MUST_CHECK enum hg_status traced_in_cell(
    const struct job *job, uint32_t cell,
    enum hg_status (*take)(void *, const struct traced_part *, struct hg_error *),
    void *context, struct hg_error *err);

/* Vertices of all that was read, for what memory it takes. */
size_t traced_vertices(const struct job *job);

/* What `check` tells: nothing where there are no lines or areas. */
void traced_summary(const struct job *job, struct hg_text *summary);

/* Two lines of the ledger, where there are lines or areas. */
stage_run job_note_traced;

/* A line or an area of which a part lies in cells that its region does not touch; it
 * keeps its region. */
struct traced_stray {
    const struct hg_site *site;
    enum hg_feature_kind kind;
    double whole, outside; /* km, or km2 */
};

/* All of them, by falling part of their size; once they are cut.  The caller frees. */
HG_MUST_CHECK enum hg_status traced_find_strays(const struct job *job,
                                                struct traced_stray **out, size_t *n,
                                                struct hg_error *err);

/* A line of the ledger, where there are lines or areas. */
stage_run job_note_strays;

/* What all of it adds to the key of the inputs. */
void traced_key(struct hg_digest *digest, const struct job *job);

#endif
