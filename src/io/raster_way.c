/* raster_way.c - from the crs of a raster to that of the grid */
#include "io/raster_way.h"
#include "io/transform.h"
#include <cpl_conv.h>
#include <math.h>
#include <stdlib.h>

/* Degrees that count from Greenwich: whatever the datum, areas are those of WGS 84 to
 * 0.1 %. */
static bool is_lonlat(OGRSpatialReferenceH srs)
{
    return OSRIsGeographic(srs) && !OSRIsDerivedGeographic(srs) &&
           fabs(OSRGetAngularUnits(srs, NULL) - M_PI / 180) < 1e-12 &&
           OSRGetPrimeMeridian(srs, NULL) == 0;
}

struct turning {
    double middle; /* of the grid */
};

static void turn(void *context, size_t n, double *x, double *y)
{
    const struct turning *turning = context;
    (void)y;
    for (size_t i = 0; i < n; i++)
        if (fabs(x[i] - turning->middle) > 180)
            x[i] -= 360 * round((x[i] - turning->middle) / 360);
}

/* Between degrees and degrees: the identity where the raster lies within half a turn of
 * the middle of the grid, else whole turns. */
static enum hg_status turn_to_grid(const struct hg_raster *raster,
                                   const struct hg_grid *grid, struct hg_transform *out,
                                   struct hg_error *err)
{
    const double middle = io_crs_middle(grid);
    const double end = raster->x0 + raster->dx * raster->ncol, slack = 1e-9;
    if (fabs(raster->x0 - middle) <= 180 + slack && fabs(end - middle) <= 180 + slack)
        return io_transform_create(IO_LONLAT, IO_LONLAT, out, err);
    struct turning *turning = malloc(sizeof(*turning));
    if (!turning)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory", raster->path);
    turning->middle = middle;
    *out = (struct hg_transform){.context = turning, .apply = turn, .finish = free};
    return HG_OK;
}

enum hg_status io_raster_way(OGRSpatialReferenceH srs, struct hg_raster *raster,
                             const struct hg_grid *grid, struct hg_transform *out,
                             struct hg_error *err)
{
    char *wkt = srs ? io_srs_wkt(srs) : io_crs_wkt(IO_LONLAT);
    if (!wkt)
        return hg_fail(err, HG_E_INPUT, "%s: its coordinate system cannot be understood",
                       raster->path);
    struct hg_error reason = {0};
    enum hg_status status;
    raster->lonlat = !srs || is_lonlat(srs);
    if (raster->lonlat && hg_grid_params(grid)->kind == HG_GRID_LONLAT &&
        io_crs_is_wgs84(wkt))
        status = turn_to_grid(raster, grid, out, &reason);
    else
        status = io_transform_create(wkt, hg_grid_params(grid)->crs, out, &reason);
    if (status != HG_OK)
        status = hg_fail(err, status, "%s: %s", raster->path, reason.message);
    CPLFree(wkt);
    return status;
}
