/*
 * lim-text.c - a lower bound: parses the numbers of a matrix of text and does nothing
 * else
 *
 * lim-text FILE.csv: comma separated, no labels, one thread, not always rounded right.
 */
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static double power[640];

static const char *digits(const char *p, uint64_t *whole)
{
    for (unsigned digit; (digit = (unsigned)(unsigned char)*p - '0') < 10; p++)
        *whole = *whole * 10 + digit;
    return p;
}

/* Exponents beyond what tables hold are of no interest here. */
static const char *number(const char *p, double *out)
{
    const int negative = *p == '-';
    uint64_t whole = 0;
    int exponent = 0;
    p = digits(p + negative, &whole);
    if (*p == '.') {
        const char *point = p + 1;
        p = digits(point, &whole);
        exponent = -(int)(p - point);
    }
    if (*p == 'e') {
        const int below = p[1] == '-';
        uint64_t value = 0;
        p = digits(p + 1 + (below || p[1] == '+'), &value);
        exponent += below ? -(int)value : (int)value;
    }
    const double value = exponent < 0 && exponent > -23
                             ? (double)whole / power[320 - exponent]
                             : (double)whole * power[320 + exponent];
    *out = negative ? -value : value;
    return p;
}

int main(int argc, char **argv)
{
    struct stat about;
    const int fd = argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0 || fstat(fd, &about) != 0)
        return 2;
    const size_t size = (size_t)about.st_size;
    const char *p = mmap(NULL, size + 4096, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    close(fd);
    double *all = malloc(size * 4);
    if (p == MAP_FAILED || !all) {
        free(all);
        return 1;
    }
    for (int i = 0; i < 640; i++)
        power[i] = pow(10, i - 320);
    double sum = 0;
    size_t n = 0;
    for (const char *end = p + size; p < end; p++) {
        p = number(p, &all[n]);
        sum += all[n++];
    }
    printf("%zu numbers, sum %.10g\n", n, sum);
    free(all);
    return 0;
}
