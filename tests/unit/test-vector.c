/* test-vector.c - polygons and lines as they come out of files */
#include "alloc.h"
#include "check.h"
#include <gdal.h>
#include <hotgrid/axis.h>
#include <hotgrid/crs.h>
#include <hotgrid/vector.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ALBERS "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m"

static char folder[64];
static char path[128];

static const char *file(const char *name)
{
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

/* A GeoJSON file of features "code|GEOMETRY". */
static const char *geojson(size_t n, const char *const code[],
                           const char *const geometry[])
{
    FILE *f = fopen(file("shapes.geojson"), "w");
    assert_non_null(f);
    (void)fputs("{\"type\":\"FeatureCollection\",\"features\":[", f);
    for (size_t i = 0; i < n; i++)
        (void)fprintf(
            f,
            "%s{\"type\":\"Feature\",\"properties\":{\"id\":\"%s\",\"name\":\"N-%s\"},"
            "\"geometry\":%s}",
            i > 0 ? "," : "", code[i], code[i], geometry[i]);
    (void)fputs("]}", f);
    assert_int_equal(fclose(f), 0);
    return path;
}

static struct hg_grid *make(const char *crs, enum hg_grid_kind kind, struct hg_box box)
{
    struct hg_grid_params params = {.kind = kind, .box = box, .ncol = 10, .nrow = 10};
    strncpy(params.crs, crs, sizeof(params.crs) - 1);
    struct hg_grid *grid = NULL;
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static struct hg_grid *world(void)
{
    return make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90});
}

static struct hg_grid *world_km(void)
{
    return make(
        "EPSG:6933", HG_GRID_EQUAL_AREA,
        (struct hg_box){-17367530.4452, -7342230.1365, 17367530.4452, 7342230.1365});
}

/* Shapes of a file without faults. */
static struct hg_shapes *read_from(const char *from, const struct hg_grid *grid)
{
    const struct hg_vector_source source = {.path = from, .code = "id", .name = "name"};
    struct hg_faults *faults = NULL;
    struct hg_shapes *shapes = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_read_shapes(&source, grid, NULL, NULL, faults, &shapes, &err), err);
    assert_ok(hg_faults_status(faults, &err), err);
    hg_faults_destroy(faults);
    return shapes;
}

static struct hg_shapes *read_one(const char *geometry, const struct hg_grid *grid)
{
    const char *code = "A";
    return read_from(geojson(1, &code, &geometry), grid);
}

/* The one fault of a file whose only feature is wrong. */
static void assert_fault(const char *code, const char *geometry, const char *reason)
{
    const struct hg_vector_source source = {
        .path = geojson(1, &code, &geometry), .code = "id", .name = "name"};
    struct hg_grid *grid = world();
    struct hg_faults *faults = NULL;
    struct hg_shapes *shapes = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_read_shapes(&source, grid, NULL, NULL, faults, &shapes, &err), err);
    assert_int_equal(hg_faults_count(faults), 1);
    assert_int_equal(hg_faults_status(faults, &err), HG_E_INPUT);
    if (!strstr(err.message, reason) ||
        !strstr(err.message, "shapes.geojson, layer shapes"))
        fail_msg("%s", err.message);
    assert_int_equal(shapes->n_shape, 0);
    hg_shapes_destroy(shapes);
    hg_faults_destroy(faults);
    hg_grid_destroy(grid);
}

/* Signed area in the crs, the way the header promises: summed over rings. */
static double area_of(const struct hg_shapes *s, size_t shape)
{
    double sum = 0;
    for (size_t r = 0; r < s->shape[shape].n_ring; r++) {
        const struct hg_ring ring = s->ring[s->shape[shape].first_ring + r];
        for (size_t i = 0, b = ring.count - 1; i < ring.count; b = i++)
            sum += s->x[ring.first + b] * s->y[ring.first + i] -
                   s->x[ring.first + i] * s->y[ring.first + b];
    }
    return sum / 2;
}

static void a_square_with_a_hole_has_the_area_between_them(void **state)
{
    (void)state;
    struct hg_grid *grid = world();
    /* Both rings in the wrong direction for us: outer clockwise, hole anticlockwise. */
    static const char *const drawn[] = {
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,10],[10,10],[10,0],[0,0]],"
        "[[2,2],[4,2],[4,5],[2,5],[2,2]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,10],[0,10],[0,0]],"
        "[[2,2],[2,5],[4,5],[4,2],[2,2]]]}"};
    for (size_t i = 0; i < 2; i++) {
        struct hg_shapes *s = read_one(drawn[i], grid);
        assert_int_equal(s->n_shape, 1);
        assert_int_equal(s->n_ring, 2);
        assert_int_equal(s->n_vertex, 8); /* closing vertices do not stand again */
        assert_true(area_of(s, 0) == 100 - 6);
        assert_string_equal(s->shape[0].code, "A");
        assert_string_equal(s->shape[0].name, "N-A");
        assert_true(hg_shape_contains(s, 0, 1, 1) && !hg_shape_contains(s, 0, 3, 3));
        const struct hg_box box = s->shape[0].box;
        assert_true(box.west == 0 && box.south == 0 && box.east == 10 && box.north == 10);
        hg_shapes_destroy(s);
    }
    hg_grid_destroy(grid);
}

