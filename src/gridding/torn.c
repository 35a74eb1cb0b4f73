/* torn.c - a pixel for which no polynomial fits, drawn part by part
 *
 * Such are large pixels, and those where the map has an edge: the meridian opposite to
 * its middle, a pole, the end of what the projection shows.  Slivers too small to be
 * halved once more have less than 2^-16 of a pixel each: a mean leaves them out, their
 * mass lies where their middle does.
 */
#include "gridding/drawing.h"

#include <assert.h>
#include <hotgrid/geodesy.h>
#include <math.h>
#include <stdlib.h>

enum { STACK = 256 }; /* deeper than a pixel can be halved */

struct torn {
    double value;
    double pixel_km2;  /* 0 where it is not known before */
    double found, km2; /* part of the pixel found on the map, as the raster sees it, and
                          its area */
};

static double share_of(const struct block *b)
{
    return (b->col1 - b->col0) * (b->row1 - b->row0);
}

/* Area of a block of degrees. */
static double block_km2(const struct averaging *a, const struct block *b)
{
    const struct hg_raster *r = a->raster;
    const double zone =
        hg_zone_km2_per_deg(r->y0 + b->row0 * r->dy, r->y0 + b->row1 * r->dy);
    return fabs(zone * (b->col1 - b->col0) * r->dx);
}

/* Mass of a part: counts are taken to lie evenly in their pixel. */
static double mass_of(const struct drawing *d, const struct torn *t, double share,
                      double km2)
{
    if (d->a->raster->quantity != HG_COUNT)
        return t->value * km2;
    return t->pixel_km2 > 0 ? t->value * (km2 / t->pixel_km2) : t->value * share;
}

static void put_outside(struct drawing *d, double mass)
{
    d->out->outside += mass;
    if (!d->a->pixel_km2)
        d->out->source += mass;
}

/* A patch that is a part of the pixel, in one turn. */
static bool put_turn(struct drawing *d, const struct patch *patch, double shift,
                     struct torn *t)
{
    drawing_take(d, patch, shift);
    drawing_line(d, -PATCH_EDGE, &d->line[0]);
    drawing_line(d, PATCH_EDGE, &d->line[1]);
    const struct pixel p = {&d->line[0], &d->line[1], 0, -PATCH_EDGE, PATCH_EDGE};
    d->parts.n = 0;
    d->parts.total = 0;
    if (!pixel_cut(d, &p))
        return false;
    const struct block *b = &patch->block;
    const bool degrees = d->a->pixel_km2;
    const double km2 = degrees ? block_km2(d->a, b) : d->parts.total * d->a->level_km2;
    const double mass = mass_of(d, t, share_of(b), km2);
    if (!d->again) {
        t->found += share_of(b);
        t->km2 += km2;
        if (!degrees)
            d->out->source += mass;
    }
    const struct window *window = windows_with(&d->out->windows, d->cells);
    if (window)
        pixel_put(d, window, mass, km2);
    return window;
}

static bool put_turns(struct drawing *d, const struct patch *patch, struct torn *t)
{
    const struct turns turns = drawing_turns(d->a, patch);
    for (long turn = turns.first; turn <= turns.last; turn++) {
        d->again = turn > turns.first;
        if (!put_turn(d, patch, (double)turn * d->a->period, t))
            return false;
    }
    return true;
}

/* A sliver as a point in its middle; its area follows from that of the rest, where it is
 * not known. */
static bool put_sliver(struct drawing *d, const struct block *b, const struct torn *t)
{
    const struct averaging *a = d->a;
    const struct hg_raster *r = a->raster;
    const double per_share = t->found > 0 ? t->km2 / t->found : 0;
    const double km2 = a->pixel_km2 ? block_km2(a, b) : share_of(b) * per_share;
    const double mass = mass_of(d, t, share_of(b), km2);
    double x = r->x0 + r->dx * (b->col0 + b->col1) / 2;
    double y = r->y0 + r->dy * (b->row0 + b->row1) / 2;
    hg_transform_apply(&d->way, 1, &x, &y);
    const uint32_t cell = hg_grid_cell_at(a->grid, x, y);
    if (cell == HG_NO_CELL) {
        put_outside(d, mass);
        return true;
    }
    if (!a->pixel_km2)
        d->out->source += mass;
    const struct cells at = {(int32_t)(cell / (uint32_t)a->ncol),
                             (int32_t)(cell % (uint32_t)a->ncol), 1, 1};
    const struct window *window = windows_with(&d->out->windows, at);
    if (window)
        window_at(window, at.row, at.col)->mass += mass;
    return window;
}

/* A part of the pixel; true when it is done, false when it must be halved as *fit says.
 * *room is false without memory. */
static bool put_part(struct drawing *d, const struct block *b, struct torn *t,
                     enum fit *fit, bool *room)
{
    const bool degrees = d->a->pixel_km2;
    struct patch patch;
    *fit = block_fit(d->a, &d->way, b, drawing_needs_all(d->a), &patch);
    if (*fit == FIT_HALVE_COLUMNS || *fit == FIT_HALVE_ROWS)
        return false;
    if (*fit == FIT_GOOD)
        *room = put_turns(d, &patch, t);
    else if (d->a->whole)
        put_outside(d, mass_of(d, t, share_of(b), degrees ? block_km2(d->a, b) : 0));
    return true;
}

static bool keep_sliver(struct slivers *s, const struct block *b)
{
    if (s->n == s->capacity) {
        const size_t capacity = 2 * s->capacity + 64;
        struct block *grown = realloc(s->block, capacity * sizeof(*grown));
        if (!grown)
            return false;
        s->block = grown;
        s->capacity = capacity;
    }
    s->block[s->n++] = *b;
    return true;
}

static bool put_parts(struct drawing *d, const struct block *whole, struct torn *t)
{
    struct block stack[STACK] = {*whole}, half[2];
    bool room = true;
    for (size_t n = 1; n > 0 && room;) {
        const struct block b = stack[--n];
        enum fit fit;
        if (put_part(d, &b, t, &fit, &room))
            continue;
        if (!block_halve(&b, fit, half)) {
            room = !d->a->whole || keep_sliver(&d->slivers, &b);
            continue;
        }
        assert(n + 2 <= STACK);
        stack[n++] = half[1];
        stack[n++] = half[0];
    }
    return room;
}

bool pixel_cut_in_parts(struct drawing *d, const struct block *whole)
{
    const uint32_t col = (uint32_t)whole->col0, row = (uint32_t)whole->row0;
    struct torn t = {.value = (double)*strip_at(d->strip, col, row),
                     .pixel_km2 = d->a->pixel_km2 ? d->a->pixel_km2[row] : 0};
    if (isnan(t.value))
        return true;
    d->slivers.n = 0;
    bool room = put_parts(d, whole, &t);
    for (size_t i = 0; i < d->slivers.n && room; i++)
        room = put_sliver(d, &d->slivers.block[i], &t);
    return room;
}
