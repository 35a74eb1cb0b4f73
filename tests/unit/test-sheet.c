/* test-sheet.c - workbooks as programs write them, and as they should not be */
#include "alloc.h"
#include "io/sheet.h"
#include "workbook.h"
#include <hotgrid/arena.h>
#include <hotgrid/crs.h>
#include <hotgrid/text.h>

#define SHEETS                                                                           \
    "<workbook xmlns:r=\"x\"><sheets><sheet name=\"First\" sheetId=\"1\" "               \
    "r:id=\"rId7\"/>"                                                                    \
    "<sheet name=\"A &amp; B\" sheetId=\"2\" r:id=\"rId2\"></sheet></sheets></workbook>"
#define RELATIONS                                                                        \
    "<Relationships>"                                                                    \
    "<Relationship Id=\"rId9\" Type=\"http://x/sharedStrings\" "                         \
    "Target=\"sharedStrings.xml\"/>"                                                     \
    "<Relationship Id=\"rId2\" Type=\"http://x/worksheet\" "                             \
    "Target=\"/xl/worksheets/other.xml\"/>"                                              \
    "<Relationship Target=\"worksheets/sheet1.xml\" Id=\"rId7\" "                        \
    "Type=\"http://x/worksheet\"/></Relationships>"
#define SHARED                                                                           \
    "<sst count=\"2\"><si><t>Zn &lt;ore&gt;</t></si>"                                    \
    "<si><r><rPr><b/></rPr><t>bold</t></r><r><t xml:space=\"preserve\"> &#x444;</t></r>" \
    "<rPh sb=\"0\"><t>said</t></rPh></si></sst>"

static const char *write_book(const char *sheet)
{
    const char *path = scratch_path("w.xlsx");
    unlink(path);
    workbook_part(path, "xl/workbook.xml", SHEETS);
    workbook_part(path, "xl/_rels/workbook.xml.rels", RELATIONS);
    workbook_part(path, "xl/sharedStrings.xml", SHARED);
    workbook_part(path, "xl/worksheets/sheet1.xml", sheet);
    workbook_part(path, "xl/worksheets/other.xml",
                  "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData>"
                  "</worksheet>");
    return path;
}

static enum hg_status note_cell(void *context, size_t row, size_t column,
                                const char *text, struct hg_error *err)
{
    struct hg_text *told = context;
    (void)err;
    hg_text_print(told, "%zu,%zu=%s|", row, column, text);
    return told->failed ? HG_E_MEMORY : HG_OK;
}

static enum hg_status note_row(void *context, size_t row, struct hg_error *err)
{
    struct hg_text *told = context;
    (void)err;
    hg_text_print(told, "/%zu ", row);
    return told->failed ? HG_E_MEMORY : HG_OK;
}

static enum hg_status read_cells(const char *path, const char *name, struct hg_text *told,
                                 struct hg_error *err)
{
    struct hg_arena *arena = hg_arena_create();
    const struct sheet_taker taker = {told, note_cell, note_row};
    const enum hg_status status =
        arena ? sheet_read(path, name, arena, &taker, err) : HG_E_MEMORY;
    hg_arena_destroy(arena);
    return status;
}

static void assert_cells(const char *sheet, const char *name, const char *expected)
{
    struct hg_error err = {0};
    struct hg_text told = {0};
    const char *path = write_book(sheet);
    assert_ok(read_cells(path, name, &told, &err), err);
    assert_string_equal(told.bytes, expected);
    free(told.bytes);
    unlink(path);
}

#define CELLS                                                                            \
    "<?xml version=\"1.0\"?>\n<worksheet><dimension ref=\"A1:C4\"/><sheetData>\n"        \
    "<row r=\"1\" spans=\"1:3\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"3\"/>"   \
    "<c r=\"C1\" t=\"s\"><v>1</v></c></row>\n"                                           \
    "<row r=\"2\"/>"                                                                     \
    "<row r=\"4\"><c r=\"B4\"><f>A1*2</f><v>0.1</v></c>"                                 \
    "<c r=\"AB4\" t=\"inlineStr\"><is><t>a&#38;b</t></is></c>"                           \
    "<c r=\"CYK4\" t=\"e\"><v>#N/A</v></c><c><v>1E-3</v></c></row>"                      \
    "</sheetData><mergeCells/></worksheet>"

