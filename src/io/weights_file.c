/* weights_file.c - weights and proxies on the grid, kept in a folder for later runs */
#include <errno.h>
#include <fcntl.h>
#include <hotgrid/keep.h>
#include <hotgrid/weights_file.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_LENGTH (HG_DIGEST_TEXT - 1)

_Static_assert(sizeof(size_t) == 8, "counts are written as size_t");

/* 96 bytes, without holes. */
struct header {
    char magic[8];
    uint32_t order, kind;
    uint64_t count[2];
    char key[KEY_LENGTH];
};
_Static_assert(sizeof(struct header) == 96, "a header has no holes");

static const char MAGIC[8] = {'h', 'g', 'k', 'e', 'p', 't', '1', '\n'};
static const uint32_t ORDER = 0x01020304;

/* Cells first .. first + length - 1 of a density are not 0; length 0 ends the list. */
struct run {
    uint32_t first, length;
};

static const char *name_of(enum hg_kept_kind kind)
{
    return kind == HG_KEPT_WEIGHTS ? "weights" : "density";
}

const char *hg_kept_path(const char *folder, enum hg_kept_kind kind, const char *key,
                         char *buffer, size_t size)
{
    (void)snprintf(buffer, size, "%s/%s-%s.kept", folder, name_of(kind), key);
    return buffer;
}

/* A file while it is read: what was read so far is in the digest. */
struct reader {
    int fd;
    uint64_t left; /* bytes before the digest at the end */
    struct hg_digest *digest;
    struct header header;
};

