/* bench-allocation.c - polygons and a proxy to cells, the whole way, by public functions:
 * bench-allocation REGIONS CODE TOTALS.csv PROXY.tif THREADS OUT.f32 [as-drawn]
 */
#include <fcntl.h>
#include <hotgrid/allocate.h>
#include <hotgrid/attribute.h>
#include <hotgrid/coverage.h>
#include <hotgrid/crs.h>
#include <hotgrid/large.h>
#include <hotgrid/leontief.h>
#include <hotgrid/parallel.h>
#include <hotgrid/raster_file.h>
#include <hotgrid/regrid.h>
#include <hotgrid/tables.h>
#include <hotgrid/vector.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    FORMS = 1,
    STRIDE = 8,
    COLUMNS = 3600,
    ROWS = 20
}; /* STRIDE: hg_forms_stride(FORMS) */

/* World, 0.1 degree. */
static const struct hg_grid_params world = {.name = "world",
                                            .crs = "EPSG:4326",
                                            .kind = HG_GRID_LONLAT,
                                            .box = {-180, -90, 180, 90},
                                            .ncol = COLUMNS,
                                            .nrow = 1800};

struct work {
    const char *regions, *code, *totals, *proxy, *out;
    unsigned threads;
    bool as_drawn;
    struct hg_faults *faults;
    struct hg_grid *grid;
    struct hg_totals *total_rows;
    struct hg_inventory *inventory;
    struct hg_shapes *shapes;
    struct hg_raster *raster;
    struct hg_transform to_grid;
    double *density;
    struct hg_weights *weights;
    struct hg_allocation *allocation;
};

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static enum hg_status read_totals(struct work *w, struct hg_error *err)
{
    const struct hg_table_source source = {.path = w->totals};
    enum hg_status status = hg_read_totals(1, &source, w->faults, &w->total_rows, err);
    if (status != HG_OK)
        return status;
    const struct hg_inventory_params params = {.totals = w->total_rows};
    return hg_inventory_create(&params, w->faults, &w->inventory, err);
}

static enum hg_status read_regions(struct work *w, struct hg_error *err)
{
    const struct hg_vector_source source = {.path = w->regions,
                                            .code = w->code,
                                            .as_drawn = w->as_drawn,
                                            .threads = w->threads};
    enum hg_status status =
        hg_read_shapes(&source, w->grid, NULL, NULL, w->faults, &w->shapes, err);
    return status == HG_OK ? hg_faults_status(w->faults, err) : status;
}

static enum hg_status read_proxy(struct work *w, struct hg_error *err)
{
    return hg_open_raster(w->proxy, NULL, HG_COUNT, w->grid, &w->raster, &w->to_grid,
                          err);
}

static enum hg_status regrid(struct work *w, struct hg_error *err)
{
    const size_t size = hg_grid_cells(w->grid) * sizeof(*w->density);
    w->density = hg_large(malloc(size), size); /* as the program does */
    if (!w->density)
        return hg_fail(err, HG_E_MEMORY, "no memory for the proxy");
    return hg_regrid(w->grid, w->raster, &w->to_grid, w->threads, w->density, err);
}

static enum hg_status cover(struct work *w, struct hg_error *err)
{
    return hg_cover(w->grid, w->shapes, w->threads, &w->weights, err);
}

static enum hg_status allocate(struct work *w, struct hg_error *err)
{
    const uint32_t first = 0;
    const struct hg_chain chain = {1, &first};
    const struct hg_blend_part part = {0, 1};
    const struct hg_blend blend = {1, &part, NULL};
    const double *const density = w->density;
    const struct hg_allocate_params params = {.grid = w->grid,
                                              .inventory = w->inventory,
                                              .shapes = w->shapes,
                                              .weights = w->weights,
                                              .n_density = 1,
                                              .density = &density,
                                              .n_blend = 1,
                                              .blend = &blend,
                                              .chain = &chain,
                                              .threads = w->threads};
    return hg_allocate(&params, &w->allocation, err);
}

/* A row of cells at a time, and the rows of a strip, which a thread keeps for the next.
 */
struct strip {
    uint32_t cell[COLUMNS];
    double kg[COLUMNS * STRIDE];
    float value[ROWS * COLUMNS];
};

struct writing {
    const struct hg_forms *forms;
    const char *path;
    int file;
    struct strip *strip; /* [thread] */
};

