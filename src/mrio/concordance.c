/* concordance.c - the destination mix of each industry of the study, through two maps */
#include <hotgrid/concordance.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double WEIGHT_TOLERANCE = 1e-9;

/* Target of a link to HG_HOUSEHOLD_CODE: no sector of the table. */
#define HOUSEHOLD (SIZE_MAX - 1)

struct job {
    const struct hg_mix_params *params;
    struct hg_faults *faults;
    size_t *region_target; /* [link]: region of the table, HG_NOT_FOUND for no such */
    size_t *sector_target; /* [link]: the same, or HOUSEHOLD */
    double *weight;        /* [link]: divided by the sum of its sector */
    struct hg_mix *mix;
};

/* "; did you mean "ROM"?", or what to do where no word is near. */
#define SUGGESTION 160
static const char *suggest(const char *written, const char *const *words, size_t n,
                           const char *otherwise, char text[SUGGESTION])
{
    const char *near = hg_text_nearest(written, words, n);
    if (near)
        (void)snprintf(text, SUGGESTION, "did you mean \"%s\"?", near);
    else
        (void)snprintf(text, SUGGESTION, "%s", otherwise);
    return text;
}

/* Looks up where the links lead on an axis of the table. */
static void find_targets(struct job *job, const struct hg_links *links,
                         const struct hg_axis *axis, const char *what, bool household,
                         size_t *target)
{
    for (size_t i = 0; i < links->n; i++) {
        const struct hg_link *link = &links->link[i];
        char text[SUGGESTION];
        target[i] = hg_axis_find(axis, link->to);
        if (target[i] != HG_NOT_FOUND)
            continue;
        if (household && strcmp(link->to, HG_HOUSEHOLD_CODE) == 0) {
            target[i] = HOUSEHOLD;
            continue;
        }
        hg_fault(
            job->faults, HG_E_INPUT, what,
            "%s:%zu: %s \"%s\" leads to \"%s\", which the trade table does not have; "
            "%s",
            link->file, link->line, what, link->from, link->to,
            suggest(link->to, hg_axis_codes(axis), hg_axis_size(axis),
                    "use a code of the table", text));
    }
}

/* One past the last link with the same `from` as link `first`. */
static size_t group_end(const struct hg_links *links, size_t first)
{
    size_t end = first + 1;
    while (end < links->n && strcmp(links->link[end].from, links->link[first].from) == 0)
        end++;
    return end;
}

static void check_single(const struct job *job)
{
    const struct hg_links *links = job->params->regions;
    for (size_t i = 0, end; i < links->n; i = end) {
        const struct hg_link *first = &links->link[i];
        end = group_end(links, i);
        if (end > i + 1)
            hg_fault(job->faults, HG_E_INPUT, "region map: twice",
                     "%s:%zu: region \"%s\" leads to \"%s\" here and to \"%s\" in line "
                     "%zu; a region has one market: keep one of them",
                     first[1].file, first[1].line, first->from, first[1].to, first->to,
                     first->line);
    }
}

/* The weights of a sector share it out: they sum to 1, here to the last digit. */
static void scale_weights(struct job *job)
{
    const struct hg_links *links = job->params->sectors;
    for (size_t first = 0, end; first < links->n; first = end) {
        const struct hg_link *link = &links->link[first];
        end = group_end(links, first);
        double sum = 0;
        for (size_t i = first; i < end; i++)
            sum += links->link[i].weight;
        if (!(fabs(sum - 1) <= WEIGHT_TOLERANCE))
            hg_fault(job->faults, HG_E_INPUT, "sector map: weights",
                     "%s:%zu: the weights of sector \"%s\" sum to %.12g, expected 1; "
                     "correct its %zu %s",
                     link->file, link->line, link->from, sum, end - first,
                     end - first == 1 ? "row" : "rows");
        for (size_t i = first; i < end; i++)
            job->weight[i] = links->link[i].weight / sum;
    }
}

static hg_mass mass_of(const struct job *job, size_t region, size_t sector)
{
    const struct hg_inventory *inventory = job->params->inventory;
    return inventory->total[region * hg_axis_size(inventory->sectors) + sector];
}

static void report_missing(const struct job *job, const struct hg_links *links,
                           const char *what, const char *code, hg_mass_sum mass)
{
    const char **words = calloc(links->n + 1, sizeof(*words));
    char text[SUGGESTION];
    for (size_t i = 0; words && i < links->n; i++)
        words[i] = links->link[i].from;
    hg_fault(job->faults, HG_E_INPUT, what,
             "%s: no row for %s \"%s\", which emits %.6g t; %s",
             links->n ? links->link[0].file : "the map of codes", what, code,
             hg_mass_kg(mass) / 1000,
             suggest(code, words, words ? links->n : 0,
                     "add it, or say inventory: unmapped: allow", text));
    free(words);
}

static void check_regions(const struct job *job)
{
    const struct hg_inventory *inventory = job->params->inventory;
    for (size_t r = 0; r < hg_axis_size(inventory->regions); r++) {
        const char *code = hg_axis_code(inventory->regions, r);
        hg_mass_sum mass = 0;
        bool emits = false;
        for (size_t s = 0; s < hg_axis_size(inventory->sectors); s++) {
            mass += mass_of(job, r, s);
            emits |= mass_of(job, r, s) != 0;
        }
        if (emits && hg_links_find(job->params->regions, code) == HG_NOT_FOUND)
            report_missing(job, job->params->regions, "region", code, mass);
    }
}

