/* cell_areas.c - areas of the cells of a grid whose projection is not equal-area
 *
 * By Green's theorem the area of a cell is the integral of Z(lat) d(lon) around it, where
 * Z is the area of the zone from the equator to lat, per degree of longitude, on the
 * ellipsoid.  Each side of a cell is a curve in longitude and latitude: a polynomial of
 * degree 4 through five of its points, right to the sixth power of the size of the cell
 * by that of the Earth.  Sides are shared, so that areas of neighbours add up.
 */
#include <hotgrid/crs.h>
#include <hotgrid/geodesy.h>
#include <math.h>
#include <stdlib.h>

enum { NODES = 5, INNER = NODES - 2 };

/* The integral of p q' over 0..1 is the sum of p_i q_j pair[i][j] for polynomials of
 * degree 4 with these values at 0, 1/4 .. 1. */
struct side_rule {
    double pair[NODES][NODES];
};

/* Lagrange polynomial i of the nodes and its derivative at t. */
static double lagrange(int i, double t)
{
    double value = 1;
    for (int k = 0; k < NODES; k++)
        if (k != i)
            value *= (4 * t - k) / (i - k);
    return value;
}

static double lagrange_slope(int i, double t)
{
    double sum = 0;
    for (int m = 0; m < NODES; m++) {
        if (m == i)
            continue;
        double value = 4.0 / (i - m);
        for (int k = 0; k < NODES; k++)
            if (k != i && k != m)
                value *= (4 * t - k) / (i - k);
        sum += value;
    }
    return sum;
}

/* Gauss-Legendre with four points is exact to degree 7 (Abramowitz and Stegun 25.4.30).
 */
static struct side_rule make_rule(void)
{
    static const double place[] = {0.339981043584856, 0.861136311594053};
    static const double weight[] = {0.652145154862546, 0.347854845137454};
    struct side_rule rule = {0};
    for (int i = 0; i < NODES; i++)
        for (int j = 0; j < NODES; j++)
            for (int g = 0; g < 4; g++) {
                const double t = (1 + (g % 2 ? -1 : 1) * place[g / 2]) / 2;
                rule.pair[i][j] +=
                    weight[g / 2] / 2 * lagrange(i, t) * lagrange_slope(j, t);
            }
    return rule;
}

/* Points of the sides of a row of cells, as longitude and latitude. */
struct row_sides {
    const struct hg_grid_params *p;
    struct hg_transform to_lonlat;
    struct side_rule rule;
    double dx, dy;
    double *lon[2], *lat[2];     /* upper and lower edge: [4 * ncol + 1] */
    double *side_lon, *side_lat; /* [(ncol + 1) * INNER], from north to south */
};

static void find_edge(struct row_sides *s, uint32_t row, int which)
{
    const size_t n = 4 * (size_t)s->p->ncol + 1;
    for (size_t i = 0; i < n; i++) {
        s->lon[which][i] = s->p->box.west + (double)i / 4 * s->dx;
        s->lat[which][i] = s->p->box.north - row * s->dy;
    }
    hg_transform_apply(&s->to_lonlat, n, s->lon[which], s->lat[which]);
}

static void find_sides(struct row_sides *s, uint32_t row)
{
    const size_t n = ((size_t)s->p->ncol + 1) * INNER;
    for (size_t i = 0; i < n; i++) {
        const size_t col = i / INNER, node = i % INNER + 1;
        s->side_lon[i] = s->p->box.west + (double)col * s->dx;
        s->side_lat[i] = s->p->box.north - (row + (double)node / (NODES - 1)) * s->dy;
    }
    hg_transform_apply(&s->to_lonlat, n, s->side_lon, s->side_lat);
}

/* Integral of Z d(lon) along a side; *turn grows by its difference in longitude, *widest
 * becomes the largest such step. */
static double along(const struct side_rule *rule, const double lon[NODES],
                    const double lat[NODES], double *turn, double *widest)
{
    double zone[NODES], east[NODES] = {0}, sum = 0;
    for (int i = 0; i < NODES; i++)
        zone[i] = hg_zone_km2_per_deg(0, lat[i]);
    for (int i = 1; i < NODES; i++) {
        const double d = lon[i] - lon[i - 1];
        east[i] = east[i - 1] + (d - 360 * round(d / 360));
    }
    for (int i = 0; i < NODES; i++)
        for (int j = 0; j < NODES; j++)
            sum += zone[i] * east[j] * rule->pair[i][j];
    *turn += east[NODES - 1];
    *widest = fmax(*widest, fabs(east[NODES - 1]));
    return sum;
}

