/* globe.c - the land around a map, and the map's edge upon it */
#include "map/globe.h"
#include "map/colour.h"
#include <math.h>

static const double RADIAN = 0.017453292519943295;
static const double PAD = 4;         /* pt about the globe */
static const double WHOLE_DEG = 270; /* land that spans this: a globe */
static const double MARK = 4.5;      /* pt: smaller extents are a spot */
static const double WIDEST = 5; /* plain maps show so many times the map's own extent */

/* How places come to paper. */
struct paper {
    bool globe;
    double lon, lat;   /* the middle */
    double x, y;       /* of the middle on the page */
    double radius;     /* of the globe */
    double pt, shrink; /* per degree of latitude; cos of the middle latitude */
    double sin_lat, cos_lat;
};

/* A place as seen from far above the middle: east, north, and towards the eye. */
struct point {
    double east, north, near;
};

/* Half-sizes in degrees of what is shown about *lon, *lat. */
struct span {
    double lon, lat, half_lon, half_lat;
};

static double wrapped(double degrees)
{
    return degrees - 360 * round(degrees / 360);
}

static void widen(struct hg_box *box, const struct hg_shapes *land)
{
    for (size_t i = 0; land && i < land->n_vertex; i++) {
        box->west = fmin(box->west, land->lon[i]);
        box->east = fmax(box->east, land->lon[i]);
        box->south = fmin(box->south, land->lat[i]);
        box->north = fmax(box->north, land->lat[i]);
    }
}

static struct hg_box land_box(const struct hg_map_locator *locator)
{
    struct hg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    widen(&box, locator->land);
    widen(&box, locator->own);
    return box;
}

static bool is_globe(struct hg_box land)
{
    return !(land.east - land.west < WHOLE_DEG);
}

/* The part of the land that a plain map shows. */
static struct span span_of(const struct hg_map_locator *locator, struct hg_box land)
{
    double half_lon = 0.5, half_lat = 0.5;
    for (size_t i = 0; i < locator->n; i++) {
        if (!isfinite(locator->lon[i]))
            continue;
        half_lon = fmax(half_lon, fabs(wrapped(locator->lon[i] - locator->middle_lon)));
        half_lat = fmax(half_lat, fabs(locator->lat[i] - locator->middle_lat));
    }
    const double west = fmax(land.west, locator->middle_lon - WIDEST * half_lon);
    const double east = fmin(land.east, locator->middle_lon + WIDEST * half_lon);
    const double south = fmax(land.south, locator->middle_lat - WIDEST * half_lat);
    const double north = fmin(land.north, locator->middle_lat + WIDEST * half_lat);
    return (struct span){(west + east) / 2, (south + north) / 2,
                         fmax((east - west) / 2, half_lon),
                         fmax((north - south) / 2, half_lat)};
}

struct size globe_shape(const struct hg_map_locator *locator, double side)
{
    const struct hg_box land = land_box(locator);
    if (is_globe(land))
        return (struct size){side, side};
    const struct span span = span_of(locator, land);
    const double aspect = span.half_lon * cos(span.lat * RADIAN) / span.half_lat;
    return aspect > 1 ? (struct size){side, side / fmin(aspect, 3)}
                      : (struct size){side * fmax(aspect, 1.0 / 3), side};
}

static struct paper paper_of(const struct hg_map_locator *locator, struct rect rect)
{
    const struct hg_box land = land_box(locator);
    struct paper paper = {.globe = is_globe(land),
                          .lon = locator->middle_lon,
                          .lat = locator->middle_lat,
                          .x = rect.x + rect.width / 2,
                          .y = rect.y + rect.height / 2,
                          .radius = fmin(rect.width, rect.height) / 2 - PAD};
    if (!paper.globe) {
        const struct span span = span_of(locator, land);
        paper.lon = span.lon;
        paper.lat = span.lat;
        paper.shrink = cos(span.lat * RADIAN);
        paper.pt = fmin(rect.width / 2 / (span.half_lon * paper.shrink),
                        rect.height / 2 / span.half_lat);
    }
    paper.sin_lat = sin(paper.lat * RADIAN);
    paper.cos_lat = cos(paper.lat * RADIAN);
    return paper;
}

