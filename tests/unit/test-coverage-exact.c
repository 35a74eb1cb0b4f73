/* test-coverage-exact.c - coverage against closed forms, on maps of every kind: whole
 * tilings, zones, caps, circles, slivers, the poles and the antimeridian */
#include "cells.h"
#include "check.h"
#include <hotgrid/coverage.h>
#include <hotgrid/crs.h>
#include <hotgrid/geodesy.h>
#include <hotgrid/vector.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const double PI = 3.14159265358979323846;

static char folder[64], path[128];

static struct hg_grid *make(const char *crs, enum hg_grid_kind kind, struct hg_box box,
                            uint32_t ncol, uint32_t nrow)
{
    struct hg_grid_params p = {.kind = kind, .box = box, .ncol = ncol, .nrow = nrow};
    (void)snprintf(p.crs, sizeof(p.crs), "%s", crs);
    struct hg_grid *grid = NULL;
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&p, &grid, &err), err);
    return grid;
}

/* Knuth's MMIX generator: the same numbers everywhere. */
static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) * 0x1p-53;
}

/* ---- a tiling: SIDE x SIDE tiles with jagged borders, each drawn by both neighbours */

enum { SIDE = 7, BENDS = 40, LINE = BENDS + 1, MOST = 4 * LINE };

struct tiling {
    double node[SIDE + 1][SIDE + 1][2];
    double across[SIDE + 1][SIDE][LINE][2]; /* from node (i, j) to (i, j + 1) */
    double along[SIDE][SIDE + 1][LINE][2];  /* from node (i, j) to (i + 1, j) */
    struct hg_shape shape[SIDE * SIDE];
    struct hg_ring ring[SIDE * SIDE];
    char code[SIDE * SIDE][8];
    double x[SIDE * SIDE * MOST], y[SIDE * SIDE * MOST];
    struct hg_shapes shapes;
};

static void bend(uint64_t *seed, const double *from, const double *to, double most,
                 double (*line)[2])
{
    for (int k = 0; k <= BENDS; k++) {
        const double t = (double)k / BENDS;
        const double side = 2 * most * fmin(t, 1 - t) * (draw(seed) - 0.5);
        const double dx = to[0] - from[0], dy = to[1] - from[1];
        line[k][0] = k == BENDS ? to[0] : from[0] + t * dx - side * dy;
        line[k][1] = k == BENDS ? to[1] : from[1] + t * dy + side * dx;
    }
}

static void add_line(struct tiling *t, double (*line)[2], bool back)
{
    for (int k = 0; k < BENDS; k++) {
        const int from = back ? BENDS - k : k;
        t->x[t->shapes.n_vertex] = line[from][0];
        t->y[t->shapes.n_vertex++] = line[from][1];
    }
}

/* Fills box whole; i counts to the east, j to the north. */
static void draw_tiling(struct tiling *t, uint64_t seed, struct hg_box box)
{
    *t = (struct tiling){0};
    const double dx = (box.east - box.west) / SIDE, dy = (box.north - box.south) / SIDE;
    for (int i = 0; i <= SIDE; i++)
        for (int j = 0; j <= SIDE; j++) {
            const bool in_x = i > 0 && i<SIDE, in_y = j> 0 && j < SIDE;
            t->node[i][j][0] = i == SIDE ? box.east : box.west + i * dx;
            t->node[i][j][1] = j == SIDE ? box.north : box.south + j * dy;
            t->node[i][j][0] += in_x ? 0.4 * dx * (draw(&seed) - 0.5) : 0;
            t->node[i][j][1] += in_y ? 0.4 * dy * (draw(&seed) - 0.5) : 0;
        }
    for (int i = 0; i <= SIDE; i++)
        for (int j = 0; j < SIDE; j++)
            bend(&seed, t->node[i][j], t->node[i][j + 1], i > 0 && i < SIDE ? 0.2 : 0,
                 t->across[i][j]);
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j <= SIDE; j++)
            bend(&seed, t->node[i][j], t->node[i + 1][j], j > 0 && j < SIDE ? 0.2 : 0,
                 t->along[i][j]);
    t->shapes = (struct hg_shapes){.shape = t->shape,
                                   .ring = t->ring,
                                   .x = t->x,
                                   .y = t->y,
                                   .lon = t->x,
                                   .lat = t->y};
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++) {
            const size_t s = t->shapes.n_shape++, first = t->shapes.n_vertex;
            (void)snprintf(t->code[s], sizeof(t->code[s]), "t%02d", (int)s);
            add_line(t, t->along[i][j], false);
            add_line(t, t->across[i + 1][j], false);
            add_line(t, t->along[i][j + 1], true);
            add_line(t, t->across[i][j], true);
            t->ring[t->shapes.n_ring++] =
                (struct hg_ring){first, t->shapes.n_vertex - first, false};
            t->shape[s] = (struct hg_shape){
                .code = t->code[s], .name = t->code[s], .first_ring = s, .n_ring = 1};
        }
}