static void features_of_one_code_are_one_shape_and_shapes_are_sorted(void **state)
{
    (void)state;
    struct hg_grid *grid = world();
    static const char *const code[] = {"b", "a", "b"};
    static const char *const geometry[] = {
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}",
        ("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[5,5],[7,5],[7,7],[5,7],[5,5]]],"
         "[[[9,9],[10,9],[10,10],[9,10],[9,9]]]]}"),
        "{\"type\":\"Polygon\",\"coordinates\":[[[2,0],[5,0],[5,1],[2,1],[2,0]]]}"};
    struct hg_shapes *s = read_from(geojson(3, code, geometry), grid);
    assert_int_equal(s->n_shape, 2);
    assert_string_equal(s->shape[0].code, "a");
    assert_true(area_of(s, 0) == 4 + 1 && area_of(s, 1) == 1 + 3);
    assert_int_equal(hg_shapes_find(s, "b"), 1);
    assert_int_equal(hg_shapes_find(s, "c"), HG_NOT_FOUND);
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);
}

static bool only_b(const void *context, const char *code)
{
    return strcmp(code, context) == 0;
}

static void shapes_that_are_not_kept_are_not_looked_at(void **state)
{
    (void)state;
    struct hg_grid *grid = world();
    static const char *const code[] = {"a", "b"};
    static const char *const geometry[] = {
        "null",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}"};
    const struct hg_vector_source source = {.path = geojson(2, code, geometry),
                                            .code = "id"};
    struct hg_faults *faults = NULL;
    struct hg_shapes *s = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_read_shapes(&source, grid, only_b, "b", faults, &s, &err), err);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(s->n_shape, 1);
    assert_string_equal(s->shape[0].name,
                        "b"); /* no field of the name: the code serves */
    hg_shapes_destroy(s);
    hg_faults_destroy(faults);
    hg_grid_destroy(grid);
}

/* 20 x 10 degrees over the antimeridian, drawn in three ways. */
static void a_square_over_the_antimeridian_is_cut_in_two(void **state)
{
    (void)state;
    static const char *const drawn[] = {"{\"type\":\"Polygon\",\"coordinates\":[[[170,0],"
                                        "[190,0],[190,10],[170,10],[170,0]]]}",
                                        "{\"type\":\"Polygon\",\"coordinates\":[[[170,0],"
                                        "[-170,0],[-170,10],[170,10],[170,0]]]}",
                                        "{\"type\":\"Polygon\",\"coordinates\":[[[170,0],"
                                        "[180,0],[-180,0],[-170,0],[-170,10],"
                                        "[-180,10],[180,10],[170,10],[170,0]]]}"};
    struct hg_grid *grid = world();
    for (size_t i = 0; i < 3; i++) {
        struct hg_shapes *s = read_one(drawn[i], grid);
        assert_int_equal(s->n_ring, 2);
        assert_int_equal(s->n_vertex, 8);
        assert_true(area_of(s, 0) == 200);
        assert_true(s->shape[0].box.west == -180 && s->shape[0].box.east == 180);
        assert_true(hg_shape_contains(s, 0, 175, 5) && hg_shape_contains(s, 0, -175, 5));
        assert_false(hg_shape_contains(s, 0, 0, 5));
        hg_shapes_destroy(s);
    }
    hg_grid_destroy(grid);
}

static void both_sides_of_a_cut_share_their_vertices(void **state)
{
    (void)state;
    struct hg_grid *grid = world();
    struct hg_shapes *s =
        read_one("{\"type\":\"Polygon\",\"coordinates\":[[[175,0],[-171,3.3],"
                 "[177,10.1],[175,0]],[[179,4],[-179,5],[179,6],[179,4]]]}",
                 grid);
    assert_int_equal(s->n_ring, 4);
    /* At 180 the edge from (175, 0) to (189, 3.3) is at 3.3 * 5 / 14. */
    size_t east = 0, west = 0;
    for (size_t i = 0; i < s->n_vertex; i++)
        if (fabs(s->lat[i] - 3.3 * 5 / 14) < 1e-15) {
            east += s->x[i] == 180;
            west += s->x[i] == -180;
        }
    assert_int_equal(east, 1);
    assert_int_equal(west, 1);
    /* Triangle less triangle, by hand: |14*10.1 - 2*3.3| / 2 and 2*2/2. */
    assert_near(area_of(s, 0), (14 * 10.1 - 2 * 3.3) / 2 - 2, 1e-13);
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);
}

static void edges_take_the_shorter_way_around_the_earth(void **state)
{
    (void)state;
    struct hg_grid *grid = world();
    struct hg_shapes *s =
        read_one("{\"type\":\"Polygon\",\"coordinates\":[[[-89.75,0],[89.75,0],"
                 "[89.75,10],[-89.75,10],[-89.75,0]]]}",
                 grid);
    assert_int_equal(s->n_ring, 1); /* a step of 179.5 degrees */
    assert_true(area_of(s, 0) == 1795 && hg_shape_contains(s, 0, 0, 5));
    hg_shapes_destroy(s);
    s = read_one("{\"type\":\"Polygon\",\"coordinates\":[[[-135.25,0],[135.25,0],"
                 "[135.25,10],[-135.25,10],[-135.25,0]]]}",
                 grid);
    assert_int_equal(s->n_ring, 2); /* one of 270.5 */
    assert_true(area_of(s, 0) == 895 && hg_shape_contains(s, 0, 179, 5));
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);
}

