/* continuous.c - colours that run on between round numbers */
#include "map/classes.h"
#include <hotgrid/text.h>
#include <math.h>
#include <stdio.h>

/* Colours part values of so many decades at most; what is smaller has the first one. */
enum { DECADES = 7 };

static double power_of_ten(int exponent)
{
    char text[16];
    double value = 0;
    const int length = snprintf(text, sizeof(text), "1e%d", exponent);
    hg_text_number(text, (size_t)length, &value);
    return value;
}

static int decade_of(double value)
{
    int exponent = (int)floor(log10(value));
    while (power_of_ten(exponent + 1) <= value) /* log10 may be off in its last bit */
        exponent++;
    return exponent;
}

/* The first of 1, 2, 5, 10 times a power of ten that is not below. */
static double round_above(double value)
{
    const int exponent = decade_of(value);
    const double decade = power_of_ten(exponent);
    return value <= decade       ? decade
           : value <= 2 * decade ? 2 * decade
           : value <= 5 * decade ? 5 * decade
                                 : power_of_ten(exponent + 1);
}

enum hg_status classes_continuous(size_t n, const double *value, size_t count,
                                  struct hg_classes *out, struct hg_error *err)
{
    (void)count;
    (void)err;
    const double top = round_above(value[n - 1]);
    int low = decade_of(value[n / 100]);
    const int high = decade_of(top);
    if (low < high - DECADES)
        low = high - DECADES;
    if (power_of_ten(low) >= top)
        low--;
    *out = (struct hg_classes){.scale = HG_SCALE_LOG};
    for (int i = low; i == low || power_of_ten(i) < 0.45 * top; i++)
        out->edge[out->n++] = power_of_ten(i);
    out->edge[out->n] = top; /* that many edges lie below it */
    return HG_OK;
}

double hg_class_part(const struct hg_classes *classes, double value)
{
    const double low = classes->edge[0], high = classes->edge[classes->n];
    if (!(value > low))
        return 0;
    if (value >= high)
        return 1;
    return classes->scale == HG_SCALE_LOG ? log(value / low) / log(high / low)
                                          : (value - low) / (high - low);
}

double hg_class_value(const struct hg_classes *classes, double part)
{
    const double low = classes->edge[0], high = classes->edge[classes->n];
    if (part >= 1)
        return high;
    return classes->scale == HG_SCALE_LOG ? low * pow(high / low, part)
                                          : low + part * (high - low);
}
