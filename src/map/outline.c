/* outline.c - fills shapes, and tells their common borders from their outer ones */
#include "map/outline.h"
#include "map/land.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A place on the page in half pixels. */
struct spot {
    int32_t x, y;
};

/* A ring of the shapes as spots, none like the one before. */
struct path {
    size_t shape, first, count;
    bool open;
    bool speck; /* all of it within two pixels of its start: not worth a line */
};

struct outline {
    const struct hg_shapes *shapes;
    double unit;       /* half a pixel, in pt */
    struct hg_box cut; /* edges along it are no coast */
    size_t n_path, n_spot;
    struct path *path;
    struct spot *spot;
    uint32_t *vertex; /* of each spot */
};

static bool same(struct spot a, struct spot b)
{
    return a.x == b.x && a.y == b.y;
}

/* Rounds; shapes far outside the view stop at a distance that cairo can hold. */
static int32_t halves(double pt, double unit)
{
    const double most = 4e6, v = pt / unit;
    if (!(v > -most))
        return (int32_t)-most;
    return (int32_t)(v >= most ? most : v < 0 ? v - 0.5 : v + 0.5);
}

/* The outermost meridians and parallels. */
static struct hg_box bounds_of(const struct hg_shapes *shapes)
{
    struct hg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < shapes->n_vertex; i++) {
        const double lon = shapes->lon[i], lat = shapes->lat[i];
        box.west = lon < box.west ? lon : box.west;
        box.east = lon > box.east ? lon : box.east;
        box.south = lat < box.south ? lat : box.south;
        box.north = lat > box.north ? lat : box.north;
    }
    return box;
}

static void add_ring(struct outline *outline, const struct view *view, size_t shape,
                     struct hg_ring ring)
{
    const struct hg_shapes *s = outline->shapes;
    struct path path = {shape, outline->n_spot, 0, ring.open, true};
    for (size_t i = ring.first; i < ring.first + ring.count; i++) {
        const struct spot spot = {halves(view_x(view, s->x[i]), outline->unit),
                                  halves(view_y(view, s->y[i]), outline->unit)};
        if (path.count > 0 && same(spot, outline->spot[outline->n_spot - 1]))
            continue;
        outline->spot[outline->n_spot] = spot;
        outline->vertex[outline->n_spot++] = (uint32_t)i;
        path.count++;
        const struct spot first = outline->spot[path.first];
        if (abs(spot.x - first.x) > 4 || abs(spot.y - first.y) > 4)
            path.speck = false;
    }
    outline->path[outline->n_path++] = path;
}

static bool seen(const struct view *view, struct hg_box box)
{
    return box.west <= view->box.east && box.east >= view->box.west &&
           box.south <= view->box.north && box.north >= view->box.south;
}

enum hg_status outline_create(const struct canvas *canvas, const struct view *view,
                              const struct hg_shapes *shapes, bool clipped,
                              struct outline **out, struct hg_error *err)
{
    struct outline *outline = calloc(1, sizeof(*outline));
    if (outline) {
        outline->path = malloc((shapes->n_ring + 1) * sizeof(*outline->path));
        outline->spot = malloc((shapes->n_vertex + 1) * sizeof(*outline->spot));
        outline->vertex = malloc((shapes->n_vertex + 1) * sizeof(*outline->vertex));
    }
    if (!outline || !outline->path || !outline->spot || !outline->vertex) {
        outline_destroy(outline);
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu vertices of a map",
                       shapes->n_vertex);
    }
    outline->shapes = shapes;
    outline->unit = canvas_pixel(canvas) / 2;
    outline->cut = clipped ? bounds_of(shapes) : (struct hg_box){-180, -90, 180, 90};
    for (size_t s = 0; s < shapes->n_shape; s++) {
        const struct hg_shape *shape = &shapes->shape[s];
        for (size_t r = 0; r < shape->n_ring && seen(view, shape->box); r++)
            add_ring(outline, view, s, shapes->ring[shape->first_ring + r]);
    }
    *out = outline;
    return HG_OK;
}

void outline_destroy(struct outline *outline)
{
    if (!outline)
        return;
    free(outline->path);
    free(outline->spot);
    free(outline->vertex);
    free(outline);
}

static void trace(struct canvas *canvas, const struct outline *outline,
                  const struct path *path)
{
    const struct spot *spot = outline->spot + path->first;
    for (size_t i = 0; i < path->count; i++) {
        const double x = spot[i].x * outline->unit, y = spot[i].y * outline->unit;
        if (i == 0)
            canvas_move(canvas, x, y);
        else
            canvas_to(canvas, x, y);
    }
    if (!path->open)
        canvas_close(canvas);
}

