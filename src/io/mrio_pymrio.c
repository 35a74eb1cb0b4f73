/* mrio_pymrio.c - finding the files of a table that pymrio saved, and of EXIOBASE 3 */
#include "io/lines.h"
#include "io/mrio_saved.h"
#include <hotgrid/text.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum hg_status no_memory(const struct mrio_reading *reading, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", reading->place.path);
}

/* A name in a folder of the place, in the arena; NULL without memory. */
static const char *name_in(const struct mrio_reading *reading, const char *folder,
                           const char *name, const char *suffix)
{
    const size_t size = strlen(folder) + strlen(name) + strlen(suffix) + 1;
    char *text = hg_arena_alloc(reading->arena, size, 1);
    if (text)
        (void)snprintf(text, size, "%s%s%s", folder, name, suffix);
    return text;
}

/* pymrio writes counts as text ("2"). */
static size_t count_of(const json_t *value)
{
    int64_t count = 0;
    const char *text = json_string_value(value);
    if (json_is_integer(value))
        count = json_integer_value(value);
    else if (text && hg_text_integer(text, strlen(text), &count) != HG_NUMBER_OK)
        count = 0;
    return count > 0 ? (size_t)count : 0;
}

/* The text of a small file. */
static enum hg_status read_text(const char *path, struct hg_text *text,
                                struct hg_error *err)
{
    struct lines *lines = NULL;
    const char *line = NULL;
    size_t length = 0;
    enum hg_status status = lines_open(path, &lines, err);
    while (status == HG_OK) {
        status = lines_next(lines, &line, &length, err);
        if (status != HG_OK || !line)
            break;
        hg_text_add(text, "\n", text->length > 0);
        hg_text_add(text, line, length);
    }
    lines_close(lines);
    if (status == HG_OK && text->failed)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", path);
    return status;
}

static enum hg_status take_parameters(const struct mrio_reading *reading,
                                      const char *path, const char *folder,
                                      const char *which, const json_t *root,
                                      struct saved_part *part, struct hg_error *err)
{
    const json_t *file = json_object_get(json_object_get(root, "files"), which);
    const json_t *name = json_object_get(file, "name");
    if (!json_is_string(name))
        return HG_OK;
    const char *text = json_string_value(name);
    if (strchr(text, '/'))
        return hg_fail(err, HG_E_INPUT,
                       "%s: names the file \"%s\" for %s; it must lie in the same folder",
                       path, text, which);
    part->n_index = count_of(json_object_get(file, "nr_index_col"));
    const bool industries = strlen(which) == 1 && strchr("ZAY", which[0]);
    if (industries && (part->n_index < 2 || part->n_index > 3))
        return hg_fail(err, HG_E_INPUT,
                       "%s: nr_index_col of %s is not 2 or 3 (region, sector and perhaps "
                       "a unit)",
                       path, which);
    const char *whole = name_in(reading, folder, text, "");
    if (!whole)
        return no_memory(reading, err);
    const enum hg_status status = mrio_find_file(reading, whole, &part->path, err);
    if (status != HG_OK || part->path)
        return status;
    return hg_fail(err, HG_E_INPUT,
                   "%s/%s: there is no such file; check file_parameters.json in this "
                   "folder",
                   reading->place.path, whole);
}

/* What file_parameters.json of a folder says of the table `which`: part->path is the file
 * it names, or stays NULL. */
static enum hg_status saved_parameters(const struct mrio_reading *reading,
                                       const char *folder, const char *which,
                                       struct saved_part *part, struct hg_error *err)
{
    const char *path = NULL, *name = name_in(reading, folder, "file_parameters.json", "");
    if (!name)
        return no_memory(reading, err);
    enum hg_status status = mrio_find_file(reading, name, &path, err);
    if (status != HG_OK || !path)
        return status;
    struct hg_text text = {0};
    json_t *root = NULL;
    json_error_t fault;
    status = read_text(path, &text, err);
    if (status == HG_OK) {
        root = json_loadb(text.bytes ? text.bytes : "", text.length,
                          JSON_REJECT_DUPLICATES, &fault);
        if (!root)
            status = hg_fail(err, HG_E_INPUT, "%s:%d:%d: %s", path, fault.line,
                             fault.column, fault.text);
    }
    if (status == HG_OK)
        status = take_parameters(reading, path, folder, which, root, part, err);
    json_decref(root);
    free(text.bytes);
    return status;
}

enum hg_status saved_find(const struct mrio_reading *reading, const char *folder,
                          const char *which, struct saved_part *part,
                          struct hg_error *err)
{
    static const char *const suffixes[] = {".txt", ".csv"};
    *part = (struct saved_part){0};
    enum hg_status status = saved_parameters(reading, folder, which, part, err);
    for (size_t i = 0; i < 2 && status == HG_OK && !part->path; i++) {
        const char *name = name_in(reading, folder, which, suffixes[i]);
        status = name ? mrio_find_file(reading, name, &part->path, err)
                      : no_memory(reading, err);
    }
    return status;
}

