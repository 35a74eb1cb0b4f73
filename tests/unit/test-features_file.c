/* test-features_file.c - lines, areas and proxies as they come out of files */
#include "alloc.h"
#include "check.h"
#include "scratch.h"
#include <hotgrid/crs.h>
#include <hotgrid/cut.h>
#include <hotgrid/features_file.h>
#include <hotgrid/geodesy.h>
#include <stdio.h>

/* Two degrees; and 10 km on the grid of the EEA. */
static const struct hg_grid_params degrees = {.crs = "EPSG:4326",
                                              .kind = HG_GRID_LONLAT,
                                              .box = {-180, -90, 180, 90},
                                              .ncol = 180,
                                              .nrow = 90};
static const struct hg_grid_params laea = {.crs = "EPSG:3035",
                                           .kind = HG_GRID_EQUAL_AREA,
                                           .box = {2000000, 1000000, 7000000, 6000000},
                                           .ncol = 500,
                                           .nrow = 500};

static struct hg_grid *make(const struct hg_grid_params *params)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(params, &grid, &err), err);
    return grid;
}

/* A GeoJSON file of features "properties|geometry", in a crs of EPSG. */
static const char *geojson(int epsg, size_t n, const char *const (*feature)[2])
{
    static char text[8192];
    size_t used = (size_t)snprintf(
        text, sizeof(text),
        "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{"
        "\"name\":\"urn:ogc:def:crs:EPSG::%d\"}},\"features\":[",
        epsg);
    for (size_t i = 0; i < n; i++)
        used += (size_t)snprintf(
            text + used, sizeof(text) - used,
            "%s{\"type\":\"Feature\",\"properties\":{%s},\"geometry\":%s}",
            i > 0 ? "," : "", feature[i][0], feature[i][1]);
    (void)snprintf(text + used, sizeof(text) - used, "]}");
    return scratch_text("shapes.geojson", text);
}

static struct hg_features *read_from(const struct hg_table_source *source,
                                     enum hg_feature_kind kind, enum hg_point_rule rule,
                                     const struct hg_grid *grid)
{
    struct hg_faults *faults = NULL;
    struct hg_features *features = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_read_features(source, kind, rule, grid, faults, &features, &err), err);
    assert_ok(hg_faults_status(faults, &err), err);
    hg_faults_destroy(faults);
    return features;
}

/* Features of a file of one feature "A". */
static struct hg_features *read_one(int epsg, const char *geometry,
                                    enum hg_feature_kind kind, const struct hg_grid *grid)
{
    const char *const feature[][2] = {
        {"\"id\":\"A\",\"region\":\"R\",\"sector\":\"S\",\"weight\":1", geometry}};
    const struct hg_table_source source = {.path = geojson(epsg, 1, feature)};
    return read_from(&source, kind, HG_POINTS_SCALE, grid);
}

static struct hg_cut *cut_all(const struct hg_features *features,
                              const struct hg_grid *grid)
{
    struct hg_transform to_grid = {0};
    struct hg_cut *cut = NULL;
    struct hg_error err = {0};
    assert_ok(hg_crs_from_lonlat(grid, &to_grid, &err), err);
    const struct hg_cut_params params = {.grid = grid,
                                         .shapes = features->shapes,
                                         .kind = features->kind,
                                         .planar = features->planar,
                                         .to_grid = &to_grid};
    assert_ok(hg_cut(&params, &cut, &err), err);
    hg_transform_finish(&to_grid);
    return cut;
}

static void records_and_shapes_are_read_together(void **state)
{
    (void)state;
    const char *const feature[][2] = {
        {"\"id\":\"b "
         "2\",\"state\":\"R1\",\"sector\":\"road\",\"value\":1.5,\"unit\":\"kt\","
         "\"basis\":\"CO2\"",
         "{\"type\":\"MultiLineString\",\"coordinates\":[[[10,50],[11,50]],[[12,50],[12,"
         "51]]"
         "]}"},
        {"\"id\":\"a 1\",\"state\":\"R2\",\"sector\":\"road\",\"value\":2,\"unit\":\"t\","
         "\"basis\":\"C\"",
         "{\"type\":\"LineString\",\"coordinates\":[[5,45],[6,46]]}"}};
    const char *const standard[] = {"region"}, *const actual[] = {"state"};
    const struct hg_table_source source = {.path = geojson(4326, 2, feature),
                                           .columns = {1, standard, actual}};
    struct hg_grid *grid = make(&degrees);
    struct hg_features *f = read_from(&source, HG_LINES, HG_POINTS_ADD, grid);
    assert_int_equal(f->sites->n, 2);
    assert_int_equal(f->sites->rule, HG_POINTS_ADD);
    assert_string_equal(f->sites->site[0].id, "b 2");
    assert_string_equal(f->sites->site[0].region, "R1");
    assert_true(f->sites->site[0].weight == 1.5e6);
    assert_true(f->sites->site[0].lon == 10 && f->sites->site[0].lat == 50);
    assert_near(f->sites->site[1].weight, 2000 * 44.0 / 12, 1e-3); /* carbon to CO2 */
    assert_int_equal(f->shapes->n_shape, 2); /* sorted: "a 1" first */
    assert_string_equal(f->shapes->shape[0].code, "a 1");
    assert_int_equal(f->shapes->shape[1].n_ring, 2);
    assert_true(f->shapes->ring[0].open && f->shapes->ring[2].open);
    hg_features_destroy(f);
    hg_grid_destroy(grid);
}

