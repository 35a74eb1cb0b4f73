/* mrio_pymrio.c - input-output tables in the layout that pymrio saves */
#include "io/labelled.h"
#include "io/mrio_layout.h"
#include "io/path.h"
#include <assert.h>
#include <hotgrid/arena.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A file of the folder: where it is, and its index columns (0: to be found out). */
struct part {
    const char *path;
    size_t n_index;
};

static const char *join(struct hg_arena *arena, const char *folder, const char *name,
                        const char *suffix)
{
    const size_t size = strlen(folder) + strlen(name) + strlen(suffix) + 2;
    char *path = hg_arena_alloc(arena, size, 1);
    if (path)
        snprintf(path, size, "%s/%s%s", folder, name, suffix);
    return path;
}

static bool exists(const char *path)
{
    struct stat file;
    return io_path_is_plain(path) && stat(path, &file) == 0;
}

/* The first of name, name.gz that is there; path is NULL when none is. */
static enum hg_status try_name(struct hg_arena *arena, const char *folder,
                               const char *name, const char **path, struct hg_error *err)
{
    static const char *const suffixes[] = {"", ".gz"};
    *path = NULL;
    for (size_t i = 0; i < 2; i++) {
        const char *candidate = join(arena, folder, name, suffixes[i]);
        if (!candidate)
            return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", folder);
        if (exists(candidate)) {
            *path = candidate;
            return HG_OK;
        }
    }
    return HG_OK;
}

/* pymrio writes counts as text ("2"). */
static size_t count_of(const json_t *value)
{
    if (json_is_integer(value))
        return (size_t)json_integer_value(value);
    return json_is_string(value) ? (size_t)strtoul(json_string_value(value), NULL, 10)
                                 : 0;
}

/* What file_parameters.json says of Z or Y; name is NULL when it says nothing. */
static enum hg_status read_parameters(struct hg_arena *arena, const char *folder,
                                      const char *which, const char **name,
                                      size_t *n_index, struct hg_error *err)
{
    const char *path = join(arena, folder, "file_parameters.json", "");
    if (!path)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", folder);
    if (!exists(path))
        return HG_OK;
    struct io_mapping map = {0};
    enum hg_status status = io_map(path, &map, err);
    if (status != HG_OK)
        return status;
    json_error_t fault;
    json_t *root = json_loadb(map.bytes, map.size, JSON_REJECT_DUPLICATES, &fault);
    io_unmap(&map);
    if (!root)
        return hg_fail(err, HG_E_INPUT, "%s:%d:%d: %s", path, fault.line, fault.column,
                       fault.text);
    const json_t *file = json_object_get(json_object_get(root, "files"), which);
    const json_t *text = json_object_get(file, "name");
    if (json_is_string(text)) {
        *n_index = count_of(json_object_get(file, "nr_index_col"));
        *name = hg_arena_copy(arena, json_string_value(text), json_string_length(text));
        if (!*name)
            status = hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", path);
        else if (strchr(*name, '/'))
            status = hg_fail(err, HG_E_INPUT,
                             "%s: names the file \"%s\" for %s; it must lie in the same "
                             "folder",
                             path, *name, which);
        else if (*n_index < 2 || *n_index > 3)
            status = hg_fail(err, HG_E_INPUT,
                             "%s: nr_index_col of %s is not 2 or 3 (region, sector and "
                             "perhaps a unit)",
                             path, which);
    }
    json_decref(root);
    return status;
}

/* Finds the file of Z or Y. */
static enum hg_status find_part(struct hg_arena *arena, const char *folder,
                                const char *which, const char *name, struct part *out,
                                struct hg_error *err)
{
    const bool given = name != NULL;
    enum hg_status status = HG_OK;
    *out = (struct part){0};
    if (!given)
        status = read_parameters(arena, folder, which, &name, &out->n_index, err);
    if (status == HG_OK && name)
        status = try_name(arena, folder, name, &out->path, err);
    if (status != HG_OK || out->path)
        return status;
    if (name)
        return hg_fail(err, HG_E_INPUT, "%s/%s: there is no such file; check %s", folder,
                       name,
                       given ? "the names of its files in the study file under `trade`"
                             : "file_parameters.json in this folder");
    static const char *const formats[] = {".txt", ".csv"};
    for (size_t i = 0; i < 2 && status == HG_OK && !out->path; i++) {
        char usual[16];
        snprintf(usual, sizeof(usual), "%s%s", which, formats[i]);
        status = try_name(arena, folder, usual, &out->path, err);
    }
    if (status == HG_OK && !out->path)
        return hg_fail(
            err, HG_E_INPUT,
            "%s: has no %s.txt or %s.csv (or the same with .gz); check the path, "
            "or name the file in the study file under `trade`",
            folder, which, which);
    return status;
}

