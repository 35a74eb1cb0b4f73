/* flow_ground.c - where the regions of the trade table are: on the grid or on the world
 */
#include "study/flow_ground.h"
#include <hotgrid/vector.h>
#include <stdlib.h>
#include <string.h>

/* Equal Earth (Savric, Patterson and Jenny 2018) from edge to edge, without the ice of
 * the far south. */
static enum hg_status open_world(const struct job *job, struct flow_ground *g,
                                 struct hg_error *err)
{
    struct hg_vector_source source = job->study->maps.flows, parts = job->study->regions;
    const struct hg_grid_params params = {
        .name = "world",
        .crs = "EPSG:8857",
        .kind = HG_GRID_EQUAL_AREA,
        .box = {-17243959.06, -7000000, 17243959.06, 8392927.6},
        .ncol = 345,
        .nrow = 154,
    };
    source.as_drawn = parts.as_drawn = true;
    source.threads = parts.threads = job->threads;
    enum hg_status status = hg_grid_create(&params, &g->world, err);
    if (status == HG_OK)
        status =
            hg_read_shapes(&source, g->world, NULL, NULL, job->faults, &g->owned, err);
    if (status == HG_OK && job->province)
        status =
            hg_read_shapes(&parts, g->world, NULL, NULL, job->faults, &g->parts, err);
    if (status == HG_OK)
        status = hg_faults_status(job->faults, err);
    g->grid = g->world;
    g->shapes = g->owned;
    return status;
}

/* Sums of a ring: twice its area, and its first moments. */
struct moments {
    double area, x, y;
};

static struct moments ring_moments(const struct hg_shapes *shapes,
                                   const struct hg_ring *ring)
{
    struct moments m = {0};
    const double x0 = ring->count ? shapes->x[ring->first] : 0;
    const double y0 = ring->count ? shapes->y[ring->first] : 0;
    for (size_t i = 0; i < ring->count && !ring->open; i++) {
        const size_t a = ring->first + i, b = ring->first + (i + 1) % ring->count;
        const double ax = shapes->x[a] - x0, ay = shapes->y[a] - y0;
        const double bx = shapes->x[b] - x0, by = shapes->y[b] - y0;
        const double cross = ax * by - bx * ay;
        m.area += cross;
        m.x += cross * (ax + bx) / 3;
        m.y += cross * (ay + by) / 3;
    }
    m.x += m.area * x0;
    m.y += m.area * y0;
    return m;
}

/* The region of the table that a polygon belongs to. */
static size_t region_of(const struct job *job, const struct flow_ground *g,
                        const struct hg_shapes *shapes, const char *code)
{
    const struct hg_axis *regions = job->mrio->regions;
    const struct hg_links *links = job->region_links;
    if (g->world && shapes != g->parts)
        return hg_axis_find(regions, code);
    for (size_t i = 0; i < links->n; i++)
        if (strcmp(links->link[i].from, code) == 0)
            return hg_axis_find(regions, links->link[i].to);
    return HG_NOT_FOUND;
}

/* Visits the rings of each region of the table. */
typedef void visit_ring(struct moments *sum, double *largest, struct moments ring);

static void note_largest(struct moments *sum, double *largest, struct moments ring)
{
    (void)sum;
    *largest = fmax(*largest, ring.area);
}

/* Islands and territories far away do not move the middle of a country. */
static void add_large(struct moments *sum, double *largest, struct moments ring)
{
    if (ring.area < 0.25 * *largest)
        return;
    sum->area += ring.area;
    sum->x += ring.x;
    sum->y += ring.y;
}

static void visit_shapes(const struct job *job, const struct flow_ground *g,
                         const struct hg_shapes *shapes, visit_ring *ring,
                         struct moments *sum, double *largest)
{
    for (size_t s = 0; shapes && s < shapes->n_shape; s++) {
        const struct hg_shape *shape = &shapes->shape[s];
        const size_t r = region_of(job, g, shapes, shape->code);
        for (size_t i = 0; r != HG_NOT_FOUND && i < shape->n_ring; i++)
            ring(&sum[r], &largest[r],
                 ring_moments(shapes, &shapes->ring[shape->first_ring + i]));
    }
}

