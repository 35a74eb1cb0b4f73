/* stage_write.c - stage 6: layers become GeoTIFFs, each with a style that QGIS loads */
#include "study/failures.h"
#include "study/layers.h"
#include "study/relocate.h"
#include "study/resume.h"
#include "study/retire.h"
#include <config.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_KEYS = 24 };

struct metadata {
    size_t n;
    const char *key[MOST_KEYS], *text[MOST_KEYS];
};

static void add(struct metadata *metadata, const char *key, const char *text)
{
    if (!text || !*text || metadata->n == MOST_KEYS)
        return;
    metadata->key[metadata->n] = key;
    metadata->text[metadata->n++] = text;
}

static const char *accounting(const struct layer *layer)
{
    switch (layer->account) {
    case HG_ACCOUNT_TOTAL:
    case HG_ACCOUNT_TIER:
    case HG_ACCOUNT_EXCESS:
    case HG_ACCOUNT_AFTER:
    case HG_ACCOUNT_CHANGE:
        return "production";
    case HG_ACCOUNT_FOREIGN:
        return "consumption, foreign markets";
    case HG_ACCOUNT_DESTINATION:
        return "consumption";
    case HG_ACCOUNT_DOMINANT:
        break;
    }
    return "consumption, largest market";
}

/* The texts live on the stack of the caller or in the study. */
struct metadata_texts {
    char year[32], total[HG_MASS_TEXT], negative[HG_MASS_TEXT], residual[HG_MASS_TEXT];
    char version[32], long_name[512];
};

static void describe(const struct job *job, const struct layer *layer,
                     struct metadata_texts *texts, struct metadata *metadata)
{
    const bool is_class = layer->account == HG_ACCOUNT_DOMINANT;
    snprintf(texts->year, sizeof(texts->year), "%lld", (long long)job->study->year);
    snprintf(texts->version, sizeof(texts->version), "hotgrid %s", HG_VERSION);
    snprintf(texts->long_name, sizeof(texts->long_name), "%s", layer->title);
    hg_mass_text(job->residual, 3, texts->residual);
    add(metadata, "title", layer->title);
    add(metadata, "source", job->study->maps.source);
    add(metadata, "Conventions", "CF-1.8");
    add(metadata, "long_name", texts->long_name);
    add(metadata, "units", layer_unit(layer));
    if (!is_class)
        add(metadata, "cell_methods",
            layer->quantity == HG_LAYER_TOTAL ? "area: sum" : "area: mean");
    if (layer->kind == LAYER_SIGMA)
        add(metadata, "statistic", "one standard deviation");
    add(metadata, "co2_basis", job_gas(job));
    add(metadata, "gwp", hg_gwp_source(job_gwp(job)));
    add(metadata, "accounting", accounting(layer));
    add(metadata, "origin", layer->origin);
    add(metadata, "destination", *layer->destination ? layer->destination : "all");
    add(metadata, "final_demand", layer->demand);
    add(metadata, "sector", layer->sector);
    add(metadata, "year", texts->year);
    if (layer->kind == LAYER_FORM || layer->kind == LAYER_SHARE) {
        add(metadata, "total_t", hg_mass_text(layer->mass, 3, texts->total));
        if (layer->negative)
            add(metadata, "negative_t",
                hg_mass_text(layer->negative, 3, texts->negative));
    }
    add(metadata, "mass_balance_residual_t", texts->residual);
    add(metadata, "foreign_means",
        !layer_of_markets(layer)
            ? NULL
            : "not the emitter's own region of the trade table; trade inside a region of "
              "the table counts as domestic");
    add(metadata, "input_key", job->input_key);
    add(metadata, "program_version", texts->version);
}

static const char *folder_of(const struct job *job)
{
    return job->atlas ? job->atlas : "tif";
}

static enum hg_status commit_tif(struct job *job, const struct layer *layer,
                                 const struct hg_layer_file *file, struct hg_error *err)
{
    char name[192];
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status = hg_encode_geotiff(file, &bytes, &length, err);
    snprintf(name, sizeof(name), "%s/%s.tif", folder_of(job), layer->stem);
    if (status == HG_OK)
        status = hg_output_commit(job->output, name, bytes, length, err);
    free(bytes);
    return status;
}

