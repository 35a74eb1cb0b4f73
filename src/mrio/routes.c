/* routes.c - which industries of the table an industry of the study stands for */
#include "mrio/routes.h"
#include <hotgrid/text.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double WEIGHT_TOLERANCE = 1e-9;

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
static void find_targets(struct mrio_routes *routes, const struct hg_links *links,
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
            target[i] = MRIO_HOUSEHOLD;
            continue;
        }
        if (!routes->faults)
            continue;
        hg_fault(
            routes->faults, HG_E_INPUT, what,
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

static void check_single(const struct mrio_routes *routes)
{
    const struct hg_links *links = routes->params->regions;
    for (size_t i = 0, end; i < links->n; i = end) {
        const struct hg_link *first = &links->link[i];
        end = group_end(links, i);
        if (end > i + 1)
            hg_fault(routes->faults, HG_E_INPUT, "region map: twice",
                     "%s:%zu: region \"%s\" leads to \"%s\" here and to \"%s\" in line "
                     "%zu; a region has one market: keep one of them",
                     first[1].file, first[1].line, first->from, first[1].to, first->to,
                     first->line);
    }
}

static const char *region_text(const struct hg_link *link)
{
    return link->region ? link->region : "";
}

/* One past the last link of the same sector for the same region of the study. */
static size_t share_end(const struct hg_links *links, size_t first)
{
    const size_t end = group_end(links, first);
    size_t i = first + 1;
    while (i < end &&
           strcmp(region_text(&links->link[i]), region_text(&links->link[first])) == 0)
        i++;
    return i;
}

static void check_share(const struct mrio_routes *routes, size_t first, size_t end)
{
    const struct hg_link *link = &routes->params->sectors->link[first];
    const enum hg_link_weights how = routes->params->weights;
    const char *rows = end - first == 1 ? "row" : "rows";
    double sum = 0;
    bool household = false;
    for (size_t i = first; i < end; i++) {
        sum += routes->params->sectors->link[i].weight;
        household |= routes->sector_target[i] == MRIO_HOUSEHOLD;
    }
    if (how == HG_WEIGHTS_GIVEN && !(fabs(sum - 1) <= WEIGHT_TOLERANCE))
        hg_fault(routes->faults, HG_E_INPUT, "sector map: weights",
                 "%s:%zu: the weights of sector \"%s\" sum to %.12g, expected 1; correct "
                 "its %zu %s",
                 link->file, link->line, link->from, sum, end - first, rows);
    if (how == HG_WEIGHTS_MEASURED && !(sum > 0 && isfinite(sum)))
        hg_fault(routes->faults, HG_E_INPUT, "sector map: weights",
                 "%s:%zu: the weights of sector \"%s\" sum to %.12g, expected more than "
                 "0; correct its %zu %s",
                 link->file, link->line, link->from, sum, end - first, rows);
    if (how == HG_WEIGHTS_OUTPUT && household && end - first > 1)
        hg_fault(routes->faults, HG_E_INPUT, "sector map: weights",
                 "%s:%zu: sector \"%s\" leads to \"" HG_HOUSEHOLD_CODE
                 "\" and to sectors of the table, and households have no output to be "
                 "weighed by; write weights that sum to 1 and say `weights: given`",
                 link->file, link->line, link->from);
}

/* The weights of a sector share it out. */
static void check_weights(const struct mrio_routes *routes)
{
    const struct hg_links *links = routes->params->sectors;
    for (size_t first = 0, end; first < links->n; first = end) {
        end = share_end(links, first);
        check_share(routes, first, end);
    }
}

static hg_mass mass_of(const struct mrio_routes *routes, size_t region, size_t sector)
{
    const struct hg_inventory *inventory = routes->params->inventory;
    return inventory->total[region * hg_axis_size(inventory->sectors) + sector];
}

static void report_missing(const struct mrio_routes *routes, const struct hg_links *links,
                           const char *what, const char *code, hg_mass_sum mass)
{
    const char **words = calloc(links->n + 1, sizeof(*words));
    char text[SUGGESTION];
    for (size_t i = 0; words && i < links->n; i++)
        words[i] = links->link[i].from;
    hg_fault(routes->faults, HG_E_INPUT, what,
             "%s: no row for %s \"%s\", which emits %.6g t; %s",
             links->n ? links->link[0].file : "the map of codes", what, code,
             hg_mass_kg(mass) / 1000,
             suggest(code, words, words ? links->n : 0,
                     "add it, or say inventory: unmapped: allow", text));
    free(words);
}

static void check_regions(const struct mrio_routes *routes)
{
    const struct hg_inventory *inventory = routes->params->inventory;
    for (size_t r = 0; r < hg_axis_size(inventory->regions); r++) {
        const char *code = hg_axis_code(inventory->regions, r);
        hg_mass_sum mass = 0;
        bool emits = false;
        for (size_t s = 0; s < hg_axis_size(inventory->sectors); s++) {
            mass += mass_of(routes, r, s);
            emits |= mass_of(routes, r, s) != 0;
        }
        if (emits && hg_links_find(routes->params->regions, code) == HG_NOT_FOUND)
            report_missing(routes, routes->params->regions, "region", code, mass);
    }
}

static void check_sectors(const struct mrio_routes *routes)
{
    const struct hg_inventory *inventory = routes->params->inventory;
    for (size_t s = 0; s < hg_axis_size(inventory->sectors); s++) {
        const char *code = hg_axis_code(inventory->sectors, s);
        hg_mass_sum mass = 0;
        bool emits = false;
        for (size_t r = 0; r < hg_axis_size(inventory->regions); r++) {
            mass += mass_of(routes, r, s);
            emits |= mass_of(routes, r, s) != 0;
        }
        if (emits && !inventory->household[s] &&
            hg_links_find(routes->params->sectors, code) == HG_NOT_FOUND)
            report_missing(routes, routes->params->sectors, "sector", code, mass);
    }
}

/* An industry that the maps lead to and the table lacks: tables need not be complete. */
static void check_row(const struct mrio_routes *routes, size_t region, size_t sector,
                      size_t link, size_t table_region)
{
    const struct hg_link *l = &routes->params->sectors->link[link];
    if (!routes->faults || routes->params->allow_unmapped ||
        mass_of(routes, region, sector) == 0)
        return;
    hg_fault(
        routes->faults, HG_E_INPUT, "industry",
        "%s:%zu: the trade table has no sector \"%s\" in region \"%s\", which sector "
        "\"%s\" of region \"%s\" needs; use another sector",
        l->file, l->line, l->to,
        hg_axis_code(routes->params->mrio->regions, table_region), l->from,
        hg_axis_code(routes->params->inventory->regions, region));
}

/* The links of a sector: those for this region of the study alone, else those for all;
 * false where there are none. */
static bool find_links(const struct mrio_routes *routes, size_t region, size_t sector,
                       size_t *begin, size_t *end)
{
    const struct hg_links *links = routes->params->sectors;
    const struct hg_inventory *inventory = routes->params->inventory;
    const char *code = hg_axis_code(inventory->regions, region);
    const size_t first = hg_links_find(links, hg_axis_code(inventory->sectors, sector));
    bool found = false;
    if (first == HG_NOT_FOUND)
        return false;
    const size_t last = group_end(links, first);
    for (size_t i = first, next; i < last; i = next) {
        next = share_end(links, i);
        const char *only = region_text(&links->link[i]);
        if ((found || *only) && strcmp(only, code) != 0)
            continue;
        *begin = i;
        *end = next;
        found = true;
    }
    return found;
}

/* A sector whose links are all for other regions. */
static void check_others(const struct mrio_routes *routes, size_t region, size_t sector)
{
    const struct hg_mix_params *p = routes->params;
    const char *code = hg_axis_code(p->inventory->sectors, sector);
    const size_t first = hg_links_find(p->sectors, code);
    if (!routes->faults || p->allow_unmapped || first == HG_NOT_FOUND ||
        mass_of(routes, region, sector) == 0)
        return;
    const struct hg_link *l = &p->sectors->link[first];
    hg_fault(routes->faults, HG_E_INPUT, "sector map: regions",
             "%s:%zu: the rows of sector \"%s\" are for other regions, and it emits in "
             "region \"%s\" too; add rows for that region, or rows with an empty region, "
             "which hold for all",
             l->file, l->line, code, hg_axis_code(p->inventory->regions, region));
}

static void add_part(struct mrio_routes *routes, size_t industry, double weight)
{
    routes->part[routes->n_part++] = (struct mrio_part){industry, weight};
}

/* Weights to shares of 1; industries without output weigh alike.  False where there is
 * nothing to share out by. */
static bool scale_parts(struct mrio_routes *routes)
{
    double sum = 0;
    for (size_t i = 0; i < routes->n_part; i++)
        sum += routes->part[i].weight;
    if (!(sum > 0)) {
        if (routes->params->weights != HG_WEIGHTS_OUTPUT)
            return false;
        routes->even = routes->n_part > 1;
        for (size_t i = 0; i < routes->n_part; i++)
            routes->part[i].weight = 1;
        sum = (double)routes->n_part;
    }
    for (size_t i = 0; i < routes->n_part; i++)
        routes->part[i].weight /= sum;
    return true;
}

/* False where a link leads nowhere. */
static bool find_parts(struct mrio_routes *routes, size_t region, size_t sector,
                       size_t own)
{
    const struct hg_mix_params *p = routes->params;
    const bool by_output = p->weights == HG_WEIGHTS_OUTPUT;
    size_t first = 0, end = 0;
    if (!find_links(routes, region, sector, &first, &end)) {
        check_others(routes, region, sector);
        return false;
    }
    for (size_t i = first; i < end; i++) {
        const size_t target = routes->sector_target[i];
        if (target == HG_NOT_FOUND)
            return false;
        if (target == MRIO_HOUSEHOLD) {
            add_part(routes, target, p->sectors->link[i].weight);
            continue;
        }
        const size_t q = hg_mrio_find(p->mrio, own, target);
        if (q != HG_NOT_FOUND) {
            add_part(routes, q,
                     by_output ? fmax(p->output[q], 0) : p->sectors->link[i].weight);
        } else if (!by_output || (i + 1 == end && routes->n_part == 0)) {
            check_row(routes, region, sector, i, own);
            return false;
        }
    }
    return scale_parts(routes);
}

size_t mrio_route(struct mrio_routes *routes, size_t region, size_t sector)
{
    const struct hg_mix_params *p = routes->params;
    const size_t link =
        hg_links_find(p->regions, hg_axis_code(p->inventory->regions, region));
    const size_t own = link == HG_NOT_FOUND ? HG_NOT_FOUND : routes->region_target[link];
    routes->n_part = 0;
    routes->even = false;
    if (own == HG_NOT_FOUND)
        return HG_NOT_FOUND;
    if (p->inventory->household[sector])
        add_part(routes, MRIO_HOUSEHOLD, 1);
    else if (!find_parts(routes, region, sector, own))
        return HG_NOT_FOUND;
    return own;
}

static void look_up(struct mrio_routes *routes)
{
    const struct hg_mix_params *p = routes->params;
    find_targets(routes, p->regions, p->mrio->regions, "region", false,
                 routes->region_target);
    find_targets(routes, p->sectors, p->mrio->sectors, "sector", true,
                 routes->sector_target);
    if (!routes->faults)
        return;
    check_single(routes);
    check_weights(routes);
    if (p->allow_unmapped)
        return;
    check_regions(routes);
    check_sectors(routes);
}

enum hg_status mrio_routes_begin(const struct hg_mix_params *params,
                                 struct hg_faults *faults, struct mrio_routes *routes,
                                 struct hg_error *err)
{
    *routes = (struct mrio_routes){.params = params, .faults = faults};
    routes->region_target =
        calloc(params->regions->n + 1, sizeof(*routes->region_target));
    routes->sector_target =
        calloc(params->sectors->n + 1, sizeof(*routes->sector_target));
    routes->part = calloc(params->sectors->n + 1, sizeof(*routes->part));
    if (!routes->region_target || !routes->sector_target || !routes->part) {
        mrio_routes_finish(routes);
        return hg_fail(err, HG_E_MEMORY, "no memory for the maps of codes");
    }
    look_up(routes);
    return HG_OK;
}

void mrio_routes_finish(struct mrio_routes *routes)
{
    free(routes->region_target);
    free(routes->sector_target);
    free(routes->part);
}
