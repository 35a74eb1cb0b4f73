/* test-perturb.c - draws have the moments of the formula, hold totals, and know no order
 */
#include "alloc.h"
#include "check.h"
#include "strip.h"
#include "uncertain.h"
#include <hotgrid/parallel.h>
#include <hotgrid/perturb.h>

enum { DRAWS = 20000, ACTIVE = CELLS };

static const double total[INDUSTRIES] = {1, 1, 1, 1, 1, 1};

/* Draws of one world, all at once: [draw * CELLS + cell] and [draw * INDUSTRIES + i]. */
struct draws {
    struct hg_uncertainty *u;
    struct hg_active *active;
    size_t n;
    double *cell, *industry;
    double held_error;
};

static struct draws begin_draws(const struct world *w, size_t n)
{
    struct hg_error err = {0};
    struct draws d = {.u = make_uncertainty(w), .n = n};
    assert_ok(hg_active_create(w->e, &d.active, &err), err);
    d.cell = calloc(n * CELLS + 1, sizeof *d.cell);
    d.industry = calloc(n * INDUSTRIES + 1, sizeof *d.industry);
    assert_true(d.cell && d.industry);
    return d;
}

static void end_draws(struct draws *d)
{
    hg_uncertainty_destroy(d->u);
    hg_active_destroy(d->active);
    free(d->cell);
    free(d->industry);
}

static void one_draw(struct draws *d, struct hg_draw *draw, size_t number)
{
    double form[CELLS];
    hg_draw_take(draw, 42, (uint32_t)number);
    hg_draw_forms(draw, 1, total, form);
    for (size_t i = 0; i < d->active->n; i++)
        d->cell[number * CELLS + d->active->cell[i]] = form[i];
    memcpy(d->industry + number * INDUSTRIES, hg_draw_totals(draw),
           INDUSTRIES * sizeof *d->industry);
    d->held_error = fmax(d->held_error, hg_draw_held_error(draw));
}

static struct draws make_draws(const struct world *w, size_t n)
{
    struct hg_error err = {0};
    struct hg_draw *draw = NULL;
    struct draws d = begin_draws(w, n);
    assert_ok(hg_draw_create(d.u, d.active, &draw, &err), err);
    for (size_t k = 0; k < n; k++)
        one_draw(&d, draw, k);
    hg_draw_destroy(draw);
    return d;
}

static void some_sigmas(struct world *w)
{
    for (size_t s = 0; s < SECTORS; s++) {
        w->sector[s] = 0.04 * (double)(s + 1);
        w->point[s] = 0.15 - 0.02 * (double)s;
    }
    w->region[0] = 0.05;
    w->region[1] = 0.08;
    for (size_t i = 0; i < INDUSTRIES; i++)
        w->own[i] = 0.02 * (double)i;
}

static void without_sigmas_a_draw_is_the_emissions_to_the_last_bit(void **state)
{
    struct world *w = *state;
    const double form[INDUSTRIES] = {0.5, 0.3, 1, 0.7, 0.1, 0.9};
    double cells[CELLS], drawn[CELLS];
    struct hg_forms *forms = NULL;
    struct hg_draw *draw = NULL;
    struct hg_error err = {0};
    for (size_t p = 0; p < 2; p++) /* weights that need rounding */
        for (size_t i = 0; i < 14; i++)
            w->e->panel[p].weight[i] = 1.0 / (double)(3 + 7 * i + p);
    hold_all(w);
    assert_ok(hg_forms_create(w->e, 1, form, form, &forms, &err), err);
    fill_strip(forms, 1, COLUMNS, 0, ROWS, cells);
    hg_forms_destroy(forms);
    struct draws d = begin_draws(w, 1);
    assert_int_equal(d.active->n, 12); /* all but none */
    assert_ok(hg_draw_create(d.u, d.active, &draw, &err), err);
    hg_draw_take(draw, 1, 7);
    hg_draw_forms(draw, 1, form, drawn);
    assert_memory_equal(drawn, cells, sizeof cells);
    assert_near(hg_draw_totals(draw)[3], 320, 0);
    assert_true(hg_draw_held_error(draw) == 0);
    hg_draw_destroy(draw);
    end_draws(&d);
}

static void only_cells_with_emissions_are_active(void **state)
{
    struct world *w = *state;
    w->e->n_panel = 1;
    struct draws d = begin_draws(w, 1);
    const uint32_t expected[] = {0, 1, 4, 5, 6, 8, 9, 11};
    assert_int_equal(d.active->n, 8);
    assert_memory_equal(d.active->cell, expected, sizeof expected);
    assert_int_equal(d.active->of_point[3], 7);
    assert_int_equal(d.active->of_panel[0][4], 4);
    end_draws(&d);
    hg_panel_finish(&w->e->panel[1]);
}