/* 200 degrees one way, 160 the other: who knows. */
static void an_edge_that_is_long_both_ways_is_refused(void **state)
{
    (void)state;
    const char *code = "A";
    const char *geometry =
        "{\"type\":\"Polygon\",\"coordinates\":[[[-100,0],[100,0],[100,"
        "10],[-100,10],[-100,0]]]}";
    const struct hg_vector_source source = {.path = geojson(1, &code, &geometry),
                                            .code = "id"};
    struct hg_grid *grid = world();
    struct hg_faults *faults = NULL;
    struct hg_shapes *s = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_read_shapes(&source, grid, NULL, NULL, faults, &s, &err), err);
    assert_int_equal(hg_faults_status(faults, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "from -100 E, 0 N to 100 E, 0 N is 200 degrees "
                                        "long one way and 160 over the antimeridian"));
    hg_shapes_destroy(s);
    hg_faults_destroy(faults);
    hg_grid_destroy(grid);
}

static void a_ring_around_the_pole_is_closed_over_it(void **state)
{
    (void)state;
    static const char *const drawn[] = {
        /* by jumps, starting anywhere */
        "{\"type\":\"Polygon\",\"coordinates\":[[[40,-70],[130,-70],[-140,-70],[-50,-70],"
        "[40,-70]]]}",
        /* as flat maps do it, over the pole by hand */
        "{\"type\":\"Polygon\",\"coordinates\":[[[-180,-70],[-180,-90],[180,-90],[180,-"
        "70],"
        "[90,-70],[0,-70],[-90,-70],[-180,-70]]]}"};
    struct hg_grid *grid = world();
    for (size_t i = 0; i < 2; i++) {
        struct hg_shapes *s = read_one(drawn[i], grid);
        assert_int_equal(s->n_ring, 1);
        assert_near(area_of(s, 0), 360 * 20, 1e-14);
        assert_true(hg_shape_contains(s, 0, 12, -89.9));
        assert_false(hg_shape_contains(s, 0, 12, -60));
        assert_true(s->shape[0].box.south == -90 && s->shape[0].box.west == -180);
        hg_shapes_destroy(s);
    }
    hg_grid_destroy(grid);

    /* The zone south of 70 S on the ellipsoid, km2 (Snyder eq. 3-12, computed outside).
     */
    grid = world_km();
    struct hg_shapes *s = read_one(drawn[0], grid);
    assert_near(area_of(s, 0) * 1e-6, 15506340.67, 1e-4);
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);
}

static void a_band_around_the_earth_stays_as_it_is_drawn(void **state)
{
    (void)state;
    struct hg_grid *grid = world();
    struct hg_shapes *s =
        read_one("{\"type\":\"Polygon\",\"coordinates\":[[[-180,10],[180,10],"
                 "[180,20],[-180,20],[-180,10]]]}",
                 grid);
    assert_int_equal(s->n_vertex, 4);
    assert_true(area_of(s, 0) == 3600);
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);
}

static void a_map_with_another_middle_is_cut_where_it_is_torn(void **state)
{
    (void)state;
    /* Equal Earth around 150 E: torn at 30 W, through a square of 20 x 10 degrees. */
    struct hg_grid *grid =
        make("+proj=eqearth +lon_0=150 +datum=WGS84", HG_GRID_EQUAL_AREA,
             (struct hg_box){-17243959, -8392927, 17243959, 8392927});
    struct hg_shapes *s =
        read_one("{\"type\":\"Polygon\",\"coordinates\":[[[-40,0],[-20,0],"
                 "[-20,10],[-40,10],[-40,0]]]}",
                 grid);
    assert_int_equal(s->n_ring, 2);
    assert_true(s->shape[0].box.west < -1.7e7 && s->shape[0].box.east > 1.7e7);
    /* 20 degrees of the zone 0..10 N are 2449664.6 km2; chords miss some. */
    assert_near(area_of(s, 0) * 1e-6, 2449664.6, 2e-3);
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);

    /* A lon/lat grid of 0..360 takes its shapes there. */
    grid = make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){0, -90, 360, 90});
    s = read_one(
        "{\"type\":\"Polygon\",\"coordinates\":[[[-10,0],[10,0],[10,10],[-10,10],"
        "[-10,0]]]}",
        grid);
    assert_int_equal(s->n_ring, 2);
    assert_true(area_of(s, 0) == 200);
    assert_true(hg_shape_contains(s, 0, 355, 5) && hg_shape_contains(s, 0, 5, 5));
    for (size_t i = 0; i < s->n_vertex; i++)
        assert_true(s->lon[i] >= -10 && s->lon[i] <= 10);
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);
}

