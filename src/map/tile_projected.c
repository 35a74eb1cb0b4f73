/* tile_projected.c - tiles of a grid in metres: corners of pixels are projected */
#include "map/tile_sample.h"
#include <math.h>
#include <string.h>

static const size_t BLOCK_ROW = (size_t)16 * TILE_CORNERS;
enum {
    BLOCK = 16, /* pixels between projected corners */
    BLOCKS = HG_TILE_PIXELS / BLOCK,
    SIDE = HG_TILE_PIXELS,
    CORNERS = TILE_CORNERS,
    MOST_SAMPLES = 64, /* along a side of a pixel */
};

/* A block is bent where its middle is further from the middle of its corners, in cells.
 */
static const double BENT = 0.05;

/* So much of a cell is left to rounding. */
static const double SLIVER = 1e-6;

/* n places, given in pixels of the tile, to steps of the grid. */
static void project(const struct tile_source *source, const struct tile_place *place,
                    const struct tile_room *room, size_t n, double *x, double *y)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = 360 * tile_across(place, x[i]) - 180;
        y[i] = tile_latitude(tile_down(place, y[i]));
    }
    hg_transform_apply(&room->from_lonlat, n, x, y);
    for (size_t i = 0; i < n; i++)
        hg_grid_steps(source->layer->grid, x[i], y[i], &x[i], &y[i]);
}

static double between(double a, double b, double t)
{
    return a + (b - a) * t;
}

/* Corners of the pixels of a block from its own four. */
static void bend(double *corner, size_t left, size_t top)
{
    const double nw = corner[top * CORNERS + left],
                 ne = corner[top * CORNERS + left + BLOCK],
                 sw = corner[(top + BLOCK) * CORNERS + left],
                 se = corner[(top + BLOCK) * CORNERS + left + BLOCK];
    for (size_t j = 0; j <= BLOCK; j++) {
        const double t = (double)j / BLOCK, west = between(nw, sw, t),
                     east = between(ne, se, t);
        for (size_t i = 0; i <= BLOCK; i++)
            corner[(top + j) * CORNERS + left + i] =
                between(west, east, (double)i / BLOCK);
    }
}

/* The same, each one projected. */
static void project_block(const struct tile_source *source,
                          const struct tile_place *place, const struct tile_room *room,
                          size_t left, size_t top)
{
    double x[BLOCK + 1], y[BLOCK + 1];
    for (size_t j = 0; j <= BLOCK; j++) {
        for (size_t i = 0; i <= BLOCK; i++) {
            x[i] = (double)(left + i);
            y[i] = (double)(top + j);
        }
        project(source, place, room, BLOCK + 1, x, y);
        memcpy(room->col + (top + j) * CORNERS + left, x, sizeof(x));
        memcpy(room->row + (top + j) * CORNERS + left, y, sizeof(y));
    }
}

static bool is_straight(const double *corner, size_t left, size_t top, double middle)
{
    const size_t at = top * CORNERS + left;
    const double sum = corner[at] + corner[at + BLOCK] + corner[at + BLOCK_ROW] +
                       corner[at + BLOCK_ROW + BLOCK];
    return fabs(sum / 4 - middle) <= BENT; /* false for NaN */
}

/* Corners of blocks and their middles are projected; those between only where a block is
 * bent.  Each corner on the side of a block is what the last block made of it: they agree
 * to BENT. */
static void place_corners(const struct tile_source *source,
                          const struct tile_place *place, const struct tile_room *room)
{
    double x[BLOCKS + 1], y[BLOCKS + 1];
    for (size_t j = 0; j <= BLOCKS; j++) {
        for (size_t i = 0; i <= BLOCKS; i++) {
            x[i] = (double)(i * BLOCK);
            y[i] = (double)(j * BLOCK);
        }
        project(source, place, room, BLOCKS + 1, x, y);
        for (size_t i = 0; i <= BLOCKS; i++) {
            room->col[j * BLOCK * CORNERS + i * BLOCK] = x[i];
            room->row[j * BLOCK * CORNERS + i * BLOCK] = y[i];
        }
    }
    for (size_t top = 0; top < SIDE; top += BLOCK) {
        for (size_t i = 0; i < BLOCKS; i++) {
            x[i] = (double)(i * BLOCK) + BLOCK / 2.0;
            y[i] = (double)top + BLOCK / 2.0;
        }
        project(source, place, room, BLOCKS, x, y);
        for (size_t i = 0; i < BLOCKS; i++) {
            if (is_straight(room->col, i * BLOCK, top, x[i]) &&
                is_straight(room->row, i * BLOCK, top, y[i])) {
                bend(room->col, i * BLOCK, top);
                bend(room->row, i * BLOCK, top);
            } else {
                project_block(source, place, room, i * BLOCK, top);
            }
        }
    }
}

