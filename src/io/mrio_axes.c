/* mrio_axes.c - from the labels of rows and columns to the axes of a table */
#include "io/mrio_layout.h"
#include <assert.h>
#include <hotgrid/text.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum hg_status mrio_label_fail(const struct mrio_label *label, int k,
                               struct hg_error *err, const char *fmt, ...)
{
    char text[800];
    va_list arguments;
    va_start(arguments, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, arguments);
    va_end(arguments);
    if (label->line[k] == 0)
        return hg_fail(err, HG_E_INPUT, "%s: %s", label->path, text);
    return hg_fail(err, HG_E_INPUT, "%s:%zu:%zu: %s", label->path, label->line[k],
                   label->at[k], text);
}

static enum hg_status no_memory(size_t n, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for a trade table of %zu industries", n);
}

/* Distinct labels in order of first appearance, and the number of each one's. */
struct distinct {
    size_t n;
    const char **text;
    size_t *of;    /* [label] */
    size_t *first; /* hash table of numbers + 1; 0: empty */
    size_t mask;
};

static void distinct_free(struct distinct *distinct)
{
    free(distinct->text);
    free(distinct->of);
    free(distinct->first);
    *distinct = (struct distinct){0};
}

/* Its place in the hash table: of the label, or empty. */
static size_t *find_slot(const struct distinct *distinct, const char *text)
{
    const uint64_t hash = hg_text_hash(text, strlen(text));
    size_t i = (size_t)(hash ^ hash >> 32) & distinct->mask;
    while (distinct->first[i] &&
           strcmp(distinct->text[distinct->first[i] - 1], text) != 0)
        i = (i + 1) & distinct->mask;
    return &distinct->first[i];
}

static enum hg_status distinct_make(size_t n, const struct mrio_label *label, int k,
                                    struct distinct *out, struct hg_error *err)
{
    size_t size = 8;
    while (size < 2 * n)
        size *= 2;
    *out = (struct distinct){.text = calloc(n + 1, sizeof(out->text[0])),
                             .of = calloc(n + 1, sizeof(out->of[0])),
                             .first = calloc(size, sizeof(out->first[0])),
                             .mask = size - 1};
    if (!out->text || !out->of || !out->first) {
        distinct_free(out);
        return no_memory(n, err);
    }
    for (size_t i = 0; i < n; i++) {
        size_t *slot = find_slot(out, label[i].text[k]);
        if (*slot == 0) {
            out->text[out->n++] = label[i].text[k];
            *slot = out->n;
        }
        out->of[i] = *slot - 1;
    }
    return HG_OK;
}

/* Which label each pair (a, b) of numbers has, in a new table[n_pair] with SIZE_MAX for
 * none.  A pair that stands twice is refused. */
static enum hg_status index_pairs(size_t n, const struct mrio_label *label,
                                  const size_t *a, size_t n_a, const size_t *b,
                                  size_t n_b, size_t **out, struct hg_error *err)
{
    const size_t n_pair = n_a * n_b;
    size_t *table = calloc(n_pair + 1, sizeof(*table));
    if (!table)
        return no_memory(n, err);
    for (size_t i = 0; i < n_pair; i++)
        table[i] = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t *place = &table[a[i] * n_b + b[i]];
        if (*place != SIZE_MAX) {
            const enum hg_status status = mrio_label_fail(
                &label[i], 0, err,
                "a second column (%s, %s), the first is number %zu of the numbers; every "
                "pair may stand once",
                label[i].text[0], label[i].text[1], *place + 1);
            free(table);
            return status;
        }
        *place = i;
    }
    *out = table;
    return HG_OK;
}

