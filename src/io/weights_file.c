/* weights_file.c - weights and proxies on the grid, kept in a folder for later runs */
#include "io/kept.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(size_t) == 8, "counts are written as size_t");
_Static_assert(sizeof(struct hg_run) == 16, "runs have no holes");

/* Cells first .. first + length - 1 of a density are not 0; length 0 ends the list. */
struct run {
    uint32_t first, length;
};

static bool weights_alloc(struct hg_weights *w, size_t n_shape, size_t n)
{
    w->n_shape = n_shape;
    w->first = malloc((n_shape + 1) * sizeof(*w->first));
    w->n_odd = malloc((n_shape + 1) * sizeof(*w->n_odd));
    w->run = malloc((n + 1) * sizeof(*w->run));
    return w->first && w->n_odd && w->run;
}

/* Are the numbers such as hg_cover() makes, whoever wrote them? */
static bool run_is_sound(const struct hg_run *run, const struct hg_grid *grid)
{
    const uint32_t ncol = hg_grid_params(grid)->ncol;
    return run->cell < hg_grid_cells(grid) && run->n > 0 &&
           run->n <= ncol - run->cell % ncol && run->fraction > 0 && run->fraction <= 1;
}

static bool weights_are_sound(const struct hg_weights *w, size_t n,
                              const struct hg_grid *grid)
{
    bool sound = w->first[0] == 0 && w->first[w->n_shape] == n;
    for (size_t s = 0; sound && s < w->n_shape; s++) {
        sound = w->first[s] <= w->first[s + 1] && w->first[s + 1] <= n;
        for (size_t i = w->first[s]; sound && i < w->first[s + 1]; i++)
            sound = run_is_sound(&w->run[i], grid) &&
                    (i == w->first[s] ||
                     w->run[i].cell >= w->run[i - 1].cell + w->run[i - 1].n);
    }
    return sound;
}

/* Bytes of the arrays; counts that no file can have are too many. */
static bool weights_size(uint64_t n_shape, uint64_t n, uint64_t *out)
{
    const uint64_t most = UINT64_C(1) << 48;
    *out = (n_shape + 1) * sizeof(size_t) + n_shape * sizeof(size_t) +
           n * sizeof(struct hg_run);
    return n_shape < most && n < most;
}

static enum hg_status read_weights(struct kept_reader *r, const struct hg_grid *grid,
                                   struct hg_weights **out, enum hg_kept *kept,
                                   struct hg_error *err)
{
    const size_t n_shape = r->header.count[0], n = r->header.count[1];
    struct hg_weights *w = calloc(1, sizeof(*w));
    if (!w || !weights_alloc(w, n_shape, n)) {
        hg_weights_destroy(w);
        return hg_fail(err, HG_E_MEMORY, "no memory for the cells of the regions");
    }
    if (kept_take(r, w->first, (n_shape + 1) * sizeof(*w->first)) &&
        kept_take(r, w->n_odd, n_shape * sizeof(*w->n_odd)) &&
        kept_take(r, w->run, n * sizeof(*w->run)) && kept_is_whole(r) &&
        weights_are_sound(w, n, grid)) {
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
    struct kept_reader r;
    enum hg_status status = kept_open(&r, folder, HG_KEPT_WEIGHTS, key, kept, err);
    uint64_t size = 0;
    if (status == HG_OK && *kept == HG_KEPT_FOUND) {
        if (r.header.count[0] == n_shape &&
            weights_size(n_shape, r.header.count[1], &size) && size == r.left)
            status = read_weights(&r, grid, out, kept, err);
        else
            *kept = HG_KEPT_DAMAGED;
    }
    kept_close(&r);
    return status;
}

enum hg_status hg_save_weights(const char *folder, const char *key,
                               const struct hg_weights *weights, struct hg_error *err)
{
    const size_t n = weights->first[weights->n_shape];
    const struct kept_header header =
        kept_header(HG_KEPT_WEIGHTS, key, weights->n_shape, n);
    struct hg_bytes part[] = {
        {&header, sizeof(header)},
        {weights->first, (weights->n_shape + 1) * sizeof(*weights->first)},
        {weights->n_odd, weights->n_shape * sizeof(*weights->n_odd)},
        {weights->run, n * sizeof(*weights->run)},
        {NULL, 0},
    };
    return kept_write(folder, HG_KEPT_WEIGHTS, key, sizeof(part) / sizeof(part[0]), part,
                      err);
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
        const struct kept_header header = kept_header(HG_KEPT_DENSITY, key, n_cells, n);
        struct hg_bytes part[] = {
            {&header, sizeof(header)},
            {run, (n_run + 1) * sizeof(*run)},
            {value, n * sizeof(*value)},
            {NULL, 0},
        };
        status = kept_write(folder, HG_KEPT_DENSITY, key, sizeof(part) / sizeof(part[0]),
                            part, err);
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

static enum hg_status read_density(struct kept_reader *r, size_t n_cells, double *density,
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
    if (room && kept_take(r, run, run_bytes) && kept_take(r, value, n * sizeof(*value)) &&
        kept_is_whole(r) && runs_are_sound(run, n_run, n_cells, n)) {
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
    struct kept_reader r;
    enum hg_status status = kept_open(&r, folder, HG_KEPT_DENSITY, key, kept, err);
    if (status == HG_OK && *kept == HG_KEPT_FOUND)
        status = read_density(&r, hg_grid_cells(grid), density, kept, err);
    kept_close(&r);
    return status;
}
