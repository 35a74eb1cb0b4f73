/*
 * bench-points.c - points from CSV to cells by the public functions: read, check, add up
 * exactly, write raw floats
 *
 * bench-points FILE OUT.raw ll|aea THREADS, as lim-points.c.
 */
#include <hotgrid/crs.h>
#include <hotgrid/deposit.h>
#include <hotgrid/large.h>
#include <hotgrid/leontief.h>
#include <hotgrid/site_stream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct hg_grid_params world = {.name = "world",
                                            .crs = "EPSG:4326",
                                            .kind = HG_GRID_LONLAT,
                                            .box = {-180, -90, 180, 90},
                                            .ncol = 3600,
                                            .nrow = 1800};
static const struct hg_grid_params china = {
    .name = "china",
    .crs = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=36 +lon_0=105 +datum=WGS84",
    .kind = HG_GRID_EQUAL_AREA,
    .box = {-3100000, -2600000, 3100000, 2600000},
    .ncol = 620,
    .nrow = 520};

/* One region: all of the grid, and as much again around it. */
struct region {
    struct hg_shapes shapes;
    struct hg_shape shape;
    struct hg_ring ring;
    double x[4], y[4];
};

static void make_region(struct region *r, struct hg_box box)
{
    const double wide = (box.east - box.west) / 2, high = (box.north - box.south) / 2;
    box = (struct hg_box){box.west - wide, box.south - high, box.east + wide,
                          box.north + high};
    *r = (struct region){.x = {box.west, box.east, box.east, box.west},
                         .y = {box.south, box.south, box.north, box.north},
                         .ring = {.count = 4}};
    r->shape = (struct hg_shape){.code = "all", .name = "all", .n_ring = 1, .box = box};
    r->shapes = (struct hg_shapes){.n_shape = 1,
                                   .n_ring = 1,
                                   .n_vertex = 4,
                                   .shape = &r->shape,
                                   .ring = &r->ring,
                                   .x = r->x,
                                   .y = r->y,
                                   .lon = r->x,
                                   .lat = r->y};
}

struct bench {
    struct hg_grid *grid;
    struct hg_transform to_grid;
    struct region region;
    struct hg_pairs *pairs;
    struct hg_survey *survey;
    struct hg_deposit *deposit;
    struct hg_faults *faults;
    struct hg_pieces *pieces;
};

static enum hg_status read_points(struct bench *b, const char *path, unsigned threads,
                                  struct hg_error *err)
{
    const char *const standard[] = {"region", "sector", "unit"};
    const char *const actual[] = {"=all", "=all", "=t"};
    const struct hg_table_source source = {.path = path,
                                           .columns = {3, standard, actual}};
    const struct hg_survey_params survey = {
        b->grid, &b->region.shapes, &b->to_grid, {0, HG_SNAP_KEEP}, threads};
    enum hg_status status = hg_survey_create(&survey, &b->survey, err);
    const struct hg_deposit_params deposit = {
        .survey = b->survey, .pairs = b->pairs, .file = path, .threads = threads};
    if (status == HG_OK)
        status = hg_deposit_create(&deposit, &b->deposit, err);
    const struct hg_site_stream stream = {.file = &source,
                                          .pairs = b->pairs,
                                          .threads = threads,
                                          .take = hg_deposit_take,
                                          .context = b->deposit};
    if (status == HG_OK)
        status = hg_stream_sites(&stream, b->faults, err);
    if (status == HG_OK)
        status = hg_faults_status(b->faults, err);
    const size_t industry[] = {0};
    if (status == HG_OK)
        status = hg_deposit_pieces(b->deposit, HG_POINTS_ADD, hg_pairs_size(b->pairs),
                                   industry, 1, &b->pieces, err);
    return status;
}

static enum hg_status write_raw(const struct bench *b, const char *path,
                                struct hg_error *err)
{
    const size_t n = hg_grid_cells(b->grid);
    float *value = calloc(n, sizeof(*value));
    FILE *file = fopen(path, "wb");
    bool good = value && file;
    for (size_t i = 0; good && i < b->pieces->n; i++)
        if (b->pieces->piece[i].cell < n)
            value[b->pieces->piece[i].cell] =
                (float)(hg_mass_kg(b->pieces->piece[i].mass) / 1000);
    good = good && fwrite(value, sizeof(*value), n, file) == n;
    if (file)
        good &= fclose(file) == 0;
    free(value);
    return good ? HG_OK : hg_fail(err, HG_E_OUTPUT, "%s: cannot be written", path);
}

int main(int argc, char **argv)
{
    struct hg_error err = {0};
    struct bench b = {0};
    if (argc != 5)
        return 2;
    const struct hg_grid_params *params = strcmp(argv[3], "aea") == 0 ? &china : &world;
    hg_large_start();
    hg_blas_start();
    hg_io_start();
    make_region(&b.region, params->box);
    enum hg_status status = hg_grid_create(params, &b.grid, &err);
    if (status == HG_OK)
        status = hg_crs_from_lonlat(b.grid, &b.to_grid, &err);
    if (status == HG_OK)
        status = hg_pairs_create(&b.pairs, &err);
    if (status == HG_OK)
        status = hg_faults_create(&b.faults, &err);
    if (status == HG_OK)
        status = read_points(&b, argv[1], (unsigned)strtoul(argv[4], NULL, 10), &err);
    if (status == HG_OK)
        status = write_raw(&b, argv[2], &err);
    if (status != HG_OK)
        fprintf(stderr, "%s\n", err.message);
    hg_pieces_destroy(b.pieces);
    hg_deposit_destroy(b.deposit);
    hg_survey_destroy(b.survey);
    hg_faults_destroy(b.faults);
    hg_pairs_destroy(b.pairs);
    hg_transform_finish(&b.to_grid);
    hg_grid_destroy(b.grid);
    hg_io_finish();
    return (int)status;
}
