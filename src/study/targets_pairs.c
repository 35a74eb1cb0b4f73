/* targets_pairs.c - emissions, output and exports of each region and sector */
#include "study/targets_pairs.h"
#include "study/share.h"
#include <hotgrid/units.h>
#include <stdlib.h>
#include <string.h>

static size_t pair_count(const struct target_pairs *p)
{
    return hg_axis_size(p->regions) * hg_axis_size(p->sectors);
}

static bool make_room(struct target_pairs *p)
{
    const size_t n = pair_count(p);
    p->kg = calloc(n + 1, sizeof(*p->kg));
    p->output = calloc(n + 1, sizeof(*p->output));
    p->counted = calloc(n + 1, sizeof(*p->counted));
    p->listed = calloc(hg_axis_size(p->regions) + 1, sizeof(*p->listed));
    return p->kg && p->output && p->counted && p->listed;
}

bool targets_without_trade(const struct hg_study *study)
{
    return study->targets.all && study->targets.output;
}

bool targets_wanted(const struct job *job)
{
    return job->study->targets.line &&
           (job->markets || targets_without_trade(job->study));
}

/* The part of an industry's output that serves others; shares of odd rows may leave 0 to
 * 1. */
static double foreign_part(double own)
{
    return fmin(1, fmax(0, 1 - own));
}

static enum hg_status take_table(struct job *job, struct target_pairs *p,
                                 struct hg_error *err)
{
    const struct hg_mrio *mrio = job->mrio;
    const struct account_set *world = account_world(job->sets);
    const struct account_set *set = world ? world : &job->sets->set[0];
    const double *x = job->table_output;
    p->of_table = true;
    p->regions = mrio->regions;
    p->sectors = mrio->sectors;
    p->unit = mrio->unit ? mrio->unit : "";
    if (!make_room(p))
        return no_memory(err, "the targets");
    for (size_t i = 0; i < mrio->n; i++) {
        const size_t r = mrio->region_of[i];
        const size_t at = r * hg_axis_size(p->sectors) + mrio->sector_of[i];
        if (!set->covered[r])
            continue;
        p->kg[at] = set->industry[i];
        p->output[at] = fmax(0, x[i]);
        p->counted[at] =
            foreign_part(job->shares->share[i * job->shares->n_destination + r]);
        p->n_negative += x[i] < 0 ? 1 : 0;
        p->listed[r] = true;
    }
    return HG_OK;
}

