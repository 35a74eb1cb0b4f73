/* mrio_csv.c - plain labelled tables: one file of Z and Y side by side, or of flows */
#include "io/lines.h"
#include "io/matrix.h"
#include "io/mrio_long.h"
#include "io/mrio_pick.h"
#include <stdlib.h>
#include <string.h>

struct found {
    bool saved;       /* Z and Y as files of their own, as pymrio saves them */
    const void *what; /* of mrio_pymrio */
    const char *path; /* of the one file */
};

static bool is_table(const char *name)
{
    return mrio_ends(name, ".csv") || mrio_ends(name, ".txt");
}

static bool has_parts(const struct mrio_place *place)
{
    return mrio_pymrio.fits(place) || mrio_exiobase3.fits(place);
}

static enum hg_status find(struct mrio_reading *reading, struct hg_error *err)
{
    struct found *found = hg_arena_alloc(reading->arena, 1, sizeof(*found));
    if (!found)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", reading->place.path);
    found->saved =
        !reading->place.is_file && (reading->source->z || has_parts(&reading->place));
    enum hg_status status;
    if (found->saved)
        status = mrio_pymrio.find(reading, err);
    else
        status =
            mrio_find_table(reading, is_table, "table of its own, like table.csv", err);
    found->what = reading->found;
    found->path = reading->found;
    reading->found = found;
    return status;
}

/* The labels of the rows, which are those of the first columns. */
struct side {
    const struct mrio_reading *reading;
    struct matrix *matrix;
    struct hg_mrio *mrio;
    size_t n;      /* rows */
    size_t *place; /* of a column of demand, in a row of Y */
};

static enum hg_status count_row(void *context, const struct matrix_row *row, bool *wanted,
                                struct hg_error *err)
{
    (void)row, (void)err;
    struct side *side = context;
    side->n++;
    *wanted = false;
    return HG_OK;
}

static enum hg_status begin_row(void *context, const struct matrix_row *row, bool *wanted,
                                struct hg_error *err)
{
    const struct side *side = context;
    const struct mrio_label label = matrix_row_label(side->matrix, row, 0, 1);
    *wanted = true;
    return mrio_check_row(side->mrio, row->number, &label, err);
}

static void take_row(void *context, size_t row, const double *values)
{
    const struct side *side = context;
    const struct hg_mrio *mrio = side->mrio;
    const size_t n = mrio->n, m = matrix_columns(side->matrix) - n;
    const size_t width = hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
    memcpy(mrio->Z + row * n, values, n * sizeof(*values));
    for (size_t i = 0; i < m; i++)
        mrio->Y[row * width + side->place[i]] = values[n + i];
}

static const struct matrix_shape WIDE = {.n_header = 2, .n_index = 2};

static enum hg_status count_rows(const char *path, struct side *side,
                                 struct hg_error *err)
{
    const struct matrix_taker taker = {side, count_row, NULL};
    struct matrix *matrix = NULL;
    enum hg_status status = matrix_open(path, &WIDE, &matrix, err);
    if (status == HG_OK)
        status = matrix_read(matrix, &taker, 1, NULL, err);
    matrix_close(matrix);
    return status;
}

static enum hg_status set_axes(struct side *side, struct hg_error *err)
{
    const struct matrix *matrix = side->matrix;
    const size_t columns = matrix_columns(matrix), n = side->n;
    if (n == 0 || n >= columns)
        return hg_fail(err, HG_E_INPUT,
                       "%s: has %zu rows and %zu columns of numbers; the first columns "
                       "are the rows in the same order, the others final demand",
                       matrix_path(matrix), n, columns);
    struct mrio_label *label = calloc(columns, sizeof(*label));
    side->place = calloc(columns, sizeof(*side->place));
    if (!label || !side->place) {
        free(label);
        return hg_fail(err, HG_E_MEMORY, "no memory for the labels of a trade table");
    }
    for (size_t i = 0; i < columns; i++)
        label[i] = matrix_label(matrix, i, 0, 1);
    enum hg_status status = mrio_set_industries(side->mrio, n, label, err);
    if (status == HG_OK)
        status = mrio_add_buyers(side->reading, side->mrio, columns - n, label + n, err);
    if (status == HG_OK)
        status = mrio_set_demands(side->mrio, columns - n, label + n, side->place, err);
    free(label);
    return status;
}

