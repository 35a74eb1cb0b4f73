/* explain.c - one cell in kg: its plants, what its rest was spread by, sectors, markets
 */
#include "study/streams.h"
#include "study/traced.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sectors and markets are told until they hold so much of the cell. */
static const double LEADING = 0.95;

struct ranked {
    double kg;
    size_t index;
};

/* Removals, which are below 0, are as large as what is taken away. */
static int by_size(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (fabs(x->kg) != fabs(y->kg))
        return fabs(x->kg) < fabs(y->kg) ? 1 : -1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static void line(struct hg_text *text, double kg, double whole, const char *what)
{
    hg_text_print(text, "  %18.3f kg  %5.1f %%  %s\n", kg,
                  whole != 0 ? 100 * kg / whole : 0, what);
}

/* What an industry has in the cell: points, then each panel's part. */
static double point_kg(const struct hg_emissions *e, uint32_t cell, size_t industry)
{
    for (size_t i = 0; i < e->n_point; i++)
        if (e->point[i].cell == cell && e->point[i].industry == industry)
            return hg_mass_kg(e->point[i].mass);
    return 0;
}

static size_t place_in_panel(const struct hg_panel *panel, uint32_t cell)
{
    const size_t place =
        hg_find_cell(panel->cell, panel->n_cell, sizeof(*panel->cell), cell);
    return place < panel->n_cell && panel->cell[place] == cell ? place : HG_NOT_FOUND;
}

/* A point in a cell, or a part of a line or an area. */
struct plant {
    const struct hg_site *site;
    double weight; /* of the part */
    double size;   /* km or km2 of the part; 0 for points */
    enum hg_feature_kind kind;
};

/* All of a cell, file by file. */
struct plants {
    size_t n, room;
    struct plant *plant;
};

static enum hg_status add_plant(struct plants *plants, struct plant plant,
                                struct hg_error *err)
{
    if (plants->n == plants->room) {
        const size_t room = 2 * plants->room + 16;
        struct plant *grown = reallocarray(plants->plant, room, sizeof(*grown));
        if (!grown)
            return no_memory(err, "the plants of the cell");
        plants->plant = grown;
        plants->room = room;
    }
    plants->plant[plants->n++] = plant;
    return HG_OK;
}

static enum hg_status add_point(struct plants *plants, const struct hg_site *site,
                                struct hg_error *err)
{
    return add_plant(plants, (struct plant){.site = site, .weight = site->weight}, err);
}

static enum hg_status add_part(void *plants, const struct traced_part *part,
                               struct hg_error *err)
{
    return add_plant(
        plants, (struct plant){part->site, part->weight, part->size, part->kind}, err);
}

/* Streamed points are gone: the file is read once more, and *deposit keeps those of the
 * cell. */
static enum hg_status catch_plants(const struct job *job, size_t file, uint32_t cell,
                                   struct hg_deposit **deposit, struct plants *plants,
                                   struct hg_error *err)
{
    const struct hg_deposit_params params = {
        .survey = job->streams->survey,
        .pairs = job->streams->pairs,
        .file = job->study->inventory.points[file].source.path,
        .threads = job->threads};
    size_t n = 0;
    struct hg_deposit *caught = NULL;
    enum hg_status status = hg_deposit_create(&params, &caught, err);
    if (status != HG_OK || !caught)
        return status;
    *deposit = caught;
    hg_deposit_catch(caught, cell);
    status = stream_again(job, file, hg_deposit_take_caught, caught, err);
    const struct hg_site *site = hg_deposit_caught(caught, &n);
    for (size_t i = 0; status == HG_OK && i < n; i++)
        status = add_point(plants, &site[i], err);
    return status;
}

static enum hg_status find_plants(const struct job *job, uint32_t cell,
                                  struct hg_deposit **deposit, struct plants *plants,
                                  struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t f = 0; status == HG_OK && f < job->study->inventory.n_points; f++) {
        const struct hg_points *points = job->points[f];
        if (is_streamed(job->study->inventory.points[f].rule))
            status = catch_plants(job, f, cell, &deposit[f], plants, err);
        for (size_t i = 0; status == HG_OK && i < points->n; i++) {
            const struct hg_point *point = &points->point[i];
            if (!point->diffuse && hg_grid_cell_at(job->grid, point->x, point->y) == cell)
                status = add_point(plants, point->site, err);
        }
    }
    return status == HG_OK ? traced_in_cell(job, cell, add_part, plants, err) : status;
}

static bool same_industry(const struct hg_site *a, const struct hg_site *b)
{
    return strcmp(a->region, b->region) == 0 && strcmp(a->sector, b->sector) == 0;
}

