/* features_shapes.c - features turned the right way round and sorted: shapes */
#include "io/making.h"
#include <hotgrid/large.h>
#include <stdlib.h>
#include <string.h>

static int by_code(const void *a, const void *b)
{
    const struct io_feature *f = a, *g = b;
    const int order = strcmp(f->code, g->code);
    return order != 0 ? order : (f->number > g->number) - (f->number < g->number);
}

/* Takes the vertices over from the pieces, those of a shape together; pieces say then
 * where they stand. */
static bool take_vertices(struct io_making *m)
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

/* Vertices that are kept move up to those before them. */
static void move_vertices(const struct io_making *m, size_t to, size_t from, size_t n)
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

static void reverse_vertices(const struct io_making *m, size_t first, size_t n)
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
static void begin_at(const struct io_making *m, size_t first, size_t n, size_t start)
{
    reverse_vertices(m, first, start);
    reverse_vertices(m, first + start, n - start);
    reverse_vertices(m, first, n);
}

static bool add_ring(struct io_making *m, size_t first, size_t count, bool open)
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
static bool add_whole(struct io_making *m, const struct io_piece *piece)
{
    struct hg_shapes *s = m->shapes;
    const size_t first = s->n_vertex;
    move_vertices(m, first, piece->first, piece->count);
    s->n_vertex += piece->count;
    if (!piece->open) {
        const double area = io_signed_area(s, first, piece->count);
        if (piece->hole ? area > 0 : area < 0)
            reverse_vertices(m, first, piece->count);
    }
    return add_ring(m, first, piece->count, piece->open);
}

/* The unbroken runs of a piece, as open lines; a ring is followed from a break on. */
static bool add_runs(struct io_making *m, const struct io_piece *piece, size_t start)
{
    struct hg_shapes *s = m->shapes;
    const size_t end = piece->first + piece->count;
    if (start > 0)
        begin_at(m, piece->first, piece->count, start);
    size_t first = s->n_vertex;
    for (size_t i = piece->first; i < end; i++) {
        const bool ends = i + 1 == end || io_is_broken(m, i, i + 1);
        if (io_has_place(s, i))
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

static bool add_piece(struct io_making *m, const struct io_piece *piece, bool tolerant)
{
    const size_t n = piece->count;
    for (size_t i = 0; tolerant && !m->in_degrees && i < (piece->open ? n - 1 : n); i++)
        if (io_is_broken(m, piece->first + i, piece->first + (i + 1) % n))
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
static bool add_shape(struct io_making *m, const struct io_feature *feature, size_t n,
                      struct hg_faults *faults)
{
    struct hg_shapes *s = m->shapes;
    const size_t first_ring = s->n_ring, first_vertex = s->n_vertex;
    const char *code = NULL, *name = NULL;
    bool lacks = false;
    for (size_t i = 0; m->features->may_lack_image && !m->in_degrees && i < n; i++)
        lacks = lacks || !io_has_true_image(m, &feature[i]);
    for (size_t i = 0; i < n; i++) {
        if (!lacks && faults && !m->in_degrees && !io_has_image(m, &feature[i], faults))
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

static bool add_shapes(struct io_making *m, struct hg_faults *faults)
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
    struct io_making m = {.features = features,
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
    status = io_making_project(&m, err);
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
