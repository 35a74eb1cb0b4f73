/* rings.c - rings on the globe, cut where the map is torn */
#include "io/rings.h"
#include <hotgrid/large.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A ring around the earth and a pole spans 360 degrees and meets two kinds of lines. */
#define MAX_LINES 8

/* Doubles the room of a pair of arrays. */
static bool grow_pair(double **a, double **b, size_t *capacity, size_t n)
{
    if (n <= *capacity)
        return true;
    if (n > SIZE_MAX / 4 / sizeof(**a))
        return false;
    const size_t wanted = n > 2 * *capacity ? n : 2 * *capacity;
    const size_t size = wanted * sizeof(**a);
    double *more = realloc(*a, size);
    if (more)
        *a = hg_large(more, size);
    double *more_b = more ? realloc(*b, size) : NULL;
    if (!more_b)
        return false;
    *b = hg_large(more_b, size);
    *capacity = wanted;
    return true;
}

bool io_line_reserve(struct io_line *line, size_t n)
{
    return grow_pair(&line->lon, &line->lat, &line->capacity, n);
}

void io_line_finish(struct io_line *line)
{
    free(line->lon);
    free(line->lat);
    *line = (struct io_line){0};
}

void io_pieces_finish(struct io_pieces *pieces)
{
    free(pieces->piece);
    free(pieces->lon);
    free(pieces->lat);
    *pieces = (struct io_pieces){0};
}

/* Adds a vertex unless it stands there already. */
static bool line_add(struct io_line *line, double lon, double lat)
{
    const size_t n = line->n;
    if (n > 0 && line->lon[n - 1] == lon && line->lat[n - 1] == lat)
        return true;
    if (!io_line_reserve(line, n + 1))
        return false;
    line->lon[n] = lon;
    line->lat[n] = lat;
    line->n = n + 1;
    return true;
}

/* Whole turns that a step makes too many: 0 for one of at most 180 degrees. */
static double turns_of_step(double from, double to, bool around)
{
    const double step = to - from;
    if (fabs(step) <= 180 || (around && fabs(step) == 360))
        return 0;
    return round(step / 360);
}

static void range_of(const struct io_line *line, double *min, double *max)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < line->n; i++) {
        const double lon = line->lon[i];
        low = lon < low ? lon : low;
        high = lon > high ? lon : high;
    }
    *min = low;
    *max = high;
}

struct course {
    double turns;    /* from the first vertex to the first again */
    double min, max; /* of the longitudes without jumps */
    bool jumps, has_360;
};

static struct course follow(const struct io_line *line, bool closed, bool around)
{
    struct course c = {.min = line->lon[0], .max = line->lon[0]};
    double turns = 0;
    const size_t n_step = closed ? line->n : line->n - 1;
    for (size_t i = 0; i < n_step; i++) {
        const double from = line->lon[i], to = line->lon[(i + 1) % line->n];
        const double more = turns_of_step(from, to, around);
        turns -= more;
        c.jumps |= more != 0;
        c.has_360 |= fabs(to - from) == 360;
        c.min = fmin(c.min, to + 360 * turns);
        c.max = fmax(c.max, to + 360 * turns);
    }
    c.turns = turns;
    return c;
}

static void take_jumps_out(struct io_line *line, bool around)
{
    double turns = 0, before = line->lon[0];
    for (size_t i = 1; i < line->n; i++) {
        const double lon = line->lon[i];
        turns -= turns_of_step(before, lon, around);
        before = lon;
        line->lon[i] = lon + 360 * turns;
    }
}

/* The ring from its first crossing of a line at 180 degrees, once around the earth, and
 * back along the pole: the closing edges then lie where rings are cut anyway. */
