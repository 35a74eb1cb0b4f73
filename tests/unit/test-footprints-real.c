/* test-footprints-real.c - footprints in tables of the world: pymrio's test table and
 * WIOD 2011
 *
 * HOTGRID_DATA names the folder that holds extra/pymrio-toy and world-2011; without it
 * these tests are skipped.  Digits of numpy.linalg.solve on the same files. */
#include "check.h"
#include "solved.h"
#include <hotgrid/mrio_file.h>

static const char *data_path(const char *name, char path[512])
{
    const char *folder = getenv("HOTGRID_DATA");
    if (!folder) {
        print_message("HOTGRID_DATA is not set: nothing to read\n");
        skip();
    }
    (void)snprintf(path, 512, "%s/%s", folder, name);
    return path;
}

static void read_and_solve(const char *folder, const char *z, const char *y,
                           struct solved *s)
{
    char path[512];
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_mrio_source source = {.format = "pymrio",
                                          .path = data_path(folder, path),
                                          .z = z,
                                          .y = y,
                                          .threads = 2};
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    solve_table(mrio, s);
}

/* The line "emission_type1 <tab> air <tab> kg <tab> values" of emissions.txt. */
static void read_toy_emissions(size_t n, double *e)
{
    char path[512], *line = NULL;
    size_t size = 0;
    FILE *file = fopen(data_path("extra/pymrio-toy/emissions.txt", path), "r");
    assert_non_null(file);
    for (int i = 0; i < 3; i++)
        assert_true(getline(&line, &size, file) > 0);
    const char *head = "emission_type1\tair\tkg\t";
    assert_memory_equal(line, head, strlen(head));
    char *at = line + strlen(head), *end;
    for (size_t i = 0; i < n; i++, at = end) {
        e[i] = strtod(at, &end);
        assert_true(end > at);
    }
    free(line);
    assert_int_equal(fclose(file), 0);
}

static double sum_of(const double *value, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += value[i];
    return sum;
}

/* Every way to take footprints apart adds up to them; transfers are antisymmetric by
 * their making, and the world has no net. */
static void assert_whole(const struct hg_footprints *p)
{
    const size_t D = p->n_region;
    double largest = 0;
    for (size_t d = 0; d < D; d++)
        largest = fmax(largest, fabs(p->consumption[d]));
    assert_near(sum_of(p->production, D), p->total, 1e-14);
    assert_near(sum_of(p->consumption, D), p->total, 1e-12);
    for (size_t d = 0; d < D; d++) {
        double products = 0, tiers = p->idle[d], flows = 0;
        for (size_t k = 0; k < p->n_category; k++)
            products += hg_footprint_category(p, d, k);
        for (size_t t = 0; t <= p->n_tier; t++)
            tiers += p->tier[t * D + d];
        for (size_t r = 0; r < D; r++) {
            const double *route = p->route + (r * D + d) * HG_N_ROUTE;
            const double whole = p->flow[r * D + d] - (r == d ? p->idle[r] : 0);
            assert_true(fabs(sum_of(route, HG_N_ROUTE) - whole) <= 1e-12 * largest);
            flows += p->flow[r * D + d];
        }
        assert_true(fabs(products - p->consumption[d]) <= 1e-12 * largest);
        assert_true(fabs(tiers - p->consumption[d]) <= 1e-12 * largest);
        assert_true(fabs(flows - p->consumption[d]) <= 1e-12 * largest);
    }
}

static void footprints_of_the_test_table_of_pymrio(void **state)
{
    (void)state;
    struct solved s;
    read_and_solve("extra/pymrio-toy", "trade_flows_Z.txt", "finald_demand_Y.txt", &s);
    double e[48];
    assert_int_equal(s.mrio->n, 48);
    read_toy_emissions(48, e);
    struct hg_footprints *p = footprints_of(&s, e, 6);
    const double production[] = {9.09132756e7, 4.84091610e7, 2.76133700e8,
                                 1.45226584e8, 2.36410902e8, 2.83130805e8};
    const double consumption[] = {1.45416783e8, 7.69013603e7, 2.40925693e8,
                                  1.69246760e8, 1.94604291e8, 2.53129541e8};
    for (size_t r = 0; r < 6; r++) {
        assert_near(p->production[r], production[r], 6e-9);
        assert_near(p->consumption[r], consumption[r], 6e-9);
    }
    assert_near(p->total, 1.08022442804e9, 6e-12);
    assert_near(p->flow[1], 8.152199e6, 1e-7); /* reg1 to reg2 */
    assert_int_equal(p->n_category, 7);
    assert_whole(p);
    hg_footprints_destroy(p);
    end_solved(&s);
}

