/* account_tables.c - destinations, regions, sectors and flows as CSV */
#include "study/columns.h"
#include "study/job.h"
#include <stdlib.h>

static enum hg_status write_destinations(struct job *job, struct hg_error *err)
{
    const struct hg_accounts *a = job->accounts, *off = job->not_gridded;
    struct hg_text text = {0};
    hg_text_print(&text, "destination,name,total_t,share_percent,emitted_elsewhere_t,"
                         "share_of_foreign_percent,own_households_t,not_gridded_t\n");
    for (size_t d = 0; d < a->n_destination; d++) {
        add_code_and_name(&text, hg_axis_code(job->mrio->regions, d),
                          job_market_name(job, d));
        add_tonnes(&text, a->destination[d]);
        add_percent(&text, a->destination[d], a->total);
        add_tonnes(&text, a->foreign_destination[d]);
        add_percent(&text, a->foreign_destination[d], a->foreign);
        add_tonnes(&text, a->household[d]);
        add_tonnes(&text, off->destination[d]);
        hg_text_print(&text, "\n");
    }
    return job_commit_text(job, "tables/destinations.csv", &text, err);
}

/* What region or sector i has by way of the ledger: gridded, outside, not gridded. */
static void add_ledger_columns(struct hg_text *text, const struct job *job, size_t first,
                               size_t n, size_t step)
{
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    hg_mass_sum total = 0, gridded = 0, outside = 0, by_choice = 0;
    for (size_t k = 0; k < n; k++) {
        const size_t i = first + k * step;
        total += job->inventory->total[i];
        gridded += job->gridded[i];
        outside += job->outside[i];
        if (!job->inventory->gridded[i % n_sector])
            by_choice += job->inventory->total[i];
    }
    char number[HG_MASS_TEXT];
    hg_text_print(text, ",%s", hg_mass_text(total, 3, number));
    hg_text_print(text, ",%s", hg_mass_text(gridded, 3, number));
    hg_text_print(text, ",%s", hg_mass_text(outside, 3, number));
    hg_text_print(text, ",%s", hg_mass_text(by_choice, 3, number));
    const hg_mass_sum rest = total - gridded - outside - by_choice;
    hg_text_print(text, ",%s", hg_mass_text(rest, 3, number));
}

static const char ledger_columns[] =
    "inventory_t,gridded_t,outside_grid_t,not_gridded_t,unlocated_t";

/* Whose market mix a region has, and how many regions of the study share it. */
static void add_market_mix(struct hg_text *text, const struct job *job, size_t market)
{
    hg_text_print(text, ",");
    if (market != HG_NOT_FOUND)
        hg_text_add_csv(text, hg_axis_code(job->mrio->regions, market));
    hg_text_print(text, ",%zu", job_mix_sharers(job, market));
}

static enum hg_status write_regions(struct job *job, struct hg_error *err)
{
    const struct hg_accounts *a = job->accounts;
    const struct hg_axis *regions = job->inventory->regions;
    struct hg_text text = {0};
    hg_text_print(&text, "region,name,%s,market_mix,market_mix_regions", ledger_columns);
    hg_text_print(&text, ",foreign_t,foreign_percent");
    for (size_t d = 0; d < a->n_destination; d++)
        add_region_head(&text, "to_", hg_axis_code(job->mrio->regions, d));
    hg_text_print(&text, "\n");
    for (size_t r = 0; r < a->n_region; r++) {
        double sum = 0;
        for (size_t d = 0; d < a->n_destination; d++)
            sum += a->region_destination[r * a->n_destination + d];
        add_code_and_name(&text, hg_axis_code(regions, r), hg_axis_name(regions, r));
        add_ledger_columns(&text, job, r * a->n_sector, a->n_sector, 1);
        add_market_mix(&text, job, job_own_market(job, r));
        add_tonnes(&text, a->foreign_region[r]);
        add_percent(&text, a->foreign_region[r], sum);
        for (size_t d = 0; d < a->n_destination; d++)
            add_tonnes(&text, a->region_destination[r * a->n_destination + d]);
        hg_text_print(&text, "\n");
    }
    return job_commit_text(job, "tables/regions.csv", &text, err);
}

