/* test-grid_auto.c - grids fitted to regions: the right projection, exact edges, all in
 */
#include "alloc.h"
#include "scratch.h"
#include "study/grid_auto.h"
#include <hotgrid/crs.h>
#include <hotgrid/vector.h>

/* A feature whose polygon is a box of degrees. */
#define BOX(code, west, south, east, north)                                              \
    "{\"type\":\"Feature\",\"properties\":{\"id\":\"" code                               \
    "\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[" west "," south          \
    "],[" east "," south "],[" east "," north "],[" west "," north "],[" west "," south  \
    "]]]}}"
#define COLLECTION(features)                                                             \
    "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

static struct hg_study study_of(const char *collection)
{
    return (struct hg_study){
        .path = "study.yaml",
        .name = "toy",
        .grid = HG_GRID_AUTO,
        .fit = {.cell_km = 10},
        .regions = {.path = scratch_text("r.geojson", collection), .code = "id"},
    };
}

static struct hg_grid *fit(const struct hg_study *study, struct grid_extent *extent)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(grid_auto_fit(study, &grid, extent, &err), err);
    return grid;
}

static void refused(const struct hg_study *study, enum hg_status status, const char *why)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_int_equal(grid_auto_fit(study, &grid, NULL, &err), status);
    assert_null(grid);
    if (!strstr(err.message, why))
        fail_msg("`%s` does not say `%s`", err.message, why);
}

static void assert_extent(const char *collection, double west, double width, double south,
                          double north)
{
    struct grid_extent extent = {0};
    const struct hg_study study = study_of(collection);
    hg_grid_destroy(fit(&study, &extent));
    assert_true(fabs(extent.west - west) < 1e-9);
    assert_true(fabs(extent.width - width) < 1e-9);
    assert_true(extent.south == south && extent.north == north);
}

static void extents_are_the_shortest_arc_of_the_circle(void **state)
{
    (void)state;
    assert_extent(COLLECTION(BOX("A", "10", "40", "20", "50")), 10, 10, 40, 50);
    /* Two of them: the gap between them is smaller than the way around. */
    assert_extent(
        COLLECTION(BOX("A", "10", "40", "20", "50") "," BOX("B", "30", "45", "31", "55")),
        10, 21, 40, 55);
    /* Either side of the antimeridian: 175 E to 177 W. */
    assert_extent(COLLECTION(BOX("A", "175", "-20", "179",
                                 "-16") "," BOX("B", "-180", "-19", "-177", "-17")),
                  175, 8, -20, -16);
    /* Around the whole circle in three. */
    assert_extent(
        COLLECTION(BOX("A", "-180", "10", "-60", "20") "," BOX(
            "B", "-60", "10", "60", "20") "," BOX("C", "60", "10", "180", "20")),
        -180, 360, 10, 20);
    /* Inside another's arc nothing ends. */
    assert_extent(COLLECTION(BOX("A", "0", "10", "50", "20") "," BOX(
                      "B", "5", "10", "10", "20") "," BOX("C", "60", "10", "70", "20")),
                  0, 70, 10, 20);
}

static void assert_crs(struct grid_extent extent, enum hg_grid_fit wanted,
                       enum hg_grid_fit fit, const char *crs)
{
    char text[256];
    struct hg_error err = {0};
    enum hg_grid_kind kind = HG_GRID_LONLAT;
    assert_ok(grid_auto_crs(&extent, &wanted, text, sizeof(text), &err), err);
    assert_string_equal(text, crs);
    assert_int_equal(wanted, fit);
    assert_ok(hg_crs_kind(text, &kind, &err), err);
    assert_int_equal(kind, HG_GRID_EQUAL_AREA);
}

