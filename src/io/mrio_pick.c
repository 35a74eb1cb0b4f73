/* mrio_pick.c - the files of a table among those of its place */
#include "io/mrio_pick.h"
#include "io/path.h"
#include "io/zip.h"
#include <assert.h>
#include <string.h>
#include <strings.h>

static enum hg_status no_memory(const struct mrio_reading *reading, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", reading->place.path);
}

/* A growing list in the arena. */
struct list {
    size_t n, capacity;
    const char **path;
};

static bool add(struct hg_arena *arena, struct list *list, const char *path)
{
    if (list->n == list->capacity) {
        const size_t capacity = list->capacity ? 2 * list->capacity : 64;
        const char **grown = hg_arena_alloc(arena, capacity, sizeof(*grown));
        if (!grown)
            return false;
        if (list->n > 0)
            memcpy(grown, list->path, list->n * sizeof(*grown));
        list->path = grown;
        list->capacity = capacity;
    }
    list->path[list->n++] = path;
    return path != NULL;
}

static enum hg_status add_zip(const struct mrio_reading *reading, const char *zip,
                              struct list *list, struct hg_error *err)
{
    size_t n = 0;
    const char **name = NULL;
    const enum hg_status status = zip_list(zip, reading->arena, &n, &name, err);
    for (size_t i = 0; status == HG_OK && i < n; i++)
        if (!add(reading->arena, list, mrio_join(reading->arena, zip, name[i])))
            return no_memory(reading, err);
    return status;
}

enum hg_status mrio_all_files(const struct mrio_reading *reading, struct mrio_files *out,
                              struct hg_error *err)
{
    const struct mrio_place *place = &reading->place;
    struct list list = {0};
    if (reading->source->z || reading->source->y)
        return hg_fail(
            err, HG_E_STUDY,
            "trade: format %s finds its files by their names; leave out `z` and "
            "`y`, and say which year with `version`",
            reading->source->format);
    if (place->is_file && !add(reading->arena, &list, place->path))
        return no_memory(reading, err);
    const bool zipped = hg_path_archive(place->path) > 0; /* no .zip within a .zip */
    for (size_t i = 0; i < place->n_name; i++) {
        const char *path = mrio_join(reading->arena, place->path, place->name[i]);
        if (!path)
            return no_memory(reading, err);
        enum hg_status status = HG_OK;
        if (!zipped && io_path_ends(path, "zip"))
            status = add_zip(reading, path, &list, err);
        else if (!add(reading->arena, &list, path))
            status = no_memory(reading, err);
        if (status != HG_OK)
            return status;
    }
    *out = (struct mrio_files){list.n, list.path};
    return HG_OK;
}

const char *mrio_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool mrio_starts(const char *name, const char *with)
{
    return strncasecmp(name, with, strlen(with)) == 0;
}

bool mrio_ends(const char *name, const char *with)
{
    size_t length = strlen(name);
    const size_t n = strlen(with);
    if (length > 3 && strcasecmp(name + length - 3, ".gz") == 0)
        length -= 3;
    return length >= n && strncasecmp(name + length - n, with, n) == 0;
}

enum hg_status mrio_pick(const struct mrio_reading *reading,
                         const struct mrio_files *files, mrio_fits *fits,
                         const char *version, const char *what, const char **path,
                         struct hg_error *err)
{
    const char *found = NULL;
    if (what && reading->place.is_file) {
        *path = reading->place.path; /* the user's own name for it */
        assert(*path);
        if (!version || strstr(mrio_base_name(*path), version))
            return HG_OK;
        return hg_fail(err, HG_E_INPUT,
                       "%s: is one file, without \"%s\" in its name; `version` chooses "
                       "from a folder: leave it out, or give the path of another table",
                       *path, version);
    }
    for (size_t i = 0; i < files->n; i++) {
        const char *name = mrio_base_name(files->path[i]);
        if (!fits(name) || (version && !strstr(name, version)))
            continue;
        if (found)
            return hg_fail(err, HG_E_INPUT,
                           "%s: holds %s and %s; say which with `version`, a part of its "
                           "name that the other one does not have",
                           reading->place.path, mrio_base_name(found), name);
        found = files->path[i];
    }
    if (!found && what)
        return hg_fail(err, HG_E_INPUT, "%s: has no %s%s%s%s", reading->place.path, what,
                       version ? ", with \"" : "", version ? version : "",
                       version ? "\" in its name" : "");
    *path = found;
    return HG_OK;
}

static bool is_named(const char *path, const char *name)
{
    const char *base = mrio_base_name(path);
    return strlen(base) <= strlen(name) + 3 && mrio_starts(base, name) &&
           mrio_ends(base, name);
}

enum hg_status mrio_pick_beside(const struct mrio_reading *reading,
                                const struct mrio_files *files, const char *beside,
                                const char *name, bool needed, const char **path,
                                struct hg_error *err)
{
    const size_t folder = (size_t)(mrio_base_name(beside) - beside);
    const char *found = NULL, *second = NULL;
    for (size_t i = 0; i < files->n; i++) {
        const char *candidate = files->path[i];
        if (!is_named(candidate, name))
            continue;
        if ((size_t)(mrio_base_name(candidate) - candidate) == folder &&
            strncmp(candidate, beside, folder) == 0) {
            *path = candidate;
            return HG_OK;
        }
        second = found;
        found = candidate;
    }
    if (second)
        return hg_fail(err, HG_E_INPUT, "%s: holds %s and %s; keep the one of %s",
                       reading->place.path, found, second, mrio_base_name(beside));
    if (!found && needed)
        return hg_fail(err, HG_E_INPUT, "%s: has no %s, which comes with %s",
                       reading->place.path, name, mrio_base_name(beside));
    *path = found;
    return HG_OK;
}

bool mrio_any_fits(const struct mrio_place *place, mrio_fits *fits)
{
    for (size_t i = 0; i < place->n_name; i++)
        if (fits(mrio_base_name(place->name[i])))
            return true;
    return place->is_file && fits(mrio_base_name(place->path));
}

enum hg_status mrio_find_table(struct mrio_reading *reading, mrio_fits *fits,
                               const char *what, struct hg_error *err)
{
    struct mrio_files files = {0};
    const char *path = NULL;
    enum hg_status status = mrio_all_files(reading, &files, err);
    if (status == HG_OK)
        status =
            mrio_pick(reading, &files, fits, reading->source->version, what, &path, err);
    assert(status != HG_OK || path); /* it is needed */
    if (status == HG_OK && mrio_ends(path, ".xlsx") && hg_path_archive(path) > 0)
        return hg_fail(err, HG_E_INPUT,
                       "%s: workbooks are not read inside a .zip; unpack it", path);
    if (status == HG_OK)
        status = mrio_use(reading, path, err);
    reading->found = path;
    return status;
}
