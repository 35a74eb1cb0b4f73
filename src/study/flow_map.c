/* flow_map.c - a map of arrows between the regions of the trade table */
#include "study/flow_list.h"
#include "study/layers.h"
#include <hotgrid/vector.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a party is, in the crs of the map; x NaN: nobody knows. */
struct flow_place {
    double x, y;
};

/* Arrows, where no number is asked for; flows told beside the map. */
enum { MAP_TOP = 20, KEY_ROWS = 10 };

struct picture {
    struct job *job;
    struct flow_list *list;
    struct hg_grid *world;   /* of the table's regions; NULL: the grid of the study */
    struct hg_shapes *owned; /* of them */
    struct hg_shapes *parts; /* regions of the study on that grid, which are provinces */
    const struct hg_grid *grid;
    const struct hg_shapes *shapes;
    struct hg_frame *frame;
    struct flow_place *place; /* [party] */
    bool *named;              /* [party]: an arrow ends there */
    size_t top;               /* so many flows are wanted on the map */
    size_t n_arrow, n_label, n_key, n_lost;
    struct hg_map_arrow *arrow;
    struct hg_map_label *label;
    struct hg_map_arrow_key key[HG_ARROW_KEYS];
    char key_text[HG_ARROW_KEYS][32];
    size_t n_row;
    struct hg_map_hotspot row[KEY_ROWS];
    double shown_kg, lost_kg, largest_kg;
    size_t unit; /* of masses (units) */
};

/* Equal Earth (Savric, Patterson and Jenny 2018) from edge to edge, without the ice of
 * the far south. */
