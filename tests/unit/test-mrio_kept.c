/* test-mrio_kept.c - tables in the cache: the same bits, and never a damaged one */
#include "alloc.h"
#include "check.h"
#include "folder.h"
#include <dirent.h>
#include <hotgrid/mrio_file.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char z[] = "region,,A,A,B\nsector,,s1,s2,s1\nA,s1,1,0.1,1e-300\n"
                        "A,s2,8,-0,10\nB,s1,15,0,17.25\n";
static const char y[] = "region,,A,B,B,A\ncategory,,hh,hh,gov,gov\nA,s1,4,5,6,7\n"
                        "A,s2,11,12,13,14\nB,s1,18,19,20,-21\n";

struct told {
    size_t read, wrote, anew;
};

static void hear(void *context, enum hg_log_level level, const char *line)
{
    struct told *told = context;
    (void)level;
    told->read += strncmp(line, "cache: read ", 12) == 0;
    told->wrote += strncmp(line, "cache: wrote ", 13) == 0;
    told->anew += strstr(line, "is made anew") != NULL;
}

static char table[512], cache[sizeof(table) + 8];

static int make_folder(void **state)
{
    (void)state;
    (void)snprintf(table, sizeof(table), "%s", folder_make());
    (void)snprintf(cache, sizeof(cache), "%s/cache", table);
    folder_write("Z.csv", z);
    folder_write("Y.csv", y);
    folder_write("e.csv", "region,sector,value,unit\nA,s2,1.5,t\n");
    folder_write("h.csv", "region,value,unit\nB,2,t\n");
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    folder_remove();
    return 0;
}

static struct hg_mrio *read_table(bool accounts, struct told *told)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_log log = {.context = told, .message = hear};
    char e[600], h[600];
    (void)snprintf(e, sizeof(e), "%s/e.csv", table);
    (void)snprintf(h, sizeof(h), "%s/h.csv", table);
    const struct hg_mrio_account account = {.file = {.path = e},
                                            .household = {.path = h}};
    const struct hg_mrio_source source = {.format = "pymrio",
                                          .path = table,
                                          .n_account = accounts,
                                          .account = &account,
                                          .cache = cache,
                                          .log = &log,
                                          .threads = 1};
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    return mrio;
}

static void assert_same(const struct hg_mrio *a, const struct hg_mrio *b)
{
    const size_t n = a->n, m = 4;
    assert_int_equal(n, b->n);
    assert_memory_equal(a->Z, b->Z, n * n * sizeof(double));
    assert_memory_equal(a->Y, b->Y, n * m * sizeof(double));
    assert_memory_equal(a->region_of, b->region_of, n * sizeof(size_t));
    assert_memory_equal(a->sector_of, b->sector_of, n * sizeof(size_t));
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(hg_axis_code(a->regions, i), hg_axis_code(b->regions, i));
        assert_string_equal(hg_axis_code(a->sectors, i), hg_axis_code(b->sectors, i));
        assert_string_equal(hg_axis_code(a->categories, i),
                            hg_axis_code(b->categories, i));
    }
    assert_int_equal(a->emissions != NULL, b->emissions != NULL);
    if (a->emissions && b->emissions) {
        assert_memory_equal(a->emissions->industry, b->emissions->industry,
                            n * sizeof(double));
        assert_memory_equal(a->emissions->household, b->emissions->household,
                            2 * sizeof(double));
    }
}

static void a_second_run_reads_the_same_bits(void **state)
{
    (void)state;
    struct told told = {0};
    struct hg_mrio *first = read_table(true, &told);
    assert_int_equal(told.wrote, 1);
    struct hg_mrio *second = read_table(true, &told);
    assert_int_equal(told.read, 1);
    assert_same(first, second);
    assert_near(second->emissions->industry[1], 1500, 0);
    assert_near(second->emissions->household[1], 2000, 0);
    hg_mrio_destroy(first);
    hg_mrio_destroy(second);
}

static void other_questions_and_other_bytes_have_files_of_their_own(void **state)
{
    (void)state;
    struct told told = {0};
    struct hg_mrio *first = read_table(true, &told), *plain = read_table(false, &told);
    assert_null(plain->emissions);
    assert_int_equal(told.wrote, 2);
    folder_write("e.csv", "region,sector,value,unit\nA,s2,2.5,t\n");
    struct hg_mrio *changed = read_table(true, &told);
    assert_int_equal(told.wrote, 3);
    assert_near(changed->emissions->industry[1], 2500, 0);
    assert_int_equal(folder_count("cache"), 3);
    hg_mrio_destroy(first);
    hg_mrio_destroy(plain);
    hg_mrio_destroy(changed);
}

/* The path of the only file of the cache. */
static void kept_path(char path[700])
{
    DIR *folder = opendir(cache);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.')
            (void)snprintf(path, 700, "%s/%.100s", cache, entry->d_name);
    closedir(folder);
}

static void a_byte_that_changed_anywhere_is_noticed(void **state)
{
    (void)state;
    struct told told = {0};
    char path[700] = "";
    struct hg_mrio *first = read_table(true, &told);
    kept_path(path);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    const size_t size = (size_t)about.st_size;
    for (size_t at = 0; at < size; at += 7) {
        FILE *file = fopen(path, "r+b");
        assert_non_null(file);
        assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
        const int byte = fgetc(file);
        assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
        assert_true(fputc(byte ^ 0x40, file) != EOF);
        assert_int_equal(fclose(file), 0);
        const size_t anew = told.anew;
        struct hg_mrio *again = read_table(true, &told);
        assert_int_equal(told.anew, anew + 1); /* and is written anew */
        assert_same(first, again);
        hg_mrio_destroy(again);
    }
    assert_int_equal(truncate(path, (off_t)size / 2), 0);
    struct hg_mrio *again = read_table(true, &told);
    assert_same(first, again);
    hg_mrio_destroy(again);
    hg_mrio_destroy(first);
}

static void every_failed_allocation_leaves_the_table_or_an_error(void **state)
{
    (void)state;
    struct told told = {0};
    struct hg_mrio *first = read_table(false, &told);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_mrio *mrio = NULL;
        const struct hg_mrio_source source = {
            .format = "pymrio", .path = table, .cache = cache, .threads = 1};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_read_mrio(&source, &mrio, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        /* Without memory for what is kept, the text is read. */
        assert_true(status == HG_OK || status == HG_E_MEMORY);
        assert_int_equal(mrio != NULL, status == HG_OK);
        if (mrio)
            assert_same(first, mrio);
        hg_mrio_destroy(mrio);
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
    }
    hg_mrio_destroy(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_second_run_reads_the_same_bits, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(
            other_questions_and_other_bytes_have_files_of_their_own, make_folder,
            remove_folder),
        cmocka_unit_test_setup_teardown(a_byte_that_changed_anywhere_is_noticed,
                                        make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(
            every_failed_allocation_leaves_the_table_or_an_error, make_folder,
            remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
