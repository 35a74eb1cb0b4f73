/* bench-hotspots.c - Gi* and local Moran's I of a raster of raw doubles, timed */
#include <hotgrid/local.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int fail(const char *what)
{
    fprintf(stderr, "bench-hotspots: %s\n", what);
    return 1;
}

static bool read_in(const char *path, size_t n, double *value)
{
    FILE *file = fopen(path, "rb");
    const bool whole = file && fread(value, sizeof(*value), n, file) == n;
    if (file)
        fclose(file);
    return whole;
}

/* For each cell with data z and extreme, as doubles. */
static int write_out(const char *path, const struct hg_local *local)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return fail(path);
    bool ok = true;
    for (size_t i = 0; i < local->n; i++) {
        const double row[] = {local->gi_z[i], local->moran_z[i],
                              local->extreme ? local->extreme[i] : 0};
        ok &= fwrite(row, sizeof(row), 1, file) == 1;
    }
    return fclose(file) == 0 && ok ? 0 : fail(path);
}

int main(int argc, char **argv)
{
    if (argc != 12)
        return fail("DENSITY.f64 NCOL NROW WEST SOUTH EAST NORTH KM PERMUTATIONS THREADS "
                    "OUT; degrees, t per km2");
    struct hg_grid_params params = {.name = "bench",
                                    .kind = HG_GRID_LONLAT,
                                    .box = {strtod(argv[4], NULL), strtod(argv[5], NULL),
                                            strtod(argv[6], NULL), strtod(argv[7], NULL)},
                                    .ncol = (uint32_t)strtoul(argv[2], NULL, 10),
                                    .nrow = (uint32_t)strtoul(argv[3], NULL, 10)};
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    if (hg_grid_create(&params, &grid, &err) != HG_OK)
        return fail(err.message);
    const size_t n = hg_grid_cells(grid);
    double *value = malloc(n * sizeof(*value));
    if (!value || !read_in(argv[1], n, value)) {
        free(value);
        return fail(argv[1]);
    }

    const struct hg_local_params asked = {
        .grid = grid,
        .value = value,
        .band_km = strtod(argv[8], NULL),
        .permutations = (unsigned)strtoul(argv[9], NULL, 10),
        .seed = 1,
        .threads = (unsigned)strtoul(argv[10], NULL, 10)};
    struct hg_local *local = NULL;
    const double start = seconds(CLOCK_MONOTONIC),
                 cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (hg_local_create(&asked, &local, &err) != HG_OK) {
        free(value);
        return fail(err.message);
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    uint32_t most = 0;
    for (size_t i = 0; i < local->n; i++)
        most = local->neighbours[i] > most ? local->neighbours[i] : most;
    printf(
        "{\"wall\": %.4f, \"cpu\": %.4f, \"mib\": %.1f, \"cells\": %zu, \"most\": %u}\n",
        seconds(CLOCK_MONOTONIC) - start, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu,
        (double)usage.ru_maxrss / 1024, local->n, most);
    const int code = write_out(argv[11], local);
    hg_local_destroy(local);
    hg_grid_destroy(grid);
    free(value);
    return code;
}
