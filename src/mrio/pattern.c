/* pattern.c - a provincial table in the sectors of its parent: what nesting shares by */
#include "mrio/nesting.h"
#include "mrio/routes.h"
#include <hotgrid/leontief.h>
#include <math.h>
#include <stdlib.h>

/* The parent's sectors that one provincial sector stands for. */
struct share {
    size_t sector;
    double weight;
};

struct making {
    const struct hg_nest_params *params;
    struct mrio_pattern *pattern;
    struct share *share; /* those of provincial sector s are first[s] .. first[s + 1] */
    size_t *first;
    size_t *category; /* [provincial category]: the world's; HG_NOT_FOUND: abroad */
    double *exports;  /* [p * S + i]: to abroad, by the table itself */
};

static void add_share(struct making *m, size_t sector, size_t to, double weight)
{
    m->share[m->first[sector + 1]++] = (struct share){to, weight};
}

static void fault_unlinked(const struct making *m, size_t sector,
                           struct hg_faults *faults)
{
    const struct hg_links *links = m->params->sectors;
    const char *code = hg_axis_code(m->params->provinces->sectors, sector);
    hg_fault(faults, HG_E_INPUT, "nest: sectors",
             "%s: sector \"%s\" of the provincial table leads to no sector that region "
             "\"%s\" has in the world table; add a row for it",
             links->n ? links->link[0].file : "the map of sectors", code,
             hg_axis_code(m->params->world->regions, m->params->parent));
}

/* The routes of a study that has the parent for its only region and the provincial
 * sectors for its own. */
static enum hg_status read_routes(struct making *m, const struct hg_inventory *inventory,
                                  const double *output, struct hg_faults *faults,
                                  struct hg_error *err)
{
    const struct hg_nest_params *p = m->params;
    const char *parent = hg_axis_code(p->world->regions, p->parent);
    struct hg_link home = {.from = parent, .to = parent, .weight = 1};
    const struct hg_links regions = {.n = 1, .link = &home};
    const struct hg_mix_params params = {.inventory = inventory,
                                         .mrio = p->world,
                                         .regions = &regions,
                                         .sectors = p->sectors,
                                         .weights = p->weights,
                                         .output = output,
                                         .allow_unmapped = true};
    struct mrio_routes routes;
    const enum hg_status status = mrio_routes_begin(&params, faults, &routes, err);
    if (status != HG_OK)
        return status;
    for (size_t s = 0; s < hg_axis_size(inventory->sectors); s++) {
        bool linked = mrio_route(&routes, 0, s) != HG_NOT_FOUND;
        m->first[s + 1] = m->first[s];
        for (size_t k = 0; linked && k < routes.n_part; k++) {
            const struct mrio_part *part = &routes.part[k];
            linked = part->industry != MRIO_HOUSEHOLD;
            if (linked)
                add_share(m, s, p->world->sector_of[part->industry], part->weight);
        }
        if (!linked)
            fault_unlinked(m, s, faults);
    }
    mrio_routes_finish(&routes);
    return HG_OK;
}

static enum hg_status find_shares(struct making *m, struct hg_faults *faults,
                                  struct hg_error *err)
{
    const struct hg_nest_params *p = m->params;
    const size_t n = hg_axis_size(p->provinces->sectors);
    const char *parent = hg_axis_code(p->world->regions, p->parent);
    struct hg_inventory inventory = {.sectors = p->provinces->sectors};
    double *output = mrio_numbers(p->world->n, 1);
    enum hg_status status = hg_axis_create(1, &parent, NULL, &inventory.regions, err);
    inventory.household = calloc(n + 1, sizeof(*inventory.household));
    m->share = calloc(p->sectors->n + 1, sizeof(*m->share));
    m->first = calloc(n + 2, sizeof(*m->first));
    if (status == HG_OK && output && inventory.household && m->share && m->first) {
        hg_mrio_output(p->world, output);
        status = read_routes(m, &inventory, output, faults, err);
    } else {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the provincial sectors");
    }
    hg_axis_destroy(inventory.regions);
    free(inventory.household);
    free(output);
    return status;
}

