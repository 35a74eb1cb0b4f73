/* test-commit.c - whole files or none, in a folder that is ours alone */
#include "alloc.h"
#include "check.h"
#include "folder.h"
#include <errno.h>
#include <hotgrid/commit.h>
#include <hotgrid/parallel.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* FIPS 180 examples */
#define SHA_ABC   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define LINE_ABC  "{\"name\":\"tif/x.tif\",\"size\":3,\"sha256\":\"" SHA_ABC "\"}\n"
#define LINE_NONE "{\"name\":\"empty.csv\",\"size\":0,\"sha256\":\"" SHA_EMPTY "\"}\n"

static int make_folder(void **state)
{
    (void)state;
    folder_make();
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    folder_remove();
    return 0;
}

static struct hg_output *open_output(void)
{
    struct hg_error err = {0};
    struct hg_output *output = NULL;
    assert_ok(hg_output_open(folder_path("out"), &output, &err), err);
    return output;
}

static void commit(struct hg_output *output, const char *name, const char *text)
{
    struct hg_error err = {0};
    assert_ok(hg_output_commit(output, name, text, strlen(text), &err), err);
}

static void a_committed_file_stands_whole_and_is_listed(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    commit(output, "tif/x.tif", "abc");
    commit(output, "empty.csv", "");
    assert_true(folder_holds("out/tif/x.tif", "abc", 3));
    assert_true(folder_holds("out/empty.csv", "", 0));
    assert_int_equal(folder_count("out/tif"), 1);
    assert_int_equal(folder_count("out"), 4); /* and .lock, manifest.jsonl */
    assert_true(folder_holds("out/manifest.jsonl", LINE_ABC LINE_NONE,
                             strlen(LINE_ABC LINE_NONE)));

    struct hg_committed *files = NULL;
    size_t n = 0;
    struct hg_error err = {0};
    assert_ok(hg_output_committed(output, &files, &n, &err), err);
    assert_int_equal(n, 2);
    assert_string_equal(files[0].name, "empty.csv");
    assert_string_equal(files[1].name, "tif/x.tif");
    assert_int_equal(files[1].size, 3);
    assert_string_equal(files[1].sha256, SHA_ABC);
    free(files);
    hg_output_close(output);
    hg_output_close(NULL);
}

static void a_name_committed_twice_stands_once_as_it_is_now(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    commit(output, "b.csv", "older and longer");
    commit(output, "a.csv", "other");
    commit(output, "b.csv", "abc");
    assert_true(folder_holds("out/b.csv", "abc", 3));
    struct hg_committed *files = NULL;
    size_t n = 0;
    struct hg_error err = {0};
    assert_ok(hg_output_committed(output, &files, &n, &err), err);
    assert_int_equal(n, 2);
    assert_string_equal(files[1].name, "b.csv");
    assert_string_equal(files[1].sha256, SHA_ABC);
    free(files);
    hg_output_close(output);
}

static void what_is_withdrawn_is_gone_and_no_longer_listed(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    commit(output, "tif/x.tif", "abc");
    commit(output, "tif/x.tif.aux.xml", "abc");
    commit(output, "tif/x-2.tif", "abc");
    commit(output, "tif/xy.tif", "abc");
    commit(output, "png/x.png", "abc");
    hg_output_withdraw(output, "tif/x");
    hg_output_withdraw(output, "tif/never");
    struct hg_committed *files = NULL;
    size_t n = 0;
    struct hg_error err = {0};
    assert_ok(hg_output_committed(output, &files, &n, &err), err);
    assert_int_equal(n, 3);
    assert_string_equal(files[0].name, "png/x.png");
    assert_string_equal(files[1].name, "tif/x-2.tif");
    assert_string_equal(files[2].name, "tif/xy.tif");
    free(files);
    assert_int_equal(folder_count("out/tif"), 2);
    commit(output, "tif/x.tif", "abc");
    assert_true(folder_holds("out/tif/x.tif", "abc", 3));
    hg_output_close(output);
}

