/* regrid.c - a raster on the grid: mass and area of the pixels under each cell */
#include "gridding/regrid.h"
#include "gridding/aligned.h"

#include <hotgrid/geodesy.h>
#include <hotgrid/parallel.h>
#include <hotgrid/regrid.h>
#include <math.h>
#include <stdlib.h>

/* A cell of which less than this is covered by valid pixels has none: neighbours that
 * reach over its edge by rounding do not count. */
static const double LEAST_PART = 1e-9;

double averaging_level(const struct averaging *a, double lat)
{
    return hg_zone_km2_per_deg(fmax(-90, fmin(90, lat)), a->north) * a->level_per_zone;
}

double averaging_row(const struct averaging *a, double level)
{
    const double *edge = a->row_level;
    if (!edge)
        return level;
    int32_t low = 0, high = a->nrow; /* the row is low .. high - 1 */
    while (high - low > 1) {
        const int32_t middle = low + (high - low) / 2;
        if (edge[middle] <= level)
            low = middle;
        else
            high = middle;
    }
    return low + (level - edge[low]) / (edge[low + 1] - edge[low]);
}

static int32_t within(int32_t step, int32_t n)
{
    return step < 0 ? 0 : step < n ? step : n - 1;
}

double averaging_scale(const struct averaging *a, int32_t row, int32_t col)
{
    if (!a->own_areas)
        return 1;
    const uint32_t r = (uint32_t)within(row, a->nrow), c = (uint32_t)within(col, a->ncol);
    return hg_grid_cell_km2(a->grid, r * (uint32_t)a->ncol + c) / a->level_km2;
}

enum hg_status averaging_no_memory(const struct averaging *a, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to bring it onto the grid",
                   a->raster->path ? a->raster->path : "raster");
}

/* Areas of the pixels of each row of a raster of degrees, as far as there is an Earth
 * under them. */
static double *pixel_areas(const struct hg_raster *r)
{
    double *km2 = calloc((size_t)r->nrow + 1, sizeof(*km2));
    for (uint32_t row = 0; km2 && row < r->nrow; row++) {
        const double a = fmax(-90, fmin(90, r->y0 + row * r->dy));
        const double b = fmax(-90, fmin(90, r->y0 + (row + 1.0) * r->dy));
        km2[row] = fabs(hg_zone_km2_per_deg(a, b) * r->dx);
    }
    return km2;
}

/* Levels of a grid of degrees: a row has one on the average. */
static void set_levels(struct averaging *a, const struct hg_grid_params *p)
{
    const double dx = (p->box.east - p->box.west) / p->ncol;
    const double dy = (p->box.north - p->box.south) / p->nrow;
    const double south = fmax(-90, p->box.south);
    a->period = 360 / dx;
    if (fabs(a->period - p->ncol) < 1e-9 * p->ncol)
        a->period = p->ncol; /* but for rounding it is all round the Earth */
    a->north = fmin(90, p->box.north);
    a->level_per_zone = p->nrow / hg_zone_km2_per_deg(south, a->north);
    a->level_km2 = dx / a->level_per_zone;
    for (uint32_t row = 0; row <= p->nrow; row++)
        a->row_level[row] = averaging_level(a, p->box.north - row * dy);
}

/* Many tasks for all workers, but none so small that the first places of its pixels cost
 * more than the pixels; never a matter of how many workers there are. */
enum { TASKS = 64, LEAST_SIDE = 16, BAND_ROWS = 16, STRIP_ROWS = 256, STRIP_TASKS = 32 };
static const double MOST_STRIP_BYTES = 96e6;

/* A rectangle of pixels for one task. */
struct tile {
    struct hg_pixels box;
    struct share share;
};

/* Rows of tiles that are in memory at the same time. */
struct batch {
    uint32_t first, last; /* rows of tiles, last exclusive */
    size_t n_tile;
    struct tile *tile; /* [n_tile]: those that are needed */
    struct strip strip;
    float *buffer;
    size_t capacity; /* of the buffer */
};

struct job {
    struct averaging a;
    struct rectangles *rectangles; /* NULL: polygons */
    unsigned threads;
    struct drawing **drawing; /* [thread] */
    struct deposit **columns; /* [thread]: [ncol], for rectangles */
    struct hg_pixels extent;  /* of the raster, as far as it is needed */
    uint32_t tile_ncol, tile_nrow, n_across, n_down;
    uint32_t rows_at_once; /* rows of tiles */
    bool *needed;          /* [n_down * n_across] */
    struct batch batch[2], *now, *next;
    double *mass, *km2;
    double source, outside;
};

