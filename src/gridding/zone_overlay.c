/* zone_overlay.c - cells that several places and regions share, a band of rows at a time
 */
#include "gridding/overlay.h"
#include "gridding/zone_cells.h"
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An edge in a cell of a slot; owners are places first, then shapes of regions. */
struct passing {
    uint32_t slot, owner;
    uint32_t from, to; /* vertices */
};

/* A place in steps of the grid from its north-west corner. */
struct spot {
    double x, y;
};

struct band_work {
    struct zone_cells *cells;
    size_t first_slot, end_slot;
    uint32_t first_cell, last_cell;
    uint32_t ncol;
    double west, north, dx, dy; /* of the grid */
    size_t n, room;
    struct passing *passing;
    struct passing now; /* the edge that is walked */
    bool failed;
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for the cells of places");
}

static uint32_t cell_of(const struct zone_cells *c, size_t slot)
{
    return c->cell[c->slot[slot].cell].cell;
}

/* The slot of a cell; end_slot where it has none. */
static size_t find_slot(const struct band_work *w, uint32_t cell)
{
    size_t low = w->first_slot, high = w->end_slot;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (cell_of(w->cells, middle) < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return low < w->end_slot && cell_of(w->cells, low) == cell ? low : w->end_slot;
}

static void keep(struct band_work *w, uint32_t cell)
{
    const size_t slot = find_slot(w, cell);
    if (slot == w->end_slot || w->failed)
        return;
    if (w->n == w->room) {
        const size_t room = 2 * w->room + 1024;
        struct passing *grown = reallocarray(w->passing, room, sizeof(*grown));
        if (!grown) {
            w->failed = true;
            return;
        }
        w->passing = grown;
        w->room = room;
    }
    w->now.slot = (uint32_t)slot;
    w->passing[w->n++] = w->now;
}

static struct spot in_steps(const struct band_work *w, const struct hg_shapes *shapes,
                            size_t i)
{
    return (struct spot){(shapes->x[i] - w->west) / w->dx,
                         (w->north - shapes->y[i]) / w->dy};
}

/* Steps by which more cells are looked at than an edge passes: none is missed. */
static const double SLACK = 1e-9;

static uint32_t within(double steps, uint32_t n)
{
    return steps > 0 ? (steps < n ? (uint32_t)steps : n - 1) : 0;
}

/* Keeps an edge for the cells of the band that it passes, level ones too. */
static void walk_edge(struct band_work *w, struct spot a, struct spot b)
{
    const uint32_t ncol = w->ncol;
    const double top = fmin(a.y, b.y) - SLACK, bottom = fmax(a.y, b.y) + SLACK;
    const uint32_t first = w->first_cell / ncol, last = w->last_cell / ncol;
    if (!(bottom >= first && top <= last + 1.0))
        return;
    const uint32_t end = within(fmin(bottom, last), last + 1);
    for (uint32_t row = within(fmax(top, first), last + 1); row <= end; row++) {
        double from = 0, to = 1; /* the part of the edge in this row */
        if (a.y != b.y) {
            const double in = (row - SLACK - a.y) / (b.y - a.y);
            const double out = (row + 1 + SLACK - a.y) / (b.y - a.y);
            from = fmax(0, fmin(in, out));
            to = fmin(1, fmax(in, out));
        }
        const double xa = a.x + from * (b.x - a.x), xb = a.x + to * (b.x - a.x);
        const double west = fmin(xa, xb) - SLACK, east = fmax(xa, xb) + SLACK;
        if (!(east >= 0 && west <= ncol))
            continue;
        for (uint32_t col = within(west, ncol); col <= within(east, ncol); col++)
            keep(w, row * ncol + col);
    }
}

static void walk_ring(struct band_work *w, const struct hg_shapes *shapes,
                      struct hg_ring ring)
{
    size_t from = ring.first + ring.count - 1;
    struct spot a = in_steps(w, shapes, from);
    for (size_t to = ring.first; to < ring.first + ring.count; from = to++) {
        const struct spot b = in_steps(w, shapes, to);
        w->now.from = (uint32_t)from;
        w->now.to = (uint32_t)to;
        walk_edge(w, a, b);
        a = b;
    }
}

static void walk_shapes(struct band_work *w, const struct hg_shapes *shapes,
                        uint32_t first_owner)
{
    const uint32_t first_row = w->first_cell / w->ncol;
    const uint32_t last_row = w->last_cell / w->ncol;
    for (size_t s = 0; s < shapes->n_shape && !w->failed; s++) {
        const struct hg_shape *shape = &shapes->shape[s];
        if (shape->n_ring == 0 || (w->north - shape->box.south) / w->dy < first_row ||
            (w->north - shape->box.north) / w->dy > last_row + 1.0)
            continue;
        w->now.owner = first_owner + (uint32_t)s;
        for (size_t r = 0; r < shape->n_ring; r++)
            if (!shapes->ring[shape->first_ring + r].open)
                walk_ring(w, shapes, shapes->ring[shape->first_ring + r]);
    }
}

static int by_slot(const void *a, const void *b)
{
    const struct passing *p = a, *q = b;
    if (p->slot != q->slot)
        return p->slot < q->slot ? -1 : 1;
    if (p->owner != q->owner)
        return p->owner < q->owner ? -1 : 1;
    return (p->to > q->to) - (p->to < q->to);
}

static enum hg_status take_owner(struct hg_locator *locator, size_t shape,
                                 double fraction, struct overlay_owner *owner,
                                 struct hg_error *err)
{
    owner->fraction = fraction;
    return hg_locator_border(locator, shape, &owner->border, err);
}

/* Owners of a slot: places, then regions; the overlay's number of one of the band's. */
static enum hg_status take_owners(const struct band_work *w, size_t slot,
                                  struct overlay *o, struct hg_error *err)
{
    const struct zone_cells *c = w->cells;
    const struct zone_slot *s = &c->slot[slot];
    const struct zone_cell *cell = &c->cell[s->cell];
    const size_t n_place = cell[1].first - cell->first;
    if (!overlay_start(o, n_place, s->n_region))
        return no_memory(err);
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < n_place; i++) {
        const struct zone_entry *e = &c->entry[cell->first + i];
        status = take_owner(c->place_borders, e->place, e->fraction, &o->owner[i], err);
    }
    for (size_t i = 0; status == HG_OK && i < s->n_region; i++) {
        const struct zone_region *r = &c->region[s->first_region + i];
        status = take_owner(c->region_borders, r->shape, r->fraction,
                            &o->owner[n_place + i], err);
    }
    return status;
}

