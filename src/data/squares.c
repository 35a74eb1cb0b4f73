/* squares.c - relative deviations of independent sources, combined */
#include <hotgrid/squares.h>
#include <math.h>

struct hg_squares hg_squares_of(double sigma)
{
    return isnan(sigma) ? (struct hg_squares){0, 1}
                        : (struct hg_squares){sigma * sigma, 0};
}

struct hg_squares hg_squares_add(struct hg_squares of_a, double a, struct hg_squares of_b,
                                 double b)
{
    if (!(a + b > 0))
        return of_a;
    const double p = a / (a + b), q = b / (a + b);
    return (struct hg_squares){p * p * of_a.given + q * q * of_b.given,
                               p * p * of_a.other + q * q * of_b.other};
}

double hg_squares_sigma(struct hg_squares squares, double other)
{
    return sqrt(squares.given + squares.other * other * other);
}
