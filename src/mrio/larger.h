/* larger.h - the larger of two numbers, or what is none */
#ifndef MRIO_LARGER_H
#define MRIO_LARGER_H

#include <math.h>

/* NaN when either is: a search for the largest must not forget it. */
static inline double mrio_larger(double a, double b)
{
    return isnan(a) || a >= b ? a : b;
}

#endif
