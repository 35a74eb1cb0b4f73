/* local_files.c - local statistics as rasters with styles, as a table of cells, as maps
 */
#include "study/columns.h"
#include "study/contacts.h"
#include "study/local_layers.h"
#include "study/map_file.h"
#include <stdlib.h>
#include <string.h>

const struct local_raster local_rasters[LOCAL_RASTERS] = {
    [LOCAL_GI] = {"gistar", "Hot and cold spots", GI_CLASSES, gi_classes},
    [LOCAL_MORAN] = {"moran", "Clusters and outliers", MORAN_CLASSES, moran_classes},
};

/* One of them of a layer. */
struct picture {
    const struct local_raster *raster;
    const char *key;  /* of the map's legend */
    const char *what; /* of the band */
    const uint8_t *of_cell;
    enum contact_kind contact;
};

static void fill_entries(const struct job *job, const struct local_raster *raster,
                         struct hg_class_entry entry[GI_CLASSES])
{
    for (size_t c = 0; c < raster->n; c++) {
        const struct hg_colour colour =
            c ? raster->class[c].colour : job->style.no_emission;
        entry[c] = (struct hg_class_entry){(uint8_t)c, colour.red, colour.green,
                                           colour.blue, raster->class[c].name};
    }
}

void local_style(const struct job *job, const struct local_raster *raster,
                 struct hg_text *qml)
{
    struct hg_class_entry entry[GI_CLASSES];
    fill_entries(job, raster, entry);
    qml_palette(raster->n, entry, qml);
}

static enum hg_status commit_tif(struct job *job, const struct local_layer *l,
                                 const char *end, const struct hg_layer_file *file,
                                 struct hg_error *err)
{
    char name[192];
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status = hg_encode_geotiff(file, &bytes, &length, err);
    snprintf(name, sizeof(name), "hotspots/%s_%s.tif", l->layer->stem, end);
    if (status == HG_OK)
        status = hg_output_commit(job->output, name, bytes, length, err);
    free(bytes);
    return status;
}

/* What both class layers and the raster of z say of themselves. */
struct about {
    char band[HG_DOUBLE_TEXT];
    const char *key[4], *text[4];
    size_t n;
};

static void describe(const struct job *job, const char *title, struct about *a)
{
    const char *const key[] = {"title", "band_km", "co2_basis", "input_key"};
    const char *const text[] = {
        title, hg_text_double(job->study->hotspots.local.band_km, a->band), job_gas(job),
        job->input_key};
    a->n = sizeof(key) / sizeof(key[0]);
    memcpy(a->key, key, sizeof(key));
    memcpy(a->text, text, sizeof(text));
}

static enum hg_status write_classes(struct job *job, const struct local_layer *l,
                                    const struct picture *p, struct hg_error *err)
{
    struct hg_class_entry entry[GI_CLASSES];
    struct about about;
    describe(job, p->raster->title, &about);
    fill_entries(job, p->raster, entry);
    const struct hg_layer_file file = {.grid = job->grid,
                                       .class_value = p->of_cell,
                                       .n_class = p->raster->n,
                                       .entry = entry,
                                       .description = p->what,
                                       .unit = "",
                                       .n_metadata = about.n,
                                       .key = about.key,
                                       .text = about.text,
                                       .zstd = job->study->zstd};
    const enum hg_status status = commit_tif(job, l, p->raster->end, &file, err);
    if (status != HG_OK)
        return status;
    char name[192];
    struct hg_text qml = {0};
    snprintf(name, sizeof(name), "hotspots/%s_%s.qml", l->layer->stem, p->raster->end);
    local_style(job, p->raster, &qml);
    return job_commit_text(job, name, &qml, err);
}

static enum hg_status write_z(struct job *job, const struct local_layer *l,
                              struct hg_error *err)
{
    const size_t n = hg_grid_cells(job->grid);
    float *z = malloc(n * sizeof(*z));
    if (!z)
        return no_memory(err, "the raster of z");
    for (size_t cell = 0; cell < n; cell++)
        z[cell] = NAN;
    for (size_t i = 0; i < l->local->n; i++)
        z[l->local->cell[i]] = (float)l->local->gi_z[i];
    struct about about;
    describe(job, "z of Gi*", &about);
    const struct hg_layer_file file = {.grid = job->grid,
                                       .value = z,
                                       .description = "GiZScore",
                                       .unit = "1",
                                       .n_metadata = about.n,
                                       .key = about.key,
                                       .text = about.text,
                                       .zstd = job->study->zstd};
    const enum hg_status status = commit_tif(job, l, "GiZScore", &file, err);
    free(z);
    return status;
}

/* Statistics have no more digits than that. */
static void add_rounded(struct hg_text *text, double value)
{
    hg_text_print(text, ",");
    if (!isnan(value))
        hg_text_print(text, "%.6g", value);
}