static void check_sectors(const struct job *job)
{
    const struct hg_inventory *inventory = job->params->inventory;
    for (size_t s = 0; s < hg_axis_size(inventory->sectors); s++) {
        const char *code = hg_axis_code(inventory->sectors, s);
        hg_mass_sum mass = 0;
        bool emits = false;
        for (size_t r = 0; r < hg_axis_size(inventory->regions); r++) {
            mass += mass_of(job, r, s);
            emits |= mass_of(job, r, s) != 0;
        }
        if (emits && !inventory->household[s] &&
            hg_links_find(job->params->sectors, code) == HG_NOT_FOUND)
            report_missing(job, job->params->sectors, "sector", code, mass);
    }
}

/* An industry that the maps lead to and the table lacks: tables need not be complete. */
static void check_row(const struct job *job, size_t region, size_t sector, size_t link,
                      size_t table_region)
{
    const struct hg_link *l = &job->params->sectors->link[link];
    if (job->params->allow_unmapped || mass_of(job, region, sector) == 0)
        return;
    hg_fault(
        job->faults, HG_E_INPUT, "industry",
        "%s:%zu: the trade table has no sector \"%s\" in region \"%s\", which sector "
        "\"%s\" of region \"%s\" needs; use another sector",
        l->file, l->line, l->to, hg_axis_code(job->params->mrio->regions, table_region),
        l->from, hg_axis_code(job->params->inventory->regions, region));
}

static void mix_household(struct hg_mix *mix, size_t industry, size_t own, double weight)
{
    mix->share[industry * mix->n_destination + own] += weight;
    mix->household[industry] += weight;
}

/* Adds the links of a sector to a row of zeros; false where one leads nowhere. */
static bool mix_links(const struct job *job, size_t region, size_t sector, size_t own,
                      size_t industry)
{
    const struct hg_mix_params *p = job->params;
    const size_t first =
        hg_links_find(p->sectors, hg_axis_code(p->inventory->sectors, sector));
    if (first == HG_NOT_FOUND)
        return false;

    double *row = job->mix->share + industry * job->mix->n_destination;
    const size_t end = group_end(p->sectors, first);
    for (size_t i = first; i < end; i++) {
        if (job->sector_target[i] == HG_NOT_FOUND)
            return false;
        if (job->sector_target[i] == HOUSEHOLD) {
            mix_household(job->mix, industry, own, job->weight[i]);
            continue;
        }
        const size_t q = hg_mrio_find(p->mrio, own, job->sector_target[i]);
        if (q == HG_NOT_FOUND) {
            check_row(job, region, sector, i, own);
            return false;
        }
        const double *share = p->shares->share + q * p->shares->n_destination;
        for (size_t d = 0; d < job->mix->n_destination; d++)
            row[d] += job->weight[i] * share[d];
    }
    return true;
}

static void mix_industry(const struct job *job, size_t region, size_t sector)
{
    const struct hg_mix_params *p = job->params;
    struct hg_mix *mix = job->mix;
    const size_t industry = region * hg_axis_size(p->inventory->sectors) + sector;
    const size_t link =
        hg_links_find(p->regions, hg_axis_code(p->inventory->regions, region));
    const size_t own = link == HG_NOT_FOUND ? HG_NOT_FOUND : job->region_target[link];
    bool mapped = own != HG_NOT_FOUND;
    if (mapped && p->inventory->household[sector])
        mix_household(mix, industry, own, 1);
    else if (mapped)
        mapped = mix_links(job, region, sector, own, industry);

    mix->own[industry] = mapped ? own : HG_NOT_FOUND;
    if (mapped)
        return;
    mix->household[industry] = 0;
    for (size_t d = 0; d < mix->n_destination; d++)
        mix->share[industry * mix->n_destination + d] = NAN;
}

static struct hg_mix *create_mix(const struct hg_mix_params *params)
{
    struct hg_mix *mix = calloc(1, sizeof *mix);
    if (!mix)
        return NULL;
    mix->destinations = params->mrio->regions;
    mix->n_destination = params->shares->n_destination;
    mix->n_industry = hg_axis_size(params->inventory->regions) *
                      hg_axis_size(params->inventory->sectors);
    mix->share = calloc(mix->n_industry * mix->n_destination + 1, sizeof(*mix->share));
    mix->own = calloc(mix->n_industry + 1, sizeof(*mix->own));
    mix->household = calloc(mix->n_industry + 1, sizeof(*mix->household));
    if (mix->share && mix->own && mix->household)
        return mix;
    hg_mix_destroy(mix);
    return NULL;
}

static void look_up(struct job *job)
{
    const struct hg_mix_params *p = job->params;
    find_targets(job, p->regions, p->mrio->regions, "region", false, job->region_target);
    find_targets(job, p->sectors, p->mrio->sectors, "sector", true, job->sector_target);
    check_single(job);
    scale_weights(job);
    if (p->allow_unmapped)
        return;
    check_regions(job);
    check_sectors(job);
}

enum hg_status hg_mix_create(const struct hg_mix_params *params, struct hg_faults *faults,
                             struct hg_mix **out, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct job job = {.params = params, .faults = faults};
    job.region_target = calloc(params->regions->n + 1, sizeof(*job.region_target));
    job.sector_target = calloc(params->sectors->n + 1, sizeof(*job.sector_target));
    job.weight = calloc(params->sectors->n + 1, sizeof(*job.weight));
    job.mix = create_mix(params);
    if (!job.region_target || !job.sector_target || !job.weight || !job.mix) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the destination mix");
        goto done;
    }

    look_up(&job);
    for (size_t r = 0; r < hg_axis_size(params->inventory->regions); r++)
        for (size_t s = 0; s < hg_axis_size(params->inventory->sectors); s++)
            mix_industry(&job, r, s);

    *out = job.mix;
    job.mix = NULL; /* now the caller's */
done:
    free(job.region_target);
    free(job.sector_target);
    free(job.weight);
    hg_mix_destroy(job.mix);
    return status;
}