/* By hand: (west + width / 2, middle latitude), parallels a sixth from either end. */
static void projections_follow_the_shape_of_the_box(void **state)
{
    (void)state;
    /* China: 18.2 + 35.4 / 6 = 24.1, 53.6 - 5.9 = 47.7; 61.3 cos 35.9 = 49.7 wide. */
    assert_crs((struct grid_extent){73.5, 61.3, 18.2, 53.6}, HG_FIT_BEST, HG_FIT_ALBERS,
               "+proj=aea +lat_1=24 +lat_2=48 +lat_0=36 +lon_0=104 +datum=WGS84 "
               "+units=m");
    /* The contiguous USA, and Australia: parallels of the south are negative. */
    assert_crs((struct grid_extent){-124.7, 57.8, 24.5, 49.4}, HG_FIT_BEST, HG_FIT_ALBERS,
               "+proj=aea +lat_1=29 +lat_2=45 +lat_0=37 +lon_0=-96 +datum=WGS84 "
               "+units=m");
    assert_crs((struct grid_extent){113.2, 40.4, -38.8, -10.7}, HG_FIT_BEST,
               HG_FIT_ALBERS,
               "+proj=aea +lat_1=-34 +lat_2=-15 +lat_0=-25 +lon_0=133 +datum=WGS84 "
               "+units=m");
    /* Russia reaches over the antimeridian: the middle is 27.3 + 81.5. */
    assert_crs((struct grid_extent){27.3, 163.0, 41.2, 81.8}, HG_FIT_BEST, HG_FIT_ALBERS,
               "+proj=aea +lat_1=48 +lat_2=75 +lat_0=62 +lon_0=109 +datum=WGS84 "
               "+units=m");
    /* France is as high as wide, Brazil lies about the equator. */
    assert_crs((struct grid_extent){-5.1, 14.6, 41.4, 51.1}, HG_FIT_BEST, HG_FIT_LAEA,
               "+proj=laea +lat_0=46 +lon_0=2 +datum=WGS84 +units=m");
    assert_crs((struct grid_extent){-74.0, 39.2, -33.7, 5.3}, HG_FIT_BEST, HG_FIT_LAEA,
               "+proj=laea +lat_0=-14 +lon_0=-54 +datum=WGS84 +units=m");
    /* Small ones get tenths: Fiji, from 176.9 E to 178.2 W. */
    assert_crs((struct grid_extent){176.9, 4.9, -19.16, -16.02}, HG_FIT_BEST,
               HG_FIT_ALBERS,
               "+proj=aea +lat_1=-18.6 +lat_2=-16.5 +lat_0=-17.6 +lon_0=179.4 "
               "+datum=WGS84 +units=m");
    assert_crs((struct grid_extent){178.0, 4.6, -19, -16}, HG_FIT_LAEA, HG_FIT_LAEA,
               "+proj=laea +lat_0=-17.5 +lon_0=-179.7 +datum=WGS84 +units=m");
    /* Poles, from one side of the circle or all around. */
    assert_crs((struct grid_extent){-180, 360, -90, -60.5}, HG_FIT_BEST, HG_FIT_LAEA,
               "+proj=laea +lat_0=-90 +lon_0=0 +datum=WGS84 +units=m");
    assert_crs((struct grid_extent){-10, 220, 18, 82}, HG_FIT_BEST, HG_FIT_LAEA,
               "+proj=laea +lat_0=90 +lon_0=100 +datum=WGS84 +units=m");
    /* Too near to the pole, and to the equator, for a cone. */
    assert_crs((struct grid_extent){0, 170, 70, 88}, HG_FIT_BEST, HG_FIT_LAEA,
               "+proj=laea +lat_0=79 +lon_0=85 +datum=WGS84 +units=m");
    assert_crs((struct grid_extent){95, 46, 3, 13}, HG_FIT_BEST, HG_FIT_LAEA,
               "+proj=laea +lat_0=8 +lon_0=118 +datum=WGS84 +units=m");
    /* Just west of Greenwich is 0, not -0. */
    assert_crs((struct grid_extent){-10, 19.4, -12, 11.2}, HG_FIT_BEST, HG_FIT_LAEA,
               "+proj=laea +lat_0=0 +lon_0=0 +datum=WGS84 +units=m");
    /* More than a hemisphere. */
    assert_crs((struct grid_extent){-180, 360, -56, 83}, HG_FIT_BEST, HG_FIT_WORLD,
               "EPSG:6933");
    assert_crs((struct grid_extent){-60, 179, -60, 70}, HG_FIT_BEST, HG_FIT_WORLD,
               "EPSG:6933");
    assert_crs((struct grid_extent){73.5, 61.3, 18.2, 53.6}, HG_FIT_WORLD, HG_FIT_WORLD,
               "EPSG:6933");
}

static void a_cone_across_the_equator_is_refused(void **state)
{
    (void)state;
    struct hg_study study = study_of(COLLECTION(BOX("A", "95", "-11", "141", "6")));
    study.fit.projection = HG_FIT_ALBERS;
    refused(&study, HG_E_STUDY, "`projection: albers` does not suit regions from -11.0 ");
}

