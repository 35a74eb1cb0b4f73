/* test-tiles.c - which tiles lie where, and what their pixels show */
#include "alloc.h"
#include "check.h"
#include <cpl_vsi.h>
#include <gdal.h>
#include <gdal_frmts.h>
#include <hotgrid/crs.h>
#include <hotgrid/parallel.h>
#include <hotgrid/tiles.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = HG_TILE_PIXELS, PIXELS = SIDE * SIDE };

static const double HALF_M = 20037508.342789244; /* pi * 6378137 */

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

/* Steps at the values, the i-th of colour (10 i, 20, 30), the first one half opaque. */
static struct hg_colouring *colours(size_t n, const double *value)
{
    struct hg_colouring *colouring = hg_colouring_create();
    struct hg_error err = {0};
    assert_non_null(colouring);
    for (size_t i = 0; i < n; i++) {
        const struct hg_colour_step step = {value[i], (uint8_t)(10 * (i + 1)), 20,
                                            30,       i == 0 ? 128 : 255,      "class"};
        assert_ok(hg_colouring_add(colouring, &step, &err), err);
    }
    return colouring;
}

struct scene {
    struct hg_grid *grid;
    struct hg_transform way;
    struct hg_colouring *colouring;
    struct hg_tiles *tiles;
};

static struct scene open_scene(struct hg_grid *grid, const float *value, size_t n,
                               const double *step, bool average, unsigned threads)
{
    struct scene s = {.grid = grid, .colouring = colours(n, step)};
    struct hg_error err = {0};
    assert_ok(hg_crs_from_lonlat(grid, &s.way, &err), err);
    const struct hg_tile_layer layer = {.grid = grid,
                                        .from_lonlat = &s.way,
                                        .value = value,
                                        .colouring = s.colouring,
                                        .average = average,
                                        .threads = threads};
    assert_ok(hg_tiles_create(&layer, &s.tiles, &err), err);
    return s;
}

static void close_scene(struct scene *s)
{
    hg_tiles_destroy(s->tiles);
    hg_colouring_destroy(s->colouring);
    hg_transform_finish(&s->way);
    hg_grid_destroy(s->grid);
}

/* Red of each pixel of a tile, as GDAL reads the PNG; 0 where it is transparent, and 5
 * where it is half so.  False for an empty tile. */
static bool draw(struct scene *s, unsigned zoom, uint32_t x, uint32_t y, uint8_t *red)
{
    uint8_t *png = NULL, index[PIXELS];
    size_t length = 0;
    struct hg_error err = {0};
    assert_ok(hg_tile_draw(s->tiles, 0, zoom, x, y, &png, &length, &err), err);
    if (!png)
        return false;
    VSILFILE *f = VSIFileFromMemBuffer("/vsimem/tile.png", png, length, FALSE);
    assert_non_null(f);
    (void)VSIFCloseL(f);
    GDALDatasetH ds = GDALOpen("/vsimem/tile.png", GA_ReadOnly);
    assert_non_null(ds);
    assert_int_equal(GDALGetRasterXSize(ds), SIDE);
    assert_int_equal(GDALGetRasterYSize(ds), SIDE);
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    GDALColorTableH table = GDALGetRasterColorTable(band);
    assert_non_null(table);
    assert_int_equal(
        GDALRasterIO(band, GF_Read, 0, 0, SIDE, SIDE, index, SIDE, SIDE, GDT_Byte, 0, 0),
        CE_None);
    for (size_t i = 0; i < PIXELS; i++) {
        const GDALColorEntry *c = GDALGetColorEntry(table, index[i]);
        red[i] = (uint8_t)(c->c4 == 255 ? c->c1 : c->c4 == 128 ? 5 : c->c4);
    }
    GDALClose(ds);
    (void)VSIUnlink("/vsimem/tile.png");
    free(png);
    return true;
}

/* By the formula of the OpenStreetMap wiki (Slippy map tilenames), in Python: Beijing at
 * zoom 10 is at 843.06, 387.999; London at 12 at 2046.55, 1362.03; Sydney at 8 at 235.52,
 * 153.62. */
