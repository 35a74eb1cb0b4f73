/* test-share.c - paths, and the folder of what comes with hotgrid */
#include "scratch.h"
#include "study/share.h"
#include <hotgrid/path.h>

static void paths_are_joined_unless_they_are_whole(void **state)
{
    (void)state;
    struct hg_arena *arena = hg_arena_create();
    assert_non_null(arena);
    assert_string_equal(hg_path_join(arena, "a/b", "c.csv"), "a/b/c.csv");
    assert_string_equal(hg_path_join(arena, "a/", "c.csv"), "a/c.csv");
    assert_string_equal(hg_path_join(arena, "a", "/c.csv"), "/c.csv");
    assert_string_equal(hg_path_join(arena, ".", "c.csv"), "c.csv");
    assert_string_equal(hg_path_join(arena, NULL, "c.csv"), "c.csv");
    assert_string_equal(hg_path_folder(arena, "a/b/c.yaml"), "a/b");
    assert_string_equal(hg_path_folder(arena, "c.yaml"), ".");
    assert_string_equal(hg_path_folder(arena, "/c.yaml"), "/");
    hg_arena_destroy(arena);
}

static void paths_that_gdal_reads_otherwise_are_not_plain(void **state)
{
    (void)state;
    assert_true(hg_path_is_plain("a/b.tif"));
    assert_true(hg_path_is_plain("/a/b:c.tif"));
    assert_false(hg_path_is_plain("/vsicurl/http://a/b.tif"));
    assert_false(hg_path_is_plain("/vsimem/b.tif"));
    assert_false(hg_path_is_plain("GTIFF_DIR:1:/a/b.tif"));
    assert_false(hg_path_is_plain("http://a/b.tif"));
    assert_false(hg_path_is_plain("MEM:::DATAPOINTER"));
}

static void names_are_told_from_paths(void **state)
{
    (void)state;
    assert_true(hg_share_is_name("china-10km"));
    assert_true(hg_share_is_name("world-0.1deg"));
    assert_false(hg_share_is_name("grid.yaml"));
    assert_false(hg_share_is_name("grid.yml"));
    assert_false(hg_share_is_name("../secret"));
    assert_false(hg_share_is_name("a/b"));
    assert_false(hg_share_is_name(".hidden"));
    assert_false(hg_share_is_name(""));
}

static void hotgrid_share_comes_first(void **state)
{
    (void)state;
    const char *before = getenv("HOTGRID_SHARE");
    char *kept = before ? strdup(before) : NULL;
    setenv("HOTGRID_SHARE", "/some/where", 1);
    assert_string_equal(hg_share_folder(), "/some/where");
    unsetenv("HOTGRID_SHARE");
    const char *folder = hg_share_folder(); /* the source tree, while it stands */
    assert_non_null(folder);
    assert_string_not_equal(folder, "/some/where");
    if (kept)
        setenv("HOTGRID_SHARE", kept, 1);
    free(kept);
}

static void names_are_sorted_and_only_those_of_yaml_files(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_words words = {0};
    struct hg_arena *arena = hg_arena_create();
    assert_non_null(arena);
    const char *before = getenv("HOTGRID_SHARE");
    char *kept = before ? strdup(before) : NULL;
    scratch_text("b.yaml", "");
    scratch_text("a-0.5deg.yaml", "");
    scratch_text("README.md", "");
    setenv("HOTGRID_SHARE", "/tmp", 1);
    assert_ok(hg_share_names(strrchr(scratch_folder, '/') + 1, arena, &words, &err), err);
    assert_int_equal(words.n, 2);
    assert_string_equal(words.word[0], "a-0.5deg");
    assert_string_equal(words.word[1], "b");
    scratch_text("standards.csv", ""); /* a benchmark, no grid */
    assert_ok(hg_share_names(strrchr(scratch_folder, '/') + 1, arena, &words, &err), err);
    assert_int_equal(words.n, 2);
    assert_ok(hg_share_names("no-such-folder", arena, &words, &err), err);
    assert_int_equal(words.n, 0);

    const char *path = NULL;
    assert_int_equal(hg_share_find("no-such-folder", "x", NULL, arena, &path, &err),
                     HG_E_STUDY);
    assert_string_equal(err.message,
                        "`x` is not known: /tmp/no-such-folder holds no files; name the "
                        "folder of grids/ and styles/ in HOTGRID_SHARE");
    if (kept)
        setenv("HOTGRID_SHARE", kept, 1);
    else
        unsetenv("HOTGRID_SHARE");
    free(kept);
    hg_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_joined_unless_they_are_whole),
        cmocka_unit_test(paths_that_gdal_reads_otherwise_are_not_plain),
        cmocka_unit_test(names_are_told_from_paths),
        cmocka_unit_test(hotgrid_share_comes_first),
        cmocka_unit_test(names_are_sorted_and_only_those_of_yaml_files),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