static struct cells *cover(const struct hg_grid *grid, const struct hg_shapes *shapes)
{
    struct hg_error err = {0};
    struct hg_weights *w = NULL;
    assert_ok(hg_cover(grid, shapes, 2, &w, &err), err);
    return cells_of(grid, w);
}

/* The tiles of a whole map, on grids whose steps are no round numbers of its units. */
static void tiles_fill_every_cell_to_a_millionth_of_a_millionth(void **state)
{
    (void)state;
    const struct {
        const char *crs;
        enum hg_grid_kind kind;
        struct hg_box box;
        uint32_t ncol, nrow;
    } map[] = {
        {"EPSG:4326", HG_GRID_LONLAT, {-180, -90, 180, 90}, 720, 360},
        {"EPSG:4326", HG_GRID_LONLAT, {0, -90, 360, 90}, 497, 251},
        {"EPSG:4326", HG_GRID_LONLAT, {-12.3, 34.7, 41.9, 71.2}, 542, 365},
        {"EPSG:6933",
         HG_GRID_EQUAL_AREA,
         {-17367530.4452, -7342230.1365, 17367530.4452, 7342230.1365},
         347,
         147},
        {"+proj=laea +lat_0=-90 +datum=WGS84",
         HG_GRID_EQUAL_AREA,
         {-3e6, -3e6, 3e6, 3e6},
         301,
         299},
        {"+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84",
         HG_GRID_EQUAL_AREA,
         {-2650000, 1850000, 2250000, 5950000},
         49,
         41},
    };
    static struct tiling t;
    for (size_t m = 0; m < sizeof(map) / sizeof(map[0]); m++) {
        struct hg_grid *grid =
            make(map[m].crs, map[m].kind, map[m].box, map[m].ncol, map[m].nrow);
        draw_tiling(&t, m + 1, map[m].box);
        struct cells *w = cover(grid, &t.shapes);
        const size_t n = hg_grid_cells(grid);
        double *sum = calloc(n, sizeof(*sum));
        unsigned char *tiles = calloc(n, 1);
        assert_true(sum && tiles);
        for (size_t i = 0; i < w->first[w->n_shape]; i++) {
            sum[w->cell[i]] += w->fraction[i];
            tiles[w->cell[i]]++;
        }
        size_t two = 0, more = 0;
        for (size_t c = 0; c < n; c++) {
            if (!(fabs(sum[c] - 1) < 1e-12))
                fail_msg("map %zu, cell %zu: %.17g", m, c, sum[c]);
            two += tiles[c] == 2;
            more += tiles[c] > 2;
        }
        assert_true(two > 200);               /* cells of a border */
        assert_true(more >= SIDE * SIDE / 2); /* and of the corners of three or four */
        for (size_t s = 0; s < w->n_shape; s++)
            assert_int_equal(w->n_odd[s], 0);
        free(sum);
        free(tiles);
        cells_destroy(w);
        hg_grid_destroy(grid);
    }
}

/* ---- shapes of files, on maps of any crs */

