/* series.h - (I - A)^-1 b without factors: b + A b + A A b ... (Miller and Blair 2009,
 * eq. 2.18), to check a solution by another way */
#ifndef HG_TEST_SERIES_H
#define HG_TEST_SERIES_H

#include <hotgrid/mrio.h>
#include <stdlib.h>

/* out is [n], of every stride-th number of b [n * stride] from b on; x: the output.
 * Returns the rounds until a term is 1e-14 of b. */
static inline size_t add_up_series(const struct hg_mrio *mrio, const double *x,
                                   const double *b, size_t stride, double *out)
{
    const size_t n = mrio->n;
    double *term = malloc(n * sizeof *term), *bought = malloc(n * sizeof *bought);
    double largest = 0, now = INFINITY;
    size_t rounds = 0;
    assert_true(term && bought);
    for (size_t i = 0; i < n; i++) {
        out[i] = term[i] = b[i * stride];
        largest = fmax(largest, fabs(term[i]));
    }
    for (; now > 1e-14 * largest; rounds++) {
        assert_true(rounds < 1000);
        for (size_t i = 0; i < n; i++)
            bought[i] = x[i] == 0 ? 0 : term[i] / x[i];
        now = 0;
        for (size_t i = 0; i < n; i++) {
            term[i] = 0;
            for (size_t j = 0; j < n; j++)
                term[i] += mrio->Z[i * n + j] * bought[j];
            out[i] += term[i];
            now = fmax(now, fabs(term[i]));
        }
    }
    free(term);
    free(bought);
    return rounds;
}

#endif
