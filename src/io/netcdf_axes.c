/* netcdf_axes.c - where a netCDF variable lies, by its own latitudes and longitudes */
#include "io/netcdf_axes.h"
#include "io/gdal.h"
#include <cpl_error.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum kind { OTHER, LATITUDE, LONGITUDE };

/* A dimension of the variable with its coordinates. */
struct axis {
    enum kind kind;
    size_t n;
    double *centre;
};

/* Rounding of coordinates that are stored as floats, and of those that people round. */
static double slack(double largest, double step)
{
    return fmax(2 * FLT_EPSILON * largest, 1e-3 * fabs(step));
}

/* Whole parts of a turn or of a degree are meant: 0.1 and not 0.099999998. */
static double plain_step(double step, size_t n, double most)
{
    const double size = fabs(step), by_turn = 360 / (double)n, by_half = 180 / (double)n;
    const double parts = round(1 / size);
    double plain = size;
    if (fabs(by_turn - size) * (double)n <= most)
        plain = by_turn;
    else if (fabs(by_half - size) * (double)n <= most)
        plain = by_half;
    else if (parts >= 1 && fabs(1 / parts - size) * (double)n <= most)
        plain = 1 / parts;
    return copysign(plain, step);
}

bool io_axis_edges(const double *centre, size_t n, double *edge, double *step)
{
    if (n < 2)
        return false;
    const double mean = (centre[n - 1] - centre[0]) / (double)(n - 1);
    const double most = slack(fmax(fabs(centre[0]), fabs(centre[n - 1])), mean);
    if (!isfinite(mean) || mean == 0 || most > 0.1 * fabs(mean))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!(fabs(centre[i] - (centre[0] + (double)i * mean)) <= most))
            return false;
    *step = plain_step(mean, n, 2 * most);
    /* In half steps from 0, where they are that but for rounding. */
    const double first = centre[0] - *step / 2, halves = round(2 * first / *step);
    *edge = fabs(halves * *step / 2 - first) <= 2 * most ? halves * *step / 2 : first;
    return true;
}

static bool is_one_of(const char *text, const char *const *word, size_t n)
{
    for (size_t i = 0; text && i < n; i++)
        if (strcmp(text, word[i]) == 0)
            return true;
    return false;
}

/* CF 1.8, 4.1 and 4.2; without units, by the name. */
static enum kind kind_of(GDALMDArrayH coordinates)
{
    static const char *const north[] = {"degrees_north", "degree_north", "degree_N",
                                        "degrees_N",     "degreeN",      "degreesN",
                                        "latitude",      "lat",          "Latitude"};
    static const char *const east[] = {"degrees_east", "degree_east", "degree_E",
                                       "degrees_E",    "degreeE",     "degreesE",
                                       "longitude",    "lon",         "Longitude"};
    const size_t units = 6, n = sizeof(north) / sizeof(north[0]);
    const char *unit = GDALMDArrayGetUnit(coordinates);
    const char *name = GDALMDArrayGetName(coordinates);
    const bool says = unit && unit[0] != '\0';
    const bool degrees = !says || strncmp(unit, "degree", 6) == 0;
    if (is_one_of(unit, north, units) ||
        (degrees && is_one_of(name, north + units, n - units)))
        return LATITUDE;
    if (is_one_of(unit, east, units) ||
        (degrees && is_one_of(name, east + units, n - units)))
        return LONGITUDE;
    return OTHER;
}

static bool read_axis(GDALDimensionH dimension, struct axis *axis)
{
    GDALMDArrayH coordinates = GDALDimensionGetIndexingVariable(dimension);
    if (!coordinates)
        return true;
    bool ok = true;
    const GUInt64 n = GDALDimensionGetSize(dimension);
    axis->kind = kind_of(coordinates);
    if (axis->kind != OTHER && n > 0 && n <= 65536 &&
        GDALMDArrayGetDimensionCount(coordinates) == 1) {
        GDALExtendedDataTypeH type = GDALExtendedDataTypeCreate(GDT_Float64);
        const GUInt64 start = 0;
        const size_t count = (size_t)n;
        axis->n = count;
        axis->centre = calloc(count, sizeof(*axis->centre));
        ok = axis->centre && type &&
             GDALMDArrayRead(coordinates, &start, &count, NULL, NULL, type, axis->centre,
                             NULL, 0);
        GDALExtendedDataTypeRelease(type);
    }
    GDALMDArrayRelease(coordinates);
    return ok;
}

