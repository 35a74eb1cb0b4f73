/* densify.c - more vertices where an edge of a projected crs is a curve in degrees */
#include "io/densify.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double NEAR_DEG = 1e-9; /* a tenth of a millimetre */
static const double RAD_PER_DEG = 0.017453292519943295;
static const double RING_STRAIGHT = 1e-7, LINE_STRAIGHT = 1e-5; /* parts of a length */
enum { MOST = 65536 };                                          /* pieces of an edge */

/* Pieces that an edge from a to b needs, whose middle is at m; all in degrees.  What it
 * is off by shrinks with the square of their number, and as a part of a piece's length
 * with their number. */
static size_t pieces_of(const double a[2], const double m[2], const double b[2],
                        bool ring)
{
    const double shrink = cos((a[1] + b[1]) / 2 * RAD_PER_DEG);
    const double d_lon = remainder(b[0] - a[0], 360), d_lat = b[1] - a[1];
    const double length = hypot(d_lon * shrink, d_lat);
    const double off = hypot(remainder(m[0] - a[0] - d_lon / 2, 360) * shrink,
                             m[1] - (a[1] + d_lat / 2));
    if (!(off > NEAR_DEG))
        return 1; /* NaN too: the vertex will be told */
    const double n =
        ring ? 1.5 * sqrt(off / fmax(NEAR_DEG, RING_STRAIGHT * length))
             : fmin(1.5 * off / (LINE_STRAIGHT * length), 1.5 * sqrt(off / NEAR_DEG));
    return (size_t)fmax(1, fmin(MOST, ceil(n)));
}

/* Vertices and middles of edges in degrees, side by side: 2 k is vertex k. */
static double *places_of(const struct io_line *line, size_t n_edge,
                         const struct hg_transform *to_lonlat)
{
    const size_t n = 2 * n_edge + 1;
    double *place = malloc(2 * n * sizeof(*place));
    if (!place)
        return NULL;
    for (size_t k = 0; k < n; k++) {
        const size_t i = k / 2 % line->n, j = (k + 1) / 2 % line->n;
        place[k] = (line->lon[i] + line->lon[j]) / 2;
        place[n + k] = (line->lat[i] + line->lat[j]) / 2;
    }
    hg_transform_apply(to_lonlat, n, place, place + n);
    return place;
}

/* Copies the line with its edges in pieces. */
static void fill(const struct io_line *line, size_t n_edge, const size_t *pieces,
                 struct io_line *out)
{
    size_t at = 0;
    for (size_t k = 0; k < line->n; k++) {
        const size_t next = (k + 1) % line->n, n = k < n_edge ? pieces[k] : 1;
        for (size_t i = 0; i < n; i++, at++) {
            const double t = (double)i / (double)n;
            out->lon[at] = line->lon[k] + t * (line->lon[next] - line->lon[k]);
            out->lat[at] = line->lat[k] + t * (line->lat[next] - line->lat[k]);
        }
    }
    out->n = at;
}

bool io_densify(struct io_line *line, bool ring, const struct hg_transform *to_lonlat)
{
    if (line->n < 2)
        return true;
    const size_t n_edge = ring ? line->n : line->n - 1, n = 2 * n_edge + 1;
    double *place = places_of(line, n_edge, to_lonlat);
    size_t *pieces = malloc(n_edge * sizeof(*pieces));
    struct io_line denser = {0};
    size_t n_all = ring ? 0 : 1;
    for (size_t k = 0; place && pieces && k < n_edge; k++) {
        const double *x = place + 2 * k, *y = x + n;
        pieces[k] =
            pieces_of((const double[2]){x[0], y[0]}, (const double[2]){x[1], y[1]},
                      (const double[2]){x[2], y[2]}, ring);
        n_all += pieces[k];
    }
    const bool good = place && pieces && io_line_reserve(&denser, n_all + 1);
    if (good) {
        fill(line, n_edge, pieces, &denser);
        io_line_finish(line);
        *line = denser;
    } else {
        io_line_finish(&denser);
    }
    free(place);
    free(pieces);
    return good;
}
