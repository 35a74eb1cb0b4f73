/* test-zip_write.c - an archive of one file, as PKWARE's APPNOTE lays it out */
#include "alloc.h"
#include "check.h"
#include <hotgrid/zip.h>
#include <stdlib.h>
#include <zlib.h>

static uint32_t number(const char *bytes, size_t n)
{
    uint32_t value = 0;
    for (size_t i = 0; i < n; i++)
        value |= (uint32_t)(uint8_t)bytes[i] << 8 * i;
    return value;
}

/* The checksum of "123456789" is the one by which CRC-32 is known: cbf43926. */
static void a_file_comes_back_from_where_the_directory_says(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_text zip = {0};
    assert_ok(hg_zip_file("a/b.txt", "123456789", 9, &zip, &err), err);

    const char *end = zip.bytes + zip.length - 22;
    assert_int_equal(number(end, 4), 0x06054b50);
    assert_int_equal(number(end + 10, 2), 1); /* entries */
    const char *entry = zip.bytes + number(end + 16, 4);
    assert_int_equal(number(end + 12, 4), end - entry);
    assert_int_equal(number(entry, 4), 0x02014b50);
    assert_int_equal(number(entry + 16, 4), 0xcbf43926);
    assert_int_equal(number(entry + 24, 4), 9);
    assert_memory_equal(entry + 46, "a/b.txt", 7);

    const char *local = zip.bytes + number(entry + 42, 4);
    assert_int_equal(number(local, 4), 0x04034b50);
    assert_memory_equal(local + 4, entry + 6, 24); /* both headers say the same */
    assert_memory_equal(local + 30, "a/b.txt", 7);
    char back[16] = "";
    z_stream stream = {.next_in = (Bytef *)(void *)(zip.bytes + (local - zip.bytes) + 37),
                       .avail_in = number(entry + 20, 4),
                       .next_out = (Bytef *)(void *)back,
                       .avail_out = sizeof(back)};
    assert_int_equal(inflateInit2(&stream, -MAX_WBITS), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(inflateEnd(&stream), Z_OK);
    assert_string_equal(back, "123456789");
    free(zip.bytes);
}

static void no_memory_is_told(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_text zip = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_zip_file("a", "bc", 2, &zip, &err);
        free(zip.bytes);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
}

/* RFC 1950: method 8, a header that 31 divides, Adler-32 at the end (of "abc" 024d0127,
 * by hand: 1 + 97 + 98 + 99 = 295, 98 + 196 + 295 = 589). */
static void bytes_come_back_from_a_zlib_stream(void **state)
{
    (void)state;
    struct hg_error err = {0};
    uint8_t *packed = NULL;
    size_t n = 0;
    assert_ok(hg_zlib("abc", 3, &packed, &n, &err), err);
    assert_int_equal(packed[0] & 15, 8);
    assert_int_equal((packed[0] << 8 | packed[1]) % 31, 0);
    const uint8_t sum[] = {589 >> 8, 589 & 255, 295 >> 8, 295 & 255};
    assert_memory_equal(packed + n - 4, sum, 4);
    char back[8] = "";
    uLongf length = sizeof(back);
    assert_int_equal(uncompress((Bytef *)(void *)back, &length, packed, n), Z_OK);
    assert_int_equal(length, 3);
    assert_string_equal(back, "abc");
    free(packed);
}

static void nothing_is_a_stream_too(void **state)
{
    (void)state;
    struct hg_error err = {0};
    uint8_t *packed = NULL;
    size_t n = 0;
    assert_ok(hg_zlib(NULL, 0, &packed, &n, &err), err);
    Bytef back;
    uLongf length = 1;
    assert_int_equal(uncompress(&back, &length, packed, n), Z_OK);
    assert_int_equal(length, 0);
    free(packed);
}

static void too_much_is_refused_before_it_is_read(void **state)
{
    (void)state;
    struct hg_error err = {0};
    uint8_t *packed = NULL;
    size_t n = 0;
    assert_int_equal(hg_zlib("", (size_t)UINT32_MAX, &packed, &n, &err), HG_E_LIMIT);
    assert_null(packed);
}

static void no_memory_for_a_stream_is_told(void **state)
{
    (void)state;
    for (size_t k = 1;; k++) {
        struct hg_error err = {0};
        uint8_t *packed = NULL;
        size_t n = 0;
        const size_t before = alloc_live();
        alloc_fail_at(k);
        const enum hg_status status = hg_zlib("abc", 3, &packed, &n, &err);
        free(packed);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_come_back_from_a_zlib_stream),
        cmocka_unit_test(nothing_is_a_stream_too),
        cmocka_unit_test(too_much_is_refused_before_it_is_read),
        cmocka_unit_test(no_memory_for_a_stream_is_told),
        cmocka_unit_test(a_file_comes_back_from_where_the_directory_says),
        cmocka_unit_test(no_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
