/* allocate.c - from totals to cells: who is placed by points, and what is left to spread
 */
#include "gridding/spread.h"

#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>

/* Masses of points may exceed their total by this part of it before that is told. */
static const double EXCESS = 1e-9;

struct allocating {
    const struct hg_allocate_params *p;
    size_t n_region, n_sector;
    size_t *cursor;              /* [points file]: where the next industry starts */
    hg_mass *diffuse;            /* [industry]: what is left for the proxies */
    struct hg_panel *panel;      /* [region]; n_cell 0 where there is none */
    struct hg_placement *placed; /* [industry]: of what was spread; mass 0 for none */
    size_t point_capacity, placement_capacity;
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

/* The points of one industry in one file. */
struct flock {
    enum hg_point_rule rule;
    const struct hg_point *point;
    size_t n;
};

/* Files keep the order of industries: each cursor moves on past this one. */
static struct flock next_flock(struct allocating *a, size_t file, size_t region,
                               size_t sector)
{
    const struct hg_points *points = a->p->points[file];
    size_t i = a->cursor[file];
    while (i < points->n &&
           (points->point[i].region < region ||
            (points->point[i].region == region && points->point[i].sector < sector)))
        i++;
    const size_t first = i;
    while (i < points->n && points->point[i].region == region &&
           points->point[i].sector == sector)
        i++;
    a->cursor[file] = i;
    return (struct flock){points->rule, points->point + first, i - first};
}

/* What is being placed: one industry, its flocks by file. */
struct industry {
    size_t region, sector;
    hg_mass total;
    size_t n_flock;
    struct flock *flock; /* [points file] */
    struct hg_placement inside, outside;
};

static enum hg_status add_point(struct allocating *a, struct industry *in,
                                const struct hg_point *point, hg_mass mass,
                                struct hg_error *err)
{
    struct hg_emissions *e = a->out->emissions;
    const uint32_t cell = hg_grid_cell_at(a->p->grid, point->x, point->y);
    struct hg_placement *placement = cell == HG_NO_CELL ? &in->outside : &in->inside;
    placement->n++;
    placement->mass += mass;
    if (cell == HG_NO_CELL) {
        a->out->outside += mass;
        return HG_OK;
    }
    if (mass == 0)
        return HG_OK;
    if (e->n_point == a->point_capacity) {
        const size_t capacity = 2 * a->point_capacity + 256;
        struct hg_point_mass *grown = realloc(e->point, capacity * sizeof(*grown));
        if (!grown)
            return no_memory(err);
        e->point = grown;
        a->point_capacity = capacity;
    }
    e->point[e->n_point++] = (struct hg_point_mass){
        cell, (uint32_t)(in->region * a->n_sector + in->sector), mass};
    return HG_OK;
}

static bool is_fixed(enum hg_point_rule rule)
{
    return rule != HG_POINTS_SCALE;
}

/* Weights of all points of one kind, in the order in which they are placed. */
static double sum_weights(const struct industry *in, bool fixed)
{
    double sum = 0;
    for (size_t f = 0; f < in->n_flock; f++)
        for (size_t i = 0; is_fixed(in->flock[f].rule) == fixed && i < in->flock[f].n;
             i++)
            sum += in->flock[f].point[i].site->weight;
    return sum;
}

/* Shares out a mass over all points of one kind by their weights. */
static enum hg_status share_out(struct allocating *a, struct industry *in, bool fixed,
                                hg_mass mass, struct hg_error *err)
{
    const double all = sum_weights(in, fixed);
    double sum = 0;
    hg_mass before = 0;
    enum hg_status status = HG_OK;
    for (size_t f = 0; f < in->n_flock; f++)
        for (size_t i = 0; is_fixed(in->flock[f].rule) == fixed && i < in->flock[f].n;
             i++) {
            const struct hg_point *point = &in->flock[f].point[i];
            if (!(point->site->weight > 0))
                continue;
            sum += point->site->weight;
            const hg_mass upto = hg_mass_upto(mass, fmin(1, sum / all)); /* at last: 1 */
            status = add_point(a, in, point, upto - before, err);
            if (status != HG_OK)
                return status;
            before = upto;
        }
    return HG_OK;
}

/* Points with masses of their own stand as they are. */
static enum hg_status place_as_they_are(struct allocating *a, struct industry *in,
                                        struct hg_error *err)
{
    for (size_t f = 0; f < in->n_flock; f++)
        for (size_t i = 0; is_fixed(in->flock[f].rule) && i < in->flock[f].n; i++) {
            const struct hg_point *point = &in->flock[f].point[i];
            hg_mass mass = 0;
            enum hg_status status = hg_mass_from_kg(point->site->weight, &mass, err);
            if (status == HG_OK && mass != 0)
                status = add_point(a, in, point, mass, err);
            if (status != HG_OK)
                return status;
        }
    return HG_OK;
}

static enum hg_status sum_fixed(const struct industry *in, hg_mass_sum *out,
                                struct hg_error *err)
{
    *out = 0;
    for (size_t f = 0; f < in->n_flock; f++)
        for (size_t i = 0; is_fixed(in->flock[f].rule) && i < in->flock[f].n; i++) {
            hg_mass mass = 0;
            const enum hg_status status =
                hg_mass_from_kg(in->flock[f].point[i].site->weight, &mass, err);
            if (status != HG_OK)
                return status;
            *out += mass;
        }
    return HG_OK;
}

/* Points first; *rest is what they leave. */
static enum hg_status place_points(struct allocating *a, struct industry *in,
                                   hg_mass *rest, struct hg_error *err)
{
    hg_mass_sum fixed = 0;
    enum hg_status status = sum_fixed(in, &fixed, err);
    *rest = in->total;
    if (status != HG_OK)
        return status;
    if (fixed > in->total) {
        if ((double)(fixed - in->total) > EXCESS * (double)in->total)
            a->out->n_rescaled++;
        *rest = 0;
        return in->total == 0 ? HG_OK : share_out(a, in, true, in->total, err);
    }
    if (fixed > 0) {
        status = place_as_they_are(a, in, err);
        *rest = (hg_mass)(in->total - fixed);
    }
    if (status == HG_OK && *rest > 0 && sum_weights(in, false) > 0) {
        status = share_out(a, in, false, *rest, err);
        *rest = 0;
    }
    return status;
}

static enum hg_status place_industry(struct allocating *a, struct industry *in,
                                     struct hg_error *err)
{
    const struct hg_placement none = {.region = in->region, .sector = in->sector};
    in->inside = in->outside = none;
    in->inside.kind = HG_PLACED_BY_POINTS;
    in->outside.kind = HG_PLACED_OUTSIDE;
    for (size_t f = 0; f < in->n_flock; f++)
        in->flock[f] = next_flock(a, f, in->region, in->sector);