static bool close_over_pole(struct io_line *ring, double turns)
{
    const size_t n = ring->n;
    double sum = 0, line = 0, t = 0;
    for (size_t i = 0; i < n; i++)
        sum += ring->lat[i];
    const double pole = sum < 0 ? -90 : 90;

    size_t at = 0;
    for (; at < n; at++) {
        const double a = ring->lon[at];
        const double b = at + 1 < n ? ring->lon[at + 1] : ring->lon[0] + 360 * turns;
        line = 180 + 360 * floor((fmax(a, b) - 180) / 360);
        if (a != b && line >= fmin(a, b)) {
            t = (line - a) / (b - a);
            break;
        }
    }
    if (at == n)
        return true; /* cannot be: once around meets each meridian */

    struct io_line closed = {0};
    const double lat = ring->lat[at] + t * (ring->lat[(at + 1) % n] - ring->lat[at]);
    bool ok = line_add(&closed, line, lat);
    for (size_t k = 1; ok && k <= n; k++) {
        const size_t i = (at + k) % n;
        ok = line_add(&closed, ring->lon[i] + (at + k >= n ? 360 * turns : 0),
                      ring->lat[i]);
    }
    ok = ok && line_add(&closed, line + 360 * turns, lat) &&
         line_add(&closed, line + 360 * turns, pole) && line_add(&closed, line, pole);
    io_line_finish(ring);
    *ring = closed;
    return ok;
}

bool io_ring_unwrap(struct io_line *ring, bool *changed)
{
    *changed = false;
    double min, max;
    range_of(ring, &min, &max);
    if (!(max - min > 180)) /* no step is too long */
        return true;
    bool around = false;
    struct course c = follow(ring, true, around);
    if (c.has_360 && (c.turns != 0 || c.min == c.max)) {
        around = true;
        c = follow(ring, true, around);
    }
    if (!c.jumps || fabs(c.turns) > 1)
        return true; /* more turns than one cross themselves: GEOS will say so */
    *changed = true;
    take_jumps_out(ring, around);
    return c.turns == 0 || close_over_pole(ring, c.turns);
}

void io_line_unwrap(struct io_line *line)
{
    if (line->n >= 2 && follow(line, false, false).jumps)
        take_jumps_out(line, false);
}

/* The lines strictly between min and max where pieces end, rising. */
static size_t lines_between(const struct io_seams *seams, double min, double max,
                            double line[MAX_LINES])
{
    const double kind[2] = {180, seams->middle + 180};
    const size_t n_kind = fmod(seams->middle, 360) == 0 ? 1 : 2;
    size_t n = 0;
    for (size_t k = 0; k < n_kind; k++) {
        double at = kind[k] + 360 * (floor((min - kind[k]) / 360) + 1);
        for (; at < max && n < MAX_LINES; at += 360)
            line[n++] = at;
    }
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && line[j] < line[j - 1]; j--) {
            const double swapped = line[j];
            line[j] = line[j - 1];
            line[j - 1] = swapped;
        }
    return n;
}

/* Adds a line that lies between two cuts, brought back within -180..180.  min and max are
 * its range of longitudes. */
static bool add_range(const struct io_line *line, double min, double max,
                      const struct io_seams *seams, bool open, bool hole,
                      struct io_pieces *out)
{
    if (out->n_piece == out->piece_capacity) {
        const size_t wanted = out->n_piece > 0 ? 2 * out->n_piece : 64;
        struct io_piece *more = realloc(out->piece, wanted * sizeof(*more));
        if (!more)
            return false;
        out->piece = more;
        out->piece_capacity = wanted;
    }
    if (!grow_pair(&out->lon, &out->lat, &out->vertex_capacity, out->n_vertex + line->n))
        return false;

    const double middle = (min + max) / 2;
    const double back = fabs(middle) <= 180 ? 0 : -360 * round(middle / 360);
    memcpy(out->lon + out->n_vertex, line->lon, line->n * sizeof(*line->lon));
    memcpy(out->lat + out->n_vertex, line->lat, line->n * sizeof(*line->lat));
    for (size_t i = 0; back != 0 && i < line->n; i++)
        out->lon[out->n_vertex + i] += back;
    out->piece[out->n_piece++] = (struct io_piece){
        .first = out->n_vertex,
        .count = line->n,
        .shift = 360 * round((seams->middle - (middle + back)) / 360),
        .open = open,
        .hole = hole,
    };
    out->n_vertex += line->n;
    return true;
}

