/* raster.c - the end of rasters, and transforms */
#include <hotgrid/raster.h>
#include <stdlib.h>

void hg_raster_destroy(struct hg_raster *raster)
{
    if (!raster)
        return;
    free(raster->value);
    free(raster->path);
    free(raster);
}

void hg_transform_apply(const struct hg_transform *transform, size_t n, double *x,
                        double *y)
{
    if (!transform->identity)
        transform->apply(transform->context, n, x, y);
}

void hg_transform_finish(struct hg_transform *transform)
{
    if (transform->finish)
        transform->finish(transform->context);
    *transform = (struct hg_transform){0};
}
