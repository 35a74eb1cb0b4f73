/* geodesy.c - lengths and areas on the WGS 84 ellipsoid */
#include <geodesic.h>
#include <hotgrid/geodesy.h>
#include <math.h>

static const double WGS84_A_KM = 6378.137;
static const double WGS84_F = 1 / 298.257223563;
static const double RAD_PER_DEG = 0.017453292519943295;

double hg_geodesic_km(double lon1, double lat1, double lon2, double lat2)
{
    struct geod_geodesic earth;
    double km;
    geod_init(&earth, WGS84_A_KM, WGS84_F);
    geod_inverse(&earth, lat1, lon1, lat2, lon2, &km, NULL, NULL);
    return km;
}

/* Snyder (1987), eq. 3-12: a^2 / 2 * (q2 - q1) per radian of longitude.  The difference
 * q2 - q1 is taken term by term before anything cancels, so that thin zones are as exact
 * as thick ones: sin b - sin a = 2 cos((a + b) / 2) sin((b - a) / 2), and
 * atanh u - atanh v = atanh((u - v) / (1 - u v)). */
double hg_zone_km2_per_deg(double south, double north)
{
    const double e2 = WGS84_F * (2 - WGS84_F), e = sqrt(e2);
    const double a = south * RAD_PER_DEG, b = north * RAD_PER_DEG;
    const double sa = sin(a), sb = sin(b);
    const double ds = 2 * cos((a + b) / 2) * sin((b - a) / 2);
    const double rational =
        ds * (1 + e2 * sa * sb) / ((1 - e2 * sa * sa) * (1 - e2 * sb * sb));
    const double dq = (1 - e2) * (rational + atanh(e * ds / (1 - e2 * sa * sb)) / e);
    return WGS84_A_KM * WGS84_A_KM / 2 * dq * RAD_PER_DEG;
}

double hg_geodesic_ring_km2(size_t n, const double *lon, const double *lat)
{
    struct geod_geodesic earth;
    struct geod_polygon ring;
    double km2;
    geod_init(&earth, WGS84_A_KM, WGS84_F);
    geod_polygon_init(&ring, 0);
    for (size_t i = 0; i < n; i++)
        geod_polygon_addpoint(&earth, &ring, lat[i], lon[i]);
    geod_polygon_compute(&earth, &ring, 0, 1, &km2, NULL);
    return fabs(km2);
}
