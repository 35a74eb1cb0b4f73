/*
 * colour.h - colours as the eye orders them: CIE 1976 L*a*b*, white point D65
 */
#ifndef MAP_COLOUR_H
#define MAP_COLOUR_H

#include <hotgrid/style.h>

struct lab {
    double lightness, a, b;
};

struct lab colour_to_lab(struct hg_colour colour);
struct hg_colour colour_from_lab(struct lab lab); /* clipped to what a screen shows */

/* Between a (share 0) and b (share 1), channel by channel. */
struct hg_colour colour_mix(struct hg_colour a, struct hg_colour b, double share);

/* 0xrrggbb */
uint32_t colour_word(struct hg_colour colour);

#endif