enum hg_status mrio_set_industries(struct hg_mrio *mrio, size_t n,
                                   const struct mrio_label *label, struct hg_error *err)
{
    struct distinct regions = {0}, sectors = {0};
    size_t *pairs = NULL;
    enum hg_status status = distinct_make(n, label, 0, &regions, err);
    if (status == HG_OK)
        status = distinct_make(n, label, 1, &sectors, err);
    if (status == HG_OK)
        status = index_pairs(n, label, regions.of, regions.n, sectors.of, sectors.n,
                             &pairs, err);
    if (status == HG_OK)
        status = hg_axis_create(regions.n, regions.text, NULL, &mrio->regions, err);
    if (status == HG_OK)
        status = hg_axis_create(sectors.n, sectors.text, NULL, &mrio->sectors, err);
    if (status == HG_OK) {
        mrio->n = n;
        mrio->region_of = regions.of;
        mrio->sector_of = sectors.of;
        regions.of = sectors.of = NULL; /* now the table's */
    }
    free(pairs);
    distinct_free(&regions);
    distinct_free(&sectors);
    return status;
}

static enum hg_status find_regions(const struct hg_mrio *mrio, size_t n,
                                   const struct mrio_label *label, size_t *of,
                                   struct hg_error *err)
{
    assert(of);
    for (size_t i = 0; i < n; i++) {
        of[i] = hg_axis_find(mrio->regions, label[i].text[0]);
        if (of[i] == HG_NOT_FOUND)
            return mrio_label_fail(
                &label[i], 0, err,
                "region %s, which Z does not have; give it rows and columns of Z (zeros "
                "will do), or, in a provincial table, name it under `trade: nest: "
                "abroad` (formats pymrio, exiobase3 and csv)",
                label[i].text[0]);
    }
    return HG_OK;
}

static bool may_buy(const struct hg_mrio_source *source, const char *region)
{
    for (size_t i = 0; i < source->n_buyer; i++)
        if (strcmp(source->buyer[i], region) == 0)
            return true;
    return false;
}

enum hg_status mrio_add_buyers(const struct mrio_reading *reading, struct hg_mrio *mrio,
                               size_t n, const struct mrio_label *label,
                               struct hg_error *err)
{
    const struct hg_axis *old = mrio->regions;
    const size_t n_old = hg_axis_size(old);
    struct distinct named = {0};
    struct hg_axis *grown = NULL;
    enum hg_status status = distinct_make(n, label, 0, &named, err);
    const char **code = calloc(n_old + named.n + 1, sizeof(*code));
    size_t n_new = n_old;
    if (status == HG_OK && !code)
        status = no_memory(mrio->n, err);
    assert(code || status != HG_OK);
    for (size_t i = 0; status == HG_OK && i < n_old; i++)
        code[i] = hg_axis_code(old, i);
    for (size_t i = 0; status == HG_OK && i < named.n; i++)
        if (hg_axis_find(old, named.text[i]) == HG_NOT_FOUND &&
            may_buy(reading->source, named.text[i]))
            code[n_new++] = named.text[i];
    if (status == HG_OK && n_new > n_old)
        status = hg_axis_create(n_new, code, NULL, &grown, err);
    if (grown) {
        hg_axis_destroy(mrio->regions);
        mrio->regions = grown;
    }
    free(code);
    distinct_free(&named);
    return status;
}

/* Has the region industries? */
static bool makes(const struct hg_mrio *mrio, size_t region)
{
    for (size_t i = 0; i < mrio->n; i++)
        if (mrio->region_of[i] == region)
            return true;
    return false;
}

/* A category that only regions without industries have is theirs alone. */
static bool is_needed(const struct hg_mrio *mrio, const size_t *pairs, size_t n_category,
                      size_t category)
{
    for (size_t r = 0; r < hg_axis_size(mrio->regions); r++)
        if (pairs[r * n_category + category] != SIZE_MAX && makes(mrio, r))
            return true;
    return false;
}

static enum hg_status check_complete(const struct hg_mrio *mrio,
                                     const struct distinct *categories,
                                     const size_t *pairs, const char *path,
                                     struct hg_error *err)
{
    const size_t m = categories->n, n = hg_axis_size(mrio->regions) * m;
    assert(pairs);
    for (size_t i = 0; i < n; i++)
        if (pairs[i] == SIZE_MAX && makes(mrio, i / m) &&
            is_needed(mrio, pairs, m, i % m))
            return hg_fail(err, HG_E_INPUT,
                           "%s: has no column (%s, %s); every region needs every "
                           "category, with zeros where there is no demand",
                           path, hg_axis_code(mrio->regions, i / m),
                           categories->text[i % m]);
    return HG_OK;
}

