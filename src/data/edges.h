/*
 * edges.h - one edge of a shape and one place: which side, and how far
 */
#ifndef HG_DATA_EDGES_H
#define HG_DATA_EDGES_H

#include <math.h>
#include <stdbool.h>

#define EDGES_RAD_PER_DEG 0.017453292519943295
#define EDGES_WGS84_E2    6.69437999014e-3

struct winding {
    double x, y; /* the point */
    int turns;   /* of the edges around it */
    bool on_edge;
};

/* Sunday (2001), "Inclusion of a point in a polygon": an edge that passes upwards on the
 * left of the point adds a turn, one that passes downwards takes it away; an edge owns
 * its lower end, so that a vertex at the height of the point counts once. */
static inline void wind(struct winding *w, double x1, double y1, double x2, double y2)
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

/* A place on the ellipsoid in units of its larger half-axis: straight distances rise with
 * geodesic ones, which is all that is needed to find the nearest. */
struct spot {
    double x, y, z;
};

static inline struct spot spot_at(double lon, double lat)
{
    const double s = sin(lat * EDGES_RAD_PER_DEG), c = cos(lat * EDGES_RAD_PER_DEG);
    const double n = 1 / sqrt(1 - EDGES_WGS84_E2 * s * s);
    return (struct spot){n * c * cos(lon * EDGES_RAD_PER_DEG),
                         n * c * sin(lon * EDGES_RAD_PER_DEG),
                         n * (1 - EDGES_WGS84_E2) * s};
}

static inline double apart2(struct spot a, struct spot b)
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

static inline struct nearest nearest_from(double lon, double lat)
{
    return (struct nearest){.lon = lon,
                            .lat = lat,
                            .spot = spot_at(lon, lat),
                            .cos_lat = cos(lat * EDGES_RAD_PER_DEG),
                            .best2 = INFINITY};
}

/* The point of an edge nearest to the place, on the plane that touches at the place.
 * Longitudes are taken the short way round. */
static inline void try_edge(struct nearest *n, double lon1, double lat1, double lon2,
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

#endif
