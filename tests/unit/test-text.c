/* test-text.c - names, codes, and what goes into tables and pages */
#include "alloc.h"
#include "check.h"
#include <hotgrid/text.h>
#include <stdlib.h>

/* The limits of each length by RFC 3629, section 4. */
static void utf8_is_checked_to_the_last_byte(void **state)
{
    (void)state;
    static const char *const good[] = {"",
                                       "Hebei",
                                       "\xC2\x80",
                                       "\xDF\xBF",
                                       "\xE0\xA0\x80",
                                       "\xED\x9F\xBF",
                                       "\xEE\x80\x80",
                                       "\xEF\xBF\xBF",
                                       "\xF0\x90\x80\x80",
                                       "\xF4\x8F\xBF\xBF",
                                       "\xE6\xB2\xB3\xE5\x8C\x97"};
    static const char *const bad[] = {"\x80",
                                      "\xBF",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xC2",
                                      "\xC2\x41",
                                      "\xE0\x9F\xBF",
                                      "\xED\xA0\x80",
                                      "\xE6\xB2",
                                      "\xE6\x41\xB3",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xFF",
                                      "a\xE6\xB2\xB3\xE5\x8C"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(hg_text_is_utf8(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(hg_text_is_utf8(bad[i], strlen(bad[i])));
    assert_false(hg_text_is_utf8("\xE6\xB2\xB3", 2)); /* cut by the length */
}

static void codes_can_name_files_everywhere(void **state)
{
    (void)state;
    static const char *const good[] = {
        "a",
        "7",
        "china-2012-exports",
        "EU27",
        "x_y",
        "CONS",
        "COM",
        "COM10",
        "LPT",
        "AUX1",
        "0123456789012345678901234567890123456789012345678901234567890123"};
    static const char *const bad[] = {
        "",
        "-a",
        "_a",
        ".a",
        "a.b",
        "a/b",
        "..",
        "a b",
        "a\n",
        "=cmd",
        "caf\xC3\xA9",
        "CON",
        "con",
        "Nul",
        "prn",
        "aux",
        "COM1",
        "com9",
        "lpt1",
        "LPT9",
        "01234567890123456789012345678901234567890123456789012345678901234"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(hg_text_is_code(good[i]));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(hg_text_is_code(bad[i]));
}

static void folding_is_for_ascii_letters(void **state)
{
    (void)state;
    assert_true(hg_text_same_folded("Hebei", "hEBEI"));
    assert_true(hg_text_same_folded("", ""));
    assert_false(hg_text_same_folded("Hebei", "Hebe"));
    assert_false(hg_text_same_folded("Hebe", "Hebei"));
    assert_false(hg_text_same_folded("[", "{")); /* 0x5B and 0x7B */
    assert_false(hg_text_same_folded("\xC3\x89", "\xC3\xA9"));
}

static void the_nearest_word_is_found(void **state)
{
    (void)state;
    static const char *const words[] = {"regions", "inventory", "grid", "layers",
                                        "map",     "hotspots",  "year"};
    static const struct {
        const char *written, *nearest;
    } cases[] = {
        {"region", "regions"},
        {"inventroy", "inventory"},
        {"Grid", "grid"},
        {"gird", "grid"},
        {"hotpots", "hotspots"},
        {"maps", "map"},
        {"invntry", "inventory"}, /* two of seven: a third at most */
        {"lairs", NULL},          /* two of five: too far */
        {"invtry", NULL},         /* three of six */
        {"population", NULL},
        {"", NULL},
        {"m", NULL},
        {"yaer", "year"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *nearest = hg_text_nearest(cases[i].written, words, 7);
        if (!cases[i].nearest)
            assert_null(nearest);
        else
            assert_string_equal(nearest, cases[i].nearest);
    }
    static const char *const pair[] = {"bat", "cat"};
    assert_ptr_equal(hg_text_nearest("rat", pair, 2), pair[0]); /* the first of two */
    assert_ptr_equal(hg_text_nearest("cat", pair, 2), pair[1]);
    assert_null(hg_text_nearest("x", pair, 0));
}

static void a_very_long_word_is_near_to_none(void **state)
{
    (void)state;
    char *text = calloc(1, 1000001);
    assert_non_null(text);
    memset(text, 'a', 1000000);
    const char *const words[] = {text, "aaa"};
    assert_null(hg_text_nearest(text, words, 2));
    assert_string_equal(hg_text_nearest("aa", words, 2), "aaa");
    free(text);
}

static void text_grows_and_stays_terminated(void **state)
{
    (void)state;
    struct hg_text text = {0};
    for (int i = 0; i < 1000; i++) {
        hg_text_add(&text, "abc", 2);
        hg_text_print(&text, "%d;", i % 10);
    }
    assert_false(text.failed);
    assert_int_equal(text.length, 4000);
    assert_int_equal(strlen(text.bytes), 4000);
    assert_memory_equal(text.bytes + 3992, "ab8;ab9;", 9);
    free(text.bytes);
}

static void nothing_added_is_an_empty_text(void **state)
{
    (void)state;
    struct hg_text text = {0};
    hg_text_add(&text, "", 0);
    assert_false(text.failed);
    assert_string_equal(text.bytes, "");
    free(text.bytes);
}

static void check_csv(const char *field, const char *expected)
{
    struct hg_text text = {0};
    hg_text_add_csv(&text, field);
    assert_false(text.failed);
    assert_string_equal(text.bytes, expected);
    free(text.bytes);
}

/* RFC 4180, section 2, rules 5 to 7; CWE-1236 for the formulas. */
static void csv_fields_are_quoted_and_no_formulas(void **state)
{
    (void)state;
    check_csv("", "");
    check_csv("Hebei", "Hebei");
    check_csv("a b", "a b");
    check_csv("Hebei, China", "\"Hebei, China\"");
    check_csv("5\" pipe", "\"5\"\" pipe\"");
    check_csv("two\nlines", "\"two\nlines\"");
    check_csv("=1+1", "'=1+1");
    check_csv("+49", "'+49");
    check_csv("-5", "'-5");
    check_csv("@SUM(A1)", "'@SUM(A1)");
    check_csv("\tx", "'\tx");
    check_csv("\rx", "\"'\rx\"");
    check_csv("=HYPERLINK(\"http://x\",\"y\")",
              "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    check_csv("a=b", "a=b");
}

static void check_xml(const char *value, const char *expected)
{
    struct hg_text text = {0};
    hg_text_add_xml(&text, value);
    assert_false(text.failed);
    assert_string_equal(text.bytes, expected);
    free(text.bytes);
}

static void xml_is_escaped_and_well_formed(void **state)
{
    (void)state;
    check_xml("", "");
    check_xml("<a href=\"x\">Tom & 'Jerry'</a>",
              "&lt;a href=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/a&gt;");
    check_xml("one\ntwo\tthree", "one two three");
    check_xml("a\x01\x1B\x7F"
              "b",
              "ab");
    check_xml("a\xC2\x80\xC2\x9F"
              "b\xC2\xA0",
              "ab\xC2\xA0");
    check_xml("\xE6\xB2\xB3\xE5\x8C\x97", "\xE6\xB2\xB3\xE5\x8C\x97");
    check_xml("\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD", "\xEF\xBF\xBD");
    check_xml("\xF0\x9F\x8F\xAD", "\xF0\x9F\x8F\xAD");
    check_xml("a\xFF"
              "b\xE6\xB2",
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void after_a_failed_allocation_nothing_is_added(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    bool failed = true;
    size_t n = 0;
    while (failed) {
        struct hg_text text = {0};
        alloc_fail_at(++n);
        for (int i = 0; i < 100; i++) {
            hg_text_add_csv(&text, "Hebei, China");
            hg_text_add_xml(&text, "<a>");
            hg_text_print(&text, "%d", i);
        }
        failed = alloc_failed();
        assert_int_equal(text.failed, failed);
        if (text.bytes)
            assert_int_equal(strlen(text.bytes), text.length);
        free(text.bytes);
        assert_int_equal(alloc_live(), before);
    }
    assert_true(n > 3);
}

/* The published values of FNV-1a, 64 bits. */
static void words_have_their_known_hashes(void **state)
{
    (void)state;
    assert_true(hg_text_hash("", 0) == UINT64_C(0xcbf29ce484222325));
    assert_true(hg_text_hash("a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(hg_text_hash("foobar", 6) == UINT64_C(0x85944171f73967e8));
}

/* The vectors of RFC 4648, section 10, and the two digits beyond letters and numbers. */
static void bytes_become_base_64(void **state)
{
    (void)state;
    const char *const vector[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xef\xff", "++//"},
    };
    for (size_t i = 0; i < sizeof(vector) / sizeof(vector[0]); i++) {
        struct hg_text text = {0};
        hg_text_add_base64(&text, vector[i][0], strlen(vector[i][0]));
        assert_string_equal(text.bytes ? text.bytes : "", vector[i][1]);
        free(text.bytes);
    }
}

/* E9 alone is no character, nor is a lead byte at the end. */
static void what_is_no_character_is_marked(void **state)
{
    (void)state;
    struct hg_text text = {0};
    hg_text_add_utf8(&text, "caf\xe9 \xe4\xb8\x8a<\xe4\xb8");
    assert_string_equal(text.bytes,
                        "caf\xef\xbf\xbd \xe4\xb8\x8a<\xef\xbf\xbd\xef\xbf\xbd");
    assert_true(hg_text_is_utf8(text.bytes, text.length));
    free(text.bytes);
}

static void texts_are_cut_between_characters(void **state)
{
    (void)state;
    const char *text = "a\xe4\xb8\x8a\xe4\xb8\x8b"; /* 1 + 3 + 3 bytes */
    const size_t fit[] = {0, 1, 1, 1, 4, 4, 4, 7, 7};
    for (size_t most = 0; most < sizeof(fit) / sizeof(fit[0]); most++)
        assert_int_equal(hg_text_fit(text, most), fit[most]);
    assert_int_equal(hg_text_fit("", 5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_base_64),
        cmocka_unit_test(words_have_their_known_hashes),
        cmocka_unit_test(utf8_is_checked_to_the_last_byte),
        cmocka_unit_test(codes_can_name_files_everywhere),
        cmocka_unit_test(folding_is_for_ascii_letters),
        cmocka_unit_test(the_nearest_word_is_found),
        cmocka_unit_test(a_very_long_word_is_near_to_none),
        cmocka_unit_test(text_grows_and_stays_terminated),
        cmocka_unit_test(nothing_added_is_an_empty_text),
        cmocka_unit_test(csv_fields_are_quoted_and_no_formulas),
        cmocka_unit_test(xml_is_escaped_and_well_formed),
        cmocka_unit_test(what_is_no_character_is_marked),
        cmocka_unit_test(texts_are_cut_between_characters),
        cmocka_unit_test(after_a_failed_allocation_nothing_is_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
