/* hotspot_tables.c - hotspots, and how concentrated layers are, as CSV */
#include "study/columns.h"
#include "study/hotspots.h"
#include "study/layers.h"
#include <stdlib.h>

/* The largest parts of a hotspot that are named, and its plants. */
enum { N_LARGEST = 3, N_PLANTS = 10 };

/* Empty: NAN, not known. */
static void add_fixed(struct hg_text *text, int decimals, double value)
{
    hg_text_print(text, ",");
    if (!isnan(value))
        hg_text_print(text, "%.*f", decimals, value);
}

static void add_rounded(struct hg_text *text, double value)
{
    hg_text_print(text, ",%.6g", value);
}

static enum hg_status write_concentration(struct job *job, struct hg_error *err)
{
    struct hg_text text = {0};
    hg_text_print(&text, "layer,title,t,negative_t,percent_on_1_percent_of_land,"
                         "area_percent,percent_on_area,percent_of_land_with_75_percent,"
                         "percent_of_land_with_90_percent,gini\n");
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        const struct layer_curve *curve = layer->curve;
        char number[HG_MASS_TEXT], negative[HG_MASS_TEXT];
        if (!curve)
            continue;
        hg_text_add_csv(&text, layer->stem);
        hg_text_print(&text, ",");
        hg_text_add_csv(&text, layer->title);
        hg_text_print(&text, ",%s,%s", hg_mass_text(layer->mass, 3, number),
                      hg_mass_text(layer->negative, 3, negative));
        add_fixed(&text, 6, layer->top_percent);
        add_rounded(&text, job->study->hotspots.share_of_area);
        add_fixed(&text, 6, 100 * curve->share);
        add_fixed(&text, 6, 100 * curve->area_75);
        add_fixed(&text, 6, 100 * curve->area_90);
        add_fixed(&text, 6, curve->gini);
        hg_text_print(&text, "\n");
    }
    return job_commit_text(job, "tables/concentration.csv", &text, err);
}

static enum hg_status write_curves(struct job *job, struct hg_error *err)
{
    struct hg_text text = {0};
    hg_text_print(&text, "layer,area_percent,mass_percent\n");
    for (size_t i = 0; i < job->n_layer; i++)
        for (size_t k = 0; job->layer[i].curve && k < CURVE_POINTS; k++) {
            hg_text_add_csv(&text, job->layer[i].stem);
            hg_text_print(&text, ",%.6g", 100 * curve_area(k));
            add_fixed(&text, 6, 100 * job->layer[i].curve->held[k]);
            hg_text_print(&text, "\n");
        }
    return job_commit_text(job, "tables/concentration_curves.csv", &text, err);
}

size_t cluster_largest(size_t n, const double *kg, size_t n_largest, size_t *largest)
{
    size_t found = 0;
    for (size_t k = 0; k < n; k++) {
        if (!(kg[k] > 0))
            continue;
        size_t place = found < n_largest ? found++ : n_largest;
        for (; place > 0 && kg[k] > kg[largest[place - 1]]; place--)
            if (place < n_largest)
                largest[place] = largest[place - 1];
        if (place < n_largest)
            largest[place] = k;
    }
    return found;
}

typedef const char *name_of(const struct job *job, size_t index);

const char *cluster_region_name(const struct job *job, size_t r)
{
    return job_code_name(job, hg_axis_code(job->inventory->regions, r));
}

const char *cluster_sector_name(const struct job *job, size_t s)
{
    return hg_axis_name(job->inventory->sectors, s);
}

/* "Power 71.3 %; Steel 12.0 %" */
static void add_largest(struct hg_text *text, const struct job *job, size_t n,
                        const double *kg, double whole, name_of *name)
{
    size_t largest[N_LARGEST];
    struct hg_text field = {0};
    const size_t found = cluster_largest(n, kg, N_LARGEST, largest);
    for (size_t i = 0; i < found; i++)
        hg_text_print(&field, "%s%s %.1f %%", i ? "; " : "", name(job, largest[i]),
                      100 * kg[largest[i]] / whole);
    hg_text_print(text, ",");
    hg_text_add_csv(text, field.bytes ? field.bytes : "");
    text->failed |= field.failed;
    free(field.bytes);
}