/* The degree of longitude at 40 N is 85.39385695861843 km (see test-cut_lines.c). */
static void a_line_over_the_antimeridian_is_cut_at_it(void **state)
{
    (void)state;
    struct hg_grid *grid = make(&degrees);
    struct hg_features *f =
        read_one(4326, "{\"type\":\"LineString\",\"coordinates\":[[179,40],[-179,40]]}",
                 HG_LINES, grid);
    assert_int_equal(f->shapes->n_ring, 2);
    struct hg_cut *cut = cut_all(f, grid);
    assert_int_equal(cut->first[1], 2);
    assert_int_equal(cut->cell[0], 25 * 180); /* 40 N is owned by the row south of it */
    assert_int_equal(cut->cell[1], 25 * 180 + 179);
    assert_near(cut->size[0], 85.39385695861843, 1e-12);
    assert_near(cut->whole[0], 2 * 85.39385695861843, 1e-12);
    hg_cut_destroy(cut);
    hg_features_destroy(f);
    hg_grid_destroy(grid);
}

/* A square of 100 km along edges of cells of the very crs: whole cells, to the bit. */
static void polygons_in_the_crs_of_the_grid_stay_straight_in_it(void **state)
{
    (void)state;
    struct hg_grid *grid = make(&laea);
    struct hg_features *f =
        read_one(3035,
                 "{\"type\":\"Polygon\",\"coordinates\":[[[4000000,3000000],[4100000,"
                 "3000000],[4100000,3100000],[4000000,3100000],[4000000,3000000]]]}",
                 HG_AREAS, grid);
    assert_true(f->planar);
    assert_int_equal(f->shapes->n_vertex, 4);
    struct hg_cut *cut = cut_all(f, grid);
    assert_int_equal(cut->first[1], 100);
    for (size_t i = 0; i < 100; i++)
        assert_near(cut->size[i], 100, 1e-12);
    hg_cut_destroy(cut);
    hg_features_destroy(f);
    hg_grid_destroy(grid);
}

/* A square in the plane of a polar grid, over the antimeridian: it is cut there, but its
 * edges stay straight in the plane. */
static void polygons_in_the_crs_of_the_grid_may_cross_the_antimeridian(void **state)
{
    (void)state;
    const struct hg_grid_params polar = {.crs = "EPSG:6931",
                                         .kind = HG_GRID_EQUAL_AREA,
                                         .box = {-5000000, -5000000, 5000000, 5000000},
                                         .ncol = 100,
                                         .nrow = 100};
    struct hg_grid *grid = make(&polar);
    struct hg_features *f = read_one(
        6931,
        "{\"type\":\"Polygon\",\"coordinates\":[[[-50000,2000000],[50000,2000000],"
        "[50000,2100000],[-50000,2100000],[-50000,2000000]]]}",
        HG_AREAS, grid);
    struct hg_cut *cut = cut_all(f, grid);
    assert_int_equal(cut->first[1], 2);
    assert_near(cut->size[0], 5000, 1e-7);
    assert_near(cut->size[1], 5000, 1e-7);
    hg_cut_destroy(cut);
    hg_features_destroy(f);
    hg_grid_destroy(grid);
}

/* The same square on a grid of degrees has 10 000 km2 too, since 3035 is equal-area: its
 * edges are curves there. */