static enum hg_status averaging_start(struct averaging *a, struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(a->grid);
    const bool degrees = p->kind == HG_GRID_LONLAT;
    a->ncol = (int32_t)p->ncol;
    a->nrow = (int32_t)p->nrow;
    a->level_km2 = hg_grid_cell_km2(a->grid, 0); /* of grids in metres */
    a->own_areas = p->kind == HG_GRID_PROJECTED;
    if (degrees)
        a->row_level = calloc((size_t)p->nrow + 1, sizeof(*a->row_level));
    if (a->raster->lonlat)
        a->pixel_km2 = pixel_areas(a->raster);
    if ((degrees && !a->row_level) || (a->raster->lonlat && !a->pixel_km2))
        return averaging_no_memory(a, err);
    if (degrees)
        set_levels(a, p);
    return HG_OK;
}

static uint32_t least(double a, double b)
{
    return (uint32_t)(a < b ? a : b);
}

/* Tiles: bands of whole rows for rectangles, squares for polygons. */
static void plan_tiles(struct job *job)
{
    const struct hg_raster *r = job->a.raster;
    const struct hg_pixels all = {0, 0, r->ncol, r->nrow};
    const double side = ceil(sqrt((double)r->ncol * r->nrow / TASKS));
    job->extent = all;
    job->tile_ncol = job->tile_nrow = least(POLYGONS_SIDE, fmax(LEAST_SIDE, side));
    if (job->rectangles) {
        job->tile_ncol = r->ncol;
        job->tile_nrow = BAND_ROWS;
        if (!job->a.whole)
            job->extent = rectangles_extent(job->rectangles);
    }
    job->n_across = (r->ncol - 1) / job->tile_ncol + 1;
    job->n_down = (r->nrow - 1) / job->tile_nrow + 1;

    const uint32_t high = r->source ? r->source->rows_at_once : 1;
    const double row_bytes = (double)job->tile_nrow * r->ncol * sizeof(float);
    const uint32_t by_tasks = (STRIP_TASKS - 1) / job->n_across + 1;
    uint32_t n = by_tasks;
    if (r->source) {
        const uint32_t by_rows = STRIP_ROWS / job->tile_nrow;
        n = n < by_rows ? n : by_rows;
        while (n * job->tile_nrow < high && 2 * n * row_bytes <= MOST_STRIP_BYTES)
            n *= 2;
    }
    job->rows_at_once = n;
}

static struct hg_pixels tile_box(const struct job *job, uint32_t down, uint32_t across)
{
    const struct hg_raster *r = job->a.raster;
    struct hg_pixels box = {across * job->tile_ncol, down * job->tile_nrow, 0, 0};
    box.ncol = least(job->tile_ncol, r->ncol - box.col);
    box.nrow = least(job->tile_nrow, r->nrow - box.row);
    return box;
}

/* Which tiles of a row are needed at all. */
static enum hg_status look(void *context, size_t index, unsigned worker,
                           struct hg_error *err)
{
    struct job *job = context;
    const struct hg_pixels *e = &job->extent;
    (void)err;
    for (uint32_t across = 0; across < job->n_across; across++) {
        const struct hg_pixels box = tile_box(job, (uint32_t)index, across);
        bool *needed = &job->needed[index * job->n_across + across];
        if (job->rectangles)
            *needed = box.row < e->row + e->nrow && box.row + box.nrow > e->row;
        else
            *needed = job->a.whole || drawing_meets(job->drawing[worker], &box);
    }
    return HG_OK;
}

static enum hg_status make_workers(struct job *job, struct hg_error *err)
{
    job->drawing = calloc(job->threads, sizeof(struct drawing *));
    job->columns = calloc(job->threads, sizeof(struct deposit *));
    job->needed = calloc((size_t)job->n_down * job->n_across, sizeof(bool));
    bool made = job->drawing && job->columns && job->needed;
    for (int i = 0; i < 2; i++) {
        job->batch[i].tile = calloc((size_t)job->rows_at_once * job->n_across,
                                    sizeof(*job->batch[i].tile));
        made = made && job->batch[i].tile;
    }
    for (unsigned i = 0; made && i < job->threads; i++) {
        if (job->rectangles)
            job->columns[i] = calloc((size_t)job->a.ncol, sizeof(struct deposit));
        else
            job->drawing[i] = drawing_create(&job->a);
        made = job->columns[i] || job->drawing[i];
    }
    return made ? HG_OK : averaging_no_memory(&job->a, err);
}