/* The same for what a cut has left of a line. */
static bool add_piece(const struct io_line *line, const struct io_seams *seams, bool open,
                      bool hole, struct io_pieces *out)
{
    double min, max;
    range_of(line, &min, &max);
    if (line->n < (open ? 2 : 3) || (!open && min == max))
        return true; /* what only touches a cut has no area beyond it */
    return add_range(line, min, max, seams, open, hole, out);
}

/* Sutherland and Hodgman (1974), "Reentrant polygon clipping", against one meridian:
 * side 1 keeps what is east of it, -1 what is west. */
static bool clip(const struct io_line *in, double at, int side, struct io_line *out)
{
    out->n = 0;
    for (size_t i = 0, before = in->n > 0 ? in->n - 1 : 0; i < in->n; before = i++) {
        const double a = side * (in->lon[before] - at), b = side * (in->lon[i] - at);
        if ((a < 0 && b > 0) || (a > 0 && b < 0)) {
            /* from the same end for both sides, so that they share their vertex */
            const size_t west = in->lon[before] < in->lon[i] ? before : i;
            const size_t east = west == i ? before : i;
            const double t = (at - in->lon[west]) / (in->lon[east] - in->lon[west]);
            if (!line_add(out, at, in->lat[west] + t * (in->lat[east] - in->lat[west])))
                return false;
        }
        if (b >= 0 && !line_add(out, in->lon[i], in->lat[i]))
            return false;
    }
    return true;
}

bool io_cut_ring(const struct io_line *ring, const struct io_seams *seams, bool hole,
                 struct io_pieces *out)
{
    double min, max, line[MAX_LINES];
    range_of(ring, &min, &max);
    const size_t n = lines_between(seams, min, max, line);
    if (n == 0) /* a ring that is a line or a point has a place, if no area */
        return ring->n == 0 || add_range(ring, min, max, seams, false, hole, out);

    struct io_line east = {0}, part = {0};
    bool ok = true;
    for (size_t i = 0; ok && i <= n; i++) {
        const struct io_line *from = ring;
        if (i > 0) {
            ok = clip(ring, line[i - 1], 1, &east);
            from = &east;
        }
        if (ok && i < n)
            ok = clip(from, line[i], -1, &part);
        ok = ok && add_piece(i < n ? &part : from, seams, false, hole, out);
    }
    io_line_finish(&east);
    io_line_finish(&part);
    return ok;
}

bool io_cut_line(const struct io_line *whole, const struct io_seams *seams,
                 struct io_pieces *out)
{
    double min, max, line[MAX_LINES];
    range_of(whole, &min, &max);
    const size_t n = lines_between(seams, min, max, line);
    struct io_line part = {0};
    bool ok = whole->n == 0 || line_add(&part, whole->lon[0], whole->lat[0]);
    for (size_t i = 1; ok && i < whole->n; i++) {
        const double a = whole->lon[i - 1], b = whole->lon[i];
        for (size_t k = 0; ok && k < n; k++) {
            const double at = line[b > a ? k : n - 1 - k];
            if (!((a < at && at <= b) || (b <= at && at < a)))
                continue;
            const double lat = whole->lat[i - 1] +
                               (at - a) / (b - a) * (whole->lat[i] - whole->lat[i - 1]);
            ok = line_add(&part, at, lat) && add_piece(&part, seams, true, false, out);
            part.n = 0;
            ok = ok && line_add(&part, at, lat);
        }
        ok = ok && line_add(&part, b, whole->lat[i]);
    }
    ok = ok && add_piece(&part, seams, true, false, out);
    io_line_finish(&part);
    return ok;
}