/* Orthographic: Snyder (1987), "Map projections - a working manual", 20-3, 20-4, 5-3. */
static struct point seen_from_above(const struct paper *paper, double lon, double lat)
{
    const double l = (lon - paper->lon) * RADIAN, sin_lat = sin(lat * RADIAN);
    const double cos_lat = cos(lat * RADIAN), cos_l = cos(l);
    return (struct point){cos_lat * sin(l),
                          paper->cos_lat * sin_lat - paper->sin_lat * cos_lat * cos_l,
                          paper->sin_lat * sin_lat + paper->cos_lat * cos_lat * cos_l};
}

/* A path on the globe: what is hidden runs along the rim. */
struct pen_path {
    struct canvas *canvas;
    const struct paper *paper;
    bool begun, on_rim;
    double angle; /* of the last point, on the rim */
};

static void put(struct pen_path *path, double east, double north)
{
    const struct paper *p = path->paper;
    const double x = p->x + p->radius * east, y = p->y - p->radius * north;
    if (path->begun)
        canvas_to(path->canvas, x, y);
    else
        canvas_move(path->canvas, x, y);
    path->begun = true;
}

/* To the rim in the direction of a point, the shorter way along it. */
static void put_on_rim(struct pen_path *path, struct point point)
{
    const double step = 6 * RADIAN, angle = atan2(point.north, point.east);
    if (path->on_rim) {
        const double turn = RADIAN * wrapped((angle - path->angle) / RADIAN);
        const int n = (int)(fabs(turn) / step);
        for (int i = 1; i <= n; i++)
            put(path, cos(path->angle + turn * i / (n + 1)),
                sin(path->angle + turn * i / (n + 1)));
    }
    put(path, cos(angle), sin(angle));
    path->on_rim = true;
    path->angle = angle;
}

static struct point between(struct point a, struct point b)
{
    const double t = a.near / (a.near - b.near);
    return (struct point){a.east + t * (b.east - a.east),
                          a.north + t * (b.north - a.north), 0};
}

static void trace_globe(struct pen_path *path, const struct hg_shapes *land,
                        struct hg_ring ring)
{
    struct point last = {0, 0, 0};
    for (size_t i = 0; i <= ring.count; i++) {
        const size_t v = ring.first + i % ring.count;
        const struct point point =
            seen_from_above(path->paper, land->lon[v], land->lat[v]);
        if (i > 0 && (last.near < 0) != (point.near < 0))
            put_on_rim(path, between(last, point));
        if (point.near < 0)
            put_on_rim(path, point);
        else
            put(path, point.east, point.north);
        path->on_rim = point.near < 0;
        last = point;
    }
}

static bool any_seen(const struct paper *paper, const struct hg_shapes *land,
                     struct hg_ring ring)
{
    for (size_t i = ring.first; i < ring.first + ring.count; i++)
        if (!paper->globe || seen_from_above(paper, land->lon[i], land->lat[i]).near >= 0)
            return true;
    return false;
}

static void plain_place(const struct paper *p, double lon, double lat, double *x,
                        double *y)
{
    *x = p->x + p->pt * p->shrink * wrapped(lon - p->lon);
    *y = p->y - p->pt * (lat - p->lat);
}

static void trace_plain(struct canvas *canvas, const struct paper *paper,
                        const struct hg_shapes *land, struct hg_ring ring)
{
    for (size_t i = 0; i < ring.count; i++) {
        double x, y;
        plain_place(paper, land->lon[ring.first + i], land->lat[ring.first + i], &x, &y);
        if (i == 0)
            canvas_move(canvas, x, y);
        else
            canvas_to(canvas, x, y);
    }
}

