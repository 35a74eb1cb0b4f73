/* test-grid_file.c - grid files: those that come with hotgrid, and faults */
#include "scratch.h"
#include "study/share.h"
#include <hotgrid/crs.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <hotgrid/study.h>
#include <hotgrid/vector.h>

static const char good[] = "name: toy\n"
                           "crs: EPSG:4326\n"
                           "west: 0\n"
                           "south: 40\n"
                           "east: 3\n"
                           "north: 42\n"
                           "columns: 3\n"
                           "rows: 2\n";

static struct hg_grid *read_well(const char *name, const char *folder)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    struct hg_faults *faults = scratch_faults();
    assert_ok(hg_grid_read(name, folder, faults, &grid, &err), err);
    assert_int_equal(hg_faults_count(faults), 0);
    hg_faults_destroy(faults);
    return grid;
}

/* `good` with `old` replaced has exactly this fault. */
static void fault(const char *old, const char *new, const char *line)
{
    char text[400];
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    struct hg_faults *faults = scratch_faults();
    const char *at = strstr(good, old);
    assert_non_null(at);
    snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - good), good, new,
             at + strlen(old));
    assert_int_equal(
        hg_grid_read(scratch_text("g.yaml", text), NULL, faults, &grid, &err),
        HG_E_STUDY);
    assert_null(grid);
    assert_int_equal(hg_faults_count(faults), 1);
    assert_fault(faults, 0, line);
    hg_faults_destroy(faults);
}

/* DESIGN of the grids: METHODS 2.0, to the last digit. */
static void the_grids_that_come_with_hotgrid_are_as_documented(void **state)
{
    (void)state;
    struct hg_grid *grid = read_well("china-10km", NULL);
    const struct hg_grid_params *p = hg_grid_params(grid);
    assert_string_equal(p->name, "china-10km");
    assert_string_equal(p->crs, "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 "
                                "+datum=WGS84 +units=m");
    assert_int_equal(p->kind, HG_GRID_EQUAL_AREA);
    assert_int_equal(p->ncol, 490);
    assert_int_equal(p->nrow, 410);
    assert_true(p->box.west == -2650000 && p->box.north == 5950000);
    assert_true(p->box.east == 2250000 && p->box.south == 1850000);
    assert_true(hg_grid_cell_km2(grid, 0) == 100); /* 10,000 m squared */
    hg_grid_destroy(grid);

    grid = read_well("world-10km", NULL);
    p = hg_grid_params(grid);
    assert_string_equal(p->crs, "EPSG:6933");
    assert_int_equal(p->kind, HG_GRID_EQUAL_AREA);
    assert_int_equal(p->ncol, 3474);
    assert_int_equal(p->nrow, 1468);
    assert_true(p->box.east == 17367530.4452 && p->box.west == -17367530.4452);
    assert_true(p->box.north == 7342230.1365 && p->box.south == -7342230.1365);
    hg_grid_destroy(grid);

    grid = read_well("world-0.1deg", NULL);
    p = hg_grid_params(grid);
    assert_string_equal(p->crs, "EPSG:4326");
    assert_int_equal(p->kind, HG_GRID_LONLAT);
    assert_int_equal(p->ncol, 3600);
    assert_int_equal(p->nrow, 1800);
    assert_true(p->box.west == -180 && p->box.east == 180);
    assert_true(p->box.north == 90 && p->box.south == -90);
    hg_grid_destroy(grid);
}

/* Grids of countries and continents: cells of just 10 x 10 km whose edges are whole
 * multiples of it. */