static void outer_rings_are_positive_in_the_grid_after_projection(void **state)
{
    (void)state;
    struct hg_grid *grid = make(ALBERS, HG_GRID_EQUAL_AREA,
                                (struct hg_box){-2650000, 1850000, 2250000, 5950000});
    struct hg_shapes *s =
        read_one("{\"type\":\"Polygon\",\"coordinates\":[[[116,39],[116,41],"
                 "[118,41],[118,39],[116,39]],[[116.9,39.9],[117.1,39.9],"
                 "[117.1,40.1],[116.9,40.1],[116.9,39.9]]]}",
                 grid);
    /* Zone 39..41 N, 2 degrees wide, less 39.9..40.1, 0.2 wide: 37924.7 - 379.3 km2;
     * straight edges cut some off the northern and southern arcs. */
    assert_near(area_of(s, 0) * 1e-6, 37924.7 - 379.3, 2e-3);
    assert_true(s->lon[s->ring[1].first] > 116.8 && s->lat[s->ring[1].first] > 39.8);
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);
}

static void what_is_wrong_with_a_polygon_is_told_with_its_place(void **state)
{
    (void)state;
    static const char *const bow_tie =
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,10],[10,0],[0,10],[0,0]]]}";
    static const char *const square =
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}";
    assert_fault("A", bow_tie,
                 "(A): the polygon is not valid: Self-intersection at or near "
                 "point 5 5");
    assert_fault(
        "A",
        "{\"type\":\"Polygon\",\"coordinates\":[[[175,0],[-175,10],[-175,0],[175,10],"
        "[175,0]]]}",
        "Self-intersection at or near point 180 5");
    assert_fault("A", "null", "has no geometry");
    assert_fault("A", "{\"type\":\"Point\",\"coordinates\":[1,2]}",
                 "is a POINT, but polygons are wanted");
    assert_fault(
        "A", "{\"type\":\"Polygon\",\"coordinates\":[[[0,100],[1,100],[1,101],[0,100]]]}",
        "are longitude and latitude swapped?");
    assert_fault("", square, "id is empty");
    assert_fault("A/B", square, "\"A/B\", which is no code");
}

/* What GEOS calls invalid but means what it says: areas by hand. */
static void what_does_not_change_the_area_is_taken(void **state)
{
    (void)state;
    static const struct {
        const char *geometry;
        double area;
        size_t n_ring;
    } drawn[] = {
        /* repeated vertices, and spikes: one out, one in, one over the first vertex */
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,0],[5,0],[9,0],[5,0],[10,0],"
         "[10,5],[6,5],[10,5],[10,10],[10,10],[0,10],[0,0],[-3,-3],[0,0]]]}",
         100, 1},
        /* a ring of two places, a point and a line there and back beside a square */
        {"{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[10,0],[10,10],[0,10],"
         "[0,0]]],[[[20,0],[21,0],[20,0]]],[[[30,0],[30,0],[30,0],[30,0]]],"
         "[[[40,0],[41,1],[42,2],[41,1],[40,0]]]]}",
         100, 4},
        /* a hole that is a line */
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,10],[0,10],[0,0]],"
         "[[2,2],[5,2],[8,2],[2,2]]]}",
         100, 2},
        /* a ring that touches itself at (5, 5): two squares */
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[5,0],[5,5],[10,5],[10,10],"
         "[5,10],[5,5],[0,5],[0,0]]]}",
         50, 1},
        /* two parts with an edge in common */
        {"{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[5,0],[5,5],[0,5],[0,0]]],"
         "[[[5,0],[9,0],[9,5],[5,5],[5,0]]]]}",
         45, 2},
        /* two holes with an edge in common, one of them on the outer ring too */
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,10],[0,10],[0,0]],"
         "[[2,2],[4,2],[4,4],[2,4],[2,2]],[[4,2],[10,2],[10,4],[4,4],[4,2]]]}",
         84, 3},
    };
    struct hg_grid *grid = world();
    for (size_t i = 0; i < sizeof(drawn) / sizeof(drawn[0]); i++) {
        struct hg_shapes *s = read_one(drawn[i].geometry, grid);
        assert_int_equal(s->n_shape, 1);
        assert_int_equal(s->n_ring, drawn[i].n_ring);
        assert_near(area_of(s, 0), drawn[i].area, 1e-14);
        hg_shapes_destroy(s);
    }
    hg_grid_destroy(grid);
}

/* What would count places twice, or against the area. */
static void what_changes_the_area_is_refused_with_its_part(void **state)
{
    (void)state;
    /* 10 x 10 with a part of 2 x 2 in it: 104 as a sum, 100 as a place. */
    assert_fault("A",
                 "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[10,0],[10,10],"
                 "[0,10],[0,0]]],[[[2,2],[4,2],[4,4],[2,4],[2,2]]]]}",
                 "(3.8 % of its area would count twice, or against it)");
    /* A hole of 2 x 2 outside its ring of 10 x 10: 96 as a sum, 104 as GEOS mends it. */
    assert_fault("A",
                 "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,10],[0,10],"
                 "[0,0]],[[20,2],[22,2],[22,4],[20,4],[20,2]]]}",
                 "(7.7 % of its area");
    /* A hole in a ring that is a line. */
    assert_fault("A",
                 "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[0,0]],"
                 "[[2,2],[4,2],[4,4],[2,4],[2,2]]]}",
                 "% of its area");
    /* A part of 2 x 2 in one of 10 x 10, and a bow tie of 8 and 2: 100 + 4 + 8 - 2 as a
     * sum, 100 + 8 + 2 as a place.  The areas are the same, the places are not. */
    assert_fault(
        "A",
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[10,0],[10,10],"
        "[0,10],[0,0]]],[[[2,2],[4,2],[4,4],[2,4],[2,2]]],[[[20,0],[26,3],[26,1],"
        "[20,4],[20,0]]]]}",
        "not valid");
}