static void add_cell(const struct job *job, const struct local_layer *l, size_t i,
                     double lon, double lat, struct hg_text *text)
{
    const struct hg_local *s = l->local;
    const uint32_t cell = s->cell[i], ncol = hg_grid_params(job->grid)->ncol;
    hg_text_print(text, "%u,%u,%u,%.4f,%.4f", cell, cell / ncol, cell % ncol, lon, lat);
    add_rounded(text, l->kg[cell] / 1000 / hg_grid_cell_km2(job->grid, cell));
    hg_text_print(text, ",%u", s->neighbours[i]);
    add_rounded(text, s->gi_z[i]);
    add_rounded(text, local_gi_p(job, l, i));
    hg_text_print(text, ",%s", gi_classes[l->gi[cell]].code);
    add_rounded(text, s->moran_i[i]);
    add_rounded(text, s->moran_z[i]);
    add_rounded(text, local_moran_p(job, l, i));
    hg_text_print(text, ",%s", moran_classes[l->moran[cell]].code);
    add_rounded(text, s->permutations ? hg_local_pseudo_p(s, i) : NAN);
    hg_text_print(text, "\n");
}

/* Is it a hot spot, or high or an outlier?  Wide cold plains stay in the rasters. */
static bool is_listed(const struct local_layer *l, uint32_t cell)
{
    const char *moran = moran_classes[l->moran[cell]].code;
    return (l->gi[cell] >= 1 && l->gi[cell] <= 3) || (*moran && strcmp(moran, "LL") != 0);
}

static enum hg_status write_cells(struct job *job, const struct local_layer *l,
                                  struct hg_error *err)
{
    struct hg_transform to_lonlat = {0};
    enum hg_status status = hg_crs_to_lonlat(job->grid, &to_lonlat, err);
    if (status != HG_OK)
        return status;
    struct hg_text text = {0};
    hg_text_print(&text, "cell,row,column,lon,lat,t_per_km2,NNeighbors,GiZScore,GiPValue,"
                         "Gi_Bin,LMiIndex,LMiZScore,LMiPValue,COType,pseudo_p\n");
    for (size_t i = 0; i < l->local->n; i++) {
        double x, y;
        if (!is_listed(l, l->local->cell[i]))
            continue;
        hg_grid_centre(job->grid, l->local->cell[i], &x, &y);
        hg_transform_apply(&to_lonlat, 1, &x, &y);
        add_cell(job, l, i, x, y, &text);
    }
    hg_transform_finish(&to_lonlat);
    char name[192];
    snprintf(name, sizeof(name), "hotspots/%s_local.csv", l->layer->stem);
    return job_commit_text(job, name, &text, err);
}

static enum hg_status draw(struct job *job, const struct local_layer *l,
                           const struct picture *p, struct hg_error *err)
{
    static const char *const transformed[] = {[HG_LOCAL_LOG] = "ln(1 + t/km²)",
                                              [HG_LOCAL_RANK] = "ranks of t/km²",
                                              [HG_LOCAL_NONE] = "t/km²"};
    char stem[160];
    uint32_t missing[16]; /* the map of the layer tells them */
    size_t n = 0;
    struct hg_map_category category[GI_CLASSES];
    uint8_t present[256] = {0};
    if (!job->frame)
        return HG_OK;
    for (size_t cell = 0; cell < hg_grid_cells(job->grid); cell++)
        present[p->of_cell[cell]] = 1;
    for (size_t c = 1; c < p->raster->n; c++)
        if (present[c])
            category[n++] = (struct hg_map_category){
                (uint8_t)c, p->raster->class[c].colour, p->raster->class[c].name, NULL};
    struct hg_map map = layer_begin_map(job, l->layer);
    map.class_value = p->of_cell;
    map.category = category;
    map.n_category = n;
    map.zero_label = "Not significant";
    map.legend_title = p->key;
    hg_lock_take(job->lock);
    map.subtitle = job_text(job, "%s of %s: neighbours within %g km%s", p->raster->title,
                            transformed[job->study->hotspots.local.transform],
                            job->study->hotspots.local.band_km,
                            job->study->hotspots.local.fdr == HG_FDR_NONE
                                ? ""
                                : ", false discoveries held down");
    map.source = job_source_line(job, NULL, layer_of_markets(l->layer));
    hg_lock_release(job->lock);
    if (!map.subtitle || !map.source)
        return no_memory(err, "a map");
    snprintf(stem, sizeof(stem), "%s_%s", l->layer->stem, p->raster->end);
    map.thumbnail = contacts_slot(job, l->layer, p->contact);
    const enum hg_status status = job_write_map(job, &map, NULL, stem, missing, err);
    return status == HG_OK ? contacts_done(job, l->layer, p->contact, err) : status;
}

enum hg_status write_local_files(struct job *job, const struct local_layer *l,
                                 struct hg_error *err)
{
    const struct picture picture[LOCAL_RASTERS] = {
        {&local_rasters[LOCAL_GI], "Getis-Ord Gi*", "Gi_Bin", l->gi, CONTACT_GISTAR},
        {&local_rasters[LOCAL_MORAN], "Local Moran's I", "COType", l->moran,
         CONTACT_MORAN}};
    enum hg_status status = write_z(job, l, err);
    for (size_t i = 0; status == HG_OK && i < LOCAL_RASTERS; i++) {
        status = write_classes(job, l, &picture[i], err);
        if (status == HG_OK)
            status = draw(job, l, &picture[i], err);
    }
    return status == HG_OK ? write_cells(job, l, err) : status;
}
