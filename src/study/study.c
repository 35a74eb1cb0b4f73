/* study.c - a study file, read and its paths made whole */
#include "study/grid_auto.h"
#include "study/parse.h"
#include "study/schemas.h"
#include "study/share.h"
#include <hotgrid/path.h>
#include <hotgrid/text.h>
#include <stdlib.h>
#include <string.h>

/* One reading: where it comes from, what it found. */
struct reading {
    struct hg_binding binding;
    const struct hg_yaml *root;
    struct hg_study *study;
    struct hg_error *err;
};

static enum hg_status no_memory(struct reading *r)
{
    return hg_fail(r->err, HG_E_MEMORY, "%s: no memory for the study",
                   r->binding.file.path);
}

static bool is_name_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           c == '_';
}

/* Adds the value of the variable at *rest ("${NAME}...") and moves behind it; false after
 * a fault. */
static bool add_variable(struct reading *r, const struct hg_yaml *at, const char **rest,
                         struct hg_text *out)
{
    char name[HG_SHOWN_TEXT];
    const char *start = *rest + 2, *end = start;
    while (is_name_letter(*end))
        end++;
    const size_t n = (size_t)(end - start);
    if (n == 0 || *end != '}' || n >= sizeof(name)) {
        hg_yaml_fault(&r->binding.file, at, HG_E_STUDY, "data",
                      "`data` opens a variable but does not name one; write ${NAME}");
        return false;
    }
    memcpy(name, start, n);
    name[n] = '\0';
    const char *value = getenv(name);
    if (!value || !*value) {
        hg_yaml_fault(&r->binding.file, at, HG_E_STUDY, "data",
                      "`data` needs the environment variable %s, which is not set; set "
                      "it to the folder of the data",
                      name);
        return false;
    }
    hg_text_print(out, "%s", value);
    *rest = end + 1;
    return true;
}

static bool expand(struct reading *r, const struct hg_yaml *at, struct hg_text *out)
{
    const char *rest = at->text;
    while (*rest) {
        if (rest[0] == '$' && rest[1] == '{') {
            if (!add_variable(r, at, &rest, out))
                return false;
        } else {
            hg_text_add(out, rest++, 1);
        }
    }
    return true;
}

/* Sets study->data; *known is false where faults leave it unknown, and then nothing can
 * be said about the files in it. */
static enum hg_status find_data(struct reading *r, bool *known)
{
    struct hg_study *study = r->study;
    struct hg_arena *arena = study->arena;
    const struct hg_yaml *at = hg_yaml_get(r->root, "data");
    struct hg_text path = {0};
    if (!study->data) {
        study->data = study->folder;
        *known = at == NULL;
        return HG_OK;
    }
    *known = expand(r, at, &path);
    if (*known && path.bytes)
        study->data = hg_path_join(arena, study->folder, path.bytes);
    const bool failed = path.failed || (*known && !path.bytes) || !study->data;
    free(path.bytes);
    if (failed)
        return no_memory(r);
    if (*known && !(hg_path_is_plain(study->data) && hg_path_is_folder(study->data))) {
        hg_yaml_fault(&r->binding.file, at, HG_E_INPUT, "data",
                      "`data`: there is no folder %s", study->data);
        *known = false;
    }
    return HG_OK;
}

static void refuse_path(struct reading *r, const char *key, const struct hg_yaml *at)
{
    char shown[HG_SHOWN_TEXT];
    hg_yaml_fault(
        &r->binding.file, at, HG_E_STUDY, "path",
        "`%s` is `%s`, must be a plain path: paths that begin with /vsi or have "
        "a colon before the first slash are refused",
        key, hg_yaml_shown(at->text, shown));
}

static void check_exists(struct reading *r, const char *key, const struct hg_yaml *at,
                         const char *path, bool folder)
{
    const bool exists = folder ? hg_path_is_folder(path) : hg_path_is_file(path);
    if (exists)
        return;
    hg_yaml_fault(&r->binding.file, at, HG_E_INPUT, "missing file",
                  "`%s`: there is no %s %s%s", key, folder ? "folder" : "file", path,
                  strstr(at->text, "${") ? "; ${...} is expanded in `data` alone" : "");
}

