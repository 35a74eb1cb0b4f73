/*
 * workbook.h - a workbook for tests, written as the XML of ECMA-376
 */
#ifndef HG_TEST_WORKBOOK_H
#define HG_TEST_WORKBOOK_H

#include "scratch.h"
#include <cpl_vsi.h>

static inline void workbook_part(const char *path, const char *name, const char *text)
{
    char inside[600];
    snprintf(inside, sizeof(inside), "/vsizip/{%s}/%s", path, name);
    VSILFILE *file = VSIFOpenL(inside, "wb");
    assert_non_null(file);
    assert_int_equal(VSIFWriteL(text, 1, strlen(text), file), strlen(text));
    VSIFCloseL(file);
}

/* Text of a cell: a number as it is, "=1+1" a formula without a stored value, "=1+1:2"
 * one with it, else a text. */
static inline int workbook_cell(char *to, size_t room, const char *text, size_t length,
                                size_t row, size_t column)
{
    char name[4] = {(char)('A' + (int)column), '\0'};
    const char *colon = memchr(text, ':', length);
    if (column >= 26)
        snprintf(name, sizeof(name), "A%c", (char)('A' + (int)column - 26));
    if (length > 0 && text[0] == '=' && colon)
        return snprintf(to, room, "<c r=\"%s%zu\"><f>%.*s</f><v>%.*s</v></c>", name, row,
                        (int)(colon - text) - 1, text + 1,
                        (int)(length - (size_t)(colon - text)) - 1, colon + 1);
    if (length > 0 && text[0] == '=')
        return snprintf(to, room, "<c r=\"%s%zu\"><f>%.*s</f></c>", name, row,
                        (int)length - 1, text + 1);
    if (length > 0 && strspn(text, "-.e0123456789") >= length)
        return snprintf(to, room, "<c r=\"%s%zu\"><v>%.*s</v></c>", name, row,
                        (int)length, text);
    return snprintf(to, room, "<c r=\"%s%zu\" t=\"inlineStr\"><is><t>%.*s</t></is></c>",
                    name, row, (int)length, text);
}

/* One sheet of a workbook: its name, and rows of CSV without quotes; cells that are empty
 * are not there. */
struct workbook_sheet {
    const char *name, *csv;
};

static inline void workbook_sheet(const char *path, size_t i, const char *csv)
{
    static char sheet[1 << 16];
    size_t row = 0;
    size_t n = (size_t)snprintf(
        sheet, sizeof(sheet),
        "<?xml version=\"1.0\"?><worksheet "
        "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
        "<sheetData>");
    while (*csv) {
        const size_t length = strcspn(csv, "\n");
        size_t column = 0;
        n += (size_t)snprintf(sheet + n, sizeof(sheet) - n, "<row r=\"%zu\">", ++row);
        for (size_t at = 0; at <= length; column++) {
            const size_t end = at + strcspn(csv + at, ",\n");
            if (end > at)
                n += (size_t)workbook_cell(sheet + n, sizeof(sheet) - n, csv + at,
                                           end - at, row, column);
            at = end + 1;
        }
        n += (size_t)snprintf(sheet + n, sizeof(sheet) - n, "</row>");
        csv += length + (csv[length] == '\n');
    }
    snprintf(sheet + n, sizeof(sheet) - n, "</sheetData></worksheet>");
    char name[64];
    snprintf(name, sizeof(name), "xl/worksheets/sheet%zu.xml", i + 1);
    workbook_part(path, name, sheet);
}

static inline const char *workbook_sheets(const char *name, size_t n_sheet,
                                          const struct workbook_sheet *sheets)
{
#define MAIN    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
    char book[2048], relations[2048];
    const char *path = scratch_path(name);
    size_t b = 0, r = 0;
    unlink(path);
    workbook_part(path, "[Content_Types].xml",
                  "<?xml version=\"1.0\"?><Types xmlns=\"" PACKAGE
                  "content-types\"><Default Extension=\"xml\" "
                  "ContentType=\"application/vnd.openxmlformats-officedocument."
                  "spreadsheetml.worksheet+xml\"/><Override "
                  "PartName=\"/xl/workbook.xml\" "
                  "ContentType=\"application/vnd.openxmlformats-officedocument."
                  "spreadsheetml.sheet.main+xml\"/></Types>");
    b += (size_t)snprintf(
        book, sizeof(book),
        "<?xml version=\"1.0\"?><workbook "
        "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
        "xmlns:r=\"" MAIN "\"><sheets>");
    r += (size_t)snprintf(relations, sizeof(relations),
                          "<?xml version=\"1.0\"?><Relationships xmlns=\"" PACKAGE
                          "relationships\">");
    for (size_t i = 0; i < n_sheet; i++) {
        b += (size_t)snprintf(book + b, sizeof(book) - b,
                              "<sheet name=\"%s\" sheetId=\"%zu\" r:id=\"rId%zu\"/>",
                              sheets[i].name, i + 1, i + 1);
        r += (size_t)snprintf(relations + r, sizeof(relations) - r,
                              "<Relationship Id=\"rId%zu\" Type=\"" MAIN
                              "/worksheet\" Target=\"worksheets/sheet%zu.xml\"/>",
                              i + 1, i + 1);
        workbook_sheet(path, i, sheets[i].csv);
    }
    snprintf(book + b, sizeof(book) - b, "</sheets></workbook>");
    snprintf(relations + r, sizeof(relations) - r, "</Relationships>");
    workbook_part(path, "xl/workbook.xml", book);
    workbook_part(path, "xl/_rels/workbook.xml.rels", relations);
    return path;
}

static inline const char *workbook_write(const char *name, const char *csv)
{
    const struct workbook_sheet sheet = {"WIOT_2011", csv};
    return workbook_sheets(name, 1, &sheet);
}

#endif
