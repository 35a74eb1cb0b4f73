/* rectangles.c - rasters whose pixels are rectangles on the grid, cut axis by axis */
#include "gridding/regrid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ON_EDGE = 1e-9;    /* pixels: this near to 180 degrees is there */
static const double SURE = 1e-7;       /* of a pixel: less is rounding, most at a pole */
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
    double share;    /* part of the pixel */
    double extent;   /* columns; km2 of a column's width, for rows */
};

/* n pixels side by side on a step of the grid, and what it has of each: the part, and
 * how much that is. */
struct overlap {
    uint32_t pixel, n, step;
    double part, size;
};

struct axis_map {
    uint32_t n_pixel;
    size_t n_span, n_overlap;
    struct span *span;
    struct overlap *overlap;
    size_t *first; /* [n_pixel + 1]: overlaps of a pixel */
    double *size;  /* [pixel]: columns; km2 of a column's width, or of the whole row */
    double *rest;  /* [pixel]: part that no step has */
};

struct rectangles {
    struct axis_map columns, rows;
};

static void axis_map_finish(struct axis_map *m)
{
    free(m->span);
    free(m->overlap);
    free(m->first);
    free(m->size);
    free(m->rest);
}

void rectangles_destroy(struct rectangles *r)
{
    if (!r)
        return;
    axis_map_finish(&r->columns);
    axis_map_finish(&r->rows);
    free(r);
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
    out[0].share = (180 - s.a) / fabs(dx);
    s.share = 1 - out[0].share;
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
                               .share = 1};
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
                         .share = 1};
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

static void set_extents(const struct averaging *a, enum axis axis,
                        const struct line *line, struct axis_map *m)
{
    for (size_t i = 0; i < m->n_span; i++) {
        struct span *s = &m->span[i];
        s->extent = axis == ROWS ? strip_km2(a, line->y[2 * i], line->y[2 * i + 1])
                                 : fabs(s->to - s->from);
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
    set_extents(a, axis, line, m);
    return (!turns || !r->lonlat || fabs(r->dx) < 180) && sort_ends(m);
}

/* What n steps have of a span; with NULL they are only counted.  part is a length. */
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
            out[count] = (struct overlap){s->pixel, 1, step,
                                          fmin(to, step + 1.0) - fmax(from, step), 0};
    return count;
}

/* The same round the Earth, as often as the grid needs it. */
static size_t lay_turns(const struct span *s, double period, uint32_t n,
                        struct overlap *out)
{
    size_t count = 0;
    const long first = period > 0 ? (long)ceil(-s->to / period) : 0;
    const long last = period > 0 ? (long)floor((n - s->from) / period) : 0;
    for (long k = first; k <= last; k++)
        count += lay_span(s, (double)k * period, n, out ? out + count : NULL);
    return count;
}

/* Lengths become parts of the pixel.  Those of area rows count by the area of their row,
 * which differs. */
static void set_parts(const struct averaging *a, enum axis axis, const struct span *s,
                      size_t n, struct overlap *out)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t cell = axis == ROWS ? out[i].step * (uint32_t)a->ncol : 0;
        const double unit = axis == ROWS ? hg_grid_cell_km2(a->grid, cell) : 1;
        out[i].part *= s->extent > 0 ? s->share * unit / s->extent : 0;
    }
}

/* Pixels that lie on the grid but for rounding lie there whole. */
static void round_off(const struct axis_map *m, uint32_t pixel)
{
    double sum = 0;
    for (size_t i = m->first[pixel]; i < m->first[pixel + 1]; i++)
        sum += m->overlap[i].part;
    m->rest[pixel] = 1 - sum > SURE ? 1 - sum : 0;
    for (size_t i = m->first[pixel]; i < m->first[pixel + 1]; i++) {
        if (m->rest[pixel] == 0)
            m->overlap[i].part /= sum;
        m->overlap[i].size = m->overlap[i].part * m->size[pixel];
    }
}

/* Sizes of pixels of degrees are known by row; of others, width on the grid times area
 * of the strip. */