static void visit(const struct job *job, const struct flow_ground *g, visit_ring *ring,
                  struct moments *sum, double *largest)
{
    visit_shapes(job, g, g->shapes, ring, sum, largest);
    visit_shapes(job, g, g->parts, ring, sum, largest);
}

/* A group is where the middle of its land is, or rather the nearest of its members: the
 * middle of two continents is the sea. */
static struct flow_place group_place(const struct flow_ground *g, size_t D,
                                     const struct moments *sum, const bool *member)
{
    struct moments all = {0};
    struct flow_place nearest = {NAN, NAN};
    double least = INFINITY;
    for (size_t r = 0; r < D; r++) {
        if (!member[r] || isnan(g->place[r].x))
            continue;
        all.area += sum[r].area;
        all.x += sum[r].x;
        all.y += sum[r].y;
    }
    for (size_t r = 0; all.area > 0 && r < D; r++) {
        const double far =
            hypot(g->place[r].x - all.x / all.area, g->place[r].y - all.y / all.area);
        if (!member[r] || !(far < least))
            continue;
        least = far;
        nearest = g->place[r];
    }
    return nearest;
}

static enum hg_status find_places(const struct job *job, const struct flow_list *list,
                                  struct flow_ground *g, struct hg_error *err)
{
    const size_t D = hg_axis_size(job->mrio->regions);
    struct moments *sum = calloc(D + 1, sizeof(*sum));
    double *largest = calloc(D + 1, sizeof(*largest));
    g->place = calloc(list->n_party + 1, sizeof(*g->place));
    if (sum && largest && g->place) {
        visit(job, g, note_largest, sum, largest);
        visit(job, g, add_large, sum, largest);
        for (size_t r = 0; r < D; r++)
            g->place[r] = (struct flow_place){sum[r].area > 0 && !account_is_rest(job, r)
                                                  ? sum[r].x / sum[r].area
                                                  : NAN,
                                              sum[r].y / sum[r].area};
        for (size_t party = D; party < list->n_party; party++)
            g->place[party] = group_place(g, D, sum, list->member + party * D);
    }
    const bool made = sum && largest && g->place;
    free(sum);
    free(largest);
    return made ? HG_OK : no_memory(err, "the places of regions");
}

/* What flows between places that are known, of the first of the list. */
static double placed_kg(const struct flow_ground *g, const struct flow_list *list,
                        size_t top)
{
    double kg = 0;
    for (size_t i = 0; i < top; i++) {
        const struct flow *flow = &list->flow[i];
        if (!isnan(g->place[flow->from].x) && !isnan(g->place[flow->to].x))
            kg += flow->kg;
    }
    return kg;
}

void flow_ground_finish(struct flow_ground *g)
{
    hg_shapes_destroy(g->owned);
    hg_shapes_destroy(g->parts);
    hg_grid_destroy(g->world);
    free(g->place);
}

enum hg_status flow_ground_find(const struct job *job, const struct flow_list *list,
                                size_t top, struct flow_ground *g, struct hg_error *err)
{
    struct flow_ground world = {0};
    *g = (struct flow_ground){.grid = job->grid, .shapes = job->regions};
    enum hg_status status = find_places(job, list, g, err);
    if (status != HG_OK || !job->study->maps.flows.path)
        return status;
    status = open_world(job, &world, err);
    if (status == HG_OK)
        status = find_places(job, list, &world, err);
    if (status == HG_OK && placed_kg(g, list, top) < placed_kg(&world, list, top)) {
        const struct flow_ground grid = *g;
        *g = world;
        world = grid;
    }
    flow_ground_finish(&world);
    return status;
}