static size_t owner_number(const struct band_work *w, size_t slot, uint32_t owner)
{
    const struct zone_cells *c = w->cells;
    const struct zone_slot *s = &c->slot[slot];
    const struct zone_cell *cell = &c->cell[s->cell];
    const size_t n_place = cell[1].first - cell->first;
    if (owner < c->n_place) {
        for (size_t i = 0; i < n_place; i++)
            if (c->entry[cell->first + i].place == owner)
                return i;
        return HG_NOT_FOUND;
    }
    for (size_t i = 0; i < s->n_region; i++)
        if (c->region[s->first_region + i].shape == owner - c->n_place)
            return n_place + i;
    return HG_NOT_FOUND;
}

static bool add_edge(const struct band_work *w, const struct passing *p,
                     struct overlay *o)
{
    const struct zone_cells *c = w->cells;
    const struct hg_shapes *shapes =
        p->owner < c->n_place ? c->params->places : c->params->regions;
    const size_t owner = owner_number(w, p->slot, p->owner);
    const uint32_t cell = cell_of(c, p->slot);
    const uint32_t col = cell % w->ncol, row = cell / w->ncol;
    if (owner == HG_NOT_FOUND) /* a corner of less than coverage.c keeps */
        return true;
    const struct spot a = in_steps(w, shapes, p->from);
    const struct spot b = in_steps(w, shapes, p->to);
    return overlay_add(o, (struct overlay_edge){(uint32_t)owner, a.x - col, a.y - row,
                                                b.x - col, b.y - row});
}

/* Less than coverage.c keeps of a cell is what rounding leaves. */
static bool add_part(struct zone_band *band, struct zone_part part)
{
    if (fabs(part.share) < 1e-12)
        return true;
    if (band->n == band->room) {
        const size_t room = 2 * band->room + 256;
        struct zone_part *grown = reallocarray(band->part, room, sizeof(*grown));
        if (!grown)
            return false;
        band->part = grown;
        band->room = room;
    }
    band->part[band->n++] = part;
    return true;
}

/* What a row of the overlay says of the masses of a region. */
static bool add_parts(const struct zone_cells *c, size_t slot, const struct overlay *o,
                      size_t row, uint32_t region, struct zone_band *band)
{
    const double *area = o->area + row * (o->n_place + 3);
    const double all = area[o->n_place + 2];
    const struct zone_entry *entry = &c->entry[c->cell[c->slot[slot].cell].first];
    if (!(all > 0)) /* less than coverage.c keeps */
        return true;
    bool good = true;
    for (size_t i = 0; good && i < o->n_place; i++)
        good = add_part(band, (struct zone_part){region, entry[i].place, area[i] / all});
    const uint32_t n = (uint32_t)c->n_place;
    return good &&
           add_part(band, (struct zone_part){region, n, 1 - area[o->n_place] / all}) &&
           add_part(band, (struct zone_part){region, n + 1, area[o->n_place + 1] / all});
}

