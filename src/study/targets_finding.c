/* targets_finding.c - pairs ranked by what a benchmark would save, as tables and facts */
#include "study/columns.h"
#include "study/json.h"
#include "study/targets_pairs.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *sector_name(const struct job *job, const struct target_pairs *p,
                               size_t sector)
{
    return p->of_table ? job_sector_name(job, hg_axis_code(p->sectors, sector))
                       : hg_axis_name(p->sectors, sector);
}

static const char *region_name(const struct job *job, const struct target_pairs *pairs,
                               uint32_t region)
{
    return pairs->of_table ? job_market_name(job, region)
                           : hg_axis_name(pairs->regions, region);
}

#define ENERGY_COLUMNS                                                                   \
    ",kg_per_tj,tj_per_unit,benchmark_kg_per_tj,benchmark_tj_per_unit,by_carbon_kg_per_" \
    "unit,by_energy_kg_per_unit"

/* The carbon of energy that is 0, or not known, is not known. */
static double carbon(double intensity, double energy)
{
    return energy > 0 ? intensity / energy : NAN;
}

static void add_energy(struct hg_text *text, const struct hg_target *t)
{
    add_number(text, carbon(t->intensity, t->energy));
    add_number(text, t->energy);
    add_number(text, carbon(t->benchmark, t->benchmark_energy));
    add_number(text, t->benchmark_energy);
    add_number(text, t->by_carbon);
    add_number(text, t->by_energy);
}

void targets_csv(const struct job *job, const struct target_finding *t, size_t top,
                 struct hg_text *text)
{
    const struct target_pairs *p = &t->pairs;
    hg_text_print(
        text,
        "rank,region,region_name,sector,sector_name,t,output,output_unit,"
        "kg_per_unit,benchmark_kg_per_unit,gap_kg_per_unit,"
        "counted_percent,excess_t,share_percent,cumulative_percent,study_excess_t%s\n",
        p->energy ? ENERGY_COLUMNS : "");
    for (size_t k = 0; k < top && k < t->targets->n; k++) {
        const struct hg_target *target = &t->targets->target[k];
        const size_t pair = target->region * hg_axis_size(p->sectors) + target->sector;
        hg_text_print(text, "%zu", k + 1);
        add_code(text, hg_axis_code(p->regions, target->region));
        add_code(text, region_name(job, p, target->region));
        add_code(text, hg_axis_code(p->sectors, target->sector));
        add_code(text, sector_name(job, p, target->sector));
        add_tonnes(text, target->kg);
        add_number(text, target->output);
        add_code(text, p->unit);
        add_number(text, target->intensity);
        add_number(text, target->benchmark);
        add_number(text, target->gap);
        add_percent(text, job->study->targets.all ? 1 : p->counted[pair], 1);
        add_tonnes(text, target->excess_kg);
        add_percent(text, target->share, 1);
        add_percent(text, target->cumulative, 1);
        add_tonnes(text, targets_study_kg(job, t, target));
        if (p->energy)
            add_energy(text, target);
        hg_text_print(text, "\n");
    }
}

