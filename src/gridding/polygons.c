/* polygons.c - any raster on the grid: each pixel becomes a polygon with curved edges
 *
 * The way to the grid is a polynomial block by block (fit.h).  Where pixels are smaller
 * than cells most of them lie in one cell with all four corners, and farther from its
 * edges than their own edges bend: a run of such pixels goes to the cell as a whole.  All
 * others are cut (pixel.c).  Pixels for which no polynomial fits go part by part
 * (torn.c).
 */
#include "gridding/drawing.h"

#include <assert.h>
#include <math.h>

enum { STACK = 256 }; /* deeper than a raster can be halved */

/* A row of pixels of a patch between its two lines. */
struct row {
    const float *value;
    const struct window *window;
    struct pixel pixel; /* k is that which is drawn */
    double km2;         /* of each pixel; 0 where they differ */
    bool count;
};

/* Pixels from k on that lie in the same cell as the first one. */
static size_t run_of(const struct drawing *d, const struct row *r, size_t k)
{
    const int32_t *top = r->pixel.top->at, *bottom = r->pixel.bottom->at;
    const int32_t at = top[k];
    size_t end = k;
    if (at < 0 || bottom[k] != at)
        return 0;
    while (end < d->n_across && top[end + 1] == at && bottom[end + 1] == at)
        end++;
    return end - k;
}

/* Sum of the valid ones of n values. */
static double sum_of(const float *value, size_t n, size_t *valid)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const bool is_valid = !isnan(value[i]);
        sum += is_valid ? (double)value[i] : 0;
        count += is_valid;
    }
    *valid = count;
    return sum;
}

/* Mass of projected pixels counts once, whatever turns they are drawn in. */
static void add_source(struct drawing *d, double mass)
{
    if (!d->a->pixel_km2 && !d->again)
        d->out->source += mass;
}

/* n pixels from k on, of known area, all in the cell `to`. */
static void put_run_known(const struct row *r, size_t k, size_t n, struct deposit *to)
{
    size_t valid;
    const double sum = sum_of(r->value + k, n, &valid);
    to->mass += r->count ? sum : sum * r->km2;
    to->km2 += (double)valid * r->km2;
}

/* The same where each has its own area, of the cell's own scale. */
static void put_run(struct drawing *d, struct row *r, size_t k, size_t n,
                    double level_km2, struct deposit *to)
{
    double mass = 0, km2 = 0;
    for (size_t i = k; i < k + n; i++) {
        const double value = (double)r->value[i];
        if (isnan(value))
            continue;
        r->pixel.k = i;
        const double area = fabs(pixel_area(d, &r->pixel)) * level_km2;
        mass += r->count ? value : value * area;
        km2 += area;
    }
    to->mass += mass;
    to->km2 += km2;
    add_source(d, mass);
}

/* One pixel, cut; false without memory. */
static bool put_pixel(struct drawing *d, struct row *r, size_t k)
{
    const double value = (double)r->value[k];
    if (isnan(value))
        return true;
    r->pixel.k = k;
    d->parts.n = 0;
    d->parts.total = 0;
    if (!pixel_cut(d, &r->pixel))
        return false;
    const double km2 = r->km2 > 0 ? r->km2 : d->parts.total * d->a->level_km2;
    const double mass = r->count ? value : value * km2;
    pixel_put(d, r->window, mass, km2);
    add_source(d, mass);
    return true;
}

static bool put_row(struct drawing *d, struct row *r)
{
    for (size_t k = 0; k < d->n_across;) {
        const size_t n = run_of(d, r, k);
        if (n > 0) {
            const int32_t at = r->pixel.top->at[k];
            const int32_t row = d->cells.row + at / d->cells.ncol;
            const int32_t col = d->cells.col + at % d->cells.ncol;
            struct deposit *to = window_at(r->window, row, col);
            if (r->km2 > 0)
                put_run_known(r, k, n, to);
            else
                put_run(d, r, k, n, d->a->level_km2 * averaging_scale(d->a, row, col),
                        to);
            k += n;
        } else if (!put_pixel(d, r, k++)) {
            return false;
        }
    }
    return true;
}

/* All pixels of the patch that was taken; false without memory. */
static bool put_patch(struct drawing *d)
{
    const struct block *b = &d->patch.block;
    const struct hg_raster *raster = d->a->raster;
    const struct window *window = windows_with(&d->out->windows, d->cells);
    if (!window)
        return false;
    struct line *top = &d->line[0], *bottom = &d->line[1];
    const size_t n_down = count_pixels(b->row0, b->row1);
    double t0 = -PATCH_EDGE;
    drawing_line(d, t0, top);
    for (size_t j = 0; j < n_down; j++) {
        const uint32_t row = (uint32_t)line_at(b->row0, b->row1, j);
        const double t1 = to_unit(line_at(b->row0, b->row1, j + 1), b->row0, b->row1);
        drawing_line(d, t1, bottom);
        struct row r = {.value = strip_at(d->strip, (uint32_t)b->col0, row),
                        .window = window,
                        .pixel = {top, bottom, 0, t0, t1},
                        .km2 = d->a->pixel_km2 ? d->a->pixel_km2[row] : 0,
                        .count = raster->quantity == HG_COUNT};
        if (!put_row(d, &r))
            return false;
        struct line *const above = top;
        top = bottom;
        bottom = above;
        t0 = t1;
    }
    return true;
}

