/* domain.c - one look at all cells before a map is laid out */
#include "map/domain.h"
#include "map/arrows.h"
#include "map/holes.h"
#include "map/sample.h"
#include <math.h>

static const double MARGIN = 0.03;     /* of the larger side */
static const double MIN_ASPECT = 0.62; /* narrower maps show more of their neighbours */
static const double MAX_ASPECT = 3.2;
static const double MIN_CELLS = 16; /* across a map: one city has surroundings too */

struct cells {
    uint32_t west, north, east, south; /* columns and rows, the last ones included */
    bool any, holes;
};

static void note_row(struct cells *cells, uint32_t row, uint32_t first, uint32_t last)
{
    if (!cells->any)
        *cells = (struct cells){first, row, last, row, true, cells->holes};
    cells->west = first < cells->west ? first : cells->west;
    cells->east = last > cells->east ? last : cells->east;
    cells->south = row;
}

/* Cells are looked at in blocks, and in each of these side by side: no cell waits for the
 * one before.  Compilers make vectors of 16 lanes, and of 8 none. */
enum { LANES = 16, BLOCK = 64 };

/* What a lane has seen. */
struct lanes {
    float min[LANES], max[LANES];
    uint32_t zeros[LANES], others[LANES];
};

static void look_at_block(const float *value, bool zero_is_data, struct lanes *lanes)
{
    const float none = zero_is_data ? NAN : 0; /* nothing equals NaN */
    struct lanes seen = *lanes;
    for (size_t i = 0; i < BLOCK; i += LANES)
        for (size_t k = 0; k < LANES; k++) {
            const float v = value[i + k];
            const float low = v == none ? INFINITY : v, high = v == none ? -INFINITY : v;
            seen.min[k] = low < seen.min[k] ? low : seen.min[k];
            seen.max[k] = high > seen.max[k] ? high : seen.max[k];
            seen.zeros[k] += v == none;
            seen.others[k] += (uint32_t)(!isnan(v) & (v != none));
        }
    *lanes = seen;
}

static void add_lanes(const struct lanes *lanes, struct domain *out)
{
    for (size_t k = 0; k < LANES; k++) {
        out->min = fmin(out->min, (double)lanes->min[k]);
        out->max = fmax(out->max, (double)lanes->max[k]);
        out->count[0] += lanes->zeros[k];
        out->count[1] += lanes->others[k];
    }
}

/* What the last block lacks has no data. */
static void look_at_row(const float *value, uint32_t n, bool zero_is_data,
                        struct lanes *lanes)
{
    for (uint32_t from = 0; from < n; from += BLOCK) {
        const uint32_t left = n - from < BLOCK ? n - from : BLOCK;
        float block[BLOCK];
        if (left == BLOCK) {
            if (cells_have_data(BLOCK, value + from))
                look_at_block(value + from, zero_is_data, lanes);
            continue;
        }
        for (uint32_t i = 0; i < BLOCK; i++)
            block[i] = i < left ? value[from + i] : NAN;
        look_at_block(block, zero_is_data, lanes);
    }
}

static void look_at_values(const struct hg_map *map, struct cells *cells,
                           struct domain *out)
{
    const struct hg_grid_params *p = hg_grid_params(map->grid);
    struct lanes lanes = {0};
    for (size_t k = 0; k < LANES; k++) {
        lanes.min[k] = INFINITY;
        lanes.max[k] = -INFINITY;
    }
    for (uint32_t row = 0; row < p->nrow; row++) {
        const float *value = map->value + (size_t)row * p->ncol;
        uint32_t first = 0, end = p->ncol;
        while (first < end && isnan(value[first]))
            first++;
        while (end > first && isnan(value[end - 1]))
            end--;
        if (first == end)
            continue;
        note_row(cells, row, first, end - 1);
        look_at_row(value + first, end - first, map->zero_is_data, &lanes);
    }
    out->min = INFINITY;
    out->max = -INFINITY;
    add_lanes(&lanes, out);
    out->no_emission = out->count[0] > 0;
    out->values = out->count[1] > 0;
    cells->holes = out->count[0] + out->count[1] < hg_grid_cells(map->grid);
}

