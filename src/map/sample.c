/* sample.c - samples or averages cells for pixels, and classes them */
#include "map/sample.h"
#include "map/class_table.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Pixel i covers the steps from start + i * step to start + (i + 1) * step of the grid.
 */
struct axis {
    double start, step;
    uint32_t cells;
    size_t pixels;
};

/* Cells first..end-1 of an axis lie under pixel i. */
struct span {
    uint32_t first, end;
    double from, to; /* the pixel itself, in steps */
    size_t share;    /* where its cells' shares of it begin */
};

static struct span span_of(const struct axis *axis, size_t i)
{
    struct span span = {.from = axis->start + (double)i * axis->step,
                        .to = axis->start + (double)(i + 1) * axis->step};
    span.from = fmax(span.from, 0);
    span.to = fmin(span.to, axis->cells);
    if (span.from < span.to) {
        span.first = (uint32_t)floor(span.from);
        span.end = (uint32_t)ceil(span.to);
    }
    return span;
}

static double overlap(const struct span *span, uint32_t cell)
{
    const double from = cell, to = cell + 1.0;
    return (span->to < to ? span->to : to) - (span->from > from ? span->from : from);
}

/* The cell under the middle of a pixel, HG_NO_CELL beyond the grid. */
static uint32_t middle_cell(const struct axis *axis, size_t i)
{
    const double at = floor(axis->start + ((double)i + 0.5) * axis->step);
    return at >= 0 && at < axis->cells ? (uint32_t)at : HG_NO_CELL;
}

bool cells_have_data(size_t n, const float *value)
{
    int any = 0;
    for (size_t i = 0; i < n; i++)
        any |= !isnan(value[i]);
    return any != 0;
}

/* So many cells or pixels are looked at together: most are of the sea. */
enum { BLOCK = 64 };

static size_t block_end(size_t from, size_t n)
{
    return n - from < BLOCK ? n : from + BLOCK;
}

static void class_cells(const struct class_table *table, size_t n, const float *value,
                        uint8_t *out)
{
    for (size_t from = 0, end; from < n; from = end) {
        double block[BLOCK];
        end = block_end(from, n);
        if (!cells_have_data(end - from, value + from)) {
            memset(out + from, CELL_NO_DATA, end - from);
            continue;
        }
        for (size_t i = from; i < end; i++)
            block[i - from] = (double)value[i];
        class_table_find(table, end - from, block, out + from);
    }
}

/* Room for one row: of pixels, and of the cells under them. */
struct sampler {
    const struct cell_picture *picture;
    const struct class_table *table;
    uint32_t *column; /* [pixel]: the cell under its middle, HG_NO_CELL beyond the grid */
    uint32_t first, n; /* the cells from the first to the last of them */
    uint8_t *class;    /* [n] */
};

static void sample_row(const struct sampler *s, uint32_t row, size_t pixels, uint8_t *out)
{
    const struct hg_map *map = s->picture->map;
    const size_t first = (size_t)row * hg_grid_params(map->grid)->ncol + s->first;
    if (map->value)
        class_cells(s->table, s->n, map->value + first, s->class);
    for (size_t i = 0; !map->value && i < s->n; i++)
        s->class[i] = s->picture->slot[map->class_value[first + i]];
    for (size_t i = 0; i < pixels; i++)
        out[i] =
            s->column[i] == HG_NO_CELL ? CELL_NO_DATA : s->class[s->column[i] - s->first];
}

static void sample(const struct sampler *s, size_t pixels, const struct axis *down,
                   uint8_t *out)
{
    uint32_t last = HG_NO_CELL;
    for (size_t y = 0; y < down->pixels; y++) {
        uint8_t *line = out + y * pixels;
        const uint32_t row = middle_cell(down, y);
        if (row == HG_NO_CELL)
            memset(line, CELL_NO_DATA, pixels);
        else if (row == last)
            memcpy(line, line - pixels, pixels);
        else
            sample_row(s, row, pixels, line);
        last = row;
    }
}

static enum hg_status sample_cells(const struct cell_picture *picture,
                                   const struct class_table *table,
                                   const struct axis *across, const struct axis *down,
                                   uint8_t *out, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct sampler s = {.picture = picture, .table = table, .first = HG_NO_CELL};
    s.column = malloc((across->pixels + 1) * sizeof(*s.column));
    s.class = malloc((size_t)across->cells + 1);
    if (!s.column || !s.class) {
        status =
            hg_fail(err, HG_E_MEMORY, "no memory for a row of %u cells", across->cells);
        goto done;
    }
    for (size_t i = 0; i < across->pixels; i++) {
        s.column[i] = middle_cell(across, i);
        if (s.column[i] == HG_NO_CELL)
            continue;
        s.first = s.first == HG_NO_CELL ? s.column[i] : s.first;
        s.n = s.column[i] - s.first + 1;
    }
    sample(&s, across->pixels, down, out);
done:
    free(s.column);
    free(s.class);
    return status;
}

/* What lies under the pixels of a row: weight times value, and weight; of blocks that
 * have no data they are not set. */
struct sums {
    double *sum, *weight;
    bool *any; /* of each block */
};

struct averager {
    const struct cell_picture *picture;
    const struct class_table *table;
    struct axis across, down;
    const struct span *span; /* of each pixel across */
    double *share;           /* of each cell of each pixel in turn */
    struct sums row, pixel;  /* of a row of cells, of a row of pixels */
};

/* Sums the cells of a row under pixels from..end-1; each counts with the share of it that
 * lies under the pixel. */
