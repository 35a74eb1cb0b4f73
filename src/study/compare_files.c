/* compare_files.c - the verb compare: two rasters on one grid, told apart */
#include "study/compare_report.h"
#include <hotgrid/crs.h>
#include <hotgrid/parallel.h>
#include <hotgrid/study.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cell belongs to the area of a raster that covers this much of it. */
static const double LEAST_PART = 0.5;

/* Of projected grids on the plane: their true areas are not known yet. */
static double mean_km2(const struct hg_grid *grid)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    const struct hg_box b = p->box;
    double sum = 0;
    if (p->kind != HG_GRID_LONLAT)
        return (b.east - b.west) / p->ncol * (b.north - b.south) / p->nrow / 1e6;
    for (uint32_t row = 0; row < p->nrow; row++)
        sum += hg_grid_cell_km2(grid, row * p->ncol);
    return sum / p->nrow;
}

static enum hg_status read_grid(const char *name, struct hg_grid **out,
                                struct hg_error *err)
{
    struct hg_faults *faults = NULL;
    enum hg_status status = hg_faults_create(&faults, err);
    if (status == HG_OK)
        status = hg_grid_read(name, NULL, faults, out, err);
    if (status == HG_OK)
        status = hg_faults_status(faults, err);
    hg_faults_destroy(faults);
    return status;
}

/* The grid asked for, else the coarser of the two; *read is what must be destroyed. */
static enum hg_status choose_grid(const struct hg_compare_options *compare,
                                  const struct compare_side *a,
                                  const struct compare_side *b, struct hg_grid **read,
                                  const struct hg_grid **out, struct hg_error *err)
{
    struct hg_grid *of_a = a->about.grid, *of_b = b->about.grid;
    if (compare->grid) {
        const enum hg_status status = read_grid(compare->grid, read, err);
        *out = *read;
        return status;
    }
    if (!of_a && !of_b)
        return hg_fail(err, HG_E_ARG,
                       "neither %s nor %s has cells that masses can be compared on "
                       "(in degrees or metres); name a grid with --grid",
                       a->given->path, b->given->path);
    const bool take_b = !of_a || (of_b && mean_km2(of_b) > mean_km2(of_a));
    struct hg_grid *grid = take_b ? of_b : of_a;
    *out = grid;
    return hg_crs_measure(grid, err);
}

/* Masses and areas of both, densities and ranks of cells that emit, and what bringing a
 * raster onto the grid takes (measured). */
enum { BYTES_OF_CELL = 120 };

static enum hg_status check_memory(const struct hg_grid *grid,
                                   const struct hg_run_options *options,
                                   struct hg_error *err)
{
    const uint64_t need = BYTES_OF_CELL * (uint64_t)hg_grid_cells(grid);
    if (options->max_memory && need > options->max_memory)
        return hg_fail(err, HG_E_LIMIT,
                       "to compare %zu cells would take about %.0f MiB, more than the "
                       "%.0f MiB allowed; name a coarser grid with --grid, or raise "
                       "--max-memory",
                       hg_grid_cells(grid), (double)need / 1048576,
                       (double)options->max_memory / 1048576);
    return HG_OK;
}

/* Cells that one of the two does not cover well leave the comparison; their masses are
 * counted. */
static void keep_common(const struct hg_grid *grid, struct compare_side *a,
                        struct compare_side *b)
{
    for (size_t i = 0; i < hg_grid_cells(grid); i++) {
        const double least = LEAST_PART * hg_grid_cell_km2(grid, (uint32_t)i);
        if (a->covered[i] >= least && b->covered[i] >= least)
            continue;
        a->elsewhere_kg += a->kg[i];
        b->elsewhere_kg += b->kg[i];
        a->kg[i] = b->kg[i] = NAN;
    }
}

static enum hg_status find_places(struct compare_report *report, struct hg_error *err)
{
    const size_t n = report->found->n_largest;
    struct hg_transform way = {0};
    report->lon = calloc(n + 1, sizeof(*report->lon));
    report->lat = calloc(n + 1, sizeof(*report->lat));
    if (!report->lon || !report->lat)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu places", n);
    const enum hg_status status = hg_crs_to_lonlat(report->grid, &way, err);
    if (status != HG_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        hg_grid_centre(report->grid, report->found->largest[i].cell, &report->lon[i],
                       &report->lat[i]);
    hg_transform_apply(&way, n, report->lon, report->lat);
    hg_transform_finish(&way);
    return HG_OK;
}

static enum hg_status tell(const struct hg_compare_options *compare,
                           const struct hg_run_options *options,
                           struct compare_report *report, struct hg_text *text,
                           struct hg_error *err)
{
    enum hg_status status = find_places(report, err);
    if (status == HG_OK && options->output)
        status = compare_write_raster(report, options->output, err);
    if (status == HG_OK && (compare->map || compare->ratio))
        status = compare_draw(report, compare, err);
    if (status != HG_OK)
        return status;
    if (compare->json)
        compare_print_json(report, text);
    else
        compare_print(report, text);
    return text->failed ? hg_fail(err, HG_E_MEMORY, "no memory for the result") : HG_OK;
}

enum hg_status hg_compare_files(const struct hg_compare_options *compare,
                                const struct hg_run_options *options,
                                struct hg_text *text, struct hg_error *err)
{
    const unsigned threads = options->threads ? options->threads : hg_processors();
    struct compare_side a = {.given = &compare->a, .letter = 'a'};
    struct compare_side b = {.given = &compare->b, .letter = 'b'};
    struct hg_grid *read = NULL;
    struct hg_comparison *found = NULL;
    struct compare_report report = {.a = &a, .b = &b};
    enum hg_status status = compare_check(compare, err);
    if (status == HG_OK)
        status = compare_side_open(&a, options->log, err);
    if (status == HG_OK)
        status = compare_side_open(&b, options->log, err);
    if (status == HG_OK)
        status = choose_grid(compare, &a, &b, &read, &report.grid, err);
    if (status == HG_OK)
        status = check_memory(report.grid, options, err);
    if (status == HG_OK)
        status = compare_side_read(&a, report.grid, threads, err);
    if (status == HG_OK)
        status = compare_side_read(&b, report.grid, threads, err);
    if (status == HG_OK) {
        keep_common(report.grid, &a, &b);
        status = hg_compare(report.grid, a.kg, b.kg, compare->n_largest, &found, err);
        report.found = found;
    }
    if (status == HG_OK)
        status = tell(compare, options, &report, text, err);
    free(report.lon);
    free(report.lat);
    hg_comparison_destroy(found);
    hg_grid_destroy(read);
    compare_side_finish(&a);
    compare_side_finish(&b);
    return status;
}
