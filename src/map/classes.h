/* classes.h - what the legend needs of classes beyond their public face */
#ifndef MAP_CLASSES_H
#define MAP_CLASSES_H

#include <hotgrid/classes.h>

/* Widens the outermost classes, to round numbers, where they do not cover min..max. */
void classes_cover(struct hg_classes *classes, double min, double max);

#endif
