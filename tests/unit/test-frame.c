/* test-frame.c - what a map needs to know of its crs */
#include "check.h"
#include "with_gdal.h"
#include <hotgrid/axis.h>
#include <hotgrid/crs.h>

#define CHINA "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m"

static struct hg_grid *make(const char *crs, enum hg_grid_kind kind, struct hg_box box,
                            uint32_t ncol, uint32_t nrow)
{
    struct hg_grid_params params = {.kind = kind, .box = box, .ncol = ncol, .nrow = nrow};
    strncpy(params.crs, crs, sizeof(params.crs) - 1);
    struct hg_grid *grid = NULL;
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static struct hg_frame *frame_of(const struct hg_grid *grid, double step)
{
    struct hg_frame *frame = NULL;
    struct hg_error err = {0};
    assert_ok(hg_frame_create(grid, step, &frame, &err), err);
    return frame;
}

static const struct hg_ring *only_line(const struct hg_shapes *s, const char *code)
{
    const size_t i = hg_shapes_find(s, code);
    if (i == HG_NOT_FOUND)
        fail_msg("%s is not drawn", code);
    assert_int_equal(s->shape[i].n_ring, 1);
    assert_true(s->ring[s->shape[i].first_ring].open);
    return &s->ring[s->shape[i].first_ring];
}

static void a_map_in_degrees_has_straight_lines(void **state)
{
    (void)state;
    struct hg_grid *grid =
        make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){5, 35, 42, 62}, 370, 270);
    struct hg_frame *frame = frame_of(grid, 10);
    const struct hg_shapes *s = frame->graticule;
    assert_int_equal(s->n_shape, 7); /* N40 N50 N60 E10 E20 E30 E40 */
    const struct hg_ring *line = only_line(s, "N50");
    const size_t last = line->first + line->count - 1;
    assert_near(s->x[line->first], 5, 1e-12); /* clipped to the box */
    assert_near(s->x[last], 42, 1e-12);
    assert_near(s->lon[last], 42, 1e-12);
    for (size_t i = line->first; i <= last; i++)
        assert_true(s->y[i] == 50 && s->lat[i] == 50);
    line = only_line(s, "E20");
    assert_true(s->x[line->first] == 20);
    assert_near(fmax(s->y[line->first], s->y[line->first + line->count - 1]), 62, 1e-12);

    assert_true(frame->north_max_deg == 0);
    /* A degree of longitude is 111.320 km cos(lat) on the sphere of the major axis, and
     * at 35 N 91.288 km, at 62 N 52.398 km on the ellipsoid (Snyder eq. 4-20). */
    assert_near(frame->scale_min, 1 / 91.288, 1e-4);
    assert_near(frame->scale_max, 1 / 52.398, 1e-4);
    hg_frame_destroy(frame);
    hg_grid_destroy(grid);
}

static void a_cylindrical_map_has_the_scale_of_its_parallels(void **state)
{
    (void)state;
    struct hg_grid *grid = make("EPSG:6933", HG_GRID_EQUAL_AREA,
                                (struct hg_box){-5e6, -2e6, 5e6, 0}, 1000, 200);
    struct hg_frame *frame = frame_of(grid, 10);
    /* At the equator k0 = cos 30 / sqrt(1 - e2 sin^2 30) (Snyder eq. 10-13). */
    const double k0 = cos(M_PI / 6) / sqrt(1 - 6.69437999014e-3 / 4);
    assert_near(frame->scale_min, 1000 * k0, 1e-6);
    assert_true(frame->scale_max > 1.02 * frame->scale_min);
    assert_true(frame->north_max_deg < 1e-6);

    (void)only_line(frame->graticule, "N0"); /* the edge of the box */
    (void)only_line(frame->graticule, "E0");
    (void)only_line(frame->graticule, "S10");
    (void)only_line(frame->graticule, "W50");
    assert_int_equal(hg_shapes_find(frame->graticule, "N10"), HG_NOT_FOUND);
    assert_int_equal(hg_shapes_find(frame->graticule, "W60"), HG_NOT_FOUND);
    hg_frame_destroy(frame);
    hg_grid_destroy(grid);
}

static void north_strays_with_the_cone(void **state)
{
    (void)state;
    const struct hg_box box = {-2650000, 1850000, 2250000, 5950000};
    struct hg_grid *grid = make(CHINA, HG_GRID_EQUAL_AREA, box, 490, 410);
    struct hg_frame *frame = frame_of(grid, 10);
    /* Meridians meet at n (lon - lon_0), n = 0.5771090015 (METHODS 2.7; Snyder eq. 14-4);
     * the stray is largest in the north-west corner. */
    struct hg_transform back = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_to_lonlat(grid, &back, &err), err);
    double lon = box.west, lat = box.north;
    hg_transform_apply(&back, 1, &lon, &lat);
    assert_near(frame->north_max_deg, 0.5771090015 * (105 - lon), 1e-6);
    hg_transform_finish(&back);

    const struct hg_shapes *s = frame->graticule;
    for (size_t i = 0; i < s->n_vertex; i++)
        assert_true(s->x[i] >= box.west - 1e-6 && s->x[i] <= box.east + 1e-6 &&
                    s->y[i] >= box.south - 1e-6 && s->y[i] <= box.north + 1e-6);
    const struct hg_ring *line = only_line(s, "E100");
    for (size_t i = line->first; i < line->first + line->count; i++)
        assert_near(s->lon[i], 100, 1e-12);
    (void)only_line(s, "N40");
    hg_frame_destroy(frame);
    hg_grid_destroy(grid);
}

