/* report_emissions.c - E for the page: panels with weights of 16 bits, points, totals
 *
 * A weight w > 0 of a column is written as the whole number q from 1 to 65535 nearest to
 * 1 + 65534 (ln w - low) / (high - low), low and high being those of its column; 0 is 0.
 * The page takes exp() of the way back and divides by the sum of the column, so that no
 * mass is lost.
 */
#include "study/report.h"
#include <math.h>
#include <stdlib.h>

static const double STEPS = 65534;

struct column {
    const double *weight;
    size_t n;
    double low, high; /* logarithms of the least and the largest weight above 0 */
};

static struct column column_of(const struct hg_panel *panel, uint32_t c)
{
    struct column column = {panel->weight + c * panel->n_cell, panel->n_cell, INFINITY,
                            -INFINITY};
    for (size_t i = 0; i < column.n; i++) {
        if (!(column.weight[i] > 0))
            continue;
        const double log_weight = log(column.weight[i]);
        column.low = fmin(column.low, log_weight);
        column.high = fmax(column.high, log_weight);
    }
    if (column.low > column.high) /* all of it is 0 */
        column.low = column.high = 0;
    return column;
}

static uint16_t quantise(const struct column *column, double weight)
{
    if (!(weight > 0))
        return 0;
    const double wide = column->high - column->low;
    const double part = wide > 0 ? (log(weight) - column->low) / wide : 0;
    return (uint16_t)(1 + lround(STEPS * fmin(fmax(part, 0), 1)));
}

static double restore(const struct column *column, uint16_t q)
{
    return q ? exp(column->low + (q - 1) / STEPS * (column->high - column->low)) : 0;
}

/* Writes the column and returns the largest relative error of its weights. */
static double add_column(const struct column *column, struct hg_text *low,
                         struct hg_text *high)
{
    double sum = 0, worst = 0;
    for (size_t i = 0; i < column->n; i++) {
        const uint16_t q = quantise(column, column->weight[i]);
        const char byte[] = {(char)(q & 255), (char)(q >> 8)};
        hg_text_add(low, byte, 1);
        hg_text_add(high, byte + 1, 1);
        sum += restore(column, q);
    }
    for (size_t i = 0; i < column->n; i++) {
        const double back = restore(column, quantise(column, column->weight[i])) / sum;
        if (column->weight[i] > 0)
            worst = fmax(worst, fabs(back / column->weight[i] - 1));
    }
    return worst;
}

static const char *spread_by(const struct job *job, uint32_t source)
{
    switch (source) {
    case HG_BY_AREA:
        return "area";
    case HG_BY_NEAREST:
        return "nearest cell";
    case HG_BY_GRID:
        return "ready grid";
    default:
        return job_blend_name(job, source);
    }
}

static json_t *add_panel(struct report *report, const struct hg_panel *panel,
                         struct hg_text *low, struct hg_text *high, double *worst)
{
    json_t *object = json_object(), *columns = json_array();
    for (uint32_t c = 0; c < panel->n_column; c++) {
        const struct column column = column_of(panel, c);
        json_t *entry = json_object();
        put(entry, "by", json_string(spread_by(report->job, panel->source_of[c])),
            &report->ok);
        put(entry, "low", json_real(column.low), &report->ok);
        put(entry, "high", json_real(column.high), &report->ok);
        append(columns, entry, &report->ok);
        *worst = fmax(*worst, add_column(&column, low, high));
    }
    put(object, "region", json_integer((json_int_t)panel->region), &report->ok);
    put(object, "cells", json_integer((json_int_t)panel->n_cell), &report->ok);
    put(object, "columns", columns, &report->ok);
    return object;
}

/* Blocks: cells (from one to the next, panel by panel), weights-low and weights-high (a
 * byte each, panel by panel, column by column), spread (the column of each sector from 1,
 * 0: nothing is diffuse) and diffuse (its mass, kg). */
static void add_panels(struct report *report)
{
    const struct hg_emissions *e = report->job->emissions;
    const size_t n_sector = hg_axis_size(report->job->inventory->sectors);
    struct hg_text *cells = report_block(report, "cells"),
                   *low = report_block(report, "weights-low"),
                   *high = report_block(report, "weights-high"),
                   *spread = report_block(report, "spread"),
                   *diffuse = report_block(report, "diffuse");
    json_t *panels = json_array();
    double worst = 0;
    for (size_t p = 0; p < e->n_panel; p++) {
        const struct hg_panel *panel = &e->panel[p];
        append(panels, add_panel(report, panel, low, high, &worst), &report->ok);
        for (size_t i = 0; i < panel->n_cell; i++)
            report_count(cells, panel->cell[i] - (i ? panel->cell[i - 1] : 0));
        for (size_t s = 0; s < n_sector; s++) {
            const uint32_t c = panel->column_of[s];
            report_count(spread, c == HG_NO_COLUMN ? 0 : (uint64_t)c + 1);
            report_double(diffuse, hg_mass_kg(panel->mass[s]));
        }
    }
    put(report->facts, "panels", panels, &report->ok);
    put(report->facts, "largest_relative_error_of_weights", json_real(worst),
        &report->ok);
}

/* Blocks: points (cell from the one before, industry) and points-kg. */
static void add_points(struct report *report)
{
    const struct hg_emissions *e = report->job->emissions;
    struct hg_text *points = report_block(report, "points"),
                   *kg = report_block(report, "points-kg");
    for (size_t i = 0; i < e->n_point; i++) {
        report_count(points, e->point[i].cell - (i ? e->point[i - 1].cell : 0));
        report_count(points, e->point[i].industry);
        report_double(kg, hg_mass_kg(e->point[i].mass));
    }
}

/* And gridded: kg of each industry on the grid, exactly. */
enum hg_status report_emissions(struct report *report, struct hg_error *err)
{
    const struct job *job = report->job;
    (void)err;
    add_panels(report);
    add_points(report);
    struct hg_text *gridded = report_block(report, "gridded");
    for (size_t i = 0; i < job_industries(job); i++)
        report_double(gridded, hg_mass_kg(job->gridded[i]));
    return HG_OK;
}
