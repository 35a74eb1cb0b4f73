/* frame.c - what a map needs to know of its crs: scale, north, graticule */
#include "io/features.h"
#include "io/transform.h"
#include <hotgrid/geodesy.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Places of the lattice along each side, and the most lines of a graticule. */
enum { SIDE = 33, MAX_LINES = 2000 };
static const double MIDDLE_ONLY = 1e-3; /* of a step: what comes back is the same place */

/* The map while it is measured. */
struct survey {
    const struct hg_grid *grid;
    struct hg_transform forward, back;
    struct io_seams seams;
    struct hg_box box;
    double dx;
    /* the lattice over the box; NaN where there is no earth */
    double x[SIDE * SIDE], y[SIDE * SIDE], lon[SIDE * SIDE], lat[SIDE * SIDE];
    double west, east, south, north; /* of the earth it shows, degrees from the middle */
};

static enum hg_status survey_open(struct survey *s, const struct hg_grid *grid,
                                  struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    s->grid = grid;
    s->box = p->box;
    s->dx = (p->box.east - p->box.west) / p->ncol;
    s->seams.middle = io_crs_middle(grid);
    const enum hg_status status = hg_crs_from_lonlat(grid, &s->forward, err);
    return status == HG_OK ? hg_crs_to_lonlat(grid, &s->back, err) : status;
}

static void survey_close(struct survey *s)
{
    if (!s)
        return;
    hg_transform_finish(&s->forward);
    hg_transform_finish(&s->back);
    free(s);
}

/* Beyond the edge of a world map PROJ still gives places: they do not lead back. */
static void lay_lattice(struct survey *s)
{
    const size_t n = (size_t)SIDE * SIDE;
    for (size_t i = 0; i < n; i++) {
        const double u = (double)(i % SIDE) / (SIDE - 1), v = (double)i / SIDE;
        s->x[i] = s->box.west + u * (s->box.east - s->box.west);
        s->y[i] = s->box.south + floor(v) / (SIDE - 1) * (s->box.north - s->box.south);
    }
    memcpy(s->lon, s->x, sizeof(s->lon));
    memcpy(s->lat, s->y, sizeof(s->lat));
    hg_transform_apply(&s->back, n, s->lon, s->lat);
    double x[SIDE * SIDE], y[SIDE * SIDE];
    memcpy(x, s->lon, sizeof(x));
    memcpy(y, s->lat, sizeof(y));
    hg_transform_apply(&s->forward, n, x, y);
    for (size_t i = 0; i < n; i++)
        if (!(hypot(x[i] - s->x[i], y[i] - s->y[i]) <= MIDDLE_ONLY * s->dx))
            s->lon[i] = s->lat[i] = NAN;
}

/* Grid units per km on the ground along x; NAN where it cannot be told. */
static double scale_at(const struct survey *s, size_t i)
{
    const double half = s->dx / 20;
    double lon[2] = {s->x[i] - half, s->x[i] + half}, lat[2] = {s->y[i], s->y[i]};
    hg_transform_apply(&s->back, 2, lon, lat);
    const double km = hg_geodesic_km(lon[0], lat[0], lon[1], lat[1]);
    return km > 0 ? 2 * half / km : NAN;
}

/* Angle between the y axis and the meridian. */
static double north_at(const struct survey *s, size_t i)
{
    const double half = 1e-3; /* degrees */
    double x[2] = {s->lon[i], s->lon[i]}, y[2] = {s->lat[i] - half, s->lat[i] + half};
    hg_transform_apply(&s->forward, 2, x, y);
    return fabs(atan2(x[1] - x[0], y[1] - y[0])) * (180 / M_PI);
}