/* Each plant gets of its industry's points in the cell what its weight is worth. */
static void print_plants(const struct job *job, uint32_t cell, double whole,
                         const struct plants *plants, struct hg_text *text)
{
    const struct hg_inventory *inventory = job->inventory;
    for (size_t i = 0; i < plants->n; i++) {
        const struct plant *plant = &plants->plant[i];
        const struct hg_site *site = plant->site;
        const size_t region = hg_axis_find(inventory->regions, site->region);
        const size_t sector = hg_axis_find(inventory->sectors, site->sector);
        if (region == HG_NOT_FOUND || sector == HG_NOT_FOUND)
            continue;
        const size_t industry = region * hg_axis_size(inventory->sectors) + sector;
        if (!inventory->given[industry])
            continue; /* it has no total */
        double weights = 0;
        for (size_t k = 0; k < plants->n; k++)
            if (same_industry(site, plants->plant[k].site))
                weights += plants->plant[k].weight;
        const double kg = point_kg(job->emissions, cell, industry) *
                          (weights > 0 ? plant->weight / weights : 0);
        struct hg_text what = {0};
        hg_text_print(&what, "%s (%s, %s, %s)", site->name, site->id, site->region,
                      site->sector);
        if (plant->size > 0)
            hg_text_print(&what, ", %.6g %s of it", plant->size,
                          plant->kind == HG_LINES ? "km" : "km2");
        line(text, kg, whole, what.bytes ? what.bytes : site->id);
        free(what.bytes);
    }
}

static enum hg_status list_plants(const struct job *job, uint32_t cell, double whole,
                                  struct hg_text *text, struct hg_error *err)
{
    const size_t n = job->study->inventory.n_points;
    struct plants plants = {0};
    struct hg_deposit **deposit = calloc(n + 1, sizeof(struct hg_deposit *));
    if (!deposit)
        return no_memory(err, "the plants of the cell");
    enum hg_status status = find_plants(job, cell, deposit, &plants, err);
    if (status == HG_OK)
        print_plants(job, cell, whole, &plants, text);
    for (size_t i = 0; deposit && i < n; i++)
        hg_deposit_destroy(deposit[i]);
    free(deposit);
    free(plants.plant);
    return status;
}

static const char *spread_by(const struct job *job, uint32_t source)
{
    if (source == HG_BY_AREA)
        return "area";
    if (source == HG_BY_NEAREST)
        return "nearest cell";
    if (source == HG_BY_GRID)
        return "ready grid";
    return job_blend_name(job, source);
}

/* Fills kg[industry] with all that is in the cell; tells what diffuse parts came from. */
static void add_panels(const struct job *job, uint32_t cell, double *kg,
                       struct hg_text *text)
{
    const struct hg_emissions *e = job->emissions;
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    for (size_t p = 0; p < e->n_panel; p++) {
        const struct hg_panel *panel = &e->panel[p];
        const size_t place = place_in_panel(panel, cell);
        if (place == HG_NOT_FOUND)
            continue;
        for (uint32_t c = 0; c < panel->n_column; c++) {
            const double weight = panel->weight[c * panel->n_cell + place];
            double sum = 0;
            for (size_t s = 0; s < n_sector; s++) {
                if (panel->column_of[s] != c)
                    continue;
                const double part = hg_mass_kg(panel->mass[s]) * weight;
                kg[panel->region * n_sector + s] += part;
                sum += part;
            }
            hg_text_print(
                text, "  %18.3f kg  %s by %s: %.4g %% of what the region spreads so\n",
                sum, hg_axis_name(job->inventory->regions, panel->region),
                spread_by(job, panel->source_of[c]), 100 * weight);
        }
    }
}

typedef void tell_name(const struct job *job, size_t index, struct hg_text *text);

static void tell_industry(const struct job *job, size_t industry, struct hg_text *text)
{
    const size_t n = hg_axis_size(job->inventory->sectors);
    hg_text_print(text, "%s, %s", hg_axis_name(job->inventory->regions, industry / n),
                  hg_axis_name(job->inventory->sectors, industry % n));
}

static void tell_market(const struct job *job, size_t market, struct hg_text *text)
{
    hg_text_print(text, "%s", job_market_name(job, market));
}

/* The leading ones, largest first, and how many more there are; one alone needs no line
 * that stands for it. */
static void list_ranked(const struct job *job, struct ranked *rank, size_t n,
                        double whole, tell_name *tell, struct hg_text *text)
{
    double all = 0, told = 0, rest = 0;
    size_t i = 0;
    qsort(rank, n, sizeof(*rank), by_size);
    while (n > 0 && rank[n - 1].kg == 0)
        n--;
    for (size_t k = 0; k < n; k++)
        all += fabs(rank[k].kg);
    for (; i < n && (job->options->all || told < LEADING * all || i + 1 == n); i++) {
        struct hg_text name = {0};
        tell(job, rank[i].index, &name);
        line(text, rank[i].kg, whole, name.bytes ? name.bytes : "");
        text->failed = text->failed || name.failed;
        free(name.bytes);
        told += fabs(rank[i].kg);
    }
    for (size_t k = i; k < n; k++)
        rest += rank[k].kg;
    if (i < n) {
        char more[64];
        snprintf(more, sizeof(more), "%zu more, which --all lists", n - i);
        line(text, rest, whole, more);
    }
}