static void threads_find_the_same_faults(void **state)
{
    (void)state;
    enum { N = 40 };
    const char *code[N], *geometry[N];
    char text[N][8];
    for (int i = 0; i < N; i++) {
        (void)snprintf(text[i], sizeof(text[i]), "c%02d", i);
        code[i] = text[i];
        geometry[i] = i % 3 == 0
                          ? "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,10],"
                            "[10,0],[0,10],[0,0]]]}"
                          : "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],"
                            "[1,1],[0,1],[0,0]]]}";
    }
    struct hg_vector_source source = {.path = geojson(N, code, geometry), .code = "id"};
    struct hg_grid *grid = world();
    for (unsigned threads = 1; threads <= 4; threads += 3) {
        struct hg_faults *faults = NULL;
        struct hg_shapes *s = NULL;
        struct hg_error err = {0};
        source.threads = threads;
        assert_ok(hg_faults_create(&faults, &err), err);
        assert_ok(hg_read_shapes(&source, grid, NULL, NULL, faults, &s, &err), err);
        assert_int_equal(hg_faults_count(faults), 14);
        assert_int_equal(s->n_shape, N - 14);
        assert_non_null(strstr(hg_faults_line(faults, 1), "feature 3 (c03)"));
        hg_shapes_destroy(s);
        hg_faults_destroy(faults);
    }
    /* As drawn, all are taken. */
    source.as_drawn = true;
    struct hg_faults *faults = NULL;
    struct hg_shapes *s = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_read_shapes(&source, grid, NULL, NULL, faults, &s, &err), err);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(s->n_shape, N);
    assert_true(area_of(s, 0) == 0 && area_of(s, 1) == 1);
    hg_shapes_destroy(s);
    hg_faults_destroy(faults);
    hg_grid_destroy(grid);
}

static void a_polygon_without_an_image_is_empty(void **state)
{
    (void)state;
    /* The antipode of the middle is the one place an azimuthal map lacks. */
    struct hg_grid *grid =
        make("+proj=laea +lat_0=0 +lon_0=0 +R=6371000", HG_GRID_EQUAL_AREA,
             (struct hg_box){-1e6, -1e6, 1e6, 1e6});
    const char *code = "A";
    const char *geometry =
        "{\"type\":\"Polygon\",\"coordinates\":[[[180,0],[170,0],[170,10],"
        "[180,0]]]}";
    const struct hg_vector_source source = {.path = geojson(1, &code, &geometry),
                                            .code = "id"};
    struct hg_faults *faults = NULL;
    struct hg_shapes *s = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_read_shapes(&source, grid, NULL, NULL, faults, &s, &err), err);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(s->n_shape, 1);
    assert_int_equal(s->shape[0].n_ring, 0);
    assert_true(s->shape[0].box.west > s->shape[0].box.east);
    hg_shapes_destroy(s);

    /* Around that place a polygon turns inside out, beside it one is torn. */
    for (int west = 0; west < 4; west += 3) {
        char ring[4000] = "{\"type\":\"Polygon\",\"coordinates\":[[";
        const char *text = ring;
        for (int i = 0; i <= 72; i++) {
            const double angle = (i % 72) * (M_PI / 36);
            const size_t at = strlen(ring);
            (void)snprintf(ring + at, sizeof(ring) - at, "%s[%.9f,%.9f]", i ? "," : "",
                           179.9 - west + 3 * cos(angle), 0.05 + 3 * sin(angle));
        }
        const size_t end = strlen(ring);
        (void)snprintf(ring + end, sizeof(ring) - end, "]]}");
        const struct hg_vector_source around = {.path = geojson(1, &code, &text),
                                                .code = "id"};
        assert_ok(hg_read_shapes(&around, grid, NULL, NULL, faults, &s, &err), err);
        assert_int_equal(s->n_shape, 1);
        assert_int_equal(s->shape[0].n_ring, 0);
        hg_shapes_destroy(s);
    }
    assert_int_equal(hg_faults_count(faults), 0);
    hg_faults_destroy(faults);

    /* For a drawing what is left of it will do. */
    (void)geojson(1, &code, &geometry);
    assert_ok(hg_read_outlines(&source, grid, &s, &err), err);
    assert_int_equal(s->n_shape, 1);
    assert_int_equal(s->n_ring, 1);
    assert_true(s->ring[0].open && s->ring[0].count == 2);
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);
}

