/* test-emissions_file.c - E as a file, back bit for bit or refused */
#include "alloc.h"
#include "check.h"
#include "io/emissions_layout.h"
#include "scratch.h"
#include "toy_emissions.h"
#include <stdlib.h>

struct file {
    uint8_t *bytes;
    size_t length;
};

static struct file encode(const struct toy_emissions *toy, unsigned threads)
{
    struct file file = {0};
    struct hg_error err = {0};
    assert_ok(hg_encode_emissions(&toy->emissions, &toy->facts, threads, &file.bytes,
                                  &file.length, &err),
              err);
    return file;
}

static enum hg_status read_bytes(const struct toy_emissions *toy, const void *bytes,
                                 size_t length, struct hg_emissions_file **out,
                                 struct hg_error *err)
{
    return hg_read_emissions(scratch_bytes("e.hotgrid", bytes, length), toy->grid, 0, 1,
                             out, err);
}

/* The file is refused, with just this text behind its path. */
static void assert_refused(const struct toy_emissions *toy, struct file file,
                           const char *text)
{
    struct hg_error err = {0};
    struct hg_emissions_file *read = NULL;
    assert_int_equal(read_bytes(toy, file.bytes, file.length, &read, &err), HG_E_INPUT);
    assert_null(read);
    assert_string_equal(err.message + strlen(scratch_path("e.hotgrid")), text);
}

/* As if it had been written so. */
static void sign(struct file file)
{
    char digest[HG_DIGEST_TEXT];
    hg_digest_bytes(file.bytes, file.length - LAYOUT_DIGEST, digest);
    memcpy(file.bytes + file.length - LAYOUT_DIGEST, digest, LAYOUT_DIGEST);
}

static void assert_axis(const struct hg_axis *a, const struct hg_axis *b)
{
    assert_int_equal(hg_axis_size(a), hg_axis_size(b));
    for (size_t i = 0; i < hg_axis_size(a); i++) {
        assert_string_equal(hg_axis_code(a, i), hg_axis_code(b, i));
        assert_string_equal(hg_axis_name(a, i), hg_axis_name(b, i));
    }
}

static void assert_panel(const struct hg_panel *a, const struct hg_panel *b)
{
    assert_int_equal(a->region, b->region);
    assert_int_equal(a->n_cell, b->n_cell);
    assert_int_equal(a->n_column, b->n_column);
    assert_memory_equal(a->cell, b->cell, a->n_cell * sizeof(*a->cell));
    assert_memory_equal(a->weight, b->weight,
                        a->n_cell * a->n_column * sizeof(*a->weight));
    assert_memory_equal(a->column_of, b->column_of, 4 * sizeof(*a->column_of));
    assert_memory_equal(a->source_of, b->source_of, a->n_column * sizeof(*a->source_of));
    assert_memory_equal(a->mass, b->mass, 4 * sizeof(*a->mass));
}

static void assert_facts(const struct hg_emissions_facts *a,
                         const struct hg_emissions_facts *b)
{
    assert_string_equal(a->study, b->study);
    assert_string_equal(a->gas, b->gas);
    assert_string_equal(a->input_key, b->input_key);
    assert_true(a->year == b->year && a->gwp == b->gwp && a->unlocated == b->unlocated &&
                a->n_rescaled == b->n_rescaled);
    assert_true(a->n_placement == 3 && a->n_source == 2 && a->n_note == 2);
    for (size_t i = 0; i < 3; i++) {
        const struct hg_placement *p = &a->placement[i], *q = &b->placement[i];
        assert_true(p->region == q->region && p->sector == q->sector &&
                    p->kind == q->kind && p->blend == q->blend && p->tier == q->tier &&
                    p->n == q->n && p->mass == q->mass);
    }
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(a->source[i], b->source[i]);
        assert_string_equal(a->note[i].stage, b->note[i].stage);
        assert_string_equal(a->note[i].name, b->note[i].name);
        assert_true(a->note[i].value == b->note[i].value);
    }
}

