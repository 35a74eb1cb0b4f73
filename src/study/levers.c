/* levers.c - what a study finds out about its levers, one after the other */
#include "study/levers.h"
#include "study/benchmark_join.h"
#include "study/chains.h"
#include "study/decomposed.h"
#include "study/failures.h"
#include "study/relocate.h"
#include "study/targets_pairs.h"
#include "study/zone_accounts.h"
#include <hotgrid/arena.h>
#include <stdlib.h>
#include <string.h>

enum hg_status levers_create(struct job *job, struct hg_error *err)
{
    job->levers = calloc(1, sizeof(*job->levers));
    return job->levers ? HG_OK : no_memory(err, "the levers");
}

void levers_destroy(struct levers *levers)
{
    if (!levers)
        return;
    targets_destroy(levers->targets);
    relocation_destroy(levers->relocation);
    benchmark_destroy(levers->benchmark);
    chains_destroy(levers->chains);
    comparisons_destroy(levers->comparisons);
    free(levers);
}

bool levers_wanted(const struct job *job)
{
    const struct hg_study *s = job->study;
    return job->markets || job->zones || s->relocate.scenario || s->benchmark.plants ||
           targets_wanted(job);
}

void levers_leave_out(struct hg_study *s, enum hg_account account)
{
    if (account != HG_ACCOUNT_EXCESS)
        s->targets.line = 0;
    else
        s->relocate.scenario = NULL;
    s->benchmark.plants = NULL;
    s->n_places = s->n_decompose = 0;
    s->hotspots.layers.n = 0;
    s->maps.n_pages = 0;
    s->maps.contact_sheet = s->maps.bare = false;
    s->maps.plant_top = 0;
    s->each.regions = false;
    memset(&s->uncertainty, 0, sizeof(s->uncertainty));
}

enum hg_status levers_narrow(struct job *job, enum hg_account account,
                             enum hg_account other, struct hg_error *err)
{
    struct hg_study *s = job->study;
    size_t n = 0;
    levers_leave_out(s, account);
    for (size_t i = 0; i < s->n_layers; i++)
        if (s->layers[i].account == account || s->layers[i].account == other)
            s->layers[n++] = s->layers[i];
    if (n == 0) {
        s->layers = hg_arena_alloc(s->arena, 2, sizeof(*s->layers));
        if (!s->layers)
            return no_memory(err, "the layers");
        s->layers[n++].account = account;
        if (other != account)
            s->layers[n++].account = other;
    }
    s->n_layers = n;
    return HG_OK;
}

enum hg_status write_lever_tables(struct job *job, struct hg_error *err)
{
    const struct levers *l = job->levers;
    const struct {
        const char *name;
        bool wanted;
        stage_run *write;
    } lever[] = {{"targets", l && l->targets, targets_tables},
                 {"relocation", l && l->relocation, relocation_tables},
                 {"benchmark", l && l->benchmark, benchmark_tables},
                 {"places", l && l->places, places_tables},
                 {"chains", l && l->chains, chains_tables},
                 {"decompose", l && l->comparisons, comparisons_tables}};
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(lever) / sizeof(lever[0]); i++)
        if (lever[i].wanted)
            status =
                job_bear(job, "levers", lever[i].name, lever[i].write(job, err), err);
    return status;
}

json_t *levers_facts(const struct job *job, size_t top, bool *ok)
{
    const struct levers *l = job->levers;
    json_t *facts = json_object();
    if (l && l->targets)
        put(facts, "targets", targets_facts(job, l->targets, top, ok), ok);
    if (l && l->relocation)
        put(facts, "relocation", relocation_facts(job, l->relocation, top, ok), ok);
    if (l && l->benchmark)
        put(facts, "benchmark", benchmark_facts(job, l->benchmark, top, ok), ok);
    if (l && l->places)
        put(facts, "places", places_facts(job, l->places, top, ok), ok);
    if (l && l->chains)
        put(facts, "chains", chains_facts(job, l->chains, top, ok), ok);
    if (l && l->comparisons)
        put(facts, "decompose", comparisons_facts(l->comparisons, top, ok), ok);
    if (facts && json_object_size(facts) > 0)
        return facts;
    *ok = *ok && facts;
    json_decref(facts);
    return NULL;
}

bool is_of_lever(enum hg_account account)
{
    return account == HG_ACCOUNT_EXCESS || account == HG_ACCOUNT_AFTER ||
           account == HG_ACCOUNT_CHANGE;
}
