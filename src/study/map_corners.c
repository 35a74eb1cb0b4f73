/* map_corners.c - insets and the locator, from degrees to the crs of the grid */
#include "study/map_corners.h"
#include <stdlib.h>
#include <string.h>

/* Places along a side of a map, all around it (then its middle), and in an inset. */
enum { EDGE = 32, AROUND = 4 * EDGE, LATTICE = 17, LATTICE_ALL = LATTICE * LATTICE };

struct map_locator {
    struct hg_map_locator locator;
    double lon[AROUND + 1], lat[AROUND + 1]; /* of the map, the last its middle */
};

struct map_corners {
    size_t n_inset;
    struct hg_map_inset inset[HG_MAX_INSETS];
    bool has_locator;
    struct map_locator whole;
    struct hg_shapes *land;
};

/* The smallest box that holds the extent in the crs. */
static enum hg_status project(const struct job *job, const struct hg_study_inset *inset,
                              struct hg_box *out, struct hg_error *err)
{
    const double width = inset->east - inset->west + (inset->east < inset->west) * 360;
    double x[LATTICE_ALL], y[LATTICE_ALL];
    const double height = inset->north - inset->south;
    for (size_t i = 0; i < LATTICE_ALL; i++) {
        x[i] = inset->west + width * (double)(i % LATTICE) / (LATTICE - 1);
        y[i] = inset->south + height * floor((double)i / LATTICE) / (LATTICE - 1);
    }
    hg_transform_apply(&job->from_lonlat, LATTICE_ALL, x, y);
    struct hg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < LATTICE_ALL; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i]))
            continue;
        box.west = fmin(box.west, x[i]);
        box.east = fmax(box.east, x[i]);
        box.south = fmin(box.south, y[i]);
        box.north = fmax(box.north, y[i]);
    }
    if (!(box.east > box.west && box.north > box.south))
        return hg_fail(err, HG_E_STUDY,
                       "%s: the inset `%s` has no place in the projection of the grid",
                       job->study->path, inset->name);
    *out = box;
    return HG_OK;
}

/* The scale over a box that may lie beyond the grid. */
static enum hg_status measure(const struct job *job, struct hg_map_inset *inset,
                              struct hg_error *err)
{
    struct hg_grid_params params = *hg_grid_params(job->grid);
    const double no_lines = 90;
    struct hg_grid *grid = NULL;
    struct hg_frame *frame = NULL;
    params.box = inset->box;
    params.ncol = params.nrow = 32;
    enum hg_status status = hg_grid_create(&params, &grid, err);
    if (status == HG_OK)
        status = hg_frame_create(grid, no_lines, &frame, err);
    if (status == HG_OK) {
        inset->scale_min = frame->scale_min;
        inset->scale_max = frame->scale_max;
    }
    hg_frame_destroy(frame);
    hg_grid_destroy(grid);
    return status;
}

/* Places along the edge of a box of the map, and its middle. */
static enum hg_status trace_edge(const struct job *job, const struct hg_box *box,
                                 struct map_locator *out, struct hg_error *err)
{
    const struct hg_box b = *box;
    struct hg_transform back = {0};
    const enum hg_status status = hg_crs_to_lonlat(job->grid, &back, err);
    if (status != HG_OK)
        return status;
    for (size_t i = 0; i < EDGE; i++) {
        const double t = (double)i / EDGE;
        const double x = b.west + t * (b.east - b.west);
        const double y = b.south + t * (b.north - b.south);
        const double xs[] = {x, b.east, b.east + b.west - x, b.west};
        const double ys[] = {b.south, y, b.north, b.north + b.south - y};
        for (size_t side = 0; side < 4; side++) {
            out->lon[side * EDGE + i] = xs[side];
            out->lat[side * EDGE + i] = ys[side];
        }
    }
    out->lon[AROUND] = (b.west + b.east) / 2;
    out->lat[AROUND] = (b.south + b.north) / 2;
    hg_transform_apply(&back, AROUND + 1, out->lon, out->lat);
    hg_transform_finish(&back);
    out->locator.n = AROUND;
    out->locator.lon = out->lon;
    out->locator.lat = out->lat;
    out->locator.middle_lon = out->lon[AROUND];
    out->locator.middle_lat = out->lat[AROUND];
    return HG_OK;
}

/* The land is read again, in degrees: it may lie where the grid's crs has no places. */
static enum hg_status make_locator(const struct job *job, struct map_corners *c,
                                   struct hg_error *err)
{
    const struct hg_vector_source *source =
        job->study->maps.world.path ? &job->study->maps.world : &job->study->maps.context;
    const struct hg_grid_params degrees = {.name = "earth",
                                           .crs = "EPSG:4326",
                                           .kind = HG_GRID_LONLAT,
                                           .box = {-180, -90, 180, 90},
                                           .ncol = 360,
                                           .nrow = 180};
    struct hg_grid *earth = NULL;
    struct hg_box box;
    enum hg_status status = hg_map_window(job->grid, job->domain, &box, err);
    if (status == HG_OK)
        status = trace_edge(job, &box, &c->whole, err);
    if (status == HG_OK)
        status = hg_grid_create(&degrees, &earth, err);
    if (status == HG_OK)
        status = hg_read_outlines(source, earth, &c->land, err);
    hg_grid_destroy(earth);
    c->has_locator = status == HG_OK && isfinite(c->whole.locator.middle_lon) &&
                     isfinite(c->whole.locator.middle_lat) && c->land->n_vertex > 0;
    c->whole.locator.land = c->land;
    c->whole.locator.own = job->regions; /* which `land` may leave out */
    return status;
}

enum hg_status make_corners(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    enum hg_status status = HG_OK;
    struct map_corners *c = calloc(1, sizeof(*c));
    if (!c)
        return no_memory(err, "the insets");
    job->corners = c;
    for (size_t i = 0; status == HG_OK && i < study->maps.n_insets; i++) {
        const struct hg_study_inset *wanted = &study->maps.insets[i];
        struct hg_map_inset *inset = &c->inset[c->n_inset++];
        *inset = (struct hg_map_inset){.name = wanted->name, .corner = wanted->corner};
        status = project(job, wanted, &inset->box, err);
        if (status == HG_OK)
            status = measure(job, inset, err);
    }
    if (status == HG_OK && study->maps.locator)
        status = make_locator(job, c, err);
    return status;
}

void map_corners_destroy(struct map_corners *corners)
{
    if (!corners)
        return;
    hg_shapes_destroy(corners->land);
    free(corners);
}

void set_corners(const struct job *job, struct hg_map *map)
{
    const struct map_corners *c = job->corners;
    if (!c)
        return;
    map->n_inset = c->n_inset;
    map->inset = c->inset;
    map->locator = c->has_locator ? &c->whole.locator : NULL;
}

enum hg_status set_locator(const struct job *job, const struct hg_box *box,
                           struct hg_map *map, struct map_locator **out,
                           struct hg_error *err)
{
    if (!map->locator)
        return HG_OK;
    struct map_locator *closer = calloc(1, sizeof(*closer));
    if (!closer)
        return no_memory(err, "the locator");
    closer->locator = *map->locator;
    const enum hg_status status = trace_edge(job, box, closer, err);
    if (status != HG_OK) {
        free(closer);
        return status;
    }
    map->locator = &closer->locator;
    *out = closer;
    return HG_OK;
}