static const char *polygon_file(const char *coordinates)
{
    (void)snprintf(path, sizeof(path), "%s/shape.geojson", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    (void)fprintf(f,
                  "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                  "\"properties\":{\"id\":\"A\"},\"geometry\":{\"type\":\"Polygon\","
                  "\"coordinates\":[[%s]]}}]}",
                  coordinates);
    assert_int_equal(fclose(f), 0);
    return path;
}

static struct hg_shapes *read_shapes(const char *from, const char *code,
                                     const struct hg_grid *grid)
{
    const struct hg_vector_source source = {.path = from, .code = code};
    struct hg_faults *faults = NULL;
    struct hg_shapes *shapes = NULL;
    struct hg_error err = {0};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_read_shapes(&source, grid, NULL, NULL, faults, &shapes, &err), err);
    assert_ok(hg_faults_status(faults, &err), err);
    hg_faults_destroy(faults);
    return shapes;
}

/* km2 of the cells of a polygon, by its parts of them; the grid ends with it. */
static double covered_km2(const char *coordinates, struct hg_grid *grid)
{
    struct hg_shapes *shapes = read_shapes(polygon_file(coordinates), "id", grid);
    struct cells *w = cover(grid, shapes);
    double sum = 0;
    for (size_t i = 0; i < w->first[1]; i++)
        sum += w->fraction[i] * hg_grid_cell_km2(grid, w->cell[i]);
    cells_destroy(w);
    hg_shapes_destroy(shapes);
    hg_grid_destroy(grid);
    return sum;
}

static struct hg_grid *tenths(double west)
{
    return make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){west, -90, west + 360, 90},
                3600, 1800);
}

static struct hg_grid *ten_km(void)
{
    return make(
        "EPSG:6933", HG_GRID_EQUAL_AREA,
        (struct hg_box){-17367530.4452, -7342230.1365, 17367530.4452, 7342230.1365}, 3474,
        1468);
}

/* Parallels are straight on both maps.  On that of degrees the zone ends at edges of
 * cells, as a part of a cell is one of degrees; the other is equal-area: any will do. */
static void zones_have_the_area_of_the_ellipsoid(void **state)
{
    (void)state;
    const double zone = 360 * hg_zone_km2_per_deg(58, 71);
    const char *tenth = "[-180,58],[180,58],[180,71],[-180,71],[-180,58]";
    assert_near(covered_km2(tenth, tenths(-180)), zone, 1e-11);
    assert_near(covered_km2(tenth, tenths(0)), zone, 1e-11);
    assert_near(covered_km2(tenth, ten_km()), zone, 1e-9);
    const double other = 53.0371 * hg_zone_km2_per_deg(-12.34567, 34.56789);
    const char *any = "[-10.0371,-12.34567],[43,-12.34567],[43,34.56789],"
                      "[-10.0371,34.56789],[-10.0371,-12.34567]";
    assert_near(covered_km2(any, ten_km()), other, 1e-9);
    assert_near(
        covered_km2(any, make("+proj=cea +lon_0=160 +datum=WGS84", HG_GRID_EQUAL_AREA,
                              (struct hg_box){-20037509, -6363886, 20037509, 6363886},
                              1234, 567)),
        other, 1e-9);
    /* The whole Earth, 510065621.724 km2 (WGS 84, computed outside by its formula). */
    assert_near(
        covered_km2("[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]", tenths(-180)),
        510065621.724, 1e-11);
}

/* 4 x 3 degrees across the antimeridian, drawn in two ways. */
static void what_crosses_the_antimeridian_is_whole_on_any_map(void **state)
{
    (void)state;
    const char *drawn[] = {
        "[177.5,-19],[181.5,-19],[181.5,-16],[177.5,-16],[177.5,-19]",
        "[177.5,-19],[-178.5,-19],[-178.5,-16],[177.5,-16],[177.5,-19]"};
    const double fiji = 4 * hg_zone_km2_per_deg(-19, -16);
    for (size_t i = 0; i < 2; i++) {
        assert_near(covered_km2(drawn[i], tenths(-180)), fiji, 1e-11);
        assert_near(covered_km2(drawn[i], tenths(0)), fiji, 1e-11);
        assert_near(covered_km2(drawn[i], ten_km()), fiji, 1e-9);
        assert_near(
            covered_km2(drawn[i],
                        make("+proj=cea +lon_0=179 +datum=WGS84", HG_GRID_EQUAL_AREA,
                             (struct hg_box){-5e5, -3e6, 5e5, -1e6}, 333, 111)),
            fiji, 1e-9);
    }
}

