/* rectangles.c - rasters whose pixels are rectangles on the grid, averaged axis by axis
 */
#include "gridding/regrid.h"

#include <hotgrid/geodesy.h>
#include <math.h>
#include <stdlib.h>

static const double ON_EDGE = 1e-9;    /* pixels: this near to 180 degrees is there */
static const double SAME_PLACE = 1e-8; /* steps */
static const double FAR_AWAY = 1e9;    /* steps */
static const double POLE = 90 - 1e-12; /* the last latitude that has a row */

/* Where the other axis is tried: five places that no symmetry joins. */
#define N_TRIAL 5
static const double trial[N_TRIAL] = {0.02, 0.31, 0.5, 0.73, 0.97};

/* A pixel along one axis, or what one side of the antimeridian has of it. */
struct span {
    uint32_t pixel;
    double a, b;     /* edges, in the crs of the raster */
    double from, to; /* edges, in columns or area rows of the grid; from < to */
    double scale;    /* what turns a value into a density, this axis' factor */
};

/* The part that a step of the grid has of its own length in a span. */
struct overlap {
    uint32_t pixel, step;
    double part, scale;
};

struct axis_map {
    size_t n_span, n_overlap;
    struct span *span;
    struct overlap *overlap;
};

static void axis_map_finish(struct axis_map *m)
{
    free(m->span);
    free(m->overlap);
}

/* Edges of a pixel of degrees, brought to -180 .. 180 and cut where they pass it. */
static size_t wrap_span(struct span s, double dx, struct span *out)
{
    const double slack = ON_EDGE * fabs(dx);
    const double west = fmin(s.a, s.b);
    const double turn = 360 * floor((west + 180 + slack) / 360);
    s.a = fmax(-180, west - turn);
    s.b = west + fabs(dx) - turn;
    out[0] = s;
    if (s.b <= 180 + slack) {
        out[0].b = fmin(180, s.b);
        return 1;
    }
    out[0].b = 180;
    s.a = -180;
    s.b = fmin(180, s.b - 360);
    out[1] = s;
    return 2;
}

static bool make_columns(const struct averaging *a, struct axis_map *m)
{
    const struct hg_raster *r = a->raster;
    const bool wrap = r->lonlat && !a->to_grid->identity;
    m->span = calloc(2 * (size_t)r->ncol + 1, sizeof(*m->span));
    for (uint32_t i = 0; m->span && i < r->ncol; i++) {
        const struct span s = {.pixel = i,
                               .a = r->x0 + i * r->dx,
                               .b = r->x0 + (i + 1.0) * r->dx,
                               .scale = 1};
        if (wrap)
            m->n_span += wrap_span(s, r->dx, m->span + m->n_span);
        else
            m->span[m->n_span++] = s;
    }
    return m->span;
}

static bool make_rows(const struct averaging *a, struct axis_map *m)
{
    const struct hg_raster *r = a->raster;
    m->span = calloc((size_t)r->nrow + 1, sizeof(*m->span));
    for (uint32_t i = 0; m->span && i < r->nrow; i++) {
        struct span s = {.pixel = i,
                         .a = r->y0 + i * r->dy,
                         .b = r->y0 + (i + 1.0) * r->dy,
                         .scale = 1};
        if (r->lonlat) {
            s.a = fmax(-90, fmin(90, s.a));
            s.b = fmax(-90, fmin(90, s.b));
        }
        if (s.a != s.b)
            m->span[m->n_span++] = s;
    }
    return m->span;
}

enum axis { COLUMNS, ROWS };

/* A line of edges through the raster, at one place of the other axis. */
struct line {
    size_t n;
    double *x, *y;
};

/* Ends of all spans, projected.  across: the other coordinate. */
static void project_line(const struct averaging *a, const struct axis_map *m,
                         enum axis axis, double across, struct line *line)
{
    double *along = axis == COLUMNS ? line->x : line->y;
    double *other = axis == COLUMNS ? line->y : line->x;
    line->n = 2 * m->n_span;
    for (size_t i = 0; i < m->n_span; i++) {
        along[2 * i] = m->span[i].a;
        along[2 * i + 1] = m->span[i].b;
        other[2 * i] = other[2 * i + 1] = across;
    }
    hg_transform_apply(a->to_grid, line->n, line->x, line->y);
}

