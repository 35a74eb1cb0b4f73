/* test-attribute.c - F = E S on grids of a few cells */
#include "alloc.h"
#include "check.h"
#include "mrio/attribute.h"
#include "strip.h"
#include "table.h"

enum { COLUMNS = 4, ROWS = 3, CELLS = COLUMNS * ROWS, FORMS = 3 };

static const char *const regions[] = {"a", "b"};
static const char *const sectors[] = {"power", "steel", "transport"};
static const double nothing[6] = {0};

/* Two markets and the total: what each industry has of them. */
static const double coefficient[] = {0.5,  0.5,  1, 0.25, 0.75, 1, 0.125, 0.875, 1,
                                     0.75, 0.25, 1, 1,    0,    1, 0.625, 0.375, 1};

struct world {
    struct hg_grid *grid;
    struct hg_inventory *inventory;
    struct hg_emissions *e;
};

static struct hg_grid *make_grid(uint32_t ncol, uint32_t nrow)
{
    const struct hg_grid_params params = {.crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, ncol, nrow},
                                          .ncol = ncol,
                                          .nrow = nrow};
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static void *copy_of(const void *from, size_t size)
{
    void *to = malloc(size);
    assert_non_null(to);
    memcpy(to, from, size);
    return to;
}

static hg_mass mass(double kg)
{
    return (hg_mass)(kg * HG_MASS_PER_KG);
}

/* A panel with one column for power and one for transport; steel has points only. */
static struct hg_panel make_panel(size_t region, size_t n_cell, const uint32_t *cell,
                                  const double *weight, double power_kg,
                                  double transport_kg)
{
    const uint32_t column_of[] = {0, HG_NO_COLUMN, 1}, source_of[] = {0, HG_BY_AREA};
    const hg_mass masses[] = {mass(power_kg), 0, mass(transport_kg)};
    return (struct hg_panel){.region = region,
                             .n_cell = n_cell,
                             .cell = copy_of(cell, n_cell * sizeof *cell),
                             .n_column = 2,
                             .weight = copy_of(weight, 2 * n_cell * sizeof *weight),
                             .column_of = copy_of(column_of, sizeof column_of),
                             .source_of = copy_of(source_of, sizeof source_of),
                             .mass = copy_of(masses, sizeof masses)};
}

/* Region a holds the west, b the east; column 1 and 2 of row 1 belong to both.
 *
 *     a  a  b  b       0  1  2  3
 *     a ab ab  b       4  5  6  7
 *     a  a  b  b       8  9 10 11
 */
static int begin(void **state)
{
    const uint32_t west[] = {0, 1, 4, 5, 6, 8, 9}, east[] = {2, 3, 5, 6, 7, 10, 11};
    const double west_weight[] = {
        0.5,  0,    0.125, 0.125,  0,      0,     0.25, /* power */
        0.25, 0.25, 0.125, 0.0625, 0.0625, 0.125, 0.125};
    const double east_weight[] = {0,     0.25,  0.25,  0.25,  0,     0,     0.25,
                                  0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.25};
    const struct hg_point_mass points[] = {
        {0, 1, mass(16)}, {5, 1, mass(32)}, {5, 4, mass(8)}, {11, 3, mass(64)}};

    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->grid = make_grid(COLUMNS, ROWS);
    w->inventory = make_inventory(2, regions, 3, sectors, nothing, 0);
    w->e = calloc(1, sizeof *w->e);
    assert_non_null(w->e);
    w->e->grid = w->grid;
    w->e->inventory = w->inventory;
    w->e->n_point = 4;
    w->e->point = copy_of(points, sizeof points);
    w->e->n_panel = 2;
    w->e->panel = calloc(2, sizeof *w->e->panel);
    assert_non_null(w->e->panel);
    w->e->panel[0] = make_panel(0, 7, west, west_weight, 128, 1024);
    w->e->panel[1] = make_panel(1, 7, east, east_weight, 256, 512);
    *state = w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;
    hg_emissions_destroy(w->e);
    hg_inventory_destroy(w->inventory);
    hg_grid_destroy(w->grid);
    free(w);
    return 0;
}

