/* cut_lines.c - the length of a line in each cell */
#include "gridding/cut.h"

#include <math.h>

static const double WGS84_A_KM = 6378.137;
static const double WGS84_F = 1 / 298.257223563;
static const double RAD_PER_DEG = 0.017453292519943295;

/* Gauss and Legendre's places and weights on -1 .. 1. */
static const double place3[3] = {-0.7745966692414834, 0, 0.7745966692414834};
static const double weight3[3] = {0.5555555555555556, 0.8888888888888888,
                                  0.5555555555555556};
static const double place8[8] = {
    -0.9602898564975363, -0.7966664774136267, -0.5255324099163290, -0.1834346424956498,
    0.1834346424956498,  0.5255324099163290,  0.7966664774136267,  0.9602898564975363};
static const double weight8[8] = {
    0.1012285362903763, 0.2223810344533745, 0.3137066458778873, 0.3626837833783620,
    0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763};
static const double SHORT = 0.05, LONGEST = 2; /* degrees, of one round */

/* km per unit of t: the way along the meridian and that along the parallel, by the radii
 * of curvature M and N (Snyder 1987, eq. 4-18 to 4-21). */
static double speed(const struct edge *e, double t)
{
    const double lat = (e->lat + t * e->d_lat) * RAD_PER_DEG;
    const double e2 = WGS84_F * (2 - WGS84_F);
    const double s = sin(lat), w2 = 1 - e2 * s * s, n = WGS84_A_KM / sqrt(w2);
    const double north = n * (1 - e2) / w2 * e->d_lat;
    const double east = n * cos(lat) * e->d_lon;
    return sqrt(north * north + east * east) * RAD_PER_DEG;
}

static double round_km(const struct edge *e, double t0, double t1, int n,
                       const double *place, const double *weight)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += weight[i] * speed(e, (t0 + t1) / 2 + (t1 - t0) / 2 * place[i]);
    return sum * (t1 - t0) / 2;
}

/* Length of an edge that is straight in longitude and latitude, from t0 to t1. */
static double edge_km(const struct edge *e, double t0, double t1)
{
    if (e->d_lat == 0)
        return speed(e, 0) * (t1 - t0);
    const double span = fmax(fabs(e->d_lon), fabs(e->d_lat)) * (t1 - t0);
    if (span <= SHORT)
        return round_km(e, t0, t1, 3, place3, weight3);
    const int n = (int)ceil(span / LONGEST);
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += round_km(e, t0 + (t1 - t0) * i / n, t0 + (t1 - t0) * (i + 1) / n, 8,
                        place8, weight8);
    return sum;
}

static void take(void *to, const struct passage *p)
{
    struct cutter *c = to;
    const double km = edge_km(&c->course.edge, stretch_part(p->stretch, p->s0),
                              stretch_part(p->stretch, p->s1));
    if (!(km > 0))
        return;
    if (p->row < 0 || p->row >= c->course.nrow || p->col < 0 || p->col >= c->course.ncol)
        c->outside += km;
    else
        cutter_touch(c, (struct touch){
                            .row = (uint32_t)p->row, .col = (int32_t)p->col, .size = km});
}

enum course_end cut_line(struct cutter *c, const struct hg_shape *shape)
{
    c->course.take_passage = take;
    for (size_t r = shape->first_ring; r < shape->first_ring + shape->n_ring; r++) {
        const enum course_end end =
            course_walk(&c->course, c->p->shapes, c->p->shapes->ring[r]);
        if (end != COURSE_DONE)
            return end;
    }
    cutter_sort(c);
    for (size_t i = 0; i < c->n_touch;) {
        const struct touch *first = &c->touch[i];
        double km = 0;
        for (; i < c->n_touch && c->touch[i].row == first->row &&
               c->touch[i].col == first->col;
             i++)
            km += c->touch[i].size;
        cutter_part(c, first->row * c->course.ncol + (uint32_t)first->col, km);
    }
    return COURSE_DONE;
}