static const struct regional {
    const char *name;
    uint32_t ncol, nrow;
    double west, north;
    /* A place and where it is on the map, by the formulas of Snyder (1987), eq. 14-1 to
     * 14-6 and 24-17 to 24-22, computed apart from PROJ; the first is the example of EPSG
     * Guidance Note 7-2 for LAEA. */
    double lon, lat, x, y;
} regional[] = {
    {"africa-10km", 930, 920, -5300000, 4100000, 3.38, 6.45, -2248139.388, 752784.117},
    {"brazil-10km", 505, 440, 2750000, 11950000, -46.63, -23.55, 5756444.328,
     8700654.490},
    {"china-10km", 490, 410, -2650000, 5950000, 121.6, 31.36, 1549738.767, 3454280.655},
    {"conus-10km", 470, 295, -2400000, 3200000, -66.95, 44.82, 2258060.065, 2773524.124},
    {"europe-10km", 650, 460, 900000, 5500000, 5, 50, 3962799.451, 2999718.853},
    {"india-10km", 300, 345, 950000, 4000000, 77.2, 28.6, 1921625.051, 2958582.593},
};

static void regional_grids_have_cells_of_10_km_where_they_should_be(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(regional) / sizeof(regional[0]); i++) {
        const struct regional *r = &regional[i];
        struct hg_error err = {0};
        struct hg_transform way = {0};
        struct hg_grid *grid = read_well(r->name, NULL);
        const struct hg_grid_params *p = hg_grid_params(grid);
        assert_string_equal(p->name, r->name);
        assert_int_equal(p->kind, HG_GRID_EQUAL_AREA);
        assert_int_equal(p->ncol, r->ncol);
        assert_int_equal(p->nrow, r->nrow);
        assert_true(p->box.west == r->west && p->box.north == r->north);
        assert_true(p->box.east == r->west + 1e4 * r->ncol);
        assert_true(p->box.south == r->north - 1e4 * r->nrow);
        assert_true(fmod(r->west, 1e4) == 0 && fmod(r->north, 1e4) == 0);
        assert_ok(hg_crs_from_lonlat(grid, &way, &err), err);
        double x = r->lon, y = r->lat;
        hg_transform_apply(&way, 1, &x, &y);
        /* NAD83 and ETRS89 have the ellipsoid GRS80: 0.1 mm apart from WGS 84. */
        assert_true(fabs(x - r->x) < 0.002 && fabs(y - r->y) < 0.002);
        hg_transform_finish(&way);
        hg_grid_destroy(grid);
    }
}

static const struct {
    const char *grid, *place;
    double lon, lat;
} ends[] = {
    {"europe-10km", "Corvo", -31.13, 39.70},
    {"europe-10km", "Bjargtangar", -24.53, 65.50},
    {"europe-10km", "Knivskjellodden", 25.67, 71.18},
    {"europe-10km", "Hornoya", 31.17, 70.39},
    {"europe-10km", "Gavdos", 24.12, 34.80},
    {"europe-10km", "El Hierro", -18.16, 27.64},
    {"europe-10km", "Cape Greco", 34.08, 34.96},
    {"europe-10km", "Aralik", 44.82, 39.65},
    {"conus-10km", "Cape Alava", -124.73, 48.16},
    {"conus-10km", "West Quoddy Head", -66.95, 44.82},
    {"conus-10km", "Key West", -81.80, 24.54},
    {"conus-10km", "Northwest Angle", -95.15, 49.38},
    {"conus-10km", "Cape Mendocino", -124.41, 40.44},
    {"india-10km", "Indira Point", 93.83, 6.75},
    {"india-10km", "Minicoy", 73.02, 8.26},
    {"india-10km", "Guhar Moti", 68.10, 23.71},
    {"india-10km", "Kibithu", 97.02, 28.28},
    {"india-10km", "37 N on the Karakoram", 74.9, 37.05},
    {"brazil-10km", "Monte Caburai", -60.21, 5.27},
    {"brazil-10km", "Chui", -53.37, -33.75},
    {"brazil-10km", "Serra do Divisor", -73.99, -7.55},
    {"brazil-10km", "Ponta do Seixas", -34.79, -7.16},
    {"brazil-10km", "Martim Vaz", -28.85, -20.50},
    {"africa-10km", "Cape Angela", 9.74, 37.35},
    {"africa-10km", "Cape Agulhas", 20.00, -34.83},
    {"africa-10km", "Ras Hafun", 51.41, 10.44},
    {"africa-10km", "Santo Antao", -25.36, 17.06},
    {"africa-10km", "Rodrigues", 63.50, -19.69},
    {"africa-10km", "Marion Island", 37.74, -46.97},
};