/* A1, C1; B4 stored with its formula, AB4, CYK4 is column 2689, then the next one. */
static void cells_are_given_with_their_places(void **state)
{
    (void)state;
    assert_cells(CELLS, NULL,
                 "0,0=Zn <ore>|0,2=bold \xD1\x84|/0 /1 "
                 "3,1=0.1|3,27=a&b|3,2688=#N/A|3,2689=1E-3|/3 ");
}

static void prefixes_of_names_do_not_matter(void **state)
{
    (void)state;
    assert_cells("<x:worksheet><x:sheetData><x:row><x:c r='B1'><x:v>5</x:v></x:c></x:row>"
                 "</x:sheetData></x:worksheet>",
                 NULL, "0,1=5|/0 ");
}

static void a_sheet_is_found_by_its_name(void **state)
{
    (void)state;
    assert_cells(CELLS, "A & B", "0,0=7|/0 ");
}

static void texts_go_on_behind_comments_and_in_cdata(void **state)
{
    (void)state;
    assert_cells(
        "<!-- > --><worksheet><?odd > <c> ?><sheetData><row><c><v>3<!-- <v>9</v> "
        "--></v><!-- <v>9</v> --></c><c><v><![CDATA[4]]></v></c>"
        "<c t='inlineStr' s='>'><is><t>a<![CDATA[&lt;]]><!---->]]b</t></is></c>"
        "</row></sheetData></worksheet>",
        NULL, "0,0=3|0,1=4|0,2=a&lt;]]b|/0 ");
}

static void what_breaks_a_line_is_a_space_in_a_name(void **state)
{
    (void)state;
    assert_cells(
        "<worksheet><sheetData><row><c t='inlineStr'><is><t>a&#10;b&#x9;c&#13;d\ne"
        "</t></is></c></row></sheetData></worksheet>",
        NULL, "0,0=a b c d e|/0 ");
}

static void runs_of_text_are_one_text_without_the_notes_on_it(void **state)
{
    (void)state;
    assert_cells("<worksheet><sheetData><row><c t='inlineStr'><is><r><t>a</t></r><r><t>b"
                 "</t></r><rPh sb='0'><t>said</t></rPh></is></c></row></sheetData>"
                 "</worksheet>",
                 NULL, "0,0=ab|/0 ");
}

/* A number's place refuses them then, as it does any word. */
static void truth_values_are_words(void **state)
{
    (void)state;
    assert_cells("<worksheet><sheetData><row><c t='b'><v>1</v></c><c t='b'><v>0</v></c>"
                 "</row></sheetData></worksheet>",
                 NULL, "0,0=TRUE|0,1=FALSE|/0 ");
}

static void assert_refused(const char *sheet, const char *name, enum hg_status expected,
                           const char *message)
{
    struct hg_error err = {0};
    struct hg_text told = {0};
    const char *path = write_book(sheet);
    assert_int_equal(read_cells(path, name, &told, &err), expected);
    assert_string_equal(err.message + strlen(scratch_folder) + 1, message);
    free(told.bytes);
    unlink(path);
}

#define ROW(cells) "<worksheet><sheetData><row>" cells "</row></sheetData></worksheet>"
#define PART       "w.xlsx: xl/worksheets/sheet1.xml: "

