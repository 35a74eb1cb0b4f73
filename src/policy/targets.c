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
    for (size_t i = 0; p->energy && i < p->n_region * p->n_sector; i++)
        if (p->energy[i] < 0 || isinf(p->energy[i]))
            return hg_fail(
                err, HG_E_ARG,
                "region %zu, sector %zu: an energy of %g TJ; must be 0 or more",
                i / p->n_sector, i % p->n_sector, p->energy[i]);
    for (size_t s = 0; p->benchmark == HG_BENCHMARK_GIVEN && s < p->n_sector; s++)
        if (p->given[s] < 0 || isinf(p->given[s]))
            return hg_fail(err, HG_E_ARG,
                           "sector %zu: a benchmark of %g; must be 0 or more", s,
                           p->given[s]);
    return HG_OK;
}

/* Of a unit of output; NAN: nothing to be compared with, or not known. */
struct example {
    double kg, tj;
};

static double energy_of(const struct hg_target_params *p, size_t i)
{
    return p->energy ? p->energy[i] : NAN;
}

static struct example mean_of(const struct hg_target_params *p, size_t sector)
{
    double kg = 0, output = 0, tj = 0;
    for (size_t r = 0; r < p->n_region; r++) {
        const size_t i = r * p->n_sector + sector;
        if (!(p->output[i] > 0))
            continue;
        kg += p->kg[i];
        output += p->output[i];
        tj += energy_of(p, i); /* one that is not known makes all unknown */
    }
    return output > 0 ? (struct example){kg / output, tj / output}
                      : (struct example){NAN, NAN};
}

static struct example best_of(const struct hg_target_params *p, size_t sector)
{
    struct example best = {NAN, NAN};
    double output = 0;
    for (size_t r = 0; r < p->n_region; r++)
        output += p->output[r * p->n_sector + sector];
    for (size_t r = 0; r < p->n_region; r++) {
        const size_t i = r * p->n_sector + sector;
        if (!(p->output[i] > 0 && p->output[i] >= p->least * output))
            continue;
        const double kg = p->kg[i] / p->output[i];
        if (!(kg >= best.kg)) /* NAN gives way; the first of equals stays */
            best = (struct example){kg, energy_of(p, i) / p->output[i]};
    }
    return best;
}

static struct example benchmark_of(const struct hg_target_params *p, size_t sector)
{
    if (p->benchmark == HG_BENCHMARK_GIVEN)
        return (struct example){p->given[sector],
                                p->given_energy ? p->given_energy[sector] : NAN};
    return p->benchmark == HG_BENCHMARK_MEAN ? mean_of(p, sector) : best_of(p, sector);
}

/* The two parts of a gap, where all four factors are known. */
static enum hg_status split(struct hg_target *t, struct hg_error *err)
{
    t->by_carbon = t->by_energy = NAN;
    if (isnan(t->gap) || !(t->energy > 0) || !(t->benchmark_energy > 0))
        return HG_OK;
    return hg_gap_split(t->intensity / t->energy, t->energy,
                        t->benchmark / t->benchmark_energy, t->benchmark_energy,
                        &t->by_carbon, &t->by_energy, err);
}

static enum hg_status add_pair(const struct hg_target_params *p, size_t region,
                               size_t sector, const struct example *benchmark,
                               struct hg_targets *out, struct hg_error *err)
{
    const size_t i = region * p->n_sector + sector;
    const double counted = p->counted ? p->counted[i] : 1;
    if (!(p->output[i] > 0)) {
        if (p->kg[i] > 0)
            out->n_without_output++;
        out->kg_without_output += p->kg[i];
        return HG_OK;
    }
    const double intensity = p->kg[i] / p->output[i];
    struct hg_target t = {.region = (uint32_t)region,
                          .sector = (uint32_t)sector,
                          .kg = p->kg[i],
                          .output = p->output[i],
                          .intensity = intensity,
                          .benchmark = benchmark->kg,
                          .gap = intensity - benchmark->kg,
                          .energy = energy_of(p, i) / p->output[i],
                          .benchmark_energy = benchmark->tj};
    const enum hg_status status = split(&t, err);
    const double saved = t.gap > 0 ? p->output[i] * counted : 0;
    t.excess_kg = saved > 0 ? t.gap * saved : 0;
    out->counted_kg += p->kg[i] * counted;
    out->excess_kg += t.excess_kg;
    out->n_without_benchmark += isnan(benchmark->kg) ? 1 : 0;
    if (!isnan(t.by_carbon)) {
        out->n_split++;
        out->by_carbon_kg += t.by_carbon * saved;
        out->by_energy_kg += t.by_energy * saved;
    }
    out->target[out->n++] = t;
    return status;
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
    enum hg_status status = check(params, err);
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
        const struct example benchmark = benchmark_of(params, s);
        for (size_t r = 0; status == HG_OK && r < params->n_region; r++)
            if (!params->listed || params->listed[r])
                status = add_pair(params, r, s, &benchmark, targets, err);
    }
    if (status != HG_OK) {
        hg_targets_destroy(targets);
        return status;
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
