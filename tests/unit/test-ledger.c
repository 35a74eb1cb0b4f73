/* test-ledger.c - lines, their two sides, and how they read */
#include "alloc.h"
#include "check.h"
#include <hotgrid/ledger.h>
#include <stdlib.h>

static const hg_mass_sum kg = (hg_mass_sum)HG_MASS_PER_KG;

static struct hg_ledger *make(void)
{
    struct hg_error err = {0};
    struct hg_ledger *ledger = NULL;
    assert_ok(hg_ledger_create(&ledger, &err), err);
    return ledger;
}

static void line_of(struct hg_ledger *ledger, const char *stage, const char *name,
                    double tolerance)
{
    struct hg_error err = {0};
    assert_ok(hg_ledger_open(ledger, stage, name, tolerance, &err), err);
}

static void enter(struct hg_ledger *ledger, enum hg_side side, const char *name,
                  hg_mass_sum mass)
{
    struct hg_error err = {0};
    assert_ok(hg_ledger_enter(ledger, side, name, mass, &err), err);
}

static void enter_kg(struct hg_ledger *ledger, enum hg_side side, const char *name,
                     double mass)
{
    struct hg_error err = {0};
    assert_ok(hg_ledger_enter_kg(ledger, side, name, mass, &err), err);
}

static void note(struct hg_ledger *ledger, const char *name, double value, double limit)
{
    struct hg_error err = {0};
    assert_ok(hg_ledger_note(ledger, "trade", name, value, limit, &err), err);
}

/* The example of the header: 30 kt in, 29.5 kt on the grid, 0.5 kt outside. */
static struct hg_ledger *balanced(void)
{
    struct hg_ledger *ledger = make();
    line_of(ledger, "grid", "inventory = gridded + set aside", 0);
    enter(ledger, HG_LEFT, "inventory", 30000000 * kg);
    enter(ledger, HG_RIGHT, "on the grid", 29500000 * kg);
    enter(ledger, HG_RIGHT, "outside the grid", 500000 * kg);
    enter(ledger, HG_RIGHT, "unlocated", 0);
    return ledger;
}

static void a_line_keeps_its_entries(void **state)
{
    (void)state;
    struct hg_ledger *ledger = balanced();
    line_of(ledger, "trade", "second", 1e-9);
    enter_kg(ledger, HG_LEFT, "here", 5);
    assert_int_equal(hg_ledger_lines(ledger), 2);
    const struct hg_line *line = hg_ledger_line(ledger, 0);
    assert_string_equal(line->stage, "grid");
    assert_int_equal(line->n_left, 1);
    assert_int_equal(line->n_right, 3);
    assert_string_equal(line->right[1].name, "outside the grid");
    assert_true(line->right[1].exact && line->right[1].mass == 500000 * kg);
    line = hg_ledger_line(ledger, 1);
    assert_false(line->left[0].exact);
    assert_near(line->left[0].kg, 5, 0);
    assert_int_equal(line->n_right, 0);
    hg_ledger_destroy(ledger);
}

static void an_exact_line_must_agree_to_the_last_unit(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_ledger *ledger = balanced();
    assert_true(hg_line_balances(hg_ledger_line(ledger, 0)));
    assert_ok(hg_ledger_check(ledger, &err), err);
    enter(ledger, HG_RIGHT, "one unit of 2^-20 kg", 1);
    assert_false(hg_line_balances(hg_ledger_line(ledger, 0)));
    assert_near(hg_line_difference_kg(hg_ledger_line(ledger, 0)), -1 / HG_MASS_PER_KG, 0);
    assert_int_equal(hg_ledger_check(ledger, &err), HG_E_MASS);
    hg_ledger_destroy(ledger);
}

/* 2^80 and 2^80 + 1 are one double, but two masses. */
static void exact_lines_never_pass_through_doubles(void **state)
{
    (void)state;
    struct hg_ledger *ledger = make();
    line_of(ledger, "grid", "huge", 0);
    enter(ledger, HG_LEFT, "a", ((hg_mass_sum)1 << 80) + 1);
    enter(ledger, HG_RIGHT, "b", (hg_mass_sum)1 << 80);
    assert_false(hg_line_balances(hg_ledger_line(ledger, 0)));
    assert_near(hg_line_difference_kg(hg_ledger_line(ledger, 0)), 1 / HG_MASS_PER_KG, 0);
    hg_ledger_destroy(ledger);
}

