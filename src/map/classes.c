/* classes.c - class breaks that read as round numbers */
#include "map/classes.h"

#include "map/breaks.h"
#include <hotgrid/text.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* mantissa * 10^exponent, correctly rounded: the double that its decimal reads back as.
 */
static double decimal(long mantissa, int exponent)
{
    char text[48];
    const int length = snprintf(text, sizeof(text), "%lde%d", mantissa, exponent);
    double value = 0;
    hg_text_number(text, (size_t)length, &value);
    return value;
}

/* The series of round numbers is numbered from 0 at 1: ... 0.5, 1, 2, 5, 10 ... with
 * three a decade, or ... 0.1, 1, 10 ... with one. */
static double round_number(int i, int per_decade)
{
    static const long STEP[] = {1, 2, 5};
    const int decade = (int)floor((double)i / per_decade);
    return decimal(STEP[i - decade * per_decade], decade);
}

/* The largest of the series that is at most x > 0. */
static int round_below(double x, int per_decade)
{
    int i = (int)floor(log10(x)) * per_decade -
            1; /* log10 may be off by one in its last bit */
    while (round_number(i + 1, per_decade) <= x)
        i++;
    return i;
}

/* How many values lie below an edge. */
static size_t count_below(size_t n, const double *value, double edge)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (value[middle] < edge)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static double information(double share)
{
    return share > 0 ? -share * log2(share) : 0;
}

/* Values with their running sum: sum[i] of the first i. */
struct sample {
    size_t n;
    const double *value;
    const double *sum;
};

/* How evenly the classes between `edges` inner edges share the cells and what the cells
 * hold: the sum of the two entropies (Shannon 1948).  Cells alone would give classes to
 * the empty countryside only, sums alone to a few plants only. */
static double evenness(const struct sample *s, size_t edges, const double *edge)
{
    double bits = 0;
    size_t from = 0;
    for (size_t i = 0; i <= edges; i++) {
        const size_t to = i < edges ? count_below(s->n, s->value, edge[i]) : s->n;
        bits += information((double)(to - from) / (double)s->n);
        bits += information((s->sum[to] - s->sum[from]) / s->sum[s->n]);
        from = to;
    }
    return bits;
}

/* The run of `inner` neighbours of the series that shares the values out most evenly. */
static double best_run(const struct sample *s, int per_decade, size_t inner, double *edge)
{
    double best = -1;
    const int last = round_below(s->value[s->n - 1], per_decade);
    for (int first = round_below(s->value[0], per_decade) + 1; first <= last; first++) {
        double run[HG_MAX_CLASSES] = {0};
        for (size_t i = 0; i < inner; i++)
            run[i] = round_number(first + (int)i, per_decade);
        const double bits = evenness(s, inner, run);
        if (bits > best) {
            best = bits;
            memcpy(edge, run, inner * sizeof(*run));
        }
    }
    return best;
}

/* Puts the outer edges about inner ones, which all lie above the smallest value, and
 * drops those which the largest does not reach.  The lowest class begins at the round
 * number below the values where that is the next of the series, otherwise at 0. */
static void enclose(size_t n, const double *value, int per_decade, size_t inner,
                    const double *edge, struct hg_classes *out)
{
    const double min = value[0], max = value[n - 1];
    while (inner > 0 && edge[inner - 1] > max)
        inner--;
    *out = (struct hg_classes){.n = inner + 1};
    for (size_t i = 0; i < inner; i++)
        out->edge[1 + i] = edge[i];

    const int below = round_below(min, per_decade);
    const bool next = inner == 0 || round_number(below + 1, per_decade) >= edge[0];
    out->edge[0] = next ? round_number(below, per_decade) : 0;
    const int above = round_below(max, 3);
    const double top = round_number(above, 3);
    out->edge[out->n] =
        top >= max && top > out->edge[out->n - 1] ? top : round_number(above + 1, 3);
}

static enum hg_status make_log(size_t n, const double *value, size_t count,
                               struct hg_classes *out, struct hg_error *err)
{
    double *sum = malloc((n + 1) * sizeof(*sum));
    if (!sum)
        return hg_fail(err, HG_E_MEMORY, "no memory for the classes of %zu values", n);
    sum[0] = 0;
    for (size_t i = 0; i < n; i++)
        sum[i + 1] = sum[i] + value[i];

    const struct sample sample = {n, value, sum};
    double fine[HG_MAX_CLASSES] = {0}, coarse[HG_MAX_CLASSES] = {0};
    const double fine_bits = best_run(&sample, 3, count - 1, fine);
    const double coarse_bits = best_run(&sample, 1, count - 1, coarse);
    if (fine_bits < 0 && coarse_bits < 0) /* no round number between the values */
        enclose(n, value, 3, 0, NULL, out);
    else if (fine_bits >= coarse_bits)
        enclose(n, value, 3, count - 1, fine, out);
    else
        enclose(n, value, 1, count - 1, coarse, out);
    free(sum);
    return HG_OK;
}

