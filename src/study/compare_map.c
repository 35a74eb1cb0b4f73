/* compare_map.c - what a comparison found, as a raster with its style and as maps */
#include "study/compare_report.h"
#include "study/differences.h"
#include "study/layers.h"
#include <config.h>
#include <hotgrid/commit.h>
#include <hotgrid/crs.h>
#include <hotgrid/map.h>
#include <hotgrid/study.h>
#include <hotgrid/vector.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_RATIO = 7 };

/* A / B, symmetric about 1: quarters, halves and fifths less against as much more. */
static struct hg_classes ratio_classes(size_t n, const float *value)
{
    double most = 8;
    for (size_t i = 0; i < n; i++)
        if (value[i] > most) /* none where it is not a number */
            most = (double)value[i];
    return (struct hg_classes){
        .n = N_RATIO,
        .edge = {0, 0.25, 0.5, 0.8, 1.25, 2, 4, pow(10, ceil(log10(most)))}};
}

static void print_style(const struct hg_classes *classes, struct hg_text *text)
{
    struct hg_colour colour[HG_MAX_CLASSES];
    hg_ramp_colours(hg_ramp_find(DIFFERENCE_RAMP), classes->n, colour);
    hg_text_print(
        text,
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        "<qgis version=\"3.22.0\" styleCategories=\"AllStyleCategories\">\n  <pipe>\n"
        "    <rasterrenderer type=\"singlebandpseudocolor\" band=\"1\" opacity=\"1\" "
        "alphaBand=\"-1\" nodataColor=\"\" classificationMin=\"%.10g\" "
        "classificationMax=\"%.10g\">\n      <rastershader>\n"
        "        <colorrampshader colorRampType=\"DISCRETE\" classificationMode=\"2\" "
        "clip=\"0\" labelPrecision=\"4\">\n",
        classes->edge[0], classes->edge[classes->n]);
    for (size_t i = 0; i < classes->n; i++) {
        char low[64] = "", high[64] = "", value[64] = "inf";
        if (i > 0)
            snprintf(low, sizeof(low), "%.10g ", classes->edge[i]);
        if (i + 1 < classes->n) {
            snprintf(high, sizeof(high), " %.10g", classes->edge[i + 1]);
            snprintf(value, sizeof(value), "%.10g", classes->edge[i + 1]);
        }
        hg_text_print(text,
                      "          <item value=\"%s\" color=\"#%02x%02x%02x\" "
                      "alpha=\"255\" label=\"%s–%s t km⁻² yr⁻¹\"/>\n",
                      value, colour[i].red, colour[i].green, colour[i].blue, low, high);
    }
    hg_text_print(text, "        </colorrampshader>\n      </rastershader>\n"
                        "    </rasterrenderer>\n  </pipe>\n</qgis>\n");
}

static enum hg_status encode(const struct compare_report *r, const float *value,
                             uint8_t **bytes, size_t *length, struct hg_error *err)
{
    static const char program[] = "hotgrid " HG_VERSION;
    static const char *const key[] = {"title",  "a",         "b",     "unit_a",
                                      "unit_b", "co2_basis", "units", "program_version"};
    const char *const text[] = {"difference of CO2 emissions, A - B",
                                compare_name(r->a->given->path),
                                compare_name(r->b->given->path),
                                r->a->unit,
                                r->b->unit,
                                "CO2",
                                "t km-2 yr-1",
                                program};
    const struct hg_layer_file file = {.grid = r->grid,
                                       .value = value,
                                       .description = "A - B",
                                       .unit = "t km-2 yr-1",
                                       .average = true,
                                       .n_metadata = sizeof(key) / sizeof(key[0]),
                                       .key = key,
                                       .text = text};
    return hg_encode_geotiff(&file, bytes, length, err);
}

/* A - B in t km-2; NaN outside the common area. */
static float *differences(const struct compare_report *r)
{
    const size_t n = hg_grid_cells(r->grid);
    float *value = calloc(n, sizeof(*value));
    for (size_t i = 0; value && i < n; i++) {
        const double d =
            (r->a->kg[i] - r->b->kg[i]) / 1000 / hg_grid_cell_km2(r->grid, (uint32_t)i);
        value[i] = isnan(d) ? NAN : (float)d;
    }
    return value;
}

/* A / B; NaN where neither emits; where A alone does, the largest ratio there is. */
static float *ratios(const struct compare_report *r, size_t *n_alone)
{
    const size_t n = hg_grid_cells(r->grid);
    float *value = calloc(n, sizeof(*value));
    double most = 4;
    *n_alone = 0;
    for (size_t i = 0; value && i < n; i++) {
        const double a = r->a->kg[i], b = r->b->kg[i];
        value[i] = a >= 0 && b > 0 ? (float)(a / b) : NAN;
        if (a >= 0 && b > 0)
            most = fmax(most, (double)value[i]);
    }
    for (size_t i = 0; value && i < n; i++)
        if (r->a->kg[i] > 0 && r->b->kg[i] == 0) {
            value[i] = (float)most;
            ++*n_alone;
        }
    return value;
}

