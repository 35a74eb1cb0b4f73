/* test-cut_lines.c - lengths of lines in cells against closed forms and other tools */
#include "check.h"

#include "alloc.h"
#include "toy_earth.h"
#include <hotgrid/geodesy.h>
#include <stdio.h>

static struct toy_earth earth;

/* One degree from 8 E to 24 E and 36 N to 44 N. */
static const struct hg_grid_params degrees = {.crs = "EPSG:4326",
                                              .kind = HG_GRID_LONLAT,
                                              .box = {8, 36, 24, 44},
                                              .ncol = 16,
                                              .nrow = 8};

static void one_line(size_t n, const double *lonlat)
{
    earth_start(&earth);
    earth_shape(&earth, "A");
    earth_ring(&earth, true, n, lonlat);
}

/* km of one degree of longitude: a cos(lat) / sqrt(1 - e^2 sin(lat)^2), by Python:
 * 6378.137 cos 40 / sqrt(1 - 0.0066943799901413165 sin^2 40) pi / 180. */
static const double DEGREE_AT_40 = 85.39385695861843;

static void
a_line_between_two_vertices_of_a_parallel_is_as_long_as_the_parallel(void **state)
{
    (void)state;
    const double line[][2] = {{10.5, 40}, {20, 40}};
    one_line(2, line[0]);
    struct hg_grid *grid = earth_grid(&degrees);
    struct hg_cut *cut = earth_cut(&earth, grid, HG_LINES, 1);
    assert_int_equal(cut->first[1], 10);
    assert_near(cut->whole[0], 9.5 * DEGREE_AT_40, 1e-13);
    /* Row 4 owns its north edge, 40 N; the first cell has half a degree. */
    assert_near(earth_part(cut, 0, 4 * 16 + 2), 0.5 * DEGREE_AT_40, 1e-13);
    for (uint32_t col = 3; col < 12; col++)
        assert_near(earth_part(cut, 0, 4 * 16 + col), DEGREE_AT_40, 1e-13);
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
}

static void a_parallel_keeps_its_length_where_it_is_a_curve_on_the_grid(void **state)
{
    (void)state;
    const double line[][2] = {{130, 40}, {80, 40}};
    one_line(2, line[0]);
    struct hg_grid *grid = earth_grid(&earth_albers);
    struct hg_cut *cut = earth_cut(&earth, grid, HG_LINES, 1);
    assert_true(cut->first[1] > 400);
    assert_true(cut->outside[0] == 0);
    assert_near(cut->whole[0], 50 * DEGREE_AT_40, 1e-12);
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
}

/* GeographicLib through pyproj 3.4.1: Geod(ellps='WGS84').inv(10, a, 10, b). */
static void meridian_arcs_are_those_of_geographiclib(void **state)
{
    (void)state;
    const struct {
        double from, to, km;
    } arc[] = {{0, 1, 110.57438855779878},
               {30, 40, 1109.4156324101325},
               {58.05, 71.2, 1466.0125320008613},
               {0, 90, 10001.965729312724}};
    struct hg_grid *grid = earth_grid(&earth_degrees);
    for (size_t i = 0; i < sizeof(arc) / sizeof(arc[0]); i++) {
        const double line[][2] = {{10.05, arc[i].from}, {10.05, arc[i].to}};
        one_line(2, line[0]);
        struct hg_cut *cut = earth_cut(&earth, grid, HG_LINES, 1);
        assert_near(cut->whole[0], arc[i].km, 1e-12);
        hg_cut_destroy(cut);
    }
    hg_grid_destroy(grid);
}

/* The length of an edge straight in longitude and latitude as many short geodesics. */
static double chords_km(double lon0, double lat0, double lon1, double lat1, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += hg_geodesic_km(lon0 + (lon1 - lon0) * i / n, lat0 + (lat1 - lat0) * i / n,
                              lon0 + (lon1 - lon0) * (i + 1) / n,
                              lat0 + (lat1 - lat0) * (i + 1) / n);
    return sum;
}

