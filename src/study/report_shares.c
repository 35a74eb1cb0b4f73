/* report_shares.c - S for the page: each different row of the mix once */
#include "study/report.h"
#include <stdlib.h>

struct row {
    const struct hg_mix *mix;
    size_t industry;
};

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_values(const struct row *x, const struct row *y)
{
    const struct hg_mix *mix = x->mix;
    const size_t a = x->industry, b = y->industry, D = mix->n_destination;
    if (mix->own[a] != mix->own[b])
        return mix->own[a] < mix->own[b] ? -1 : 1;
    int order = compare(mix->household[a], mix->household[b]);
    for (size_t d = 0; order == 0 && d < D; d++)
        order = compare(mix->share[a * D + d], mix->share[b * D + d]);
    return order;
}

static int by_values(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    const int order = compare_values(x, y);
    return order ? order : (x->industry > y->industry) - (x->industry < y->industry);
}

/* Industries with a market and with mass on the grid. */
static size_t list_rows(const struct job *job, struct row *row)
{
    const struct hg_mix *mix = job->mix;
    size_t n = 0;
    for (size_t i = 0; i < mix->n_industry; i++)
        if (mix->own[i] != HG_NOT_FOUND && job->gridded[i] != 0)
            row[n++] = (struct row){mix, i};
    qsort(row, n, sizeof(*row), by_values);
    return n;
}

static void add_row(const struct hg_mix *mix, size_t industry, struct hg_text *shares,
                    struct hg_text *own)
{
    for (size_t d = 0; d < mix->n_destination; d++)
        report_double(shares, mix->share[industry * mix->n_destination + d]);
    report_count(own, mix->own[industry]);
}

/* Blocks: shares (rows of all destinations), own (the market of each row) and row (of
 * each industry, from 1; 0 where it has no market, or no mass). */
enum hg_status report_shares(struct report *report, struct hg_error *err)
{
    const struct hg_mix *mix = report->job->mix;
    struct row *row = calloc(mix->n_industry + 1, sizeof(*row));
    size_t *number = calloc(mix->n_industry + 1, sizeof(*number)), count = 0;
    if (row && number) {
        struct hg_text *shares = report_block(report, "shares"),
                       *own = report_block(report, "own"),
                       *of_industry = report_block(report, "row");
        const size_t n = list_rows(report->job, row);
        for (size_t i = 0; i < n; i++) {
            if (i == 0 || compare_values(&row[i - 1], &row[i]) != 0) {
                add_row(mix, row[i].industry, shares, own);
                count++;
            }
            number[row[i].industry] = count;
        }
        for (size_t i = 0; i < mix->n_industry; i++)
            report_count(of_industry, number[i]);
        put(report->facts, "rows", json_integer((json_int_t)count), &report->ok);
    }
    const bool good = row && number;
    free(row);
    free(number);
    return good ? HG_OK : no_memory(err, "report.html");
}