/* A table may be a folder, or a file, or in a .zip. */
static void check_used(struct reading *r, const struct hg_file_use *use)
{
    const bool folder = use->field->type == HG_FIELD_FOLDER;
    if (!folder || (!hg_path_is_file(*use->slot) && hg_path_archive(*use->slot) == 0))
        check_exists(r, use->field->key, use->word, *use->slot, folder);
}

/* All files of the tables, then those that are named in other ways. */
static enum hg_status make_files_whole(struct reading *r, bool known)
{
    const struct hg_study *study = r->study;
    for (struct hg_file_use *use = r->binding.uses; use; use = use->next) {
        const char *key = use->field->key;
        if (!hg_path_is_plain(*use->slot)) {
            refuse_path(r, key, use->word);
            continue;
        }
        *use->slot = hg_path_join(study->arena, study->data, *use->slot);
        if (!*use->slot)
            return no_memory(r);
        if (known)
            check_used(r, use);
    }
    return HG_OK;
}

/* The names of Z and Y stay names: they belong to the folder of the table. */
static enum hg_status check_table_file(struct reading *r, const char *key,
                                       const char *name, bool known)
{
    const struct hg_study *study = r->study;
    const struct hg_yaml *at = hg_yaml_get(hg_yaml_get(r->root, "trade"), key);
    if (!name || !study->trade.path)
        return HG_OK;
    if (strchr(name, '/') || !hg_path_is_plain(name)) {
        hg_yaml_fault(&r->binding.file, at, HG_E_STUDY, "path",
                      "`%s` must be the name of a file in the folder of the table", key);
        return HG_OK;
    }
    const char *path = hg_path_join(study->arena, study->trade.path, name);
    if (!path)
        return no_memory(r);
    if (known && hg_path_is_folder(study->trade.path))
        check_exists(r, key, at, path, false);
    return HG_OK;
}

/* A grid or a style: names stay, paths become whole from the root, so that it does not
 * matter from which folder they are opened. */
static enum hg_status find_shared(struct reading *r, const char *room, const char *key,
                                  const struct hg_yaml *at, bool known, const char **slot)
{
    struct hg_arena *arena = r->study->arena;
    struct hg_error why = {0};
    const char *path = NULL;
    if (!*slot || (!known && !hg_share_is_name(*slot)))
        return HG_OK;
    const enum hg_status status =
        hg_share_find(room, *slot, r->study->data, arena, &path, &why);
    if (status == HG_E_MEMORY)
        return no_memory(r);
    if (status != HG_OK) {
        hg_yaml_fault(&r->binding.file, at ? at : r->root, HG_E_STUDY, "missing file",
                      "`%s`: %s", key, why.message);
    } else if (!hg_share_is_name(*slot)) {
        char *whole = realpath(path, NULL);
        *slot = whole ? hg_arena_copy(arena, whole, strlen(whole)) : path;
        free(whole);
    }
    return *slot ? HG_OK : no_memory(r);
}

/* A folder that may have to be made: whole from the folder of the study file. */
static enum hg_status make_folder_whole(struct reading *r, const char *key,
                                        const char **slot)
{
    struct hg_study *study = r->study;
    if (!*slot)
        return HG_OK;
    if (!hg_path_is_plain(*slot)) {
        refuse_path(r, key, hg_yaml_get(r->root, key));
        return HG_OK;
    }
    *slot = hg_path_join(study->arena, study->folder, *slot);
    return *slot ? HG_OK : no_memory(r);
}

