/* clusters.c - the densest cells of a layer, put together where they hang together */
#include "hotspot/bands.h"
#include <hotgrid/clusters.h>
#include <hotgrid/top_cells.h>
#include <math.h>
#include <stdlib.h>

struct finding {
    const struct hg_cluster_params *params;
    uint32_t ncol, nrow;
    bool closed;
    struct bands bands; /* of DBSCAN */
    uint32_t *of_cell;  /* [cell]: CANDIDATE, or the number of its cluster */
    uint8_t *core;      /* [cell]; NULL: connected, every candidate is one */
    size_t n_candidate;
    uint32_t *candidate; /* rising */
    uint32_t *stack;     /* [n_candidate] */
};

/* A candidate that is in no cluster yet; no number is as large. */
static const uint32_t CANDIDATE = UINT32_MAX;

static double density(const struct finding *f, uint32_t cell)
{
    return f->params->kg[cell] / hg_grid_cell_km2(f->params->grid, cell);
}

/* The denser cell, ties by number; HG_NO_CELL is less than any. */
static uint32_t denser(const struct finding *f, uint32_t a, uint32_t b)
{
    if (a == HG_NO_CELL || b == HG_NO_CELL)
        return a == HG_NO_CELL ? b : a;
    const double of_a = density(f, a), of_b = density(f, b);
    if (of_a != of_b)
        return of_a > of_b ? a : b;
    return a < b ? a : b;
}

/* The cells above 0, of which the densest become candidates. */
struct above {
    size_t n;
    uint32_t *cell, *hit;
    double *kg, *km2;
};

static void above_finish(struct above *above)
{
    free(above->cell);
    free(above->hit);
    free(above->kg);
    free(above->km2);
}

static enum hg_status above_create(const struct hg_cluster_params *p, struct above *above,
                                   struct hg_error *err)
{
    const size_t n_cell = hg_grid_cells(p->grid);
    size_t n = 0;
    for (size_t cell = 0; cell < n_cell; cell++)
        n += p->kg[cell] > 0;
    above->cell = malloc((n + 1) * sizeof(*above->cell));
    above->hit = calloc(n + 1, sizeof(*above->hit));
    above->kg = malloc((n + 1) * sizeof(*above->kg));
    above->km2 = malloc((n + 1) * sizeof(*above->km2));
    if (!above->cell || !above->hit || !above->kg || !above->km2)
        return hg_fail(err, HG_E_MEMORY, "no memory for the hotspots of %zu cells", n);
    for (size_t cell = 0; cell < n_cell; cell++)
        if (p->kg[cell] > 0) {
            above->cell[above->n] = (uint32_t)cell;
            above->kg[above->n] = p->kg[cell];
            above->km2[above->n++] = hg_grid_cell_km2(p->grid, (uint32_t)cell);
        }
    return HG_OK;
}

static enum hg_status find_candidates(struct finding *f, struct hg_error *err)
{
    struct above above = {0};
    struct hg_top_cells *top = NULL;
    enum hg_status status = above_create(f->params, &above, err);
    if (status == HG_OK)
        status = hg_top_cells_create(above.n, above.km2, f->params->area_km2, &top, err);
    if (status != HG_OK)
        goto done;
    f->n_candidate = hg_top_cells_count(top, above.kg, above.hit);
    f->candidate = calloc(f->n_candidate + 1, sizeof(*f->candidate));
    f->stack = malloc((f->n_candidate + 1) * sizeof(*f->stack));
    if (!f->candidate || !f->stack) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for %zu hotspots", f->n_candidate);
        goto done;
    }
    for (size_t i = 0, n = 0; i < above.n; i++)
        if (above.hit[i]) {
            f->of_cell[above.cell[i]] = CANDIDATE;
            f->candidate[n++] = above.cell[i];
        }
done:
    hg_top_cells_destroy(top);
    above_finish(&above);
    return status;
}

/* The columns about a cell in the row `down` below its own. */
static struct band_runs runs(const struct finding *f, uint32_t cell, int32_t down)
{
    const struct bands eight = {.ncol = f->ncol,
                                .nrow = f->nrow,
                                .closed = f->closed,
                                .reach = 1,
                                .half = (int32_t[]){1, 1, 1}};
    return bands_runs(f->core ? &f->bands : &eight, cell / f->ncol, cell % f->ncol, down);
}

typedef void neighbour_task(struct finding *f, uint32_t neighbour, void *context);

