/* test-reference.c - docs/study-file.md is what the tables say */
#include "check.h"
#include "study/schemas.h"
#include <hotgrid/study.h>
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>

static char *read_page(void)
{
    char path[4096];
    const char *root = getenv("HOTGRID_SHARE"); /* the source tree, for tests */
    assert_non_null(root);
    snprintf(path, sizeof(path), "%s/docs/study-file.md", root);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s is missing", path);
    char *page = calloc(1, 1 << 20);
    assert_non_null(page);
    assert_true(fread(page, 1, (1 << 20) - 1, file) > 0);
    fclose(file);
    return page;
}

/* If not: `hotgrid info --study-reference > docs/study-file.md`. */
static void the_page_is_what_the_program_prints(void **state)
{
    (void)state;
    char *page = read_page();
    struct hg_text text = {0};
    hg_study_reference(&text);
    assert_false(text.failed);
    assert_string_equal(page, text.bytes);
    free(text.bytes);
    free(page);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tables are nested */
static size_t keys_below(const struct hg_schema *schema)
{
    size_t n = schema->n;
    for (size_t i = 0; i < schema->n; i++)
        if (schema->field[i].of)
            n += keys_below(schema->field[i].of);
    return n;
}

static void every_key_has_its_row(void **state)
{
    (void)state;
    struct hg_text text = {0};
    size_t rows = 0;
    hg_study_reference(&text);
    assert_non_null(text.bytes);
    for (const char *p = text.bytes; (p = strstr(p, "\n| `")); p++)
        rows++;
    assert_int_equal(rows, keys_below(&hg_study_schema) + keys_below(&hg_grid_schema) +
                               keys_below(&hg_style_schema));
    free(text.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_is_what_the_program_prints),
        cmocka_unit_test(every_key_has_its_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