/* A ring around the pole.  On an equal-area map of the pole it is a regular polygon of n
 * vertices, whose part of the cap is that of a circle: n sin(2 pi / n) / (2 pi). */
static void caps_around_a_pole_are_whole(void **state)
{
    (void)state;
    enum { N = 720 };
    static char text[N * 32];
    size_t at = 0;
    for (int i = 0; i <= N; i++)
        at += (size_t)snprintf(text + at, sizeof(text) - at, "%s[%.10g,-70]",
                               i ? "," : "", i % N * 0.5 - (i % N > N / 2 ? 360 : 0));
    const double cap = 360 * hg_zone_km2_per_deg(-90, -70);
    assert_near(covered_km2(text, tenths(-180)), cap, 1e-11);
    assert_near(covered_km2(text, tenths(0)), cap, 1e-11);
    assert_near(covered_km2(text, ten_km()), cap, 1e-9);
    assert_near(
        covered_km2(text, make("+proj=laea +lat_0=-90 +datum=WGS84", HG_GRID_EQUAL_AREA,
                               (struct hg_box){-4e6, -4e6, 4e6, 4e6}, 801, 799)),
        cap * N * sin(2 * PI / N) / (2 * PI), 1e-9);
}

/* All regions of the world, which Russia and Fiji are among, have the same parts of the
 * same cells whether the map begins at 180 W or at Greenwich. */
static void the_world_is_the_same_wherever_its_map_begins(void **state)
{
    (void)state;
    const char *data = getenv("HOTGRID_DATA");
    if (!data) {
        print_message("HOTGRID_DATA is not set\n");
        skip();
    }
    char regions[512];
    (void)snprintf(regions, sizeof(regions), "%s/world-2011/regions.gpkg", data);
    struct hg_grid *grid[2] = {
        make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, 720, 360),
        make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){0, -90, 360, 90}, 720, 360)};
    struct hg_shapes *shapes[2];
    struct cells *w[2];
    static double part[2][720 * 360];
    for (int g = 0; g < 2; g++) {
        shapes[g] = read_shapes(regions, "region", grid[g]);
        w[g] = cover(grid[g], shapes[g]);
    }
    assert_int_equal(shapes[0]->n_shape, shapes[1]->n_shape);
    for (size_t s = 0; s < shapes[0]->n_shape; s++) {
        memset(part, 0, sizeof(part));
        for (int g = 0; g < 2; g++)
            for (size_t i = w[g]->first[s]; i < w[g]->first[s + 1]; i++) {
                const uint32_t row = w[g]->cell[i] / 720, col = w[g]->cell[i] % 720;
                part[g][row * 720 + (col + (g ? 360 : 0)) % 720] = w[g]->fraction[i];
            }
        for (size_t c = 0; c < (size_t)720 * 360; c++)
            if (!(fabs(part[0][c] - part[1][c]) < 2e-12))
                fail_msg("%s, cell %zu: %.17g and %.17g", shapes[0]->shape[s].code, c,
                         part[0][c], part[1][c]);
    }
    for (int g = 0; g < 2; g++) {
        cells_destroy(w[g]);
        hg_shapes_destroy(shapes[g]);
        hg_grid_destroy(grid[g]);
    }
}

/* ---- figures drawn by hand */

static struct hg_shape one_shape = {.code = "A", .name = "A", .n_ring = 1};

/* Sum of the parts, in cells. */
static double covered_cells(const struct hg_grid *grid, size_t n, double *x, double *y,
                            double *largest)
{
    struct hg_ring ring = {0, n, false};
    const struct hg_shapes shapes = {.n_shape = 1,
                                     .n_ring = 1,
                                     .n_vertex = n,
                                     .shape = &one_shape,
                                     .ring = &ring,
                                     .x = x,
                                     .y = y,
                                     .lon = x,
                                     .lat = y};
    struct cells *w = cover(grid, &shapes);
    double sum = 0;
    *largest = 0;
    for (size_t i = 0; i < w->first[1]; i++) {
        sum += w->fraction[i];
        *largest = fmax(*largest, w->fraction[i]);
    }
    cells_destroy(w);
    return sum;
}

