/* placement_tables.c - what was placed by what, which points lie where
 */
#include "study/layers.h"
#include "study/traced.h"
#include <stdlib.h>

static const char *placed_by(const struct job *job, const struct hg_placement *placement)
{
    switch (placement->kind) {
    case HG_PLACED_BY_POINTS:
        return traced_placed_by(job, placement);
    case HG_PLACED_BY_GRID:
        return "ready grid";
    case HG_PLACED_BY_PROXY:
        return job_blend_name(job, placement->blend);
    case HG_PLACED_BY_AREA:
        return "area";
    case HG_PLACED_BY_NEAREST:
        return "nearest cell";
    case HG_PLACED_OUTSIDE:
        return "outside the grid";
    case HG_PLACED_NOWHERE:
        return "unlocated";
    }
    return "";
}

static enum hg_status write_placement(struct job *job, struct hg_error *err)
{
    const struct hg_allocation *a = job->allocation;
    struct hg_text text = {0};
    hg_text_print(&text, "region,sector,placed_by,choice,points_or_cells,t\n");
    for (size_t i = 0; i < a->n_placement; i++) {
        const struct hg_placement *p = &a->placement[i];
        char number[HG_MASS_TEXT];
        hg_text_add_csv(&text, hg_axis_code(job->inventory->regions, p->region));
        hg_text_print(&text, ",");
        hg_text_add_csv(&text, hg_axis_code(job->inventory->sectors, p->sector));
        hg_text_print(&text, ",");
        hg_text_add_csv(&text, placed_by(job, p));
        hg_text_print(&text, ",%u,%zu,%s\n", p->tier + 1, p->n,
                      hg_mass_text(p->mass, 3, number));
    }
    return job_commit_text(job, "tables/placement.csv", &text, err);
}

static void add_codes(struct hg_text *text, const struct hg_site *site)
{
    const char *const code[] = {site->id, site->name, site->region, site->sector};
    for (size_t i = 0; i < 4; i++) {
        hg_text_print(text, i ? "," : "");
        hg_text_add_csv(text, code[i]);
    }
}

static void add_site(struct hg_text *text, const struct hg_site *site)
{
    char lon[HG_DOUBLE_TEXT], lat[HG_DOUBLE_TEXT], weight[HG_DOUBLE_TEXT];
    add_codes(text, site);
    hg_text_print(text, ",%s,%s,%s", hg_text_double(site->lon, lon),
                  hg_text_double(site->lat, lat), hg_text_double(site->weight, weight));
}

static const char *remedy_name(enum hg_remedy remedy)
{
    switch (remedy) {
    case HG_REMEDY_KEPT:
        return "kept";
    case HG_REMEDY_IN_CELL:
        return "kept: its cell has a part of the region";
    case HG_REMEDY_MOVED:
        return "moved";
    case HG_REMEDY_DIFFUSE:
        return "diffuse";
    case HG_REMEDY_REFUSED:
        return "refused";
    }
    return "";
}

static enum hg_status write_misplaced(struct job *job, struct hg_error *err)
{
    const struct hg_location_report *report = job->locations;
    struct hg_text text = {0};
    if (job->stored) /* it has no points, only their mass */
        return HG_OK;
    hg_text_print(&text,
                  "id,name,region,sector,lon,lat,weight,km_outside,lies_in,done\n");
    for (size_t i = 0; i < report->n_misplaced; i++) {
        const struct hg_misplaced *m = &report->misplaced[i];
        add_site(&text, m->site);
        if (isfinite(m->km))
            hg_text_print(&text, ",%.3f,", m->km);
        else
            hg_text_print(&text, ",,");
        hg_text_add_csv(&text, m->inside_shape == HG_NOT_FOUND
                                   ? ""
                                   : job->regions->shape[m->inside_shape].code);
        hg_text_print(&text, ",%s\n", remedy_name(m->remedy));
    }
    return job_commit_text(job, "tables/points_outside_region.csv", &text, err);
}

/* Lines and areas, where a study has some. */
static enum hg_status write_strays(struct job *job, struct hg_error *err)
{
    struct traced_stray *stray = NULL;
    struct hg_text text = {0};
    size_t n = 0;
    if (job->stored || job->traced->n == 0)
        return HG_OK;
    const enum hg_status status = traced_find_strays(job, &stray, &n, err);
    if (status != HG_OK)
        return status;
    hg_text_print(&text, "id,name,region,sector,size,unit,percent_outside\n");
    for (size_t i = 0; i < n; i++) {
        add_codes(&text, stray[i].site);
        hg_text_print(&text, ",%.6f,%s,%.4f\n", stray[i].whole,
                      stray[i].kind == HG_LINES ? "km" : "km2",
                      100 * stray[i].outside / stray[i].whole);
    }
    free(stray);
    return job_commit_text(job, "tables/lines_areas_outside_region.csv", &text, err);
}

static enum hg_status write_orphans(struct job *job, struct hg_error *err)
{
    struct hg_text text = {0};
    if (job->stored)
        return HG_OK;
    hg_text_print(&text, "id,name,region,sector,lon,lat,weight\n");
    for (size_t i = 0; i < job->study->inventory.n_points; i++)
        for (size_t k = 0; k < job->points[i]->n_orphan; k++) {
            add_site(&text, job->points[i]->orphan[k]);
            hg_text_print(&text, "\n");
        }
    for (size_t i = 0; i < job->traced->n; i++) {
        const struct hg_points *points = job->traced->source[i].points;
        for (size_t k = 0; k < points->n_orphan; k++) {
            add_site(&text, points->orphan[k]);
            hg_text_print(&text, "\n");
        }
    }
    return job_commit_text(job, "tables/points_without_total.csv", &text, err);
}

enum hg_status write_placement_tables(struct job *job, struct hg_error *err)
{
    stage_run *const tables[] = {write_placement, write_misplaced, write_strays,
                                 write_orphans};
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(tables) / sizeof(tables[0]); i++)
        status = tables[i](job, err);
    return status;
}
