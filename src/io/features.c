/* features.c - pieces of features projected, turned the right way round and sorted */
#include "io/features.h"
#include <hotgrid/crs.h>
#include <hotgrid/geodesy.h>
#include <hotgrid/large.h>
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A seam of a projection has an image on both edges of the map: vertices on it move to
 * their own side by a tenth of a millimetre. */
static const double INWARD_DEG = 1e-9;

/* Shapes in the making: vertices of all pieces in the order of the shapes, which are then
 * moved together as far as they are kept. */
struct making {
    struct io_features *features;
    const struct hg_grid *grid;
    const struct io_seams *seams;
    const char *where;
    unsigned threads;
    bool in_degrees; /* the grid has the very longitudes and latitudes: x is lon, y is lat
                      */
    struct hg_shapes *shapes;
    size_t ring_capacity;
};

void io_features_finish(struct io_features *features)
{
    free(features->feature);
    io_pieces_finish(&features->pieces);
    hg_arena_destroy(features->arena);
    *features = (struct io_features){0};
}

bool io_features_add(struct io_features *features, const char *code, const char *name,
                     size_t first_piece)
{
    if (!features->arena && !(features->arena = hg_arena_create()))
        return false;
    if (features->n == features->capacity) {
        const size_t wanted = features->n > 0 ? 2 * features->n : 64;
        struct io_feature *more = realloc(features->feature, wanted * sizeof(*more));
        if (!more)
            return false;
        features->feature = more;
        features->capacity = wanted;
    }
    struct io_feature f = {
        .code = hg_arena_copy(features->arena, code, strlen(code)),
        .name = hg_arena_copy(features->arena, name, strlen(name)),
        .first_piece = first_piece,
        .n_piece = features->pieces.n_piece - first_piece,
        .number = features->n,
    };
    if (!f.code || !f.name)
        return false;
    features->feature[features->n++] = f;
    return true;
}

static int by_code(const void *a, const void *b)
{
    const struct io_feature *f = a, *g = b;
    const int order = strcmp(f->code, g->code);
    return order != 0 ? order : (f->number > g->number) - (f->number < g->number);
}

/* Longitude of a vertex on the side of the map where its piece lies. */
static double inward(double lon, const struct io_piece *piece, double middle)
{
    const double near = lon + piece->shift;
    const double inside =
        fmin(fmax(near, middle - 180 + INWARD_DEG), middle + 180 - INWARD_DEG);
    return inside == near ? lon : inside - piece->shift;
}

/* Takes the vertices over from the pieces, those of a shape together; pieces say then
 * where they stand. */
static bool take_vertices(struct making *m)
{
    struct io_features *f = m->features;
    struct io_pieces *pieces = &f->pieces;
    struct hg_shapes *s = m->shapes;
    const size_t size = (pieces->n_vertex + 1) * sizeof(*s->lon);
    s->lon = hg_large(malloc(size), size);
    s->lat = hg_large(malloc(size), size);
    if (!s->lon || !s->lat)
        return false;
    size_t at = 0;
    for (size_t i = 0; i < f->n; i++)
        for (size_t k = 0; k < f->feature[i].n_piece; k++) {
            struct io_piece *piece = &pieces->piece[f->feature[i].first_piece + k];
            const size_t bytes = piece->count * sizeof(double);
            memcpy(s->lon + at, pieces->lon + piece->first, bytes);
            memcpy(s->lat + at, pieces->lat + piece->first, bytes);
            piece->first = at;
            at += piece->count;
        }
    free(pieces->lon);
    free(pieces->lat);
    pieces->lon = pieces->lat = NULL;
    pieces->n_vertex = pieces->vertex_capacity = 0;
    s->n_vertex = at;
    return true;
}

/* What goes to the projection: longitudes on the side of the map where the piece lies. */
static void shift_piece(const struct making *m, const struct io_piece *piece)
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

