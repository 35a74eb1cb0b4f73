/* reexport.c - what only passes through a hub goes to where it goes */
#include "mrio/split.h"
#include <hotgrid/reexport.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double SHARE_TOLERANCE = 1e-9;

struct routing {
    struct hg_mrio *mrio;
    const struct hg_reexports *rows;
    struct hg_reexport_report *report;
    size_t n_region, n_category, most; /* most: buyers in one region */
    double *moves;                     /* [destination]: of one hub and sector */
    double *weight, *part;             /* [most] */
    double **buyer;                    /* [most]: cells of one row */
};

static const char *sector_of(const struct hg_link *link)
{
    return link->region ? link->region : "";
}

/* One past the rows of the same hub and sector. */
static size_t group_end(const struct hg_links *links, size_t first)
{
    size_t end = first + 1;
    while (end < links->n &&
           strcmp(links->link[end].from, links->link[first].from) == 0 &&
           strcmp(sector_of(&links->link[end]), sector_of(&links->link[first])) == 0)
        end++;
    return end;
}

static void fault_code(struct hg_faults *faults, const struct hg_link *link,
                       const char *what, const char *code, const struct hg_axis *axis)
{
    const char *near = hg_text_nearest(code, hg_axis_codes(axis), hg_axis_size(axis));
    hg_fault(faults, HG_E_INPUT, "reexports: codes",
             "%s:%zu: %s \"%s\" is none of the trade table; %s%s%s", link->file,
             link->line, what, code, near ? "did you mean \"" : "use a code of the table",
             near ? near : "", near ? "\"?" : "");
}

static void check_row(const struct routing *r, size_t i, size_t first,
                      struct hg_faults *faults)
{
    const struct hg_link *link = &r->rows->theta->link[i];
    const struct hg_axis *regions = r->mrio->regions, *sectors = r->mrio->sectors;
    if (hg_axis_find(regions, link->from) == HG_NOT_FOUND)
        fault_code(faults, link, "hub", link->from, regions);
    if (hg_axis_find(regions, link->to) == HG_NOT_FOUND)
        fault_code(faults, link, "destination", link->to, regions);
    if (*sector_of(link) && hg_axis_find(sectors, sector_of(link)) == HG_NOT_FOUND)
        fault_code(faults, link, "sector", sector_of(link), sectors);
    if (strcmp(link->from, link->to) == 0)
        hg_fault(faults, HG_E_INPUT, "reexports: hub",
                 "%s:%zu: hub \"%s\" re-exports to itself; leave the row out: what it "
                 "does not re-export stays there",
                 link->file, link->line, link->from);
    if (r->rows->rho->link[i].weight > 1)
        hg_fault(faults, HG_E_INPUT, "reexports: rho",
                 "%s:%zu: rho is %g, the part of what the hub buys that it re-exports: "
                 "expected 0 to 1",
                 link->file, link->line, r->rows->rho->link[i].weight);
    if (r->rows->rho->link[i].weight != r->rows->rho->link[first].weight ||
        r->rows->markup->link[i].weight != r->rows->markup->link[first].weight)
        hg_fault(faults, HG_E_INPUT, "reexports: rho and markup",
                 "%s:%zu: rho and markup of hub \"%s\" differ from those in line %zu; "
                 "all rows of a hub and sector have the same",
                 link->file, link->line, link->from, r->rows->theta->link[first].line);
}

static void check(const struct routing *r, struct hg_faults *faults)
{
    const struct hg_links *theta = r->rows->theta;
    for (size_t first = 0, end; first < theta->n; first = end) {
        double sum = 0;
        end = group_end(theta, first);
        for (size_t i = first; i < end; i++) {
            check_row(r, i, first, faults);
            sum += theta->link[i].weight;
        }
        if (!(fabs(sum - 1) <= SHARE_TOLERANCE))
            hg_fault(
                faults, HG_E_INPUT, "reexports: theta",
                "%s:%zu: the shares theta of hub \"%s\"%s%s sum to %.12g, expected 1",
                theta->link[first].file, theta->link[first].line, theta->link[first].from,
                *sector_of(&theta->link[first]) ? ", sector " : "",
                sector_of(&theta->link[first]), sum);
    }
}

/* The part of what the hub buys of a sector that moves to each region; false where the
 * file does not tell. */
static bool find_moves(const struct routing *r, size_t hub, size_t sector)
{
    const struct hg_links *theta = r->rows->theta;
    const char *code = hg_axis_code(r->mrio->sectors, sector);
    bool found = false;
    const size_t begin = hg_links_find(theta, hg_axis_code(r->mrio->regions, hub));
    if (begin == HG_NOT_FOUND)
        return false;
    for (size_t first = begin, end;
         first < theta->n &&
         strcmp(theta->link[first].from, theta->link[begin].from) == 0;
         first = end) {
        end = group_end(theta, first);
        if (*sector_of(&theta->link[first]) &&
            strcmp(sector_of(&theta->link[first]), code) != 0)
            continue;
        memset(r->moves, 0, r->n_region * sizeof(*r->moves));
        for (size_t i = first; i < end; i++)
            r->moves[hg_axis_find(r->mrio->regions, theta->link[i].to)] =
                r->rows->rho->link[i].weight * theta->link[i].weight /
                (1 + r->rows->markup->link[i].weight);
        found = true;
    }
    return found;
}

