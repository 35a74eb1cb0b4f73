/* features_image.c - whether features are on the map what they are on Earth */
#include "io/making.h"
#include <hotgrid/geodesy.h>

/* Twice the area of a ring on a sphere of radius 1, by trapezoids between its vertices
 * and the equator: near enough to tell an image that is right from one turned inside out.
 */
static double sphere_area(const struct hg_shapes *s, size_t first, size_t count)
{
    double sum = 0, before = sin(s->lat[first + count - 1] * (M_PI / 180));
    for (size_t i = 0, j = count - 1; i < count; j = i++) {
        const double here = sin(s->lat[first + i] * (M_PI / 180));
        sum -= (s->lon[first + i] - s->lon[first + j]) * (M_PI / 180) * (here + before);
        before = here;
    }
    return sum;
}

/* Is an edge of the piece many times longer on the map than on Earth? */
static bool is_stretched(const struct io_making *m, const struct io_piece *piece)
{
    static const double TIMES = 20;
    const struct hg_shapes *s = m->shapes;
    for (size_t i = 0; i < piece->count; i++) {
        const size_t a = piece->first + i, b = piece->first + (i + 1) % piece->count;
        const double km = hg_geodesic_km(s->lon[a], s->lat[a], s->lon[b], s->lat[b]);
        if (fabs(s->lon[b] - s->lon[a]) < 180 &&
            hypot(s->x[b] - s->x[a], s->y[b] - s->y[a]) > TIMES * 1000 * km + 1)
            return true;
    }
    return false;
}

bool io_has_true_image(const struct io_making *m, const struct io_feature *f)
{
    static const double EARTH_M2 = 6371007.2 * 6371007.2; /* authalic radius squared */
    static const double SMALL_M2 = 1e10;
    const struct io_pieces *pieces = &m->features->pieces;
    const bool equal_area = hg_grid_params(m->grid)->kind == HG_GRID_EQUAL_AREA;
    double plane = 0, sphere = 0;
    for (size_t k = f->first_piece; k < f->first_piece + f->n_piece; k++) {
        const struct io_piece *piece = &pieces->piece[k];
        for (size_t i = piece->first; i < piece->first + piece->count; i++)
            if (!io_has_place(m->shapes, i))
                return false;
        const double p = io_signed_area(m->shapes, piece->first, piece->count) / 2;
        const double s = sphere_area(m->shapes, piece->first, piece->count) / 2;
        plane += piece->hole ? -fabs(p) : fabs(p);
        sphere += (piece->hole ? -fabs(s) : fabs(s)) * EARTH_M2;
    }
    bool torn = false;
    if (equal_area && fabs(plane - sphere) > 0.1 * fabs(sphere) + SMALL_M2)
        for (size_t k = f->first_piece; !torn && k < f->first_piece + f->n_piece; k++)
            torn = is_stretched(m, &pieces->piece[k]);
    return !torn;
}

bool io_has_image(const struct io_making *m, const struct io_feature *f,
                  struct hg_faults *faults)
{
    const struct io_pieces *pieces = &m->features->pieces;
    const struct hg_shapes *s = m->shapes;
    for (size_t k = f->first_piece; k < f->first_piece + f->n_piece; k++) {
        const struct io_piece *piece = &pieces->piece[k];
        for (size_t i = piece->first; i < piece->first + piece->count; i++) {
            if (io_has_place(s, i))
                continue;
            hg_fault(
                faults, HG_E_INPUT, m->where,
                "%s, code %s: the place %.6g E, %.6g N has no image in the crs of the "
                "grid (%s); leave the shape out or take another grid",
                m->where, f->code, s->lon[i], s->lat[i], hg_grid_params(m->grid)->crs);
            return false;
        }
    }
    return true;
}

/* Does the edge between two places leave the map on one side and come back on the other?
 * It is then longer than half the map, and many times its length on the ground. */
static bool jumps(const struct io_making *m, size_t i, size_t j)
{
    const struct hg_grid_params *grid = hg_grid_params(m->grid);
    const struct hg_shapes *s = m->shapes;
    const double dx = s->x[j] - s->x[i], dy = s->y[j] - s->y[i];
    const double size =
        fmax(grid->box.east - grid->box.west, grid->box.north - grid->box.south);
    const double length = hypot(dx, dy);
    if (!(length > size / 2) || grid->kind == HG_GRID_LONLAT)
        return false;
    const double km = hg_geodesic_km(s->lon[i], s->lat[i], s->lon[j], s->lat[j]);
    return length > 10 * 1000 * km;
}

bool io_is_broken(const struct io_making *m, size_t i, size_t j)
{
    return !io_has_place(m->shapes, i) || !io_has_place(m->shapes, j) || jumps(m, i, j);
}