/* One square in a file of any driver, in any crs (NULL: none). */
static const char *square_file(const char *name, const char *driver, int epsg)
{
    (void)remove(file(name));
    GDALDatasetH ds =
        GDALCreate(GDALGetDriverByName(driver), path, 0, 0, 0, GDT_Unknown, NULL);
    assert_non_null(ds);
    OGRSpatialReferenceH srs = NULL;
    if (epsg > 0) {
        srs = OSRNewSpatialReference(NULL);
        assert_int_equal(OSRImportFromEPSG(srs, epsg), OGRERR_NONE);
        OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    }
    OGRLayerH layer = GDALDatasetCreateLayer(ds, "squares", srs, wkbPolygon, NULL);
    assert_non_null(layer);
    OGRFieldDefnH field = OGR_Fld_Create("id", OFTString);
    assert_int_equal(OGR_L_CreateField(layer, field, 1), OGRERR_NONE);
    OGR_Fld_Destroy(field);
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGR_F_SetFieldString(feature, 0, "S");
    OGRGeometryH geometry = NULL;
    char wkt[] =
        "POLYGON ((1000000 4000000,1100000 4000000,1100000 4200000,1000000 4200000,"
        "1000000 4000000))";
    char *text = wkt;
    assert_int_equal(OGR_G_CreateFromWkt(&text, NULL, &geometry), OGRERR_NONE);
    assert_int_equal(OGR_F_SetGeometryDirectly(feature, geometry), OGRERR_NONE);
    assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
    GDALClose(ds);
    if (srs)
        OSRRelease(srs);
    return path;
}

static void a_file_in_another_crs_is_projected(void **state)
{
    (void)state;
    struct hg_grid *grid = world();
    static const char *const kind[][2] = {
        {"m.gpkg", "GPKG"}, {"m.shp", "ESRI Shapefile"}, {"m.fgb", "FlatGeobuf"}};
    for (size_t i = 0; i < 3; i++) {
        const struct hg_vector_source source = {
            .path = square_file(kind[i][0], kind[i][1], 3857), .code = "id"};
        struct hg_faults *faults = NULL;
        struct hg_shapes *s = NULL;
        struct hg_error err = {0};
        assert_ok(hg_faults_create(&faults, &err), err);
        assert_ok(hg_read_shapes(&source, grid, NULL, NULL, faults, &s, &err), err);
        assert_ok(hg_faults_status(faults, &err), err);
        assert_int_equal(s->n_vertex, 4);
        /* Spherical Mercator on a = 6378137 m: lon = x / a, lat = atan(sinh(y / a)). */
        const struct hg_box box = s->shape[0].box;
        const double deg = 180 / M_PI, a = 6378137;
        assert_near(box.west, 1e6 / a * deg, 1e-10);
        assert_near(box.east, 1.1e6 / a * deg, 1e-10);
        assert_near(box.south, atan(sinh(4e6 / a)) * deg, 1e-10);
        assert_near(box.north, atan(sinh(4.2e6 / a)) * deg, 1e-10);
        hg_shapes_destroy(s);
        hg_faults_destroy(faults);
    }
    hg_grid_destroy(grid);
}

/* Reading `source` fails at once, with this in the message. */
static void assert_refused(const struct hg_vector_source *source, const char *reason)
{
    struct hg_grid *grid = world();
    struct hg_faults *faults = NULL;
    struct hg_shapes *s = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_int_equal(hg_read_shapes(source, grid, NULL, NULL, faults, &s, &err),
                     HG_E_INPUT);
    assert_null(s);
    if (!strstr(err.message, reason))
        fail_msg("%s", err.message);
    assert_int_equal(hg_read_outlines(source, grid, &s, &err), HG_E_INPUT);
    hg_faults_destroy(faults);
    hg_grid_destroy(grid);
}

static void a_file_that_cannot_be_used_is_refused_with_the_reason(void **state)
{
    (void)state;
    struct hg_vector_source source = {.path = square_file("n.shp", "ESRI Shapefile", 0),
                                      .code = "id"};
    assert_refused(&source, "n.shp, layer n: has no coordinate system");
    source.path = square_file("n.gpkg", "GPKG", 0);
    assert_refused(&source, "has no coordinate system");

    source.path = square_file("f.gpkg", "GPKG", 3857);
    source.code = "region";
    assert_refused(&source, "has no field \"region\"; its fields are: id");
    source.code = "id";
    source.name = "label";
    assert_refused(&source, "has no field \"label\"");
    source.name = NULL;
    source.layer = "circles";
    assert_refused(&source, "has no layer circles; its layers are: squares");
    source.layer = NULL;

    source.path = geojson(0, NULL, NULL);
    source.code = NULL;
    assert_refused(&source, "has no features");
    source.path = file("missing.gpkg");
    assert_refused(&source, "missing.gpkg");
    FILE *f = fopen(file("text.geojson"), "w");
    assert_non_null(f);
    (void)fputs("no json", f);
    (void)fclose(f);
    source.path = path;
    assert_refused(&source, "is not a vector file that can be read");
}

