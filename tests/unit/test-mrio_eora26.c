/* test-mrio_eora26.c - Eora26 as it is published, and as it should not be */
#include "alloc.h"
#include "workbook.h"
#include <hotgrid/crs.h>
#include <hotgrid/mrio_file.h>

/* 2 countries x 2 sectors and the statistical discrepancies; each line of labels ends
 * with a tab, as in the release. */
#define LABELS_T                                                                         \
    "Australia\tAUS\tIndustries\tAgriculture\t\n"                                        \
    "Australia\tAUS\tIndustries\tMining and Quarrying\t\n"                               \
    "Brazil\tBRA\tIndustries\tAgriculture\t\n"                                           \
    "Brazil\tBRA\tIndustries\tMining and Quarrying\t\n"                                  \
    "Statistical Discrepancies\tROW\tIndustries\tTOTAL\t\n"
#define LABELS_FD                                                                        \
    "Australia\tAUS\tFinal demand\tHousehold final consumption P.3h\t\n"                 \
    "Australia\tAUS\tFinal demand\tChanges in inventories P.52\t\n"                      \
    "Brazil\tBRA\tFinal demand\tHousehold final consumption P.3h\t\n"                    \
    "Brazil\tBRA\tFinal demand\tChanges in inventories P.52\t\n"                         \
    "Statistical Discrepancies\tROW\tFinal demand\tHousehold final consumption P.3h\t\n" \
    "Statistical Discrepancies\tROW\tFinal demand\tChanges in inventories P.52\t\n"
#define T                                                                                \
    "1\t2\t3\t4\t5\n"                                                                    \
    "6\t7\t8\t9\t10\n"                                                                   \
    "11\t12\t13\t14\t-15\n"                                                              \
    "16\t17\t18\t19\t2.5e1\n"                                                            \
    "0.1\t0.2\t0.3\t0.4\t-9\n"
#define FD                                                                               \
    "1\t2\t3\t4\t5\t6\n"                                                                 \
    "7\t8\t9\t10\t11\t12\n"                                                              \
    "13\t14\t15\t16\t17\t18\n"                                                           \
    "19\t20\t21\t22\t23\t24\n"                                                           \
    "25\t26\t27\t28\t29\t30\n"

static void write_table(void)
{
    scratch_text("labels_T.txt", LABELS_T);
    scratch_text("labels_FD.txt", LABELS_FD);
    scratch_text("Eora26_2015_bp_T.txt", T);
    scratch_text("Eora26_2015_bp_FD.txt", FD);
}

static enum hg_status read_folder(const char *version, struct hg_mrio **out,
                                  struct hg_error *err)
{
    const struct hg_mrio_source source = {
        .format = "eora26", .path = scratch_folder, .version = version, .threads = 2};
    return hg_read_mrio(&source, out, err);
}

static void sales_to_the_discrepancies_are_final_demand_of_row(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    write_table();
    assert_ok(read_folder(NULL, &mrio, &err), err);
    static const double z[] = {1,  2, 3,  4,  0,  6,  7, 8,   9,   0,   11,  12, 13,
                               14, 0, 16, 17, 18, 19, 0, 0.1, 0.2, 0.3, 0.4, 0};
    /* Of each region: households, inventories, discrepancies. */
    static const double y[] = {1,  2,  0,   3,  4,  0,  5,  6,  5, 7,  8,  0,
                               9,  10, 0,   11, 12, 10, 13, 14, 0, 15, 16, 0,
                               17, 18, -15, 19, 20, 0,  21, 22, 0, 23, 24, 25,
                               25, 26, 0,   27, 28, 0,  29, 30, -9};
    assert_int_equal(mrio->n, 5);
    assert_int_equal(hg_axis_size(mrio->categories), 3);
    assert_string_equal(hg_axis_code(mrio->categories, 2), "statistical discrepancies");
    assert_string_equal(hg_axis_code(mrio->regions, 2), "ROW");
    assert_string_equal(hg_axis_code(mrio->sectors, 2), "TOTAL");
    for (size_t i = 0; i < 25; i++)
        assert_near(mrio->Z[i], z[i], 0);
    for (size_t i = 0; i < 45; i++)
        assert_near(mrio->Y[i], y[i], 0);
    hg_mrio_destroy(mrio);
}

