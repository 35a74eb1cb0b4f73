/* nest.c - a table of provinces nested into the table of the world */
#include "mrio/nesting.h"
#include "mrio/split.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fills the weights of a value's cells for one way; n of them. */
typedef void fill_weights(const struct mrio_nest *nest, size_t i, size_t to,
                          enum hg_nest_way way, size_t n);

static void set_even(const struct mrio_nest *nest, size_t n)
{
    for (size_t k = 0; k < n; k++)
        nest->weight[k] = 1;
}

/* Z from the parent's sector i to its sector j: cells (p, q). */
static void fill_domestic(const struct mrio_nest *nest, size_t i, size_t j,
                          enum hg_nest_way way, size_t n)
{
    const struct mrio_pattern *x = &nest->pattern;
    const size_t S = x->n_sector, P = x->n_province;
    for (size_t k = 0; k < n; k++) {
        const size_t from = k / P * S + i, to = k % P * S + j;
        nest->weight[k] = way == HG_NEST_PATTERN  ? x->Z[from * P * S + to]
                          : way == HG_NEST_OUTPUT ? x->output[from] * x->output[to]
                                                  : 0;
    }
}

/* Y of the parent's sector i for its category c: cells (p, q). */
static void fill_demand(const struct mrio_nest *nest, size_t i, size_t c,
                        enum hg_nest_way way, size_t n)
{
    const struct mrio_pattern *x = &nest->pattern;
    const size_t K = x->n_category, P = x->n_province;
    for (size_t k = 0; k < n; k++) {
        const size_t from = k / P * x->n_sector + i, q = k % P;
        const double *y = x->Y + (from * P + q) * K;
        double *weight = &nest->weight[k];
        *weight = way == HG_NEST_PATTERN ? y[c] : 0;
        for (size_t a = 0; way == HG_NEST_TOTALS && a < K; a++)
            *weight += y[a];
        if (way == HG_NEST_OUTPUT)
            *weight = x->output[from] * x->demand[q];
    }
}

/* Z and Y of the parent's sector i for region r: cells p. */
static void fill_exports(const struct mrio_nest *nest, size_t i, size_t r,
                         enum hg_nest_way way, size_t n)
{
    const struct mrio_pattern *x = &nest->pattern;
    const size_t n_region = hg_axis_size(nest->world->regions);
    for (size_t p = 0; p < n; p++)
        nest->weight[p] = way == HG_NEST_PATTERN  ? x->customs[(i * n_region + r) * n + p]
                          : way == HG_NEST_OUTPUT ? x->output[p * x->n_sector + i]
                                                  : 0;
}

/* Z of sector i abroad for the parent's sector j: cells q. */
static void fill_imports(const struct mrio_nest *nest, size_t i, size_t j,
                         enum hg_nest_way way, size_t n)
{
    const struct mrio_pattern *x = &nest->pattern;
    const size_t S = x->n_sector;
    for (size_t q = 0; q < n; q++) {
        const size_t to = q * S + j;
        double *weight = &nest->weight[q];
        *weight = way == HG_NEST_PATTERN  ? x->use[i * n * S + to]
                  : way == HG_NEST_OUTPUT ? x->output[to]
                                          : 0;
        for (size_t a = 0; way == HG_NEST_TOTALS && a < S; a++)
            *weight += x->use[a * n * S + to];
    }
}

/* Y of sector i abroad for the parent's category c: cells q. */
static void fill_import_demand(const struct mrio_nest *nest, size_t i, size_t c,
                               enum hg_nest_way way, size_t n)
{
    const struct mrio_pattern *x = &nest->pattern;
    const size_t K = x->n_category;
    for (size_t q = 0; q < n; q++) {
        double *weight = &nest->weight[q];
        *weight = way == HG_NEST_PATTERN  ? x->use_Y[(i * n + q) * K + c]
                  : way == HG_NEST_OUTPUT ? x->demand[q]
                                          : 0;
        for (size_t a = 0; way == HG_NEST_TOTALS && a < x->n_sector; a++)
            *weight += x->use_Y[(a * n + q) * K + c];
    }
}

static void tell_near(struct mrio_nest *nest, double value, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += nest->part[k];
    nest->report->n_near++;
    nest->report->worst_near =
        fmax(nest->report->worst_near, fabs(sum - value) / fabs(value));
}