/* A code of a file that an axis does not have. */
void target_unknown(struct job *job, const struct hg_link *link, const char *what,
                    const char *code, const struct hg_axis *axis)
{
    const char *near = hg_text_nearest(code, hg_axis_codes(axis), hg_axis_size(axis));
    hg_fault(job->faults, HG_E_INPUT, what, "%s:%zu: %s `%s` is not in the %s%s%s%s",
             link->file, link->line, what, code,
             axis == job->inventory->regions || axis == job->inventory->sectors
                 ? "inventory"
                 : "trade table",
             near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
}

/* Outputs that no unit makes, of which intensities would be infinite. */
static bool is_absurd(double output)
{
    return output > 0 && (output < 1e-15 || output > 1e18);
}

static enum hg_status read_output(struct job *job, struct target_pairs *p,
                                  struct hg_error *err)
{
    const struct hg_table_source source = {.path = job->study->targets.output};
    const struct hg_link_columns columns = {
        .from = "region", .to = "sector", .weight = "output", .weighed = true};
    struct hg_links *rows = NULL;
    const enum hg_status status =
        hg_read_links(&source, &columns, job->faults, &rows, err);
    for (size_t i = 0; status == HG_OK && i < rows->n; i++) {
        const struct hg_link *row = &rows->link[i];
        const size_t r = hg_axis_find(p->regions, row->from);
        const size_t s = hg_axis_find(p->sectors, row->to);
        if (r == HG_NOT_FOUND)
            target_unknown(job, row, "region", row->from, p->regions);
        else if (s == HG_NOT_FOUND)
            target_unknown(job, row, "sector", row->to, p->sectors);
        else if (is_absurd(row->weight))
            hg_fault(job->faults, HG_E_INPUT, "output",
                     "%s:%zu: output is %g; must be 0, or from 1e-15 to 1e18", row->file,
                     row->line, row->weight);
        else
            p->output[r * hg_axis_size(p->sectors) + s] = row->weight;
    }
    hg_links_destroy(rows);
    return status == HG_OK ? hg_faults_status(job->faults, err) : status;
}

static enum hg_status take_study(struct job *job, struct target_pairs *p,
                                 struct hg_error *err)
{
    const struct hg_inventory *inventory = job->inventory;
    p->regions = inventory->regions;
    p->sectors = inventory->sectors;
    p->unit = "";
    if (!make_room(p))
        return no_memory(err, "the targets");
    for (size_t i = 0; i < job_industries(job); i++) {
        const size_t own = job->mix ? job->mix->own[i] : HG_NOT_FOUND;
        p->kg[i] = hg_mass_kg(inventory->total[i]);
        p->counted[i] =
            own == HG_NOT_FOUND
                ? 0
                : foreign_part(job->mix->share[i * job->mix->n_destination + own]);
        p->listed[i / hg_axis_size(p->sectors)] = true;
    }
    return read_output(job, p, err);
}

/* Only those that the study names, all where it names none. */
static enum hg_status list_regions(const struct job *job, struct target_pairs *p,
                                   struct hg_error *err)
{
    const struct hg_words *wanted = &job->study->targets.regions;
    if (wanted->n == 0)
        return HG_OK;
    memset(p->listed, 0, hg_axis_size(p->regions) * sizeof(*p->listed));
    for (size_t i = 0; i < wanted->n; i++) {
        const char *code = wanted->word[i];
        const size_t r = hg_axis_find(p->regions, code);
        if (r == HG_NOT_FOUND) {
            const char *near = hg_text_nearest(code, hg_axis_codes(p->regions),
                                               hg_axis_size(p->regions));
            return hg_fail(err, HG_E_STUDY,
                           "%s:%zu:%zu: targets: region `%s` is not among those compared"
                           "%s%s%s",
                           job->study->path, wanted->at[i].line, wanted->at[i].column,
                           code, near ? "; did you mean `" : "", near ? near : "",
                           near ? "`?" : "");
        }
        p->listed[r] = true;
    }
    return HG_OK;
}

/* Mean intensities of some regions of the table, and what they use of energy. */
static void mean_of(const struct target_pairs *p, const bool *member)
{
    const size_t n = hg_axis_size(p->sectors);
    for (size_t s = 0; s < n; s++) {
        double kg = 0, output = 0, tj = 0;
        for (size_t r = 0; r < hg_axis_size(p->regions); r++) {
            const size_t i = r * n + s;
            if (!member[r] || !(p->output[i] > 0))
                continue;
            kg += p->kg[i];
            output += p->output[i];
            tj += p->energy ? p->energy[i] : NAN;
        }
        p->given[s] = output > 0 ? kg / output : NAN;
        p->given_energy[s] = output > 0 ? tj / output : NAN;
    }
}

static bool is_rule(const char *reference)
{
    return strcmp(reference, "best") == 0 || strcmp(reference, "mean") == 0;
}

/* Regions and groups of the table come before files of the same name. */
static bool names_regions(const struct job *job, const char *reference)
{
    if (job->study->targets.output)
        return false;
    for (size_t g = 0; g < job->study->n_groups; g++)
        if (strcmp(job->study->groups[g].name, reference) == 0)
            return true;
    return hg_axis_find(job->mrio->regions, reference) != HG_NOT_FOUND;
}

const char *target_reference_file(const struct job *job)
{
    const char *reference = job->study->targets.reference;
    return is_rule(reference) || names_regions(job, reference)
               ? NULL
               : hg_path_join(job->arena, job->study->data, reference);
}

/* "t/kWh" is t by something: kg in it, or TJ where it is an energy. */
static bool read_unit(const char *text, double *size, bool *is_energy)
{
    char unit[16] = "";
    const size_t length = strcspn(text, "/ ");
    const char *by = strchr(text, '/');
    if (length >= sizeof(unit) || (by && (!by[1] || strchr(by + 1, '/'))))
        return false;
    memcpy(unit, text, length);
    *is_energy = hg_unit_tj(unit, size);
    return *is_energy || hg_unit_kg(unit, size);
}

static void take_reference(struct job *job, struct target_pairs *p,
                           const struct hg_link *row)
{
    const size_t s = hg_axis_find(p->sectors, row->from);
    double size = 0;
    bool is_energy = false;
    if (s == HG_NOT_FOUND) {
        target_unknown(job, row, "sector", row->from, p->sectors);
        return;
    }
    if (!read_unit(row->to, &size, &is_energy)) {
        hg_fault(job->faults, HG_E_INPUT, "unit",
                 "%s:%zu: unit is `%s`, must be a mass of CO2 by a unit of output, such "
                 "as kg/t, or an energy by it, such as GJ/t",
                 row->file, row->line, row->to);
        return;
    }
    double *given = is_energy ? &p->given_energy[s] : &p->given[s];
    if (!isnan(*given))
        hg_fault(job->faults, HG_E_INPUT, "sector",
                 "%s:%zu: sector %s stands twice; delete one of the rows", row->file,
                 row->line, row->from);
    else if (row->weight * size > 1e18)
        hg_fault(
            job->faults, HG_E_INPUT, "intensity",
            "%s:%zu: intensity is %g %s, beyond 1e18 in kg or TJ; is its unit right?",
            row->file, row->line, row->weight, row->to);
    else
        *given = row->weight * size;
}

/* A word that is neither a rule nor a code of the table nor a file. */
static enum hg_status unknown_reference(const struct job *job, const char *path,
                                        struct hg_error *err)
{
    static const char *const rules[] = {"best", "mean"};
    const struct hg_study_targets *t = &job->study->targets;
    const struct hg_axis *table = t->output ? NULL : job->mrio->regions;
    const char *near = hg_text_nearest(t->reference, rules, 2);
    if (!near && table)
        near = hg_text_nearest(t->reference, hg_axis_codes(table), hg_axis_size(table));
    return hg_fail(err, hg_text_is_code(t->reference) ? HG_E_STUDY : HG_E_INPUT,
                   "%s:%zu:%zu: `reference` is `%s`, must be best, mean, %sor the path "
                   "of a CSV with columns sector, unit, intensity; there is no file "
                   "%s%s%s%s",
                   job->study->path, t->reference_at.line, t->reference_at.column,
                   t->reference, table ? "a region of the trade table or a group, " : "",
                   path, near ? "; did you mean `" : "", near ? near : "",
                   near ? "`?" : "");
}

static enum hg_status read_reference(struct job *job, struct target_pairs *p,
                                     struct hg_error *err)
{
    const struct hg_table_source source = {.path = target_reference_file(job)};
    if (!source.path)
        return no_memory(err, "the targets");
    if (!hg_path_is_file(source.path))
        return unknown_reference(job, source.path, err);
    const struct hg_link_columns columns = {
        .from = "sector", .to = "unit", .weight = "intensity", .weighed = true};
    struct hg_links *rows = NULL;
    const enum hg_status status =
        hg_read_links(&source, &columns, job->faults, &rows, err);
    for (size_t i = 0; status == HG_OK && i < rows->n; i++)
        take_reference(job, p, &rows->link[i]);
    hg_links_destroy(rows);
    return status == HG_OK ? hg_faults_status(job->faults, err) : status;
}

/* What sectors are held against where the reference is neither best nor mean. */
static enum hg_status give(struct job *job, struct target_pairs *p, struct hg_error *err)
{
    const char *reference = job->study->targets.reference;
    const size_t D = job->mrio ? hg_axis_size(job->mrio->regions) : 0;
    const size_t n = hg_axis_size(p->sectors);
    enum hg_status status = HG_OK;
    if (is_rule(reference))
        return HG_OK;
    bool *member = calloc(D + 1, sizeof(*member));
    p->given = malloc((n + 1) * sizeof(*p->given));
    p->given_energy = malloc((n + 1) * sizeof(*p->given_energy));
    if (!member || !p->given || !p->given_energy) {
        free(member);
        return no_memory(err, "the targets");
    }
    for (size_t s = 0; s < n; s++)
        p->given[s] = p->given_energy[s] = NAN;
    if (p->of_table && account_members(job, reference, member))
        mean_of(p, member);
    else
        status = read_reference(job, p, err);
    free(member);
    return status;
}

enum hg_status target_pairs_make(struct job *job, struct target_pairs *out,
                                 struct hg_error *err)
{
    struct target_pairs made = {0};
    enum hg_status status = job->study->targets.output ? take_study(job, &made, err)
                                                       : take_table(job, &made, err);
    if (status == HG_OK)
        status = list_regions(job, &made, err);
    if (status == HG_OK && job->study->targets.energy)
        status = target_read_energy(job, &made, err);
    if (status == HG_OK)
        status = give(job, &made, err);
    if (status != HG_OK) {
        target_pairs_finish(&made);
        return status;
    }
    *out = made;
    return HG_OK;
}

void target_pairs_finish(struct target_pairs *pairs)
{
    free(pairs->kg);
    free(pairs->output);
    free(pairs->counted);
    free(pairs->listed);
    free(pairs->given);
    free(pairs->energy);
    free(pairs->given_energy);
}