static void other_lines_agree_to_their_tolerance(void **state)
{
    (void)state;
    struct hg_ledger *ledger = make();
    line_of(ledger, "attribute", "near", 1e-6);
    enter(ledger, HG_LEFT, "all", 1000000 * kg);
    enter_kg(ledger, HG_RIGHT, "parts", 1000000.9);
    line_of(ledger, "attribute", "far", 1e-6);
    enter(ledger, HG_LEFT, "all", 1000000 * kg);
    enter_kg(ledger, HG_RIGHT, "parts", 1000001.1);
    line_of(ledger, "attribute", "nothing", 1e-6);
    line_of(ledger, "attribute", "not a number", 1e-6);
    enter_kg(ledger, HG_LEFT, "all", NAN);
    line_of(ledger, "attribute", "one sided", 1e-6);
    enter_kg(ledger, HG_LEFT, "all", 1e-9);
    const bool expected[] = {true, false, true, false, false};
    for (size_t i = 0; i < 5; i++)
        assert_true(hg_line_balances(hg_ledger_line(ledger, i)) == expected[i]);
    assert_near(hg_line_difference_kg(hg_ledger_line(ledger, 1)), -1.1, 1e-9);
    hg_ledger_destroy(ledger);
}

/* Neumaier's example: in plain double 1 + 1e16 + 1 - 1e16 is 0. */
static void sums_of_doubles_are_compensated(void **state)
{
    (void)state;
    struct hg_ledger *ledger = make();
    const double parts[] = {1, 1e16, 1, -1e16};
    line_of(ledger, "attribute", "sum", 0);
    for (int i = 0; i < 4; i++)
        enter_kg(ledger, HG_LEFT, "part", parts[i]);
    enter(ledger, HG_RIGHT, "all", 2 * kg);
    assert_true(hg_line_balances(hg_ledger_line(ledger, 0)));
    hg_ledger_destroy(ledger);
}

static void the_check_names_the_first_fault(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_ledger *ledger = balanced();
    note(ledger, "rows of a negative output", 2, INFINITY);
    note(ledger, "residual of the solve", 1e-9, 1e-10);
    assert_int_equal(hg_ledger_check(ledger, &err), HG_E_MASS);
    assert_non_null(strstr(err.message, "\"residual of the solve\" is 1e-09, must be at "
                                        "most 1e-10"));
    line_of(ledger, "write", "layers = files", 0);
    enter(ledger, HG_LEFT, "layers", 1500 * kg);
    enter(ledger, HG_RIGHT, "files", 2000 * kg);
    line_of(ledger, "write", "also wrong", 0);
    enter(ledger, HG_LEFT, "layers", 1);
    assert_int_equal(hg_ledger_check(ledger, &err), HG_E_MASS);
    assert_non_null(strstr(err.message, "write: \"layers = files\" does not balance, its "
                                        "left side is 0.5 t below"));
    hg_ledger_destroy(ledger);
}

static void notes_keep_their_limit(void **state)
{
    (void)state;
    struct hg_ledger *ledger = make();
    note(ledger, "at", 5, 5);
    note(ledger, "above", 5.5, 5);
    note(ledger, "free", 1e300, INFINITY);
    note(ledger, "not a number", NAN, INFINITY);
    assert_int_equal(hg_ledger_notes(ledger), 4);
    const bool expected[] = {true, false, true, false};
    for (size_t i = 0; i < 4; i++)
        assert_true(hg_note_holds(hg_ledger_get_note(ledger, i)) == expected[i]);
    hg_ledger_destroy(ledger);
}