static void edges_of_another_projection_become_curves(void **state)
{
    (void)state;
    const char *square =
        "{\"type\":\"Polygon\",\"coordinates\":[[[4000000,3000000],[4100000,"
        "3000000],[4100000,3100000],[4000000,3100000],[4000000,3000000]]]}";
    struct hg_grid *grid = make(&degrees);
    struct hg_features *f = read_one(3035, square, HG_AREAS, grid);
    assert_false(f->planar);
    struct hg_cut *cut = cut_all(f, grid);
    assert_near(cut->whole[0], 10000, 1e-8);
    hg_cut_destroy(cut);
    hg_features_destroy(f);

    /* A straight line of 3035, 1000 km on the plane: its length on the ellipsoid as 100
     * thousand geodesics through pyproj 3.4.1, Transformer and Geod(ellps='WGS84'). */
    f = read_one(3035,
                 "{\"type\":\"LineString\",\"coordinates\":[[4000000,3000000],[5000000,"
                 "3000000]]}",
                 HG_LINES, grid);
    assert_true(f->shapes->n_vertex > 20);
    cut = cut_all(f, grid);
    assert_near(cut->whole[0], 1000.2537374397168, 1e-9);
    hg_cut_destroy(cut);
    hg_features_destroy(f);
    hg_grid_destroy(grid);
}

static void what_is_wrong_with_a_feature_is_told_with_its_place(void **state)
{
    (void)state;
    static const struct {
        enum hg_feature_kind kind;
        const char *geometry, *reason;
    } wrong[] = {
        {HG_LINES, "{\"type\":\"Point\",\"coordinates\":[10,50]}",
         "the geometry is a POINT, but lines are wanted"},
        {HG_AREAS, "{\"type\":\"LineString\",\"coordinates\":[[10,50],[11,50]]}",
         "the geometry is a LINESTRING, but polygons are wanted"},
        {HG_LINES, "{\"type\":\"LineString\",\"coordinates\":[[10,50],[10,50]]}",
         "the line has no length"},
        {HG_LINES, "null", "has no geometry; give it a line"},
        {HG_LINES, "{\"type\":\"LineString\",\"coordinates\":[[10,50],[10,150]]}",
         "latitude 150 is no place on earth"},
        {HG_AREAS,
         "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,10],[10,0],[0,10],[0,0]]]}",
         "the polygon is not valid"},
    };
    struct hg_grid *grid = make(&degrees);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        const char *const feature[][2] = {
            {"\"id\":\"A\",\"region\":\"R\",\"sector\":\"S\",\"weight\":1",
             wrong[i].geometry}};
        const struct hg_table_source source = {.path = geojson(4326, 1, feature)};
        struct hg_faults *faults = NULL;
        struct hg_features *features = NULL;
        struct hg_error err = {0};
        assert_ok(hg_faults_create(&faults, &err), err);
        assert_ok(hg_read_features(&source, wrong[i].kind, HG_POINTS_SCALE, grid, faults,
                                   &features, &err),
                  err);
        assert_int_equal(hg_faults_count(faults), 1);
        assert_int_equal(hg_faults_status(faults, &err), HG_E_INPUT);
        if (!strstr(err.message, wrong[i].reason) ||
            !strstr(err.message, "layer shapes, feature 0 (A): "))
            fail_msg("%s", err.message);
        assert_int_equal(features->sites->n, 0);
        hg_features_destroy(features);
        hg_faults_destroy(faults);
    }
    hg_grid_destroy(grid);
}

/* The far side of the globe has no image in an orthographic view of the near one. */
static void a_line_beyond_the_crs_of_the_grid_is_a_fault_with_its_place(void **state)
{
    (void)state;
    const struct hg_grid_params ortho = {
        .crs = "+proj=ortho +lat_0=50 +lon_0=10 +ellps=WGS84",
        .kind = HG_GRID_PROJECTED,
        .box = {-1e6, -1e6, 1e6, 1e6},
        .ncol = 10,
        .nrow = 10};
    const char *const feature[][2] = {
        {"\"id\":\"A\",\"region\":\"R\",\"sector\":\"S\",\"weight\":1",
         "{\"type\":\"LineString\",\"coordinates\":[[10,50],[170,-50]]}"}};
    const struct hg_table_source source = {.path = geojson(4326, 1, feature)};
    struct hg_grid *grid = make(&ortho);
    struct hg_faults *faults = NULL;
    struct hg_features *features = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_read_features(&source, HG_LINES, HG_POINTS_SCALE, grid, faults,
                               &features, &err),
              err);
    assert_int_equal(hg_faults_status(faults, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "the place 170 E, -50 N has no image"));
    hg_features_destroy(features);
    hg_faults_destroy(faults);
    hg_grid_destroy(grid);
}

static void a_csv_file_has_no_geometry(void **state)
{
    (void)state;
    const struct hg_table_source source = {
        .path = scratch_text("lines.csv", "id,region,sector,weight\nA,R,S,1\n")};
    struct hg_grid *grid = make(&degrees);
    struct hg_faults *faults = NULL;
    struct hg_features *features = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_int_equal(hg_read_features(&source, HG_LINES, HG_POINTS_SCALE, grid, faults,
                                      &features, &err),
                     HG_E_INPUT);
    assert_non_null(strstr(err.message, "a CSV file has no lines"));
    assert_null(features);
    hg_faults_destroy(faults);
    hg_grid_destroy(grid);
}

