/* test-raster_proof.c - files of layers that are not what they were to hold are refused
 */
#include "check.h"
#include "io/file_crs.h"
#include "io/raster_proof.h"
#include "with_gdal.h"
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <hotgrid/crs.h>
#include <stdlib.h>

enum { NCOL = 40, NROW = 30 };
static const char NAME[] = "/vsimem/proof.tif";

struct fixture {
    struct hg_grid *grid;
    float value[NCOL * NROW];
    struct hg_layer_file layer;
    uint8_t *bytes;
    size_t length;
};

static void make(struct fixture *f, const char *crs, bool zstd)
{
    struct hg_grid_params params = {.name = "toy",
                                    .kind = HG_GRID_EQUAL_AREA,
                                    .box = {0, 0, NCOL * 1e4, NROW * 1e4},
                                    .ncol = NCOL,
                                    .nrow = NROW};
    strncpy(params.crs, crs, sizeof(params.crs) - 1);
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&params, &f->grid, &err), err);
    for (size_t i = 0; i < (size_t)NCOL * NROW; i++)
        f->value[i] =
            i % 7 == 0 ? NAN : (float)((i * 2654435761U) % 1000003) / 7; /* noise */
    f->layer = (struct hg_layer_file){.grid = f->grid, .value = f->value, .zstd = zstd};
    assert_ok(hg_encode_geotiff(&f->layer, &f->bytes, &f->length, &err), err);
}

static void forget(struct fixture *f)
{
    free(f->bytes);
    hg_grid_destroy(f->grid);
}

/* What the proof says of bytes as they stand; the layer's own place beside it. */
static enum io_proof prove(const struct fixture *f)
{
    VSILFILE *file = VSIFileFromMemBuffer(NAME, f->bytes, f->length, FALSE);
    assert_non_null(file);
    (void)VSIFCloseL(file);
    GDALDatasetH source =
        GDALCreate(GDALGetDriverByName("MEM"), "", NCOL, NROW, 0, GDT_Byte, NULL);
    double affine[6] = {0, 1e4, 0, NROW * 1e4, 0, -1e4};
    assert_int_equal(GDALSetGeoTransform(source, affine), CE_None);
    char *wkt = io_file_crs_wkt(f->grid);
    const enum io_proof proof = io_prove_raster(&f->layer, source, wkt, NAME);
    CPLFree(wkt);
    GDALClose(source);
    (void)VSIUnlink(NAME);
    return proof;
}

static uint8_t *find(const struct fixture *f, const void *what, size_t n)
{
    for (size_t i = 0; i + n <= f->length; i++)
        if (memcmp(f->bytes + i, what, n) == 0)
            return f->bytes + i;
    fail_msg("not in the file");
    return NULL;
}

static const char ALBERS[] =
    "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m";

static void each_value_and_the_validity_of_each_is_compared(void **state)
{
    (void)state;
    for (int zstd = 0; zstd < 2; zstd++) {
        struct fixture f;
        make(&f, ALBERS, zstd);
        assert_int_equal(prove(&f), IO_PROVEN);
        static const size_t some[] = {1, NCOL - 1, (size_t)NCOL * NROW - 1};
        for (size_t i = 0; i < 3; i++) {
            const float was = f.value[some[i]];
            f.value[some[i]] = nextafterf(was, 0);
            assert_int_equal(prove(&f), IO_OTHER_VALUES);
            f.value[some[i]] = NAN;
            assert_int_equal(prove(&f), IO_OTHER_VALUES);
            f.value[some[i]] = was;
        }
        f.value[0] = 0; /* was NaN */
        assert_int_equal(prove(&f), IO_OTHER_VALUES);
        f.value[0] = NAN;
        assert_int_equal(prove(&f), IO_PROVEN);
        forget(&f);
    }
}

static void damaged_blocks_are_seen(void **state)
{
    (void)state;
    struct fixture f;
    make(&f, ALBERS, false);
    f.bytes[f.length - 200] ^= 4;
    assert_int_equal(prove(&f), IO_OTHER_VALUES);
    f.bytes[f.length - 200] ^= 4;
    f.length /= 2;
    assert_int_not_equal(prove(&f), IO_PROVEN);
    forget(&f);
}

static void the_crs_is_compared_though_it_is_known(void **state)
{
    (void)state;
    struct fixture f;
    make(&f, ALBERS, false);
    assert_true(io_file_crs_known(f.grid, f.bytes, f.length));
    const double lon = 105, other = 104;
    uint8_t *at = find(&f, &lon, sizeof(lon));
    memcpy(at, &other, sizeof(other));
    assert_false(io_file_crs_known(f.grid, f.bytes, f.length));
    assert_int_equal(prove(&f), IO_OTHER_PLACE);
    memcpy(at, &lon, sizeof(lon));
    assert_int_equal(prove(&f), IO_PROVEN);
    forget(&f);
}

static void a_crs_is_known_by_its_own_grid_until_it_is_forgotten(void **state)
{
    (void)state;
    struct fixture f, g;
    make(&f, ALBERS, false);
    make(&g, "EPSG:6933", false);
    assert_true(io_file_crs_known(f.grid, f.bytes, f.length));
    assert_false(io_file_crs_known(f.grid, g.bytes, g.length));
    assert_false(io_file_crs_known(g.grid, f.bytes, f.length));
    char *known = io_file_crs_wkt(f.grid);
    io_file_crs_forget();
    assert_false(io_file_crs_known(f.grid, f.bytes, f.length));
    char *fresh = io_file_crs_wkt(f.grid);
    assert_string_equal(known, fresh);
    CPLFree(known);
    CPLFree(fresh);
    forget(&f);
    forget(&g);
}

/* The first goes through PROJ, the second does not. */
static void the_second_file_is_the_first(void **state)
{
    (void)state;
    static const char *const crs[] = {ALBERS, "EPSG:3035", "EPSG:8857",
                                      "+proj=bonne +lat_1=30 +datum=WGS84"};
    for (size_t i = 0; i < sizeof(crs) / sizeof(crs[0]); i++) {
        struct fixture f, g;
        io_file_crs_forget();
        make(&f, crs[i], false);
        assert_true(io_file_crs_known(f.grid, f.bytes, f.length));
        make(&g, crs[i], false);
        assert_int_equal(f.length, g.length);
        assert_memory_equal(f.bytes, g.bytes, f.length);
        forget(&f);
        forget(&g);
    }
}

static void what_is_no_tiff_is_not_known(void **state)
{
    (void)state;
    struct fixture f;
    make(&f, ALBERS, false);
    const double lon = 105;
    const size_t end = (size_t)(find(&f, &lon, sizeof(lon)) - f.bytes);
    for (size_t n = 0; n < end + sizeof(lon); n++) { /* copies show reads beyond them */
        uint8_t *cut = malloc(n > 0 ? n : 1);
        assert_non_null(cut);
        memcpy(cut, f.bytes, n);
        assert_false(io_file_crs_known(f.grid, cut, n));
        free(cut);
    }
    f.bytes[2] ^= 1;
    assert_false(io_file_crs_known(f.grid, f.bytes, f.length));
    forget(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_value_and_the_validity_of_each_is_compared),
        cmocka_unit_test(damaged_blocks_are_seen),
        cmocka_unit_test(the_crs_is_compared_though_it_is_known),
        cmocka_unit_test(a_crs_is_known_by_its_own_grid_until_it_is_forgotten),
        cmocka_unit_test(the_second_file_is_the_first),
        cmocka_unit_test(what_is_no_tiff_is_not_known),
    };
    return cmocka_run_group_tests(tests, gdal_start, gdal_finish);
}
