/* mrio_icio.c - the Inter-Country Input-Output tables of the OECD, one CSV file a year
 *
 * The first column (V1) and the first row hold labels such as AUS_01T02: region, sector.
 * Behind the industries come columns of final demand (AUS_HFCE, AUS_NPISH, AUS_GGFC,
 * AUS_GFCF, AUS_INVNT, AUS_DPABR) and of output (OUT or TOTAL), below them rows of taxes
 * less subsidies (TLS, or one TAXSUB for each region), value added (VA, VALU) and output.
 * Taxes and value added are read where they are asked for, to tell of balances; the
 * column of output is only held against the sums.
 *
 * The extended tables split the industries of China and of Mexico (CN1, CN2; MX1, MX2:
 * for exports, or not).  As their guide says, the parts are added up to CHN and MEX,
 * which alone have final demand.
 */
#include "io/lines.h"
#include "io/matrix.h"
#include "io/mrio_output.h"
#include "io/mrio_pick.h"
#include <assert.h>
#include <ctype.h>
#include <hotgrid/text.h>
#include <stdlib.h>
#include <string.h>

enum kind { INDUSTRY, DEMAND, OUTPUT };

struct column {
    enum kind kind;
    size_t to; /* place in a row of Z or of Y */
};

struct icio {
    struct mrio_reading *reading;
    struct hg_mrio *mrio;
    struct matrix *matrix;
    size_t n_column;
    struct column *column;
    size_t n_part;   /* industries of the file, the parts of China and Mexico apart */
    size_t *part_to; /* [n_part]: industry of the table */
    size_t n_row;    /* so far */
    bool has_output;
    double *output, *sum; /* [n_part]: what OUT says, and the row */
};

static const char *const demands[] = {"HFCE", "NPISH", "NPS",  "GGFC",   "GFCF", "INVNT",
                                      "INV",  "DPABR", "DIRP", "NONRES", "P33",  NULL};
static const char *const outputs[] = {"OUT", "OUTPUT", "TOTAL", NULL};

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

static bool is_extra_row(const char *label)
{
    static const char *const rows[] = {"TLS", "VA", NULL};
    return is_one_of(label, rows) || is_one_of(label, outputs) || strstr(label, "VALU") ||
           strstr(label, "TAX");
}

/* "DPABR(NONRES)" is DPABR. */
static const char *without_note(struct hg_arena *arena, const char *text)
{
    return hg_arena_copy(arena, text, strcspn(text, "("));
}

/* CN1 is a part of CHN, MX2 of MEX. */
static const char *whole_region(const char *region)
{
    if (strlen(region) == 3 && isdigit((unsigned char)region[2])) {
        if (strncmp(region, "CN", 2) == 0)
            return "CHN";
        if (strncmp(region, "MX", 2) == 0)
            return "MEX";
    }
    return region;
}

static enum hg_status no_memory(const struct icio *icio, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it",
                   matrix_path(icio->matrix));
}

/* Splits the label of a column into region and sector or category. */
static enum hg_status split_label(const struct icio *icio, size_t column,
                                  struct mrio_label *label, enum kind *kind,
                                  struct hg_error *err)
{
    struct hg_arena *arena = icio->reading->arena;
    *label = matrix_label(icio->matrix, column, 0, 0);
    const char *text = label->text[0], *bar = strchr(text, '_');
    if (is_one_of(text, outputs)) {
        *kind = OUTPUT;
        return HG_OK;
    }
    if (!bar || bar == text || bar[1] == '\0')
        return mrio_label_fail(
            label, 0, err,
            "column \"%s\"; columns are REGION_SECTOR, REGION_HFCE (or "
            "another category of final demand), and OUT",
            text);
    label->text[0] = hg_arena_copy(arena, text, (size_t)(bar - text));
    label->text[1] = without_note(arena, bar + 1);
    if (!label->text[0] || !label->text[1])
        return no_memory(icio, err);
    *kind = is_one_of(label->text[1], demands) ? DEMAND : INDUSTRY;
    if (*kind == INDUSTRY)
        label->text[1] = bar + 1;
    return HG_OK;
}

/* The place of a whole industry among those so far; n when it is new. */
static size_t find_whole(const struct mrio_label *wholes, size_t n,
                         const struct mrio_label *label)
{
    size_t i = 0;
    while (i < n && (strcmp(wholes[i].text[0], label->text[0]) != 0 ||
                     strcmp(wholes[i].text[1], label->text[1]) != 0))
        i++;
    return i;
}

/* Lists the industries and columns of demand. */
struct labels {
    size_t n_whole, n_demand;
    struct mrio_label *whole, *demand; /* [n_column] */
};

