/* lim-cover.c - a lower bound to hold allocation against: one thread, Float32, polygons
 * valid, within the map and in its degrees, no checks: lim-cover REGIONS PROXY.tif
 * OUT.f32
 *
 * Signed areas under the edges are added up in the window of each polygon (Raph Levien's
 * font-rs), then total * coverage * proxy / sum goes to the cells.  Field `total` of the
 * first layer; the proxy is on the grid already.
 */
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The window of a polygon: bw x bh cells from (x0, y0); a row has two cells more. */
struct window {
    int x0, y0, bw, bh;
    size_t capacity;
    float *sum;
};

struct map {
    double gt[6]; /* geotransform */
    int ncol, nrow;
    float *proxy, *out;
};

/* Between the columns a and b <= bw of a row passes an edge of height d. */
static void add_in_row(float *row, double a, double b, double d)
{
    const int ia = (int)a, ib = (int)ceil(b);
    if (ib <= ia + 1) {
        const double m = 0.5 * (a + b) - ia;
        row[ia] += (float)(d - d * m);
        row[ia + 1] += (float)(d * m);
        return;
    }
    const double s = 1 / (b - a), f0 = a - ia, f1 = b - ib + 1;
    const double first = 0.5 * s * (1 - f0) * (1 - f0), last = 0.5 * s * f1 * f1;
    row[ia] += (float)(d * first);
    if (ib == ia + 2) {
        row[ia + 1] += (float)(d * (1 - first - last));
    } else {
        const double second = s * (1.5 - f0);
        row[ia + 1] += (float)(d * (second - first));
        for (int i = ia + 2; i < ib - 1; i++)
            row[i] += (float)(d * s);
        row[ib - 1] += (float)(d * (1 - (second + (ib - ia - 3) * s) - last));
    }
    row[ib] += (float)(d * last);
}

static void add_edge(struct window *w, double x0, double y0, double x1, double y1)
{
    double turn = 1;
    if (y0 == y1)
        return;
    if (y0 > y1) {
        const double x = x0, y = y0;
        x0 = x1;
        y0 = y1;
        x1 = x;
        y1 = y;
        turn = -1;
    }
    const double slope = (x1 - x0) / (y1 - y0);
    if (y0 < 0) {
        x0 -= y0 * slope;
        y0 = 0;
    }
    double x = x0;
    for (int row = (int)y0; row < w->bh && row < y1; row++) {
        const double top = row > y0 ? row : y0, bottom = row + 1 < y1 ? row + 1 : y1;
        const double height = bottom - top, next = x + slope * height;
        const double a = fmin(w->bw, fmax(0, fmin(x, next)));
        const double b = fmin(w->bw, fmax(0, fmax(x, next)));
        add_in_row(w->sum + (size_t)row * (size_t)(w->bw + 2), a, b, height * turn);
        x = next;
    }
}

static void add_ring(struct window *w, const struct map *m, OGRGeometryH ring, int hole)
{
    const size_t n = (size_t)OGR_G_GetPointCount(ring);
    double *x = malloc(2 * n * sizeof(*x) + 1), *y = x + n, area = 0;
    if (!x)
        exit(1);
    (void)OGR_G_GetPoints(ring, x, sizeof(*x), y, sizeof(*y), NULL, 0);
    for (size_t i = 0; i + 1 < n; i++)
        area += x[i] * y[i + 1] - x[i + 1] * y[i];
    const int back = hole ? area > 0 : area < 0;
    for (size_t i = 0; i + 1 < n; i++) {
        const size_t p = back ? i + 1 : i, q = back ? i : i + 1;
        add_edge(
            w, (x[p] - m->gt[0]) / m->gt[1] - w->x0, (y[p] - m->gt[3]) / m->gt[5] - w->y0,
            (x[q] - m->gt[0]) / m->gt[1] - w->x0, (y[q] - m->gt[3]) / m->gt[5] - w->y0);
    }
    free(x);
}

