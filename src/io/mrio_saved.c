/* mrio_saved.c - Z, Y and units of a table that pymrio saved */
#include "io/mrio_saved.h"
#include "io/matrix.h"
#include <stdlib.h>
#include <string.h>

/* Industries of the columns of Z or A. */
static enum hg_status take_industries(struct hg_mrio *mrio, const struct matrix *matrix,
                                      struct hg_error *err)
{
    const size_t n = matrix_columns(matrix);
    if (!matrix_may_hold(matrix, n))
        return hg_fail(err, HG_E_INPUT,
                       "%s: is too short for its %zu columns and as many rows; was it "
                       "saved or copied wholly?",
                       matrix_path(matrix), n);
    struct mrio_label *label = calloc(n + 1, sizeof(*label));
    if (!label)
        return hg_fail(err, HG_E_MEMORY, "no memory for the labels of a trade table");
    for (size_t i = 0; i < n; i++)
        label[i] = matrix_label(matrix, i, 0, 1);
    const enum hg_status status = mrio_set_industries(mrio, n, label, err);
    free(label);
    return status;
}

/* Rows of Z, A or Y on their way into the table. */
struct filling {
    struct hg_mrio *mrio;
    const struct matrix *matrix;
    double *to;            /* [row * width + place] */
    const size_t *place;   /* of a column; NULL: as it stands */
    size_t columns, width; /* of the file; of the table, which may have more */
    char **unit; /* of the rows, when they have a column of units; NULL: not kept */
};

/* "" none yet; "mixed" when rows differ. */
static enum hg_status keep_unit(char **unit, const char *text, struct hg_error *err)
{
    if (*unit && strcmp(*unit, *text ? text : *unit) == 0)
        return HG_OK;
    char *copy = strdup(*unit && **unit ? "mixed" : text);
    if (!copy)
        return hg_fail(err, HG_E_MEMORY, "no memory for a unit");
    free(*unit);
    *unit = copy;
    return HG_OK;
}

static enum hg_status begin_row(void *context, const struct matrix_row *row, bool *wanted,
                                struct hg_error *err)
{
    struct filling *filling = context;
    const struct mrio_label label = matrix_row_label(filling->matrix, row, 0, 1);
    *wanted = true;
    enum hg_status status = mrio_check_row(filling->mrio, row->number, &label, err);
    if (status == HG_OK && filling->unit && matrix_indices(filling->matrix) == 3)
        status = keep_unit(filling->unit, row->label[2], err);
    return status;
}

static void take_row(void *context, size_t row, const double *values)
{
    const struct filling *filling = context;
    double *to = filling->to + row * filling->width;
    if (!filling->place)
        memcpy(to, values, filling->columns * sizeof(*to));
    for (size_t i = 0; i < filling->columns && filling->place; i++)
        to[filling->place[i]] = values[i];
}

static enum hg_status fill(struct filling *filling, struct matrix *matrix,
                           unsigned threads, struct hg_error *err)
{
    const struct matrix_taker taker = {filling, begin_row, take_row};
    size_t rows = 0;
    const enum hg_status status = matrix_read(matrix, &taker, threads, &rows, err);
    if (status != HG_OK || rows == filling->mrio->n)
        return status;
    return hg_fail(err, HG_E_INPUT,
                   "%s: ends after %zu rows of numbers, and Z has %zu columns; was it "
                   "saved or copied wholly?",
                   matrix_path(matrix), rows, filling->mrio->n);
}

static enum hg_status open_square(const struct saved_part *part, struct matrix **out,
                                  struct hg_error *err)
{
    const struct matrix_shape shape = {.n_header = 2, .n_index = part->n_index};
    const enum hg_status status = matrix_open(part->path, &shape, out, err);
    if (status != HG_OK)
        return status;
    const size_t n = matrix_indices(*out);
    if (n == 2 || n == 3)
        return HG_OK;
    const enum hg_status failed = hg_fail(
        err, HG_E_INPUT,
        "%s:1:1: two index columns (and perhaps one for the unit) are expected, so the "
        "first line begins with one cell of any text, then one or two empty cells, then "
        "the labels of the columns",
        part->path);
    matrix_close(*out);
    *out = NULL;
    return failed;
}

static enum hg_status read_flows(const struct mrio_reading *reading,
                                 const struct saved_part *part, struct hg_mrio *mrio,
                                 struct hg_error *err)
{
    struct matrix *matrix = NULL;
    enum hg_status status = open_square(part, &matrix, err);
    if (status == HG_OK)
        status = take_industries(mrio, matrix, err);
    if (status == HG_OK)
        status = mrio_make_z(mrio, err);
    struct filling filling = {mrio, matrix, mrio->Z, NULL, mrio->n, mrio->n, &mrio->unit};
    if (status == HG_OK)
        status = fill(&filling, matrix, reading->source->threads, err);
    matrix_close(matrix);
    return status;
}

