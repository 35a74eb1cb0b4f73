/* test-schema.c - values of every type bound to a struct, and every fault in words */
#include "check.h"
#include "study/schema.h"
#include "study/schemas.h"
#include <hotgrid/study.h>
#include <hotgrid/text.h>
#include <stdlib.h>

struct leaf {
    int64_t count;
    const char *name;
    size_t line;
};

struct toy {
    const char *word, *text, *code, *file, *restricted;
    char buffer[8];
    int64_t integer;
    uint32_t small;
    double number;
    bool yes, zstd;
    enum hg_account account;
    struct hg_colour colour;
    struct hg_words codes;
    double *numbers;
    size_t n_number;
    struct hg_columns columns;
    struct leaf leaf;
    struct leaf *leaves;
    size_t n_leaf;
};

static const struct hg_field leaf_fields[] = {
    {.key = "count",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct leaf, count),
     .standard = "7",
     .help = "how many"},
    {.key = "name",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct leaf, name),
     .help = "what it is called"},
};
static const struct hg_schema leaf_schema = {.name = "leaf",
                                             .size = sizeof(struct leaf),
                                             .short_key = "name",
                                             .line = offsetof(struct leaf, line),
                                             HG_TABLE(leaf_fields)};
static const struct hg_choice ab[] = {{"alpha", 0}, {"beta", 1}, {"gamma", 2}};
static const struct hg_choice no_yes[] = {{"deflate", 0}, {"zstd", 1}};
static const struct hg_field toy_fields[] = {
    {.key = "word", .type = HG_FIELD_WORD, HG_AT(struct toy, word)},
    {.key = "text", .type = HG_FIELD_TEXT, HG_AT(struct toy, text)},
    {.key = "code", .type = HG_FIELD_CODE, HG_AT(struct toy, code)},
    {.key = "file", .type = HG_FIELD_FILE, HG_AT(struct toy, file)},
    {.key = "buffer", .type = HG_FIELD_BUFFER, HG_AT(struct toy, buffer)},
    {.key = "integer", .type = HG_FIELD_INTEGER, HG_AT(struct toy, integer)},
    {.key = "small",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct toy, small),
     .min = 1,
     .max = 100},
    {.key = "number", .type = HG_FIELD_NUMBER, HG_AT(struct toy, number)},
    {.key = "yes", .type = HG_FIELD_BOOL, HG_AT(struct toy, yes)},
    {.key = "zstd", .type = HG_FIELD_CHOICE, HG_AT(struct toy, zstd), HG_CHOICES(no_yes)},
    {.key = "choice",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct toy, account),
     HG_CHOICES(ab)},
    {.key = "restricted",
     .type = HG_FIELD_WORD,
     HG_AT(struct toy, restricted),
     HG_CHOICES(ab)},
    {.key = "colour", .type = HG_FIELD_COLOUR, HG_AT(struct toy, colour)},
    {.key = "codes", .type = HG_FIELD_CODES, HG_AT(struct toy, codes)},
    {.key = "numbers",
     .type = HG_FIELD_NUMBERS,
     HG_AT(struct toy, numbers),
     .count = offsetof(struct toy, n_number)},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct toy, columns),
     HG_CHOICES(ab)},
    {.key = "leaf", .type = HG_FIELD_MAP, HG_AT(struct toy, leaf), .of = &leaf_schema},
    {.key = "leaves",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct toy, leaves, n_leaf),
     .of = &leaf_schema},
};
static const struct hg_schema toy_schema = {
    .name = "the toy", .size = sizeof(struct toy), HG_TABLE(toy_fields)};

struct world {
    struct hg_faults *faults;
    struct hg_binding binding;
    struct toy toy;
};

static struct world bind(const char *text)
{
    struct hg_error err = {0};
    struct world w = {0};
    const struct hg_yaml *root = NULL;
    assert_ok(hg_faults_create(&w.faults, &err), err);
    w.binding.file = (struct hg_yaml_file){"toy.yaml", w.faults, hg_arena_create()};
    assert_non_null(w.binding.file.arena);
    assert_ok(hg_yaml_parse(&w.binding.file, text, strlen(text), &root, &err), err);
    assert_ok(hg_schema_bind(&w.binding, &toy_schema, root, &w.toy, &err), err);
    return w;
}

