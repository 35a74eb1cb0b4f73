/* atlas_fitted.c - a region gridded anew, on cells that are fitted to it */
#include "study/atlas.h"
#include "study/grid_auto.h"
#include <hotgrid/arena.h>
#include <string.h>

/* The study as it would be with one polygon alone, which the grid is fitted to: what
 * others emit has no place then, and is set aside. */
static enum hg_status narrow_study(struct job *job, const char *code,
                                   struct hg_error *err)
{
    struct hg_study *study = job->study;
    const char **word = hg_arena_alloc(study->arena, 1, sizeof(*word));
    if (!word)
        return no_memory(err, "a region");
    *word = code;
    study->grid = HG_GRID_AUTO;
    study->fit.regions = (struct hg_words){.n = 1, .word = word};
    study->inventory.allow_unmapped = true;
    memset(&study->uncertainty, 0, sizeof(study->uncertainty));
    job->markets = false;
    job->only_region = code;
    return HG_OK;
}

/* Splitting cannot lose: what the region has on its own grid and beside it is what it has
 * on the study's grid and beside that, in fixed point. */
static enum hg_status check_mass(const struct job *whole, const struct job *fitted,
                                 struct region_job *r, struct hg_error *err)
{
    const size_t n = hg_axis_size(whole->inventory->sectors);
    hg_mass_sum difference = 0;
    for (size_t i = r->region * n; i < (r->region + 1) * n; i++) {
        difference += fitted->gridded[i] + fitted->outside[i];
        difference -= whole->gridded[i] + whole->outside[i];
        r->outside += fitted->outside[i];
    }
    char text[HG_MASS_TEXT];
    return difference == 0
               ? HG_OK
               : hg_fail(err, HG_E_MASS,
                         "region `%s`, gridded anew on a grid of its own, has %s kg more "
                         "than on that of the study",
                         hg_axis_code(whole->inventory->regions, r->region),
                         hg_mass_text(difference, 0, text));
}

/* What is on the grid, and the grid itself, from the narrow study. */
static void take_grid(const struct job *fitted, struct job *job)
{
    job->grid = fitted->grid;
    job->wide = fitted->wide;
    job->weights = fitted->weights;
    job->regions = fitted->regions;
    job->borders = fitted->borders;
    job->context = fitted->context;
    job->lakes = fitted->lakes;
    job->from_lonlat = fitted->from_lonlat;
    job->gridded = fitted->gridded;
    job->outside = fitted->outside;
    job->tier = fitted->tier;
}

enum hg_status region_job_fit(struct job *job, struct region_job *r, struct hg_error *err)
{
    const char *code = hg_axis_code(job->inventory->regions, r->region);
    r->fit_options = (struct hg_run_options){.threads = 1, .no_rasters = true};
    enum hg_status status = hg_faults_create(&r->faults, err);
    if (status == HG_OK)
        status =
            job_create(job->study->path, &r->fit_options, r->faults, &r->fitted, err);
    if (status == HG_OK)
        status = narrow_study(r->fitted, code, err);
    if (status == HG_OK)
        status = job_run(r->fitted, STAGE_GRID, err);
    if (status == HG_OK)
        status = check_mass(job, r->fitted, r, err);
    if (status == HG_OK)
        take_grid(r->fitted, &r->job);
    return status;
}