    const size_t industry = in->region * a->n_sector + in->sector;
    in->total = a->p->inventory->total[industry];
    if (!a->p->inventory->gridded[in->sector])
        return HG_OK;
    hg_mass rest = 0;
    enum hg_status status = place_points(a, in, &rest, err);
    if (status == HG_OK && in->inside.n > 0)
        status = add_placement(a, in->inside, err);
    a->diffuse[industry] = rest;
    if (status == HG_OK && in->outside.n > 0)
        status = add_placement(a, in->outside, err);
    return status;
}

static enum hg_status place_all_points(struct allocating *a, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct industry in = {.n_flock = a->p->n_points};
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

static int by_cell(const void *p, const void *q)
{
    const struct hg_point_mass *a = p, *b = q;
    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    return (a->industry > b->industry) - (a->industry < b->industry);
}

/* One entry for each cell and industry. */
static void merge_points(struct hg_emissions *e)
{
    if (e->n_point == 0)
        return;
    qsort(e->point, e->n_point, sizeof(e->point[0]), by_cell);
    size_t n = 0;
    for (size_t i = 1; i < e->n_point; i++) {
        if (by_cell(&e->point[n], &e->point[i]) == 0)
            e->point[n].mass += e->point[i].mass;
        else
            e->point[++n] = e->point[i];
    }
    e->n_point = n + 1;
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
    merge_points(e);
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
    a->cursor = calloc(a->p->n_points + 1, sizeof(*a->cursor));
    a->diffuse = calloc(n + 1, sizeof(*a->diffuse));
    a->panel = calloc(a->n_region + 1, sizeof(*a->panel));
    a->placed = calloc(n + 1, sizeof(*a->placed));
    a->out = calloc(1, sizeof(*a->out));
    if (!a->cursor || !a->diffuse || !a->panel || !a->placed || !a->out)
        return false;
    struct hg_emissions *e = calloc(1, sizeof(*e));
    if (!e)
        return false;
    a->out->emissions = e;
    e->grid = a->p->grid;
    e->inventory = a->p->inventory;
    e->panel = calloc(a->n_region + 1, sizeof(*e->panel));
    return e->panel;
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
    status = place_all_points(&a, err);
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
