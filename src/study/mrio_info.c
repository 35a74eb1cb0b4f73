/* mrio_info.c - what is in an input-output table: as text, or as JSON */
#include "study/json.h"
#include "study/mrio_facts.h"
#include <hotgrid/arena.h>
#include <hotgrid/mrio_file.h>
#include <hotgrid/mrio_info.h>
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct report {
    const struct hg_mrio_source *source;
    const struct hg_mrio *mrio;
    struct mrio_facts facts;
    size_t n_offer;
    const struct hg_mrio_offer *offer;
};

static const char *unit_of(const struct report *r)
{
    return r->mrio->unit && *r->mrio->unit ? r->mrio->unit : "unit not told";
}

/* "AUS c4". */
static void print_industry(const struct report *r, size_t i, struct hg_text *text)
{
    const struct hg_mrio *mrio = r->mrio;
    hg_text_print(text, "%s %s", hg_axis_code(mrio->regions, mrio->region_of[i]),
                  hg_axis_code(mrio->sectors, mrio->sector_of[i]));
}

/* A sum of money, with its unit where that is known. */
static void print_sum(const struct report *r, const char *what, double value,
                      struct hg_text *text)
{
    char digits[HG_DOUBLE_TEXT];
    const char *unit = r->mrio->unit ? r->mrio->unit : "";
    hg_text_print(text, "%-22s %s%s%s\n", what, hg_text_double(value, digits),
                  *unit ? " " : "", unit);
}

/* A code to a word, lines of about 90 characters. */
static void print_axis(const char *what, const struct hg_axis *axis, struct hg_text *text)
{
    const size_t n = hg_axis_size(axis);
    size_t column = 0;
    hg_text_print(text, "%-22s %zu:", what, n);
    for (size_t i = 0; i < n; i++) {
        const char *code = hg_axis_code(axis, i);
        const size_t length = strlen(code) + 2;
        if (column > 0 && column + length > 68) {
            hg_text_print(text, "\n%-22s", "");
            column = 0;
        }
        hg_text_print(text, " %s%s", code, i + 1 < n ? "," : "");
        column += length;
    }
    hg_text_add(text, "\n", 1);
}

/* The first industries with an output of that sign. */
static void print_outputs(const struct report *r, const char *what, size_t n, bool zero,
                          struct hg_text *text)
{
    enum { MOST = 10 };
    size_t told = 0;
    hg_text_print(text, "%-22s %zu", what, n);
    for (size_t i = 0; i < r->mrio->n && told < MOST; i++) {
        const double x = r->facts.x[i];
        if (zero ? x != 0 : x >= 0)
            continue;
        hg_text_add(text, told++ ? ", " : ": ", 2);
        print_industry(r, i, text);
    }
    hg_text_print(text, "%s\n", n > told ? ", ..." : "");
}

static void print_negative(const struct report *r, const char *what,
                           const struct mrio_negative *negative, struct hg_text *text)
{
    char digits[HG_DOUBLE_TEXT];
    const char *unit = r->mrio->unit ? r->mrio->unit : "";
    hg_text_print(text, "%-22s %zu, together %s%s%s\n", what, negative->n,
                  hg_text_double(negative->sum, digits), *unit ? " " : "", unit);
}

static void print_balance(const struct report *r, struct hg_text *text)
{
    const struct mrio_facts *f = &r->facts;
    print_sum(r, "output less inputs", f->implied, text);
    hg_text_print(text, "  below 0 in           %zu industries\n", f->n_implied_below);
    if (isnan(f->value_added)) {
        hg_text_print(text, "%-22s not told by the table\n", "value added");
        return;
    }
    print_sum(r, "value added", f->value_added, text);
    hg_text_print(text, "row against column     apart by %.3g of the output at most",
                  f->largest_gap);
    if (f->largest_gap > 0) {
        hg_text_add(text, ", ", 2);
        print_industry(r, f->gap_at, text);
    }
    hg_text_add(text, "\n", 1);
    if (f->largest_gap > MRIO_BALANCED)
        hg_text_print(text,
                      "The table does not balance: what industries buy and their value "
                      "added are not what they sell\n(%zu of %zu are apart by more than "
                      "%g of their output). Output here is what they sell.\n",
                      f->n_gap, r->mrio->n, MRIO_BALANCED);
}

