/* gras.c - a matrix brought to given row and column sums, signs kept */
#include <hotgrid/gras.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { MAX_ROUNDS = 10000 };
static const double GOAL = 1e-13; /* of all margins together */
static const double LIMIT = 1e-9; /* the same, where no more rounds help */
static const double SAME_SUM = 1e-9;

/* Rows or columns of A: line k has entries A[k * step + i * next], i < length. */
struct lines {
    const char *name;
    size_t n, length, step, next;
    const double *margin;
    double *factor;
};

struct gras {
    const double *A;
    struct lines rows, columns;
    double size; /* sum of |margins| of the rows */
};

/* p and n of line k, by the factors of the other lines. */
static void weigh(const struct gras *g, const struct lines *own, const double *other,
                  size_t k, double *positive, double *negative)
{
    *positive = *negative = 0;
    for (size_t i = 0; i < own->length; i++) {
        const double a = g->A[k * own->step + i * own->next];
        if (a > 0)
            *positive += a * other[i];
        else if (a < 0)
            *negative -= a / other[i];
    }
}

/* Temurshoev et al. (2013), eq. 12 and 13.  A factor of 0 would lose the line's negative
 * entries for ever; there are none then. */
static double find_factor(double margin, double positive, double negative)
{
    if (positive > 0) {
        const double root = sqrt(margin * margin + 4 * positive * negative);
        /* For a margin below 0 the same number without cancellation. */
        return margin >= 0 ? (margin + root) / (2 * positive)
                           : 2 * negative / (root - margin);
    }
    return negative > 0 ? -negative / margin : 1;
}

static enum hg_status check_line(const struct lines *lines, size_t k, bool positive,
                                 bool negative, struct hg_error *err)
{
    const double margin = lines->margin[k];
    const char *why = NULL;
    if (!isfinite(margin))
        why = "is no number";
    else if (!positive && !negative && margin != 0)
        why = "cannot be reached: all entries are 0";
    else if (!negative && margin < 0)
        why = "cannot be reached: no entry is below 0";
    else if (!positive && negative && margin >= 0)
        why = "cannot be reached: no entry is above 0";
    if (!why)
        return HG_OK;
    return hg_fail(err, HG_E_INPUT, "the sum %g of %s %zu %s", margin, lines->name, k + 1,
                   why);
}

static enum hg_status check_lines(const struct gras *g, const struct lines *lines,
                                  double *sum, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    *sum = 0;
    for (size_t k = 0; status == HG_OK && k < lines->n; k++) {
        bool positive = false, negative = false;
        for (size_t i = 0; i < lines->length; i++) {
            positive |= g->A[k * lines->step + i * lines->next] > 0;
            negative |= g->A[k * lines->step + i * lines->next] < 0;
        }
        *sum += lines->margin[k];
        status = check_line(lines, k, positive, negative, err);
    }
    return status;
}

static enum hg_status check(struct gras *g, struct hg_error *err)
{
    double of_rows = 0, of_columns = 0;
    enum hg_status status = check_lines(g, &g->rows, &of_rows, err);
    if (status == HG_OK)
        status = check_lines(g, &g->columns, &of_columns, err);
    if (status != HG_OK)
        return status;
    for (size_t k = 0; k < g->rows.n; k++)
        g->size += fabs(g->rows.margin[k]);
    if (fabs(of_rows - of_columns) <= SAME_SUM * g->size)
        return HG_OK;
    return hg_fail(err, HG_E_INPUT,
                   "the sums of the rows add up to %.12g, those of the columns to %.12g; "
                   "they must be the same",
                   of_rows, of_columns);
}

static void update(const struct gras *g, const struct lines *own, const double *other)
{
    for (size_t k = 0; k < own->n; k++) {
        double positive, negative;
        weigh(g, own, other, k, &positive, &negative);
        own->factor[k] = find_factor(own->margin[k], positive, negative);
    }
}

/* The largest error of a row; columns are true after their update. */
static double row_error(const struct gras *g, size_t *worst)
{
    double most = 0;
    for (size_t k = 0; k < g->rows.n; k++) {
        double positive, negative;
        weigh(g, &g->rows, g->columns.factor, k, &positive, &negative);
        const double r = g->rows.factor[k];
        const double sum =
            (positive > 0 ? r * positive : 0) - (negative > 0 ? negative / r : 0);
        const double error = fabs(sum - g->rows.margin[k]);
        if (!(error <= most) && !isnan(most)) { /* a NaN stays */
            most = error;
            *worst = k;
        }
    }
    return g->size > 0 ? most / g->size : most;
}

static enum hg_status iterate(const struct gras *g, struct hg_gras_report *report,
                              struct hg_error *err)
{
    size_t worst = 0;
    report->error = INFINITY;
    for (report->rounds = 0; report->rounds < MAX_ROUNDS && !(report->error <= GOAL);) {
        update(g, &g->rows, g->columns.factor);
        update(g, &g->columns, g->rows.factor);
        report->error = row_error(g, &worst);
        report->rounds++;
    }
    if (report->error <= LIMIT)
        return HG_OK;
    return hg_fail(err, HG_E_INPUT,
                   "no matrix with these signs has these sums: after %zu rounds row %zu, "
                   "which shall sum to %g, is off by %.3g of all rows",
                   report->rounds, worst + 1, g->rows.margin[worst], report->error);
}

static void apply(const struct gras *g, double *X)
{
    for (size_t i = 0; i < g->rows.n; i++)
        for (size_t j = 0; j < g->columns.n; j++) {
            double *x = &X[i * g->columns.n + j];
            const double factor = g->rows.factor[i] * g->columns.factor[j];
            if (*x != 0)
                *x = *x > 0 ? *x * factor : *x / factor;
        }
}

enum hg_status hg_gras(size_t n_row, size_t n_column, double *X, const double *rows,
                       const double *columns, struct hg_gras_report *report,
                       struct hg_error *err)
{
    double *factor = malloc((n_row + n_column + 1) * sizeof(*factor));
    if (!factor)
        return hg_fail(err, HG_E_MEMORY, "no memory to balance %zu x %zu values", n_row,
                       n_column);
    for (size_t k = 0; k < n_row + n_column; k++)
        factor[k] = 1;
    struct gras g = {
        .A = X,
        .rows = {"row", n_row, n_column, n_column, 1, rows, factor},
        .columns = {"column", n_column, n_row, 1, n_column, columns, factor + n_row},
    };
    enum hg_status status = check(&g, err);
    if (status == HG_OK)
        status = iterate(&g, report, err);
    if (status == HG_OK)
        apply(&g, X);
    free(factor);
    return status;
}