static bool is_abroad(const bool *flags, size_t i)
{
    return flags && flags[i];
}

/* Does a province buy anything for this category? */
static bool is_bought(const struct making *m, size_t category)
{
    const struct hg_mrio *t = m->params->provinces;
    const size_t n_region = hg_axis_size(t->regions);
    const size_t n_category = hg_axis_size(t->categories);
    for (size_t cell = 0; cell < t->n * n_region; cell++)
        if (m->pattern->province[cell % n_region] != HG_NOT_FOUND &&
            t->Y[cell * n_category + category] != 0)
            return true;
    return false;
}

/* Categories that are all known to the world are taken one by one; else all together
 * stand for each.  Those that provinces do not use do not count. */
static void find_categories(struct making *m)
{
    const struct hg_nest_params *p = m->params;
    m->pattern->same_categories = true;
    for (size_t k = 0; k < hg_axis_size(p->provinces->categories); k++) {
        m->category[k] = HG_NOT_FOUND;
        if (is_abroad(p->abroad_category, k))
            continue;
        m->category[k] =
            hg_axis_find(p->world->categories, hg_axis_code(p->provinces->categories, k));
        m->pattern->same_categories &= m->category[k] != HG_NOT_FOUND || !is_bought(m, k);
    }
}

/* What a sector of a province sells, abroad or not. */
static void add_output(struct making *m, size_t industry, bool abroad, double value)
{
    m->pattern->output[industry] += value;
    if (abroad)
        m->exports[industry] += value;
}

/* A flow between industries, both given by their rows of the provincial table. */
static void add_flow(struct making *m, size_t from, size_t to, double value)
{
    const struct hg_mrio *t = m->params->provinces;
    const struct mrio_pattern *x = m->pattern;
    const size_t p = x->province[t->region_of[from]], q = x->province[t->region_of[to]];
    const size_t s = t->sector_of[from], d = t->sector_of[to];
    const size_t width = x->n_province * x->n_sector;
    for (size_t a = m->first[s]; a < m->first[s + 1]; a++) {
        const size_t i = m->share[a].sector;
        const double part = value * m->share[a].weight;
        if (p != HG_NOT_FOUND)
            add_output(m, p * x->n_sector + i, q == HG_NOT_FOUND, part);
        for (size_t b = m->first[d]; q != HG_NOT_FOUND && b < m->first[d + 1]; b++) {
            const size_t column = q * x->n_sector + m->share[b].sector;
            double *cell = p != HG_NOT_FOUND
                               ? &x->Z[(p * x->n_sector + i) * width + column]
                               : &x->use[i * width + column];
            *cell += part * m->share[b].weight;
        }
    }
}

static void add_demand(struct making *m, size_t from, size_t region, size_t category,
                       double value)
{
    const struct hg_mrio *t = m->params->provinces;
    const struct mrio_pattern *x = m->pattern;
    const size_t p = x->province[t->region_of[from]], k = m->category[category];
    const bool abroad = is_abroad(m->params->abroad_category, category);
    const size_t q = abroad ? HG_NOT_FOUND : x->province[region];
    const size_t s = t->sector_of[from], width = x->n_province * x->n_category;
    if (q != HG_NOT_FOUND)
        x->demand[q] += value;
    for (size_t a = m->first[s]; a < m->first[s + 1]; a++) {
        const size_t i = m->share[a].sector;
        const double part = value * m->share[a].weight;
        if (p != HG_NOT_FOUND)
            add_output(m, p * x->n_sector + i, q == HG_NOT_FOUND, part);
        if (q == HG_NOT_FOUND)
            continue;
        double *row = (p != HG_NOT_FOUND ? x->Y + (p * x->n_sector + i) * width
                                         : x->use_Y + i * width) +
                      q * x->n_category;
        for (size_t c = 0; c < x->n_category; c++)
            if (!x->same_categories || c == k)
                row[c] += part;
    }
}