/* Mass of the pixels of a block whose areas are known. */
static double mass_of(const struct drawing *d, const struct block *b)
{
    const struct averaging *a = d->a;
    const bool count = a->raster->quantity == HG_COUNT;
    double mass = 0;
    for (size_t row = (size_t)b->row0; (double)row < b->row1; row++) {
        const float *value = strip_at(d->strip, (uint32_t)b->col0, (uint32_t)row);
        size_t valid;
        double sum = sum_of(value, count_pixels(b->col0, b->col1), &valid);
        if (!count)
            sum *= a->pixel_km2 ? a->pixel_km2[row] : 0;
        mass += sum;
    }
    return mass;
}

static bool is_one_pixel(const struct block *b)
{
    return count_pixels(b->col0, b->col1) == 1 && count_pixels(b->row0, b->row1) == 1;
}

/* A patch as often as the grid has it, round the Earth.  *large: it has more cells than a
 * window holds, and nothing was done. */
static bool put_turned(struct drawing *d, const struct patch *patch, bool *large)
{
    const struct turns turns = drawing_turns(d->a, patch);
    *large = false;
    for (long turn = turns.first; turn <= turns.last; turn++) {
        drawing_take(d, patch, (double)turn * d->a->period);
        if (cells_count(d->cells) > WINDOW_CELLS && !is_one_pixel(&patch->block)) {
            *large = true;
            return true;
        }
    }
    for (long turn = turns.first; turn <= turns.last; turn++) {
        d->again = turn > turns.first;
        drawing_take(d, patch, (double)turn * d->a->period);
        if (!put_patch(d))
            return false;
    }
    return true;
}

/* A block between pixels; true when it is done, false when it must be halved as *fit
 * says.  *room is false without memory. */
static bool put_block(struct drawing *d, const struct block *b, enum fit *fit, bool *room)
{
    const struct averaging *a = d->a;
    struct patch patch;
    *fit = block_fit(a, &d->way, b, drawing_needs_all(a), &patch);
    if (*fit == FIT_GOOD) {
        bool large;
        *room = put_turned(d, &patch, &large);
        *fit = b->col1 - b->col0 > b->row1 - b->row0 ? FIT_HALVE_COLUMNS : FIT_HALVE_ROWS;
        return !large;
    }
    if (*fit == FIT_BESIDE_GRID || *fit == FIT_OFF_MAP) {
        const double mass = a->whole ? mass_of(d, b) : 0;
        d->out->outside += mass;
        if (!a->pixel_km2)
            d->out->source += mass;
        return true;
    }
    if (!is_one_pixel(b))
        return false;
    *room = pixel_cut_in_parts(d, b);
    return true;
}

/* A block that is not beside the grid as a whole may be so in its parts: places are taken
 * for wider than they are, by as much as the block is wide. */
enum { LOOKS = 4 };

bool drawing_meets(struct drawing *d, const struct hg_pixels *box)
{
    struct {
        struct block block;
        int looks; /* how often it may be halved still */
    } stack[LOOKS + 1] = {{block_of(d->a->raster, box), LOOKS}};
    for (size_t n = block_is_empty(&stack[0].block) ? 0 : 1; n > 0;) {
        const struct block b = stack[--n].block;
        const int looks = stack[n].looks;
        const bool wide = b.col1 - b.col0 > b.row1 - b.row0;
        struct patch patch;
        const enum fit fit = block_fit(d->a, &d->way, &b, false, &patch);
        if (fit == FIT_BESIDE_GRID || fit == FIT_OFF_MAP)
            continue;
        if (looks == 0)
            return true;
        struct block half[2];
        (void)block_halve(&b, wide ? FIT_HALVE_COLUMNS : FIT_HALVE_ROWS, half);
        for (int i = 1; i >= 0; i--, n++) {
            stack[n].block = half[i];
            stack[n].looks = looks - 1;
        }
    }
    return false;
}

/* Source of a raster of degrees; rows beyond a pole lie outside. */
static void count_source(struct drawing *d, const struct hg_pixels *box,
                         const struct block *earth)
{
    const struct block all = {
        box->col, box->col + box->ncol, box->row, box->row + box->nrow, 0, 0};
    struct block north = all, south = all;
    if (!d->a->whole || !d->a->pixel_km2)
        return;
    d->out->source = mass_of(d, &all);
    north.row1 = block_is_empty(earth) ? all.row1 : floor(earth->row0);
    south.row0 = block_is_empty(earth) ? all.row1 : ceil(earth->row1);
    d->out->outside += mass_of(d, &north) + mass_of(d, &south);
}

bool drawing_cut(struct drawing *d, const struct strip *strip,
                 const struct hg_pixels *box, struct share *out)
{
    struct block stack[STACK] = {block_of(d->a->raster, box)}, half[2];
    bool room = true;
    d->strip = strip;
    d->out = out;
    d->again = false;
    count_source(d, box, &stack[0]);
    for (size_t n = block_is_empty(&stack[0]) ? 0 : 1; n > 0 && room;) {
        const struct block b = stack[--n];
        enum fit fit;
        if (put_block(d, &b, &fit, &room))
            continue;
        if (count_pixels(b.col0, b.col1) == 1)
            fit = FIT_HALVE_ROWS;
        else if (count_pixels(b.row0, b.row1) == 1)
            fit = FIT_HALVE_COLUMNS;
        (void)block_halve(&b, fit, half);
        assert(n + 2 <= STACK);
        stack[n++] = half[1];
        stack[n++] = half[0];
    }
    return room;
}
