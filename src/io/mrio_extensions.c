/* mrio_extensions.c - satellite accounts of a table that pymrio saved */
#include "io/matrix.h"
#include "io/mrio_saved.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The table that pymrio brings along for tests keeps its extensions beside Z. */
static const struct {
    const char *name, *f, *f_y;
} toy[] = {{"emissions", "emissions", "FDemissions"},
           {"factor_input", "factor_input", NULL}};

static enum hg_status no_memory(const struct mrio_reading *reading, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory for its accounts",
                   reading->place.path);
}

/* F_Y has had other names. */
static enum hg_status find_f_y(const struct mrio_reading *reading, const char *folder,
                               struct saved_part *part, struct hg_error *err)
{
    static const char *const names[] = {"F_Y", "FY", "F_hh"};
    enum hg_status status = HG_OK;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        status = saved_find(reading, folder, names[i], part, err);
        if (status != HG_OK || part->path)
            return status;
    }
    return status;
}

static enum hg_status add_folder(const struct mrio_reading *reading, struct saved *saved,
                                 const char *folder, struct hg_error *err)
{
    struct saved_extension *e = &saved->extension[saved->n_extension];
    const size_t base = strlen(saved->folder);
    e->name = hg_arena_copy(reading->arena, folder + base, strlen(folder) - base - 1);
    if (!e->name)
        return no_memory(reading, err);
    enum hg_status status = saved_find(reading, folder, "F", &e->f, err);
    if (status != HG_OK || !e->f.path)
        return status;
    status = find_f_y(reading, folder, &e->f_y, err);
    if (status == HG_OK)
        status = saved_find(reading, folder, "unit", &e->unit, err);
    saved->n_extension++;
    return status;
}

/* "satellite/" of "satellite/F.txt", when that lies in a folder of the table's. */
static bool is_below(const struct saved *saved, const char *name, size_t *length)
{
    const size_t base = strlen(saved->folder);
    const char *slash =
        strncmp(name, saved->folder, base) == 0 ? strchr(name + base, '/') : NULL;
    if (!slash || strchr(slash + 1, '/'))
        return false;
    *length = (size_t)(slash - name) + 1;
    return true;
}

static enum hg_status add_folders(const struct mrio_reading *reading, struct saved *saved,
                                  struct hg_error *err)
{
    const struct mrio_place *place = &reading->place;
    enum hg_status status = HG_OK;
    const char *last = NULL;
    for (size_t i = 0; i < place->n_name && status == HG_OK; i++) {
        size_t n = 0;
        if (!is_below(saved, place->name[i], &n) ||
            (last && strncmp(last, place->name[i], n) == 0 && strlen(last) == n))
            continue;
        const char *folder = hg_arena_copy(reading->arena, place->name[i], n);
        status =
            folder ? add_folder(reading, saved, folder, err) : no_memory(reading, err);
        last = folder;
    }
    return status;
}

static enum hg_status add_toy(const struct mrio_reading *reading, struct saved *saved,
                              struct hg_error *err)
{
    enum hg_status status = HG_OK;
    if (!saved->z.path || !strstr(saved->z.path, "/trade_flows_Z"))
        return HG_OK;
    for (size_t i = 0; i < sizeof(toy) / sizeof(toy[0]) && status == HG_OK; i++) {
        struct saved_extension *e = &saved->extension[saved->n_extension];
        status = saved_find(reading, saved->folder, toy[i].f, &e->f, err);
        if (status != HG_OK || !e->f.path)
            continue;
        e->name = toy[i].name;
        saved->n_extension++;
        if (toy[i].f_y)
            status = saved_find(reading, saved->folder, toy[i].f_y, &e->f_y, err);
    }
    return status;
}

enum hg_status saved_extensions(struct mrio_reading *reading, struct saved *saved,
                                struct hg_error *err)
{
    const size_t most = reading->place.n_name + sizeof(toy) / sizeof(toy[0]);
    saved->extension =
        hg_arena_alloc(reading->arena, most, sizeof(struct saved_extension));
    if (!saved->extension)
        return no_memory(reading, err);
    const enum hg_status status = add_folders(reading, saved, err);
    return status == HG_OK ? add_toy(reading, saved, err) : status;
}

/* The rows of an extension while they are gathered. */
struct offers {
    const struct mrio_reading *reading;
    const struct saved_extension *extension;
    const struct matrix *matrix;
    bool is_unit; /* unit.txt: a row of names first */
    size_t n, capacity;
    struct hg_mrio_offer *offer; /* in the arena */
};