/* The last two dimensions of the variable; false without memory or when reading fails. */
static bool read_axes(GDALMDArrayH array, struct axis *y, struct axis *x)
{
    size_t n = 0;
    GDALDimensionH *dimension = GDALMDArrayGetDimensions(array, &n);
    const bool ok =
        n < 2 || (read_axis(dimension[n - 2], y) && read_axis(dimension[n - 1], x));
    GDALReleaseDimensions(dimension, n);
    return ok;
}

static enum hg_status refuse(const char *path, const char *variable, const char *what,
                             const struct axis *axis, struct hg_error *err)
{
    const double *c = axis->centre;
    size_t worst = 0;
    double most = 0;
    for (size_t i = 2; i < axis->n; i++) {
        const double bend = fabs(c[i] - 2 * c[i - 1] + c[i - 2]);
        if (!(bend <= most)) { /* NaN too */
            most = bend;
            worst = i;
        }
    }
    if (axis->n < 3)
        return hg_fail(err, HG_E_INPUT, "%s: variable %s has only %zu %s", path, variable,
                       axis->n, what);
    return hg_fail(
        err, HG_E_INPUT,
        "%s: the %s of variable %s are not evenly spaced (near %.10g); bring it "
        "onto a regular grid first, so that its mass stays (cdo remapcon)",
        path, what, variable, c[worst]);
}

static enum hg_status place(const char *path, const char *variable, struct axis *y,
                            struct axis *x, struct hg_raster *raster, bool *found,
                            struct hg_error *err)
{
    if (y->kind == LONGITUDE && x->kind == LATITUDE)
        return hg_fail(err, HG_E_INPUT,
                       "%s: variable %s runs along latitudes first; turn its dimensions "
                       "round (ncpdq -a lat,lon)",
                       path, variable);
    if (y->kind != LATITUDE || x->kind != LONGITUDE || !y->centre || !x->centre ||
        x->n != raster->ncol || y->n != raster->nrow)
        return HG_OK;
    double x0, dx, y0, dy;
    if (!io_axis_edges(x->centre, x->n, &x0, &dx))
        return refuse(path, variable, "longitudes", x, err);
    if (!io_axis_edges(y->centre, y->n, &y0, &dy))
        return refuse(path, variable, "latitudes", y, err);
    raster->x0 = x0;
    raster->dx = dx;
    raster->y0 = dy > 0 ? y0 + dy * (double)y->n : y0;
    raster->dy = -fabs(dy);
    *found = true;
    return HG_OK;
}

enum hg_status io_netcdf_axes(const char *path, const char *variable,
                              struct hg_raster *raster, bool *found, struct hg_error *err)
{
    static const char *const drivers[] = {"netCDF", NULL};
    struct axis x = {0}, y = {0};
    enum hg_status status = HG_OK;
    GDALDatasetH dataset =
        GDALOpenEx(path, GDAL_OF_MULTIDIM_RASTER | GDAL_OF_READONLY, drivers, NULL, NULL);
    GDALGroupH root = dataset ? GDALDatasetGetRootGroup(dataset) : NULL;
    GDALMDArrayH array = root ? GDALGroupOpenMDArray(root, variable, NULL) : NULL;
    *found = false;
    if (array && !read_axes(array, &y, &x))
        status = hg_fail(err, HG_E_INPUT, "%s: the coordinates of %s cannot be read: %s",
                         path, variable, io_gdal_message());
    else if (array)
        status = place(path, variable, &y, &x, raster, found, err);
    free(x.centre);
    free(y.centre);
    if (array)
        GDALMDArrayRelease(array);
    if (root)
        GDALGroupRelease(root);
    if (dataset)
        GDALClose(dataset);
    CPLErrorReset();
    return status;
}
