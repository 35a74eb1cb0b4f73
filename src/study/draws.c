/* draws.c - the Monte Carlo: sums and hotspots of many draws of E */
#include "study/draws.h"
#include <hotgrid/parallel.h>
#include <hotgrid/stop.h>
#include <hotgrid/top_cells.h>
#include <stdlib.h>
#include <string.h>

/* The part of the land whose densest cells are the hotspots. */
static const double HOTSPOT_LAND = 0.01;

void draws_destroy(struct draws *draws)
{
    if (!draws)
        return;
    for (size_t a = 0; a < DRAWN_ACCOUNTS; a++) {
        free(draws->hits[a]);
        free(draws->density[a]);
        free(draws->in_run[a]);
        free(draws->percent[a]);
    }
    hg_active_destroy(draws->active);
    free(draws->coefficient);
    free(draws->kg);
    free(draws->sigma);
    free(draws->sum);
    free(draws);
}

/* One thread at work. */
struct worker {
    struct hg_draw *draw;
    struct hg_top_cells *top;
    double *kg;                     /* [account * active + i] */
    uint32_t *hits[DRAWN_ACCOUNTS]; /* [active]: of the draws of this worker */
};

struct drawing {
    struct job *job;
    struct draws *draws;
    size_t n_industry;
    const struct hg_active *active;
    const double *accounts;           /* [industry * DRAWN_ACCOUNTS + account] */
    double *km2;                      /* [active] */
    double *cells_error, *held_error; /* [draw] */
    struct worker *worker;
    size_t n_done;
};

static void fill_coefficients(const struct job *job, struct draws *draws)
{
    const size_t n_d = job->mix ? job->mix->n_destination : 0;
    for (size_t i = 0; i < job_industries(job); i++) {
        double *row = draws->coefficient + i * draws->n_form;
        const size_t own = job->mix ? job->mix->own[i] : HG_NOT_FOUND;
        row[DRAWN_TOTAL] = 1;
        for (size_t d = 0; own != HG_NOT_FOUND && d < n_d; d++) {
            const double share = job->mix->share[i * n_d + d];
            row[DRAWN_DESTINATIONS + d] = share;
            if (d != own)
                row[DRAWN_FOREIGN] += share;
        }
    }
}

/* Sums of the emissions and their deviations, without any draw.  A study that does not go
 * on to markets has a total alone. */
static enum hg_status take_sums(struct job *job, struct draws *draws,
                                struct hg_error *err)
{
    const size_t n_industry = job_industries(job);
    draws->n_form = job->mix ? DRAWN_DESTINATIONS + job->mix->n_destination : 1;
    draws->n_account = job->mix ? DRAWN_ACCOUNTS : 1;
    draws->coefficient =
        calloc(n_industry * draws->n_form + 1, sizeof(*draws->coefficient));
    draws->kg = calloc(draws->n_form, sizeof(*draws->kg));
    draws->sigma = calloc(draws->n_form, sizeof(*draws->sigma));
    if (!draws->coefficient || !draws->kg || !draws->sigma)
        return no_memory(err, "the deviations of sums");
    fill_coefficients(job, draws);
    for (size_t i = 0; i < n_industry; i++)
        for (size_t f = 0; job->gridded[i] != 0 && f < draws->n_form; f++)
            draws->kg[f] +=
                hg_mass_kg(job->gridded[i]) * draws->coefficient[i * draws->n_form + f];
    hg_uncertainty_sums(job->uncertainty, draws->n_form, draws->coefficient,
                        draws->sigma);
    return HG_OK;
}

static void free_worker(struct worker *worker)
{
    hg_draw_destroy(worker->draw);
    hg_top_cells_destroy(worker->top);
    for (size_t a = 0; a < DRAWN_ACCOUNTS; a++)
        free(worker->hits[a]);
    free(worker->kg);
}

static enum hg_status make_worker(const struct drawing *d, struct worker *worker,
                                  struct hg_error *err)
{
    const size_t n = d->active->n;
    enum hg_status status =
        hg_draw_create(d->job->uncertainty, d->active, &worker->draw, err);
    if (status == HG_OK)
        status = hg_top_cells_create(n, d->km2, HOTSPOT_LAND * d->job->land_km2,
                                     &worker->top, err);
    worker->kg = calloc(d->draws->n_account * n + 1, sizeof(*worker->kg));
    bool made = worker->kg;
    for (size_t a = 0; a < DRAWN_ACCOUNTS; a++) {
        worker->hits[a] = calloc(n + 1, sizeof(*worker->hits[a]));
        made &= worker->hits[a] != NULL;
    }
    return status == HG_OK && !made ? no_memory(err, "draws") : status;
}

