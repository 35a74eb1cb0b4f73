/* targets.c - gaps of pairs (region, sector) to a benchmark, ranked by what they save */
#include <hotgrid/decompose.h>
#include <hotgrid/targets.h>
#include <math.h>
#include <stdlib.h>

static enum hg_status check(const struct hg_target_params *p, struct hg_error *err)
{
    for (size_t i = 0; i < p->n_region * p->n_sector; i++) {
        const size_t region = i / p->n_sector, sector = i % p->n_sector;
        if (!(p->kg[i] >= 0 && isfinite(p->kg[i]) && p->output[i] >= 0 &&
              isfinite(p->output[i])))
            return hg_fail(err, HG_E_ARG,
                           "region %zu, sector %zu: emissions of %g kg and an output of "
                           "%g; both must be 0 or more",
                           region, sector, p->kg[i], p->output[i]);
        if (p->counted && !(p->counted[i] >= 0 && p->counted[i] <= 1))
            return hg_fail(err, HG_E_ARG,
                           "region %zu, sector %zu: %g of its output counts; must be "
                           "within 0 to 1",
                           region, sector, p->counted[i]);
    }
    for (size_t s = 0; p->benchmark == HG_BENCHMARK_GIVEN && s < p->n_sector; s++)
        if (p->given[s] < 0 || isinf(p->given[s]))
            return hg_fail(err, HG_E_ARG,
                           "sector %zu: a benchmark of %g; must be 0 or more", s,
                           p->given[s]);
    return HG_OK;
}

/* NAN where nothing is to be compared with. */
static double benchmark_of(const struct hg_target_params *p, size_t sector)
{
    double kg = 0, output = 0, best = NAN;
    if (p->benchmark == HG_BENCHMARK_GIVEN)
        return p->given[sector];
    for (size_t r = 0; r < p->n_region; r++) {
        const size_t i = r * p->n_sector + sector;
        kg += p->output[i] > 0 ? p->kg[i] : 0;
        output += p->output[i];
    }
    if (p->benchmark == HG_BENCHMARK_MEAN)
        return output > 0 ? kg / output : NAN;
    for (size_t r = 0; r < p->n_region; r++) {
        const size_t i = r * p->n_sector + sector;
        if (p->output[i] > 0 && p->output[i] >= p->least * output)
            best = fmin(best, p->kg[i] / p->output[i]); /* NAN gives way */
    }
    return best;
}

static void add_pair(const struct hg_target_params *p, size_t region, size_t sector,
                     double benchmark, struct hg_targets *out)
{
    const size_t i = region * p->n_sector + sector;
    const double counted = p->counted ? p->counted[i] : 1;
    if (!(p->output[i] > 0)) {
        if (p->kg[i] > 0)
            out->n_without_output++;
        out->kg_without_output += p->kg[i];
        return;
    }
    const double intensity = p->kg[i] / p->output[i];
    struct hg_target t = {.region = (uint32_t)region,
                          .sector = (uint32_t)sector,
                          .kg = p->kg[i],
                          .output = p->output[i],
                          .intensity = intensity,
                          .benchmark = benchmark,
                          .gap = intensity - benchmark};
    t.excess_kg = t.gap > 0 ? t.gap * p->output[i] * counted : 0;
    out->counted_kg += p->kg[i] * counted;
    out->excess_kg += t.excess_kg;
    if (isnan(benchmark))
        out->n_without_benchmark++;
    out->target[out->n++] = t;
}

static int by_excess(const void *a, const void *b)
{
    const struct hg_target *p = a, *q = b;
    if (p->excess_kg != q->excess_kg)
        return p->excess_kg > q->excess_kg ? -1 : 1;
    if (p->region != q->region)
        return p->region < q->region ? -1 : 1;
    return (p->sector > q->sector) - (p->sector < q->sector);
}

static void rank(struct hg_targets *targets)
{
    double sum = 0;
    if (targets->n > 0)
        qsort(targets->target, targets->n, sizeof(targets->target[0]), by_excess);
    for (size_t i = 0; i < targets->n && targets->excess_kg > 0; i++) {
        struct hg_target *t = &targets->target[i];
        sum += t->excess_kg;
        t->share = t->excess_kg / targets->excess_kg;
        t->cumulative = fmin(1, sum / targets->excess_kg);
    }
}

enum hg_status hg_targets_create(const struct hg_target_params *params,
                                 struct hg_targets **out, struct hg_error *err)
{
    const size_t n = params->n_region * params->n_sector;
    const enum hg_status status = check(params, err);
    if (status != HG_OK)
        return status;
    struct hg_targets *targets = calloc(1, sizeof(*targets));
    if (targets)
        targets->target = calloc(n + 1, sizeof(*targets->target));
    if (!targets || !targets->target) {
        hg_targets_destroy(targets);
        return hg_fail(err, HG_E_MEMORY, "no memory for the targets");
    }
    for (size_t s = 0; s < params->n_sector; s++) {
        const double benchmark = benchmark_of(params, s);
        for (size_t r = 0; r < params->n_region; r++)
            if (!params->listed || params->listed[r])
                add_pair(params, r, s, benchmark, targets);
    }
    rank(targets);
    *out = targets;
    return HG_OK;
}

void hg_targets_destroy(struct hg_targets *targets)
{
    if (!targets)
        return;
    free(targets->target);
    free(targets);
}

size_t hg_targets_for(const struct hg_targets *targets, double share)
{
    size_t n = 0;
    while (n < targets->n && targets->target[n].excess_kg > 0 &&
           (n == 0 ? 0 : targets->target[n - 1].cumulative) < share)
        n++;
    return n;
}

enum hg_status hg_gap_split(double pair_carbon, double pair_energy,
                            double benchmark_carbon, double benchmark_energy,
                            double *by_carbon, double *by_energy, struct hg_error *err)
{
    const double before[] = {benchmark_carbon, benchmark_energy};
    const double after[] = {pair_carbon, pair_energy};
    double effect[2];
    const enum hg_status status = hg_lmdi(1, 2, before, after, effect, err);
    if (status != HG_OK)
        return status;
    *by_carbon = effect[0];
    *by_energy = effect[1];
    return HG_OK;
}
