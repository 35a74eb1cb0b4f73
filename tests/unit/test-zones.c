/* test-zones.c - places on grids of a few cells: masses by pencil and paper */
#include "check.h"

#include "alloc.h"
#include "table.h"
#include "toy_shapes.h"
#include <hotgrid/coverage.h>
#include <hotgrid/geodesy.h>
#include <hotgrid/zones.h>
#include <stdlib.h>

/* 4 x 2 cells of 10 km, metres: rows count down from y = 20 000.
 *
 *     0 1 2 3
 *     4 5 6 7
 */
static const struct hg_grid_params paper = {.crs = "EPSG:6933",
                                            .kind = HG_GRID_EQUAL_AREA,
                                            .box = {0, 0, 40000, 20000},
                                            .ncol = 4,
                                            .nrow = 2};

static const char *const codes[] = {"A", "B"};
static const char *const sectors[] = {"coal", "homes"};
static const double nothing[4] = {0};

#define KG(kg) ((hg_mass)((kg)*HG_MASS_PER_KG))

static struct toy_shapes regions, places;

struct world {
    struct hg_grid *grid;
    struct hg_inventory *inventory;
    struct hg_weights *weights;
    struct hg_emissions *e;
};

static void kilometres(struct toy_shapes *toy, double west, double south, double east,
                       double north)
{
    toy_box(toy, 1000 * west, 1000 * south, 1000 * east, 1000 * north);
}

/* Spreads the mass of homes of a region over its cells by area: E as allocation makes it.
 */
static struct hg_panel spread(const struct world *w, size_t region, size_t shape,
                              double kg)
{
    struct hg_panel p = {0};
    const struct hg_weights *weights = w->weights;
    const size_t n_cell = hg_weights_cells(weights, shape);
    double sum = 0;
    assert_true(hg_panel_alloc(&p, n_cell, 1, 2));
    p.region = region;
    p.n_column = 1;
    for (size_t i = weights->first[shape]; i < weights->first[shape + 1]; i++)
        for (uint32_t k = 0; k < weights->run[i].n; k++, p.n_cell++) {
            p.cell[p.n_cell] = weights->run[i].cell + k;
            p.weight[p.n_cell] = weights->run[i].fraction;
            sum += p.weight[p.n_cell];
        }
    assert_int_equal(p.n_cell, n_cell);
    for (size_t i = 0; i < p.n_cell; i++)
        p.weight[i] /= sum;
    p.column_of[0] = HG_NO_COLUMN;
    p.column_of[1] = 0;
    p.mass[1] = KG(kg);
    return p;
}

/* E of regions whose shapes are drawn: homes of A and B emit so much. */
static struct world begin(const struct hg_grid_params *grid, double a, double b)
{
    struct hg_error err = {0};
    struct world w = {.inventory = make_inventory(2, codes, 2, sectors, nothing, 0)};
    const double kg[2] = {a, b};
    assert_ok(hg_grid_create(grid, &w.grid, &err), err);
    assert_ok(hg_cover(w.grid, &regions.shapes, 1, &w.weights, &err), err);
    w.e = calloc(1, sizeof *w.e);
    assert_non_null(w.e);
    w.e->grid = w.grid;
    w.e->inventory = w.inventory;
    w.e->panel = calloc(2, sizeof *w.e->panel);
    assert_non_null(w.e->panel);
    for (size_t r = 0; r < 2; r++) {
        const size_t shape = hg_shapes_find(&regions.shapes, codes[r]);
        if (shape != HG_NOT_FOUND && kg[r] > 0)
            w.e->panel[w.e->n_panel++] = spread(&w, r, shape, kg[r]);
    }
    return w;
}

static void end(struct world *w)
{
    hg_emissions_destroy(w->e);
    hg_weights_destroy(w->weights);
    hg_inventory_destroy(w->inventory);
    hg_grid_destroy(w->grid);
}