static void attribute(const struct hg_emissions *e, uint32_t rows, double *out)
{
    const struct hg_grid_params *grid = hg_grid_params(e->grid);
    struct hg_error err = {0};
    struct hg_forms *forms = NULL;
    assert_ok(hg_forms_create(e, FORMS, coefficient, coefficient, &forms, &err), err);
    for (uint32_t row = 0; row < grid->nrow; row += rows) {
        const uint32_t last = row + rows < grid->nrow ? row + rows : grid->nrow;
        fill_strip(forms, FORMS, grid->ncol, row, last,
                   out + (size_t)row * grid->ncol * FORMS);
    }
    hg_forms_destroy(forms);
}

static void assert_cell(const double *out, size_t cell, double first, double second)
{
    assert_near(out[cell * FORMS], first, 1e-15);
    assert_near(out[cell * FORMS + 1], second, 1e-15);
    assert_near(out[cell * FORMS + 2], first + second, 1e-15);
}

static void cells_hold_what_they_hold_on_paper(void **state)
{
    const struct world *w = *state;
    double out[CELLS * FORMS];
    attribute(w->e, ROWS, out);
    /* Steel of a, 16; power 64; transport 256. */
    assert_cell(out, 0, 4 + 32 + 32, 12 + 32 + 224);
    /* Transport of b only. */
    assert_cell(out, 2, 64 * 0.625, 64 * 0.375);
    /* The border: steel of a, 32, and of b, 8; power of a, 16, and of b, 64; transport of
     * a, 64, and of b, 64. */
    assert_cell(out, 5, 8 + 8 + 8 + 48 + 8 + 40, 24 + 0 + 8 + 16 + 56 + 24);
    assert_cell(out, 11, 48 + 48 + 80, 16 + 16 + 48);
}

static void a_strip_is_the_same_in_any_cut(void **state)
{
    const struct world *w = *state;
    double whole[CELLS * FORMS], rows[CELLS * FORMS], pairs[CELLS * FORMS];
    /* Weights that need rounding. */
    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; i < 14; i++)
            w->e->panel[p].weight[i] = 1.0 / (double)(3 + 7 * i + p);
    attribute(w->e, ROWS, whole);
    attribute(w->e, 1, rows);
    attribute(w->e, 2, pairs);
    assert_memory_equal(whole, rows, sizeof whole);
    assert_memory_equal(whole, pairs, sizeof whole);
}

static void destinations_add_up_to_what_is_emitted(void **state)
{
    const struct world *w = *state;
    double out[CELLS * FORMS], sum = 0;
    attribute(w->e, ROWS, out);
    for (size_t cell = 0; cell < CELLS; cell++) {
        const double *f = out + cell * FORMS;
        assert_near(f[0] + f[1], f[2], 1e-12);
        sum += f[2];
    }
    assert_near(sum, 16 + 32 + 8 + 64 + 128 + 1024 + 256 + 512, 1e-15);
}

/* An industry that is nowhere may have no destination: NaN must not spread. */
static void industries_without_mass_leave_no_trace(void **state)
{
    const struct world *w = *state;
    double with[CELLS * FORMS], without[CELLS * FORMS], patched[6 * FORMS];
    w->e->panel[0].mass[0] = 0;
    attribute(w->e, ROWS, with);
    memcpy(patched, coefficient, sizeof patched);
    for (size_t k = 0; k < FORMS; k++)
        patched[k] = NAN;
    struct hg_error err = {0};
    struct hg_forms *forms = NULL;
    assert_ok(hg_forms_create(w->e, FORMS, patched, patched, &forms, &err), err);
    fill_strip(forms, FORMS, COLUMNS, 0, ROWS, without);
    hg_forms_destroy(forms);
    assert_memory_equal(with, without, sizeof with);
}

/* A cell of which 60 % belong to a and 40 % to b, and one that is all a's.  Only a emits:
 * the markets of the border cell are those of a. */
