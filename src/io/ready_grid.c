/* ready_grid.c - a ready grid of emissions, whatever its file */
#include "io/grid_text.h"
#include "io/raster_way.h"
#include <hotgrid/raster_file.h>

static enum hg_status open_text(const char *path, const char *variable,
                                enum hg_quantity quantity, const struct hg_grid *grid,
                                struct hg_raster **out, struct hg_transform *to_grid,
                                struct hg_error *err)
{
    struct hg_raster *raster = NULL;
    if (variable)
        return hg_fail(err, HG_E_INPUT,
                       "%s: is text, which has no variable \"%s\"; take `variable` out",
                       path, variable);
    enum hg_status status = io_read_grid_text(path, quantity, &raster, err);
    if (status == HG_OK)
        status = io_raster_way(NULL, raster, grid, to_grid, err);
    if (status == HG_OK)
        *out = raster;
    else
        hg_raster_destroy(raster);
    return status;
}

static enum hg_status open_bands(const char *path, const char *variable,
                                 enum hg_quantity quantity, const struct hg_grid *grid,
                                 struct hg_raster **out, struct hg_transform *to_grid,
                                 struct hg_error *err)
{
    struct hg_raster *raster = NULL;
    struct hg_transform way = {0};
    enum hg_status status =
        hg_open_raster(path, variable, quantity, grid, &raster, &way, err);
    if (status != HG_OK)
        return status;
    if (raster->source->n_band > 1) {
        status =
            hg_fail(err, HG_E_INPUT,
                    "%s: has %u bands, months or levels perhaps; give a file of one, "
                    "of the year (gdal_translate -b, cdo yearsum)",
                    path, raster->source->n_band);
        hg_raster_destroy(raster);
        hg_transform_finish(&way);
        return status;
    }
    *out = raster;
    *to_grid = way;
    return HG_OK;
}

enum hg_status hg_open_ready_grid(const char *path, const char *variable,
                                  enum hg_quantity quantity, const struct hg_grid *grid,
                                  struct hg_raster **out, struct hg_transform *to_grid,
                                  struct hg_error *err)
{
    bool text = false;
    const enum hg_status status = io_is_grid_text(path, &text, err);
    if (status != HG_OK)
        return status;
    return (text ? open_text : open_bands)(path, variable, quantity, grid, out, to_grid,
                                           err);
}