/* The parts of a value, by the first way that has any weights. */
static void share_out(struct mrio_nest *nest, enum hg_nest_flow flow, double value,
                      size_t n, fill_weights *fill, size_t i, size_t to)
{
    memset(nest->part, 0, n * sizeof(*nest->part));
    if (value == 0)
        return;
    for (enum hg_nest_way way = 0; way < HG_NEST_WAYS; way++) {
        if (way == HG_NEST_EVEN)
            set_even(nest, n);
        else
            fill(nest, i, to, way, n);
        const enum mrio_split_way split = mrio_split(value, n, nest->weight, nest->part);
        if (split == MRIO_SPLIT_NONE)
            continue;
        nest->report->values[flow][way]++;
        nest->report->money[flow][way] += fabs(value);
        if (split == MRIO_SPLIT_NEAR)
            tell_near(nest, value, n);
        return;
    }
}

/* Y of the parent's row a, for category c of region r. */
static void share_cell_of_Y(struct mrio_nest *nest, size_t a, size_t r, size_t c)
{
    const struct hg_mrio *w = nest->world, *out = nest->out;
    const size_t P = nest->pattern.n_province, K = nest->pattern.n_category;
    const size_t i = w->sector_of[a], columns = hg_axis_size(out->regions) * K;
    const bool own = r == nest->params->parent;
    const double value = w->Y[(a * hg_axis_size(w->regions) + r) * K + c];
    share_out(nest, own ? HG_NEST_DOMESTIC : HG_NEST_EXPORTS, value, own ? P * P : P,
              own ? fill_demand : fill_exports, i, own ? c : r);
    for (size_t k = 0; k < (own ? P * P : P); k++) {
        const size_t p = own ? k / P : k, q = own ? k % P : 0;
        out->Y[(nest->row[a] + p * nest->n_own) * columns + (nest->region[r] + q) * K +
               c] = nest->part[k];
    }
}

/* Row a of Z and Y, from the parent. */
static void share_row(struct mrio_nest *nest, size_t a)
{
    const struct hg_mrio *w = nest->world, *out = nest->out;
    const size_t P = nest->pattern.n_province, K = nest->pattern.n_category;
    const size_t i = w->sector_of[a], n_region = hg_axis_size(w->regions);
    for (size_t b = 0; b < w->n; b++) {
        const bool own = w->region_of[b] == nest->params->parent;
        share_out(nest, own ? HG_NEST_DOMESTIC : HG_NEST_EXPORTS, w->Z[a * w->n + b],
                  own ? P * P : P, own ? fill_domestic : fill_exports, i,
                  own ? w->sector_of[b] : w->region_of[b]);
        for (size_t k = 0; k < (own ? P * P : P); k++) {
            const size_t p = own ? k / P : k, q = own ? k % P : 0;
            out->Z[(nest->row[a] + p * nest->n_own) * out->n + nest->row[b] +
                   q * nest->n_own] = nest->part[k];
        }
    }
    for (size_t r = 0; r < n_region; r++)
        for (size_t c = 0; c < K; c++)
            share_cell_of_Y(nest, a, r, c);
}

/* Row a of Z and Y, from elsewhere. */
static void copy_row(struct mrio_nest *nest, size_t a)
{
    const struct hg_mrio *w = nest->world, *out = nest->out;
    const size_t P = nest->pattern.n_province, K = nest->pattern.n_category;
    const size_t i = w->sector_of[a], n_region = hg_axis_size(w->regions);
    double *z = out->Z + nest->row[a] * out->n;
    double *y = out->Y + nest->row[a] * hg_axis_size(out->regions) * K;
    for (size_t b = 0; b < w->n; b++) {
        const double value = w->Z[a * w->n + b];
        z[nest->row[b]] = value;
        if (w->region_of[b] != nest->params->parent)
            continue;
        share_out(nest, HG_NEST_IMPORTS, value, P, fill_imports, i, w->sector_of[b]);
        for (size_t q = 0; q < P; q++)
            z[nest->row[b] + q * nest->n_own] = nest->part[q];
    }
    for (size_t r = 0; r < n_region; r++)
        memcpy(y + nest->region[r] * K, w->Y + (a * n_region + r) * K, K * sizeof(*y));
    const size_t r = nest->params->parent;
    for (size_t c = 0; c < K; c++) {
        const double value = w->Y[(a * n_region + r) * K + c];
        share_out(nest, HG_NEST_IMPORTS, value, P, fill_import_demand, i, c);
        for (size_t q = 0; q < P; q++)
            y[(nest->region[r] + q) * K + c] = nest->part[q];
    }
}

