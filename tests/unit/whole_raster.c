/* whole_raster.c - a raster file with all its values in memory */
#include "whole_raster.h"
#include <stdlib.h>

static enum hg_status read_whole_values(struct hg_raster *raster, struct hg_error *err)
{
    const struct hg_pixels all = {0, 0, raster->ncol, raster->nrow};
    float *value = calloc((size_t)raster->ncol * raster->nrow, sizeof *value);
    const enum hg_status status =
        value ? hg_raster_read(raster, &all, value, err) : HG_E_MEMORY;
    if (status == HG_OK)
        raster->value = value;
    else
        free(value);
    return status;
}

enum hg_status read_whole_raster(const char *path, const char *variable,
                                 enum hg_quantity quantity, const struct hg_grid *grid,
                                 struct hg_raster **out, struct hg_transform *to_grid,
                                 struct hg_error *err)
{
    struct hg_raster *raster = NULL;
    struct hg_transform way = {0};
    enum hg_status status =
        hg_open_raster(path, variable, quantity, grid, &raster, &way, err);
    if (status == HG_OK)
        status = read_whole_values(raster, err);
    if (status != HG_OK) {
        hg_raster_destroy(raster);
        hg_transform_finish(&way);
        return status;
    }
    *out = raster;
    *to_grid = way;
    return HG_OK;
}