static void set_sizes(const struct averaging *a, enum axis axis, struct axis_map *m)
{
    if (a->pixel_km2)
        for (uint32_t i = 0; i < m->n_pixel; i++)
            m->size[i] = axis == ROWS ? a->pixel_km2[i] : 1;
    else
        for (size_t i = 0; i < m->n_span; i++)
            m->size[m->span[i].pixel] += m->span[i].extent;
}

static bool make_overlaps(const struct averaging *a, enum axis axis, struct axis_map *m)
{
    const uint32_t n = (uint32_t)(axis == ROWS ? a->nrow : a->ncol);
    const double period = axis == ROWS ? 0 : a->period;
    size_t count = 0;
    for (size_t i = 0; i < m->n_span; i++)
        count += lay_turns(&m->span[i], period, n, NULL);
    m->overlap = calloc(count + 1, sizeof(*m->overlap));
    m->first = calloc((size_t)m->n_pixel + 1, sizeof(*m->first));
    m->size = calloc((size_t)m->n_pixel + 1, sizeof(*m->size));
    m->rest = calloc((size_t)m->n_pixel + 1, sizeof(*m->rest));
    if (!m->overlap || !m->first || !m->size || !m->rest)
        return false;
    set_sizes(a, axis, m);
    size_t span = 0;
    for (uint32_t pixel = 0; pixel < m->n_pixel; pixel++) {
        m->first[pixel] = m->n_overlap;
        for (; span < m->n_span && m->span[span].pixel == pixel; span++) {
            struct overlap *out = m->overlap + m->n_overlap;
            const size_t laid = lay_turns(&m->span[span], period, n, out);
            set_parts(a, axis, &m->span[span], laid, out);
            m->n_overlap += laid;
        }
        m->first[pixel + 1] = m->n_overlap;
        round_off(m, pixel);
    }
    return true;
}

/* Pixels of the same size that lie in one step become one overlap. */
static void join_pixels(struct axis_map *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_overlap; i++) {
        const struct overlap *o = &m->overlap[i];
        struct overlap *last = n > 0 ? &m->overlap[n - 1] : NULL;
        if (last && last->step == o->step && last->pixel + last->n == o->pixel &&
            last->part == 1 && o->part == 1 && last->size == o->size)
            last->n++;
        else
            m->overlap[n++] = *o;
    }
    m->n_overlap = n;
}

/* Positions of both axes; false when the pixels are no rectangles on the grid. */
static bool try_axes(const struct averaging *a, struct line *line, struct rectangles *r)
{
    return try_axis(a, COLUMNS, line, &r->columns) && try_axis(a, ROWS, line, &r->rows);
}

enum hg_status rectangles_create(const struct averaging *a, struct rectangles **out,
                                 struct hg_error *err)
{
    enum hg_status status = averaging_no_memory(a, err);
    struct line line = {0};
    struct rectangles *r = calloc(1, sizeof(*r));
    if (!r || !make_columns(a, &r->columns) || !make_rows(a, &r->rows))
        goto done;
    r->columns.n_pixel = a->raster->ncol;
    r->rows.n_pixel = a->raster->nrow;
    const size_t columns = r->columns.n_span, rows = r->rows.n_span;
    line.x = calloc(2 * (columns > rows ? columns : rows) + 1, sizeof(*line.x));
    line.y = calloc(2 * (columns > rows ? columns : rows) + 1, sizeof(*line.y));
    if (!line.x || !line.y)
        goto done;
    if (try_axes(a, &line, r)) {
        if (!make_overlaps(a, COLUMNS, &r->columns) || !make_overlaps(a, ROWS, &r->rows))
            goto done;
        join_pixels(&r->columns);
        *out = r;
        r = NULL;
    } else {
        *out = NULL;
    }
    status = HG_OK;
done:
    rectangles_destroy(r);
    free(line.x);
    free(line.y);
    return status;
}