static void finish(struct world *w)
{
    hg_faults_destroy(w->faults);
    hg_arena_destroy(w->binding.file.arena);
}

static struct world bind_well(const char *text)
{
    struct world w = bind(text);
    if (hg_faults_count(w.faults) > 0)
        fail_msg("%s", hg_faults_line(w.faults, 0));
    return w;
}

static void one_fault(const char *text, const char *line)
{
    struct world w = bind(text);
    assert_int_equal(hg_faults_count(w.faults), 1);
    assert_string_equal(hg_faults_line(w.faults, 0), line);
    finish(&w);
}

static void every_type_reaches_its_member(void **state)
{
    (void)state;
    struct world w = bind_well("word: NO\ntext: ''\ncode: CN-HE\nfile: a/b.csv\n"
                               "buffer: seven77\ninteger: -12\nsmall: 100\n"
                               "number: 1.5e3\nyes: true\nzstd: zstd\nchoice: gamma\n"
                               "restricted: beta\ncolour: \"#0a14ff\"\n"
                               "codes: [NO, DEU]\nnumbers: [0.5, 2]\n"
                               "columns: {beta: kt, alpha: =t}\n"
                               "leaf: {name: one, count: 3}\n"
                               "leaves: [two, {name: three}]\n");
    const struct toy *t = &w.toy;
    assert_string_equal(t->word, "NO");
    assert_string_equal(t->text, "");
    assert_string_equal(t->code, "CN-HE");
    assert_string_equal(t->file, "a/b.csv");
    assert_string_equal(t->buffer, "seven77");
    assert_true(t->integer == -12);
    assert_int_equal(t->small, 100);
    assert_true(t->number == 1500);
    assert_true(t->yes && t->zstd);
    assert_int_equal(t->account, 2);
    assert_string_equal(t->restricted, "beta");
    assert_int_equal(t->colour.red, 10);
    assert_int_equal(t->colour.green, 20);
    assert_int_equal(t->colour.blue, 255);
    assert_int_equal(t->codes.n, 2);
    assert_string_equal(t->codes.word[0], "NO");
    assert_int_equal(t->n_number, 2);
    assert_true(t->numbers[0] == 0.5 && t->numbers[1] == 2);
    assert_int_equal(t->columns.n, 2);
    assert_string_equal(t->columns.standard[0], "beta");
    assert_string_equal(t->columns.actual[0], "kt");
    assert_string_equal(t->columns.actual[1], "=t");
    assert_true(t->leaf.count == 3);
    assert_int_equal(t->n_leaf, 2);
    assert_string_equal(t->leaves[0].name, "two");
    assert_true(t->leaves[0].count == 7); /* its default */
    assert_string_equal(t->leaves[1].name, "three");
    assert_int_equal(t->leaves[1].line, 18);
    finish(&w);
}

static void missing_keys_get_their_defaults_or_stay_as_they_were(void **state)
{
    (void)state;
    struct world w = bind_well("integer: 1\n");
    assert_true(w.toy.leaf.count == 7); /* below a map that is missing, too */
    assert_null(w.toy.leaf.name);       /* and nobody asks for its required key */
    assert_null(w.toy.word);
    assert_int_equal(w.toy.n_leaf, 0);
    finish(&w);
}

static void files_are_kept_in_the_order_of_the_file(void **state)
{
    (void)state;
    struct world w = bind_well("file: a.csv\n");
    const struct hg_file_use *use = w.binding.uses;
    assert_non_null(use);
    assert_ptr_equal(*use->slot, w.toy.file);
    assert_int_equal(use->word->column, 7);
    assert_null(use->next);
    finish(&w);
}

