/* classes.h - what the legend needs of classes beyond their public face */
#ifndef MAP_CLASSES_H
#define MAP_CLASSES_H

#include <hotgrid/classes.h>

/* Widens the outermost classes, to round numbers, where they do not cover min..max. */
void classes_cover(struct hg_classes *classes, double min, double max);

/* Colours that run on over the logarithms, from a decade below nearly all values to a
 * round number above the largest (the make of struct hg_class_method). */
enum hg_status classes_continuous(size_t n, const double *value, size_t count,
                                  struct hg_classes *out, struct hg_error *err);

#endif
