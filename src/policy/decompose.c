/* decompose.c - what changed an emission: LMDI-I and the two polar forms */
#include <hotgrid/decompose.h>
#include <math.h>

double hg_log_mean(double a, double b)
{
    if (a == b)
        return a;
    if (a == 0 || b == 0)
        return 0;
    const double change = (a - b) / b;
    if (fabs(change) < 0.5) /* ln(a / b) would lose the digits of a - b */
        return (a - b) / log1p(change);
    return (a - b) / (log(a) - log(b));
}

static enum hg_status check(size_t n_item, size_t n_factor, const double *value,
                            bool negative, const char *when, struct hg_error *err)
{
    for (size_t k = 0; k < n_item * n_factor; k++)
        if (!isfinite(value[k]) || (value[k] < 0 && !negative))
            return hg_fail(err, HG_E_ARG, "factor %zu of item %zu is %g %s, must be %s",
                           k % n_factor + 1, k / n_factor + 1, value[k], when,
                           negative ? "finite" : "finite and not negative");
    return HG_OK;
}

static enum hg_status begin(size_t n_item, size_t n_factor, const double *before,
                            const double *after, bool negative, double *effect,
                            struct hg_error *err)
{
    enum hg_status status = check(n_item, n_factor, before, negative, "before", err);
    if (status == HG_OK)
        status = check(n_item, n_factor, after, negative, "after", err);
    for (size_t k = 0; status == HG_OK && k < n_factor; k++)
        effect[k] = 0;
    return status;
}

static double product(const double *factor, size_t first, size_t last)
{
    double p = 1;
    for (size_t k = first; k < last; k++)
        p *= factor[k];
    return p;
}

/* The limit where zeros are replaced by one number that goes to 0: the factors that leave
 * or reach zero take all of the change, in equal parts (Ang and Liu 2007, Energy Policy
 * 35:238, table 2). */
static void split_evenly(size_t n_factor, const double *before, const double *after,
                         double change, double *effect)
{
    size_t n = 0;
    for (size_t k = 0; k < n_factor; k++)
        n += (before[k] == 0) != (after[k] == 0);
    for (size_t k = 0; k < n_factor; k++)
        if ((before[k] == 0) != (after[k] == 0))
            effect[k] += change / (double)n;
}

static void add_lmdi(size_t n_factor, const double *before, const double *after,
                     double *effect)
{
    const double v0 = product(before, 0, n_factor), v1 = product(after, 0, n_factor);
    if (v0 == 0 && v1 == 0)
        return;
    if (v0 == 0 || v1 == 0) {
        split_evenly(n_factor, before, after, v1 - v0, effect);
        return;
    }
    const double mean = hg_log_mean(v1, v0);
    for (size_t k = 0; k < n_factor; k++)
        effect[k] += mean * (log(after[k]) - log(before[k]));
}

enum hg_status hg_lmdi(size_t n_item, size_t n_factor, const double *before,
                       const double *after, double *effect, struct hg_error *err)
{
    const enum hg_status status =
        begin(n_item, n_factor, before, after, false, effect, err);
    for (size_t i = 0; status == HG_OK && i < n_item; i++)
        add_lmdi(n_factor, before + i * n_factor, after + i * n_factor, effect);
    return status;
}

static void add_polar(size_t n_factor, const double *before, const double *after,
                      double *effect)
{
    for (size_t k = 0; k < n_factor; k++) {
        const double change = after[k] - before[k];
        const double forwards =
            product(after, 0, k) * change * product(before, k + 1, n_factor);
        const double backwards =
            product(before, 0, k) * change * product(after, k + 1, n_factor);
        effect[k] += (forwards + backwards) / 2;
    }
}

enum hg_status hg_sda_polar(size_t n_item, size_t n_factor, const double *before,
                            const double *after, double *effect, struct hg_error *err)
{
    const enum hg_status status =
        begin(n_item, n_factor, before, after, true, effect, err);
    for (size_t i = 0; status == HG_OK && i < n_item; i++)
        add_polar(n_factor, before + i * n_factor, after + i * n_factor, effect);
    return status;
}

static bool side_fits(const struct hg_sector_side *side, size_t s)
{
    return side->output[s] >= 0 && side->kg[s] >= 0 &&
           (side->output[s] > 0 || side->kg[s] == 0);
}

static bool fits(const struct hg_sector_side *before, const struct hg_sector_side *after,
                 size_t s)
{
    return side_fits(before, s) && side_fits(after, s);
}

/* One side in its factors; what it does not have is left for the other to give: NAN. */
static void factors_of(const struct hg_sector_side *side, size_t s, double all,
                       double *factor)
{
    const double x = side->output[s];
    factor[HG_SECTOR_INTENSITY] = x > 0 ? side->kg[s] / x : NAN;
    factor[HG_SECTOR_STRUCTURE] = all > 0 ? x / all : NAN;
    factor[HG_SECTOR_ACTIVITY] = all;
}

/* No output on either side: no emissions. */
static double given(double own, double other)
{
    return !isnan(own) ? own : !isnan(other) ? other : 0;
}

enum hg_status hg_lmdi_sectors(size_t n_sector, const struct hg_sector_side *before,
                               const struct hg_sector_side *after, double *effect,
                               double *exchanged, struct hg_error *err)
{
    enum { N = HG_SECTOR_IDLE };
    enum hg_status status = HG_OK;
    double all0 = 0, all1 = 0, kg = 0;
    for (size_t s = 0; s < n_sector; s++)
        if (fits(before, after, s)) {
            all0 += before->output[s];
            all1 += after->output[s];
        }
    for (size_t s = 0; status == HG_OK && s < n_sector; s++) {
        double *row = effect + s * HG_N_SECTOR_EFFECT, f0[N], f1[N];
        row[HG_SECTOR_IDLE] = 0;
        factors_of(before, s, all0, f0);
        factors_of(after, s, all1, f1);
        for (size_t k = 0; k < N; k++) {
            const double own = f0[k];
            f0[k] = given(own, f1[k]);
            f1[k] = given(f1[k], own);
        }
        if (fits(before, after, s)) {
            kg += before->output[s] * f1[HG_SECTOR_INTENSITY];
            status = hg_lmdi(1, N, f0, f1, row, err);
            continue;
        }
        for (size_t k = 0; k < N; k++)
            row[k] = 0;
        row[HG_SECTOR_IDLE] = after->kg[s] - before->kg[s];
        kg += before->kg[s];
    }
    if (status == HG_OK)
        *exchanged = kg;
    return status;
}
