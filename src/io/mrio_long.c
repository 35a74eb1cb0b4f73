/* mrio_long.c - a table of flows, one in each row */
#include "io/mrio_long.h"
#include "io/matrix.h"
#include <assert.h>
#include <hotgrid/arena.h>
#include <hotgrid/log.h>
#include <hotgrid/text.h>
#include <stdlib.h>
#include <string.h>

enum { FROM_REGION, FROM_SECTOR, TO_REGION, TO_SECTOR, N_LABEL };

static const char *const names[N_LABEL] = {"from_region", "from_sector", "to_region",
                                           "to_sector"};

/* Texts and their numbers, in order of first appearance. */
struct codes {
    struct hg_arena *arena;
    size_t n, capacity;
    const char **text;
    size_t *slot; /* hash table of numbers + 1, of twice the capacity; 0: empty */
};

struct row {
    uint32_t label[N_LABEL]; /* numbers of codes */
    size_t line;
    double value;
};

struct flows {
    const struct mrio_reading *reading;
    const char *path;
    struct matrix *matrix;
    struct codes regions, sectors;
    size_t n, capacity;
    struct row *row;
};

static enum hg_status no_memory(const struct flows *flows, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", flows->path);
}

static size_t *find_slot(const struct codes *codes, const char *text)
{
    const uint64_t hash = hg_text_hash(text, strlen(text));
    const size_t mask = 2 * codes->capacity - 1;
    size_t i = (size_t)(hash ^ hash >> 32) & mask;
    while (codes->slot[i] && strcmp(codes->text[codes->slot[i] - 1], text) != 0)
        i = (i + 1) & mask;
    return &codes->slot[i];
}

static bool grow(struct codes *codes)
{
    const size_t capacity = codes->capacity ? 2 * codes->capacity : 256;
    const char **text = reallocarray(codes->text, capacity, sizeof(*text));
    if (!text)
        return false;
    codes->text = text;
    size_t *slot = calloc(2 * capacity, sizeof(*slot));
    if (!slot)
        return false;
    free(codes->slot);
    codes->slot = slot;
    codes->capacity = capacity;
    for (size_t i = 0; i < codes->n; i++)
        *find_slot(codes, codes->text[i]) = i + 1;
    return true;
}

/* The number of a code; false without memory. */
static bool number(struct codes *codes, const char *text, uint32_t *out)
{
    if (codes->n == codes->capacity && !grow(codes))
        return false;
    size_t *slot = find_slot(codes, text);
    if (*slot == 0) {
        codes->text[codes->n] = hg_arena_copy(codes->arena, text, strlen(text));
        if (!codes->text[codes->n])
            return false;
        *slot = ++codes->n;
    }
    *out = (uint32_t)(*slot - 1);
    return true;
}

static enum hg_status begin_flow(void *context, const struct matrix_row *row,
                                 bool *wanted, struct hg_error *err)
{
    struct flows *flows = context;
    *wanted = true;
    if (flows->n == flows->capacity) {
        const size_t capacity = flows->capacity ? 2 * flows->capacity : 4096;
        struct row *rows = reallocarray(flows->row, capacity, sizeof(*rows));
        if (!rows)
            return no_memory(flows, err);
        flows->row = rows;
        flows->capacity = capacity;
    }
    struct row *to = &flows->row[flows->n++];
    to->line = row->line;
    for (int i = 0; i < N_LABEL; i++) {
        if (row->label[i][0] == '\0')
            return hg_fail(err, HG_E_INPUT, "%s:%zu:%zu: an empty %s", flows->path,
                           row->line, row->at[i], names[i]);
        const bool region = i == FROM_REGION || i == TO_REGION;
        if (!number(region ? &flows->regions : &flows->sectors, row->label[i],
                    &to->label[i]))
            return no_memory(flows, err);
    }
    return HG_OK;
}

static void take_flow(void *context, size_t row, const double *values)
{
    const struct flows *flows = context;
    flows->row[row].value = values[0];
}

/* The numbers of (region, sector) pairs: of industries, and of final demand. */
struct pairs {
    size_t n_sector;
    bool *sells;      /* [sector] */
    size_t *industry; /* [region * n_sector + sector]; HG_NOT_FOUND: none */
};

static bool make_pairs(const struct flows *flows, struct pairs *pairs)
{
    const size_t n = flows->regions.n * flows->sectors.n;
    pairs->n_sector = flows->sectors.n;
    pairs->sells = calloc(flows->sectors.n + 1, sizeof(bool));
    pairs->industry = calloc(n + 1, sizeof(size_t));
    if (!pairs->sells || !pairs->industry)
        return false;
    for (size_t i = 0; i < n; i++)
        pairs->industry[i] = HG_NOT_FOUND;
    for (size_t i = 0; i < flows->n; i++)
        pairs->sells[flows->row[i].label[FROM_SECTOR]] = true;
    return true;
}