/* The next rows of tiles from `first` on, without those that nobody needs. */
static void plan_batch(const struct job *job, uint32_t first, struct batch *b)
{
    uint32_t west = UINT32_MAX, east = 0;
    b->n_tile = 0;
    b->first = b->last = first;
    while (b->last < job->n_down && b->last - b->first < job->rows_at_once) {
        for (uint32_t across = 0; across < job->n_across; across++) {
            if (!job->needed[(size_t)b->last * job->n_across + across])
                continue;
            const struct hg_pixels box = tile_box(job, b->last, across);
            b->tile[b->n_tile++] = (struct tile){.box = box};
            west = box.col < west ? box.col : west;
            east = box.col + box.ncol > east ? box.col + box.ncol : east;
        }
        b->last++;
        if (b->n_tile == 0)
            b->first = b->last;
    }
    if (b->n_tile == 0)
        return;
    const struct hg_pixels top = b->tile[0].box, bottom = b->tile[b->n_tile - 1].box;
    b->strip.box = (struct hg_pixels){west, top.row, east - west,
                                      bottom.row + bottom.nrow - top.row};
    if (job->rectangles) {
        b->strip.box.col = job->extent.col;
        b->strip.box.ncol = job->extent.ncol;
    }
}

/* Brings the values of a batch to memory, where they are not there. */
static enum hg_status load(const struct job *job, struct batch *b, struct hg_error *err)
{
    const struct hg_raster *r = job->a.raster;
    const struct hg_pixels *box = &b->strip.box;
    const size_t n = (size_t)box->ncol * box->nrow;
    if (b->n_tile == 0)
        return HG_OK;
    if (r->value) {
        b->strip.value = r->value + (size_t)box->row * r->ncol + box->col;
        b->strip.stride = r->ncol;
        return HG_OK;
    }
    if (n > b->capacity) {
        free(b->buffer);
        b->buffer = malloc(n * sizeof(*b->buffer));
        b->capacity = b->buffer ? n : 0;
        if (!b->buffer)
            return averaging_no_memory(&job->a, err);
    }
    b->strip.value = b->buffer;
    b->strip.stride = box->ncol;
    return hg_raster_read(r, box, b->buffer, err);
}

/* Task 0 reads the next batch, the others cut a tile of this one each. */
static enum hg_status work(void *context, size_t index, unsigned worker,
                           struct hg_error *err)
{
    struct job *job = context;
    if (index == 0)
        return load(job, job->next, err);
    const struct strip *strip = &job->now->strip;
    struct tile *tile = &job->now->tile[index - 1];
    const bool done =
        job->rectangles
            ? rectangles_cut(&job->a, job->rectangles, strip, &tile->box,
                             job->columns[worker], &tile->share)
            : drawing_cut(job->drawing[worker], strip, &tile->box, &tile->share);
    return done ? HG_OK : averaging_no_memory(&job->a, err);
}

/* Adds what a window has to the cells, and to what lies outside. */
static void add_window(struct job *job, const struct window *w)
{
    const struct averaging *a = &job->a;
    const struct cells *c = &w->cells;
    for (int32_t row = c->row; row < c->row + c->nrow; row++)
        for (int32_t col = c->col; col < c->col + c->ncol; col++) {
            const struct deposit *from = window_at(w, row, col);
            const bool other_turn = a->period > 0 && (col < 0 || col > a->ncol);
            const bool inside = row >= 0 && row < a->nrow && col >= 0 && col < a->ncol;
            const size_t cell = inside ? (size_t)row * (size_t)a->ncol + (size_t)col : 0;
            if (!inside) {
                job->outside += other_turn ? 0 : from->mass;
                continue;
            }
            job->mass[cell] += from->mass;
            if (job->km2)
                job->km2[cell] += from->km2;
        }
}

/* In the order of the tiles, whoever cut them. */
static void merge(struct job *job, struct batch *b)
{
    for (size_t i = 0; i < b->n_tile; i++) {
        struct share *share = &b->tile[i].share;
        for (size_t k = 0; k < share->windows.n; k++)
            add_window(job, &share->windows.window[k]);
        job->outside += share->outside;
        job->source += share->source;
        windows_finish(&share->windows);
    }
}