/* A layer's files stand together or not at all. */
static void withdraw(const struct job *job, const struct layer *layer)
{
    char stem[192];
    snprintf(stem, sizeof(stem), "%s/%s", folder_of(job), layer->stem);
    hg_output_withdraw(job->output, stem);
}

/* The project has the style too. */
static enum hg_status commit_qml(struct job *job, struct layer *layer,
                                 struct hg_text *qml, struct hg_error *err)
{
    char name[192];
    snprintf(name, sizeof(name), "%s/%s.qml", folder_of(job), layer->stem);
    layer->qml = qml->failed ? NULL : strdup(qml->bytes);
    if (!layer->qml)
        qml->failed = true;
    return job_commit_text(job, name, qml, err);
}

/* What the file's own numbers add up to, against the exact mass. */
static double sum_error(const struct job *job, const struct layer *layer,
                        const float *value)
{
    const size_t n = hg_grid_cells(job->grid);
    double tonnes = 0;
    for (size_t cell = 0; cell < n; cell++)
        if (value[cell] < 0 || value[cell] > 0) /* not NaN, and worth adding */
            tonnes += layer->quantity == HG_LAYER_TOTAL
                          ? value[cell]
                          : value[cell] * hg_grid_cell_km2(job->grid, (uint32_t)cell);
    const double exact = hg_mass_kg(layer->mass) / 1000;
    const double whole = layer_diverges(layer) /* whose sum may be nothing */
                             ? hg_mass_kg(layer->mass - 2 * layer->negative) / 1000
                             : fabs(exact);
    return whole != 0 ? fabs(tonnes - exact) / whole : fabs(tonnes);
}

static enum hg_status write_values(struct job *job, struct layer *layer,
                                   const float *value, struct hg_layer_file *file,
                                   struct hg_error *err)
{
    if (layer_is_mass(layer))
        layer->file_error = sum_error(job, layer, value);
    file->value = value;
    file->average = layer->quantity != HG_LAYER_TOTAL;
    const enum hg_status status = commit_tif(job, layer, file, err);
    if (status != HG_OK)
        return status;
    struct hg_text qml = {0};
    struct hg_colour colour[HG_MAX_CLASSES];
    hg_ramp_colours(layer_ramp(job, layer), layer->classes.n, colour);
    qml_classes(job, layer, colour, &qml);
    return commit_qml(job, layer, &qml, err);
}

/* Class rasters name their classes in GDAL's own sidecar, which GTiff has no room for. */
static enum hg_status write_category_names(struct job *job, const struct layer *layer,
                                           struct hg_error *err)
{
    struct hg_text xml = {0};
    hg_text_print(&xml,
                  "<PAMDataset>\n  <PAMRasterBand band=\"1\">\n    <CategoryNames>\n"
                  "      <Category>No emission</Category>\n");
    for (size_t d = 0; d < job->mix->n_destination; d++) {
        hg_text_print(&xml, "      <Category>");
        hg_text_add_xml(&xml, job_market_name(job, d));
        hg_text_print(&xml, "</Category>\n");
    }
    hg_text_print(&xml, "    </CategoryNames>\n  </PAMRasterBand>\n</PAMDataset>\n");
    char name[192];
    snprintf(name, sizeof(name), "%s/%s.tif.aux.xml", folder_of(job), layer->stem);
    return job_commit_text(job, name, &xml, err);
}

static enum hg_status write_markets(struct job *job, struct layer *layer,
                                    const struct layer_values *values,
                                    struct hg_layer_file *file, struct hg_error *err)
{
    const size_t n = job->mix->n_destination;
    struct hg_class_entry *entry = calloc(n + 1, sizeof(*entry));
    if (!entry)
        return no_memory(err, "a class layer");
    const struct hg_colour none = job->style.no_emission;
    entry[0] = (struct hg_class_entry){0, none.red, none.green, none.blue, "No emission"};
    for (size_t d = 0; d < n; d++) {
        const struct hg_colour c = job->market_colour[d];
        entry[d + 1] = (struct hg_class_entry){(uint8_t)(d + 1), c.red, c.green, c.blue,
                                               job_market_name(job, d)};
    }
    file->class_value = values->class_value;
    file->n_class = n + 1;
    file->entry = entry;
    enum hg_status status = commit_tif(job, layer, file, err);
    free(entry);
    if (status == HG_OK)
        status = write_category_names(job, layer, err);
    if (status != HG_OK)
        return status;
    uint8_t present[256] = {0};
    for (size_t cell = 0; cell < hg_grid_cells(job->grid); cell++)
        present[values->class_value[cell]] = 1;
    struct hg_text qml = {0};
    qml_markets(job, present, &qml);
    return commit_qml(job, layer, &qml, err);
}

