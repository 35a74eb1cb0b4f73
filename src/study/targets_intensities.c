/* targets_intensities.c - intensities of products against the world's and the partners'
 *
 * Of each industry of the trade table: what it emits itself for a unit of output, and
 * what all the world emits for a unit of its goods (footprints.h); the same of the world,
 * by output, and of its partners' industries of the same sector, by what each partner
 * buys from it for its industries and its final demand: had they made the goods
 * themselves (Liu et al. 2015, Nat. Clim. Change 6:201).
 */
#include "study/columns.h"
#include "study/targets_pairs.h"
#include <math.h>
#include <stdlib.h>

/* Of a unit of output. */
struct intensity {
    double direct, total;
};

/* Sums of intensities by weights. */
struct mean {
    double direct, total, weight;
    size_t n;
};

struct comparison {
    const struct job *job;
    const struct account_set *set;
    struct mean *world; /* [sector] */
    size_t *row;        /* [region * n_sector + sector]: industry with an intensity */
    double *sold;       /* [region]: what an industry sells there */
};

static struct intensity of(const struct comparison *c, size_t industry)
{
    return (struct intensity){c->set->prints->intensity[industry],
                              c->set->prints->multiplier[industry]};
}

static void weigh(struct mean *mean, struct intensity value, double weight)
{
    mean->direct += weight * value.direct;
    mean->total += weight * value.total;
    mean->weight += weight;
    mean->n++;
}

/* Of `least` industries or more. */
static struct intensity settle(const struct mean *mean, size_t least)
{
    return mean->weight > 0 && mean->n >= least
               ? (struct intensity){mean->direct / mean->weight,
                                    mean->total / mean->weight}
               : (struct intensity){NAN, NAN};
}

static void find_rows(struct comparison *c)
{
    const struct hg_mrio *mrio = c->job->mrio;
    const size_t n = hg_axis_size(mrio->sectors);
    for (size_t k = 0; k < hg_axis_size(mrio->regions) * n; k++)
        c->row[k] = HG_NOT_FOUND;
    for (size_t i = 0; i < mrio->n; i++) {
        const size_t r = mrio->region_of[i], s = mrio->sector_of[i];
        if (!c->set->covered[r] || !(c->job->table_output[i] > 0))
            continue;
        c->row[r * n + s] = i;
        weigh(&c->world[s], of(c, i), c->job->table_output[i]);
    }
}

/* What an industry sells in each region, and all of it but at home. */
static double find_sold(const struct comparison *c, size_t industry)
{
    const struct hg_mrio *mrio = c->job->mrio;
    const size_t D = hg_axis_size(mrio->regions), K = hg_axis_size(mrio->categories);
    const double *Z = &mrio->Z[industry * mrio->n], *Y = &mrio->Y[industry * D * K];
    double exports = 0;
    for (size_t d = 0; d < D; d++) {
        c->sold[d] = 0;
        for (size_t k = 0; k < K; k++)
            c->sold[d] += Y[d * K + k];
    }
    for (size_t j = 0; j < mrio->n; j++)
        c->sold[mrio->region_of[j]] += Z[j];
    for (size_t d = 0; d < D; d++)
        if (d != mrio->region_of[industry])
            exports += fmax(0, c->sold[d]); /* stocks that are drawn down buy nothing */
    return exports;
}

static struct mean of_partners(const struct comparison *c, size_t industry)
{
    const struct hg_mrio *mrio = c->job->mrio;
    const size_t n = hg_axis_size(mrio->sectors), s = mrio->sector_of[industry];
    struct mean mean = {0};
    for (size_t d = 0; d < hg_axis_size(mrio->regions); d++) {
        const size_t row = c->row[d * n + s];
        if (d != mrio->region_of[industry] && row != HG_NOT_FOUND && c->sold[d] > 0)
            weigh(&mean, of(c, row), c->sold[d]);
    }
    return mean;
}

/* All that is told of an industry; NAN: not known. */
struct product {
    struct intensity own, world, partners;
    double exports, compared; /* the part of exports that partners make themselves */
};

static struct product find_product(const struct comparison *c, size_t industry)
{
    const double exports = find_sold(c, industry);
    const struct mean partners = of_partners(c, industry);
    return (struct product){
        of(c, industry), settle(&c->world[c->job->mrio->sector_of[industry]], 2),
        settle(&partners, 1), exports, exports > 0 ? partners.weight / exports : NAN};
}

static void add_row(const struct comparison *c, size_t industry, struct hg_text *text)
{
    const struct hg_mrio *mrio = c->job->mrio;
    const size_t r = mrio->region_of[industry], s = mrio->sector_of[industry];
    const struct product p = find_product(c, industry);
    const double numbers[] = {p.own.direct,
                              p.own.total,
                              p.world.direct,
                              p.world.total,
                              p.exports,
                              100 * p.compared,
                              p.partners.direct,
                              p.partners.total,
                              p.own.direct / p.world.direct,
                              p.own.total / p.world.total,
                              p.own.direct / p.partners.direct,
                              p.own.total / p.partners.total};
    add_code_and_name(text, hg_axis_code(mrio->regions, r), job_market_name(c->job, r));
    add_code(text, hg_axis_code(mrio->sectors, s));
    add_code(text, job_sector_name(c->job, hg_axis_code(mrio->sectors, s)));
    add_code(text, mrio->unit ? mrio->unit : "");
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        add_number(text, isfinite(numbers[i]) ? numbers[i] : NAN);
    hg_text_print(text, "\n");
}

