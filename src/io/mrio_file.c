/* mrio_file.c - input-output tables: the layouts, and what all of them have in common */
#include "io/mrio_emissions.h"
#include "io/mrio_kept.h"
#include "io/mrio_place.h"
#include "io/zip.h"
#include <hotgrid/mrio_file.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct mrio_layout *const layouts[] = {
    &mrio_pymrio, &mrio_exiobase3, &mrio_csv,      &mrio_icio,
    &mrio_eora26, &mrio_gloria,    &mrio_wiod2013, &mrio_wiod2016,
};

enum { N_LAYOUT = sizeof(layouts) / sizeof(layouts[0]) };

const struct hg_mrio_format *hg_mrio_formats(void)
{
    static struct hg_mrio_format formats[N_LAYOUT + 1];
    for (size_t i = 0; i < N_LAYOUT; i++)
        formats[i] = layouts[i]->format;
    return formats;
}

static enum hg_status find_layout(const char *name, const struct mrio_layout **out,
                                  struct hg_error *err)
{
    for (size_t i = 0; i < N_LAYOUT; i++) {
        if (strcmp(layouts[i]->format.name, name) == 0) {
            *out = layouts[i];
            return HG_OK;
        }
    }
    return hg_fail(err, HG_E_ARG,
                   "`%s` is no format of trade tables; `hotgrid info` lists them", name);
}

/* Opens the place of a source and lets its layout find the files. */
static enum hg_status start(struct mrio_reading *reading,
                            const struct hg_mrio_source *source, struct hg_arena *arena,
                            const struct mrio_layout **layout, struct hg_error *err)
{
    *reading = (struct mrio_reading){.source = source, .arena = arena};
    enum hg_status status = find_layout(source->format, layout, err);
    if (status == HG_OK)
        status = mrio_place_open(arena, source->path, &reading->place, err);
    if (status == HG_OK)
        status = (*layout)->find(reading, err);
    return status == HG_OK ? mrio_use_accounts(reading, err) : status;
}

enum hg_status hg_list_mrio_accounts(const struct hg_mrio_source *source,
                                     struct hg_arena *arena, size_t *n,
                                     const struct hg_mrio_offer **out,
                                     struct hg_error *err)
{
    struct mrio_reading reading;
    const struct mrio_layout *layout;
    const enum hg_status status = start(&reading, source, arena, &layout, err);
    if (status != HG_OK || layout->list)
        return status == HG_OK ? layout->list(&reading, n, out, err) : status;
    *n = 0;
    *out = NULL;
    return HG_OK;
}

static enum hg_status fail_guess(const char *path, const char *found, const char *second,
                                 struct hg_error *err)
{
    char names[128] = "";
    for (size_t i = 0, at = 0; i < N_LAYOUT && at < sizeof(names); i++)
        at += (size_t)snprintf(names + at, sizeof(names) - at, "%s%s", i ? ", " : "",
                               layouts[i]->format.name);
    if (found)
        return hg_fail(err, HG_E_INPUT,
                       "%s: looks like %s and %s; say which with `--format NAME`", path,
                       found, second);
    return hg_fail(err, HG_E_INPUT,
                   "%s: looks like no table that is known; say `--format NAME`, one of "
                   "%s (docs/trade-tables.md)",
                   path, names);
}

/* The first two formats that fit. */
static void find_fits(const struct mrio_place *place, const char **found,
                      const char **second)
{
    for (size_t i = 0; i < N_LAYOUT; i++) {
        if (!layouts[i]->fits(place))
            continue;
        *second = *second ? *second : *found ? layouts[i]->format.name : NULL;
        *found = *found ? *found : layouts[i]->format.name;
    }
}

/* A .zip of one file is what that file is. */
enum hg_status hg_guess_mrio(const char *path, const char **format, struct hg_error *err)
{
    struct mrio_place place = {0};
    struct hg_arena *arena = hg_arena_create();
    const char *found = NULL, *second = NULL;
    enum hg_status status =
        arena ? mrio_place_open(arena, path, &place, err)
              : hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    if (status == HG_OK)
        find_fits(&place, &found, &second);
    if (status == HG_OK && !found && place.n_name == 1 && hg_path_archive(path) > 0) {
        const char *only = mrio_join(arena, path, place.name[0]);
        const struct mrio_place file = {.path = only, .is_file = true};
        if (only)
            find_fits(&file, &found, &second);
        else
            status = hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    }
    hg_arena_destroy(arena);
    if (status != HG_OK)
        return status;
    if (!found || second)
        return fail_guess(path, found, second, err);
    *format = found;
    return HG_OK;
}

enum hg_status hg_find_mrio(const struct hg_mrio_source *source, struct hg_arena *arena,
                            size_t *n, const char *const **path, struct hg_error *err)
{
    struct mrio_reading reading;
    const struct mrio_layout *layout;
    const enum hg_status status = start(&reading, source, arena, &layout, err);
    if (status != HG_OK)
        return status;
    *n = reading.n_file;
    *path = reading.file;
    return HG_OK;
}

static enum hg_status read_text(struct mrio_reading *reading,
                                const struct mrio_layout *layout, struct hg_mrio **out,
                                struct hg_error *err)
{
    struct hg_mrio *mrio = calloc(1, sizeof(*mrio));
    if (!mrio)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", reading->place.path);
    enum hg_status status = layout->read(reading, mrio, err);
    if (status == HG_OK)
        status = mrio_read_accounts(reading, layout, mrio, err);
    if (status == HG_OK)
        *out = mrio;
    else
        hg_mrio_destroy(mrio);
    return status;
}

/* From the cache, where it is kept there. */
static enum hg_status read_kept(struct mrio_reading *reading,
                                const struct mrio_layout *layout, struct hg_mrio **out,
                                struct hg_error *err)
{
    char key[HG_DIGEST_TEXT];
    struct hg_mrio *mrio = NULL;
    enum hg_status status = mrio_key(reading, key, err);
    if (status == HG_OK)
        status = mrio_load_kept(reading->source, key, &mrio, err);
    if (status == HG_OK && !mrio) {
        status = read_text(reading, layout, &mrio, err);
        if (status == HG_OK)
            mrio_keep(reading->source, key, mrio);
    }
    if (status == HG_OK)
        *out = mrio;
    return status;
}

enum hg_status hg_read_mrio(const struct hg_mrio_source *source, struct hg_mrio **out,
                            struct hg_error *err)
{
    struct mrio_reading reading;
    const struct mrio_layout *layout;
    struct hg_arena *arena = hg_arena_create();
    if (!arena)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", source->path);
    enum hg_status status = start(&reading, source, arena, &layout, err);
    if (status == HG_OK)
        status = (source->cache ? read_kept : read_text)(&reading, layout, out, err);
    hg_arena_destroy(arena);
    return status;
}