enum hg_status layer_write(struct job *job, struct layer *layer,
                           const struct layer_values *values, const float *value,
                           struct hg_error *err)
{
    struct metadata_texts texts;
    struct metadata metadata = {0};
    describe(job, layer, &texts, &metadata);
    struct hg_layer_file file = {
        .grid = job->grid,
        .description = layer->description,
        .unit = layer_unit(layer),
        .n_metadata = metadata.n,
        .key = metadata.key,
        .text = metadata.text,
        .zstd = job->study->zstd,
        .threads =
            job->n_layer < job->threads ? job->threads / (unsigned)job->n_layer : 1,
    };
    const enum hg_status status = value ? write_values(job, layer, value, &file, err)
                                        : write_markets(job, layer, values, &file, err);
    if (status != HG_OK)
        withdraw(job, layer);
    return status;
}

/* Without markets a layer is measured here: no other has a say in its classes, and it is
 * made once. */
static enum hg_status write_layer(struct job *job, struct layer *layer,
                                  const struct layer_values *values, struct hg_error *err)
{
    if (values->class_value)
        return layer_write(job, layer, values, NULL, err);
    float *value = layer_floats(job, layer, values);
    if (!value)
        return no_memory(err, "a layer");
    enum hg_status status = HG_OK;
    if (!job->markets)
        status = layer_measure(job, layer, values, value, err);
    if (status == HG_OK)
        status = layer_write(job, layer, values, value, err);
    free(value);
    return status;
}

/* The error of the file, and on the lines after it the style beside it, which the project
 * has too. */
static void leave_written(const struct layer *layer, struct hg_text *note)
{
    char text[HG_DOUBLE_TEXT];
    hg_text_print(note, "%s\n%s", hg_text_double(layer->file_error, text),
                  layer->qml ? layer->qml : "");
}

static bool take_written(struct job *job, struct layer *layer, const char *note)
{
    (void)job;
    const char *end = note ? strchr(note, '\n') : NULL;
    double error;
    if (!end || hg_text_number(note, (size_t)(end - note), &error) != HG_NUMBER_OK)
        return false;
    layer->qml = strdup(end + 1);
    layer->file_error = error;
    return layer->qml != NULL;
}

static const struct layer_notes written_notes = {leave_written, take_written};

/* Colours of markets: those that tag most cells get those furthest apart. */
static enum hg_status colour_markets(struct job *job, struct hg_error *err)
{
    if (!job->markets)
        return HG_OK;
    const size_t n = job->mix->n_destination, apart = n < 64 ? n : 64;
    struct hg_colour colour[64];
    job->market_colour = calloc(n + 1, sizeof(*job->market_colour));
    if (!job->market_colour)
        return no_memory(err, "the colours of markets");
    hg_category_colours(apart, colour);
    for (size_t d = 0; d < n; d++)
        job->market_colour[d] =
            colour[job->market_rank[d] < apart ? job->market_rank[d] : apart - 1];
    return HG_OK;
}

enum hg_status stage_write(struct job *job, struct hg_error *err)
{
    const char *folder = job->options->output ? job->options->output : job->study->output;
    enum hg_status status = hg_output_open(folder, &job->output, err);
    if (status == HG_OK && job->digests) /* it goes on to run.json */
        status = retire_sign(job, err);
    if (status == HG_OK)
        status = resume_open(job, err);
    if (status == HG_OK)
        status = colour_markets(job, err);
    if (status == HG_OK)
        status = each_layer_left(job, "write", write_layer,
                                 job->markets ? &written_notes : NULL, err);
    failures_settle(job, true);
    double worst = 0;
    for (size_t i = 0; i < job->n_layer; i++)
        worst = fmax(worst, job->layer[i].file_error);
    if (status == HG_OK)
        status = hg_ledger_note(job->ledger, "write",
                                "sum of a Float32 file from its total", worst, 1e-6, err);
    return status == HG_OK ? relocation_balance(job, err) : status;
}
