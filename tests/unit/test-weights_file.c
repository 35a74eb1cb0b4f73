/* test-weights_file.c - what is kept for later runs, and what is not trusted */
#include "alloc.h"
#include "check.h"
#include "folder.h"
#include "toy_shapes.h"
#include <fcntl.h>
#include <hotgrid/weights_file.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct hg_grid_params four_by_three = {.name = "toy",
                                                    .crs = "EPSG:6933",
                                                    .kind = HG_GRID_EQUAL_AREA,
                                                    .box = {0, 0, 4, 3},
                                                    .ncol = 4,
                                                    .nrow = 3};
/* Any 64 digits. */
static const char KEY[] =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static size_t first[] = {0, 2, 2, 5};
static struct hg_run run[] = {
    {3, 1, 1}, {8, 4, 0.25}, {0, 1, 0x1.fffffffffffffp-1}, {1, 1, 1e-12}, {5, 3, 0.1}};
static size_t n_odd[] = {0, 0, 7};
static const struct hg_weights weights = {
    .n_shape = 3, .first = first, .run = run, .n_odd = n_odd};
/* -0 and the smallest number are values too. */
static const double density[12] = {0, 0, 1.5, -0.0, 0, 5e-324, 0, 0, 0.1, 0.2, 0, 7};

static void copy(char *to, size_t size, const char *from)
{
    assert_true((size_t)snprintf(to, size, "%s", from) < size);
}

static int make_folder(void **state)
{
    (void)state;
    folder_make();
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    folder_remove();
    return 0;
}

static struct hg_grid *make(const struct hg_grid_params *params)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(params, &grid, &err), err);
    return grid;
}

static const char *weights_name(void)
{
    static char name[128];
    (void)snprintf(name, sizeof(name), "cache/weights-%s.kept", KEY);
    return name;
}

static const char *density_name(void)
{
    static char name[128];
    (void)snprintf(name, sizeof(name), "cache/density-%s.kept", KEY);
    return name;
}

static void save_weights(const struct hg_weights *w)
{
    struct hg_error err = {0};
    assert_ok(hg_save_weights(folder_path("cache"), KEY, w, &err), err);
}

static void save_density(void)
{
    struct hg_error err = {0};
    struct hg_grid *grid = make(&four_by_three);
    assert_ok(hg_save_density(folder_path("cache"), KEY, grid, density, &err), err);
    hg_grid_destroy(grid);
}

static enum hg_kept load_weights(size_t n_shape, struct hg_weights **out)
{
    struct hg_error err = {0};
    struct hg_grid *grid = make(&four_by_three);
    enum hg_kept kept = HG_KEPT_NOT;
    assert_ok(hg_load_weights(folder_path("cache"), KEY, grid, n_shape, out, &kept, &err),
              err);
    hg_grid_destroy(grid);
    return kept;
}

static enum hg_kept load_density(double *out)
{
    struct hg_error err = {0};
    struct hg_grid *grid = make(&four_by_three);
    enum hg_kept kept = HG_KEPT_NOT;
    assert_ok(hg_load_density(folder_path("cache"), KEY, grid, out, &kept, &err), err);
    hg_grid_destroy(grid);
    return kept;
}

static void weights_come_back_bit_for_bit(void **state)
{
    (void)state;
    struct hg_weights *w = NULL;
    assert_int_equal(load_weights(3, &w), HG_KEPT_NOT);
    assert_null(w);
    save_weights(&weights);
    assert_int_equal(folder_count("cache"), 1);
    assert_int_equal(load_weights(3, &w), HG_KEPT_FOUND);
    assert_int_equal(w->n_shape, 3);
    assert_memory_equal(w->first, first, sizeof(first));
    assert_memory_equal(w->n_odd, n_odd, sizeof(n_odd));
    assert_memory_equal(w->run, run, sizeof(run));
    hg_weights_destroy(w);
}

