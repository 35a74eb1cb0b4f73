/* emissions_about.c - what a file of emissions says of itself, as JSON */
#include "io/emissions_layout.h"
#include <hotgrid/arena.h>
#include <hotgrid/text.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Jansson's objects of a failed allocation are NULL, and setting NULL fails: *ok tells.
 */
static void put(json_t *object, const char *key, json_t *value, bool *ok)
{
    if (json_object_set_new(object, key, value) != 0)
        *ok = false;
}

static void append(json_t *array, json_t *value, bool *ok)
{
    if (json_array_append_new(array, value) != 0)
        *ok = false;
}

static json_t *grid_object(const struct hg_grid_params *p, bool *ok)
{
    json_t *object = json_object();
    put(object, "name", json_string(p->name), ok);
    put(object, "crs", json_string(p->crs), ok);
    put(object, "kind", json_string(hg_grid_kind_name(p->kind)), ok);
    put(object, "west", json_real(p->box.west), ok);
    put(object, "south", json_real(p->box.south), ok);
    put(object, "east", json_real(p->box.east), ok);
    put(object, "north", json_real(p->box.north), ok);
    put(object, "columns", json_integer(p->ncol), ok);
    put(object, "rows", json_integer(p->nrow), ok);
    return object;
}

/* Flags belong to sectors alone. */
static json_t *axis_array(const struct hg_axis *axis, const struct hg_inventory *flags,
                          bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < hg_axis_size(axis); i++) {
        json_t *object = json_object();
        put(object, "code", json_string(hg_axis_code(axis, i)), ok);
        put(object, "name", json_string(hg_axis_name(axis, i)), ok);
        if (flags) {
            put(object, "household", json_boolean(flags->household[i]), ok);
            put(object, "gridded", json_boolean(flags->gridded[i]), ok);
        }
        append(array, object, ok);
    }
    return array;
}

static json_t *source_array(const struct hg_emissions_facts *facts, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < facts->n_source; i++)
        append(array, json_string(facts->source[i]), ok);
    return array;
}

static json_t *note_array(const struct hg_emissions_facts *facts, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < facts->n_note; i++) {
        json_t *object = json_object();
        put(object, "stage", json_string(facts->note[i].stage), ok);
        put(object, "name", json_string(facts->note[i].name), ok);
        put(object, "value", json_real(facts->note[i].value), ok);
        append(array, object, ok);
    }
    return array;
}