/* x with `digits` significant digits, rounded down (-1), to nearest (0) or up (1). */
static double round_to(double x, int digits, int direction)
{
    if (!(x > 0))
        return 0;
    const int exponent = (int)floor(log10(x)) - digits + 1;
    const double scaled = x / pow(10, exponent);
    long mantissa = lround(scaled);
    if (direction < 0 && decimal(mantissa, exponent) > x)
        mantissa--;
    if (direction > 0 && decimal(mantissa, exponent) < x)
        mantissa++;
    return decimal(mantissa, exponent);
}

/* The quantile, written with as few digits as move at most a twentieth of a class to the
 * other side. */
static double round_quantile(size_t n, const double *value, size_t rank, size_t per_class)
{
    for (int digits = 1; digits < 6; digits++) {
        const double edge = round_to(value[rank], digits, 0);
        const size_t below = count_below(n, value, edge);
        const size_t moved = below > rank ? below - rank : rank - below;
        if (moved <= per_class / 20)
            return edge;
    }
    return value[rank];
}

/* Outer edges that cover the values, of two digits; 0 below a long tail of small values.
 */
static void round_outside(size_t n, const double *value, struct hg_classes *out)
{
    double *top = &out->edge[out->n];
    const bool tail = out->n > 1 && value[0] < out->edge[1] / 100;
    out->edge[0] = tail ? 0 : round_to(value[0], 2, -1);
    *top = round_to(value[n - 1], 2, 1);
    if (*top <= out->edge[0])
        *top = round_to(nextafter(out->edge[0], INFINITY), 2, 1);
}

static enum hg_status make_quantile(size_t n, const double *value, size_t count,
                                    struct hg_classes *out, struct hg_error *err)
{
    (void)err;
    *out = (struct hg_classes){.n = 1};
    for (size_t i = 1; i < count; i++) {
        const double edge = round_quantile(n, value, i * n / count, n / count);
        if (edge > out->edge[out->n - 1] && edge > value[0] && edge < value[n - 1])
            out->edge[out->n++] = edge;
    }
    round_outside(n, value, out);
    return HG_OK;
}

static enum hg_status make_jenks(size_t n, const double *value, size_t count,
                                 struct hg_classes *out, struct hg_error *err)
{
    const enum hg_status status = map_breaks_natural(n, value, count, out, err);
    if (status == HG_OK)
        round_outside(n, value, out);
    return status;
}

static enum hg_status make_deviation(size_t n, const double *value, size_t count,
                                     struct hg_classes *out, struct hg_error *err)
{
    const enum hg_status status = map_breaks_deviation(n, value, count, out, err);
    if (status == HG_OK)
        round_outside(n, value, out);
    return status;
}

/* Tries the steps 1, 2, 5, 10 ... from the smallest that can do. */
static enum hg_status make_equal(size_t n, const double *value, size_t count,
                                 struct hg_classes *out, struct hg_error *err)
{
    (void)err;
    const double min = value[0], max = value[n - 1];
    const double width = max > min ? (max - min) / (double)count : max;
    for (int i = round_below(width, 3);; i++) {
        const int decade = (int)floor(i / 3.0);
        const double step = round_number(i, 3);
        const long mantissa = lround(step / decimal(1, decade));
        const double first = floor(min / step), last = ceil(max / step);
        const double classes = fmax(last - first, 1);
        if (classes > (double)count)
            continue;
        *out = (struct hg_classes){.n = (size_t)classes};
        for (size_t k = 0; k <= out->n; k++)
            out->edge[k] = decimal(((long)first + (long)k) * mantissa, decade);
        return HG_OK;
    }
}

static const struct hg_class_method METHODS[] = {
    {"log", "round edges 1-2-5 or decades, which share cells and sums out evenly",
     make_log},
    {"quantile", "as many cells in each class, edges rounded", make_quantile},
    {"equal", "classes of the same width, on a round step", make_equal},
    {"jenks", "natural breaks: values of a class lie as near to their mean as can be",
     make_jenks},
    {"deviation", "steps of a standard deviation from the mean", make_deviation},
    {"continuous", "colours that run on over the logarithms", classes_continuous},
};

const struct hg_class_method *hg_class_methods(size_t *n)
{
    *n = COUNT(METHODS);
    return METHODS;
}

static enum hg_status unknown_method(const char *method, struct hg_error *err)
{
    const char *names[COUNT(METHODS)];
    for (size_t i = 0; i < COUNT(METHODS); i++)
        names[i] = METHODS[i].name;
    const char *meant = hg_text_nearest(method, names, COUNT(METHODS));
    return hg_fail(err, HG_E_STUDY,
                   "unknown class method '%s'%s%s%s; choose log, quantile, equal, jenks, "
                   "deviation or continuous",
                   method, meant ? "; did you mean '" : "", meant ? meant : "",
                   meant ? "'" : "");
}

