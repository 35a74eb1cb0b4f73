/* real.c - single and double precision, from the same text */
#include "mrio/real.h"

#include "mrio/lu.h"
#include <cblas.h>
#include <float.h>
#include <lapacke.h>

#define REAL         float
#define KIND(name)   single_##name
#define BLAS(name)   cblas_s##name
#define LAPACK(name) LAPACKE_s##name
#include "mrio/real_kind.h"
#undef REAL
#undef KIND
#undef BLAS
#undef LAPACK

#define REAL         double
#define KIND(name)   double_##name
#define BLAS(name)   cblas_d##name
#define LAPACK(name) LAPACKE_d##name
#include "mrio/real_kind.h"

#define FUNCTIONS(kind)                                                                  \
    .largest = kind##_largest, .value = kind##_value, .store = kind##_store,             \
    .panel = kind##_panel, .swaps = kind##_swaps, .lower = kind##_lower,                 \
    .update = kind##_update, .by_upper = kind##_by_upper, .by_lower = kind##_by_lower,   \
    .swap = kind##_swap, .put = kind##_put, .get = kind##_get

const struct mrio_real mrio_single = {
    .size = sizeof(float), .epsilon = FLT_EPSILON, FUNCTIONS(single)};
const struct mrio_real mrio_double = {
    .size = sizeof(double), .epsilon = DBL_EPSILON, FUNCTIONS(double)};

size_t mrio_real_size(const struct mrio_real *real)
{
    return real->size;
}

void mrio_real_store(const struct mrio_real *real, void *M, size_t at, size_t n,
                     const double *row)
{
    real->store(M, at, n, row);
}
