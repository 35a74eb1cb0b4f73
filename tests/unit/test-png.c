/* test-png.c - pictures come back from libpng's reader as they were */
#include "check.h"
#include "map/colour.h"
#include "map/png.h"
#include "picture.h"

enum { WIDTH = 70, HEIGHT = 40, STRIDE = 73 };

struct made {
    struct palette *palette;
    uint8_t *png;
    size_t length;
    struct picture picture;
};

static struct made make(uint32_t *pixel, size_t n_exact, const struct hg_colour *exact)
{
    struct hg_error err = {0};
    struct made made = {0};
    const struct pixels pixels = {pixel, WIDTH, HEIGHT, STRIDE};
    assert_ok(palette_create(&pixels, n_exact, exact, &made.palette, &err), err);
    const struct png_words words = {"CO₂, 2012", "", NULL};
    assert_ok(png_encode(&pixels, 254, made.palette->n ? made.palette : NULL, &words,
                         &made.png, &made.length, &err),
              err);
    made.picture = picture_decode(made.png, made.length);
    assert_int_equal(made.picture.width, WIDTH);
    assert_int_equal(made.picture.height, HEIGHT);
    return made;
}

static void unmake(struct made *made)
{
    palette_destroy(made->palette);
    free(made->png);
    free(made->picture.word);
}

/* Fills the picture with colour(i), i counting its pixels; what lies beyond the width and
 * in the unused byte is noise that must not matter. */
static void fill(uint32_t *pixel, uint32_t (*colour)(uint32_t i))
{
    for (uint32_t i = 0; i < STRIDE * HEIGHT; i++)
        pixel[i] = 0xabcdef12u * (i + 1);
    for (uint32_t i = 0; i < WIDTH * HEIGHT; i++)
        pixel[i / WIDTH * STRIDE + i % WIDTH] = colour(i) | 0x5a000000u;
}

static int largest_error(const struct made *made, uint32_t (*colour)(uint32_t i))
{
    int largest = 0;
    for (uint32_t i = 0; i < WIDTH * HEIGHT; i++)
        for (int shift = 0; shift <= 16; shift += 8) {
            const int was = (int)(colour(i) >> shift & 0xff);
            const int is = (int)(made->picture.word[i] >> shift & 0xff);
            largest = abs(was - is) > largest ? abs(was - is) : largest;
        }
    return largest;
}

static uint32_t sixteen(uint32_t i)
{
    return (i * 7 % 16) * 0x0f1107;
}

static uint32_t two_hundred(uint32_t i)
{
    return (i * 13 % 200) * 0x010101;
}

/* All corners of a lattice of 9^3: 729 colours, 31 apart. */
static uint32_t many(uint32_t i)
{
    const uint32_t k = i % 729;
    return (k % 9 * 31) << 16 | (k / 9 % 9 * 31) << 8 | k / 81 * 31;
}

/* Two flat colours and, once each, 1000 mixtures of them. */
static uint32_t edges(uint32_t i)
{
    if (i < 1000)
        return (i % 251) << 16 | (i * 251 / 1000) << 8 | 0x40;
    return i % 2 ? 0xfa2040 : 0x10c8f0;
}

static void sixteen_colours_take_four_bits(void **state)
{
    (void)state;
    static uint32_t pixel[STRIDE * HEIGHT];
    fill(pixel, sixteen);
    struct made made = make(pixel, 0, NULL);
    assert_int_equal(made.picture.colour_type, PNG_COLOR_TYPE_PALETTE);
    assert_int_equal(made.picture.depth, 4);
    assert_int_equal(largest_error(&made, sixteen), 0);
    unmake(&made);
}

static void up_to_256_colours_are_kept_exactly(void **state)
{
    (void)state;
    static uint32_t pixel[STRIDE * HEIGHT];
    fill(pixel, two_hundred);
    struct made made = make(pixel, 0, NULL);
    assert_int_equal(made.picture.colour_type, PNG_COLOR_TYPE_PALETTE);
    assert_int_equal(made.picture.depth, 8);
    assert_int_equal(made.palette->n, 200);
    assert_int_equal(largest_error(&made, two_hundred), 0);
    unmake(&made);
}

static void many_distant_colours_are_written_as_rgb(void **state)
{
    (void)state;
    static uint32_t pixel[STRIDE * HEIGHT];
    fill(pixel, many);
    struct made made = make(pixel, 0, NULL);
    assert_int_equal(made.picture.colour_type, PNG_COLOR_TYPE_RGB);
    assert_int_equal(made.picture.depth, 8);
    assert_int_equal(largest_error(&made, many), 0);
    unmake(&made);
}

static void mixed_colours_move_a_little_and_areas_do_not(void **state)
{
    (void)state;
    static uint32_t pixel[STRIDE * HEIGHT];
    fill(pixel, edges);
    const struct hg_colour exact[] = {{5, 5, 0x40}}; /* one of the rare ones */
    struct made made = make(pixel, 1, exact);
    assert_int_equal(made.picture.colour_type, PNG_COLOR_TYPE_PALETTE);
    assert_in_range(made.palette->n, 100, 256);
    assert_in_range(largest_error(&made, edges), 1, PALETTE_MAX_ERROR);
    for (uint32_t i = 1000; i < WIDTH * HEIGHT; i++)
        assert_int_equal(made.picture.word[i], edges(i));
    assert_int_equal(colour_word(made.palette->colour[0]), 0x050540);
    unmake(&made);
}

static void the_resolution_is_told_in_pixels_a_metre(void **state)
{
    (void)state;
    static uint32_t pixel[STRIDE * HEIGHT];
    fill(pixel, sixteen);
    struct made made = make(pixel, 0, NULL);
    assert_int_equal(made.picture.per_metre, 10000); /* 254 / 0.0254 */
    assert_int_equal(made.picture.intent, PNG_sRGB_INTENT_PERCEPTUAL);
    unmake(&made);
}

static void the_same_pixels_give_the_same_bytes(void **state)
{
    (void)state;
    static uint32_t pixel[STRIDE * HEIGHT];
    fill(pixel, edges);
    struct made one = make(pixel, 0, NULL), two = make(pixel, 0, NULL);
    assert_int_equal(one.length, two.length);
    assert_memory_equal(one.png, two.png, one.length);
    unmake(&one);
    unmake(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixteen_colours_take_four_bits),
        cmocka_unit_test(up_to_256_colours_are_kept_exactly),
        cmocka_unit_test(many_distant_colours_are_written_as_rgb),
        cmocka_unit_test(mixed_colours_move_a_little_and_areas_do_not),
        cmocka_unit_test(the_resolution_is_told_in_pixels_a_metre),
        cmocka_unit_test(the_same_pixels_give_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