static enum hg_status project_blocks(struct making *m, const struct hg_transform *t,
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

static enum hg_status project_all(struct making *m, struct hg_error *err)
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

static bool has_place(const struct hg_shapes *s, size_t i)
{
    return isfinite(s->x[i]) && isfinite(s->y[i]);
}

/* Twice the area within a ring, measured from its first vertex. */
static double signed_area(const struct hg_shapes *s, size_t first, size_t count)
{
    const double *x = s->x + first, *y = s->y + first;
    double sum = 0;
    for (size_t i = 1; i + 1 < count; i++)
        sum += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
    return sum;
}

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
static bool is_stretched(const struct making *m, const struct io_piece *piece)
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

/* Is the image of a polygon what it is on Earth?  One around or beside the point opposite
 * to the middle of an azimuthal map turns inside out there, or is torn across the map:
 * its area is another, and some of its edges are far too long.  (Long edges alone are
 * those along a pole that is a line; another area alone comes from few vertices.) */
static bool has_true_image(const struct making *m, const struct io_feature *f)
{
    static const double EARTH_M2 = 6371007.2 * 6371007.2; /* authalic radius squared */
    static const double SMALL_M2 = 1e10;
    const struct io_pieces *pieces = &m->features->pieces;
    const bool equal_area = hg_grid_params(m->grid)->kind == HG_GRID_EQUAL_AREA;
    double plane = 0, sphere = 0;
    for (size_t k = f->first_piece; k < f->first_piece + f->n_piece; k++) {
        const struct io_piece *piece = &pieces->piece[k];
        for (size_t i = piece->first; i < piece->first + piece->count; i++)
            if (!has_place(m->shapes, i))
                return false;
        const double p = signed_area(m->shapes, piece->first, piece->count) / 2;
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

/* Puts the first place of a feature that has no image into faults; true when all have. */
static bool has_image(const struct making *m, const struct io_feature *f,
                      struct hg_faults *faults)
{
    const struct io_pieces *pieces = &m->features->pieces;
    const struct hg_shapes *s = m->shapes;
    for (size_t k = f->first_piece; k < f->first_piece + f->n_piece; k++) {
        const struct io_piece *piece = &pieces->piece[k];
        for (size_t i = piece->first; i < piece->first + piece->count; i++) {
            if (has_place(s, i))
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
static bool jumps(const struct making *m, size_t i, size_t j)
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

static bool broken(const struct making *m, size_t i, size_t j)
{
    return !has_place(m->shapes, i) || !has_place(m->shapes, j) || jumps(m, i, j);
}

/* Vertices that are kept move up to those before them. */
static void move_vertices(const struct making *m, size_t to, size_t from, size_t n)
{
    const struct hg_shapes *s = m->shapes;
    if (to == from)
        return;
    memmove(s->lon + to, s->lon + from, n * sizeof(*s->lon));
    memmove(s->lat + to, s->lat + from, n * sizeof(*s->lat));
    if (m->in_degrees)
        return;
    memmove(s->x + to, s->x + from, n * sizeof(*s->x));
    memmove(s->y + to, s->y + from, n * sizeof(*s->y));
}

static void reverse(double *value, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        const double swapped = value[i];
        value[i] = value[n - 1 - i];
        value[n - 1 - i] = swapped;
    }
}

static void reverse_vertices(const struct making *m, size_t first, size_t n)
{
    const struct hg_shapes *s = m->shapes;
    reverse(s->lon + first, n);
    reverse(s->lat + first, n);
    if (m->in_degrees)
        return;
    reverse(s->x + first, n);
    reverse(s->y + first, n);
}

/* The ring of n vertices begins at vertex `start` of it: three reversals turn it. */
static void begin_at(const struct making *m, size_t first, size_t n, size_t start)
{
    reverse_vertices(m, first, start);
    reverse_vertices(m, first + start, n - start);
    reverse_vertices(m, first, n);
}

static bool add_ring(struct making *m, size_t first, size_t count, bool open)
{
    struct hg_shapes *s = m->shapes;
    if (s->n_ring == m->ring_capacity) {
        const size_t wanted = m->ring_capacity > 0 ? 2 * m->ring_capacity : 64;
        struct hg_ring *more = realloc(s->ring, wanted * sizeof(*more));
        if (!more)
            return false;
        s->ring = more;
        m->ring_capacity = wanted;
    }
    s->ring[s->n_ring++] = (struct hg_ring){.first = first, .count = count, .open = open};
    return true;
}

/* Outer rings anticlockwise with y to the north, holes clockwise. */
static bool add_whole(struct making *m, const struct io_piece *piece)
{
    struct hg_shapes *s = m->shapes;
    const size_t first = s->n_vertex;
    move_vertices(m, first, piece->first, piece->count);
    s->n_vertex += piece->count;
    if (!piece->open) {
        const double area = signed_area(s, first, piece->count);
        if (piece->hole ? area > 0 : area < 0)
            reverse_vertices(m, first, piece->count);
    }
    return add_ring(m, first, piece->count, piece->open);
}

/* The unbroken runs of a piece, as open lines; a ring is followed from a break on. */
static bool add_runs(struct making *m, const struct io_piece *piece, size_t start)
{
    struct hg_shapes *s = m->shapes;
    const size_t end = piece->first + piece->count;
    if (start > 0)
        begin_at(m, piece->first, piece->count, start);
    size_t first = s->n_vertex;
    for (size_t i = piece->first; i < end; i++) {
        const bool ends = i + 1 == end || broken(m, i, i + 1);
        if (has_place(s, i))
            move_vertices(m, s->n_vertex++, i, 1);
        if (!ends)
            continue;
        if (s->n_vertex - first < 2)
            s->n_vertex = first;
        else if (!add_ring(m, first, s->n_vertex - first, true))
            return false;
        first = s->n_vertex;
    }
    return true;
}

static bool add_piece(struct making *m, const struct io_piece *piece, bool tolerant)
{
    const size_t n = piece->count;
    for (size_t i = 0; tolerant && !m->in_degrees && i < (piece->open ? n - 1 : n); i++)
        if (broken(m, piece->first + i, piece->first + (i + 1) % n))
            return add_runs(m, piece, piece->open ? 0 : (i + 1) % n);
    return add_whole(m, piece);
}

static struct hg_box box_of(const struct hg_shapes *s, size_t first, size_t end)
{
    struct hg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = first; i < end; i++) {
        const double x = s->x[i], y = s->y[i];
        box.west = x < box.west ? x : box.west;
        box.east = x > box.east ? x : box.east;
        box.south = y < box.south ? y : box.south;
        box.north = y > box.north ? y : box.north;
    }
    return box;
}

/* All features of one code, n of them, as one shape; those without an image are left out,
 * with a fault, unless the making is tolerant (faults NULL). */
static bool add_shape(struct making *m, const struct io_feature *feature, size_t n,
                      struct hg_faults *faults)
{
    struct hg_shapes *s = m->shapes;
    const size_t first_ring = s->n_ring, first_vertex = s->n_vertex;
    const char *code = NULL, *name = NULL;
    bool lacks = false;
    for (size_t i = 0; m->features->may_lack_image && !m->in_degrees && i < n; i++)
        lacks = lacks || !has_true_image(m, &feature[i]);
    for (size_t i = 0; i < n; i++) {
        if (!lacks && faults && !m->in_degrees && !has_image(m, &feature[i], faults))
            continue;
        name = code ? name : feature[i].name;
        code = feature[i].code;
        if (lacks)
            continue;
        for (size_t k = 0; k < feature[i].n_piece; k++)
            if (!add_piece(m, &m->features->pieces.piece[feature[i].first_piece + k],
                           faults == NULL))
                return false;
    }
    if (code)
        s->shape[s->n_shape++] = (struct hg_shape){
            .code = code,
            .name = name,
            .first_ring = first_ring,
            .n_ring = s->n_ring - first_ring,
            .box = box_of(s, first_vertex, s->n_vertex),
        };
    return true;
}

static bool add_shapes(struct making *m, struct hg_faults *faults)
{
    const struct io_features *f = m->features;
    m->shapes->n_vertex = 0; /* those that are kept */
    for (size_t i = 0, same; i < f->n; i += same) {
        for (same = 1; i + same < f->n; same++)
            if (strcmp(f->feature[i].code, f->feature[i + same].code) != 0)
                break;
        if (!add_shape(m, &f->feature[i], same, faults))
            return false;
    }
    return true;
}

enum hg_status io_features_shapes(struct io_features *features,
                                  const struct hg_grid *grid,
                                  const struct io_seams *seams, const char *where,
                                  unsigned threads, struct hg_faults *faults,
                                  struct hg_shapes **out, struct hg_error *err)
{
    const size_t n_vertex = features->pieces.n_vertex;
    struct making m = {.features = features,
                       .grid = grid,
                       .seams = seams,
                       .where = where,
                       .threads = threads,
                       .shapes = calloc(1, sizeof(*m.shapes))};
    enum hg_status status = HG_E_MEMORY;
    if (!m.shapes)
        goto done;
    m.shapes->shape = calloc(features->n + 1, sizeof(*m.shapes->shape));
    m.shapes->ring = calloc(1, sizeof(*m.shapes->ring));
    m.ring_capacity = 1;
    if (!m.shapes->shape || !m.shapes->ring)
        goto done;
    if (features->n > 1) /* no feature may be no array, which qsort() does not take */
        qsort(features->feature, features->n, sizeof(*features->feature), by_code);
    if (!take_vertices(&m))
        goto done;
    status = project_all(&m, err);
    if (status != HG_OK)
        goto done;
    if (!add_shapes(&m, faults)) {
        status = HG_E_MEMORY;
        goto done;
    }
    m.shapes->arena = features->arena;
    features->arena = NULL;
    *out = m.shapes;
    m.shapes = NULL;
done:
    if (status == HG_E_MEMORY)
        (void)hg_fail(err, status, "%s: no memory for %zu vertices", where, n_vertex);
    hg_shapes_destroy(m.shapes);
    return status;
}