static void all_of_it_comes_back_bit_for_bit(void **state)
{
    (void)state;
    struct toy_emissions toy;
    toy_emissions_make(&toy);
    toy.weight[0][4] = 0x1.999999999999bp-4; /* 0.1 and an ulp */
    toy.weight[0][5] = -0.0;
    toy.weight[0][7] = 0.6;
    struct file file = encode(&toy, 1);
    struct hg_emissions_file *read = NULL;
    struct hg_error err = {0};
    assert_ok(read_bytes(&toy, file.bytes, file.length, &read, &err), err);
    assert_axis(read->inventory->regions, toy.inventory.regions);
    assert_axis(read->inventory->sectors, toy.inventory.sectors);
    assert_memory_equal(read->inventory->total, toy.total, sizeof(toy.total));
    assert_memory_equal(read->inventory->given, toy.given, sizeof(toy.given));
    assert_memory_equal(read->inventory->household, toy.household, sizeof(toy.household));
    assert_memory_equal(read->inventory->gridded, toy.gridded, sizeof(toy.gridded));
    assert_memory_equal(read->facts.outside, toy.outside, sizeof(toy.outside));
    const struct hg_emissions *e = read->emissions;
    assert_ptr_equal(e->grid, toy.grid);
    assert_ptr_equal(e->inventory, read->inventory);
    assert_int_equal(e->n_point, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(e->point[i].cell == toy.point[i].cell &&
                    e->point[i].industry == toy.point[i].industry &&
                    e->point[i].mass == toy.point[i].mass);
    assert_int_equal(e->n_panel, 2);
    assert_panel(&e->panel[0], &toy.panel[0]);
    assert_panel(&e->panel[1], &toy.panel[1]);
    assert_facts(&read->facts, &toy.facts);

    struct file again = {0};
    assert_ok(hg_encode_emissions(e, &read->facts, 3, &again.bytes, &again.length, &err),
              err);
    assert_int_equal(again.length, file.length);
    assert_memory_equal(again.bytes, file.bytes, file.length);
    free(again.bytes);
    free(file.bytes);
    hg_emissions_file_destroy(read);
    toy_emissions_end(&toy);
}

static void a_world_without_emissions_is_a_file_too(void **state)
{
    (void)state;
    struct toy_emissions toy;
    toy_emissions_make(&toy);
    toy.emissions.n_point = toy.emissions.n_panel = 0;
    toy.emissions.point = NULL;
    toy.emissions.panel = NULL;
    toy.facts.n_placement = toy.facts.n_source = toy.facts.n_note = 0;
    toy.facts.placement = NULL;
    struct file file = encode(&toy, 2);
    struct hg_emissions_file *read = NULL;
    struct hg_error err = {0};
    assert_ok(read_bytes(&toy, file.bytes, file.length, &read, &err), err);
    assert_true(read->emissions->n_point == 0 && read->emissions->n_panel == 0);
    hg_emissions_file_destroy(read);
    free(file.bytes);
    toy_emissions_end(&toy);
}

static void every_changed_bit_is_refused(void **state)
{
    (void)state;
    struct toy_emissions toy;
    toy_emissions_make(&toy);
    struct file file = encode(&toy, 1);
    for (size_t i = 0; i < file.length; i++) {
        struct hg_error err = {0};
        struct hg_emissions_file *read = NULL;
        file.bytes[i] ^= (uint8_t)(1u << i % 8);
        assert_int_equal(read_bytes(&toy, file.bytes, file.length, &read, &err),
                         HG_E_INPUT);
        assert_null(read);
        file.bytes[i] ^= (uint8_t)(1u << i % 8);
    }
    free(file.bytes);
    toy_emissions_end(&toy);
}

/* With a digest that suits: what is read then makes sense, or it is refused. */
static void changed_bits_with_a_new_digest_harm_nothing(void **state)
{
    (void)state;
    struct toy_emissions toy;
    toy_emissions_make(&toy);
    struct file file = encode(&toy, 1);
    size_t taken = 0, refused = 0;
    for (size_t bit = 0; bit < 8 * (file.length - LAYOUT_DIGEST); bit += 7) {
        struct hg_error err = {0};
        struct hg_emissions_file *read = NULL;
        file.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        sign(file);
        const enum hg_status status =
            read_bytes(&toy, file.bytes, file.length, &read, &err);
        assert_true(status == HG_OK ? read != NULL : status == HG_E_INPUT);
        taken += status == HG_OK;
        refused += status == HG_E_INPUT;
        hg_emissions_file_destroy(read);
        file.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_true(taken > 20 && refused > 500); /* masses and names are free */
    free(file.bytes);
    toy_emissions_end(&toy);
}

static void every_shorter_file_is_refused(void **state)
{
    (void)state;
    struct toy_emissions toy;
    toy_emissions_make(&toy);
    struct file file = encode(&toy, 1);
    for (size_t n = 1; n < file.length; n++) {
        struct hg_error err = {0};
        struct hg_emissions_file *read = NULL;
        assert_int_equal(read_bytes(&toy, file.bytes, n, &read, &err), HG_E_INPUT);
    }
    free(file.bytes);
    toy_emissions_end(&toy);
}

static void faults_are_sentences_with_a_cure(void **state)
{
    (void)state;
    struct toy_emissions toy;
    toy_emissions_make(&toy);
    struct file file = encode(&toy, 1);
    assert_refused(&toy, (struct file){(uint8_t *)"region,sector\n", 14},
                   ": is no file of emissions; name one that `hotgrid grid` wrote");
    file.bytes[LAYOUT_MAGIC] = 9;
    assert_refused(&toy, file,
                   ": is of version 9 of its format, this hotgrid reads version 1; make "
                   "it anew with `hotgrid grid`");
    file.bytes[LAYOUT_MAGIC] = 1;
    file.bytes[file.length - 1] ^= 1;
    assert_refused(&toy, file,
                   ": is damaged (its SHA-256 is not the one it was written with); make "
                   "it anew with `hotgrid grid`");
    file.bytes[file.length - 1] ^= 1;

    struct toy_emissions other = toy;
    other.grid = toy_emissions_grid(1);
    assert_refused(
        &other, file,
        ": its emissions are on grid toy, 4 x 2 cells from 0, 0 to 4, 2, EPSG:4326, but "
        "the study is on grid toy, 4 x 2 cells from 1, 0 to 5, 2, EPSG:4326; name that "
        "grid in the study, or make the file anew with `hotgrid grid`");
    hg_grid_destroy(other.grid);
    free(file.bytes);
    toy_emissions_end(&toy);
}

static void more_than_the_memory_allowed_is_refused_beforehand(void **state)
{
    (void)state;
    struct toy_emissions toy;
    toy_emissions_make(&toy);
    struct file file = encode(&toy, 1);
    struct hg_error err = {0};
    struct hg_emissions_file *read = NULL;
    const char *path = scratch_bytes("e.hotgrid", file.bytes, file.length);
    assert_int_equal(hg_read_emissions(path, toy.grid, 500, 1, &read, &err), HG_E_LIMIT);
    assert_non_null(strstr(err.message, "raise --max-memory"));
    assert_ok(hg_read_emissions(path, toy.grid, 100000, 1, &read, &err), err);
    hg_emissions_file_destroy(read);
    free(file.bytes);
    toy_emissions_end(&toy);
}

/* Whole files that a faulty program could have written. */
static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    struct toy_emissions good, toy;
    toy_emissions_make(&good);
    for (int i = 0;; i++) {
        toy_emissions_end(&good);
        toy_emissions_make(&good);
        toy_emissions_make(&toy);
        const char *what = "its panels";
        switch (i) {
        case 0:
            toy.cell[0][2] = 1; /* does not rise */
            break;
        case 1:
            toy.cell[0][3] = 8; /* beyond the grid */
            break;
        case 2:
            toy.weight[0][0] = NAN;
            break;
        case 3:
            toy.weight[0][0] = 0.3; /* the column sums to 1.05 */
            break;
        case 4:
            toy.weight[0][0] = -0.25;
            toy.weight[0][1] = 0.75;
            break;
        case 5:
            toy.column_of[0][2] = 2;
            break;
        case 6:
            toy.mass[0][1] = 1; /* of no column */
            break;
        case 7:
            toy.source_of[0][1] = 2;
            break;
        case 8:
            toy.panel[1].region = 0; /* twice */
            break;
        case 9:
            toy.mass[0][0] = -1;
            break;
        case 10:
            toy.point[1] = toy.point[0];
            what = "its points";
            break;
        case 11:
            toy.point[2].industry = 8;
            what = "its points";
            break;
        case 12:
            toy.point[2].cell = 8;
            what = "its points";
            break;
        case 13:
            toy.total[0] = -1;
            what = "a mass below 0";
            break;
        case 14:
            toy.placement[1].blend = 2;
            what = "its placements";
            break;
        case 15:
            toy.placement[2].region = 2;
            what = "its placements";
            break;
        case 16:
            toy.placement[0].sector = 3; /* behind the next */
            what = "its placements";
            break;
        case 17:
            toy.source[0] = "../roads";
            what = "sources";
            break;
        case 18:
            toy.facts.study = "a/b";
            what = "about";
            break;
        default:
            toy_emissions_end(&toy);
            toy_emissions_end(&good);
            return;
        }
        char text[128];
        (void)snprintf(text, sizeof(text),
                       ": is damaged (%s); make it anew with `hotgrid grid`", what);
        struct file file = encode(&toy, 1);
        assert_refused(&good, file, text);
        free(file.bytes);
        toy_emissions_end(&toy);
    }
}

static void every_failing_allocation_is_told(void **state)
{
    (void)state;
    struct toy_emissions toy;
    toy_emissions_make(&toy);
    struct file file = encode(&toy, 1);
    const char *path = scratch_bytes("e.hotgrid", file.bytes, file.length);
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct file again = {0};
        struct hg_error err = {0};
        struct hg_emissions_file *read = NULL;
        alloc_fail_at(n);
        enum hg_status status = hg_encode_emissions(&toy.emissions, &toy.facts, 1,
                                                    &again.bytes, &again.length, &err);
        if (status == HG_OK)
            status = hg_read_emissions(path, toy.grid, 0, 1, &read, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        free(again.bytes);
        hg_emissions_file_destroy(read);
        assert_int_equal(status, failed ? HG_E_MEMORY : HG_OK);
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
        assert_true(n < 1000);
    }
    free(file.bytes);
    toy_emissions_end(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_it_comes_back_bit_for_bit),
        cmocka_unit_test(a_world_without_emissions_is_a_file_too),
        cmocka_unit_test(every_changed_bit_is_refused),
        cmocka_unit_test(changed_bits_with_a_new_digest_harm_nothing),
        cmocka_unit_test(every_shorter_file_is_refused),
        cmocka_unit_test(faults_are_sentences_with_a_cure),
        cmocka_unit_test(more_than_the_memory_allowed_is_refused_beforehand),
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(every_failing_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