enum hg_status hg_classes_make(const char *method, size_t n, const double *sorted_value,
                               size_t count, struct hg_classes *out, struct hg_error *err)
{
    if (count < 2 || count > HG_MAX_CLASSES)
        return hg_fail(err, HG_E_STUDY, "%zu classes are wanted, must be 2..%d", count,
                       HG_MAX_CLASSES);
    for (size_t i = 0; i < COUNT(METHODS); i++) {
        if (strcmp(METHODS[i].name, method) != 0)
            continue;
        if (n > 0)
            return METHODS[i].make(n, sorted_value, count, out, err);
        *out = (struct hg_classes){.n = 0};
        return HG_OK;
    }
    return unknown_method(method, err);
}

size_t hg_class_of(const struct hg_classes *classes, double value)
{
    size_t i = 0;
    while (i + 1 < classes->n && value >= classes->edge[i + 1])
        i++;
    return i;
}

void classes_cover(struct hg_classes *classes, double min, double max)
{
    if (classes->n == 0)
        return;
    /* Values come as floats: an edge of 0.3 covers the float nearest to 0.3. */
    double *top = &classes->edge[classes->n], *bottom = &classes->edge[0];
    if (max > *top + 1e-6 * fabs(*top))
        *top = max > 0 ? round_to(max, 2, 1) : -round_to(-max, 2, -1);
    if (classes->scale != HG_SCALE_LOG && min < *bottom - 1e-6 * fabs(*bottom)) {
        /* Nobody reads an edge of 4.4e-19: a long tail of small values begins at 0. */
        if (min > 0)
            *bottom = min < *bottom / 10 ? 0 : round_to(min, 2, -1);
        else
            *bottom = -round_to(-min, 2, 1);
    }
}

/* The shortest decimal of at most 9 digits that is the value, or its first 9 digits: the
 * significant digits without zeros at the end, and the power of ten of the first. */
static int shortest_digits(double value, char digits[16])
{
    char text[40];
    for (int n = 0; n < 9; n++) {
        const int length = snprintf(text, sizeof(text), "%.*e", n, value);
        double back = 0;
        if (hg_text_number(text, (size_t)length, &back) == HG_NUMBER_OK && back == value)
            break;
    }
    size_t count = 0;
    const char *c = text;
    for (; *c && *c != 'e'; c++)
        if (*c >= '0' && *c <= '9')
            digits[count++] = *c;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    digits[count] = '\0';
    return *c == 'e' ? (int)strtol(c + 1, NULL, 10) : 0;
}

static void add(char text[HG_EDGE_TEXT], const char *more)
{
    const size_t length = strlen(text);
    (void)snprintf(text + length, HG_EDGE_TEXT - length, "%s", more);
}

/* "2×10⁻⁹"; at most 29 bytes with the sign. */
static void add_power(char text[HG_EDGE_TEXT], const char *digits, int exponent)
{
    static const char *const SUPERSCRIPT[] = {"⁰", "¹", "²", "³", "⁴",
                                              "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (strcmp(digits, "1") != 0) {
        add(text, (const char[]){digits[0], '\0'});
        add(text, digits[1] ? "." : "");
        add(text, digits + 1);
        add(text, "×");
    }
    add(text, exponent < 0 ? "10⁻" : "10");
    char power[16];
    snprintf(power, sizeof(power), "%d", abs(exponent));
    for (const char *c = power; *c; c++)
        add(text, SUPERSCRIPT[*c - '0']);
}

static void add_positional(char text[HG_EDGE_TEXT], const char *digits, int exponent)
{
    const int count = (int)strlen(digits);
    const int whole = exponent < 0 ? 0 : exponent + 1 < count ? exponent + 1 : count;
    if (exponent < 0)
        add(text, "0");
    for (int power = exponent; power >= 0; power--) {
        const int i = exponent - power;
        const char digit[] = {(char)(i < count ? digits[i] : '0'), '\0'};
        add(text, digit);
        if (power > 0 && power % 3 == 0)
            add(text, "\u2009"); /* thin space */
    }
    if (exponent < count - 1)
        add(text, ".");
    for (int power = -1; power > exponent; power--)
        add(text, "0");
    add(text, digits + whole);
}

void hg_class_edge_text(double edge, char text[HG_EDGE_TEXT])
{
    char digits[16] = "";
    const int exponent = shortest_digits(fabs(edge), digits);
    text[0] = '\0';
    if (edge < 0)
        add(text, "−");
    if (edge == 0)
        add(text, "0");
    else if (exponent < -4 || exponent > 8)
        add_power(text, digits, exponent);
    else
        add_positional(text, digits, exponent);
}
