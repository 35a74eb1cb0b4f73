/* compare_report.c - what a comparison found, as text, as JSON and as a map */
#include "study/compare_report.h"
#include "study/json.h"
#include <config.h>
#include <hotgrid/commit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const char *basis_of(const struct compare_side *side)
{
    if (side->flux.moles || side->flux.has_basis)
        return "";
    return side->basis == HG_BASIS_C ? ", mass of C" : ", mass of CO2";
}

static void print_side(struct hg_text *text, char letter, const struct compare_side *side)
{
    hg_text_print(text, "%c  %s%s%s: %s%s\n", letter, base_name(side->given->path),
                  side->given->variable ? ", " : "",
                  side->given->variable ? side->given->variable : "", side->unit,
                  basis_of(side));
}

/* A line of the table of totals, in Mt. */
static void print_masses(struct hg_text *text, const char *what, double a, double b)
{
    hg_text_print(text, "  %-24s %16.6f %16.6f %16.6f", what, a / 1e9, b / 1e9,
                  (a - b) / 1e9);
    if (b != 0)
        hg_text_print(text, " %11.6f", a / b);
    hg_text_print(text, "\n");
}

static void print_totals(const struct compare_report *r, struct hg_text *text)
{
    hg_text_print(text, "  %-24s %16s %16s %16s %11s\n", "Mt CO2 a year", "A", "B",
                  "A - B", "A / B");
    print_masses(text, "in the common area", r->found->a_kg, r->found->b_kg);
    print_masses(text, "elsewhere on the grid", r->a->elsewhere_kg, r->b->elsewhere_kg);
    print_masses(text, "outside the grid", r->a->outside_kg, r->b->outside_kg);
    print_masses(text, "in the file", r->a->file_kg, r->b->file_kg);
}

static void print_number(struct hg_text *text, const char *what, double value)
{
    if (isnan(value))
        hg_text_print(text, "  %-44s undefined\n", what);
    else
        hg_text_print(text, "  %-44s %.6g\n", what, value);
}

static void print_likeness(const struct compare_report *r, struct hg_text *text)
{
    const struct hg_comparison *c = r->found;
    hg_text_print(text,
                  "\n%zu cells in common, %zu of them with emissions of A or B; over "
                  "these\n",
                  c->n_common, c->n_emitting);
    print_number(text, "Pearson's correlation of densities", c->pearson);
    print_number(text, "the same of log(1 + t km-2)", c->pearson_log);
    print_number(text, "Spearman's rank correlation", c->spearman);
    print_number(text, "root mean square difference, t km-2", c->rmse_kg_km2 / 1000);
    print_number(text, "mean absolute difference, t km-2", c->mean_abs_kg_km2 / 1000);
    print_number(text, "sum |A - B| / (sum A + sum B)", c->apart);
    print_number(text, "misplaced, once both have one total", c->misplaced);
}

static void print_largest(const struct compare_report *r, struct hg_text *text)
{
    if (r->found->n_largest == 0)
        return;
    hg_text_print(text, "\nlargest differences\n  %9s %9s %10s %18s %18s %18s\n", "lon",
                  "lat", "cell", "A, kg", "B, kg", "A - B, kg");
    for (size_t i = 0; i < r->found->n_largest; i++) {
        const struct hg_difference *d = &r->found->largest[i];
        hg_text_print(text, "  %9.4f %9.4f %10u %18.3f %18.3f %18.3f\n", r->lon[i],
                      r->lat[i], d->cell, d->a_kg, d->b_kg, d->a_kg - d->b_kg);
    }
}

void compare_print(const struct compare_report *report, struct hg_text *text)
{
    const struct hg_grid_params *p = hg_grid_params(report->grid);
    print_side(text, 'A', report->a);
    print_side(text, 'B', report->b);
    hg_text_print(text, "on %s, %u x %u cells\n\n", p->name, p->ncol, p->nrow);
    print_totals(report, text);
    print_likeness(report, text);
    print_largest(report, text);
}

static void put_number(json_t *object, const char *key, double value, bool *ok)
{
    put(object, key, number_or_null(value), ok);
}

static json_t *side_object(const struct compare_side *side, double common_kg, bool *ok)
{
    json_t *object = json_object();
    put(object, "path", json_string(side->given->path), ok);
    put(object, "variable",
        side->given->variable ? json_string(side->given->variable) : json_null(), ok);
    put(object, "unit", json_string(side->unit), ok);
    put(object, "basis", json_string(side->basis == HG_BASIS_C ? "C" : "CO2"), ok);
    put_number(object, "common_kg", common_kg, ok);
    put_number(object, "elsewhere_kg", side->elsewhere_kg, ok);
    put_number(object, "outside_kg", side->outside_kg, ok);
    put_number(object, "file_kg", side->file_kg, ok);
    return object;
}

static json_t *grid_object(const struct hg_grid *grid, bool *ok)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    json_t *object = json_object();
    put(object, "name", json_string(p->name), ok);
    put(object, "crs", json_string(p->crs), ok);
    put_number(object, "west", p->box.west, ok);
    put_number(object, "south", p->box.south, ok);
    put_number(object, "east", p->box.east, ok);
    put_number(object, "north", p->box.north, ok);
    put(object, "columns", json_integer(p->ncol), ok);
    put(object, "rows", json_integer(p->nrow), ok);
    return object;
}