/* Is it name.txt or name.csv, or either with .gz? */
static bool is_table(const char *file, const char *name)
{
    static const char *const suffixes[] = {".txt", ".csv", ".txt.gz", ".csv.gz"};
    const size_t n = strlen(name);
    if (strncmp(file, name, n) != 0)
        return false;
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
        if (strcmp(file + n, suffixes[i]) == 0)
            return true;
    return false;
}

static bool is_core(const char *file)
{
    return is_table(file, "Z") || is_table(file, "A") || is_table(file, "trade_flows_Z");
}

/* The one folder of the place that holds a table: its root, or one below. */
static enum hg_status find_folder(const struct mrio_reading *reading, const char **out,
                                  struct hg_error *err)
{
    const struct mrio_place *place = &reading->place;
    const char *folder = NULL;
    size_t length = 0;
    for (size_t i = 0; i < place->n_name; i++) {
        const char *slash = strrchr(place->name[i], '/');
        const size_t n = slash ? (size_t)(slash - place->name[i]) + 1 : 0;
        if (!is_core(place->name[i] + n))
            continue;
        if (n == 0) {
            *out = "";
            return HG_OK;
        }
        if (folder && (n != length || memcmp(folder, place->name[i], n) != 0))
            return hg_fail(err, HG_E_INPUT,
                           "%s: holds several tables, %.*s and %.*s among them; give the "
                           "path of one (%s/%.*s)",
                           place->path, (int)length - 1, folder, (int)n - 1,
                           place->name[i], place->path, (int)length - 1, folder);
        folder = place->name[i];
        length = n;
    }
    *out = hg_arena_copy(reading->arena, folder ? folder : "", length);
    return *out ? HG_OK : no_memory(reading, err);
}

/* A file that the study names. */
static enum hg_status find_given(const struct mrio_reading *reading, const char *name,
                                 struct saved_part *part, struct hg_error *err)
{
    const enum hg_status status = mrio_find_file(reading, name, &part->path, err);
    if (status != HG_OK || part->path)
        return status;
    return hg_fail(err, HG_E_INPUT,
                   "%s/%s: there is no such file; check the names of its files in the "
                   "study file under `trade`",
                   reading->place.path, name);
}

static enum hg_status fail_missing(const struct mrio_reading *reading, const char *folder,
                                   const char *which, struct hg_error *err)
{
    return hg_fail(err, HG_E_INPUT,
                   "%s%s%.*s: has no %s.txt or %s.csv (or the same with .gz); check the "
                   "path, or name the file in the study file under `trade`",
                   reading->place.path, *folder ? "/" : "",
                   *folder ? (int)strlen(folder) - 1 : 0, folder, which, which);
}

/* The table that pymrio brings along for tests has names of its own. */
static enum hg_status find_toy(const struct mrio_reading *reading, struct saved *saved,
                               struct hg_error *err)
{
    enum hg_status status = HG_OK;
    if (!saved->z.path)
        status = saved_find(reading, saved->folder, "trade_flows_Z", &saved->z, err);
    if (status == HG_OK && saved->z.path && !saved->y.path)
        status = saved_find(reading, saved->folder, "finald_demand_Y", &saved->y, err);
    return status;
}

static enum hg_status find_flows(struct mrio_reading *reading, struct saved *saved,
                                 struct hg_error *err)
{
    const char *const folder = saved->folder;
    enum hg_status status = HG_OK;
    if (reading->source->z)
        status = find_given(reading, reading->source->z, &saved->z, err);
    else
        status = saved_find(reading, folder, "Z", &saved->z, err);
    if (status == HG_OK && reading->source->y)
        status = find_given(reading, reading->source->y, &saved->y, err);
    else if (status == HG_OK)
        status = saved_find(reading, folder, "Y", &saved->y, err);
    if (status == HG_OK)
        status = find_toy(reading, saved, err);
    if (status == HG_OK && !saved->z.path)
        status = saved_find(reading, folder, "A", &saved->a, err);
    if (status == HG_OK && saved->a.path)
        status = saved_find(reading, folder, "x", &saved->x, err);
    if (status == HG_OK && saved->a.path && !saved->x.path)
        return hg_fail(err, HG_E_INPUT,
                       "%s/%s: has neither Z.txt nor x.txt: the coefficients of A.txt "
                       "alone tell no flows; add x.txt (the output of each industry)",
                       reading->place.path, folder);
    if (status == HG_OK && !saved->z.path && !saved->a.path)
        return fail_missing(reading, folder, "Z", err);
    if (status == HG_OK && !saved->y.path)
        return fail_missing(reading, folder, "Y", err);
    return status == HG_OK ? saved_find(reading, folder, "unit", &saved->unit, err)
                           : status;
}

