/* raster_stats.c - what a layer file holds, read back for verification */
#include "io/gdal.h"
#include <hotgrid/raster_file.h>
#include <math.h>
#include <stdlib.h>

/* Does the file lie on the grid, to a millionth of a step? */
static bool on_grid(GDALDatasetH dataset, const struct hg_grid_params *p)
{
    double a[6];
    if (GDALGetRasterXSize(dataset) != (int)p->ncol ||
        GDALGetRasterYSize(dataset) != (int)p->nrow || GDALGetRasterCount(dataset) != 1 ||
        GDALGetGeoTransform(dataset, a) != CE_None)
        return false;
    const double dx = (p->box.east - p->box.west) / p->ncol,
                 dy = (p->box.north - p->box.south) / p->nrow;
    return fabs(a[0] - p->box.west) < 1e-6 * dx &&
           fabs(a[1] - dx) * p->ncol < 1e-6 * dx &&
           fabs(a[3] - p->box.north) < 1e-6 * dy &&
           fabs(a[5] + dy) * p->nrow < 1e-6 * dy && a[2] == 0 && a[4] == 0;
}

static void count_row(const struct hg_grid *grid, uint32_t row, const double *value,
                      double nodata, struct hg_layer_stats *stats)
{
    for (uint32_t col = 0; col < stats->ncol; col++) {
        const double v = value[col];
        if (isnan(v) || v == nodata)
            continue;
        stats->n_valid++;
        stats->n_class += v > 0;
        stats->sum += v;
        stats->sum_area += v * hg_grid_cell_km2(grid, row * stats->ncol + col);
        stats->minimum = fmin(stats->minimum, v);
        stats->maximum = fmax(stats->maximum, v);
    }
}

static enum hg_status count_all(const char *path, GDALDatasetH dataset,
                                const struct hg_grid *grid, struct hg_layer_stats *stats,
                                struct hg_error *err)
{
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    int has_nodata = 0;
    const double declared = GDALGetRasterNoDataValue(band, &has_nodata);
    const double nodata = has_nodata ? declared : NAN;
    const int ncol = (int)stats->ncol;
    double *value = malloc(stats->ncol * sizeof(*value));
    if (!value)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for a row", path);
    enum hg_status status = HG_OK;
    for (uint32_t row = 0; status == HG_OK && row < stats->nrow; row++) {
        if (GDALRasterIO(band, GF_Read, 0, (int)row, ncol, 1, value, ncol, 1, GDT_Float64,
                         0, 0) == CE_None)
            count_row(grid, row, value, nodata, stats);
        else
            status = hg_fail(err, HG_E_INPUT, "%s: row %u cannot be read: %s", path,
                             row + 1, io_gdal_message());
    }
    free(value);
    return status;
}

enum hg_status hg_layer_stats(const char *path, const struct hg_grid *grid,
                              struct hg_layer_stats *out, struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    GDALDatasetH dataset = NULL;
    enum hg_status status = io_open_raster(path, &dataset, err);
    if (status != HG_OK)
        return status;
    struct hg_layer_stats stats = {
        .ncol = p->ncol, .nrow = p->nrow, .minimum = INFINITY, .maximum = -INFINITY};
    if (on_grid(dataset, p))
        status = count_all(path, dataset, grid, &stats, err);
    else
        status = hg_fail(err, HG_E_INPUT,
                         "%s: is not one band of %u x %u cells on the grid %s", path,
                         p->ncol, p->nrow, p->name);
    GDALClose(dataset);
    if (stats.n_valid == 0)
        stats.minimum = stats.maximum = NAN;
    if (status == HG_OK)
        *out = stats;
    return status;
}