static json_t *largest_array(const struct compare_report *r, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < r->found->n_largest; i++) {
        const struct hg_difference *d = &r->found->largest[i];
        json_t *object = json_object();
        put(object, "cell", json_integer(d->cell), ok);
        put_number(object, "lon", r->lon[i], ok);
        put_number(object, "lat", r->lat[i], ok);
        put_number(object, "a_kg", d->a_kg, ok);
        put_number(object, "b_kg", d->b_kg, ok);
        if (json_array_append_new(array, object) != 0)
            *ok = false;
    }
    return array;
}

void compare_print_json(const struct compare_report *r, struct hg_text *text)
{
    const struct hg_comparison *c = r->found;
    bool ok = true;
    json_t *all = json_object();
    put(all, "a", side_object(r->a, c->a_kg, &ok), &ok);
    put(all, "b", side_object(r->b, c->b_kg, &ok), &ok);
    put(all, "grid", grid_object(r->grid, &ok), &ok);
    put(all, "cells_common", json_integer((json_int_t)c->n_common), &ok);
    put(all, "cells_emitting", json_integer((json_int_t)c->n_emitting), &ok);
    put_number(all, "difference_kg", c->a_kg - c->b_kg, &ok);
    put_number(all, "ratio", c->b_kg != 0 ? c->a_kg / c->b_kg : NAN, &ok);
    put_number(all, "pearson", c->pearson, &ok);
    put_number(all, "pearson_log", c->pearson_log, &ok);
    put_number(all, "spearman", c->spearman, &ok);
    put_number(all, "rmse_t_km2", c->rmse_kg_km2 / 1000, &ok);
    put_number(all, "mean_abs_t_km2", c->mean_abs_kg_km2 / 1000, &ok);
    put_number(all, "apart", c->apart, &ok);
    put_number(all, "misplaced", c->misplaced, &ok);
    put(all, "largest", largest_array(r, &ok), &ok);
    json_finish(all, ok, text);
}

/* Seven classes of RdBu (ColorBrewer), those where A has more in red; their edges are
 * powers of ten below the largest difference. */
static void print_style(double largest, struct hg_text *text)
{
    static const struct {
        double part;
        const char *colour;
    } class[] = {{-1e-1, "#2166ac"},   {-1e-2, "#67a9cf"}, {-1e-3, "#d1e5f0"},
                 {1e-3, "#f7f7f7"},    {1e-2, "#fddbc7"},  {1e-1, "#ef8a62"},
                 {INFINITY, "#b2182b"}};
    enum { N = sizeof(class) / sizeof(class[0]) };
    const double top = largest > 0 ? pow(10, ceil(log10(largest))) : 1;
    hg_text_print(
        text,
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        "<qgis version=\"3.22.0\" styleCategories=\"AllStyleCategories\">\n  <pipe>\n"
        "    <rasterrenderer type=\"singlebandpseudocolor\" band=\"1\" opacity=\"1\" "
        "alphaBand=\"-1\" nodataColor=\"\" classificationMin=\"%.10g\" "
        "classificationMax=\"%.10g\">\n      <rastershader>\n"
        "        <colorrampshader colorRampType=\"DISCRETE\" classificationMode=\"2\" "
        "clip=\"0\" labelPrecision=\"4\">\n",
        -top, top);
    for (size_t i = 0; i < N; i++) {
        char low[64] = "", high[64] = "", value[64] = "inf";
        if (i > 0)
            snprintf(low, sizeof(low), "%.10g ", class[i - 1].part * top);
        if (i + 1 < N) {
            snprintf(high, sizeof(high), " %.10g", class[i].part * top);
            snprintf(value, sizeof(value), "%.10g", class[i].part * top);
        }
        hg_text_print(text,
                      "          <item value=\"%s\" color=\"%s\" alpha=\"255\" "
                      "label=\"%s–%s t km⁻² yr⁻¹\"/>\n",
                      value, class[i].colour, low, high);
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
                                base_name(r->a->given->path),
                                base_name(r->b->given->path),
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

static float *differences(const struct compare_report *r, double *largest)
{
    const size_t n = hg_grid_cells(r->grid);
    float *value = malloc(n * sizeof(*value));
    for (size_t i = 0; value && i < n; i++) {
        const double d =
            (r->a->kg[i] - r->b->kg[i]) / 1000 / hg_grid_cell_km2(r->grid, (uint32_t)i);
        value[i] = isnan(d) ? NAN : (float)d;
        *largest = fmax(*largest, fabs(d));
    }
    return value;
}

enum hg_status compare_write_map(const struct compare_report *report, const char *folder,
                                 struct hg_error *err)
{
    double largest = 0;
    uint8_t *bytes = NULL;
    size_t length = 0;
    struct hg_text style = {0};
    struct hg_output *output = NULL;
    float *value = differences(report, &largest);
    if (!value)
        return hg_fail(err, HG_E_MEMORY, "no memory for the map of differences");
    print_style(largest, &style);
    enum hg_status status = encode(report, value, &bytes, &length, err);
    if (status == HG_OK && style.failed)
        status = hg_fail(err, HG_E_MEMORY, "no memory for the style of differences");
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
