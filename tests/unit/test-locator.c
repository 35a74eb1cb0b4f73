/* test-locator.c - many questions are answered as one by one */
#include "alloc.h"
#include "check.h"
#include "data/edges.h"
#include "toy_shapes.h"
#include <hotgrid/geodesy.h>
#include <hotgrid/locator.h>
#include <hotgrid/parallel.h>

static struct toy_shapes toy;

static struct hg_grid *make_grid(double west, double south, double east, double north,
                                 uint32_t ncol, uint32_t nrow)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:4326",
                                          .kind = HG_GRID_LONLAT,
                                          .box = {west, south, east, north},
                                          .ncol = ncol,
                                          .nrow = nrow};
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static uint64_t seed = 7;

static double next_random(double low, double high)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (high - low) * (double)(seed >> 33) / 2147483648.0;
}

/* A ring around (x, y) whose radius jumps about, so that edges cross many cells or few.
 */
static void add_star(double x, double y, double size, size_t n, bool turned)
{
    double xy[4000][2];
    for (size_t i = 0; i < n; i++) {
        const double angle =
            (turned ? -1 : 1) * 6.283185307179586 * (double)i / (double)n;
        const double radius = size * next_random(0.3, 1);
        xy[i][0] = x + radius * cos(angle);
        xy[i][1] = y + radius * sin(angle);
    }
    toy_ring(&toy, n, xy[0]);
}

static void compare(const struct hg_grid *grid, struct hg_locator *locator, size_t shape,
                    double x, double y)
{
    struct hg_error err = {0};
    const struct hg_border *border = NULL;
    assert_ok(hg_locator_border(locator, shape, &border, &err), err);
    const bool inside = hg_border_contains(border, x, y, hg_grid_cell_at(grid, x, y));
    if (inside != hg_shape_contains(&toy.shapes, shape, x, y))
        fail_msg("shape %zu: %.17g, %.17g is said to be %s", shape, x, y,
                 inside ? "inside" : "outside");
}

/* Points anywhere, on vertices and edges, on and beside the lines of the grid. */
static void ask(const struct hg_grid *grid, size_t n)
{
    struct hg_error err = {0};
    struct hg_locator *locator = NULL;
    const struct hg_grid_params *p = hg_grid_params(grid);
    const struct hg_box box = p->box;
    const double dx = (box.east - box.west) / p->ncol,
                 dy = (box.north - box.south) / p->nrow;
    assert_ok(hg_locator_create(&toy.shapes, grid, &locator, &err), err);
    for (size_t s = 0; s < toy.shapes.n_shape; s++) {
        for (size_t i = 0; i < n; i++) {
            const double x = next_random(box.west - 2, box.east + 2);
            const double y = next_random(box.south - 2, box.north + 2);
            const double column = box.west + round((x - box.west) / dx) * dx;
            const double row = box.north - round((box.north - y) / dy) * dy;
            compare(grid, locator, s, x, y);
            compare(grid, locator, s, column, y);
            compare(grid, locator, s, column - 8e-10 * dx, row + 8e-10 * dy);
        }
        for (size_t i = 1; i < toy.shapes.n_vertex; i++) {
            const double x = toy.x[i], y = toy.y[i];
            compare(grid, locator, s, x, y);
            compare(grid, locator, s, (x + toy.x[i - 1]) / 2, (y + toy.y[i - 1]) / 2);
            compare(grid, locator, s, x, y + 1e-10);
        }
    }
    compare(grid, locator, 0, NAN, 0);
    hg_locator_destroy(locator);
}

static void draw(void)
{
    toy_start(&toy);
    toy_shape(&toy, "box");
    toy_box(&toy, -5, -5, 5, 5); /* its edges lie on the lines of the first grid */
    toy_shape(&toy, "few");
    add_star(3, 2, 12, 9, false);
    add_star(3, 2, 3, 5, true); /* a hole */
    toy_shape(&toy, "many");
    add_star(-3, 1, 9, 2500, false);
    add_star(14, -4, 2, 60, false);
    toy_shape(&toy, "hair"); /* edges a hair beside the lines of the first grid */
    toy_box(&toy, -5 - 5e-10, -5 - 5e-10, 5 + 5e-10, 5 + 5e-10);
    toy_shape(&toy, "none");
    toy_shape(&toy, "wide");
    toy_box(&toy, -300, -80, 300, 80); /* none of its edges is on any grid */
    toy_shape(&toy, "yonder");
    toy_box(&toy, 100, -5, 120, 5);
}

