/* test-yaml.c - trees, their lines and columns, and what is refused */
#include "check.h"
#include "study/yaml.h"
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>

struct world {
    struct hg_faults *faults;
    struct hg_arena *arena;
    const struct hg_yaml *root;
    enum hg_status status;
    struct hg_error err;
};

static struct world parse_bytes(const char *bytes, size_t length)
{
    struct world w = {.arena = hg_arena_create()};
    assert_non_null(w.arena);
    assert_ok(hg_faults_create(&w.faults, &w.err), w.err);
    const struct hg_yaml_file file = {"a.yaml", w.faults, w.arena};
    w.status = hg_yaml_parse(&file, bytes, length, &w.root, &w.err);
    return w;
}

static struct world parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}

static void finish(struct world *w)
{
    hg_faults_destroy(w->faults);
    hg_arena_destroy(w->arena);
}

/* The text parses with exactly this one fault. */
static void one_fault(const char *text, const char *line)
{
    struct world w = parse(text);
    assert_ok(w.status, w.err);
    assert_int_equal(hg_faults_count(w.faults), 1);
    assert_string_equal(hg_faults_line(w.faults, 0), line);
    finish(&w);
}

/* The text is no tree at all. */
static void refused(const char *text, const char *message)
{
    struct world w = parse(text);
    assert_int_equal(w.status, HG_E_STUDY);
    assert_string_equal(w.err.message, message);
    assert_null(w.root);
    assert_int_equal(hg_faults_count(w.faults), 0);
    finish(&w);
}

static void words_keep_their_text_line_and_column(void **state)
{
    (void)state;
    struct world w = parse("# opening\n"
                           "one: NO\n"
                           "two:\n"
                           "  - 'x: y'\n"
                           "  - {z: 010, w: \"\\u00e9\\n\"}\n");
    assert_ok(w.status, w.err);
    assert_int_equal(hg_faults_count(w.faults), 0);
    assert_int_equal(w.root->kind, HG_YAML_MAP);
    assert_int_equal(w.root->n, 2);
    const struct hg_yaml *one = hg_yaml_get(w.root, "one");
    assert_string_equal(one->text, "NO");
    assert_true(one->plain);
    assert_int_equal(one->line, 2);
    assert_int_equal(one->column, 6);
    assert_int_equal(one->key->column, 1);
    const struct hg_yaml *list = hg_yaml_get(w.root, "two");
    assert_int_equal(list->kind, HG_YAML_LIST);
    assert_int_equal(list->n, 2);
    assert_string_equal(hg_yaml_item(list, 0)->text, "x: y");
    assert_false(hg_yaml_item(list, 0)->plain);
    const struct hg_yaml *map = hg_yaml_item(list, 1);
    assert_string_equal(hg_yaml_get(map, "z")->text, "010");
    assert_int_equal(hg_yaml_get(map, "z")->line, 5);
    assert_int_equal(hg_yaml_get(map, "z")->column, 9);
    assert_string_equal(hg_yaml_get(map, "w")->text, "\xc3\xa9\n");
    assert_null(hg_yaml_get(map, "v"));
    assert_null(hg_yaml_get(list, "z"));
    assert_null(hg_yaml_item(list, 2));
    assert_null(hg_yaml_item(map, 0));
    finish(&w);
}

static void columns_count_characters_not_bytes(void **state)
{
    (void)state;
    struct world w = parse("{\xe7\x9c\x81: a, b: c}\n");
    assert_ok(w.status, w.err);
    assert_int_equal(hg_yaml_get(w.root, "b")->column, 11);
    finish(&w);
}

static void a_byte_order_mark_is_passed_over(void **state)
{
    (void)state;
    struct world w = parse("\xef\xbb\xbf"
                           "a: 1\n");
    assert_ok(w.status, w.err);
    assert_int_equal(hg_yaml_get(w.root, "a")->column, 4);
    finish(&w);
}

static void what_is_not_read_is_told_with_its_place(void **state)
{
    (void)state;
    one_fault("a: &x 1\n",
              "a.yaml:1:4: anchors (&name) are not read here; write the value out");
    one_fault("a: 1\nb: *x\n",
              "a.yaml:2:4: aliases (*name) are not read here; write the value out");
    one_fault("a: !!str 1\n",
              "a.yaml:1:4: tags (!name) are not read here; the key decides the type");
    one_fault("a: !x [1]\n",
              "a.yaml:1:4: tags (!name) are not read here; the key decides the type");
    one_fault("a: &x {b: 1}\n",
              "a.yaml:1:4: anchors (&name) are not read here; write the value out");
    one_fault("a: 1\n<<: {b: 2}\n",
              "a.yaml:2:1: merge keys (<<) are not read here; write the keys out");
    one_fault("a: 1\n---\nb: 2\n", "a.yaml:2:1: a second document (---) is not read; use "
                                   "a file for each");
    one_fault("? [a]\n: 1\n", "a.yaml:1:3: a key must be a word, not a list or a map");
    one_fault("\"\": 1\n", "a.yaml:1:1: a key is missing before the colon");
    one_fault("a: \"\\e[31m\"\n", "a.yaml:1:4: a text holds control characters; write it "
                                  "without them");
    one_fault("a: \"\\x9b\"\n", "a.yaml:1:4: a text holds control characters; write it "
                                "without them");
    one_fault("a: \"\\0\"\n", "a.yaml:1:4: a text holds control characters; write it "
                              "without them");
}

static void a_key_that_stands_twice_is_told_and_the_first_stays(void **state)
{
    (void)state;
    one_fault("year: 1\nname: a\n\nyear: 2\n",
              "a.yaml:4:1: key `year` stands here again, first in line 1; keep one of "
              "them");
    struct world w = parse("a: 1\na: 2\nb: 3\n");
    assert_string_equal(hg_yaml_get(w.root, "a")->text, "1");
    assert_string_equal(hg_yaml_get(w.root, "b")->text, "3");
    assert_int_equal(w.root->n, 2);
    finish(&w);
}

