/* hotspot_plants.c - the plants that stand on hotspots, and what each has of them */
#include "study/hotspots.h"
#include "study/streams.h"
#include <stdlib.h>
#include <string.h>

struct plants {
    const struct job *job;
    const struct layer *layer;
    size_t n, room;
    struct cluster_plant *plant;
};

/* The cluster, from 1, and industry of a point that counts; 0: it does not. */
static uint32_t find_point(const struct plants *p, const struct hg_point *point,
                           size_t *industry, uint32_t *cell)
{
    const struct hg_inventory *inventory = p->job->inventory;
    *cell =
        point->diffuse ? HG_NO_CELL : hg_grid_cell_at(p->job->grid, point->x, point->y);
    if (*cell == HG_NO_CELL)
        return 0;
    const size_t r = hg_axis_find(inventory->regions, point->site->region);
    const size_t s = hg_axis_find(inventory->sectors, point->site->sector);
    if (r == HG_NOT_FOUND || s == HG_NOT_FOUND)
        return 0;
    *industry = r * hg_axis_size(inventory->sectors) + s;
    return p->layer->clusters->of_cell[*cell];
}

static enum hg_status add_points(struct plants *p, const struct hg_points *points,
                                 struct hg_error *err)
{
    for (size_t i = 0; i < points->n; i++) {
        const struct hg_point *point = &points->point[i];
        size_t industry = 0;
        uint32_t cell = 0;
        const uint32_t cluster = find_point(p, point, &industry, &cell);
        if (!cluster)
            continue;
        if (!p->plant || p->n == p->room) {
            p->room = 2 * p->room + 64;
            struct cluster_plant *grown = reallocarray(p->plant, p->room, sizeof(*grown));
            if (!grown)
                return no_memory(err, "the plants on hotspots");
            p->plant = grown;
        }
        p->plant[p->n++] = (struct cluster_plant){point->site, cell, cluster - 1,
                                                  industry, point->site->weight};
    }
    return HG_OK;
}

/* Plants of one industry in one cell stand together. */
static int by_place(const void *a, const void *b)
{
    const struct cluster_plant *x = a, *y = b;
    if (x->cell != y->cell)
        return x->cell < y->cell ? -1 : 1;
    if (x->industry != y->industry)
        return x->industry < y->industry ? -1 : 1;
    const int order = strcmp(x->site->id, y->site->id);
    return order ? order
                 : (x->site->line > y->site->line) - (x->site->line < y->site->line);
}

static int by_mass(const void *a, const void *b)
{
    const struct cluster_plant *x = a, *y = b;
    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    if (x->kg != y->kg)
        return x->kg < y->kg ? 1 : -1;
    return by_place(a, b);
}

/* The mass that points of an industry have in a cell. */
static double mass_at(const struct hg_emissions *e, uint32_t cell, size_t industry)
{
    size_t i = hg_find_cell(e->point, e->n_point, sizeof(*e->point), cell);
    for (; i < e->n_point && e->point[i].cell == cell; i++)
        if (e->point[i].industry == industry)
            return hg_mass_kg(e->point[i].mass);
    return 0;
}

/* Each plant gets of its industry's points in the cell what its weight is worth; kg is
 * the weight before, the mass after.  Streamed points and lines may have a part of that
 * mass too, of which nothing is known here: then there are none. */
static void share_out(struct plants *p, const double *coefficient)
{
    qsort(p->plant, p->n, sizeof(*p->plant), by_place);
    for (size_t first = 0, end = 0; first < p->n; first = end) {
        const struct cluster_plant *of = &p->plant[first];
        double weight = 0;
        for (; end < p->n && p->plant[end].cell == of->cell &&
               p->plant[end].industry == of->industry;
             end++)
            weight += p->plant[end].kg;
        const double kg = mass_at(p->job->emissions, of->cell, of->industry) *
                          coefficient[of->industry];
        for (size_t i = first; i < end; i++)
            p->plant[i].kg = weight > 0 ? kg * (p->plant[i].kg / weight) : 0;
    }
    qsort(p->plant, p->n, sizeof(*p->plant), by_mass);
}

enum hg_status layer_find_plants(const struct job *job, const struct layer *layer,
                                 struct cluster_plant **out, size_t *n,
                                 struct hg_error *err)
{
    struct plants p = {.job = job, .layer = layer};
    enum hg_status status = HG_OK;
    for (size_t f = 0;
         status == HG_OK && job->points && f < job->study->inventory.n_points; f++)
        if (!is_streamed(job->study->inventory.points[f].rule) && job->points[f])
            status = add_points(&p, job->points[f], err);
    const size_t n_industry = job_industries(job);
    double *coefficient = calloc(2 * n_industry + 1, sizeof(*coefficient));
    if (!coefficient) {
        free(p.plant);
        return no_memory(err, "the plants on hotspots");
    }
    if (status == HG_OK) {
        plan_coefficients(job, layer, coefficient, coefficient + n_industry, 1);
        if (p.n)
            share_out(&p, coefficient);
        *out = p.plant;
        *n = p.n;
        p.plant = NULL; /* now the caller's */
    }
    free(coefficient);
    free(p.plant);
    return status;
}
