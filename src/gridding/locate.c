/* locate.c - do the points lie where their records say? */
#include <hotgrid/allocate.h>

#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points of one task. */
enum { BLOCK = 64 };

struct locating {
    const struct hg_shapes *shapes;
    size_t n;
    const struct hg_point **point; /* all points of all files */
    size_t *shape;                 /* [region]: its polygon, or HG_NOT_FOUND */
    bool *misplaced;               /* [point] */
    size_t n_misplaced;
    struct hg_misplaced *found; /* [n_misplaced] */
    double *x, *y;              /* [n_misplaced]: swapped places, on the grid */
    bool *swapped;              /* [n_misplaced]: inside when swapped */
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory to check where the points lie");
}

static bool is_inside(const struct locating *l, size_t region, double x, double y)
{
    const size_t shape = l->shape[region];
    return shape != HG_NOT_FOUND && hg_shape_contains(l->shapes, shape, x, y);
}

static enum hg_status check_block(void *context, size_t index, unsigned worker,
                                  struct hg_error *err)
{
    (void)worker;
    (void)err;
    const struct locating *l = context;
    for (size_t i = index * BLOCK; i < l->n && i < (index + 1) * BLOCK; i++)
        l->misplaced[i] =
            !is_inside(l, l->point[i]->region, l->point[i]->x, l->point[i]->y);
    return HG_OK;
}

static size_t shape_around(const struct hg_shapes *shapes, double x, double y)
{
    for (size_t s = 0; s < shapes->n_shape; s++)
        if (hg_shape_contains(shapes, s, x, y))
            return s;
    return HG_NOT_FOUND;
}

/* Tells all about one misplaced point. */
static enum hg_status tell(void *context, size_t index, unsigned worker,
                           struct hg_error *err)
{
    (void)worker;
    (void)err;
    const struct locating *l = context;
    struct hg_misplaced *m = &l->found[index];
    const struct hg_point *point = m->point;
    const size_t shape = l->shape[point->region];
    m->inside_shape = shape_around(l->shapes, point->x, point->y);
    m->km =
        shape == HG_NOT_FOUND
            ? INFINITY
            : hg_shape_distance_km(l->shapes, shape, point->site->lon, point->site->lat);
    l->swapped[index] = is_inside(l, point->region, l->x[index], l->y[index]);
    return HG_OK;
}

static int by_distance(const void *p, const void *q)
{
    const struct hg_misplaced *a = p, *b = q;
    if (a->km != b->km)
        return a->km > b->km ? -1 : 1;
    const int order = strcmp(a->point->site->id, b->point->site->id);
    if (order != 0)
        return order;
    const int file = strcmp(a->point->site->file, b->point->site->file);
    return file != 0 ? file
                     : (a->point->site->line > b->point->site->line) -
                           (a->point->site->line < b->point->site->line);
}

static bool start(struct locating *l, const struct hg_inventory *inventory,
                  size_t n_points, struct hg_points *const *points)
{
    const size_t n_region = hg_axis_size(inventory->regions);
    for (size_t f = 0; f < n_points; f++)
        l->n += points[f]->n;
    l->point = calloc(l->n + 1, sizeof(const struct hg_point *));
    l->misplaced = calloc(l->n + 1, sizeof(*l->misplaced));
    l->shape = calloc(n_region + 1, sizeof(*l->shape));
    if (!l->point || !l->misplaced || !l->shape)
        return false;
    size_t n = 0;
    for (size_t f = 0; f < n_points; f++)
        for (size_t i = 0; i < points[f]->n; i++)
            l->point[n++] = &points[f]->point[i];
    for (size_t r = 0; r < n_region; r++)
        l->shape[r] = hg_shapes_find(l->shapes, hg_axis_code(inventory->regions, r));
    return true;
}

/* The misplaced points, and where they would lie with longitude and latitude swapped. */
static bool gather(struct locating *l)
{
    for (size_t i = 0; i < l->n; i++)
        l->n_misplaced += l->misplaced[i] ? 1 : 0;
    l->found = calloc(l->n_misplaced + 1, sizeof(*l->found));
    l->x = calloc(l->n_misplaced + 1, sizeof(*l->x));
    l->y = calloc(l->n_misplaced + 1, sizeof(*l->y));
    l->swapped = calloc(l->n_misplaced + 1, sizeof(*l->swapped));
    if (!l->found || !l->x || !l->y || !l->swapped)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++) {
        if (!l->misplaced[i])
            continue;
        const struct hg_site *site = l->point[i]->site;
        l->x[n] = site->lat;
        l->y[n] = site->lon;
        l->found[n++].point = l->point[i];
    }
    return true;
}

/* Hands the findings over. */
static bool report(struct locating *l, struct hg_location_report **out)
{
    struct hg_location_report *r = calloc(1, sizeof(*r));
    if (!r)
        return false;
    r->n_checked = l->n;
    r->n_misplaced = l->n_misplaced;
    for (size_t i = 0; i < l->n_misplaced; i++)
        r->n_swapped_inside += l->swapped[i] ? 1 : 0;
    if (l->n_misplaced > 0)
        qsort(l->found, l->n_misplaced, sizeof(l->found[0]), by_distance);
    r->misplaced = l->found;
    l->found = NULL;
    *out = r;
    return true;
}

static void finish(struct locating *l)
{
    free(l->point);
    free(l->shape);
    free(l->misplaced);
    free(l->found);
    free(l->x);
    free(l->y);
    free(l->swapped);
}

enum hg_status hg_locate(const struct hg_inventory *inventory, size_t n_points,
                         struct hg_points *const *points, const struct hg_shapes *shapes,
                         const struct hg_transform *to_grid, unsigned threads,
                         struct hg_location_report **out, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct locating l = {.shapes = shapes};
    if (!start(&l, inventory, n_points, points)) {
        status = no_memory(err);
        goto done;
    }
    status = hg_parallel(threads, (l.n + BLOCK - 1) / BLOCK, check_block, &l, err);
    if (status != HG_OK)
        goto done;
    if (!gather(&l)) {
        status = no_memory(err);
        goto done;
    }
    hg_transform_apply(to_grid, l.n_misplaced, l.x, l.y);
    status = hg_parallel(threads, l.n_misplaced, tell, &l, err);
    if (status != HG_OK)
        goto done;
    if (!report(&l, out))
        status = no_memory(err);
done:
    finish(&l);
    return status;
}

void hg_location_report_destroy(struct hg_location_report *report)
{
    if (!report)
        return;
    free(report->misplaced);
    free(report);
}