static void print_text(const struct report *r, struct hg_text *text)
{
    const struct hg_mrio *mrio = r->mrio;
    const struct mrio_facts *f = &r->facts;
    hg_text_print(text, "%s\n%-22s %s\n%-22s %zu\n", r->source->path, "format",
                  r->source->format, "industries", mrio->n);
    print_axis("regions", mrio->regions, text);
    print_axis("sectors", mrio->sectors, text);
    print_axis("final demand", mrio->categories, text);
    hg_text_print(text, "%-22s %s\n", "unit", unit_of(r));
    print_sum(r, "sum of flows", f->flows, text);
    print_sum(r, "sum of final demand", f->demand, text);
    print_sum(r, "sum of output", f->output, text);
    print_balance(r, text);
    print_outputs(r, "output is 0", f->n_zero, true, text);
    print_outputs(r, "output below 0", f->n_below, false, text);
    print_negative(r, "flows below 0", &f->flow, text);
    print_negative(r, "final demand below 0", &f->final, text);
    hg_text_print(text, "%-22s %zu above 1, largest %.6g, ", "column sums of A",
                  f->n_above_one, f->largest_sum);
    print_industry(r, f->largest_at, text);
    hg_text_print(text, "\n%-22s %zu\n", "accounts", r->n_offer);
    for (size_t i = 0; i < r->n_offer; i++)
        hg_text_print(text, "  %s [%s]\n", r->offer[i].name,
                      r->offer[i].unit ? r->offer[i].unit : "no unit");
}

static void put_number(json_t *object, const char *key, double value, bool *ok)
{
    put(object, key, number_or_null(value), ok);
}

static void put_count(json_t *object, const char *key, size_t n, bool *ok)
{
    put(object, key, json_integer((json_int_t)n), ok);
}

static json_t *axis_json(const struct hg_axis *axis, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < hg_axis_size(axis); i++)
        *ok &= json_array_append_new(array, json_string(hg_axis_code(axis, i))) == 0;
    return array;
}

static json_t *industry_json(const struct report *r, size_t i, bool *ok)
{
    const struct hg_mrio *mrio = r->mrio;
    json_t *pair = json_object();
    put(pair, "region", json_string(hg_axis_code(mrio->regions, mrio->region_of[i])), ok);
    put(pair, "sector", json_string(hg_axis_code(mrio->sectors, mrio->sector_of[i])), ok);
    return pair;
}

/* All industries with an output of 0, or below it. */
static json_t *outputs_json(const struct report *r, bool zero, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < r->mrio->n; i++)
        if (zero ? r->facts.x[i] == 0 : r->facts.x[i] < 0)
            *ok &= json_array_append_new(array, industry_json(r, i, ok)) == 0;
    return array;
}

static json_t *negative_json(const struct mrio_negative *negative, bool *ok)
{
    json_t *object = json_object();
    put_count(object, "count", negative->n, ok);
    put_number(object, "sum", negative->sum, ok);
    return object;
}

static json_t *accounts_json(const struct report *r, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < r->n_offer; i++) {
        const char *unit = r->offer[i].unit;
        json_t *object = json_object();
        put(object, "account", json_string(r->offer[i].name), ok);
        put(object, "unit", unit ? json_string(unit) : json_null(), ok);
        *ok &= json_array_append_new(array, object) == 0;
    }
    return array;
}

static void put_balances(const struct report *r, json_t *all, bool *ok)
{
    const struct mrio_facts *f = &r->facts;
    json_t *columns = json_object();
    put_number(all, "sum_of_flows", f->flows, ok);
    put_number(all, "sum_of_final_demand", f->demand, ok);
    put_number(all, "sum_of_output", f->output, ok);
    put_number(all, "output_less_inputs", f->implied, ok);
    put_count(all, "output_less_inputs_below_0", f->n_implied_below, ok);
    put_number(all, "value_added", f->value_added, ok);
    put_number(all, "row_against_column",
               isnan(f->value_added) ? (double)NAN : f->largest_gap, ok);
    if (f->largest_gap > 0)
        put(all, "row_against_column_at", industry_json(r, f->gap_at, ok), ok);
    put_count(columns, "above_1", f->n_above_one, ok);
    put_number(columns, "largest", f->largest_sum, ok);
    put(columns, "largest_at", industry_json(r, f->largest_at, ok), ok);
    put(all, "column_sums", columns, ok);
}