static void add_cluster(struct hg_text *text, const struct job *job,
                        const struct layer *layer, size_t i, double peak_lon,
                        double peak_lat)
{
    const struct hg_cluster *c = &layer->clusters->cluster[i];
    const struct cluster_mix *mix = layer->cluster_mix;
    hg_text_add_csv(text, layer->stem);
    hg_text_print(text, ",%zu", i + 1);
    add_code(text, layer->cluster_name[i]);
    add_largest(text, job, mix->n_region, &mix->region[i * mix->n_region], c->kg,
                cluster_region_name);
    hg_text_print(text, ",%u,%.3f", c->n_cell, c->km2);
    add_tonnes(text, c->kg);
    add_percent(text, c->kg, hg_mass_kg(layer->mass));
    add_rounded(text, c->kg / 1000 / c->km2);
    add_fixed(text, 4, c->lon);
    add_fixed(text, 4, c->lat);
    add_fixed(text, 4, peak_lon);
    add_fixed(text, 4, peak_lat);
    add_rounded(text, c->peak_kg_per_km2 / 1000);
    add_largest(text, job, mix->n_sector, &mix->sector[i * mix->n_sector], c->kg,
                cluster_sector_name);
    add_largest(text, job, mix->n_destination, &mix->destination[i * mix->n_destination],
                c->kg, job_market_name);
}

static void add_layer(struct job *job, const struct layer *layer,
                      const struct hg_transform *to_lonlat, struct hg_text *text)
{
    for (size_t i = 0; i < layer->clusters->n; i++) {
        double x, y;
        hg_grid_centre(job->grid, layer->clusters->cluster[i].peak_cell, &x, &y);
        hg_transform_apply(to_lonlat, 1, &x, &y);
        add_cluster(text, job, layer, i, x, y);
        hg_text_print(text, "\n");
    }
}

enum hg_status hotspots_csv(struct job *job, struct hg_text *text, struct hg_error *err)
{
    struct hg_transform to_lonlat = {0};
    const enum hg_status status = hg_crs_to_lonlat(job->grid, &to_lonlat, err);
    hg_text_print(text,
                  "layer,number,name,regions,cells,km2,t,share_percent,t_per_km2,"
                  "lon,lat,peak_lon,peak_lat,peak_t_per_km2,sectors,destinations\n");
    for (size_t i = 0; status == HG_OK && i < job->n_layer; i++)
        if (job->layer[i].clusters)
            add_layer(job, &job->layer[i], &to_lonlat, text);
    hg_transform_finish(&to_lonlat);
    return status;
}

static enum hg_status write_hotspots(struct job *job, struct hg_error *err)
{
    struct hg_text text = {0};
    const enum hg_status status = hotspots_csv(job, &text, err);
    if (status == HG_OK)
        return job_commit_text(job, "tables/hotspots.csv", &text, err);
    free(text.bytes);
    return status;
}

/* The largest plants of each hotspot. */
static enum hg_status add_plants(const struct job *job, const struct layer *layer,
                                 struct hg_text *text, struct hg_error *err)
{
    struct cluster_plant *plant = NULL;
    size_t n = 0;
    const enum hg_status status = layer_find_plants(job, layer, &plant, &n, err);
    for (size_t i = 0, rank = 0; i < n; i++) {
        rank = i && plant[i].cluster == plant[i - 1].cluster ? rank + 1 : 0;
        if (rank >= N_PLANTS || !(plant[i].kg > 0))
            continue;
        const struct hg_site *site = plant[i].site;
        hg_text_add_csv(text, layer->stem);
        hg_text_print(text, ",%zu,", plant[i].cluster + 1);
        add_code_and_name(text, site->id, site->name);
        add_code(text, site->region);
        add_code(text, site->sector);
        add_fixed(text, 4, site->lon);
        add_fixed(text, 4, site->lat);
        add_tonnes(text, plant[i].kg);
        add_percent(text, plant[i].kg, layer->clusters->cluster[plant[i].cluster].kg);
        hg_text_print(text, "\n");
    }
    free(plant);
    return status;
}

/* A file of emissions does not tell plants apart. */
static enum hg_status write_plants(struct job *job, struct hg_error *err)
{
    struct hg_text text = {0};
    enum hg_status status = HG_OK;
    if (job->stored)
        return HG_OK;
    hg_text_print(&text, "layer,number,id,name,region,sector,lon,lat,t,share_percent\n");
    for (size_t i = 0; status == HG_OK && i < job->n_layer; i++)
        if (job->layer[i].clusters)
            status = add_plants(job, &job->layer[i], &text, err);
    if (status == HG_OK)
        return job_commit_text(job, "tables/hotspot_plants.csv", &text, err);
    free(text.bytes);
    return status;
}

enum hg_status write_hotspot_tables(struct job *job, struct hg_error *err)
{
    stage_run *const tables[] = {write_concentration, write_curves, write_hotspots,
                                 write_plants};
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(tables) / sizeof(tables[0]); i++)
        status = tables[i](job, err);
    return status;
}