static void the_first_document_is_what_is_read(void **state)
{
    (void)state;
    struct world w = parse("a: 1\n--- \nb: [\n"); /* the second one is never parsed */
    assert_ok(w.status, w.err);
    assert_int_equal(hg_faults_count(w.faults), 1);
    assert_string_equal(hg_yaml_get(w.root, "a")->text, "1");
    finish(&w);
}

static void what_is_not_yaml_is_refused_with_its_place(void **state)
{
    (void)state;
    refused("", "a.yaml: the file is empty");
    refused("# only a comment\n", "a.yaml: the file is empty");
    refused("a:\n\tb: 1\n", "a.yaml:2:1: a tab opens the line; indent with spaces");
    refused("a: [1, 2\nb: 3\n",
            "a.yaml:2:2: not YAML: while parsing a flow sequence, did "
            "not find expected ',' or ']'");
    refused("a: 1\nb: \xff\n",
            "a.yaml:2: not a text in UTF-8: invalid leading UTF-8 octet");
}

static void depth_size_and_number_are_limited(void **state)
{
    (void)state;
    char deep[80] = "";
    memset(deep, '[', 33);
    refused(deep, "a.yaml:1:33: lists and maps are nested too deeply");
    memset(deep + 32, ']', 32);
    struct world w = parse(deep);
    assert_ok(w.status, w.err);
    finish(&w);

    const size_t large = HG_YAML_MAX_BYTES + 1;
    char *bytes = malloc(large);
    assert_non_null(bytes);
    memset(bytes, '#', large);
    w = parse_bytes(bytes, large);
    assert_int_equal(w.status, HG_E_STUDY);
    assert_string_equal(w.err.message,
                        "a.yaml: larger than 4 MB; is this the right file?");
    finish(&w);

    for (size_t i = 0; i < 50000; i++)
        bytes[2 * i] = '-', bytes[2 * i + 1] = '\n';
    w = parse_bytes(bytes, 100000);
    assert_int_equal(w.status, HG_E_STUDY);
    assert_non_null(strstr(w.err.message, "more than 20000 words"));
    finish(&w);

    size_t n = 0;
    for (int i = 0; i < 257; i++)
        n += (size_t)sprintf(bytes + n, "k%d: 1\n", i);
    w = parse_bytes(bytes, n);
    assert_int_equal(w.status, HG_E_STUDY);
    assert_string_equal(w.err.message, "a.yaml:257:1: more than 256 keys in one map");
    finish(&w);
    free(bytes);
}

static void a_file_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    struct hg_error err = {0};
    char *bytes = NULL;
    size_t n = 0;
    assert_int_equal(hg_yaml_load("/nowhere/a.yaml", &bytes, &n, &err), HG_E_STUDY);
    assert_non_null(strstr(err.message, "/nowhere/a.yaml: cannot be opened"));
    assert_int_equal(hg_yaml_load("/tmp", &bytes, &n, &err), HG_E_STUDY);
    assert_non_null(strstr(err.message, "/tmp: cannot be read"));
    assert_null(bytes);

    /* A file without end is read as far as shows that it is too large. */
    assert_ok(hg_yaml_load("/dev/zero", &bytes, &n, &err), err);
    assert_int_equal(n, HG_YAML_MAX_BYTES + 1);
    free(bytes);
}

static void long_text_is_shown_cut_between_characters(void **state)
{
    (void)state;
    char shown[HG_SHOWN_TEXT];
    assert_string_equal(hg_yaml_shown("a\nb", shown), "a b");
    char text[80];
    memset(text, 'x', 59);
    snprintf(text + 59, sizeof(text) - 59, "\xc3\xa9\xc3\xa9"); /* byte 60 is half one */
    hg_yaml_shown(text, shown);
    assert_int_equal(strlen(shown), 62);
    assert_string_equal(shown + 58, "x...");
}

static void long_faults_stay_whole_characters(void **state)
{
    (void)state;
    char text[1400] = "";
    struct world w = parse("a: 1\n");
    for (size_t i = 0; i < 1396; i += 2) /* 900 bytes fall into a character, then not */
        text[i] = '\xc3', text[i + 1] = '\xa9';
    const struct hg_yaml_file file = {"a.yaml", w.faults, w.arena};
    hg_yaml_fault(&file, w.root, HG_E_STUDY, "long", "%s", text);
    hg_yaml_fault(&file, w.root, HG_E_STUDY, "long", "x%s", text);
    for (size_t i = 0; i < 2; i++) {
        const char *line = hg_faults_line(w.faults, i);
        assert_true(strlen(line) > 890);
        assert_true(hg_text_is_utf8(line, strlen(line)));
        assert_null(strstr(line, "?"));
    }
    finish(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_keep_their_text_line_and_column),
        cmocka_unit_test(columns_count_characters_not_bytes),
        cmocka_unit_test(a_byte_order_mark_is_passed_over),
        cmocka_unit_test(what_is_not_read_is_told_with_its_place),
        cmocka_unit_test(a_key_that_stands_twice_is_told_and_the_first_stays),
        cmocka_unit_test(the_first_document_is_what_is_read),
        cmocka_unit_test(what_is_not_yaml_is_refused_with_its_place),
        cmocka_unit_test(depth_size_and_number_are_limited),
        cmocka_unit_test(a_file_that_cannot_be_read_is_told),
        cmocka_unit_test(long_faults_stay_whole_characters),
        cmocka_unit_test(long_text_is_shown_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
