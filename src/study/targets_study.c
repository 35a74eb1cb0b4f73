/* targets_study.c - the verb targets: pairs ranked by what a benchmark would save */
#include "study/columns.h"
#include "study/json.h"
#include "study/targets_pairs.h"
#include <hotgrid/levers.h>
#include <stdlib.h>
#include <string.h>

struct telling {
    const struct job *job;
    const struct target_pairs *pairs;
    const struct hg_targets *targets;
};

static const char *region_name(const struct telling *t, uint32_t region)
{
    return t->pairs->of_table ? job_market_name(t->job, region)
                              : hg_axis_name(t->pairs->regions, region);
}

static void print_csv(const struct telling *t, size_t top, struct hg_text *text)
{
    hg_text_print(text, "rank,region,region_name,sector,sector_name,t,output,output_unit,"
                        "kg_per_unit,benchmark_kg_per_unit,gap_kg_per_unit,"
                        "counted_percent,excess_t,share_percent,cumulative_percent\n");
    for (size_t k = 0; k < top && k < t->targets->n; k++) {
        const struct hg_target *target = &t->targets->target[k];
        const size_t pair =
            target->region * hg_axis_size(t->pairs->sectors) + target->sector;
        hg_text_print(text, "%zu", k + 1);
        add_code(text, hg_axis_code(t->pairs->regions, target->region));
        add_code(text, region_name(t, target->region));
        add_code(text, hg_axis_code(t->pairs->sectors, target->sector));
        add_code(text, hg_axis_name(t->pairs->sectors, target->sector));
        add_tonnes(text, target->kg);
        add_number(text, target->output);
        add_code(text, t->pairs->unit);
        add_number(text, target->intensity);
        add_number(text, target->benchmark);
        add_number(text, target->gap);
        add_percent(text, t->job->study->targets.all ? 1 : t->pairs->counted[pair], 1);
        add_tonnes(text, target->excess_kg);
        add_percent(text, target->share, 1);
        add_percent(text, target->cumulative, 1);
        hg_text_print(text, "\n");
    }
}

static void print_json(const struct telling *t, size_t top, struct hg_text *text)
{
    static const double parts[] = {0.25, 0.5, 0.75, 0.9};
    bool ok = true;
    const struct hg_targets *targets = t->targets;
    json_t *all = json_object(), *pairs = json_array(), *need = json_array();
    for (size_t k = 0; k < top && k < targets->n; k++) {
        const struct hg_target *target = &targets->target[k];
        json_t *pair = json_object();
        put(pair, "region", json_string(hg_axis_code(t->pairs->regions, target->region)),
            &ok);
        put(pair, "sector", json_string(hg_axis_code(t->pairs->sectors, target->sector)),
            &ok);
        put(pair, "t", json_real(target->kg / 1000), &ok);
        put(pair, "kg_per_unit", json_real(target->intensity), &ok);
        put(pair, "benchmark_kg_per_unit", number_or_null(target->benchmark), &ok);
        put(pair, "excess_t", json_real(target->excess_kg / 1000), &ok);
        put(pair, "cumulative", json_real(target->cumulative), &ok);
        append(pairs, pair, &ok);
    }
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        json_t *one = json_object();
        put(one, "part_of_excess", json_real(parts[i]), &ok);
        put(one, "pairs", json_integer((json_int_t)hg_targets_for(targets, parts[i])),
            &ok);
        append(need, one, &ok);
    }
    put(all, "study", json_string(t->job->study->name), &ok);
    put(all, "year", json_integer(t->job->study->year), &ok);
    put(all, "gas", json_string(job_gas(t->job)), &ok);
    put(all, "reference", json_string(t->job->study->targets.reference), &ok);
    put(all, "counted_t", json_real(targets->counted_kg / 1000), &ok);
    put(all, "excess_t", json_real(targets->excess_kg / 1000), &ok);
    put(all, "without_output_t", json_real(targets->kg_without_output / 1000), &ok);
    put(all, "without_benchmark", json_integer((json_int_t)targets->n_without_benchmark),
        &ok);
    put(all, "needed", need, &ok);
    put(all, "pairs", pairs, &ok);
    json_finish(all, ok, text);
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

/* What the list does not say by itself. */
static void tell(const struct telling *t)
{
    const struct hg_targets *targets = t->targets;
    const struct hg_log *log = t->job->options->log;
    struct hg_text excess = {0}, counted = {0};
    headline_mass(&excess, targets->excess_kg);
    headline_mass(&counted, targets->counted_kg);
    if (!excess.failed && !counted.failed)
        hg_log_print(log, HG_LOG_INFO,
                     "%s above the benchmark, of %s emitted for %s; half of it in %zu of "
                     "%zu pairs, nine tenths in %zu",
                     excess.bytes, counted.bytes,
                     t->job->study->targets.all ? "all output" : "foreign final demand",
                     hg_targets_for(targets, 0.5), targets->n,
                     hg_targets_for(targets, 0.9));
    free(excess.bytes);
    free(counted.bytes);
    if (t->pairs->of_table && !t->pairs->given && compared(t->pairs) == 1)
        hg_log_print(
            log, HG_LOG_WARNING,
            "only one region of the trade table emits here, so there is nobody to "
            "compare it with; name the outputs of the study's regions in `targets: "
            "output:`, or emissions of the table in `trade: emissions:`");
    if (targets->n_without_output > 0)
        hg_log_print(log, HG_LOG_WARNING,
                     "%zu pairs with %.0f t have no output and so no intensity: they are "
                     "not ranked",
                     targets->n_without_output, targets->kg_without_output / 1000);
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
        .least = s->targets.least_share / 100,
    };
    return hg_targets_create(&params, out, err);
}

static enum hg_status commit(struct job *job, const struct telling *t,
                             struct hg_error *err)
{
    struct hg_text text = {0};
    const enum hg_status status = hg_output_open(job->options->output, &job->output, err);
    if (status != HG_OK)
        return status;
    print_csv(t, SIZE_MAX, &text);
    return job_commit_text(job, "tables/targets.csv", &text, err);
}

enum hg_status hg_target_study(const char *study_path, size_t top,
                               const struct hg_run_options *options,
                               struct hg_faults *faults, struct hg_text *text,
                               struct hg_error *err)
{
    struct job *job = NULL;
    struct target_pairs pairs = {0};
    struct hg_targets *targets = NULL;
    enum hg_status status =
        account_job(study_path, "targets", options, faults, &job, err);
    if (status != HG_OK)
        return status;
    const size_t shown = top ? top : SIZE_MAX;
    status = target_pairs_make(job, &pairs, err);
    if (status == HG_OK)
        status = rank(job, &pairs, &targets, err);
    const struct telling telling = {job, &pairs, targets};
    if (status == HG_OK && options->output)
        status = commit(job, &telling, err);
    if (status == HG_OK) {
        tell(&telling);
        if (options->json)
            print_json(&telling, shown, text);
        else
            print_csv(&telling, shown, text);
    }
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the targets");
    hg_targets_destroy(targets);
    target_pairs_finish(&pairs);
    job_destroy(job);
    return status;
}
