/*
 * rings.h - rings on the globe, cut where the map is torn
 *
 * In a file a ring is a row of longitudes and latitudes.  Between two vertices it takes
 * the shorter way, so that a step of more than 180 degrees crosses the antimeridian; and
 * it may go around a pole.  Here such rings become pieces within -180..180 degrees that
 * neither cross the antimeridian nor the line half a turn from the middle of the map.
 */
#ifndef HG_IO_RINGS_H
#define HG_IO_RINGS_H

#include <stdbool.h>
#include <stddef.h>

/* A ring (closed by itself) or a line while it is worked on; zero-initialise it. */
struct io_line {
    size_t n, capacity;
    double *lon, *lat;
};

/* Room for n vertices in all; false without memory. */
bool io_line_reserve(struct io_line *line, size_t n);
void io_line_finish(struct io_line *line);

/* Where lines are cut: at 180 degrees and at middle + 180. */
struct io_seams {
    double middle; /* -180..180, or the middle of a lon/lat grid */
};

struct io_piece {
    size_t first, count; /* vertices */
    double shift;        /* whole turns that bring it within 180 degrees of the middle */
    bool open, hole;
};

/* Pieces in the order they came; zero-initialise it. */
struct io_pieces {
    size_t n_piece, piece_capacity, n_vertex, vertex_capacity;
    struct io_piece *piece;
    double *lon, *lat;
};

void io_pieces_finish(struct io_pieces *pieces);

/*
 * Makes the longitudes of a ring follow each other without jumps, beyond 180 where they
 * must, and closes a ring around a pole over the nearer one.  *changed tells whether it
 * had jumps.  false without memory.
 *
 * A step of exactly 360 degrees is no step where the ring then closes on itself (180,
 * -180 on both sides of the antimeridian), else it goes around the earth as drawn (the
 * south edge of Antarctica on a flat map).
 */
bool io_ring_unwrap(struct io_line *ring, bool *changed);

/* The same for an open line. */
void io_line_unwrap(struct io_line *line);

/* Cuts an unwrapped ring or line and adds its pieces; false without memory. */
bool io_cut_ring(const struct io_line *ring, const struct io_seams *seams, bool hole,
                 struct io_pieces *out);
bool io_cut_line(const struct io_line *line, const struct io_seams *seams,
                 struct io_pieces *out);

#endif