static enum hg_status add_industry(struct icio *icio, struct labels *labels,
                                   struct mrio_label *label, struct hg_error *err)
{
    assert(icio->column && icio->part_to && labels->whole);
    label->text[0] = whole_region(label->text[0]);
    size_t to = labels->n_whole;
    const bool split =
        strcmp(label->text[0], "CHN") == 0 || strcmp(label->text[0], "MEX") == 0;
    if (split)
        to = find_whole(labels->whole, labels->n_whole, label);
    for (size_t i = 0; i < icio->n_part; i++)
        if (split && icio->part_to[i] == to &&
            strcmp(matrix_header(icio->matrix, 0, i),
                   matrix_header(icio->matrix, 0, icio->n_part)) == 0)
            return mrio_label_fail(label, 0, err, "a second column %s",
                                   matrix_header(icio->matrix, 0, i));
    if (to == labels->n_whole)
        labels->whole[labels->n_whole++] = *label;
    icio->column[icio->n_part] = (struct column){INDUSTRY, to};
    icio->part_to[icio->n_part++] = to;
    return HG_OK;
}

static enum hg_status add_column(struct icio *icio, struct labels *labels, size_t i,
                                 struct hg_error *err)
{
    struct mrio_label label;
    enum kind kind = OUTPUT;
    enum hg_status status = split_label(icio, i, &label, &kind, err);
    if (status != HG_OK)
        return status;
    assert(icio->column && labels->demand);
    if (kind == INDUSTRY && i != icio->n_part)
        return mrio_label_fail(&label, 0, err,
                               "industry (%s, %s) behind a column of final demand or "
                               "output; the industries come first",
                               label.text[0], label.text[1]);
    if (kind == INDUSTRY)
        return add_industry(icio, labels, &label, err);
    icio->column[i].kind = kind;
    icio->has_output |= kind == OUTPUT;
    if (kind == DEMAND)
        labels->demand[labels->n_demand++] = label;
    return HG_OK;
}

static enum hg_status set_axes(struct icio *icio, const struct labels *labels,
                               struct hg_error *err)
{
    if (labels->n_whole == 0 || labels->n_demand == 0)
        return hg_fail(err, HG_E_INPUT,
                       "%s: its first row names %zu industries and %zu columns of final "
                       "demand; both are needed (AUS_01T02, AUS_HFCE)",
                       matrix_path(icio->matrix), labels->n_whole, labels->n_demand);
    size_t *to = calloc(labels->n_demand, sizeof(*to));
    enum hg_status status = to ? HG_OK : no_memory(icio, err);
    if (status == HG_OK)
        status = mrio_set_industries(icio->mrio, labels->n_whole, labels->whole, err);
    if (status == HG_OK)
        status = mrio_set_demands(icio->mrio, labels->n_demand, labels->demand, to, err);
    for (size_t i = 0, k = 0; status == HG_OK && i < icio->n_column; i++)
        if (icio->column[i].kind == DEMAND)
            icio->column[i].to = to[k++];
    free(to);
    return status;
}

static enum hg_status read_header(struct icio *icio, struct hg_error *err)
{
    const size_t n = icio->n_column = matrix_columns(icio->matrix);
    struct labels labels = {.whole = calloc(n + 1, sizeof(struct mrio_label)),
                            .demand = calloc(n + 1, sizeof(struct mrio_label))};
    icio->column = calloc(n + 1, sizeof(*icio->column));
    icio->part_to = calloc(n + 1, sizeof(*icio->part_to));
    icio->output = calloc(n + 1, sizeof(*icio->output));
    icio->sum = calloc(n + 1, sizeof(*icio->sum));
    enum hg_status status = HG_OK;
    if (!labels.whole || !labels.demand || !icio->column || !icio->part_to ||
        !icio->output || !icio->sum)
        status = no_memory(icio, err);
    for (size_t i = 0; status == HG_OK && i < n; i++)
        status = add_column(icio, &labels, i, err);
    if (status == HG_OK)
        status = set_axes(icio, &labels, err);
    free(labels.whole);
    free(labels.demand);
    return status;
}

/* Z and Y with a row for each part, which fold_rows() adds up. */
static enum hg_status make_matrices(struct icio *icio, struct hg_error *err)
{
    struct hg_mrio *mrio = icio->mrio;
    if (!matrix_may_hold(icio->matrix, icio->n_part))
        return hg_fail(err, HG_E_INPUT,
                       "%s: is too short for %zu industries; was it saved or copied "
                       "wholly?",
                       matrix_path(icio->matrix), icio->n_part);
    const size_t whole = mrio->n;
    mrio->n = icio->n_part; /* for the rows; columns are fewer, so this is enough */
    enum hg_status status = mrio_make_z(mrio, err);
    if (status == HG_OK)
        status = mrio_make_y(mrio, err);
    mrio->n = whole;
    return status;
}