static void sum_pixels(const struct averager *a, const float *value, size_t from,
                       size_t end)
{
    for (size_t x = from; x < end; x++) {
        const struct span span = a->span[x];
        const double *share = a->share + span.share;
        double sum = 0, weight = 0;
        for (uint32_t col = span.first; col < span.end; col++, share++) {
            const bool valid = !isnan(value[col]);
            sum += valid ? *share * (double)value[col] : 0;
            weight += valid ? *share : 0;
        }
        a->row.sum[x] = sum;
        a->row.weight[x] = weight;
    }
}

static void sum_across(const struct averager *a, uint32_t row)
{
    const float *value = a->picture->map->value + (size_t)row * a->across.cells;
    for (size_t from = 0, end; from < a->across.pixels; from = end) {
        end = block_end(from, a->across.pixels);
        const uint32_t first = a->span[from].first, last = a->span[end - 1].end;
        const bool whole = first < last; /* not across the border of the grid */
        const bool any = !whole || cells_have_data(last - first, value + first);
        a->row.any[from / BLOCK] = any;
        if (any)
            sum_pixels(a, value, from, end);
    }
}

/* Adds a share of the row of cells to the row of pixels. */
static void add_down(const struct averager *a, double share)
{
    const struct sums *row = &a->row, *out = &a->pixel;
    for (size_t from = 0, end; from < a->across.pixels; from = end) {
        end = block_end(from, a->across.pixels);
        if (!row->any[from / BLOCK])
            continue;
        if (!out->any[from / BLOCK]) {
            memset(out->sum + from, 0, (end - from) * sizeof(double));
            memset(out->weight + from, 0, (end - from) * sizeof(double));
            out->any[from / BLOCK] = true;
        }
        for (size_t x = from; x < end; x++) {
            out->sum[x] += share * row->sum[x];
            out->weight[x] += share * row->weight[x];
        }
    }
}

/* The classes of the means of a row of pixels. */
static void class_means(const struct averager *a, uint8_t *out)
{
    const struct sums *pixel = &a->pixel;
    for (size_t from = 0, end; from < a->across.pixels; from = end) {
        end = block_end(from, a->across.pixels);
        if (!pixel->any[from / BLOCK]) {
            memset(out + from, CELL_NO_DATA, end - from);
            continue;
        }
        /* Not the sliver by which rounding lets a pixel reach into the next cell. */
        for (size_t x = from; x < end; x++)
            pixel->sum[x] =
                pixel->weight[x] > 1e-6 ? pixel->sum[x] / pixel->weight[x] : NAN;
        class_table_find(a->table, end - from, pixel->sum + from, out + from);
    }
}

static void average(const struct averager *a, uint8_t *out)
{
    const size_t pixels = a->across.pixels, blocks = (pixels + BLOCK - 1) / BLOCK;
    uint32_t summed = HG_NO_CELL; /* the row of cells that a->row holds */
    for (size_t y = 0; y < a->down.pixels; y++) {
        const struct span rows = span_of(&a->down, y);
        memset(a->pixel.any, 0, blocks * sizeof(bool));
        for (uint32_t row = rows.first; row < rows.end; row++) {
            if (row != summed)
                sum_across(a, row);
            summed = row;
            add_down(a, overlap(&rows, row));
        }
        class_means(a, out);
        out += pixels;
    }
}

/* Where pixels are larger than cells, as many shares as there are cells and, at each
 * border of two pixels, one more. */
static size_t shares_of(const struct axis *axis, struct span *span, double *share)
{
    size_t n = 0;
    for (size_t x = 0; x < axis->pixels; x++) {
        span[x] = span_of(axis, x);
        span[x].share = n;
        for (uint32_t col = span[x].first; col < span[x].end; col++, n++)
            if (share)
                share[n] = overlap(&span[x], col);
    }
    return n;
}

static enum hg_status average_cells(const struct cell_picture *picture,
                                    const struct class_table *table,
                                    const struct axis *across, const struct axis *down,
                                    uint8_t *out, struct hg_error *err)
{
    const size_t n = across->pixels, blocks = n / BLOCK + 1;
    enum hg_status status = HG_OK;
    struct span *span = malloc(n * sizeof(*span));
    double *sums = calloc(4 * n, sizeof(*sums)), *share = NULL;
    bool *any = malloc(2 * blocks * sizeof(*any));
    if (span && sums && any)
        share = malloc((shares_of(across, span, NULL) + 1) * sizeof(*share));
    if (!share) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for a row of %zu pixels", n);
        goto done;
    }
    shares_of(across, span, share);
    const struct averager averager = {
        .picture = picture,
        .table = table,
        .across = *across,
        .down = *down,
        .span = span,
        .share = share,
        .row = {sums, sums + n, any},
        .pixel = {sums + 2 * n, sums + 3 * n, any + blocks},
    };
    average(&averager, out);
done:
    free(sums);
    free(any);
    free(span);
    free(share);
    return status;
}

enum hg_status cells_to_pixels(const struct cell_picture *picture, uint8_t *out,
                               struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(picture->map->grid);
    const struct hg_box box = picture->box;
    double west, north, east, south;
    hg_grid_steps(picture->map->grid, box.west, box.north, &west, &north);
    hg_grid_steps(picture->map->grid, box.east, box.south, &east, &south);
    const struct axis across = {west, (east - west) / (double)picture->width, p->ncol,
                                picture->width};
    const struct axis down = {north, (south - north) / (double)picture->height, p->nrow,
                              picture->height};
    struct class_table table;
    if (picture->map->value)
        class_table_fill(&table, picture);
    const bool smaller = across.step > 1 || down.step > 1;
    if (picture->map->value && picture->map->average && smaller)
        return average_cells(picture, &table, &across, &down, out, err);
    return sample_cells(picture, &table, &across, &down, out, err);
}