static void regional_grids_reach_to_the_ends_of_their_land(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        struct hg_error err = {0};
        struct hg_transform way = {0};
        struct hg_grid *grid = read_well(ends[i].grid, NULL);
        double x = ends[i].lon, y = ends[i].lat;
        assert_ok(hg_crs_from_lonlat(grid, &way, &err), err);
        hg_transform_apply(&way, 1, &x, &y);
        if (hg_grid_cell_at(grid, x, y) == HG_NO_CELL)
            fail_msg("%s (%g, %g) lies outside %s", ends[i].place, ends[i].lon,
                     ends[i].lat, ends[i].grid);
        hg_transform_finish(&way);
        hg_grid_destroy(grid);
    }
}

static bool keep_one(const void *context, const char *code)
{
    return strcmp(context, code) == 0;
}

/* The polygons of real countries, where they are at hand. */
static void regional_grids_hold_whole_countries(void **state)
{
    (void)state;
    static const struct {
        const char *grid, *codes;
    } held[] = {
        {"europe-10km", "ALB AUT BEL BGR BIH CHE CYP CZE DEU DNK ESP EST FIN FRA GBR GRC "
                        "HRV HUN IRL ISL ITA LTU LUX LVA MKD MLT POL PRT ROU SCG SVK SVN "
                        "SWE TUR UKR BLR MDA"},
        {"brazil-10km", "BRA"},
        {"india-10km", "IND"},
        {"africa-10km",
         "DZA AGO BEN BWA BFA BDI CMR CPV CAF TCD COM COG COD CIV DJI EGY GNQ ERI SWZ "
         "ETH GAB GMB GHA GIN GNB KEN LSO LBR LBY MDG MWI MLI MRT MUS MAR MOZ NAM NER "
         "NGA RWA STP SEN SYC SLE SOM ZAF SDN TZA TGO TUN UGA ESH ZMB ZWE"},
    };
    const char *data = getenv("HOTGRID_DATA");
    if (!data) {
        print_message("HOTGRID_DATA is not set: no polygons of real countries\n");
        skip();
    }
    char path[500], codes[800];
    snprintf(path, sizeof(path), "%s/world-2011/regions.gpkg", data);
    const struct hg_vector_source source = {.path = path, .code = "region"};
    for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++) {
        struct hg_grid *grid = read_well(held[i].grid, NULL);
        const struct hg_box box = hg_grid_params(grid)->box;
        snprintf(codes, sizeof(codes), "%s", held[i].codes);
        for (char *code = strtok(codes, " "); code; code = strtok(NULL, " ")) {
            struct hg_error err = {0};
            struct hg_shapes *shapes = NULL;
            struct hg_faults *faults = scratch_faults();
            assert_ok(
                hg_read_shapes(&source, grid, keep_one, code, faults, &shapes, &err),
                err);
            assert_int_equal(hg_faults_count(faults), 0);
            assert_int_equal(shapes->n_shape, 1);
            const struct hg_box b = shapes->shape[0].box;
            if (!(b.west >= box.west && b.east <= box.east && b.south >= box.south &&
                  b.north <= box.north))
                fail_msg("%s reaches beyond %s", code, held[i].grid);
            hg_shapes_destroy(shapes);
            hg_faults_destroy(faults);
        }
        hg_grid_destroy(grid);
    }
}

static void each_file_in_grids_is_a_grid_of_its_name(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_words names = {0};
    struct hg_arena *arena = hg_arena_create();
    assert_ok(hg_share_names("grids", arena, &names, &err), err);
    assert_true(names.n >= 8);
    for (size_t i = 0; i < names.n; i++) {
        struct hg_grid *grid = read_well(names.word[i], NULL);
        assert_string_equal(hg_grid_params(grid)->name, names.word[i]);
        hg_grid_destroy(grid);
    }
    hg_arena_destroy(arena);
}