static enum hg_status begin(void *context, const struct matrix_row *row, bool *wanted,
                            struct hg_error *err)
{
    struct icio *icio = context;
    const size_t i = row->number;
    const struct mrio_label label = matrix_row_label(icio->matrix, row, 0, 0);
    const char *text = label.text[0];
    if (i < icio->n_part) {
        const char *expected = matrix_header(icio->matrix, 0, i);
        icio->n_row = i + 1;
        if (strcmp(text, expected) != 0)
            return mrio_label_fail(&label, 0, err,
                                   "row %zu is %s and column %zu is %s; rows must be the "
                                   "industries of the columns in the same order",
                                   i + 1, text, i + 1, expected);
        return HG_OK;
    }
    *wanted = false;
    if (!is_extra_row(text))
        return mrio_label_fail(&label, 0, err,
                               "row %s behind the %zu industries is none of TLS, VA, "
                               "VALU, TAXSUB and OUT; it has no column",
                               text, icio->n_part);
    return HG_OK;
}

static void take(void *context, size_t i, const double *values)
{
    struct icio *icio = context;
    struct hg_mrio *mrio = icio->mrio;
    const size_t m = hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
    double *z = mrio->Z + i * mrio->n, *y = mrio->Y + i * m;
    double sum = 0;
    for (size_t k = 0; k < icio->n_column; k++) {
        const struct column *column = &icio->column[k];
        if (column->kind == OUTPUT) {
            icio->output[i] = values[k];
            continue;
        }
        (column->kind == INDUSTRY ? z : y)[column->to] += values[k];
        sum += values[k];
    }
    icio->sum[i] = sum;
}

/* Adds the rows of the parts to their wholes, in their order; a whole never stands behind
 * its parts. */
static void fold_rows(const struct icio *icio, double *rows, size_t width)
{
    size_t whole = 0;
    for (size_t i = 0; i < icio->n_part; i++) {
        double *to = rows + icio->part_to[i] * width, *from = rows + i * width;
        if (icio->part_to[i] == whole) {
            memmove(to, from, width * sizeof(*to));
            whole++;
            continue;
        }
        for (size_t k = 0; k < width; k++)
            to[k] += from[k];
    }
}

static void tell_output(const struct icio *icio)
{
    struct mrio_output worst = {0};
    for (size_t i = 0; icio->has_output && i < icio->n_part; i++) {
        const size_t to = icio->part_to[i];
        mrio_note_output(&worst, icio->output[i], icio->sum[i],
                         hg_axis_code(icio->mrio->regions, icio->mrio->region_of[to]),
                         hg_axis_code(icio->mrio->sectors, icio->mrio->sector_of[to]));
    }
    mrio_tell_output(icio->reading, matrix_path(icio->matrix), &worst);
}

static enum hg_status read_rows(struct icio *icio, struct hg_error *err)
{
    const struct matrix_taker taker = {icio, begin, take};
    enum hg_status status =
        matrix_read(icio->matrix, &taker, icio->reading->source->threads, NULL, err);
    if (status == HG_OK && icio->n_row < icio->n_part)
        status =
            hg_fail(err, HG_E_INPUT,
                    "%s: ends after %zu rows of industries, and its columns are %zu; "
                    "was it saved or copied wholly?",
                    matrix_path(icio->matrix), icio->n_row, icio->n_part);
    if (status != HG_OK)
        return status;
    struct hg_mrio *mrio = icio->mrio;
    fold_rows(icio, mrio->Z, mrio->n);
    fold_rows(icio, mrio->Y,
              hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories));
    tell_output(icio);
    mrio->unit = strdup("million USD");
    return mrio->unit ? HG_OK : no_memory(icio, err);
}

/* The label of a line without its quotes, up to the first comma. */
static size_t label_of(const char *line, size_t length, char *out, size_t size)
{
    const char *comma = memchr(line, ',', length);
    const size_t end = comma ? (size_t)(comma - line) : length;
    size_t n = 0;
    for (size_t i = 0; i < end && n + 1 < size; i++)
        if (line[i] != '"')
            out[n++] = line[i];
    out[n] = '\0';
    return end;
}