/* "emissions/CO2, air" of the first n labels; NULL without memory. */
static const char *offer_name(struct hg_arena *arena, const char *extension,
                              const char *const *label, size_t n)
{
    size_t size = strlen(extension) + 2;
    for (size_t i = 0; i < n; i++)
        size += strlen(label[i]) + 2;
    char *name = hg_arena_alloc(arena, size, 1);
    if (!name)
        return NULL;
    int at = snprintf(name, size, "%s/", extension);
    for (size_t i = 0; i < n; i++)
        at += snprintf(name + at, size - (size_t)at, "%s%s", i ? ", " : "", label[i]);
    return name;
}

/* Index columns that name a row of F: the last of several is a unit, where no file holds
 * the units. */
static size_t naming(const struct saved_extension *e, const struct matrix *matrix)
{
    const size_t n = matrix_indices(matrix);
    return !e->unit.path && n > 1 ? n - 1 : n;
}

static bool make_room(struct offers *offers)
{
    if (offers->n < offers->capacity)
        return true;
    const size_t capacity = offers->capacity ? 2 * offers->capacity : 64;
    struct hg_mrio_offer *offer =
        hg_arena_alloc(offers->reading->arena, capacity, sizeof(*offer));
    if (!offer)
        return false;
    if (offers->n > 0)
        memcpy(offer, offers->offer, offers->n * sizeof(*offer));
    offers->offer = offer;
    offers->capacity = capacity;
    return true;
}

static enum hg_status begin_offer(void *context, const struct matrix_row *row,
                                  bool *wanted, struct hg_error *err)
{
    struct offers *offers = context;
    struct hg_arena *arena = offers->reading->arena;
    const size_t n = matrix_indices(offers->matrix);
    const size_t names =
        offers->is_unit ? n - 1 : naming(offers->extension, offers->matrix);
    *wanted = false;
    if (offers->is_unit && row->number == 0)
        return HG_OK;
    if (!make_room(offers))
        return no_memory(offers->reading, err);
    struct hg_mrio_offer *offer = &offers->offer[offers->n++];
    const char *unit = names < n ? row->label[n - 1] : "";
    offer->name = offer_name(arena, offers->extension->name, row->label, names);
    offer->unit = *unit ? hg_arena_copy(arena, unit, strlen(unit)) : NULL;
    if (!offer->name || (*unit && !offer->unit))
        return no_memory(offers->reading, err);
    return HG_OK;
}

/* From unit.txt, which is small; else from the labels of F. */
static enum hg_status list_extension(struct offers *offers, struct hg_error *err)
{
    const struct saved_extension *e = offers->extension;
    offers->is_unit = e->unit.path != NULL;
    const struct matrix_shape shape =
        offers->is_unit ? (struct matrix_shape){.n_index = MATRIX_ALL_LABELS}
                        : (struct matrix_shape){.n_header = 2, .n_index = e->f.n_index};
    struct matrix *matrix = NULL;
    enum hg_status status =
        matrix_open(offers->is_unit ? e->unit.path : e->f.path, &shape, &matrix, err);
    offers->matrix = matrix;
    const struct matrix_taker taker = {offers, begin_offer, NULL};
    if (status == HG_OK && offers->is_unit && matrix_indices(matrix) < 2)
        status = hg_fail(err, HG_E_INPUT,
                         "%s:1:1: a column of names and one of units are expected",
                         e->unit.path);
    if (status == HG_OK)
        status = matrix_read(matrix, &taker, 1, NULL, err);
    matrix_close(matrix);
    return status;
}

enum hg_status saved_list(struct mrio_reading *reading, size_t *n,
                          const struct hg_mrio_offer **out, struct hg_error *err)
{
    const struct saved *saved = reading->found;
    struct offers offers = {.reading = reading};
    enum hg_status status = HG_OK;
    for (size_t i = 0; i < saved->n_extension && status == HG_OK; i++) {
        offers.extension = &saved->extension[i];
        status = list_extension(&offers, err);
    }
    if (status == HG_OK) {
        *n = offers.n;
        *out = offers.offer;
    }
    return status;
}

/* Rows of F or F_Y on their way into accounts. */
struct loading {
    const struct mrio_reading *reading;
    const struct hg_mrio *mrio;
    const struct saved_extension *extension;
    const struct matrix *matrix;
    size_t n; /* accounts */
    const struct hg_mrio_offer *const *offer;
    double *to; /* [account * columns] */
    size_t columns;
    const size_t *place; /* of a column of the file, in a row of `to` */
    size_t *row_of;      /* [account]: the row of the file + 1, 0 yet unknown */
};

