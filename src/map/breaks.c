/* breaks.c - classes by what the values are like: natural breaks, standard deviations */
#include "map/breaks.h"
#include <assert.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double decimal_of(double value, int digits)
{
    char text[40];
    double back = value;
    const int length = snprintf(text, sizeof(text), "%.*e", digits, value);
    (void)hg_text_number(text, (size_t)length, &back);
    return back;
}

/* The shortest decimal above `below` and at most `above`, which is > 0. */
static double shortest_between(double below, double above)
{
    for (int digits = 0; digits < 17; digits++) {
        const double near = decimal_of(above, digits);
        if (near > below && near <= above)
            return near;
        const double step = pow(10, floor(log10(above)) - digits);
        const double lower = decimal_of(near - step, digits);
        if (near > above && lower > below && lower <= above)
            return lower;
    }
    return above;
}

/* Distinct values: how many values lie before each, and sums of values and squares up to
 * it.  Values are taken from their mean, so that squares do not cancel out. */
struct distinct {
    size_t n;
    size_t *before; /* [n + 1] */
    double *sum, *square;
};

static void distinct_finish(struct distinct *d)
{
    free(d->before);
    free(d->sum);
    free(d->square);
}

static bool distinct_make(size_t n, const double *value, struct distinct *d)
{
    double mean = 0;
    for (size_t i = 0; i < n; i++)
        mean += (value[i] - mean) / (double)(i + 1);
    *d = (struct distinct){0, malloc((n + 1) * sizeof(size_t)),
                           malloc((n + 1) * sizeof(double)),
                           malloc((n + 1) * sizeof(double))};
    if (!d->before || !d->sum || !d->square)
        return false;
    double sum = 0, square = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || value[i] > value[i - 1]) {
            d->before[d->n] = i;
            d->sum[d->n] = sum;
            d->square[d->n++] = square;
        }
        sum += value[i] - mean;
        square += (value[i] - mean) * (value[i] - mean);
    }
    d->before[d->n] = n;
    d->sum[d->n] = sum;
    d->square[d->n] = square;
    return true;
}

/* Sum of squares about their mean of distinct values first .. last - 1. */
static double scatter(const struct distinct *d, size_t first, size_t last)
{
    const double n = (double)(d->before[last] - d->before[first]);
    const double sum = d->sum[last] - d->sum[first];
    return fmax(0, d->square[last] - d->square[first] - sum * sum / n);
}

/* One more class: least[j] is the least scatter of the first j + 1 values, the last class
 * of which begins at split[j]. */
struct stage {
    const struct distinct *d;
    const double *fewer; /* the same with one class less */
    double *least;
    uint32_t *split;
};

/* Fills in j, whose last class begins at from .. to; where it begins. */
static size_t fill_one(const struct stage *s, size_t j, size_t from, size_t to)
{
    size_t best = from;
    double least = INFINITY;
    for (size_t i = from; i <= (to < j ? to : j); i++) {
        const double all = s->fewer[i - 1] + scatter(s->d, i, j + 1);
        if (all < least) {
            least = all;
            best = i;
        }
    }
    s->least[j] = least;
    s->split[j] = (uint32_t)best;
    return best;
}

/* Where the last class begins never falls as j rises: halves of the range of j need to
 * look at parts of the range only (Wang and Song 2011, R Journal 3(2):29, the recurrence;
 * Groenlund et al. 2017, arXiv:1701.07204, this order of it).  k is the class. */
static void fill(const struct stage *s, size_t k)
{
    struct range {
        size_t low, high, from, to;
    } stack[8 * sizeof(size_t)]; /* halves: never more than one a bit */
    size_t n = 0;
    stack[n++] = (struct range){k, s->d->n, k, s->d->n - 1};
    while (n > 0) {
        const struct range r = stack[--n];
        if (r.low >= r.high)
            continue;
        const size_t j = r.low + (r.high - r.low) / 2;
        const size_t best = fill_one(s, j, r.from, r.to);
        stack[n++] = (struct range){j + 1, r.high, best, r.to};
        stack[n++] = (struct range){r.low, j, r.from, best};
    }
}

/* first[k]: the distinct value that begins class k of count. */
static bool natural_breaks(const struct distinct *d, size_t count, size_t *first)
{
    assert(count > 0 && d->n > 0); /* there are values */
    const size_t n = d->n;
    double *row[2] = {malloc(n * sizeof(double)), malloc(n * sizeof(double))};
    uint32_t *split = malloc(count * n * sizeof(*split));
    const bool good = row[0] && row[1] && split;
    for (size_t j = 0; good && j < d->n; j++)
        row[0][j] = scatter(d, 0, j + 1);
    for (size_t k = 1; good && k < count; k++) {
        const struct stage s = {d, row[(k - 1) % 2], row[k % 2], split + k * d->n};
        /* Fewer values than classes: no such split is ever taken. */
        for (size_t j = 0; j < k; j++)
            s.least[j] = INFINITY;
        fill(&s, k);
    }
    for (size_t k = count - 1, end = d->n; good && k > 0; k--)
        end = first[k] = split[k * d->n + end - 1];
    free(row[0]);
    free(row[1]);
    free(split);
    return good;
}

enum hg_status map_breaks_natural(size_t n, const double *value, size_t count,
                                  struct hg_classes *out, struct hg_error *err)
{
    struct distinct d = {0};
    size_t first[HG_MAX_CLASSES] = {0};
    bool good = distinct_make(n, value, &d);
    if (good) {
        count = count < d.n ? count : d.n;
        good = natural_breaks(&d, count, first);
    }
    if (good) {
        *out = (struct hg_classes){.n = count};
        for (size_t k = 1; k < count; k++) {
            const size_t i = d.before[first[k]];
            out->edge[k] = shortest_between(value[i - 1], value[i]);
        }
    }
    distinct_finish(&d);
    return good ? HG_OK
                : hg_fail(err, HG_E_MEMORY, "no memory for the classes of %zu values", n);
}

enum hg_status map_breaks_deviation(size_t n, const double *value, size_t count,
                                    struct hg_classes *out, struct hg_error *err)
{
    (void)err;
    double mean = 0, square = 0;
    for (size_t i = 0; i < n; i++) { /* Welford 1962 */
        const double from = value[i] - mean;
        mean += from / (double)(i + 1);
        square += from * (value[i] - mean);
    }
    const double sigma = sqrt(square / (double)n);
    /* The edges nearest to the mean: 0, +1, -1, +2, -2 ... as far as there are values. */
    long low = 0, high = 0; /* edges low .. high - 1 */
    *out = (struct hg_classes){.n = 1};
    for (long step = 0; sigma > 0 && out->n < count; step++) {
        const bool above = mean + (double)step * sigma < value[n - 1];
        const bool below = step > 0 && mean - (double)step * sigma > value[0];
        if (!above && !below)
            break;
        if (above) {
            high = step + 1;
            out->n++;
        }
        if (below && out->n < count) {
            low = -step;
            out->n++;
        }
    }
    const int digits = sigma > 0 ? (int)(2 - floor(log10(sigma))) : 0;
    for (long k = low; k < high; k++) {
        const double exact = mean + (double)k * sigma, scale = pow(10, digits);
        const double near = round(exact * scale) / scale;
        out->edge[1 + k - low] = near > value[0] && near < value[n - 1] ? near : exact;
    }
    return HG_OK;
}
