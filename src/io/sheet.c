/* sheet.c - from the parts of a workbook to the cells of one of its sheets */
#include "io/sheet.h"
#include "io/xml.h"
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_AT_MOST 16384 /* of a sheet: A to XFD */
#define PART_AT_MOST    256

struct reading {
    const char *path;
    struct hg_arena *arena;
    const struct sheet_taker *taker;
    size_t n_shared, shared_capacity;
    const char **shared; /* strings that cells share */
    size_t row, column;
    char type[8];         /* of the cell: "s" is a shared string */
    bool in_value, aside; /* within <v>; within a note on how to say a text */
    bool has_value;       /* <v> has been */
    struct hg_text value; /* of the cell */
};

static enum hg_status no_memory(const struct reading *r, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", r->path);
}

static enum hg_status open_part(const struct reading *r, const char *part,
                                struct xml **out, struct hg_error *err)
{
    const enum hg_status status = xml_open(r->path, part, out, err);
    if (status == HG_OK && !*out)
        return hg_fail(err, HG_E_INPUT,
                       "%s: has no part %s; is it a workbook (.xlsx)? Save it again, or "
                       "as CSV",
                       r->path, part);
    return status;
}

/* The id of a sheet by its name. */
static enum hg_status find_sheet(const struct reading *r, const char *name, char *id,
                                 struct hg_error *err)
{
    struct xml *xml = NULL;
    struct hg_text names = {0};
    bool more = true, found = false;
    enum hg_status status = open_part(r, "xl/workbook.xml", &xml, err);
    while (status == HG_OK && !found && more) {
        status = xml_next(xml, &more, err);
        if (status != HG_OK || !more || !xml_opens(xml, "sheet"))
            continue;
        const char *is = xml_attribute(xml, "name");
        hg_text_print(&names, "%s%s", names.length ? ", " : "", is ? is : "");
        if (name && (!is || strcmp(is, name) != 0))
            continue;
        is = xml_attribute(xml, "id");
        found = is && strlen(is) < PART_AT_MOST;
        if (found)
            memcpy(id, is, strlen(is) + 1);
    }
    if (status == HG_OK)
        status = xml_finish(xml, err);
    if (status == HG_OK && names.failed)
        status = no_memory(r, err);
    if (status == HG_OK && !found)
        status = hg_fail(err, HG_E_INPUT, "%s: has no sheet%s%s; its sheets are: %.400s",
                         r->path, name ? " " : "", name ? name : "",
                         names.bytes ? names.bytes : "none");
    free(names.bytes);
    xml_close(xml);
    return status;
}

/* The part that a relation of the workbook names: by its id, or by the end of its type.
 */
static enum hg_status find_part(const struct reading *r, const char *id, const char *type,
                                char *part, struct hg_error *err)
{
    struct xml *xml = NULL;
    bool more = true;
    part[0] = '\0';
    enum hg_status status = open_part(r, "xl/_rels/workbook.xml.rels", &xml, err);
    while (status == HG_OK && more && part[0] == '\0') {
        status = xml_next(xml, &more, err);
        if (status != HG_OK || !more || !xml_opens(xml, "Relationship"))
            continue;
        const char *is = xml_attribute(xml, id ? "Id" : "Type");
        const char *end = is && type ? strrchr(is, '/') : NULL;
        if (!is || (id && strcmp(is, id) != 0) ||
            (type && (!end || strcmp(end + 1, type) != 0)))
            continue;
        const char *target = xml_attribute(xml, "Target");
        if (target && strlen(target) < PART_AT_MOST - 4)
            (void)snprintf(part, PART_AT_MOST, "%s%s", target[0] == '/' ? "" : "xl/",
                           target + (target[0] == '/'));
    }
    if (status == HG_OK)
        status = xml_finish(xml, err);
    xml_close(xml);
    return status;
}