static void places_lie_in_the_tiles_that_the_web_has_for_them(void **state)
{
    (void)state;
    static const struct {
        double lon, lat;
        unsigned zoom;
        uint32_t x, y;
    } known[] = {{116.39, 39.91, 10, 843, 387},
                 {-0.1276, 51.5072, 12, 2046, 1362},
                 {151.2, -33.87, 8, 235, 153}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        const double lon = known[i].lon, lat = known[i].lat;
        struct hg_tile_range r = {0};
        assert_true(hg_tiles_under(
            (struct hg_box){lon - 1e-6, lat - 1e-6, lon + 1e-6, lat + 1e-6},
            known[i].zoom, &r));
        assert_int_equal(r.west, known[i].x);
        assert_int_equal(r.east, known[i].x);
        assert_int_equal(r.north, known[i].y);
        assert_int_equal(r.south, known[i].y);
    }
}

static void a_box_that_ends_on_an_edge_does_not_reach_the_next_tile(void **state)
{
    (void)state;
    struct hg_tile_range r = {0};
    assert_true(hg_tiles_under((struct hg_box){-180, -90, 180, 90}, 2, &r));
    assert_int_equal(r.west, 0);
    assert_int_equal(r.east, 3);
    assert_int_equal(r.north, 0);
    assert_int_equal(r.south, 3);
    assert_true(hg_tiles_under((struct hg_box){-90, 0, 0, 60}, 2, &r));
    assert_int_equal(r.west, 1);
    assert_int_equal(r.east, 1);
    assert_int_equal(r.north, 1);
    assert_int_equal(r.south, 1);
    assert_false(hg_tiles_under((struct hg_box){-10, 86, 10, 89}, 2, &r));
}

static void each_quarter_of_the_world_has_its_colour(void **state)
{
    (void)state;
    static const float value[] = {1, 2, 3, NAN};
    static const double step[] = {1, 2, 3};
    struct scene s = open_scene(
        make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, 2, 2),
        value, 3, step, true, 1);
    static uint8_t red[PIXELS];
    assert_true(draw(&s, 0, 0, 0, red));
    for (size_t y = 0; y < SIDE; y++)
        for (size_t x = 0; x < SIDE; x++) {
            const uint8_t wanted = y < 128 ? (x < 128 ? 5 : 20) : (x < 128 ? 30 : 0);
            assert_int_equal(red[y * SIDE + x], wanted);
        }
    assert_true(draw(&s, 1, 1, 0, red));
    for (size_t i = 0; i < PIXELS; i++)
        assert_int_equal(red[i], 20);
    assert_false(draw(&s, 1, 1, 1, red)); /* nothing is there */
    close_scene(&s);
}

/* The grid begins at Greenwich: its west half lies in the east of the map. */
static void longitudes_from_0_to_360_come_round(void **state)
{
    (void)state;
    static const float value[] = {1, 2};
    static const double step[] = {1, 2};
    for (int average = 0; average < 2; average++) {
        struct scene s = open_scene(
            make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){0, -90, 360, 90}, 2, 1),
            value, 2, step, average, 1);
        static uint8_t red[PIXELS];
        assert_true(draw(&s, 0, 0, 0, red));
        for (size_t i = 0; i < PIXELS; i++)
            assert_int_equal(red[i], i % SIDE < 128 ? 20 : 5);
        close_scene(&s);
    }
}

/* At zoom 0 a pixel is 4 cells of 360/1024 degrees wide, and the one north of the equator
 * reaches to atan(sinh(2 pi / 256)) = 1.40611 degrees, a hair short of 4 rows: the fourth
 * one has 0.249892652960 of its area on WGS 84 (integrated in Python), so that 1 in one
 * of its cells is a mean of 0.0624731632399. */
