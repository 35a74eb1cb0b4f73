/*
 * breaks.h - classes by what the values are like
 *
 * Both set the number of classes and the edges between them, edge[1] .. edge[n - 1]; the
 * outer edges are the caller's.
 */
#ifndef MAP_BREAKS_H
#define MAP_BREAKS_H

#include <hotgrid/classes.h>

/* Natural breaks: of all classes of sorted values those with the least sum of squares
 * about their means (Fisher 1958, J. Am. Stat. Assoc. 53:789; Jenks 1977), found exactly.
 * Edges are the shortest decimals between the neighbours that they part. */
enum hg_status map_breaks_natural(size_t n, const double *value, size_t count,
                                  struct hg_classes *out, struct hg_error *err);

/* The mean and whole standard deviations from it, those nearest to the mean first, as far
 * as there are values; to a hundredth of the deviation. */
enum hg_status map_breaks_deviation(size_t n, const double *value, size_t count,
                                    struct hg_classes *out, struct hg_error *err);

#endif