/* Is an extension asked for?  Accounts without the name of one may be in any. */
static bool is_wanted(const struct mrio_reading *reading, const struct saved *saved,
                      const char *extension)
{
    bool wanted = reading->source->value_added;
    for (size_t i = 0; i < reading->source->n_account && !wanted; i++) {
        const char *name = reading->source->account[i].name;
        bool other = !name;
        for (size_t k = 0; k < saved->n_extension && name; k++) {
            const char *e = saved->extension[k].name;
            const size_t n = strlen(e);
            if (strncmp(name, e, n) == 0 && name[n] == '/')
                other |= strcmp(e, extension) != 0;
        }
        wanted = !other;
    }
    return wanted;
}

static enum hg_status use_parts(struct mrio_reading *reading, const struct saved *saved,
                                struct hg_error *err)
{
    const struct saved_part *const part[] = {&saved->z, &saved->a, &saved->x, &saved->y,
                                             &saved->unit};
    enum hg_status status = HG_OK;
    for (size_t i = 0; i < sizeof(part) / sizeof(part[0]) && status == HG_OK; i++)
        if (part[i]->path)
            status = mrio_use(reading, part[i]->path, err);
    for (size_t i = 0; i < saved->n_extension && status == HG_OK; i++) {
        const struct saved_extension *e = &saved->extension[i];
        if (!is_wanted(reading, saved, e->name))
            continue;
        status = mrio_use(reading, e->f.path, err);
        if (status == HG_OK && e->f_y.path)
            status = mrio_use(reading, e->f_y.path, err);
        if (status == HG_OK && e->unit.path)
            status = mrio_use(reading, e->unit.path, err);
    }
    return status;
}

static enum hg_status find(struct mrio_reading *reading, struct hg_error *err)
{
    struct saved *saved = hg_arena_alloc(reading->arena, 1, sizeof(*saved));
    if (!saved)
        return no_memory(reading, err);
    saved->folder = "";
    if (reading->source->version)
        return hg_fail(
            err, HG_E_INPUT,
            "%s: format %s has no versions (\"%s\"): its folders hold one table "
            "each; leave `version` out, and give the folder or .zip wanted",
            reading->place.path, reading->source->format, reading->source->version);
    if (reading->place.is_file)
        return hg_fail(err, HG_E_INPUT,
                       "%s: is a file; a table of this format is a folder, or a .zip of "
                       "one",
                       reading->place.path);
    enum hg_status status = HG_OK;
    if (!reading->source->z)
        status = find_folder(reading, &saved->folder, err);
    if (status == HG_OK)
        status = find_flows(reading, saved, err);
    if (status == HG_OK)
        status = saved_extensions(reading, saved, err);
    if (status == HG_OK)
        status = use_parts(reading, saved, err);
    reading->found = saved;
    return status;
}

/* Does any folder of the place hold the table `name`? */
static bool holds(const struct mrio_place *place, const char *name)
{
    for (size_t i = 0; i < place->n_name; i++) {
        const char *slash = strrchr(place->name[i], '/');
        if (is_table(slash ? slash + 1 : place->name[i], name))
            return true;
    }
    return false;
}

/* EXIOBASE's extension `satellite` beside the flows tells it from other saved tables. */
static bool is_exiobase(const struct mrio_place *place)
{
    bool satellite = false;
    for (size_t i = 0; i < place->n_name && !satellite; i++)
        satellite = strstr(place->name[i], "satellite/") != NULL ||
                    strstr(place->name[i], "air_emissions/") != NULL;
    return satellite && (holds(place, "Z") || holds(place, "A"));
}

static bool fits_exiobase(const struct mrio_place *place)
{
    return is_exiobase(place);
}

static bool fits_pymrio(const struct mrio_place *place)
{
    return !is_exiobase(place) &&
           (holds(place, "Z") || holds(place, "A") || holds(place, "trade_flows_Z"));
}

const struct mrio_layout mrio_pymrio = {
    .format = {"pymrio", "a folder that pymrio saved: Z, Y, unit, extensions"},
    .fits = fits_pymrio,
    .find = find,
    .read = saved_read,
    .list = saved_list,
    .load = saved_load,
};

const struct mrio_layout mrio_exiobase3 = {
    .format = {"exiobase3", "EXIOBASE 3 (IOT_2011_ixi.zip or its folder), ixi or pxp"},
    .fits = fits_exiobase,
    .find = find,
    .read = saved_read,
    .list = saved_list,
    .load = saved_load,
};