static void a_path_starts_from_the_folder_unless_it_is_whole(void **state)
{
    (void)state;
    const char *path = scratch_text("mine.yaml", good);
    hg_grid_destroy(read_well("mine.yaml", scratch_folder));
    hg_grid_destroy(read_well(path, "/nowhere"));
}

static void unknown_names_are_told_with_the_nearest(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    struct hg_faults *faults = scratch_faults();
    assert_int_equal(hg_grid_read("wrld-10km", NULL, faults, &grid, &err), HG_E_STUDY);
    assert_string_equal(err.message,
                        "grid `wrld-10km` is not known; known are africa-10km, "
                        "brazil-10km, china-10km, conus-10km, europe-10km, india-10km, "
                        "world-0.1deg, world-10km, or write the path of a file; did you "
                        "mean `world-10km`?");
    assert_int_equal(hg_grid_read("/vsimem/g.yaml", NULL, faults, &grid, &err),
                     HG_E_STUDY);
    assert_string_equal(err.message,
                        "grid `/vsimem/g.yaml` is not the plain path of a file");
    assert_int_equal(hg_grid_read("x/g.yaml", "/nowhere", faults, &grid, &err),
                     HG_E_STUDY);
    assert_string_equal(err.message,
                        "grid `x/g.yaml` does not exist (looked for /nowhere/x/g.yaml)");
    assert_null(grid);
    hg_faults_destroy(faults);
}

static void faults_have_their_line_and_column(void **state)
{
    (void)state;
    fault("rows: 2", "row: 2\nrows: 2",
          "g.yaml:8:1: key `row` is not known here; did you mean `rows`?");
    fault("columns: 3\n", "",
          "g.yaml:1:1: key `columns` is missing in the grid file: cells from west to "
          "east");
    fault("rows: 2", "rows: 0", "g.yaml:8:7: `rows` is 0, must be from 1 to 65535");
    fault("west: 0", "west: 0 m",
          "g.yaml:3:7: `west`: `0 m` is not a number; write 1234.5 with a point and "
          "without separators");
    fault("name: toy", "name: a/b",
          "g.yaml:1:7: `name` is `a/b`, must be made of ASCII letters, digits, `-`, `_` "
          "and `.`");
    fault("east: 3", "east: -3",
          "g.yaml:1:1: empty grid: west 0, south 40, east -3, "
          "north 42");
}

static void a_crs_that_cannot_be_used_is_told_where_it_stands(void **state)
{
    (void)state;
    char text[400];
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    struct hg_faults *faults = scratch_faults();
    snprintf(text, sizeof(text), "name: toy\ncrs: EPSG:4267%s", strstr(good, "\nwest"));
    assert_int_equal(
        hg_grid_read(scratch_text("g.yaml", text), NULL, faults, &grid, &err),
        HG_E_STUDY);
    assert_int_equal(hg_faults_count(faults), 1);
    assert_non_null(strstr(hg_faults_line(faults, 0), "g.yaml:2:6: "));
    assert_null(grid);
    hg_faults_destroy(faults);
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
        cmocka_unit_test(the_grids_that_come_with_hotgrid_are_as_documented),
        cmocka_unit_test(regional_grids_have_cells_of_10_km_where_they_should_be),
        cmocka_unit_test(regional_grids_reach_to_the_ends_of_their_land),
        cmocka_unit_test(regional_grids_hold_whole_countries),
        cmocka_unit_test(each_file_in_grids_is_a_grid_of_its_name),
        cmocka_unit_test(a_path_starts_from_the_folder_unless_it_is_whole),
        cmocka_unit_test(unknown_names_are_told_with_the_nearest),
        cmocka_unit_test(faults_have_their_line_and_column),
        cmocka_unit_test(a_crs_that_cannot_be_used_is_told_where_it_stands),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