static void large_pixels_show_the_mean_by_area(void **state)
{
    (void)state;
    enum { NCOL = 1024, NROW = 512 };
    static float value[(size_t)NCOL * NROW];
    const double mean = 0.06247316323992752;
    const double step[] = {0, mean * (1 - 1e-7), mean * (1 + 1e-7), 1};
    value[(NROW / 2 - 4) * NCOL + NCOL / 2 + 2] = 1;
    struct scene s = open_scene(make("EPSG:4326", HG_GRID_LONLAT,
                                     (struct hg_box){-180, -90, 180, 90}, NCOL, NROW),
                                value, 4, step, true, 1);
    static uint8_t red[PIXELS];
    assert_true(draw(&s, 0, 0, 0, red));
    assert_int_equal(red[127 * SIDE + 128], 30);
    /* The hair of the fourth row is in the pixel above. */
    assert_int_equal(red[126 * SIDE + 128], 20);
    assert_int_equal(red[127 * SIDE + 127], 5);
    assert_int_equal(red[127 * SIDE + 129], 5);
    assert_int_equal(red[128 * SIDE + 128], 5);
    close_scene(&s);

    /* Not averaged, the pixel shows the cell at its middle, which is another. */
    s = open_scene(make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90},
                        NCOL, NROW),
                   value, 4, step, false, 1);
    assert_true(draw(&s, 0, 0, 0, red));
    assert_int_equal(red[127 * SIDE + 128], 5);
    close_scene(&s);
}

static void cells_without_data_have_no_say_in_the_mean(void **state)
{
    (void)state;
    enum { NCOL = 512, NROW = 256 };
    static float value[(size_t)NCOL * NROW];
    static const double step[] = {0, 0.999999, 1.000001};
    for (size_t i = 0; i < (size_t)NCOL * NROW; i++)
        value[i] = i % 2 ? NAN : 1;
    struct scene s = open_scene(make("EPSG:4326", HG_GRID_LONLAT,
                                     (struct hg_box){-180, -90, 180, 90}, NCOL, NROW),
                                value, 3, step, true, 1);
    static uint8_t red[PIXELS];
    assert_true(draw(&s, 0, 0, 0, red));
    for (size_t i = 0; i < PIXELS; i++)
        assert_int_equal(red[i], 30);
    close_scene(&s);
}

/* A grid whose cells are the pixels of zoom 1, in metres. */
static void cells_of_web_mercator_are_pixels_again(void **state)
{
    (void)state;
    enum { N = 2 * SIDE };
    static float value[N * N];
    static const double step[] = {1, 2, 3, 4, 5, 6, 7};
    for (size_t row = 0; row < N; row++)
        for (size_t col = 0; col < N; col++)
            value[row * N + col] = (float)(1 + (3 * row + col) % 7);
    struct scene s =
        open_scene(make("EPSG:3857", HG_GRID_PROJECTED,
                        (struct hg_box){-HALF_M, -HALF_M, HALF_M, HALF_M}, N, N),
                   value, 7, step, true, 1);
    static uint8_t red[PIXELS];
    for (uint32_t y = 0; y < 2; y++)
        for (uint32_t x = 0; x < 2; x++) {
            assert_true(draw(&s, 1, x, y, red));
            for (size_t j = 0; j < SIDE; j++)
                for (size_t i = 0; i < SIDE; i++) {
                    const size_t k =
                        (3 * ((size_t)y * SIDE + j) + (size_t)x * SIDE + i) % 7;
                    assert_int_equal(red[j * SIDE + i], k == 0 ? 5 : 10 * (k + 1));
                }
        }
    close_scene(&s);
}

/* Two by two of them lie under a pixel of zoom 0: here 0, 0, 1 and 3. */
static void on_a_grid_in_metres_each_cell_under_a_pixel_counts(void **state)
{
    (void)state;
    enum { N = 2 * SIDE };
    static float value[N * N];
    static const double step[] = {0.99, 1.01, 3};
    for (size_t row = 0; row < N; row++)
        for (size_t col = 0; col < N; col++)
            value[row * N + col] = row % 2 ? (col % 2 ? 3.0F : 1.0F) : 0.0F;
    struct scene s =
        open_scene(make("EPSG:3857", HG_GRID_PROJECTED,
                        (struct hg_box){-HALF_M, -HALF_M, HALF_M, HALF_M}, N, N),
                   value, 3, step, true, 1);
    static uint8_t red[PIXELS];
    assert_true(draw(&s, 0, 0, 0, red));
    /* The row nearer to the equator has more ground: at 41 degrees, where a row is 0.53
     * degrees high, 2 tan(41) 0.0093 = 1.6 %, and the mean is off by half of it. */
    for (size_t y = 96; y < 160; y++)
        for (size_t x = 0; x < SIDE; x++)
            assert_int_equal(red[y * SIDE + x], 20);
    close_scene(&s);
}