/* emissions.csv: region,sector,kt, in kg. */
static double *read_emissions(const struct hg_mrio *mrio)
{
    char path[512], line[256], region[16], sector[16];
    double kt = 0, *e = calloc(mrio->n, sizeof *e);
    FILE *file = fopen(data_path("world-2011/mrio/emissions.csv", path), "r");
    assert_true(e && file);
    assert_non_null(fgets(line, sizeof line, file));
    for (size_t n = 0; n < mrio->n; n++) {
        assert_non_null(fgets(line, sizeof line, file));
        assert_int_equal(sscanf(line, "%15[^,],%15[^,],%lf", region, sector, &kt), 3);
        const size_t i = hg_mrio_find(mrio, hg_axis_find(mrio->regions, region),
                                      hg_axis_find(mrio->sectors, sector));
        assert_true(i != HG_NOT_FOUND);
        e[i] = kt * 1e6;
    }
    assert_int_equal(fclose(file), 0);
    return e;
}

static void footprints_of_the_world_of_2011(void **state)
{
    (void)state;
    struct solved s;
    read_and_solve("world-2011/mrio", NULL, NULL, &s);
    double *e = read_emissions(s.mrio);
    struct hg_footprints *p = footprints_of(&s, e, 10);
    const size_t chn = hg_axis_find(s.mrio->regions, "CHN");
    const size_t usa = hg_axis_find(s.mrio->regions, "USA"), D = p->n_region;
    assert_near(p->total, 30938898995301.0, 1e-14);
    assert_whole(p);
    assert_near(p->production[chn], 9.297218232e12, 1e-9);
    assert_near(p->consumption[chn], 7.65785011e12, 1e-9);
    assert_near(p->flow[chn * D + usa], 4.993445227e11, 1e-9);
    const double category[] = {3.740065279e12, 0, 5.706185923e11, 8.229461339e11,
                               2.29808286e10}; /* CONS_h, _np, _g, GFCF, INVEN */
    for (size_t k = 0; k < 5; k++)
        assert_near(hg_footprint_category(p, usa, k), category[k], 1e-9);
    const double *route = p->route + (chn * D + usa) * HG_N_ROUTE;
    assert_near(route[HG_ROUTE_OWN], 2.311577143e11, 1e-9);
    assert_near(route[HG_ROUTE_DESTINATION], 2.188026133e11, 1e-9);
    assert_near(route[HG_ROUTE_OTHERS], 4.938419504e10, 1e-8);
    assert_near(p->tier[usa], 2.283760662e12, 1e-9);
    assert_near(p->tier[D + usa], 1.25516789e12, 1e-9);
    assert_near(p->tier[2 * D + usa], 6.696982471e11, 1e-9);
    hg_footprints_destroy(p);
    free(e);
    end_solved(&s);
}

static void other_accounts_of_the_world_of_2011(void **state)
{
    (void)state;
    struct solved s;
    read_and_solve("world-2011/mrio", NULL, NULL, &s);
    const size_t D = hg_axis_size(s.mrio->regions);
    double *e = read_emissions(s.mrio), *flow = calloc(D * D, sizeof *flow);
    double *adjusted = calloc(D, sizeof *adjusted);
    struct hg_error err = {0};
    assert_true(flow && adjusted);
    const size_t chn = hg_axis_find(s.mrio->regions, "CHN");
    const size_t usa = hg_axis_find(s.mrio->regions, "USA");
    assert_ok(hg_bilateral(s.mrio, s.x, e, 2, flow, &err), err);
    assert_near(flow[chn * D + usa], 4.512307458e11, 1e-9);
    assert_near(sum_of(flow + chn * D, D), 9.297218232e12, 1e-9);
    assert_near(sum_of(flow + chn * D, D) - flow[chn * D + chn], 2.335896604e12, 1e-9);
    assert_near(sum_of(flow, D * D), 30938898995301.0, 1e-12);
    assert_ok(hg_technology_adjusted(s.mrio, s.shares, s.x, e, HG_AVERAGE_OF_OUTPUT,
                                     adjusted, &err),
              err);
    assert_near(adjusted[chn], 8.288460264e12, 1e-9);
    assert_near(adjusted[usa], 5.152152854e12, 1e-9);
    assert_ok(hg_technology_adjusted(s.mrio, s.shares, s.x, e, HG_AVERAGE_OF_EXPORTS,
                                     adjusted, &err),
              err);
    assert_near(adjusted[chn], 8.420312439e12, 1e-9);
    assert_near(adjusted[usa], 5.19121025e12, 1e-9);
    assert_near(sum_of(adjusted, D), 30938898995301.0, 1e-12);
    free(adjusted);
    free(flow);
    free(e);
    end_solved(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(footprints_of_the_test_table_of_pymrio),
        cmocka_unit_test(footprints_of_the_world_of_2011),
        cmocka_unit_test(other_accounts_of_the_world_of_2011),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
