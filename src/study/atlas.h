/*
 * atlas.h - every layer once more for each producing region, on its own window
 *
 * A page of the atlas is a layer of what one region emits: the forms of the layer over
 * the industries of that region alone, on the cells of the study's grid that the region
 * has (its polygon's, and those its sources lie in).  A cell that several regions share
 * holds, in the file of each, what that one emits there, so that the files of all regions
 * add up to the layer, cell by cell.  With `grid: auto` the region is gridded anew on
 * cells that are fitted to it.
 */
#ifndef HG_STUDY_ATLAS_H
#define HG_STUDY_ATLAS_H

#include "study/job.h"

struct atlas_page {
    bool done;        /* its files are there */
    char *stem;       /* owned; NULL: the layer has no page of the region */
    hg_mass_sum mass; /* of all its cells; for shares: of the numerator */
    bool has_mass;    /* it is a layer with a sum */
};

struct atlas {
    size_t n_region, n_layer;
    size_t *region;          /* [region]: on the axis of the inventory */
    struct hg_reach *reach;  /* [of the inventory]: the cells it has */
    struct atlas_page *page; /* [region * n_layer + layer] */
    hg_mass_sum *outside;    /* [region]: beside its own grid, with grid: auto */
    double cost, cost_done;  /* of all regions, and of those done */
    size_t n_done;           /* regions, for the progress */
};

void atlas_destroy(struct atlas *atlas); /* NULL is fine */

/* The run of one region: a copy of the job whose grid, emissions, domain and layers are
 * the region's; what else it points to is the job's (atlas_region.c). */
struct region_job {
    struct job job;
    struct hg_log quiet;
    struct hg_run_options options;
    struct hg_emissions *emissions;
    size_t region;
    size_t *from; /* [layer of the region]: the layer of the job */
    /* grid: auto, else NULL and 0: the study with this region alone, which has what is on
     * its grid, and what lies beside that. */
    struct job *fitted;
    struct hg_faults *faults;
    struct hg_run_options fit_options;
    hg_mass_sum outside;
};

/* Grids the region anew on cells of its own (atlas_fitted.c).  HG_E_MASS when it then has
 * another mass. */
HG_MUST_CHECK enum hg_status region_job_fit(struct job *job, struct region_job *r,
                                            struct hg_error *err);

/* Makes what the pages of a region need, on the cells of reach; region_job_finish()
 * always. */
HG_MUST_CHECK enum hg_status region_job_start(struct job *job, size_t region,
                                              const struct hg_reach *reach,
                                              struct region_job *out,
                                              struct hg_error *err);
void region_job_finish(struct region_job *r);

/* Takes over what stands, makes the other pages. */
HG_MUST_CHECK enum hg_status region_job_run(struct region_job *r, struct hg_error *err);

/* tables/atlas.csv and tables/atlas_sums.csv; the ledger learns how far the sums of the
 * regions are from the layers (atlas_tables.c). */
stage_run write_atlas_tables;

#endif
