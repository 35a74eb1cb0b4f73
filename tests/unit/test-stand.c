/* test-stand.c - what an earlier run left: taken over when it is as it was, told in lines
 */
#include "alloc.h"
#include "check.h"
#include "folder.h"
#include <hotgrid/commit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* FIPS 180 example */
#define SHA_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

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

static struct hg_output *open_output(void)
{
    struct hg_error err = {0};
    struct hg_output *output = NULL;
    assert_ok(hg_output_open(folder_path("out"), &output, &err), err);
    if (!output)
        abort(); /* the analyser does not know that assert_ok() ends the test */
    return output;
}

static void commit(struct hg_output *output, const char *name)
{
    struct hg_error err = {0};
    assert_ok(hg_output_commit(output, name, "abc", 3, &err), err);
}

static bool adopt(struct hg_output *output, const char *name, uint64_t size,
                  const char *sha256)
{
    char copy[400];
    snprintf(copy, sizeof(copy), "%s", name);
    struct hg_committed file = {.name = copy, .size = size};
    snprintf(file.sha256, sizeof(file.sha256), "%s", sha256);
    return hg_output_adopt(output, &file);
}

static size_t count(const struct hg_output *output)
{
    struct hg_error err = {0};
    struct hg_committed *files = NULL;
    size_t n = 0;
    assert_ok(hg_output_committed(output, &files, &n, &err), err);
    free(files);
    return n;
}

static void what_is_as_it_was_is_taken_over(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    commit(output, "tif/x.tif");
    commit(output, "x.csv");
    hg_output_close(output);
    output = open_output();
    assert_int_equal(count(output), 0);
    assert_true(adopt(output, "tif/x.tif", 3, SHA_ABC));
    assert_true(adopt(output, "x.csv", 3, SHA_ABC));
    assert_int_equal(count(output), 2);
    assert_true(adopt(output, "x.csv", 3, SHA_ABC)); /* it stands once all the same */
    assert_int_equal(count(output), 2);
    hg_output_close(output);
}

static void what_differs_or_lies_elsewhere_is_not(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    commit(output, "tif/x.tif");
    commit(output, "tif/y.tif");
    folder_write("out/tif/y.tif", "abd");
    folder_write("victim", "abc");
    assert_int_equal(symlink("../../victim", folder_path("out/tif/link.tif")), 0);
    assert_int_equal(symlink("..", folder_path("out/up")), 0);
    hg_output_close(output);
    output = open_output();
    char other[] = SHA_ABC;
    other[63] = 'e';
    assert_false(adopt(output, "tif/x.tif", 4, SHA_ABC));
    assert_false(adopt(output, "tif/x.tif", 3, other));
    assert_false(adopt(output, "tif/y.tif", 3, SHA_ABC));
    assert_false(adopt(output, "tif/none.tif", 3, SHA_ABC));
    assert_false(adopt(output, "none/x.tif", 3, SHA_ABC));
    assert_false(adopt(output, "tif/link.tif", 3, SHA_ABC));
    assert_false(adopt(output, "up/victim", 3, SHA_ABC));
    assert_false(adopt(output, "../victim", 3, SHA_ABC));
    assert_false(adopt(output, "tif", 3, SHA_ABC));
    assert_int_equal(count(output), 0);
    hg_output_close(output);
}

static void files_of_a_stem_are_found_in_every_folder(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    static const char *const name[] = {"a.csv",       "png/a.png",   "png/ab.png",
                                       "tif/a.qml",   "tif/a.tif",   "tif/a.tif.aux.xml",
                                       "tif/a_b.tif", "tif-2/a.tif", "tables/b.csv"};
    for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++)
        commit(output, name[i]);
    struct hg_committed found[8];
    static const char *const expected[] = {"png/a.png", "tif-2/a.tif", "tif/a.qml",
                                           "tif/a.tif", "tif/a.tif.aux.xml"};
    assert_int_equal(hg_output_of_stem(output, "a", 8, found), 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(found[i].name, expected[i]);
    assert_int_equal(hg_output_of_stem(output, "a", 2, found), 2);
    assert_int_equal(hg_output_of_stem(output, "none", 8, found), 0);
    hg_output_close(output);
}

static void lines_of_the_caller_stand_among_those_of_files(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_output *output = open_output();
    commit(output, "x.csv");
    assert_ok(hg_output_note(output, "{\"done\":\"x\"}", &err), err);
    char *text = NULL;
    assert_ok(hg_output_notes(output, &text, &err), err);
    static const char expected[] =
        "{\"name\":\"x.csv\",\"size\":3,\"sha256\":\"" SHA_ABC "\"}\n{\"done\":\"x\"}\n";
    assert_string_equal(text, expected);
    assert_true(folder_holds("out/manifest.jsonl", expected, strlen(expected)));
    free(text);
    hg_output_close(output);
}