static void the_manifest_goes_on_where_it_ended(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    commit(output, "tif/x.tif", "abc");
    hg_output_close(output);
    output = open_output();
    struct hg_committed *files = NULL;
    size_t n = 7;
    struct hg_error err = {0};
    assert_ok(hg_output_committed(output, &files, &n, &err), err);
    assert_int_equal(n, 0); /* since the folder was opened */
    free(files);
    commit(output, "empty.csv", "");
    hg_output_close(output);
    assert_true(folder_holds("out/manifest.jsonl", LINE_ABC LINE_NONE,
                             strlen(LINE_ABC LINE_NONE)));
}

static void a_torn_last_line_of_the_manifest_is_cut(void **state)
{
    (void)state;
    static char torn[9000] = LINE_ABC; /* longer than what is read at once */
    memset(torn + strlen(LINE_ABC), 'x', sizeof(torn) - strlen(LINE_ABC) - 1);
    assert_int_equal(mkdir(folder_path("out"), 0777), 0);
    folder_write("out/manifest.jsonl", torn);
    struct hg_output *output = open_output();
    assert_true(folder_holds("out/manifest.jsonl", LINE_ABC, strlen(LINE_ABC)));
    hg_output_close(output);
    folder_write("out/manifest.jsonl", "{\"na");
    output = open_output();
    assert_true(folder_holds("out/manifest.jsonl", "", 0));
    hg_output_close(output);
}

static void folders_above_are_made(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_output *output = NULL;
    assert_ok(hg_output_open(folder_path("a/b/c/"), &output, &err), err);
    commit(output, "x.csv", "abc");
    hg_output_close(output);
    assert_true(folder_holds("a/b/c/x.csv", "abc", 3));
}

static void a_link_is_replaced_and_its_target_left_alone(void **state)
{
    (void)state;
    folder_write("victim", "precious");
    struct hg_output *output = open_output();
    assert_int_equal(symlink("../victim", folder_path("out/x.csv")), 0);
    commit(output, "x.csv", "abc");
    assert_true(folder_holds("victim", "precious", 8));
    assert_true(folder_holds("out/x.csv", "abc", 3));
    struct stat about;
    assert_int_equal(lstat(folder_path("out/x.csv"), &about), 0);
    assert_true(S_ISREG(about.st_mode));
    hg_output_close(output);
}

static void refuse(struct hg_output *output, const char *name)
{
    struct hg_error err = {0};
    if (hg_output_commit(output, name, "abc", 3, &err) != HG_E_OUTPUT)
        fail_msg("'%s' was committed", name);
    assert_string_not_equal(err.message, "");
}

static void no_way_leads_through_a_link(void **state)
{
    (void)state;
    folder_write("victim", "precious");
    assert_int_equal(mkdir(folder_path("elsewhere"), 0777), 0);
    struct hg_output *output = open_output();
    assert_int_equal(symlink("../elsewhere", folder_path("out/tif")), 0);
    refuse(output, "tif/x.tif");
    assert_int_equal(folder_count("elsewhere"), 0);

    char part[64];
    snprintf(part, sizeof(part), "out/.x.csv.%ld.part", (long)getpid());
    assert_int_equal(symlink("../victim", folder_path(part)), 0);
    refuse(output, "x.csv");
    assert_true(folder_holds("victim", "precious", 8));
    assert_false(folder_has("out/x.csv"));
    hg_output_close(output);

    assert_int_equal(unlink(folder_path("out/manifest.jsonl")), 0);
    assert_int_equal(symlink("../victim", folder_path("out/manifest.jsonl")), 0);
    struct hg_error err = {0};
    assert_int_equal(hg_output_open(folder_path("out"), &output, &err), HG_E_OUTPUT);
    assert_true(folder_holds("victim", "precious", 8));
}