static void numbers_are_strict(void **state)
{
    (void)state;
    one_fault("number: 1.5abc\n", "toy.yaml:1:9: `number`: `1.5abc` is not a number; "
                                  "write 1234.5 with a point and without separators");
    one_fault("number: 1,5\n", "toy.yaml:1:9: `number`: `1,5` is not a number; write "
                               "1234.5 with a point and without separators");
    one_fault("number: .inf\n", "toy.yaml:1:9: `number`: `.inf` is not a number; write "
                                "1234.5 with a point and without separators");
    one_fault("number: 1e999\n", "toy.yaml:1:9: `number`: `1e999` is not finite or too "
                                 "large; write a finite number, such as 1234.5");
    one_fault("number: 0x10\n", "toy.yaml:1:9: `number`: `0x10` is not a number; write "
                                "1234.5 with a point and without separators");
    one_fault("integer: 010\n", "toy.yaml:1:10: `integer` is `010`, which opens with a "
                                "zero (octal to some readers); write the number without "
                                "it");
    one_fault("number: -01.5\n", "toy.yaml:1:9: `number` is `-01.5`, which opens with a "
                                 "zero (octal to some readers); write the number without "
                                 "it");
    one_fault("integer: 00\n",
              "toy.yaml:1:10: `integer` is `00`, which opens with a zero "
              "(octal to some readers); write the number without it");
    one_fault("integer: 7.0\n", "toy.yaml:1:10: `integer` is `7.0`, must be a whole "
                                "number");
    one_fault("integer: 99999999999999999999\n",
              "toy.yaml:1:10: `integer` is `99999999999999999999`, must be a whole "
              "number");
    one_fault("small: 101\n", "toy.yaml:1:8: `small` is 101, must be from 1 to 100");
    one_fault("small: 4294967297\n", /* 1 in 32 bits */
              "toy.yaml:1:8: `small` is 4294967297, must be from 1 to 100");
    one_fault("numbers: [1, b]\n", "toy.yaml:1:14: `numbers`: `b` is not a number; write "
                                   "1234.5 with a point and without separators");
    struct world w = bind_well("number: 0.5\ninteger: 0\n"); /* zeros that are clear */
    finish(&w);
}

static void booleans_are_true_or_false_alone(void **state)
{
    (void)state;
    one_fault("yes: NO\n", "toy.yaml:1:6: `yes` is `NO`, must be true or false");
    one_fault("yes: True\n", "toy.yaml:1:6: `yes` is `True`, must be true or false");
    one_fault("yes: 1\n", "toy.yaml:1:6: `yes` is `1`, must be true or false");
}

static void wrong_types_are_told(void **state)
{
    (void)state;
    one_fault("word: [a]\n", "toy.yaml:1:7: `word` is a list, must be a word");
    one_fault("word: {a: b}\n", "toy.yaml:1:7: `word` is a map, must be a word");
    one_fault("word:\n", "toy.yaml:1:6: `word` is empty, must be a word");
    one_fault("word: \"a\\nb\"\n", "toy.yaml:1:7: `word` holds a line break or a tab; "
                                   "write it on one line");
    one_fault("codes: DEU\n",
              "toy.yaml:1:8: `codes` is the word `DEU`, must be a list; write [DEU]");
    one_fault("codes:\n", "toy.yaml:1:7: `codes` is empty, must be a list of codes");
    one_fault("codes: {a: b}\n", "toy.yaml:1:8: `codes` is a map, must be a list of "
                                 "codes");
    one_fault("leaf:\n", "toy.yaml:1:6: `leaf` is empty, must be a word or a map");
    one_fault("leaf: [a]\n", "toy.yaml:1:7: `leaf` is a list, must be a word or a map");
    one_fault("leaves: {name: a}\n",
              "toy.yaml:1:9: `leaves` is a map, must be a list of maps");
    one_fault("columns: [a]\n", "toy.yaml:1:10: `columns` is a list, must be a map from "
                                "column names to those of the file");
    one_fault("buffer: eight888\n",
              "toy.yaml:1:9: `buffer` has 8 bytes, must have at most 7");
    one_fault("colour: red\n", "toy.yaml:1:9: `colour` is `red`, must be a colour in "
                               "quotes: \"#rrggbb\"");
    one_fault("colour: #ff0000\n", "toy.yaml:1:8: `colour` is empty, must be a colour in "
                                   "quotes: \"#rrggbb\"");
    one_fault("just a word\n", "toy.yaml:1:1: the toy is a word, must be a map of keys: "
                               "`key: value`");
}

static void codes_are_codes_and_none_stands_twice(void **state)
{
    (void)state;
    one_fault("code: a b\n",
              "toy.yaml:1:7: `code` is `a b`, must be a code: 1 to 64 letters of ASCII, "
              "digits, `-` or `_`, the first a letter or a digit, and no device name of "
              "Windows");
    struct world w = bind("codes: [../x, COM1]\n");
    assert_int_equal(hg_faults_count(w.faults), 2);
    finish(&w);
    one_fault("codes: [b, DEU,\n  a, DEU]\n",
              "toy.yaml:2:6: `DEU` stands twice in `codes`; keep one of them");
}