/* Distinct labels in order of first appearance, and the number of each column's label. */
struct labels {
    size_t n;
    const char **text;
    size_t *of; /* [column] */
};

static void labels_free(struct labels *labels)
{
    free(labels->text);
    free(labels->of);
    *labels = (struct labels){0};
}

static size_t find_label(const struct labels *labels, const char *text, size_t from)
{
    /* Columns stand in blocks: the label is the last one, or comes next. */
    for (size_t k = 0; k < labels->n; k++) {
        const size_t i = (from + k) % labels->n;
        if (strcmp(labels->text[i], text) == 0)
            return i;
    }
    return labels->n;
}

static enum hg_status labels_make(const struct labelled *file, int row,
                                  struct labels *out, struct hg_error *err)
{
    const size_t n = labelled_columns(file);
    *out = (struct labels){.text = calloc(n, sizeof(out->text[0])),
                           .of = calloc(n, sizeof(out->of[0]))};
    if (!out->text || !out->of) {
        labels_free(out);
        return hg_fail(err, HG_E_MEMORY, "no memory for the labels of a trade table");
    }
    for (size_t column = 0; column < n; column++) {
        const char *text = labelled_column(file, column, row);
        const size_t last = column > 0 ? out->of[column - 1] : 0;
        const size_t i = find_label(out, text, last);
        if (i == out->n)
            out->text[out->n++] = text;
        out->of[column] = i;
    }
    return HG_OK;
}

/* For each pair (a, b) of labels the column that has it, SIZE_MAX for none.  A pair that
 * two columns have is refused. */
static enum hg_status index_pairs(const struct labelled *file, size_t n_b,
                                  const size_t *a, const size_t *b, size_t *column_of,
                                  size_t n_pairs, struct hg_error *err)
{
    for (size_t i = 0; i < n_pairs; i++)
        column_of[i] = SIZE_MAX;
    for (size_t column = 0; column < labelled_columns(file); column++) {
        size_t *place = &column_of[a[column] * n_b + b[column]];
        if (*place != SIZE_MAX)
            return labelled_column_fail(
                file, column, 0, err,
                "a second column (%s, %s), the first is number %zu of the numbers; every "
                "pair may stand once",
                labelled_column(file, column, 0), labelled_column(file, column, 1),
                *place + 1);
        *place = column;
    }
    return HG_OK;
}

struct reading {
    struct hg_mrio *mrio;
    struct labelled *z, *y;
    struct labels regions, sectors; /* of the columns of Z */
    size_t *pairs;                  /* see index_pairs() */
};

static enum hg_status no_memory(size_t n, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for a trade table of %zu industries", n);
}

static enum hg_status make_axes(struct reading *reading, const char *z_path,
                                struct hg_error *err)
{
    struct hg_mrio *mrio = reading->mrio;
    mrio->n = labelled_columns(reading->z);
    if (!labelled_may_hold(reading->z, mrio->n))
        return hg_fail(
            err, HG_E_INPUT,
            "%s: is too short for its %zu columns and as many rows; was it saved "
            "or copied wholly?",
            z_path, mrio->n);
    enum hg_status status = labels_make(reading->z, 0, &reading->regions, err);
    if (status == HG_OK)
        status = labels_make(reading->z, 1, &reading->sectors, err);
    if (status != HG_OK)
        return status;
    const size_t pairs = reading->regions.n * reading->sectors.n;
    assert(pairs > 0); /* a labelled file has a column at least */
    reading->pairs = calloc(pairs, sizeof(*reading->pairs));
    if (!reading->pairs)
        return no_memory(mrio->n, err);
    status = index_pairs(reading->z, reading->sectors.n, reading->regions.of,
                         reading->sectors.of, reading->pairs, pairs, err);
    if (status == HG_OK)
        status = hg_axis_create(reading->regions.n, reading->regions.text, NULL,
                                &mrio->regions, err);
    if (status == HG_OK)
        status = hg_axis_create(reading->sectors.n, reading->sectors.text, NULL,
                                &mrio->sectors, err);
    mrio->region_of = reading->regions.of;
    mrio->sector_of = reading->sectors.of;
    reading->regions.of = reading->sectors.of = NULL; /* now the table's */
    free(reading->pairs);
    reading->pairs = NULL;
    return status;
}