void outline_fill(struct canvas *canvas, const struct outline *outline,
                  struct hg_colour colour)
{
    for (size_t p = 0; p < outline->n_path; p++)
        if (!outline->path[p].open && !outline->path[p].speck)
            trace(canvas, outline, &outline->path[p]);
    canvas_fill(canvas, colour);
}

void outline_trace(struct canvas *canvas, const struct outline *outline, size_t shape)
{
    for (size_t p = 0; p < outline->n_path; p++)
        if (outline->path[p].shape == shape)
            trace(canvas, outline, &outline->path[p]);
}

/* The edge that begins at a spot. */
struct edge {
    uint32_t to, shape;
    uint32_t first; /* spot of the first edge that runs here, whichever way */
    bool shared;    /* of a first one: others run here too, */
    bool apart;     /* and the shapes on its sides belong to two countries */
    bool drawn;
    uint8_t pen; /* who draws it: enum edge_kind, or N_EDGE_KIND for nobody */
};

/* Edges by where they run. */
struct edges {
    const struct outline *outline;
    struct edge *edge; /* of each spot; unset where none begins */
    size_t mask;       /* places - 1 */
    uint32_t *place;   /* 1 + spot of the first that runs there, 0: free */
};

/* Steele, Lea & Flood (2014): the mixer of SplitMix. */
static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static uint64_t word_of(struct spot spot)
{
    return (uint64_t)(uint32_t)spot.x << 32 | (uint32_t)spot.y;
}

/* The place of the edge from a to b or from b to a, or the free one where it belongs. */
static uint32_t *find(const struct edges *edges, uint64_t a, uint64_t b)
{
    const struct spot *spot = edges->outline->spot;
    size_t i = mix(a < b ? a + 3 * b : b + 3 * a) & edges->mask;
    for (; edges->place[i] > 0; i = (i + 1) & edges->mask) {
        const uint32_t other = edges->place[i] - 1;
        const uint64_t from = word_of(spot[other]),
                       to = word_of(spot[edges->edge[other].to]);
        if ((from == a && to == b) || (from == b && to == a))
            break;
    }
    return &edges->place[i];
}

/* Number of edges of a path; edge i runs from spot i to the next. */
static size_t steps(const struct path *path)
{
    return path->count < 2 ? 0 : path->open ? path->count - 1 : path->count;
}

static size_t next_spot(const struct path *path, size_t i)
{
    return path->first + (i + 1 < path->count ? i + 1 : 0);
}

/* "CN-GD" and "CN-GX", and a region and itself. */
static bool same_country(const char *a, const char *b)
{
    const char *hyphen = strchr(a, '-');
    if (!hyphen || hyphen == a)
        return strcmp(a, b) == 0;
    return strncmp(a, b, (size_t)(hyphen - a) + 1) == 0;
}

bool outline_has_provinces(const struct hg_shapes *shapes)
{
    for (size_t i = 1; i < shapes->n_shape; i++) /* sorted by code */
        if (same_country(shapes->shape[i - 1].code, shapes->shape[i].code))
            return true;
    return false;
}

static void count_edge(struct edges *edges, uint32_t from, bool provinces)
{
    const struct outline *outline = edges->outline;
    const struct hg_shape *shape = outline->shapes->shape;
    struct edge *edge = &edges->edge[from];
    uint32_t *place =
        find(edges, word_of(outline->spot[from]), word_of(outline->spot[edge->to]));
    if (*place == 0) {
        *place = from + 1;
        edge->first = from;
        return;
    }
    edge->first = *place - 1;
    struct edge *first = &edges->edge[edge->first];
    first->shared = true;
    if (provinces && !first->apart)
        first->apart = !same_country(shape[first->shape].code, shape[edge->shape].code);
}

static void count_edges(struct edges *edges, bool provinces)
{
    const struct outline *outline = edges->outline;
    for (size_t p = 0; p < outline->n_path; p++) {
        const struct path *path = &outline->path[p];
        for (size_t i = 0; i < steps(path) && !path->speck; i++) {
            const size_t from = path->first + i;
            edges->edge[from] = (struct edge){.to = (uint32_t)next_spot(path, i),
                                              .shape = (uint32_t)path->shape};
            count_edge(edges, (uint32_t)from, provinces);
        }
    }
}

static bool both_at(double a, double b, double limit)
{
    return fabs(a - limit) < 1e-9 && fabs(b - limit) < 1e-9;
}

static bool is_cut(const struct outline *outline, size_t a, size_t b)
{
    const double *lon = outline->shapes->lon, *lat = outline->shapes->lat;
    const struct hg_box cut = outline->cut;
    return both_at(lon[a], lon[b], cut.west) || both_at(lon[a], lon[b], cut.east) ||
           both_at(lat[a], lat[b], cut.south) || both_at(lat[a], lat[b], cut.north);
}

