/* test-solution_file.c - factors and shares that later runs take up, or do not trust */
#include "alloc.h"
#include "check.h"
#include "folder.h"
#include "table.h"
#include <hotgrid/leontief.h>
#include <hotgrid/solution_file.h>

static int make_folder(void **state)
{
    (void)state;
    folder_make();
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    folder_remove();
    return 0;
}

/* Miller and Blair with an industry that makes nothing. */
static struct hg_mrio *make_six(void)
{
    static const size_t region_of[] = {0, 0, 0, 1, 1, 1},
                        sector_of[] = {0, 1, 2, 0, 1, 2};
    struct hg_mrio *five = make_miller_blair();
    double Z[36] = {0}, Y[12] = {0};
    for (size_t i = 0; i < 5; i++) {
        memcpy(Z + i * 6, five->Z + i * 5, 5 * sizeof *Z);
        memcpy(Y + i * 2, five->Y + i * 2, 2 * sizeof *Y);
    }
    hg_mrio_destroy(five);
    return make_table(6, region_of, sector_of, 2, 3, 1, Z, Y);
}

struct solution {
    struct hg_mrio *mrio;
    struct hg_leontief *l;
    struct hg_shares *shares;
    char key[HG_DIGEST_TEXT];
};

static struct solution solve(enum hg_precision precision)
{
    struct hg_error err = {0};
    struct solution s = {.mrio = make_six()};
    assert_ok(hg_leontief_create(s.mrio, precision, 2, &s.l, &err), err);
    assert_ok(hg_shares_create(s.l, &s.shares, &err), err);
    assert_ok(hg_solution_key(s.mrio, "a core", s.key, &err), err);
    return s;
}

static void end(struct solution *s)
{
    hg_shares_destroy(s->shares);
    hg_leontief_destroy(s->l);
    hg_mrio_destroy(s->mrio);
}

static void save(const struct solution *s)
{
    struct hg_error err = {0};
    const struct hg_factors factors = hg_leontief_factors(s->l);
    assert_ok(hg_save_solution(folder_path("cache"), s->key, &factors, s->shares, &err),
              err);
}

static enum hg_kept load(const struct solution *s, struct hg_factors **factors,
                         struct hg_shares **shares)
{
    struct hg_error err = {0};
    enum hg_kept kept = HG_KEPT_NOT;
    assert_ok(hg_load_solution(folder_path("cache"), s->key, s->mrio, factors, shares,
                               &kept, &err),
              err);
    assert_true((kept == HG_KEPT_FOUND) == (*factors != NULL));
    assert_true((kept == HG_KEPT_FOUND) == (*shares != NULL));
    return kept;
}

static void assert_same_shares(const struct hg_shares *a, const struct hg_shares *b)
{
    assert_memory_equal(a->share, b->share, a->n * a->n_destination * sizeof *a->share);
    assert_memory_equal(a->served, b->served, a->n * sizeof *a->served);
    assert_memory_equal(a->zero_output, b->zero_output, a->n * sizeof *a->zero_output);
    assert_true(a->n == b->n && a->n_destination == b->n_destination);
    assert_true(a->residual == b->residual && a->precision == b->precision);
    assert_true(a->n_refinement == b->n_refinement && a->condition == b->condition);
    assert_true(a->max_row_error == b->max_row_error && a->max_column == b->max_column);
    assert_true(a->max_column_sum == b->max_column_sum);
    assert_true(a->n_zero_output == 1 && b->n_zero_output == 1);
    assert_true(a->n_negative_output == b->n_negative_output);
    assert_true(a->n_negative_demand == b->n_negative_demand);
    assert_true(a->n_outside_unit == b->n_outside_unit);
}

/* And they solve to the same bits as those they were kept from. */
static void factors_and_shares_come_back_bit_for_bit(void **state)
{
    (void)state;
    static const enum hg_precision both[] = {HG_PRECISION_SINGLE, HG_PRECISION_DOUBLE};
    for (size_t k = 0; k < 2; k++) {
        struct hg_error err = {0};
        struct solution s = solve(both[k]);
        struct hg_factors *factors = NULL;
        struct hg_shares *shares = NULL;
        struct hg_leontief *again = NULL;
        if (k == 0)
            assert_int_equal(load(&s, &factors, &shares), HG_KEPT_NOT);
        save(&s);
        assert_int_equal(load(&s, &factors, &shares), HG_KEPT_FOUND);
        assert_same_shares(s.shares, shares);
        assert_ok(hg_leontief_resume(s.mrio, 2, factors, &again, &err), err);
        assert_int_equal(hg_leontief_factors(again).precision, both[k]);
        assert_true(hg_leontief_factors(again).condition ==
                    hg_leontief_factors(s.l).condition);
        double first[] = {1, 2, 3, 4, 5, 6}, other[] = {1, 2, 3, 4, 5, 6}, residual;
        assert_ok(hg_leontief_solve(s.l, 1, first, &residual, &err), err);
        assert_ok(hg_leontief_solve(again, 1, other, &residual, &err), err);
        assert_memory_equal(first, other, sizeof first);
        assert_ok(hg_leontief_solve_adjoint(s.l, 1, first, &residual, &err), err);
        assert_ok(hg_leontief_solve_adjoint(again, 1, other, &residual, &err), err);
        assert_memory_equal(first, other, sizeof first);
        hg_leontief_destroy(again);
        hg_shares_destroy(shares);
        end(&s);
    }
}