/* Reads row i and checks that it is industry i. */
static enum hg_status read_row(const struct reading *reading, struct labelled *file,
                               size_t i, double *values, bool *more, struct hg_error *err)
{
    const char *labels[2] = {"", ""};
    const struct labelled *z = reading->z;
    enum hg_status status = labelled_next(file, values, labels, more, err);
    if (status != HG_OK || !*more)
        return status;
    if (i >= reading->mrio->n)
        return labelled_row_fail(
            file, 0, err,
            "row %zu, (%s, %s), where Z has %zu columns; delete what "
            "is no industry",
            i + 1, labels[0], labels[1], reading->mrio->n);
    for (int k = 0; k < 2; k++)
        if (strcmp(labels[k], labelled_column(z, i, k)) != 0)
            return labelled_row_fail(
                file, k, err,
                "row %zu is (%s, %s) and column %zu of Z is (%s, %s); "
                "rows must be the columns of Z in the same order",
                i + 1, labels[0], labels[1], i + 1, labelled_column(z, i, 0),
                labelled_column(z, i, 1));
    return HG_OK;
}

static enum hg_status check_end(const struct reading *reading, size_t rows,
                                const char *path, struct hg_error *err)
{
    if (rows == reading->mrio->n)
        return HG_OK;
    return hg_fail(
        err, HG_E_INPUT,
        "%s: ends after %zu rows of numbers, and Z has %zu columns; was it saved "
        "or copied wholly?",
        path, rows, reading->mrio->n);
}

static enum hg_status read_z(struct reading *reading, const char *path,
                             struct hg_error *err)
{
    struct hg_mrio *mrio = reading->mrio;
    const size_t n = mrio->n;
    size_t bytes;
    if (!__builtin_mul_overflow(n, n + 1, &bytes)) /* a row more, for one too many */
        mrio->Z = calloc(bytes, sizeof(mrio->Z[0]));
    if (!mrio->Z)
        return no_memory(n, err);
    for (size_t i = 0;; i++) {
        bool more = false;
        const enum hg_status status =
            read_row(reading, reading->z, i, mrio->Z + i * n, &more, err);
        if (status != HG_OK)
            return status;
        if (!more)
            return check_end(reading, i, path, err);
    }
}

/* Where column (destination, category) of Y stands in the file. */
static enum hg_status order_y(struct reading *reading, const char *path,
                              struct labels *categories, size_t *destination,
                              struct hg_error *err)
{
    struct hg_mrio *mrio = reading->mrio;
    const struct labelled *y = reading->y;
    assert(destination);
    const size_t n_region = reading->regions.n;
    for (size_t column = 0, last = 0; column < labelled_columns(y); column++) {
        last = find_label(&reading->regions, labelled_column(y, column, 0), last);
        if (last == n_region)
            return labelled_column_fail(y, column, 0, err,
                                        "region %s, which Z does not have",
                                        labelled_column(y, column, 0));
        destination[column] = last;
    }
    const size_t n_pairs = n_region * categories->n;
    assert(n_pairs > 0);
    reading->pairs = calloc(n_pairs, sizeof(*reading->pairs));
    if (!reading->pairs)
        return no_memory(mrio->n, err);
    enum hg_status status = index_pairs(y, categories->n, destination, categories->of,
                                        reading->pairs, n_pairs, err);
    for (size_t i = 0; i < n_pairs && status == HG_OK; i++)
        if (reading->pairs[i] == SIZE_MAX)
            status = hg_fail(err, HG_E_INPUT,
                             "%s: has no column (%s, %s); every region needs every "
                             "category, with zeros where there is no demand",
                             path, reading->regions.text[i / categories->n],
                             categories->text[i % categories->n]);
    if (status == HG_OK)
        status =
            hg_axis_create(categories->n, categories->text, NULL, &mrio->categories, err);
    return status;
}