static void add_table(struct making *m)
{
    const struct hg_mrio *t = m->params->provinces;
    const size_t n_region = hg_axis_size(t->regions);
    const size_t n_category = hg_axis_size(t->categories);
    for (size_t a = 0; a < t->n; a++) {
        for (size_t b = 0; b < t->n; b++)
            add_flow(m, a, b, t->Z[a * t->n + b]);
        const double *y = t->Y + a * n_region * n_category;
        for (size_t q = 0; q < n_region; q++)
            for (size_t k = 0; k < n_category; k++)
                add_demand(m, a, q, k, y[q * n_category + k]);
    }
}

static void add_emissions(struct making *m)
{
    const struct hg_mrio *t = m->params->provinces;
    struct mrio_pattern *x = m->pattern;
    for (size_t a = 0; x->industry && a < t->n; a++) {
        const size_t p = x->province[t->region_of[a]], s = t->sector_of[a];
        for (size_t k = m->first[s]; p != HG_NOT_FOUND && k < m->first[s + 1]; k++)
            x->industry[p * x->n_sector + m->share[k].sector] +=
                t->emissions->industry[a] * m->share[k].weight;
    }
    for (size_t r = 0; x->household && r < hg_axis_size(t->regions); r++)
        if (x->province[r] != HG_NOT_FOUND)
            x->household[x->province[r]] = t->emissions->household[r];
}

/* Where nothing comes from abroad in the table, imports are used as the same product from
 * within is. */
static void imply_use(const struct mrio_pattern *x, size_t width, const double *from,
                      double *use)
{
    double size = 0;
    for (size_t k = 0; k < x->n_sector * width; k++)
        size += fabs(use[k]);
    if (size > 0)
        return;
    for (size_t p = 0; p < x->n_province; p++)
        for (size_t k = 0; k < x->n_sector * width; k++)
            use[k] += from[p * x->n_sector * width + k];
}

struct customs { /* rows of the user, summed over what they do not tell */
    double *both, *sector, *destination, *all;
};

/* Sums of the rows: by sector of the world and destination, and less. */
static void add_exports(const struct making *m, const struct customs *c)
{
    const struct hg_nest_params *params = m->params;
    const struct mrio_pattern *x = m->pattern;
    const size_t n_region = hg_axis_size(params->world->regions);
    for (size_t row = 0; row < params->n_export; row++) {
        const struct hg_nest_export *e = &params->export[row];
        const size_t p = x->province[e->province], r = e->destination;
        if (p == HG_NOT_FOUND)
            continue;
        c->all[p] += e->value;
        if (r != HG_NOT_FOUND)
            c->destination[r * x->n_province + p] += e->value;
        if (e->sector == HG_NOT_FOUND)
            continue;
        for (size_t a = m->first[e->sector]; a < m->first[e->sector + 1]; a++) {
            const size_t i = m->share[a].sector;
            const double part = e->value * m->share[a].weight;
            c->sector[i * x->n_province + p] += part;
            if (r != HG_NOT_FOUND)
                c->both[(i * n_region + r) * x->n_province + p] += part;
        }
    }
}

static bool any(const double *value, size_t n, size_t stride)
{
    for (size_t k = 0; k < n; k++)
        if (value[k * stride] != 0)
            return true;
    return false;
}

/* The most exact exports that are known of sector i to region r. */
static void choose_exports(const struct making *m, const struct customs *c, size_t i,
                           size_t r)
{
    const struct mrio_pattern *x = m->pattern;
    const size_t n = x->n_province, n_region = hg_axis_size(m->params->world->regions);
    const struct {
        const double *value;
        size_t stride;
    } choice[] = {{c->both + (i * n_region + r) * n, 1},
                  {c->sector + i * n, 1},
                  {m->exports + i, x->n_sector},
                  {c->destination + r * n, 1},
                  {c->all, 1}};
    for (size_t k = 0; k < sizeof(choice) / sizeof(choice[0]); k++) {
        if (!any(choice[k].value, n, choice[k].stride))
            continue;
        for (size_t p = 0; p < n; p++)
            x->customs[(i * n_region + r) * n + p] =
                choice[k].value[p * choice[k].stride];
        return;
    }
}

