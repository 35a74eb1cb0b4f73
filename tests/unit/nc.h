/* nc.h - small netCDF files for tests, made through GDAL's arrays of many dimensions */
#ifndef HG_TEST_NC_H
#define HG_TEST_NC_H

#include "scratch.h"
#include <cpl_string.h>
#include <gdal.h>

/* What a test wants of a file; zero is a variable "flux" over lat and lon in degrees. */
struct nc_wish {
    size_t nlat, nlon;
    const double *lat, *lon, *value;                       /* value [lat * nlon + lon] */
    const char *unit;                                      /* of the values; NULL: none */
    const char *lat_name, *lon_name, *lat_unit, *lon_unit; /* NULL: as CF has them */
    bool lon_first;                                        /* values are [lon][lat] */
    size_t months;              /* above 0: a leading dimension of so many times */
    const double *actual_range; /* of the longitudes; NULL: none */
};

static inline void nc_text(GDALMDArrayH array, const char *key, const char *text)
{
    GDALExtendedDataTypeH type = GDALExtendedDataTypeCreateString(0);
    GDALAttributeH a = GDALMDArrayCreateAttribute(array, key, 0, NULL, type, NULL);
    assert_non_null(a);
    assert_true(GDALAttributeWriteString(a, text));
    GDALAttributeRelease(a);
    GDALExtendedDataTypeRelease(type);
}

static inline GDALMDArrayH nc_array(GDALGroupH root, const char *name, size_t n,
                                    GDALDimensionH *dimension, const size_t *count,
                                    const double *value)
{
    GDALExtendedDataTypeH type = GDALExtendedDataTypeCreate(GDT_Float64);
    GDALMDArrayH array = GDALGroupCreateMDArray(root, name, n, dimension, type, NULL);
    assert_non_null(array);
    const GUInt64 start[3] = {0};
    assert_true(GDALMDArrayWrite(array, start, count, NULL, NULL, type, value, NULL, 0));
    GDALExtendedDataTypeRelease(type);
    return array;
}

static inline GDALDimensionH nc_axis(GDALGroupH root, const char *name, const char *unit,
                                     size_t n, const double *value, const double *range)
{
    GDALDimensionH d = GDALGroupCreateDimension(root, name, NULL, NULL, n, NULL);
    assert_non_null(d);
    GDALMDArrayH array = nc_array(root, name, 1, &d, &n, value);
    if (unit[0] != '\0')
        nc_text(array, "units", unit);
    if (range) {
        const GUInt64 two = 2;
        GDALExtendedDataTypeH type = GDALExtendedDataTypeCreate(GDT_Float64);
        GDALAttributeH a =
            GDALMDArrayCreateAttribute(array, "actual_range", 1, &two, type, NULL);
        assert_non_null(a);
        assert_true(GDALAttributeWriteDoubleArray(a, range, 2));
        GDALAttributeRelease(a);
        GDALExtendedDataTypeRelease(type);
    }
    GDALMDArrayRelease(array);
    return d;
}

static inline const char *nc_write(const char *name, struct nc_wish w)
{
    static const double months[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    const char *path = scratch_path(name);
    GDALDatasetH dataset =
        GDALCreateMultiDimensional(GDALGetDriverByName("netCDF"), path, NULL, NULL);
    assert_non_null(dataset);
    GDALGroupH root = GDALDatasetGetRootGroup(dataset);
    GDALDimensionH time = NULL;
    if (w.months)
        time = nc_axis(root, "time", "months since 2000-01-01", w.months, months, NULL);
    GDALDimensionH lat =
        nc_axis(root, w.lat_name ? w.lat_name : "lat",
                w.lat_unit ? w.lat_unit : "degrees_north", w.nlat, w.lat, NULL);
    GDALDimensionH lon =
        nc_axis(root, w.lon_name ? w.lon_name : "lon",
                w.lon_unit ? w.lon_unit : "degrees_east", w.nlon, w.lon, w.actual_range);
    GDALDimensionH dimension[3];
    size_t count[3], n = 0;
    if (w.months) {
        dimension[n] = time;
        count[n++] = w.months;
    }
    dimension[n] = w.lon_first ? lon : lat;
    count[n++] = w.lon_first ? w.nlon : w.nlat;
    dimension[n] = w.lon_first ? lat : lon;
    count[n++] = w.lon_first ? w.nlat : w.nlon;
    GDALMDArrayH flux = nc_array(root, "flux", n, dimension, count, w.value);
    if (w.unit)
        nc_text(flux, "units", w.unit);
    GDALMDArrayRelease(flux);
    GDALDimensionRelease(lat);
    GDALDimensionRelease(lon);
    if (time)
        GDALDimensionRelease(time);
    GDALGroupRelease(root);
    GDALClose(dataset);
    return path;
}

#endif
