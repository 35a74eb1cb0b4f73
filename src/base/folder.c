/* folder.c - an output folder on disk: open it, lock it, sweep it */
#include "base/folder.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int base_open_folder(int at, const char *name)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int base_sync(int fd)
{
    while (fsync(fd) != 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

int base_sync_folder(int fd)
{
    const int fault = base_sync(fd);
    return fault == EINVAL ? 0 : fault;
}

int base_write_all(int fd, const void *bytes, size_t length)
{
    const char *p = bytes;
    while (length > 0) {
        const ssize_t n = write(fd, p, length);
        if (n < 0 && errno != EINTR)
            return errno;
        if (n > 0) {
            p += n;
            length -= (size_t)n;
        }
    }
    return 0;
}

/* Creates each folder of path, which is written to and restored. */
static void make_parents(char *path)
{
    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        (void)mkdir(path, 0777); /* what fails here fails again at the last folder */
        *p = '/';
    }
}

int base_make_folder(const char *path)
{
    int fault = mkdir(path, 0777) == 0 ? 0 : errno;
    if (fault == ENOENT && *path) {
        char *copy = strdup(path);
        if (!copy)
            return -1;
        make_parents(copy);
        free(copy);
        fault = mkdir(path, 0777) == 0 ? 0 : errno;
    }
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && fault && fault != EEXIST)
        errno = fault; /* why there is none */
    return fd;
}

/* A regular file of the folder, never through a link; -1 and errno. */
static int open_file(int folder, const char *name, int flags)
{
    const int fd =
        openat(folder, name, flags | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    struct stat about;
    if (fd < 0 || (fstat(fd, &about) == 0 && S_ISREG(about.st_mode)))
        return fd;
    close(fd);
    errno = EINVAL;
    return -1;
}

enum hg_status base_lock_folder(int folder, const char *path, int *out,
                                struct hg_error *err)
{
    const int fd = open_file(folder, ".lock", O_RDWR);
    if (fd < 0)
        return hg_fail(err, HG_E_OUTPUT, "%s/.lock: cannot be opened: %s", path,
                       strerror(errno));
    int done;
    do
        done = flock(fd, LOCK_EX | LOCK_NB);
    while (done != 0 && errno == EINTR);
    if (done == 0) {
        *out = fd;
        return HG_OK;
    }
    const int fault = errno;
    close(fd);
    if (fault == EWOULDBLOCK)
        return hg_fail(err, HG_E_OUTPUT,
                       "%s: the folder is in use by another run of hotgrid; wait for its "
                       "end, or choose another output folder",
                       path);
    return hg_fail(err, HG_E_OUTPUT,
                   "%s: the folder cannot be locked: %s; choose one on a local disk",
                   path, strerror(fault));
}

/* Where the last whole line of the file ends, -1 and errno. */
static off_t end_of_lines(int fd)
{
    char tail[4096];
    off_t end = lseek(fd, 0, SEEK_END);
    while (end > 0) {
        const off_t start = end > (off_t)sizeof(tail) ? end - (off_t)sizeof(tail) : 0;
        const ssize_t n = pread(fd, tail, (size_t)(end - start), start);
        if (n < 0)
            return -1;
        for (ssize_t i = n; i-- > 0;)
            if (tail[i] == '\n')
                return start + i + 1;
        end = start;
    }
    return end;
}

enum hg_status base_open_manifest(int folder, const char *path, int *out,
                                  struct hg_error *err)
{
    const int fd = open_file(folder, BASE_MANIFEST, O_RDWR | O_APPEND);
    const off_t end = fd < 0 ? -1 : end_of_lines(fd);
    if (end < 0 || (end != lseek(fd, 0, SEEK_END) && ftruncate(fd, end) != 0)) {
        const int fault = errno;
        if (fd >= 0)
            close(fd);
        return hg_fail(err, HG_E_OUTPUT, "%s/%s: cannot be opened for writing: %s", path,
                       BASE_MANIFEST, strerror(fault));
    }
    *out = fd;
    return HG_OK;
}

/* The process that wrote ".NAME.PID.part"; 0 for any other name. */
static pid_t writer_of(const char *name)
{
    const size_t length = strlen(name), suffix = strlen(".part");
    if (name[0] != '.' || length <= suffix ||
        strcmp(name + length - suffix, ".part") != 0)
        return 0;
    size_t start = length - suffix;
    while (start > 0 && name[start - 1] >= '0' && name[start - 1] <= '9')
        start--;
    if (start < 2 || name[start - 1] != '.')
        return 0;
    errno = 0;
    const long pid = strtol(name + start, NULL, 10);
    return errno == 0 && pid > 0 && pid == (pid_t)pid ? (pid_t)pid : 0;
}

/* Whoever holds the lock writes here alone, so a file with our own number is left over
 * from a process that had it before us (in a container every run may be number 1). */
static bool is_dead(pid_t pid)
{
    return pid == getpid() || (kill(pid, 0) != 0 && errno == ESRCH);
}

/* The entries of a folder, NULL where they cannot be read; closedir() ends them. */
static DIR *list(int folder)
{
    const int fd = base_open_folder(folder, ".");
    DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    if (!entries && fd >= 0)
        close(fd);
    return entries;
}

/* What cannot be removed stays: it stands in nobody's way. */
static void sweep_one(int folder)
{
    DIR *entries = list(folder);
    if (!entries)
        return;
    for (const struct dirent *entry; (entry = readdir(entries));) {
        const pid_t pid = writer_of(entry->d_name);
        if (pid > 0 && is_dead(pid))
            (void)unlinkat(folder, entry->d_name, 0);
    }
    closedir(entries);
}

void base_sweep_folder(int folder)
{
    sweep_one(folder);
    DIR *entries = list(folder);
    if (!entries)
        return;
    for (const struct dirent *entry; (entry = readdir(entries));) {
        const bool visible = entry->d_name[0] != '.';
        const int inner = visible ? base_open_folder(folder, entry->d_name) : -1;
        if (inner >= 0) {
            sweep_one(inner);
            close(inner);
        }
    }
    closedir(entries);
}