static enum hg_status add_shared(struct reading *r, const struct hg_text *text,
                                 struct hg_error *err)
{
    if (r->n_shared == r->shared_capacity) {
        const size_t capacity = r->shared_capacity ? 2 * r->shared_capacity : 256;
        const char **grown = reallocarray(r->shared, capacity, sizeof(*grown));
        if (!grown)
            return no_memory(r, err);
        r->shared = grown;
        r->shared_capacity = capacity;
    }
    const char *copy =
        hg_arena_copy(r->arena, text->bytes ? text->bytes : "", text->length);
    if (!copy || text->failed)
        return no_memory(r, err);
    r->shared[r->n_shared++] = copy;
    return HG_OK;
}

/* Each string <si> is a <t>, or runs of several; <rPh> are notes on how to say it. */
static enum hg_status read_shared(struct reading *r, struct hg_error *err)
{
    char part[PART_AT_MOST];
    struct xml *xml = NULL;
    bool more = true, aside = false;
    enum hg_status status = find_part(r, NULL, "sharedStrings", part, err);
    if (status != HG_OK || part[0] == '\0')
        return status;
    struct hg_text text = {0};
    status = open_part(r, part, &xml, err);
    while (status == HG_OK && more) {
        status = xml_next(xml, &more, err);
        if (status != HG_OK || !more)
            continue;
        if (xml_closes(xml, "t") && !xml_opens(xml, "t") && !aside)
            hg_text_add(&text, xml_text(xml), strlen(xml_text(xml)));
        aside = (aside || xml_opens(xml, "rPh")) && !xml_closes(xml, "rPh");
        if (!xml_closes(xml, "si"))
            continue;
        status = add_shared(r, &text, err);
        text.length = 0;
    }
    free(text.bytes);
    xml_close(xml);
    return status;
}

/* Row and column of "AB12"; from the ones before where a cell does not say. */
static enum hg_status place_cell(struct reading *r, struct xml *xml, size_t last,
                                 struct hg_error *err)
{
    const char *name = xml_attribute(xml, "r");
    size_t column = 0, i = 0;
    if (!name) {
        r->column = last;
    } else {
        for (; name[i] >= 'A' && name[i] <= 'Z' && column <= COLUMNS_AT_MOST; i++)
            column = column * 26 + (size_t)(name[i] - 'A') + 1;
        if (i == 0 || column <= last)
            return xml_fail(xml, err, "cell %s behind column %zu of its row", name, last);
        r->column = column - 1;
    }
    if (r->column >= COLUMNS_AT_MOST)
        return xml_fail(xml, err, "a row of more than %d cells", COLUMNS_AT_MOST);
    const char *type = xml_attribute(xml, "t");
    (void)snprintf(r->type, sizeof(r->type), "%s", type ? type : "");
    r->value.length = 0;
    r->has_value = r->in_value = r->aside = false;
    return HG_OK;
}

static enum hg_status give_cell(struct reading *r, const struct xml *xml,
                                struct hg_error *err)
{
    const char *text = r->value.length > 0 ? r->value.bytes : "";
    if (r->value.failed)
        return no_memory(r, err);
    if (strcmp(r->type, "b") == 0 && *text != '\0')
        text = strcmp(text, "0") == 0 ? "FALSE" : "TRUE"; /* no number */
    if (strcmp(r->type, "e") == 0 && *text != '\0' && *text != '#')
        return xml_fail(xml, err, "\"%.20s\" in a cell of an error, such as #N/A", text);
    if (strcmp(r->type, "s") == 0) {
        char *end;
        const unsigned long i = strtoul(text, &end, 10);
        if (*text == '\0' || *end != '\0' || i >= r->n_shared)
            return xml_fail(xml, err, "string number \"%.20s\" of %zu", text,
                            r->n_shared);
        text = r->shared[i];
    }
    return text[0] == '\0'
               ? HG_OK
               : r->taker->cell(r->taker->context, r->row, r->column, text, err);
}

