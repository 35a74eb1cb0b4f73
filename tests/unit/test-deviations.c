/* test-deviations.c - how far cells may be off: on paper, and by shaking every factor */
#include "alloc.h"
#include "check.h"
#include "uncertain.h"

static const double total[INDUSTRIES] = {1, 1, 1, 1, 1, 1};

static void deviate(const struct world *w, size_t n_form, const double *coefficient,
                    uint32_t rows, double *out)
{
    struct hg_uncertainty *u = make_uncertainty(w);
    struct hg_deviations *d = NULL;
    struct hg_error err = {0};
    assert_ok(hg_deviations_create(u, n_form, coefficient, &d, &err), err);
    for (uint32_t row = 0; row < ROWS; row += rows) {
        const uint32_t last = row + rows < ROWS ? row + rows : ROWS;
        assert_ok(
            hg_deviations_strip(d, row, last, out + (size_t)row * COLUMNS * n_form, &err),
            err);
    }
    hg_deviations_destroy(d);
    hg_uncertainty_destroy(u);
}

static void independent_plants_of_a_cell_add_in_quadrature(void **state)
{
    struct world *w = *state;
    double out[CELLS];
    w->point[1] = 0.25; /* steel in cell 5: 32 of a, 8 of b */
    deviate(w, 1, total, ROWS, out);
    assert_near(out[0], 4, 1e-15);
    assert_near(out[5], hypot(8, 2), 1e-15);
    assert_true(out[11] == 0 && out[4] == 0);
}

static void shared_factors_of_a_cell_add_up(void **state)
{
    struct world *w = *state;
    double out[CELLS];
    w->sector[2] = 0.5; /* transport in cell 5: 64 of a, 64 of b */
    deviate(w, 1, total, ROWS, out);
    assert_near(out[5], 64, 1e-15);
    assert_near(out[0], 128, 1e-15);

    w->sector[2] = 0;
    w->region[1] = 0.25; /* of b in cell 5: steel 8, power 64, transport 64 */
    deviate(w, 1, total, ROWS, out);
    assert_near(out[5], 34, 1e-15);
    assert_true(out[0] == 0);
}

static void no_sigma_is_no_deviation_anywhere(void **state)
{
    struct world *w = *state;
    double out[CELLS];
    memset(out, 0x55, sizeof out);
    deviate(w, 1, total, ROWS, out);
    for (size_t cell = 0; cell < CELLS; cell++)
        assert_true(out[cell] == 0);
}

/* Shares of T: m_k P_k / sum, to first order m_k (dP_k - sum of w dP). */
static void held_plants_trade_shares(void **state)
{
    struct world *w = *state;
    double out[CELLS];
    hold_all(w);
    w->point[0] = w->point[1] = 0.5;
    deviate(w, 1, total, ROWS, out);
    /* Steel of a: 16 of 48 and 32 of 48, no more: what one gains the other loses,
     * 48 * 1/3 * 2/3 * 0.5 * sqrt(2).  Steel of b is one plant: nothing. */
    assert_near(out[0], 48.0 * 2 / 9 * 0.5 * sqrt(2), 1e-14);
    assert_near(out[5], hypot(out[0], 64 * 0.1), 1e-14);
    /* Power of b: 64 at a plant, 256 spread, T = 320: the share of the plant is w = 1/5;
     * it moves all parts: the plant's cell holds 128, another 64. */
    assert_near(out[11], 0.5 * (64 - 128 * 0.2), 1e-14);
    assert_near(out[7], 0, 0);
    assert_near(out[3], 64 * 0.2 * 0.5, 1e-14);
}

static void a_single_plant_holds_its_total(void **state)
{
    struct world *w = *state;
    double out[CELLS];
    drop_diffuse(w);
    hold_all(w);
    w->point[0] = 5;
    deviate(w, 1, total, ROWS, out);
    assert_true(out[11] == 0);
}

/* Four cells with a quarter of 256 each: 64 z sqrt(1 - 1/4). */
static void proxies_trade_shares_among_their_cells(void **state)
{
    struct world *w = *state;
    double out[CELLS];
    w->source[0] = 0.5;
    deviate(w, 1, total, ROWS, out);
    assert_near(out[3], 64 * 0.5 * sqrt(0.75), 1e-14);
    assert_near(out[6], 64 * 0.5 * sqrt(0.75), 1e-14); /* power of a has none there */
    assert_true(out[7] == 0 && out[2] == 0);
    w->region[1] = 0.25; /* (1 + z..)(1 + b^2) - 1 of power alone */
    const double power[INDUSTRIES] = {[3] = 1};
    deviate(w, 1, power, ROWS, out);
    assert_near(out[3], 64 * sqrt(1.0625 * (1 + 0.25 * 0.75) - 1), 1e-14);
}

