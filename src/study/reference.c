/* reference.c - the reference of study, grid and style files, printed from their schemas
 */
#include "study/schemas.h"
#include <hotgrid/study.h>
#include <hotgrid/text.h>
#include <stdlib.h>
#include <string.h>

static const char introduction[] =
    "# Study, grid and style files\n"
    "\n"
    "This page is printed by `hotgrid info --study-reference` from the tables the "
    "program "
    "reads files by.\n"
    "\n"
    "All three are YAML: maps, lists and words in block or flow style. The key decides "
    "what a value is: `NO`\n"
    "stays Norway, numbers are written with a point and without separators, and only "
    "`true` and `false` are\n"
    "truth values. Unknown and repeated keys, anchors, aliases, tags, merge keys and "
    "second documents are\n"
    "refused; all faults are told at once, each with its line and column. A colour needs "
    "quotes, since a bare\n"
    "`#` opens a comment.\n"
    "\n"
    "Codes have 1 to 64 letters of ASCII, digits, `-` or `_`, and open with a letter or "
    "a "
    "digit.\n";

/* A cell of a table: bars are escaped, or they would end it. */
static void add_cell(struct hg_text *text, const char *cell)
{
    for (; *cell; cell++) {
        if (*cell == '|')
            hg_text_add(text, "\\", 1);
        hg_text_add(text, cell, 1);
    }
}

static void add_row(struct hg_text *text, const struct hg_field *field)
{
    struct hg_text value = {0};
    hg_field_describe(field, &value);
    hg_text_print(text, "| `%s` | ", field->key);
    add_cell(text, value.bytes ? value.bytes : "");
    text->failed = text->failed || value.failed;
    free(value.bytes);
    if (field->required)
        hg_text_print(text, " | required | ");
    else if (field->standard && field->standard[0] != '"')
        hg_text_print(text, " | `%s` | ", field->standard);
    else
        hg_text_print(text, " | | ");
    add_cell(text, field->help);
    if (field->type == HG_FIELD_COLUMNS) {
        hg_text_print(text, "; standard columns are ");
        for (size_t i = 0; i < field->n_choice; i++)
            hg_text_print(text, "%s%s", i ? ", " : "", field->choice[i].name);
    }
    hg_text_print(text, " |\n");
}

static void add_schema(struct hg_text *text, const struct hg_schema *schema,
                       const char *title, const char *mark)
{
    hg_text_print(text, "\n%s %s\n\n%s", mark, title, schema->help);
    if (schema->short_key)
        hg_text_print(text, " A word alone is its `%s`.", schema->short_key);
    hg_text_print(text, "\n\n| key | value | default | meaning |\n|---|---|---|---|\n");
    for (size_t i = 0; i < schema->n; i++)
        add_row(text, &schema->field[i]);
}

/* The maps below a schema, each under its path: `inventory.totals[]`.
 * NOLINTNEXTLINE(misc-no-recursion): as deep as the tables are nested */
static void add_below(struct hg_text *text, const struct hg_schema *schema,
                      const char *path)
{
    for (size_t i = 0; i < schema->n; i++) {
        const struct hg_field *field = &schema->field[i];
        struct hg_text below = {0}, title = {0};
        if (!field->of)
            continue;
        hg_text_print(&below, "%s%s%s%s", path, *path ? "." : "", field->key,
                      field->type == HG_FIELD_LIST ? "[]" : "");
        if (below.bytes)
            hg_text_print(&title, "`%s`", below.bytes);
        if (title.bytes) {
            add_schema(text, field->of, title.bytes, "###");
            add_below(text, field->of, below.bytes);
        }
        text->failed = text->failed || below.failed || title.failed;
        free(title.bytes);
        free(below.bytes);
    }
}

void hg_study_reference(struct hg_text *text)
{
    hg_text_print(text, "%s", introduction);
    add_schema(text, &hg_study_schema, "Study files", "##");
    add_below(text, &hg_study_schema, "");
    add_schema(text, &hg_grid_schema, "Grid files (`grids/NAME.yaml`)", "##");
    add_schema(text, &hg_style_schema, "Style files (`styles/NAME.yaml`)", "##");
}
