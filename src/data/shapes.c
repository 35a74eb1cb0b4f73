/* shapes.c - what lies in a shape, and how far from it a place is */
#include <hotgrid/arena.h>
#include <hotgrid/axis.h>
#include <hotgrid/geodesy.h>
#include <hotgrid/shapes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double RAD_PER_DEG = 0.017453292519943295;
static const double WGS84_E2 = 6.69437999014e-3;

void hg_shapes_destroy(struct hg_shapes *shapes)
{
    if (!shapes)
        return;
    free(shapes->shape);
    free(shapes->ring);
    if (shapes->lon != shapes->x)
        free(shapes->lon);
    if (shapes->lat != shapes->y)
        free(shapes->lat);
    free(shapes->x);
    free(shapes->y);
    hg_arena_destroy(shapes->arena);
    free(shapes);
}

size_t hg_shapes_find(const struct hg_shapes *shapes, const char *code)
{
    size_t low = 0, high = shapes->n_shape;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(shapes->shape[middle].code, code);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return HG_NOT_FOUND;
}

struct winding {
    double x, y; /* the point */
    int turns;   /* of the edges around it */
    bool on_edge;
};

/* Sunday (2001), "Inclusion of a point in a polygon": an edge that passes upwards on the
 * left of the point adds a turn, one that passes downwards takes it away; an edge owns
 * its lower end, so that a vertex at the height of the point counts once. */
static void wind(struct winding *w, double x1, double y1, double x2, double y2)
{
    const double side = (x2 - x1) * (w->y - y1) - (w->x - x1) * (y2 - y1);
    if (side == 0 && w->x >= fmin(x1, x2) && w->x <= fmax(x1, x2) &&
        w->y >= fmin(y1, y2) && w->y <= fmax(y1, y2))
        w->on_edge = true;
    if (y1 <= w->y && y2 > w->y && side > 0)
        w->turns++;
    else if (y1 > w->y && y2 <= w->y && side < 0)
        w->turns--;
}

bool hg_shape_contains(const struct hg_shapes *shapes, size_t shape, double x, double y)
{
    const struct hg_shape *s = &shapes->shape[shape];
    if (!(x >= s->box.west && x <= s->box.east && y >= s->box.south && y <= s->box.north))
        return false;

    struct winding w = {.x = x, .y = y};
    for (size_t r = s->first_ring; r < s->first_ring + s->n_ring; r++) {
        const struct hg_ring ring = shapes->ring[r];
        const double *px = shapes->x + ring.first, *py = shapes->y + ring.first;
        if (ring.open)
            continue;
        for (size_t i = 0, before = ring.count - 1; i < ring.count; before = i++)
            wind(&w, px[before], py[before], px[i], py[i]);
    }
    return w.on_edge || w.turns != 0;
}

/* A place on the ellipsoid in units of its larger half-axis: straight distances rise with
 * geodesic ones, which is all that is needed to find the nearest. */
struct spot {
    double x, y, z;
};

static struct spot spot_at(double lon, double lat)
{
    const double s = sin(lat * RAD_PER_DEG), c = cos(lat * RAD_PER_DEG);
    const double n = 1 / sqrt(1 - WGS84_E2 * s * s);
    return (struct spot){n * c * cos(lon * RAD_PER_DEG), n * c * sin(lon * RAD_PER_DEG),
                         n * (1 - WGS84_E2) * s};
}

static double apart2(struct spot a, struct spot b)
{
    const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return x * x + y * y + z * z;
}

struct nearest {
    double lon, lat; /* the place from which is measured */
    struct spot spot;
    double cos_lat;
    double best2, best_lon, best_lat;
};

/* The point of an edge nearest to the place, on the plane that touches at the place.
 * Longitudes are taken the short way round. */
static void try_edge(struct nearest *n, double lon1, double lat1, double lon2,
                     double lat2)
{
    const double ax = remainder(lon1 - n->lon, 360) * n->cos_lat, ay = lat1 - n->lat;
    const double dx = (lon2 - lon1) * n->cos_lat, dy = lat2 - lat1;
    const double length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? -(ax * dx + ay * dy) / length2 : 0;
    t = fmax(0, fmin(1, t));

    const double lon = lon1 + t * (lon2 - lon1), lat = lat1 + t * (lat2 - lat1);
    const double d2 = apart2(n->spot, spot_at(lon, lat));
    if (d2 < n->best2) {
        n->best2 = d2;
        n->best_lon = lon;
        n->best_lat = lat;
    }
}

double hg_shape_distance_km(const struct hg_shapes *shapes, size_t shape, double lon,
                            double lat)
{
    const struct hg_shape *s = &shapes->shape[shape];
    struct nearest n = {.lon = lon,
                        .lat = lat,
                        .spot = spot_at(lon, lat),
                        .cos_lat = cos(lat * RAD_PER_DEG),
                        .best2 = INFINITY};
    for (size_t r = s->first_ring; r < s->first_ring + s->n_ring; r++) {
        const struct hg_ring ring = shapes->ring[r];
        const double *a = shapes->lon + ring.first, *b = shapes->lat + ring.first;
        for (size_t i = 1; i < ring.count; i++)
            try_edge(&n, a[i - 1], b[i - 1], a[i], b[i]);
        if (ring.count > 0 && !ring.open)
            try_edge(&n, a[ring.count - 1], b[ring.count - 1], a[0], b[0]);
    }
    return isfinite(n.best2) ? hg_geodesic_km(lon, lat, n.best_lon, n.best_lat)
                             : INFINITY;
}