static void look_at_areas(const struct hg_map *map, struct domain *out)
{
    struct lanes lanes = {0};
    for (size_t k = 0; k < LANES; k++) {
        lanes.min[k] = INFINITY;
        lanes.max[k] = -INFINITY;
    }
    look_at_row(map->area_value, (uint32_t)map->area->n_shape, map->zero_is_data, &lanes);
    out->min = INFINITY;
    out->max = -INFINITY;
    add_lanes(&lanes, out);
    out->no_emission = out->count[0] > 0;
    out->values = out->count[1] > 0;
}

static void look_at_classes(const struct hg_map *map, struct cells *cells,
                            struct domain *out)
{
    const struct hg_grid_params *p = hg_grid_params(map->grid);
    for (uint32_t row = 0; row < p->nrow; row++) {
        const uint8_t *value = map->class_value + (size_t)row * p->ncol;
        uint32_t first = HG_NO_CELL, last = 0;
        for (uint32_t col = 0; col < p->ncol; col++) {
            out->count[value[col]]++;
            if (value[col] == 255)
                continue;
            first = first == HG_NO_CELL ? col : first;
            last = col;
        }
        if (first != HG_NO_CELL)
            note_row(cells, row, first, last);
    }
    cells->holes = out->count[255] > 0;
    out->no_emission = out->count[0] > 0;
    out->values = true;
}

/* Makes [low, high] at least `length` long about its middle. */
static void stretch(double *low, double *high, double length)
{
    const double lack = length - (*high - *low);
    if (lack > 0) {
        *low -= lack / 2;
        *high += lack / 2;
    }
}

/* No smaller or narrower than a map can be; none beyond the poles. */
static struct hg_box fit_window(const struct hg_grid_params *p, struct hg_box box)
{
    const struct hg_box all = p->box;
    stretch(&box.west, &box.east, MIN_CELLS * (all.east - all.west) / p->ncol);
    stretch(&box.south, &box.north, MIN_CELLS * (all.north - all.south) / p->nrow);
    stretch(&box.west, &box.east, MIN_ASPECT * (box.north - box.south));
    stretch(&box.south, &box.north, (box.east - box.west) / MAX_ASPECT);
    if (p->kind == HG_GRID_LONLAT) {
        box.south = fmax(box.south, fmin(all.south, -90));
        box.north = fmin(box.north, fmax(all.north, 90));
    }
    return box;
}

static struct hg_box window_of(const struct hg_grid_params *p, const struct cells *cells)
{
    if (!cells->any)
        return p->box;
    const struct hg_box all = p->box;
    const double dx = (all.east - all.west) / p->ncol;
    const double dy = (all.north - all.south) / p->nrow;
    struct hg_box box = {all.west + cells->west * dx, all.north - (cells->south + 1) * dy,
                         all.west + (cells->east + 1) * dx,
                         all.north - cells->north * dy};
    const double margin = MARGIN * fmax(box.east - box.west, box.north - box.south);
    box = (struct hg_box){
        fmax(box.west - margin, all.west), fmax(box.south - margin, all.south),
        fmin(box.east + margin, all.east), fmin(box.north + margin, all.north)};
    return fit_window(p, box);
}

static void hold(struct hg_box *box, double west, double south, double east, double north)
{
    box->west = fmin(box->west, west);
    box->south = fmin(box->south, south);
    box->east = fmax(box->east, east);
    box->north = fmax(box->north, north);
}

