/* nest_balance.c - the rows of nested provinces brought to their outputs */
#include "mrio/nesting.h"
#include "mrio/split.h"
#include <hotgrid/gras.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What GRAS sees of one sector of the parent: rows are its provinces, columns all buyers
 * and all demand.  Column sums are kept, so that what the provinces sell together to
 * whom stays; row sums become the outputs of the provincial table, brought to the
 * parent's. */
static enum hg_status balance_sector(struct mrio_nest *nest, size_t a, double *X,
                                     double *rows, double *columns, struct hg_error *err)
{
    const struct hg_mrio *out = nest->out;
    const size_t P = nest->pattern.n_province, i = nest->world->sector_of[a];
    const size_t n_Y = hg_axis_size(out->regions) * nest->pattern.n_category;
    const size_t n = out->n + n_Y;
    double total = 0, apart = 0;
    memset(columns, 0, n * sizeof(*columns));
    for (size_t p = 0; p < P; p++) {
        const size_t row = nest->row[a] + p * nest->n_own;
        memcpy(X + p * n, out->Z + row * out->n, out->n * sizeof(*X));
        memcpy(X + p * n + out->n, out->Y + row * n_Y, n_Y * sizeof(*X));
        for (size_t k = 0; k < n; k++)
            columns[k] += X[p * n + k];
        nest->weight[p] = nest->pattern.output[p * nest->pattern.n_sector + i];
    }
    for (size_t k = 0; k < n; k++)
        total += columns[k];
    if (total == 0 || mrio_split(total, P, nest->weight, rows) == MRIO_SPLIT_NONE)
        return HG_OK;
    struct hg_gras_report report = {0};
    struct hg_error why = {0};
    const enum hg_status status = hg_gras(P, n, X, rows, columns, &report, &why);
    if (status != HG_OK)
        return hg_fail(
            err, status,
            "sector \"%s\" of the nested provinces cannot be balanced (rows are "
            "provinces, columns their buyers): %s; say `balance: none`, or "
            "look at its outputs in the provincial table",
            hg_axis_code(nest->world->sectors, i), why.message);
    for (size_t k = 0; k < n; k++) {
        double sum = 0;
        for (size_t p = 0; p < P; p++)
            sum += X[p * n + k];
        apart = fmax(apart, fabs(sum - columns[k]));
    }
    for (size_t p = 0; p < P; p++) {
        const size_t row = nest->row[a] + p * nest->n_own;
        memcpy(out->Z + row * out->n, X + p * n, out->n * sizeof(*X));
        memcpy(out->Y + row * n_Y, X + p * n + out->n, n_Y * sizeof(*X));
    }
    struct hg_nest_report *r = nest->report;
    r->balanced++;
    r->balance_error = fmax(r->balance_error, report.error);
    r->aggregate_error = fmax(r->aggregate_error, apart / fabs(total));
    if (report.rounds > r->balance_rounds)
        r->balance_rounds = report.rounds;
    return HG_OK;
}

enum hg_status mrio_nest_balance(struct mrio_nest *nest, struct hg_error *err)
{
    const struct hg_mrio *out = nest->out;
    const size_t P = nest->pattern.n_province;
    const size_t n = out->n + hg_axis_size(out->regions) * nest->pattern.n_category;
    double *X = mrio_numbers(P, n), *rows = mrio_numbers(P, 1),
           *columns = mrio_numbers(n, 1);
    enum hg_status status = HG_OK;
    if (!X || !rows || !columns) {
        status = hg_fail(err, HG_E_MEMORY, "no memory to balance the nested table");
        goto done;
    }
    for (size_t a = 0; status == HG_OK && a < nest->world->n; a++)
        if (nest->world->region_of[a] == nest->params->parent)
            status = balance_sector(nest, a, X, rows, columns, err);
done:
    free(X);
    free(rows);
    free(columns);
    return status;
}
