/* test-digest.c - SHA-256 by the examples of its standard */
#include "alloc.h"
#include "check.h"
#include <hotgrid/digest.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* NIST, Examples with Intermediate Values for FIPS 180-2 and 180-4, and the empty message
 * of its byte-oriented test vectors (SHA256ShortMsg.rsp). */
static const char EMPTY[] =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char ABC[] =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char TWO_BLOCKS[] =
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
static const char MILLION_A[] =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
static const char two_blocks[] =
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

static void the_examples_of_the_standard_hold(void **state)
{
    (void)state;
    char text[HG_DIGEST_TEXT];
    hg_digest_bytes("", 0, text);
    assert_string_equal(text, EMPTY);
    hg_digest_bytes(NULL, 0, text);
    assert_string_equal(text, EMPTY);
    hg_digest_bytes("abc", 3, text);
    assert_string_equal(text, ABC);
    hg_digest_bytes(two_blocks, strlen(two_blocks), text);
    assert_string_equal(text, TWO_BLOCKS);
}

static void pieces_make_the_same_digest(void **state)
{
    (void)state;
    struct hg_digest *digest = hg_digest_create();
    assert_non_null(digest);
    char text[HG_DIGEST_TEXT];
    for (size_t i = 0; i < strlen(two_blocks); i++)
        hg_digest_add(digest, two_blocks + i, 1);
    hg_digest_text(digest, text);
    assert_string_equal(text, TWO_BLOCKS);
    hg_digest_destroy(digest);
    hg_digest_destroy(NULL);
}

static void asking_for_the_text_does_not_end_the_digest(void **state)
{
    (void)state;
    struct hg_digest *digest = hg_digest_create();
    assert_non_null(digest);
    char text[HG_DIGEST_TEXT];
    hg_digest_text(digest, text);
    assert_string_equal(text, EMPTY);
    hg_digest_add(digest, "ab", 2);
    hg_digest_text(digest, text);
    hg_digest_add(digest, "c", 1);
    hg_digest_text(digest, text);
    assert_string_equal(text, ABC);
    hg_digest_destroy(digest);
}

static void a_file_has_the_digest_of_its_bytes(void **state)
{
    (void)state;
    char path[] = "/tmp/hotgrid-digest-XXXXXX";
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    for (int i = 0; i < 1000000; i++)
        fputc('a', file);
    assert_int_equal(fclose(file), 0);
    char text[HG_DIGEST_TEXT];
    struct hg_error err = {0};
    assert_ok(hg_digest_file(path, text, &err), err);
    assert_string_equal(text, MILLION_A);
    unlink(path);
}

static void what_is_no_readable_file_is_refused_by_name(void **state)
{
    (void)state;
    static const char *const wrong[] = {"/tmp", "/nonexistent/file", "/dev/null", ""};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char text[HG_DIGEST_TEXT] = "untouched";
        struct hg_error err = {0};
        assert_int_equal(hg_digest_file(wrong[i], text, &err), HG_E_INPUT);
        assert_string_equal(text, "untouched");
        assert_non_null(strstr(err.message, wrong[i]));
    }
}

static void without_memory_there_is_no_digest(void **state)
{
    (void)state;
    alloc_fail_at(1);
    assert_null(hg_digest_create());
    assert_true(alloc_failed());
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard_hold),
        cmocka_unit_test(pieces_make_the_same_digest),
        cmocka_unit_test(asking_for_the_text_does_not_end_the_digest),
        cmocka_unit_test(a_file_has_the_digest_of_its_bytes),
        cmocka_unit_test(what_is_no_readable_file_is_refused_by_name),
        cmocka_unit_test(without_memory_there_is_no_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
