/* bench-layers.c - how long a layer of 3600 x 1800 cells takes to become a GeoTIFF */
#include <hotgrid/crs.h>
#include <hotgrid/large.h>
#include <hotgrid/leontief.h>
#include <hotgrid/raster_file.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { NCOL = 3600, NROW = 1800, TIMES = 3 };

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Any number from a cell, evenly in 0..1 (the finalizer of MurmurHash3, Appleby 2011). */
static double noise(uint32_t cell)
{
    uint32_t h = cell + 1;
    h = (h ^ (h >> 16)) * 0x85ebca6bU;
    h = (h ^ (h >> 13)) * 0xc2b2ae35U;
    return (double)(h ^ (h >> 16)) / 4294967296.0;
}

/* A third of the world is land, the rest has no data; of the land so much emits. */
static void fill(float *value, double emitting)
{
    for (uint32_t row = 0; row < NROW; row++)
        for (uint32_t col = 0; col < NCOL; col++) {
            const uint32_t cell = row * NCOL + col;
            const double coast = sin(col * 0.004) * sin(row * 0.009) +
                                 0.3 * sin(col * 0.021 + row * 0.013);
            const bool emits = noise(cell) < emitting;
            value[cell] = coast < 0.25 ? NAN : emits ? (float)exp(9 * noise(~cell)) : 0;
        }
}

static int measure(const struct hg_grid *grid, const char *what, double emitting,
                   bool zstd, float *value)
{
    fill(value, emitting);
    const struct hg_layer_file layer = {.grid = grid,
                                        .value = value,
                                        .description = "bench",
                                        .unit = "t km-2 yr-1",
                                        .average = true,
                                        .zstd = zstd};
    double best = INFINITY, least = INFINITY;
    size_t length = 0;
    for (int i = 0; i < TIMES; i++) {
        uint8_t *bytes = NULL;
        struct hg_error err = {0};
        const double start = seconds(CLOCK_MONOTONIC);
        const double start_cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        const enum hg_status status = hg_encode_geotiff(&layer, &bytes, &length, &err);
        best = fmin(best, seconds(CLOCK_MONOTONIC) - start);
        least = fmin(least, seconds(CLOCK_PROCESS_CPUTIME_ID) - start_cpu);
        free(bytes);
        if (status != HG_OK) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
    }
    printf("%-22s %-8s %6.0f ms (%.0f ms of processor) %9.2f MB\n", what,
           zstd ? "zstd" : "deflate", 1e3 * best, 1e3 * least, (double)length * 1e-6);
    return 0;
}

int main(void)
{
    const struct hg_grid_params params = {.name = "world-0.1deg",
                                          .crs = "EPSG:4326",
                                          .kind = HG_GRID_LONLAT,
                                          .box = {-180, -90, 180, 90},
                                          .ncol = NCOL,
                                          .nrow = NROW};
    static const struct {
        const char *what;
        double emitting;
    } layer[] = {{"nothing emits", 0},
                 {"1 % of the land emits", 0.01},
                 {"20 % of the land emits", 0.2},
                 {"all land emits", 1}};
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    float *value = malloc((size_t)NCOL * NROW * sizeof(*value));
    int failed = !value || hg_grid_create(&params, &grid, &err) != HG_OK;
    hg_large_start();
    hg_blas_start();
    hg_io_start();
    for (int zstd = 0; !failed && zstd < 2; zstd++)
        for (size_t i = 0; !failed && i < sizeof(layer) / sizeof(layer[0]); i++)
            failed = measure(grid, layer[i].what, layer[i].emitting, zstd, value);
    hg_io_finish();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("peak %ld MB\n", usage.ru_maxrss / 1024);
    hg_grid_destroy(grid);
    free(value);
    return failed;
}