static void list_sectors(const struct job *job, const double *kg, double whole,
                         struct hg_text *text)
{
    const size_t n_industry = job_industries(job);
    struct ranked *rank = calloc(n_industry + 1, sizeof(*rank));
    if (!rank) {
        text->failed = true;
        return;
    }
    for (size_t i = 0; i < n_industry; i++)
        rank[i] = (struct ranked){kg[i], i};
    list_ranked(job, rank, n_industry, whole, tell_industry, text);
    free(rank);
}

static void list_markets(const struct job *job, const double *kg, double whole,
                         struct hg_text *text)
{
    const size_t n = job->mix->n_destination;
    struct ranked *rank = calloc(n + 1, sizeof(*rank));
    if (!rank) {
        text->failed = true;
        return;
    }
    double unmapped = 0;
    for (size_t d = 0; d < n; d++)
        rank[d].index = d;
    for (size_t i = 0; i < job->mix->n_industry; i++) {
        if (job->mix->own[i] == HG_NOT_FOUND)
            unmapped += kg[i];
        for (size_t d = 0; d < n && job->mix->own[i] != HG_NOT_FOUND; d++)
            rank[d].kg += kg[i] * job->mix->share[i * n + d];
    }
    list_ranked(job, rank, n, whole, tell_market, text);
    if (unmapped > 0)
        line(text, unmapped, whole, "unmapped (no market known)");
    free(rank);
}

static enum hg_status explain_cell(struct job *job, double lon, double lat,
                                   struct hg_text *text, struct hg_error *err)
{
    double x = lon, y = lat;
    hg_transform_apply(&job->from_lonlat, 1, &x, &y);
    const uint32_t cell = hg_grid_cell_at(job->grid, x, y);
    if (cell == HG_NO_CELL)
        return hg_fail(err, HG_E_INPUT, "longitude %g, latitude %g lies outside grid %s",
                       lon, lat, hg_grid_params(job->grid)->name);
    double *kg = calloc(job_industries(job) + 1, sizeof(*kg));
    if (!kg)
        return no_memory(err, "the cell");
    enum hg_status status = HG_OK;
    struct hg_text panels = {0};
    add_panels(job, cell, kg, &panels);
    double whole = 0, points = 0;
    for (size_t i = 0; i < job_industries(job); i++) {
        const double at_points = point_kg(job->emissions, cell, i);
        points += at_points;
        kg[i] += at_points;
        whole += kg[i];
    }
    const uint32_t ncol = hg_grid_params(job->grid)->ncol;
    const double km2 = hg_grid_cell_km2(job->grid, cell);
    hg_text_print(text,
                  "cell %u (row %u, column %u), %.3f km2, %.3f kg %s in %lld, %.6g "
                  "t/km2\n",
                  cell, cell / ncol, cell % ncol, km2, whole, job_gas(job),
                  (long long)job->study->year, whole / 1000 / km2);
    if (!job->domain[cell]) {
        hg_text_print(
            text, "no data: no region of the inventory covers it, no point lies in it\n");
    } else if (whole == 0) {
        hg_text_print(text,
                      "no emission: no point lies in it, and the proxies are 0 here\n");
    } else {
        const bool traced = job->traced->n > 0;
        hg_text_print(text, traced ? "\nplants, lines and areas\n" : "\nplants\n");
        status = list_plants(job, cell, whole, text, err);
        if (job->stored && points > 0)
            hg_text_print(text, "  (the file of emissions does not tell them apart)\n");
        line(text, points, whole, traced ? "all of these" : "all plants");
        hg_text_print(text, "\nspread by proxies\n%s", panels.bytes ? panels.bytes : "");
        hg_text_print(text, "\nsectors\n");
        list_sectors(job, kg, whole, text);
        if (job->markets) {
            hg_text_print(text, "\nmarkets\n");
            list_markets(job, kg, whole, text);
        }
    }
    if (panels.failed)
        text->failed = true;
    free(panels.bytes);
    free(kg);
    return status == HG_OK && text->failed ? no_memory(err, "the cell") : status;
}

enum hg_status hg_explain(const char *study_path, double lon, double lat,
                          const struct hg_run_options *options, struct hg_faults *faults,
                          struct hg_text *summary, struct hg_error *err)
{
    struct job *job = NULL;
    if (!(lat >= -90 && lat <= 90) || !(lon >= -180 && lon <= 360))
        return hg_fail(
            err, HG_E_ARG,
            "longitude %g, latitude %g is no place on Earth; the order is LON LAT", lon,
            lat);
    enum hg_status status = job_create(study_path, options, faults, &job, err);
    if (status != HG_OK)
        return status;
    status = job_run(job, STAGE_TRADE, err);
    if (status == HG_OK)
        status = explain_cell(job, lon >= 180 ? lon - 360 : lon, lat, summary, err);
    job_destroy(job);
    return status;
}
