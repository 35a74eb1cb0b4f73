/* bench-attribution.c - F = E S of made emissions, by public functions:
 * bench-attribution points|factored CELLS SECTORS REGIONS DESTINATIONS THREADS [layers]
 *
 * Land lies in stretches of 64 cells of a world of 3600 x 1800 cells, regions are tiles
 * of it.  points: every cell has a point of each sector.  factored: 12,000 points and
 * three proxies in each region.  F is made in blocks [cell][destination] of a reused
 * buffer; with `layers` each block is also turned into [destination][cell].
 */
#include <hotgrid/attribute.h>
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { NCOL = 3600, NROW = 1800, STRETCH = 64, STRIP = 8 * NCOL };
enum { COLUMNS = 3, FEW = 12000, BLOCK = 256, ROUNDS = 5 };

static const struct hg_grid_params world = {.name = "world",
                                            .crs = "EPSG:4326",
                                            .kind = HG_GRID_LONLAT,
                                            .box = {-180, -90, 180, 90},
                                            .ncol = NCOL,
                                            .nrow = NROW};

struct made {
    size_t n_cell, n_sector, n_region, n_destination;
    bool layers;
    struct hg_inventory inventory;
    struct hg_emissions e;
    double *coefficient; /* [industry * n_destination + destination] */
    struct hg_forms *forms;
    double **block, **layer;         /* [worker] */
    double sum[NCOL * NROW / STRIP]; /* [strip]: kg of all destinations */
};

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Evenly in 0..1 (Press et al. 2007, Numerical Recipes, 7.1.4). */
static double even(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return (double)(*state >> 8) / 16777216.0;
}

static void *room(size_t n, size_t size)
{
    void *bytes = calloc(n + 1, size);
    if (!bytes) {
        fprintf(stderr, "no memory\n");
        exit(1);
    }
    return bytes;
}

/* The i-th cell on land, and its region: a tile of land drawn twice as wide as high. */
static uint32_t land(const struct made *m, size_t i)
{
    const size_t step = (size_t)NCOL * NROW / (m->n_cell / STRETCH + 1);
    return (uint32_t)(i / STRETCH * step + i % STRETCH);
}

static size_t region_of(const struct made *m, size_t i)
{
    const size_t width = (size_t)ceil(sqrt(2.0 * (double)m->n_cell));
    const size_t height = (m->n_cell + width - 1) / width;
    const size_t wide = (size_t)ceil(sqrt(2.0 * (double)m->n_region));
    const size_t high = (m->n_region + wide - 1) / wide;
    const size_t region = i / width * high / height * wide + i % width * wide / width;
    return region < m->n_region ? region : m->n_region - 1;
}

static struct hg_axis *make_axis(char letter, size_t n)
{
    struct hg_error err = {0};
    struct hg_axis *axis = NULL;
    char(*text)[32] = room(n, sizeof(*text));
    const char **code = room(n, sizeof(*code));
    for (size_t i = 0; i < n; i++) {
        snprintf(text[i], sizeof(text[i]), "%c%zu", letter, i);
        code[i] = text[i];
    }
    if (hg_axis_create(n, code, NULL, &axis, &err) != HG_OK)
        exit(1);
    free(text);
    free(code);
    return axis;
}

/* Points of every sector in every cell, or a few anywhere. */
static void make_points(struct made *m, bool factored)
{
    uint32_t state = 1;
    const size_t each = factored ? m->n_cell / FEW : 1, n = m->n_cell / each;
    const size_t sectors = factored ? 1 : m->n_sector;
    m->e.point = room(n * sectors, sizeof(*m->e.point));
    for (size_t i = 0; i < n; i++)
        for (size_t s = 0; s < sectors; s++) {
            const size_t sector = factored ? i % m->n_sector : s;
            m->e.point[m->e.n_point++] = (struct hg_point_mass){
                land(m, i * each),
                (uint32_t)(region_of(m, i * each) * m->n_sector + sector),
                (hg_mass)(1e6 * even(&state) * HG_MASS_PER_KG)};
        }
}

static void make_panels(struct made *m)
{
    uint32_t state = 2;
    m->e.n_panel = m->n_region;
    m->e.panel = room(m->n_region, sizeof(*m->e.panel));
    size_t *n_cell = room(m->n_region, sizeof(*n_cell));
    for (size_t i = 0; i < m->n_cell; i++)
        n_cell[region_of(m, i)]++;
    for (size_t r = 0; r < m->n_region; r++) {
        struct hg_panel *panel = &m->e.panel[r];
        if (!hg_panel_alloc(panel, n_cell[r], COLUMNS, m->n_sector))
            exit(1);
        panel->region = r;
        panel->n_column = COLUMNS;
        for (size_t s = 0; s < m->n_sector; s++) {
            panel->column_of[s] = (uint32_t)(s % COLUMNS);
            panel->mass[s] = (hg_mass)(1e9 * even(&state) * HG_MASS_PER_KG);
        }
        for (size_t k = 0; k < COLUMNS * n_cell[r]; k++)
            panel->weight[k] = 2 * even(&state) / (double)n_cell[r];
    }
    for (size_t i = 0; i < m->n_cell; i++) {
        struct hg_panel *panel = &m->e.panel[region_of(m, i)];
        if (panel->cell)
            panel->cell[panel->n_cell++] = land(m, i);
    }
    free(n_cell);
}