/* n chords are short by the part 1 / n^2: Richardson's step takes that away. */
static double edge_km(double lon0, double lat0, double lon1, double lat1)
{
    const int n = 2 + (int)(20 * (fabs(lon1 - lon0) + fabs(lat1 - lat0)));
    const double coarse = chords_km(lon0, lat0, lon1, lat1, n);
    const double fine = chords_km(lon0, lat0, lon1, lat1, 2 * n);
    return fine + (fine - coarse) / 3;
}

static void long_slanting_lines_are_as_long_as_their_geodesics(void **state)
{
    (void)state;
    const double lines[][2][2] = {{{-170, -60}, {175, 70}},
                                  {{0, 0}, {90, 89.9}},
                                  {{10, 20}, {10.3, 20.2}},
                                  {{30, 80}, {150, 80.001}},
                                  {{-100, 40}, {-99.99999, 40.00001}}};
    struct hg_grid *grid = earth_grid(&earth_degrees);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        one_line(2, lines[i][0]);
        struct hg_cut *cut = earth_cut(&earth, grid, HG_LINES, 1);
        assert_near(
            cut->whole[0],
            edge_km(lines[i][0][0], lines[i][0][1], lines[i][1][0], lines[i][1][1]),
            1e-9);
        hg_cut_destroy(cut);
    }
    hg_grid_destroy(grid);
}

static void a_line_on_an_edge_of_cells_belongs_to_the_cell_that_owns_it(void **state)
{
    (void)state;
    struct hg_grid *grid = earth_grid(&degrees);
    const struct {
        double line[2][2];
        uint32_t cell;
    } edge[] = {
        {{{12, 37.2}, {12, 37.8}}, 6 * 16 + 4},  /* a west edge */
        {{{12, 37.8}, {12, 37.2}}, 6 * 16 + 4},  /* from north to south */
        {{{24, 37.2}, {24, 37.8}}, 6 * 16 + 15}, /* the east edge of the grid */
        {{{8, 37.2}, {8, 37.8}}, 6 * 16},        /* its west edge */
        {{{9.2, 44}, {9.8, 44}}, 1},             /* its north edge */
        {{{9.2, 36}, {9.8, 36}}, 7 * 16 + 1},    /* its south edge */
        {{{12 - 1e-12, 37.2}, {12 + 1e-12, 37.8}}, 6 * 16 + 4}, /* as good as on it */
    };
    for (size_t i = 0; i < sizeof(edge) / sizeof(edge[0]); i++) {
        one_line(2, edge[i].line[0]);
        struct hg_cut *cut = earth_cut(&earth, grid, HG_LINES, 1);
        assert_int_equal(cut->first[1], 1);
        assert_int_equal(cut->cell[0], edge[i].cell);
        assert_true(cut->outside[0] == 0);
        hg_cut_destroy(cut);
    }
    hg_grid_destroy(grid);
}

static void what_lies_beyond_the_grid_is_told_in_km(void **state)
{
    (void)state;
    const double line[][2] = {{0, 40}, {30, 40}};
    one_line(2, line[0]);
    earth_shape(&earth, "B"); /* past a corner of the grid */
    const double beside[][2] = {{20, 46}, {26, 43}};
    earth_ring(&earth, true, 2, beside[0]);
    struct hg_grid *grid = earth_grid(&degrees);
    struct hg_cut *cut = earth_cut(&earth, grid, HG_LINES, 1);
    assert_near(cut->outside[0], 14 * DEGREE_AT_40, 1e-13);
    assert_near(cut->whole[0], 30 * DEGREE_AT_40, 1e-13);
    assert_int_equal(cut->first[1], 16);
    /* 44 N is met at 24 E, the corner. */
    assert_int_equal(cut->first[2] - cut->first[1], 0);
    assert_near(cut->outside[1], edge_km(20, 46, 26, 43), 1e-9);
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
}