static void lists_have_a_largest_length(void **state)
{
    (void)state;
    struct hg_text text = {0};
    hg_text_print(&text, "numbers: [1");
    for (int i = 1; i < HG_WORDS_MAX; i++)
        hg_text_print(&text, ",1");
    const size_t full = text.length;
    hg_text_print(&text, "]\n");
    assert_non_null(text.bytes);
    struct world w = bind_well(text.bytes);
    assert_int_equal(w.toy.n_number, HG_WORDS_MAX);
    finish(&w);
    text.length = full;
    hg_text_print(&text, ",1]\n");
    one_fault(text.bytes, "toy.yaml:1:10: `numbers` has 5001 entries, must have at most "
                          "5000");
    free(text.bytes);
}

static void unknown_keys_and_choices_are_told_with_what_is_known(void **state)
{
    (void)state;
    one_fault("wrod: a\n", "toy.yaml:1:1: key `wrod` is not known here; did you mean "
                           "`word`?");
    one_fault("leaf: {name: a, zzzzzz: 1}\n", "toy.yaml:1:17: key `zzzzzz` is not known "
                                              "here; known are count, name");
    one_fault("columns: {alhpa: a}\n",
              "toy.yaml:1:11: key `alhpa` is not known here; did you mean `alpha`?");
    one_fault("choice: gama\n", "toy.yaml:1:9: `choice` is `gama`, must be `alpha`, "
                                "`beta` or `gamma`; did you mean `gamma`?");
    one_fault("restricted: omega\n", "toy.yaml:1:13: `restricted` is `omega`, must be "
                                     "`alpha`, `beta` or `gamma`");
    one_fault("choice: Alpha\n", "toy.yaml:1:9: `choice` is `Alpha`, must be `alpha`, "
                                 "`beta` or `gamma`; did you mean `alpha`?");
}

static void missing_required_keys_are_told_where_they_should_stand(void **state)
{
    (void)state;
    one_fault("leaf: {count: 1}\n",
              "toy.yaml:1:7: key `name` is missing in leaf: what it is called");
    one_fault("leaves:\n- a\n- {count: 1}\n",
              "toy.yaml:3:3: key `name` is missing in leaf: what it is called");
}

/* A fault in a table itself shows here.
 * NOLINTNEXTLINE(misc-no-recursion): as deep as the tables are nested */
static void check_tables(const struct hg_schema *schema)
{
    assert_true(schema->n > 0 && schema->n <= 64);
    assert_non_null(schema->name);
    assert_non_null(schema->help);
    for (size_t i = 0; i < schema->n; i++) {
        const struct hg_field *field = &schema->field[i];
        assert_non_null(field->help);
        assert_null(strchr(field->help, '\n'));
        assert_true(field->offset + field->size <= schema->size);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(field->key, schema->field[k].key);
        const bool nests = field->type == HG_FIELD_MAP || field->type == HG_FIELD_LIST;
        assert_true(nests == (field->of != NULL));
        assert_false(field->required && field->standard);
        if (field->of)
            check_tables(field->of);
    }
}

static void the_tables_of_all_files_are_sound(void **state)
{
    (void)state;
    check_tables(&hg_study_schema);
    check_tables(&hg_grid_schema);
    check_tables(&hg_style_schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_reaches_its_member),
        cmocka_unit_test(missing_keys_get_their_defaults_or_stay_as_they_were),
        cmocka_unit_test(files_are_kept_in_the_order_of_the_file),
        cmocka_unit_test(numbers_are_strict),
        cmocka_unit_test(booleans_are_true_or_false_alone),
        cmocka_unit_test(wrong_types_are_told),
        cmocka_unit_test(codes_are_codes_and_none_stands_twice),
        cmocka_unit_test(lists_have_a_largest_length),
        cmocka_unit_test(unknown_keys_and_choices_are_told_with_what_is_known),
        cmocka_unit_test(missing_required_keys_are_told_where_they_should_stand),
        cmocka_unit_test(the_tables_of_all_files_are_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
