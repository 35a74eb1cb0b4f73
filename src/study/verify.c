/* verify.c - an output folder against its own run.json */
#include <hotgrid/crs.h>
#include <hotgrid/digest.h>
#include <hotgrid/grid.h>
#include <hotgrid/mass.h>
#include <hotgrid/raster_file.h>
#include <hotgrid/run.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct verification {
    const char *folder;
    json_t *run;
    struct hg_grid *grid;
    struct hg_faults *faults;
    size_t n_files, n_layers;
};

static bool safe_name(const char *name)
{
    return name && *name && *name != '/' && !strstr(name, "..") && !strchr(name, ':');
}

static void verify_file(struct verification *v, const json_t *file)
{
    char path[4096], sha256[HG_DIGEST_TEXT];
    const char *name = json_string_value(json_object_get(file, "name"));
    const char *stated = json_string_value(json_object_get(file, "sha256"));
    struct stat st;
    struct hg_error ignored = {0};
    if (!safe_name(name) || !stated) {
        hg_fault(v->faults, HG_E_INPUT, "outputs",
                 "%s/run.json: a line of `outputs` is damaged", v->folder);
        return;
    }
    v->n_files++;
    snprintf(path, sizeof(path), "%s/%s", v->folder, name);
    if (stat(path, &st) != 0)
        hg_fault(v->faults, HG_E_INPUT, "outputs", "%s: the file is missing", path);
    else if (st.st_size != json_integer_value(json_object_get(file, "size")))
        hg_fault(v->faults, HG_E_INPUT, "outputs",
                 "%s: %lld bytes, but it was written with %lld", path,
                 (long long)st.st_size,
                 (long long)json_integer_value(json_object_get(file, "size")));
    else if (hg_digest_file(path, sha256, &ignored) != HG_OK ||
             strcmp(sha256, stated) != 0)
        hg_fault(
            v->faults, HG_E_INPUT, "outputs",
            "%s: its SHA-256 is not the one it was written with; it was changed since",
            path);
}

static void verify_layer(struct verification *v, const json_t *layer)
{
    char path[4096];
    const char *name = json_string_value(json_object_get(layer, "file"));
    const char *total = json_string_value(json_object_get(layer, "total_t"));
    const char *unit = json_string_value(json_object_get(layer, "unit"));
    hg_mass_sum mass = 0;
    struct hg_layer_stats stats = {0};
    struct hg_error err = {0};
    if (!safe_name(name) || !total || !unit || strcmp(unit, "%") == 0)
        return; /* classes and shares have no sum */
    v->n_layers++;
    snprintf(path, sizeof(path), "%s/%s", v->folder, name);
    if (!hg_mass_parse(total, 3, &mass)) {
        hg_fault(v->faults, HG_E_INPUT, "layers",
                 "%s/run.json: total_t `%s` of %s is no mass", v->folder, total, name);
        return;
    }
    if (hg_layer_stats(path, v->grid, &stats, &err) != HG_OK) {
        hg_fault(v->faults, HG_E_INPUT, "layers", "%s", err.message);
        return;
    }
    const double stated = hg_mass_kg(mass) / 1000;
    const double found = strcmp(unit, "t yr-1") == 0 ? stats.sum : stats.sum_area;
    if (!(fabs(found - stated) <= 1e-6 * fabs(stated)))
        hg_fault(v->faults, HG_E_MASS, "layers",
                 "%s: its cells add up to %.6f t, but %s t are stated", path, found,
                 total);
}

static void verify_line(struct verification *v, const json_t *line)
{
    if (!json_is_true(json_object_get(line, "balances")))
        hg_fault(v->faults, HG_E_MASS, "ledger",
                 "%s/run.json: the line `%s` does not balance", v->folder,
                 json_string_value(json_object_get(line, "name")));
}

static double real(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static enum hg_status make_grid(struct verification *v, struct hg_error *err)
{
    const json_t *g = json_object_get(v->run, "grid");
    const char *crs = json_string_value(json_object_get(g, "crs"));
    const char *kind = json_string_value(json_object_get(g, "kind"));
    struct hg_grid_params params = {
        .box = {real(g, "west"), real(g, "south"), real(g, "east"), real(g, "north")},
        .ncol = (uint32_t)json_integer_value(json_object_get(g, "columns")),
        .nrow = (uint32_t)json_integer_value(json_object_get(g, "rows")),
    };
    if (!crs || !kind || !hg_grid_kind_read(kind, &params.kind))
        return hg_fail(err, HG_E_INPUT, "%s/run.json: it does not tell the grid",
                       v->folder);
    snprintf(params.crs, sizeof(params.crs), "%s", crs);
    const enum hg_status status = hg_grid_create(&params, &v->grid, err);
    return status == HG_OK ? hg_crs_measure(v->grid, err) : status;
}

static void verify_all(struct verification *v)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(v->run, "outputs"), i, item) verify_file(v, item);
    json_array_foreach(json_object_get(v->run, "layers"), i, item) verify_layer(v, item);
    json_array_foreach(json_object_get(json_object_get(v->run, "ledger"), "lines"), i,
                       item) verify_line(v, item);
}

enum hg_status hg_verify(const char *folder, struct hg_faults *faults,
                         struct hg_text *summary, struct hg_error *err)
{
    struct verification v = {.folder = folder, .faults = faults};
    char path[4096];
    json_error_t error;
    snprintf(path, sizeof(path), "%s/run.json", folder);
    v.run = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!v.run)
        return hg_fail(err, HG_E_INPUT,
                       "%s:%d:%d: %s; `verify` wants the output folder of a finished run",
                       path, error.line, error.column, error.text);
    enum hg_status status = make_grid(&v, err);
    if (status == HG_OK) {
        verify_all(&v);
        status = hg_faults_status(faults, err);
    }
    if (status == HG_OK)
        hg_text_print(
            summary,
            "%s: %zu files are as they were written, %zu layers add up, %zu lines of "
            "the ledger balance\n",
            folder, v.n_files, v.n_layers,
            json_array_size(json_object_get(json_object_get(v.run, "ledger"), "lines")));
    hg_grid_destroy(v.grid);
    json_decref(v.run);
    return status;
}