static enum hg_status read_wide(const struct mrio_reading *reading, const char *path,
                                struct hg_mrio *mrio, struct hg_error *err)
{
    struct side side = {.reading = reading, .mrio = mrio};
    const struct matrix_taker taker = {&side, begin_row, take_row};
    enum hg_status status = count_rows(path, &side, err);
    if (status == HG_OK)
        status = matrix_open(path, &WIDE, &side.matrix, err);
    if (status == HG_OK)
        status = set_axes(&side, err);
    if (status == HG_OK)
        status = mrio_make_z(mrio, err);
    if (status == HG_OK)
        status = mrio_make_y(mrio, err);
    if (status == HG_OK)
        status = matrix_read(side.matrix, &taker, reading->source->threads, NULL, err);
    free(side.place);
    matrix_close(side.matrix);
    return status;
}

/* "from_region" ...: flows; an empty second cell: two columns of labels. */
enum form { FORM_NONE, FORM_LONG, FORM_WIDE };

static enum hg_status form_of(const char *path, enum form *out, struct hg_error *err)
{
    struct lines *lines = NULL;
    const char *line = NULL, *second = NULL;
    size_t length = 0;
    *out = FORM_NONE;
    enum hg_status status = lines_open(path, &lines, err);
    if (status == HG_OK)
        status = lines_next(lines, &line, &length, err);
    if (status == HG_OK && line) {
        const char separator = memchr(line, '\t', length) ? '\t' : ',';
        second = memchr(line, separator, length);
        if (length > 11 && strncmp(line, "from_region", 11) == 0)
            *out = FORM_LONG;
        else if (second && second + 1 < line + length && second[1] == separator)
            *out = FORM_WIDE;
    }
    lines_close(lines);
    return status;
}

static bool fits(const struct mrio_place *place)
{
    enum form form = FORM_NONE;
    struct hg_error ignored;
    return place->is_file && is_table(place->path) &&
           form_of(place->path, &form, &ignored) == HG_OK && form != FORM_NONE;
}

static enum hg_status read(struct mrio_reading *reading, struct hg_mrio *mrio,
                           struct hg_error *err)
{
    const struct found *found = reading->found;
    enum form form = FORM_NONE;
    if (found->saved) {
        reading->found = found->what;
        const enum hg_status status = mrio_pymrio.read(reading, mrio, err);
        reading->found = found;
        return status;
    }
    const enum hg_status status = form_of(found->path, &form, err);
    if (status != HG_OK)
        return status;
    if (form == FORM_NONE)
        return hg_fail(err, HG_E_INPUT,
                       "%s:1:1: begins neither with two header rows over two columns of "
                       "labels (`region,,A,A,...`) nor with `from_region,from_sector,"
                       "to_region,to_sector,value`",
                       found->path);
    return form == FORM_LONG ? mrio_read_long(reading, found->path, mrio, err)
                             : read_wide(reading, found->path, mrio, err);
}

static enum hg_status list(struct mrio_reading *reading, size_t *n,
                           const struct hg_mrio_offer **out, struct hg_error *err)
{
    const struct found *found = reading->found;
    *n = 0;
    *out = NULL;
    if (!found->saved)
        return HG_OK;
    reading->found = found->what;
    const enum hg_status status = mrio_pymrio.list(reading, n, out, err);
    reading->found = found;
    return status;
}

static enum hg_status load(struct mrio_reading *reading, const struct hg_mrio *mrio,
                           size_t n, const size_t *which, double *industry,
                           double *household, struct hg_error *err)
{
    const struct found *found = reading->found;
    reading->found = found->what;
    const enum hg_status status =
        mrio_pymrio.load(reading, mrio, n, which, industry, household, err);
    reading->found = found;
    return status;
}

const struct mrio_layout mrio_csv = {
    .format = {"csv", "labelled tables: Z and Y side by side or apart, or flows in rows"},
    .fits = fits,
    .find = find,
    .read = read,
    .list = list,
    .load = load,
};