/* Runs task for each cell about a cell, itself among them, rising. */
static void each_neighbour(struct finding *f, uint32_t cell, neighbour_task *task,
                           void *context)
{
    const int32_t reach = f->core ? (int32_t)f->bands.reach : 1;
    for (int32_t down = -reach; down <= reach; down++) {
        const struct band_runs r = runs(f, cell, down);
        const uint32_t row = (uint32_t)((int64_t)(cell / f->ncol) + down) * f->ncol;
        for (unsigned i = 0; i < r.n; i++)
            for (uint32_t col = r.first[i]; col < r.end[i]; col++)
                if (f->of_cell[row + col])
                    task(f, row + col, context);
    }
}

struct crowd {
    size_t n;
    double kg;
};

static void count_neighbour(struct finding *f, uint32_t neighbour, void *context)
{
    struct crowd *crowd = context;
    crowd->n++;
    crowd->kg += f->params->kg[neighbour];
}

static enum hg_status find_cores(struct finding *f, struct hg_error *err)
{
    f->core = calloc(hg_grid_cells(f->params->grid), 1);
    if (!f->core)
        return hg_fail(err, HG_E_MEMORY, "no memory for the cores of hotspots");
    const enum hg_status status =
        bands_create(f->params->grid, f->params->distance_km, &f->bands, err);
    for (size_t i = 0; status == HG_OK && i < f->n_candidate; i++) {
        struct crowd crowd = {0};
        each_neighbour(f, f->candidate[i], count_neighbour, &crowd);
        f->core[f->candidate[i]] =
            crowd.n >= f->params->min_cells && crowd.kg >= f->params->min_kg;
    }
    return status;
}

struct growth {
    uint32_t number;
    size_t height; /* of the stack */
};

static void join(struct finding *f, uint32_t neighbour, void *context)
{
    struct growth *growth = context;
    if (f->of_cell[neighbour] != CANDIDATE || (f->core && !f->core[neighbour]))
        return;
    f->of_cell[neighbour] = growth->number;
    f->stack[growth->height++] = neighbour;
}

/* Numbers clusters in the order of their first cells; how many there are. */
static uint32_t grow(struct finding *f)
{
    struct growth growth = {0};
    for (size_t i = 0; i < f->n_candidate; i++) {
        const uint32_t seed = f->candidate[i];
        if (f->of_cell[seed] != CANDIDATE || (f->core && !f->core[seed]))
            continue;
        growth.number++;
        join(f, seed, &growth);
        while (growth.height > 0)
            each_neighbour(f, f->stack[--growth.height], join, &growth);
    }
    return growth.number;
}

static void find_densest_core(struct finding *f, uint32_t neighbour, void *context)
{
    uint32_t *densest = context;
    if (f->core[neighbour])
        *densest = denser(f, *densest, neighbour);
}

/* What is no core but within reach of one. */
static void join_rest(struct finding *f)
{
    for (size_t i = 0; f->core && i < f->n_candidate; i++) {
        uint32_t densest = HG_NO_CELL;
        if (f->core[f->candidate[i]])
            continue;
        each_neighbour(f, f->candidate[i], find_densest_core, &densest);
        f->of_cell[f->candidate[i]] = densest == HG_NO_CELL ? 0 : f->of_cell[densest];
    }
}

/* Sums of a cluster while its cells are met. */
struct part {
    struct hg_cluster cluster;
    double dx, dy; /* kg times columns and rows from the first cell */
    uint32_t first;
    uint32_t number; /* as it was found */
};

/* Columns from one cell to another, the short way round. */
static double columns_between(const struct finding *f, uint32_t from, uint32_t to)
{
    const double d = (double)(to % f->ncol) - (double)(from % f->ncol), n = f->ncol;
    if (!f->closed)
        return d;
    return d > n / 2 ? d - n : d < -n / 2 ? d + n : d;
}

static void add_up(const struct finding *f, struct part *part)
{
    for (size_t i = 0; i < f->n_candidate; i++) {
        const uint32_t cell = f->candidate[i];
        if (!f->of_cell[cell])
            continue;
        struct part *p = &part[f->of_cell[cell] - 1];
        struct hg_cluster *c = &p->cluster;
        const double kg = f->params->kg[cell];
        if (c->n_cell++ == 0) {
            p->first = c->peak_cell = cell;
            p->number = f->of_cell[cell];
        }
        c->peak_cell = denser(f, c->peak_cell, cell);
        c->kg += kg;
        c->km2 += hg_grid_cell_km2(f->params->grid, cell);
        p->dx += kg * columns_between(f, p->first, cell);
        const uint32_t row = cell / f->ncol, first_row = p->first / f->ncol;
        p->dy += kg * ((double)row - (double)first_row);
    }
}