/* Does the name of an account tell of this row? */
static bool is_account(const char *name, const struct saved_extension *extension,
                       const char *const *label, size_t n)
{
    size_t at = strlen(extension->name);
    if (strncmp(name, extension->name, at) != 0 || name[at] != '/')
        return false;
    name += at + 1;
    for (size_t i = 0; i < n; i++) {
        const size_t skip = i ? 2 : 0;
        at = strlen(label[i]);
        if (strncmp(name, ", ", skip) != 0 || strncmp(name + skip, label[i], at) != 0)
            return false;
        name += skip + at;
    }
    return *name == '\0';
}

static enum hg_status begin_account(void *context, const struct matrix_row *row,
                                    bool *wanted, struct hg_error *err)
{
    struct loading *loading = context;
    const size_t names = naming(loading->extension, loading->matrix);
    *wanted = false;
    for (size_t i = 0; i < loading->n; i++) {
        if (!is_account(loading->offer[i]->name, loading->extension, row->label, names))
            continue;
        if (loading->row_of[i])
            return hg_fail(err, HG_E_INPUT,
                           "%s:%zu:%zu: a second row %s; the rows of an account must "
                           "have names of their own",
                           matrix_path(loading->matrix), row->line, row->at[0],
                           loading->offer[i]->name);
        loading->row_of[i] = row->number + 1;
        *wanted = true;
    }
    return HG_OK;
}

static void take_account(void *context, size_t row, const double *values)
{
    const struct loading *loading = context;
    const size_t columns = matrix_columns(loading->matrix);
    for (size_t i = 0; i < loading->n; i++) {
        if (loading->row_of[i] != row + 1)
            continue;
        double *to = loading->to + i * loading->columns;
        for (size_t k = 0; k < columns; k++)
            to[loading->place[k]] += values[k];
    }
}

static enum hg_status check_found(const struct loading *loading, struct hg_error *err)
{
    for (size_t i = 0; i < loading->n; i++) {
        const struct saved_extension *e = loading->extension;
        const char *name = loading->offer[i]->name;
        const size_t at = strlen(e->name);
        const bool here = strncmp(name, e->name, at) == 0 && name[at] == '/';
        if (here && !loading->row_of[i])
            return hg_fail(err, HG_E_INPUT,
                           "%s: has no row %s, which %s lists; take both from the same "
                           "release",
                           matrix_path(loading->matrix), name + at + 1,
                           e->unit.path ? e->unit.path : e->f.path);
    }
    return HG_OK;
}

/* Columns of F are the industries in their order; those of F_Y belong to regions. */
static enum hg_status place_columns(const struct loading *loading, bool is_f,
                                    size_t *place, struct hg_error *err)
{
    const struct hg_mrio *mrio = loading->mrio;
    const struct matrix *matrix = loading->matrix;
    const size_t n = matrix_columns(matrix);
    enum hg_status status = HG_OK;
    assert(place);
    if (is_f && n != mrio->n)
        return hg_fail(err, HG_E_INPUT,
                       "%s:1:1: %zu columns of numbers, and Z has %zu; take both from "
                       "the same release",
                       matrix_path(matrix), n, mrio->n);
    for (size_t i = 0; i < n && status == HG_OK; i++) {
        const struct mrio_label label = matrix_label(matrix, i, 0, 1);
        place[i] = is_f ? i : hg_axis_find(mrio->regions, label.text[0]);
        if (is_f)
            status = mrio_check_column(mrio, i, &label, err);
        else if (place[i] == HG_NOT_FOUND)
            status = mrio_label_fail(&label, 0, err, "region %s, which Z does not have",
                                     label.text[0]);
    }
    return status;
}

static enum hg_status load_file(struct loading *loading, const struct saved_part *part,
                                bool is_f, struct hg_error *err)
{
    const struct matrix_shape shape = {.n_header = 2, .n_index = part->n_index};
    const unsigned threads = loading->reading->source->threads;
    struct matrix *matrix = NULL;
    size_t *place = NULL;
    enum hg_status status = matrix_open(part->path, &shape, &matrix, err);
    if (status != HG_OK)
        return status;
    loading->matrix = matrix;
    place = calloc(matrix_columns(matrix) + 1, sizeof(*place));
    loading->place = place;
    loading->row_of = calloc(loading->n + 1, sizeof(*loading->row_of));
    if (!place || !loading->row_of)
        status = no_memory(loading->reading, err);
    if (status == HG_OK)
        status = place_columns(loading, is_f, place, err);
    const struct matrix_taker taker = {loading, begin_account, take_account};
    if (status == HG_OK)
        status = matrix_read(matrix, &taker, threads, NULL, err);
    if (status == HG_OK)
        status = check_found(loading, err);
    free(place);
    free(loading->row_of);
    matrix_close(matrix);
    return status;
}