static void names_that_lead_elsewhere_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        ".",
                                        "..",
                                        "../x",
                                        "tif/../x",
                                        "tif/..",
                                        "/etc/x",
                                        "/",
                                        "tif/",
                                        "tif//x",
                                        "a/b/c.tif",
                                        "./x",
                                        ".lock",
                                        ".hidden",
                                        "tif/.x",
                                        "manifest.jsonl",
                                        "x.",
                                        "x./y",
                                        "con",
                                        "NUL.tif",
                                        "tif/aux.csv",
                                        "com1/x.csv",
                                        "a b.csv",
                                        "a\nb",
                                        "\xE6\xB2\xB3.csv",
                                        "-rf",
                                        "_x",
                                        "x:y",
                                        "x\\y",
                                        "=cmd.csv",
                                        "~"};
    struct hg_output *output = open_output();
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        refuse(output, wrong[i]);
    char name[300];
    memset(name, 'x', sizeof(name));
    name[129] = '\0';
    refuse(output, name);
    name[129] = '/';
    name[131] = '\0';
    refuse(output, name);
    assert_int_equal(folder_count("."), 1);
    assert_int_equal(folder_count("out"), 2); /* .lock, manifest.jsonl */

    name[128] = '\0';
    commit(output, name, "abc");
    name[128] = '/';
    memset(name + 129, 'y', 128);
    name[128 + 1 + 128] = '\0';
    refuse(output, name); /* x...x is a file by now */
    name[0] = 'z';
    commit(output, name, "abc");
    commit(output, "tif/manifest.jsonl", "abc");
    commit(output, "conch.tif", "abc");
    commit(output, "co2_china-2012_to-USA.v1.tif", "abc");
    hg_output_close(output);
}

static void a_folder_in_use_is_refused(void **state)
{
    (void)state;
    struct hg_output *output = open_output(), *second = NULL;
    struct hg_error err = {0};
    assert_int_equal(hg_output_open(folder_path("out"), &second, &err), HG_E_OUTPUT);
    assert_null(second);
    assert_non_null(strstr(err.message, "in use by another run"));
    hg_output_close(output);
    hg_output_close(open_output());
}

/* A process that has been and is gone. */
static long dead_pid(void)
{
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    assert_true(child > 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return (long)child;
}

/* before, the number, after */
static void put_part(const char *before, long pid, const char *after)
{
    char name[64];
    snprintf(name, sizeof(name), "%s%ld%s", before, pid, after);
    folder_write(name, "half");
}

static void what_the_dead_left_is_removed_and_nothing_else(void **state)
{
    (void)state;
    hg_output_close(open_output());
    assert_int_equal(mkdir(folder_path("out/tif"), 0777), 0);
    assert_int_equal(mkdir(folder_path("out/tif/deep"), 0777), 0);
    const long dead = dead_pid();
    put_part("out/.a.tif.", dead, ".part");
    put_part("out/tif/.b.tif.", dead, ".part");
    put_part("out/.c.tif.", (long)getpid(), ".part"); /* of our number, before us */
    assert_int_equal(folder_count("out"), 5);

    put_part("out/.d.tif.", (long)getppid(), ".part"); /* alive */
    put_part("out/tif/deep/.e.tif.", dead, ".part");
    put_part("out/f.tif.", dead, ".part");
    put_part("out/.g.tif", dead, ".part");
    put_part("out/.h.tif.", dead, ".parts");
    put_part("out/.i.tif.x", dead, ".part");
    folder_write("out/.part", "");
    folder_write("out/.j.part", "");
    folder_write("out/.k.99999999999999999999.part", "");
    hg_output_close(open_output());
    assert_int_equal(folder_count("out"), 11); /* .lock, manifest.jsonl, tif, d, f .. k */
    assert_int_equal(folder_count("out/tif"), 1);
    assert_int_equal(folder_count("out/tif/deep"), 1);
    assert_true(folder_has("out/.part"));
    assert_false(folder_has("out/.a.tif"));
}

static void what_is_no_folder_is_refused_by_name(void **state)
{
    (void)state;
    folder_write("file", "x");
    static const char *const wrong[] = {"file", "file/out"};
    struct hg_output *output = NULL;
    struct hg_error err = {0};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(hg_output_open(folder_path(wrong[i]), &output, &err),
                         HG_E_OUTPUT);
        assert_non_null(strstr(err.message, folder_path(wrong[i])));
    }
    assert_int_equal(hg_output_open("", &output, &err), HG_E_OUTPUT);
    assert_null(output);

    output = open_output();
    commit(output, "tif", "abc");
    refuse(output, "tif/x.tif");
    assert_int_equal(mkdir(folder_path("out/y.tif"), 0777), 0);
    refuse(output, "y.tif"); /* rename() finds a folder there */
    assert_int_equal(folder_count("out"), 4);
    hg_output_close(output);
}

