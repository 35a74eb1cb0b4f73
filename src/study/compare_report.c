/* compare_report.c - what a comparison found, as text and as JSON */
#include "study/compare_report.h"
#include "study/json.h"
#include <math.h>
#include <string.h>

const char *compare_name(const char *path)
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
    hg_text_print(text, "%c  %s%s%s: %s%s\n", letter, compare_name(side->given->path),
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
    put(object, "path", any_string(side->given->path), ok);
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