static size_t *industry_of(const struct pairs *pairs, const struct row *row, int region)
{
    return &pairs
                ->industry[row->label[region] * pairs->n_sector + row->label[region + 1]];
}

static struct mrio_label label_of(const struct flows *flows, size_t region, size_t item)
{
    return (struct mrio_label){
        .text = {flows->regions.text[region], flows->sectors.text[item]},
        .path = flows->path};
}

/* Industries: region after region, each with its sectors in order of first appearance. */
static enum hg_status set_industries(const struct flows *flows, struct pairs *pairs,
                                     struct hg_mrio *mrio, struct hg_error *err)
{
    const size_t n_pair = flows->regions.n * pairs->n_sector;
    for (size_t i = 0; i < flows->n; i++) {
        const struct row *row = &flows->row[i];
        *industry_of(pairs, row, FROM_REGION) = 0;
        if (pairs->sells[row->label[TO_SECTOR]])
            *industry_of(pairs, row, TO_REGION) = 0;
    }
    size_t n = 0;
    for (size_t i = 0; i < n_pair; i++)
        if (pairs->industry[i] != HG_NOT_FOUND)
            pairs->industry[i] = n++;
    struct mrio_label *label = calloc(n + 1, sizeof(*label));
    if (!label)
        return no_memory(flows, err);
    for (size_t i = 0; i < n_pair; i++)
        if (pairs->industry[i] != HG_NOT_FOUND)
            label[pairs->industry[i]] =
                label_of(flows, i / pairs->n_sector, i % pairs->n_sector);
    const enum hg_status status = mrio_set_industries(mrio, n, label, err);
    free(label);
    return status;
}

static enum hg_status add_buyers(const struct flows *flows, struct hg_mrio *mrio,
                                 struct hg_error *err)
{
    struct mrio_label *label = calloc(flows->regions.n + 1, sizeof(*label));
    if (!label)
        return no_memory(flows, err);
    for (size_t r = 0; r < flows->regions.n; r++)
        label[r] = label_of(flows, r, 0);
    const enum hg_status status =
        mrio_add_buyers(flows->reading, mrio, flows->regions.n, label, err);
    free(label);
    return status;
}

/* Every region has every category. */
static enum hg_status set_demands(const struct flows *flows, const struct pairs *pairs,
                                  struct hg_mrio *mrio, struct hg_error *err)
{
    const size_t n_region = hg_axis_size(mrio->regions);
    size_t n_category = 0;
    for (size_t i = 0; i < pairs->n_sector; i++)
        n_category += !pairs->sells[i];
    if (n_category == 0)
        return hg_fail(err, HG_E_INPUT,
                       "%s: has no final demand: rows with a to_sector that is no "
                       "from_sector, such as household",
                       flows->path);
    const size_t n = n_region * n_category;
    struct mrio_label *label = calloc(n, sizeof(*label));
    size_t *to = calloc(n, sizeof(*to)), k = 0;
    enum hg_status status = label && to ? HG_OK : no_memory(flows, err);
    assert(label || status != HG_OK);
    for (size_t r = 0; r < n_region && status == HG_OK; r++)
        for (size_t i = 0; i < pairs->n_sector; i++)
            if (!pairs->sells[i]) {
                label[k] = label_of(flows, 0, i);
                label[k++].text[0] = hg_axis_code(mrio->regions, r);
            }
    if (status == HG_OK)
        status = mrio_set_demands(mrio, n, label, to, err);
    free(label);
    free(to);
    return status;
}

/* A sector that is misspelt where it buys is one of them. */
static enum hg_status tell_demands(const struct flows *flows, const struct pairs *pairs,
                                   const struct hg_log *log, struct hg_error *err)
{
    struct hg_text told = {0};
    for (size_t i = 0; i < pairs->n_sector; i++)
        if (!pairs->sells[i])
            hg_text_print(&told, "%s%s", told.length ? ", " : "", flows->sectors.text[i]);
    const enum hg_status status = told.failed ? no_memory(flows, err) : HG_OK;
    if (status == HG_OK && told.bytes)
        hg_log_print(log, HG_LOG_INFO,
                     "%s: these sell nothing and are taken as final demand: %s",
                     flows->path, told.bytes);
    free(told.bytes);
    return status;
}

