/* transform.c - PROJ behind hg_transform: checked places in, NaN for what has no image */
#include "io/transform.h"
#include <math.h>
#include <stdlib.h>

struct projection {
    PJ_CONTEXT *context;
    PJ *pj;
    bool from_degrees;
};

/* Sums of steps end a hair beyond the pole: as much is forgiven. */
static const double SLACK_DEG = 1e-6;

/* PROJ takes a longitude of 400 without a word, and its errno may be stale (seen): places
 * are checked before, results after. */
static void check_degrees(size_t n, double *lon, double *lat)
{
    for (size_t i = 0; i < n; i++) {
        const bool on_earth =
            fabs(lat[i]) <= 90 + SLACK_DEG && fabs(lon[i]) <= 360 + SLACK_DEG;
        if (!on_earth)
            lon[i] = lat[i] = NAN;
        else if (fabs(lat[i]) > 90)
            lat[i] = copysign(90, lat[i]);
    }
}

static void project(void *context, size_t n, double *x, double *y)
{
    struct projection *projection = context;
    if (projection->from_degrees)
        check_degrees(n, x, y);
    (void)proj_trans_generic(projection->pj, PJ_FWD, x, sizeof(*x), n, y, sizeof(*y), n,
                             NULL, 0, 0, NULL, 0, 0);
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i]) || !isfinite(y[i]))
            x[i] = y[i] = NAN;
}

static void project_finish(void *context)
{
    struct projection *projection = context;
    if (!projection)
        return;
    proj_destroy(projection->pj);
    proj_context_destroy(projection->context);
    free(projection);
}

static void *project_copy(const void *context)
{
    const struct projection *projection = context;
    struct projection *copy = calloc(1, sizeof(*copy));
    if (!copy)
        return NULL;
    copy->from_degrees = projection->from_degrees;
    copy->context = io_proj_context();
    if (copy->context)
        copy->pj = proj_clone(copy->context, projection->pj);
    if (!copy->pj) {
        project_finish(copy);
        return NULL;
    }
    return copy;
}

static void stay(void *context, size_t n, double *x, double *y)
{
    (void)context;
    (void)n;
    (void)x;
    (void)y;
}

static void stay_finish(void *context)
{
    (void)context;
}

/* Degrees on any datum: the places that check_degrees() is for. */
static bool is_degrees(const PJ *crs)
{
    const PJ_TYPE type = proj_get_type(crs);
    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

/* x = east or longitude first, whatever the definition says. */
static PJ *find_way(PJ_CONTEXT *context, const PJ *from, const PJ *to)
{
    PJ *raw = proj_create_crs_to_crs_from_pj(context, from, to, NULL, NULL);
    PJ *way = raw ? proj_normalize_for_visualization(context, raw) : NULL;
    proj_destroy(raw);
    return way;
}

static enum hg_status projection_open(struct projection *projection, const char *from,
                                      const char *to, struct hg_error *err)
{
    projection->context = io_proj_context();
    if (!projection->context)
        return hg_fail(err, HG_E_MEMORY, "no memory for PROJ");
    PJ *from_crs = io_crs_create(projection->context, from);
    PJ *to_crs = io_crs_create(projection->context, to);
    if (from_crs && to_crs) {
        projection->from_degrees = is_degrees(from_crs);
        projection->pj = find_way(projection->context, from_crs, to_crs);
    }
    const char *name = from_crs ? proj_get_name(from_crs) : NULL;
    const enum hg_status status =
        projection->pj
            ? HG_OK
            : hg_fail(err, HG_E_INPUT, "PROJ knows no way from \"%s\" to \"%s\"",
                      name ? name : from, to);
    proj_destroy(from_crs);
    proj_destroy(to_crs);
    return status;
}

enum hg_status io_transform_create(const char *from, const char *to,
                                   struct hg_transform *out, struct hg_error *err)
{
    if (io_crs_is_wgs84(from) && io_crs_is_wgs84(to)) {
        *out =
            (struct hg_transform){.identity = true, .apply = stay, .finish = stay_finish};
        return HG_OK;
    }
    struct projection *projection = calloc(1, sizeof(*projection));
    if (!projection)
        return hg_fail(err, HG_E_MEMORY, "no memory for PROJ");
    const enum hg_status status = projection_open(projection, from, to, err);
    if (status != HG_OK) {
        project_finish(projection);
        return status;
    }
    *out = (struct hg_transform){.context = projection,
                                 .apply = project,
                                 .finish = project_finish,
                                 .copy = project_copy};
    return HG_OK;
}

enum hg_status hg_crs_from_lonlat(const struct hg_grid *grid, struct hg_transform *out,
                                  struct hg_error *err)
{
    return io_transform_create(IO_LONLAT, hg_grid_params(grid)->crs, out, err);
}

enum hg_status hg_crs_to_lonlat(const struct hg_grid *grid, struct hg_transform *out,
                                struct hg_error *err)
{
    return io_transform_create(hg_grid_params(grid)->crs, IO_LONLAT, out, err);
}
