/* validity.c - do the rings of a polygon say what lies inside, everywhere? */
#include "io/validity.h"
#include "io/gdal.h"
#include "io/simple.h"
#include <cpl_error.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Areas that differ by less than this part are the same. */
static const double SAME = 1e-9;

/* Coordinates of a ring. */
struct points {
    size_t n;
    double *x, *y;
};

static void points_finish(struct points *p)
{
    free(p->x);
    free(p->y);
}

/* False without memory. */
static bool points_of(OGRGeometryH ring, struct points *out)
{
    const int n = OGR_G_GetPointCount(ring);
    struct points p = {.n = n > 0 ? (size_t)n : 0};
    p.x = malloc((p.n + 1) * sizeof(*p.x));
    p.y = malloc((p.n + 1) * sizeof(*p.y));
    if (!p.x || !p.y) {
        points_finish(&p);
        return false;
    }
    if (p.n > 0)
        (void)OGR_G_GetPoints(ring, p.x, sizeof(*p.x), p.y, sizeof(*p.y), NULL, 0);
    *out = p;
    return true;
}

/* Does the line turn back on itself at b? */
static bool is_spike(const struct points *p, size_t a, size_t b, size_t c)
{
    const double ux = p->x[b] - p->x[a], uy = p->y[b] - p->y[a];
    const double vx = p->x[c] - p->x[b], vy = p->y[c] - p->y[b];
    return ux * vy == uy * vx && ux * vx + uy * vy <= 0;
}

/* Takes repeated vertices and tips of spikes off the end of a row of m vertices, to which
 * vertex `next` (a place in p not below m) shall be added. */
static size_t trim(const struct points *p, size_t m, size_t next)
{
    while (m > 0) {
        const bool same = p->x[m - 1] == p->x[next] && p->y[m - 1] == p->y[next];
        if (!same && (m < 2 || !is_spike(p, m - 2, m - 1, next)))
            break;
        m--;
    }
    return m;
}

/* Without repeated vertices and spikes; without the closing vertex.  None are left of a
 * ring that is a point or a line. */
static void simplify(struct points *p)
{
    size_t m = 0;
    for (size_t i = 0; i < p->n; i++) {
        m = trim(p, m, i);
        p->x[m] = p->x[i];
        p->y[m++] = p->y[i];
    }
    /* Where the end meets the beginning. */
    size_t first = 0;
    for (;;) {
        const size_t n = m - first;
        const size_t last = m - 1;
        if (n < 3) {
            p->n = 0;
            return;
        }
        if ((p->x[last] == p->x[first] && p->y[last] == p->y[first]) ||
            is_spike(p, last - 1, last, first))
            m--;
        else if (is_spike(p, last, first, first + 1))
            first++;
        else
            break;
    }
    p->n = m - first;
    for (size_t i = 0; first > 0 && i < p->n; i++) {
        p->x[i] = p->x[first + i];
        p->y[i] = p->y[first + i];
    }
}

static OGRGeometryH ring_of(const struct points *p)
{
    OGRGeometryH ring = OGR_G_CreateGeometry(wkbLinearRing);
    for (size_t i = 0; i <= p->n; i++)
        OGR_G_AddPoint_2D(ring, p->x[i % p->n], p->y[i % p->n]);
    return ring;
}

/* A polygon without its rings that have no area; NULL when it has none, or (*ok false)
 * without memory.  An outer ring without area stays where a hole has some: it does not
 * lie in it. */
static OGRGeometryH simple_polygon(OGRGeometryH polygon, bool *ok)
{
    OGRGeometryH out = OGR_G_CreateGeometry(wkbPolygon);
    const int n_ring = OGR_G_GetGeometryCount(polygon);
    for (int k = 0; *ok && k < n_ring; k++) {
        struct points p;
        *ok = points_of(OGR_G_GetGeometryRef(polygon, k), &p);
        if (!*ok)
            break;
        simplify(&p);
        if (p.n > 0 && k > 0 && OGR_G_GetGeometryCount(out) == 0)
            *ok = OGR_G_AddGeometry(out, OGR_G_GetGeometryRef(polygon, 0)) == 0;
        if (*ok && p.n > 0)
            *ok = OGR_G_AddGeometryDirectly(out, ring_of(&p)) == 0;
        points_finish(&p);
    }
    if (*ok && OGR_G_GetGeometryCount(out) > 0)
        return out;
    OGR_G_DestroyGeometry(out);
    return NULL;
}

/* A multipolygon of what has area; NULL without memory. */
static OGRGeometryH simple_geometry(OGRGeometryH geometry)
{
    const bool one = wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbPolygon;
    OGRGeometryH out = OGR_G_CreateGeometry(wkbMultiPolygon);
    bool ok = true;
    for (int k = 0; ok && k < (one ? 1 : OGR_G_GetGeometryCount(geometry)); k++) {
        OGRGeometryH polygon =
            simple_polygon(one ? geometry : OGR_G_GetGeometryRef(geometry, k), &ok);
        if (polygon)
            ok = OGR_G_AddGeometryDirectly(out, polygon) == 0;
    }
    if (ok)
        return out;
    OGR_G_DestroyGeometry(out);
    return NULL;
}

/* Area and first moments about a place near the geometry. */
struct measure {
    double x0, y0;
    double area, x, y;
};

