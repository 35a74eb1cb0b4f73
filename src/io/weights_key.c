/* weights_key.c - what kept weights and proxies were made of, as a digest */
#include <config.h>
#include <gdal.h>
#include <hotgrid/weights_file.h>
#include <math.h>
#include <string.h>

/* Files of another version of the program are not used: its arithmetic may differ. */
static const char PROGRAM[] = "hotgrid " HG_VERSION ", file 2, ";

static void add_text(struct hg_digest *digest, const char *text)
{
    hg_digest_add(digest, text, strlen(text) + 1);
}

static void add_number(struct hg_digest *digest, double value)
{
    const double number = isnan(value) ? (double)NAN : value; /* one of many */
    hg_digest_add(digest, &number, sizeof(number));
}

/* The name of a grid changes nothing. */
static void add_grid(struct hg_digest *digest, const struct hg_grid *grid)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    const double number[] = {p->kind,      p->box.west, p->box.south, p->box.east,
                             p->box.north, p->ncol,     p->nrow};
    add_text(digest, p->crs);
    for (size_t i = 0; i < sizeof(number) / sizeof(number[0]); i++)
        add_number(digest, number[i]);
}

static struct hg_digest *start(const char *what, const struct hg_grid *grid,
                               struct hg_error *err)
{
    struct hg_digest *digest = hg_digest_create();
    if (!digest) {
        (void)hg_fail(err, HG_E_MEMORY, "no memory for the key of kept %s", what);
        return NULL;
    }
    add_text(digest, PROGRAM);
    add_text(digest, what);
    add_grid(digest, grid);
    return digest;
}

enum hg_status hg_weights_key(const struct hg_grid *grid, const struct hg_shapes *shapes,
                              char key[HG_DIGEST_TEXT], struct hg_error *err)
{
    struct hg_digest *digest = start("weights", grid, err);
    if (!digest)
        return HG_E_MEMORY;
    add_number(digest, (double)shapes->n_shape);
    for (size_t s = 0; s < shapes->n_shape; s++) {
        const struct hg_shape *shape = &shapes->shape[s];
        add_text(digest, shape->code);
        add_number(digest, (double)shape->n_ring);
        for (size_t r = shape->first_ring; r < shape->first_ring + shape->n_ring; r++) {
            const struct hg_ring *ring = &shapes->ring[r];
            const size_t bytes = ring->count * sizeof(double);
            add_number(digest, ring->open);
            add_number(digest, (double)ring->count);
            hg_digest_add(digest, shapes->x + ring->first, bytes);
            hg_digest_add(digest, shapes->y + ring->first, bytes);
        }
    }
    hg_digest_text(digest, key);
    hg_digest_destroy(digest);
    return HG_OK;
}

/* Where places all over the raster go on the grid: any other way of getting there shows
 * in the last bits of some of them. */
static void add_way(struct hg_digest *digest, const struct hg_raster *r,
                    const struct hg_transform *to_grid)
{
    enum { SIDE = 9, PLACES = 81 };
    double x[PLACES], y[PLACES];
    for (int i = 0; i < PLACES; i++) {
        const int row = i / SIDE, col = i % SIDE;
        x[i] = r->x0 + col / (SIDE - 1.0) * r->ncol * r->dx;
        y[i] = r->y0 + row / (SIDE - 1.0) * r->nrow * r->dy;
    }
    add_number(digest, to_grid->identity);
    hg_transform_apply(to_grid, PLACES, x, y);
    for (int i = 0; i < PLACES; i++) {
        add_number(digest, x[i]);
        add_number(digest, y[i]);
    }
}

enum hg_status hg_density_key(const struct hg_grid *grid, const struct hg_raster *raster,
                              const char *variable, const struct hg_transform *to_grid,
                              char key[HG_DIGEST_TEXT], struct hg_error *err)
{
    char file[HG_DIGEST_TEXT];
    const enum hg_status status = hg_digest_file(raster->path, file, err);
    if (status != HG_OK)
        return status;
    struct hg_digest *digest = start("density", grid, err);
    if (!digest)
        return HG_E_MEMORY;
    const double number[] = {raster->ncol,   raster->nrow,    raster->x0,
                             raster->y0,     raster->dx,      raster->dy,
                             raster->lonlat, raster->quantity};
    add_text(digest, GDALVersionInfo("RELEASE_NAME")); /* which turns bytes into values */
    add_text(digest, file);
    add_text(digest, variable ? variable : "");
    for (size_t i = 0; i < sizeof(number) / sizeof(number[0]); i++)
        add_number(digest, number[i]);
    add_way(digest, raster, to_grid);
    hg_digest_text(digest, key);
    hg_digest_destroy(digest);
    return HG_OK;
}