enum hg_status mrio_set_demands(struct hg_mrio *mrio, size_t n,
                                const struct mrio_label *label, size_t *to,
                                struct hg_error *err)
{
    struct distinct categories = {0};
    size_t *pairs = NULL, *region = calloc(n + 1, sizeof(*region));
    enum hg_status status = region ? HG_OK : no_memory(mrio->n, err);
    if (status == HG_OK)
        status = find_regions(mrio, n, label, region, err);
    if (status == HG_OK)
        status = distinct_make(n, label, 1, &categories, err);
    if (status == HG_OK)
        status = index_pairs(n, label, region, hg_axis_size(mrio->regions), categories.of,
                             categories.n, &pairs, err);
    if (status == HG_OK)
        status = check_complete(mrio, &categories, pairs, label[0].path, err);
    if (status == HG_OK)
        status =
            hg_axis_create(categories.n, categories.text, NULL, &mrio->categories, err);
    assert(status != HG_OK || (region && categories.of));
    for (size_t i = 0; status == HG_OK && i < n; i++)
        to[i] = region[i] * categories.n + categories.of[i];
    free(pairs);
    free(region);
    distinct_free(&categories);
    return status;
}

/* The first part of a label that is not that of industry i, 2 where both are. */
static int other_part(const struct hg_mrio *mrio, size_t i,
                      const struct mrio_label *label, const char *expected[2])
{
    expected[0] = hg_axis_code(mrio->regions, mrio->region_of[i]);
    expected[1] = hg_axis_code(mrio->sectors, mrio->sector_of[i]);
    int k = 0;
    while (k < 2 && strcmp(label->text[k], expected[k]) == 0)
        k++;
    return k;
}

enum hg_status mrio_check_row(const struct hg_mrio *mrio, size_t i,
                              const struct mrio_label *label, struct hg_error *err)
{
    if (i >= mrio->n)
        return mrio_label_fail(label, 0, err,
                               "row %zu, (%s, %s), where Z has %zu columns; delete what "
                               "is no industry",
                               i + 1, label->text[0], label->text[1], mrio->n);
    const char *expected[2];
    const int k = other_part(mrio, i, label, expected);
    if (k == 2)
        return HG_OK;
    return mrio_label_fail(
        label, k, err,
        "row %zu is (%s, %s) and column %zu of Z is (%s, %s); rows must be the columns "
        "of Z in the same order",
        i + 1, label->text[0], label->text[1], i + 1, expected[0], expected[1]);
}

enum hg_status mrio_check_column(const struct hg_mrio *mrio, size_t i,
                                 const struct mrio_label *label, struct hg_error *err)
{
    const char *expected[2];
    const int k = other_part(mrio, i, label, expected);
    if (k == 2)
        return HG_OK;
    return mrio_label_fail(
        label, k, err,
        "column %zu is (%s, %s), and that of Z is (%s, %s); the columns must be those of "
        "Z in the same order",
        i + 1, label->text[0], label->text[1], expected[0], expected[1]);
}

static enum hg_status make(size_t n, size_t columns, double **out, struct hg_error *err)
{
    size_t size;
    if (__builtin_mul_overflow(n, columns, &size) ||
        !(*out = calloc(size + 1, sizeof(**out))))
        return no_memory(n, err);
    return HG_OK;
}

enum hg_status mrio_make_z(struct hg_mrio *mrio, struct hg_error *err)
{
    return make(mrio->n, mrio->n, &mrio->Z, err);
}

enum hg_status mrio_make_y(struct hg_mrio *mrio, struct hg_error *err)
{
    const size_t columns = hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
    return make(mrio->n, columns, &mrio->Y, err);
}