/* Of a map of arrows: all regions and all arrows. */
static struct hg_box window_of_arrows(const struct hg_map *map)
{
    struct hg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; map->regions && i < map->regions->n_shape; i++) {
        const struct hg_box *b = &map->regions->shape[i].box;
        if (b->west <= b->east)
            hold(&box, b->west, b->south, b->east, b->north);
    }
    for (size_t i = 0; i < map->n_arrow; i++) {
        const struct hg_map_arrow *a = &map->arrow[i];
        const double dx = a->to_x - a->from_x, dy = a->to_y - a->from_y;
        const double x = (a->from_x + a->to_x) / 2 + HG_ARROW_BEND * dy;
        const double y = (a->from_y + a->to_y) / 2 - HG_ARROW_BEND * dx; /* its summit */
        hold(&box, fmin(x, fmin(a->from_x, a->to_x)), fmin(y, fmin(a->from_y, a->to_y)),
             fmax(x, fmax(a->from_x, a->to_x)), fmax(y, fmax(a->from_y, a->to_y)));
    }
    const double margin = MARGIN * fmin(box.east - box.west, box.north - box.south);
    return (struct hg_box){box.west - margin, box.south - margin, box.east + margin,
                           box.north + margin};
}

/* Of a map of areas: those with a value. */
static struct hg_box window_of_areas(const struct hg_map *map)
{
    struct hg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < map->area->n_shape; i++) {
        const struct hg_box *b = &map->area->shape[i].box;
        if (b->west <= b->east && !isnan(map->area_value[i]))
            hold(&box, b->west, b->south, b->east, b->north);
    }
    if (!(box.west <= box.east))
        return hg_grid_params(map->grid)->box;
    const double margin = MARGIN * fmax(box.east - box.west, box.north - box.south);
    box = (struct hg_box){box.west - margin, box.south - margin, box.east + margin,
                          box.north + margin};
    return fit_window(hg_grid_params(map->grid), box);
}

/* Of a map of symbols: these with their surroundings. */
static struct hg_box window_of_symbols(const struct hg_map *map)
{
    const double margin_of = 0.12; /* of the larger side */
    struct hg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < map->n_symbol; i++)
        hold(&box, map->symbol[i].x, map->symbol[i].y, map->symbol[i].x,
             map->symbol[i].y);
    const double margin = margin_of * fmax(box.east - box.west, box.north - box.south);
    box = (struct hg_box){box.west - margin, box.south - margin, box.east + margin,
                          box.north + margin};
    return fit_window(hg_grid_params(map->grid), box);
}

/* Few points among many cells, which are small on any page: nobody would see them. */
static bool is_sparse(const struct hg_map *map, const struct domain *domain)
{
    enum { ONE_IN = 50, MOST = 5000, ACROSS = 150 };
    const struct hg_grid_params *p = hg_grid_params(map->grid);
    const double dx = (p->box.east - p->box.west) / p->ncol;
    const size_t n = domain->count[1];
    return !map->zero_is_data && n > 0 && n <= MOST && domain->count[0] >= ONE_IN * n &&
           domain->box.east - domain->box.west >= ACROSS * dx;
}

enum hg_status domain_of(const struct hg_map *map, struct domain *out,
                         struct hg_error *err)
{
    struct domain domain = {0};
    struct cells cells = {0};
    if (map->value)
        look_at_values(map, &cells, &domain);
    else if (map->class_value)
        look_at_classes(map, &cells, &domain);
    else if (map->area)
        look_at_areas(map, &domain);
    domain.box = map->window ? *map->window
                 : map->value || map->class_value
                     ? window_of(hg_grid_params(map->grid), &cells)
                 : map->area    ? window_of_areas(map)
                 : map->n_arrow ? window_of_arrows(map)
                                : window_of_symbols(map);
    domain.sparse = map->value && is_sparse(map, &domain);
    if (cells.holes && map->regions) {
        const enum hg_status status =
            holes_visible(map, domain.box, &domain.no_data, err);
        if (status != HG_OK)
            return status;
    }
    *out = domain;
    return HG_OK;
}
