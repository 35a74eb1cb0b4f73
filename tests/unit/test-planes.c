/* test-planes.c - numbers as planes of bytes, and back bit for bit */
#include "alloc.h"
#include "check.h"
#include "io/planes.h"
#include <stdlib.h>
#include <zlib.h>

static struct hg_text write_planes(const struct planes_array *array, unsigned threads)
{
    struct hg_text out = {0};
    struct hg_error err = {0};
    assert_ok(planes_write(array, threads, &out, &err), err);
    return out;
}

static struct planes_array of(const struct planes_part *part, unsigned width, bool rising)
{
    return (struct planes_array){.width = width,
                                 .stride = width,
                                 .rising = rising,
                                 .n = part->n,
                                 .n_part = 1,
                                 .part = part};
}

/* Noise in the low bytes of doubles, a few values in the high ones. */
static void noise(double *value, size_t n)
{
    uint64_t state = 1;
    for (size_t i = 0; i < n; i++) {
        state = state * 6364136223846793005U + 1442695040888963407U; /* Knuth's MMIX */
        value[i] = (double)(state >> 11) * 0x1p-60;
    }
}

/* Three numbers of four bytes, by hand: each plane is three bytes, its length before it.
 */
static void few_numbers_are_planes_as_the_header_says(void **state)
{
    (void)state;
    const uint32_t value[3] = {1, 0x01020304, 0xFFFFFFFF};
    const struct planes_part part = {{value}, 3};
    const struct planes_array array = of(&part, 4, false);
    static const uint8_t expected[] = {3, 0, 0, 0, 1, 4, 255, 3, 0, 0, 0, 0, 3, 255,
                                       3, 0, 0, 0, 0, 2, 255, 3, 0, 0, 0, 0, 1, 255};
    struct hg_text out = write_planes(&array, 1);
    assert_int_equal(out.length, sizeof(expected));
    assert_memory_equal(out.bytes, expected, sizeof(expected));
    free(out.bytes);
}

static void a_constant_plane_is_a_zlib_stream(void **state)
{
    (void)state;
    static const uint8_t value[1000];
    const struct planes_part part = {{value}, 1000};
    const struct planes_array array = of(&part, 1, false);
    struct hg_text out = write_planes(&array, 1);
    assert_true(out.length < 30);
    uint8_t back[1001];
    uLongf n = sizeof(back);
    assert_int_equal(
        uncompress(back, &n, (const Bytef *)out.bytes + 4, (uLong)out.length - 4), Z_OK);
    assert_int_equal(n, 1000);
    assert_memory_equal(back, value, 1000);
    free(out.bytes);
}

static void differences_start_anew_in_each_part(void **state)
{
    (void)state;
    const uint32_t first[2] = {7, 9}, second[2] = {3, 4};
    const struct planes_part part[] = {{{first}, 2}, {{second}, 2}};
    struct planes_array array = of(part, 4, true);
    array.n = 4;
    array.n_part = 2;
    struct hg_text out = write_planes(&array, 1);
    static const uint8_t low[] = {4, 0, 0, 0, 7, 2, 3, 1};
    assert_memory_equal(out.bytes, low, sizeof(low));
    free(out.bytes);
}

/* Parts of odd sizes, empty ones too, over the edges of chunks. */
static void parts_come_back_bit_for_bit_for_any_number_of_threads(void **state)
{
    (void)state;
    enum { N = 3 * PLANES_CHUNK + 17 };
    double *value = malloc(N * sizeof(*value)), *back = calloc(N, sizeof(*back));
    assert_true(value && back);
    noise(value, N);
    value[5] = -0.0;
    value[6] = 0x1p-1074;
    const size_t size[] = {
        0, 1, PLANES_CHUNK - 1, 0, PLANES_CHUNK + 3, N - 3 - 2 * PLANES_CHUNK};
    struct planes_part from[6], to[6];
    size_t first = 0;
    for (size_t i = 0; i < 6; i++) {
        from[i] = (struct planes_part){{value + first}, size[i]};
        to[i] = (struct planes_part){{back + first}, size[i]};
        first += size[i];
    }
    assert_int_equal(first, N);
    struct planes_array array = of(from, 8, false);
    array.n = N;
    array.n_part = 6;
    struct hg_text one = write_planes(&array, 1), three = write_planes(&array, 3);
    assert_int_equal(one.length, three.length);
    assert_memory_equal(one.bytes, three.bytes, one.length);
    assert_true(one.length < (size_t)N * 8 * 95 / 100); /* signs and exponents shrink */

    array.part = to;
    struct hg_error err = {0};
    assert_ok(planes_read(&array, (const uint8_t *)one.bytes, one.length, 3, "it", &err),
              err);
    assert_memory_equal(back, value, N * sizeof(*value));
    free(one.bytes);
    free(three.bytes);
    free(value);
    free(back);
}

/* Packed planes are kept for the next one that is the same: of two lengths and with two
 * bytes, zlib finds in each what was put in. */
static void assert_holds(const uint8_t *packed, size_t length, uint8_t byte, size_t n)
{
    static uint8_t plane[PLANES_CHUNK], found[PLANES_CHUNK];
    uLongf got = sizeof(found);
    memset(plane, byte, n);
    assert_int_equal(uncompress(found, &got, packed, length), Z_OK);
    assert_int_equal(got, n);
    assert_memory_equal(found, plane, n);
}