static void insides_are_those_of_asking_one_by_one(void **state)
{
    (void)state;
    draw();
    static const struct {
        double west, south, east, north;
        uint32_t ncol, nrow;
    } grids[] = {{-20, -20, 20, 20, 40, 40},
                 {-20, -20, 20, 20, 7, 3},
                 {-1, -1, 1, 1, 50, 50},
                 {-20, -20, 20, 20, 400, 300}};
    for (size_t g = 0; g < sizeof(grids) / sizeof(grids[0]); g++) {
        struct hg_grid *grid = make_grid(grids[g].west, grids[g].south, grids[g].east,
                                         grids[g].north, grids[g].ncol, grids[g].nrow);
        ask(grid, 800);
        hg_grid_destroy(grid);
    }
}

/* Edge after edge. */
static double distance_one_by_one(size_t shape, double lon, double lat)
{
    const struct hg_shape *s = &toy.shape[shape];
    struct nearest n = nearest_from(lon, lat);
    for (size_t r = s->first_ring; r < s->first_ring + s->n_ring; r++) {
        const struct hg_ring ring = toy.ring[r];
        const double *x = toy.x + ring.first, *y = toy.y + ring.first;
        for (size_t i = 0, before = ring.count - 1; i < ring.count; before = i++)
            try_edge(&n, x[before], y[before], x[i], y[i]);
    }
    return isfinite(n.best2) ? hg_geodesic_km(lon, lat, n.best_lon, n.best_lat)
                             : INFINITY;
}

static void distances_are_those_of_asking_one_by_one(void **state)
{
    (void)state;
    draw();
    struct hg_error err = {0};
    struct hg_locator *locator = NULL;
    const struct hg_border *border = NULL;
    struct hg_grid *grid = make_grid(-20, -20, 20, 20, 40, 40);
    assert_ok(hg_locator_create(&toy.shapes, grid, &locator, &err), err);
    for (size_t s = 0; s < toy.shapes.n_shape; s++) {
        assert_ok(hg_locator_border(locator, s, &border, &err), err);
        for (size_t i = 0; i < 600; i++) {
            const double far = i % 3 == 0 ? 90 : 15;
            const double lon = next_random(-2 * far, 2 * far);
            const double lat = next_random(-far, far);
            const double expected = distance_one_by_one(s, lon, lat);
            const struct hg_nearest found = hg_border_nearest(border, lon, lat);
            if (isinf(expected))
                assert_true(isinf(found.km));
            else
                assert_near(found.km, expected, 1e-14);
        }
    }
    /* From 15 E 6 N the box is nearest at its corner. */
    assert_ok(hg_locator_border(locator, 0, &border, &err), err);
    const struct hg_nearest found = hg_border_nearest(border, 15, 6);
    assert_near(found.lon, 5, 1e-15);
    assert_near(found.lat, 5, 1e-15);
    hg_locator_destroy(locator);
    hg_grid_destroy(grid);
}

enum { EAST, FIJI, FRAME, LINE, SIDES, TWO, NOTHING };

static void draw_open(const char *code, size_t n, const double *xy)
{
    toy_shape(&toy, code);
    toy_ring(&toy, n, xy);
    toy.ring[toy.shapes.n_ring - 1].open = true;
}

static void draw_a_few(void)
{
    static const double east[] = {170, 0, 180, 0}, line[] = {0, 20, 10, 20};
    static const double sides[] = {0, 0, 0, 9, 4, 9, 4, 0};
    static const double hole[] = {4, 4, 4, 6, 6, 6, 6, 4};
    toy_start(&toy);
    draw_open("east", 2, east);
    toy_shape(&toy, "fiji");
    toy_box(&toy, 178, -1, 180, 1);
    toy_shape(&toy, "frame");
    toy_box(&toy, 0, 0, 10, 10);
    toy_ring(&toy, 4, hole);
    draw_open("line", 2, line);
    draw_open("sides", 4, sides);
    toy_shape(&toy, "two");
    toy_box(&toy, 20, 0, 21, 1);
    toy_box(&toy, 22, 0, 23, 1);
    toy_shape(&toy, "void");
}

