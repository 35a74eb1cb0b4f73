/* test-deposit.c - blocks of points become pieces, and the misplaced ones are kept */
#include "alloc.h"
#include "check.h"
#include "toy_shapes.h"
#include <hotgrid/deposit.h>
#include <hotgrid/parallel.h>
#include <stdlib.h>

/* Cells of one degree from 0 to 40 E, 10 S to 20 N.  Region A: 10 to 20 E, 0 to 10 N; B
 * has no polygon. */
static struct toy_shapes toy;
static struct hg_grid *grid;
static struct hg_pairs *pairs;
static struct hg_survey *survey;
static const struct hg_transform degrees = {.identity = true};

/* Pairs: 0 A power, 1 A steel, 2 B power. */
static void start(struct hg_snap snap)
{
    static const struct hg_grid_params params = {.name = "toy",
                                                 .crs = "EPSG:4326",
                                                 .kind = HG_GRID_LONLAT,
                                                 .box = {0, -10, 40, 20},
                                                 .ncol = 40,
                                                 .nrow = 30};
    struct hg_error err = {0};
    uint32_t n = 9;
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 10, 0, 20, 10);
    assert_ok(hg_pairs_create(&pairs, &err), err);
    assert_ok(hg_pairs_number(pairs, "A", 1, "power", 5, &n, &err), err);
    assert_ok(hg_pairs_number(pairs, "A", 1, "steel", 5, &n, &err), err);
    assert_ok(hg_pairs_number(pairs, "B", 1, "power", 5, &n, &err), err);
    assert_int_equal(n, 2);
    const struct hg_survey_params survey_params = {grid, &toy.shapes, &degrees, snap, 8};
    assert_ok(hg_survey_create(&survey_params, &survey, &err), err);
}

static void finish(void)
{
    hg_survey_destroy(survey);
    hg_pairs_destroy(pairs);
    hg_grid_destroy(grid);
}

static struct hg_deposit *make(void)
{
    struct hg_error err = {0};
    struct hg_deposit *deposit = NULL;
    const struct hg_deposit_params params = {
        .survey = survey, .pairs = pairs, .file = "p.csv", .threads = 8};
    assert_ok(hg_deposit_create(&params, &deposit, &err), err);
    return deposit;
}

enum { ROWS = 9 };
static const struct row {
    double lon, lat;
    hg_mass mass;
    uint32_t pair;
    const char *id;
} rows[ROWS] = {
    {15.5, 5.5, 100, 0, "in"},     {15.5, 5.25, 20, 0, "beside"},
    {15.5, 5.5, 3, 1, "steel"},    {15.5, 10.5, 7, 0, "north"}, /* 55 km outside */
    {15.5, 15, 11, 0, "far"},      {60, 5, 13, 0, "beyond"},    /* the grid too */
    {15.5, 5.5, 17, 2, "nowhere"}, {15.5, 5.5, 0, 1, "zero"},
    {180, 0, 19, 1, "line"}, /* as 180 W: beyond the grid */
};

/* Rows first .. first + n - 1 as a block. */
static enum hg_status give(struct hg_deposit *deposit, hg_take_sites *take,
                           unsigned worker, size_t first, size_t n, struct hg_error *err)
{
    double lon[ROWS], lat[ROWS], kg[ROWS], sigma[ROWS];
    hg_mass mass[ROWS];
    uint32_t pair[ROWS];
    uint64_t place[ROWS];
    struct hg_span id[ROWS], name[ROWS];
    for (size_t i = 0; i < n; i++) {
        const struct row *row = &rows[first + i];
        lon[i] = row->lon;
        lat[i] = row->lat;
        mass[i] = row->mass;
        kg[i] = (double)row->mass;
        sigma[i] = NAN;
        pair[i] = row->pair;
        place[i] = 100 + first + i;
        id[i] = (struct hg_span){row->id, strlen(row->id)};
        name[i] = (struct hg_span){"", 0};
    }
    const struct hg_site_block block = {n,     lon,  lat,   mass, kg,
                                        sigma, pair, place, id,   name};
    return take(deposit, worker, &block, err);
}

