/* site_stream.c - points in blocks: a CSV in parts by many threads, other files by one */
#include "io/path.h"
#include "io/site_blocks.h"
#include "io/site_quick.h"
#include <hotgrid/axis.h>
#include <hotgrid/parallel.h>
#include <hotgrid/site_stream.h>
#include <hotgrid/stop.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define PART ((size_t)1 << 20)

struct worker {
    struct site_blocks *blocks;
    struct rows *rows;
    struct hg_faults *faults;
    struct site_measure measure;
    struct site_marks marks;
};

struct streaming {
    const struct hg_site_stream *stream;
    hg_take_sites *take;
    void *context;
    const struct rows *rows;
    struct site_ids *ids; /* for the first look; NULL: none is needed */
    bool quick;
    struct site_form form;
    size_t first, part, n_part; /* byte of the first row; bytes of a part */
    atomic_uchar *odd;          /* [n_part + 1]: 1 an even number of quotes stands before
                                   the part, 2 an odd one, 0 not counted yet */
    atomic_bool faulty;         /* a row is wrong: all rows are told serially */
    atomic_size_t n_row;
    unsigned threads;
    struct worker **worker; /* [threads]: made when it starts */
};

static enum hg_status no_memory(const struct streaming *s, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", s->stream->file->path);
}

static struct site_blocks *make_blocks(const struct streaming *s, unsigned worker)
{
    struct site_blocks *blocks = calloc(1, sizeof(*blocks));
    if (!blocks)
        return NULL;
    blocks->pairs = s->stream->pairs;
    blocks->take = s->take;
    blocks->context = s->context;
    blocks->ids = s->ids;
    blocks->worker = worker;
    return blocks;
}

static void destroy_blocks(struct site_blocks *blocks)
{
    if (!blocks)
        return;
    free(blocks->text);
    free(blocks);
}

static void destroy_worker(struct worker *w)
{
    if (!w)
        return;
    destroy_blocks(w->blocks);
    rows_close(w->rows);
    hg_faults_destroy(w->faults);
    free(w);
}

static enum hg_status start_worker(struct streaming *s, unsigned worker,
                                   struct hg_error *err)
{
    if (s->worker[worker])
        return HG_OK;
    struct worker *w = calloc(1, sizeof(*w));
    if (!w)
        return no_memory(s, err);
    w->blocks = make_blocks(s, worker);
    enum hg_status status = w->blocks ? HG_OK : no_memory(s, err);
    if (status == HG_OK)
        status = rows_fork(s->rows, &w->rows, err);
    if (status == HG_OK)
        status = hg_faults_create(&w->faults, err);
    if (status != HG_OK) {
        destroy_worker(w);
        return status;
    }
    if (s->quick)
        site_measure_start(&s->form, &w->measure);
    s->worker[worker] = w;
    return HG_OK;
}

static size_t nominal(const struct streaming *s, size_t part)
{
    const size_t size = rows_csv(s->rows)->map.size;
    return part < s->n_part ? s->first + part * s->part : size;
}

/* Is the first byte of a part inside quotes, if quotes stand where they should? */
static bool starts_quoted(struct streaming *s, size_t part)
{
    const char *bytes = rows_csv(s->rows)->map.bytes;
    size_t known = part;
    unsigned char odd;
    while ((odd = atomic_load_explicit(&s->odd[known], memory_order_relaxed)) == 0)
        known--;
    for (; known < part; known++) {
        if (site_quotes(bytes, nominal(s, known), nominal(s, known + 1)) % 2 == 1)
            odd = 3 - odd;
        atomic_store_explicit(&s->odd[known + 1], odd, memory_order_relaxed);
    }
    return odd == 2;
}

/* Where the first row of a part starts: behind the first line end from the byte before
 * the part on that is not in quotes.  It may lie in a later part. */
