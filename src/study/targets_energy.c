/* targets_energy.c - what regions and sectors use of energy, from a file */
#include "study/targets_pairs.h"
#include <hotgrid/units.h>
#include <math.h>
#include <stdlib.h>

static void take_row(struct job *job, struct target_pairs *p, const struct hg_link *row)
{
    const size_t r = hg_axis_find(p->regions, row->from);
    const size_t s = hg_axis_find(p->sectors, row->to);
    const char *unit = row->region ? row->region : "";
    double *energy = r == HG_NOT_FOUND || s == HG_NOT_FOUND
                         ? NULL
                         : &p->energy[r * hg_axis_size(p->sectors) + s];
    double tj = 0;
    if (r == HG_NOT_FOUND)
        target_unknown(job, row, "region", row->from, p->regions);
    else if (s == HG_NOT_FOUND)
        target_unknown(job, row, "sector", row->to, p->sectors);
    else if (!hg_unit_tj(unit, &tj))
        hg_fault(job->faults, HG_E_INPUT, "unit",
                 "%s:%zu: unit is `%s`, must be " HG_ENERGY_UNITS, row->file, row->line,
                 unit);
    else if (!isnan(*energy))
        hg_fault(job->faults, HG_E_INPUT, "energy",
                 "%s:%zu: region %s and sector %s stand twice, in two units; delete one "
                 "of the rows",
                 row->file, row->line, row->from, row->to);
    else if (row->weight * tj > 1e18)
        hg_fault(job->faults, HG_E_INPUT, "energy",
                 "%s:%zu: energy is %g %s, beyond 1e18 TJ; is its unit right?", row->file,
                 row->line, row->weight, unit);
    else
        *energy = row->weight * tj;
}

enum hg_status target_read_energy(struct job *job, struct target_pairs *p,
                                  struct hg_error *err)
{
    const size_t n = hg_axis_size(p->regions) * hg_axis_size(p->sectors);
    const struct hg_table_source source = {.path = job->study->targets.energy};
    const struct hg_link_columns columns = {.from = "region",
                                            .to = "sector",
                                            .weight = "energy",
                                            .weighed = true,
                                            .region = "unit"};
    struct hg_links *rows = NULL;
    p->energy = malloc((n + 1) * sizeof(*p->energy));
    if (!p->energy)
        return no_memory(err, "the targets");
    for (size_t i = 0; i < n; i++)
        p->energy[i] = NAN;
    const enum hg_status status =
        hg_read_links(&source, &columns, job->faults, &rows, err);
    for (size_t i = 0; status == HG_OK && i < rows->n; i++)
        take_row(job, p, &rows->link[i]);
    hg_links_destroy(rows);
    return status == HG_OK ? hg_faults_status(job->faults, err) : status;
}