static bool keep_wanted(const void *context, const char *code)
{
    const struct hg_words *wanted = context;
    return wanted->n == 0 || strcmp(wanted->word[0], code) == 0;
}

/* Every vertex of the regions lies on the grid, none in its outermost cells. */
static void assert_inside(const struct hg_study *study, const struct hg_grid *grid)
{
    struct hg_error err = {0};
    struct hg_shapes *shapes = NULL;
    struct hg_faults *faults = scratch_faults();
    const struct hg_grid_params *p = hg_grid_params(grid);
    assert_ok(hg_read_shapes(&study->regions, grid, keep_wanted, &study->fit.regions,
                             faults, &shapes, &err),
              err);
    assert_int_equal(hg_faults_count(faults), 0);
    const double cell = 1000 * study->fit.cell_km, slack = cell * 1e-5;
    double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY;
    for (size_t i = 0; i < shapes->n_vertex; i++) {
        west = fmin(west, shapes->x[i]);
        east = fmax(east, shapes->x[i]);
        south = fmin(south, shapes->y[i]);
        north = fmax(north, shapes->y[i]);
    }
    const double gaps[] = {west - p->box.west, p->box.east - east, south - p->box.south,
                           p->box.north - north};
    for (size_t i = 0; i < 4; i++)
        if (!(gaps[i] >= cell - slack && gaps[i] <= 2 * cell + slack))
            fail_msg("edge %zu is %g cells from the regions", i, gaps[i] / cell);
    assert_true((p->box.east - p->box.west) / p->ncol == cell);
    assert_true((p->box.north - p->box.south) / p->nrow == cell);
    assert_true(fmod(p->box.west, cell) == 0 && fmod(p->box.north, cell) == 0);
    hg_shapes_destroy(shapes);
    hg_faults_destroy(faults);
}

static void the_grid_holds_the_regions_with_a_cell_to_spare(void **state)
{
    (void)state;
    static const char *const collections[] = {
        COLLECTION(BOX("A", "10", "40", "20", "50")),
        COLLECTION(BOX("A", "95", "-11", "141", "6")),
        COLLECTION(BOX("A", "177", "-19", "180", "-16") "," BOX("B", "-180", "-19",
                                                                "-178", "-16")),
        /* one ring with a jump across the antimeridian */
        COLLECTION(BOX("A", "177", "-19", "-178", "-16")),
        COLLECTION(
            BOX("A", "30", "45", "179", "75") "," BOX("B", "-180", "62", "-170", "70")),
        COLLECTION(BOX("A", "-180", "-89", "180", "-65")),
    };
    static const double cells[] = {10, 5, 12.5, 50};
    for (size_t i = 0; i < sizeof(collections) / sizeof(collections[0]); i++)
        for (size_t k = 0; k < sizeof(cells) / sizeof(cells[0]); k++) {
            struct hg_study study = study_of(collections[i]);
            study.fit.cell_km = cells[k];
            struct hg_grid *grid = fit(&study, NULL);
            assert_inside(&study, grid);
            assert_near(hg_grid_cell_km2(grid, 0), cells[k] * cells[k], 1e-15);
            hg_grid_destroy(grid);
        }
}

/* 10 km: grids/world-10km.yaml, to the last digit. */
static void the_whole_world_gets_the_whole_cylinder(void **state)
{
    (void)state;
    const struct hg_study study = study_of(COLLECTION(
        BOX("A", "-170", "-50", "-20", "60") "," BOX("B", "0", "-35", "170", "70")));
    struct hg_grid *grid = fit(&study, NULL);
    const struct hg_grid_params *p = hg_grid_params(grid);
    assert_string_equal(p->name, "auto-10km");
    assert_string_equal(p->crs, "EPSG:6933");
    assert_int_equal(p->ncol, 3474);
    assert_int_equal(p->nrow, 1468);
    assert_true(p->box.east == 17367530.4452 && p->box.south == -7342230.1365);
    hg_grid_destroy(grid);
}

static void only_the_regions_asked_for_count(void **state)
{
    (void)state;
    static const char *words[] = {"B"}, *unknown[] = {"C"};
    struct grid_extent extent = {0};
    struct hg_study study = study_of(COLLECTION(
        BOX("A", "10", "40", "20", "50") "," BOX("B", "30", "45", "31", "46")));
    study.fit.regions = (struct hg_words){.n = 1, .word = words};
    struct hg_grid *grid = fit(&study, &extent);
    assert_true(extent.west == 30 && extent.width == 1);
    /* A degree of 77.5 to 78.8 km by 111.2 km, a cell around it. */
    assert_int_equal(hg_grid_params(grid)->ncol, 10);
    assert_int_equal(hg_grid_params(grid)->nrow, 14);
    hg_grid_destroy(grid);
    study.fit.regions.word = unknown;
    refused(&study, HG_E_STUDY,
            "study.yaml: `regions` of `grid` names `C`, which has no");
}

