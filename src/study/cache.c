/* cache.c - coverage, proxies and the solution of the trade table, from the folder of the
 * cache where they are kept there
 *
 * The cache saves time and nothing else: what cannot be read from it is made anew, and
 * what cannot be written to it is told and left.
 */
#include "study/cache.h"
#include <hotgrid/leontief.h>
#include <hotgrid/regrid.h>
#include <hotgrid/solution_file.h>
#include <hotgrid/weights_file.h>
#include <stdlib.h>
#include <string.h>

/* A raster of fewer pixels is averaged as fast as it is looked up: that takes a digest of
 * its file, and one of its cells when they are read back. */
static const double LEAST_PIXELS = 4e6;

/* A table of fewer industries is solved as fast. */
static const size_t LEAST_INDUSTRIES = 1000;

static const char *folder_of(const struct job *job)
{
    return job->options->cache ? job->options->cache : job->study->cache;
}

static void tell(const struct job *job, enum hg_log_level level, const char *what,
                 enum hg_kept_kind kind, const char *key)
{
    char path[1200];
    hg_log_print(job->options->log, level, "cache: %s %s", what,
                 hg_kept_path(folder_of(job), kind, key, path, sizeof(path)));
}

static void tell_found(const struct job *job, enum hg_kept kept, enum hg_kept_kind kind,
                       const char *key)
{
    if (kept == HG_KEPT_FOUND)
        tell(job, HG_LOG_DEBUG, "read", kind, key);
    if (kept == HG_KEPT_DAMAGED)
        tell(job, HG_LOG_WARNING, "a damaged or foreign file is made anew:", kind, key);
}

static void tell_saved(const struct job *job, enum hg_status status,
                       const struct hg_error *reason, enum hg_kept_kind kind,
                       const char *key)
{
    if (status == HG_OK)
        tell(job, HG_LOG_DEBUG, "wrote", kind, key);
    else
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "cache: %s; the run goes on without it", reason->message);
}

static enum hg_status cover_kept(const struct job *job, const struct hg_grid *grid,
                                 struct hg_weights **out, struct hg_error *err)
{
    const char *folder = folder_of(job);
    char key[HG_DIGEST_TEXT];
    enum hg_kept kept = HG_KEPT_NOT;
    enum hg_status status = hg_weights_key(grid, job->regions, key, err);
    if (status == HG_OK)
        status =
            hg_load_weights(folder, key, grid, job->regions->n_shape, out, &kept, err);
    if (status != HG_OK)
        return status;
    tell_found(job, kept, HG_KEPT_WEIGHTS, key);
    if (kept == HG_KEPT_FOUND)
        return HG_OK;
    status = hg_cover(grid, job->regions, job->threads, out, err);
    if (status != HG_OK)
        return status;
    struct hg_error reason = {0};
    tell_saved(job, hg_save_weights(folder, key, *out, &reason), &reason, HG_KEPT_WEIGHTS,
               key);
    return HG_OK;
}

/* Cells that regions fill more than once. */
static void warn_odd(const struct job *job, const struct hg_weights *weights)
{
    size_t n_cell = 0, n_region = 0, first = 0;
    for (size_t s = weights->n_shape; s-- > 0;) {
        n_cell += weights->n_odd[s];
        n_region += weights->n_odd[s] > 0;
        if (weights->n_odd[s] > 0)
            first = s;
    }
    if (n_cell > 0)
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "%s: the polygons of %zu regions (`%s` among them) cover places "
                     "more than once or against their area, in %zu cells at least: such "
                     "a cell counts as none or one whole; repair them (ogr2ogr "
                     "-makevalid) where that matters",
                     job->study->regions.path, n_region, job->regions->shape[first].code,
                     n_cell);
}

enum hg_status cache_cover(const struct job *job, const struct hg_grid *grid,
                           struct hg_weights **out, struct hg_error *err)
{
    const enum hg_status status =
        folder_of(job) ? cover_kept(job, grid, out, err)
                       : hg_cover(grid, job->regions, job->threads, out, err);
    if (status == HG_OK)
        warn_odd(job, *out);
    return status;
}

static enum hg_status regrid(const struct job *job, size_t i, double *density,
                             struct hg_error *err)
{
    return hg_regrid(job->wide, job->raster[i], &job->raster_to_grid[i], job->threads,
                     density, err);
}

enum hg_status cache_regrid(const struct job *job, size_t i, double *density,
                            struct hg_error *err)
{
    const struct hg_raster *raster = job->raster[i];
    const char *folder = folder_of(job);
    if (!folder || (double)raster->ncol * raster->nrow < LEAST_PIXELS)
        return regrid(job, i, density, err);

    char key[HG_DIGEST_TEXT];
    enum hg_kept kept = HG_KEPT_NOT;
    enum hg_status status =
        hg_density_key(job->wide, raster, job->study->inventory.files[i].variable,
                       &job->raster_to_grid[i], key, err);
    if (status == HG_OK)
        status = hg_load_density(folder, key, job->wide, density, &kept, err);
    if (status != HG_OK)
        return status;
    tell_found(job, kept, HG_KEPT_DENSITY, key);
    if (kept == HG_KEPT_FOUND)
        return HG_OK;
    status = regrid(job, i, density, err);
    if (status != HG_OK)
        return status;
    struct hg_error reason = {0};
    tell_saved(job, hg_save_density(folder, key, job->wide, density, &reason), &reason,
               HG_KEPT_DENSITY, key);
    return HG_OK;
}

static enum hg_status solve(struct job *job, struct hg_error *err)
{
    const enum hg_status status = hg_leontief_create(job->mrio, HG_PRECISION_AUTO,
                                                     job->threads, &job->leontief, err);
    return status == HG_OK ? hg_shares_create(job->leontief, &job->shares, err) : status;
}

static enum hg_status load_solution(struct job *job, const char *key, enum hg_kept *kept,
                                    struct hg_error *err)
{
    struct hg_factors *factors = NULL;
    enum hg_status status = hg_load_solution(folder_of(job), key, job->mrio, &factors,
                                             &job->shares, kept, err);
    if (status != HG_OK || *kept != HG_KEPT_FOUND)
        return status;
    status = hg_leontief_resume(job->mrio, job->threads, factors, &job->leontief, err);
    if (status != HG_OK)
        hg_factors_destroy(factors);
    return status;
}

enum hg_status cache_solution(struct job *job, struct hg_error *err)
{
    const char *folder = folder_of(job);
    if (!folder || job->mrio->n < LEAST_INDUSTRIES)
        return solve(job, err);

    char key[HG_DIGEST_TEXT];
    enum hg_kept kept = HG_KEPT_NOT;
    enum hg_status status = hg_solution_key(job->mrio, hg_blas_about(), key, err);
    if (status == HG_OK)
        status = load_solution(job, key, &kept, err);
    if (status != HG_OK)
        return status;
    tell_found(job, kept, HG_KEPT_FACTORS, key);
    if (kept == HG_KEPT_FOUND)
        return HG_OK;
    status = solve(job, err);
    if (status != HG_OK)
        return status;
    const struct hg_factors factors = hg_leontief_factors(job->leontief);
    struct hg_error reason = {0};
    tell_saved(job, hg_save_solution(folder, key, &factors, job->shares, &reason),
               &reason, HG_KEPT_FACTORS, key);
    return HG_OK;
}