static void a_column_of_one_cell_is_sure(void **state)
{
    struct world *w = *state;
    double out[CELLS];
    const double all_there[] = {1, 0, 0, 0, 0, 0, 0};
    memcpy(w->e->panel[0].weight, all_there, sizeof all_there);
    drop_diffuse(w);
    w->e->panel[0].mass[0] = mass(128);
    w->source[0] = 1;
    deviate(w, 1, total, ROWS, out);
    assert_true(out[0] == 0);
}

/* All factors of the world, and what cells are under them, from the definition. */
struct factors {
    double A[SECTORS], B[REGIONS], C[INDUSTRIES], P[4], Z[2][2][7]; /* panel, column */
};

static void evaluate(const struct world *w, const struct factors *x, double *out)
{
    double point[INDUSTRIES] = {0}, diffuse[INDUSTRIES] = {0}, T[INDUSTRIES] = {0};
    const struct hg_emissions *e = w->e;
    memset(out, 0, CELLS * sizeof *out);
    for (size_t k = 0; k < e->n_point; k++) {
        point[e->point[k].industry] += hg_mass_kg(e->point[k].mass) * x->P[k];
        T[e->point[k].industry] += hg_mass_kg(e->point[k].mass);
    }
    for (size_t p = 0; p < 2; p++)
        for (size_t s = 0; s < SECTORS; s++) {
            const size_t i = e->panel[p].region * SECTORS + s;
            diffuse[i] = hg_mass_kg(e->panel[p].mass[s]);
            T[i] += diffuse[i];
        }
    double F[INDUSTRIES];
    for (size_t i = 0; i < INDUSTRIES; i++) {
        F[i] = x->A[i % SECTORS] * x->B[i / SECTORS] * x->C[i];
        if (w->held[i] && T[i] > 0)
            F[i] *= T[i] / (point[i] + diffuse[i]);
    }
    for (size_t k = 0; k < e->n_point; k++)
        out[e->point[k].cell] +=
            hg_mass_kg(e->point[k].mass) * x->P[k] * F[e->point[k].industry];
    for (size_t p = 0; p < 2; p++)
        for (size_t s = 0; s < SECTORS; s++) {
            const struct hg_panel *panel = &e->panel[p];
            const uint32_t c = panel->column_of[s];
            if (c == HG_NO_COLUMN)
                continue;
            const double *weight = panel->weight + (size_t)c * 7;
            double sum = 0;
            for (size_t i = 0; i < 7; i++)
                sum += weight[i] * x->Z[p][c][i];
            for (size_t i = 0; i < 7; i++)
                out[panel->cell[i]] += weight[i] * x->Z[p][c][i] / sum *
                                       diffuse[panel->region * SECTORS + s] *
                                       F[panel->region * SECTORS + s];
        }
}

/* Adds (d cell / d x)^2 s^2 for one factor, by a central difference. */
static void shake(const struct world *w, struct factors *x, double *factor, double sigma,
                  double *variance)
{
    const double h = 1e-5;
    double up[CELLS], down[CELLS];
    *factor = 1 + h;
    evaluate(w, x, up);
    *factor = 1 - h;
    evaluate(w, x, down);
    *factor = 1;
    for (size_t cell = 0; cell < CELLS; cell++) {
        const double slope = (up[cell] - down[cell]) / (2 * h);
        variance[cell] += slope * slope * sigma * sigma;
    }
}

static void first_order(const struct world *w, double *variance)
{
    struct factors x;
    double *all = (double *)&x;
    for (size_t i = 0; i < sizeof x / sizeof *all; i++)
        all[i] = 1;
    memset(variance, 0, CELLS * sizeof *variance);
    for (size_t s = 0; s < SECTORS; s++)
        shake(w, &x, &x.A[s], w->sector[s], variance);
    for (size_t r = 0; r < REGIONS; r++)
        shake(w, &x, &x.B[r], w->region[r], variance);
    for (size_t i = 0; i < INDUSTRIES; i++)
        shake(w, &x, &x.C[i], w->own[i], variance);
    for (size_t k = 0; k < 4; k++)
        shake(w, &x, &x.P[k], w->point[w->e->point[k].industry % SECTORS], variance);
    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; i < 7; i++) {
            shake(w, &x, &x.Z[p][0][i], w->source[0], variance);
            shake(w, &x, &x.Z[p][1][i], w->sigmas.area, variance);
        }
}

/* Where all sigmas are small, what the formula says is the law of propagation: terms
 * left out are s^2 of what is kept. */
