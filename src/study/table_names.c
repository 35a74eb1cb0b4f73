/* table_names.c - sectors of a trade table that has codes alone, named by the concordance
 *
 * "c17" says nothing to a reader; the study's sectors that belong to it have names.  The
 * one that emits most lends its own, with how many more there are.  Where two sectors of
 * the table would have one name, their codes stand behind it.
 */
#include "study/job.h"
#include <hotgrid/arena.h>
#include <string.h>

/* What all regions emit in a sector of the study. */
static double emitted(const struct job *job, size_t sector)
{
    const size_t n = hg_axis_size(job->inventory->sectors);
    double kg = 0;
    for (size_t i = sector; i < job_industries(job); i += n)
        kg += hg_mass_kg(job->inventory->total[i]);
    return kg;
}

/* The name of a sector of the table, NULL where none of the study belongs to it or memory
 * is short.  Links are sorted by the sectors of the study. */
static const char *name_of(struct job *job, const char *code)
{
    const struct hg_axis *own = job->inventory->sectors;
    const char *last = "";
    size_t most = HG_NOT_FOUND, n = 0;
    double kg = 0;
    for (size_t i = 0; i < job->sector_links->n; i++) {
        const struct hg_link *link = &job->sector_links->link[i];
        const size_t s = hg_axis_find(own, link->from);
        if (strcmp(link->to, code) != 0 || !(link->weight > 0) || s == HG_NOT_FOUND ||
            strcmp(last, link->from) == 0)
            continue;
        last = link->from;
        n++;
        if (most == HG_NOT_FOUND || link->weight * emitted(job, s) > kg) {
            most = s;
            kg = link->weight * emitted(job, s);
        }
    }
    return n == 0   ? NULL
           : n == 1 ? hg_axis_name(own, most)
                    : job_text(job, "%s and %zu more", hg_axis_name(own, most), n - 1);
}

static enum hg_status add_codes(struct job *job, struct hg_error *err)
{
    const struct hg_axis *table = job->mrio->sectors;
    const size_t n = hg_axis_size(table);
    bool *twice = hg_arena_alloc(job->arena, n + 1, sizeof(*twice));
    if (!twice)
        return no_memory(err, "the names of sectors");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n && job->table_sector[i]; k++)
            twice[i] |= k != i && job->table_sector[k] &&
                        strcmp(job->table_sector[i], job->table_sector[k]) == 0;
    for (size_t i = 0; i < n; i++)
        if (twice[i] &&
            !(job->table_sector[i] =
                  job_text(job, "%s (%s)", job->table_sector[i], hg_axis_code(table, i))))
            return no_memory(err, "the names of sectors");
    return HG_OK;
}

enum hg_status job_name_sectors(struct job *job, struct hg_error *err)
{
    const struct hg_axis *table = job->mrio->sectors;
    const size_t n = hg_axis_size(table);
    if (!job->study->trade.sectors.table.path)
        return HG_OK;
    job->table_sector = hg_arena_alloc(job->arena, n + 1, sizeof(*job->table_sector));
    if (!job->table_sector)
        return no_memory(err, "the names of sectors");
    for (size_t i = 0; i < n; i++)
        if (strcmp(hg_axis_name(table, i), hg_axis_code(table, i)) == 0)
            job->table_sector[i] = name_of(job, hg_axis_code(table, i));
    return add_codes(job, err);
}