/* The sums of a draw over all industries, and over all its cells against them. */
static void take_draw_sums(struct drawing *d, struct worker *worker, size_t number)
{
    struct draws *draws = d->draws;
    const double *industry = hg_draw_totals(worker->draw);
    for (size_t i = 0; i < d->n_industry; i++) {
        const double *row = draws->coefficient + i * draws->n_form;
        for (size_t f = 0; industry[i] != 0 && f < draws->n_form; f++)
            draws->sum[f * draws->n + number] += industry[i] * row[f];
    }
    double cells = 0;
    for (size_t i = 0; i < d->active->n; i++)
        cells += worker->kg[i];
    const double total = draws->sum[DRAWN_TOTAL * draws->n + number];
    d->cells_error[number] = total != 0 ? fabs(cells / total - 1) : fabs(cells);
    d->held_error[number] = hg_draw_held_error(worker->draw);
}

static enum hg_status do_draw(void *context, size_t number, unsigned index,
                              struct hg_error *err)
{
    struct drawing *d = context;
    struct worker *worker = &d->worker[index];
    if (!worker->draw) {
        const enum hg_status status = make_worker(d, worker, err);
        if (status != HG_OK)
            return status;
    }
    hg_draw_take(worker->draw, (uint64_t)d->job->study->uncertainty.seed,
                 (uint32_t)number);
    hg_draw_forms(worker->draw, d->draws->n_account, d->accounts, worker->kg);
    take_draw_sums(d, worker, number);
    for (size_t a = 0; a < d->draws->n_account; a++)
        hg_top_cells_count(worker->top, worker->kg + a * d->active->n, worker->hits[a]);
    hg_lock_take(d->job->lock);
    hg_log_progress(d->job->options->log, "draws", ++d->n_done, d->draws->n);
    hg_lock_release(d->job->lock);
    return hg_stop_check(err);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Adds up what the workers counted: whole numbers, in any order the same. */
static enum hg_status collect(struct drawing *d, struct hg_error *err)
{
    struct draws *draws = d->draws;
    const size_t n_cell = hg_grid_cells(d->job->grid);
    for (size_t a = 0; a < draws->n_account; a++) {
        draws->hits[a] = calloc(d->active->n + 1, sizeof(*draws->hits[a]));
        draws->percent[a] = calloc(n_cell, sizeof(*draws->percent[a]));
        if (!draws->hits[a] || !draws->percent[a])
            return no_memory(err, "the hotspots of draws");
        for (unsigned w = 0; w < d->job->threads; w++)
            for (size_t i = 0; d->worker[w].hits[a] && i < d->active->n; i++)
                draws->hits[a][i] += d->worker[w].hits[a][i];
        for (size_t i = 0; i < d->active->n; i++)
            draws->percent[a][d->active->cell[i]] =
                100.0 * draws->hits[a][i] / (double)draws->n;
    }
    for (size_t f = 0; f < draws->n_form; f++)
        qsort(draws->sum + f * draws->n, draws->n, sizeof(*draws->sum), by_value);
    return HG_OK;
}

/* The hotspots of the run itself: those of a draw in which nothing is uncertain. */
static enum hg_status take_run(struct drawing *d, struct hg_error *err)
{
    const size_t n = d->active->n;
    struct worker worker = {0};
    enum hg_status status = make_worker(d, &worker, err);
    if (status == HG_OK) {
        hg_draw_take_none(worker.draw);
        hg_draw_forms(worker.draw, d->draws->n_account, d->accounts, worker.kg);
    }
    for (size_t a = 0; status == HG_OK && a < d->draws->n_account; a++) {
        const double *kg = worker.kg + a * n;
        hg_top_cells_count(worker.top, kg, worker.hits[a]);
        d->draws->in_run[a] = worker.hits[a];
        worker.hits[a] = NULL;
        double *density = calloc(n + 1, sizeof(*density));
        d->draws->density[a] = density;
        if (!density)
            status = no_memory(err, "the hotspots");
        for (size_t i = 0; density && i < n; i++)
            density[i] = kg[i] / d->km2[i];
    }
    free_worker(&worker);
    return status;
}

static enum hg_status make_drawing(struct drawing *d, double **accounts,
                                   struct hg_error *err)
{
    struct draws *draws = d->draws;
    const size_t n = d->active->n;
    d->km2 = calloc(n + 1, sizeof(*d->km2));
    d->worker = calloc(d->job->threads, sizeof(*d->worker));
    d->cells_error = calloc(draws->n, sizeof(*d->cells_error));
    d->held_error = calloc(draws->n, sizeof(*d->held_error));
    draws->sum = calloc(draws->n * draws->n_form, sizeof(*draws->sum));
    *accounts = calloc(d->n_industry * draws->n_account + 1, sizeof(**accounts));
    if (!d->km2 || !d->worker || !d->cells_error || !d->held_error || !draws->sum ||
        !*accounts)
        return no_memory(err, "the draws");
    for (size_t i = 0; i < n; i++)
        d->km2[i] = hg_grid_cell_km2(d->job->grid, d->active->cell[i]);
    for (size_t i = 0; i < d->n_industry; i++)
        for (size_t a = 0; a < draws->n_account; a++)
            (*accounts)[i * draws->n_account + a] =
                draws->coefficient[i * draws->n_form + a];
    d->accounts = *accounts;
    return HG_OK;
}

struct moments draws_moments(const struct draws *draws, size_t form)
{
    static const double part[] = {0.05, 0.5, 0.95};
    const double *sum = draws->sum + form * draws->n, n = (double)draws->n;
    double mean = 0, square = 0, quantile[3];
    for (size_t k = 0; k < draws->n; k++)
        mean += sum[k] / n;
    for (size_t k = 0; k < draws->n; k++)
        square += (sum[k] - mean) * (sum[k] - mean);
    for (size_t k = 0; k < 3; k++) {
        const double at = part[k] * (n - 1);
        const size_t low = (size_t)at, high = low + 1 < draws->n ? low + 1 : low;
        quantile[k] = sum[low] + (at - (double)low) * (sum[high] - sum[low]);
    }
    return (struct moments){mean, sqrt(square / (n - 1)), quantile[0], quantile[1],
                            quantile[2]};
}

/* Hotspots of the run that are so in 95 of 100 draws, in percent. */
static double stable_percent(const struct draws *draws, size_t account)
{
    size_t all = 0, stable = 0;
    for (size_t i = 0; i < draws->active->n; i++) {
        all += draws->in_run[account][i];
        stable += draws->in_run[account][i] &&
                  20.0 * draws->hits[account][i] >= 19.0 * (double)draws->n;
    }
    return all ? 100.0 * (double)stable / (double)all : 0;
}

/* The mean of n draws has a standard error of sigma / sqrt(n): beyond ten of them the
 * draws would not be those of the formula. */
static enum hg_status enter_ledger(const struct drawing *d, struct hg_error *err)
{
    const struct draws *draws = d->draws;
    double cells = 0, held = 0;
    for (size_t k = 0; k < draws->n; k++) {
        cells = fmax(cells, d->cells_error[k]);
        held = fmax(held, d->held_error[k]);
    }
    const double kg = draws->kg[DRAWN_TOTAL], sigma = draws->sigma[DRAWN_TOTAL];
    const double apart = fabs(draws_moments(draws, DRAWN_TOTAL).mean - kg);
    const struct {
        const char *name;
        double value, limit;
    } notes[] = {
        {"draws: cells from their total, worst draw", cells, 1e-12},
        {"draws: parts of held totals, worst draw", held, 1e-12},
        {"draws: mean from total, standard errors",
         apart > 1e-12 * kg ? apart / sigma * sqrt((double)draws->n) : 0, 10},
        {"draws: hotspots in 95 % of them, %", stable_percent(draws, DRAWN_TOTAL),
         INFINITY},
        {"draws: foreign ones in 95 % of them, %",
         draws->n_account > 1 ? stable_percent(draws, DRAWN_FOREIGN) : 0, INFINITY},
    };
    const size_t n = sizeof(notes) / sizeof(notes[0]);
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < (draws->n_account > 1 ? n : n - 1); i++)
        status = hg_ledger_note(d->job->ledger, "hotspots", notes[i].name, notes[i].value,
                                notes[i].limit, err);
    return status;
}

