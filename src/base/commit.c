/* commit.c - files that appear under their names only when they are whole */
#include "base/output.h"
#include "base/whole.h"
#include <errno.h>
#include <fcntl.h>
#include <hotgrid/text.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_if_open(int fd)
{
    if (fd >= 0)
        close(fd);
}

void hg_output_close(struct hg_output *output)
{
    if (!output)
        return;
    close_if_open(output->manifest);
    close_if_open(output->lock_file);
    close_if_open(output->folder);
    for (size_t i = 0; i < output->n_files; i++)
        free(output->files[i].name);
    free(output->files);
    free(output->path);
    hg_lock_destroy(output->lock);
    free(output);
}

enum hg_status hg_output_open(const char *path, struct hg_output **out,
                              struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct hg_output *output = calloc(1, sizeof(*output));
    if (!output)
        return hg_fail(err, HG_E_MEMORY, "no memory for an output folder");
    output->folder = output->lock_file = output->manifest = -1;
    output->path = strdup(path);
    output->lock = hg_lock_create();
    if (!output->path || !output->lock) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for an output folder");
        goto done;
    }
    output->folder = base_make_folder(path);
    if (output->folder < 0) {
        status = hg_fail(err, errno == ENOMEM ? HG_E_MEMORY : HG_E_OUTPUT,
                         "%s: the output folder cannot be made or opened: %s", path,
                         strerror(errno));
        goto done;
    }
    status = base_lock_folder(output->folder, path, &output->lock_file, err);
    if (status != HG_OK)
        goto done;
    base_sweep_folder(output->folder);
    status = base_open_manifest(output->folder, path, &output->manifest, err);
    if (status != HG_OK)
        goto done;
    *out = output;
    output = NULL; /* now the caller's */
done:
    hg_output_close(output);
    return status;
}

/* One part of a name: it starts like a code, and Windows can have it too. */
static bool is_part(const char *part, size_t length)
{
    if (length == 0 || length > BASE_PART_LENGTH || part[length - 1] == '.')
        return false;
    char stem[BASE_PART_LENGTH + 1], one[2] = "";
    for (size_t i = 0; i < length; i++) {
        one[0] = part[i];
        const bool joint = i > 0 && part[i] && strchr("._-", part[i]);
        if (!joint && !hg_text_is_code(one))
            return false;
        stem[i] = part[i];
    }
    stem[length] = '\0';
    stem[strcspn(stem, ".")] = '\0';
    return strlen(stem) > 4 || hg_text_is_code(stem); /* devices have 3 or 4 letters */
}

bool base_split_name(const char *name, char folder[BASE_PART_LENGTH + 1],
                     const char **file)
{
    const char *const slash = strchr(name, '/');
    const size_t length = slash ? (size_t)(slash - name) : 0;
    *file = slash ? slash + 1 : name;
    if ((slash && !is_part(name, length)) || !is_part(*file, strlen(*file)))
        return false;
    memcpy(folder, name, length);
    folder[length] = '\0';
    return slash || strcmp(name, BASE_MANIFEST) != 0;
}

/* The folder a file goes to, made where it is missing; -1 and errno. */
static int enter(const struct hg_output *output, const char *folder)
{
    if (!*folder)
        return fcntl(output->folder, F_DUPFD_CLOEXEC, 0);
    if (mkdirat(output->folder, folder, 0777) == 0) {
        const int fault = base_sync_folder(output->folder);
        if (fault) {
            errno = fault;
            return -1;
        }
    } else if (errno != EEXIST) {
        return -1;
    }
    return base_open_folder(output->folder, folder);
}