static void outlines_take_lines_and_crossing_rings(void **state)
{
    (void)state;
    struct hg_grid *grid = world();
    static const char *const code[] = {"coast", "", "tie", "mix"};
    static const char *const geometry[] = {
        "{\"type\":\"LineString\",\"coordinates\":[[170,0],[180,5],[-170,10],[170,30]]}",
        "{\"type\":\"MultiLineString\",\"coordinates\":[[[0,0],[1,1]],[[2,2],[3,3],[4,2]]"
        "]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,10],[10,0],[0,10],[0,0]]]}",
        "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","
        "\"coordinates\":"
        "[1,2]},{\"type\":\"MultiPolygon\",\"coordinates\":[[[[5,5],[7,5],[7,7],[5,5]]]]}"
        "]}"};
    const struct hg_vector_source source = {.path = geojson(4, code, geometry),
                                            .code = "id"};
    struct hg_shapes *s = NULL;
    struct hg_error err = {0};
    assert_ok(hg_read_outlines(&source, grid, &s, &err), err);
    assert_int_equal(s->n_shape, 4); /* "", coast, mix, tie */
    assert_int_equal(s->shape[0].n_ring, 2);
    assert_int_equal(s->shape[1].n_ring, 3); /* east, west, east of the antimeridian */
    for (size_t r = 0; r < 5; r++)
        assert_true(s->ring[r].open);
    assert_int_equal(s->ring[2].count, 2);
    assert_true(s->x[s->ring[3].first] == -180 && s->y[s->ring[3].first] == 5);
    assert_int_equal(s->shape[2].n_ring, 1);
    assert_int_equal(s->shape[3].n_ring, 1);
    assert_false(s->ring[s->shape[3].first_ring].open);
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);
}

static void shapes_without_a_code_field_are_numbered(void **state)
{
    (void)state;
    struct hg_grid *grid = world();
    static const char *const code[] = {"x", "x"};
    static const char *const geometry[] = {
        "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,0]]}",
        "{\"type\":\"LineString\",\"coordinates\":[[0,5],[1,5]]}"};
    const struct hg_vector_source source = {.path = geojson(2, code, geometry)};
    struct hg_shapes *s = NULL;
    struct hg_error err = {0};
    assert_ok(hg_read_outlines(&source, grid, &s, &err), err);
    assert_int_equal(s->n_shape, 2);
    assert_string_equal(s->shape[0].code, "1");
    assert_string_equal(s->shape[1].code, "2");
    assert_true(s->y[s->ring[1].first] == 5);
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);
}