enum hg_status layout_about(const struct hg_emissions *emissions,
                            const struct hg_emissions_facts *facts, char **out,
                            struct hg_error *err)
{
    char unlocated[HG_MASS_TEXT];
    const struct hg_inventory *inventory = emissions->inventory;
    bool ok = true;
    json_t *about = json_object();
    put(about, "study", json_string(facts->study), &ok);
    put(about, "year", json_integer(facts->year), &ok);
    put(about, "gas", json_string(facts->gas), &ok);
    put(about, "gwp", json_integer(facts->gwp), &ok);
    put(about, "input_key", json_string(facts->input_key), &ok);
    put(about, "grid", grid_object(hg_grid_params(emissions->grid), &ok), &ok);
    put(about, "regions", axis_array(inventory->regions, NULL, &ok), &ok);
    put(about, "sectors", axis_array(inventory->sectors, inventory, &ok), &ok);
    put(about, "sources", source_array(facts, &ok), &ok);
    put(about, "unlocated_kg", json_string(hg_mass_text(facts->unlocated, 0, unlocated)),
        &ok);
    put(about, "pairs_scaled_down", json_integer((json_int_t)facts->n_rescaled), &ok);
    put(about, "notes", note_array(facts, &ok), &ok);
    char *text = ok ? json_dumps(about, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;
    json_decref(about);
    if (!text)
        return hg_fail(err, HG_E_MEMORY, "no memory for a file of emissions");
    *out = text;
    return HG_OK;
}

/* The parse of one file. */
struct parsing {
    const char *path;
    struct hg_emissions_file *file;
    json_t *root;
};

enum hg_status layout_damaged(const char *path, const char *what, struct hg_error *err)
{
    return hg_fail(err, HG_E_INPUT,
                   "%s: is damaged (%s); make it anew with `hotgrid grid`", path, what);
}

static enum hg_status no_memory(const struct parsing *p, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory for its emissions", p->path);
}

static char *copy_text(const struct parsing *p, const char *text)
{
    return hg_arena_copy(p->file->arena, text, strlen(text));
}

/* One end of a sentence about a grid: its name and what it covers. */
static void describe(const char *name, uint32_t ncol, uint32_t nrow, struct hg_box box,
                     const char *crs, char text[512])
{
    snprintf(text, 512, "%.63s, %u x %u cells from %.10g, %.10g to %.10g, %.10g, %.255s",
             *name ? name : "without a name", ncol, nrow, box.west, box.south, box.east,
             box.north, crs);
}

static bool same_box(struct hg_box a, struct hg_box b)
{
    return a.west == b.west && a.south == b.south && a.east == b.east &&
           a.north == b.north;
}

static enum hg_status check_grid(const struct parsing *p, const struct hg_grid *grid,
                                 struct hg_error *err)
{
    const struct hg_grid_params *mine = hg_grid_params(grid);
    const char *name = NULL, *crs = NULL, *kind = NULL;
    struct hg_box box = {0};
    json_int_t ncol = 0, nrow = 0;
    if (json_unpack(json_object_get(p->root, "grid"),
                    "{s:s, s:s, s:s, s:F, s:F, s:F, s:F, s:I, s:I}", "name", &name, "crs",
                    &crs, "kind", &kind, "west", &box.west, "south", &box.south, "east",
                    &box.east, "north", &box.north, "columns", &ncol, "rows",
                    &nrow) != 0 ||
        ncol < 1 || nrow < 1 || ncol > UINT32_MAX || nrow > UINT32_MAX)
        return layout_damaged(p->path, "its grid", err);
    if (strcmp(crs, mine->crs) == 0 && strcmp(kind, hg_grid_kind_name(mine->kind)) == 0 &&
        same_box(box, mine->box) && ncol == mine->ncol && nrow == mine->nrow)
        return HG_OK;
    char theirs[512], ours[512];
    describe(name, (uint32_t)ncol, (uint32_t)nrow, box, crs, theirs);
    describe(mine->name, mine->ncol, mine->nrow, mine->box, mine->crs, ours);
    return hg_fail(err, HG_E_INPUT,
                   "%.200s: its emissions are on grid %.300s, but the study is on grid "
                   "%.300s; name that grid in the study, or make the file anew with "
                   "`hotgrid grid`",
                   p->path, theirs, ours);
}

/* Codes in rising order make an axis as the inventory sorts it. */
static enum hg_status parse_axis(const struct parsing *p, const char *key,
                                 struct hg_axis **out, struct hg_error *err)
{
    const json_t *list = json_object_get(p->root, key);
    const size_t n = json_array_size(list);
    const char **text = calloc(2 * n + 1, sizeof(*text));
    if (!text)
        return no_memory(p, err);
    bool ok = n > 0;
    for (size_t i = 0; ok && i < n; i++) {
        ok = json_unpack(json_array_get(list, i), "{s:s, s:s}", "code", &text[i], "name",
                         &text[n + i]) == 0 &&
             hg_text_is_code(text[i]) && (i == 0 || strcmp(text[i - 1], text[i]) < 0);
    }
    enum hg_status status = ok ? hg_axis_create(n, text, text + n, out, err)
                               : layout_damaged(p->path, key, err);
    free(text);
    return status;
}

static enum hg_status parse_flags(const struct parsing *p, struct hg_error *err)
{
    struct hg_inventory *inventory = p->file->inventory;
    const json_t *list = json_object_get(p->root, "sectors");
    const size_t n = hg_axis_size(inventory->sectors);
    inventory->household = calloc(n, sizeof(bool));
    inventory->gridded = calloc(n, sizeof(bool));
    if (!inventory->household || !inventory->gridded)
        return no_memory(p, err);
    for (size_t i = 0; i < n; i++) {
        int household = 0, gridded = 0;
        if (json_unpack(json_array_get(list, i), "{s:b, s:b}", "household", &household,
                        "gridded", &gridded) != 0)
            return layout_damaged(p->path, "sectors", err);
        inventory->household[i] = household;
        inventory->gridded[i] = gridded;
    }
    return HG_OK;
}

static enum hg_status parse_inventory(const struct parsing *p, struct hg_error *err)
{
    struct hg_inventory *inventory = calloc(1, sizeof(*inventory));
    if (!inventory)
        return no_memory(p, err);
    p->file->inventory = inventory;
    enum hg_status status = parse_axis(p, "regions", &inventory->regions, err);
    if (status == HG_OK)
        status = parse_axis(p, "sectors", &inventory->sectors, err);
    return status == HG_OK ? parse_flags(p, err) : status;
}

static enum hg_status parse_sources(const struct parsing *p, struct hg_error *err)
{
    const json_t *list = json_object_get(p->root, "sources");
    const size_t n = json_array_size(list);
    const char **source = hg_arena_alloc(p->file->arena, n + 1, sizeof(*source));
    if (!source)
        return no_memory(p, err);
    if (!json_is_array(list))
        return layout_damaged(p->path, "sources", err);
    for (size_t i = 0; i < n; i++) {
        const char *name = json_string_value(json_array_get(list, i));
        if (!name || !hg_text_is_code(name))
            return layout_damaged(p->path, "sources", err);
        source[i] = copy_text(p, name);
        if (!source[i])
            return no_memory(p, err);
    }
    p->file->facts.n_source = n;
    p->file->facts.source = source;
    return HG_OK;
}

static enum hg_status parse_notes(const struct parsing *p, struct hg_error *err)
{
    const json_t *list = json_object_get(p->root, "notes");
    const size_t n = json_array_size(list);
    struct hg_emissions_note *note = hg_arena_alloc(p->file->arena, n + 1, sizeof(*note));
    if (!note)
        return no_memory(p, err);
    if (!json_is_array(list))
        return layout_damaged(p->path, "notes", err);
    for (size_t i = 0; i < n; i++) {
        const char *stage = NULL, *name = NULL;
        if (json_unpack(json_array_get(list, i), "{s:s, s:s, s:F}", "stage", &stage,
                        "name", &name, "value", &note[i].value) != 0 ||
            !isfinite(note[i].value))
            return layout_damaged(p->path, "notes", err);
        note[i].stage = copy_text(p, stage);
        note[i].name = copy_text(p, name);
        if (!note[i].stage || !note[i].name)
            return no_memory(p, err);
    }
    p->file->facts.n_note = n;
    p->file->facts.note = note;
    return HG_OK;
}

static bool is_digest(const char *text)
{
    return strlen(text) == HG_DIGEST_TEXT - 1 &&
           strspn(text, "0123456789abcdef") == HG_DIGEST_TEXT - 1;
}

static enum hg_status parse_facts(const struct parsing *p, struct hg_error *err)
{
    struct hg_emissions_facts *facts = &p->file->facts;
    const char *study = NULL, *gas = NULL, *key = NULL, *unlocated = NULL;
    json_int_t year = 0, rescaled = 0;
    int gwp = 0;
    if (json_unpack(p->root, "{s:s, s:I, s:s, s:i, s:s, s:s, s:I}", "study", &study,
                    "year", &year, "gas", &gas, "gwp", &gwp, "input_key", &key,
                    "unlocated_kg", &unlocated, "pairs_scaled_down", &rescaled) != 0 ||
        !hg_text_is_code(study) || !is_digest(key) || rescaled < 0 ||
        (strcmp(gas, "CO2") != 0 && strcmp(gas, "CO2e") != 0) ||
        !hg_mass_parse(unlocated, 0, &facts->unlocated))
        return layout_damaged(p->path, "about", err);
    facts->study = copy_text(p, study);
    facts->gas = copy_text(p, gas);
    if (!facts->study || !facts->gas)
        return no_memory(p, err);
    facts->year = year;
    facts->gwp = gwp;
    facts->n_rescaled = (size_t)rescaled;
    memcpy(facts->input_key, key, HG_DIGEST_TEXT);
    return HG_OK;
}

enum hg_status layout_parse(const char *path, const char *json, size_t length,
                            const struct hg_grid *grid, struct hg_emissions_file *file,
                            struct hg_error *err)
{
    struct parsing p = {.path = path, .file = file};
    p.root = json_loadb(json, length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(p.root)) {
        json_decref(p.root);
        return layout_damaged(path, "about", err);
    }
    enum hg_status status = check_grid(&p, grid, err);
    if (status == HG_OK)
        status = parse_facts(&p, err);
    if (status == HG_OK)
        status = parse_inventory(&p, err);
    if (status == HG_OK)
        status = parse_sources(&p, err);
    if (status == HG_OK)
        status = parse_notes(&p, err);
    json_decref(p.root);
    return status;
}
