/* columns.c - fields of the tables that a study writes */
#include "study/columns.h"
#include <math.h>
#include <stdlib.h>

void add_number(struct hg_text *text, double value)
{
    char number[HG_DOUBLE_TEXT];
    hg_text_print(text, ",%s", isnan(value) ? "" : hg_text_double(value, number));
}

void add_tonnes(struct hg_text *text, double kg)
{
    add_number(text, kg / 1000);
}

void add_percent(struct hg_text *text, double part, double whole)
{
    if (whole != 0)
        hg_text_print(text, ",%.6f", 100 * part / whole);
    else
        hg_text_print(text, ",");
}

void add_code(struct hg_text *text, const char *code)
{
    hg_text_print(text, ",");
    hg_text_add_csv(text, code);
}

void add_region_head(struct hg_text *text, const char *what, const char *code)
{
    struct hg_text head = {0};
    hg_text_print(&head, "%s%s_t", what, code);
    text->failed |= head.failed;
    add_code(text, head.failed ? "" : head.bytes);
    free(head.bytes);
}

void add_code_and_name(struct hg_text *text, const char *code, const char *name)
{
    hg_text_add_csv(text, code);
    add_code(text, name);
}
