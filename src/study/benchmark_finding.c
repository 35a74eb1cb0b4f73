/* benchmark_finding.c - plants against standards, ranked: as tables and facts */
#include "study/benchmark_places.h"
#include "study/columns.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const standing_names[] = {
    [HG_ABOVE_LIMIT] = "above limit",
    [HG_WITHIN_LIMIT] = "within limit",
    [HG_WITHIN_ACCESS] = "within access",
    [HG_LEADER] = "leader",
};

/* Best first; those without a score last. */
static int by_score(const void *a, const void *b)
{
    const struct ranked *p = a, *q = b;
    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    return (p->plant > q->plant) - (p->plant < q->plant);
}

/* Plants with the same score share a rank: 1, 2, 2, 4.  NULL without memory. */
static struct ranked *rank_plants(const struct benchmark *b)
{
    const size_t n = b->tables->n_plant;
    struct ranked *order = calloc(n + 1, sizeof(*order));
    if (!order)
        return NULL;
    for (size_t i = 0; i < n; i++)
        order[i] =
            (struct ranked){isnan(b->score[i].total) ? -1 : b->score[i].total, i, 0};
    if (n > 1)
        qsort(order, n, sizeof(*order), by_score);
    for (size_t k = 0; k < n; k++)
        order[k].rank =
            k > 0 && order[k].score == order[k - 1].score ? order[k - 1].rank : k + 1;
    return order;
}

void benchmark_csv(const struct benchmark_finding *f, size_t top, struct hg_text *text)
{
    const struct benchmark *b = &f->benchmark;
    const struct ranked *order = f->order;
    hg_text_print(text, "rank,plant,name,product,region,lon,lat,output_t,gate,score");
    for (int k = 0; k < HG_PILLARS; k++)
        hg_text_print(text, ",%s", hg_pillar_name((enum hg_pillar)k));
    hg_text_print(text, ",values,standards,above_limit,carbon_excess_t\n");
    for (size_t k = 0; k < top && k < b->tables->n_plant; k++) {
        const struct hg_plant_row *plant = &b->tables->plant[order[k].plant];
        const struct hg_plant_score *score = &b->score[order[k].plant];
        if (!isnan(score->total))
            hg_text_print(text, "%zu", order[k].rank);
        add_code(text, plant->id);
        add_code(text, plant->name);
        add_code(text, plant->product);
        add_code(text, plant->region);
        add_number(text, plant->lon);
        add_number(text, plant->lat);
        add_number(text, plant->output_t);
        hg_text_print(text, ",%s", plant->gate ? "yes" : "no");
        add_number(text, score->total);
        for (int p = 0; p < HG_PILLARS; p++)
            add_number(text, score->pillar[p]);
        hg_text_print(text, ",%zu,%zu,%zu", score->n_value, score->n_standard,
                      score->n_above);
        add_tonnes(text, b->excess_kg[order[k].plant]);
        hg_text_print(text, "\n");
    }
}

static void print_measures(const struct benchmark *b, struct hg_text *text)
{
    hg_text_print(text, "plant,product,indicator,pillar,value,unit,limit,access,leader,"
                        "standing,score,excess_over_leader_kg,verified,source\n");
    for (size_t i = 0; i < b->tables->n_measure; i++) {
        const struct hg_measure *m = &b->measure[i];
        const struct hg_standard_row *row = &b->tables->standard[m->standard];
        hg_text_add_csv(text, b->tables->plant[m->plant].id);
        add_code(text, row->product);
        add_code(text, row->indicator);
        add_code(text, row->pillar);
        add_number(text, m->value);
        add_code(text, row->unit);
        add_number(text, row->limit);
        add_number(text, row->access);
        add_number(text, row->leader);
        hg_text_print(text, ",%s", standing_names[b->measured[i].standing]);
        add_number(text, b->measured[i].score);
        add_number(text, b->measured[i].excess_kg);
        hg_text_print(text, ",%s", row->verified ? "yes" : "no");
        add_code(text, row->source);
        hg_text_print(text, "\n");
    }
}

/* Values of a plant that are held against standards which no source vouches for. */
static size_t unverified(const struct benchmark *b, size_t plant)
{
    size_t n = 0;
    for (size_t i = 0; i < b->tables->n_measure; i++)
        n += b->measure[i].plant == plant &&
             !b->tables->standard[b->measure[i].standard].verified;
    return n;
}