/* Column or area row of a point of a line. */
static double position(const struct averaging *a, enum axis axis, const struct line *line,
                       size_t i)
{
    double col, row, y = line->y[i];
    if (a->period > 0)
        y = fmax(-POLE, fmin(POLE, y));
    hg_grid_area_steps(a->grid, line->x[i], y, &col, &row);
    return axis == COLUMNS ? col : row;
}

/* km2 that lie between two y of the grid's crs under one column. */
static double strip_km2(const struct averaging *a, double y1, double y2)
{
    if (a->period > 0)
        return fabs(averaging_level(a, y1) - averaging_level(a, y2)) * a->level_km2;
    double col, row1, row2;
    hg_grid_steps(a->grid, 0, y1, &col, &row1);
    hg_grid_steps(a->grid, 0, y2, &col, &row2);
    return fabs(row1 - row2) * a->level_km2;
}

static double reciprocal(double x)
{
    return x > 0 ? 1 / x : 0;
}

/* Counts become densities by the area of their pixel: of degrees, exactly; of others,
 * width on the grid (of columns) times area of the strip (of rows). */
static void set_scale(const struct averaging *a, enum axis axis, const struct line *line,
                      struct axis_map *m)
{
    for (size_t i = 0; a->raster->quantity == HG_COUNT && i < m->n_span; i++) {
        struct span *s = &m->span[i];
        if (a->pixel_km2 && axis == ROWS)
            s->scale = reciprocal(a->pixel_km2[s->pixel]);
        else if (!a->pixel_km2)
            s->scale =
                reciprocal(axis == ROWS ? strip_km2(a, line->y[2 * i], line->y[2 * i + 1])
                                        : fabs(s->to - s->from));
    }
}

/* False when the spans do not all run the same way, as those that jump over the edge of
 * the map do not. */
static bool sort_ends(struct axis_map *m)
{
    for (size_t i = 0; i < m->n_span; i++)
        if ((m->span[i].from < m->span[i].to) != (m->span[0].from < m->span[0].to))
            return false;
    for (size_t i = 0; i < m->n_span; i++) {
        struct span *s = &m->span[i];
        const double low = fmin(s->from, s->to);
        s->to = fmax(s->from, s->to);
        s->from = low;
    }
    return true;
}

/* The rest of a distance along an axis when whole turns round the Earth are taken off. */
static double unturned(double distance, double period)
{
    return period > 0 ? distance - period * round(distance / period) : distance;
}

/* Positions of an axis, when they are the same all along the other one.  Pixels of more
 * than half the Earth are left to others, unless nothing turns them. */
static bool try_axis(const struct averaging *a, enum axis axis, struct line *line,
                     struct axis_map *m)
{
    const struct hg_raster *r = a->raster;
    const bool turns = axis == COLUMNS && a->period > 0 && !a->to_grid->identity;
    const double period = turns ? a->period : 0;
    for (size_t k = 0; k < N_TRIAL; k++) {
        double across = axis == COLUMNS ? r->y0 + trial[k] * r->nrow * r->dy
                                        : r->x0 + trial[k] * r->ncol * r->dx;
        if (r->lonlat && axis == COLUMNS)
            across = fmax(-90, fmin(90, across));
        project_line(a, m, axis, across, line);
        for (size_t i = 0; i < line->n; i++) {
            double *place = i % 2 == 0 ? &m->span[i / 2].from : &m->span[i / 2].to;
            const double p = position(a, axis, line, i);
            if (k == 0)
                *place = p;
            if (!(fabs(unturned(p - *place, period)) <= SAME_PLACE && fabs(p) < FAR_AWAY))
                return false; /* or NaN */
        }
    }
    for (size_t i = 0; turns && i < m->n_span; i++)
        m->span[i].to =
            m->span[i].from + unturned(m->span[i].to - m->span[i].from, period);
    set_scale(a, axis, line, m);
    return (!turns || !r->lonlat || fabs(r->dx) < 180) && sort_ends(m);
}