static enum hg_status place_row(struct reading *r, struct xml *xml, size_t *next,
                                struct hg_error *err)
{
    const char *number = xml_attribute(xml, "r");
    r->row = number ? (size_t)strtoul(number, NULL, 10) - 1 : *next;
    if (r->row < *next || r->row > (size_t)1 << 20)
        return xml_fail(xml, err, "row %s behind row %zu", number, *next);
    *next = r->row + 1;
    return HG_OK;
}

/* A tag within a cell: its value stands in one <v>, or in the <t> of runs of text. */
static enum hg_status take_value(struct reading *r, const struct xml *xml,
                                 struct hg_error *err)
{
    const bool v = xml_opens(xml, "v") && !xml_closes(xml, "v");
    const bool v_ends = xml_closes(xml, "v") && !xml_opens(xml, "v");
    const bool t_ends = xml_closes(xml, "t") && !xml_opens(xml, "t");
    if (r->in_value && !v_ends)
        return xml_fail(xml, err, "a tag within the value of cell %zu of row %zu",
                        r->column + 1, r->row + 1);
    r->aside = (r->aside || xml_opens(xml, "rPh")) && !xml_closes(xml, "rPh");
    if ((v || (t_ends && !r->aside)) && (r->has_value || (v && r->value.length > 0)))
        return xml_fail(xml, err, "two values in cell %zu of row %zu", r->column + 1,
                        r->row + 1);
    r->in_value = v;
    r->has_value = r->has_value || v;
    if (v_ends || (t_ends && !r->aside))
        hg_text_add(&r->value, xml_text(xml), strlen(xml_text(xml)));
    return HG_OK;
}

/* One tag of the sheet; next_row and next_column are the first that may come. */
static enum hg_status take_tag(struct reading *r, struct xml *xml, size_t *next_row,
                               size_t *next_column, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    if (xml_opens(xml, "row")) {
        status = place_row(r, xml, next_row, err);
        *next_column = 0;
    } else if (xml_opens(xml, "c")) {
        status = place_cell(r, xml, *next_column, err);
        *next_column = r->column + 1;
    } else {
        status = take_value(r, xml, err);
    }
    if (status == HG_OK && xml_closes(xml, "c"))
        status = give_cell(r, xml, err);
    if (status == HG_OK && xml_closes(xml, "row"))
        status = r->taker->end_row(r->taker->context, r->row, err);
    return status;
}

static enum hg_status read_cells(struct reading *r, const char *part,
                                 struct hg_error *err)
{
    struct xml *xml = NULL;
    size_t next_row = 0, next_column = 0;
    bool more = true, ended = false;
    enum hg_status status = open_part(r, part, &xml, err);
    while (status == HG_OK && more && !ended) {
        status = xml_next(xml, &more, err);
        if (status == HG_OK && more) {
            status = take_tag(r, xml, &next_row, &next_column, err);
            ended = xml_closes(xml, "sheetData");
        }
    }
    if (status == HG_OK && !ended)
        status = xml_fail(xml, err, "ends before its data do; copy the workbook again");
    if (status == HG_OK)
        status = xml_finish(xml, err);
    xml_close(xml);
    return status;
}

enum hg_status sheet_read(const char *path, const char *name, struct hg_arena *arena,
                          const struct sheet_taker *taker, struct hg_error *err)
{
    char id[PART_AT_MOST] = "", part[PART_AT_MOST] = "";
    struct reading r = {.path = path, .arena = arena, .taker = taker};
    enum hg_status status = find_sheet(&r, name, id, err);
    if (status == HG_OK)
        status = find_part(&r, id, NULL, part, err);
    if (status == HG_OK && part[0] == '\0')
        status = hg_fail(err, HG_E_INPUT,
                         "%s: names no part for its sheet %s; save it "
                         "again, or as CSV",
                         path, id);
    if (status == HG_OK)
        status = read_shared(&r, err);
    if (status == HG_OK)
        status = read_cells(&r, part, err);
    free(r.shared);
    free(r.value.bytes);
    return status;
}
