/* test-labels.c - names stand clear of each other, the important ones first */
#include "check.h"
#include "map/labels.h"

static const struct rect FRAME = {10, 20, 300, 200};
static const double DOT = 1.2;

static bool overlap(struct rect a, struct rect b)
{
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
           b.y < a.y + a.height;
}

static bool within(struct rect a, struct rect b)
{
    return a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width &&
           a.y + a.height <= b.y + b.height;
}

static struct rect dot_of(const struct label_place *place)
{
    return (struct rect){place->x - DOT, place->y - DOT, 2 * DOT, 2 * DOT};
}

static struct label_place at(double x, double y)
{
    return (struct label_place){.x = x, .y = y, .size = {40, 8}};
}

static void a_lone_name_stands_right_of_its_dot(void **state)
{
    (void)state;
    struct label_place place[] = {at(100, 100)};
    labels_place(1, place, &(struct label_room){.frame = FRAME}, DOT);
    assert_true(place[0].kept);
    assert_true(place[0].box.x > 100 + DOT);
    assert_near(place[0].box.y, 96, 1e-12); /* its middle level with the dot */
}

static void a_name_at_the_right_edge_moves_to_the_left(void **state)
{
    (void)state;
    struct label_place place[] = {at(300, 100)};
    labels_place(1, place, &(struct label_room){.frame = FRAME}, DOT);
    assert_true(place[0].kept);
    assert_true(place[0].box.x + 40 < 300 - DOT);
}

static void places_outside_the_frame_get_no_name(void **state)
{
    (void)state;
    struct label_place place[] = {at(5, 100), at(100, 300), at(NAN, 100), at(100, 100)};
    labels_place(4, place, &(struct label_room){.frame = FRAME}, DOT);
    assert_false(place[0].kept);
    assert_false(place[1].kept);
    assert_false(place[2].kept);
    assert_true(place[3].kept);
}

static void a_name_keeps_off_what_is_taken(void **state)
{
    (void)state;
    const struct rect taken[] = {{103, 80, 60, 40}, {250, 150, 60, 70}};
    const struct label_room room = {.frame = FRAME, .n_taken = 2, .taken = taken};
    struct label_place place[] = {at(100, 100), at(270, 180)};
    labels_place(2, place, &room, DOT);
    assert_true(place[0].kept); /* on its left: the first position is taken */
    assert_true(place[0].box.x + 40 < 100 - DOT);
    assert_false(place[1].kept); /* its dot lies under the second */
}

/* To its right lies what a marker leads to; where all is marked it is named all the same.
 */
static void a_name_hides_no_mark_where_it_has_a_choice(void **state)
{
    (void)state;
    const struct rect mark[] = {{110, 98, 4, 4}, {10, 20, 300, 200}};
    struct label_room room = {.frame = FRAME, .n_mark = 1, .mark = mark};
    struct label_place place[] = {at(100, 100)};
    labels_place(1, place, &room, DOT);
    assert_true(place[0].kept);
    assert_false(overlap(place[0].box, mark[0]));
    room.n_mark = 2;
    labels_place(1, place, &room, DOT);
    assert_true(place[0].kept);
}

static void of_two_at_one_place_the_first_is_kept(void **state)
{
    (void)state;
    struct label_place place[] = {at(100, 100), at(100.5, 100)};
    labels_place(2, place, &(struct label_room){.frame = FRAME}, DOT);
    assert_true(place[0].kept);
    assert_false(place[1].kept);
}

/* 400 names for a frame that holds about 150 of them. */
static void no_name_touches_another_nor_a_dot(void **state)
{
    (void)state;
    enum { N = 400 };
    static struct label_place place[N];
    uint32_t seed = 7;
    for (size_t i = 0; i < N; i++) {
        seed = seed * 1664525u + 1013904223u;
        const double x = FRAME.x + FRAME.width * (seed >> 16) / 65536.0;
        seed = seed * 1664525u + 1013904223u;
        const double y = FRAME.y + FRAME.height * (seed >> 16) / 65536.0;
        place[i] = at(x, y);
    }
    labels_place(N, place, &(struct label_room){.frame = FRAME}, DOT);

    size_t kept = 0;
    for (size_t i = 0; i < N; i++) {
        if (!place[i].kept)
            continue;
        kept++;
        assert_true(within(place[i].box, FRAME) && within(dot_of(&place[i]), FRAME));
        for (size_t k = 0; k < N; k++) {
            if (!place[k].kept || k == i)
                continue;
            assert_false(overlap(place[i].box, place[k].box));
            assert_false(overlap(place[i].box, dot_of(&place[k])));
        }
    }
    assert_true(place[0].kept);
    assert_in_range(kept, 60, N);
}

/* The arrow's end lies over the position to the right. */
static void a_name_goes_where_no_arrow_is(void **state)
{
    (void)state;
    struct label_place place[] = {at(100, 100)};
    const struct disc disc = {110, 100, 2};
    labels_place_on_arrows(1, place, &(struct label_room){.frame = FRAME}, DOT, 1, &disc);
    assert_true(place[0].kept);
    assert_true(place[0].box.x + 40 < 100 - DOT);
}

/* A head of radius 4 about the dot touches all positions at 1.8 dots from it: at three
 * times that, 6.48, the name is clear. */
static void names_move_away_from_broad_arrows(void **state)
{
    (void)state;
    struct label_place place[] = {at(100, 100)};
    const struct disc disc = {100, 100, 4};
    labels_place_on_arrows(1, place, &(struct label_room){.frame = FRAME}, DOT, 1, &disc);
    assert_true(place[0].kept);
    assert_near(place[0].box.x, 106.48, 1e-12);
    assert_near(place[0].box.y, 96, 1e-12);
}

/* To the right of the first lies the second, and there is a place for both names. */
static void each_end_of_an_arrow_has_its_name(void **state)
{
    (void)state;
    struct label_place place[] = {at(100, 100), at(115, 100)};
    labels_place_on_arrows(2, place, &(struct label_room){.frame = FRAME}, DOT, 0, NULL);
    assert_true(place[0].kept && place[1].kept);
    assert_false(overlap(place[0].box, dot_of(&place[1])));
    assert_false(overlap(place[1].box, dot_of(&place[0])));
    assert_false(overlap(place[0].box, place[1].box));
    struct label_place same[] = {at(100, 100), at(100.5, 100)};
    labels_place_on_arrows(2, same, &(struct label_room){.frame = FRAME}, DOT, 0, NULL);
    assert_true(same[0].kept && same[1].kept);
    assert_false(overlap(same[0].box, same[1].box));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lone_name_stands_right_of_its_dot),
        cmocka_unit_test(a_name_at_the_right_edge_moves_to_the_left),
        cmocka_unit_test(places_outside_the_frame_get_no_name),
        cmocka_unit_test(a_name_keeps_off_what_is_taken),
        cmocka_unit_test(a_name_hides_no_mark_where_it_has_a_choice),
        cmocka_unit_test(of_two_at_one_place_the_first_is_kept),
        cmocka_unit_test(no_name_touches_another_nor_a_dot),
        cmocka_unit_test(a_name_goes_where_no_arrow_is),
        cmocka_unit_test(names_move_away_from_broad_arrows),
        cmocka_unit_test(each_end_of_an_arrow_has_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