/* Puts a flow at its place; *seen tells of each place whether it has one. */
static enum hg_status put_flow(const struct flows *flows, const struct pairs *pairs,
                               size_t i, const struct hg_mrio *mrio, unsigned char *seen,
                               struct hg_error *err)
{
    const struct row *row = &flows->row[i];
    const size_t n = mrio->n, n_category = hg_axis_size(mrio->categories);
    const size_t m = hg_axis_size(mrio->regions) * n_category;
    const size_t seller = *industry_of(pairs, row, FROM_REGION);
    size_t column;
    if (pairs->sells[row->label[TO_SECTOR]]) {
        column = *industry_of(pairs, row, TO_REGION);
    } else {
        const char *region = flows->regions.text[row->label[TO_REGION]];
        const char *category = flows->sectors.text[row->label[TO_SECTOR]];
        const size_t destination = hg_axis_find(mrio->regions, region);
        if (destination == HG_NOT_FOUND)
            return hg_fail(
                err, HG_E_INPUT,
                "%s:%zu: final demand of region %s, which has no industry; in a "
                "provincial table, name it under `trade: nest: abroad`",
                flows->path, row->line, region);
        column = n + destination * n_category + hg_axis_find(mrio->categories, category);
    }
    const size_t place = seller * (n + m) + column;
    assert(seen);
    if (seen[place / 8] & 1U << place % 8)
        return hg_fail(err, HG_E_INPUT,
                       "%s:%zu: a second row from (%s, %s) to (%s, %s); every flow may "
                       "have one",
                       flows->path, row->line,
                       flows->regions.text[row->label[FROM_REGION]],
                       flows->sectors.text[row->label[FROM_SECTOR]],
                       flows->regions.text[row->label[TO_REGION]],
                       flows->sectors.text[row->label[TO_SECTOR]]);
    seen[place / 8] |= (unsigned char)(1U << place % 8);
    if (column < n)
        mrio->Z[seller * n + column] = row->value;
    else
        mrio->Y[seller * m + column - n] = row->value;
    return HG_OK;
}

static enum hg_status put_flows(const struct flows *flows, struct hg_mrio *mrio,
                                struct hg_error *err)
{
    struct pairs pairs = {0};
    unsigned char *seen = NULL;
    enum hg_status status = make_pairs(flows, &pairs) ? HG_OK : no_memory(flows, err);
    if (status == HG_OK)
        status = set_industries(flows, &pairs, mrio, err);
    if (status == HG_OK)
        status = add_buyers(flows, mrio, err);
    if (status == HG_OK)
        status = set_demands(flows, &pairs, mrio, err);
    if (status == HG_OK)
        status = tell_demands(flows, &pairs, flows->reading->source->log, err);
    if (status == HG_OK)
        status = mrio_make_z(mrio, err);
    if (status == HG_OK)
        status = mrio_make_y(mrio, err);
    if (status == HG_OK) {
        const size_t columns =
            mrio->n + hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
        seen = calloc(mrio->n * columns / 8 + 1, 1);
        status = seen ? HG_OK : no_memory(flows, err);
    }
    for (size_t i = 0; i < flows->n && status == HG_OK; i++)
        status = put_flow(flows, &pairs, i, mrio, seen, err);
    free(seen);
    free(pairs.sells);
    free(pairs.industry);
    return status;
}

static void codes_free(struct codes *codes)
{
    free(codes->text);
    free(codes->slot);
}

enum hg_status mrio_read_long(const struct mrio_reading *reading, const char *path,
                              struct hg_mrio *mrio, struct hg_error *err)
{
    const struct matrix_shape shape = {.n_header = 1, .n_index = N_LABEL};
    struct flows flows = {.path = path, .reading = reading};
    const struct matrix_taker taker = {&flows, begin_flow, take_flow};
    struct hg_arena *arena = hg_arena_create();
    enum hg_status status = arena ? HG_OK : no_memory(&flows, err);
    flows.regions.arena = flows.sectors.arena = arena;
    if (status == HG_OK)
        status = matrix_open(path, &shape, &flows.matrix, err);
    if (status == HG_OK && (matrix_columns(flows.matrix) != 1 ||
                            strcmp(matrix_header(flows.matrix, 0, 0), "value") != 0))
        status = hg_fail(err, HG_E_INPUT,
                         "%s:1:1: columns from_region, from_sector, to_region, "
                         "to_sector, value are expected, in this order",
                         path);
    if (status == HG_OK)
        status = matrix_read(flows.matrix, &taker, reading->source->threads, NULL, err);
    if (status == HG_OK)
        status = put_flows(&flows, mrio, err);
    matrix_close(flows.matrix);
    codes_free(&flows.regions);
    codes_free(&flows.sectors);
    free(flows.row);
    hg_arena_destroy(arena);
    return status;
}