/* Is there the land of neighbours on one side alone of an edge? */
static bool meets_land(const struct land *land, double unit, struct spot a, struct spot b)
{
    const double reach = 5; /* half pixels: shapes of two files do not meet exactly */
    const double dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy);
    const double x = (a.x + b.x) / 2.0, y = (a.y + b.y) / 2.0;
    const double aside_x = -dy / length * reach, aside_y = dx / length * reach;
    return land_at(land, (x + aside_x) * unit, (y + aside_y) * unit) !=
           land_at(land, (x - aside_x) * unit, (y - aside_y) * unit);
}

static enum edge_kind kind_of(const struct outline *outline,
                              const struct outline_sides *sides, const struct edge *edge)
{
    if (edge->shared)
        return edge->apart ? EDGE_COUNTRIES : EDGE_REGIONS;
    return sides->land && meets_land(sides->land, outline->unit,
                                     outline->spot[edge->first], outline->spot[edge->to])
               ? EDGE_NATIONAL
               : EDGE_COAST;
}

/* Each edge is drawn once: by the first that runs there and is no cut. */
static void choose_pens(struct edges *edges, const struct outline_sides *sides)
{
    const struct outline *outline = edges->outline;
    for (size_t p = 0; p < outline->n_path; p++) {
        const struct path *path = &outline->path[p];
        for (size_t i = 0; i < steps(path) && !path->speck; i++) {
            struct edge *edge = &edges->edge[path->first + i];
            struct edge *first = &edges->edge[edge->first];
            edge->pen = N_EDGE_KIND;
            if (first->drawn || is_cut(outline, outline->vertex[path->first + i],
                                       outline->vertex[edge->to]))
                continue;
            edge->pen = (uint8_t)kind_of(outline, sides, first);
            first->drawn = true;
        }
    }
}

/* Is a place no farther than a pixel from another, along each axis? */
static bool near(struct spot a, struct spot b)
{
    return abs(a.x - b.x) <= 2 && abs(a.y - b.y) <= 2;
}

/* Draws the edges of a path that are of a kind, in runs.  What lies within a pixel of the
 * last place drawn to is passed over, but for the end of a run: no line shows it, and
 * coasts have half as many. */
static bool trace_edges(struct canvas *canvas, const struct edges *edges,
                        const struct path *path, enum edge_kind kind)
{
    const struct outline *outline = edges->outline;
    const size_t end = path->first + steps(path);
    bool down = false, any = false; /* the pen */
    struct spot last = {0, 0};
    for (size_t i = path->first; i < end; i++) {
        const struct edge *edge = &edges->edge[i];
        if (edge->pen != kind) {
            down = false;
            continue;
        }
        const struct spot a = outline->spot[i], b = outline->spot[edge->to];
        const bool goes_on = i + 1 < end && edges->edge[i + 1].pen == kind;
        if (!down) {
            canvas_move(canvas, a.x * outline->unit, a.y * outline->unit);
            last = a;
        }
        if (!goes_on || !near(last, b)) {
            canvas_to(canvas, b.x * outline->unit, b.y * outline->unit);
            last = b;
        }
        down = any = true;
    }
    return any;
}

/* Stroked path by path: cairo takes longer for all at once. */
static void stroke_edges(struct canvas *canvas, const struct edges *edges,
                         enum edge_kind kind, const struct pen *pen)
{
    const struct outline *outline = edges->outline;
    for (size_t p = 0; p < outline->n_path; p++)
        if (!outline->path[p].speck &&
            trace_edges(canvas, edges, &outline->path[p], kind))
            canvas_stroke(canvas, pen->pt, pen->colour);
}

enum hg_status outline_stroke(struct canvas *canvas, const struct outline *outline,
                              const struct outline_sides *sides,
                              const struct pen pen[N_EDGE_KIND], struct hg_error *err)
{
    size_t places = 64;
    while (places < 2 * outline->n_spot)
        places *= 2;
    enum hg_status status = HG_OK;
    struct edges edges = {outline, malloc((outline->n_spot + 1) * sizeof(struct edge)),
                          places - 1, calloc(places, sizeof(uint32_t))};
    if (!edges.edge || !edges.place) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for %zu edges of a map",
                         outline->n_spot);
        goto done;
    }
    count_edges(&edges, !sides->one_country && outline_has_provinces(outline->shapes));
    choose_pens(&edges, sides);
    for (enum edge_kind kind = 0; kind < N_EDGE_KIND; kind++)
        stroke_edges(canvas, &edges, kind, &pen[kind]);
done:
    free(edges.edge);
    free(edges.place);
    return status;
}