static void make(struct made *m, bool factored, struct hg_grid *grid)
{
    uint32_t state = 3;
    m->inventory.regions = make_axis('r', m->n_region);
    m->inventory.sectors = make_axis('s', m->n_sector);
    m->e.grid = grid;
    m->e.inventory = &m->inventory;
    make_points(m, factored);
    if (factored)
        make_panels(m);
    const size_t n = m->n_region * m->n_sector * m->n_destination;
    m->coefficient = room(n, sizeof(*m->coefficient));
    for (size_t i = 0; i < n; i++)
        m->coefficient[i] = 2 * even(&state) / (double)m->n_destination;
}

static void turn(const double *block, size_t n, size_t stride, size_t n_destination,
                 double *layer)
{
    for (size_t d = 0; d < n_destination; d++)
        for (size_t i = 0; i < n; i++)
            layer[d * BLOCK + i] = block[i * stride + d];
}

static enum hg_status do_strip(void *context, size_t strip, unsigned worker,
                               struct hg_error *err)
{
    struct made *m = context;
    (void)err;
    const size_t stride = hg_forms_stride(m->n_destination);
    double *block = m->block[worker];
    uint32_t cell[BLOCK];
    m->sum[strip] = 0;
    const size_t last = (strip + 1) * STRIP;
    for (size_t first = strip * STRIP, end; first < last; first = end) {
        end = (first / BLOCK + 1) * BLOCK < last ? (first / BLOCK + 1) * BLOCK : last;
        const size_t n = hg_forms_block(m->forms, first, end, cell, block);
        if (m->layers)
            turn(block, n, stride, m->n_destination, m->layer[worker]);
        for (size_t d = 0; n && d < m->n_destination; d++) /* of one cell: a check */
            m->sum[strip] += block[d];
    }
    return HG_OK;
}

static void run(struct made *m, unsigned threads)
{
    struct hg_error err = {0};
    double best = INFINITY, least = INFINITY;
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    m->block = room(threads, sizeof(*m->block));
    m->layer = room(threads, sizeof(*m->layer));
    for (unsigned i = 0; i < threads; i++) {
        m->block[i] = room(BLOCK * hg_forms_stride(m->n_destination), sizeof(double));
        m->layer[i] = room(BLOCK * m->n_destination, sizeof(double));
    }
    for (int round = 0; round < ROUNDS; round++) {
        const double start = seconds(CLOCK_MONOTONIC);
        const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        if (hg_forms_create(&m->e, m->n_destination, m->coefficient, m->coefficient,
                            &m->forms, &err) != HG_OK ||
            hg_parallel(threads, NCOL * NROW / STRIP, do_strip, m, &err) != HG_OK)
            exit(1);
        hg_forms_destroy(m->forms);
        best = fmin(best, seconds(CLOCK_MONOTONIC) - start);
        least = fmin(least, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    }
    getrusage(RUSAGE_SELF, &after);
    double sum = 0;
    for (size_t s = 0; s < NCOL * NROW / STRIP; s++)
        sum += m->sum[s];
    printf("%.4f %.4f %ld %.17g\n", best, least,
           (after.ru_maxrss - before.ru_maxrss) / 1024, sum);
    for (unsigned i = 0; i < threads; i++) {
        free(m->block[i]);
        free(m->layer[i]);
    }
    free(m->block);
    free(m->layer);
}

int main(int argc, char **argv)
{
    static struct made m;
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    if (argc < 7 || argc > 8 || hg_grid_create(&world, &grid, &err) != HG_OK) {
        fprintf(stderr, "usage: bench-attribution points|factored CELLS SECTORS REGIONS "
                        "DESTINATIONS THREADS [layers]\n");
        return 2;
    }
    m.n_cell = strtoul(argv[2], NULL, 10);
    m.n_sector = strtoul(argv[3], NULL, 10);
    m.n_region = strtoul(argv[4], NULL, 10);
    m.n_destination = strtoul(argv[5], NULL, 10);
    m.layers = argc == 8;
    make(&m, strcmp(argv[1], "factored") == 0, grid);
    run(&m, (unsigned)strtoul(argv[6], NULL, 10));
    for (size_t p = 0; p < m.e.n_panel; p++)
        hg_panel_finish(&m.e.panel[p]);
    free(m.e.panel);
    free(m.e.point);
    free(m.coefficient);
    hg_axis_destroy(m.inventory.regions);
    hg_axis_destroy(m.inventory.sectors);
    hg_grid_destroy(grid);
    return 0;
}
