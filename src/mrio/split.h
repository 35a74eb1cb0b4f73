/* split.h - a value shared out so that its parts add up to it again, bit for bit */
#ifndef HG_MRIO_SPLIT_H
#define HG_MRIO_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

enum mrio_split_way {
    MRIO_SPLIT_NONE,  /* the weights sum to nothing: no part was written */
    MRIO_SPLIT_EXACT, /* the parts sum to the value, bit for bit, in any order */
    MRIO_SPLIT_NEAR,  /* weights of both signs: to the last digit of the largest part */
};

/* part[k] = value * weight[k] / sum of weights. */
enum mrio_split_way mrio_split(double value, size_t n, const double *weight,
                               double *part);

#endif