/* Land of the places, and what they count again, as parts of the cell. */
static bool add_land(const struct zone_cells *c, size_t slot, const struct overlay *o,
                     struct zone_band *band)
{
    const double *area = o->area + o->n_region * (o->n_place + 3);
    const struct zone_entry *entry = &c->entry[c->cell[c->slot[slot].cell].first];
    const uint32_t again = (uint32_t)c->n_place + 1;
    bool good =
        add_part(band, (struct zone_part){ZONE_LAND, again, area[o->n_place + 1]});
    for (size_t i = 0; good && i < o->n_place; i++)
        good = add_part(band, (struct zone_part){ZONE_LAND, entry[i].place, area[i]});
    return good;
}

static bool take_parts(struct zone_cells *c, size_t slot, const struct overlay *o)
{
    struct zone_slot *s = &c->slot[slot];
    struct zone_band *band = &c->band[slot / ZONE_BAND];
    s->first_part = band->n;
    bool good = true;
    for (size_t i = 0; good && i < s->n_region; i++)
        good = add_parts(c, slot, o, i, c->region[s->first_region + i].shape, band);
    good = good && add_land(c, slot, o, band) &&
           add_parts(c, slot, o, s->n_region + 1, ZONE_NOBODY, band);
    s->n_part = band->n - s->first_part;
    return good;
}

static enum hg_status overlay_slots(struct band_work *w, struct overlay *o,
                                    struct hg_error *err)
{
    struct zone_cells *c = w->cells;
    size_t next = 0;
    for (size_t slot = w->first_slot; slot < w->end_slot; slot++) {
        const uint32_t cell = cell_of(c, slot), ncol = w->ncol;
        const uint32_t col = cell % ncol, row = cell / ncol;
        const struct overlay_cell at = {cell, w->west + col * w->dx,
                                        w->north - row * w->dy, w->dx, w->dy};
        const enum hg_status status = take_owners(w, slot, o, err);
        if (status != HG_OK)
            return status;
        bool good = true;
        for (; good && next < w->n && w->passing[next].slot == slot; next++)
            good = add_edge(w, &w->passing[next], o);
        if (!good || !overlay_measure(o, &at) || !take_parts(c, slot, o))
            return no_memory(err);
    }
    return HG_OK;
}

static enum hg_status overlay_band(void *context, size_t index, unsigned worker,
                                   struct hg_error *err)
{
    (void)worker;
    struct zone_cells *c = context;
    const struct hg_grid_params *p = hg_grid_params(c->grid);
    const size_t first = index * ZONE_BAND;
    const size_t end = first + ZONE_BAND < c->n_slot ? first + ZONE_BAND : c->n_slot;
    struct band_work w = {
        .cells = c,
        .first_slot = first,
        .end_slot = end,
        .first_cell = cell_of(c, first),
        .last_cell = cell_of(c, end - 1),
        .ncol = p->ncol,
        .west = p->box.west,
        .north = p->box.north,
        .dx = (p->box.east - p->box.west) / p->ncol,
        .dy = (p->box.north - p->box.south) / p->nrow,
    };
    struct overlay overlay = {0};
    walk_shapes(&w, c->params->places, 0);
    walk_shapes(&w, c->params->regions, (uint32_t)c->n_place);
    enum hg_status status = w.failed ? no_memory(err) : HG_OK;
    if (status == HG_OK) {
        if (w.n > 1)
            qsort(w.passing, w.n, sizeof(*w.passing), by_slot);
        status = overlay_slots(&w, &overlay, err);
    }
    overlay_finish(&overlay);
    free(w.passing);
    return status;
}

static void add_lands(struct zone_cells *c)
{
    for (size_t slot = 0; slot < c->n_slot; slot++) {
        const size_t at = c->slot[slot].cell;
        const double km2 = hg_grid_cell_km2(c->grid, c->cell[at].cell);
        size_t n = 0;
        const struct zone_part *part = zone_parts(c, (uint32_t)slot, ZONE_LAND, &n);
        for (size_t i = 0; i < n; i++)
            c->land_km2[part[i].row] += part[i].share * km2;
    }
}

enum hg_status zone_overlay(struct zone_cells *c, struct hg_error *err)
{
    c->n_band = (c->n_slot + ZONE_BAND - 1) / ZONE_BAND;
    c->band = calloc(c->n_band + 1, sizeof(*c->band));
    if (!c->band)
        return no_memory(err);
    const enum hg_status status =
        hg_parallel(c->params->threads, c->n_band, overlay_band, c, err);
    if (status == HG_OK)
        add_lands(c);
    return status;
}
