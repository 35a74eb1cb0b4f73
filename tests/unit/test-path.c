/* test-path.c - plain paths pass, everything that GDAL would resolve does not */
#include "io/path.h"
#include "scratch.h"
#include <sys/stat.h>

static void only_paths_of_files_are_plain(void **state)
{
    (void)state;
    static const char *const plain[] = {
        "a.csv", "./a.csv", "/data/a.csv", "/data/a:b.csv", "data/12:30/a.csv",
        "../a",  "/vs/a",   "vsicurl/a",   "/data/vsizip/a"};
    static const char *const other[] = {"",
                                        "/vsicurl/http://localhost/a.csv",
                                        "/vsizip/a.zip",
                                        "/vsimem/a",
                                        "/vsi",
                                        "http://localhost/a.csv",
                                        "GTIFF_DIR:1:/vsicurl/http://localhost/a.tif",
                                        "MEM:::DATAPOINTER=1",
                                        "PG:dbname=x",
                                        "a:b"};
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
        if (!hg_path_is_plain(plain[i]))
            fail_msg("%s is refused", plain[i]);
    for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
        if (hg_path_is_plain(other[i]))
            fail_msg("%s passes", other[i]);
}

static void what_is_not_plain_is_not_even_looked_for(void **state)
{
    (void)state;
    struct hg_error err = {0};
    assert_int_equal(io_path_check("/vsizip/gone.zip", &err), HG_E_INPUT);
    assert_string_equal(err.message,
                        "/vsizip/gone.zip: is not the path of a plain file; paths that "
                        "begin with /vsi or have a ':' before the first '/' are refused");
}

static void a_pipe_is_refused_and_not_waited_for(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const char *path = scratch_path("pipe.csv");
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(io_path_check(path, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "is not a file; save the data in a file"));
}

static void a_part_of_the_path_that_is_a_file_is_told(void **state)
{
    (void)state;
    struct hg_error err = {0};
    char path[512];
    snprintf(path, sizeof(path), "%s/b.csv", scratch_text("a.csv", "x"));
    assert_int_equal(io_path_check(path, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "there is no such file"));
    assert_int_equal(io_path_check(scratch_path("a.csv"), &err), HG_OK);
}

static void extensions_are_compared_in_any_case(void **state)
{
    (void)state;
    assert_true(io_path_ends("a.csv", "csv"));
    assert_true(io_path_ends("/x/A.CSV", "csv"));
    assert_false(io_path_ends("acsv", "csv"));
    assert_false(io_path_ends(".csv", "csv"));
    assert_false(io_path_ends("a.csv.gz", "csv"));
}

static void files_are_mapped_whole(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct io_mapping map = {0};
    assert_ok(io_map(scratch_text("m.txt", "abc"), &map, &err), err);
    assert_int_equal(map.size, 3);
    assert_memory_equal(map.bytes, "abc", 3);
    io_unmap(&map);
    assert_null(map.bytes);
    io_unmap(&map);
}

static void text_is_shown_short_and_whole_by_character(void **state)
{
    (void)state;
    char buffer[IO_SHOWN];
    assert_string_equal(io_show("kt", 2, buffer), "kt");
    assert_string_equal(io_show("a\tb\x7F", 4, buffer), "a?b?");
    assert_string_equal(io_show("caf\xE9", 4, buffer), "caf?");
    /* 39 letters and one of two bytes: the cut at 40 bytes may not halve it */
    const char *umlaut = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xC3\xA4z";
    assert_string_equal(io_show(umlaut, strlen(umlaut), buffer),
                        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_paths_of_files_are_plain),
        cmocka_unit_test(what_is_not_plain_is_not_even_looked_for),
        cmocka_unit_test(a_pipe_is_refused_and_not_waited_for),
        cmocka_unit_test(a_part_of_the_path_that_is_a_file_is_told),
        cmocka_unit_test(extensions_are_compared_in_any_case),
        cmocka_unit_test(files_are_mapped_whole),
        cmocka_unit_test(text_is_shown_short_and_whole_by_character),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
