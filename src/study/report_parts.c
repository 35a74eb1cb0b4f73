/* report_parts.c - S by category and product of final demand, for the page
 *
 * A part is an IEEE float without the lowest of its four bytes, rounded: to 2^-17 of
 * itself.
 */
#include "study/report.h"
#include <hotgrid/leontief.h>
#include <stdlib.h>
#include <string.h>

/* Numbers of all parts: three bytes each, of which the page has room for this many; and
 * of rows of the inverse that are held at once. */
enum { MOST_PARTS = 4000000, MOST_INVERSE = 4000000 };

void report_parts_destroy(struct report_parts *parts)
{
    for (size_t k = 0; parts && k < REPORT_PLANES; k++) {
        free(parts->plane[0][k].bytes);
        free(parts->plane[1][k].bytes);
    }
    free(parts);
}

/* What the parts are made from. */
struct making {
    struct job *job;
    struct report_rows rows;
    size_t n_needed, *needed; /* industries of the table that rows come from */
    double *inverse;          /* [needed * industry of the table] */
    size_t n;                 /* parts of all sets */
    double *demand;           /* of a destination */
    double *detail;           /* [categories * products], of one industry */
    double *table, *study;    /* [industry * n] of a destination */
};

static void add_part(struct hg_text *plane, double part)
{
    const float value = (float)part;
    uint32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    bits += 128;
    for (size_t k = 0; k < REPORT_PLANES; k++) {
        const char byte = (char)(bits >> (24 - 8 * k) & 255);
        hg_text_add(&plane[k], &byte, 1);
    }
}

/* The numbers of an industry of the table: as they are, or summed to both sets. */
static void collapse(const struct report_parts *parts, const double *detail, double *out)
{
    const size_t K = parts->n[0], P = parts->n[1];
    for (size_t k = 0; parts->n_set == 1 && k < K; k++)
        out[k] = detail[k];
    for (size_t k = 0; parts->n_set == 2 && k < K; k++)
        for (size_t p = 0; p < P; p++) {
            out[k] += detail[k * P + p];
            out[K + p] += detail[k * P + p];
        }
}

static enum hg_status serve_destination(struct making *m, size_t destination,
                                        struct hg_error *err)
{
    const struct job *job = m->job;
    const struct hg_mix_params params = job_mix_params(job);
    struct report_parts *parts = job->report_parts;
    hg_demand_of(job->mrio, destination, m->demand);
    for (size_t r = 0; r < m->n_needed; r++) {
        double *out = m->table + m->needed[r] * m->n;
        hg_serve_details(job->mrio, job->shares, m->needed[r],
                         m->inverse + r * job->mrio->n, destination, m->demand,
                         m->detail);
        for (size_t p = 0; p < m->n; p++)
            out[p] = 0;
        collapse(parts, m->detail, out);
    }
    const enum hg_status status = hg_mix_parts(&params, m->n, m->table, m->study, err);
    for (size_t row = 0; status == HG_OK && row < m->rows.n; row++) {
        const double *part = m->study + m->rows.first[row] * m->n;
        for (size_t p = 0; p < m->n; p++)
            add_part(parts->plane[p < parts->n[0] ? 0 : 1], part[p]);
    }
    return status;
}

/* Industries of the table that take a mass of those of the study. */
static enum hg_status find_needed(struct making *m, struct hg_error *err)
{
    const struct hg_mix_params params = job_mix_params(m->job);
    const size_t n = m->job->mrio->n;
    double *kg = calloc(job_industries(m->job) + 1, sizeof(*kg)), unmapped = 0;
    double *industry = calloc(n + 1, sizeof(*industry));
    double *household =
        calloc(hg_axis_size(m->job->mrio->regions) + 1, sizeof(*household));
    m->needed = calloc(n + 1, sizeof(*m->needed));
    enum hg_status status;
    if (!kg || !industry || !household || !m->needed) {
        status = no_memory(err, "report.html");
        goto done;
    }
    for (size_t row = 0; row < m->rows.n; row++)
        kg[m->rows.first[row]] = 1;
    status = hg_spread_to_table(&params, kg, industry, household, &unmapped, err);
    for (size_t i = 0; status == HG_OK && i < n; i++)
        if (industry[i] != 0)
            m->needed[m->n_needed++] = i;
done:
    free(kg);
    free(industry);
    free(household);
    return status;
}

