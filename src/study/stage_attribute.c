/* stage_attribute.c - stage 4: every cell of E served to its markets, and held to account
 */
#include "study/strips.h"
#include <stdlib.h>

/* Classes of a cell that no market is the largest of. */
enum { NO_EMISSION = 0, NO_DATA = 255 };

/* Forms of this pass: the destinations, all that is mapped, all that serves foreign
 * markets, what has no known market, and where the dominant foreign market is wanted,
 * each destination's foreign part. */
struct pass {
    struct job *job;
    size_t n_destination, n_form;
    bool tag_markets;
    double *sum;     /* [strip * (n_destination + 2) + form]: kg */
    double *worst;   /* [strip]: largest |sum over destinations - E| / E */
    uint64_t *count; /* [strip * n_destination + d]: cells whose largest (foreign) market
                        is d */
};

static double *make_coefficients(const struct job *job, size_t n_form, bool tag_markets)
{
    const size_t n = job->mix->n_industry, n_d = job->mix->n_destination;
    double *coefficient = calloc(n * n_form + 1, sizeof(*coefficient));
    for (size_t i = 0; coefficient && i < n; i++) {
        const size_t own = job->mix->own[i];
        double *row = &coefficient[i * n_form];
        if (own == HG_NOT_FOUND) {
            row[n_d + 2] = 1;
            continue;
        }
        for (size_t d = 0; d < n_d; d++) {
            const double share = job->mix->share[i * n_d + d];
            row[d] = share;
            if (d != own)
                row[n_d + 1] += share;
            if (tag_markets)
                row[n_d + 3 + d] = d != own ? share : 0;
        }
        row[n_d] = 1;
    }
    return coefficient;
}

/* The destination with the largest positive value, plus 1, or else `none`. */
static uint8_t largest(const double *value, size_t n, uint8_t none)
{
    double most = 0;
    uint8_t tag = none;
    for (size_t d = 0; d < n; d++)
        if (value[d] > most) {
            most = value[d];
            tag = (uint8_t)(d + 1);
        }
    return tag;
}

static void take_cell(struct pass *pass, size_t strip, size_t cell, const double *value)
{
    const size_t n_d = pass->n_destination;
    double *sum = &pass->sum[strip * (n_d + 2)];
    double served = 0;
    for (size_t d = 0; d < n_d; d++) {
        served += value[d];
        sum[d] += value[d];
    }
    sum[n_d] += value[n_d];
    sum[n_d + 1] += value[n_d + 1];
    pass->job->foreign_kg[cell] = value[n_d + 1];
    const double apart = fabs(served - value[n_d]) / fabs(value[n_d]);
    if (value[n_d] != 0 && !(apart <= pass->worst[strip]))
        pass->worst[strip] = apart;
    if (!pass->tag_markets)
        return;
    const uint8_t none = value[n_d + 2] != 0 ? NO_DATA : NO_EMISSION;
    const uint8_t tag = largest(value, n_d, none);
    const uint8_t foreign_tag = largest(value + n_d + 3, n_d, none);
    pass->job->dominant[cell] = tag;
    pass->job->dominant_foreign[cell] = foreign_tag;
    if (tag != none)
        pass->count[strip * n_d + tag - 1]++;
    if (foreign_tag != none)
        pass->count[strip * n_d + foreign_tag - 1]++;
}

static void take_strip(void *context, size_t strip, const struct strip_cells *cells)
{
    struct pass *pass = context;
    for (size_t i = 0; i < cells->n; i++)
        if (pass->job->domain[cells->cell[i]])
            take_cell(pass, strip, cells->cell[i], cells->kg + i * cells->stride);
}

static enum hg_status make_arrays(struct job *job, struct pass *pass,
                                  struct hg_error *err)
{
    const size_t n = hg_grid_cells(job->grid), n_strip = strip_count(job);
    job->foreign_kg = calloc(n, sizeof(*job->foreign_kg));
    if (pass->tag_markets) {
        job->dominant = malloc(n);
        job->dominant_foreign = malloc(n);
    }
    pass->sum = calloc(n_strip * (pass->n_destination + 2), sizeof(*pass->sum));
    pass->worst = calloc(n_strip, sizeof(*pass->worst));
    pass->count = calloc(n_strip * pass->n_destination, sizeof(*pass->count));
    if (!job->foreign_kg || !pass->sum || !pass->worst || !pass->count ||
        (pass->tag_markets && (!job->dominant || !job->dominant_foreign)))
        return no_memory(err, "the attribution");
    if (pass->tag_markets) {
        for (size_t cell = 0; cell < n; cell++)
            job->dominant[cell] = job->dominant_foreign[cell] =
                job->domain[cell] ? NO_EMISSION : NO_DATA;
    }
    return HG_OK;
}

static int by_count(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    if (x[0] != y[0])
        return x[0] < y[0] ? 1 : -1;
    return x[1] < y[1] ? -1 : 1;
}

