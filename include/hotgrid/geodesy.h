/*
 * geodesy.h - lengths and areas on the WGS 84 ellipsoid
 */
#ifndef HG_GEODESY_H
#define HG_GEODESY_H

#include <stddef.h>

/* Geodesic distance in km between two points in degrees (Karney 2013, J. Geodesy 87:43).
 */
double hg_geodesic_km(double lon1, double lat1, double lon2, double lat2);

/* Area of the zone between two parallels, per degree of longitude, km2; negative when
 * north < south (Snyder 1987, Map Projections - A Working Manual, eq. 3-12). */
double hg_zone_km2_per_deg(double south, double north);

/* Area of a ring of n points (degrees, closed by itself) with geodesic edges, km2,
 * positive whatever its direction (Karney 2013). */
double hg_geodesic_ring_km2(size_t n, const double *lon, const double *lat);

#endif