struct moments {
    double mean, variance, fourth; /* the last two central */
};

static struct moments moments_of(const double *value, size_t n, size_t stride)
{
    struct moments m = {0};
    for (size_t k = 0; k < n; k++)
        m.mean += value[k * stride] / (double)n;
    for (size_t k = 0; k < n; k++) {
        const double apart = value[k * stride] - m.mean;
        m.variance += apart * apart / (double)(n - 1);
        m.fourth += apart * apart * apart * apart / (double)n;
    }
    return m;
}

/* Mean and deviation within 4.5 standard errors: of the mean sigma / sqrt(n), of the
 * variance sqrt((m4 - sigma^4) / n) (Kendall and Stuart 1969, vol. 1, 10.6); slack is
 * what the formula may be off by itself, relative. */
static void assert_moments(const double *value, size_t n, size_t stride, double mean,
                           double sigma, double slack)
{
    const struct moments m = moments_of(value, n, stride);
    const double root = sqrt((double)n), variance = sigma * sigma;
    if (!(fabs(m.mean - mean) <= 4.5 * sigma / root + slack * sigma * sigma / mean))
        fail_msg("mean %g, expected %g with sigma %g", m.mean, mean, sigma);
    const double error = sqrt(fmax(0, m.fourth - variance * variance)) / root;
    if (!(fabs(m.variance - variance) <= 4.5 * error + slack * variance))
        fail_msg("sigma %g, expected %g", sqrt(m.variance), sigma);
}

static void deviations_of(const struct world *w, double *out)
{
    struct hg_uncertainty *u = make_uncertainty(w);
    struct hg_deviations *d = NULL;
    struct hg_error err = {0};
    assert_ok(hg_deviations_create(u, 1, total, &d, &err), err);
    assert_ok(hg_deviations_strip(d, 0, ROWS, out, &err), err);
    hg_deviations_destroy(d);
    hg_uncertainty_destroy(u);
}

static void assert_draws_follow(const struct world *w, double slack)
{
    double sigma[CELLS], mean[CELLS], sum = 0;
    struct hg_forms *forms = NULL;
    struct hg_error err = {0};
    deviations_of(w, sigma);
    assert_ok(hg_forms_create(w->e, 1, total, total, &forms, &err), err);
    fill_strip(forms, 1, COLUMNS, 0, ROWS, mean);
    hg_forms_destroy(forms);
    struct draws d = make_draws(w, DRAWS);
    double *sums = calloc(DRAWS, sizeof *sums);
    assert_non_null(sums);
    for (size_t k = 0; k < DRAWS; k++)
        for (size_t i = 0; i < INDUSTRIES; i++)
            sums[k] += d.industry[k * INDUSTRIES + i];
    for (size_t cell = 0; cell < CELLS; cell++) {
        assert_moments(d.cell + cell, DRAWS, CELLS, mean[cell], sigma[cell], slack);
        sum += mean[cell];
    }
    const double of_sum = sum_sigma(w, total);
    assert_moments(sums, DRAWS, 1, sum, of_sum, 0);
    free(sums);
    end_draws(&d);
}

static void draws_have_the_moments_of_the_formula(void **state)
{
    struct world *w = *state;
    some_sigmas(w);
    assert_draws_follow(w, 0);
}

/* One factor with s = 1: mean 1, and half of all draws below exp(-t^2 / 2) = 1 / sqrt(2).
 */
static void factors_are_lognormal_with_mean_1(void **state)
{
    struct world *w = *state;
    w->sector[2] = 1;
    struct draws d = make_draws(w, DRAWS);
    size_t below = 0;
    for (size_t k = 0; k < DRAWS; k++)
        below += d.cell[k * CELLS + 2] < 64 / sqrt(2);
    const struct moments m = moments_of(d.cell + 2, DRAWS, CELLS);
    assert_true(fabs(m.mean - 64) < 4.5 * 64 / sqrt(DRAWS));
    assert_true(fabs((double)below - 0.5 * DRAWS) < 4.5 * 0.5 * sqrt(DRAWS));
    end_draws(&d);
}

/* To first order: for p = 0.15 and less the second order is p^2, 2 % of the variance (and
 * of it times the mean over sigma, of the mean). */
static void draws_of_held_totals_have_them_to_first_order(void **state)
{
    struct world *w = *state;
    some_sigmas(w);
    hold_all(w);
    w->source[0] = 0.1;
    w->sigmas.area = 0.12;
    assert_draws_follow(w, 0.0225);
}

static void shared_factors_move_cells_together(void **state)
{
    struct world *w = *state;
    w->sector[2] = 0.3; /* transport is all there is in cells 2 and 8 */
    struct draws d = make_draws(w, 100);
    for (size_t k = 0; k < d.n; k++) {
        const double *cell = d.cell + k * CELLS;
        assert_near(cell[2], 64 * cell[8] / 128, 1e-14);
    }
    const struct moments m = moments_of(d.cell + 2, d.n, CELLS);
    assert_true(m.variance > 0);
    end_draws(&d);
}