static enum hg_status open_world(struct picture *p, struct hg_error *err)
{
    struct hg_vector_source source = p->job->study->maps.flows,
                            parts = p->job->study->regions;
    const struct hg_grid_params params = {
        .name = "world",
        .crs = "EPSG:8857",
        .kind = HG_GRID_EQUAL_AREA,
        .box = {-17243959.06, -7000000, 17243959.06, 8392927.6},
        .ncol = 345,
        .nrow = 154,
    };
    source.as_drawn = parts.as_drawn = true;
    source.threads = parts.threads = p->job->threads;
    enum hg_status status = hg_grid_create(&params, &p->world, err);
    if (status == HG_OK)
        status =
            hg_read_shapes(&source, p->world, NULL, NULL, p->job->faults, &p->owned, err);
    if (status == HG_OK && p->job->province)
        status =
            hg_read_shapes(&parts, p->world, NULL, NULL, p->job->faults, &p->parts, err);
    if (status == HG_OK)
        status = hg_faults_status(p->job->faults, err);
    p->grid = p->world;
    p->shapes = p->owned;
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
static size_t region_of(const struct picture *p, const struct hg_shapes *shapes,
                        const char *code)
{
    const struct hg_axis *regions = p->job->mrio->regions;
    const struct hg_links *links = p->job->region_links;
    if (p->world && shapes != p->parts)
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

static void visit_shapes(const struct picture *p, const struct hg_shapes *shapes,
                         visit_ring *ring, struct moments *sum, double *largest)
{
    for (size_t s = 0; shapes && s < shapes->n_shape; s++) {
        const struct hg_shape *shape = &shapes->shape[s];
        const size_t r = region_of(p, shapes, shape->code);
        for (size_t i = 0; r != HG_NOT_FOUND && i < shape->n_ring; i++)
            ring(&sum[r], &largest[r],
                 ring_moments(shapes, &shapes->ring[shape->first_ring + i]));
    }
}

static void visit(const struct picture *p, visit_ring *ring, struct moments *sum,
                  double *largest)
{
    visit_shapes(p, p->shapes, ring, sum, largest);
    visit_shapes(p, p->parts, ring, sum, largest);
}

/* A group is where the middle of its land is, or rather the nearest of its members: the
 * middle of two continents is the sea. */
static struct flow_place group_place(const struct picture *p, const struct moments *sum,
                                     const bool *member)
{
    const size_t D = hg_axis_size(p->job->mrio->regions);
    struct moments all = {0};
    struct flow_place nearest = {NAN, NAN};
    double least = INFINITY;
    for (size_t r = 0; r < D; r++) {
        if (!member[r] || isnan(p->place[r].x))
            continue;
        all.area += sum[r].area;
        all.x += sum[r].x;
        all.y += sum[r].y;
    }
    for (size_t r = 0; all.area > 0 && r < D; r++) {
        const double far =
            hypot(p->place[r].x - all.x / all.area, p->place[r].y - all.y / all.area);
        if (!member[r] || !(far < least))
            continue;
        least = far;
        nearest = p->place[r];
    }
    return nearest;
}

static enum hg_status find_places(struct picture *p, struct hg_error *err)
{
    const size_t D = hg_axis_size(p->job->mrio->regions);
    struct moments *sum = calloc(D + 1, sizeof(*sum));
    double *largest = calloc(D + 1, sizeof(*largest));
    p->place = calloc(p->list->n_party + 1, sizeof(*p->place));
    p->named = calloc(p->list->n_party + 1, sizeof(*p->named));
    if (sum && largest && p->place && p->named) {
        visit(p, note_largest, sum, largest);
        visit(p, add_large, sum, largest);
        for (size_t r = 0; r < D; r++)
            p->place[r] = (struct flow_place){
                sum[r].area > 0 && !account_is_rest(p->job, r) ? sum[r].x / sum[r].area
                                                               : NAN,
                sum[r].y / sum[r].area};
        for (size_t party = D; party < p->list->n_party; party++)
            p->place[party] = group_place(p, sum, p->list->member + party * D);
    }
    const bool made = sum && largest && p->place && p->named;
    free(sum);
    free(largest);
    return made ? HG_OK : no_memory(err, "the places of regions");
}

/* The first of the list, but those whose ends nobody knows; the smallest of them first,
 * so that the largest lie on top. */
static enum hg_status make_arrows(struct picture *p, struct hg_error *err)
{
    struct flow_list *list = p->list;
    p->arrow = calloc(p->top + 1, sizeof(*p->arrow));
    if (!p->arrow)
        return no_memory(err, "the arrows");
    for (size_t i = 0; i < p->top; i++) {
        struct flow *flow = &list->flow[i];
        const struct flow_place a = p->place[flow->from], b = p->place[flow->to];
        const bool known = !isnan(a.x) && !isnan(b.x);
        if (!known) {
            p->n_lost++;
            p->lost_kg += flow->kg;
        }
        flow->on_map = known && flow->kg > 0;
        if (!flow->on_map)
            continue;
        p->arrow[p->n_arrow++] = (struct hg_map_arrow){a.x, a.y, b.x, b.y, flow->kg};
        p->named[flow->from] = p->named[flow->to] = true;
        p->shown_kg += flow->kg;
    }
    p->largest_kg = p->n_arrow ? p->arrow[0].weight : 0;
    for (size_t i = 0; i < p->n_arrow; i++)
        p->arrow[i].weight /= p->largest_kg;
    for (size_t i = 0; i < p->n_arrow / 2; i++) {
        const struct hg_map_arrow swap = p->arrow[i];
        p->arrow[i] = p->arrow[p->n_arrow - 1 - i];
        p->arrow[p->n_arrow - 1 - i] = swap;
    }
    return HG_OK;
}

/* Names, those with the largest flows first. */
static enum hg_status make_labels(struct picture *p, struct hg_error *err)
{
    p->label = calloc(2 * p->top + 1, sizeof(*p->label));
    if (!p->label)
        return no_memory(err, "the labels");
    for (size_t i = 0; i < 2 * p->top; i++) {
        const struct flow *flow = &p->list->flow[i / 2];
        const size_t r = i % 2 ? flow->to : flow->from;
        if (!p->named[r])
            continue;
        p->named[r] = false;
        p->label[p->n_label++] =
            (struct hg_map_label){flow_name(p->job, r), p->place[r].x, p->place[r].y};
    }
    return HG_OK;
}

static const struct {
    double kg;
    const char *unit;
} units[] = {{1e12, "Gt"}, {1e9, "Mt"}, {1e6, "kt"}, {1e3, "t"}};

/* Round masses from about the largest down. */
static void make_keys(struct picture *p)
{
    static const double part[] = {1, 0.5, 0.2};
    const double decade = pow(10, floor(log10(p->largest_kg)));
    const double times = p->largest_kg / decade;
    const double top = decade * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
    while (p->unit < 3 && top * part[2] < units[p->unit].kg)
        p->unit++;
    for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
        (void)snprintf(p->key_text[i], sizeof(p->key_text[i]), "%.6g %s",
                       top * part[i] / units[p->unit].kg, units[p->unit].unit);
        p->key[i] =
            (struct hg_map_arrow_key){top * part[i] / p->largest_kg, p->key_text[i]};
        p->n_key++;
    }
}

/* The largest flows in words, beside the map. */
static enum hg_status make_rows(struct picture *p, struct hg_error *err)
{
    for (size_t i = 0; i < p->top && p->n_row < KEY_ROWS; i++) {
        const struct flow *flow = &p->list->flow[i];
        const double value = flow->kg / units[p->unit].kg;
        if (!flow->on_map)
            continue;
        struct hg_map_hotspot *row = &p->row[p->n_row++];
        *row = (struct hg_map_hotspot){.number = (unsigned)p->n_row,
                                       .x = NAN,
                                       .y = NAN,
                                       .name = job_text(p->job, "%s to %s",
                                                        flow_name(p->job, flow->from),
                                                        flow_name(p->job, flow->to)),
                                       .figure = job_text(p->job, "%.*f",
                                                          value < 10    ? 2
                                                          : value < 100 ? 1
                                                                        : 0,
                                                          value)};
        if (!row->name || !row->figure)
            return no_memory(err, "the key of a map");
    }
    return HG_OK;
}

static const char *sector_name(const struct job *job, const char *code)
{
    const struct hg_axis *const axis[] = {job->inventory->sectors, job->mrio->sectors};
    for (size_t i = 0; i < sizeof(axis) / sizeof(axis[0]); i++) {
        const size_t s = hg_axis_find(axis[i], code);
        if (s != HG_NOT_FOUND)
            return hg_axis_name(axis[i], s);
    }
    return code;
}

/* "in China for final demand elsewhere" */
static void add_ends(const struct picture *p, const struct hg_flow_options *asked,
                     struct hg_text *text)
{
    const char *from = asked->from ? job_code_name(p->job, asked->from) : NULL;
    const char *to = asked->to ? job_code_name(p->job, asked->to) : NULL;
    const char *within = asked->within ? job_code_name(p->job, asked->within) : NULL;
    if (from)
        hg_text_print(text, "in %s for final demand ", from);
    else
        hg_text_print(text, "%sfor final demand ", to ? "elsewhere " : "");
    if (to)
        hg_text_print(text, "in %s", to);
    else
        hg_text_print(text, from ? "elsewhere" : "in other regions");
    if (within)
        hg_text_print(text, " of %s", within);
}

static char *title(struct picture *p, const struct hg_flow_options *asked)
{
    struct hg_text text = {0};
    hg_text_print(&text, "%s emitted ", job_gas_print(p->job));
    add_ends(p, asked, &text);
    if (asked->net)
        hg_text_print(&text, ", net of what comes back");
    hg_text_print(&text, ", %lld", (long long)p->job->study->year);
    if (asked->sector)
        hg_text_print(&text, ": %s", sector_name(p->job, asked->sector));
    char *copy = text.failed ? NULL : job_text(p->job, "%s", text.bytes);
    free(text.bytes);
    return copy;
}

/* "20 flows, 3.2 Gt of 7.9 Gt in all; 1 more, 0.6 Gt, has no place here ..." */
static char *subtitle(struct picture *p)
{
    struct hg_text text = {0};
    hg_text_print(&text, "%zu flow%s, ", p->n_arrow, p->n_arrow == 1 ? "" : "s");
    headline_mass(&text, p->shown_kg);
    hg_text_print(&text, " of ");
    headline_mass(&text, p->list->all_kg);
    hg_text_print(&text, " in all");
    if (p->n_lost > 0) {
        hg_text_print(&text, "; %zu more of the largest %zu, ", p->n_lost, p->top);
        headline_mass(&text, p->lost_kg);
        hg_text_print(&text, ", from or to regions that have no place here");
    }
    hg_text_print(&text,
                  ". Arrows lead from where %s is emitted to where the goods are "
                  "consumed or invested.",
                  job_gas_print(p->job));
    struct hg_text unknown = {0};
    if (p->list->set == &p->job->sets->set[0])
        tell_unknown_chains(p->job, &unknown);
    if (unknown.length > 0)
        hg_text_print(&text, " %s", unknown.bytes);
    char *copy =
        text.failed || unknown.failed ? NULL : job_text(p->job, "%s", text.bytes);
    free(unknown.bytes);
    free(text.bytes);
    return copy;
}

static enum hg_status draw(struct picture *p, const struct hg_flow_options *asked,
                           struct hg_error *err)
{
    uint32_t missing[16];
    struct hg_style style = p->job->style;
    if (p->world || !p->job->context)
        style.sea = style.page;
    const struct hg_map map = {
        .style = &style,
        .grid = p->grid,
        .title = title(p, asked),
        .subtitle = subtitle(p),
        .legend_title = job_text(p->job, "%s a year", job_gas_print(p->job)),
        .source = job_source_line(p->job, p->world ? "Equal Earth" : NULL, false),
        .regions = p->shapes,
        .context = p->world ? p->parts : p->job->context,
        .graticule = p->frame ? p->frame->graticule : NULL,
        .n_label = p->n_label,
        .label = p->label,
        .n_arrow = p->n_arrow,
        .arrow = p->arrow,
        .n_arrow_key = p->n_key,
        .arrow_key = p->key,
        .n_hotspot = p->n_row,
        .hotspot = p->row,
        .hotspot_title =
            job_text(p->job, "Largest%s flows, %s %s a year", asked->net ? " net" : "",
                     units[p->unit].unit, job_gas_print(p->job)),
    };
    if (!map.title || !map.subtitle || !map.legend_title || !map.source ||
        !map.hotspot_title)
        return no_memory(err, "a map");
    return job_write_map(p->job, &map, "flows", "flows", missing, err);
}

/* What flows between places that are known. */
static double placed_kg(const struct picture *p)
{
    double kg = 0;
    for (size_t i = 0; i < p->top; i++) {
        const struct flow *flow = &p->list->flow[i];
        if (!isnan(p->place[flow->from].x) && !isnan(p->place[flow->to].x))
            kg += flow->kg;
    }
    return kg;
}

static void finish(struct picture *p)
{
    hg_shapes_destroy(p->owned);
    hg_shapes_destroy(p->parts);
    hg_grid_destroy(p->world);
    free(p->place);
    free(p->named);
    free(p->arrow);
    free(p->label);
}

/* On the grid of the study where that shows all there is to show, else on the world. */
static enum hg_status find_ground(struct picture *p, struct hg_error *err)
{
    struct picture world = *p;
    enum hg_status status = find_places(p, err);
    if (status != HG_OK || !p->job->study->maps.flows.path)
        return status;
    status = open_world(&world, err);
    if (status == HG_OK)
        status = find_places(&world, err);
    if (status == HG_OK && placed_kg(p) < placed_kg(&world)) {
        const struct picture swap = *p;
        *p = world;
        world = swap;
    }
    finish(&world);
    return status;
}

enum hg_status draw_flows(struct job *job, struct flow_list *list,
                          const struct hg_flow_options *asked, bool *drawn,
                          struct hg_error *err)
{
    struct picture p = {
        .job = job, .list = list, .grid = job->grid, .shapes = job->regions};
    p.top = asked->top || list->n < MAP_TOP ? list->n : MAP_TOP;
    enum hg_status status = find_ground(&p, err);
    if (status == HG_OK)
        status = make_arrows(&p, err);
    if (status == HG_OK && p.n_arrow) {
        make_keys(&p);
        status = make_rows(&p, err);
        if (status == HG_OK)
            status = make_labels(&p, err);
        if (status == HG_OK)
            status = draw(&p, asked, err);
    }
    *drawn = p.n_arrow > 0;
    finish(&p);
    return status;
}
