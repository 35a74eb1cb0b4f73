/* multipolygon.c - outer rings become polygons, holes go to the ring around them */
#include "io/multipolygon.h"
#include <math.h>
#include <stdlib.h>

static const size_t NO_RING = (size_t)-1;

/* Twice the area within a ring, measured from its first vertex; holes are below 0. */
static double signed_area(const struct hg_shapes *s, size_t ring)
{
    const struct hg_ring r = s->ring[ring];
    const double *x = s->x + r.first, *y = s->y + r.first;
    double sum = 0;
    for (size_t i = 1; i + 1 < r.count; i++)
        sum += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
    return sum;
}

/* The first n vertices of `inner` within the closed area of the ring `outer`. */
static bool holds(const struct hg_shapes *s, const struct hg_shape *shape, size_t outer,
                  size_t inner, size_t n)
{
    struct hg_shape alone = {.first_ring = outer, .n_ring = 1, .box = shape->box};
    struct hg_shapes view = *s;
    view.shape = &alone;
    const struct hg_ring r = s->ring[inner];
    for (size_t i = 0; i < n && i < r.count; i++)
        if (!hg_shape_contains(&view, 0, s->x[r.first + i], s->y[r.first + i]))
            return false;
    return true;
}

/* The smallest outer ring around the first n vertices of a hole; *found: how many are. */
static size_t smallest_around(const struct hg_shapes *s, const struct hg_shape *shape,
                              const double *area, size_t hole, size_t n, size_t *found)
{
    size_t best = NO_RING;
    *found = 0;
    for (size_t r = 0; r < shape->n_ring; r++) {
        if (!(area[r] > 0) ||
            !holds(s, shape, shape->first_ring + r, shape->first_ring + hole, n))
            continue;
        ++*found;
        if (best == NO_RING || area[r] < area[best])
            best = r;
    }
    return best;
}

/* The outer ring a hole belongs to.  One vertex tells, unless it lies in or on several.
 * A hole outside all rings stays with the one before it, as it was drawn. */
static size_t ring_around(const struct hg_shapes *s, const struct hg_shape *shape,
                          const double *area, size_t hole)
{
    size_t found;
    size_t best = smallest_around(s, shape, area, hole, 1, &found);
    if (found > 1)
        best = smallest_around(s, shape, area, hole, SIZE_MAX, &found);
    for (size_t r = hole; best == NO_RING && r-- > 0;)
        if (area[r] > 0)
            best = r;
    for (size_t r = hole; best == NO_RING && r < shape->n_ring; r++)
        if (area[r] > 0)
            best = r;
    return best;
}

static bool add_ring(OGRGeometryH polygon, const struct hg_shapes *s, size_t ring)
{
    const struct hg_ring r = s->ring[ring];
    OGRGeometryH line = OGR_G_CreateGeometry(wkbLinearRing);
    if (!line)
        return false;
    for (size_t i = 0; i <= r.count; i++)
        OGR_G_AddPoint_2D(line, s->x[r.first + i % r.count], s->y[r.first + i % r.count]);
    if (OGR_G_AddGeometryDirectly(polygon, line) == OGRERR_NONE)
        return true;
    OGR_G_DestroyGeometry(line);
    return false;
}

/* A polygon of an outer ring and the holes that are its own. */
static bool add_polygon(OGRGeometryH all, const struct hg_shapes *s,
                        const struct hg_shape *shape, const size_t *around, size_t outer)
{
    OGRGeometryH polygon = OGR_G_CreateGeometry(wkbPolygon);
    bool ok = polygon && add_ring(polygon, s, shape->first_ring + outer);
    for (size_t r = 0; ok && r < shape->n_ring; r++)
        if (around[r] == outer && r != outer)
            ok = add_ring(polygon, s, shape->first_ring + r);
    if (ok && OGR_G_AddGeometryDirectly(all, polygon) == OGRERR_NONE)
        return true;
    if (polygon)
        OGR_G_DestroyGeometry(polygon);
    return false;
}

OGRGeometryH io_multipolygon(const struct hg_shapes *shapes, size_t index)
{
    const struct hg_shape *shape = &shapes->shape[index];
    OGRGeometryH all = OGR_G_CreateGeometry(wkbMultiPolygon);
    double *area = calloc(shape->n_ring + 1, sizeof(*area));
    size_t *around = calloc(shape->n_ring + 1, sizeof(*around));
    bool ok = all && area && around;
    for (size_t r = 0; ok && r < shape->n_ring; r++)
        area[r] = shapes->ring[shape->first_ring + r].count < 3
                      ? 0 /* a point or a line: it has no area */
                      : signed_area(shapes, shape->first_ring + r);
    for (size_t r = 0; ok && r < shape->n_ring; r++)
        around[r] = area[r] > 0   ? r
                    : area[r] < 0 ? ring_around(shapes, shape, area, r)
                                  : NO_RING;
    for (size_t r = 0; ok && r < shape->n_ring; r++)
        if (area[r] > 0)
            ok = add_polygon(all, shapes, shape, around, r);
    free(around);
    free(area);
    if (ok)
        return all;
    if (all)
        OGR_G_DestroyGeometry(all);
    return NULL;
}