/* Other studies lie beside this one, not among the data. */
static enum hg_status make_befores_whole(struct reading *r)
{
    const struct hg_study *study = r->study;
    const struct hg_yaml *item = hg_yaml_item(hg_yaml_get(r->root, "decompose"), 0);
    for (size_t i = 0; item && i < study->n_decompose; i++, item = item->next) {
        const char **slot = &study->decompose[i].before;
        const struct hg_yaml *word =
            item->kind == HG_YAML_WORD ? item : hg_yaml_get(item, "before");
        if (!*slot)
            continue;
        if (!hg_path_is_plain(*slot)) {
            refuse_path(r, "before", word);
            *slot = NULL;
            continue;
        }
        *slot = hg_path_join(study->arena, study->folder, *slot);
        if (!*slot)
            return no_memory(r);
        check_exists(r, "before", word, *slot, false);
    }
    return HG_OK;
}

/* The keys of a grid that is fitted say nothing of one from a file. */
static enum hg_status find_grid(struct reading *r, bool known)
{
    static const char *const fitted[] = {"cell_km", "projection", "regions"};
    const struct hg_yaml *grid = hg_yaml_get(r->root, "grid");
    const struct hg_yaml *name = hg_yaml_get(grid, "name");
    if (!r->study->grid || strcmp(r->study->grid, HG_GRID_AUTO) == 0)
        return HG_OK;
    for (size_t i = 0; i < sizeof(fitted) / sizeof(fitted[0]); i++) {
        const struct hg_yaml *value = hg_yaml_get(grid, fitted[i]);
        if (value)
            hg_yaml_fault(&r->binding.file, value->key, HG_E_STUDY, "grid",
                          "`%s` is for the grid `auto` alone; a grid file says it itself",
                          fitted[i]);
    }
    return find_shared(r, "grids", "grid", name ? name : grid, known, &r->study->grid);
}

/* Standards of a benchmark: a code is a name, all else the path of a file. */
static enum hg_status find_standards(struct reading *r, bool known)
{
    const struct hg_yaml *at =
        hg_yaml_get(hg_yaml_get(r->root, "benchmark"), "standards");
    struct hg_study *s = r->study;
    if (!s->benchmark.plants || !at)
        return HG_OK;
    if (hg_text_is_code(s->benchmark.standards))
        return find_shared(r, "benchmarks", "standards", at, known,
                           &s->benchmark.standards);
    if (!hg_path_is_plain(s->benchmark.standards)) {
        refuse_path(r, "standards", at);
        return HG_OK;
    }
    s->benchmark.standards = hg_path_join(s->arena, s->data, s->benchmark.standards);
    if (!s->benchmark.standards)
        return no_memory(r);
    if (known)
        check_exists(r, "standards", at, s->benchmark.standards, false);
    return HG_OK;
}

static enum hg_status make_paths_whole(struct reading *r)
{
    struct hg_study *s = r->study;
    const struct hg_yaml *style = hg_yaml_get(hg_yaml_get(r->root, "maps"), "style");
    bool known = false;
    enum hg_status status = find_data(r, &known);
    if (status == HG_OK)
        status = make_files_whole(r, known);
    if (status == HG_OK)
        status = check_table_file(r, "z", s->trade.z, known);
    if (status == HG_OK)
        status = check_table_file(r, "y", s->trade.y, known);
    if (status == HG_OK)
        status = find_grid(r, known);
    if (status == HG_OK)
        status = find_shared(r, "styles", "style", style, known, &s->maps.style);
    if (status == HG_OK)
        status = find_standards(r, known);
    if (status == HG_OK)
        status = make_befores_whole(r);
    if (status == HG_OK)
        status = make_folder_whole(r, "output", &s->output);
    return status == HG_OK ? make_folder_whole(r, "cache", &s->cache) : status;
}

/* A layer with destinations is one of account `destination`, one with a tier of account
 * `tier`, then in percent. */
static void imply_accounts(struct reading *r)
{
    const struct hg_yaml *item = hg_yaml_item(hg_yaml_get(r->root, "layers"), 0);
    for (size_t i = 0; item && i < r->study->n_layers; i++, item = item->next) {
        struct hg_study_layers *layer = &r->study->layers[i];
        if (!hg_yaml_get(item, "account") && hg_yaml_get(item, "destination"))
            layer->account = HG_ACCOUNT_DESTINATION;
        else if (!hg_yaml_get(item, "account") && hg_yaml_get(item, "tier"))
            layer->account = HG_ACCOUNT_TIER;
        if (layer->account == HG_ACCOUNT_TIER && !hg_yaml_get(item, "quantity"))
            layer->quantity = HG_LAYER_SHARE;
    }
}