static size_t start_of(struct streaming *s, size_t part)
{
    const struct io_mapping *map = &rows_csv(s->rows)->map;
    if (part == 0 || part >= s->n_part)
        return nominal(s, part);
    bool quoted = starts_quoted(s, part);
    size_t at = nominal(s, part);
    if (!quoted && map->bytes[at - 1] == '\n')
        return at;
    for (; at < map->size; at++) {
        quoted ^= map->bytes[at] == '"';
        if (map->bytes[at] == '\n' && !quoted)
            return at + 1;
    }
    return map->size;
}

/* A row that is not plain, by the rules of RFC 4180; *start moves behind it.  Rows that
 * are wrong make the file faulty: here their faults are for nobody. */
static enum hg_status read_carefully(struct streaming *s, struct worker *w, size_t *start,
                                     struct hg_error *err)
{
    struct hg_csv *csv = rows_csv(w->rows);
    struct csv_complaint complaint;
    struct site_row row;
    const size_t place = *start;
    csv->next = place;
    const enum csv_outcome outcome = csv_read_row(csv, &complaint);
    if (outcome == CSV_ROW_NO_MEMORY)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for a row",
                       s->stream->file->path);
    if (outcome == CSV_ROW_BAD ||
        !site_row_read(w->rows, HG_POINTS_ADD, w->faults, &row)) {
        atomic_store(&s->faulty, true);
        return HG_OK;
    }
    *start = csv->next;
    return site_blocks_add(w->blocks, &row, place, false, err);
}

static enum hg_status read_rows(struct streaming *s, struct worker *w, size_t start,
                                size_t end, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct site_row row;
    size_t n = 0;
    site_marks_start(&w->marks, start, end);
    while (status == HG_OK && start < end && !atomic_load(&s->faulty)) {
        const size_t place = start;
        n++;
        if (s->quick && site_quick_read(&s->form, &w->measure, &w->marks, &start, &row))
            status = site_blocks_add(w->blocks, &row, place, true, err);
        else
            status = read_carefully(s, w, &start, err);
    }
    /* Quotes where none may stand can hide a line end: the parts would not meet. */
    if (start != end)
        atomic_store(&s->faulty, true);
    atomic_fetch_add(&s->n_row, n);
    return status;
}

static enum hg_status read_part(void *context, size_t part, unsigned worker,
                                struct hg_error *err)
{
    struct streaming *s = context;
    enum hg_status status = hg_stop_check(err);
    if (status != HG_OK || atomic_load(&s->faulty))
        return status;
    status = start_worker(s, worker, err);
    if (status != HG_OK)
        return status;
    struct worker *w = s->worker[worker];
    const size_t start = start_of(s, part), end = start_of(s, part + 1);
    w->blocks->part = part;
    if (start < end)
        status = read_rows(s, w, start, end, err);
    if (status == HG_OK && !atomic_load(&s->faulty))
        status = site_blocks_flush(w->blocks, err);
    return status;
}

/* All parts once, to take. */
static enum hg_status read_parts(struct streaming *s, hg_take_sites *take, void *context,
                                 struct site_ids *ids, struct hg_error *err)
{
    s->take = take;
    s->context = context;
    s->ids = ids;
    atomic_store(&s->n_row, 0);
    const enum hg_status status = hg_parallel(s->threads, s->n_part, read_part, s, err);
    for (unsigned i = 0; i < s->threads; i++) {
        destroy_worker(s->worker[i]);
        s->worker[i] = NULL;
    }
    if (status == HG_OK && atomic_load(&s->n_row) > CSV_ROWS_AT_MOST)
        return hg_fail(err, HG_E_LIMIT, "%s: more than %zu rows; split the file",
                       s->stream->file->path, CSV_ROWS_AT_MOST);
    return status;
}