static void add_points(struct world *w, size_t n, const struct hg_point_mass *point)
{
    w->e->point = calloc(n, sizeof *point);
    assert_non_null(w->e->point);
    memcpy(w->e->point, point, n * sizeof *point);
    w->e->n_point = n;
}

static struct hg_zone_params params_of(const struct world *w)
{
    return (struct hg_zone_params){.emissions = w->e,
                                   .regions = &regions.shapes,
                                   .wide = w->grid,
                                   .weights = w->weights,
                                   .threads = 1,
                                   .places = &places.shapes};
}

static struct hg_zones *make(const struct hg_zone_params *params)
{
    struct hg_error err = {0};
    struct hg_zones *z = NULL;
    assert_ok(hg_zones_create(params, &z, &err), err);
    return z;
}

static double row_kg(const struct hg_zones *z, size_t row)
{
    double kg = 0;
    for (size_t b = 0; b < z->n_block; b++)
        for (size_t s = 0; z->block[b].row == row && s < z->n_sector; s++)
            kg += z->kg[b * z->n_sector + s];
    return kg;
}

#define CLOSE(a, b) assert_true(fabs((a) - (b)) < 1e-7)

/* METHODS V15: cell 0 is 60 % A, 40 % B; A emits 10, all of it in this cell; B, which
 * has three cells more, nothing.  Who covers B's side gets nothing; who covers half of
 * A's side gets half of it, 5, and not the 3 that 30 % of the cell would be. */
static void a_cell_of_two_regions_follows_the_one_that_emits(void **state)
{
    (void)state;
    toy_start(&regions);
    toy_shape(&regions, "A");
    kilometres(&regions, 0, 10, 6, 20);
    toy_shape(&regions, "B");
    kilometres(&regions, 6, 10, 40, 20);
    toy_start(&places);
    toy_shape(&places, "b-side");
    kilometres(&places, 6, 10, 10, 20);
    toy_shape(&places, "half-a");
    kilometres(&places, 0, 10, 3, 20);
    toy_shape(&places, "rest-a");
    kilometres(&places, 3, 10, 6, 20);
    struct world w = begin(&paper, 10, 0);
    const struct hg_zone_params params = params_of(&w);
    struct hg_zones *z = make(&params);
    CLOSE(row_kg(z, 0), 0);
    CLOSE(row_kg(z, 1), 5);
    CLOSE(row_kg(z, 2), 5);
    CLOSE(row_kg(z, 3), 0); /* outside */
    CLOSE(row_kg(z, 4), 0); /* again */
    CLOSE(z->km2[0], 40);
    CLOSE(z->land_km2[1], 30);
    hg_zones_destroy(z);
    end(&w);
}

/* A is 4 km of cell 0, the rest is sea: whoever holds the whole cell has all of it; so
 * has whoever was drawn to the coast, and to beyond it. */
static void a_cell_on_the_coast_is_all_the_city_s(void **state)
{
    (void)state;
    toy_start(&regions);
    toy_shape(&regions, "A");
    kilometres(&regions, 0, 10, 4, 20);
    toy_shape(&regions, "B");
    kilometres(&regions, 20, 0, 40, 10);
    const double east[] = {10, 4, 7};
    for (size_t k = 0; k < 3; k++) {
        toy_start(&places);
        toy_shape(&places, "city");
        kilometres(&places, 0, 10, east[k], 20);
        struct world w = begin(&paper, 100, 0);
        const struct hg_zone_params params = params_of(&w);
        struct hg_zones *z = make(&params);
        CLOSE(row_kg(z, 0), 100);
        CLOSE(row_kg(z, 1), 0);
        CLOSE(z->km2[0], 10 * east[k]);
        CLOSE(z->land_km2[0], 40);
        hg_zones_destroy(z);
        end(&w);
    }
}

