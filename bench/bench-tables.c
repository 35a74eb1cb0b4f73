/*
 * bench-tables.c - reads an input-output table by the public function, sums it
 *
 * bench-tables FORMAT PATH THREADS [CACHE]
 */
#include <hotgrid/mrio_file.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    if (argc < 4 || argc > 5)
        return 2;
    const struct hg_mrio_source source = {
        .format = argv[1],
        .path = argv[2],
        .threads = (unsigned)strtoul(argv[3], NULL, 10),
        .cache = argc > 4 ? argv[4] : NULL,
    };
    if (hg_read_mrio(&source, &mrio, &err) != HG_OK) {
        (void)fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    double sum = 0;
    for (size_t i = 0; i < mrio->n * mrio->n; i++)
        sum += mrio->Z[i];
    printf("%zu industries, sum of Z %.10g\n", mrio->n, sum);
    hg_mrio_destroy(mrio);
    return 0;
}