/* Root may write everywhere, so the test does it as nobody. */
static void a_folder_without_leave_is_refused(void **state)
{
    (void)state;
    const bool root = geteuid() == 0;
    struct hg_output *output = open_output();
    assert_int_equal(chmod(folder_path("out"), 0555), 0);
    if (root)
        assert_int_equal(seteuid(65534), 0);
    struct hg_error err = {0};
    struct hg_output *other = NULL;
    const enum hg_status committed = hg_output_commit(output, "x.csv", "abc", 3, &err);
    const enum hg_status inside = hg_output_commit(output, "tif/x.csv", "abc", 3, &err);
    assert_int_equal(chmod(folder_path("."), 0755), root ? -1 : 0);
    const enum hg_status opened = hg_output_open(folder_path("new"), &other, &err);
    if (root)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(committed, HG_E_OUTPUT);
    assert_int_equal(inside, HG_E_OUTPUT);
    assert_int_equal(opened, root ? HG_E_OUTPUT : HG_OK);
    hg_output_close(other);
    assert_int_equal(chmod(folder_path("out"), 0755), 0);
    assert_int_equal(folder_count("out"), 2); /* .lock, manifest.jsonl */
    assert_true(folder_holds("out/manifest.jsonl", "", 0));
    hg_output_close(output);
}