static const size_t industry[] = {0, 1, 2};

static struct hg_pieces *pieces_of(struct hg_deposit *deposit)
{
    struct hg_error err = {0};
    struct hg_pieces *pieces = NULL;
    assert_ok(hg_deposit_pieces(deposit, HG_POINTS_ADD, 3, industry, 3, &pieces, &err),
              err);
    return pieces;
}

static void expect(const struct hg_pieces *pieces, size_t n,
                   const struct hg_piece *expected)
{
    assert_int_equal(pieces->n, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pieces->piece[i].cell, expected[i].cell);
        assert_int_equal(pieces->piece[i].industry, expected[i].industry);
        assert_true(pieces->piece[i].mass == expected[i].mass);
    }
}

#define CELL(row, col) ((row)*40 + (col))

static void masses_are_added_up_by_cell(void **state)
{
    (void)state;
    struct hg_error err = {0};
    start((struct hg_snap){0});
    struct hg_deposit *deposit = make();
    for (size_t i = 0; i < ROWS; i += 3) /* by several workers */
        assert_ok(give(deposit, hg_deposit_take, (unsigned)i, i, 3, &err), err);
    struct hg_deposit_pair pair[3];
    hg_deposit_pairs(deposit, 3, pair);
    assert_int_equal(pair[0].n, 5);
    assert_int_equal(pair[0].n_inside, 4);
    assert_int_equal(pair[0].n_outside, 1);
    assert_int_equal(pair[0].first, 100);
    assert_true(pair[0].mass == 151);
    assert_int_equal(pair[1].n, 3);
    assert_int_equal(pair[1].n_inside, 1); /* not the one that emits nothing */
    assert_int_equal(pair[1].n_outside, 1);
    assert_int_equal(pair[1].first, 102);
    struct hg_pieces *pieces = pieces_of(deposit);
    /* 5.5 N lies in row 14, 10.5 N in row 9; 15 N is the north edge of row 5. */
    const struct hg_piece expected[] = {
        {CELL(5, 15), 0, {.mass = 11}},   {CELL(9, 15), 0, {.mass = 7}},
        {CELL(14, 15), 0, {.mass = 120}}, {HG_NO_CELL, 0, {.mass = 13}},
        {CELL(14, 15), 1, {.mass = 3}},   {HG_NO_CELL, 1, {.mass = 19}},
        {CELL(14, 15), 2, {.mass = 17}}};
    expect(pieces, 7, expected);
    assert_int_equal(pieces->n_inside[0], 4);
    assert_int_equal(pieces->n_outside[1], 1);
    hg_pieces_destroy(pieces);
    hg_deposit_destroy(deposit);
    hg_deposit_destroy(NULL);
    finish();
}

static void snapped_points_change_their_cell(void **state)
{
    (void)state;
    struct hg_error err = {0};
    start((struct hg_snap){100, HG_SNAP_DIFFUSE});
    struct hg_deposit *deposit = make();
    assert_ok(give(deposit, hg_deposit_take, 0, 0, ROWS, &err), err);
    struct hg_deposit_pair pair[3];
    hg_deposit_pairs(deposit, 3, pair);
    assert_int_equal(pair[0].n_inside, 3); /* not those that gave up their place */
    assert_int_equal(pair[0].n_outside, 0);
    assert_true(pair[0].mass == 151); /* they count all the same */
    struct hg_pieces *pieces = pieces_of(deposit);
    /* "north" moves to 15.5 E 10 N, which belongs to row 10. */
    const struct hg_piece expected[] = {
        {CELL(10, 15), 0, {.mass = 7}},     {CELL(14, 15), 0, {.mass = 120}},
        {HG_DIFFUSE_CELL, 0, {.mass = 24}}, {CELL(14, 15), 1, {.mass = 3}},
        {HG_DIFFUSE_CELL, 1, {.mass = 19}}, {CELL(14, 15), 2, {.mass = 17}}};
    expect(pieces, 6, expected);
    hg_pieces_destroy(pieces);
    hg_deposit_destroy(deposit);
    finish();
}