/* The four corners of a pixel: north-west, north-east, south-west, south-east. */
struct pixel {
    double col[4], row[4];
};

static struct pixel pixel_at(const struct tile_room *room, size_t x, size_t y)
{
    static const size_t step[] = {0, 1, CORNERS, CORNERS + 1};
    const size_t at = y * CORNERS + x;
    struct pixel p;
    for (size_t i = 0; i < 4; i++) {
        p.col[i] = room->col[at + step[i]];
        p.row[i] = room->row[at + step[i]];
    }
    return p;
}

/* Does the pixel reach into a grid of n steps along an axis?  False for NaN. */
static bool reaches(const double corner[4], uint32_t n)
{
    const double low = fmin(fmin(corner[0], corner[1]), fmin(corner[2], corner[3]));
    const double high = fmax(fmax(corner[0], corner[1]), fmax(corner[2], corner[3]));
    return !isnan(corner[0] + corner[1] + corner[2] + corner[3]) && high >= 0 && low <= n;
}

/* The cell at (u, v) of a pixel, both from 0 to 1; HG_NO_CELL beyond the grid. */
static uint32_t cell_at(const struct hg_grid_params *p, const struct pixel *pixel,
                        double u, double v)
{
    const double *c = pixel->col, *r = pixel->row;
    const double col = floor(between(between(c[0], c[1], u), between(c[2], c[3], u), v));
    const double row = floor(between(between(r[0], r[1], u), between(r[2], r[3], u), v));
    if (!(col >= 0 && col < p->ncol && row >= 0 && row < p->nrow))
        return HG_NO_CELL;
    return (uint32_t)row * p->ncol + (uint32_t)col;
}

/* Samples along a side of a pixel: two for each cell under it. */
static unsigned samples_of(const struct pixel *p)
{
    double most = 0;
    for (size_t i = 0; i < 4; i++) {
        const size_t next[] = {1, 3, 0, 2}; /* the way round */
        most =
            fmax(most, hypot(p->col[next[i]] - p->col[i], p->row[next[i]] - p->row[i]));
    }
    const double cells = ceil(most - SLIVER);
    return cells <= 1 ? 1 : (unsigned)fmin(2 * cells, MOST_SAMPLES);
}

/* The mean of n x n samples; of a pixel's rows each counts by its ground, the square of
 * cos(latitude) = 1 / cosh of the Mercator ordinate (Snyder 1987, eq. 7-1 and 7-5). */
static double mean(const struct hg_tile_layer *layer, const struct hg_grid_params *p,
                   const struct pixel *pixel, unsigned n, double down, double high)
{
    double sum = 0, whole = 0;
    for (unsigned j = 0; j < n; j++) {
        const double v = (j + 0.5) / n;
        const double cosine = 1 / cosh(M_PI * (1 - 2 * (down + high * v)));
        for (unsigned i = 0; i < n; i++) {
            const uint32_t cell = cell_at(p, pixel, (i + 0.5) / n, v);
            if (cell == HG_NO_CELL || isnan(layer->value[cell]))
                continue;
            sum += cosine * cosine * (double)layer->value[cell];
            whole += cosine * cosine;
        }
    }
    return whole > 0 ? sum / whole : NAN;
}

static uint8_t step_of(const struct tile_source *source, const struct hg_grid_params *p,
                       const struct pixel *pixel, const struct tile_place *place,
                       size_t y)
{
    const unsigned n = source->layer->average ? samples_of(pixel) : 1;
    if (n == 1) {
        const uint32_t cell = cell_at(p, pixel, 0.5, 0.5);
        return cell == HG_NO_CELL ? 0 : source->step[cell];
    }
    const double down = tile_down(place, (double)y),
                 high = tile_down(place, (double)y + 1) - down;
    return hg_colouring_find(source->layer->colouring,
                             mean(source->layer, p, pixel, n, down, high));
}

bool tile_sample_projected(const struct tile_source *source,
                           const struct tile_place *place, struct tile_room *room)
{
    const struct hg_grid_params *p = hg_grid_params(source->layer->grid);
    uint8_t any = 0;
    place_corners(source, place, room);
    for (size_t y = 0; y < SIDE; y++)
        for (size_t x = 0; x < SIDE; x++) {
            const struct pixel pixel = pixel_at(room, x, y);
            const bool there = reaches(pixel.col, p->ncol) && reaches(pixel.row, p->nrow);
            const uint8_t step = there ? step_of(source, p, &pixel, place, y) : 0;
            room->index[y * SIDE + x] = step;
            any |= step;
        }
    return any;
}