static bool measure(struct survey *s, struct hg_frame *frame)
{
    const bool lonlat = hg_grid_params(s->grid)->kind == HG_GRID_LONLAT;
    frame->scale_min = INFINITY;
    frame->scale_max = 0;
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) {
        if (isnan(s->lon[i]) || fabs(s->lat[i]) > 89.9)
            continue; /* at the poles all directions are south */
        const double scale = scale_at(s, i);
        if (isfinite(scale)) {
            frame->scale_min = fmin(frame->scale_min, scale);
            frame->scale_max = fmax(frame->scale_max, scale);
        }
        const double north = lonlat ? 0 : north_at(s, i);
        if (isfinite(north))
            frame->north_max_deg = fmax(frame->north_max_deg, north);
    }
    return frame->scale_max > 0;
}

static double from_middle(const struct survey *s, double lon)
{
    const double d = lon - s->seams.middle;
    return d - 360 * round(d / 360);
}

static bool holds_pole(const struct survey *s, double lat)
{
    double x = s->seams.middle, y = lat;
    hg_transform_apply(&s->forward, 1, &x, &y);
    return x > s->box.west && x < s->box.east && y > s->box.south && y < s->box.north;
}

/* Which part of the earth the map shows, a step more on each side. */
static void find_range(struct survey *s, double step)
{
    s->west = s->south = INFINITY;
    s->east = s->north = -INFINITY;
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) {
        if (isnan(s->lon[i]))
            continue;
        const double d = from_middle(s, s->lon[i]);
        s->west = fmin(s->west, d);
        s->east = fmax(s->east, d);
        s->south = fmin(s->south, s->lat[i]);
        s->north = fmax(s->north, s->lat[i]);
    }
    const bool poles = hg_grid_params(s->grid)->kind != HG_GRID_LONLAT &&
                       (holds_pole(s, 90) || holds_pole(s, -90));
    const double beyond = fmax(step, (s->east - s->west + s->north - s->south) / 16);
    s->west = poles ? -180 : fmax(s->west - beyond, -180);
    s->east = poles ? 180 : fmin(s->east + beyond, 180);
    s->south = holds_pole(s, -90) ? -90 : fmax(s->south - beyond, -90);
    s->north = holds_pole(s, 90) ? 90 : fmin(s->north + beyond, 90);
}

/* Adds one line from (lon1, lat1) to (lon2, lat2) along a meridian or parallel. */
static bool add_line(const struct survey *s, struct io_features *features,
                     const char *code, double lon1, double lat1, double lon2, double lat2,
                     double spacing)
{
    const double length = fmax(fabs(lon2 - lon1), fabs(lat2 - lat1));
    const size_t n = (size_t)ceil(length / spacing) + 1;
    struct io_line line = {0};
    bool ok = n > 1 && io_line_reserve(&line, n);
    for (size_t i = 0; ok && i < n; i++) {
        const double t = (double)i / (double)(n - 1);
        line.lon[i] = lon1 + t * (lon2 - lon1);
        line.lat[i] = lat1 + t * (lat2 - lat1);
    }
    line.n = n;
    const size_t first = features->pieces.n_piece;
    ok = ok && io_cut_line(&line, &s->seams, &features->pieces) &&
         io_features_add(features, code, code, first);
    io_line_finish(&line);
    return ok;
}

/* "N40", "W0.5"; "N0" is the equator and "E0" Greenwich. */
static const char *code_of(double degrees, char positive, char negative, char buffer[24])
{
    (void)snprintf(buffer, 24, "%c%.10g", degrees >= 0 ? positive : negative,
                   fabs(degrees));
    return buffer;
}

static bool add_parallels(const struct survey *s, double step, double spacing,
                          struct io_features *features)
{
    char code[24];
    const double middle = s->seams.middle;
    for (double k = ceil(s->south / step); k * step <= s->north; k++) {
        const double lat = k * step;
        if (fabs(lat) < 90 - 1e-9 &&
            !add_line(s, features, code_of(lat, 'N', 'S', code), middle + s->west, lat,
                      middle + s->east, lat, spacing))
            return false;
    }
    return true;
}

