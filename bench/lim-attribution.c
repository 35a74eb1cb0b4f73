/*
 * lim-attribution.c - the limit of the machine: one product of dense matrices a region
 *
 * lim-attribution d|s CELLS SECTORS REGIONS DESTINATIONS.  Cells lie in the order of
 * their regions; out[destination][cell] = sum over sectors of S' E, in double (d) or
 * single (s) precision.  Nothing is checked, all of F is in memory.
 */
#include <cblas.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 5 };

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *made(size_t n, int twice)
{
    uint32_t z = 1;
    void *values = malloc(n * (twice ? sizeof(double) : sizeof(float)));
    for (size_t i = 0; values && i < n; i++) {
        z = z * 1664525U + 1013904223U;
        if (twice)
            ((double *)values)[i] = (double)(z >> 8) * 6e-8;
        else
            ((float *)values)[i] = (float)(z >> 8) * 6e-8F;
    }
    return values;
}

int main(int argc, char **argv)
{
    if (argc != 6)
        return 2;
    const int twice = argv[1][0] == 'd';
    const size_t n = strtoul(argv[2], NULL, 10), n_region = strtoul(argv[4], NULL, 10);
    const int S = atoi(argv[3]), D = atoi(argv[5]);
    void *e = made(n * (size_t)S, twice);
    void *share = made(n_region * (size_t)S * (size_t)D, twice);
    void *out = made(n * (size_t)D, twice);
    double best = INFINITY, least = INFINITY;
    for (int k = 0; e && share && out && k < ROUNDS; k++) {
        const double start = seconds(CLOCK_MONOTONIC);
        const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        for (size_t r = 0; r < n_region; r++) {
            const size_t a = n * r / n_region, at = r * (size_t)S * (size_t)D;
            const int width = (int)(n * (r + 1) / n_region - a), all = (int)n;
            if (twice)
                cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, D, width, S, 1,
                            (double *)share + at, D, (double *)e + a, all, 0,
                            (double *)out + a, all);
            else
                cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, D, width, S, 1,
                            (float *)share + at, D, (float *)e + a, all, 0,
                            (float *)out + a, all);
        }
        best = fmin(best, seconds(CLOCK_MONOTONIC) - start);
        least = fmin(least, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    }
    printf("%.4f %.4f\n", best, least);
    free(e);
    free(share);
    free(out);
    return 0;
}