/* Row after row, with all faults; blocks are handed out as long as there is none. */
static enum hg_status read_serially(struct streaming *s, struct rows *rows,
                                    hg_take_sites *take, void *context,
                                    struct site_ids *ids, struct hg_faults *faults,
                                    struct hg_error *err)
{
    const size_t before = hg_faults_count(faults);
    s->take = take;
    s->context = context;
    s->ids = ids;
    struct site_blocks *blocks = make_blocks(s, 0);
    enum hg_status status = blocks ? HG_OK : no_memory(s, err);
    size_t n = 0;
    for (bool more = true; status == HG_OK; n++) {
        struct site_row row;
        if (n % HG_SITES_OF_A_BLOCK == 0)
            status = hg_stop_check(err);
        if (status == HG_OK)
            status = rows_next(rows, faults, &more, err);
        if (status != HG_OK || !more)
            break;
        if (site_row_read(rows, HG_POINTS_ADD, faults, &row) && take &&
            hg_faults_count(faults) == before)
            status = site_blocks_add(blocks, &row, rows_line(rows), false, err);
    }
    if (status == HG_OK && hg_faults_count(faults) == before)
        status = site_blocks_flush(blocks, err);
    atomic_store(&s->n_row, n);
    destroy_blocks(blocks);
    return status;
}

static enum hg_status tell_twins(const struct streaming *s, struct site_ids *ids,
                                 struct hg_faults *faults, struct hg_error *err)
{
    size_t n = 0;
    struct site_twin *twin = NULL;
    enum hg_status status = site_ids_twins(ids, &n, &twin, err);
    for (size_t i = 0; status == HG_OK && i < n; i++) {
        size_t line[2] = {0, 0};
        const uint64_t place[2] = {twin[i].before, twin[i].place};
        if (i < HG_FAULTS_OF_A_KIND) /* the others are counted only */
            status = hg_site_lines(s->stream->file, 2, place, line, err);
        if (status == HG_OK)
            hg_fault(faults, HG_E_INPUT, "points: id",
                     "%s:%zu: id \"%s\" stands already in record %zu; give each point an "
                     "id of its own",
                     s->stream->file->path, line[1], twin[i].id, line[0]);
    }
    free(twin);
    return status;
}

typedef enum hg_status read_all(struct streaming *s, hg_take_sites *take, void *context,
                                struct hg_error *err);

static enum hg_status parts_again(struct streaming *s, hg_take_sites *take, void *context,
                                  struct hg_error *err)
{
    return read_parts(s, take, context, NULL, err);
}

/* A layer cannot be read twice: it is opened anew. */
static enum hg_status layer_again(struct streaming *s, hg_take_sites *take, void *context,
                                  struct hg_error *err)
{
    size_t n;
    struct rows *rows = NULL;
    struct hg_faults *none = NULL;
    const struct rows_column *columns = site_columns(HG_POINTS_ADD, &n);
    enum hg_status status = hg_faults_create(&none, err);
    if (status == HG_OK)
        status = rows_open(s->stream->file, columns, n, none, &rows, err);
    if (status == HG_OK)
        status = read_serially(s, rows, take, context, NULL, none, err);
    if (status == HG_OK && hg_faults_count(none) > 0)
        status = hg_fail(err, HG_E_INPUT, "%s: changed while it was read; run again",
                         s->stream->file->path);
    rows_close(rows);
    hg_faults_destroy(none);
    return status;
}

/* The second and third look at ids that did not rise. */
static enum hg_status find_twins(struct streaming *s, struct site_ids *ids,
                                 read_all *again, struct hg_faults *faults,
                                 struct hg_error *err)
{
    const size_t n_round = site_ids_rounds(atomic_load(&s->n_row));
    enum hg_status status = HG_OK;
    for (size_t round = 0; status == HG_OK && round < n_round; round++) {
        status = site_ids_round(ids, round, n_round, err);
        if (status == HG_OK)
            status = again(s, site_ids_mark, ids, err);
        if (status == HG_OK && site_ids_suspects(ids))
            status = again(s, site_ids_keep, ids, err);
    }
    return status == HG_OK ? tell_twins(s, ids, faults, err) : status;
}