static void open_window(struct window *w, const struct map *m, OGRGeometryH geometry)
{
    OGREnvelope e;
    OGR_G_GetEnvelope(geometry, &e);
    w->x0 = (int)fmax(0, floor((e.MinX - m->gt[0]) / m->gt[1]));
    w->y0 = (int)fmax(0, floor((e.MaxY - m->gt[3]) / m->gt[5]));
    w->bw = (int)fmin(m->ncol, ceil((e.MaxX - m->gt[0]) / m->gt[1])) - w->x0;
    w->bh = (int)fmin(m->nrow, ceil((e.MinY - m->gt[3]) / m->gt[5])) - w->y0;
    const size_t need = (size_t)(w->bw + 2) * (size_t)w->bh;
    if (!w->sum || need > w->capacity) {
        free(w->sum);
        w->sum = malloc(need * sizeof(*w->sum) + 1);
        w->capacity = need;
        if (!w->sum)
            exit(1);
    }
    memset(w->sum, 0, need * sizeof(*w->sum));
}

/* Turns the window into fractions; the sum of fraction * proxy. */
static double sum_window(const struct window *w, const struct map *m)
{
    double sum = 0;
    for (int y = 0; y < w->bh; y++) {
        float *row = w->sum + (size_t)y * (size_t)(w->bw + 2), part = 0;
        const float *proxy = m->proxy + (size_t)(y + w->y0) * (size_t)m->ncol + w->x0;
        for (int x = 0; x < w->bw; x++) {
            part += row[x];
            row[x] = fabsf(part) < 1e-5F ? 0 : fabsf(part);
            sum += row[x] * proxy[x];
        }
    }
    return sum;
}

static void spread_window(const struct window *w, const struct map *m, double factor)
{
    for (int y = 0; y < w->bh; y++) {
        const float *row = w->sum + (size_t)y * (size_t)(w->bw + 2);
        const size_t first = (size_t)(y + w->y0) * (size_t)m->ncol + (size_t)w->x0;
        for (int x = 0; x < w->bw; x++)
            m->out[first + (size_t)x] +=
                (float)(row[x] * m->proxy[first + (size_t)x] * factor);
    }
}

static void allocate(struct window *w, const struct map *m, OGRGeometryH geometry,
                     double total)
{
    open_window(w, m, geometry);
    for (int i = 0; i < OGR_G_GetGeometryCount(geometry); i++) {
        OGRGeometryH polygon = OGR_G_GetGeometryRef(geometry, i);
        for (int k = 0; k < OGR_G_GetGeometryCount(polygon); k++)
            add_ring(w, m, OGR_G_GetGeometryRef(polygon, k), k > 0);
    }
    const double sum = sum_window(w, m);
    if (sum > 0)
        spread_window(w, m, total / sum);
}

static int open_map(struct map *m, const char *path)
{
    GDALDatasetH file = GDALOpen(path, GA_ReadOnly);
    if (!file || GDALGetGeoTransform(file, m->gt) != CE_None)
        return 0;
    m->ncol = GDALGetRasterXSize(file);
    m->nrow = GDALGetRasterYSize(file);
    const size_t n = (size_t)m->ncol * (size_t)m->nrow;
    m->proxy = malloc(n * sizeof(*m->proxy));
    m->out = calloc(n, sizeof(*m->out));
    return m->proxy && m->out &&
           GDALRasterIO(GDALGetRasterBand(file, 1), GF_Read, 0, 0, m->ncol, m->nrow,
                        m->proxy, m->ncol, m->nrow, GDT_Float32, 0, 0) == CE_None;
}

int main(int argc, char **argv)
{
    struct map m = {0};
    struct window w = {0};
    GDALAllRegister();
    if (argc != 4) {
        fprintf(stderr, "usage: lim-cover REGIONS PROXY.tif OUT.f32\n");
        return 2;
    }
    if (!open_map(&m, argv[2]))
        exit(1);
    GDALDatasetH file = GDALOpenEx(argv[1], GDAL_OF_VECTOR, NULL, NULL, NULL);
    FILE *out = fopen(argv[3], "wb");
    if (!file || !out)
        exit(1);
    OGRFeatureH feature;
    while ((feature = OGR_L_GetNextFeature(GDALDatasetGetLayer(file, 0)))) {
        allocate(&w, &m, OGR_F_GetGeometryRef(feature),
                 OGR_F_GetFieldAsDouble(feature, OGR_F_GetFieldIndex(feature, "total")));
        OGR_F_Destroy(feature);
    }
    const size_t n = (size_t)m.ncol * (size_t)m.nrow;
    const int written = fwrite(m.out, sizeof(*m.out), n, out) == n && fclose(out) == 0;
    free(m.out);
    free(m.proxy);
    free(w.sum);
    GDALClose(file);
    return written ? 0 : 1;
}
