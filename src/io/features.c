/* features.c - pieces of features projected, turned the right way round and sorted */
#include "io/features.h"
#include <hotgrid/crs.h>
#include <hotgrid/geodesy.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A seam of a projection has an image on both edges of the map: vertices on it move to
 * their own side by a tenth of a millimetre. */
static const double INWARD_DEG = 1e-9;

struct projected {
    const struct io_features *features;
    const struct hg_grid *grid;
    const struct io_seams *seams;
    double *x, *y; /* of all vertices of the pieces */
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

static enum hg_status project_all(struct projected *p, struct hg_error *err)
{
    const struct io_pieces *pieces = &p->features->pieces;
    const bool lonlat = hg_grid_params(p->grid)->kind == HG_GRID_LONLAT;
    for (size_t k = 0; k < pieces->n_piece; k++) {
        const struct io_piece *piece = &pieces->piece[k];
        for (size_t i = piece->first; i < piece->first + piece->count; i++) {
            p->y[i] = pieces->lat[i];
            if (lonlat)
                p->x[i] = pieces->lon[i] + piece->shift;
            else if (p->seams->middle != 0)
                p->x[i] = inward(pieces->lon[i], piece, p->seams->middle);
            else
                p->x[i] = pieces->lon[i];
        }
    }
    struct hg_transform transform;
    const enum hg_status status = hg_crs_from_lonlat(p->grid, &transform, err);
    if (status != HG_OK)
        return status;
    hg_transform_apply(&transform, pieces->n_vertex, p->x, p->y);
    hg_transform_finish(&transform);
    return HG_OK;
}

/* Puts the first place of a feature that has no image into faults; true when all have. */
static bool has_image(const struct projected *p, const struct io_feature *f,
                      const char *where, struct hg_faults *faults)
{
    const struct io_pieces *pieces = &p->features->pieces;
    for (size_t k = f->first_piece; k < f->first_piece + f->n_piece; k++) {
        const struct io_piece *piece = &pieces->piece[k];
        for (size_t i = piece->first; i < piece->first + piece->count; i++) {
            if (isfinite(p->x[i]) && isfinite(p->y[i]))
                continue;
            hg_fault(
                faults, HG_E_INPUT, where,
                "%s, code %s: the place %.6g E, %.6g N has no image in the crs of the "
                "grid (%s); leave the shape out or take another grid",
                where, f->code, pieces->lon[i], pieces->lat[i],
                hg_grid_params(p->grid)->crs);
            return false;
        }
    }
    return true;
}

/* Does the edge between two places leave the map on one side and come back on the other?
 * It is then longer than half the map, and many times its length on the ground. */
static bool jumps(const struct projected *p, size_t i, size_t j)
{
    const struct hg_grid_params *grid = hg_grid_params(p->grid);
    const double dx = p->x[j] - p->x[i], dy = p->y[j] - p->y[i];
    const double size =
        fmax(grid->box.east - grid->box.west, grid->box.north - grid->box.south);
    const double length = hypot(dx, dy);
    if (!(length > size / 2) || grid->kind == HG_GRID_LONLAT)
        return false;
    const struct io_pieces *pieces = &p->features->pieces;
    const double km =
        hg_geodesic_km(pieces->lon[i], pieces->lat[i], pieces->lon[j], pieces->lat[j]);
    return length > 10 * 1000 * km;
}

static bool broken(const struct projected *p, size_t i, size_t j)
{
    return !isfinite(p->x[i]) || !isfinite(p->y[i]) || !isfinite(p->x[j]) ||
           !isfinite(p->y[j]) || jumps(p, i, j);
}

/* Shapes while they are filled; room for all vertices, and for a ring per two of them. */
struct filling {
    struct hg_shapes *shapes;
    size_t ring_capacity;
};

static bool add_ring(struct filling *f, size_t first, size_t count, bool open)
{
    struct hg_shapes *s = f->shapes;
    if (s->n_ring == f->ring_capacity) {
        const size_t wanted = f->ring_capacity > 0 ? 2 * f->ring_capacity : 64;
        struct hg_ring *more = realloc(s->ring, wanted * sizeof(*more));
        if (!more)
            return false;
        s->ring = more;
        f->ring_capacity = wanted;
    }
    s->ring[s->n_ring++] = (struct hg_ring){.first = first, .count = count, .open = open};
    return true;
}

static void copy_vertex(struct hg_shapes *s, const struct projected *p, size_t i)
{
    s->x[s->n_vertex] = p->x[i];
    s->y[s->n_vertex] = p->y[i];
    s->lon[s->n_vertex] = p->features->pieces.lon[i];
    s->lat[s->n_vertex] = p->features->pieces.lat[i];
    s->n_vertex++;
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

static void reverse(double *value, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        const double swapped = value[i];
        value[i] = value[n - 1 - i];
        value[n - 1 - i] = swapped;
    }
}

/* Outer rings anticlockwise with y to the north, holes clockwise. */
static void turn(struct hg_shapes *s, size_t first, size_t count, bool hole)
{
    const double area = signed_area(s, first, count);
    if (hole ? area <= 0 : area >= 0)
        return;
    reverse(s->x + first, count);
    reverse(s->y + first, count);
    reverse(s->lon + first, count);
    reverse(s->lat + first, count);
}

static bool add_whole(struct filling *f, const struct projected *p,
                      const struct io_piece *piece)
{
    const size_t first = f->shapes->n_vertex;
    for (size_t i = 0; i < piece->count; i++)
        copy_vertex(f->shapes, p, piece->first + i);
    if (!piece->open)
        turn(f->shapes, first, piece->count, piece->hole);
    return add_ring(f, first, piece->count, piece->open);
}

/* The unbroken runs of a piece, as open lines; a ring is followed from a break on. */
static bool add_runs(struct filling *f, const struct projected *p,
                     const struct io_piece *piece, size_t start)
{
    struct hg_shapes *s = f->shapes;
    const size_t n = piece->count;
    size_t first = s->n_vertex;
    for (size_t k = 0; k < n; k++) {
        const size_t i = piece->first + (start + k) % n;
        const size_t next = piece->first + (start + k + 1) % n;
        if (isfinite(p->x[i]) && isfinite(p->y[i]))
            copy_vertex(s, p, i);
        if (k + 1 < n && !broken(p, i, next))
            continue;
        if (s->n_vertex - first < 2)
            s->n_vertex = first;
        else if (!add_ring(f, first, s->n_vertex - first, true))
            return false;
        first = s->n_vertex;
    }
    return true;
}

static bool add_piece(struct filling *f, const struct projected *p,
                      const struct io_piece *piece, bool tolerant)
{
    const size_t n = piece->count;
    for (size_t i = 0; tolerant && i < (piece->open ? n - 1 : n); i++)
        if (broken(p, piece->first + i, piece->first + (i + 1) % n))
            return add_runs(f, p, piece, piece->open ? 0 : (i + 1) % n);
    return add_whole(f, p, piece);
}

static struct hg_box box_of(const struct hg_shapes *s, size_t first, size_t end)
{
    struct hg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = first; i < end; i++) {
        box.west = fmin(box.west, s->x[i]);
        box.east = fmax(box.east, s->x[i]);
        box.south = fmin(box.south, s->y[i]);
        box.north = fmax(box.north, s->y[i]);
    }
    return box;
}