static void memory_may_run_out_at_any_time(void **state)
{
    (void)state;
    struct hg_grid *grid = world();
    static const char *const code[] = {"a", "b"};
    static const char *const geometry[] = {
        "{\"type\":\"Polygon\",\"coordinates\":[[[40,-70],[130,-70],[-140,-70],[-50,-70],"
        "[40,-70]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[170,0],[190,0],[190,10],[170,10],[170,"
        "0]]]}"};
    const struct hg_vector_source source = {.path = geojson(2, code, geometry),
                                            .code = "id"};
    size_t n = 1;
    for (;; n++) {
        struct hg_faults *faults = NULL;
        struct hg_shapes *s = NULL;
        struct hg_error err = {0};
        assert_ok(hg_faults_create(&faults, &err), err);
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_read_shapes(&source, grid, NULL, NULL, faults, &s, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        assert_int_equal(hg_faults_count(faults), 0);
        if (failed && status != HG_OK) {
            assert_int_equal(status, HG_E_MEMORY);
            assert_int_equal(alloc_live(), before);
        } else { /* what only saves time may be done without */
            assert_int_equal(s->n_shape, 2);
        }
        hg_shapes_destroy(s);
        hg_faults_destroy(faults);
        if (!failed) {
            assert_ok(status, err);
            break;
        }
    }
    assert_true(n > 10);
    hg_grid_destroy(grid);
}

static void the_regions_of_the_world_are_all_read(void **state)
{
    (void)state;
    const char *data = getenv("HOTGRID_DATA");
    if (!data) {
        print_message("HOTGRID_DATA is not set: skipped\n");
        skip();
    }
    char regions[512];
    (void)snprintf(regions, sizeof(regions), "%s/world-2011/regions.gpkg", data);
    const struct hg_vector_source source = {
        .path = regions, .code = "region", .name = "name"};
    struct hg_grid *grids[] = {world(), world_km()};
    for (size_t g = 0; g < 2; g++) {
        struct hg_faults *faults = NULL;
        struct hg_shapes *s = NULL;
        struct hg_error err = {0};
        assert_ok(hg_faults_create(&faults, &err), err);
        assert_ok(hg_read_shapes(&source, grids[g], NULL, NULL, faults, &s, &err), err);
        assert_ok(hg_faults_status(faults, &err), err);
        assert_int_equal(s->n_shape, 237);
        assert_int_equal(s->n_vertex + s->n_ring,
                         206736); /* as the file's own notes say */
        double sum = 0;
        for (size_t i = 0; i < s->n_shape; i++) {
            assert_true(area_of(s, i) > 0);
            sum += area_of(s, i);
        }
        /* The land without Antarctica is about 135 million km2. */
        if (g == 1)
            assert_near(sum * 1e-12, 135, 0.01);
        hg_shapes_destroy(s);
        hg_faults_destroy(faults);
        hg_grid_destroy(grids[g]);
    }
}

static int start(void **state)
{
    (void)state;
    hg_io_start();
    strcpy(folder, "/tmp/hotgrid-vector-XXXXXX");
    return mkdtemp(folder) ? 0 : 1;
}

static int finish(void **state)
{
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf %s", folder);
    hg_io_finish();
    return system(command);
}

/* A square of a file with this member behind its type. */
static const char *square_with_crs(const char *crs, const char *west, const char *east)
{
    FILE *f = fopen(file("crs.geojson"), "w");
    assert_non_null(f);
    (void)fprintf(
        f,
        "\xEF\xBB\xBF\n{\"type\":\"FeatureCollection\",\"name\":\"\\\"crs\\\": "
        "{}\"%s,\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":\"A\","
        "\"name\":\"N\","
        "\"crs\":\"EPSG:1\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
        "[[[%s,0],[%s,0],[%s,1],[%s,1],[%s,0]]]}}]}",
        crs, west, east, east, west, west);
    assert_int_equal(fclose(f), 0);
    return path;
}

static void a_crs_of_geojson_that_is_known_is_honoured(void **state)
{
    (void)state;
    static const char *const degrees[] = {
        "",
        ",\"crs\":null",
        ",\"crs\" : {\"type\":\"name\",\"properties\":{\"name\":\"EPSG:4326\"}}",
        ",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:OGC:1.3:"
        "CRS84\"}}",
        ",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::"
        "4326\""
        "}}",
        ",\"crs\":{\"type\":\"EPSG\",\"properties\":{\"code\":4326}}"};
    struct hg_grid *grid = world();
    for (size_t i = 0; i < sizeof(degrees) / sizeof(degrees[0]); i++) {
        struct hg_shapes *s = read_from(square_with_crs(degrees[i], "10", "20"), grid);
        assert_near(s->shape[0].box.east, 20, 1e-9);
        hg_shapes_destroy(s);
    }
    struct hg_shapes *s = read_from(
        square_with_crs(
            ",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:3857\"}}", "0",
            "111319.49079327358"), /* a degree of a = 6378137 m */
        grid);
    assert_near(s->shape[0].box.east, 1, 1e-9);
    hg_shapes_destroy(s);
    hg_grid_destroy(grid);
}

/* GDAL 3.6 would read each as degrees of WGS 84. */
static void a_crs_of_geojson_that_is_not_is_refused(void **state)
{
    (void)state;
    static const char *const unknown[][2] = {
        {",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:99999\"}}",
         "its crs is named `EPSG:99999`, which is not known here"},
        {",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::"
         "99999\""
         "}}",
         "urn:ogc:def:crs:EPSG::99999"},
        {",\"crs\":{\"type\":\"EPSG\",\"properties\":{\"code\":99999}}", "`EPSG:99999`"},
        {",\"crs\":{\"type\":\"EPSG\",\"properties\":{\"code\":\"99999\"}}",
         "`EPSG:99999`"},
        {",\"crs\":{\"type\":\"link\",\"properties\":{\"href\":\"http://127.0.0.1/\"}}",
         "its crs is of type `link`"},
        {",\"crs\":{\"type\":\"name\"}", "its crs is of type `name`"},
        {",\"crs\":\"EPSG:32650\"", "its crs is the word `EPSG:32650`"},
    };
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
        const struct hg_vector_source source = {
            .path = square_with_crs(unknown[i][0], "10", "20"), .code = "id"};
        assert_refused(&source, unknown[i][1]);
        assert_refused(&source, "crs.geojson: its crs is");
        assert_refused(&source, "such as EPSG:4326, or take `crs` out");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_square_with_a_hole_has_the_area_between_them),
        cmocka_unit_test(features_of_one_code_are_one_shape_and_shapes_are_sorted),
        cmocka_unit_test(shapes_that_are_not_kept_are_not_looked_at),
        cmocka_unit_test(a_square_over_the_antimeridian_is_cut_in_two),
        cmocka_unit_test(both_sides_of_a_cut_share_their_vertices),
        cmocka_unit_test(edges_take_the_shorter_way_around_the_earth),
        cmocka_unit_test(an_edge_that_is_long_both_ways_is_refused),
        cmocka_unit_test(a_ring_around_the_pole_is_closed_over_it),
        cmocka_unit_test(a_band_around_the_earth_stays_as_it_is_drawn),
        cmocka_unit_test(a_map_with_another_middle_is_cut_where_it_is_torn),
        cmocka_unit_test(outer_rings_are_positive_in_the_grid_after_projection),
        cmocka_unit_test(what_is_wrong_with_a_polygon_is_told_with_its_place),
        cmocka_unit_test(what_does_not_change_the_area_is_taken),
        cmocka_unit_test(what_changes_the_area_is_refused_with_its_part),
        cmocka_unit_test(threads_find_the_same_faults),
        cmocka_unit_test(a_polygon_without_an_image_is_empty),
        cmocka_unit_test(a_file_in_another_crs_is_projected),
        cmocka_unit_test(a_crs_of_geojson_that_is_known_is_honoured),
        cmocka_unit_test(a_crs_of_geojson_that_is_not_is_refused),
        cmocka_unit_test(a_file_that_cannot_be_used_is_refused_with_the_reason),
        cmocka_unit_test(outlines_take_lines_and_crossing_rings),
        cmocka_unit_test(shapes_without_a_code_field_are_numbered),
        cmocka_unit_test(memory_may_run_out_at_any_time),
        cmocka_unit_test(the_regions_of_the_world_are_all_read),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