static enum hg_status find_exports(const struct making *m, struct hg_error *err)
{
    const struct mrio_pattern *x = m->pattern;
    const size_t n_region = hg_axis_size(m->params->world->regions);
    struct customs c = {
        .both = mrio_numbers(x->n_sector * n_region, x->n_province),
        .sector = mrio_numbers(x->n_sector, x->n_province),
        .destination = mrio_numbers(n_region, x->n_province),
        .all = mrio_numbers(x->n_province, 1),
    };
    enum hg_status status = HG_OK;
    if (c.both && c.sector && c.destination && c.all) {
        add_exports(m, &c);
        for (size_t i = 0; i < x->n_sector; i++)
            for (size_t r = 0; r < n_region; r++)
                choose_exports(m, &c, i, r);
    } else {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the exports of the provinces");
    }
    free(c.both);
    free(c.sector);
    free(c.destination);
    free(c.all);
    return status;
}

static enum hg_status make_arrays(struct making *m, struct hg_error *err)
{
    const struct hg_nest_params *p = m->params;
    struct mrio_pattern *x = m->pattern;
    const size_t n_region = hg_axis_size(p->provinces->regions);
    x->n_sector = hg_axis_size(p->world->sectors);
    x->n_category = hg_axis_size(p->world->categories);
    x->province = calloc(n_region + 1, sizeof(*x->province));
    x->region = calloc(n_region + 1, sizeof(*x->region));
    m->category =
        calloc(hg_axis_size(p->provinces->categories) + 1, sizeof(*m->category));
    if (!x->province || !x->region || !m->category)
        goto no_memory;
    for (size_t r = 0; r < n_region; r++) {
        const bool abroad = is_abroad(p->abroad_region, r);
        x->province[r] = abroad ? HG_NOT_FOUND : x->n_province;
        if (!abroad)
            x->region[x->n_province++] = r;
    }
    const size_t rows = x->n_province * x->n_sector;
    const size_t columns = x->n_province * x->n_category;
    x->Z = mrio_numbers(rows, rows);
    x->Y = mrio_numbers(rows, columns);
    x->use = mrio_numbers(x->n_sector, rows);
    x->use_Y = mrio_numbers(x->n_sector, columns);
    x->output = mrio_numbers(rows, 1);
    x->demand = mrio_numbers(x->n_province, 1);
    x->customs =
        mrio_numbers(x->n_sector * hg_axis_size(p->world->regions), x->n_province);
    m->exports = mrio_numbers(rows, 1);
    if (p->provinces->emissions) {
        x->industry = mrio_numbers(rows, 1);
        x->household = mrio_numbers(x->n_province, 1);
    }
    if (x->Z && x->Y && x->use && x->use_Y && x->output && x->demand && x->customs &&
        m->exports && (!p->provinces->emissions || (x->industry && x->household)))
        return HG_OK;
no_memory:
    return hg_fail(err, HG_E_MEMORY, "no memory for a provincial table of %zu industries",
                   p->provinces->n);
}

enum hg_status mrio_pattern_begin(const struct hg_nest_params *params,
                                  struct hg_faults *faults, struct mrio_pattern *pattern,
                                  struct hg_error *err)
{
    *pattern = (struct mrio_pattern){0};
    struct making m = {.params = params, .pattern = pattern};
    enum hg_status status = make_arrays(&m, err);
    if (status == HG_OK)
        status = find_shares(&m, faults, err);
    if (status == HG_OK) {
        find_categories(&m);
        add_table(&m);
        add_emissions(&m);
        imply_use(pattern, pattern->n_province * pattern->n_sector, pattern->Z,
                  pattern->use);
        imply_use(pattern, pattern->n_province * pattern->n_category, pattern->Y,
                  pattern->use_Y);
        status = find_exports(&m, err);
    }
    free(m.share);
    free(m.first);
    free(m.category);
    free(m.exports);
    if (status != HG_OK)
        mrio_pattern_finish(pattern);
    return status;
}

void mrio_pattern_finish(struct mrio_pattern *pattern)
{
    free(pattern->province);
    free(pattern->region);
    free(pattern->Z);
    free(pattern->Y);
    free(pattern->use);
    free(pattern->use_Y);
    free(pattern->output);
    free(pattern->demand);
    free(pattern->customs);
    free(pattern->industry);
    free(pattern->household);
}
