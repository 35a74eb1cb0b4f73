/* allocate.c - from totals to cells: who is placed by sources, and what is left to spread
 */
#include "gridding/spread.h"

#include <hotgrid/large.h>
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>

/* Masses of sources may exceed their total by this part of it before that is told. */
static const double EXCESS = 1e-9;

struct allocating {
    const struct hg_allocate_params *p;
    size_t n_region, n_sector;
    size_t *cursor;              /* [file]: where the next industry starts */
    hg_mass *diffuse;            /* [industry]: what is left for the proxies */
    struct hg_panel *panel;      /* [region]; n_cell 0 where there is none */
    struct hg_placement *placed; /* [industry]: of what was spread; mass 0 for none */
    size_t placement_capacity;
    bool squares; /* of any file */
    struct hg_allocation *out;
};

void hg_allocation_destroy(struct hg_allocation *allocation)
{
    if (!allocation)
        return;
    hg_emissions_destroy(allocation->emissions);
    free(allocation->placement);
    free(allocation);
}

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory to place the emissions");
}

static enum hg_status add_placement(struct allocating *a, struct hg_placement placement,
                                    struct hg_error *err)
{
    struct hg_allocation *out = a->out;
    if (out->n_placement == a->placement_capacity) {
        const size_t capacity = 2 * a->placement_capacity + 64;
        struct hg_placement *grown = realloc(out->placement, capacity * sizeof(*grown));
        if (!grown)
            return no_memory(err);
        out->placement = grown;
        a->placement_capacity = capacity;
    }
    out->placement[out->n_placement++] = placement;
    return HG_OK;
}

/* The pieces of one industry in one file of sources. */
struct flock {
    enum hg_point_rule rule;
    const struct hg_piece *piece;
    const struct hg_squares *square; /* NULL: one source each */
    size_t n, n_inside, n_outside;
};

