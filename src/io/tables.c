/* tables.c - the small tables of a study: names, maps of codes, places */
#include "io/cells.h"
#include "io/path.h"
#include <hotgrid/tables.h>
#include <stdlib.h>
#include <string.h>

/* Rows of any of the tables below while they are read: one block that doubles. */
struct gathered {
    void *rows;
    size_t n, capacity, size; /* of a row */
};

/* Room for one more row; NULL without memory. */
static void *add(struct gathered *gathered)
{
    if (gathered->n == gathered->capacity) {
        const size_t capacity = gathered->capacity ? 2 * gathered->capacity : 64;
        void *rows = reallocarray(gathered->rows, capacity, gathered->size);
        if (!rows)
            return NULL;
        gathered->rows = rows;
        gathered->capacity = capacity;
    }
    return (char *)gathered->rows + gathered->size * gathered->n++;
}

/* The rows in their arena; NULL without memory. */
static void *settle(const struct gathered *gathered, struct hg_arena *arena)
{
    void *rows = hg_arena_alloc(arena, gathered->n, gathered->size);
    if (rows && gathered->n > 0)
        memcpy(rows, gathered->rows, gathered->n * gathered->size);
    return rows;
}

struct reading {
    const struct hg_table_source *source;
    const char *file; /* in the arena */
    struct hg_arena *arena;
    struct hg_faults *faults;
    struct rows *rows;
    size_t n_column; /* of links: how many of them are asked for */
    struct gathered gathered;
};

static enum hg_status no_memory(const struct reading *reading, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", reading->source->path);
}

/* Opens the source, gives every row to take(), and closes it. */
static enum hg_status
read_all(struct reading *reading, const struct rows_column *columns, size_t n,
         enum hg_status (*take)(struct reading *, struct hg_error *),
         struct hg_error *err)
{
    const char *path = reading->source->path;
    reading->file = hg_arena_copy(reading->arena, path, strlen(path));
    if (!reading->file)
        return no_memory(reading, err);
    enum hg_status status =
        rows_open(reading->source, columns, n, reading->faults, &reading->rows, err);
    for (bool more = true; status == HG_OK;) {
        status = rows_next(reading->rows, reading->faults, &more, err);
        if (status != HG_OK || !more)
            break;
        status = take(reading, err);
    }
    rows_close(reading->rows);
    return status;
}

static const char *copy(const struct reading *reading, const char *text, size_t length)
{
    return hg_arena_copy(reading->arena, text, length);
}

struct name {
    const char *code, *name; /* name NULL: the code serves */
    size_t line;
};

enum { CODE, NAME };

static enum hg_status take_name(struct reading *reading, struct hg_error *err)
{
    size_t code_length, name_length;
    const char *code = rows_code(reading->rows, reading->faults, CODE, &code_length);
    const char *name = rows_text(reading->rows, NAME, &name_length);
    if (!code)
        return HG_OK;
    struct name *row = add(&reading->gathered);
    if (!row)
        return no_memory(reading, err);
    *row = (struct name){.code = copy(reading, code, code_length),
                         .name = name_length ? copy(reading, name, name_length) : NULL,
                         .line = rows_line(reading->rows)};
    return row->code && (row->name || !name_length) ? HG_OK : no_memory(reading, err);
}

static int by_code(const void *a, const void *b)
{
    const struct name *p = a, *q = b;
    const int order = strcmp(p->code, q->code);
    return order ? order : (p->line > q->line) - (p->line < q->line);
}

