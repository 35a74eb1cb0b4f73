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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_comes_back_from_where_the_directory_says),
        cmocka_unit_test(no_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
