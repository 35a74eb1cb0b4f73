/* benchmark_join.c - standards, plants and measures, found in each other */
#include "study/benchmark_join.h"
#include "study/share.h"
#include <assert.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A plant by its id. */
struct plant_id {
    const char *id;
    size_t at;
};

/* What is being joined, and where faults go. */
struct join {
    const struct hg_study *study;
    struct benchmark *b;
    struct hg_faults *faults;
    struct plant_id *by_id; /* sorted */
    size_t *line;           /* [plant * n_standard + standard] of its value; 0: none */
};

static int by_id(const void *a, const void *b)
{
    const struct plant_id *p = a, *q = b;
    const int order = strcmp(p->id, q->id);
    return order ? order : (p->at > q->at) - (p->at < q->at);
}

static int compare_id(const void *id, const void *plant)
{
    return strcmp(id, ((const struct plant_id *)plant)->id);
}

/* The first standard of a product stands for it. */
static size_t product_of(const struct hg_benchmark_tables *t, const char *product)
{
    for (size_t i = 0; i < t->n_standard; i++)
        if (strcmp(t->standard[i].product, product) == 0)
            return i;
    return HG_NOT_FOUND;
}

static bool pillar_of(const char *text, enum hg_pillar *out)
{
    for (int k = 0; k < HG_PILLARS; k++)
        if (strcmp(text, hg_pillar_name((enum hg_pillar)k)) == 0) {
            *out = (enum hg_pillar)k;
            return true;
        }
    return false;
}

/* kg that one unit of value is for a tonne of product; NAN where it is no mass of it. */
static double kg_per_unit(const struct hg_standard_row *row)
{
    static const struct {
        const char *unit;
        double kg;
    } units[] = {{"kg/t", 1}, {"t/t", 1000}, {"g/t", 0.001}};
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (strcmp(row->unit, units[i].unit) == 0)
            return units[i].kg;
    return strcmp(row->unit, "mg/m3") == 0 ? 1e-6 * row->m3_per_t : NAN;
}

static void check_values(const struct join *j, const struct hg_standard_row *row)
{
    const double low = fmin(row->limit, row->leader),
                 high = fmax(row->limit, row->leader);
    if (low == high)
        hg_fault(j->faults, HG_E_INPUT, "limit",
                 "%s:%zu: limit and leader of %s of %s are both %g; they must differ",
                 j->b->standards, row->line, row->indicator, row->product, low);
    else if (row->access < low || row->access > high)
        hg_fault(j->faults, HG_E_INPUT, "access",
                 "%s:%zu: access %g is not between limit %g and leader %g",
                 j->b->standards, row->line, row->access, row->limit, row->leader);
}

static void add_standard(const struct join *j, size_t i)
{
    const struct hg_standard_row *row = &j->b->tables->standard[i];
    struct hg_standard *out = &j->b->standard[i];
    *out = (struct hg_standard){.product = product_of(j->b->tables, row->product),
                                .limit = row->limit,
                                .access = row->access,
                                .leader = row->leader,
                                .kg_per_unit = kg_per_unit(row)};
    check_values(j, row);
    if (!pillar_of(row->pillar, &out->pillar))
        hg_fault(j->faults, HG_E_INPUT, "pillar",
                 "%s:%zu: pillar `%s` is none of pollutants, energy, water and carbon",
                 j->b->standards, row->line, row->pillar);
    for (size_t k = 0; k < i; k++)
        if (strcmp(j->b->tables->standard[k].product, row->product) == 0 &&
            strcmp(j->b->tables->standard[k].indicator, row->indicator) == 0)
            hg_fault(j->faults, HG_E_INPUT, "standard",
                     "%s:%zu: %s of %s stands twice (the first time in line %zu); delete "
                     "one of the rows",
                     j->b->standards, row->line, row->indicator, row->product,
                     j->b->tables->standard[k].line);
}

/* The names of a column of rows, for suggestions. */
static const char *nearest(const char *text, const void *rows, size_t n, size_t size)
{
    const char **names = calloc(n + 1, sizeof(*names));
    for (size_t i = 0; names && i < n; i++)
        memcpy(&names[i], (const char *)rows + i * size, sizeof(names[i]));
    const char *near = names ? hg_text_nearest(text, names, n) : NULL;
    free(names);
    return near;
}

