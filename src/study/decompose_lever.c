/* decompose_lever.c - the comparisons that a study asks for, in its run */
#include "study/decomposed.h"
#include "study/levers.h"
#include <hotgrid/leontief.h>
#include <stdlib.h>
#include <string.h>

/* Of what a region emits: more is a fault of this program. */
static const double MOST_UNEXPLAINED = 1e-9;

/* What a study emits and trades, and nothing that only maps and levers need. */
static void narrow(struct hg_study *s)
{
    levers_leave_out(s, HG_ACCOUNT_TOTAL);
    s->relocate.scenario = NULL;
    s->n_layers = 0;
    s->inventory.n_files = s->inventory.n_blends = s->inventory.n_rules = 0;
    s->maps.borders.path = s->maps.context.path = s->maps.lakes.path = NULL;
    s->maps.cities.path = NULL;
}

enum hg_status decompose_open(const char *path, const struct hg_run_options *options,
                              struct hg_faults *faults, struct job **out,
                              struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status = job_create(path, options, faults, &job, err);
    if (status == HG_OK && !job->markets)
        status = hg_fail(err, HG_E_STUDY,
                         "%s: key `trade` is missing: `decompose` needs the trade table; "
                         "name it",
                         path);
    if (status == HG_OK) {
        narrow(job->study);
        job->placed = job->maps = false;
        status = job_run(job, STAGE_TRADE, err);
    }
    if (status == HG_OK)
        status = make_account_sets(job, err);
    if (status == HG_OK)
        status = hg_ledger_check(job->ledger, err);
    if (status == HG_OK)
        *out = job;
    else
        job_destroy(job);
    return status;
}

enum hg_status decompose_check(const struct decomposed *d, struct hg_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++) {
        const struct decomposition *one = &d->found[i];
        n += strcmp(one->method->account, d->account) == 0;
        if (!(one->residual <= MOST_UNEXPLAINED))
            return hg_fail(err, HG_E_MASS,
                           "%s, %s, %s: the effects leave %g of the emissions "
                           "unexplained, more than %g",
                           one->of, one->method->account, one->method->name,
                           one->residual, MOST_UNEXPLAINED);
    }
    return n > 0 ? HG_OK
                 : hg_fail(err, HG_E_STUDY,
                           "%s: consumption of single regions needs the emissions of all "
                           "regions of the trade table: name them in `trade: "
                           "emissions:`, or ask for the account of production",
                           d->job->study->path);
}

/* Of the other study: its files, and what its numbers are made of. */
static enum hg_status take_inputs(struct job *job, struct job *other,
                                  struct comparisons *c, struct hg_error *err)
{
    other->digests = job->digests; /* of files that both read */
    const json_t *inputs = job_inputs(other);
    other->digests = NULL;
    for (size_t i = 0; inputs && i < json_array_size(inputs); i++)
        if (json_array_append(c->inputs, json_array_get(inputs, i)) != 0)
            inputs = NULL;
    return inputs ? job_extend_input_key(job, other, err)
                  : no_memory(err, "the inputs of another study");
}

/* Since another year, of which no more stays than what is found. */
static enum hg_status find_years(struct job *job, const char *before,
                                 struct comparisons *c, struct decomposed *d,
                                 struct hg_error *err)
{
    struct hg_run_options options = *job->options;
    struct hg_log log = {0};
    struct job *other = NULL;
    if (options.log) { /* its stages are none of this run */
        log = *options.log;
        log.progress = NULL;
        log.plan = NULL;
        log.weigh = NULL;
        options.log = &log;
    }
    enum hg_status status = decompose_open(before, &options, job->faults, &other, err);
    if (status != HG_OK)
        return status;
    d->before = other;
    d->after = job;
    status = decompose_years(d, err);
    if (status == HG_OK)
        status = take_inputs(job, other, c, err);
    d->before = d->after = NULL;
    job_destroy(other);
    return status;
}

static enum hg_status find_regions(struct job *job, const struct hg_words *regions,
                                   struct decomposed *d, struct hg_error *err)
{
    const char *where = job_text(job, "%s:%zu:%zu: `regions`", job->study->path,
                                 regions->at[0].line, regions->at[0].column);
    d->before = d->after = job;
    return where ? decompose_regions(d, regions->word, where, err)
                 : no_memory(err, "the decomposition");
}

static enum hg_status note_residual(const struct decomposed *d, struct hg_error *err)
{
    double worst = 0;
    const char *name = job_text(d->job, "parts that effects leave unexplained%s%s",
                                d->name ? ", " : "", d->name ? d->name : "");
    for (size_t i = 0; i < d->n; i++)
        worst = fmax(worst, d->found[i].residual);
    return name ? hg_ledger_note(d->job->ledger, "levers", name, worst, MOST_UNEXPLAINED,
                                 err)
                : no_memory(err, "the ledger");
}

static enum hg_status find(struct job *job, const struct hg_study_decompose *asked,
                           struct comparisons *c, struct hg_error *err)
{
    struct decomposed *d = &c->one[c->n++];
    d->job = job;
    d->name = asked->name;
    d->account = asked->consumption ? "consumption" : "production";
    enum hg_status status = asked->before ? find_years(job, asked->before, c, d, err)
                                          : find_regions(job, &asked->regions, d, err);
    if (status == HG_OK)
        status = decompose_check(d, err);
    if (status == HG_OK)
        status = note_residual(d, err);
    if (status == HG_OK)
        decompose_tell(d);
    return status;
}

enum hg_status comparisons_find(struct job *job, struct comparisons **out,
                                struct hg_error *err)
{
    const struct hg_study *s = job->study;
    struct comparisons *c = calloc(1, sizeof(*c));
    if (!c)
        return no_memory(err, "the decomposition");
    c->one = calloc(s->n_decompose + 1, sizeof(*c->one));
    c->inputs = json_array();
    if (!c->one || !c->inputs) {
        comparisons_destroy(c);
        return no_memory(err, "the decomposition");
    }
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < s->n_decompose; i++)
        status = find(job, &s->decompose[i], c, err);
    if (status == HG_OK)
        *out = c;
    else
        comparisons_destroy(c);
    return status;
}

void comparisons_destroy(struct comparisons *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++)
        decomposed_finish(&c->one[i]);
    json_decref(c->inputs);
    free(c->one);
    free(c);
}

enum hg_status comparisons_tables(struct job *job, struct hg_error *err)
{
    const struct comparisons *c = job->levers->comparisons;
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < c->n; i++) {
        status = decompose_commit(&c->one[i], err);
        if (status == HG_OK && job->frame) /* a run with maps */
            status = decompose_draw(&c->one[i], err);
    }
    return status;
}

json_t *comparisons_facts(const struct comparisons *c, size_t top, bool *ok)
{
    enum { MOST = 60 }; /* each in up to six decompositions, with all its effects */
    json_t *facts = json_object(), *list = json_array();
    for (size_t i = 0; i < c->n; i++) {
        const struct decomposed *d = &c->one[i];
        json_t *one = decompose_object(d, NULL, top < MOST ? top : MOST, ok);
        if (d->name)
            put(one, "name", json_string(d->name), ok);
        put(one, "account", json_string(d->account), ok);
        append(list, one, ok);
    }
    put(facts, "comparisons", list, ok);
    return facts;
}
