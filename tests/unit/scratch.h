/*
 * scratch.h - small files for tests of readers, in a folder that goes away
 *
 * scratch_setup and scratch_teardown are for cmocka's group or test hooks.  Paths are
 * made in a ring of buffers: the last eight stay valid.
 */
#ifndef HG_TEST_SCRATCH_H
#define HG_TEST_SCRATCH_H

#include "check.h"
#include <dirent.h>
#include <hotgrid/error.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char scratch_folder[64];

static inline int scratch_setup(void **state)
{
    (void)state;
    strcpy(scratch_folder, "/tmp/hotgrid-test-XXXXXX");
    return mkdtemp(scratch_folder) ? 0 : -1;
}

static inline const char *scratch_path(const char *name)
{
    static char paths[8][400];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof(paths[0]), "%s/%s", scratch_folder, name);
    return path;
}

static inline int scratch_teardown(void **state)
{
    (void)state;
    DIR *folder = opendir(scratch_folder);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        if (entry->d_name[0] != '.')
            unlink(scratch_path(entry->d_name));
    if (folder)
        closedir(folder);
    return rmdir(scratch_folder);
}

static inline const char *scratch_bytes(const char *name, const void *bytes, size_t n)
{
    const char *path = scratch_path(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
    return path;
}

static inline const char *scratch_text(const char *name, const char *text)
{
    return scratch_bytes(name, text, strlen(text));
}

static inline struct hg_faults *scratch_faults(void)
{
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    assert_ok(hg_faults_create(&faults, &err), err);
    return faults;
}

/* The i-th fault is just this text behind the scratch folder. */
static inline void assert_fault(const struct hg_faults *faults, size_t i,
                                const char *expected)
{
    assert_true(i < hg_faults_kept(faults));
    const char *line = hg_faults_line(faults, i);
    const size_t n = strlen(scratch_folder) + 1;
    assert_memory_equal(line, scratch_folder, n - 1);
    assert_string_equal(line + n, expected);
}

#endif