/* A fills cells 0 and 1 with 200; P covers 7.5 km from the west, Q from 5 km on to
 * 12.5 km: P has 75, Q 75, both count 2.5 km = 25 again, 200 - 75 - 75 + 25 = 75 is
 * outside. */
static void what_overlaps_is_told_as_counted_again(void **state)
{
    (void)state;
    toy_start(&regions);
    toy_shape(&regions, "A");
    kilometres(&regions, 0, 10, 20, 20);
    toy_start(&places);
    toy_shape(&places, "P");
    kilometres(&places, 0, 10, 7.5, 20);
    toy_shape(&places, "Q");
    kilometres(&places, 5, 10, 12.5, 20);
    struct world w = begin(&paper, 200, 0);
    const struct hg_zone_params params = params_of(&w);
    struct hg_zones *z = make(&params);
    CLOSE(row_kg(z, 0), 75);
    CLOSE(row_kg(z, 1), 75);
    CLOSE(row_kg(z, 2), 75);
    CLOSE(row_kg(z, 3), 25);
    CLOSE(z->land_km2[3], 25);
    hg_zones_destroy(z);
    end(&w);
}

/* Plants of 60 and 40 kg stand in cell 1, either side of a border at 15 km; one of 30 in
 * the sea of cell 2, of which the city holds the land; B's plant of 8 has no coordinates
 * and B no part of cell 1: each place has half of what places and land cover. */
static void plants_count_where_they_stand(void **state)
{
    (void)state;
    toy_start(&regions);
    toy_shape(&regions, "A");
    kilometres(&regions, 0, 10, 24, 20);
    toy_shape(&regions, "B");
    kilometres(&regions, 30, 0, 40, 10);
    toy_start(&places);
    toy_shape(&places, "east");
    kilometres(&places, 15, 10, 24, 20);
    toy_shape(&places, "west");
    kilometres(&places, 5, 10, 15, 20);
    struct world w = begin(&paper, 0, 0);
    const struct hg_point_mass point[] = {{1, 0, KG(100)}, {1, 2, KG(8)}, {2, 0, KG(30)}};
    const struct hg_zone_site site[] = {{1, 0, 3, 11000, 15000, 0, 0},
                                        {1, 0, 2, 18000, 15000, 0, 0},
                                        {2, 0, 7, 29000, 15000, 0, 0}};
    add_points(&w, 3, point);
    struct hg_zone_params params = params_of(&w);
    params.n_site = 3;
    params.site = site;
    struct hg_zones *z = make(&params);
    CLOSE(row_kg(z, 0), 40 + 4 + 30);
    CLOSE(row_kg(z, 1), 60 + 4);
    CLOSE(row_kg(z, 2), 0);
    CLOSE(z->by_place_kg, 100);
    hg_zones_destroy(z);
    params.n_site = 0; /* nobody knows where they stand: by cell */
    z = make(&params);
    CLOSE(row_kg(z, 0), 50 + 4 + 30);
    CLOSE(z->by_place_kg, 0);
    hg_zones_destroy(z);
    end(&w);
}

/* On the border of two places at 15 km a plant is the east's, on the corner of four that
 * of the north-east. */
static void plants_on_common_borders_count_once(void **state)
{
    (void)state;
    toy_start(&regions);
    toy_shape(&regions, "A");
    kilometres(&regions, 0, 0, 40, 20);
    toy_start(&places);
    toy_shape(&places, "ne");
    kilometres(&places, 15, 15, 25, 20);
    toy_shape(&places, "nw");
    kilometres(&places, 5, 15, 15, 20);
    toy_shape(&places, "se");
    kilometres(&places, 15, 5, 25, 15);
    toy_shape(&places, "sw");
    kilometres(&places, 5, 5, 15, 15);
    struct world w = begin(&paper, 0, 0);
    const struct hg_point_mass point[] = {{1, 0, KG(7)}};
    const struct hg_zone_site site[] = {{1, 0, 4, 15000, 15000, 0, 0},
                                        {1, 0, 2, 15000, 12000, 0, 0},
                                        {1, 0, 1, 12000, 15000, 0, 0}};
    add_points(&w, 1, point);
    struct hg_zone_params params = params_of(&w);
    params.n_site = 3;
    params.site = site;
    struct hg_zones *z = make(&params);
    CLOSE(row_kg(z, 0), 4);
    CLOSE(row_kg(z, 1), 1);
    CLOSE(row_kg(z, 2), 2);
    CLOSE(row_kg(z, 3), 0);
    CLOSE(row_kg(z, 5), 0);
    hg_zones_destroy(z);
    end(&w);
}