/* An inventory with a total for A power only. */
static void misplaced_points_are_told_where_there_is_a_total(void **state)
{
    (void)state;
    static const char *const codes[] = {"A", "B"}, *const sectors[] = {"power", "steel"};
    static bool given[] = {true, false, true, false};
    struct hg_error err = {0};
    struct hg_inventory inventory = {.given = given};
    assert_ok(hg_axis_create(2, codes, NULL, &inventory.regions, &err), err);
    assert_ok(hg_axis_create(2, sectors, NULL, &inventory.sectors, &err), err);
    start((struct hg_snap){100, HG_SNAP_KEEP});
    struct hg_deposit *deposit = make();
    assert_ok(give(deposit, hg_deposit_take, 0, 0, ROWS, &err), err);
    hg_deposit_destroy(deposit);
    struct hg_location_report *r = NULL;
    assert_ok(hg_survey_report(survey, &inventory, 6, &r, &err), err);
    const char *const order[] = {"nowhere", "beyond", "far", "north"};
    assert_int_equal(r->n_misplaced, 4); /* "line" has no total */
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(r->misplaced[i].site->id, order[i]);
        assert_true(r->misplaced[i].streamed);
    }
    assert_int_equal(r->n_moved, 1);
    assert_int_equal(r->misplaced[3].remedy, HG_REMEDY_MOVED);
    assert_int_equal(r->misplaced[3].site->line, 103);
    assert_string_equal(r->misplaced[3].site->file, "p.csv");
    hg_location_report_destroy(r);
    hg_axis_destroy(inventory.regions);
    hg_axis_destroy(inventory.sectors);
    finish();
}

static void the_points_of_one_cell_are_caught(void **state)
{
    (void)state;
    struct hg_error err = {0};
    start((struct hg_snap){100, HG_SNAP_DIFFUSE});
    struct hg_deposit *deposit = make();
    size_t n = 0;
    hg_deposit_catch(deposit, CELL(14, 15));
    assert_ok(give(deposit, hg_deposit_take_caught, 3, 0, ROWS, &err), err);
    const struct hg_site *site = hg_deposit_caught(deposit, &n);
    const char *const order[] = {"beside", "in", "steel", "zero", "nowhere"};
    assert_int_equal(n, 5);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(site[i].id, order[i]);
    assert_string_equal(site[2].sector, "steel");
    assert_near(site[1].weight, 100, 0);
    hg_deposit_destroy(deposit);
    deposit = make();
    hg_deposit_catch(deposit, CELL(10, 15));
    assert_ok(give(deposit, hg_deposit_take_caught, 0, 0, ROWS, &err), err);
    site = hg_deposit_caught(deposit, &n);
    assert_int_equal(n, 1);
    assert_string_equal(site[0].id, "north"); /* it was moved there */
    hg_deposit_destroy(deposit);
    finish();
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    (void)state;
    size_t n = 1;
    for (;; n++) {
        struct hg_error err = {0};
        struct hg_deposit *deposit = NULL;
        struct hg_pieces *pieces = NULL;
        const size_t before = alloc_live();
        start((struct hg_snap){100, HG_SNAP_DIFFUSE});
        const struct hg_deposit_params params = {
            .survey = survey, .pairs = pairs, .file = "p.csv", .threads = 1};
        alloc_fail_at(n);
        enum hg_status status = hg_deposit_create(&params, &deposit, &err);
        if (status == HG_OK)
            status = give(deposit, hg_deposit_take, 0, 0, ROWS, &err);
        if (status == HG_OK)
            status =
                hg_deposit_pieces(deposit, HG_POINTS_ADD, 3, industry, 3, &pieces, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        hg_pieces_destroy(pieces);
        hg_deposit_destroy(deposit);
        finish(); /* of what the survey kept too */
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
    assert_true(n > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masses_are_added_up_by_cell),
        cmocka_unit_test(snapped_points_change_their_cell),
        cmocka_unit_test(misplaced_points_are_told_where_there_is_a_total),
        cmocka_unit_test(the_points_of_one_cell_are_caught),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
