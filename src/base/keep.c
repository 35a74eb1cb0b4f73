/* keep.c - one file, whole or absent */
#include "base/folder.h"
#include "base/whole.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int fill_part(int at, const char *name, size_t n_part, const struct hg_bytes *part)
{
    const int fd =
        openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return errno;
    int fault = 0;
    for (size_t i = 0; !fault && i < n_part; i++)
        fault = base_write_all(fd, part[i].bytes, part[i].length);
    if (!fault)
        fault = base_sync(fd);
    /* After EINTR the descriptor is closed all the same (Linux), and synced before. */
    if (close(fd) != 0 && errno != EINTR && !fault)
        fault = errno;
    if (fault)
        (void)unlinkat(at, name, 0);
    return fault;
}

int base_write_whole(int at, const char *file, size_t n_part, const struct hg_bytes *part)
{
    char name[BASE_PART_LENGTH + 32];
    snprintf(name, sizeof(name), ".%s.%ld.part", file, (long)getpid());
    const int fault = fill_part(at, name, n_part, part);
    if (fault)
        return fault;
    if (renameat(at, name, at, file) != 0) {
        const int why = errno;
        (void)unlinkat(at, name, 0);
        return why;
    }
    return base_sync_folder(at);
}

enum hg_status hg_keep(const char *folder, const char *name, size_t n_part,
                       const struct hg_bytes *part, struct hg_error *err)
{
    const int at = base_make_folder(folder);
    int fault = at < 0 ? errno : 0;
    if (!fault) {
        base_sweep_folder(at);
        fault = base_write_whole(at, name, n_part, part);
    }
    if (at >= 0)
        close(at);
    if (!fault)
        return HG_OK;
    return hg_fail(err, HG_E_OUTPUT, "%s/%s: cannot be written: %s", folder, name,
                   strerror(fault));
}