json_t *benchmark_facts(const struct job *job, const struct benchmark_finding *f,
                        size_t top, bool *ok)
{
    const struct benchmark *b = &f->benchmark;
    const struct ranked *order = f->order;
    json_t *all = json_object(), *plants = json_array();
    for (size_t k = 0; k < top && k < b->tables->n_plant; k++) {
        const struct hg_plant_row *row = &b->tables->plant[order[k].plant];
        const struct hg_plant_score *score = &b->score[order[k].plant];
        json_t *plant = json_object(), *pillars = json_object();
        put(plant, "plant", json_string(row->id), ok);
        put(plant, "name", json_string(row->name), ok);
        put(plant, "product", json_string(row->product), ok);
        put(plant, "output_t", json_real(row->output_t), ok);
        put(plant, "gate", json_boolean(row->gate), ok);
        put(plant, "rank",
            isnan(score->total) ? json_null() : json_integer((json_int_t)order[k].rank),
            ok);
        put(plant, "lon", number_or_null(row->lon), ok);
        put(plant, "lat", number_or_null(row->lat), ok);
        put(plant, "score", number_or_null(score->total), ok);
        put(plant, "above_limit", json_integer((json_int_t)score->n_above), ok);
        put(plant, "unverified", json_integer((json_int_t)unverified(b, order[k].plant)),
            ok);
        for (int p = 0; p < HG_PILLARS; p++)
            put(pillars, hg_pillar_name((enum hg_pillar)p),
                number_or_null(score->pillar[p]), ok);
        put(plant, "carbon_excess_t", number_or_null(b->excess_kg[order[k].plant] / 1000),
            ok);
        put(plant, "pillars", pillars, ok);
        append(plants, plant, ok);
    }
    put(all, "study", json_string(job->study->name), ok);
    put(all, "n_plants", json_integer((json_int_t)b->tables->n_plant), ok);
    put(all, "plants", plants, ok);
    return all;
}

/* Values that no source vouches for must not pass as facts. */
static void warn_unverified(const struct benchmark *b, const struct hg_run_options *o)
{
    size_t n = 0;
    for (size_t i = 0; i < b->tables->n_measure; i++)
        n += b->tables->standard[b->measure[i].standard].verified ? 0 : 1;
    if (n > 0)
        hg_log_print(o->log, HG_LOG_WARNING,
                     "%zu of %zu values are held against standards that are marked as "
                     "not verified in %s",
                     n, b->tables->n_measure, b->standards);
}

enum hg_status benchmark_find(struct job *job, struct benchmark_finding **out,
                              struct hg_error *err)
{
    struct benchmark_finding *made = calloc(1, sizeof(*made));
    if (!made)
        return no_memory(err, "the ranking");
    enum hg_status status =
        benchmark_make(job->study, job->faults, &made->benchmark, err);
    if (status != HG_OK) {
        free(made);
        return status;
    }
    warn_unverified(&made->benchmark, job->options);
    made->order = rank_plants(&made->benchmark);
    if (!made->order) {
        benchmark_destroy(made);
        return no_memory(err, "the ranking");
    }
    *out = made;
    return HG_OK;
}

static enum hg_status write_places(struct job *job, struct hg_error *err)
{
    struct benchmark_finding *f = job->levers->benchmark;
    struct plant_places places;
    enum hg_status status = plant_places_find(job, &places, err);
    if (status != HG_OK)
        return status;
    f->largest_kg = places.largest_kg;
    if (places.n > 0)
        status = benchmark_gpkg(job, &places, err);
    f->n_place = status == HG_OK ? places.n : 0; /* the project shows what there is */
    if (status == HG_OK && places.n > 0 && job->maps)
        status = benchmark_map(job, &places, err);
    plant_places_finish(&places);
    return status;
}

enum hg_status benchmark_tables(struct job *job, struct hg_error *err)
{
    const struct benchmark_finding *f = job->levers->benchmark;
    struct hg_text plants = {0}, measures = {0};
    benchmark_csv(f, SIZE_MAX, &plants);
    enum hg_status status = job_commit_text(job, "tables/benchmark.csv", &plants, err);
    if (status != HG_OK)
        return status;
    print_measures(&f->benchmark, &measures);
    status = job_commit_text(job, "tables/benchmark_measures.csv", &measures, err);
    return status == HG_OK ? write_places(job, err) : status;
}

void benchmark_destroy(struct benchmark_finding *finding)
{
    if (!finding)
        return;
    benchmark_finish(&finding->benchmark);
    free(finding->order);
    free(finding);
}