/* What n steps have of a span; with NULL they are only counted. */
static size_t lay_span(const struct span *s, double shift, uint32_t n,
                       struct overlap *out)
{
    const double from = fmax(0, s->from + shift);
    const double to = fmin(n, s->to + shift);
    size_t count = 0;
    if (!(from < to))
        return 0;
    for (uint32_t step = (uint32_t)from; step < to; step++, count++)
        if (out)
            out[count] = (struct overlap){
                s->pixel, step, fmin(to, step + 1.0) - fmax(from, step), s->scale};
    return count;
}

/* All overlaps of an axis, round the Earth as often as the grid needs it. */
static size_t lay(const struct axis_map *m, double period, uint32_t n,
                  struct overlap *out)
{
    size_t count = 0;
    for (size_t i = 0; i < m->n_span; i++) {
        const struct span *s = &m->span[i];
        const long first = period > 0 ? (long)ceil(-s->to / period) : 0;
        const long last = period > 0 ? (long)floor((n - s->from) / period) : 0;
        for (long k = first; k <= last; k++)
            count += lay_span(s, (double)k * period, n, out ? out + count : NULL);
    }
    return count;
}

static bool make_overlaps(struct axis_map *m, double period, uint32_t n)
{
    m->n_overlap = lay(m, period, n, NULL);
    m->overlap = calloc(m->n_overlap + 1, sizeof(*m->overlap));
    if (m->overlap)
        (void)lay(m, period, n, m->overlap);
    return m->overlap;
}

/* One row of pixels along the columns of the grid. */
static void average_row(const float *value, const struct axis_map *columns, uint32_t ncol,
                        double *sum, double *part)
{
    for (uint32_t i = 0; i < ncol; i++)
        sum[i] = part[i] = 0;
    for (size_t i = 0; i < columns->n_overlap; i++) {
        const struct overlap *o = &columns->overlap[i];
        const float v = value[o->pixel];
        if (isnan(v))
            continue;
        sum[o->step] += o->part * o->scale * (double)v;
        part[o->step] += o->part;
    }
}

static void average(struct averaging *a, const struct axis_map *columns,
                    const struct axis_map *rows, double *buffer)
{
    double *sum = buffer, *part = buffer + a->ncol;
    uint32_t pixel = UINT32_MAX;
    for (size_t i = 0; i < rows->n_overlap; i++) {
        const struct overlap *o = &rows->overlap[i];
        if (o->pixel != pixel)
            average_row(a->raster->value + (size_t)o->pixel * a->raster->ncol, columns,
                        a->ncol, sum, part);
        pixel = o->pixel;
        double *to_sum = a->sum + (size_t)o->step * a->ncol;
        double *to_part = a->part + (size_t)o->step * a->ncol;
        for (uint32_t c = 0; c < a->ncol; c++) {
            to_sum[c] += o->part * o->scale * sum[c];
            to_part[c] += o->part * part[c];
        }
    }
}

enum hg_status average_rectangles(struct averaging *a, bool *done, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct axis_map columns = {0}, rows = {0};
    struct line line = {0};
    double *buffer = NULL;
    if (!make_columns(a, &columns) || !make_rows(a, &rows)) {
        status = averaging_no_memory(a, err);
        goto done;
    }
    const size_t n = 2 * (columns.n_span > rows.n_span ? columns.n_span : rows.n_span);
    line.x = calloc(n + 1, sizeof(*line.x));
    line.y = calloc(n + 1, sizeof(*line.y));
    if (!line.x || !line.y) {
        status = averaging_no_memory(a, err);
        goto done;
    }
    if (!try_axis(a, COLUMNS, &line, &columns) || !try_axis(a, ROWS, &line, &rows)) {
        *done = false;
        goto done;
    }
    buffer = calloc(2 * (size_t)a->ncol, sizeof(*buffer));
    if (!buffer || !make_overlaps(&columns, a->period, a->ncol) ||
        !make_overlaps(&rows, 0, a->nrow)) {
        status = averaging_no_memory(a, err);
        goto done;
    }
    average(a, &columns, &rows, buffer);
    *done = true;
done:
    axis_map_finish(&columns);
    axis_map_finish(&rows);
    free(line.x);
    free(line.y);
    free(buffer);
    return status;
}