json_t *targets_facts(const struct job *job, const struct target_finding *t, size_t top,
                      bool *ok)
{
    static const double parts[] = {0.25, 0.5, 0.75, 0.9};
    const struct target_pairs *p = &t->pairs;
    const struct hg_targets *targets = t->targets;
    json_t *all = json_object(), *pairs = json_array(), *need = json_array();
    double study_kg = 0;
    for (size_t k = 0; k < targets->n; k++)
        study_kg += targets_study_kg(job, t, &targets->target[k]);
    for (size_t k = 0; k < top && k < targets->n; k++) {
        const struct hg_target *target = &targets->target[k];
        json_t *pair = json_object();
        put(pair, "region", json_string(hg_axis_code(p->regions, target->region)), ok);
        put(pair, "sector", json_string(hg_axis_code(p->sectors, target->sector)), ok);
        put(pair, "region_name", json_string(region_name(job, p, target->region)), ok);
        put(pair, "sector_name", json_string(sector_name(job, p, target->sector)), ok);
        if (*p->unit)
            put(pair, "output_unit", json_string(p->unit), ok);
        put(pair, "t", json_real(target->kg / 1000), ok);
        put(pair, "kg_per_unit", json_real(target->intensity), ok);
        put(pair, "benchmark_kg_per_unit", number_or_null(target->benchmark), ok);
        if (p->energy) {
            put(pair, "by_carbon_kg_per_unit", number_or_null(target->by_carbon), ok);
            put(pair, "by_energy_kg_per_unit", number_or_null(target->by_energy), ok);
        }
        put(pair, "excess_t", json_real(target->excess_kg / 1000), ok);
        put(pair, "cumulative", json_real(target->cumulative), ok);
        append(pairs, pair, ok);
    }
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        json_t *one = json_object();
        put(one, "part_of_excess", json_real(parts[i]), ok);
        put(one, "pairs", json_integer((json_int_t)hg_targets_for(targets, parts[i])),
            ok);
        append(need, one, ok);
    }
    put(all, "study", json_string(job->study->name), ok);
    put(all, "year", json_integer(job->study->year), ok);
    put(all, "gas", json_string(job_gas(job)), ok);
    put(all, "reference", json_string(job->study->targets.reference), ok);
    put(all, "of", json_string(job->study->targets.all ? "all" : "exports"), ok);
    put(all, "counted_t", json_real(targets->counted_kg / 1000), ok);
    put(all, "excess_t", json_real(targets->excess_kg / 1000), ok);
    put(all, "study_excess_t", json_real(study_kg / 1000), ok);
    put(all, "without_output_t", json_real(targets->kg_without_output / 1000), ok);
    put(all, "without_benchmark", json_integer((json_int_t)targets->n_without_benchmark),
        ok);
    if (p->energy) {
        put(all, "excess_by_carbon_t", json_real(targets->by_carbon_kg / 1000), ok);
        put(all, "excess_by_energy_t", json_real(targets->by_energy_kg / 1000), ok);
        put(all, "without_energy",
            json_integer((json_int_t)(targets->n - targets->n_split)), ok);
    }
    put(all, "needed", need, ok);
    put(all, "pairs", pairs, ok);
    return all;
}

/* Regions with emissions. */
static size_t compared(const struct target_pairs *p)
{
    const size_t n = hg_axis_size(p->sectors);
    size_t found = 0;
    for (size_t r = 0; r < hg_axis_size(p->regions); r++) {
        size_t s = 0;
        while (s < n && p->kg[r * n + s] == 0)
            s++;
        found += s < n ? 1 : 0;
    }
    return found;
}

void targets_tell_benchmark(const struct job *job, struct hg_text *text)
{
    const char *reference = job->study->targets.reference;
    const char *file = target_reference_file(job);
    const char *slash = file ? strrchr(file, '/') : NULL;
    hg_text_print(text, "Held against ");
    if (slash)
        hg_text_print(text, "%s", slash + 1);
    else if (strcmp(reference, "best") == 0 || strcmp(reference, "mean") == 0)
        hg_text_print(text, "the %s of each sector", reference);
    else
        hg_text_print(text, "the sectors of %s%s",
                      market_article(job_code_name(job, reference)),
                      job_code_name(job, reference));
    if (!job->study->targets.all)
        hg_text_print(text, "; only what serves foreign demand counts");
    hg_text_print(text, ".");
}

/* Which of two things makes the excess, and of how many pairs that is known. */
static void tell_energy(const struct job *job, const struct target_finding *t)
{
    const struct hg_targets *targets = t->targets;
    const struct hg_log *log = job->options->log;
    if (t->pairs.energy && targets->excess_kg > 0)
        hg_log_print(
            log, HG_LOG_INFO,
            "of that, %.0f %% by the carbon of the energy, %.0f %% by the energy "
            "of the output, %.0f %% not known",
            100 * targets->by_carbon_kg / targets->excess_kg,
            100 * targets->by_energy_kg / targets->excess_kg,
            100 *
                fabs(targets->excess_kg - targets->by_carbon_kg - targets->by_energy_kg) /
                targets->excess_kg);
    if (t->pairs.energy && targets->n_split < targets->n)
        hg_log_print(
            log, HG_LOG_WARNING,
            "of %zu of %zu pairs, or of their benchmark, the energy is not known, "
            "or 0: their gap is not split",
            targets->n - targets->n_split, targets->n);
}

