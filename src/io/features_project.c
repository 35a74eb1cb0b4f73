/* features_project.c - vertices of features on the grid */
#include "io/making.h"
#include <hotgrid/crs.h>
#include <hotgrid/large.h>
#include <hotgrid/parallel.h>
#include <stdlib.h>

/* A seam of a projection has an image on both edges of the map: vertices on it move to
 * their own side by a tenth of a millimetre. */
static const double INWARD_DEG = 1e-9;

/* Longitude of a vertex on the side of the map where its piece lies. */
static double inward(double lon, const struct io_piece *piece, double middle)
{
    const double near = lon + piece->shift;
    const double inside =
        fmin(fmax(near, middle - 180 + INWARD_DEG), middle + 180 - INWARD_DEG);
    return inside == near ? lon : inside - piece->shift;
}

/* What goes to the projection: longitudes on the side of the map where the piece lies. */
static void shift_piece(const struct io_making *m, const struct io_piece *piece)
{
    struct hg_shapes *s = m->shapes;
    const bool lonlat = hg_grid_params(m->grid)->kind == HG_GRID_LONLAT;
    for (size_t i = piece->first; i < piece->first + piece->count; i++) {
        s->y[i] = s->lat[i];
        if (lonlat)
            s->x[i] = s->lon[i] + piece->shift;
        else if (m->seams->middle != 0) /* kept: places on an edge are found from it */
            s->x[i] = s->lon[i] = inward(s->lon[i], piece, m->seams->middle);
        else
            s->x[i] = s->lon[i];
    }
}

/* Vertices are projected in blocks, each thread with a transform of its own. */
enum { BLOCK = 1 << 16 };

struct projecting {
    struct hg_shapes *shapes;
    struct hg_transform *transform; /* [worker] */
};

static enum hg_status project_block(void *context, size_t index, unsigned worker,
                                    struct hg_error *err)
{
    (void)err;
    const struct projecting *p = context;
    const size_t first = index * BLOCK;
    const size_t rest = p->shapes->n_vertex - first;
    hg_transform_apply(&p->transform[worker], rest < BLOCK ? rest : BLOCK,
                       p->shapes->x + first, p->shapes->y + first);
    return HG_OK;
}

static enum hg_status project_blocks(struct io_making *m, const struct hg_transform *t,
                                     struct hg_error *err)
{
    const size_t n = (m->shapes->n_vertex + BLOCK - 1) / BLOCK;
    unsigned threads = m->threads > 0 ? m->threads : 1;
    if (threads > n)
        threads = n > 0 ? (unsigned)n : 1;
    struct projecting p = {m->shapes, calloc(threads, sizeof(*p.transform))};
    if (!p.transform)
        return HG_E_MEMORY;
    enum hg_status status = HG_OK;
    for (unsigned i = 0; status == HG_OK && i < threads; i++)
        status = hg_transform_copy(t, &p.transform[i], err);
    if (status == HG_OK)
        status = hg_parallel(threads, n, project_block, &p, err);
    for (unsigned i = 0; i < threads; i++)
        hg_transform_finish(&p.transform[i]);
    free(p.transform);
    return status;
}

enum hg_status io_making_project(struct io_making *m, struct hg_error *err)
{
    const struct io_pieces *pieces = &m->features->pieces;
    struct hg_shapes *s = m->shapes;
    struct hg_transform transform;
    enum hg_status status = hg_crs_from_lonlat(m->grid, &transform, err);
    if (status != HG_OK)
        return status;
    m->in_degrees = transform.identity;
    for (size_t k = 0; k < pieces->n_piece; k++)
        m->in_degrees &= pieces->piece[k].shift == 0;
    if (m->in_degrees) {
        s->x = s->lon;
        s->y = s->lat;
        return HG_OK;
    }
    const size_t size = (s->n_vertex + 1) * sizeof(*s->x);
    s->x = hg_large(malloc(size), size);
    s->y = hg_large(malloc(size), size);
    status = s->x && s->y ? HG_OK : HG_E_MEMORY;
    for (size_t k = 0; status == HG_OK && k < pieces->n_piece; k++)
        shift_piece(m, &pieces->piece[k]);
    if (status == HG_OK && !transform.identity)
        status = project_blocks(m, &transform, err);
    hg_transform_finish(&transform);
    return status;
}