enum hg_status compare_write_raster(const struct compare_report *report,
                                    const char *folder, struct hg_error *err)
{
    uint8_t *bytes = NULL;
    size_t length = 0;
    struct hg_text style = {0};
    struct hg_output *output = NULL;
    struct hg_classes classes;
    float *value = differences(report);
    if (!value)
        return hg_fail(err, HG_E_MEMORY, "no memory for the map of differences");
    enum hg_status status =
        difference_classes(hg_grid_cells(report->grid), value, true, &classes, err);
    if (status == HG_OK)
        status = encode(report, value, &bytes, &length, err);
    if (status == HG_OK) {
        print_style(&classes, &style);
        if (style.failed)
            status = hg_fail(err, HG_E_MEMORY, "no memory for the style of differences");
    }
    if (status == HG_OK)
        status = hg_output_open(folder, &output, err);
    if (status == HG_OK)
        status = hg_output_commit(output, "difference.tif", bytes, length, err);
    if (status == HG_OK)
        status =
            hg_output_commit(output, "difference.qml", style.bytes, style.length, err);
    hg_output_close(output);
    free(style.bytes);
    free(bytes);
    free(value);
    return status;
}

static enum hg_status read_style(const char *name, struct hg_style *out,
                                 struct hg_error *err)
{
    struct hg_faults *faults = NULL;
    enum hg_status status = hg_faults_create(&faults, err);
    if (status == HG_OK)
        status = hg_style_read(name, NULL, faults, out, err);
    if (status == HG_OK)
        status = hg_faults_status(faults, err);
    hg_faults_destroy(faults);
    if (status == HG_OK && !hg_ramp_diverges(hg_ramp_find(out->ramp)))
        return hg_fail(
            err, HG_E_STUDY,
            "style %s: its ramp %s only rises or falls, so that the middle, no "
            "difference, could not be told; take one like vik, BuRd or PuOr, as "
            "the style `difference` does",
            out->name, out->ramp);
    return status;
}

/* The format that the end of a file's name tells. */
static enum hg_status format_of(const char *path, enum hg_map_format *out,
                                struct hg_error *err)
{
    static const char *const ends[] = {
        [HG_MAP_PNG] = ".png", [HG_MAP_PDF] = ".pdf", [HG_MAP_SVG] = ".svg"};
    const size_t length = strlen(path);
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (length > 4 && strcmp(path + length - 4, ends[i]) == 0) {
            *out = (enum hg_map_format)i;
            return HG_OK;
        }
    return hg_fail(err, HG_E_ARG,
                   "%s: a map is a .png, a .pdf or an .svg: let its name end so", path);
}

/* What both maps of a comparison have in common. */
struct base {
    struct hg_style style;
    struct hg_frame *frame;
    struct hg_shapes *borders;
    struct hg_text subtitle, source;
};

static void describe(const struct compare_report *r, struct base *base)
{
    struct hg_text *text = &base->subtitle;
    hg_text_print(text, "A: %s, ", compare_name(r->a->given->path));
    headline_mass(text, r->found->a_kg);
    hg_text_print(text, "; B: %s, ", compare_name(r->b->given->path));
    headline_mass(text, r->found->b_kg);
    hg_text_print(text, " CO₂ a year where both have data.");
    if (isfinite(r->found->apart))
        hg_text_print(text, " Sum of |A − B| over sum of A and B: %.2g.",
                      r->found->apart);
    hg_text_print(&base->source,
                  "Boundaries carry no endorsement. Grid: %s. hotgrid " HG_VERSION ".",
                  hg_grid_params(r->grid)->name);
}

static enum hg_status base_open(const struct compare_report *r,
                                const struct hg_compare_options *asked, struct base *base,
                                struct hg_error *err)
{
    const struct hg_vector_source source = {.path = asked->borders};
    enum hg_status status =
        read_style(asked->style ? asked->style : "difference", &base->style, err);
    base->style.sea = base->style.page; /* nothing is known of what lies around */
    if (status == HG_OK)
        status = hg_frame_create(r->grid, map_graticule_step(r->grid, &base->style),
                                 &base->frame, err);
    if (status == HG_OK && asked->borders)
        status = hg_read_outlines(&source, r->grid, &base->borders, err);
    describe(r, base);
    if (status == HG_OK && (base->subtitle.failed || base->source.failed))
        status = hg_fail(err, HG_E_MEMORY, "no memory for a map");
    return status;
}