static void add_ring(struct measure *m, const struct points *p, bool hole)
{
    struct measure own = {0};
    for (size_t i = 0; i + 1 < p->n; i++) {
        const double ax = p->x[i] - m->x0, ay = p->y[i] - m->y0;
        const double bx = p->x[i + 1] - m->x0, by = p->y[i + 1] - m->y0;
        const double twice = ax * by - bx * ay;
        own.area += twice / 2;
        own.x += twice * (ax + bx) / 6;
        own.y += twice * (ay + by) / 6;
    }
    const double sign = (own.area < 0) == hole ? 1 : -1;
    m->area += sign * own.area;
    m->x += sign * own.x;
    m->y += sign * own.y;
}

static bool add_polygon(struct measure *m, OGRGeometryH polygon)
{
    for (int k = 0; k < OGR_G_GetGeometryCount(polygon); k++) {
        struct points p;
        if (!points_of(OGR_G_GetGeometryRef(polygon, k), &p))
            return false;
        add_ring(m, &p, k > 0);
        points_finish(&p);
    }
    return true;
}

static bool is_polygon(OGRGeometryH geometry)
{
    return wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbPolygon;
}

/* Of the polygons in a geometry or in a collection of such (lines have no area, and their
 * points are no geometries), the way coverage adds them up; false without memory. */
static bool add_geometry(struct measure *m, OGRGeometryH geometry)
{
    if (is_polygon(geometry))
        return add_polygon(m, geometry);
    bool ok = true;
    for (int i = 0; ok && i < OGR_G_GetGeometryCount(geometry); i++) {
        OGRGeometryH part = OGR_G_GetGeometryRef(geometry, i);
        if (is_polygon(part))
            ok = add_polygon(m, part);
        for (int k = 0; ok && !is_polygon(part) && k < OGR_G_GetGeometryCount(part); k++)
            if (is_polygon(OGR_G_GetGeometryRef(part, k)))
                ok = add_polygon(m, OGR_G_GetGeometryRef(part, k));
    }
    return ok;
}

/* The part of the area by which the sum of rings is not that of GEOS' repair by structure
 * (outer rings together, less the holes in them); moments are compared too, lest two
 * errors make up for each other.  1 when GEOS cannot tell.  False without memory. */
static bool find_doubt(OGRGeometryH geometry, double *part)
{
    *part = 1;
    char method[] = "METHOD=STRUCTURE";
    char *options[] = {method, NULL};
    OGRGeometryH repaired = OGR_G_MakeValidEx(geometry, options);
    if (!repaired)
        return true;
    OGREnvelope box;
    OGR_G_GetEnvelope(geometry, &box);
    struct measure a = {.x0 = (box.MinX + box.MaxX) / 2, .y0 = (box.MinY + box.MaxY) / 2};
    struct measure b = a;
    const bool ok = add_geometry(&a, geometry) && add_geometry(&b, repaired);
    OGR_G_DestroyGeometry(repaired);
    const double area = fmax(fabs(a.area), fabs(b.area));
    const double reach = hypot(box.MaxX - box.MinX, box.MaxY - box.MinY);
    if (!ok || !(area > 0 && reach > 0))
        return ok;
    const double moment = fmax(fabs(a.x - b.x), fabs(a.y - b.y)) / (area * reach);
    *part = fmin(1, fmax(fabs(a.area - b.area) / area, moment));
    return true;
}

/* At most so many parts are held against each other. */
enum { MOST_PARTS = 32 };

/* A polygon of one ring that is surely simple, and its box. */
static bool is_simple(OGRGeometryH polygon, OGREnvelope *box)
{
    struct points p;
    if (OGR_G_GetGeometryCount(polygon) != 1 ||
        !points_of(OGR_G_GetGeometryRef(polygon, 0), &p))
        return false;
    const size_t last = p.n - 1;
    const bool closed = p.n > 3 && p.x[0] == p.x[last] && p.y[0] == p.y[last];
    const bool simple = closed && io_ring_is_simple(last, p.x, p.y);
    points_finish(&p);
    OGR_G_GetEnvelope(polygon, box);
    return simple;
}

static bool boxes_meet(const OGREnvelope *a, const OGREnvelope *b)
{
    return a->MinX <= b->MaxX && b->MinX <= a->MaxX && a->MinY <= b->MaxY &&
           b->MinY <= a->MaxY;
}

/* Simple rings without holes, none near another: that is soon seen. */
static bool is_plain(OGRGeometryH geometry)
{
    OGREnvelope box[MOST_PARTS];
    if (is_polygon(geometry))
        return is_simple(geometry, &box[0]);
    const int n = OGR_G_GetGeometryCount(geometry);
    if (n > MOST_PARTS)
        return false;
    for (int i = 0; i < n; i++) {
        if (!is_simple(OGR_G_GetGeometryRef(geometry, i), &box[i]))
            return false;
        for (int k = 0; k < i; k++)
            if (boxes_meet(&box[k], &box[i]))
                return false;
    }
    return true;
}

bool io_validity_find(OGRGeometryH geometry, struct io_validity *out)
{
    *out = (struct io_validity){.clear = true};
    if (is_plain(geometry))
        return true;
    CPLErrorReset();
    if (OGR_G_IsValid(geometry))
        return true;
    char reason[200];
    (void)snprintf(reason, sizeof(reason), "%.190s", io_gdal_message());

    OGRGeometryH simple = simple_geometry(geometry);
    if (!simple)
        return false;
    double part = 0;
    const bool ok =
        OGR_G_IsEmpty(simple) || OGR_G_IsValid(simple) || find_doubt(simple, &part);
    OGR_G_DestroyGeometry(simple);
    out->clear = part < SAME;
    if (!out->clear)
        (void)snprintf(out->reason, sizeof(out->reason),
                       "%s (%.2g %% of its area would count twice, or against it)",
                       reason, 100 * part);
    return ok;
}
