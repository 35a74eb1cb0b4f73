/* stage_report.c - stage 8: the tables, the ledger and run.json */
#include "study/account_sets.h"
#include "study/contacts.h"
#include "study/levers.h"
#include "study/publish.h"
#include "study/retire.h"
#include "study/vectors.h"
#include "study/zone_accounts.h"
#include <hotgrid/parallel.h>

static enum hg_status write_ledger(struct job *job, struct hg_error *err)
{
    struct hg_text text = {0};
    hg_ledger_csv(job->ledger, &text);
    return job_commit_text(job, "tables/ledger.csv", &text, err);
}

static enum hg_status write_all(struct job *job, size_t n, stage_run *const *files,
                                struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < n; i++)
        status = files[i](job, err);
    return status;
}

static enum hg_status write_tables(struct job *job, struct hg_error *err)
{
    stage_run *const files[] = {write_account_tables,
                                write_footprint_tables,
                                write_lever_tables,
                                draw_places,
                                write_placement_tables,
                                write_hotspot_tables,
                                write_local_statistics,
                                contacts_finish,
                                write_concentration_chart,
                                write_uncertainty_tables,
                                write_ledger,
                                write_grid_file,
                                write_regions_gpkg,
                                write_hotspots_gpkg,
                                write_places_gpkg};
    return write_all(job, sizeof(files) / sizeof(files[0]), files, err);
}

/* The file of emissions is packed beside the tables, which change nothing of E. */
static enum hg_status write_either(void *context, size_t index, unsigned worker,
                                   struct hg_error *err)
{
    (void)worker;
    struct job *job = context;
    return index == 0 ? write_tables(job, err) : write_emissions(job, err);
}

enum hg_status stage_report(struct job *job, struct hg_error *err)
{
    stage_run *const files[] = {write_slds,         write_stac,   write_tiles,
                                write_qgis_project, write_report, write_run_json,
                                retire_old};
    const enum hg_status status = hg_parallel(job->threads, 2, write_either, job, err);
    return status == HG_OK ? write_all(job, sizeof(files) / sizeof(files[0]), files, err)
                           : status;
}