static double distance_km(size_t shape, double lon, double lat)
{
    struct hg_error err = {0};
    struct hg_locator *locator = NULL;
    const struct hg_border *border = NULL;
    struct hg_grid *grid = make_grid(-180, -90, 180, 90, 36, 18);
    assert_ok(hg_locator_create(&toy.shapes, grid, &locator, &err), err);
    assert_ok(hg_locator_border(locator, shape, &border, &err), err);
    const double km = hg_border_nearest(border, lon, lat).km;
    hg_locator_destroy(locator);
    hg_grid_destroy(grid);
    return km;
}

/* On WGS 84 a degree of longitude on the equator is a pi / 180 = 111.319491 km, and the
 * degree of latitude north of it 110.574389 km (the series of Snyder 1987, eq. 3-21). */
static void distance_is_measured_on_the_ellipsoid(void **state)
{
    (void)state;
    draw_a_few();
    assert_near(distance_km(FRAME, -1, 0), 111.319490793, 1e-9);
    assert_near(distance_km(TWO, 20.5, -1), 110.574389, 1e-6);
    assert_near(distance_km(TWO, 21.5, 0), 111.319490793 / 2, 1e-9);
    assert_near(distance_km(LINE, 5, 21), 110.7, 1e-3);
    assert_true(isinf(distance_km(NOTHING, 0, 0)));
}

static void distance_from_inside_is_to_the_edge(void **state)
{
    (void)state;
    draw_a_few();
    assert_near(distance_km(FRAME, 5, 5), 110.57, 2e-3); /* to the hole */
    assert_near(distance_km(FRAME, 0.5, 1), 55.65, 2e-3);
}

static void distance_goes_the_short_way_round(void **state)
{
    (void)state;
    draw_a_few();
    assert_near(distance_km(FIJI, -179, 0), 111.319490793, 1e-9);
    assert_near(distance_km(FIJI, 181, 0), 111.319490793, 1e-9);
}

/* An open line round three sides of a square: the fourth is not there.  And one line
 * that ends at the date line, seen from beyond it. */
static void lines_are_not_closed(void **state)
{
    (void)state;
    draw_a_few();
    assert_near(distance_km(SIDES, 2, 0), 2 * 111.319490793, 1e-9);
    assert_near(distance_km(EAST, -179, 0), 111.319490793, 1e-9);
}

struct asking {
    struct hg_locator *locator;
    const struct hg_border *border[64];
};

static enum hg_status ask_border(void *context, size_t index, unsigned worker,
                                 struct hg_error *err)
{
    (void)worker;
    struct asking *a = context;
    return hg_locator_border(a->locator, index % 3, &a->border[index], err);
}

static void a_border_is_made_once_for_all_threads(void **state)
{
    (void)state;
    draw();
    struct hg_error err = {0};
    struct asking a = {0};
    struct hg_grid *grid = make_grid(-20, -20, 20, 20, 40, 40);
    assert_ok(hg_locator_create(&toy.shapes, grid, &a.locator, &err), err);
    assert_ok(hg_parallel(4, 64, ask_border, &a, &err), err);
    for (size_t i = 3; i < 64; i++)
        assert_ptr_equal(a.border[i], a.border[i % 3]);
    hg_locator_destroy(a.locator);
    hg_grid_destroy(grid);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    (void)state;
    draw();
    struct hg_grid *grid = make_grid(-20, -20, 20, 20, 40, 40);
    size_t n = 1;
    for (;; n++) {
        struct hg_error err = {0};
        struct hg_locator *locator = NULL;
        const struct hg_border *border = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        enum hg_status status = hg_locator_create(&toy.shapes, grid, &locator, &err);
        if (status == HG_OK)
            status = hg_locator_border(locator, 2, &border, &err);
        hg_locator_destroy(locator);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
    assert_true(n > 8);
    hg_grid_destroy(grid);
    hg_locator_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(insides_are_those_of_asking_one_by_one),
        cmocka_unit_test(distances_are_those_of_asking_one_by_one),
        cmocka_unit_test(distance_is_measured_on_the_ellipsoid),
        cmocka_unit_test(distance_from_inside_is_to_the_edge),
        cmocka_unit_test(distance_goes_the_short_way_round),
        cmocka_unit_test(lines_are_not_closed),
        cmocka_unit_test(a_border_is_made_once_for_all_threads),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
