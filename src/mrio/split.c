/* split.c - a value shared out so that its parts add up to it again, bit for bit */
#include "mrio/split.h"
#include <float.h>
#include <math.h>

/* Weights that cancel to less than this part of their size share nothing out. */
static const double CANCELLED = 1e-9;

/* The last digit of a double of this size. */
static double last_digit(double size)
{
    int exponent;
    (void)frexp(size, &exponent);
    const int lowest = DBL_MIN_EXP - DBL_MANT_DIG;
    return ldexp(1, exponent - DBL_MANT_DIG < lowest ? lowest : exponent - DBL_MANT_DIG);
}

/* The value is counted in its last digits, a whole number of at most 2^53 of them, and
 * they are dealt out by cumulative rounding.  Parts and all their sums are such numbers
 * too, so that no sum of them rounds. */
enum mrio_split_way mrio_split(double value, size_t n, const double *weight, double *part)
{
    double sum = 0, size = 0;
    for (size_t k = 0; k < n; k++) {
        sum += weight[k];
        size += fabs(weight[k]);
    }
    if (!(fabs(sum) > CANCELLED * size))
        return MRIO_SPLIT_NONE;

    const double digit = last_digit(fabs(value) * fmax(size / fabs(sum), 1));
    const double digits = rint(value / digit);
    double weight_so_far = 0, so_far = 0;
    for (size_t k = 0; k < n; k++) {
        weight_so_far += weight[k];
        const double next = rint(digits * (weight_so_far / sum));
        part[k] = (next - so_far) * digit;
        so_far = next;
    }
    return digits * digit == value ? MRIO_SPLIT_EXACT : MRIO_SPLIT_NEAR;
}