/* Ranks markets by the cells tagged with them. */
static enum hg_status rank_markets(struct job *job, const struct pass *pass,
                                   struct hg_error *err)
{
    const size_t n = pass->n_destination;
    uint64_t(*tally)[2] = calloc(n + 1, sizeof(*tally));
    job->market_rank = calloc(n + 1, sizeof(*job->market_rank));
    if (!tally || !job->market_rank) {
        free(tally);
        return no_memory(err, "the markets");
    }
    for (size_t d = 0; d < n; d++) {
        tally[d][1] = d;
        for (size_t strip = 0; strip < strip_count(job); strip++)
            tally[d][0] += pass->count[strip * n + d];
    }
    qsort(tally, n, sizeof(*tally), by_count);
    for (size_t rank = 0; rank < n; rank++)
        job->market_rank[tally[rank][1]] = rank;
    free(tally);
    return HG_OK;
}

/* What is on the grid must be what the markets were served, in the cells and in the
 * tables. */
static enum hg_status enter_ledger(struct job *job, const struct pass *pass,
                                   struct hg_error *err)
{
    const size_t n_d = pass->n_destination, n_strip = strip_count(job);
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    double served = 0, foreign = 0, worst = 0;
    for (size_t strip = 0; strip < n_strip; strip++) {
        for (size_t d = 0; d < n_d; d++)
            served += pass->sum[strip * (n_d + 2) + d];
        foreign += pass->sum[strip * (n_d + 2) + n_d + 1];
        if (!(pass->worst[strip] <= worst))
            worst = pass->worst[strip];
    }
    hg_mass_sum gridded = 0, household = 0;
    for (size_t i = 0; i < job->mix->n_industry; i++) {
        gridded += job->gridded[i];
        if (job->mix->own[i] != HG_NOT_FOUND && job->inventory->household[i % n_sector])
            household += job->gridded[i];
    }
    struct hg_ledger *ledger = job->ledger;
    const double household_kg = hg_mass_kg(household);
    enum hg_status status = hg_ledger_open(
        ledger, "attribute", "gridded = served to markets, cell by cell", 1e-12, err);
    if (status == HG_OK)
        status = hg_ledger_enter(ledger, HG_LEFT, "on the grid", gridded, err);
    const struct {
        const char *name;
        double kg;
    } right[] = {
        {"own market, through trade", served - foreign - household_kg},
        {"own market, households", household_kg},
        {"foreign markets", foreign},
    };
    for (size_t i = 0; status == HG_OK && i < sizeof(right) / sizeof(right[0]); i++)
        status = hg_ledger_enter_kg(ledger, HG_RIGHT, right[i].name, right[i].kg, err);
    if (status == HG_OK)
        status = job_enter_unmapped(job, err);
    if (status == HG_OK)
        status = hg_ledger_open(ledger, "attribute", "tables = cells", 1e-12, err);
    if (status == HG_OK)
        status = hg_ledger_enter_kg(ledger, HG_LEFT, "accounts by industry",
                                    job->accounts->total, err);
    if (status == HG_OK)
        status = hg_ledger_enter_kg(ledger, HG_RIGHT, "sum of the cells", served, err);
    if (status == HG_OK)
        status =
            hg_ledger_note(ledger, "attribute",
                           "sum over destinations from E, worst cell", worst, 1e-12, err);
    job->figures.total_kg = hg_mass_kg(gridded);
    job->figures.foreign_kg = foreign;
    job->figures.household_kg = household_kg;
    return status;
}

/* Serves the cells to their markets. */
static enum hg_status serve_cells(struct job *job, struct pass *pass,
                                  struct hg_error *err)
{
    *pass = (struct pass){.job = job, .n_destination = job->mix->n_destination};
    for (size_t i = 0; i < job->n_layer; i++)
        pass->tag_markets |= job->layer[i].account == HG_ACCOUNT_DOMINANT;
    if (pass->tag_markets && pass->n_destination > 254)
        return hg_fail(
            err, HG_E_LIMIT,
            "the trade table has %zu markets; a layer of dominant markets can show "
            "254: leave `account: dominant` out",
            pass->n_destination);
    pass->n_form = pass->n_destination * (pass->tag_markets ? 2 : 1) + 3;
    double *coefficient = make_coefficients(job, pass->n_form, pass->tag_markets);
    enum hg_status status =
        coefficient ? make_arrays(job, pass, err) : no_memory(err, "the coefficients");
    if (status == HG_OK)
        status = each_strip(job, pass->n_form, coefficient, take_strip, pass, err);
    free(coefficient);
    return status;
}

static void pass_finish(struct pass *pass)
{
    free(pass->sum);
    free(pass->worst);
    free(pass->count);
}

enum hg_status job_tag_markets(struct job *job, struct hg_error *err)
{
    struct pass pass;
    const enum hg_status status = serve_cells(job, &pass, err);
    pass_finish(&pass);
    return status;
}

enum hg_status stage_attribute(struct job *job, struct hg_error *err)
{
    struct pass pass;
    enum hg_status status = serve_cells(job, &pass, err);
    if (status == HG_OK && pass.count)
        status = rank_markets(job, &pass, err);
    if (status == HG_OK)
        status = enter_ledger(job, &pass, err);
    pass_finish(&pass);
    return status;
}
