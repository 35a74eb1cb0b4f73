/* stand.c - what an earlier run left in the output folder, and what the manifest says */
#include "base/output.h"
#include <errno.h>
#include <fcntl.h>
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum hg_status hg_output_look(const char *path, struct hg_output **out,
                              struct hg_error *err)
{
    struct hg_output *output = calloc(1, sizeof(*output));
    if (!output)
        return hg_fail(err, HG_E_MEMORY, "no memory for an output folder");
    output->lock_file = output->manifest = -1;
    output->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (output->folder >= 0)
        output->manifest =
            openat(output->folder, BASE_MANIFEST, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    output->path = strdup(path);
    output->lock = hg_lock_create();
    const bool room = output->path && output->lock, stands = output->manifest >= 0;
    *out = room && stands ? output : NULL;
    if (!*out)
        hg_output_close(output);
    return room ? HG_OK : hg_fail(err, HG_E_MEMORY, "no memory for an output folder");
}

/* The folder of a file, and its name there; -1 where there is none. */
static int enter_standing(const struct hg_output *output, const char *name,
                          const char **file)
{
    char folder[BASE_PART_LENGTH + 1];
    if (!base_split_name(name, folder, file))
        return -1;
    return *folder ? base_open_folder(output->folder, folder)
                   : fcntl(output->folder, F_DUPFD_CLOEXEC, 0);
}

/* The file, never through a link; -1 where there is none. */
static int open_standing(const struct hg_output *output, const char *name)
{
    const char *file = NULL;
    const int at = enter_standing(output, name, &file);
    if (at < 0)
        return -1;
    const int fd = openat(at, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    close(at);
    return fd;
}

/* Is it a file of that size and digest? */
static bool is_as_written(int fd, uint64_t size, const char *sha256)
{
    enum { CHUNK = 1 << 16 };
    struct stat about;
    char text[HG_DIGEST_TEXT] = "";
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode) ||
        (uint64_t)about.st_size != size)
        return false;
    struct hg_digest *digest = hg_digest_create();
    char *chunk = malloc(CHUNK);
    ssize_t n = digest && chunk ? 1 : -1;
    while (n > 0) {
        n = read(fd, chunk, CHUNK);
        if (n > 0)
            hg_digest_add(digest, chunk, (size_t)n);
        else if (n < 0 && errno == EINTR)
            n = 1;
    }
    if (n == 0)
        hg_digest_text(digest, text);
    free(chunk);
    hg_digest_destroy(digest);
    return n == 0 && strcmp(text, sha256) == 0;
}

bool hg_output_adopt(struct hg_output *output, const struct hg_committed *file)
{
    const int fd = open_standing(output, file->name);
    const bool stands = fd >= 0 && is_as_written(fd, file->size, file->sha256);
    if (fd >= 0)
        close(fd);
    struct hg_committed entry = *file;
    entry.name = stands ? strdup(file->name) : NULL;
    if (!entry.name || !base_reserve(output)) {
        free(entry.name);
        return false;
    }
    hg_lock_take(output->lock);
    base_enlist(output, &entry);
    hg_lock_release(output->lock);
    return true;
}

/* 0, or errno.  A folder that others have files in stays. */
static int take_away(const struct hg_output *output, const char *name)
{
    char folder[BASE_PART_LENGTH + 1];
    const char *file = NULL;
    const int at = enter_standing(output, name, &file);
    if (at < 0)
        return errno;
    int fault = unlinkat(at, file, 0) == 0 ? base_sync_folder(at) : errno;
    close(at);
    if (!fault && base_split_name(name, folder, &file) && *folder &&
        unlinkat(output->folder, folder, AT_REMOVEDIR) == 0)
        fault = base_sync_folder(output->folder);
    return fault;
}

enum hg_status hg_output_remove(struct hg_output *output, const struct hg_committed *file,
                                enum hg_removal *out, struct hg_error *err)
{
    const int fd = open_standing(output, file->name);
    if (fd < 0) {
        *out = HG_REMOVAL_GONE;
        return HG_OK;
    }
    const bool same = is_as_written(fd, file->size, file->sha256);
    close(fd);
    if (!same) {
        *out = HG_REMOVAL_CHANGED;
        return HG_OK;
    }
    const int fault = take_away(output, file->name);
    if (fault)
        return hg_fail(err, HG_E_OUTPUT,
                       "%s/%s: is of an earlier run and cannot be removed: %s",
                       output->path, file->name, strerror(fault));
    char line[2 * BASE_PART_LENGTH + 40];
    snprintf(line, sizeof(line), "{\"name\":\"%s\",\"removed\":true}", file->name);
    *out = HG_REMOVED;
    return hg_output_note(output, line, err);
}

size_t hg_output_of_stem(const struct hg_output *output, const char *stem, size_t most,
                         struct hg_committed *out)
{
    char prefix[2 * BASE_PART_LENGTH + 4];
    size_t n = 0;
    bool found;
    hg_lock_take(output->lock);
    for (size_t i = 0; i < output->n_files;) {
        const char *const name = output->files[i].name, *slash = strchr(name, '/');
        if (!slash) {
            i++;
            continue;
        }
        const int folder = (int)(slash - name);
        snprintf(prefix, sizeof(prefix), "%.*s/%s.", folder, name, stem);
        const size_t length = strlen(prefix);
        for (size_t k = base_place_of(output, prefix, &found);
             k < output->n_files && n < most &&
             strncmp(output->files[k].name, prefix, length) == 0;
             k++)
            out[n++] = output->files[k];
        snprintf(prefix, sizeof(prefix), "%.*s0", folder, name); /* '0' follows '/' */
        i = base_place_of(output, prefix, &found);
    }
    hg_lock_release(output->lock);
    return n;
}

static enum hg_status fail(const struct hg_output *output, const char *what, int fault,
                           struct hg_error *err)
{
    return hg_fail(err, fault == ENOMEM ? HG_E_MEMORY : HG_E_OUTPUT,
                   "%s/%s: cannot be %s: %s", output->path, BASE_MANIFEST, what,
                   strerror(fault));
}

enum hg_status hg_output_note(struct hg_output *output, const char *line,
                              struct hg_error *err)
{
    struct hg_text whole = {0};
    hg_text_print(&whole, "%s\n", line);
    if (whole.failed) {
        free(whole.bytes);
        return fail(output, "written", ENOMEM, err);
    }
    hg_lock_take(output->lock);
    int fault = base_add_line(output->manifest, whole.bytes, whole.length);
    hg_lock_release(output->lock);
    free(whole.bytes);
    if (!fault)
        fault = base_sync(output->manifest);
    return fault ? fail(output, "written", fault, err) : HG_OK;
}

enum hg_status hg_output_notes(const struct hg_output *output, char **out,
                               struct hg_error *err)
{
    struct stat about;
    if (fstat(output->manifest, &about) != 0)
        return fail(output, "read", errno, err);
    const size_t size = (size_t)about.st_size;
    char *text = malloc(size + 1);
    if (!text)
        return fail(output, "read", ENOMEM, err);
    size_t filled = 0;
    while (filled < size) {
        const ssize_t n =
            pread(output->manifest, text + filled, size - filled, (off_t)filled);
        if (n == 0)
            break;
        if (n < 0 && errno != EINTR) {
            const int fault = errno;
            free(text);
            return fail(output, "read", fault, err);
        }
        filled += n > 0 ? (size_t)n : 0;
    }
    text[filled] = '\0';
    *out = text;
    return HG_OK;
}
