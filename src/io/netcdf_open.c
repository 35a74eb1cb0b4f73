/* netcdf_open.c - the variable of a netCDF file that is meant */
#include "io/netcdf_open.h"

#include "io/netcdf_axes.h"
#include <cpl_error.h>
#include <cpl_string.h>
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum hg_status open_variable(const char *path, const char *variable,
                                    GDALDatasetH *dataset, struct hg_error *err)
{
    static const char *const drivers[] = {"netCDF", NULL};
    char name[4096];
    if (strchr(path, '"') || strpbrk(variable, "\":"))
        return hg_fail(err, HG_E_INPUT,
                       "%s: quotes and colons cannot stand in the name "
                       "of a netCDF file or variable",
                       path);
    const int n = snprintf(name, sizeof(name), "NETCDF:\"%s\":%s", path, variable);
    if (n < 0 || (size_t)n >= sizeof(name))
        return hg_fail(err, HG_E_INPUT, "%s: the path is too long", path);
    CPLErrorReset();
    GDALDatasetH opened =
        GDALOpenEx(name, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, NULL, NULL);
    if (!opened || GDALGetRasterCount(opened) == 0) {
        if (opened)
            GDALClose(opened);
        return hg_fail(err, HG_E_INPUT, "%s: has no variable \"%s\" on a grid (%s)", path,
                       variable, io_gdal_message());
    }
    GDALClose(*dataset);
    *dataset = opened;
    return HG_OK;
}

/* Name of variable i of a netCDF file of several, as GDAL lists them; NULL behind the
 * last. */
static const char *variable_name(CSLConstList list, int i)
{
    char key[32];
    (void)snprintf(key, sizeof(key), "SUBDATASET_%d_NAME", i + 1);
    const char *name = CSLFetchNameValue(list, key);
    const char *colon = name ? strrchr(name, ':') : NULL;
    return colon ? colon + 1 : NULL;
}

/* Does the variable that is open lie somewhere?  Bounds of cells and dates do not. */
static bool is_map(const char *path, const char *variable, GDALDatasetH dataset)
{
    double affine[6];
    bool found = false;
    struct hg_error err = {0};
    struct hg_raster raster = {.ncol = (uint32_t)GDALGetRasterXSize(dataset),
                               .nrow = (uint32_t)GDALGetRasterYSize(dataset)};
    if (io_netcdf_axes(path, variable, &raster, &found, &err) != HG_OK || found)
        return true; /* what is wrong with its axes is told when it is read */
    return GDALGetGeoTransform(dataset, affine) == CE_None;
}

/* Opens the variable that is a map; a file of several must be asked for one. */
static enum hg_status open_only_map(const char *path, CSLConstList list,
                                    GDALDatasetH *dataset, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct hg_text maps = {0};
    const char *only = NULL, *name;
    size_t n = 0;
    for (int i = 0; (name = variable_name(list, i)); i++) {
        struct hg_error own = {0};
        if (open_variable(path, name, dataset, &own) != HG_OK ||
            !is_map(path, name, *dataset))
            continue;
        hg_text_print(&maps, "%s%s", n++ ? ", " : "", name);
        only = name;
    }
    if (n > 1)
        status = hg_fail(err, HG_E_INPUT,
                         "%s: has %zu variables on a grid; name the one that is meant as "
                         "its variable: %s",
                         path, n, maps.failed ? "..." : maps.bytes);
    else if (n == 0)
        status = hg_fail(err, HG_E_INPUT,
                         "%s: none of its variables lies on a grid; it wants latitudes "
                         "and longitudes, or another projection's, as variables",
                         path);
    else
        status = open_variable(path, only, dataset, err);
    free(maps.bytes);
    return status;
}

enum hg_status io_netcdf_open(const char *path, const char *variable,
                              GDALDatasetH *dataset, struct hg_error *err)
{
    if (variable)
        return open_variable(path, variable, dataset, err);
    if (GDALGetRasterCount(*dataset) > 0)
        return HG_OK;
    char **list = CSLDuplicate(GDALGetMetadata(*dataset, "SUBDATASETS"));
    const enum hg_status status = list ? open_only_map(path, list, dataset, err) : HG_OK;
    CSLDestroy(list);
    return status;
}
