/* test-read_fields.c - ready grids of the toy study, by hand */
#include "alloc.h"
#include "study/ready.h"
#include "toy_study.h"

/* The toy's cells have a degree, EDGAR's a tenth: a few of these are all there is.  The
 * cell at 1.5 N, 0..1 E gets 10 t, that at 0..1 N, 3..4 E gets 30 t; 7 t lie beyond. */
#define TOY_EDGAR "lat;lon;t\n1.5;0.2;4\n1.9;0.9;6\n0.0;3.0;30\n-0.1;1;5\n1;4;2\n"

static const char *study(const char *inventory)
{
    char text[2000];
    (void)snprintf(text, sizeof(text),
                   "name: toy\nyear: 2012\ngrid: grid.yaml\n"
                   "regions: {file: regions.geojson, id: id, name: name}\n"
                   "inventory:\n%s"
                   "trade: {format: pymrio, path: ., regions: region_map.csv}\n"
                   "layers:\n  - {account: total}\noutput: out\n",
                   inventory);
    return scratch_text("study.yaml", text);
}

static int make_files(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    scratch_text("e.txt", TOY_EDGAR);
    enum { CDIAC = 64800 }; /* a tonne in each cell of a degree: quick to read */
    static char ones[2 * CDIAC];
    for (size_t i = 0; i < CDIAC; i++) {
        ones[2 * i] = '1';
        ones[2 * i + 1] = '\n';
    }
    scratch_bytes("c.txt", ones, sizeof(ones));
    return 0;
}

static double entry_t(const struct job *job, const char *name)
{
    const struct hg_line *line = hg_ledger_line(job->ledger, 0);
    assert_string_equal(line->stage, "ready grids");
    if (strcmp(line->left[0].name, name) == 0)
        return hg_mass_kg(line->left[0].mass) / 1000;
    for (size_t i = 0; i < line->n_right; i++)
        if (strcmp(line->right[i].name, name) == 0)
            return hg_mass_kg(line->right[i].mass) / 1000;
    fail_msg("no entry \"%s\"", name);
    return NAN;
}

static double cell_t(const struct job *job, const char *sector, size_t cell)
{
    for (size_t f = 0; f < job->ready->n; f++)
        if (strcmp(job->ready->sector[f], sector) == 0)
            return job->ready->field[f][cell] / 1000;
    fail_msg("no field of %s", sector);
    return NAN;
}

static hg_mass total_of(const struct job *job, const char *region, const char *sector)
{
    const struct hg_inventory *inventory = job->inventory;
    const size_t r = hg_axis_find(inventory->regions, region);
    const size_t s = hg_axis_find(inventory->sectors, sector);
    assert_true(r != HG_NOT_FOUND && s != HG_NOT_FOUND);
    return inventory->total[r * hg_axis_size(inventory->sectors) + s];
}

static void grids_become_totals_and_fields(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy,
            study("  grids:\n    - {file: e.txt, sector: s1, unit: t, basis: CO2}\n"
                  "    - {file: e.txt, sector: s2, unit: kt, basis: CO2}\n"
                  "    - {file: e.txt, sector: s1, unit: t, basis: CO2}\n"),
            STAGE_READ);
    const struct job *job = toy.job;
    assert_int_equal(job->ready->n, 2);
    assert_near(cell_t(job, "s1", 0), 20, 1e-9); /* two files */
    assert_near(cell_t(job, "s2", 0), 10000, 1e-9);
    assert_near(cell_t(job, "s1", 7), 60, 1e-9);
    assert_near(cell_t(job, "s1", 1), 0, 0);
    assert_near(hg_mass_kg(total_of(job, "A", "s1")), 20e3, 1e-9);
    assert_near(hg_mass_kg(total_of(job, "B", "s2")), 30e6, 1e-9);
    assert_near(entry_t(job, "sum of the ready grids"), 47094, 1e-9);
    assert_near(entry_t(job, "in regions"), 40080, 1e-9);
    assert_near(entry_t(job, "outside the grid"), 7014, 1e-9);
    assert_near(entry_t(job, "in no region"), 0, 0);
    toy_end(&toy);
}

static void mass_comes_onto_the_grid_where_the_file_has_it(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy,
            study("  totals: [{file: inventory.csv}]\n  household: [hh]\n"
                  "  grids: [{file: e.txt, sector: s3, unit: t, basis: C}]\n"
                  "  unmapped: allow\n"),
            STAGE_GRID);
    const struct hg_emissions *e = toy.job->emissions;
    const size_t s3 = hg_axis_find(toy.job->inventory->sectors, "s3");
    assert_int_equal(e->n_panel, 2);
    /* 44.009 / 12.011 * 10 t in the first of A's four cells, 0 in the others. */
    const struct hg_panel *a = &e->panel[0];
    const uint32_t column = a->column_of[s3];
    assert_near(hg_mass_kg(a->mass[s3]), 36640.57946882025, 1e-9);
    assert_true(a->cell[0] == 0 && a->weight[column * a->n_cell] == 1);
    assert_true(a->source_of[column] == HG_BY_GRID);
    toy_end(&toy);
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    const char *path =
        study("  grids: [{file: c.txt, sector: s1, unit: t, basis: CO2}]\n");
    struct toy toy;
    toy_run(&toy, path, STAGE_READ); /* what is read once for all is read */
    struct job *job = toy.job;
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        const size_t before = alloc_live();
        struct ready *had = job->ready;
        struct hg_totals *all = job->totals;
        struct hg_totals none = {.arena = all->arena};
        job->ready = NULL;
        job->totals = &none;
        alloc_fail_at(n);
        const enum hg_status status = read_ready(job, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        ready_destroy(job->ready);
        job->ready = had;
        job->totals = all;
        if (!failed) {
            assert_ok(status, err);
            assert_true(n > 15);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        /* The ledger keeps the lines that were begun. */
        assert_true(alloc_live() <= before + 16);
    }
    toy_end(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grids_become_totals_and_fields),
        cmocka_unit_test(mass_comes_onto_the_grid_where_the_file_has_it),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_files, scratch_teardown);
}