static void proxies_count_features_by_their_field(void **state)
{
    (void)state;
    const char *const lines[][2] = {
        {"\"lanes\":4", "{\"type\":\"LineString\",\"coordinates\":[[10,50],[11,50]]}"},
        {"\"lanes\":7", "{\"type\":\"LineString\",\"coordinates\":[[10,50],[10,50]]}"},
        {"\"lanes\":2", "{\"type\":\"LineString\",\"coordinates\":[[20,50],[21,50]]}"}};
    struct hg_grid *grid = make(&degrees);
    struct hg_faults *faults = NULL;
    struct hg_proxy_features *f = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_read_proxy_shapes(geojson(4326, 3, lines), NULL, "lanes", HG_LINES, grid,
                                   faults, &f, &err),
              err);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(f->n, 2); /* the one without length counts nothing */
    assert_true(f->weight[0] == 4 && f->weight[1] == 2);
    assert_int_equal(f->shapes->n_shape, 2);
    assert_true(f->shapes->lon[f->shapes->ring[1].first] == 20);
    hg_proxy_features_destroy(f);

    const char *const points[][2] = {
        {"\"n\":3", "{\"type\":\"Point\",\"coordinates\":[10,50]}"},
        {"\"n\":-1", "{\"type\":\"Point\",\"coordinates\":[180,50]}"}};
    const char *path = geojson(4326, 2, points);
    assert_ok(hg_read_proxy_points(path, NULL, NULL, grid, faults, &f, &err), err);
    assert_int_equal(f->n, 2);
    assert_null(f->weight);
    assert_true(f->x[1] == -180 && f->y[1] == 50);
    hg_proxy_features_destroy(f);
    assert_ok(hg_read_proxy_points(path, NULL, "n", grid, faults, &f, &err), err);
    assert_int_equal(hg_faults_status(faults, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "weight is -1, below 0"));
    hg_proxy_features_destroy(f);
    hg_faults_destroy(faults);
    hg_grid_destroy(grid);
}

static void says_so_when_memory_runs_out(void **state)
{
    (void)state;
    const char *const feature[][2] = {
        {"\"id\":\"A\",\"name\":\"n\",\"region\":\"R\",\"sector\":\"S\",\"weight\":1",
         "{\"type\":\"LineString\",\"coordinates\":[[4000000,3000000],[4100000,3000000]]"
         "}"}};
    const struct hg_table_source source = {.path = geojson(3035, 1, feature)};
    struct hg_grid *grid = make(&degrees);
    for (int proxy = 0; proxy < 2; proxy++)
        for (size_t n = 1;; n++) {
            struct hg_faults *faults = NULL;
            struct hg_features *features = NULL;
            struct hg_proxy_features *counted = NULL;
            struct hg_error err = {0};
            assert_ok(hg_faults_create(&faults, &err), err);
            const size_t before = alloc_live();
            alloc_fail_at(n);
            const enum hg_status status =
                proxy ? hg_read_proxy_shapes(source.path, NULL, "weight", HG_LINES, grid,
                                             faults, &counted, &err)
                      : hg_read_features(&source, HG_LINES, HG_POINTS_SCALE, grid, faults,
                                         &features, &err);
            hg_features_destroy(features);
            hg_proxy_features_destroy(counted);
            const bool failed = alloc_failed();
            if (failed) {
                assert_int_equal(status, HG_E_MEMORY);
                assert_int_equal(alloc_live(), before);
            }
            alloc_fail_at(0);
            hg_faults_destroy(faults);
            if (!failed)
                break;
        }
    hg_grid_destroy(grid);
}

static int start(void **state)
{
    hg_io_start();
    return scratch_setup(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_and_shapes_are_read_together),
        cmocka_unit_test(a_line_over_the_antimeridian_is_cut_at_it),
        cmocka_unit_test(polygons_in_the_crs_of_the_grid_stay_straight_in_it),
        cmocka_unit_test(polygons_in_the_crs_of_the_grid_may_cross_the_antimeridian),
        cmocka_unit_test(edges_of_another_projection_become_curves),
        cmocka_unit_test(what_is_wrong_with_a_feature_is_told_with_its_place),
        cmocka_unit_test(a_line_beyond_the_crs_of_the_grid_is_a_fault_with_its_place),
        cmocka_unit_test(a_csv_file_has_no_geometry),
        cmocka_unit_test(proxies_count_features_by_their_field),
        cmocka_unit_test(says_so_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, start, scratch_teardown);
}
