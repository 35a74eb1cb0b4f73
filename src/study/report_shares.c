/* report_shares.c - S for the page: each different row of the mix once */
#include "study/report.h"
#include <stdlib.h>

struct ranked {
    const struct hg_mix *mix;
    size_t industry;
};

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_rows(const struct hg_mix *mix, size_t a, size_t b)
{
    const size_t D = mix->n_destination;
    if (mix->own[a] != mix->own[b])
        return mix->own[a] < mix->own[b] ? -1 : 1;
    int order = compare(mix->household[a], mix->household[b]);
    for (size_t d = 0; order == 0 && d < D; d++)
        order = compare(mix->share[a * D + d], mix->share[b * D + d]);
    return order;
}

static int by_row(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    const int order = compare_rows(x->mix, x->industry, y->industry);
    return order ? order : (x->industry > y->industry) - (x->industry < y->industry);
}

/* Industries with a market and with mass on the grid, equal rows together. */
static size_t rank(const struct job *job, struct ranked *ranked)
{
    const struct hg_mix *mix = job->mix;
    size_t n = 0;
    for (size_t i = 0; i < mix->n_industry; i++)
        if (mix->own[i] != HG_NOT_FOUND && job->gridded[i] != 0)
            ranked[n++] = (struct ranked){mix, i};
    qsort(ranked, n, sizeof(*ranked), by_row);
    return n;
}

enum hg_status report_find_rows(const struct job *job, struct report_rows *out,
                                struct hg_error *err)
{
    const struct hg_mix *mix = job->mix;
    struct report_rows rows = {0};
    struct ranked *ranked = calloc(mix->n_industry + 1, sizeof(*ranked));
    rows.first = calloc(mix->n_industry + 1, sizeof(*rows.first));
    rows.of = calloc(mix->n_industry + 1, sizeof(*rows.of));
    if (!ranked || !rows.first || !rows.of) {
        free(ranked);
        report_rows_finish(&rows);
        (void)no_memory(err, "report.html");
        return HG_E_MEMORY;
    }
    const size_t n = rank(job, ranked);
    for (size_t i = 0; i < mix->n_industry; i++)
        rows.of[i] = HG_NOT_FOUND;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || compare_rows(mix, ranked[i - 1].industry, ranked[i].industry) != 0)
            rows.first[rows.n++] = ranked[i].industry;
        rows.of[ranked[i].industry] = rows.n - 1;
    }
    free(ranked);
    *out = rows;
    return HG_OK;
}

void report_rows_finish(struct report_rows *rows)
{
    free(rows->first);
    free(rows->of);
    *rows = (struct report_rows){0};
}

/* Blocks: shares (rows of all destinations), own (the market of each row) and row (of
 * each industry, from 1; 0 where it has no market, or no mass). */
enum hg_status report_shares(struct report *report, struct hg_error *err)
{
    const struct hg_mix *mix = report->job->mix;
    struct report_rows rows = {0};
    const enum hg_status status = report_find_rows(report->job, &rows, err);
    if (status != HG_OK)
        return status;
    struct hg_text *shares = report_block(report, "shares"),
                   *own = report_block(report, "own"),
                   *of_industry = report_block(report, "row");
    for (size_t row = 0; row < rows.n; row++) {
        const double *share = mix->share + rows.first[row] * mix->n_destination;
        for (size_t d = 0; d < mix->n_destination; d++)
            report_double(shares, share[d]);
        report_count(own, mix->own[rows.first[row]]);
    }
    for (size_t i = 0; i < mix->n_industry; i++)
        report_count(of_industry, rows.of[i] == HG_NOT_FOUND ? 0 : rows.of[i] + 1);
    put(report->facts, "rows", json_integer((json_int_t)rows.n), &report->ok);
    report_rows_finish(&rows);
    return HG_OK;
}
