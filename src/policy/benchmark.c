/* benchmark.c - scores of plants against limit, access and leader values */
#include <hotgrid/benchmark.h>
#include <math.h>
#include <stdlib.h>

const char *hg_pillar_name(enum hg_pillar pillar)
{
    static const char *const names[HG_PILLARS] = {
        [HG_PILLAR_POLLUTANTS] = "pollutants",
        [HG_PILLAR_ENERGY] = "energy",
        [HG_PILLAR_WATER] = "water",
        [HG_PILLAR_CARBON] = "carbon",
    };
    return names[pillar];
}

/* Is b between a and c, ends counted, whichever is larger? */
static bool between(double a, double b, double c)
{
    return (a <= b && b <= c) || (a >= b && b >= c);
}

static enum hg_status check_standards(const struct hg_benchmark_params *p,
                                      struct hg_error *err)
{
    for (size_t i = 0; i < p->n_standard; i++) {
        const struct hg_standard *s = &p->standard[i];
        if (!isfinite(s->limit) || !isfinite(s->leader) || s->limit == s->leader)
            return hg_fail(err, HG_E_ARG,
                           "standard %zu: limit %g and leader %g; they must be two "
                           "numbers",
                           i + 1, s->limit, s->leader);
        if (!isnan(s->access) && !between(s->limit, s->access, s->leader))
            return hg_fail(
                err, HG_E_ARG,
                "standard %zu: access %g is not between limit %g and leader %g", i + 1,
                s->access, s->limit, s->leader);
    }
    return HG_OK;
}

static enum hg_status check_weights(const struct hg_benchmark_params *p,
                                    struct hg_error *err)
{
    double sum = 0;
    for (int k = 0; k < HG_PILLARS; k++) {
        if (!(p->weight[k] >= 0 && isfinite(p->weight[k])))
            return hg_fail(err, HG_E_ARG, "the weight of %s is %g; must be 0 or more",
                           hg_pillar_name((enum hg_pillar)k), p->weight[k]);
        sum += p->weight[k];
    }
    return sum > 0 ? HG_OK : hg_fail(err, HG_E_ARG, "all pillars weigh 0");
}

static enum hg_status check_measure(const struct hg_benchmark_params *p, size_t i,
                                    struct hg_error *err)
{
    const struct hg_measure *m = &p->measure[i];
    if (m->plant >= p->n_plant || m->standard >= p->n_standard || !isfinite(m->value))
        return hg_fail(err, HG_E_ARG,
                       "measure %zu: plant %zu, standard %zu, value %g; there is no such",
                       i + 1, m->plant + 1, m->standard + 1, m->value);
    if (p->plant[m->plant].product != p->standard[m->standard].product)
        return hg_fail(err, HG_E_ARG,
                       "measure %zu: standard %zu is not for the product of plant %zu",
                       i + 1, m->standard + 1, m->plant + 1);
    return HG_OK;
}

static enum hg_standing stand(const struct hg_standard *s, double value)
{
    if (!between(s->limit, value, s->leader)) /* beyond one of them */
        return between(s->limit, s->leader, value) ? HG_LEADER : HG_ABOVE_LIMIT;
    if (value == s->leader)
        return HG_LEADER;
    return !isnan(s->access) && between(s->access, value, s->leader) ? HG_WITHIN_ACCESS
                                                                     : HG_WITHIN_LIMIT;
}

static void score_measure(const struct hg_benchmark_params *p, const struct hg_measure *m,
                          struct hg_measure_score *out)
{
    const struct hg_standard *s = &p->standard[m->standard];
    const double score = (s->limit - m->value) / (s->limit - s->leader);
    const double above = s->limit > s->leader ? m->value - s->leader : NAN;
    *out = (struct hg_measure_score){
        .score = fmin(1, fmax(0, score)),
        .standing = stand(s, m->value),
        .excess_kg = fmax(0, above) * p->plant[m->plant].output * s->kg_per_unit,
    };
    if (isnan(above))
        out->excess_kg = NAN;
}

/* While they are added up. */
struct sums {
    double sum[HG_PILLARS];
    size_t n[HG_PILLARS];
};

static void close_plant(const struct hg_benchmark_params *p, const struct hg_plant *plant,
                        const struct sums *sums, struct hg_plant_score *out)
{
    double total = 0, weight = 0;
    for (int k = 0; k < HG_PILLARS; k++) {
        out->pillar[k] = sums->n[k] > 0 ? sums->sum[k] / (double)sums->n[k] : NAN;
        if (sums->n[k] == 0)
            continue;
        total += p->weight[k] * out->pillar[k];
        weight += p->weight[k];
    }
    out->total = weight > 0 ? total / weight : NAN;
    if (!plant->gate && weight > 0)
        out->total = 0;
    for (size_t i = 0; i < p->n_standard; i++)
        out->n_standard += p->standard[i].product == plant->product ? 1 : 0;
}

/* A plant and a standard twice? */
static enum hg_status check_twice(const struct hg_benchmark_params *p, uint8_t *seen,
                                  struct hg_error *err)
{
    for (size_t i = 0; i < p->n_measure; i++) {
        const struct hg_measure *m = &p->measure[i];
        uint8_t *here = &seen[m->plant * p->n_standard + m->standard];
        if (*here)
            return hg_fail(err, HG_E_ARG,
                           "measure %zu: plant %zu has a value for standard %zu already",
                           i + 1, m->plant + 1, m->standard + 1);
        *here = 1;
    }
    return HG_OK;
}

static enum hg_status check(const struct hg_benchmark_params *p, struct hg_error *err)
{
    enum hg_status status = check_standards(p, err);
    if (status == HG_OK)
        status = check_weights(p, err);
    for (size_t i = 0; status == HG_OK && i < p->n_measure; i++)
        status = check_measure(p, i, err);
    if (status != HG_OK)
        return status;
    uint8_t *seen = calloc(p->n_plant * p->n_standard + 1, 1);
    status = seen ? check_twice(p, seen, err)
                  : hg_fail(err, HG_E_MEMORY, "no memory for the benchmark");
    free(seen);
    return status;
}

enum hg_status hg_benchmark(const struct hg_benchmark_params *params,
                            struct hg_measure_score *measured,
                            struct hg_plant_score *score, struct hg_error *err)
{
    const enum hg_status status = check(params, err);
    if (status != HG_OK)
        return status;
    struct sums *sums = calloc(params->n_plant + 1, sizeof(*sums));
    if (!sums)
        return hg_fail(err, HG_E_MEMORY, "no memory for the benchmark");
    for (size_t i = 0; i < params->n_plant; i++)
        score[i] = (struct hg_plant_score){0};
    for (size_t i = 0; i < params->n_measure; i++) {
        const struct hg_measure *m = &params->measure[i];
        const enum hg_pillar pillar = params->standard[m->standard].pillar;
        score_measure(params, m, &measured[i]);
        sums[m->plant].sum[pillar] += measured[i].score;
        sums[m->plant].n[pillar]++;
        score[m->plant].n_value++;
        if (measured[i].standing == HG_ABOVE_LIMIT)
            score[m->plant].n_above++;
    }
    for (size_t i = 0; i < params->n_plant; i++)
        close_plant(params, &params->plant[i], &sums[i], &score[i]);
    free(sums);
    return HG_OK;
}
