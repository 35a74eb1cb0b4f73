/* sort.h - many numbers put in order, in time that grows as their number does */
#ifndef HG_SORT_H
#define HG_SORT_H

#include <stddef.h>

struct hg_ranked {
    double value; /* >= 0, not NaN */
    size_t index; /* the caller's */
};

/* The largest value first; equal ones stay in the order they came in.  room is for n
 * more. */
void hg_sort_falling(size_t n, struct hg_ranked *item, struct hg_ranked *room);

/* The smallest value first; all are >= 0 and not NaN.  room is for n more. */
void hg_sort_rising(size_t n, float *value, float *room);

#endif
