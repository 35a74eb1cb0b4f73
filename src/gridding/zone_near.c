/* zone_near.c - the nearest of many points within a radius, on the ellipsoid */
#include "gridding/zone_cells.h"
#include <hotgrid/geodesy.h>
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double RAD = 3.14159265358979323846 / 180;
static const double KM_OF_DEGREE = 110.5; /* of latitude, at least */
static const double KM_OF_RADIAN = 6330;  /* along any geodesic, at least */

struct point {
    double lat, lon;
    double x, y, z; /* on the unit sphere */
    size_t index;
};

struct zone_near {
    size_t n;
    double radius_km, chord2; /* no point within the radius is farther on the sphere */
    struct point *point;      /* by latitude */
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for the surroundings of points");
}

static struct point at(double lon, double lat, size_t index)
{
    return (struct point){lat,
                          lon,
                          cos(lat * RAD) * cos(lon * RAD),
                          cos(lat * RAD) * sin(lon * RAD),
                          sin(lat * RAD),
                          index};
}

static int by_latitude(const void *a, const void *b)
{
    const struct point *p = a, *q = b;
    if (p->lat != q->lat)
        return p->lat < q->lat ? -1 : 1;
    return (p->index > q->index) - (p->index < q->index);
}

void zone_near_destroy(struct zone_near *near)
{
    if (!near)
        return;
    free(near->point);
    free(near);
}

enum hg_status zone_near_create(const struct hg_zone_params *params,
                                struct zone_near **out, struct hg_error *err)
{
    struct zone_near *near = calloc(1, sizeof(*near));
    struct point *point = calloc(params->n_point + 1, sizeof(*point));
    if (!near || !point) {
        free(near);
        free(point);
        return no_memory(err);
    }
    for (size_t i = 0; i < params->n_point; i++)
        point[i] = at(params->lon[i], params->lat[i], i);
    if (params->n_point > 1)
        qsort(point, params->n_point, sizeof(*point), by_latitude);
    const double angle = fmin(params->radius_km / KM_OF_RADIAN, 3.14159);
    const double chord = 2 * sin(angle / 2) * 1.005 + 1e-9; /* geodetic latitudes */
    *near = (struct zone_near){params->n_point, params->radius_km, chord * chord, point};
    *out = near;
    return HG_OK;
}

static size_t first_from(const struct zone_near *near, double lat)
{
    size_t low = 0, high = near->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (near->point[middle].lat < lat)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t zone_nearest(const struct zone_near *near, double lon, double lat)
{
    const double reach = near->radius_km / KM_OF_DEGREE + 1e-9;
    const struct point from = at(lon, lat, 0);
    size_t nearest = near->n;
    double best = INFINITY;
    if (isnan(lon) || isnan(lat))
        return near->n;
    for (size_t i = first_from(near, lat - reach);
         i < near->n && near->point[i].lat <= lat + reach; i++) {
        const struct point *p = &near->point[i];
        const double x = p->x - from.x, y = p->y - from.y, z = p->z - from.z;
        if (x * x + y * y + z * z > near->chord2)
            continue;
        const double km = hg_geodesic_km(lon, lat, p->lon, p->lat);
        if (km <= near->radius_km && (km < best || (km == best && p->index < nearest))) {
            best = km;
            nearest = p->index;
        }
    }
    return nearest;
}

struct row_work {
    const struct zone_near *near;
    const struct hg_grid *grid;
    const struct hg_transform *to_lonlat;
    uint32_t *nearest; /* [cell]; UINT32_MAX: none, or not asked for */
};

enum { ROWS = 16 };

static enum hg_status find_rows(void *context, size_t index, unsigned worker,
                                struct hg_error *err)
{
    (void)worker;
    const struct row_work *w = context;
    const struct hg_grid_params *p = hg_grid_params(w->grid);
    struct hg_transform way = {0};
    const enum hg_status status = hg_transform_copy(w->to_lonlat, &way, err);
    if (status != HG_OK)
        return status;
    const size_t first = index * ROWS * p->ncol, n = hg_grid_cells(w->grid);
    const size_t end = first + (size_t)ROWS * p->ncol;
    for (size_t i = first; i < end && i < n; i++) {
        double lon = 0, lat = 0;
        if (w->nearest[i] == UINT32_MAX)
            continue;
        hg_grid_centre(w->grid, (uint32_t)i, &lon, &lat);
        hg_transform_apply(&way, 1, &lon, &lat);
        const size_t found = zone_nearest(w->near, lon, lat);
        w->nearest[i] = found < w->near->n ? (uint32_t)found : UINT32_MAX;
    }
    hg_transform_finish(&way);
    return HG_OK;
}

static enum hg_status list_cells(struct zone_cells *c, const uint32_t *nearest,
                                 struct hg_error *err)
{
    const size_t n = hg_grid_cells(c->grid);
    for (size_t i = 0; i < n; i++)
        c->n_entry += nearest[i] != UINT32_MAX;
    c->entry = calloc(c->n_entry + 1, sizeof(*c->entry));
    if (!c->entry)
        return no_memory(err);
    size_t next = 0;
    for (size_t i = 0; i < n; i++)
        if (nearest[i] != UINT32_MAX) {
            c->entry[next++] = (struct zone_entry){(uint32_t)i, nearest[i], 1};
            c->km2[nearest[i]] += hg_grid_cell_km2(c->grid, (uint32_t)i);
        }
    return HG_OK;
}

enum hg_status zone_cells_near(struct zone_cells *c, struct hg_error *err)
{
    const size_t n_row = hg_grid_params(c->grid)->nrow;
    const size_t n = hg_grid_cells(c->grid);
    uint32_t *nearest = malloc((n + 1) * sizeof(*nearest));
    uint8_t *mark = zone_cells_mark(c);
    struct zone_near *near = NULL;
    enum hg_status status = HG_E_MEMORY;
    if (!nearest || !mark) {
        status = no_memory(err);
        goto done;
    }
    status = zone_near_create(c->params, &near, err);
    for (size_t i = 0; i < n; i++)
        nearest[i] = mark[i] ? 0 : UINT32_MAX;
    struct row_work w = {near, c->grid, c->params->to_lonlat, nearest};
    if (status == HG_OK)
        status = hg_parallel(c->params->threads, (n_row + ROWS - 1) / ROWS, find_rows, &w,
                             err);
    if (status == HG_OK)
        status = list_cells(c, nearest, err);
done:
    zone_near_destroy(near);
    free(nearest);
    free(mark);
    return status;
}
