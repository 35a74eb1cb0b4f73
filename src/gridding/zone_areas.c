/* zone_areas.c - areas of places on the ellipsoid */
#include "gridding/zone_cells.h"
#include <hotgrid/cut.h>
#include <math.h>
#include <stdlib.h>

/* Twice the planar area of a shape, in the crs. */
static double planar(const struct hg_shapes *s, const struct hg_shape *shape)
{
    double sum = 0;
    for (size_t r = shape->first_ring; r < shape->first_ring + shape->n_ring; r++) {
        const struct hg_ring *ring = &s->ring[r];
        for (size_t i = 0; i < ring->count; i++) {
            const size_t a = ring->first + i;
            const size_t b = ring->first + (i + 1 < ring->count ? i + 1 : 0);
            const size_t o = ring->first;
            sum += (s->x[a] - s->x[o]) * (s->y[b] - s->y[o]) -
                   (s->x[b] - s->x[o]) * (s->y[a] - s->y[o]);
        }
    }
    return sum;
}

static void take(struct hg_zones *zones, size_t place, double whole, double outside)
{
    const double before = zones->km2_on[place];
    zones->km2[place] = whole;
    zones->km2_on[place] = whole - outside;
    if (before > 0)
        zones->land_km2[place] *= zones->km2_on[place] / before;
}

/* What polygons of one place cover of cells beyond all of them. */
static double again(const struct hg_grid *grid, const struct hg_cut *cut, size_t shape)
{
    double sum = 0;
    for (size_t i = cut->first[shape]; i < cut->first[shape + 1]; i++)
        sum += fmax(0, cut->size[i] - hg_grid_cell_km2(grid, cut->cell[i]));
    return sum;
}

enum hg_status zone_measure(const struct hg_grid *grid,
                            const struct hg_zone_params *params, struct hg_zones *zones,
                            struct hg_error *err)
{
    const struct hg_shapes *places = params->places;
    const struct hg_grid_params *g = hg_grid_params(grid);
    const double cell =
        (g->box.east - g->box.west) / g->ncol * (g->box.north - g->box.south) / g->nrow;
    struct hg_shapes some = *places; /* those with an area: a cut wants one */
    struct hg_cut *cut = NULL;
    size_t *of = calloc(places->n_shape + 1, sizeof(*of));
    some.shape = calloc(places->n_shape + 1, sizeof(*some.shape));
    enum hg_status status = HG_E_MEMORY;
    if (!of || !some.shape) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the areas of places");
        goto done;
    }
    some.n_shape = 0;
    for (size_t i = 0; i < places->n_shape; i++)
        if (planar(places, &places->shape[i]) > 1e-9 * cell) {
            of[some.n_shape] = i;
            some.shape[some.n_shape++] = places->shape[i];
        }
    const struct hg_cut_params cutting = {grid, &some, HG_AREAS,
                                          true, NULL,  params->threads};
    status = hg_cut(&cutting, &cut, err);
    for (size_t i = 0; status == HG_OK && i < some.n_shape; i++) {
        take(zones, of[i], cut->whole[i], cut->outside[i]);
        zones->km2_again[of[i]] = again(grid, cut, i);
    }
done:
    hg_cut_destroy(cut);
    free(some.shape);
    free(of);
    return status;
}