/* Crooked lines over East Asia with vertices on edges of cells among them. */
static void draw_lines(uint64_t seed, size_t n_line, size_t n_vertex)
{
    static char codes[EARTH_SHAPES][8];
    static double way[64][2];
    assert_true(n_line <= EARTH_SHAPES && n_vertex <= 64);
    earth_start(&earth);
    for (size_t i = 0; i < n_line; i++) {
        (void)snprintf(codes[i], sizeof(codes[i]), "%03zu", i);
        earth_shape(&earth, codes[i]);
        for (size_t k = 0; k < n_vertex; k++) {
            const double reach = i % 3 == 0 ? 20 : 0.3;
            way[k][0] = 105 + reach * (earth_random(&seed) - 0.5);
            way[k][1] = 35 + reach * (earth_random(&seed) - 0.5);
            if (k % 5 == 0)
                way[k][0] = round(way[k][0] * 10) / 10;
            if (k % 5 == 1)
                way[k][1] = round(way[k][1] * 10) / 10;
        }
        earth_ring(&earth, true, n_vertex, way[0]);
    }
}

static void parts_add_up_to_the_line_on_any_grid(void **state)
{
    (void)state;
    draw_lines(7, 12, 16);
    struct hg_grid *degrees_grid = earth_grid(&earth_degrees);
    struct hg_grid *albers = earth_grid(&earth_albers);
    struct hg_cut *a = earth_cut(&earth, degrees_grid, HG_LINES, 1);
    struct hg_cut *b = earth_cut(&earth, albers, HG_LINES, 1);
    for (size_t s = 0; s < 12; s++) {
        const struct hg_ring ring = earth.ring[s];
        double km = 0;
        for (size_t i = ring.first + 1; i < ring.first + ring.count; i++)
            km += edge_km(earth.lon[i - 1], earth.lat[i - 1], earth.lon[i], earth.lat[i]);
        assert_near(a->whole[s], km, 1e-9);
        assert_near(a->whole[s], b->whole[s], 1e-12);
        assert_true(a->outside[s] == 0 && b->outside[s] == 0);
    }
    hg_cut_destroy(a);
    hg_cut_destroy(b);
    hg_grid_destroy(degrees_grid);
    hg_grid_destroy(albers);
}

/* Short pieces of each edge, each in the cell of its middle: right to a few of them. */
static void each_cell_has_what_short_pieces_say(const struct hg_grid_params *params,
                                                const double (*line)[2])
{
    enum { PIECES = 20000 };
    static double x[PIECES], y[PIECES];
    const double lon = line[0][0], d_lon = line[1][0] - lon;
    const double lat = line[0][1], d_lat = line[1][1] - lat;
    one_line(2, line[0]);
    struct hg_error err = {0};
    struct hg_transform to_grid = {0};
    struct hg_grid *grid = earth_grid(params);
    double *km = calloc(hg_grid_cells(grid), sizeof(*km));
    assert_non_null(km);
    assert_ok(hg_crs_from_lonlat(grid, &to_grid, &err), err);
    for (int i = 0; i < PIECES; i++) {
        x[i] = lon + d_lon * (i + 0.5) / PIECES;
        y[i] = lat + d_lat * (i + 0.5) / PIECES;
    }
    hg_transform_apply(&to_grid, PIECES, x, y);
    double longest = 0;
    for (int i = 0; i < PIECES; i++) {
        const double t0 = (double)i / PIECES, t1 = (i + 1.0) / PIECES;
        const double piece = hg_geodesic_km(lon + d_lon * t0, lat + d_lat * t0,
                                            lon + d_lon * t1, lat + d_lat * t1);
        km[hg_grid_cell_at(grid, x[i], y[i])] += piece;
        longest = fmax(longest, piece);
    }
    struct hg_cut *cut = earth_cut(&earth, grid, HG_LINES, 1);
    for (size_t i = 0; i < cut->first[1]; i++) {
        assert_true(fabs(cut->size[i] - km[cut->cell[i]]) <= 2 * longest);
        km[cut->cell[i]] = 0;
    }
    for (size_t i = 0; i < hg_grid_cells(grid); i++)
        assert_true(km[i] <= longest);
    hg_cut_destroy(cut);
    hg_transform_finish(&to_grid);
    hg_grid_destroy(grid);
    free(km);
}