static void a_border_cell_follows_who_emits(void **state)
{
    (void)state;
    const uint32_t of_a[] = {0, 1}, of_b[] = {0};
    const double weight_a[] = {0.6 / 1.6, 1 / 1.6, 0.6 / 1.6, 1 / 1.6};
    const double weight_b[] = {1, 1};
    struct hg_grid *grid = make_grid(2, 1);
    struct hg_inventory *inventory = make_inventory(2, regions, 3, sectors, nothing, 0);
    struct hg_panel panel[] = {make_panel(0, 2, of_a, weight_a, 10, 0),
                               make_panel(1, 1, of_b, weight_b, 0, 0)};
    struct hg_emissions *e = calloc(1, sizeof *e);
    assert_non_null(e);
    *e = (struct hg_emissions){.grid = grid, .inventory = inventory, .n_panel = 2};
    e->panel = copy_of(panel, sizeof panel);
    double out[2 * FORMS] = {0};
    attribute(e, 1, out);
    assert_cell(out, 0, 10 * 0.375 * 0.5, 10 * 0.375 * 0.5);
    assert_cell(out, 1, 10 * 0.625 * 0.5, 10 * 0.625 * 0.5);
    hg_emissions_destroy(e);
    hg_inventory_destroy(inventory);
    hg_grid_destroy(grid);
}

/* A grid of more cells than are summed at once: region a has two thirds of the cells, b
 * one third, some are of both, some of neither; points in every fifth cell, of all
 * industries. */
enum { WIDE = 37, HIGH = 29, MANY = 203 };

static double hash(size_t i) /* 0..1, needs rounding */
{
    return (double)((i * 2654435761U + 12345) % 1000003) / 1000003.0;
}

static struct hg_panel scatter(size_t region)
{
    uint32_t cell[WIDE * HIGH];
    double weight[2 * WIDE * HIGH];
    size_t n = 0;
    for (uint32_t c = 0; c < WIDE * HIGH; c++)
        if (c % 11 != 7 && (c % 3 < 2 - region || c % 7 == 0))
            cell[n++] = c;
    for (size_t i = 0; i < 2 * n; i++)
        weight[i] = hash(i + region) / (double)n;
    return make_panel(region, n, cell, weight, 1e6, 3e5);
}

static struct hg_emissions *make_wide(const struct world *w, struct hg_grid *grid)
{
    struct hg_emissions *e = calloc(1, sizeof *e);
    assert_non_null(e);
    *e = (struct hg_emissions){.grid = grid, .inventory = w->inventory, .n_panel = 2};
    e->point = calloc((size_t)WIDE * HIGH * 6, sizeof *e->point);
    e->panel = calloc(2, sizeof *e->panel);
    assert_true(e->point && e->panel);
    for (uint32_t c = 0; c < WIDE * HIGH; c += 5)
        for (uint32_t i = 0; i < 6; i++)
            e->point[e->n_point++] =
                (struct hg_point_mass){c, i, mass(1e3 * hash(c + i) - 100)};
    for (size_t r = 0; r < 2; r++)
        e->panel[r] = scatter(r);
    return e;
}

/* The sums of attribute.h, as it tells them: point after point, column after column. */
static double by_hand(const struct hg_emissions *e, const double *many, size_t n_form,
                      uint32_t cell, size_t form)
{
    double kg = 0;
    for (size_t i = 0; i < e->n_point; i++)
        if (e->point[i].cell == cell)
            kg +=
                hg_mass_kg(e->point[i].mass) * many[e->point[i].industry * n_form + form];
    for (size_t p = 0; p < e->n_panel; p++) {
        const struct hg_panel *panel = &e->panel[p];
        for (size_t i = 0; i < panel->n_cell; i++)
            for (uint32_t c = 0; panel->cell[i] == cell && c < 2; c++) {
                const size_t sector = c == 0 ? 0 : 2;
                const size_t industry = panel->region * 3 + sector;
                kg += panel->weight[c * panel->n_cell + i] *
                      (hg_mass_kg(panel->mass[sector]) * many[industry * n_form + form]);
            }
    }
    return kg;
}