/* Emissions of the parent, by those of its provinces or by their output and demand. */
/* Shares out emissions of the parent by the provinces' own, else by another size of
 * theirs, else evenly. */
static void share_value(struct mrio_nest *nest, double value, const double *own,
                        const double *size, double *part)
{
    const size_t P = nest->pattern.n_province;
    enum hg_nest_way way = own ? HG_NEST_PATTERN : HG_NEST_OUTPUT;
    if (mrio_split(value, P, own ? own : size, part) == MRIO_SPLIT_NONE) {
        way = HG_NEST_EVEN;
        set_even(nest, P);
        (void)mrio_split(value, P, nest->weight, part);
    }
    nest->report->emissions[way] += fabs(value);
}

static void share_emissions(struct mrio_nest *nest)
{
    const struct hg_mrio *w = nest->world, *out = nest->out;
    const struct mrio_pattern *x = &nest->pattern;
    const size_t P = x->n_province;
    for (size_t a = 0; a < w->n; a++) {
        const double value = w->emissions->industry[a];
        out->emissions->industry[nest->row[a]] = value;
        if (w->region_of[a] != nest->params->parent)
            continue;
        for (size_t p = 0; p < P; p++)
            nest->weight[p] =
                (x->industry ? x->industry
                             : x->output)[p * x->n_sector + w->sector_of[a]];
        const double *own = x->industry ? nest->weight : NULL;
        share_value(nest, value, own, nest->weight, nest->part);
        for (size_t p = 0; p < P; p++)
            out->emissions->industry[nest->row[a] + p * nest->n_own] = nest->part[p];
    }
    for (size_t r = 0; r < hg_axis_size(w->regions); r++)
        out->emissions->household[nest->region[r]] = w->emissions->household[r];
    share_value(nest, w->emissions->household[nest->params->parent], x->household,
                x->demand,
                &out->emissions->household[nest->region[nest->params->parent]]);
}

static enum hg_status fill_table(struct mrio_nest *nest, struct hg_error *err)
{
    const struct hg_mrio *w = nest->world;
    for (size_t a = 0; a < w->n; a++) {
        if (w->region_of[a] == nest->params->parent)
            share_row(nest, a);
        else
            copy_row(nest, a);
    }
    if (w->emissions)
        share_emissions(nest);
    nest->report->same_categories = nest->pattern.same_categories;
    return nest->params->balance ? mrio_nest_balance(nest, err) : HG_OK;
}

enum hg_status hg_nest(const struct hg_nest_params *params, struct hg_faults *faults,
                       struct hg_nest_report *report, struct hg_mrio **out,
                       struct hg_error *err)
{
    struct mrio_nest nest = {.params = params, .world = params->world, .report = report};
    const size_t before = hg_faults_count(faults);
    *report = (struct hg_nest_report){0};
    enum hg_status status = mrio_pattern_begin(params, faults, &nest.pattern, err);
    if (status != HG_OK)
        return status;
    const size_t P = nest.pattern.n_province;
    nest.out = calloc(1, sizeof(*nest.out));
    nest.region = calloc(hg_axis_size(params->world->regions) + 1, sizeof(*nest.region));
    nest.row = calloc(params->world->n + 1, sizeof(*nest.row));
    nest.weight = mrio_numbers(P, P);
    nest.part = mrio_numbers(P, P);
    if (!nest.out || !nest.region || !nest.row || !nest.weight || !nest.part)
        status = hg_fail(err, HG_E_MEMORY, "no memory for the nested table");
    if (status == HG_OK)
        mrio_nest_check(&nest, faults);
    if (status == HG_OK && hg_faults_count(faults) > before)
        status = hg_faults_status(faults, err);
    if (status == HG_OK)
        status = mrio_nest_table(&nest, err);
    if (status == HG_OK)
        status = fill_table(&nest, err);
    if (status == HG_OK) {
        *out = nest.out;
        nest.out = NULL; /* now the caller's */
    }
    hg_mrio_destroy(nest.out);
    mrio_pattern_finish(&nest.pattern);
    free(nest.region);
    free(nest.row);
    free(nest.weight);
    free(nest.part);
    return status;
}