static void fill_land(struct canvas *canvas, const struct paper *paper,
                      const struct hg_shapes *land, struct hg_colour colour)
{
    for (size_t s = 0; s < land->n_shape; s++) {
        const struct hg_shape *shape = &land->shape[s];
        bool any = false;
        for (size_t r = 0; r < shape->n_ring; r++) {
            const struct hg_ring ring = land->ring[shape->first_ring + r];
            if (ring.open || ring.count < 3 || !any_seen(paper, land, ring))
                continue;
            struct pen_path path = {.canvas = canvas, .paper = paper};
            if (paper->globe)
                trace_globe(&path, land, ring);
            else
                trace_plain(canvas, paper, land, ring);
            canvas_close(canvas);
            any = true;
        }
        if (any)
            canvas_fill(canvas, colour);
    }
}

/* Where a place is on the page; false: not in sight. */
static bool place(const struct paper *paper, double lon, double lat, double *x, double *y)
{
    if (!isfinite(lon) || !isfinite(lat))
        return false;
    if (!paper->globe) {
        plain_place(paper, lon, lat, x, y);
        return true;
    }
    const struct point point = seen_from_above(paper, lon, lat);
    *x = paper->x + paper->radius * point.east;
    *y = paper->y - paper->radius * point.north;
    return point.near >= 0;
}

/* The edge of the map, broken where it is not in sight; a spot where it is small. */
static void draw_extent(struct canvas *canvas, const struct paper *paper,
                        const struct hg_map *map)
{
    const struct hg_map_locator *locator = map->locator;
    const struct hg_colour red = {0xd0, 0x1c, 0x1f};
    double west = INFINITY, east = -INFINITY, north = INFINITY, south = -INFINITY;
    bool drawing = false;
    for (size_t i = 0; i <= locator->n; i++) {
        double x, y;
        const size_t k = i % locator->n;
        const bool shown = place(paper, locator->lon[k], locator->lat[k], &x, &y);
        if (shown && drawing)
            canvas_to(canvas, x, y);
        else if (shown)
            canvas_move(canvas, x, y);
        drawing = shown;
        if (!shown)
            continue;
        west = fmin(west, x);
        east = fmax(east, x);
        north = fmin(north, y);
        south = fmax(south, y);
    }
    canvas_stroke(canvas, 0.9, red);
    if (fmax(east - west, south - north) < MARK) {
        canvas_circle(canvas, (west + east) / 2, (north + south) / 2, MARK / 2);
        canvas_fill(canvas, red);
    }
}

enum hg_status globe_draw(struct canvas *canvas, const struct hg_map *map,
                          struct rect rect, struct hg_error *err)
{
    const struct hg_style *style = map->style;
    const struct paper paper = paper_of(map->locator, rect);
    const struct hg_colour ground = colour_mix(style->land, style->ink, 0.22);
    canvas_clip(canvas, &rect);
    if (paper.globe) {
        canvas_circle(canvas, paper.x, paper.y, paper.radius + 1.5);
        canvas_fill(canvas, style->page);
        canvas_circle(canvas, paper.x, paper.y, paper.radius);
        canvas_fill(canvas, style->sea);
    } else {
        canvas_fill_rect(canvas, rect, style->sea);
    }
    fill_land(canvas, &paper, map->locator->land, ground);
    if (map->locator->own)
        fill_land(canvas, &paper, map->locator->own, ground);
    if (map->locator->n)
        draw_extent(canvas, &paper, map);
    canvas_clip(canvas, NULL);
    if (paper.globe) {
        canvas_circle(canvas, paper.x, paper.y, paper.radius);
        canvas_stroke(canvas, 0.6, style->ink);
    } else {
        canvas_frame(canvas, rect, 0.7, style->ink);
    }
    return canvas_status(canvas, err);
}
