/* test-mbtiles.c - tiles in one file, and folders that appear when they are whole */
#include "alloc.h"
#include "check.h"
#include <hotgrid/file_tree.h>
#include <hotgrid/mbtiles.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const char *path(const char *name)
{
    static char paths[4][200];
    static unsigned next;
    char *p = paths[next++ % 4];
    (void)snprintf(p, sizeof(paths[0]), "%s/%s", folder, name);
    return p;
}

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/hotgrid-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -r %s", folder);
    return system(command); /* NOLINT(cert-env33-c): a folder of our own */
}

struct encoded {
    uint8_t *bytes;
    size_t length;
};

/* Two tiles of zoom 2, in the north-west and the south-east. */
static struct encoded encode(void)
{
    struct hg_mbtiles *tiles = NULL;
    struct hg_error err = {0};
    struct encoded e = {0};
    assert_ok(hg_mbtiles_create(&tiles, &err), err);
    assert_ok(hg_mbtiles_add(tiles, 2, 0, 0, "north-west", 10, &err), err);
    assert_ok(hg_mbtiles_add(tiles, 2, 3, 3, "south-east", 10, &err), err);
    assert_ok(hg_mbtiles_say(tiles, "name", "a \"layer\"; DROP TABLE tiles", &err), err);
    assert_ok(hg_mbtiles_finish(tiles, &e.bytes, &e.length, &err), err);
    hg_mbtiles_destroy(tiles);
    return e;
}

static void rows_count_from_the_south(void **state)
{
    (void)state;
    struct encoded e = encode();
    sqlite3 *db = NULL;
    sqlite3_stmt *query = NULL;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_deserialize(db, "main", e.bytes, (sqlite3_int64)e.length,
                                         (sqlite3_int64)e.length,
                                         SQLITE_DESERIALIZE_READONLY),
                     SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT tile_column, tile_row, tile_data FROM "
                                        "tiles WHERE zoom_level = 2 ORDER BY 1",
                                        -1, &query, NULL),
                     SQLITE_OK);
    static const struct {
        int column, row;
        const char *data;
    } wanted[] = {{0, 3, "north-west"}, {3, 0, "south-east"}};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(sqlite3_step(query), SQLITE_ROW);
        assert_int_equal(sqlite3_column_int(query, 0), wanted[i].column);
        assert_int_equal(sqlite3_column_int(query, 1), wanted[i].row);
        assert_int_equal(sqlite3_column_bytes(query, 2), 10);
        assert_memory_equal(sqlite3_column_blob(query, 2), wanted[i].data, 10);
    }
    assert_int_equal(sqlite3_step(query), SQLITE_DONE);
    sqlite3_finalize(query);
    sqlite3_close(db);
    free(e.bytes);
}

static void the_same_calls_give_the_same_bytes(void **state)
{
    (void)state;
    struct encoded a = encode(), b = encode();
    assert_int_equal(a.length, b.length);
    assert_memory_equal(a.bytes, b.bytes, a.length);
    free(a.bytes);
    free(b.bytes);
}

static void a_tile_or_word_twice_is_refused(void **state)
{
    (void)state;
    struct hg_mbtiles *tiles = NULL;
    struct hg_error err = {0};
    assert_ok(hg_mbtiles_create(&tiles, &err), err);
    assert_ok(hg_mbtiles_add(tiles, 1, 1, 0, "a", 1, &err), err);
    assert_int_equal(hg_mbtiles_add(tiles, 1, 1, 0, "b", 1, &err), HG_E_OUTPUT);
    assert_ok(hg_mbtiles_say(tiles, "name", "a", &err), err);
    assert_int_equal(hg_mbtiles_say(tiles, "name", "b", &err), HG_E_OUTPUT);
    assert_non_null(strstr(err.message, "UNIQUE"));
    hg_mbtiles_destroy(tiles);
}

static bool exists(const char *name)
{
    return access(path(name), F_OK) == 0;
}

static void a_folder_appears_when_it_is_whole(void **state)
{
    (void)state;
    struct hg_tree *tree = NULL;
    struct hg_error err = {0};
    assert_ok(hg_tree_create(path("deep/tiles/"), &tree, &err), err);
    assert_ok(hg_tree_add(tree, "5/26/12.png", "abc", 3, &err), err);
    assert_ok(hg_tree_add(tree, "tiles.json", "{}", 2, &err), err);
    assert_false(exists("deep/tiles"));
    assert_int_equal(hg_tree_add(tree, "5/26/12.png", "abc", 3, &err), HG_E_OUTPUT);
    assert_ok(hg_tree_finish(tree, &err), err);
    hg_tree_destroy(tree);
    struct stat about;
    assert_int_equal(stat(path("deep/tiles/5/26/12.png"), &about), 0);
    assert_int_equal(about.st_size, 3);
    assert_int_equal(hg_tree_create(path("deep/tiles"), &tree, &err), HG_E_OUTPUT);
    assert_non_null(strstr(err.message, "is there already"));
}

static void what_is_not_finished_leaves_nothing_behind(void **state)
{
    (void)state;
    struct hg_tree *tree = NULL;
    struct hg_error err = {0};
    assert_int_equal(mkdir(path("half"), 0700), 0);
    assert_ok(hg_tree_create(path("half/x"), &tree, &err), err);
    assert_ok(hg_tree_add(tree, "1/2/3.png", "abc", 3, &err), err);
    hg_tree_destroy(tree);
    assert_int_equal(rmdir(path("half")), 0); /* it was empty */
}

static void short_of_memory_it_says_so(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct hg_tree *tree = NULL;
        struct hg_mbtiles *tiles = NULL;
        struct encoded e = {0};
        struct hg_error err = {0};
        alloc_fail_at(n);
        enum hg_status status = hg_tree_create(path("memory"), &tree, &err);
        if (status == HG_OK)
            status = hg_mbtiles_create(&tiles, &err);
        if (status == HG_OK)
            status = hg_mbtiles_finish(tiles, &e.bytes, &e.length, &err);
        hg_mbtiles_destroy(tiles);
        hg_tree_destroy(tree);
        free(e.bytes);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_count_from_the_south),
        cmocka_unit_test(the_same_calls_give_the_same_bytes),
        cmocka_unit_test(a_tile_or_word_twice_is_refused),
        cmocka_unit_test(a_folder_appears_when_it_is_whole),
        cmocka_unit_test(what_is_not_finished_leaves_nothing_behind),
        cmocka_unit_test(short_of_memory_it_says_so),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
