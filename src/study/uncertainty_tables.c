/* uncertainty_tables.c - how far sums may be off, and which hotspots last, as CSV */
#include "study/draws.h"
#include <hotgrid/sort.h>
#include <stdlib.h>

/* Rows of the table of hotspots, for each account. */
enum { MOST_HOTSPOTS = 1000 };

static const char *const account_names[] = {"total", "foreign", "destination"};

static void tonnes(struct hg_text *text, double kg)
{
    char number[HG_DOUBLE_TEXT];
    hg_text_print(text, ",%s", hg_text_double(kg / 1000, number));
}

static void add_sum(struct hg_text *text, const struct job *job, size_t form)
{
    const struct draws *draws = job->draws;
    const bool destination = form >= DRAWN_DESTINATIONS;
    const size_t d = form - DRAWN_DESTINATIONS;
    hg_text_print(text, "%s,", account_names[destination ? DRAWN_DESTINATIONS : form]);
    if (destination)
        hg_text_add_csv(text, hg_axis_code(job->mrio->regions, d));
    hg_text_print(text, ",");
    if (destination)
        hg_text_add_csv(text, job_market_name(job, d));
    tonnes(text, draws->kg[form]);
    tonnes(text, draws->sigma[form]);
    if (draws->kg[form] != 0)
        hg_text_print(text, ",%.6f", 100 * draws->sigma[form] / fabs(draws->kg[form]));
    else
        hg_text_print(text, ",");
    if (draws->n == 0) {
        hg_text_print(text, ",,,,,\n");
        return;
    }
    const struct moments m = draws_moments(draws, form);
    tonnes(text, m.mean);
    tonnes(text, m.sigma);
    tonnes(text, m.p05);
    tonnes(text, m.p50);
    tonnes(text, m.p95);
    hg_text_print(text, "\n");
}

static enum hg_status write_sums(struct job *job, struct hg_error *err)
{
    struct hg_text text = {0};
    hg_text_print(&text, "account,destination,name,t,sigma_t,sigma_percent,draws_mean_t,"
                         "draws_sigma_t,draws_p05_t,draws_p50_t,draws_p95_t\n");
    for (size_t f = 0; f < job->draws->n_form; f++)
        add_sum(&text, job, f);
    return job_commit_text(job, "tables/uncertainty_destinations.csv", &text, err);
}

static void add_hotspot(struct hg_text *text, const struct job *job,
                        const struct hg_transform *to_lonlat, size_t account, size_t rank,
                        const struct hg_ranked *hotspot)
{
    const struct draws *draws = job->draws;
    const struct hg_grid_params *p = hg_grid_params(job->grid);
    const uint32_t cell = draws->active->cell[hotspot->index];
    const uint32_t row = cell / p->ncol, column = cell % p->ncol;
    double lon, lat;
    char number[HG_DOUBLE_TEXT];
    hg_grid_centre(job->grid, cell, &lon, &lat);
    hg_transform_apply(to_lonlat, 1, &lon, &lat);
    hg_text_print(text, "%s,%zu,%u,%u,%u,%.5f,%.5f,%s,%u,%.6f\n", account_names[account],
                  rank + 1, cell, row, column, lon, lat,
                  hg_text_double(hotspot->value / 1000, number),
                  draws->in_run[account][hotspot->index], draws->percent[account][cell]);
}

/* The densest cells of an account, those of the run's hotspots and those beyond them. */
static enum hg_status add_hotspots(struct job *job, struct hg_text *text,
                                   const struct hg_transform *to_lonlat, size_t account,
                                   struct hg_error *err)
{
    const struct hg_active *active = job->draws->active;
    const double *density = job->draws->density[account];
    struct hg_ranked *rank = calloc(active->n + 1, 2 * sizeof(*rank));
    if (!rank)
        return no_memory(err, "the hotspots of draws");
    size_t n = 0;
    for (size_t i = 0; i < active->n; i++)
        if (density[i] > 0)
            rank[n++] = (struct hg_ranked){density[i], i};
    hg_sort_falling(n, rank, rank + n);
    for (size_t k = 0; k < n && k < MOST_HOTSPOTS; k++)
        add_hotspot(text, job, to_lonlat, account, k, &rank[k]);
    free(rank);
    return HG_OK;
}

static enum hg_status write_hotspots(struct job *job, struct hg_error *err)
{
    struct hg_transform to_lonlat = {0};
    struct hg_text text = {0};
    enum hg_status status = hg_crs_to_lonlat(job->grid, &to_lonlat, err);
    hg_text_print(&text,
                  "account,rank,cell,row,column,lon,lat,t_per_km2,in_top_1_percent,"
                  "percent_of_draws\n");
    for (size_t a = 0; status == HG_OK && a < job->draws->n_account; a++)
        status = add_hotspots(job, &text, &to_lonlat, a, err);
    if (status == HG_OK)
        status = job_commit_text(job, "tables/uncertainty_hotspots.csv", &text, err);
    else
        free(text.bytes);
    hg_transform_finish(&to_lonlat);
    return status;
}

enum hg_status write_uncertainty_tables(struct job *job, struct hg_error *err)
{
    if (!job->draws)
        return HG_OK;
    const enum hg_status status = write_sums(job, err);
    return status == HG_OK && job->draws->n ? write_hotspots(job, err) : status;
}