static void add_plant(const struct join *j, size_t i)
{
    const struct hg_benchmark_tables *t = j->b->tables;
    const struct hg_plant_row *row = &t->plant[i];
    const size_t product = product_of(t, row->product);
    j->b->plant[i] = (struct hg_plant){product, row->output_t, row->gate};
    if (product == HG_NOT_FOUND) {
        const char *near =
            nearest(row->product, t->standard, t->n_standard, sizeof(t->standard[0]));
        hg_fault(j->faults, HG_E_INPUT, "product",
                 "%s:%zu: product `%s` has no standard in %s%s%s%s",
                 j->study->benchmark.plants, row->line, row->product, j->b->standards,
                 near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
    }
}

/* Sorts the ids; one that stands twice is a fault. */
static bool sort_plants(struct join *j)
{
    const struct hg_benchmark_tables *t = j->b->tables;
    j->by_id = calloc(t->n_plant + 1, sizeof(*j->by_id));
    if (!j->by_id)
        return false;
    for (size_t i = 0; i < t->n_plant; i++)
        j->by_id[i] = (struct plant_id){t->plant[i].id, i};
    if (t->n_plant > 1)
        qsort(j->by_id, t->n_plant, sizeof(*j->by_id), by_id);
    for (size_t i = 1; i < t->n_plant; i++)
        if (strcmp(j->by_id[i].id, j->by_id[i - 1].id) == 0)
            hg_fault(j->faults, HG_E_INPUT, "plant",
                     "%s:%zu: plant %s stands twice (the first time in line %zu); give "
                     "each its own id",
                     j->study->benchmark.plants, t->plant[j->by_id[i].at].line,
                     j->by_id[i].id, t->plant[j->by_id[i - 1].at].line);
    return true;
}

/* The standard of a plant's product for an indicator; HG_NOT_FOUND after a fault. */
static size_t find_standard(const struct join *j, const struct hg_measure_row *row,
                            const struct hg_plant_row *plant)
{
    const struct hg_benchmark_tables *t = j->b->tables;
    const char *names[64];
    size_t n = 0;
    if (product_of(t, plant->product) == HG_NOT_FOUND)
        return HG_NOT_FOUND; /* told at the plant */
    for (size_t i = 0; i < t->n_standard; i++) {
        if (strcmp(t->standard[i].product, plant->product) != 0)
            continue;
        if (strcmp(t->standard[i].indicator, row->indicator) == 0)
            return i;
        if (n < sizeof(names) / sizeof(names[0]))
            names[n++] = t->standard[i].indicator;
    }
    const char *near = hg_text_nearest(row->indicator, names, n);
    hg_fault(j->faults, HG_E_INPUT, "indicator",
             "%s:%zu: there is no standard `%s` of %s in %s%s%s%s",
             j->study->benchmark.measures, row->line, row->indicator, plant->product,
             j->b->standards, near ? "; did you mean `" : "", near ? near : "",
             near ? "`?" : "");
    return HG_NOT_FOUND;
}

static void add_measure(const struct join *j, size_t i)
{
    const struct hg_benchmark_tables *t = j->b->tables;
    const struct hg_measure_row *row = &t->measure[i];
    const char *path = j->study->benchmark.measures;
    const struct plant_id *found =
        bsearch(row->plant, j->by_id, t->n_plant, sizeof(*found), compare_id);
    if (!found) {
        const char *near = nearest(row->plant, t->plant, t->n_plant, sizeof(t->plant[0]));
        hg_fault(j->faults, HG_E_INPUT, "plant", "%s:%zu: plant `%s` is not in %s%s%s%s",
                 path, row->line, row->plant, j->study->benchmark.plants,
                 near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
        return;
    }
    const size_t standard = find_standard(j, row, &t->plant[found->at]);
    if (standard == HG_NOT_FOUND)
        return;
    if (strcmp(row->unit, t->standard[standard].unit) != 0)
        hg_fault(j->faults, HG_E_INPUT, "unit",
                 "%s:%zu: %s in %s, but the standard is in %s; convert the value", path,
                 row->line, row->indicator, row->unit, t->standard[standard].unit);
    size_t *line = &j->line[found->at * t->n_standard + standard];
    if (*line)
        hg_fault(j->faults, HG_E_INPUT, "measure",
                 "%s:%zu: %s of %s stands twice (the first time in line %zu); delete one "
                 "of the rows",
                 path, row->line, row->indicator, row->plant, *line);
    *line = row->line;
    j->b->measure[i] = (struct hg_measure){found->at, standard, row->value};
}

static enum hg_status join(struct join *j, struct hg_error *err)
{
    struct benchmark *b = j->b;
    const struct hg_benchmark_tables *t = b->tables;
    assert(t);
    b->standard = calloc(t->n_standard + 1, sizeof(*b->standard));
    b->plant = calloc(t->n_plant + 1, sizeof(*b->plant));
    b->measure = calloc(t->n_measure + 1, sizeof(*b->measure));
    b->measured = calloc(t->n_measure + 1, sizeof(*b->measured));
    b->score = calloc(t->n_plant + 1, sizeof(*b->score));
    b->excess_kg = calloc(t->n_plant + 1, sizeof(*b->excess_kg));
    j->line = calloc(t->n_plant * t->n_standard + 1, sizeof(*j->line));
    if (!j->line || !b->standard || !b->plant || !b->measure || !b->measured ||
        !b->score || !b->excess_kg || !sort_plants(j))
        return hg_fail(err, HG_E_MEMORY, "no memory for the benchmark");
    for (size_t i = 0; i < t->n_standard; i++)
        add_standard(j, i);
    for (size_t i = 0; i < t->n_plant; i++)
        add_plant(j, i);
    for (size_t i = 0; i < t->n_measure; i++)
        add_measure(j, i);
    return hg_faults_status(j->faults, err);
}

static void add_excess(struct benchmark *b)
{
    for (size_t i = 0; i < b->tables->n_plant; i++)
        b->excess_kg[i] = NAN;
    for (size_t i = 0; i < b->tables->n_measure; i++) {
        const struct hg_measure *m = &b->measure[i];
        const double kg = b->measured[i].excess_kg;
        double *sum = &b->excess_kg[m->plant];
        if (b->standard[m->standard].pillar == HG_PILLAR_CARBON && !isnan(kg))
            *sum = isnan(*sum) ? kg : *sum + kg;
    }
}

static enum hg_status score(struct benchmark *b, struct hg_error *err)
{
    const struct hg_study *s = b->study;
    const struct hg_benchmark_params params = {
        .n_plant = b->tables->n_plant,
        .n_standard = b->tables->n_standard,
        .n_measure = b->tables->n_measure,
        .plant = b->plant,
        .standard = b->standard,
        .measure = b->measure,
        .weight = {[HG_PILLAR_POLLUTANTS] = s->benchmark.pollutants,
                   [HG_PILLAR_ENERGY] = s->benchmark.energy,
                   [HG_PILLAR_WATER] = s->benchmark.water,
                   [HG_PILLAR_CARBON] = s->benchmark.carbon},
    };
    struct hg_error why = {0};
    const enum hg_status status = hg_benchmark(&params, b->measured, b->score, &why);
    if (status == HG_OK)
        add_excess(b);
    return status == HG_E_ARG ? hg_fail(err, HG_E_INPUT, "%s, %s: %s", b->standards,
                                        s->benchmark.measures, why.message)
           : status != HG_OK  ? hg_fail(err, status, "%s", why.message)
                              : HG_OK;
}

/* Paths are whole since the study was read. */
static enum hg_status find_standards(const struct hg_study *study, const char **out,
                                     struct hg_error *err)
{
    const char *given = study->benchmark.standards;
    if (hg_text_is_code(given))
        return hg_share_find("benchmarks", given, NULL, study->arena, out, err);
    *out = given;
    return HG_OK;
}

enum hg_status benchmark_make(const struct hg_study *study, struct hg_faults *faults,
                              struct benchmark *out, struct hg_error *err)
{
    struct benchmark made = {.study = study};
    struct join joining = {.study = study, .b = &made, .faults = faults};
    if (!study->benchmark.plants)
        return hg_fail(err, HG_E_STUDY,
                       "%s: key `benchmark` is missing: it names the plants, what was "
                       "measured at them and the standards",
                       study->path);
    enum hg_status status = find_standards(study, &made.standards, err);
    if (status == HG_OK)
        status = hg_read_benchmark(made.standards, study->benchmark.plants,
                                   study->benchmark.measures, faults, &made.tables, err);
    if (status == HG_OK)
        status = hg_faults_status(faults, err);
    if (status == HG_OK)
        status = join(&joining, err);
    free(joining.by_id);
    free(joining.line);
    if (status == HG_OK)
        status = score(&made, err);
    if (status != HG_OK) {
        benchmark_finish(&made);
        return status;
    }
    *out = made;
    return HG_OK;
}

void benchmark_finish(struct benchmark *benchmark)
{
    free(benchmark->standard);
    free(benchmark->plant);
    free(benchmark->measure);
    free(benchmark->measured);
    free(benchmark->score);
    free(benchmark->excess_kg);
    hg_benchmark_tables_destroy(benchmark->tables);
}