struct work {
    struct hg_tiles *tiles;
    uint8_t *png[16];
    size_t length[16];
};

static enum hg_status draw_one(void *context, size_t index, unsigned worker,
                               struct hg_error *err)
{
    struct work *w = context;
    return hg_tile_draw(w->tiles, worker, 2, (uint32_t)(index % 4), (uint32_t)(index / 4),
                        &w->png[index], &w->length[index], err);
}

static void workers_draw_the_same_bytes(void **state)
{
    (void)state;
    enum { NCOL = 360, NROW = 180 };
    static float value[(size_t)NCOL * NROW];
    static const double step[] = {2, 4, 8, 16, 32};
    for (size_t i = 0; i < (size_t)NCOL * NROW; i++)
        value[i] = i % 17 ? (float)(i * 7919 % 31) : NAN;
    struct work work[2] = {{0}};
    for (unsigned k = 0; k < 2; k++) {
        struct scene s =
            open_scene(make("EPSG:6933", HG_GRID_EQUAL_AREA,
                            (struct hg_box){-17e6, -7e6, 17e6, 7e6}, NCOL, NROW),
                       value, 5, step, true, k ? 4 : 1);
        struct hg_error err = {0};
        work[k].tiles = s.tiles;
        assert_ok(hg_parallel(k ? 4 : 1, 16, draw_one, &work[k], &err), err);
        close_scene(&s);
    }
    for (size_t i = 0; i < 16; i++) {
        assert_int_equal(work[0].length[i], work[1].length[i]);
        assert_memory_equal(work[0].png[i], work[1].png[i], work[0].length[i]);
        free(work[0].png[i]);
        free(work[1].png[i]);
    }
}

static void short_of_memory_it_says_so(void **state)
{
    (void)state;
    static const float value[] = {1, 2, 3, NAN};
    static const double step[] = {1, 2, 3};
    struct hg_grid *grid =
        make("EPSG:3857", HG_GRID_PROJECTED, (struct hg_box){0, 0, 4e6, 4e6}, 2, 2);
    struct hg_colouring *colouring = colours(3, step);
    struct hg_transform way = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_from_lonlat(grid, &way, &err), err);
    const struct hg_tile_layer layer = {
        .grid = grid, .from_lonlat = &way, .value = value, .colouring = colouring};
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct hg_tiles *tiles = NULL;
        uint8_t *png = NULL;
        size_t length = 0;
        alloc_fail_at(n);
        enum hg_status status = hg_tiles_create(&layer, &tiles, &err);
        if (status == HG_OK)
            status = hg_tile_draw(tiles, 0, 0, 0, 0, &png, &length, &err);
        hg_tiles_destroy(tiles);
        if (!alloc_failed()) {
            assert_ok(status, err);
            free(png);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(png);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    hg_transform_finish(&way);
    hg_colouring_destroy(colouring);
    hg_grid_destroy(grid);
}

static int start(void **state)
{
    (void)state;
    hg_io_start();
    GDALRegister_PNG();
    return 0;
}

static int finish(void **state)
{
    (void)state;
    hg_io_finish();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_lie_in_the_tiles_that_the_web_has_for_them),
        cmocka_unit_test(a_box_that_ends_on_an_edge_does_not_reach_the_next_tile),
        cmocka_unit_test(each_quarter_of_the_world_has_its_colour),
        cmocka_unit_test(longitudes_from_0_to_360_come_round),
        cmocka_unit_test(large_pixels_show_the_mean_by_area),
        cmocka_unit_test(cells_without_data_have_no_say_in_the_mean),
        cmocka_unit_test(cells_of_web_mercator_are_pixels_again),
        cmocka_unit_test(on_a_grid_in_metres_each_cell_under_a_pixel_counts),
        cmocka_unit_test(workers_draw_the_same_bytes),
        cmocka_unit_test(short_of_memory_it_says_so),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
