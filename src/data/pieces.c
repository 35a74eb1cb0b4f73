/* pieces.c - room for pieces of sources, and their one order */
#include <assert.h>
#include <hotgrid/large.h>
#include <hotgrid/pieces.h>
#include <stdlib.h>

enum hg_status hg_pieces_create(enum hg_point_rule rule, size_t room, size_t n_industry,
                                struct hg_pieces **out, struct hg_error *err)
{
    struct hg_pieces *pieces = calloc(1, sizeof(*pieces));
    if (!pieces)
        return hg_fail(err, HG_E_MEMORY, "no memory for pieces of sources");
    pieces->rule = rule;
    pieces->n_industry = n_industry;
    pieces->piece = hg_large(calloc(room + 1, sizeof(*pieces->piece)),
                             (room + 1) * sizeof(*pieces->piece));
    pieces->n_inside = calloc(n_industry + 1, sizeof(*pieces->n_inside));
    pieces->n_outside = calloc(n_industry + 1, sizeof(*pieces->n_outside));
    if (!pieces->piece || !pieces->n_inside || !pieces->n_outside) {
        hg_pieces_destroy(pieces);
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu pieces of sources", room);
    }
    *out = pieces;
    return HG_OK;
}

enum hg_status hg_pieces_square(struct hg_pieces *pieces, size_t room,
                                struct hg_error *err)
{
    pieces->square = calloc(room + 1, sizeof(*pieces->square));
    return pieces->square
               ? HG_OK
               : hg_fail(err, HG_E_MEMORY, "no memory for %zu pieces of sources", room);
}

void hg_pieces_destroy(struct hg_pieces *pieces)
{
    if (!pieces)
        return;
    free(pieces->piece);
    free(pieces->n_inside);
    free(pieces->n_outside);
    free(pieces->square);
    free(pieces);
}

static int by_industry_and_cell(const void *a, const void *b)
{
    const struct hg_piece *p = a, *q = b;
    if (p->industry != q->industry)
        return p->industry < q->industry ? -1 : 1;
    return (p->cell > q->cell) - (p->cell < q->cell);
}

/* A piece with its square, and its place before it was sorted. */
struct squared {
    struct hg_piece piece;
    struct hg_squares square;
    size_t at;
};

static int by_piece(const void *a, const void *b)
{
    const struct squared *p = a, *q = b;
    const int order = by_industry_and_cell(&p->piece, &q->piece);
    return order ? order : (p->at > q->at) - (p->at < q->at);
}

static enum hg_status sort_squared(struct hg_pieces *pieces, struct hg_error *err)
{
    struct squared *all = malloc((pieces->n + 1) * sizeof(*all));
    if (!all)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu pieces of sources",
                       pieces->n);
    for (size_t i = 0; i < pieces->n; i++)
        all[i] = (struct squared){pieces->piece[i], pieces->square[i], i};
    if (pieces->n > 1)
        qsort(all, pieces->n, sizeof(all[0]), by_piece);
    for (size_t i = 0; i < pieces->n; i++) {
        pieces->piece[i] = all[i].piece;
        pieces->square[i] = all[i].square;
    }
    free(all);
    return HG_OK;
}

/* Piece `from` becomes part of piece `to`, whose mass does not hold it yet. */
static void add_square(struct hg_pieces *pieces, size_t to, size_t from)
{
    if (pieces->square)
        pieces->square[to] =
            hg_squares_add(pieces->square[to], hg_mass_kg(pieces->piece[to].mass),
                           pieces->square[from], hg_mass_kg(pieces->piece[from].mass));
}

enum hg_status hg_pieces_merge(struct hg_pieces *pieces, struct hg_error *err)
{
    assert(pieces->rule != HG_POINTS_SCALE); /* these keep the order of their sources */
    struct hg_piece *piece = pieces->piece;
    enum hg_status status = HG_OK;
    if (pieces->square)
        status = sort_squared(pieces, err);
    else if (pieces->n > 1)
        qsort(piece, pieces->n, sizeof(piece[0]), by_industry_and_cell);
    if (status != HG_OK)
        return status;
    size_t kept = 0;
    for (size_t i = 0; i < pieces->n; i++) {
        if (kept == 0 || by_industry_and_cell(&piece[kept - 1], &piece[i]) != 0) {
            if (pieces->square)
                pieces->square[kept] = pieces->square[i];
            piece[kept++] = piece[i];
            continue;
        }
        add_square(pieces, kept - 1, i);
        if (__builtin_add_overflow(piece[kept - 1].mass, piece[i].mass,
                                   &piece[kept - 1].mass))
            return hg_fail(err, HG_E_INPUT,
                           "the sources of one region and sector in one cell emit more "
                           "than 8.79e12 kg a year; is their unit right?");
    }
    pieces->n = kept;
    return HG_OK;
}

enum hg_status hg_pieces_of_points(const struct hg_grid *grid,
                                   const struct hg_inventory *inventory,
                                   const struct hg_points *points, struct hg_pieces **out,
                                   struct hg_error *err)
{
    const size_t n_sector = hg_axis_size(inventory->sectors);
    struct hg_pieces *pieces = NULL;
    enum hg_status status =
        hg_pieces_create(points->rule, points->n,
                         hg_axis_size(inventory->regions) * n_sector, &pieces, err);
    if (!pieces)
        return status;
    if (points->squares)
        status = hg_pieces_square(pieces, points->n, err);
    for (size_t i = 0; status == HG_OK && i < points->n; i++) {
        const struct hg_point *point = &points->point[i];
        if (pieces->square)
            pieces->square[pieces->n] = hg_squares_of(point->site->sigma);
        struct hg_piece *piece = &pieces->piece[pieces->n++];
        piece->cell =
            point->diffuse ? HG_DIFFUSE_CELL : hg_grid_cell_at(grid, point->x, point->y);
        piece->industry = (uint32_t)(point->region * n_sector + point->sector);
        if (point->site->weight > 0 && !point->diffuse)
            (piece->cell == HG_NO_CELL ? pieces->n_outside
                                       : pieces->n_inside)[piece->industry]++;
        if (points->rule == HG_POINTS_SCALE)
            piece->weight = point->site->weight;
        else
            status = hg_mass_from_kg(point->site->weight, &piece->mass, err);
    }
    if (status == HG_OK && points->rule != HG_POINTS_SCALE)
        status = hg_pieces_merge(pieces, err);
    if (status == HG_OK)
        *out = pieces;
    else
        hg_pieces_destroy(pieces);
    return status;
}