static void each_cell_has_its_part(void **state)
{
    (void)state;
    const double lines[][2][2] = {
        {{95, 30.1}, {111.3, 41.27}},
        /* On the Albers grid the first turns north again 20 m south of an edge of rows,
         * the other west 2 m east of an edge of columns (pyproj 3.4.1). */
        {{103.1, 38.230924300069844}, {109.7, 38.230924300069844}},
        {{114.92599218533822, 25}, {119.07599218533822, 47}},
    };
    for (size_t i = 0; i < 3; i++) {
        each_cell_has_what_short_pieces_say(&earth_degrees, lines[i]);
        each_cell_has_what_short_pieces_say(&earth_albers, lines[i]);
    }
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    draw_lines(3, 40, 16);
    struct hg_grid *grid = earth_grid(&earth_albers);
    struct hg_cut *one = earth_cut(&earth, grid, HG_LINES, 1);
    struct hg_cut *many = earth_cut(&earth, grid, HG_LINES, 7);
    assert_memory_equal(one->first, many->first, 41 * sizeof(size_t));
    assert_memory_equal(one->cell, many->cell, one->first[40] * sizeof(uint32_t));
    assert_memory_equal(one->size, many->size, one->first[40] * sizeof(double));
    assert_memory_equal(one->whole, many->whole, 40 * sizeof(double));
    hg_cut_destroy(one);
    hg_cut_destroy(many);
    hg_grid_destroy(grid);
}

static void refuses_a_line_without_length_and_one_without_a_place(void **state)
{
    (void)state;
    const double still[][2] = {{10, 40}, {10, 40}};
    one_line(2, still[0]);
    struct hg_error err = {0};
    struct hg_cut *cut = NULL;
    struct hg_grid *grid = earth_grid(&degrees);
    struct hg_cut_params params = {
        .grid = grid, .shapes = &earth.shapes, .kind = HG_LINES};
    assert_int_equal(hg_cut(&params, &cut, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "line \"A\" has no length"));
    earth.x[1] = NAN;
    assert_int_equal(hg_cut(&params, &cut, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "the place 10 E, 40 N"));
    assert_null(cut);
    hg_grid_destroy(grid);
}

static void says_so_when_memory_runs_out(void **state)
{
    (void)state;
    draw_lines(5, 3, 8);
    struct hg_grid *grid = earth_grid(&earth_albers);
    struct hg_error err = {0};
    struct hg_transform to_grid = {0};
    assert_ok(hg_crs_from_lonlat(grid, &to_grid, &err), err);
    hg_transform_apply(&to_grid, earth.shapes.n_vertex, earth.x, earth.y);
    const struct hg_cut_params params = {
        .grid = grid, .shapes = &earth.shapes, .kind = HG_LINES, .to_grid = &to_grid};
    for (size_t n = 1;; n++) {
        struct hg_cut *cut = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_cut(&params, &cut, &err);
        hg_cut_destroy(cut);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    hg_transform_finish(&to_grid);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_line_between_two_vertices_of_a_parallel_is_as_long_as_the_parallel),
        cmocka_unit_test(a_parallel_keeps_its_length_where_it_is_a_curve_on_the_grid),
        cmocka_unit_test(meridian_arcs_are_those_of_geographiclib),
        cmocka_unit_test(long_slanting_lines_are_as_long_as_their_geodesics),
        cmocka_unit_test(a_line_on_an_edge_of_cells_belongs_to_the_cell_that_owns_it),
        cmocka_unit_test(what_lies_beyond_the_grid_is_told_in_km),
        cmocka_unit_test(parts_add_up_to_the_line_on_any_grid),
        cmocka_unit_test(each_cell_has_its_part),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(refuses_a_line_without_length_and_one_without_a_place),
        cmocka_unit_test(says_so_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