static void a_rest_of_the_world_with_sectors_is_a_region_like_others(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    write_table();
    scratch_text("labels_T.txt", "Australia\tAUS\tIndustries\tAgriculture\t\n"
                                 "Australia\tAUS\tIndustries\tMining\t\n"
                                 "Australia\tAUS\tIndustries\tTOTAL\t\n"
                                 "RoW\tROW\tIndustries\tAgriculture\t\n"
                                 "RoW\tROW\tIndustries\tMining\t\n");
    scratch_text("labels_FD.txt", "Australia\tAUS\tFinal demand\tP.3h\t\n"
                                  "Australia\tAUS\tFinal demand\tP.3n\t\n"
                                  "Australia\tAUS\tFinal demand\tP.3g\t\n"
                                  "RoW\tROW\tFinal demand\tP.3h\t\n"
                                  "RoW\tROW\tFinal demand\tP.3n\t\n"
                                  "RoW\tROW\tFinal demand\tP.3g\t\n");
    assert_ok(read_folder(NULL, &mrio, &err), err);
    assert_int_equal(hg_axis_size(mrio->categories), 3);
    assert_near(mrio->Z[4], 5, 0);
    assert_near(mrio->Y[29], 30, 0);
    hg_mrio_destroy(mrio);
}

static void the_version_says_year_and_prices(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    write_table();
    scratch_text("Eora26_2015_pp_T.txt", "x\n");
    assert_int_equal(read_folder("2015", &mrio, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "say which with `version`"));
    assert_ok(read_folder("2015_bp", &mrio, &err), err);
    hg_mrio_destroy(mrio);
    unlink(scratch_path("Eora26_2015_pp_T.txt"));
}

#define LABELS_Q                                                                         \
    "CO2 emissions (Gg)\tTotal\t\n"                                                      \
    "Water use (m3)\tBlue\t\n"                                                           \
    "CO2 emissions (Gg)\tAviation\t\n"
#define Q  "1\t2\t3\t4\t5\n6\t7\t8\t9\t10\n0.1\t0.2\t0.3\t0.4\t0.5\n"
#define QY "1\t2\t3\t4\t5\t6\n7\t8\t9\t10\t11\t12\n0\t0\t0\t0\t0\t0.5\n"

static void accounts_come_from_q_and_its_labels(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    struct hg_arena *arena = hg_arena_create();
    size_t n = 0;
    const struct hg_mrio_offer *offer = NULL;
    const struct hg_mrio_account accounts[] = {
        {.name = "CO2 emissions (Gg), Total"},
        {.name = "Q/CO2 emissions (Gg), Aviation"}};
    struct hg_mrio_source source = {.format = "eora26", .path = scratch_folder};
    write_table();
    scratch_text("labels_Q.txt", LABELS_Q);
    scratch_text("Eora26_2015_bp_Q.txt", Q);
    scratch_text("Eora26_2015_bp_QY.txt", QY);
    assert_ok(hg_list_mrio_accounts(&source, arena, &n, &offer, &err), err);
    assert_int_equal(n, 3);
    assert_string_equal(offer[1].name, "Q/Water use (m3), Blue");
    assert_string_equal(offer[1].unit, "m3");
    source.n_account = 2;
    source.account = accounts;
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    static const double industry[] = {1.1, 2.2, 3.3, 4.4, 5.5},
                        household[] = {3, 7, 11.5};
    for (size_t i = 0; i < 5; i++)
        assert_near(mrio->emissions->industry[i], 1e6 * industry[i], 1e-15);
    for (size_t i = 0; i < 3; i++)
        assert_near(mrio->emissions->household[i], 1e6 * household[i], 1e-15);
    hg_mrio_destroy(mrio);
    hg_arena_destroy(arena);
    unlink(scratch_path("labels_Q.txt"));
    unlink(scratch_path("Eora26_2015_bp_Q.txt"));
    unlink(scratch_path("Eora26_2015_bp_QY.txt"));
}