/* False at the end of the file, or where it cannot be read. */
static bool read_bytes(int fd, void *to, size_t n)
{
    char *at = to;
    while (n > 0) {
        const ssize_t got = read(fd, at, n);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        at += got > 0 ? got : 0;
        n -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* The next n bytes, no more than there are before the digest. */
static bool take(struct reader *r, void *to, uint64_t n)
{
    if (n > r->left || !read_bytes(r->fd, to, n))
        return false;
    r->left -= n;
    hg_digest_add(r->digest, to, n);
    return true;
}

/* Is all read, and as it was written? */
static bool is_whole(struct reader *r)
{
    char found[HG_DIGEST_TEXT], wanted[KEY_LENGTH];
    hg_digest_text(r->digest, found);
    return r->left == 0 && read_bytes(r->fd, wanted, sizeof(wanted)) &&
           memcmp(found, wanted, sizeof(wanted)) == 0;
}

static bool open_header(struct reader *r, enum hg_kept_kind kind, const char *key)
{
    struct stat about;
    if (fstat(r->fd, &about) != 0 || !S_ISREG(about.st_mode) ||
        about.st_size < (off_t)(sizeof(r->header) + KEY_LENGTH))
        return false;
    r->left = (uint64_t)about.st_size - KEY_LENGTH;
    const struct header *h = &r->header;
    return take(r, &r->header, sizeof(r->header)) &&
           memcmp(h->magic, MAGIC, sizeof(MAGIC)) == 0 && h->order == ORDER &&
           h->kind == (uint32_t)kind && strlen(key) == KEY_LENGTH &&
           memcmp(h->key, key, KEY_LENGTH) == 0;
}

static void reader_close(struct reader *r)
{
    if (r->fd >= 0)
        close(r->fd);
    hg_digest_destroy(r->digest);
}

/* kept is HG_KEPT_FOUND when the header is right. */
static enum hg_status reader_open(struct reader *r, const char *folder,
                                  enum hg_kept_kind kind, const char *key,
                                  enum hg_kept *kept, struct hg_error *err)
{
    const size_t size = strlen(folder) + HG_DIGEST_TEXT + sizeof("/weights-.kept");
    char *path = malloc(size);
    *r = (struct reader){.fd = -1, .digest = hg_digest_create()};
    if (!path || !r->digest) {
        free(path);
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read from it", folder);
    }
    /* Without O_NONBLOCK a named pipe in place of the file would wait forever. */
    r->fd = open(hg_kept_path(folder, kind, key, path, size),
                 O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (r->fd < 0)
        *kept = errno == ENOENT || errno == ENOTDIR ? HG_KEPT_NOT : HG_KEPT_DAMAGED;
    else
        *kept = open_header(r, kind, key) ? HG_KEPT_FOUND : HG_KEPT_DAMAGED;
    free(path);
    return HG_OK;
}

static bool weights_alloc(struct hg_weights *w, size_t n_shape, size_t n)
{
    w->n_shape = n_shape;
    w->first = malloc((n_shape + 1) * sizeof(*w->first));
    w->n_odd = malloc((n_shape + 1) * sizeof(*w->n_odd));
    w->fraction = malloc((n + 1) * sizeof(*w->fraction));
    w->cell = malloc((n + 1) * sizeof(*w->cell));
    return w->first && w->n_odd && w->fraction && w->cell;
}

/* Are the numbers such as hg_cover() makes, whoever wrote them? */
static bool weights_are_sound(const struct hg_weights *w, size_t n, size_t n_cells)
{
    bool sound = w->first[0] == 0 && w->first[w->n_shape] == n;
    for (size_t s = 0; sound && s < w->n_shape; s++) {
        sound = w->first[s] <= w->first[s + 1] && w->first[s + 1] <= n;
        for (size_t i = w->first[s]; sound && i < w->first[s + 1]; i++)
            sound = w->cell[i] < n_cells && w->fraction[i] > 0 && w->fraction[i] <= 1 &&
                    (i == w->first[s] || w->cell[i] > w->cell[i - 1]);
    }
    return sound;
}

/* Bytes of the arrays; counts that no file can have are too many. */
static bool weights_size(uint64_t n_shape, uint64_t n, uint64_t *out)
{
    const uint64_t most = UINT64_C(1) << 48;
    *out = (n_shape + 1) * sizeof(size_t) + n_shape * sizeof(size_t) +
           n * (sizeof(double) + sizeof(uint32_t));
    return n_shape < most && n < most;
}

static enum hg_status read_weights(struct reader *r, size_t n_cells,
                                   struct hg_weights **out, enum hg_kept *kept,
                                   struct hg_error *err)
{
    const size_t n_shape = r->header.count[0], n = r->header.count[1];
    struct hg_weights *w = calloc(1, sizeof(*w));
    if (!w || !weights_alloc(w, n_shape, n)) {
        hg_weights_destroy(w);
        return hg_fail(err, HG_E_MEMORY, "no memory for the cells of the regions");
    }
    if (take(r, w->first, (n_shape + 1) * sizeof(*w->first)) &&
        take(r, w->n_odd, n_shape * sizeof(*w->n_odd)) &&
        take(r, w->fraction, n * sizeof(*w->fraction)) &&
        take(r, w->cell, n * sizeof(*w->cell)) && is_whole(r) &&
        weights_are_sound(w, n, n_cells)) {
        *out = w;
        return HG_OK;
    }
    hg_weights_destroy(w);
    *kept = HG_KEPT_DAMAGED;
    return HG_OK;
}

enum hg_status hg_load_weights(const char *folder, const char *key,
                               const struct hg_grid *grid, size_t n_shape,
                               struct hg_weights **out, enum hg_kept *kept,
                               struct hg_error *err)
{
    struct reader r;
    enum hg_status status = reader_open(&r, folder, HG_KEPT_WEIGHTS, key, kept, err);
    uint64_t size = 0;
    if (status == HG_OK && *kept == HG_KEPT_FOUND) {
        if (r.header.count[0] == n_shape &&
            weights_size(n_shape, r.header.count[1], &size) && size == r.left)
            status = read_weights(&r, hg_grid_cells(grid), out, kept, err);
        else
            *kept = HG_KEPT_DAMAGED;
    }
    reader_close(&r);
    return status;
}

static struct header header_of(enum hg_kept_kind kind, const char *key, uint64_t first,
                               uint64_t second)
{
    struct header h = {.order = ORDER, .kind = (uint32_t)kind, .count = {first, second}};
    memcpy(h.magic, MAGIC, sizeof(MAGIC));
    memcpy(h.key, key, KEY_LENGTH);
    return h;
}

/* Keeps the parts, and their digest in place of the last one. */
static enum hg_status keep(const char *folder, enum hg_kept_kind kind, const char *key,
                           size_t n_part, struct hg_bytes *part, struct hg_error *err)
{
    char name[2 * HG_DIGEST_TEXT], sum[HG_DIGEST_TEXT];
    struct hg_digest *digest = hg_digest_create();
    if (!digest)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to write to it", folder);
    for (size_t i = 0; i + 1 < n_part; i++)
        hg_digest_add(digest, part[i].bytes, part[i].length);
    hg_digest_text(digest, sum);
    hg_digest_destroy(digest);
    part[n_part - 1] = (struct hg_bytes){sum, KEY_LENGTH};
    (void)snprintf(name, sizeof(name), "%s-%s.kept", name_of(kind), key);
    const enum hg_status status = hg_keep(folder, name, n_part, part, err);
    part[n_part - 1] = (struct hg_bytes){NULL, 0};
    return status;
}

enum hg_status hg_save_weights(const char *folder, const char *key,
                               const struct hg_weights *weights, struct hg_error *err)
{
    const size_t n = weights->first[weights->n_shape];
    const struct header header = header_of(HG_KEPT_WEIGHTS, key, weights->n_shape, n);
    struct hg_bytes part[] = {
        {&header, sizeof(header)},
        {weights->first, (weights->n_shape + 1) * sizeof(*weights->first)},
        {weights->n_odd, weights->n_shape * sizeof(*weights->n_odd)},
        {weights->fraction, n * sizeof(*weights->fraction)},
        {weights->cell, n * sizeof(*weights->cell)},
        {NULL, 0},
    };
    return keep(folder, HG_KEPT_WEIGHTS, key, sizeof(part) / sizeof(part[0]), part, err);
}

/* Any bit: 0 and -0 are told apart. */
static bool is_value(const double *density)
{
    uint64_t bits;
    memcpy(&bits, density, sizeof(bits));
    return bits != 0;
}

/* Runs of a density and, where they are wanted, the values in them. */
static void find_runs(const double *density, size_t n, struct run *run, size_t *n_run,
                      double *value, size_t *n_value)
{
    *n_run = *n_value = 0;
    for (size_t i = 0; i < n;) {
        if (!is_value(&density[i])) {
            i++;
            continue;
        }
        const size_t first = i;
        while (i < n && is_value(&density[i]))
            i++;
        if (run) {
            run[*n_run] = (struct run){(uint32_t)first, (uint32_t)(i - first)};
            memcpy(value + *n_value, density + first, (i - first) * sizeof(*value));
        }
        (*n_run)++;
        *n_value += i - first;
    }
}

enum hg_status hg_save_density(const char *folder, const char *key,
                               const struct hg_grid *grid, const double *density,
                               struct hg_error *err)
{
    const size_t n_cells = hg_grid_cells(grid);
    size_t n_run, n;
    find_runs(density, n_cells, NULL, &n_run, NULL, &n);
    struct run *run = calloc(n_run + 1, sizeof(*run));
    double *value = malloc((n + 1) * sizeof(*value));
    enum hg_status status = HG_E_MEMORY;
    if (run && value) {
        find_runs(density, n_cells, run, &n_run, value, &n);
        const struct header header = header_of(HG_KEPT_DENSITY, key, n_cells, n);
        struct hg_bytes part[] = {
            {&header, sizeof(header)},
            {run, (n_run + 1) * sizeof(*run)},
            {value, n * sizeof(*value)},
            {NULL, 0},
        };
        status =
            keep(folder, HG_KEPT_DENSITY, key, sizeof(part) / sizeof(part[0]), part, err);
    } else {
        status = hg_fail(err, status, "%s: no memory to write to it", folder);
    }
    free(run);
    free(value);
    return status;
}

/* Do the runs rise, and hold n values of n_cells? */
static bool runs_are_sound(const struct run *run, size_t n_run, size_t n_cells, size_t n)
{
    uint64_t end = 0, sum = 0;
    for (size_t i = 0; i < n_run; i++) {
        if (run[i].length == 0 || run[i].first < end)
            return false;
        end = (uint64_t)run[i].first + run[i].length;
        sum += run[i].length;
    }
    return run[n_run].length == 0 && end <= n_cells && sum == n;
}

static void spread_runs(const struct run *run, size_t n_run, const double *value,
                        size_t n_cells, double *density)
{
    memset(density, 0, n_cells * sizeof(*density));
    for (size_t i = 0; i < n_run; i++) {
        memcpy(density + run[i].first, value, run[i].length * sizeof(*value));
        value += run[i].length;
    }
}

static enum hg_status read_density(struct reader *r, size_t n_cells, double *density,
                                   enum hg_kept *kept, struct hg_error *err)
{
    const uint64_t n = r->header.count[1];
    const uint64_t run_bytes = n <= n_cells ? r->left - n * sizeof(double) : 0;
    *kept = HG_KEPT_DAMAGED;
    if (r->header.count[0] != n_cells || n > n_cells || r->left < n * sizeof(double) ||
        run_bytes < sizeof(struct run) || run_bytes % sizeof(struct run) != 0)
        return HG_OK;
    const size_t n_run = run_bytes / sizeof(struct run) - 1;
    struct run *run = malloc(run_bytes);
    double *value = malloc((n + 1) * sizeof(*value));
    const bool room = run && value;
    if (room && take(r, run, run_bytes) && take(r, value, n * sizeof(*value)) &&
        is_whole(r) && runs_are_sound(run, n_run, n_cells, n)) {
        spread_runs(run, n_run, value, n_cells, density);
        *kept = HG_KEPT_FOUND;
    }
    free(run);
    free(value);
    return room ? HG_OK : hg_fail(err, HG_E_MEMORY, "no memory for a proxy on the grid");
}

enum hg_status hg_load_density(const char *folder, const char *key,
                               const struct hg_grid *grid, double *density,
                               enum hg_kept *kept, struct hg_error *err)
{
    struct reader r;
    enum hg_status status = reader_open(&r, folder, HG_KEPT_DENSITY, key, kept, err);
    if (status == HG_OK && *kept == HG_KEPT_FOUND)
        status = read_density(&r, hg_grid_cells(grid), density, kept, err);
    reader_close(&r);
    return status;
}
