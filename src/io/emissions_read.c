/* emissions_read.c - a file of emissions back into memory, bit for bit or not at all */
#include "io/emissions_layout.h"
#include "io/path.h"
#include <assert.h>
#include <hotgrid/arena.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry { /* of the table of arrays */
    size_t n, first, length;
};

struct reading {
    const char *path;
    const uint8_t *bytes;
    size_t size; /* without the digest */
    unsigned threads;
    uint64_t max_bytes;
    struct entry entry[LAYOUT_ARRAYS];
    struct hg_emissions_file *file;
};

void hg_emissions_file_destroy(struct hg_emissions_file *file)
{
    if (!file)
        return;
    hg_emissions_destroy(file->emissions);
    hg_inventory_destroy(file->inventory);
    hg_arena_destroy(file->arena);
    free(file->outside);
    free(file->placement);
    free(file);
}

static uint64_t number(const uint8_t *at, unsigned width)
{
    uint64_t value = 0;
    for (unsigned b = 0; b < width; b++)
        value |= (uint64_t)at[b] << (8 * b);
    return value;
}

static enum hg_status no_memory(const struct reading *r, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory for its emissions", r->path);
}

static enum hg_status check_head(struct reading *r, size_t size, struct hg_error *err)
{
    if (size < LAYOUT_MAGIC || memcmp(r->bytes, layout_magic, LAYOUT_MAGIC) != 0)
        return hg_fail(err, HG_E_INPUT,
                       "%s: is no file of emissions; name one that `hotgrid grid` wrote",
                       r->path);
    if (size < LAYOUT_HEAD + LAYOUT_ARRAYS * LAYOUT_ENTRY + LAYOUT_DIGEST)
        return layout_damaged(r->path, "it ends too early", err);
    const uint64_t version = number(r->bytes + LAYOUT_MAGIC, 4);
    if (version != LAYOUT_VERSION)
        return hg_fail(err, HG_E_INPUT,
                       "%s: is of version %u of its format, this hotgrid reads version "
                       "%d; make it anew with `hotgrid grid`",
                       r->path, (unsigned)version, LAYOUT_VERSION);
    if (number(r->bytes + LAYOUT_MAGIC + 4, 4) != LAYOUT_ARRAYS)
        return layout_damaged(r->path, "its table", err);
    if (number(r->bytes + LAYOUT_MAGIC + 8, 8) != size)
        return layout_damaged(r->path, "its length is not the one it was written with",
                              err);
    r->size = size - LAYOUT_DIGEST;
    char digest[HG_DIGEST_TEXT];
    hg_digest_bytes(r->bytes, r->size, digest);
    if (memcmp(digest, r->bytes + r->size, LAYOUT_DIGEST) != 0)
        return layout_damaged(r->path, "its SHA-256 is not the one it was written with",
                              err);
    return HG_OK;
}

/* Arrays stand one behind the other, in the order and of the types of the layout. */
static enum hg_status read_table(struct reading *r, struct hg_error *err)
{
    size_t next = LAYOUT_HEAD + LAYOUT_ARRAYS * LAYOUT_ENTRY;
    uint64_t memory = 0;
    for (int i = 0; i < LAYOUT_ARRAYS; i++) {
        const struct layout_type *type = &layout_types[i];
        const uint8_t *at = r->bytes + LAYOUT_HEAD + (size_t)i * LAYOUT_ENTRY;
        char name[LAYOUT_NAME] = {0}, kind[4] = {0};
        memcpy(name, type->name, strlen(type->name));
        memcpy(kind, type->type, strlen(type->type));
        struct entry *e = &r->entry[i];
        e->n = number(at + LAYOUT_NAME + 4, 8);
        e->first = number(at + LAYOUT_NAME + 12, 8);
        e->length = number(at + LAYOUT_NAME + 20, 8);
        if (memcmp(at, name, LAYOUT_NAME) != 0 ||
            memcmp(at + LAYOUT_NAME, kind, 4) != 0 || e->first != next ||
            e->length > r->size - next || !planes_can_hold(e->length, e->n, type->width))
            return layout_damaged(r->path, type->name, err);
        next += e->length;
        memory += e->n * type->width;
    }
    if (next != r->size)
        return layout_damaged(r->path, "its table", err);
    if (r->max_bytes && memory > r->max_bytes)
        return hg_fail(err, HG_E_LIMIT,
                       "%s: its emissions would take %.0f MiB, more than the %.0f MiB "
                       "allowed; raise --max-memory",
                       r->path, (double)memory / 1048576, (double)r->max_bytes / 1048576);
    return HG_OK;
}