/* Each draw: cells add up to totals, and held totals stay. */
static void held_totals_are_held_in_every_draw(void **state)
{
    struct world *w = *state;
    for (size_t s = 0; s < SECTORS; s++)
        w->point[s] = 1.5;
    w->source[0] = w->sigmas.area = 2;
    hold_all(w);
    w->held[4] = false;
    struct draws d = make_draws(w, 500);
    bool moved = false;
    for (size_t k = 0; k < d.n; k++) {
        const double *of = d.industry + k * INDUSTRIES;
        const double inventory[] = {128, 48, 1024, 320, of[4], 512};
        double cells = 0, totals = 0;
        for (size_t i = 0; i < INDUSTRIES; i++) {
            assert_near(of[i], inventory[i], 1e-12);
            totals += of[i];
        }
        for (size_t cell = 0; cell < CELLS; cell++) {
            assert_true(d.cell[k * CELLS + cell] >= 0);
            cells += d.cell[k * CELLS + cell];
        }
        assert_near(cells, totals, 1e-13);
        moved |= fabs(of[4] - 8) > 1;
    }
    assert_true(moved);
    assert_true(d.held_error <= 1e-14);
    end_draws(&d);
}

struct crowd {
    struct draws *draws;
    struct hg_draw *draw[8];
};

static enum hg_status take_task(void *context, size_t index, unsigned worker,
                                struct hg_error *err)
{
    (void)err;
    struct crowd *crowd = context;
    double form[CELLS];
    struct draws *d = crowd->draws;
    hg_draw_take(crowd->draw[worker], 42, (uint32_t)index);
    hg_draw_forms(crowd->draw[worker], 1, total, form);
    for (size_t i = 0; i < d->active->n; i++)
        d->cell[index * CELLS + d->active->cell[i]] = form[i];
    memcpy(d->industry + index * INDUSTRIES, hg_draw_totals(crowd->draw[worker]),
           INDUSTRIES * sizeof *d->industry);
    return HG_OK;
}

static void any_number_of_threads_draws_the_same(void **state)
{
    struct world *w = *state;
    static const unsigned threads[] = {1, 2, 8};
    some_sigmas(w);
    hold_all(w);
    w->source[0] = 0.5;
    struct draws alone = make_draws(w, 300);
    for (size_t k = 0; k < 3; k++) {
        struct hg_error err = {0};
        struct draws d = begin_draws(w, 300);
        struct crowd crowd = {.draws = &d};
        for (size_t i = 0; i < 8; i++)
            assert_ok(hg_draw_create(d.u, d.active, &crowd.draw[i], &err), err);
        assert_ok(hg_parallel(threads[k], d.n, take_task, &crowd, &err), err);
        assert_memory_equal(d.cell, alone.cell, d.n * CELLS * sizeof *d.cell);
        assert_memory_equal(d.industry, alone.industry,
                            d.n * INDUSTRIES * sizeof *d.industry);
        for (size_t i = 0; i < 8; i++)
            hg_draw_destroy(crowd.draw[i]);
        end_draws(&d);
    }
    end_draws(&alone);
}

static void every_failed_allocation_of_a_draw_is_told(void **state)
{
    struct world *w = *state;
    struct hg_uncertainty *u = make_uncertainty(w);
    size_t n = 1;
    for (;; n++) {
        struct hg_active *active = NULL;
        struct hg_draw *draw = NULL;
        struct hg_error err = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        enum hg_status status = hg_active_create(w->e, &active, &err);
        if (status == HG_OK)
            status = hg_draw_create(u, active, &draw, &err);
        hg_draw_destroy(draw);
        hg_active_destroy(active);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
    assert_true(n > 12);
    hg_uncertainty_destroy(u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            without_sigmas_a_draw_is_the_emissions_to_the_last_bit, begin, end),
        cmocka_unit_test_setup_teardown(only_cells_with_emissions_are_active, begin, end),
        cmocka_unit_test_setup_teardown(draws_have_the_moments_of_the_formula, begin,
                                        end),
        cmocka_unit_test_setup_teardown(factors_are_lognormal_with_mean_1, begin, end),
        cmocka_unit_test_setup_teardown(draws_of_held_totals_have_them_to_first_order,
                                        begin, end),
        cmocka_unit_test_setup_teardown(shared_factors_move_cells_together, begin, end),
        cmocka_unit_test_setup_teardown(held_totals_are_held_in_every_draw, begin, end),
        cmocka_unit_test_setup_teardown(any_number_of_threads_draws_the_same, begin, end),
        cmocka_unit_test_setup_teardown(every_failed_allocation_of_a_draw_is_told, begin,
                                        end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
