/* relocate_cells.c - where on the grid a scenario's emissions fall and rise */
#include "study/relocate_cells.h"
#include "study/columns.h"
#include <stdlib.h>
#include <string.h>

/* Some of what a row moves, at one of its ends. */
struct piece {
    const struct hg_scenario_row *row;
    const char *region, *sector;
    double kg;
};

struct placing {
    struct job *job;
    const struct hg_scenario *scenario;
    struct moved_cells *out;
};

static double emitted_by(const struct job *job, size_t industry)
{
    return hg_mass_kg(job->inventory->total[industry]);
}

static void note(const struct placing *p, const struct piece *piece, const char *by)
{
    struct hg_text *text = &p->out->placement;
    hg_text_add_csv(text, piece->row->option);
    add_code(text, piece->row->sector);
    add_code(text, piece->region);
    add_number(text, piece->kg / 1000);
    add_code(text, by);
    hg_text_print(text, "\n");
}

static void fault(const struct placing *p, const struct piece *piece, const char *text)
{
    hg_fault(p->job->faults, HG_E_INPUT, "move", "%s:%zu: %.6g t fall in %s of %s, %s",
             p->scenario->path, piece->row->line, -piece->kg / 1000, piece->sector,
             piece->region, text);
}

/* What can take up what a region's sector cannot: its other industries on the grid. */
static double taken_up(const struct job *job, size_t region, size_t sector)
{
    const struct hg_inventory *v = job->inventory;
    const double kg = emitted_by(job, region * hg_axis_size(v->sectors) + sector);
    return v->gridded[sector] && !v->household[sector] && kg > 0 ? kg : 0;
}

/* Where the destination has none of the sector. */
static void spread(const struct placing *p, const struct piece *piece, size_t region)
{
    const size_t n = hg_axis_size(p->job->inventory->sectors);
    double sum = 0;
    for (size_t s = 0; s < n; s++)
        sum += taken_up(p->job, region, s);
    for (size_t s = 0; sum > 0 && s < n; s++)
        p->out->change[region * n + s] += piece->kg * taken_up(p->job, region, s) / sum;
    if (!(sum > 0))
        p->out->off_grid_rises += piece->kg;
    note(p, piece,
         sum > 0 ? "cells of all industries of the region"
                 : "no cell: the region emits nothing on the grid");
}

static void place(const struct placing *p, const struct piece *piece)
{
    const struct hg_inventory *v = p->job->inventory;
    const size_t r = hg_axis_find(v->regions, piece->region);
    const size_t s = hg_axis_find(v->sectors, piece->sector);
    const size_t at = r * hg_axis_size(v->sectors) + s;
    if (piece->kg == 0)
        return;
    if (r == HG_NOT_FOUND) {
        *(piece->kg < 0 ? &p->out->off_grid_falls : &p->out->off_grid_rises) += piece->kg;
        note(p, piece, "no cell: off the grid");
    } else if (s != HG_NOT_FOUND && v->gridded[s] && emitted_by(p->job, at) > 0) {
        p->out->change[at] += piece->kg;
        note(p, piece, "cells of the sector");
    } else if (piece->kg > 0)
        spread(p, piece, r);
    else
        fault(p, piece,
              "which emits nothing on the grid; name a sector of the inventory");
}

/* Both ends of a row; what electricity emits lies with the sector that makes it. */
static void place_row(const struct placing *p, const struct hg_scenario_row *row)
{
    const struct hg_move *m = &row->move;
    const double q = m->capacity.value * m->utilisation.value;
    const double closes = q * m->displaced.value;
    const char *made = p->job->study->relocate.electricity;
    const char *power = made ? made : row->sector;
    const double here = m->origin.electricity.value * m->origin.grid.value;
    const double there = m->destination.electricity.value * m->destination.grid.value;
    const struct piece piece[] = {
        {row, row->origin, row->sector, -closes * m->origin.direct.value},
        {row, row->origin, power, -closes * here},
        {row, row->destination, row->sector, q * m->destination.direct.value},
        {row, row->destination, power, q * there},
    };
    for (size_t i = 0; i < sizeof(piece) / sizeof(piece[0]); i++)
        place(p, &piece[i]);
    p->out->transport += q * m->transport.value * m->distance.value;
}

/* Nothing may fall below 0: the sum of the rows counts. */
static void check_rest(const struct placing *p, const char *option)
{
    const struct hg_inventory *v = p->job->inventory;
    const size_t n = hg_axis_size(v->sectors);
    for (size_t i = 0; i < job_industries(p->job); i++) {
        const double kg = emitted_by(p->job, i);
        if (p->out->change[i] < -kg * (1 + 1e-12))
            hg_fault(p->job->faults, HG_E_INPUT, "move",
                     "%s: option `%s`: %.6g t fall in %s of %s, which emits %.6g t; is "
                     "the capacity in t, the intensity in kg/t?",
                     p->scenario->path, option, -p->out->change[i] / 1000,
                     hg_axis_code(v->sectors, i % n), hg_axis_code(v->regions, i / n),
                     kg / 1000);
    }
}

void moved_cells_finish(struct moved_cells *cells)
{
    free(cells->change);
    free(cells->placement.bytes);
    *cells = (struct moved_cells){0};
}

enum hg_status moved_cells_make(struct job *job, const struct hg_scenario *scenario,
                                const char *option, struct moved_cells *out,
                                struct hg_error *err)
{
    const struct placing p = {job, scenario, out};
    const char *power = job->study->relocate.electricity;
    *out =
        (struct moved_cells){.change = calloc(job_industries(job) + 1, sizeof(double))};
    if (!out->change)
        return no_memory(err, "what moves");
    if (power && hg_axis_find(job->inventory->sectors, power) == HG_NOT_FOUND)
        hg_fault(job->faults, HG_E_STUDY, "electricity",
                 "%s: relocate: electricity `%s` is no sector of the inventory",
                 job->study->path, power);
    for (size_t i = 0; i < scenario->n; i++)
        if (strcmp(scenario->row[i].option, option) == 0)
            place_row(&p, &scenario->row[i]);
    check_rest(&p, option);
    enum hg_status status = hg_faults_status(job->faults, err);
    if (status == HG_OK && out->placement.failed)
        status = no_memory(err, "what moves");
    if (status != HG_OK)
        moved_cells_finish(out);
    return status;
}

double moved_cells_part(const struct job *job, const struct moved_cells *cells,
                        size_t industry)
{
    return cells->change[industry] == 0
               ? 0
               : cells->change[industry] / emitted_by(job, industry);
}