static void base_close(struct base *base)
{
    hg_frame_destroy(base->frame);
    hg_shapes_destroy(base->borders);
    free(base->subtitle.bytes);
    free(base->source.bytes);
}

static enum hg_status write_file(const char *path, const uint8_t *bytes, size_t length,
                                 struct hg_error *err)
{
    struct hg_output *output = NULL;
    const char *name = compare_name(path);
    char *folder = name > path ? strndup(path, (size_t)(name - path)) : strdup(".");
    if (!folder)
        return hg_fail(err, HG_E_MEMORY, "no memory to write %s", path);
    enum hg_status status = hg_output_open(folder, &output, err);
    if (status == HG_OK)
        status = hg_output_commit(output, name, bytes, length, err);
    hg_output_close(output);
    free(folder);
    return status;
}

static enum hg_status draw(const struct compare_report *r, const struct base *base,
                           struct hg_map *map, const char *path, struct hg_error *err)
{
    enum hg_map_format format = HG_MAP_PNG;
    uint8_t *bytes = NULL;
    size_t length = 0;
    map->style = &base->style;
    map->grid = r->grid;
    map->zero_is_data = true;
    map->subtitle = base->subtitle.bytes;
    map->source = base->source.bytes;
    map->regions = base->borders;
    map->graticule = base->frame->graticule;
    map->scale_min = base->frame->scale_min;
    map->scale_max = base->frame->scale_max;
    map->north_max_deg = base->frame->north_max_deg;
    enum hg_status status = format_of(path, &format, err);
    if (status == HG_OK)
        status = hg_draw_map(map, format, NULL, &bytes, &length, NULL, err);
    if (status == HG_OK)
        status = write_file(path, bytes, length, err);
    free(bytes);
    return status;
}

static enum hg_status draw_difference(const struct compare_report *r,
                                      const struct base *base, const char *path,
                                      struct hg_error *err)
{
    struct hg_map map = {.title = "Difference of CO₂ emissions, A − B",
                         .legend_title = "t CO₂ per km² and year",
                         .no_data_label = "No data in A or B",
                         .average = true};
    float *value = differences(r);
    if (!value)
        return hg_fail(err, HG_E_MEMORY, "no memory for the map of differences");
    enum hg_status status =
        difference_classes(hg_grid_cells(r->grid), value, true, &map.classes, err);
    map.value = value;
    if (status == HG_OK)
        status = draw(r, base, &map, path, err);
    free(value);
    return status;
}

static enum hg_status draw_ratio(const struct compare_report *r, const struct base *base,
                                 const char *path, struct hg_error *err)
{
    size_t n_alone;
    float *value = ratios(r, &n_alone);
    struct hg_text subtitle = {0};
    hg_text_print(&subtitle, "%s", base->subtitle.bytes);
    if (n_alone)
        hg_text_print(&subtitle, " In %zu cells A alone emits: the highest class.",
                      n_alone);
    if (!value || subtitle.failed) {
        free(value);
        free(subtitle.bytes);
        return hg_fail(err, HG_E_MEMORY, "no memory for the map of ratios");
    }
    struct base own = *base;
    own.subtitle = subtitle;
    struct hg_map map = {.title = "Ratio of CO₂ emissions, A / B",
                         .legend_title = "A / B",
                         .no_data_label = "No emission, or no data",
                         .value = value,
                         .classes = ratio_classes(hg_grid_cells(r->grid), value)};
    const enum hg_status status = draw(r, &own, &map, path, err);
    free(subtitle.bytes);
    free(value);
    return status;
}

enum hg_status compare_check(const struct hg_compare_options *asked, struct hg_error *err)
{
    enum hg_map_format format;
    enum hg_status status = HG_OK;
    if (asked->map)
        status = format_of(asked->map, &format, err);
    if (status == HG_OK && asked->ratio)
        status = format_of(asked->ratio, &format, err);
    if (status == HG_OK && (asked->map || asked->ratio)) {
        struct hg_style style;
        status = read_style(asked->style ? asked->style : "difference", &style, err);
    }
    return status;
}

enum hg_status compare_draw(const struct compare_report *report,
                            const struct hg_compare_options *asked, struct hg_error *err)
{
    struct base base = {0};
    enum hg_status status = base_open(report, asked, &base, err);
    if (status == HG_OK && asked->map)
        status = draw_difference(report, &base, asked->map, err);
    if (status == HG_OK && asked->ratio)
        status = draw_ratio(report, &base, asked->ratio, err);
    base_close(&base);
    return status;
}
