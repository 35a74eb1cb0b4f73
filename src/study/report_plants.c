/* report_plants.c - the plants behind the points, by name, for the page
 *
 * Plants whose weights share out the total of their region and sector are kept in memory
 * with their names, and each has of it what its weight is of all.  Sources with masses of
 * their own are streamed: the page knows what they make in a cell, not who they are.
 */
#include "study/report.h"
#include "study/traced.h"
#include <stdlib.h>

enum { MOST = 50000 };

struct plant {
    double kg;
    const struct hg_point *point;
    uint32_t cell;
    size_t industry;
};

static int by_kg(const void *a, const void *b)
{
    const struct plant *x = a, *y = b;
    if (x->kg != y->kg)
        return x->kg < y->kg ? 1 : -1;
    return x->point < y->point ? -1 : x->point > y->point;
}

static int by_cell(const void *a, const void *b)
{
    const struct plant *x = a, *y = b;
    if (x->cell != y->cell)
        return x->cell < y->cell ? -1 : 1;
    return by_kg(a, b);
}

static size_t industry_of(const struct job *job, const struct hg_point *point)
{
    return point->region * hg_axis_size(job->inventory->sectors) + point->sector;
}

/* All weights of each industry, wherever they lie. */
static void add_weights(const struct job *job, const struct hg_points *points,
                        double *weights)
{
    for (size_t i = 0; points && points->rule == HG_POINTS_SCALE && i < points->n; i++)
        weights[industry_of(job, &points->point[i])] += points->point[i].site->weight;
}

static size_t list_plants(const struct job *job, const struct hg_points *points,
                          const double *weights, struct plant *plant)
{
    size_t n = 0;
    for (size_t i = 0; points && points->rule == HG_POINTS_SCALE && i < points->n; i++) {
        const struct hg_point *point = &points->point[i];
        const size_t industry = industry_of(job, point);
        const uint32_t cell = hg_grid_cell_at(job->grid, point->x, point->y);
        if (point->diffuse || cell == HG_NO_CELL || !(weights[industry] > 0) ||
            job->gridded[industry] == 0)
            continue;
        plant[n++] = (struct plant){hg_mass_kg(job->inventory->total[industry]) *
                                        (point->site->weight / weights[industry]),
                                    point, cell, industry};
    }
    return n;
}

/* Blocks: plants (cell from the one before, industry), plants-kg, and names (name, 0, id,
 * 0, in UTF-8). */
static void add_plants(struct report *report, const struct plant *plant, size_t n)
{
    struct hg_text *plants = report_block(report, "plants"),
                   *kg = report_block(report, "plants-kg"),
                   *names = report_block(report, "names");
    for (size_t i = 0; i < n; i++) {
        const struct hg_site *site = plant[i].point->site;
        report_count(plants, plant[i].cell - (i ? plant[i - 1].cell : 0));
        report_count(plants, plant[i].industry);
        report_double(kg, plant[i].kg);
        hg_text_print(names, "%s%c%s%c", site->name, 0, site->id, 0);
    }
}

enum hg_status report_plants(struct report *report, struct hg_error *err)
{
    const struct job *job = report->job;
    const size_t n_file = job->study->inventory.n_points;
    size_t room = 0, n = 0;
    for (size_t f = 0; f < n_file; f++)
        room += job->points[f] ? job->points[f]->n : 0;
    struct plant *plant = calloc(room + 1, sizeof(*plant));
    double *weights = calloc(job_industries(job) + 1, sizeof(*weights));
    const bool good = plant && weights;
    if (good) {
        for (size_t f = 0; f < n_file; f++)
            add_weights(job, job->points[f], weights);
        for (size_t i = 0; job->traced && i < job->traced->n; i++)
            add_weights(job, job->traced->source[i].points, weights);
        for (size_t f = 0; f < n_file; f++)
            n += list_plants(job, job->points[f], weights, plant + n);
        qsort(plant, n, sizeof(*plant), by_kg);
        const size_t kept = n < MOST ? n : MOST;
        qsort(plant, kept, sizeof(*plant), by_cell);
        add_plants(report, plant, kept);
        put(report->facts, "plants_not_named", json_integer((json_int_t)(n - kept)),
            &report->ok);
    }
    free(plant);
    free(weights);
    return good ? HG_OK : no_memory(err, "report.html");
}
