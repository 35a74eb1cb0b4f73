/* test-geodesy.c - lengths and areas against other tools */
#include "check.h"
#include <hotgrid/geodesy.h>

/* WGS 84: a quarter of a meridian is 10001.965729 km (Moritz 2000, GRS 80 has ...729); a
 * quarter of the equator is a pi / 2. */
static void quarters_of_the_earth_have_their_length(void **state)
{
    (void)state;
    assert_near(hg_geodesic_km(0, 0, 0, 90), 10001.965729, 1e-10);
    assert_near(hg_geodesic_km(30, 0, 120, 0), 6378.137 * 1.5707963267948966, 1e-14);
}

/* The example of GeographicLib's GeodSolve: JFK to LHR is 5551759.400 m. */
static void distance_agrees_with_geographiclib(void **state)
{
    (void)state;
    assert_near(hg_geodesic_km(-73.8, 40.6, -0.5, 51.6), 5551.759400, 1e-10);
}

static void distance_takes_the_short_way_across_the_date_line(void **state)
{
    (void)state;
    assert_near(hg_geodesic_km(179.5, 40, -179.5, 40), hg_geodesic_km(0, 40, 1, 40),
                1e-12);
    assert_near(hg_geodesic_km(190, -5, 10, 5), hg_geodesic_km(-170, -5, 10, 5), 1e-12);
    assert_true(hg_geodesic_km(5, 5, 5, 5) == 0);
}

/* Simpson's rule over the area element a^2 (1 - e^2) cos / (1 - e^2 sin^2)^2, 200000
 * steps, in Python. */
static void zones_agree_with_numerical_integration(void **state)
{
    (void)state;
    assert_near(hg_zone_km2_per_deg(20, 20.1), 1158.1282833962, 1e-12);
    assert_near(hg_zone_km2_per_deg(0, 60), 612824.8898531763, 1e-12);
    assert_near(hg_zone_km2_per_deg(-90, 90) * 360, 510065621.724, 1e-11);
}

static void a_zone_upside_down_is_negative(void **state)
{
    (void)state;
    assert_true(hg_zone_km2_per_deg(10, 5) < 0);
    assert_near(hg_zone_km2_per_deg(10, 5), -hg_zone_km2_per_deg(5, 10), 1e-15);
    assert_near(hg_zone_km2_per_deg(-10, -5), hg_zone_km2_per_deg(5, 10), 1e-14);
}

/* Thin zones add up to thick ones: nothing cancels. */
static void thin_zones_add_up(void **state)
{
    (void)state;
    double sum = 0;
    for (int i = 0; i < 10000; i++)
        sum += hg_zone_km2_per_deg(89 + i * 1e-4, 89 + (i + 1) * 1e-4);
    assert_near(sum, hg_zone_km2_per_deg(89, 90), 1e-12);
}

/* Polygons of geodtest.c of PROJ (Planimeter0): areas in m2. */
static void rings_agree_with_geographiclib(void **state)
{
    (void)state;
    const double pole_lon[] = {0, 90, 180, 270}, pole_lat[] = {89, 89, 89, 89};
    const double line_lon[] = {-1, 0, 1, 0}, line_lat[] = {0, -1, 0, 1};
    const double octant_lon[] = {0, 0, 90}, octant_lat[] = {90, 0, 0};
    assert_near(hg_geodesic_ring_km2(4, pole_lon, pole_lat), 24952.305678, 1e-9);
    assert_near(hg_geodesic_ring_km2(4, line_lon, line_lat), 24619.419146, 1e-9);
    assert_near(hg_geodesic_ring_km2(3, octant_lon, octant_lat), 63758202.715511, 1e-13);
}

static void rings_have_a_positive_area_in_both_directions(void **state)
{
    (void)state;
    const double lon[] = {0, 1, 1}, lat[] = {50, 50, 51};
    const double back_lon[] = {1, 1, 0}, back_lat[] = {51, 50, 50};
    const double km2 = hg_geodesic_ring_km2(3, lon, lat);
    assert_true(km2 > 3900 && km2 < 4000); /* about 71.7 km x 111.2 km / 2 */
    assert_near(hg_geodesic_ring_km2(3, back_lon, back_lat), km2, 1e-12);
    assert_true(hg_geodesic_ring_km2(0, NULL, NULL) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quarters_of_the_earth_have_their_length),
        cmocka_unit_test(distance_agrees_with_geographiclib),
        cmocka_unit_test(distance_takes_the_short_way_across_the_date_line),
        cmocka_unit_test(zones_agree_with_numerical_integration),
        cmocka_unit_test(a_zone_upside_down_is_negative),
        cmocka_unit_test(thin_zones_add_up),
        cmocka_unit_test(rings_agree_with_geographiclib),
        cmocka_unit_test(rings_have_a_positive_area_in_both_directions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