static enum hg_status write_sectors(struct job *job, struct hg_error *err)
{
    const struct hg_accounts *a = job->accounts;
    const struct hg_axis *sectors = job->inventory->sectors;
    struct hg_text text = {0};
    hg_text_print(&text, "sector,name,%s,foreign_t,foreign_percent", ledger_columns);
    for (size_t d = 0; d < a->n_destination; d++)
        add_region_head(&text, "to_", hg_axis_code(job->mrio->regions, d));
    hg_text_print(&text, "\n");
    for (size_t s = 0; s < a->n_sector; s++) {
        double sum = 0;
        for (size_t d = 0; d < a->n_destination; d++)
            sum += a->sector_destination[s * a->n_destination + d];
        add_code_and_name(&text, hg_axis_code(sectors, s), hg_axis_name(sectors, s));
        add_ledger_columns(&text, job, s, a->n_region, a->n_sector);
        add_tonnes(&text, a->foreign_sector[s]);
        add_percent(&text, a->foreign_sector[s], sum);
        for (size_t d = 0; d < a->n_destination; d++)
            add_tonnes(&text, a->sector_destination[s * a->n_destination + d]);
        hg_text_print(&text, "\n");
    }
    return job_commit_text(job, "tables/sectors.csv", &text, err);
}

/* From regions of the table, where emitted, to destinations, where consumed. */
static enum hg_status write_flows(struct job *job, struct hg_error *err)
{
    const struct hg_accounts *a = job->accounts;
    const struct hg_axis *markets = job->mrio->regions;
    struct hg_text text = {0};
    hg_text_print(&text, "from,to,t\n");
    for (size_t r = 0; r < a->n_destination; r++)
        for (size_t d = 0; d < a->n_destination; d++) {
            const double kg = a->flow[r * a->n_destination + d];
            if (kg == 0)
                continue;
            add_code_and_name(&text, hg_axis_code(markets, r), hg_axis_code(markets, d));
            add_tonnes(&text, kg);
            hg_text_print(&text, "\n");
        }
    return job_commit_text(job, "tables/flows.csv", &text, err);
}

/* What is where, without a word of markets. */
static enum hg_status write_without_markets(struct job *job, struct hg_error *err)
{
    const struct hg_axis *regions = job->inventory->regions,
                         *sectors = job->inventory->sectors;
    const size_t n_region = hg_axis_size(regions), n_sector = hg_axis_size(sectors);
    struct hg_text text = {0};
    hg_text_print(&text, "region,name,%s\n", ledger_columns);
    for (size_t r = 0; r < n_region; r++) {
        add_code_and_name(&text, hg_axis_code(regions, r), hg_axis_name(regions, r));
        add_ledger_columns(&text, job, r * n_sector, n_sector, 1);
        hg_text_print(&text, "\n");
    }
    const enum hg_status status = job_commit_text(job, "tables/regions.csv", &text, err);
    if (status != HG_OK)
        return status;
    hg_text_print(&text, "sector,name,%s\n", ledger_columns);
    for (size_t s = 0; s < n_sector; s++) {
        add_code_and_name(&text, hg_axis_code(sectors, s), hg_axis_name(sectors, s));
        add_ledger_columns(&text, job, s, n_region, n_sector);
        hg_text_print(&text, "\n");
    }
    return job_commit_text(job, "tables/sectors.csv", &text, err);
}

enum hg_status write_account_tables(struct job *job, struct hg_error *err)
{
    stage_run *const tables[] = {write_destinations, write_regions, write_sectors,
                                 write_flows};
    if (!job->markets)
        return write_without_markets(job, err);
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(tables) / sizeof(tables[0]); i++)
        status = tables[i](job, err);
    return status;
}
