/* test-uncertainty.c - how far sums may be off, by hand and from the definition */
#include "alloc.h"
#include "check.h"
#include "uncertain.h"

static const double total[INDUSTRIES] = {1, 1, 1, 1, 1, 1};

/* Two plants of steel of a (16, 32), one of b (8), one of power of b (64): 10 % each. */
static void independent_plants_add_in_quadrature(void **state)
{
    struct world *w = *state;
    drop_diffuse(w);
    for (size_t s = 0; s < SECTORS; s++)
        w->point[s] = 0.1;
    assert_near(sum_sigma(w, total), sqrt(1.6 * 1.6 + 3.2 * 3.2 + 0.8 * 0.8 + 6.4 * 6.4),
                1e-15);
}

/* The 16 kg of steel in cell 0 are a plant of 4 +- 50 % and one of 12 without a sigma of
 * their own, here 10 %; all others are one plant each. */
static void plants_of_one_entry_deviate_as_one_by_one(void **state)
{
    struct world *w = *state;
    drop_diffuse(w);
    w->e->square = calloc(4, sizeof *w->e->square);
    assert_non_null(w->e->square);
    for (size_t k = 0; k < 4; k++)
        w->e->square[k] = hg_squares_of(k == 3 ? 0 : NAN); /* power is sure */
    w->e->square[0] = hg_squares_add(hg_squares_of(0.5), 4, hg_squares_of(NAN), 12);
    w->point[0] = w->point[1] = 0.1;
    assert_near(sum_sigma(w, total), sqrt(2 * 2 + 1.2 * 1.2 + 3.2 * 3.2 + 0.8 * 0.8),
                1e-14);
}

static void what_a_sector_shares_adds_up(void **state)
{
    struct world *w = *state;
    w->sector[1] = 0.25; /* steel: 16 + 32 + 8 */
    assert_near(sum_sigma(w, total), 14, 1e-15);
    w->sector[2] = 0.5; /* transport 1024 + 512: another sector, in quadrature */
    assert_near(sum_sigma(w, total), hypot(14, 768), 1e-15);
}

static void what_a_region_shares_adds_up(void **state)
{
    struct world *w = *state;
    w->region[0] = 0.5; /* 16 + 32 + 128 + 1024 = 1200 */
    assert_near(sum_sigma(w, total), 600, 1e-15);
    w->region[1] = 0.25; /* 8 + 64 + 256 + 512 = 840 */
    assert_near(sum_sigma(w, total), hypot(600, 210), 1e-15);
}

static void what_is_an_industrys_own_adds_in_quadrature(void **state)
{
    struct world *w = *state;
    w->own[1] = 0.5;  /* steel of a, 48 */
    w->own[3] = 0.1;  /* power of b, 64 + 256 */
    w->own[4] = 0.25; /* steel of b, 8 */
    assert_near(sum_sigma(w, total), sqrt(24 * 24 + 32 * 32 + 2 * 2), 1e-15);
}

/* (1 + s^2) of a product is the product of those of its factors. */
static void factors_of_one_mass_multiply(void **state)
{
    struct world *w = *state;
    const double steel_of_b[INDUSTRIES] = {[4] = 1};
    w->sector[1] = 0.3;
    w->region[1] = 0.4;
    w->own[4] = 0.5;
    w->point[1] = 0.6;
    assert_near(sum_sigma(w, steel_of_b), 8 * sqrt(1.09 * 1.16 * 1.25 * 1.36 - 1), 1e-15);
}

static void what_is_shared_cancels_in_a_difference(void **state)
{
    struct world *w = *state;
    const double difference[INDUSTRIES] = {[2] = 0.5, [5] = -1}; /* 512 - 512 */
    w->sector[2] = 0.5;
    assert_true(sum_sigma(w, difference) == 0);
    w->own[2] = 0.25; /* what is not shared does not: 512 * 0.25 * sqrt(1 + 0.5^2) */
    assert_near(sum_sigma(w, difference), 128 * sqrt(1.25), 1e-15);
}

static void no_sigma_is_no_deviation(void **state)
{
    struct world *w = *state;
    struct hg_uncertainty *u = make_uncertainty(w);
    double sigma = -1;
    hg_uncertainty_sums(u, 1, total, &sigma);
    assert_true(sigma == 0);
    hg_uncertainty_destroy(u);
}

static void plants_leave_a_held_total_alone(void **state)
{
    struct world *w = *state;
    for (size_t s = 0; s < SECTORS; s++)
        w->point[s] = 0.5;
    hold_all(w);
    assert_true(sum_sigma(w, total) == 0);
    w->held[4] = false; /* steel of b, 8, is not given by an inventory */
    assert_near(sum_sigma(w, total), 4, 1e-15);
    w->region[0] = 0.125; /* F is not held */
    assert_near(sum_sigma(w, total), hypot(4, 150), 1e-15);
}

static void proxies_leave_sums_alone(void **state)
{
    struct world *w = *state;
    w->source[0] = 0.7;
    w->sigmas.area = 2;
    assert_true(sum_sigma(w, total) == 0);
}