static void the_screen_reads_well(void **state)
{
    (void)state;
    struct hg_text text = {0};
    struct hg_ledger *ledger = balanced();
    line_of(ledger, "attribute", "on the grid = for destinations", 1e-12);
    enter(ledger, HG_LEFT, "on the grid", 29500000 * kg);
    enter_kg(ledger, HG_RIGHT, "for destinations", 29500500);
    note(ledger, "residual of the solve", 1.2e-15, 1e-10);
    note(ledger, "rows without output", 20, INFINITY);
    hg_ledger_print(ledger, &text);
    assert_string_equal(
        text.bytes,
        "Ledger of mass                                                    Mt CO2 a "
        "year\n"
        "\n"
        "grid: inventory = gridded + set aside                                  "
        "balanced\n"
        "      inventory                                                       "
        "0.0300000\n"
        "    = on the grid                                                     "
        "0.0295000\n"
        "    + outside the grid                                                "
        "0.0005000\n"
        "    + unlocated                                                       0\n"
        "\n"
        "attribute: on the grid = for destinations                 NOT BALANCED by 0.5 "
        "t\n"
        "      on the grid                                                     "
        "0.0295000\n"
        "    = for destinations                                                "
        "0.0295005\n"
        "\n"
        "trade: residual of the solve                             1.2e-15  limit 1e-10\n"
        "trade: rows without output                                    20\n"
        "\n"
        "2 lines, 1 DO NOT BALANCE.\n");
    free(text.bytes);
    hg_ledger_destroy(ledger);
}

static void the_screen_has_79_columns_of_ascii_whatever_the_names(void **state)
{
    (void)state;
    char name[300];
    struct hg_text text = {0};
    struct hg_ledger *ledger = make();
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    line_of(ledger, name, name, 1e-9);
    enter(ledger, HG_LEFT, name, (hg_mass_sum)1 << 100);
    enter_kg(ledger, HG_LEFT, name, -1e29);
    enter_kg(ledger, HG_LEFT, "\xe5\x8c\x97\xe4\xba\xac\n", 1e300);
    enter_kg(ledger, HG_RIGHT, name, NAN);
    enter(ledger, HG_RIGHT, name, -1);
    note(ledger, name, -1.23456789e-300, 1.23456789e-300);
    note(ledger, name, NAN, -1.23456789e-300);
    hg_ledger_print(ledger, &text);
    assert_false(text.failed);
    size_t column = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.bytes[i];
        column = c == '\n' ? 0 : column + 1;
        assert_true(column <= 79);
        assert_true(c == '\n' || (c >= ' ' && c < 127));
    }
    free(text.bytes);
    hg_ledger_destroy(ledger);
}

static void the_table_keeps_every_digit(void **state)
{
    (void)state;
    struct hg_text text = {0};
    struct hg_ledger *ledger = make();
    line_of(ledger, "grid", "a, b = c", 0);
    enter(ledger, HG_LEFT, "=left", 1500 * kg + kg / 4);
    enter_kg(ledger, HG_RIGHT, "right", 0.1);
    hg_ledger_csv(ledger, &text);
    assert_string_equal(text.bytes, "stage,line,side,entry,t,balances\n"
                                    "grid,\"a, b = c\",left,'=left,1.50025,no\n"
                                    "grid,\"a, b = c\",right,right,0.0001,no\n");
    free(text.bytes);
    hg_ledger_destroy(ledger);
}

static enum hg_status write_up(struct hg_error *err)
{
    struct hg_ledger *ledger = NULL;
    enum hg_status status = hg_ledger_create(&ledger, err);
    if (status == HG_OK)
        status = hg_ledger_open(ledger, "grid", "line", 0, err);
    for (int i = 0; status == HG_OK && i < 3; i++)
        status = hg_ledger_enter(ledger, HG_RIGHT, "entry", kg, err);
    if (status == HG_OK)
        status = hg_ledger_note(ledger, "trade", "note", 1, 2, err);
    hg_ledger_destroy(ledger);
    return status;
}

static void reports_missing_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = write_up(&err);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_keeps_its_entries),
        cmocka_unit_test(an_exact_line_must_agree_to_the_last_unit),
        cmocka_unit_test(exact_lines_never_pass_through_doubles),
        cmocka_unit_test(other_lines_agree_to_their_tolerance),
        cmocka_unit_test(sums_of_doubles_are_compensated),
        cmocka_unit_test(the_check_names_the_first_fault),
        cmocka_unit_test(notes_keep_their_limit),
        cmocka_unit_test(the_screen_reads_well),
        cmocka_unit_test(the_screen_has_79_columns_of_ascii_whatever_the_names),
        cmocka_unit_test(the_table_keeps_every_digit),
        cmocka_unit_test(reports_missing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
