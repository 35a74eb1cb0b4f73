/* lim-regrid.c - a lower bound to hold regridding against: one thread, the raster whole
 * in memory, no missing values, no checks: lim-regrid RASTER.tif OUT.f32 degrees|albers K
 *
 * For one raster: 1/120 degree, 73 to 135 E and 18 to 54 N.  To 0.1 degree: blocks of 12
 * x 12 pixels.  To Albers cells of 10 km (620 x 520, 25, 47; 36 N 105 E): each of K x K
 * places in a pixel goes to the cell that has it (Snyder 1987, eqs. 14-1 to 14-6), which
 * is not exact.
 */
#include <gdal.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double DEGREE = 0.017453292519943295, E2 = 0.0066943799901413165;
enum { NCOL = 620, BLOCK = 12 };

static double q_of(double lat)
{
    const double e = sqrt(E2), s = sin(lat * DEGREE);
    return (1 - E2) * (s / (1 - E2 * s * s) + atanh(e * s) / e);
}

static double m_squared(double lat)
{
    const double c = cos(lat * DEGREE), s = sin(lat * DEGREE);
    return c * c / (1 - E2 * s * s);
}

static void sum_blocks(const float *value, int ncol, int nrow, double *out)
{
    for (int row = 0; row < nrow; row++)
        for (int col = 0; col < NCOL; col++) {
            const float *v = value + (size_t)row * (size_t)ncol + (size_t)col * BLOCK;
            float sum = 0;
            for (int k = 0; k < BLOCK; k++)
                sum += v[k];
            out[(size_t)(row / BLOCK) * NCOL + (size_t)col] += (double)sum;
        }
}

/* Places of one row of pixels: K a pixel. */
static void bin_row(const float *value, int n, int k, float rho, float middle,
                    const float *sine, const float *cosine, double *out)
{
    for (int i = 0; i < n * k; i++) {
        const float x = rho * sine[i] + 310, y = middle + rho * cosine[i];
        const int col = (int)x, row = (int)y;
        if (x >= 0 && y >= 0 && col < NCOL && row < 520)
            out[(size_t)row * NCOL + (size_t)col] += (double)value[i / k];
    }
}

static void bin_places(const float *value, int ncol, int nrow, int k, const double gt[6],
                       double *out)
{
    const double n = (m_squared(25) - m_squared(47)) / (q_of(47) - q_of(25));
    const double c = m_squared(25) + n * q_of(25), a = 6378137;
    const double rho0 = a * sqrt(c - n * q_of(36)) / n;
    float *sine = malloc((size_t)ncol * (size_t)k * sizeof(float));
    float *cosine = malloc((size_t)ncol * (size_t)k * sizeof(float));
    for (int i = 0; sine && cosine && i < ncol * k; i++) {
        const double theta = n * (gt[0] + (i + 0.5) / k * gt[1] - 105) * DEGREE;
        sine[i] = (float)sin(theta);
        cosine[i] = (float)cos(theta);
    }
    for (int j = 0; sine && cosine && j < nrow * k; j++) {
        const double rho = a * sqrt(c - n * q_of(gt[3] + (j + 0.5) / k * gt[5])) / n;
        bin_row(value + (size_t)(j / k) * (size_t)ncol, ncol, k, (float)(rho / 1e4),
                (float)((2600000 - rho0) / 1e4), sine, cosine, out);
    }
    for (size_t i = 0; i < (size_t)NCOL * 520; i++)
        out[i] /= k * k;
    free(sine);
    free(cosine);
}

int main(int argc, char **argv)
{
    GDALAllRegister();
    GDALDatasetH raster = argc == 5 ? GDALOpen(argv[1], GA_ReadOnly) : NULL;
    if (!raster)
        return 2;
    const int ncol = GDALGetRasterXSize(raster), nrow = GDALGetRasterYSize(raster);
    const int degrees = strcmp(argv[3], "degrees") == 0;
    const size_t cells = (size_t)NCOL * (degrees ? 360 : 520);
    double gt[6], *out = calloc(cells, sizeof(*out));
    float *value = malloc((size_t)ncol * (size_t)nrow * sizeof(*value));
    float *single = calloc(cells, sizeof(*single));
    int written = 0;
    const int good = out && value && single &&
                     GDALGetGeoTransform(raster, gt) == CE_None &&
                     GDALRasterIO(GDALGetRasterBand(raster, 1), GF_Read, 0, 0, ncol, nrow,
                                  value, ncol, nrow, GDT_Float32, 0, 0) == CE_None;
    if (good && degrees)
        sum_blocks(value, ncol, nrow, out);
    else if (good)
        bin_places(value, ncol, nrow, (int)strtol(argv[4], NULL, 10), gt, out);
    for (size_t i = 0; good && i < cells; i++)
        single[i] = (float)out[i];
    FILE *file = good ? fopen(argv[2], "wb") : NULL;
    if (file)
        written = fwrite(single, sizeof(*single), cells, file) == cells;
    free(out);
    free(value);
    free(single);
    GDALClose(raster);
    return file && fclose(file) == 0 && written ? 0 : 1;
}