/* From the definition: over all pairs of parts, what their factors share. */
static double from_pairs(const struct world *w, const double *coefficient)
{
    struct part {
        size_t industry, point; /* point 0: diffuse */
        double kg;
    } part[32];
    size_t n = 0;
    for (size_t k = 0; k < w->e->n_point; k++)
        part[n++] = (struct part){w->e->point[k].industry, k + 1,
                                  hg_mass_kg(w->e->point[k].mass)};
    for (size_t p = 0; p < w->e->n_panel; p++)
        for (size_t s = 0; s < SECTORS; s++)
            part[n++] = (struct part){w->e->panel[p].region * SECTORS + s, 0,
                                      hg_mass_kg(w->e->panel[p].mass[s])};
    double variance = 0;
    for (size_t k = 0; k < n; k++)
        for (size_t l = 0; l < n; l++) {
            const size_t i = part[k].industry, j = part[l].industry;
            double shared = 1;
            if (i % SECTORS == j % SECTORS)
                shared *= 1 + w->sector[i % SECTORS] * w->sector[i % SECTORS];
            if (i / SECTORS == j / SECTORS)
                shared *= 1 + w->region[i / SECTORS] * w->region[i / SECTORS];
            if (i == j)
                shared *= 1 + w->own[i] * w->own[i];
            if (part[k].point && k == l)
                shared *= 1 + w->point[i % SECTORS] * w->point[i % SECTORS];
            variance +=
                coefficient[i] * part[k].kg * coefficient[j] * part[l].kg * (shared - 1);
        }
    return sqrt(variance);
}

static void all_together_is_what_the_definition_says(void **state)
{
    struct world *w = *state;
    const double form[INDUSTRIES] = {0.5, -0.25, 1, 0.75, 2, -0.5};
    for (size_t s = 0; s < SECTORS; s++) {
        w->sector[s] = 0.1 + 0.2 * (double)s;
        w->point[s] = 0.6 - 0.1 * (double)s;
    }
    w->region[0] = 0.35;
    w->region[1] = 1.5;
    for (size_t i = 0; i < INDUSTRIES; i++)
        w->own[i] = 0.05 * (double)(i * i);
    assert_near(sum_sigma(w, total), from_pairs(w, total), 1e-14);
    assert_near(sum_sigma(w, form), from_pairs(w, form), 1e-14);
}

static void forms_stand_side_by_side(void **state)
{
    struct world *w = *state;
    double both[2 * INDUSTRIES], sigma[2];
    w->sector[1] = 0.25;
    w->region[0] = 0.5;
    for (size_t i = 0; i < INDUSTRIES; i++) {
        both[2 * i] = 1;
        both[2 * i + 1] = i == 4 ? 1 : 0; /* steel of b */
    }
    struct hg_uncertainty *u = make_uncertainty(w);
    hg_uncertainty_sums(u, 2, both, sigma);
    hg_uncertainty_destroy(u);
    assert_true(sigma[0] == sum_sigma(w, total));
    assert_near(sigma[1], 2, 1e-15);
}

static void industries_without_mass_do_not_matter(void **state)
{
    struct world *w = *state;
    const double form[INDUSTRIES] = {NAN, 1, 1, 1, 1, 1};
    w->e->panel[0].mass[0] = 0; /* power of a */
    w->region[0] = w->sector[0] = w->own[0] = 0.5;
    w->point[0] = 0.25;
    assert_near(sum_sigma(w, form), sum_sigma(w, total), 1e-15);
}

static void sigmas_below_0_or_without_end_are_refused(void **state)
{
    struct world *w = *state;
    double *const places[] = {&w->sector[2], &w->region[1], &w->own[5],
                              &w->point[1],  &w->source[0], &w->sigmas.area};
    const double bad[] = {-0.1, NAN, INFINITY};
    for (size_t k = 0; k < sizeof(places) / sizeof(places[0]); k++)
        for (size_t b = 0; b < 3; b++) {
            struct hg_uncertainty *u = NULL;
            struct hg_error err = {0};
            *places[k] = bad[b];
            assert_int_equal(hg_uncertainty_create(w->e, &w->sigmas, &u, &err), HG_E_ARG);
            assert_null(u);
            *places[k] = 0;
        }
}

static void every_failed_allocation_is_told(void **state)
{
    struct world *w = *state;
    size_t n = 1;
    for (;; n++) {
        struct hg_uncertainty *u = NULL;
        struct hg_error err = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_uncertainty_create(w->e, &w->sigmas, &u, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            hg_uncertainty_destroy(u);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(u);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    assert_true(n > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(independent_plants_add_in_quadrature, begin, end),
        cmocka_unit_test_setup_teardown(plants_of_one_entry_deviate_as_one_by_one, begin,
                                        end),
        cmocka_unit_test_setup_teardown(what_a_sector_shares_adds_up, begin, end),
        cmocka_unit_test_setup_teardown(what_a_region_shares_adds_up, begin, end),
        cmocka_unit_test_setup_teardown(what_is_an_industrys_own_adds_in_quadrature,
                                        begin, end),
        cmocka_unit_test_setup_teardown(factors_of_one_mass_multiply, begin, end),
        cmocka_unit_test_setup_teardown(what_is_shared_cancels_in_a_difference, begin,
                                        end),
        cmocka_unit_test_setup_teardown(no_sigma_is_no_deviation, begin, end),
        cmocka_unit_test_setup_teardown(plants_leave_a_held_total_alone, begin, end),
        cmocka_unit_test_setup_teardown(proxies_leave_sums_alone, begin, end),
        cmocka_unit_test_setup_teardown(all_together_is_what_the_definition_says, begin,
                                        end),
        cmocka_unit_test_setup_teardown(forms_stand_side_by_side, begin, end),
        cmocka_unit_test_setup_teardown(industries_without_mass_do_not_matter, begin,
                                        end),
        cmocka_unit_test_setup_teardown(sigmas_below_0_or_without_end_are_refused, begin,
                                        end),
        cmocka_unit_test_setup_teardown(every_failed_allocation_is_told, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
