/* fdr.c - bounds on p-values that hold the rate of false discoveries down */
#include <hotgrid/fdr.h>

static size_t count_below(size_t n, const double *p, double bound)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += p[i] <= bound;
    return count;
}

/* Steps down from all n: as many as are below the bound of the last count, until that is
 * what was counted.  A k with p(k) <= k q / n is never passed, so it ends at the largest.
 */
double hg_fdr_bound(enum hg_fdr method, size_t n, const double *p, double q)
{
    double factor = 1;
    for (size_t i = 2; method == HG_FDR_BY && i <= n; i++)
        factor += 1 / (double)i;
    if (method == HG_FDR_NONE)
        return count_below(n, p, q) ? q : -1;
    size_t k = n, last = 0;
    double bound = q / factor;
    while (k > 0 && k != last) {
        last = k;
        bound = q * ((double)k / (double)n) / factor;
        k = count_below(n, p, bound);
    }
    return k ? bound : -1;
}