/* B has no part of cell 0, its point there belongs by the parts of what is covered: the
 * place covers 2 km, A 5 km beside it: 2/7. */
static void mass_of_a_region_from_elsewhere_goes_by_all_that_is_covered(void **state)
{
    (void)state;
    toy_start(&regions);
    toy_shape(&regions, "A");
    kilometres(&regions, 0, 10, 5, 20);
    toy_shape(&regions, "B");
    kilometres(&regions, 30, 0, 40, 10);
    toy_start(&places);
    toy_shape(&places, "P");
    kilometres(&places, 5, 10, 7, 20);
    struct world w = begin(&paper, 0, 0);
    const struct hg_point_mass point[] = {{0, 2, KG(70)}};
    add_points(&w, 1, point);
    const struct hg_zone_params params = params_of(&w);
    struct hg_zones *z = make(&params);
    CLOSE(row_kg(z, 0), 20);
    CLOSE(row_kg(z, 1), 50);
    CLOSE(z->by_cell_kg, 70);
    hg_zones_destroy(z);
    end(&w);
}

/* Half of P lies west of the grid, Q all of it, R has no rings. */
static void places_off_the_grid_and_empty_ones_are_told(void **state)
{
    (void)state;
    toy_start(&regions);
    toy_shape(&regions, "A");
    kilometres(&regions, 0, 0, 40, 20);
    toy_start(&places);
    toy_shape(&places, "P");
    kilometres(&places, -10, 0, 10, 20);
    toy_shape(&places, "Q");
    kilometres(&places, -30, 0, -20, 20);
    toy_shape(&places, "R");
    struct world w = begin(&paper, 80, 0);
    const struct hg_zone_params params = params_of(&w);
    struct hg_zones *z = make(&params);
    CLOSE(row_kg(z, 0), 20);
    CLOSE(row_kg(z, 1), 0);
    CLOSE(row_kg(z, 2), 0);
    CLOSE(row_kg(z, 3), 60);
    CLOSE(z->km2[0], 400);
    CLOSE(z->km2_on[0], 200);
    CLOSE(z->km2[1], 200);
    CLOSE(z->km2_on[1], 0);
    CLOSE(z->km2[2], 0);
    assert_int_equal(z->n_cell[0], 2);
    assert_int_equal(z->n_cell[2], 0);
    hg_zones_destroy(z);
    end(&w);
}

/* Degrees, 36 x 1 cells of 10 by 10 from the equator up: around the antimeridian. */
static const struct hg_grid_params belt = {.crs = "EPSG:4326",
                                           .kind = HG_GRID_LONLAT,
                                           .box = {-180, 0, 180, 10},
                                           .ncol = 36,
                                           .nrow = 1};

/* Centres lie at 5 north.  The point at 179 east is 4 degrees, some 444 km, from the
 * centre at 175 E and 6, some 666 km, from that at 175 W; the one at 160 W is 15 and 5
 * degrees from the centres at 175 W and 165 W.  With a radius of 700 km the first takes
 * two cells across the antimeridian; a plant at 169 W (in the cell of 165 W) is 999 km
 * from the second... and 12 degrees from the first: outside of both. */