static bool is_of(const struct saved_extension *e, size_t n,
                  const struct hg_mrio_offer *const *offer)
{
    const size_t at = strlen(e->name);
    for (size_t i = 0; i < n; i++)
        if (strncmp(offer[i]->name, e->name, at) == 0 && offer[i]->name[at] == '/')
            return true;
    return false;
}

static enum hg_status load_offers(struct mrio_reading *reading,
                                  const struct hg_mrio *mrio, size_t n,
                                  const struct hg_mrio_offer *const *offer,
                                  double *industry, double *household,
                                  struct hg_error *err)
{
    const struct saved *saved = reading->found;
    enum hg_status status = HG_OK;
    for (size_t i = 0; i < saved->n_extension && status == HG_OK; i++) {
        const struct saved_extension *e = &saved->extension[i];
        if (!is_of(e, n, offer))
            continue;
        struct loading loading = {.reading = reading,
                                  .mrio = mrio,
                                  .extension = e,
                                  .n = n,
                                  .offer = offer,
                                  .to = industry,
                                  .columns = mrio->n};
        status = load_file(&loading, &e->f, true, err);
        loading.to = household;
        loading.columns = hg_axis_size(mrio->regions);
        if (status == HG_OK && e->f_y.path && household)
            status = load_file(&loading, &e->f_y, false, err);
    }
    return status;
}

enum hg_status saved_load(struct mrio_reading *reading, const struct hg_mrio *mrio,
                          size_t n, const size_t *which, double *industry,
                          double *household, struct hg_error *err)
{
    size_t n_offer = 0;
    const struct hg_mrio_offer *offer = NULL;
    enum hg_status status = saved_list(reading, &n_offer, &offer, err);
    const struct hg_mrio_offer **wanted =
        calloc(n + 1, sizeof(const struct hg_mrio_offer *));
    if (status == HG_OK && !wanted)
        status = no_memory(reading, err);
    for (size_t i = 0; i < n && status == HG_OK && wanted; i++)
        wanted[i] = &offer[which[i]];
    if (status == HG_OK)
        status = load_offers(reading, mrio, n, wanted, industry, household, err);
    free(wanted);
    return status;
}

/* Extensions that hold the factors of production: of pymrio, and of EXIOBASE 3. */
static bool holds_factors(const char *name)
{
    static const char *const names[] = {"factor_input", "factor_inputs", "value_added",
                                        "satellite"};
    const char *slash = strchr(name, '/');
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && slash; i++)
        if (strlen(names[i]) == (size_t)(slash - name) &&
            strncmp(names[i], name, strlen(names[i])) == 0)
            return true;
    return false;
}

enum hg_status saved_value_added(struct mrio_reading *reading, struct hg_mrio *mrio,
                                 struct hg_error *err)
{
    size_t n = 0, n_factor = 0;
    const struct hg_mrio_offer *offer = NULL;
    enum hg_status status = saved_list(reading, &n, &offer, err);
    if (status != HG_OK)
        return status;
    const struct hg_mrio_offer **factor =
        calloc(n + 1, sizeof(const struct hg_mrio_offer *));
    for (size_t i = 0; i < n && factor; i++)
        if (holds_factors(offer[i].name) && offer[i].unit && mrio->unit &&
            strcmp(offer[i].unit, mrio->unit) == 0)
            factor[n_factor++] = &offer[i];
    double *value = factor ? calloc(n_factor * mrio->n + 1, sizeof(*value)) : NULL;
    if (!value) {
        free(factor);
        return no_memory(reading, err);
    }
    status = load_offers(reading, mrio, n_factor, factor, value, NULL, err);
    if (status == HG_OK && n_factor > 0) {
        for (size_t i = 1; i < n_factor; i++)
            for (size_t k = 0; k < mrio->n; k++)
                value[k] += value[i * mrio->n + k];
        mrio->value_added = value;
        value = NULL;
    }
    free(value);
    free(factor);
    return status;
}