static enum hg_status read_y_rows(struct reading *reading, const char *path,
                                  double *values, struct hg_error *err)
{
    struct hg_mrio *mrio = reading->mrio;
    const size_t m = labelled_columns(reading->y);
    assert(mrio->Y && values);
    for (size_t i = 0;; i++) {
        bool more = false;
        const enum hg_status status =
            read_row(reading, reading->y, i, values, &more, err);
        if (status != HG_OK)
            return status;
        if (!more)
            return check_end(reading, i, path, err);
        for (size_t k = 0; k < m; k++)
            mrio->Y[i * m + k] = values[reading->pairs[k]];
    }
}

static enum hg_status read_y(struct reading *reading, const char *path,
                             struct hg_error *err)
{
    struct hg_mrio *mrio = reading->mrio;
    const size_t m = labelled_columns(reading->y);
    assert(m > 0);
    struct labels categories = {0};
    size_t *destination = calloc(m, sizeof(*destination));
    double *values = calloc(m, sizeof(*values));
    enum hg_status status = HG_OK;
    if (!destination || !values)
        status = no_memory(mrio->n, err);
    else if (!labelled_may_hold(reading->y, mrio->n))
        status = hg_fail(err, HG_E_INPUT,
                         "%s: is too short for %zu rows of %zu numbers; was it saved or "
                         "copied wholly?",
                         path, mrio->n, m);
    if (status == HG_OK)
        status = labels_make(reading->y, 1, &categories, err);
    if (status == HG_OK)
        status = order_y(reading, path, &categories, destination, err);
    if (status == HG_OK && !(mrio->Y = calloc(mrio->n * m, sizeof(mrio->Y[0]))))
        status = no_memory(mrio->n, err);
    if (status == HG_OK)
        status = read_y_rows(reading, path, values, err);
    labels_free(&categories);
    free(destination);
    free(values);
    return status;
}

static enum hg_status read_table(struct reading *reading, const struct part *z,
                                 const struct part *y, struct hg_error *err)
{
    enum hg_status status = labelled_open(z->path, z->n_index, &reading->z, err);
    if (status == HG_OK)
        status = make_axes(reading, z->path, err);
    if (status == HG_OK)
        status = read_z(reading, z->path, err);
    if (status == HG_OK)
        status = labelled_open(y->path, y->n_index, &reading->y, err);
    if (status == HG_OK)
        status = read_y(reading, y->path, err);
    return status;
}

static enum hg_status find_parts(struct hg_arena *arena, const char *folder,
                                 const char *z_name, const char *y_name, struct part *z,
                                 struct part *y, struct hg_error *err)
{
    const enum hg_status status = find_part(arena, folder, "Z", z_name, z, err);
    return status == HG_OK ? find_part(arena, folder, "Y", y_name, y, err) : status;
}

struct parts {
    struct part z, y;
};

static bool fits(const struct mrio_place *place)
{
    return mrio_place_has(place, "Z.txt") || mrio_place_has(place, "Z.csv");
}

static enum hg_status find(struct mrio_reading *reading, struct hg_error *err)
{
    struct parts *parts = hg_arena_alloc(reading->arena, 1, sizeof(*parts));
    if (!parts)
        return no_memory(0, err);
    enum hg_status status =
        find_parts(reading->arena, reading->place.path, reading->source->z,
                   reading->source->y, &parts->z, &parts->y, err);
    if (status == HG_OK)
        status = mrio_use(reading, parts->z.path, err);
    if (status == HG_OK)
        status = mrio_use(reading, parts->y.path, err);
    reading->found = parts;
    return status;
}

static enum hg_status read(struct mrio_reading *source, struct hg_mrio *mrio,
                           struct hg_error *err)
{
    const struct parts *parts = source->found;
    struct reading reading = {.mrio = mrio};
    const enum hg_status status = read_table(&reading, &parts->z, &parts->y, err);
    labelled_close(reading.z);
    labelled_close(reading.y);
    labels_free(&reading.regions);
    labels_free(&reading.sectors);
    free(reading.pairs);
    return status;
}

const struct mrio_layout mrio_pymrio = {
    .format = {"pymrio", "a folder that pymrio saved (Z, Y, unit, extensions)"},
    .fits = fits,
    .find = find,
    .read = read,
};