/* A mean of one region is that region. */
static void warn_alone(const struct comparison *c)
{
    size_t most = 0;
    for (size_t s = 0; s < hg_axis_size(c->job->mrio->sectors); s++)
        most = c->world[s].n > most ? c->world[s].n : most;
    if (most < 2)
        hg_log_print(c->job->options->log, HG_LOG_WARNING,
                     "only one region of the trade table emits here: "
                     "tables/intensities.csv compares its products with none");
}

static void finish(struct comparison *c)
{
    free(c->world);
    free(c->row);
    free(c->sold);
}

/* False without memory. */
static bool start(const struct job *job, struct comparison *c)
{
    const size_t D = hg_axis_size(job->mrio->regions),
                 n = hg_axis_size(job->mrio->sectors);
    const struct account_set *world = account_world(job->sets);
    *c = (struct comparison){.job = job, .set = world ? world : &job->sets->set[0]};
    c->world = calloc(n + 1, sizeof(*c->world));
    c->row = calloc(D * n + 1, sizeof(*c->row));
    c->sold = calloc(D + 1, sizeof(*c->sold));
    if (!c->world || !c->row || !c->sold) {
        finish(c);
        return false;
    }
    find_rows(c);
    return true;
}

enum hg_status targets_write_intensities(struct job *job, struct hg_error *err)
{
    const size_t D = hg_axis_size(job->mrio->regions),
                 n = hg_axis_size(job->mrio->sectors);
    struct comparison c;
    struct hg_text text = {0};
    if (!start(job, &c))
        return no_memory(err, "tables/intensities.csv");
    hg_text_print(
        &text,
        "region,region_name,sector,sector_name,output_unit,direct_kg_per_unit,"
        "total_kg_per_unit,world_direct_kg_per_unit,world_total_kg_per_unit,exports,"
        "exports_compared_percent,partners_direct_kg_per_unit,"
        "partners_total_kg_per_unit,direct_to_world,total_to_world,direct_to_partners,"
        "total_to_partners\n");
    warn_alone(&c);
    for (size_t k = 0; k < D * n; k++)
        if (c.row[k] != HG_NOT_FOUND)
            add_row(&c, c.row[k], &text);
    finish(&c);
    return job_commit_text(job, "tables/intensities.csv", &text, err);
}

/* What is emitted anywhere for the exports of an industry: what matters most comes first.
 */
struct ranked {
    struct product product;
    size_t industry;
};

static int by_exports(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    const double kg[] = {x->product.exports * x->product.own.total,
                         y->product.exports * y->product.own.total};
    if (kg[0] != kg[1])
        return kg[0] < kg[1] ? 1 : -1;
    return (x->industry > y->industry) - (x->industry < y->industry);
}

/* [[code, name]] */
static json_t *names_of(const struct job *job, const struct hg_axis *axis,
                        const char *(*name)(const struct job *, const char *), bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < hg_axis_size(axis); i++)
        append(
            array,
            json_pack("[s,s]", hg_axis_code(axis, i), name(job, hg_axis_code(axis, i))),
            ok);
    return array;
}

static json_t *product_array(const struct hg_mrio *mrio, const struct ranked *row)
{
    const struct product *p = &row->product;
    return json_pack("[I,I,f,o,f,f,o,o,o,o]", (json_int_t)mrio->region_of[row->industry],
                     (json_int_t)mrio->sector_of[row->industry], p->exports,
                     number_or_null(p->compared), p->own.direct, p->own.total,
                     number_or_null(p->world.direct), number_or_null(p->world.total),
                     number_or_null(p->partners.direct),
                     number_or_null(p->partners.total));
}

json_t *targets_intensity_facts(const struct job *job, size_t top, bool *ok)
{
    const struct hg_mrio *mrio = job->mrio;
    const size_t most = hg_axis_size(mrio->regions) * hg_axis_size(mrio->sectors);
    json_t *facts = json_object(), *rows = json_array();
    struct comparison c;
    struct ranked *list = calloc(most + 1, sizeof(*list));
    size_t n = 0;
    const bool room = list && start(job, &c);
    *ok = *ok && room;
    for (size_t k = 0; room && k < most; k++)
        if (c.row[k] != HG_NOT_FOUND)
            list[n++] = (struct ranked){find_product(&c, c.row[k]), c.row[k]};
    if (n)
        qsort(list, n, sizeof(*list), by_exports);
    for (size_t i = 0; i < n && i < top; i++)
        append(rows, product_array(mrio, &list[i]), ok);
    put(facts, "of", json_string(room ? c.set->of : ""), ok);
    put(facts, "whole", json_boolean(room && c.set->whole), ok);
    if (room)
        finish(&c);
    free(list);
    put(facts, "unit", json_string(mrio->unit ? mrio->unit : ""), ok);
    put(facts, "n", json_integer((json_int_t)n), ok);
    put(facts, "regions", names_of(job, mrio->regions, job_code_name, ok), ok);
    put(facts, "sectors", names_of(job, mrio->sectors, job_sector_name, ok), ok);
    put(facts, "rows", rows, ok);
    return facts;
}