static void assert_by_hand(const struct hg_emissions *e, const double *many,
                           size_t n_form, const struct row_kernel *kernel)
{
    struct hg_error err = {0};
    struct hg_forms *forms = NULL;
    const size_t n_cell = (size_t)WIDE * HIGH, stride = hg_forms_stride(n_form);
    uint32_t *cell = calloc(n_cell, sizeof *cell);
    double *kg = calloc(n_cell * stride, sizeof *kg);
    assert_true(cell && kg);
    memset(kg, 0x55, n_cell * stride * sizeof *kg); /* whatever was there goes */
    assert_ok(forms_create_by(kernel, e, n_form, many, many, &forms, &err), err);
    const size_t n = hg_forms_block(forms, 0, n_cell, cell, kg);
    size_t at = 0;
    for (uint32_t c = 0; c < n_cell; c++) {
        const bool emits = c % 5 == 0 || (c % 11 != 7 && (c % 3 < 2 || c % 7 == 0));
        if (!emits)
            continue;
        assert_int_equal(cell[at], c);
        for (size_t f = 0; f < stride; f++) {
            const double expected = f < n_form ? by_hand(e, many, n_form, c, f) : 0;
            assert_memory_equal(&kg[at * stride + f], &expected, sizeof expected);
        }
        at++;
    }
    assert_int_equal(n, at);
    hg_forms_destroy(forms);
    free(cell);
    free(kg);
}

static void a_sum_has_the_same_bits_with_any_vectors_and_any_forms(void **state)
{
    static const size_t counts[] = {0,  1,  2,  7,  8,  9,  16,  24,  31,
                                    40, 48, 56, 63, 64, 65, 100, 128, MANY};
    const struct world *w = *state;
    struct hg_grid *grid = make_grid(WIDE, HIGH);
    struct hg_emissions *e = make_wide(w, grid);
    double many[6 * MANY];
    for (size_t i = 0; i < sizeof many / sizeof many[0]; i++)
        many[i] = hash(i) - 0.25; /* some below 0 */
    for (const struct row_kernel *kernel = row_kernels; kernel->name; kernel++)
        for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
            if (kernel->runs_here())
                assert_by_hand(e, many, counts[i], kernel);
    hg_emissions_destroy(e);
    hg_grid_destroy(grid);
}

static void a_block_is_the_same_in_any_cut(void **state)
{
    static const size_t step[] = {1, 10, 255, 256, 257, 600};
    const struct world *w = *state;
    struct hg_grid *grid = make_grid(WIDE, HIGH);
    struct hg_emissions *e = make_wide(w, grid);
    struct hg_error err = {0};
    struct hg_forms *forms = NULL;
    enum { CELLS_OF = WIDE * HIGH, STRIDE = 8 };
    static uint32_t cell[CELLS_OF], piece[CELLS_OF];
    static double kg[CELLS_OF * STRIDE], part[CELLS_OF * STRIDE];
    assert_int_equal(hg_forms_stride(FORMS), STRIDE);
    assert_ok(hg_forms_create(e, FORMS, coefficient, coefficient, &forms, &err), err);
    const size_t n = hg_forms_block(forms, 0, CELLS_OF, cell, kg);
    for (size_t s = 0; s < sizeof step / sizeof step[0]; s++) {
        size_t found = 0;
        for (size_t at = 0; at < CELLS_OF; at += step[s]) {
            const size_t end = at + step[s] < CELLS_OF ? at + step[s] : CELLS_OF;
            found += hg_forms_block(forms, at, end, piece + found, part + found * STRIDE);
        }
        assert_int_equal(found, n);
        assert_memory_equal(piece, cell, n * sizeof *cell);
        assert_memory_equal(part, kg, n * STRIDE * sizeof *kg);
    }
    hg_forms_destroy(forms);
    hg_emissions_destroy(e);
    hg_grid_destroy(grid);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    const struct world *w = *state;
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_forms *forms = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_forms_create(w->e, FORMS, coefficient, coefficient, &forms, &err);
        if (!alloc_failed()) {
            hg_forms_destroy(forms);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 100);
    }
    alloc_fail_at(0);
}

#define world_test(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(cells_hold_what_they_hold_on_paper),
        world_test(a_strip_is_the_same_in_any_cut),
        world_test(destinations_add_up_to_what_is_emitted),
        world_test(industries_without_mass_leave_no_trace),
        cmocka_unit_test(a_border_cell_follows_who_emits),
        world_test(a_sum_has_the_same_bits_with_any_vectors_and_any_forms),
        world_test(a_block_is_the_same_in_any_cut),
        world_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
