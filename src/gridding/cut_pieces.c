/* cut_pieces.c - what the parts of lines and areas emit, and proxies made from them */
#include <hotgrid/cut.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>

struct dividing {
    const struct hg_cut *cut;
    const struct hg_shapes *shapes;
    size_t n_sector;
    struct hg_pieces *pieces;
};

/* The parts of a point's shape, and one for what is outside; 0 without a shape. */
static size_t count_parts(const struct hg_cut *cut, size_t shape)
{
    return cut->first[shape + 1] - cut->first[shape] + (cut->outside[shape] > 0 ? 1 : 0);
}

static size_t shape_of(const struct hg_shapes *shapes, const struct hg_point *point)
{
    const size_t shape = hg_shapes_find(shapes, point->site->id);
    assert(shape != HG_NOT_FOUND); /* each site was read with its shape */
    return shape;
}

/* Part i of n of a source: the cells by their number, then what is outside. */
static struct hg_piece piece_at(const struct dividing *d, size_t shape, size_t i,
                                uint32_t industry, double *size)
{
    const size_t first = d->cut->first[shape];
    const bool inside = i < d->cut->first[shape + 1] - first;
    *size = inside ? d->cut->size[first + i] : d->cut->outside[shape];
    return (struct hg_piece){.cell = inside ? d->cut->cell[first + i] : HG_NO_CELL,
                             .industry = industry};
}

static void add_piece(struct hg_pieces *pieces, struct hg_piece piece, double sigma)
{
    if (pieces->square)
        pieces->square[pieces->n] = hg_squares_of(sigma);
    pieces->piece[pieces->n++] = piece;
}

static void divide_weight(const struct dividing *d, size_t shape, uint32_t industry,
                          const struct hg_site *site)
{
    for (size_t i = 0; i < count_parts(d->cut, shape); i++) {
        double size;
        struct hg_piece piece = piece_at(d, shape, i, industry, &size);
        piece.weight = site->weight * (size / d->cut->whole[shape]);
        add_piece(d->pieces, piece, site->sigma);
    }
}

static void divide_mass(const struct dividing *d, size_t shape, uint32_t industry,
                        hg_mass mass, double sigma)
{
    const size_t n = count_parts(d->cut, shape);
    hg_mass before = 0;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double size;
        struct hg_piece piece = piece_at(d, shape, i, industry, &size);
        sum += size;
        const hg_mass upto =
            i + 1 < n ? hg_mass_upto(mass, fmin(1, sum / d->cut->whole[shape])) : mass;
        piece.mass = upto - before;
        before = upto;
        if (piece.mass != 0)
            add_piece(d->pieces, piece, sigma);
    }
}

/* Divides one source, and counts it where it has parts. */
static enum hg_status divide(const struct dividing *d, const struct hg_point *point,
                             struct hg_error *err)
{
    const size_t shape = shape_of(d->shapes, point);
    const size_t industry = point->region * d->n_sector + point->sector;
    const double weight = point->site->weight;
    if (!(weight > 0))
        return HG_OK;
    if (d->pieces->rule == HG_POINTS_SCALE) {
        divide_weight(d, shape, (uint32_t)industry, point->site);
    } else {
        hg_mass mass = 0;
        const enum hg_status status = hg_mass_from_kg(weight, &mass, err);
        if (status != HG_OK)
            return status;
        divide_mass(d, shape, (uint32_t)industry, mass, point->site->sigma);
    }
    if (d->cut->first[shape + 1] > d->cut->first[shape])
        d->pieces->n_inside[industry]++;
    if (d->cut->outside[shape] > 0)
        d->pieces->n_outside[industry]++;
    return HG_OK;
}

enum hg_status hg_cut_pieces(const struct hg_cut *cut, const struct hg_shapes *shapes,
                             const struct hg_inventory *inventory,
                             const struct hg_points *points, struct hg_pieces **out,
                             struct hg_error *err)
{
    struct dividing d = {
        .cut = cut, .shapes = shapes, .n_sector = hg_axis_size(inventory->sectors)};
    size_t room = 0;
    for (size_t i = 0; i < points->n; i++)
        room += count_parts(cut, shape_of(shapes, &points->point[i]));
    enum hg_status status =
        hg_pieces_create(points->rule, room,
                         hg_axis_size(inventory->regions) * d.n_sector, &d.pieces, err);
    if (status == HG_OK && points->squares)
        status = hg_pieces_square(d.pieces, room, err);
    for (size_t i = 0; status == HG_OK && i < points->n; i++)
        status = divide(&d, &points->point[i], err);
    if (status == HG_OK && points->rule != HG_POINTS_SCALE)
        status = hg_pieces_merge(d.pieces, err);
    if (status != HG_OK) {
        hg_pieces_destroy(d.pieces);
        return status;
    }
    *out = d.pieces;
    return HG_OK;
}

void hg_cut_density(const struct hg_grid *grid, const struct hg_cut *cut,
                    const double *weight, bool at_most_one, double *density)
{
    const size_t n = hg_grid_cells(grid);
    for (size_t cell = 0; cell < n; cell++)
        density[cell] = 0;
    for (size_t s = 0; s < cut->n_shape; s++)
        for (size_t i = cut->first[s]; i < cut->first[s + 1]; i++)
            density[cut->cell[i]] += (weight ? weight[s] : 1) * cut->size[i] /
                                     hg_grid_cell_km2(grid, cut->cell[i]);
    for (size_t cell = 0; at_most_one && cell < n; cell++)
        density[cell] = fmin(1, density[cell]);
}

void hg_points_density(const struct hg_grid *grid, size_t n, const double *x,
                       const double *y, const double *weight, double *density)
{
    const size_t n_cell = hg_grid_cells(grid);
    for (size_t cell = 0; cell < n_cell; cell++)
        density[cell] = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t cell = hg_grid_cell_at(grid, x[i], y[i]);
        if (cell != HG_NO_CELL)
            density[cell] += (weight ? weight[i] : 1) / hg_grid_cell_km2(grid, cell);
    }
}