static const char *path_of(const struct solution *s)
{
    static char name[128];
    (void)snprintf(name, sizeof name, "cache/factors-%s.kept", s->key);
    return folder_path(name);
}

static void what_is_damaged_is_not_trusted(void **state)
{
    (void)state;
    struct solution s = solve(HG_PRECISION_AUTO);
    struct hg_factors *factors = NULL;
    struct hg_shares *shares = NULL;
    unsigned char bytes[4000];
    save(&s);
    FILE *file = fopen(path_of(&s), "rb");
    assert_non_null(file);
    const size_t n = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    assert_true(n > 500 && n < sizeof bytes);
    for (size_t at = 0; at <= n; at += 3) { /* one bit, or the end cut off */
        const bool cut = at % 2;
        bytes[at < n ? at : 0] ^= 4;
        file = fopen(path_of(&s), "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, cut ? at : n, file), cut ? at : n);
        assert_int_equal(fclose(file), 0);
        bytes[at < n ? at : 0] ^= 4;
        assert_int_equal(load(&s, &factors, &shares), HG_KEPT_DAMAGED);
    }
    end(&s);
}

static void a_file_for_another_table_is_not_taken(void **state)
{
    (void)state;
    struct solution s = solve(HG_PRECISION_AUTO), five = {.mrio = make_miller_blair()};
    struct hg_factors *factors = NULL;
    struct hg_shares *shares = NULL;
    save(&s);
    memcpy(five.key, s.key, sizeof s.key); /* somebody renamed it */
    assert_int_equal(load(&five, &factors, &shares), HG_KEPT_DAMAGED);
    hg_mrio_destroy(five.mrio);
    end(&s);
}

static void any_change_of_the_table_or_the_machine_is_another_key(void **state)
{
    (void)state;
    struct hg_error err = {0};
    char key[6][HG_DIGEST_TEXT];
    struct hg_mrio *mrio = make_six();
    assert_ok(hg_solution_key(mrio, "a core", key[0], &err), err);
    assert_ok(hg_solution_key(mrio, "another", key[1], &err), err);
    mrio->Z[35] = 5e-324;
    assert_ok(hg_solution_key(mrio, "a core", key[2], &err), err);
    mrio->Z[35] = 0;
    mrio->Y[11] = -0.0;
    assert_ok(hg_solution_key(mrio, "a core", key[3], &err), err);
    mrio->Y[11] = 0;
    mrio->sector_of[5] = 1;
    assert_ok(hg_solution_key(mrio, "a core", key[4], &err), err);
    mrio->sector_of[5] = 2;
    assert_ok(hg_solution_key(mrio, "a core", key[5], &err), err);
    for (size_t k = 1; k < 5; k++)
        assert_string_not_equal(key[0], key[k]);
    assert_string_equal(key[0], key[5]);
    hg_mrio_destroy(mrio);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    struct solution s = solve(HG_PRECISION_AUTO);
    save(&s);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_factors *factors = NULL;
        struct hg_shares *shares = NULL;
        struct hg_leontief *again = NULL;
        enum hg_kept kept = HG_KEPT_NOT;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        enum hg_status status = hg_load_solution(folder_path("cache"), s.key, s.mrio,
                                                 &factors, &shares, &kept, &err);
        if (status == HG_OK)
            status = hg_leontief_resume(s.mrio, 1, factors, &again, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        if (!again)
            hg_factors_destroy(factors);
        hg_leontief_destroy(again);
        hg_shares_destroy(shares);
        assert_int_equal(alloc_live(), before);
        if (!failed) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_true(n < 100);
    }
    end(&s);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(factors_and_shares_come_back_bit_for_bit),
        IN_FOLDER(what_is_damaged_is_not_trusted),
        IN_FOLDER(a_file_for_another_table_is_not_taken),
        cmocka_unit_test(any_change_of_the_table_or_the_machine_is_another_key),
        IN_FOLDER(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