static enum hg_status read_y(const struct mrio_reading *reading,
                             const struct saved_part *part, struct hg_mrio *mrio,
                             struct hg_error *err)
{
    struct matrix *matrix = NULL;
    enum hg_status status = open_square(part, &matrix, err);
    if (status != HG_OK)
        return status;
    const size_t m = matrix_columns(matrix);
    struct mrio_label *label = calloc(m + 1, sizeof(*label));
    size_t *place = calloc(m + 1, sizeof(*place));
    for (size_t i = 0; i < m && label; i++)
        label[i] = matrix_label(matrix, i, 0, 1);
    if (!label || !place)
        status = hg_fail(err, HG_E_MEMORY, "no memory for the labels of final demand");
    else if (!matrix_may_hold(matrix, mrio->n))
        status = hg_fail(err, HG_E_INPUT,
                         "%s: is too short for %zu rows of %zu numbers; was it saved or "
                         "copied wholly?",
                         part->path, mrio->n, m);
    if (status == HG_OK)
        status = mrio_add_buyers(reading, mrio, m, label, err);
    if (status == HG_OK)
        status = mrio_set_demands(mrio, m, label, place, err);
    if (status == HG_OK)
        status = mrio_make_y(mrio, err);
    if (status == HG_OK) {
        const size_t width = hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
        struct filling filling = {mrio, matrix, mrio->Y, place, m, width, NULL};
        status = fill(&filling, matrix, reading->source->threads, err);
    }
    free(label);
    free(place);
    matrix_close(matrix);
    return status;
}

/* x.txt: region, sector, output. */
static enum hg_status read_x(const struct saved_part *part, struct hg_mrio *mrio,
                             double *x, struct hg_error *err)
{
    const struct matrix_shape shape = {.n_header = 1, .n_index = 2};
    struct matrix *matrix = NULL;
    enum hg_status status = matrix_open(part->path, &shape, &matrix, err);
    if (status == HG_OK && matrix_columns(matrix) != 1)
        status = hg_fail(err, HG_E_INPUT,
                         "%s:1:1: %zu columns of numbers where one, the output of each "
                         "industry, is expected",
                         part->path, matrix_columns(matrix));
    struct filling filling = {mrio, matrix, x, NULL, 1, 1, NULL};
    if (status == HG_OK)
        status = fill(&filling, matrix, 1, err);
    matrix_close(matrix);
    return status;
}

/* Z = A diag(x). */
static enum hg_status make_flows(const struct saved *saved, struct hg_mrio *mrio,
                                 struct hg_error *err)
{
    double *x = calloc(mrio->n + 1, sizeof(*x));
    enum hg_status status =
        x ? read_x(&saved->x, mrio, x, err)
          : hg_fail(err, HG_E_MEMORY, "no memory for the output of industries");
    for (size_t i = 0; i < mrio->n && status == HG_OK && x; i++)
        for (size_t k = 0; k < mrio->n; k++)
            mrio->Z[i * mrio->n + k] *= x[k];
    free(x);
    return status;
}

struct units {
    struct hg_mrio *mrio;
    const struct matrix *matrix;
};

static enum hg_status begin_unit(void *context, const struct matrix_row *row,
                                 bool *wanted, struct hg_error *err)
{
    const struct units *units = context;
    const size_t n = matrix_indices(units->matrix);
    *wanted = false;
    if (row->number == 0) /* names of the columns */
        return HG_OK;
    const struct mrio_label label = matrix_row_label(units->matrix, row, 0, n - 2);
    const enum hg_status status =
        n == 3 ? mrio_check_row(units->mrio, row->number - 1, &label, err) : HG_OK;
    return status == HG_OK ? keep_unit(&units->mrio->unit, row->label[n - 1], err)
                           : status;
}

/* unit.txt: region, sector, unit. */
static enum hg_status read_unit(const struct saved_part *part, struct hg_mrio *mrio,
                                struct hg_error *err)
{
    const struct matrix_shape shape = {.n_index = MATRIX_ALL_LABELS};
    struct matrix *matrix = NULL;
    enum hg_status status = matrix_open(part->path, &shape, &matrix, err);
    if (status == HG_OK && (matrix_indices(matrix) < 2 || matrix_columns(matrix) > 0))
        status =
            hg_fail(err, HG_E_INPUT,
                    "%s:1:1: columns region, sector and unit are expected", part->path);
    struct units units = {mrio, matrix};
    const struct matrix_taker taker = {&units, begin_unit, NULL};
    if (status == HG_OK)
        status = matrix_read(matrix, &taker, 1, NULL, err);
    matrix_close(matrix);
    return status;
}

enum hg_status saved_read(struct mrio_reading *reading, struct hg_mrio *mrio,
                          struct hg_error *err)
{
    const struct saved *saved = reading->found;
    const bool coefficients = saved->a.path != NULL;
    enum hg_status status =
        read_flows(reading, coefficients ? &saved->a : &saved->z, mrio, err);
    if (status == HG_OK && coefficients)
        status = make_flows(saved, mrio, err);
    if (status == HG_OK)
        status = read_y(reading, &saved->y, mrio, err);
    if (status == HG_OK && saved->unit.path) {
        free(mrio->unit); /* of rows of A: per unit of output */
        mrio->unit = NULL;
        status = read_unit(&saved->unit, mrio, err);
    }
    if (status == HG_OK && reading->source->value_added)
        status = saved_value_added(reading, mrio, err);
    return status;
}
