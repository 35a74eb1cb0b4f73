/* tile_degrees.c - tiles of a grid in degrees: columns and rows stay straight */
#include "map/tile_sample.h"
#include <math.h>
#include <string.h>

enum { SIDE = HG_TILE_PIXELS };

/* Edges of pixels within a billionth of a cell of its edge lie on it. */
static const double SLIVER = 1e-9;

/* The cells first..end-1 under a pixel along one axis, which reaches from..to, in steps.
 */
struct span {
    int64_t first, end;
    double from, to;
};

static struct span span_of(double from, double to)
{
    return (struct span){(int64_t)floor(from + SLIVER), (int64_t)ceil(to - SLIVER), from,
                         to};
}

static double overlap(const struct span *span, int64_t cell)
{
    const double from = (double)cell, to = from + 1;
    return (span->to < to ? span->to : to) - (span->from > from ? span->from : from);
}

/* Columns of a whole turn, and column of a longitude in it: the grid may begin anywhere.
 */
struct turn {
    double west, dx;
    int64_t cols; /* in 360 degrees */
};

static struct turn turn_of(const struct hg_grid_params *p)
{
    const double dx = (p->box.east - p->box.west) / p->ncol;
    return (struct turn){p->box.west, dx, (int64_t)round(360 / dx)};
}

static double column_of(const struct turn *turn, double lon)
{
    const double beyond = floor((lon - turn->west) / 360 + SLIVER);
    return (lon - 360 * beyond - turn->west) / turn->dx;
}

static double longitude(double across)
{
    return 360 * across - 180;
}

static bool nearest(const struct tile_source *source, const struct tile_place *place,
                    uint8_t *out)
{
    const struct hg_grid *grid = source->layer->grid;
    const struct hg_grid_params *p = hg_grid_params(grid);
    const struct turn turn = turn_of(p);
    uint32_t col[SIDE];
    uint8_t any = 0;
    int64_t above = -1; /* the row that the line above shows */
    for (size_t i = 0; i < SIDE; i++) {
        const double c =
            floor(column_of(&turn, longitude(tile_across(place, (double)i + 0.5))));
        col[i] = c >= 0 && c < p->ncol ? (uint32_t)c : HG_NO_CELL;
    }
    for (size_t i = 0; i < SIDE; i++, out += SIDE) {
        double ignored, r;
        hg_grid_steps(grid, p->box.west, tile_latitude(tile_down(place, (double)i + 0.5)),
                      &ignored, &r);
        const int64_t row = r >= 0 && r < p->nrow ? (int64_t)r : -1;
        if (row < 0) {
            memset(out, 0, SIDE);
        } else if (row == above) {
            memcpy(out, out - SIDE, SIDE);
        } else {
            const uint8_t *step = source->step + (size_t)row * p->ncol;
            for (size_t x = 0; x < SIDE; x++) {
                out[x] = col[x] == HG_NO_CELL ? 0 : step[col[x]];
                any |= out[x];
            }
        }
        above = row;
    }
    return any;
}

/* Adds one row of cells to the sums of the pixels over it. */
static void add_row(const float *value, uint32_t ncol, const struct turn *turn,
                    const struct span *span, double weight, double *sum, double *whole)
{
    for (size_t x = 0; x < SIDE; x++)
        for (int64_t c = span[x].first; c < span[x].end; c++) {
            const int64_t col = c < turn->cols ? c : c - turn->cols;
            if (col >= ncol || isnan(value[col]))
                continue;
            const double part = weight * overlap(&span[x], c);
            sum[x] += part * (double)value[col];
            whole[x] += part;
        }
}

/* Rows are measured by area: equal differences are equal areas within one. */
static bool mean(const struct tile_source *source, const struct tile_place *place,
                 uint8_t *out)
{
    const struct hg_tile_layer *layer = source->layer;
    const struct hg_grid_params *p = hg_grid_params(layer->grid);
    const struct turn turn = turn_of(p);
    struct span span[SIDE];
    double edge[SIDE + 1], ignored;
    uint8_t any = 0;
    const double wide =
        longitude(tile_across(place, 1)) - longitude(tile_across(place, 0));
    for (size_t i = 0; i < SIDE; i++) {
        const double from = column_of(&turn, longitude(tile_across(place, (double)i)));
        span[i] = span_of(from, from + wide / turn.dx);
    }
    for (size_t i = 0; i <= SIDE; i++)
        hg_grid_area_steps(layer->grid, p->box.west,
                           tile_latitude(tile_down(place, (double)i)), &ignored,
                           &edge[i]);
    for (size_t i = 0; i < SIDE; i++, out += SIDE) {
        double sum[SIDE] = {0}, whole[SIDE] = {0};
        const struct span rows =
            span_of(fmax(edge[i], 0), fmin(edge[i + 1], (double)p->nrow));
        for (int64_t row = rows.first; row < rows.end; row++) {
            const uint32_t first = (uint32_t)row * p->ncol;
            add_row(layer->value + first, p->ncol, &turn, span,
                    overlap(&rows, row) * hg_grid_cell_km2(layer->grid, first), sum,
                    whole);
        }
        for (size_t x = 0; x < SIDE; x++) {
            out[x] =
                whole[x] > 0 ? hg_colouring_find(layer->colouring, sum[x] / whole[x]) : 0;
            any |= out[x];
        }
    }
    return any;
}

bool tile_sample_degrees(const struct tile_source *source, const struct tile_place *place,
                         struct tile_room *room)
{
    const struct hg_grid_params *p = hg_grid_params(source->layer->grid);
    const double pixel = 360 / ldexp(SIDE, (int)place->zoom),
                 dx = (p->box.east - p->box.west) / p->ncol,
                 dy = (p->box.north - p->box.south) / p->nrow;
    return source->layer->average && (pixel > dx || pixel > dy)
               ? mean(source, place, room->index)
               : nearest(source, place, room->index);
}