static bool add_meridians(const struct survey *s, double step, double spacing,
                          struct io_features *features)
{
    char code[24];
    for (double k = floor(-180 / step) + 1; k * step <= 180; k++) {
        const double lon = k * step, d = from_middle(s, lon);
        if (d >= s->west && d <= s->east &&
            !add_line(s, features, code_of(lon, 'E', 'W', code), lon, s->south, lon,
                      s->north, spacing))
            return false;
    }
    return true;
}

/* The part of an edge within the box (Liang and Barsky 1984); false when there is none.
 */
static bool clip_edge(struct hg_box box, const double a[2], const double b[2],
                      double *from, double *to)
{
    const double d[4] = {a[0] - b[0], b[0] - a[0], a[1] - b[1], b[1] - a[1]};
    const double room[4] = {a[0] - box.west, box.east - a[0], a[1] - box.south,
                            box.north - a[1]};
    *from = 0;
    *to = 1;
    for (size_t i = 0; i < 4; i++) {
        if (d[i] == 0 && room[i] < 0)
            return false;
        if (d[i] < 0)
            *from = fmax(*from, room[i] / d[i]);
        else if (d[i] > 0)
            *to = fmin(*to, room[i] / d[i]);
    }
    return *from < *to;
}

/* Lines while they are clipped. */
struct clipping {
    const struct hg_shapes *in;
    struct hg_shapes *out;
    size_t run; /* first vertex of the run that is open */
};

static void put_vertex(struct clipping *c, size_t i, double t)
{
    const struct hg_shapes *in = c->in;
    struct hg_shapes *out = c->out;
    const size_t n = out->n_vertex++, j = t > 0 ? i + 1 : i;
    out->x[n] = in->x[i] + t * (in->x[j] - in->x[i]);
    out->y[n] = in->y[i] + t * (in->y[j] - in->y[i]);
    out->lon[n] = in->lon[i] + t * (in->lon[j] - in->lon[i]);
    out->lat[n] = in->lat[i] + t * (in->lat[j] - in->lat[i]);
}

static void end_run(struct clipping *c)
{
    struct hg_shapes *out = c->out;
    if (out->n_vertex > c->run)
        out->ring[out->n_ring++] = (struct hg_ring){
            .first = c->run, .count = out->n_vertex - c->run, .open = true};
    c->run = out->n_vertex;
}

static void clip_line(struct clipping *c, struct hg_box box, struct hg_ring line)
{
    const struct hg_shapes *in = c->in;
    for (size_t i = line.first; i + 1 < line.first + line.count; i++) {
        const double a[2] = {in->x[i], in->y[i]}, b[2] = {in->x[i + 1], in->y[i + 1]};
        double from, to;
        if (!clip_edge(box, a, b, &from, &to)) {
            end_run(c);
            continue;
        }
        if (from > 0)
            end_run(c);
        if (c->out->n_vertex == c->run)
            put_vertex(c, i, from);
        put_vertex(c, i, to);
        if (to < 1)
            end_run(c);
    }
    end_run(c);
}