/* kg of each cell of a strip as Float32, into its place in the file. */
static enum hg_status write_strip(void *context, size_t index, unsigned worker,
                                  struct hg_error *err)
{
    const struct writing *w = context;
    struct strip *strip = &w->strip[worker];
    const size_t size = sizeof(strip->value), start = index * ROWS * COLUMNS;
    memset(strip->value, 0, size);
    for (size_t first = start; first < start + (size_t)ROWS * COLUMNS; first += COLUMNS) {
        const size_t n =
            hg_forms_block(w->forms, first, first + COLUMNS, strip->cell, strip->kg);
        for (size_t i = 0; i < n; i++)
            strip->value[strip->cell[i] - start] = (float)strip->kg[i * STRIDE];
    }
    return pwrite(w->file, strip->value, size, (off_t)(index * size)) == (ssize_t)size
               ? HG_OK
               : hg_fail(err, HG_E_OUTPUT, "%s cannot be written", w->path);
}

static enum hg_status write_cells(struct work *w, struct hg_error *err)
{
    const size_t n = hg_axis_size(w->inventory->regions);
    double *one = malloc((n + 1) * sizeof(*one));
    struct strip *strip = calloc(w->threads, sizeof(*strip));
    struct hg_forms *forms = NULL;
    const int file = open(w->out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    for (size_t i = 0; one && i < n; i++)
        one[i] = 1;
    enum hg_status status =
        one && strip && file >= 0
            ? hg_forms_create(w->allocation->emissions, FORMS, one, one, &forms, err)
            : hg_fail(err, HG_E_OUTPUT, "%s cannot be written", w->out);
    struct writing writing = {forms, w->out, file, strip};
    if (status == HG_OK)
        status = hg_parallel(w->threads, world.nrow / ROWS, write_strip, &writing, err);
    if (file >= 0 && close(file) != 0 && status == HG_OK)
        status = hg_fail(err, HG_E_OUTPUT, "%s cannot be written", w->out);
    hg_forms_destroy(forms);
    free(strip);
    free(one);
    return status;
}

static enum hg_status run(struct work *w, struct hg_error *err)
{
    const struct {
        const char *name;
        enum hg_status (*run)(struct work *w, struct hg_error *err);
    } step[] = {
        {"totals", read_totals}, {"regions", read_regions}, {"proxy", read_proxy},
        {"regrid", regrid},      {"cover", cover},          {"allocate", allocate},
        {"write", write_cells},
    };
    enum hg_status status = hg_grid_create(&world, &w->grid, err);
    for (size_t i = 0; status == HG_OK && i < sizeof(step) / sizeof(step[0]); i++) {
        const double start = seconds(CLOCK_MONOTONIC);
        const double start_cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        status = step[i].run(w, err);
        fprintf(stderr, "%s %.3f (%.3f)  ", step[i].name,
                seconds(CLOCK_MONOTONIC) - start,
                seconds(CLOCK_PROCESS_CPUTIME_ID) - start_cpu);
    }
    fprintf(stderr, "s (s of processor)\n");
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 7 || argc > 8) {
        fprintf(stderr, "usage: bench-allocation REGIONS CODE TOTALS.csv PROXY.tif "
                        "THREADS OUT.f32 [as-drawn]\n");
        return 2;
    }
    struct work w = {.regions = argv[1],
                     .code = argv[2],
                     .totals = argv[3],
                     .proxy = argv[4],
                     .threads = (unsigned)strtoul(argv[5], NULL, 10),
                     .out = argv[6],
                     .as_drawn = argc == 8};
    struct hg_error err = {0};
    hg_large_start();
    hg_blas_start();
    hg_io_start();
    enum hg_status status = hg_faults_create(&w.faults, &err);
    if (status == HG_OK)
        status = run(&w, &err);
    if (status == HG_OK)
        status = hg_faults_status(w.faults, &err);
    if (status != HG_OK)
        fprintf(stderr, "bench-allocation: %s\n", err.message);
    hg_allocation_destroy(w.allocation);
    hg_weights_destroy(w.weights);
    free(w.density);
    hg_raster_destroy(w.raster);
    hg_transform_finish(&w.to_grid);
    hg_shapes_destroy(w.shapes);
    hg_inventory_destroy(w.inventory);
    hg_totals_destroy(w.total_rows);
    hg_grid_destroy(w.grid);
    hg_faults_destroy(w.faults);
    hg_io_finish();
    return status == HG_OK ? 0 : 1;
}