static enum hg_status read_parts(const struct reading *r, enum layout_array array,
                                 const struct planes_part *part, size_t n_part,
                                 struct hg_error *err)
{
    const struct layout_type *type = &layout_types[array];
    const struct entry *e = &r->entry[array];
    struct planes_array planes = {.width = type->width,
                                  .stride = type->stride,
                                  .rising = type->rising,
                                  .n_part = n_part,
                                  .part = part};
    char what[512];
    for (size_t p = 0; p < n_part; p++)
        planes.n += part[p].n;
    if (planes.n != e->n)
        return layout_damaged(r->path, type->name, err);
    snprintf(what, sizeof(what), "%.400s: array `%s`", r->path, type->name);
    return planes_read(&planes, r->bytes + e->first, e->length, r->threads, what, err);
}

/* n elements from `to` on. */
static enum hg_status read_one(const struct reading *r, enum layout_array array, void *to,
                               size_t n, struct hg_error *err)
{
    const struct planes_part part = {{to}, n};
    return read_parts(r, array, &part, 1, err);
}

static enum hg_status read_about(const struct reading *r, const struct hg_grid *grid,
                                 struct hg_error *err)
{
    const size_t n = r->entry[LAYOUT_ABOUT].n;
    char *json = malloc(n + 1);
    if (!json)
        return no_memory(r, err);
    enum hg_status status = read_one(r, LAYOUT_ABOUT, json, n, err);
    if (status == HG_OK)
        status = layout_parse(r->path, json, n, grid, r->file, err);
    free(json);
    return status;
}

/* Flags as bytes: a bool has no bits but 0 and 1. */
static enum hg_status read_given(const struct reading *r, size_t n, struct hg_error *err)
{
    uint8_t *given = calloc(n + 1, 1);
    if (!given)
        return no_memory(r, err);
    enum hg_status status = read_one(r, LAYOUT_GIVEN, given, n, err);
    for (size_t i = 0; status == HG_OK && i < n; i++) {
        if (given[i] > 1)
            status = layout_damaged(r->path, "given", err);
        r->file->inventory->given[i] = given[i] == 1;
    }
    free(given);
    return status;
}

static enum hg_status read_totals(const struct reading *r, struct hg_error *err)
{
    struct hg_inventory *v = r->file->inventory;
    assert(v); /* layout_parse() made it */
    const size_t n = r->entry[LAYOUT_TOTAL].n, n_sector = hg_axis_size(v->sectors);
    if (n / n_sector != hg_axis_size(v->regions) || n % n_sector != 0)
        return layout_damaged(r->path, "total", err);
    v->total = calloc(n + 1, sizeof(*v->total));
    v->given = calloc(n + 1, sizeof(*v->given));
    hg_mass *outside = calloc(n + 1, sizeof(*outside));
    r->file->outside = outside;
    r->file->facts.outside = outside;
    if (!v->total || !v->given || !outside)
        return no_memory(r, err);
    enum hg_status status = read_one(r, LAYOUT_TOTAL, v->total, n, err);
    if (status == HG_OK)
        status = read_given(r, n, err);
    return status == HG_OK ? read_one(r, LAYOUT_OUTSIDE, outside, n, err) : status;
}

static enum hg_status read_points(const struct reading *r, struct hg_error *err)
{
    struct hg_emissions *e = r->file->emissions;
    const size_t n = r->entry[LAYOUT_POINT_CELL].n;
    struct hg_point_mass *point = calloc(n + 1, sizeof(*point));
    if (!point)
        return no_memory(r, err);
    e->point = point;
    e->n_point = n;
    enum hg_status status = read_one(r, LAYOUT_POINT_CELL, &point->cell, n, err);
    if (status == HG_OK)
        status = read_one(r, LAYOUT_POINT_INDUSTRY, &point->industry, n, err);
    return status == HG_OK ? read_one(r, LAYOUT_POINT_MASS, &point->mass, n, err)
                           : status;
}

/* The sizes of panels, which must be those of the arrays to come. */
static enum hg_status read_panel_sizes(const struct reading *r, struct hg_error *err)
{
    struct hg_emissions *e = r->file->emissions;
    const size_t n = r->entry[LAYOUT_PANEL_REGION].n;
    if (n > hg_axis_size(e->inventory->regions))
        return layout_damaged(r->path, "panel_region", err);
    struct hg_panel *panel = calloc(n + 1, sizeof(*panel));
    if (!panel)
        return no_memory(r, err);
    e->panel = panel;
    enum hg_status status = read_one(r, LAYOUT_PANEL_REGION, &panel->region, n, err);
    if (status == HG_OK)
        status = read_one(r, LAYOUT_PANEL_CELLS, &panel->n_cell, n, err);
    if (status == HG_OK)
        status = read_one(r, LAYOUT_PANEL_COLUMNS, &panel->n_column, n, err);
    if (status != HG_OK)
        return status;
    e->n_panel = n;
    size_t cells = 0, weights = 0;
    for (size_t p = 0; p < n; p++) {
        size_t weight = 0;
        if (panel[p].n_cell == 0 || panel[p].n_column == 0 ||
            __builtin_add_overflow(cells, panel[p].n_cell, &cells) ||
            __builtin_mul_overflow(panel[p].n_cell, panel[p].n_column, &weight) ||
            __builtin_add_overflow(weights, weight, &weights))
            return layout_damaged(r->path, "panel_cells", err);
    }
    if (cells != r->entry[LAYOUT_CELL].n || weights != r->entry[LAYOUT_WEIGHT].n)
        return layout_damaged(r->path, "panel_cells", err);
    return HG_OK;
}