/* The cells of the industries; those of final demand may be empty, as in the releases. */
static enum hg_status add_cells(const struct icio *icio, const struct lines *lines,
                                const char *line, size_t length, size_t at,
                                struct hg_error *err)
{
    for (size_t k = 0; k < icio->n_part; k++) {
        const size_t begin = at + 1 < length ? at + 1 : length;
        const char *comma = memchr(line + begin, ',', length - begin);
        at = comma ? (size_t)(comma - line) : length;
        double value = 0;
        const enum hg_number found = hg_text_number(line + begin, at - begin, &value);
        if (found != HG_NUMBER_OK)
            return hg_fail(err, HG_E_INPUT, "%s:%zu:%zu: \"%.*s\" %s", lines_path(lines),
                           lines_number(lines), begin + 1, (int)(at - begin),
                           line + begin, hg_number_cure(found));
        icio->mrio->value_added[icio->part_to[k]] += value;
    }
    return HG_OK;
}

/* The rows below the industries are few and unlike these: they are read on their own. */
static enum hg_status read_added(struct icio *icio, struct hg_error *err)
{
    struct lines *lines = NULL;
    const char *line = NULL;
    size_t length = 0, n = 0;
    bool added = false;
    struct hg_mrio *mrio = icio->mrio;
    mrio->value_added = calloc(mrio->n + 1, sizeof(*mrio->value_added));
    enum hg_status status = mrio->value_added
                                ? lines_open(icio->reading->found, &lines, err)
                                : no_memory(icio, err);
    while (status == HG_OK) {
        char label[64];
        status = lines_next(lines, &line, &length, err);
        if (status != HG_OK || !line)
            break;
        if (n++ <= icio->n_part)
            continue;
        const size_t at = label_of(line, length, label, sizeof(label));
        if (length == 0 || is_one_of(label, outputs))
            continue;
        added |= strcmp(label, "VA") == 0 || strstr(label, "VALU");
        status = add_cells(icio, lines, line, length, at, err);
    }
    lines_close(lines);
    if (!added) { /* taxes alone tell no balance */
        free(mrio->value_added);
        mrio->value_added = NULL;
    }
    return status;
}

static enum hg_status read_icio(struct mrio_reading *reading, struct hg_mrio *mrio,
                                struct hg_error *err)
{
    static const struct matrix_shape shape = {.n_header = 1, .n_index = 1};
    struct icio icio = {.reading = reading, .mrio = mrio};
    enum hg_status status = matrix_open(reading->found, &shape, &icio.matrix, err);
    if (status == HG_OK)
        status = read_header(&icio, err);
    if (status == HG_OK)
        status = make_matrices(&icio, err);
    if (status == HG_OK)
        status = read_rows(&icio, err);
    if (status == HG_OK && reading->source->value_added)
        status = read_added(&icio, err);
    matrix_close(icio.matrix);
    free(icio.column);
    free(icio.part_to);
    free(icio.output);
    free(icio.sum);
    return status;
}

/* ICIO2023_2018.csv; since then 2018_SML.csv and 2018_EXT.csv. */
static bool is_table(const char *name)
{
    return mrio_ends(name, "_SML.csv") || mrio_ends(name, "_EXT.csv") ||
           (mrio_starts(name, "ICIO") && mrio_ends(name, ".csv"));
}

/* By its first line: V1 or an empty cell, then a label such as AUS_01T02. */
static bool begins_so(const char *path)
{
    struct lines *lines = NULL;
    const char *line = NULL;
    size_t length = 0;
    char first[8], second[64] = "";
    struct hg_error ignored;
    bool found = false;
    if (lines_open(path, &lines, &ignored) == HG_OK &&
        lines_next(lines, &line, &length, &ignored) == HG_OK && line) {
        const size_t at = label_of(line, length, first, sizeof(first));
        if (at < length && (*first == '\0' || strcmp(first, "V1") == 0)) {
            (void)label_of(line + at + 1, length - at - 1, second, sizeof(second));
            const char *bar = strchr(second, '_');
            found = bar && bar > second && bar[1] != '\0';
        }
    }
    lines_close(lines);
    return found;
}

static bool fits(const struct mrio_place *place)
{
    return mrio_any_fits(place, is_table) ||
           (place->is_file && mrio_ends(place->path, ".csv") && begins_so(place->path));
}

static enum hg_status find(struct mrio_reading *reading, struct hg_error *err)
{
    return mrio_find_table(reading, is_table,
                           "table of the OECD (such as ICIO2023_2018.csv)", err);
}

const struct mrio_layout mrio_icio = {
    .format = {"icio", "OECD ICIO, one CSV file with labels such as AUS_01T02"},
    .fits = fits,
    .find = find,
    .read = read_icio,
};