static void clip_shape(struct clipping *c, struct hg_box box,
                       const struct hg_shape *shape)
{
    struct hg_shapes *out = c->out;
    struct hg_shape *s = &out->shape[out->n_shape];
    *s = (struct hg_shape){.code = shape->code,
                           .name = shape->name,
                           .first_ring = out->n_ring,
                           .box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    const size_t first = out->n_vertex;
    for (size_t r = 0; r < shape->n_ring; r++)
        clip_line(c, box, c->in->ring[shape->first_ring + r]);
    s->n_ring = out->n_ring - s->first_ring;
    if (s->n_ring == 0)
        return; /* not on the map */
    for (size_t i = first; i < out->n_vertex; i++) {
        s->box.west = fmin(s->box.west, out->x[i]);
        s->box.east = fmax(s->box.east, out->x[i]);
        s->box.south = fmin(s->box.south, out->y[i]);
        s->box.north = fmax(s->box.north, out->y[i]);
    }
    out->n_shape++;
}

/* Takes the strings of `all` along. */
static struct hg_shapes *clip_lines(struct hg_shapes *all, struct hg_box box)
{
    struct hg_shapes *out = calloc(1, sizeof(*out));
    if (!out)
        return NULL;
    const size_t n = 2 * all->n_vertex + 1; /* each edge has two ends */
    out->shape = calloc(all->n_shape + 1, sizeof(*out->shape));
    out->ring = calloc(n, sizeof(*out->ring));
    out->x = calloc(n, sizeof(*out->x));
    out->y = calloc(n, sizeof(*out->y));
    out->lon = calloc(n, sizeof(*out->lon));
    out->lat = calloc(n, sizeof(*out->lat));
    if (!out->shape || !out->ring || !out->x || !out->y || !out->lon || !out->lat) {
        hg_shapes_destroy(out);
        return NULL;
    }
    struct clipping c = {.in = all, .out = out};
    for (size_t i = 0; i < all->n_shape; i++)
        clip_shape(&c, box, &all->shape[i]);
    out->arena = all->arena;
    all->arena = NULL;
    return out;
}

static enum hg_status draw_graticule(struct survey *s, double step,
                                     struct hg_shapes **out, struct hg_error *err)
{
    find_range(s, step);
    const double n_line = (s->east - s->west + s->north - s->south) / step;
    if (!(n_line < MAX_LINES))
        return hg_fail(err, HG_E_STUDY,
                       "a graticule every %g degrees has %.0f lines on this map; take a "
                       "wider step",
                       step, n_line);
    const double spacing = fmin(step / 10, 0.5);
    struct io_features features = {0};
    struct hg_shapes *all = NULL;
    enum hg_status status = HG_E_MEMORY;
    if (add_parallels(s, step, spacing, &features) &&
        add_meridians(s, step, spacing, &features))
        status = io_features_shapes(&features, s->grid, &s->seams, "graticule", 1, NULL,
                                    &all, err);
    struct hg_shapes *clipped = all ? clip_lines(all, s->box) : NULL;
    if (clipped)
        *out = clipped;
    else if (status == HG_OK || status == HG_E_MEMORY)
        status = hg_fail(err, HG_E_MEMORY, "no memory for the graticule");
    hg_shapes_destroy(all);
    io_features_finish(&features);
    return status;
}

static enum hg_status frame_fill(struct survey *s, double step_deg,
                                 struct hg_frame *frame, struct hg_error *err)
{
    lay_lattice(s);
    if (!measure(s, frame))
        return hg_fail(err, HG_E_STUDY, "the box of the grid holds no place on earth");
    return draw_graticule(s, step_deg, &frame->graticule, err);
}

enum hg_status hg_frame_create(const struct hg_grid *grid, double step_deg,
                               struct hg_frame **out, struct hg_error *err)
{
    if (!(step_deg > 0))
        return hg_fail(err, HG_E_ARG, "a graticule every %g degrees", step_deg);
    struct hg_frame *frame = calloc(1, sizeof(*frame));
    struct survey *survey = calloc(1, sizeof(*survey));
    enum hg_status status = HG_E_MEMORY;
    if (!frame || !survey) {
        (void)hg_fail(err, status, "no memory for the frame of a map");
        goto done;
    }
    status = survey_open(survey, grid, err);
    if (status == HG_OK)
        status = frame_fill(survey, step_deg, frame, err);
    if (status != HG_OK)
        goto done;
    *out = frame;
    frame = NULL;
done:
    survey_close(survey);
    hg_frame_destroy(frame);
    return status;
}

void hg_frame_destroy(struct hg_frame *frame)
{
    if (!frame)
        return;
    hg_shapes_destroy(frame->graticule);
    free(frame);
}