/* The first piece, from `low` on, of an industry that is not before this one. */
static size_t first_piece(const struct hg_pieces *pieces, size_t low, uint32_t industry)
{
    size_t high = pieces->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (pieces->piece[middle].industry < industry)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Files keep the order of industries: each cursor moves on past this one. */
static struct flock next_flock(struct allocating *a, size_t file, uint32_t industry)
{
    const struct hg_pieces *pieces = a->p->pieces[file];
    const size_t first = first_piece(pieces, a->cursor[file], industry);
    const size_t end = first_piece(pieces, first, industry + 1);
    a->cursor[file] = end;
    return (struct flock){pieces->rule,
                          pieces->piece + first,
                          pieces->square ? pieces->square + first : NULL,
                          end - first,
                          pieces->n_inside[industry],
                          pieces->n_outside[industry]};
}

/* What is being placed: one industry, its flocks by file. */
struct industry {
    size_t region, sector;
    hg_mass total;
    hg_mass given_up; /* by pieces without a place: goes to the proxies */
    size_t n_flock;
    struct flock *flock; /* [file] */
    struct hg_placement inside, outside;
};

/* What piece i of a flock has become: some mass in its cell. */
static void add_piece(struct allocating *a, struct industry *in,
                      const struct flock *flock, size_t i, hg_mass mass)
{
    const uint32_t cell = flock->piece[i].cell;
    struct hg_emissions *e = a->out->emissions;
    if (cell == HG_DIFFUSE_CELL) {
        in->given_up += mass;
        return;
    }
    if (cell == HG_NO_CELL) {
        in->outside.mass += mass;
        a->out->outside += mass;
        return;
    }
    in->inside.mass += mass;
    if (mass == 0)
        return;
    if (a->squares)
        e->square[e->n_point] = flock->square ? flock->square[i] : hg_squares_of(NAN);
    e->point[e->n_point++] = (struct hg_point_mass){
        cell, (uint32_t)(in->region * a->n_sector + in->sector), mass};
}

static double sum_weights(const struct industry *in)
{
    double sum = 0;
    for (size_t f = 0; f < in->n_flock; f++)
        for (size_t i = 0; in->flock[f].rule == HG_POINTS_SCALE && i < in->flock[f].n;
             i++)
            sum += in->flock[f].piece[i].weight;
    return sum;
}

/* Shares out a mass over all pieces with weights. */
static void share_out(struct allocating *a, struct industry *in, hg_mass mass)
{
    const double all = sum_weights(in);
    double sum = 0;
    hg_mass before = 0;
    for (size_t f = 0; f < in->n_flock; f++)
        for (size_t i = 0; in->flock[f].rule == HG_POINTS_SCALE && i < in->flock[f].n;
             i++) {
            const struct hg_piece *piece = &in->flock[f].piece[i];
            if (!(piece->weight > 0))
                continue;
            sum += piece->weight;
            const hg_mass upto = hg_mass_upto(mass, fmin(1, sum / all)); /* at last: 1 */
            add_piece(a, in, &in->flock[f], i, upto - before);
            before = upto;
        }
}

/* Pieces with masses of their own stand as they are, or are scaled down to a mass: all is
 * their sum. */
static void place_masses(struct allocating *a, struct industry *in, hg_mass_sum all,
                         hg_mass mass)
{
    hg_mass_sum sum = 0;
    hg_mass before = 0;
    for (size_t f = 0; f < in->n_flock; f++)
        for (size_t i = 0; in->flock[f].rule != HG_POINTS_SCALE && i < in->flock[f].n;
             i++) {
            sum += in->flock[f].piece[i].mass;
            const hg_mass upto =
                all == mass ? (hg_mass)sum
                            : hg_mass_upto(mass, fmin(1, (double)sum / (double)all));
            add_piece(a, in, &in->flock[f], i, upto - before);
            before = upto;
        }
}

static hg_mass_sum sum_masses(const struct industry *in)
{
    hg_mass_sum sum = 0;
    for (size_t f = 0; f < in->n_flock; f++)
        for (size_t i = 0; in->flock[f].rule != HG_POINTS_SCALE && i < in->flock[f].n;
             i++)
            sum += in->flock[f].piece[i].mass;
    return sum;
}

/* Sources first; returns what they leave. */
static hg_mass place_sources(struct allocating *a, struct industry *in)
{
    const hg_mass_sum masses = sum_masses(in);
    hg_mass rest = in->total;
    if (masses > in->total) {
        if ((double)(masses - in->total) > EXCESS * (double)in->total)
            a->out->n_rescaled++;
        rest = 0;
        if (in->total != 0)
            place_masses(a, in, masses, in->total);
    } else {
        if (masses > 0) {
            place_masses(a, in, masses, (hg_mass)masses);
            rest = (hg_mass)(in->total - masses);
        }
        if (rest > 0 && sum_weights(in) > 0) {
            share_out(a, in, rest);
            rest = 0;
        }
    }
    return rest + in->given_up;
}

static enum hg_status place_industry(struct allocating *a, struct industry *in,
                                     struct hg_error *err)
{
    const size_t industry = in->region * a->n_sector + in->sector;
    const struct hg_placement none = {.region = in->region, .sector = in->sector};
    in->inside = in->outside = none;
    in->inside.kind = HG_PLACED_BY_POINTS;
    in->outside.kind = HG_PLACED_OUTSIDE;
    in->given_up = 0;
    for (size_t f = 0; f < in->n_flock; f++) {
        in->flock[f] = next_flock(a, f, (uint32_t)industry);
        in->inside.n += in->flock[f].n_inside;
        in->outside.n += in->flock[f].n_outside;
    }

    in->total = a->p->inventory->total[industry];
    if (!a->p->inventory->gridded[in->sector])
        return HG_OK;
    enum hg_status status = HG_OK;
    a->diffuse[industry] = place_sources(a, in);
    if (in->inside.n > 0 && in->inside.mass > 0)
        status = add_placement(a, in->inside, err);
    if (status == HG_OK && in->outside.n > 0 && in->outside.mass > 0)
        status = add_placement(a, in->outside, err);
    return status;
}

static enum hg_status place_all_sources(struct allocating *a, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct industry in = {.n_flock = a->p->n_pieces};
    in.flock = calloc(in.n_flock + 1, sizeof(*in.flock));
    if (!in.flock)
        return no_memory(err);
    for (; in.region < a->n_region && status == HG_OK; in.region++)
        for (in.sector = 0; in.sector < a->n_sector && status == HG_OK; in.sector++)
            status = place_industry(a, &in, err);
    free(in.flock);
    return status;
}

static enum hg_status spread_region(void *context, size_t region, unsigned worker,
                                    struct hg_error *err)
{
    (void)worker;
    struct allocating *a = context;
    return spread(a->p, region, a->diffuse + region * a->n_sector, &a->panel[region],
                  a->placed + region * a->n_sector, err);
}

enum { DIGITS = 1 << 12 }; /* of a radix sort */

/* One pass by the bits of a digit of the cell; equal ones keep their order. */
static void sort_by_bits(size_t n, unsigned shift, const struct hg_emissions *e,
                         struct hg_emissions *sorted)
{
    const struct hg_point_mass *from = e->point;
    size_t first[DIGITS + 1] = {0};
    for (size_t i = 0; i < n; i++)
        first[(from[i].cell >> shift) % DIGITS + 1]++;
    for (size_t d = 1; d <= DIGITS; d++)
        first[d] += first[d - 1];
    for (size_t i = 0; i < n; i++) {
        const size_t at = first[(from[i].cell >> shift) % DIGITS]++;
        sorted->point[at] = from[i];
        if (e->square)
            sorted->square[at] = e->square[i];
    }
}

/* By cell, then industry: they come by industry. */
static enum hg_status sort_points(struct hg_emissions *e, struct hg_error *err)
{
    struct hg_emissions room = {0};
    const size_t size = (e->n_point + 1) * sizeof(*room.point);
    const uint32_t most = (uint32_t)(hg_grid_cells(e->grid) - 1);
    room.point = hg_large(malloc(size), size);
    room.square = e->square ? malloc((e->n_point + 1) * sizeof(*room.square)) : NULL;
    const bool good = room.point && (room.square || !e->square);
    for (unsigned shift = 0; good && shift < 32 && most >> shift > 0; shift += 12) {
        sort_by_bits(e->n_point, shift, e, &room);
        const struct hg_emissions sorted = room;
        room.point = e->point;
        room.square = e->square;
        e->point = sorted.point;
        e->square = sorted.square;
    }
    free(room.point);
    free(room.square);
    return good ? HG_OK : no_memory(err);
}

/* Do points come by cell and industry, none of them twice? */
static bool points_rise(const struct hg_emissions *e)
{
    bool rise = true;
    for (size_t i = 1; rise && i < e->n_point; i++) {
        const struct hg_point_mass *a = &e->point[i - 1], *b = &e->point[i];
        rise = a->cell < b->cell || (a->cell == b->cell && a->industry < b->industry);
    }
    return rise;
}

/* One entry for each cell and industry. */
static enum hg_status merge_points(struct hg_emissions *e, struct hg_error *err)
{
    if (points_rise(e))
        return HG_OK;
    const enum hg_status status = sort_points(e, err);
    if (status != HG_OK)
        return status;
    size_t n = 0;
    for (size_t i = 1; i < e->n_point; i++) {
        const struct hg_point_mass *point = &e->point[i];
        const bool same =
            e->point[n].cell == point->cell && e->point[n].industry == point->industry;
        if (e->square && same)
            e->square[n] = hg_squares_add(e->square[n], hg_mass_kg(e->point[n].mass),
                                          e->square[i], hg_mass_kg(point->mass));
        else if (e->square)
            e->square[n + 1] = e->square[i];
        if (same)
            e->point[n].mass += point->mass;
        else
            e->point[++n] = *point;
    }
    e->n_point = n + 1;
    return HG_OK;
}

static int by_place(const void *p, const void *q)
{
    const struct hg_placement *a = p, *b = q;
    if (a->region != b->region)
        return a->region < b->region ? -1 : 1;
    if (a->sector != b->sector)
        return a->sector < b->sector ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

/* Takes over what the regions have made of their diffuse mass. */
static enum hg_status collect(struct allocating *a, struct hg_error *err)
{
    struct hg_emissions *e = a->out->emissions;
    for (size_t i = 0; i < a->n_region * a->n_sector; i++) {
        if (a->placed[i].mass == 0)
            continue;
        if (a->placed[i].kind == HG_PLACED_NOWHERE)
            a->out->unlocated += a->placed[i].mass;
        const enum hg_status status = add_placement(a, a->placed[i], err);
        if (status != HG_OK)
            return status;
    }
    if (a->out->n_placement > 0)
        qsort(a->out->placement, a->out->n_placement, sizeof(a->out->placement[0]),
              by_place);
    const enum hg_status merged = merge_points(e, err);
    if (merged != HG_OK)
        return merged;
    for (size_t r = 0; r < a->n_region; r++) {
        if (a->panel[r].n_cell == 0)
            continue;
        e->panel[e->n_panel++] = a->panel[r];
        a->panel[r] = (struct hg_panel){0};
    }
    return HG_OK;
}

static bool start(struct allocating *a)
{
    const size_t n = a->n_region * a->n_sector;
    a->cursor = calloc(a->p->n_pieces + 1, sizeof(*a->cursor));
    a->diffuse = calloc(n + 1, sizeof(*a->diffuse));
    a->panel = calloc(a->n_region + 1, sizeof(*a->panel));
    a->placed = calloc(n + 1, sizeof(*a->placed));
    a->out = calloc(1, sizeof(*a->out));
    if (!a->cursor || !a->diffuse || !a->panel || !a->placed || !a->out)
        return false;
    size_t n_piece = 0;
    for (size_t f = 0; f < a->p->n_pieces; f++) {
        n_piece += a->p->pieces[f]->n;
        a->squares |= a->p->pieces[f]->square != NULL;
    }
    struct hg_emissions *e = calloc(1, sizeof(*e));
    if (!e)
        return false;
    a->out->emissions = e;
    e->grid = a->p->grid;
    e->inventory = a->p->inventory;
    e->panel = calloc(a->n_region + 1, sizeof(*e->panel));
    /* A piece becomes a point at most; memory is taken as it is filled. */
    const size_t size = (n_piece + 1) * sizeof(*e->point);
    e->point = hg_large(malloc(size), size);
    e->square = a->squares ? malloc((n_piece + 1) * sizeof(*e->square)) : NULL;
    return e->panel && e->point && (e->square || !a->squares);
}

enum hg_status hg_allocate(const struct hg_allocate_params *params,
                           struct hg_allocation **out, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct allocating a = {.p = params,
                           .n_region = hg_axis_size(params->inventory->regions),
                           .n_sector = hg_axis_size(params->inventory->sectors)};
    if (!start(&a)) {
        status = no_memory(err);
        goto done;
    }
    status = place_all_sources(&a, err);
    if (status != HG_OK)
        goto done;
    status = hg_parallel(params->threads, a.n_region, spread_region, &a, err);
    if (status != HG_OK)
        goto done;
    status = collect(&a, err);
    if (status != HG_OK)
        goto done;
    *out = a.out;
    a.out = NULL;
done:
    hg_allocation_destroy(a.out);
    for (size_t r = 0; a.panel && r < a.n_region; r++)
        hg_panel_finish(&a.panel[r]);
    free(a.cursor);
    free(a.diffuse);
    free(a.panel);
    free(a.placed);
    return status;
}