static void place(const struct finding *f, struct part *part)
{
    const struct hg_grid_params *p = hg_grid_params(f->params->grid);
    struct hg_cluster *c = &part->cluster;
    const double dx = (p->box.east - p->box.west) / p->ncol;
    const double dy = (p->box.north - p->box.south) / p->nrow;
    hg_grid_centre(f->params->grid, part->first, &c->x, &c->y);
    c->x += part->dx / c->kg * dx;
    c->y -= part->dy / c->kg * dy;
    if (f->closed && c->x < p->box.west)
        c->x += 360;
    else if (f->closed && c->x >= p->box.east)
        c->x -= 360;
    c->peak_kg_per_km2 = density(f, c->peak_cell);
    c->lon = c->x;
    c->lat = c->y;
    hg_transform_apply(f->params->to_lonlat, 1, &c->lon, &c->lat);
}

static int by_mass(const void *a, const void *b)
{
    const struct hg_cluster *x = &((const struct part *)a)->cluster,
                            *y = &((const struct part *)b)->cluster;
    if (x->kg != y->kg)
        return x->kg < y->kg ? 1 : -1;
    return x->peak_cell < y->peak_cell ? -1 : x->peak_cell > y->peak_cell;
}

/* A cluster of DBSCAN has as much about its cores, whatever joined others. */
static bool is_kept(const struct finding *f, const struct hg_cluster *cluster)
{
    return f->core ||
           (cluster->n_cell >= f->params->min_cells && cluster->kg >= f->params->min_kg);
}

/* Keeps what is large enough, largest first, and numbers the cells anew. */
static enum hg_status number_clusters(struct finding *f, size_t n, struct part *part,
                                      struct hg_clusters *out, struct hg_error *err)
{
    uint32_t *renamed = calloc(n + 1, sizeof(*renamed));
    out->cluster = calloc(n + 1, sizeof(*out->cluster));
    if (!renamed || !out->cluster) {
        free(renamed);
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu hotspots", n);
    }
    qsort(part, n, sizeof(*part), by_mass);
    for (size_t i = 0; i < n; i++)
        if (is_kept(f, &part[i].cluster)) {
            place(f, &part[i]);
            out->cluster[out->n++] = part[i].cluster;
            renamed[part[i].number] = (uint32_t)out->n;
        }
    for (size_t i = 0; i < f->n_candidate; i++)
        f->of_cell[f->candidate[i]] = renamed[f->of_cell[f->candidate[i]]];
    free(renamed);
    return HG_OK;
}

enum hg_status hg_find_clusters(const struct hg_cluster_params *params,
                                struct hg_clusters **out, struct hg_error *err)
{
    const struct hg_grid_params *grid = hg_grid_params(params->grid);
    struct finding f = {.params = params,
                        .ncol = grid->ncol,
                        .nrow = grid->nrow,
                        .closed = bands_closed(params->grid)};
    struct part *part = NULL;
    struct hg_clusters *found = calloc(1, sizeof(*found));
    f.of_cell = calloc(hg_grid_cells(params->grid), sizeof(*f.of_cell));
    enum hg_status status = HG_E_MEMORY;
    if (!found || !f.of_cell) {
        (void)hg_fail(err, HG_E_MEMORY, "no memory for hotspots");
        goto done;
    }
    status = find_candidates(&f, err);
    if (status == HG_OK && params->distance_km > 0)
        status = find_cores(&f, err);
    if (status != HG_OK)
        goto done;
    const uint32_t n = grow(&f);
    join_rest(&f);
    part = calloc((size_t)n + 1, sizeof(*part));
    if (!part) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for %u hotspots", n);
        goto done;
    }
    add_up(&f, part);
    status = number_clusters(&f, n, part, found, err);
    if (status != HG_OK)
        goto done;
    found->of_cell = f.of_cell;
    f.of_cell = NULL;
    *out = found;
    found = NULL; /* now the caller's */
done:
    free(part);
    free(f.of_cell);
    free(f.core);
    free(f.candidate);
    free(f.stack);
    bands_finish(&f.bands);
    hg_clusters_destroy(found);
    return status;
}

void hg_clusters_destroy(struct hg_clusters *clusters)
{
    if (!clusters)
        return;
    free(clusters->cluster);
    free(clusters->of_cell);
    free(clusters);
}