static bool print_json(const struct report *r, struct hg_text *text)
{
    const struct hg_mrio *mrio = r->mrio;
    bool ok = true;
    json_t *all = json_object();
    put(all, "path", any_string(r->source->path), &ok);
    put(all, "format", json_string(r->source->format), &ok);
    put_count(all, "industries", mrio->n, &ok);
    put(all, "regions", axis_json(mrio->regions, &ok), &ok);
    put(all, "sectors", axis_json(mrio->sectors, &ok), &ok);
    put(all, "categories", axis_json(mrio->categories, &ok), &ok);
    put(all, "unit", mrio->unit && *mrio->unit ? json_string(mrio->unit) : json_null(),
        &ok);
    put_balances(r, all, &ok);
    put(all, "zero_output", outputs_json(r, true, &ok), &ok);
    put(all, "negative_output", outputs_json(r, false, &ok), &ok);
    put(all, "negative_flows", negative_json(&r->facts.flow, &ok), &ok);
    put(all, "negative_final_demand", negative_json(&r->facts.final, &ok), &ok);
    put(all, "accounts", accounts_json(r, &ok), &ok);
    char *bytes = ok ? json_dumps(all, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;
    if (bytes)
        hg_text_print(text, "%s\n", bytes);
    free(bytes);
    json_decref(all);
    return bytes != NULL;
}

/* Numbers that are finite each may be too large together. */
static enum hg_status check_sums(const struct report *r, struct hg_error *err)
{
    const struct mrio_facts *f = &r->facts;
    const struct {
        const char *what;
        double is;
    } sum[] = {
        {"flows", f->flows},
        {"final demand", f->demand},
        {"output", f->output},
        {"output less inputs", f->implied},
        {"value added",
         isnan(f->value_added) && !r->mrio->value_added ? 0 : f->value_added},
        {"flows below 0", f->flow.sum},
        {"final demand below 0", f->final.sum},
        {"gaps between rows and columns", f->largest_gap},
        {"columns of A", f->largest_sum},
    };
    for (size_t i = 0; i < sizeof(sum) / sizeof(sum[0]); i++)
        if (!isfinite(sum[i].is))
            return hg_fail(
                err, HG_E_INPUT,
                "%s: the sum of its %s is no finite number, so some numbers are "
                "far too large (or an output is far too small); see whether the "
                "table is damaged, or give it in a larger unit",
                r->source->path, sum[i].what);
    return HG_OK;
}

static enum hg_status make_report(struct report *r, struct hg_arena *arena,
                                  struct hg_mrio **mrio, struct hg_error *err)
{
    enum hg_status status = hg_read_mrio(r->source, mrio, err);
    if (status != HG_OK)
        return status;
    r->mrio = *mrio;
    status = hg_list_mrio_accounts(r->source, arena, &r->n_offer, &r->offer, err);
    if (status == HG_OK)
        status = mrio_facts_find(r->mrio, &r->facts, err);
    return status == HG_OK ? check_sums(r, err) : status;
}

enum hg_status hg_describe_mrio(const struct hg_mrio_info *info,
                                const struct hg_run_options *options,
                                struct hg_text *text, struct hg_error *err)
{
    struct hg_mrio_source source = {
        .format = info->format,
        .path = info->path,
        .z = info->z,
        .y = info->y,
        .version = info->version,
        .cache = options->cache,
        .log = options->log,
        .value_added = true,
        .threads = options->threads ? options->threads : hg_processors(),
    };
    struct report report = {.source = &source};
    struct hg_mrio *mrio = NULL;
    struct hg_arena *arena = hg_arena_create();
    enum hg_status status =
        arena ? HG_OK : hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", info->path);
    if (status == HG_OK && !source.format)
        status = hg_guess_mrio(source.path, &source.format, err);
    if (status == HG_OK)
        status = make_report(&report, arena, &mrio, err);
    bool written = true;
    if (status == HG_OK && info->json)
        written = print_json(&report, text);
    else if (status == HG_OK)
        print_text(&report, text);
    if (status == HG_OK && (!written || text->failed))
        status = hg_fail(err, HG_E_MEMORY, "no memory for what is in a trade table");
    mrio_facts_free(&report.facts);
    hg_mrio_destroy(mrio);
    hg_arena_destroy(arena);
    return status;
}