static enum hg_status read_panels(const struct reading *r, struct hg_error *err)
{
    struct hg_emissions *e = r->file->emissions;
    const size_t n_sector = hg_axis_size(e->inventory->sectors);
    enum hg_status status = read_panel_sizes(r, err);
    if (status != HG_OK)
        return status;
    struct planes_part *part = calloc(e->n_panel + 1, sizeof(*part));
    if (!part)
        return no_memory(r, err);
    for (size_t p = 0; status == HG_OK && p < e->n_panel; p++)
        if (!hg_panel_alloc(&e->panel[p], e->panel[p].n_cell, e->panel[p].n_column,
                            n_sector))
            status = no_memory(r, err);
    for (int a = LAYOUT_PANEL_COLUMN_OF; status == HG_OK && a <= LAYOUT_WEIGHT; a++) {
        layout_panel_parts((enum layout_array)a, e, part);
        status = read_parts(r, (enum layout_array)a, part, e->n_panel, err);
    }
    free(part);
    return status;
}

static enum hg_status read_placements(const struct reading *r, struct hg_error *err)
{
    const size_t n = r->entry[LAYOUT_PLACED_REGION].n;
    struct hg_placement *placed = calloc(n + 1, sizeof(*placed));
    if (!placed)
        return no_memory(r, err);
    r->file->placement = placed;
    r->file->facts.placement = placed;
    r->file->facts.n_placement = n;
    const struct {
        enum layout_array array;
        void *to;
    } field[] = {
        {LAYOUT_PLACED_REGION, &placed->region}, {LAYOUT_PLACED_SECTOR, &placed->sector},
        {LAYOUT_PLACED_KIND, &placed->kind},     {LAYOUT_PLACED_SOURCE, &placed->blend},
        {LAYOUT_PLACED_TIER, &placed->tier},     {LAYOUT_PLACED_COUNT, &placed->n},
        {LAYOUT_PLACED_MASS, &placed->mass},
    };
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(field) / sizeof(field[0]); i++)
        status = read_one(r, field[i].array, field[i].to, n, err);
    return status;
}

static enum hg_status read_all(struct reading *r, size_t size, const struct hg_grid *grid,
                               struct hg_error *err)
{
    typedef enum hg_status step(const struct reading *r, struct hg_error *err);
    step *const steps[] = {read_totals, read_points, read_panels, read_placements};
    enum hg_status status = check_head(r, size, err);
    if (status == HG_OK)
        status = read_table(r, err);
    if (status == HG_OK)
        status = read_about(r, grid, err);
    if (status != HG_OK)
        return status;
    r->file->emissions->grid = grid;
    r->file->emissions->inventory = r->file->inventory;
    for (size_t i = 0; status == HG_OK && i < sizeof(steps) / sizeof(steps[0]); i++)
        status = steps[i](r, err);
    return status == HG_OK ? layout_check(r->path, r->file, err) : status;
}

enum hg_status hg_read_emissions(const char *path, const struct hg_grid *grid,
                                 uint64_t max_bytes, unsigned threads,
                                 struct hg_emissions_file **out, struct hg_error *err)
{
    struct io_mapping map = {0};
    enum hg_status status = io_map(path, &map, err);
    if (status != HG_OK)
        return status;
    struct reading r = {.path = path,
                        .bytes = (const uint8_t *)map.bytes,
                        .threads = threads,
                        .max_bytes = max_bytes};
    r.file = calloc(1, sizeof(*r.file));
    if (r.file) {
        r.file->arena = hg_arena_create();
        r.file->emissions = calloc(1, sizeof(*r.file->emissions));
    }
    status = r.file && r.file->arena && r.file->emissions
                 ? read_all(&r, map.size, grid, err)
                 : no_memory(&r, err);
    io_unmap(&map);
    if (status != HG_OK) {
        hg_emissions_file_destroy(r.file);
        return status;
    }
    *out = r.file;
    return HG_OK;
}