/* A regular polygon of n vertices has n / 2 r^2 sin(2 pi / n). */
static void circles_have_the_area_of_their_polygon(void **state)
{
    (void)state;
    static double x[100000], y[100000];
    struct hg_grid *grid = make("EPSG:6933", HG_GRID_EQUAL_AREA,
                                (struct hg_box){-100, -100, 100, 100}, 731, 977);
    const double cell = 200.0 / 731 * (200.0 / 977);
    for (size_t n = 3; n <= 100000; n = 5 * n + 1) {
        double largest;
        for (size_t i = 0; i < n; i++) {
            x[i] = 3.21 + 87.6 * cos(2 * PI * (double)i / (double)n);
            y[i] = -1.23 + 87.6 * sin(2 * PI * (double)i / (double)n);
        }
        const double area = (double)n / 2 * 87.6 * 87.6 * sin(2 * PI / (double)n);
        assert_near(covered_cells(grid, n, x, y, &largest) * cell, area, 1e-11);
        assert_true(largest == 1);
    }
    hg_grid_destroy(grid);
}

/* A border of 200000 vertices is walked by several tasks, a hole in it by one of them:
 * their bits do not tell how many threads there were. */
static void long_borders_have_the_same_bits_on_any_number_of_threads(void **state)
{
    (void)state;
    enum { N = 200000, HOLE = 1000 };
    static double x[N + HOLE], y[N + HOLE];
    struct hg_grid *grid = make("EPSG:6933", HG_GRID_EQUAL_AREA,
                                (struct hg_box){-100, -100, 100, 100}, 731, 977);
    uint64_t seed = 4;
    for (int i = 0; i < N; i++) {
        const double r = 80 + draw(&seed);
        x[i] = r * cos(2 * PI * i / N);
        y[i] = r * sin(2 * PI * i / N);
    }
    for (int i = 0; i < HOLE; i++) {
        x[N + i] = 10 * cos(-2 * PI * i / HOLE);
        y[N + i] = 10 * sin(-2 * PI * i / HOLE);
    }
    struct hg_ring ring[2] = {{0, N, false}, {N, HOLE, false}};
    struct hg_shape shape = {.code = "A", .name = "A", .n_ring = 2};
    const struct hg_shapes shapes = {.n_shape = 1,
                                     .n_ring = 2,
                                     .n_vertex = N + HOLE,
                                     .shape = &shape,
                                     .ring = ring,
                                     .x = x,
                                     .y = y,
                                     .lon = x,
                                     .lat = y};
    double twice = 0, sum = 0;
    for (int r = 0; r < 2; r++)
        for (size_t i = 0; i < ring[r].count; i++) {
            const size_t a = ring[r].first + i;
            const size_t b = ring[r].first + (i + 1) % ring[r].count;
            twice += x[a] * y[b] - x[b] * y[a];
        }
    struct hg_error err = {0};
    struct hg_weights *one = NULL;
    assert_ok(hg_cover(grid, &shapes, 1, &one, &err), err);
    for (size_t i = 0; i < one->first[1]; i++)
        sum += one->run[i].n * one->run[i].fraction;
    assert_near(sum * (200.0 / 731 * (200.0 / 977)), twice / 2, 1e-11);
    for (unsigned threads = 2; threads <= 8; threads += 3) {
        struct hg_weights *w = NULL;
        assert_ok(hg_cover(grid, &shapes, threads, &w, &err), err);
        assert_int_equal(w->first[1], one->first[1]);
        assert_memory_equal(w->run, one->run, w->first[1] * sizeof(*w->run));
        hg_weights_destroy(w);
    }
    hg_weights_destroy(one);
    hg_grid_destroy(grid);
}

/* A band 1e-9 of a cell wide across 600 cells, in all directions.  Its area is that of
 * the vertices as they stand in memory, to what a double can say of them. */