static void faulty_workbooks_are_refused(void **state)
{
    (void)state;
    assert_refused(CELLS, "C", HG_E_INPUT,
                   "w.xlsx: has no sheet C; its sheets are: First, A & B");
    assert_refused(ROW("<c t='s'><v>2</v></c>"), NULL, HG_E_INPUT,
                   PART "string number \"2\" of 2");
    assert_refused(ROW("<c r='B1'><v>2</v></c><c r='B1'><v>3</v></c>"), NULL, HG_E_INPUT,
                   PART "cell B1 behind column 2 of its row");
    assert_refused(ROW("<c r='XFE1'><v>2</v></c>"), NULL, HG_E_INPUT,
                   PART "a row of more than 16384 cells");
    assert_refused(ROW("<c><v>&nbsp;</v></c>"), NULL, HG_E_INPUT,
                   PART "\"&nbsp;\" is no character");
    assert_refused(ROW("<c><v>3</v><v>9</v></c>"), NULL, HG_E_INPUT,
                   PART "two values in cell 1 of row 1");
    assert_refused(ROW("<c/><c><v>3</v><is><t>9</t></is></c>"), NULL, HG_E_INPUT,
                   PART "two values in cell 2 of row 1");
    assert_refused(ROW("<c><is><t>9</t></is><v>3</v></c>"), NULL, HG_E_INPUT,
                   PART "two values in cell 1 of row 1");
    assert_refused(ROW("<c><v>3<b/>9</v></c>"), NULL, HG_E_INPUT,
                   PART "a tag within the value of cell 1 of row 1");
    assert_refused(ROW("<c t='e'><v>3</v></c>"), NULL, HG_E_INPUT,
                   PART "\"3\" in a cell of an error, such as #N/A");
    assert_refused("<!DOCTYPE x>" ROW("<c><v>3</v></c>"), NULL, HG_E_INPUT,
                   PART "<!DOCTYPE x, which a workbook may not have");
    assert_refused(ROW("<c><v>&#1;</v></c>"), NULL, HG_E_INPUT,
                   PART "\"&#1;\" is no character");
    assert_refused("<worksheet><sheetData><row r='3'></row><row r='2'></row></sheetData>",
                   NULL, HG_E_INPUT, PART "row 2 behind row 3");
    assert_refused("<worksheet><sheetData><row><c><v>1</v", NULL, HG_E_INPUT,
                   PART "ends within a tag; copy the workbook again");
    assert_refused("<worksheet><sheetData><row>", NULL, HG_E_INPUT,
                   PART "ends before its data do; copy the workbook again");
}

static void what_is_no_workbook_is_refused(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_text told = {0};
    const char *path = scratch_text("w.xlsx", "not a zip file");
    assert_int_equal(read_cells(path, NULL, &told, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "is no .zip (nor a workbook, which is one)"));
    unlink(path);
    assert_int_equal(read_cells(path, NULL, &told, &err), HG_E_INPUT);
    assert_null(told.bytes);
}

static void a_workbook_that_would_fill_the_memory_is_refused(void **state)
{
    (void)state;
    static char sheet[4000000];
    size_t n = (size_t)snprintf(sheet, sizeof(sheet), "<worksheet><sheetData>");
    memset(sheet + n, ' ', 3900000);
    snprintf(sheet + n + 3900000, 100, "<row></row></sheetData></worksheet>");
    struct hg_error err = {0};
    struct hg_text told = {0};
    const char *path = write_book(sheet);
    assert_int_equal(read_cells(path, NULL, &told, &err), HG_E_LIMIT);
    free(told.bytes);
    unlink(path);
}

static void every_lack_of_memory_is_survived(void **state)
{
    (void)state;
    const char *path = write_book(CELLS);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_text told = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = read_cells(path, NULL, &told, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        free(told.bytes);
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
    unlink(path);
}

int main(void)
{
    hg_io_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_given_with_their_places),
        cmocka_unit_test(prefixes_of_names_do_not_matter),
        cmocka_unit_test(a_sheet_is_found_by_its_name),
        cmocka_unit_test(texts_go_on_behind_comments_and_in_cdata),
        cmocka_unit_test(what_breaks_a_line_is_a_space_in_a_name),
        cmocka_unit_test(runs_of_text_are_one_text_without_the_notes_on_it),
        cmocka_unit_test(truth_values_are_words),
        cmocka_unit_test(faulty_workbooks_are_refused),
        cmocka_unit_test(what_is_no_workbook_is_refused),
        cmocka_unit_test(a_workbook_that_would_fill_the_memory_is_refused),
        cmocka_unit_test(every_lack_of_memory_is_survived),
    };
    const int failed = cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
    hg_io_finish();
    return failed;
}
