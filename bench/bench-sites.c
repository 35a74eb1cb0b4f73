/* bench-sites.c - how many rows of a points file are read in a second: bench-sites FILE
 */
#include <hotgrid/tables.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: bench-sites FILE\n");
        return 2;
    }
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    struct hg_sites *sites = NULL;
    const struct hg_table_source source = {.path = argv[1]};
    if (hg_faults_create(&faults, &err) != HG_OK)
        return 1;
    const double start = seconds(CLOCK_MONOTONIC);
    const double start_cpu = seconds(CLOCK_THREAD_CPUTIME_ID);
    const enum hg_status status =
        hg_read_sites(&source, HG_POINTS_SCALE, faults, &sites, &err);
    const double took = seconds(CLOCK_MONOTONIC) - start;
    const double cpu = seconds(CLOCK_THREAD_CPUTIME_ID) - start_cpu;
    if (status != HG_OK || hg_faults_count(faults) > 0) {
        fprintf(stderr, "%s\n",
                status == HG_OK ? hg_faults_line(faults, 0) : err.message);
        return 1;
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%zu rows in %.3f s (%.3f s of processor): %.2f million rows a second, peak "
           "%ld MB\n",
           sites->n, took, cpu, (double)sites->n / took * 1e-6, usage.ru_maxrss / 1024);
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
    return 0;
}