static enum hg_removal take_away(struct hg_output *output, const char *name)
{
    char copy[400];
    struct hg_error err = {0};
    enum hg_removal removal = HG_REMOVAL_GONE;
    snprintf(copy, sizeof(copy), "%s", name);
    const struct hg_committed file = {.name = copy, .size = 3, .sha256 = SHA_ABC};
    assert_ok(hg_output_remove(output, &file, &removal, &err), err);
    return removal;
}

static void what_is_as_it_was_is_removed_with_its_empty_folder(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    hg_output_sign(output, "run a 2012");
    commit(output, "tif/x.tif");
    commit(output, "png/x.png");
    commit(output, "png/y.png");
    assert_int_equal(take_away(output, "tif/x.tif"), HG_REMOVED);
    assert_int_equal(take_away(output, "png/x.png"), HG_REMOVED);
    assert_int_equal(take_away(output, "png/x.png"), HG_REMOVAL_GONE);
    assert_false(folder_has("out/tif"));
    assert_false(folder_has("out/png/x.png"));
    assert_true(folder_has("out/png/y.png"));
    struct hg_error err = {0};
    char *text = NULL;
    assert_ok(hg_output_notes(output, &text, &err), err);
    assert_non_null(strstr(text,
                           "{\"name\":\"tif/x.tif\",\"size\":3,\"sha256\":\"" SHA_ABC
                           "\",\"by\":\"run a 2012\"}\n"));
    assert_non_null(strstr(text, "\n{\"name\":\"tif/x.tif\",\"removed\":true}\n"));
    free(text);
    hg_output_close(output);
}

static void what_was_changed_or_lies_elsewhere_is_not_removed(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    commit(output, "tif/x.tif");
    folder_write("out/tif/x.tif", "abd");
    folder_write("victim", "abc");
    assert_int_equal(symlink("../../victim", folder_path("out/tif/link.tif")), 0);
    assert_int_equal(symlink("..", folder_path("out/up")), 0);
    assert_int_equal(take_away(output, "tif/x.tif"), HG_REMOVAL_CHANGED);
    assert_int_equal(take_away(output, "tif"), HG_REMOVAL_CHANGED);
    assert_int_equal(take_away(output, "tif/link.tif"), HG_REMOVAL_GONE);
    assert_int_equal(take_away(output, "up/victim"), HG_REMOVAL_GONE);
    assert_int_equal(take_away(output, "../victim"), HG_REMOVAL_GONE);
    assert_true(folder_holds("out/tif/x.tif", "abd", 3));
    assert_true(folder_holds("victim", "abc", 3));
    assert_true(folder_has("out/tif/link.tif"));
    hg_output_close(output);
}

static void looking_makes_nothing(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_output *output = NULL;
    assert_ok(hg_output_look(folder_path("none"), &output, &err), err);
    assert_null(output);
    assert_false(folder_has("none"));
    struct hg_output *writer = open_output();
    commit(writer, "x.csv");
    folder_write("out/.x.csv.999999.part", "");
    const size_t n = folder_count("out");
    assert_ok(hg_output_look(folder_path("out"), &output, &err),
              err); /* not locked out */
    assert_true(adopt(output, "x.csv", 3, SHA_ABC));
    assert_false(adopt(output, "y.csv", 3, SHA_ABC));
    char *text = NULL;
    assert_ok(hg_output_notes(output, &text, &err), err);
    assert_non_null(strstr(text, "\"x.csv\""));
    free(text);
    hg_output_close(output);
    assert_int_equal(folder_count("out"), n);
    hg_output_close(writer);
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    commit(output, "x.csv");
    const size_t before = alloc_live();
    size_t n = 0;
    for (bool failed = true; failed;) {
        struct hg_error err = {0};
        char *text = NULL;
        alloc_fail_at(++n);
        const bool adopted = adopt(output, "x.csv", 3, SHA_ABC);
        enum hg_status status =
            adopted ? hg_output_note(output, "{}", &err) : HG_E_MEMORY;
        if (status == HG_OK)
            status = hg_output_notes(output, &text, &err);
        failed = alloc_failed();
        alloc_fail_at(0);
        assert_int_equal(status, failed ? HG_E_MEMORY : HG_OK);
        free(text);
        assert_int_equal(alloc_live(), before);
    }
    assert_true(n > 4);
    hg_output_close(output);
}

#define in_a_folder(test)                                                                \
    cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_folder(what_is_as_it_was_is_taken_over),
        in_a_folder(what_differs_or_lies_elsewhere_is_not),
        in_a_folder(files_of_a_stem_are_found_in_every_folder),
        in_a_folder(lines_of_the_caller_stand_among_those_of_files),
        in_a_folder(what_is_as_it_was_is_removed_with_its_empty_folder),
        in_a_folder(what_was_changed_or_lies_elsewhere_is_not_removed),
        in_a_folder(looking_makes_nothing),
        in_a_folder(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
