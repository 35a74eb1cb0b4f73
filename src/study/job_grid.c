/* job_grid.c - the grid of a run: from its file, or fitted to the regions */
#include "study/grid_auto.h"
#include "study/job.h"
#include <string.h>

static bool is_fitted(const struct job *job)
{
    return strcmp(job->study->grid, HG_GRID_AUTO) == 0;
}

static void say(const struct job *job, const struct grid_extent *extent)
{
    const struct hg_grid_params *p = hg_grid_params(job->grid);
    hg_log_print(
        job->options->log, HG_LOG_DEBUG,
        "grid: regions from %.4g east over %.4g degrees, from %.4g to %.4g "
        "north: %s, west %.10g south %.10g east %.10g north %.10g, %u x %u cells",
        extent->west, extent->width, extent->south, extent->north, p->crs, p->box.west,
        p->box.south, p->box.east, p->box.north, p->ncol, p->nrow);
}

enum hg_status job_read_grid(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    struct grid_extent extent;
    if (!is_fitted(job))
        return hg_grid_read(study->grid, study->folder, job->faults, &job->grid, err);
    const enum hg_status status = grid_auto_fit(study, &job->grid, &extent, err);
    if (status == HG_OK)
        say(job, &extent);
    return status;
}

enum hg_status write_grid_file(struct job *job, struct hg_error *err)
{
    if (!is_fitted(job))
        return HG_OK;
    const struct hg_grid_params *p = hg_grid_params(job->grid);
    char number[HG_DOUBLE_TEXT];
    struct hg_text text = {0};
    hg_text_print(&text,
                  "# Fitted to the regions of study %s: keep it, and name it in `grid`, "
                  "for studies that\n# shall have the same cells.\nname: %s\ncrs: %s\n",
                  job->study->name, p->name, p->crs);
    hg_text_print(&text, "west: %s\n", hg_text_double(p->box.west, number));
    hg_text_print(&text, "south: %s\n", hg_text_double(p->box.south, number));
    hg_text_print(&text, "east: %s\n", hg_text_double(p->box.east, number));
    hg_text_print(&text, "north: %s\n", hg_text_double(p->box.north, number));
    hg_text_print(&text, "columns: %u\nrows: %u\n", p->ncol, p->nrow);
    return job_commit_text(job, "grid.yaml", &text, err);
}
