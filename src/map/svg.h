/* svg.h - what cairo leaves to be done on an SVG */
#ifndef MAP_SVG_H
#define MAP_SVG_H

#include <hotgrid/text.h>

/* Numbers surfaces and images from 1 (cairo counts those of the whole process), keeps the
 * pixels of images square, and gives the picture its title. */
void svg_settle(struct hg_text *svg, const char *title);

#endif