/* Sides of a cell, clockwise from its north-western corner. */
static void gather(const struct row_sides *s, uint32_t col, double lon[4][NODES],
                   double lat[4][NODES])
{
    const size_t first = 4 * (size_t)col;
    for (size_t i = 0; i < NODES; i++) {
        const size_t back = NODES - 1 - i;
        lon[0][i] = s->lon[0][first + i];
        lat[0][i] = s->lat[0][first + i];
        lon[2][i] = s->lon[1][first + back];
        lat[2][i] = s->lat[1][first + back];
        if (i == 0 || i == NODES - 1)
            continue;
        const size_t east = ((size_t)col + 1) * INNER, west = (size_t)col * INNER;
        lon[1][i] = s->side_lon[east + i - 1];
        lat[1][i] = s->side_lat[east + i - 1];
        lon[3][i] = s->side_lon[west + back - 1];
        lat[3][i] = s->side_lat[west + back - 1];
    }
    for (size_t k = 0; k < 4; k += 2) {
        lon[k + 1][0] = lon[k][NODES - 1];
        lat[k + 1][0] = lat[k][NODES - 1];
    }
    lon[1][NODES - 1] = lon[2][0];
    lat[1][NODES - 1] = lat[2][0];
    lon[3][NODES - 1] = lon[0][0];
    lat[3][NODES - 1] = lat[0][0];
}

/* Near a pole longitudes turn too fast for a polynomial: a polygon of many geodesics. */
static double polar_km2(struct row_sides *s, uint32_t row, uint32_t col)
{
    enum { PARTS = 256 };
    double x[4 * PARTS], y[4 * PARTS];
    const double west = s->p->box.west + col * s->dx;
    const double north = s->p->box.north - row * s->dy;
    for (int i = 0; i < PARTS; i++) {
        const double t = (double)i / PARTS;
        const double east[4] = {t, 1, 1 - t, 0}, south[4] = {0, t, 1, 1 - t};
        for (int k = 0; k < 4; k++) {
            x[k * PARTS + i] = west + east[k] * s->dx;
            y[k * PARTS + i] = north - south[k] * s->dy;
        }
    }
    hg_transform_apply(&s->to_lonlat, (size_t)4 * PARTS, x, y);
    return hg_geodesic_ring_km2((size_t)4 * PARTS, x, y);
}

static double cell_km2(struct row_sides *s, uint32_t row, uint32_t col)
{
    double lon[4][NODES], lat[4][NODES], turn = 0, widest = 0, sum = 0;
    gather(s, col, lon, lat);
    for (int k = 0; k < 4; k++)
        sum += along(&s->rule, lon[k], lat[k], &turn, &widest);
    if (!isfinite(sum)) /* not all of it is on the map */
        return s->dx * s->dy * 1e-6;
    if (fabs(turn) > 180 || widest > 5)
        return polar_km2(s, row, col);
    return fabs(sum);
}

static void fill_areas(struct row_sides *s, double *km2)
{
    find_edge(s, 0, 1);
    for (uint32_t row = 0; row < s->p->nrow; row++) {
        double *lon = s->lon[0], *lat = s->lat[0];
        s->lon[0] = s->lon[1];
        s->lat[0] = s->lat[1];
        s->lon[1] = lon;
        s->lat[1] = lat;
        find_edge(s, row + 1, 1);
        find_sides(s, row);
        for (uint32_t col = 0; col < s->p->ncol; col++)
            km2[(size_t)row * s->p->ncol + col] = cell_km2(s, row, col);
    }
}

enum hg_status hg_crs_measure(struct hg_grid *grid, struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    if (p->kind != HG_GRID_PROJECTED)
        return HG_OK;
    const size_t n = 4 * (size_t)p->ncol + 1;
    struct row_sides s = {.p = p,
                          .rule = make_rule(),
                          .dx = (p->box.east - p->box.west) / p->ncol,
                          .dy = (p->box.north - p->box.south) / p->nrow};
    double *km2 = calloc(hg_grid_cells(grid), sizeof(*km2));
    for (int k = 0; k < 2; k++) {
        s.lon[k] = calloc(n, sizeof(double));
        s.lat[k] = calloc(n, sizeof(double));
    }
    s.side_lon = calloc(((size_t)p->ncol + 1) * INNER, sizeof(double));
    s.side_lat = calloc(((size_t)p->ncol + 1) * INNER, sizeof(double));
    enum hg_status status = HG_OK;
    if (!km2 || !s.lon[0] || !s.lon[1] || !s.lat[0] || !s.lat[1] || !s.side_lon ||
        !s.side_lat) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the areas of %zu cells",
                         hg_grid_cells(grid));
        goto done;
    }
    status = hg_crs_to_lonlat(grid, &s.to_lonlat, err);
    if (status == HG_OK) {
        fill_areas(&s, km2);
        hg_grid_set_areas(grid, km2);
        km2 = NULL; /* now the grid's */
    }
done:
    for (int k = 0; k < 2; k++) {
        free(s.lon[k]);
        free(s.lat[k]);
    }
    free(s.side_lon);
    free(s.side_lat);
    free(km2);
    hg_transform_finish(&s.to_lonlat);
    return status;
}