/* All features of one code, n of them, as one shape. */
static bool add_shape(struct filling *f, const struct projected *p,
                      const struct io_feature *feature, size_t n, bool tolerant)
{
    struct hg_shapes *s = f->shapes;
    const size_t first_ring = s->n_ring, first_vertex = s->n_vertex;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < feature[i].n_piece; k++)
            if (!add_piece(f, p, &p->features->pieces.piece[feature[i].first_piece + k],
                           tolerant))
                return false;
    s->shape[s->n_shape++] = (struct hg_shape){
        .code = feature->code,
        .name = feature->name,
        .first_ring = first_ring,
        .n_ring = s->n_ring - first_ring,
        .box = box_of(s, first_vertex, s->n_vertex),
    };
    return true;
}

static bool fill(struct filling *f, const struct projected *p, struct io_feature *feature,
                 size_t n, bool tolerant)
{
    if (n > 1) /* no feature may be no array, which qsort() does not take */
        qsort(feature, n, sizeof(*feature), by_code);
    for (size_t i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n; same++)
            if (strcmp(feature[i].code, feature[i + same].code) != 0)
                break;
        if (!add_shape(f, p, &feature[i], same, tolerant))
            return false;
    }
    return true;
}

static struct hg_shapes *shapes_reserve(size_t n_shape, size_t n_vertex)
{
    struct hg_shapes *s = calloc(1, sizeof(*s));
    if (!s)
        return NULL;
    s->shape = calloc(n_shape + 1, sizeof(*s->shape));
    s->ring = calloc(1, sizeof(*s->ring));
    s->x = calloc(n_vertex + 1, sizeof(*s->x));
    s->y = calloc(n_vertex + 1, sizeof(*s->y));
    s->lon = calloc(n_vertex + 1, sizeof(*s->lon));
    s->lat = calloc(n_vertex + 1, sizeof(*s->lat));
    if (s->shape && s->ring && s->x && s->y && s->lon && s->lat)
        return s;
    hg_shapes_destroy(s);
    return NULL;
}

enum hg_status io_features_shapes(struct io_features *features,
                                  const struct hg_grid *grid,
                                  const struct io_seams *seams, const char *where,
                                  struct hg_faults *faults, struct hg_shapes **out,
                                  struct hg_error *err)
{
    const size_t n_vertex = features->pieces.n_vertex;
    struct projected p = {.features = features, .grid = grid, .seams = seams};
    struct filling f = {.shapes = shapes_reserve(features->n, n_vertex)};
    p.x = malloc((n_vertex + 1) * sizeof(*p.x));
    p.y = malloc((n_vertex + 1) * sizeof(*p.y));
    enum hg_status status = HG_E_MEMORY;
    if (!f.shapes || !p.x || !p.y)
        goto done;
    f.ring_capacity = 1;

    status = project_all(&p, err);
    if (status != HG_OK)
        goto done;
    size_t n = 0;
    for (size_t i = 0; i < features->n; i++)
        if (!faults || has_image(&p, &features->feature[i], where, faults))
            features->feature[n++] = features->feature[i];
    if (!fill(&f, &p, features->feature, n, faults == NULL)) {
        status = HG_E_MEMORY;
        goto done;
    }
    f.shapes->arena = features->arena;
    features->arena = NULL;
    *out = f.shapes;
    f.shapes = NULL;
done:
    if (status == HG_E_MEMORY)
        (void)hg_fail(err, status, "%s: no memory for %zu vertices", where, n_vertex);
    hg_shapes_destroy(f.shapes);
    free(p.x);
    free(p.y);
    return status;
}
