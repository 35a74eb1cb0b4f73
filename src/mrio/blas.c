/* blas.c - OpenBLAS, its threads and the core it works for
 *
 * OpenBLAS starts a thread for each processor when it is loaded, also where nothing is
 * solved; without work they spin for some time, a tenth of all that short runs take.
 * Nobody needs them: the program calls OpenBLAS from threads of its own.
 *
 * OpenBLAS chooses its kernels by the model of the processor when it is loaded.  A
 * release that is older than the processor knows it not and takes the kernels of
 * Prescott (2004, no AVX): a tenth of the speed.  So before main() those of a core that
 * the processor can do are chosen, as OPENBLAS_CORETYPE would have done; where that is
 * set, it is left alone.
 */
#define _GNU_SOURCE
#include "mrio/factors.h"
#include <cblas.h>
#include <dlfcn.h>
#include <hotgrid/leontief.h>
#include <stdlib.h>
#include <string.h>

enum hg_status mrio_check_blas(struct hg_error *err)
{
    Dl_info product = {0}, own = {0};
    (void)dladdr(dlsym(RTLD_DEFAULT, "cblas_dgemm"), &product);
    (void)dladdr(dlsym(RTLD_DEFAULT, "openblas_get_config"), &own);
    if (product.dli_fbase == own.dli_fbase)
        return HG_OK;
    return hg_fail(err, HG_E_INPUT,
                   "products of matrices would come from %s, which is not OpenBLAS and "
                   "some ten times slower: put OpenBLAS before it (Debian: apt install "
                   "libopenblas0-pthread; take %s out of LD_PRELOAD and LD_LIBRARY_PATH)",
                   product.dli_fname, product.dli_fname);
}

const char *hg_blas_about(void)
{
    return openblas_get_config();
}

/* driver/others/blas_server.c: stops the threads, as it does before a fork. */
extern int blas_thread_shutdown_(void) __attribute__((weak));

void hg_blas_start(void)
{
    mrio_one_thread();
    if (blas_thread_shutdown_)
        (void)blas_thread_shutdown_();
}

/* To set what is set already would start the threads again. */
void mrio_one_thread(void)
{
    if (openblas_get_num_threads() != 1)
        openblas_set_num_threads(1);
}

#ifdef __x86_64__

/* Present where OpenBLAS was built for many cores (DYNAMIC_ARCH): driver/others/dynamic.c
 */
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));

static const char *best_core(void)
{
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return "SkylakeX";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return "Haswell";
    return NULL;
}

__attribute__((constructor)) static void choose_core(void)
{
    const char *core = best_core();
    if (!core || !gotoblas_dynamic_init || !gotoblas_dynamic_quit ||
        getenv("OPENBLAS_CORETYPE") || strcmp(openblas_get_corename(), "Prescott") != 0)
        return;
    if (setenv("OPENBLAS_CORETYPE", core, 1) != 0)
        return;
    gotoblas_dynamic_quit();
    gotoblas_dynamic_init();
    (void)unsetenv("OPENBLAS_CORETYPE");
}

#endif
