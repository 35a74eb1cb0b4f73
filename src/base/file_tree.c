/* file_tree.c - a folder of many small files that gets its name when it is whole */
#define _GNU_SOURCE /* nftw, syncfs */
#include "base/folder.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <hotgrid/file_tree.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct hg_tree {
    char *path, *part; /* its name, and the one it has until it is whole */
    int parent, folder;
    bool finished;
};

enum { OPEN_AT_ONCE = 16 };

static int remove_one(const char *path, const struct stat *about, int kind,
                      struct FTW *where)
{
    (void)about, (void)where;
    (void)(kind == FTW_DP ? rmdir(path) : unlink(path));
    return 0;
}

/* What cannot be removed stays: it stands in nobody's way. */
static void remove_part(const struct hg_tree *tree)
{
    (void)nftw(tree->part, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS);
}

void hg_tree_destroy(struct hg_tree *tree)
{
    if (!tree)
        return;
    if (tree->folder >= 0) {
        close(tree->folder);
        if (!tree->finished)
            remove_part(tree);
    }
    if (tree->parent >= 0)
        close(tree->parent);
    free(tree->path);
    free(tree->part);
    free(tree);
}

static enum hg_status fail(const char *path, const char *what, int fault,
                           struct hg_error *err)
{
    return hg_fail(err, fault == ENOMEM ? HG_E_MEMORY : HG_E_OUTPUT, "%s: %s: %s", path,
                   what, strerror(fault));
}

/* Splits the path into the folder above and ".NAME.PID.part" in it. */
static bool name_part(struct hg_tree *tree, char **above)
{
    size_t length = strlen(tree->path);
    while (length > 1 && tree->path[length - 1] == '/')
        tree->path[--length] = '\0';
    const char *slash = strrchr(tree->path, '/');
    const char *name = slash ? slash + 1 : tree->path;
    const size_t n = slash ? (size_t)(slash - tree->path) + 1 : 0;
    *above = slash ? strndup(tree->path, n) : strdup(".");
    const size_t size = length + 64;
    tree->part = malloc(size);
    if (!*above || !tree->part)
        return false;
    (void)snprintf(tree->part, size, "%.*s.%s.%ld.part", (int)n, tree->path, name,
                   (long)getpid());
    return true;
}

/* A folder that is there may be replaced while it is empty. */
static enum hg_status check_free(const struct hg_tree *tree, struct hg_error *err)
{
    if (rmdir(tree->path) == 0 || errno == ENOENT)
        return HG_OK;
    if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR)
        return hg_fail(err, HG_E_OUTPUT,
                       "%s: is there already; remove it, or name another folder",
                       tree->path);
    return fail(tree->path, "cannot be made", errno, err);
}

static enum hg_status open_part(struct hg_tree *tree, const char *above,
                                struct hg_error *err)
{
    tree->parent = base_make_folder(above);
    if (tree->parent < 0)
        return fail(above, "cannot be made or opened", errno, err);
    const enum hg_status status = check_free(tree, err);
    if (status != HG_OK)
        return status;
    remove_part(tree); /* of a dead process with our number */
    if (mkdir(tree->part, 0777) != 0)
        return fail(tree->part, "cannot be made", errno, err);
    tree->folder = base_open_folder(AT_FDCWD, tree->part);
    return tree->folder < 0 ? fail(tree->part, "cannot be opened", errno, err) : HG_OK;
}

enum hg_status hg_tree_create(const char *path, struct hg_tree **out,
                              struct hg_error *err)
{
    struct hg_tree *tree = calloc(1, sizeof(*tree));
    char *above = NULL;
    if (!tree)
        return hg_fail(err, HG_E_MEMORY, "no memory for a folder");
    tree->parent = tree->folder = -1;
    tree->path = strdup(path);
    enum hg_status status = HG_E_MEMORY;
    if (!tree->path || !name_part(tree, &above))
        (void)hg_fail(err, HG_E_MEMORY, "no memory for a folder");
    else
        status = open_part(tree, above, err);
    free(above);
    if (status != HG_OK) {
        hg_tree_destroy(tree);
        return status;
    }
    *out = tree;
    return HG_OK;
}

/* Makes the folders of a name. */
static void make_folders(int folder, const char *name)
{
    char path[256];
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
        (void)snprintf(path, sizeof(path), "%.*s", (int)(slash - name), name);
        (void)mkdirat(folder, path, 0777); /* what fails here fails again at the file */
    }
}

enum hg_status hg_tree_add(struct hg_tree *tree, const char *name, const void *bytes,
                           size_t length, struct hg_error *err)
{
    static const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(tree->folder, name, flags, 0666);
    if (fd < 0 && errno == ENOENT) {
        make_folders(tree->folder, name);
        fd = openat(tree->folder, name, flags, 0666);
    }
    int fault = fd < 0 ? errno : base_write_all(fd, bytes, length);
    if (fd >= 0 && close(fd) != 0 && !fault)
        fault = errno;
    if (!fault)
        return HG_OK;
    return hg_fail(err, HG_E_OUTPUT, "%s/%s: cannot be written: %s", tree->path, name,
                   strerror(fault));
}

enum hg_status hg_tree_finish(struct hg_tree *tree, struct hg_error *err)
{
    if (syncfs(tree->folder) != 0)
        return fail(tree->path, "cannot be written", errno, err);
    if (rename(tree->part, tree->path) != 0)
        return fail(tree->path, "cannot be renamed to this", errno, err);
    tree->finished = true;
    const int fault = base_sync_folder(tree->parent);
    return fault ? fail(tree->path, "cannot be written", fault, err) : HG_OK;
}