/* As it is downloaded: a .zip a year, and the labels in indices.zip. */
static void archives_are_read_as_they_were_downloaded(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const char *format = NULL, *year = scratch_path("Eora26_2015_bp.zip"),
               *indices = scratch_path("indices.zip");
    static const char *const names[] = {"labels_T.txt", "labels_FD.txt",
                                        "Eora26_2015_bp_T.txt", "Eora26_2015_bp_FD.txt"};
    for (int i = 0; i < 4; i++)
        unlink(scratch_path(names[i]));
    workbook_part(year, "Eora26_2015_bp_T.txt", T);
    workbook_part(year, "Eora26_2015_bp_FD.txt", FD);
    workbook_part(indices, "labels_T.txt", LABELS_T);
    workbook_part(indices, "labels_FD.txt", LABELS_FD);
    assert_ok(hg_guess_mrio(scratch_folder, &format, &err), err);
    assert_string_equal(format, "eora26");
    assert_ok(read_folder(NULL, &mrio, &err), err);
    assert_near(mrio->Z[23], 0.4, 0);
    hg_mrio_destroy(mrio);
    unlink(year);
    unlink(indices);
}

static void assert_refused(const char *name, const char *text, const char *expected)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    write_table();
    if (text)
        scratch_text(name, text);
    else
        unlink(scratch_path(name));
    assert_int_equal(read_folder(NULL, &mrio, &err), HG_E_INPUT);
    assert_null(mrio);
    assert_string_equal(err.message + strlen(scratch_folder), expected);
}

static void faulty_tables_are_refused_where_they_are_wrong(void **state)
{
    (void)state;
    assert_refused("Eora26_2015_bp_T.txt", "1\t2\t3\t4\n",
                   "/Eora26_2015_bp_T.txt:1:1: 4 columns of numbers, and labels_T.txt "
                   "names 5; do both belong to the same release?");
    assert_refused("Eora26_2015_bp_T.txt", T "1\t2\t3\t4\t5\n",
                   "/Eora26_2015_bp_T.txt:6:1: row 6, and labels_T.txt names 5; do both "
                   "belong to the same release?");
    assert_refused("Eora26_2015_bp_FD.txt",
                   "1.25\t2.25\t3.25\t4.25\t5.25\t6.25\n"
                   "7.25\t8.25\t9.25\t10.25\t11.25\t12.25\n",
                   "/Eora26_2015_bp_FD.txt: ends after 2 rows, and labels_T.txt names 5; "
                   "was it saved or copied wholly?");
    assert_refused("Eora26_2015_bp_FD.txt", NULL,
                   ": has no Eora26_2015_bp_FD.txt, which comes with "
                   "Eora26_2015_bp_T.txt");
    assert_refused("labels_T.txt", NULL,
                   ": has no labels_T.txt, which comes with Eora26_2015_bp_T.txt");
    assert_refused(
        "labels_T.txt", "Australia\tAUS\tIndustries\t\n",
        "/labels_T.txt:1:26: an empty label; a line is country, code, kind and "
        "name, with tabs between them");
}

static void every_lack_of_memory_is_survived(void **state)
{
    (void)state;
    write_table();
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_mrio *mrio = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = read_folder(NULL, &mrio, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        hg_mrio_destroy(mrio);
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
}

int main(void)
{
    hg_io_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sales_to_the_discrepancies_are_final_demand_of_row),
        cmocka_unit_test(a_rest_of_the_world_with_sectors_is_a_region_like_others),
        cmocka_unit_test(the_version_says_year_and_prices),
        cmocka_unit_test(accounts_come_from_q_and_its_labels),
        cmocka_unit_test(archives_are_read_as_they_were_downloaded),
        cmocka_unit_test(faulty_tables_are_refused_where_they_are_wrong),
        cmocka_unit_test(every_lack_of_memory_is_survived),
    };
    const int failed = cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
    hg_io_finish();
    return failed;
}