static void too_many_cells_are_refused(void **state)
{
    (void)state;
    struct hg_study study = study_of(COLLECTION(BOX("A", "10", "40", "20", "50")));
    study.fit.cell_km = 0.01;
    refused(&study, HG_E_LIMIT, "choose a larger `cell_km`");
    study.fit.projection = HG_FIT_WORLD;
    refused(&study, HG_E_LIMIT, "3473506 x 1468446");
}

static void regions_without_a_file_are_told(void **state)
{
    (void)state;
    struct hg_study study = study_of(COLLECTION(BOX("A", "10", "40", "20", "50")));
    study.regions.path = "/nowhere/r.gpkg";
    refused(&study, HG_E_INPUT, "/nowhere/r.gpkg");
}

/* The countries that wrap, or lie where maps end; extents from the envelopes that OGR
 * gives of their parts. */
static void real_countries_lie_on_their_grids(void **state)
{
    (void)state;
    static const struct {
        const char *code, *crs;
    } real[] = {
        {"RUS", "+proj=aea +lat_1=48 +lat_2=75 +lat_0=62 +lon_0=105"},
        {"USA", "+proj=aea +lat_1=28 +lat_2=63 +lat_0=45 +lon_0=-127"},
        {"FJI", "+proj=laea +lat_0=-17.1 +lon_0=178.2"},
        {"NZL", "+proj=laea +lat_0=-41 +lon_0=175"},
        {"KIR", "+proj=laea +lat_0=-3 +lon_0=-171"},
        {"CHN", "+proj=aea +lat_1=24 +lat_2=48 +lat_0=36 +lon_0=104"},
        {"BRA", "+proj=laea +lat_0=-14 +lon_0=-52"},
        {"SGP", "+proj=laea +lat_0=1.4 +lon_0=103.8"},
    };
    const char *data = getenv("HOTGRID_DATA");
    if (!data) {
        print_message("HOTGRID_DATA is not set: no polygons of real countries\n");
        skip();
    }
    char path[500];
    snprintf(path, sizeof(path), "%s/world-2011/regions.gpkg", data);
    for (size_t i = 0; i < sizeof(real) / sizeof(real[0]); i++) {
        const char *word = real[i].code;
        struct hg_study study = {
            .path = "study.yaml",
            .grid = HG_GRID_AUTO,
            .fit = {.cell_km = 10, .regions = {.n = 1, .word = &word}},
            .regions = {.path = path, .code = "region"}};
        struct hg_grid *grid = fit(&study, NULL);
        const struct hg_grid_params *p = hg_grid_params(grid);
        char crs[256];
        snprintf(crs, sizeof(crs), "%s +datum=WGS84 +units=m", real[i].crs);
        assert_string_equal(p->crs, crs);
        assert_inside(&study, grid);
        hg_grid_destroy(grid);
    }
}

static void no_memory_is_told_and_nothing_leaks(void **state)
{
    (void)state;
    const struct hg_study study = study_of(COLLECTION(BOX("A", "10", "40", "20", "50")));
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_grid *grid = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = grid_auto_fit(&study, &grid, NULL, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        hg_grid_destroy(grid);
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
}

static int start(void **state)
{
    hg_io_start();
    return scratch_setup(state);
}

static int stop(void **state)
{
    hg_io_finish();
    return scratch_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extents_are_the_shortest_arc_of_the_circle),
        cmocka_unit_test(projections_follow_the_shape_of_the_box),
        cmocka_unit_test(a_cone_across_the_equator_is_refused),
        cmocka_unit_test(the_grid_holds_the_regions_with_a_cell_to_spare),
        cmocka_unit_test(the_whole_world_gets_the_whole_cylinder),
        cmocka_unit_test(only_the_regions_asked_for_count),
        cmocka_unit_test(too_many_cells_are_refused),
        cmocka_unit_test(regions_without_a_file_are_told),
        cmocka_unit_test(real_countries_lie_on_their_grids),
        cmocka_unit_test(no_memory_is_told_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