/* Points of a sector have the deviation of all points where it has none for them. */
static void imply_sigmas(struct reading *r)
{
    const struct hg_yaml *list =
        hg_yaml_get(hg_yaml_get(r->root, "uncertainty"), "sectors");
    const struct hg_yaml *item = hg_yaml_item(list, 0);
    for (size_t i = 0; item && i < r->study->uncertainty.n_sectors;
         i++, item = item->next)
        if (!hg_yaml_get(item, "points"))
            r->study->uncertainty.sectors[i].points = r->study->uncertainty.points;
}

/* Tables count other gases by the potentials of the study. */
static void set_potentials(struct hg_study *s)
{
    const enum hg_gwp gwp =
        s->inventory.co2e ? (enum hg_gwp)s->inventory.gwp : HG_GWP_NONE;
    const struct {
        size_t n;
        struct hg_study_points *points;
    } list[] = {{s->inventory.n_points, s->inventory.points},
                {s->inventory.n_lines, s->inventory.lines},
                {s->inventory.n_areas, s->inventory.areas}};
    for (size_t i = 0; i < s->inventory.n_totals; i++)
        s->inventory.totals[i].gwp = gwp;
    for (size_t k = 0; k < sizeof(list) / sizeof(list[0]); k++)
        for (size_t i = 0; i < list[k].n; i++)
            list[k].points[i].source.gwp = gwp;
    for (size_t i = 0; i < s->trade.n_emissions; i++)
        s->trade.emissions[i].gwp = gwp;
}

static enum hg_status parse(struct reading *r, const char *bytes, size_t length)
{
    const struct hg_yaml_file *file = &r->binding.file;
    const size_t before = hg_faults_count(file->faults);
    enum hg_status status = hg_yaml_parse(file, bytes, length, &r->root, r->err);
    if (status == HG_OK)
        status = hg_schema_bind(&r->binding, &hg_study_schema, r->root, r->study, r->err);
    if (status == HG_OK)
        status = make_paths_whole(r);
    if (status != HG_OK)
        return status;
    imply_accounts(r);
    imply_sigmas(r);
    set_potentials(r->study);
    hg_study_check(file, r->root, r->study);
    if (hg_faults_count(file->faults) > before)
        return hg_faults_status(file->faults, r->err);
    return HG_OK;
}

enum hg_status hg_study_parse(const char *path, const char *bytes, size_t length,
                              struct hg_faults *faults, struct hg_study **out,
                              struct hg_error *err)
{
    struct hg_arena *arena = hg_arena_create();
    struct hg_study *study = arena ? hg_arena_alloc(arena, 1, sizeof(*study)) : NULL;
    struct reading r = {{.file = {path, faults, arena}}, NULL, study, err};
    enum hg_status status = HG_OK;
    if (study) {
        study->arena = arena;
        study->path = hg_arena_copy(arena, path, strlen(path));
        study->folder = hg_path_folder(arena, path);
    }
    if (!study || !study->path || !study->folder)
        status = no_memory(&r);
    if (status == HG_OK)
        status = parse(&r, bytes, length);
    if (status == HG_OK)
        *out = study;
    else
        hg_arena_destroy(arena);
    return status;
}

enum hg_status hg_study_read(const char *path, struct hg_faults *faults,
                             struct hg_study **out, struct hg_error *err)
{
    char *bytes = NULL;
    size_t length = 0;
    enum hg_status status = hg_yaml_load(path, &bytes, &length, err);
    if (status != HG_OK)
        return status;
    status = hg_study_parse(path, bytes, length, faults, out, err);
    free(bytes);
    return status;
}

void hg_study_destroy(struct hg_study *study)
{
    if (study)
        hg_arena_destroy(study->arena); /* the study lives in it too */
}