static void planes_of_one_byte_hold_that_byte(void **state)
{
    (void)state;
    enum { N = 2 * PLANES_CHUNK + 2000 };
    static const struct {
        size_t n;
        uint8_t byte[4];
    } chunk[] = {
        {PLANES_CHUNK, {7, 0, 0, 9}}, {PLANES_CHUNK, {0, 0, 7, 7}}, {2000, {7, 0, 7, 7}}};
    uint32_t *value = malloc(N * sizeof(*value));
    assert_non_null(value);
    for (size_t c = 0, i = 0; c < 3; c++)
        for (size_t k = 0; k < chunk[c].n; k++, i++)
            memcpy(&value[i], chunk[c].byte, sizeof(*value));
    const struct planes_part part = {{value}, N};
    const struct planes_array array = of(&part, 4, false);
    struct hg_text out = write_planes(&array, 1);
    const uint8_t *at = (const uint8_t *)out.bytes;
    for (size_t c = 0; c < 3; c++)
        for (size_t b = 0; b < 4; b++) {
            const size_t n = at[0] + 256 * (size_t)at[1];
            assert_true(n < 1000);
            assert_holds(at + 4, n, chunk[c].byte[b], chunk[c].n);
            at += 4 + n;
        }
    assert_int_equal(at - (const uint8_t *)out.bytes, out.length);
    free(out.bytes);
    free(value);
}

static void rising_numbers_of_a_structure_come_back(void **state)
{
    (void)state;
    struct pair {
        uint32_t cell, other;
    } pair[70000];
    uint32_t sum = 0;
    for (uint32_t i = 0; i < 70000; i++)
        pair[i] = (struct pair){sum += i % 3, i};
    struct planes_part part = {{&pair[0].cell}, 70000};
    struct planes_array array = of(&part, 4, true);
    array.stride = sizeof(pair[0]);
    struct hg_text out = write_planes(&array, 2);
    struct pair *back = malloc(sizeof(pair));
    assert_non_null(back);
    memcpy(back, pair, sizeof(pair));
    for (size_t i = 0; i < 70000; i++)
        back[i].cell = 99;
    part.to = &back[0].cell;
    struct hg_error err = {0};
    assert_ok(planes_read(&array, (const uint8_t *)out.bytes, out.length, 2, "it", &err),
              err);
    assert_memory_equal(back, pair, sizeof(pair));
    free(back);
    free(out.bytes);
}

static void no_byte_may_be_missing_or_too_much(void **state)
{
    (void)state;
    static uint8_t value[1000];
    for (size_t i = 0; i < 100; i++)
        value[i] = (uint8_t)(i * i);
    const struct planes_part part = {{value}, 1000};
    const struct planes_array array = of(&part, 1, false);
    struct hg_text out = write_planes(&array, 1);
    hg_text_add(&out, "x", 1);
    const uint8_t *bytes = (const uint8_t *)out.bytes;
    for (size_t n = 0; n <= out.length; n++) {
        struct hg_error err = {0};
        const bool whole = n + 1 == out.length;
        assert_int_equal(planes_read(&array, bytes, n, 1, "its", &err),
                         whole ? HG_OK : HG_E_INPUT);
        assert_string_equal(err.message, whole ? "" : "its is damaged; make it anew");
    }
    free(out.bytes);
}

/* A plane that says it shrank more than deflate can. */
static void what_cannot_be_true_is_refused_before_it_is_unpacked(void **state)
{
    (void)state;
    static uint8_t value[60000];
    struct planes_part part = {{value}, sizeof(value)};
    const struct planes_array array = of(&part, 1, false);
    static const uint8_t bytes[] = {8, 0, 0, 0, 0x78, 1, 3, 0, 0, 0, 0, 1};
    struct hg_error err = {0};
    assert_int_equal(planes_read(&array, bytes, sizeof(bytes), 1, "it", &err),
                     HG_E_INPUT);
    assert_false(planes_can_hold(12, 60000, 1));
    assert_true(planes_can_hold(12, 13200, 1));
    assert_false(planes_can_hold(SIZE_MAX, SIZE_MAX, 1));
}

static void every_failing_allocation_is_told(void **state)
{
    (void)state;
    const double value[3] = {1, 2, 3};
    double back[3];
    struct planes_part part = {{value}, 3};
    struct planes_array array = of(&part, 8, false);
    struct hg_text bytes = write_planes(&array, 1);
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct hg_text out = {0};
        struct hg_error err = {0};
        alloc_fail_at(n);
        enum hg_status status = planes_write(&array, 2, &out, &err);
        part.to = back;
        if (!alloc_failed())
            status = planes_read(&array, (const uint8_t *)bytes.bytes, bytes.length, 2,
                                 "it", &err);
        part.from = value;
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        free(out.bytes);
        assert_int_equal(alloc_live(), before);
        assert_int_equal(status, failed ? HG_E_MEMORY : HG_OK);
        if (!failed)
            break;
        assert_true(n < 100);
    }
    free(bytes.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_numbers_are_planes_as_the_header_says),
        cmocka_unit_test(a_constant_plane_is_a_zlib_stream),
        cmocka_unit_test(differences_start_anew_in_each_part),
        cmocka_unit_test(parts_come_back_bit_for_bit_for_any_number_of_threads),
        cmocka_unit_test(planes_of_one_byte_hold_that_byte),
        cmocka_unit_test(rising_numbers_of_a_structure_come_back),
        cmocka_unit_test(no_byte_may_be_missing_or_too_much),
        cmocka_unit_test(what_cannot_be_true_is_refused_before_it_is_unpacked),
        cmocka_unit_test(every_failing_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