/* Sorted rows to an axis; a code that stands twice is a fault and kept once. */
static enum hg_status make_axis(struct reading *reading, struct hg_axis **out,
                                struct hg_error *err)
{
    struct name *row = reading->gathered.rows;
    const size_t n = reading->gathered.n;
    if (n > 1)
        qsort(row, n, sizeof(*row), by_code);
    const char **texts = calloc(2 * n + 1, sizeof(*texts));
    if (!texts)
        return no_memory(reading, err);
    size_t kept = 0, first = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && strcmp(row[i].code, texts[kept - 1]) == 0) {
            char shown[IO_SHOWN];
            hg_fault(reading->faults, HG_E_INPUT, reading->file,
                     "%s:%zu: code %s stands twice (the first time in line %zu); delete "
                     "one of the rows",
                     reading->file, row[i].line,
                     io_show(row[i].code, strlen(row[i].code), shown), row[first].line);
            continue;
        }
        first = i;
        texts[n + kept] = row[i].name;
        texts[kept++] = row[i].code;
    }
    const enum hg_status status = hg_axis_create(kept, texts, texts + n, out, err);
    free(texts);
    return status;
}

enum hg_status hg_read_names(const char *path, const char *code_column,
                             const char *name_column, struct hg_faults *faults,
                             struct hg_axis **out, struct hg_error *err)
{
    const struct rows_column columns[] = {
        [CODE] = {code_column, ROWS_NEEDED}, [NAME] = {name_column, ROWS_NEEDED}};
    const struct hg_table_source source = {.path = path};
    struct reading reading = {.source = &source,
                              .faults = faults,
                              .arena = hg_arena_create(),
                              .gathered = {.size = sizeof(struct name)}};
    if (!reading.arena)
        return no_memory(&reading, err);
    enum hg_status status = read_all(&reading, columns, 2, take_name, err);
    if (status == HG_OK)
        status = make_axis(&reading, out, err);
    free(reading.gathered.rows);
    hg_arena_destroy(reading.arena);
    return status;
}

enum { FROM, TO, WEIGHT, REGION };

static enum hg_status take_link(struct reading *reading, struct hg_error *err)
{
    size_t from_length, to_length;
    const struct rows *rows = reading->rows;
    const char *from = rows_code(rows, reading->faults, FROM, &from_length);
    const char *to = rows_code(rows, reading->faults, TO, &to_length);
    double weight = 1;
    const bool good = reading->n_column <= WEIGHT || !rows_has(rows, WEIGHT) ||
                      cells_amount(rows, reading->faults, WEIGHT, &weight);
    if (!from || !to || !good)
        return HG_OK;
    size_t region_length = 0;
    const char *region = reading->n_column > REGION && rows_has(rows, REGION)
                             ? rows_text(rows, REGION, &region_length)
                             : NULL;
    struct hg_link *link = add(&reading->gathered);
    if (!link)
        return no_memory(reading, err);
    *link = (struct hg_link){
        .from = copy(reading, from, from_length),
        .to = copy(reading, to, to_length),
        .weight = weight,
        .file = reading->file,
        .line = rows_line(rows),
        .region = region_length ? copy(reading, region, region_length) : NULL};
    return link->from && link->to && (link->region || !region_length)
               ? HG_OK
               : no_memory(reading, err);
}

static void check_pairs(const struct hg_links *links, struct hg_faults *faults)
{
    for (size_t i = 1; i < links->n; i++) {
        const struct hg_link *a = &links->link[i - 1], *b = &links->link[i];
        if (strcmp(a->from, b->from) != 0 || strcmp(a->to, b->to) != 0 ||
            strcmp(a->region ? a->region : "", b->region ? b->region : "") != 0)
            continue;
        char from[IO_SHOWN], to[IO_SHOWN];
        hg_fault(faults, HG_E_INPUT, a->file,
                 "%s:%zu: the pair %s, %s stands twice (also in line %zu); delete one of "
                 "the rows, or add up their weights",
                 a->file, a->line > b->line ? a->line : b->line,
                 io_show(a->from, strlen(a->from), from),
                 io_show(a->to, strlen(a->to), to),
                 a->line > b->line ? b->line : a->line);
    }
}