/* A file size limit cuts a write short first, and then fails it: like a full disk. */
static void what_finds_no_room_leaves_the_old_file(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    commit(output, "x.csv", "abc");
    static char large[100000];
    struct rlimit old;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    const struct rlimit small = {.rlim_cur = 50000, .rlim_max = old.rlim_max};
    void (*const handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct hg_error err = {0};
    const enum hg_status status =
        hg_output_commit(output, "x.csv", large, sizeof(large), &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, handler);

    assert_int_equal(status, HG_E_OUTPUT);
    assert_non_null(strstr(err.message, "x.csv"));
    assert_true(folder_holds("out/x.csv", "abc", 3));
    assert_int_equal(folder_count("out"), 3); /* .lock, manifest.jsonl, x.csv */
    struct hg_committed *files = NULL;
    size_t n = 0;
    assert_ok(hg_output_committed(output, &files, &n, &err), err);
    assert_int_equal(n, 1);
    assert_string_equal(files[0].sha256, SHA_ABC);
    free(files);
    hg_output_close(output);
}

/* The same for the manifest: a line that is cut short is taken back. */
static void a_manifest_without_room_keeps_whole_lines(void **state)
{
    (void)state;
    struct hg_output *output = open_output();
    commit(output, "tif/x.tif", "abc");
    struct rlimit old;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    const struct rlimit small = {.rlim_cur = strlen(LINE_ABC) + 20,
                                 .rlim_max = old.rlim_max};
    void (*const handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct hg_error err = {0};
    const enum hg_status status = hg_output_commit(output, "empty.csv", "", 0, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, handler);

    assert_int_equal(status, HG_E_OUTPUT);
    assert_non_null(strstr(err.message, "manifest.jsonl"));
    assert_true(folder_holds("out/manifest.jsonl", LINE_ABC, strlen(LINE_ABC)));
    commit(output, "empty.csv", "");
    assert_true(folder_holds("out/manifest.jsonl", LINE_ABC LINE_NONE,
                             strlen(LINE_ABC LINE_NONE)));
    hg_output_close(output);
}

enum { LARGE = 4 << 20 };

/* Writes x.bin again and again, each version of one byte, until it is killed. */
static void write_for_ever(void)
{
    struct hg_output *output = NULL;
    char *bytes = malloc(LARGE);
    if (!bytes || hg_output_open(folder_path("out"), &output, NULL) != HG_OK)
        _exit(1);
    for (int version = 0;; version = (version + 1) % 256) {
        memset(bytes, version, LARGE);
        if (hg_output_commit(output, "x.bin", bytes, LARGE, NULL) != HG_OK)
            _exit(1);
    }
}

static void a_killed_process_leaves_no_half_file(void **state)
{
    (void)state;
    char *bytes = malloc(LARGE);
    assert_non_null(bytes);
    for (int round = 0; round < 12; round++) {
        const pid_t child = fork();
        if (child == 0)
            write_for_ever();
        assert_true(child > 0);
        const struct timespec wait = {.tv_nsec = 3000000L * (round + 1)};
        nanosleep(&wait, NULL);
        kill(child, SIGKILL);
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

        FILE *file = fopen(folder_path("out/x.bin"), "rb");
        if (file) {
            memset(bytes, fgetc(file), LARGE);
            (void)fclose(file);
            assert_true(folder_holds("out/x.bin", bytes, LARGE));
        }
    }
    free(bytes);
    hg_output_close(open_output());
    assert_true(folder_count("out") <= 3); /* .lock, manifest.jsonl, x.bin */
}

struct many {
    struct hg_output *output;
};

static enum hg_status commit_one(void *context, size_t i, unsigned worker,
                                 struct hg_error *err)
{
    (void)worker;
    char name[32], text[32];
    snprintf(name, sizeof(name), "%s/f%03zu.csv", i % 2 ? "odd" : "even", i);
    snprintf(text, sizeof(text), "%zu\n", i);
    return hg_output_commit(((struct many *)context)->output, name, text, strlen(text),
                            err);
}

static void threads_commit_side_by_side(void **state)
{
    (void)state;
    struct many many = {open_output()};
    struct hg_error err = {0};
    assert_ok(hg_parallel(4, 100, commit_one, &many, &err), err);
    struct hg_committed *files = NULL;
    size_t n = 0;
    assert_ok(hg_output_committed(many.output, &files, &n, &err), err);
    assert_int_equal(n, 100);
    size_t size = 0;
    for (size_t i = 0; i < n; i++) {
        assert_true(i == 0 || strcmp(files[i - 1].name, files[i].name) < 0);
        /* {"name":"","size":N,"sha256":""} with its end, and the 64 digits */
        size += strlen(files[i].name) + 33 + 64;
    }
    free(files);
    hg_output_close(many.output);
    struct stat about;
    assert_int_equal(stat(folder_path("out/manifest.jsonl"), &about), 0);
    assert_int_equal(about.st_size, size);
    assert_int_equal(folder_count("out/odd"), 50);
    assert_int_equal(folder_count("out/even"), 50);
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    bool failed = true;
    size_t n = 0;
    while (failed) {
        struct hg_output *output = NULL;
        struct hg_committed *files = NULL;
        size_t n_files = 0;
        struct hg_error err = {0};
        alloc_fail_at(++n);
        enum hg_status status = hg_output_open(folder_path("out/deep"), &output, &err);
        if (status == HG_OK)
            status = hg_output_commit(output, "tif/x.tif", "abc", 3, &err);
        if (status == HG_OK)
            status = hg_output_committed(output, &files, &n_files, &err);
        failed = alloc_failed();
        alloc_fail_at(0);
        assert_int_equal(status, failed ? HG_E_MEMORY : HG_OK);
        assert_int_equal(n_files, failed ? 0 : 1);
        if (output) /* and the folder still takes files */
            commit(output, "tif/y.tif", "abc");
        free(files);
        hg_output_close(output);
        assert_int_equal(alloc_live(), before);
    }
    assert_true(n > 6);
}

#define in_a_folder(test)                                                                \
    cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_folder(a_committed_file_stands_whole_and_is_listed),
        in_a_folder(a_name_committed_twice_stands_once_as_it_is_now),
        in_a_folder(what_is_withdrawn_is_gone_and_no_longer_listed),
        in_a_folder(the_manifest_goes_on_where_it_ended),
        in_a_folder(a_torn_last_line_of_the_manifest_is_cut),
        in_a_folder(folders_above_are_made),
        in_a_folder(a_link_is_replaced_and_its_target_left_alone),
        in_a_folder(no_way_leads_through_a_link),
        in_a_folder(names_that_lead_elsewhere_are_refused),
        in_a_folder(a_folder_in_use_is_refused),
        in_a_folder(what_the_dead_left_is_removed_and_nothing_else),
        in_a_folder(what_is_no_folder_is_refused_by_name),
        in_a_folder(a_folder_without_leave_is_refused),
        in_a_folder(what_finds_no_room_leaves_the_old_file),
        in_a_folder(a_manifest_without_room_keeps_whole_lines),
        in_a_folder(a_killed_process_leaves_no_half_file),
        in_a_folder(threads_commit_side_by_side),
        in_a_folder(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