struct hg_pixels rectangles_extent(const struct rectangles *r)
{
    const struct axis_map *c = &r->columns, *w = &r->rows;
    struct hg_pixels box = {0};
    if (c->n_overlap == 0 || w->n_overlap == 0)
        return box;
    const struct overlap *last = &c->overlap[c->n_overlap - 1];
    box.col = c->overlap[0].pixel;
    box.ncol = last->pixel + last->n - box.col;
    box.row = w->overlap[0].pixel;
    box.nrow = w->overlap[w->n_overlap - 1].pixel + 1 - box.row;
    return box;
}

/* One row of pixels, from column `first` on, along the columns of the grid: mass and
 * width of valid ones. */
static void cut_row(const float *value, uint32_t first, const struct axis_map *columns,
                    bool count, int32_t ncol, struct deposit *to)
{
    memset(to, 0, (size_t)ncol * sizeof(*to));
    for (size_t i = 0; i < columns->n_overlap; i++) {
        const struct overlap *o = &columns->overlap[i];
        const float *v = value + (o->pixel - first);
        double sum = 0;
        uint32_t valid = 0;
        for (uint32_t k = 0; k < o->n; k++) {
            const bool is_valid = !isnan(v[k]);
            sum += is_valid ? (double)v[k] : 0;
            valid += is_valid;
        }
        to[o->step].mass += sum * (count ? o->part : o->size);
        to[o->step].km2 += valid * o->size;
    }
}

/* Mass of a whole row of pixels, and what lies beside the columns of the grid. */
static void weigh_row(const float *value, const struct axis_map *columns, bool count,
                      double *all, double *beside)
{
    *all = *beside = 0;
    for (uint32_t i = 0; i < columns->n_pixel; i++) {
        const double mass =
            isnan(value[i]) ? 0 : (double)value[i] * (count ? 1 : columns->size[i]);
        *all += mass;
        *beside += mass * columns->rest[i];
    }
}

/* Cells of the rows that some rows of pixels lie on; none when there is no such. */
static struct cells cells_of(const struct averaging *a, const struct axis_map *rows,
                             const struct hg_pixels *box)
{
    struct cells c = {.ncol = a->ncol};
    int32_t last = -1;
    for (size_t i = rows->first[box->row]; i < rows->first[box->row + box->nrow]; i++) {
        const int32_t step = (int32_t)rows->overlap[i].step;
        c.row = last < 0 || step < c.row ? step : c.row;
        last = step > last ? step : last;
    }
    c.nrow = last < 0 ? 0 : last - c.row + 1;
    return c;
}

bool rectangles_cut(const struct averaging *a, const struct rectangles *r,
                    const struct strip *strip, const struct hg_pixels *box,
                    struct deposit *buffer, struct share *out)
{
    const bool count = a->raster->quantity == HG_COUNT;
    const struct cells cells = cells_of(a, &r->rows, box);
    const struct window *window = NULL;
    if (cells.nrow > 0 && !(window = windows_with(&out->windows, cells)))
        return false;
    for (uint32_t row = box->row; row < box->row + box->nrow; row++) {
        const float *value = strip_at(strip, strip->box.col, row);
        const double size = count ? 1 : r->rows.size[row], rest = r->rows.rest[row];
        double all = 0, beside = 0;
        if (a->whole) /* then all columns were read */
            weigh_row(value, &r->columns, count, &all, &beside);
        out->source += all * size;
        out->outside += (beside + (all - beside) * rest) * size;
        if (r->rows.first[row] < r->rows.first[row + 1])
            cut_row(value, strip->box.col, &r->columns, count, a->ncol, buffer);
        for (size_t i = r->rows.first[row]; window && i < r->rows.first[row + 1]; i++) {
            const struct overlap *o = &r->rows.overlap[i];
            struct deposit *to = window_at(window, (int32_t)o->step, 0);
            const double mass = count ? o->part : o->size;
            for (int32_t c = 0; c < a->ncol; c++) {
                to[c].mass += mass * buffer[c].mass;
                to[c].km2 += o->size * buffer[c].km2;
            }
        }
    }
    return true;
}