static enum hg_status stream_layer(struct streaming *s, struct rows *rows,
                                   struct hg_faults *faults, struct hg_error *err)
{
    const struct hg_site_stream *stream = s->stream;
    const size_t before = hg_faults_count(faults);
    struct site_ids *ids = NULL;
    enum hg_status status = stream->again ? HG_OK : site_ids_create(1, &ids, err);
    if (status == HG_OK)
        status = read_serially(s, rows, stream->take, stream->context, ids, faults, err);
    if (status == HG_OK && ids && hg_faults_count(faults) == before &&
        !site_ids_rose(ids))
        status = find_twins(s, ids, layer_again, faults, err);
    site_ids_destroy(ids);
    return status;
}

/* Cuts the file into parts. */
static enum hg_status cut(struct streaming *s, struct hg_error *err)
{
    const struct hg_csv *csv = rows_csv(s->rows);
    s->first = csv->next;
    s->part = s->stream->part ? s->stream->part : PART;
    s->n_part = (csv->map.size - s->first + s->part - 1) / s->part;
    s->quick = site_form_make(s->rows, &s->form);
    s->odd = calloc(s->n_part + 1, sizeof(*s->odd));
    s->worker = calloc(s->threads, sizeof(struct worker *));
    if (!s->odd || !s->worker)
        return no_memory(s, err);
    atomic_store(&s->odd[0], 1);
    return HG_OK;
}

static enum hg_status stream_csv(struct streaming *s, struct rows *rows,
                                 struct hg_faults *faults, struct hg_error *err)
{
    const struct hg_site_stream *stream = s->stream;
    const size_t before = hg_faults_count(faults);
    struct site_ids *ids = NULL;
    enum hg_status status = cut(s, err);
    if (status == HG_OK && !stream->again)
        status = site_ids_create(s->n_part, &ids, err);
    if (status == HG_OK)
        status = read_parts(s, stream->take, stream->context, ids, err);
    if (atomic_load(&s->faulty) && (status == HG_OK || status == HG_E_INPUT)) {
        status = read_serially(s, rows, NULL, NULL, NULL, faults, err);
        if (status == HG_OK && hg_faults_count(faults) == before)
            status = hg_fail(err, HG_E_INPUT, "%s: changed while it was read; run again",
                             stream->file->path);
    } else if (status == HG_OK && ids && !site_ids_rose(ids)) {
        status = find_twins(s, ids, parts_again, faults, err);
    }
    site_ids_destroy(ids);
    free(s->odd);
    free(s->worker);
    return status;
}

enum hg_status hg_stream_sites(const struct hg_site_stream *stream,
                               struct hg_faults *faults, struct hg_error *err)
{
    size_t n;
    struct rows *rows = NULL;
    const struct rows_column *columns = site_columns(HG_POINTS_ADD, &n);
    enum hg_status status = rows_open(stream->file, columns, n, faults, &rows, err);
    if (status != HG_OK)
        return status;
    struct streaming s = {.stream = stream,
                          .rows = rows,
                          .threads = stream->threads > 0 ? stream->threads : 1};
    status = rows_csv(rows) ? stream_csv(&s, rows, faults, err)
                            : stream_layer(&s, rows, faults, err);
    rows_close(rows);
    return status;
}

enum hg_status hg_site_lines(const struct hg_table_source *file, size_t n,
                             const uint64_t *place, size_t *line, struct hg_error *err)
{
    for (size_t i = 0; i < n; i++)
        line[i] = (size_t)place[i];
    if (!io_path_ends(file->path, "csv") || n == 0)
        return HG_OK;
    struct hg_csv *csv = NULL;
    const enum hg_status status = hg_csv_open(file->path, &csv, err);
    if (status != HG_OK)
        return status;
    size_t at = 0, number = 1;
    for (size_t i = 0; i < n; i++) {
        const size_t to = place[i] < csv->map.size ? (size_t)place[i] : csv->map.size;
        number += csv_lines_between(csv, at, to);
        at = to;
        line[i] = number;
    }
    hg_csv_close(csv);
    return HG_OK;
}