static void small_sigmas_follow_the_law_of_propagation(void **state)
{
    struct world *w = *state;
    double out[CELLS], variance[CELLS];
    for (size_t k = 0; k < 2; k++) {
        for (size_t s = 0; s < SECTORS; s++) {
            w->sector[s] = 1e-3 * (1 + (double)s);
            w->point[s] = 3e-3 / (1 + (double)s);
        }
        w->region[0] = 2e-3;
        w->region[1] = 5e-4;
        for (size_t i = 0; i < INDUSTRIES; i++) {
            w->own[i] = 4e-4 * (double)i;
            w->held[i] = k == 1;
        }
        w->source[0] = 2e-3;
        w->sigmas.area = 4e-3;
        deviate(w, 1, total, ROWS, out);
        first_order(w, variance);
        for (size_t cell = 0; cell < CELLS; cell++)
            assert_near(out[cell] * out[cell], variance[cell], 1e-4);
    }
}

static void cells_do_not_depend_on_the_cut(void **state)
{
    struct world *w = *state;
    const double forms[2 * INDUSTRIES] = {1, 0.3,  1, 0.1, 1, 0.7,
                                          1, -0.3, 1, 0.9, 1, 0.2};
    double whole[2 * CELLS], rows[2 * CELLS], pairs[2 * CELLS], alone[CELLS];
    for (size_t s = 0; s < SECTORS; s++)
        w->sector[s] = w->point[s] = 0.1 * (double)(s + 1);
    w->region[0] = w->source[0] = w->sigmas.area = 0.3;
    hold_all(w);
    deviate(w, 2, forms, ROWS, whole);
    deviate(w, 2, forms, 1, rows);
    deviate(w, 2, forms, 2, pairs);
    deviate(w, 1, total, ROWS, alone);
    assert_memory_equal(whole, rows, sizeof whole);
    assert_memory_equal(whole, pairs, sizeof whole);
    for (size_t cell = 0; cell < CELLS; cell++)
        assert_memory_equal(&whole[2 * cell], &alone[cell], sizeof *alone);
}

static void one_cell_with_all_is_the_sum(void **state)
{
    struct world *w = *state;
    double out[CELLS];
    for (size_t k = 0; k < 4; k++)
        w->e->point[k].cell = 6;
    for (size_t p = 0; p < 2; p++)
        for (size_t c = 0; c < 2; c++)
            for (size_t i = 0; i < 7; i++)
                w->e->panel[p].weight[c * 7 + i] = w->e->panel[p].cell[i] == 6 ? 1 : 0;
    /* In order of industry, and no pair twice. */
    w->e->point[1].mass += w->e->point[0].mass;
    w->e->point[0] = w->e->point[1];
    w->e->point[1] = w->e->point[3];
    w->e->n_point = 3;
    for (size_t s = 0; s < SECTORS; s++)
        w->sector[s] = w->point[s] = 0.2 * (double)(s + 1);
    w->region[0] = 0.5;
    w->own[5] = 1;
    for (size_t k = 0; k < 2; k++) {
        deviate(w, 1, total, ROWS, out);
        assert_near(out[6], sum_sigma(w, total), 1e-14);
        hold_all(w);
    }
}

static void every_failed_allocation_of_a_strip_is_told(void **state)
{
    struct world *w = *state;
    struct hg_uncertainty *u = make_uncertainty(w);
    size_t n = 1;
    for (;; n++) {
        struct hg_deviations *d = NULL;
        struct hg_error err = {0};
        double out[CELLS];
        const size_t before = alloc_live();
        alloc_fail_at(n);
        enum hg_status status = hg_deviations_create(u, 1, total, &d, &err);
        if (status == HG_OK)
            status = hg_deviations_strip(d, 0, ROWS, out, &err);
        hg_deviations_destroy(d);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
    assert_true(n > 8);
    hg_uncertainty_destroy(u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(independent_plants_of_a_cell_add_in_quadrature,
                                        begin, end),
        cmocka_unit_test_setup_teardown(shared_factors_of_a_cell_add_up, begin, end),
        cmocka_unit_test_setup_teardown(no_sigma_is_no_deviation_anywhere, begin, end),
        cmocka_unit_test_setup_teardown(held_plants_trade_shares, begin, end),
        cmocka_unit_test_setup_teardown(a_single_plant_holds_its_total, begin, end),
        cmocka_unit_test_setup_teardown(proxies_trade_shares_among_their_cells, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_column_of_one_cell_is_sure, begin, end),
        cmocka_unit_test_setup_teardown(small_sigmas_follow_the_law_of_propagation, begin,
                                        end),
        cmocka_unit_test_setup_teardown(cells_do_not_depend_on_the_cut, begin, end),
        cmocka_unit_test_setup_teardown(one_cell_with_all_is_the_sum, begin, end),
        cmocka_unit_test_setup_teardown(every_failed_allocation_of_a_strip_is_told, begin,
                                        end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