enum hg_status hg_read_links(const struct hg_table_source *file,
                             const struct hg_link_columns *columns,
                             struct hg_faults *faults, struct hg_links **out,
                             struct hg_error *err)
{
    const struct rows_column column[] = {
        [FROM] = {columns->from, ROWS_NEEDED},
        [TO] = {columns->to, ROWS_NEEDED},
        [WEIGHT] = {columns->weight, columns->weighed ? ROWS_NEEDED : ROWS_OPTIONAL},
        [REGION] = {columns->region, ROWS_OPTIONAL}};
    struct reading reading = {.source = file,
                              .faults = faults,
                              .n_column = !columns->weight   ? WEIGHT
                                          : !columns->region ? REGION
                                                             : REGION + 1,
                              .gathered = {.size = sizeof(struct hg_link)}};
    struct hg_links *links = calloc(1, sizeof(*links));
    if (!links || !(links->arena = hg_arena_create())) {
        free(links);
        return no_memory(&reading, err);
    }
    reading.arena = links->arena;
    enum hg_status status = read_all(&reading, column, reading.n_column, take_link, err);
    if (status == HG_OK && !(links->link = settle(&reading.gathered, links->arena)))
        status = no_memory(&reading, err);
    links->n = reading.gathered.n;
    free(reading.gathered.rows);
    if (status != HG_OK) {
        hg_links_destroy(links);
        return status;
    }
    hg_links_sort(links);
    check_pairs(links, faults);
    *out = links;
    return HG_OK;
}

enum { PLACE_NAME, LON, LAT, PLACE_CODE, RANK };

static enum hg_status take_place(struct reading *reading, struct hg_error *err)
{
    size_t length;
    const struct rows *rows = reading->rows;
    struct hg_place place = {0};
    size_t code_length;
    const char *name = rows_code(rows, reading->faults, PLACE_NAME, &length);
    const char *code =
        name ? rows_code(rows, reading->faults, PLACE_CODE, &code_length) : NULL;
    bool good = rows_place(rows, reading->faults, LON, &place.lon, &place.lat);
    /* Many tables know the size of some places only. */
    if (rows_has(rows, RANK) && *rows_text(rows, RANK, NULL))
        good &= rows_number(rows, reading->faults, RANK, &place.rank);
    if (!name || !code || !good)
        return HG_OK;
    place.name = copy(reading, name, length);
    place.code = strcmp(name, code) == 0 ? place.name : copy(reading, code, code_length);
    struct hg_place *row = add(&reading->gathered);
    if (!row || !place.name || !place.code)
        return no_memory(reading, err);
    *row = place;
    return HG_OK;
}

enum hg_status hg_read_places(const struct hg_table_source *file, const char *name_column,
                              const char *code_column, const char *rank_column,
                              struct hg_faults *faults, struct hg_places **out,
                              struct hg_error *err)
{
    const struct rows_column columns[] = {
        [PLACE_NAME] = {name_column, ROWS_NEEDED},
        [LON] = {"lon", ROWS_PLACE},
        [LAT] = {"lat", ROWS_PLACE},
        [PLACE_CODE] = {code_column ? code_column : name_column, ROWS_NEEDED},
        [RANK] = {rank_column, ROWS_NEEDED}};
    struct reading reading = {
        .source = file, .faults = faults, .gathered = {.size = sizeof(struct hg_place)}};
    struct hg_places *places = calloc(1, sizeof(*places));
    if (!places || !(places->arena = hg_arena_create())) {
        free(places);
        return no_memory(&reading, err);
    }
    reading.arena = places->arena;
    enum hg_status status =
        read_all(&reading, columns, rank_column ? 5 : 4, take_place, err);
    if (status == HG_OK && !(places->place = settle(&reading.gathered, places->arena)))
        status = no_memory(&reading, err);
    places->n = reading.gathered.n;
    free(reading.gathered.rows);
    if (status != HG_OK) {
        hg_places_destroy(places);
        return status;
    }
    hg_places_sort(places);
    *out = places;
    return HG_OK;
}