/* What the list does not say by itself. */
static void tell(const struct job *job, const struct target_finding *t)
{
    const struct hg_targets *targets = t->targets;
    const struct hg_log *log = job->options->log;
    struct hg_text excess = {0}, counted = {0};
    const char *of = job->study->targets.all ? "all output" : "foreign final demand";
    headline_mass(&excess, targets->excess_kg);
    headline_mass(&counted, targets->counted_kg);
    if (!excess.failed && !counted.failed && targets->excess_kg > 0)
        hg_log_print(log, HG_LOG_INFO,
                     "%s above the benchmark, of %s emitted for %s; half of it in %zu of "
                     "%zu pairs, nine tenths in %zu",
                     excess.bytes, counted.bytes, of, hg_targets_for(targets, 0.5),
                     targets->n, hg_targets_for(targets, 0.9));
    else if (!counted.failed)
        hg_log_print(log, HG_LOG_INFO,
                     "nothing lies above the benchmark, of %s emitted for %s",
                     counted.bytes, of);
    free(excess.bytes);
    free(counted.bytes);
    if (t->pairs.of_table && !t->pairs.given && compared(&t->pairs) == 1)
        hg_log_print(
            log, HG_LOG_WARNING,
            "only one region of the trade table emits here, so there is nobody to "
            "compare it with; name the outputs of the study's regions in `targets: "
            "output:`, or emissions of the table in `trade: emissions:`");
    tell_energy(job, t);
    if (targets->n_without_output > 0) {
        struct hg_text mass = {0};
        headline_mass(&mass, targets->kg_without_output);
        hg_log_print(log, HG_LOG_WARNING,
                     "%zu pairs with %s have no output and so no intensity: they are "
                     "not ranked",
                     targets->n_without_output, mass.failed ? "some mass" : mass.bytes);
        free(mass.bytes);
    }
    if (targets->n_without_benchmark > 0)
        hg_log_print(log, HG_LOG_WARNING,
                     "%zu pairs have nothing to be held against: they have no gap",
                     targets->n_without_benchmark);
}

static enum hg_status rank(const struct job *job, const struct target_pairs *p,
                           struct hg_targets **out, struct hg_error *err)
{
    const struct hg_study *s = job->study;
    const struct hg_target_params params = {
        .n_region = hg_axis_size(p->regions),
        .n_sector = hg_axis_size(p->sectors),
        .kg = p->kg,
        .output = p->output,
        .counted = s->targets.all ? NULL : p->counted,
        .listed = p->listed,
        .benchmark = p->given                                    ? HG_BENCHMARK_GIVEN
                     : strcmp(s->targets.reference, "best") == 0 ? HG_BENCHMARK_BEST
                                                                 : HG_BENCHMARK_MEAN,
        .given = p->given,
        .energy = p->energy,
        .given_energy = p->given_energy,
        .least = s->targets.least_share / 100,
    };
    return hg_targets_create(&params, out, err);
}

enum hg_status targets_find(struct job *job, struct target_finding **out,
                            struct hg_error *err)
{
    struct target_finding *made = calloc(1, sizeof(*made));
    if (!made)
        return no_memory(err, "the targets");
    enum hg_status status = target_pairs_make(job, &made->pairs, err);
    if (status == HG_OK)
        status = rank(job, &made->pairs, &made->targets, err);
    if (status == HG_OK)
        status = targets_fill_layers(job, made, err);
    if (status != HG_OK) {
        targets_destroy(made);
        return status;
    }
    tell(job, made);
    *out = made;
    return HG_OK;
}

enum hg_status targets_tables(struct job *job, struct hg_error *err)
{
    struct hg_text text = {0};
    targets_csv(job, job->levers->targets, SIZE_MAX, &text);
    const enum hg_status status = job_commit_text(job, "tables/targets.csv", &text, err);
    return status == HG_OK && job->mrio ? targets_write_intensities(job, err) : status;
}

void targets_destroy(struct target_finding *finding)
{
    if (!finding)
        return;
    hg_targets_destroy(finding->targets);
    target_pairs_finish(&finding->pairs);
    free(finding);
}