static void slivers_keep_their_area_in_any_direction(void **state)
{
    (void)state;
    struct hg_grid *grid = make("EPSG:6933", HG_GRID_EQUAL_AREA,
                                (struct hg_box){-512, -512, 512, 512}, 1024, 1024);
    for (int k = 0; k < 360; k++) {
        const double angle = 2 * PI * k / 360, c = cos(angle), s = sin(angle);
        const double half = 5e-10, length = 300;
        double x[4] = {-length * c + half * s, length * c + half * s,
                       length * c - half * s, -length * c - half * s};
        double y[4] = {-length * s - half * c, length * s - half * c,
                       length * s + half * c, -length * s + half * c};
        double twice = 0, largest;
        for (int i = 0; i < 4; i++)
            twice += (x[i] - x[0]) * (y[(i + 1) % 4] - y[0]) -
                     (x[(i + 1) % 4] - x[0]) * (y[i] - y[0]);
        const double sum = covered_cells(grid, 4, x, y, &largest);
        assert_near(twice / 2, 600e-9, 1e-3); /* the figure is drawn as meant */
        if (!(fabs(sum - twice / 2) < 600e-9 * 1e-4))
            fail_msg("%d degrees: %.17g, not %.17g", k, sum, twice / 2);
        assert_true(largest < 2e-9);
    }
    hg_grid_destroy(grid);
}

/* Polygons between decimal tenths cover whole cells and touch no others, though few of
 * the tenths are numbers of the machine. */
static void boxes_of_decimal_tenths_cover_whole_cells(void **state)
{
    (void)state;
    struct hg_grid *grid = tenths(-180);
    uint64_t seed = 9;
    for (int k = 0; k < 2000; k++) {
        char text[64];
        int edge[4]; /* west, east, south, north, in tenths */
        edge[0] = (int)(3599 * draw(&seed)) - 1800;
        edge[1] = edge[0] + 1 + (int)(fmin(40, 1800 - edge[0] - 1) * draw(&seed));
        edge[2] = (int)(1799 * draw(&seed)) - 900;
        edge[3] = edge[2] + 1 + (int)(fmin(40, 900 - edge[2] - 1) * draw(&seed));
        double value[4], largest;
        for (int i = 0; i < 4; i++) {
            (void)snprintf(text, sizeof(text), "%s%d.%d", edge[i] < 0 ? "-" : "",
                           abs(edge[i]) / 10, abs(edge[i]) % 10);
            value[i] = strtod(text, NULL);
        }
        double x[4] = {value[0], value[1], value[1], value[0]};
        double y[4] = {value[2], value[2], value[3], value[3]};
        struct hg_ring ring = {0, 4, false};
        const struct hg_shapes shapes = {.n_shape = 1,
                                         .n_ring = 1,
                                         .n_vertex = 4,
                                         .shape = &one_shape,
                                         .ring = &ring,
                                         .x = x,
                                         .y = y,
                                         .lon = x,
                                         .lat = y};
        struct cells *w = cover(grid, &shapes);
        assert_int_equal(w->first[1], (edge[1] - edge[0]) * (edge[3] - edge[2]));
        for (size_t i = 0; i < w->first[1]; i++)
            assert_true(w->fraction[i] > 1 - 1e-12);
        cells_destroy(w);
        assert_near(covered_cells(grid, 4, x, y, &largest),
                    (double)(edge[1] - edge[0]) * (edge[3] - edge[2]), 1e-12);
    }
    hg_grid_destroy(grid);
}

static int start(void **state)
{
    (void)state;
    hg_io_start();
    strcpy(folder, "/tmp/hotgrid-exact-XXXXXX");
    return mkdtemp(folder) ? 0 : 1;
}

static int finish(void **state)
{
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf %s", folder);
    hg_io_finish();
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiles_fill_every_cell_to_a_millionth_of_a_millionth),
        cmocka_unit_test(zones_have_the_area_of_the_ellipsoid),
        cmocka_unit_test(what_crosses_the_antimeridian_is_whole_on_any_map),
        cmocka_unit_test(caps_around_a_pole_are_whole),
        cmocka_unit_test(the_world_is_the_same_wherever_its_map_begins),
        cmocka_unit_test(circles_have_the_area_of_their_polygon),
        cmocka_unit_test(long_borders_have_the_same_bits_on_any_number_of_threads),
        cmocka_unit_test(slivers_keep_their_area_in_any_direction),
        cmocka_unit_test(boxes_of_decimal_tenths_cover_whole_cells),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