/* All in one set, in two, or left out. */
static void choose(struct making *m, struct report_parts *parts)
{
    const struct hg_mrio *mrio = m->job->mrio;
    const size_t K = hg_axis_size(mrio->categories), P = hg_axis_size(mrio->sectors);
    const size_t rows = m->rows.n * hg_axis_size(mrio->regions);
    parts->why = "";
    if (m->n_needed * mrio->n > MOST_INVERSE || rows * (K + P) > MOST_PARTS) {
        parts->why = "Categories and products of final demand are left out: the page "
                     "would be too large, or take too long to make.";
        return;
    }
    const bool both = rows * K * P <= MOST_PARTS;
    parts->n_set = both ? 1 : 2;
    parts->n[0] = both ? K * P : K;
    parts->n[1] = both ? 0 : P;
    m->n = parts->n[0] + parts->n[1];
    if (!both)
        parts->why = "Categories are told apart, and products are, but not the products "
                     "of a category: the page would be too large.";
}

static enum hg_status make(struct making *m, struct hg_error *err)
{
    const struct hg_mrio *mrio = m->job->mrio;
    double residual = 0;
    const size_t details = hg_axis_size(mrio->categories) * hg_axis_size(mrio->sectors);
    m->inverse = calloc(m->n_needed * mrio->n + 1, sizeof(double));
    m->demand = calloc(mrio->n * hg_axis_size(mrio->categories) + 1, sizeof(double));
    m->detail = calloc(details + 1, sizeof(double));
    m->table = calloc(mrio->n * m->n + 1, sizeof(double));
    m->study = calloc(job_industries(m->job) * m->n + 1, sizeof(double));
    if (!m->inverse || !m->demand || !m->detail || !m->table || !m->study)
        return no_memory(err, "report.html");
    enum hg_status status = hg_leontief_rows(m->job->leontief, mrio->n, m->n_needed,
                                             m->needed, m->inverse, &residual, err);
    for (size_t d = 0; status == HG_OK && d < hg_axis_size(mrio->regions); d++)
        status = serve_destination(m, d, err);
    return status;
}

enum hg_status make_report_parts(struct job *job, struct hg_error *err)
{
    struct making m = {.job = job};
    if (!report_is_wanted(job))
        return HG_OK;
    struct report_parts *parts = calloc(1, sizeof(*parts));
    if (!parts)
        return no_memory(err, "report.html");
    job->report_parts = parts;
    enum hg_status status = report_find_rows(job, &m.rows, err);
    if (status == HG_OK)
        status = find_needed(&m, err);
    if (status == HG_OK)
        choose(&m, parts);
    if (status == HG_OK && parts->n_set)
        status = make(&m, err);
    report_rows_finish(&m.rows);
    free(m.needed);
    free(m.inverse);
    free(m.demand);
    free(m.detail);
    free(m.table);
    free(m.study);
    return status;
}

/* Blocks parts-N of each set: by destination, row and part, all highest bytes before the
 * next ones. */
enum hg_status report_details(struct report *report, struct hg_error *err)
{
    static const char *const id[] = {"parts-0", "parts-1"};
    struct report_parts *parts = report->job->report_parts;
    json_t *sets = json_array();
    (void)err;
    for (size_t set = 0; set < parts->n_set; set++) {
        struct hg_text *block = report_block(report, id[set]);
        append(sets, json_integer((json_int_t)parts->n[set]), &report->ok);
        for (size_t k = 0; k < REPORT_PLANES; k++) {
            struct hg_text *plane = &parts->plane[set][k];
            hg_text_add(block, plane->bytes, plane->length);
            block->failed = block->failed || plane->failed;
        }
    }
    put(report->facts, "parts", sets, &report->ok);
    put(report->facts, "parts_left_out", json_string(parts->why), &report->ok);
    return HG_OK;
}