static void surroundings_reach_over_the_antimeridian(void **state)
{
    (void)state;
    toy_start(&regions);
    toy_shape(&regions, "A");
    toy_box(&regions, -180, 0, 180, 10);
    const double lon[] = {179, -160}, lat[] = {5, 5};
    struct hg_transform same = {.identity = true};
    struct world w = begin(&belt, 3600, 0);
    const struct hg_point_mass point[] = {{1, 0, KG(50)}};
    const struct hg_zone_site site[] = {{1, 0, 1, -169.5, 5, -169.5, 5}};
    add_points(&w, 1, point);
    struct hg_zone_params params = params_of(&w);
    params.places = NULL;
    params.n_point = 2;
    params.lon = lon;
    params.lat = lat;
    params.radius_km = 700;
    params.to_lonlat = &same;
    params.n_site = 1;
    params.site = site;
    struct hg_zones *z = make(&params);
    CLOSE(row_kg(z, 0), 200);
    CLOSE(row_kg(z, 1), 200); /* centres at 165 W and 155 W */
    CLOSE(row_kg(z, 2), 3600 - 400 + 50);
    CLOSE(row_kg(z, 3), 0);
    CLOSE(z->km2[0], 2 * 10 * hg_zone_km2_per_deg(0, 10));
    hg_zones_destroy(z);
    end(&w);
}

/* Two points are as far from the centre of a cell: the first has it. */
static void equally_near_points_leave_a_cell_to_the_first(void **state)
{
    (void)state;
    toy_start(&regions);
    toy_shape(&regions, "A");
    toy_box(&regions, -10, 0, 0, 10);
    const double lon[] = {-3, -7}, lat[] = {5, 5};
    struct hg_transform same = {.identity = true};
    struct world w = begin(&belt, 100, 0);
    struct hg_zone_params params = params_of(&w);
    params.places = NULL;
    params.n_point = 2;
    params.lon = lon;
    params.lat = lat;
    params.radius_km = 500;
    params.to_lonlat = &same;
    struct hg_zones *z = make(&params);
    CLOSE(row_kg(z, 0), 100);
    CLOSE(row_kg(z, 1), 0);
    hg_zones_destroy(z);
    end(&w);
}

static void without_memory_nothing_is_made_and_nothing_is_lost(void **state)
{
    (void)state;
    toy_start(&regions);
    toy_shape(&regions, "A");
    kilometres(&regions, 0, 0, 25, 20);
    toy_start(&places);
    toy_shape(&places, "P");
    kilometres(&places, 0, 0, 15, 20);
    toy_shape(&places, "Q");
    kilometres(&places, 15, 0, 40, 20);
    struct world w = begin(&paper, 80, 0);
    const struct hg_point_mass point[] = {{1, 0, KG(100)}};
    const struct hg_zone_site site[] = {{1, 0, 3, 11000, 15000, 0, 0}};
    add_points(&w, 1, point);
    struct hg_zone_params params = params_of(&w);
    params.n_site = 1;
    params.site = site;
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_zones *z = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_zones_create(&params, &z, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            CLOSE(row_kg(z, 0), 48 + 100);
            hg_zones_destroy(z);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(z);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_of_two_regions_follows_the_one_that_emits),
        cmocka_unit_test(a_cell_on_the_coast_is_all_the_city_s),
        cmocka_unit_test(what_overlaps_is_told_as_counted_again),
        cmocka_unit_test(plants_count_where_they_stand),
        cmocka_unit_test(plants_on_common_borders_count_once),
        cmocka_unit_test(mass_of_a_region_from_elsewhere_goes_by_all_that_is_covered),
        cmocka_unit_test(places_off_the_grid_and_empty_ones_are_told),
        cmocka_unit_test(surroundings_reach_over_the_antimeridian),
        cmocka_unit_test(equally_near_points_leave_a_cell_to_the_first),
        cmocka_unit_test(without_memory_nothing_is_made_and_nothing_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
