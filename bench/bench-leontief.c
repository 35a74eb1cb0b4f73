/* bench-leontief.c - (I - A) X = Y of a table in raw doubles, by public functions:
 * bench-leontief Z.f64 Y.f64 INDUSTRIES REGIONS auto|single|double THREADS X.f64
 */
#include <hotgrid/leontief.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Of the processor, of all threads. */
static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool read_values(const char *path, size_t n, double **out)
{
    FILE *file = fopen(path, "rb");
    *out = malloc(n * sizeof(**out));
    const bool done = file && *out && fread(*out, sizeof(**out), n, file) == n;
    if (file)
        (void)fclose(file);
    return done;
}

static bool write_values(const char *path, size_t n, const double *value)
{
    FILE *file = fopen(path, "wb");
    const bool written = file && fwrite(value, sizeof(*value), n, file) == n;
    return file && fclose(file) == 0 && written;
}

static bool make_axis(char letter, size_t n, struct hg_axis **out, struct hg_error *err)
{
    char(*code)[24] = calloc(n, sizeof *code);
    const char **codes = calloc(n, sizeof(*codes));
    bool made = code && codes;
    for (size_t i = 0; made && i < n; i++) {
        (void)snprintf(code[i], sizeof code[i], "%c%zu", letter, i + 1);
        codes[i] = code[i];
    }
    made = made && hg_axis_create(n, codes, NULL, out, err) == HG_OK;
    free(codes);
    free(code);
    return made;
}

/* Industries of all sectors, region after region; one category. */
static bool read_table(char **argv, struct hg_mrio *mrio, struct hg_error *err)
{
    const size_t n = strtoul(argv[3], NULL, 10), n_region = strtoul(argv[4], NULL, 10);
    const size_t n_sector = n / n_region;
    mrio->n = n;
    mrio->region_of = calloc(n, sizeof(*mrio->region_of));
    mrio->sector_of = calloc(n, sizeof(*mrio->sector_of));
    for (size_t i = 0; mrio->region_of && mrio->sector_of && i < n; i++) {
        mrio->region_of[i] = i / n_sector;
        mrio->sector_of[i] = i % n_sector;
    }
    return mrio->region_of && mrio->sector_of &&
           make_axis('r', n_region, &mrio->regions, err) &&
           make_axis('s', n_sector, &mrio->sectors, err) &&
           make_axis('k', 1, &mrio->categories, err) &&
           read_values(argv[1], n * n, &mrio->Z) &&
           read_values(argv[2], n * n_region, &mrio->Y);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"auto", "single", "double"};
    enum hg_precision precision = HG_PRECISION_AUTO;
    if (argc != 8 || strtoul(argv[4], NULL, 10) == 0)
        return 2;
    while (strcmp(names[precision], argv[5]) != 0)
        if (++precision > HG_PRECISION_DOUBLE)
            return 2;
    struct hg_mrio *mrio = calloc(1, sizeof *mrio);
    struct hg_leontief *l = NULL;
    struct hg_error err = {0};
    double residual, *X = NULL;
    const double start = seconds();
    bool done = mrio && read_table(argv, mrio, &err);
    const double loaded = seconds();
    done =
        done && hg_leontief_create(mrio, precision, (unsigned)strtoul(argv[6], NULL, 10),
                                   &l, &err) == HG_OK;
    const double factored = seconds();
    const size_t n_right = strtoul(argv[4], NULL, 10);
    X = done ? malloc(mrio->n * n_right * sizeof *X) : NULL;
    if (X)
        memcpy(X, mrio->Y, mrio->n * n_right * sizeof *X);
    done = X && hg_leontief_solve(l, n_right, X, &residual, &err) == HG_OK;
    const double solved = seconds();
    done = done && write_values(argv[7], mrio->n * n_right, X);
    const struct hg_factors factors = l ? hg_leontief_factors(l) : (struct hg_factors){0};
    if (done)
        printf("processor: load %.3f factor %.3f solve %.3f s, %s, residual %.1e, "
               "condition %.1e, "
               "%s\n",
               loaded - start, factored - loaded, solved - factored,
               names[factors.precision], residual, factors.condition, hg_blas_about());
    else
        fprintf(stderr, "%s\n", err.message);
    free(X);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
    return done ? 0 : 1;
}