static void the_scale_of_a_conic_map_is_that_of_its_parallel(void **state)
{
    (void)state;
    /* k = n rho / (a m) (Snyder eq. 14-16), on the middle meridian at 39.9042 N; n and C
     * as METHODS 2.7 gives them. */
    const double n = 0.5771090015, c = 1.3072918527, e2 = 6.69437999014e-3, e = sqrt(e2);
    const double s = sin(39.9042 * M_PI / 180), m = sqrt((1 - s * s) / (1 - e2 * s * s));
    const double q = (1 - e2) * (s / (1 - e2 * s * s) + atanh(e * s) / e);
    const double k = sqrt(c - n * q) / m;

    struct hg_grid *whole =
        make(CHINA, HG_GRID_EQUAL_AREA,
             (struct hg_box){-2650000, 1850000, 2250000, 5950000}, 490, 410);
    struct hg_transform forward = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_from_lonlat(whole, &forward, &err), err);
    double x = 105, y = 39.9042;
    hg_transform_apply(&forward, 1, &x, &y);
    hg_transform_finish(&forward);
    struct hg_grid *grid =
        make(CHINA, HG_GRID_EQUAL_AREA,
             (struct hg_box){x - 100, y - 100, x + 100, y + 100}, 2, 2);
    struct hg_frame *frame = frame_of(grid, 0.01);
    assert_near(frame->scale_min, 1000 * k, 1e-5);
    assert_near(frame->scale_max, 1000 * k, 1e-5);
    assert_true(frame->north_max_deg < 0.001);
    hg_frame_destroy(frame);
    hg_grid_destroy(grid);
    hg_grid_destroy(whole);
}

static void a_map_around_the_pole_has_all_meridians_and_closed_parallels(void **state)
{
    (void)state;
    struct hg_grid *grid = make("EPSG:6931", HG_GRID_EQUAL_AREA,
                                (struct hg_box){-4e6, -4e6, 4e6, 4e6}, 800, 800);
    struct hg_frame *frame = frame_of(grid, 30);
    const struct hg_shapes *s = frame->graticule;
    static const char *const all[] = {"E0",  "E30", "E60", "E90",  "E120", "E150", "E180",
                                      "W30", "W60", "W90", "W120", "W150", "N60"};
    for (size_t i = 0; i < 13; i++)
        assert_true(hg_shapes_find(s, all[i]) != HG_NOT_FOUND);
    assert_int_equal(s->n_shape, 13);
    const size_t ring = hg_shapes_find(s, "N60");
    double least = INFINITY, most = 0;
    for (size_t i = s->shape[ring].first_ring;
         i < s->shape[ring].first_ring + s->shape[ring].n_ring; i++)
        for (size_t v = s->ring[i].first; v < s->ring[i].first + s->ring[i].count; v++) {
            least = fmin(least, hypot(s->x[v], s->y[v]));
            most = fmax(most, hypot(s->x[v], s->y[v]));
        }
    /* A circle of radius a sqrt(q_p - q) (Snyder eq. 24-23): 3309.820 km at 60 N. */
    assert_near(least, most, 1e-6);
    assert_near(most, 3309819.551, 1e-9);
    assert_true(frame->north_max_deg > 179);
    hg_frame_destroy(frame);
    hg_grid_destroy(grid);
}

static void a_world_map_ends_at_its_outline(void **state)
{
    (void)state;
    struct hg_grid *grid =
        make("EPSG:8859", HG_GRID_EQUAL_AREA, /* Equal Earth, 150 E */
             (struct hg_box){-17300000, -8400000, 17300000, 8400000}, 346, 168);
    struct hg_frame *frame = frame_of(grid, 30);
    const struct hg_shapes *s = frame->graticule;
    assert_true(isfinite(frame->scale_max) && frame->scale_min > 0);
    /* No edge jumps across the map: parallels are sampled every half degree at most. */
    for (size_t r = 0; r < s->n_ring; r++)
        for (size_t i = s->ring[r].first; i + 1 < s->ring[r].first + s->ring[r].count;
             i++)
            assert_true(hypot(s->x[i + 1] - s->x[i], s->y[i + 1] - s->y[i]) < 100e3);
    const size_t equator = hg_shapes_find(s, "N0");
    assert_true(s->shape[equator].box.west < -17.2e6 &&
                s->shape[equator].box.east > 17.2e6);
    hg_frame_destroy(frame);
    hg_grid_destroy(grid);
}

static void a_graticule_that_cannot_be_is_refused(void **state)
{
    (void)state;
    struct hg_grid *grid =
        make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, 360, 180);
    struct hg_frame *frame = NULL;
    struct hg_error err = {0};
    assert_int_equal(hg_frame_create(grid, 0, &frame, &err), HG_E_ARG);
    assert_int_equal(hg_frame_create(grid, NAN, &frame, &err), HG_E_ARG);
    assert_int_equal(hg_frame_create(grid, 0.001, &frame, &err), HG_E_STUDY);
    assert_null(frame);
    hg_grid_destroy(grid);
    hg_frame_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_map_in_degrees_has_straight_lines),
        cmocka_unit_test(a_cylindrical_map_has_the_scale_of_its_parallels),
        cmocka_unit_test(north_strays_with_the_cone),
        cmocka_unit_test(the_scale_of_a_conic_map_is_that_of_its_parallel),
        cmocka_unit_test(a_map_around_the_pole_has_all_meridians_and_closed_parallels),
        cmocka_unit_test(a_world_map_ends_at_its_outline),
        cmocka_unit_test(a_graticule_that_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, gdal_start, gdal_finish);
}