static void densities_come_back_bit_for_bit(void **state)
{
    (void)state;
    double back[12] = {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
    assert_int_equal(load_density(back), HG_KEPT_NOT);
    assert_true(back[0] == 9);
    save_density();
    assert_int_equal(load_density(back), HG_KEPT_FOUND);
    assert_memory_equal(back, density, sizeof(density));
}

static size_t read_file(const char *name, unsigned char *bytes, size_t most)
{
    FILE *file = fopen(folder_path(name), "rb");
    assert_non_null(file);
    const size_t n = fread(bytes, 1, most, file);
    assert_int_equal(fclose(file), 0);
    assert_true(n < most);
    return n;
}

static void write_file(const char *name, const unsigned char *bytes, size_t n)
{
    FILE *file = fopen(folder_path(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static void assert_damaged(bool of_weights)
{
    struct hg_weights *w = NULL;
    double back[12] = {9};
    if (of_weights) {
        assert_int_equal(load_weights(3, &w), HG_KEPT_DAMAGED);
        assert_null(w);
    } else {
        assert_int_equal(load_density(back), HG_KEPT_DAMAGED);
        assert_true(back[0] == 9);
    }
}

static void any_changed_bit_any_other_length_is_known(void **state)
{
    (void)state;
    save_weights(&weights);
    save_density();
    for (int k = 0; k < 2; k++) {
        const char *name = k == 0 ? weights_name() : density_name();
        unsigned char bytes[2000];
        const size_t n = read_file(name, bytes, sizeof(bytes) - 1);
        assert_true(n > 200);
        for (size_t i = 0; i < n; i++) {
            bytes[i] ^= (unsigned char)(1 << i % 8);
            write_file(name, bytes, n);
            assert_damaged(k == 0);
            bytes[i] ^= (unsigned char)(1 << i % 8);
        }
        for (size_t cut = 0; cut < n; cut++) {
            write_file(name, bytes, cut);
            assert_damaged(k == 0);
        }
        bytes[n] = '\n';
        write_file(name, bytes, n + 1);
        assert_damaged(k == 0);
    }
}

/* Whoever wrote them: the digest is right, the numbers are not. */
static void numbers_that_no_coverage_has_are_not_taken(void **state)
{
    (void)state;
    struct hg_weights *w = NULL;
    save_weights(&weights);
    assert_int_equal(load_weights(2, &w), HG_KEPT_DAMAGED); /* of other shapes */

    const struct hg_run wrong[] = {
        {12, 1, 1},              /* beyond the grid */
        {3, 2, 1},               /* into the next row */
        {3, 0, 1},               /* no cell */
        {9, 1, 1},               /* behind the next one */
        {3, 1, 1.5}, {3, 1, NAN} /* parts that no cell has */
    };
    size_t crossed[] = {0, 4, 2, 5};
    struct hg_run of_bad[5];
    struct hg_weights bad = weights;
    bad.run = of_bad;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        memcpy(of_bad, run, sizeof(run));
        of_bad[0] = wrong[i];
        save_weights(&bad);
        assert_damaged(true);
    }
    memcpy(of_bad, run, sizeof(run));
    of_bad[4].cell = 0; /* the first again */
    save_weights(&bad);
    assert_damaged(true);
    bad = weights;
    bad.first = crossed;
    save_weights(&bad);
    assert_damaged(true);
}

static void what_is_no_file_is_not_read(void **state)
{
    (void)state;
    struct hg_error err = {0};
    assert_int_equal(mkdir(folder_path("cache"), 0777), 0);
    assert_int_equal(mkdir(folder_path(weights_name()), 0777), 0);
    assert_int_equal(mkfifo(folder_path(density_name()), 0666), 0);
    assert_damaged(true);
    assert_damaged(false);
    /* A pipe is replaced, a folder is in the way. */
    save_density();
    double back[12];
    assert_int_equal(load_density(back), HG_KEPT_FOUND);
    assert_int_equal(hg_save_weights(folder_path("cache"), KEY, &weights, &err),
                     HG_E_OUTPUT);
    assert_int_equal(folder_count("cache"), 2); /* no part of it is left */
}

static void a_folder_that_cannot_be_made_is_told(void **state)
{
    (void)state;
    struct hg_error err = {0};
    folder_write("cache", "a file");
    assert_int_equal(hg_save_weights(folder_path("cache"), KEY, &weights, &err),
                     HG_E_OUTPUT);
    assert_non_null(strstr(err.message, "cannot be written"));
    struct hg_weights *w = NULL;
    assert_int_equal(load_weights(3, &w), HG_KEPT_NOT);
}

/* Four processes write, this one reads: a file is whole at any time. */
static void runs_at_the_same_time_do_not_disturb_each_other(void **state)
{
    (void)state;
    enum { WRITERS = 4, TIMES = 30 };
    pid_t child[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        child[i] = fork();
        assert_true(child[i] >= 0);
        if (child[i] == 0) {
            struct hg_error err = {0};
            int wrong = 0;
            for (int k = 0; k < TIMES; k++)
                wrong +=
                    hg_save_weights(folder_path("cache"), KEY, &weights, &err) != HG_OK;
            _exit(wrong);
        }
    }
    size_t n_found = 0;
    for (int left = WRITERS; left > 0;) {
        struct hg_weights *w = NULL;
        const enum hg_kept kept = load_weights(3, &w);
        assert_true(kept != HG_KEPT_DAMAGED);
        assert_true(kept == HG_KEPT_FOUND || n_found == 0); /* once there, always there */
        n_found += kept == HG_KEPT_FOUND;
        hg_weights_destroy(w);
        int result = 0;
        if (waitpid(-1, &result, WNOHANG) > 0) {
            assert_int_equal(result, 0);
            left--;
        }
    }
    assert_true(n_found > 0);
    assert_int_equal(folder_count("cache"), 1);
}

static struct toy_shapes toy;

static void draw_two(void)
{
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 0, 0, 2, 2);
    toy_box(&toy, 3, 0, 4, 1);
    toy_shape(&toy, "B");
    toy_box(&toy, 2, 2, 3, 3);
}

static const char *weights_key(const struct hg_grid_params *params)
{
    static char key[2][HG_DIGEST_TEXT];
    static int next;
    struct hg_error err = {0};
    struct hg_grid *grid = make(params);
    char *to = key[next++ % 2];
    assert_ok(hg_weights_key(grid, &toy.shapes, to, &err), err);
    hg_grid_destroy(grid);
    return to;
}

static void all_that_weights_are_made_of_is_in_their_key(void **state)
{
    (void)state;
    char key[HG_DIGEST_TEXT];
    draw_two();
    copy(key, sizeof(key), weights_key(&four_by_three));
    assert_string_equal(weights_key(&four_by_three), key);

    struct hg_grid_params grid = four_by_three;
    copy(grid.name, sizeof(grid.name), "another name");
    assert_string_equal(weights_key(&grid), key); /* a name is no matter */
    copy(grid.crs, sizeof(grid.crs), "EPSG:8857");
    assert_string_not_equal(weights_key(&grid), key);
    grid = four_by_three;
    grid.box.east = nextafter(4, 5);
    assert_string_not_equal(weights_key(&grid), key);
    grid = four_by_three;
    grid.ncol = 8;
    assert_string_not_equal(weights_key(&grid), key);

    toy.y[5] = nextafter(toy.y[5], 9);
    assert_string_not_equal(weights_key(&four_by_three), key);
    draw_two();
    toy.ring[1].open = true;
    assert_string_not_equal(weights_key(&four_by_three), key);
    draw_two();
    toy.shape[1].code = "C";
    assert_string_not_equal(weights_key(&four_by_three), key);
    draw_two(); /* the same vertices in other rings, and in another shape */
    toy.ring[0].count = 5;
    toy.ring[1].first = 5;
    toy.ring[1].count = 3;
    assert_string_not_equal(weights_key(&four_by_three), key);
    draw_two();
    toy.shape[0].n_ring = 1;
    toy.shape[1].first_ring = 1;
    toy.shape[1].n_ring = 2;
    assert_string_not_equal(weights_key(&four_by_three), key);
    draw_two();
    assert_string_equal(weights_key(&four_by_three), key);
}

static double shift_x;

static void shift(void *context, size_t n, double *x, double *y)
{
    (void)context;
    (void)y;
    for (size_t i = 0; i < n; i++)
        x[i] += shift_x;
}

static const struct hg_transform shifting = {.apply = shift};

static const char *density_key(const struct hg_grid_params *params,
                               const struct hg_raster *raster, const char *variable)
{
    static char key[2][HG_DIGEST_TEXT];
    static int next;
    struct hg_error err = {0};
    struct hg_grid *grid = make(params);
    char *to = key[next++ % 2];
    assert_ok(hg_density_key(grid, raster, variable, &shifting, to, &err), err);
    hg_grid_destroy(grid);
    return to;
}

static void all_that_a_density_is_made_of_is_in_its_key(void **state)
{
    (void)state;
    char key[HG_DIGEST_TEXT], path[200];
    folder_write("proxy.tif", "values");
    copy(path, sizeof(path), folder_path("proxy.tif"));
    const struct hg_raster raster = {
        .ncol = 10, .nrow = 5, .x0 = 1, .y0 = 2, .dx = 0.5, .dy = -0.5, .path = path};
    shift_x = 0;
    copy(key, sizeof(key), density_key(&four_by_three, &raster, NULL));
    assert_string_equal(density_key(&four_by_three, &raster, NULL), key);
    assert_string_not_equal(density_key(&four_by_three, &raster, "pop"), key);

    struct hg_grid_params grid = four_by_three;
    grid.nrow = 6;
    assert_string_not_equal(density_key(&grid, &raster, NULL), key);

    struct hg_raster other = raster;
    other.quantity = HG_COUNT;
    assert_string_not_equal(density_key(&four_by_three, &other, NULL), key);
    other = raster;
    other.lonlat = true;
    assert_string_not_equal(density_key(&four_by_three, &other, NULL), key);
    other = raster;
    other.x0 = nextafter(1, 2);
    assert_string_not_equal(density_key(&four_by_three, &other, NULL), key);
    other = raster;
    other.dy = 0.5;
    assert_string_not_equal(density_key(&four_by_three, &other, NULL), key);
    other = raster;
    other.ncol = 11;
    assert_string_not_equal(density_key(&four_by_three, &other, NULL), key);

    shift_x = 1e-15; /* another crs, or another datum, of the same file */
    assert_string_not_equal(density_key(&four_by_three, &raster, NULL), key);
    shift_x = 0;
    folder_write("proxy.tif", "valueS");
    assert_string_not_equal(density_key(&four_by_three, &raster, NULL), key);
    folder_write("proxy.tif", "values");
    assert_string_equal(density_key(&four_by_three, &raster, NULL), key);

    struct hg_error err = {0};
    struct hg_grid *toy_grid = make(&four_by_three);
    unlink(path);
    assert_int_equal(hg_density_key(toy_grid, &raster, NULL, &shifting, key, &err),
                     HG_E_INPUT);
    hg_grid_destroy(toy_grid);
}

/* All calls that allocate, one failure after the other. */
static void a_failed_allocation_is_told_and_leaks_nothing(void **state)
{
    (void)state;
    struct hg_grid *grid = make(&four_by_three);
    const char *folder = folder_path("cache");
    char key[HG_DIGEST_TEXT];
    draw_two();
    save_weights(&weights);
    save_density();
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_weights *w = NULL;
        double back[12];
        enum hg_kept kept = HG_KEPT_NOT;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        enum hg_status status = hg_weights_key(grid, &toy.shapes, key, &err);
        if (status == HG_OK)
            status = hg_save_weights(folder, KEY, &weights, &err);
        if (status == HG_OK)
            status = hg_save_density(folder, KEY, grid, density, &err);
        if (status == HG_OK)
            status = hg_load_density(folder, KEY, grid, back, &kept, &err);
        if (status == HG_OK)
            status = hg_load_weights(folder, KEY, grid, 3, &w, &kept, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        hg_weights_destroy(w);
        assert_int_equal(alloc_live(), before);
        if (!failed) {
            assert_ok(status, err);
            assert_int_equal(kept, HG_KEPT_FOUND);
            assert_true(n > 8);
            break;
        }
        assert_true(status == HG_E_MEMORY || status == HG_E_OUTPUT); /* of the folder */
    }
    hg_grid_destroy(grid);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(weights_come_back_bit_for_bit),
        IN_FOLDER(densities_come_back_bit_for_bit),
        IN_FOLDER(any_changed_bit_any_other_length_is_known),
        IN_FOLDER(numbers_that_no_coverage_has_are_not_taken),
        IN_FOLDER(what_is_no_file_is_not_read),
        IN_FOLDER(a_folder_that_cannot_be_made_is_told),
        IN_FOLDER(runs_at_the_same_time_do_not_disturb_each_other),
        cmocka_unit_test(all_that_weights_are_made_of_is_in_their_key),
        IN_FOLDER(all_that_a_density_is_made_of_is_in_its_key),
        IN_FOLDER(a_failed_allocation_is_told_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