size_t base_place_of(const struct hg_output *output, const char *name, bool *found)
{
    size_t low = 0, high = output->n_files;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(output->files[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *found = low < output->n_files && strcmp(output->files[low].name, name) == 0;
    return low;
}

bool base_reserve(struct hg_output *output)
{
    bool ok = true;
    hg_lock_take(output->lock);
    if (output->n_files + output->under_way == output->max_files) {
        const size_t max = output->max_files ? 2 * output->max_files : 16;
        void *files = reallocarray(output->files, max, sizeof(*output->files));
        ok = files;
        if (ok) {
            output->files = files;
            output->max_files = max;
        }
    }
    output->under_way += ok;
    hg_lock_release(output->lock);
    return ok;
}

void base_cancel(struct hg_output *output)
{
    hg_lock_take(output->lock);
    output->under_way--;
    hg_lock_release(output->lock);
}

void base_enlist(struct hg_output *output, const struct hg_committed *file)
{
    bool found;
    const size_t i = base_place_of(output, file->name, &found);
    struct hg_committed *const place = &output->files[i];
    output->under_way--;
    if (found) {
        free(file->name);
        place->size = file->size;
        memcpy(place->sha256, file->sha256, sizeof(place->sha256));
        return;
    }
    memmove(place + 1, place, (output->n_files - i) * sizeof(*place));
    *place = *file;
    output->n_files++;
}

/* Two lines never mix, and a line that is cut off by a full disk is taken back. */
int base_add_line(int manifest, const char *line, size_t length)
{
    const off_t end = lseek(manifest, 0, SEEK_END);
    if (end < 0)
        return errno;
    ssize_t n;
    do
        n = write(manifest, line, length);
    while (n < 0 && errno == EINTR);
    if (n >= 0 && (size_t)n == length)
        return 0;
    const int fault = n < 0 ? errno : ENOSPC;
    return ftruncate(manifest, end) == 0 ? fault : errno;
}

static int add_file(const struct hg_output *output, const struct hg_committed *file)
{
    char line[3 * BASE_PART_LENGTH + 160];
    const bool by = output->by != NULL;
    const int length =
        snprintf(line, sizeof(line),
                 "{\"name\":\"%s\",\"size\":%" PRIu64 ",\"sha256\":\"%s\"%s%.*s%s}\n",
                 file->name, file->size, file->sha256, by ? ",\"by\":\"" : "",
                 BASE_PART_LENGTH, by ? output->by : "", by ? "\"" : "");
    return base_add_line(output->manifest, line, (size_t)length);
}

void hg_output_sign(struct hg_output *output, const char *by)
{
    output->by = by;
}

static enum hg_status fail_to_write(const struct hg_output *output, const char *name,
                                    int fault, struct hg_error *err)
{
    return hg_fail(err, HG_E_OUTPUT, "%s/%s: cannot be written: %s%s", output->path, name,
                   strerror(fault),
                   fault == ENOSPC || fault == EDQUOT
                       ? "; make room and run again: the files that stand are whole"
                       : "");
}

enum hg_status hg_output_commit(struct hg_output *output, const char *name,
                                const void *bytes, size_t length, struct hg_error *err)
{
    char folder[BASE_PART_LENGTH + 1];
    const char *file = NULL;
    if (!base_split_name(name, folder, &file))
        return hg_fail(err, HG_E_OUTPUT,
                       "%s/%s: is no name for an output; it may have one folder, and "
                       "letters, digits, '_', '-' and '.'",
                       output->path, name);
    struct hg_committed entry = {.name = strdup(name), .size = length};
    if (!entry.name || !base_reserve(output)) {
        free(entry.name);
        return hg_fail(err, HG_E_MEMORY, "no memory to commit %s", name);
    }
    hg_digest_bytes(bytes, length, entry.sha256);

    const int at = enter(output, folder);
    const struct hg_bytes whole = {bytes, length};
    int fault = at < 0 ? errno : base_write_whole(at, file, 1, &whole);
    close_if_open(at);
    if (fault) {
        base_cancel(output);
        free(entry.name);
        return fail_to_write(output, name, fault, err);
    }
    hg_lock_take(output->lock);
    fault = add_file(output, &entry);
    base_enlist(output, &entry);
    hg_lock_release(output->lock);
    if (!fault)
        fault = base_sync(output->manifest);
    return fault ? fail_to_write(output, BASE_MANIFEST, fault, err) : HG_OK;
}

enum hg_status hg_output_committed(const struct hg_output *output,
                                   struct hg_committed **out, size_t *n,
                                   struct hg_error *err)
{
    hg_lock_take(output->lock);
    const size_t count = output->n_files;
    struct hg_committed *copy = calloc(count ? count : 1, sizeof(*copy));
    if (copy && count > 0)
        memcpy(copy, output->files, count * sizeof(*copy));
    hg_lock_release(output->lock);
    if (!copy)
        return hg_fail(err, HG_E_MEMORY, "no memory for a list of %zu files", count);
    *out = copy;
    *n = count;
    return HG_OK;
}

/* Called with the lock held. */
static void take_away(struct hg_output *output, size_t i)
{
    char folder[BASE_PART_LENGTH + 1];
    const char *file = NULL;
    if (base_split_name(output->files[i].name, folder, &file)) {
        const int at = enter(output, folder);
        if (at >= 0)
            (void)unlinkat(at, file, 0);
        close_if_open(at);
    }
    free(output->files[i].name);
    output->n_files--;
    memmove(&output->files[i], &output->files[i + 1],
            (output->n_files - i) * sizeof(*output->files));
}

void hg_output_withdraw(struct hg_output *output, const char *stem)
{
    const size_t length = strlen(stem);
    bool found;
    hg_lock_take(output->lock);
    size_t i = base_place_of(output, stem, &found);
    while (i < output->n_files && strncmp(output->files[i].name, stem, length) == 0)
        if (output->files[i].name[length] == '.')
            take_away(output, i);
        else
            i++;
    hg_lock_release(output->lock);
}