static enum hg_status draw_all(struct job *job, struct draws *draws, struct hg_error *err)
{
    struct drawing d = {.job = job, .draws = draws, .n_industry = job_industries(job)};
    double *accounts = NULL;
    enum hg_status status = hg_active_create(job->emissions, &draws->active, err);
    if (status != HG_OK)
        return status;
    d.active = draws->active;
    status = make_drawing(&d, &accounts, err);
    if (status == HG_OK)
        status = take_run(&d, err);
    if (status == HG_OK)
        status = hg_parallel(job->threads, draws->n, do_draw, &d, err);
    if (status == HG_OK)
        status = collect(&d, err);
    if (status == HG_OK)
        status = enter_ledger(&d, err);
    for (unsigned w = 0; d.worker && w < job->threads; w++)
        free_worker(&d.worker[w]);
    free(d.worker);
    free(d.km2);
    free(d.cells_error);
    free(d.held_error);
    free(accounts);
    return status;
}

enum hg_status run_draws(struct job *job, struct hg_error *err)
{
    if (!job->uncertainty)
        return HG_OK;
    job->draws = calloc(1, sizeof(*job->draws));
    if (!job->draws)
        return no_memory(err, "the deviations of sums");
    job->draws->n = (size_t)job->study->uncertainty.draws;
    const enum hg_status status = take_sums(job, job->draws, err);
    return status == HG_OK && job->draws->n ? draw_all(job, job->draws, err) : status;
}

/* For each worker: E in kg and weights of a panel, forms, densities and their ranks, and
 * hits; for all: indices of cells, hits and percentages. */
uint64_t draws_bytes(const struct job *job)
{
    const uint64_t n = (uint64_t)job->study->uncertainty.draws;
    const uint64_t cells = hg_grid_cells(job->grid);
    const uint64_t forms =
        DRAWN_DESTINATIONS + (job->mrio ? hg_axis_size(job->mrio->regions) : 0);
    if (n == 0)
        return 0;
    return n * forms * sizeof(double) + cells * (12 + 16 + 2 * sizeof(double)) +
           job->threads * cells / 2 * (8 * 4 + 32 + 8);
}