static enum hg_status cut_all(struct job *job, struct hg_error *err)
{
    enum hg_status status = hg_parallel(job->threads, job->n_down, look, job, err);
    if (status != HG_OK)
        return status;
    job->now = &job->batch[0];
    job->next = &job->batch[1];
    plan_batch(job, 0, job->now);
    status = load(job, job->now, err);
    while (status == HG_OK && job->now->n_tile > 0) {
        plan_batch(job, job->now->last, job->next);
        status = hg_parallel(job->threads, 1 + job->now->n_tile, work, job, err);
        if (status != HG_OK)
            break;
        merge(job, job->now);
        struct batch *const done = job->now;
        job->now = job->next;
        job->next = done;
    }
    return status;
}

static void job_finish(struct job *job)
{
    for (int i = 0; i < 2; i++) {
        struct batch *b = &job->batch[i];
        for (size_t k = 0; b->tile && k < b->n_tile; k++)
            windows_finish(&b->tile[k].share.windows);
        free(b->tile);
        free(b->buffer);
    }
    for (unsigned i = 0; i < job->threads; i++) {
        if (job->drawing)
            drawing_destroy(job->drawing[i]);
        if (job->columns)
            free(job->columns[i]);
    }
    free(job->drawing);
    free(job->columns);
    free(job->needed);
    rectangles_destroy(job->rectangles);
    free(job->a.row_level);
    free(job->a.pixel_km2);
}

/* Cuts the raster along the cells: job->mass and job->km2 are what cells get. */
static enum hg_status cut_raster(struct job *job, unsigned threads, struct hg_error *err)
{
    job->threads = threads > 0 ? threads : 1;
    for (size_t i = 0; i < hg_grid_cells(job->a.grid); i++)
        job->mass[i] = 0;
    enum hg_status status = averaging_start(&job->a, err);
    /* Rectangles take areas of the plane where those of pixels are not known. */
    if (status == HG_OK && (!job->a.own_areas || job->a.pixel_km2))
        status = rectangles_create(&job->a, &job->rectangles, err);
    if (status == HG_OK) {
        plan_tiles(job);
        status = make_workers(job, err);
    }
    if (status == HG_OK)
        status = cut_all(job, err);
    job_finish(job);
    return status;
}

enum hg_status hg_regrid(const struct hg_grid *grid, const struct hg_raster *raster,
                         const struct hg_transform *to_grid, unsigned threads,
                         double *density, struct hg_error *err)
{
    struct aligned aligned;
    if (aligned_find(grid, raster, to_grid, &aligned))
        return aligned_copy(grid, raster, &aligned, density, err);
    struct job job = {.a = {.grid = grid, .raster = raster, .to_grid = to_grid},
                      .mass = density,
                      .km2 = calloc(hg_grid_cells(grid), sizeof(double))};
    if (!job.km2)
        return averaging_no_memory(&job.a, err);
    const enum hg_status status = cut_raster(&job, threads, err);
    for (size_t i = 0; status == HG_OK && i < hg_grid_cells(grid); i++) {
        const double part = job.km2[i] / hg_grid_cell_km2(grid, (uint32_t)i);
        density[i] = part > LEAST_PART ? density[i] / job.km2[i] : 0;
    }
    free(job.km2);
    return status;
}

enum hg_status hg_regrid_mass(const struct hg_grid *grid, const struct hg_raster *raster,
                              const struct hg_transform *to_grid, double factor,
                              unsigned threads, double *kg, struct hg_regrid_sums *sums,
                              struct hg_error *err)
{
    struct job job = {
        .a = {.grid = grid, .raster = raster, .to_grid = to_grid, .whole = true},
        .mass = kg};
    const enum hg_status status = cut_raster(&job, threads, err);
    if (status != HG_OK)
        return status;
    const uint32_t ncol = hg_grid_params(grid)->ncol;
    const size_t n = hg_grid_cells(grid);
    double inside = 0, row = 0;
    for (size_t i = 0; i < n; i++) {
        kg[i] *= factor;
        row += kg[i];
        if (i % ncol == ncol - 1) {
            inside += row;
            row = 0;
        }
    }
    *sums = (struct hg_regrid_sums){job.source * factor, inside, job.outside * factor};
    return HG_OK;
}
