/*
 * lim-points.c - the limit of the machine: points from CSV to cells by a program that
 * does nothing else
 *
 * lim-points FILE OUT.raw ll|aea THREADS.  Columns id,lon,lat,kind,value, nothing
 * checked, sums in doubles.  ll: the world in 0.1 degrees; aea: China Albers in closed
 * form (Snyder 1987), 620 x 520 cells of 10 km.
 */
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const double E2 = 0.0066943799901413165, A = 6378137, RAD = 0.017453292519943295;
static double n_, c_, rho0;
static bool aea;
static int ncol, nrow;

struct part {
    pthread_t thread;
    const char *from, *to;
    double *sum;
};

static double q_of(double s)
{
    const double e = sqrt(E2);
    return (1 - E2) * (s / (1 - E2 * s * s) + atanh(e * s) / e);
}

static void start_albers(void)
{
    const double s1 = sin(25 * RAD), s2 = sin(47 * RAD), s0 = sin(36 * RAD);
    const double m1 = cos(25 * RAD) / sqrt(1 - E2 * s1 * s1);
    const double m2 = cos(47 * RAD) / sqrt(1 - E2 * s2 * s2);
    n_ = (m1 * m1 - m2 * m2) / (q_of(s2) - q_of(s1));
    c_ = m1 * m1 + n_ * q_of(s1);
    rho0 = sqrt(c_ - n_ * q_of(s0)) / n_;
}

static const char *number(const char *p, double *out)
{
    static const double tens[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};
    const bool negative = *p == '-';
    uint64_t digits = 0;
    int decimals = 0;
    p += negative;
    while ((unsigned)(*p - '0') < 10)
        digits = digits * 10 + (uint64_t)(*p++ - '0');
    if (*p == '.') {
        const char *first = ++p;
        while ((unsigned)(*p - '0') < 10)
            digits = digits * 10 + (uint64_t)(*p++ - '0');
        decimals = (int)(p - first);
    }
    const double value = (double)digits / tens[decimals];
    *out = negative ? -value : value;
    return p;
}

static void *add_part(void *context)
{
    struct part *part = context;
    part->sum = calloc((size_t)ncol * (size_t)nrow, sizeof(double));
    for (const char *p = part->from; part->sum && p < part->to;) {
        double x, y, value;
        while (*p++ != ',')
            ;
        p = number(p, &x) + 1;
        p = number(p, &y) + 1;
        while (*p++ != ',')
            ;
        p = number(p, &value);
        while (*p++ != '\n')
            ;
        int col = (int)floor((x + 180) * 10), row = (int)floor((90 - y) * 10);
        if (aea) {
            const double rho = A * sqrt(c_ - n_ * q_of(sin(y * RAD))) / n_;
            const double theta = n_ * (x - 105) * RAD;
            col = (int)floor((rho * sin(theta) + 3100000) / 1e4);
            row = (int)floor((2600000 - A * rho0 + rho * cos(theta)) / 1e4);
        }
        if (col >= 0 && col < ncol && row >= 0 && row < nrow)
            part->sum[(size_t)row * (size_t)ncol + (size_t)col] += value;
    }
    return NULL;
}

static const char *line_behind(const char *p, const char *end)
{
    const char *feed = memchr(p, '\n', (size_t)(end - p));
    return feed ? feed + 1 : end;
}

static bool write_sums(const char *path, struct part *part, int threads)
{
    const size_t cells = (size_t)ncol * (size_t)nrow;
    float *value = malloc(cells * sizeof(*value));
    FILE *file = fopen(path, "wb");
    bool good = value && file;
    for (size_t i = 0; good && i < cells; i++) {
        double sum = 0;
        for (int k = 0; k < threads; k++)
            sum += part[k].sum[i];
        value[i] = (float)sum;
    }
    good = good && fwrite(value, sizeof(*value), cells, file) == cells;
    if (file)
        good &= fclose(file) == 0;
    free(value);
    return good;
}

int main(int argc, char **argv)
{
    struct stat stat;
    struct part part[64] = {0};
    const int fd = argc == 5 ? open(argv[1], O_RDONLY) : -1;
    const int threads = argc == 5 ? atoi(argv[4]) : 0;
    if (fd < 0 || fstat(fd, &stat) != 0 || threads < 1 || threads > 64)
        return 2;
    const size_t size = (size_t)stat.st_size;
    const char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (bytes == MAP_FAILED)
        return 2;
    aea = strcmp(argv[3], "aea") == 0;
    ncol = aea ? 620 : 3600;
    nrow = aea ? 520 : 1800;
    start_albers();
    const char *first = line_behind(bytes, bytes + size), *end = bytes + size;
    for (int k = 0; k < threads; k++) {
        part[k].from = k == 0 ? first : part[k - 1].to;
        part[k].to = k + 1 == threads
                         ? end
                         : line_behind(first + (size_t)(end - first) * (size_t)(k + 1) /
                                                   (size_t)threads,
                                       end);
        if (pthread_create(&part[k].thread, NULL, add_part, &part[k]) != 0)
            return 2;
    }
    bool good = true;
    for (int k = 0; k < threads; k++) {
        pthread_join(part[k].thread, NULL);
        good &= part[k].sum != NULL;
    }
    good = good && write_sums(argv[2], part, threads);
    for (int k = 0; k < threads; k++)
        free(part[k].sum);
    return good ? 0 : 2;
}
