/* rows.c - the kernels of rows.h that this machine may run */
#include "mrio/rows.h"

#if defined(__x86_64__)
typedef hg_mass masses __attribute__((vector_size(64)));
#define LANES        8
#define TARGET       __attribute__((target("avx512f,avx512dq")))
#define KERNEL(name) name##_8
#define WIDEN(mass)  __builtin_convertvector((masses){0} + (mass), vector_8)
#include "mrio/rows_kernel.h"

#define LANES        4
#define TARGET       __attribute__((target("avx2")))
#define KERNEL(name) name##_4
#define WIDEN(mass)  ((vector_4){0} + (double)(mass))
#include "mrio/rows_kernel.h"

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}
#endif

#define LANES 2
#define TARGET
#define KERNEL(name) name##_2
#define WIDEN(mass)  ((vector_2){0} + (double)(mass))
#include "mrio/rows_kernel.h"

static bool always(void)
{
    return true;
}

const struct row_kernel row_kernels[] = {
#if defined(__x86_64__)
    {"avx512", 8, 14, has_avx512, points_8, panel_8},
    {"avx2", 4, 8, has_avx2, points_4, panel_4},
#endif
    {"plain", 2, 8, always, points_2, panel_2},
    {0},
};