/* The cells of a row that a region buys in: of Z, then of Y. */
static size_t find_buyers(const struct routing *r, size_t row, size_t region)
{
    const struct hg_mrio *m = r->mrio;
    size_t n = 0;
    for (size_t b = 0; b < m->n; b++)
        if (m->region_of[b] == region)
            r->buyer[n++] = &m->Z[row * m->n + b];
    for (size_t k = 0; k < r->n_category; k++)
        r->buyer[n++] = &m->Y[(row * r->n_region + region) * r->n_category + k];
    return n;
}

/* Gives value to the buyers in a region, as they buy from the hub or else from the row
 * itself; false where nobody does. */
static bool give(const struct routing *r, size_t row, size_t hub_row, size_t region,
                 double value)
{
    const size_t choice[] = {hub_row, row};
    for (size_t c = 0; c < 2; c++) {
        if (choice[c] == HG_NOT_FOUND)
            continue;
        const size_t n = find_buyers(r, choice[c], region);
        for (size_t k = 0; k < n; k++)
            r->weight[k] = fmax(*r->buyer[k], 0); /* who sells back buys nothing */
        if (mrio_split(value, n, r->weight, r->part) == MRIO_SPLIT_NONE)
            continue;
        (void)find_buyers(r, row, region);
        for (size_t k = 0; k < n; k++)
            *r->buyer[k] += r->part[k];
        return true;
    }
    return false;
}

/* Sales of one industry to the hub. */
static void route_row(const struct routing *r, size_t row, size_t hub, size_t hub_row)
{
    const size_t own = r->mrio->region_of[row];
    const size_t n = find_buyers(r, row, hub);
    double sales = 0, moved = 0;
    for (size_t k = 0; k < n; k++)
        sales += *r->buyer[k];
    if (sales == 0)
        return;
    r->report->money += sales;
    for (size_t d = 0; d < r->n_region; d++) {
        const double value = r->moves[d] * sales;
        if (value == 0)
            continue;
        if (d == own)
            r->report->back += value;
        else if (give(r, row, hub_row, d, value))
            moved += r->moves[d];
        else
            r->report->stayed += value;
    }
    r->report->moved += moved * sales;
    (void)find_buyers(r, row, hub);
    for (size_t k = 0; k < n; k++)
        *r->buyer[k] *= 1 - moved;
}

static void route(const struct routing *r)
{
    const struct hg_mrio *m = r->mrio;
    for (size_t hub = 0; hub < r->n_region; hub++)
        for (size_t s = 0; s < hg_axis_size(m->sectors); s++) {
            if (!find_moves(r, hub, s))
                continue;
            const size_t hub_row = hg_mrio_find(m, hub, s);
            for (size_t row = 0; row < m->n; row++)
                if (m->sector_of[row] == s && m->region_of[row] != hub)
                    route_row(r, row, hub, hub_row);
        }
}

static size_t most_buyers(const struct hg_mrio *m, size_t *count)
{
    size_t most = 0;
    for (size_t b = 0; b < m->n; b++)
        if (++count[m->region_of[b]] > most)
            most = count[m->region_of[b]];
    return most + hg_axis_size(m->categories);
}

enum hg_status hg_route_reexports(struct hg_mrio *mrio, const struct hg_reexports *rows,
                                  struct hg_faults *faults,
                                  struct hg_reexport_report *report, struct hg_error *err)
{
    struct routing r = {.mrio = mrio,
                        .rows = rows,
                        .report = report,
                        .n_region = hg_axis_size(mrio->regions),
                        .n_category = hg_axis_size(mrio->categories)};
    enum hg_status status = HG_OK;
    size_t *count = calloc(r.n_region + 1, sizeof(*count));
    *report = (struct hg_reexport_report){0};
    if (!count)
        return hg_fail(err, HG_E_MEMORY, "no memory for the re-exports");
    const size_t before = hg_faults_count(faults);
    r.most = most_buyers(mrio, count);
    r.moves = calloc(r.n_region + 1, sizeof(*r.moves));
    r.weight = calloc(r.most + 1, sizeof(*r.weight));
    r.part = calloc(r.most + 1, sizeof(*r.part));
    r.buyer = calloc(r.most + 1, sizeof(*r.buyer));
    if (!r.moves || !r.weight || !r.part || !r.buyer) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the re-exports");
        goto done;
    }
    check(&r, faults);
    if (hg_faults_count(faults) > before)
        status = hg_faults_status(faults, err);
    else
        route(&r);
done:
    free(count);
    free(r.moves);
    free(r.weight);
    free(r.part);
    free(r.buyer);
    return status;
}
