/* sample.c - samples or averages cells for pixels, and classes them */
#include "map/sample.h"
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

/* The first shade whose end is above the value; the last one for all beyond. */
static size_t shade_of(const struct cell_picture *picture, double value)
{
    size_t low = 0, high = picture->n_shade - 1;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (value < picture->shade_end[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The classes of n values.  An edge at a time over all of them: no branch depends on a
 * value, as hg_class_of() has it. */
void cells_classes(const struct cell_picture *picture, size_t n, const double *value,
                   uint8_t *out)
{
    const struct hg_classes *classes = picture->classes;
    const bool zero_is_data = picture->map->zero_is_data;
    memset(out, CELL_FIRST, n);
    for (size_t i = 0; i < n && picture->n_shade > 0; i++)
        out[i] = (uint8_t)(CELL_FIRST + shade_of(picture, value[i]));
    for (size_t e = 1; e < classes->n && picture->n_shade == 0; e++) {
        const double edge = classes->edge[e];
        for (size_t i = 0; i < n; i++)
            out[i] = (uint8_t)(out[i] + (value[i] >= edge));
    }
    for (size_t i = 0; i < n; i++) {
        const bool none = (value[i] == 0 && !zero_is_data) || classes->n == 0;
        out[i] = isnan(value[i]) ? CELL_NO_DATA : none ? CELL_NO_EMISSION : out[i];
    }
}

/* Room for one row: of pixels, and of the cells under them. */
struct sampler {
    const struct cell_picture *picture;
    uint32_t *column; /* [pixel]: the cell under its middle, HG_NO_CELL beyond the grid */
    uint32_t first, n; /* the cells from the first to the last of them */
    double *value;     /* [n] */
    uint8_t *class;    /* [n] */
};

static void sample_row(const struct sampler *s, uint32_t row, size_t pixels, uint8_t *out)
{
    const struct hg_map *map = s->picture->map;
    const size_t first = (size_t)row * hg_grid_params(map->grid)->ncol + s->first;
    for (size_t i = 0; map->value && i < s->n; i++)
        s->value[i] = (double)map->value[first + i];
    if (map->value)
        cells_classes(s->picture, s->n, s->value, s->class);
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
                                   const struct axis *across, const struct axis *down,
                                   uint8_t *out, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct sampler s = {.picture = picture, .first = HG_NO_CELL};
    s.column = malloc((across->pixels + 1) * sizeof(*s.column));
    s.value = malloc(((size_t)across->cells + 1) * sizeof(*s.value));
    s.class = malloc((size_t)across->cells + 1);
    if (!s.column || !s.value || !s.class) {
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
    free(s.value);
    free(s.class);
    return status;
}

/* What lies under the pixels of a row: weight times value, and weight. */
struct sums {
    double *sum, *weight;
};

/* Sums one row of cells across; each cell counts with the share of it under the pixel. */
static void sum_across(const float *value, const struct span *span, size_t pixels,
                       const struct sums *out)
{
    for (size_t x = 0; x < pixels; x++) {
        const struct span s = span[x];
        double sum = 0, weight = 0;
        for (uint32_t col = s.first; col < s.end; col++) {
            if (isnan(value[col]))
                continue;
            const double share = overlap(&s, col);
            sum += share * (double)value[col];
            weight += share;
        }
        out->sum[x] = sum;
        out->weight[x] = weight;
    }
}

static void add_down(double share, const struct sums *row, size_t pixels,
                     const struct sums *out)
{
    for (size_t x = 0; x < pixels; x++) {
        out->sum[x] += share * row->sum[x];
        out->weight[x] += share * row->weight[x];
    }
}

struct averager {
    const struct cell_picture *picture;
    struct axis across, down;
    const struct span *span; /* of each pixel across */
    struct sums row, pixel;  /* of a row of cells, of a row of pixels */
};

static void average(const struct averager *a, uint8_t *out)
{
    const size_t pixels = a->across.pixels;
    uint32_t summed = HG_NO_CELL; /* the row of cells that a->row holds */
    for (size_t y = 0; y < a->down.pixels; y++) {
        const struct span rows = span_of(&a->down, y);
        memset(a->pixel.sum, 0, pixels * sizeof(double));
        memset(a->pixel.weight, 0, pixels * sizeof(double));
        for (uint32_t row = rows.first; row < rows.end; row++) {
            if (row != summed)
                sum_across(a->picture->map->value + (size_t)row * a->across.cells,
                           a->span, pixels, &a->row);
            summed = row;
            add_down(overlap(&rows, row), &a->row, pixels, &a->pixel);
        }
        /* Not the sliver by which rounding lets a pixel reach into the next cell. */
        for (size_t x = 0; x < pixels; x++)
            a->pixel.sum[x] =
                a->pixel.weight[x] > 1e-6 ? a->pixel.sum[x] / a->pixel.weight[x] : NAN;
        cells_classes(a->picture, pixels, a->pixel.sum, out);
        out += pixels;
    }
}

static enum hg_status average_cells(const struct cell_picture *picture,
                                    const struct axis *across, const struct axis *down,
                                    uint8_t *out, struct hg_error *err)
{
    const size_t n = across->pixels;
    enum hg_status status = HG_OK;
    struct span *span = malloc(n * sizeof(*span));
    double *sums = malloc(4 * n * sizeof(*sums));
    if (!span || !sums) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for a row of %zu pixels", n);
        goto done;
    }
    for (size_t x = 0; x < n; x++)
        span[x] = span_of(across, x);
    const struct averager averager = {
        .picture = picture,
        .across = *across,
        .down = *down,
        .span = span,
        .row = {sums, sums + n},
        .pixel = {sums + 2 * n, sums + 3 * n},
    };
    average(&averager, out);
done:
    free(sums);
    free(span);
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
    const bool smaller = across.step > 1 || down.step > 1;
    if (picture->map->value && picture->map->average && smaller)
        return average_cells(picture, &across, &down, out, err);
    return sample_cells(picture, &across, &down, out, err);
}
