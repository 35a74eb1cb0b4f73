/* concordance.c - the industries of the study as those of the table, and back */
#include "mrio/routes.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t n_sector(const struct hg_mix_params *params)
{
    return hg_axis_size(params->inventory->sectors);
}

static size_t n_industry(const struct hg_mix_params *params)
{
    return hg_axis_size(params->inventory->regions) * n_sector(params);
}

static void set_nan(double *row, size_t n)
{
    for (size_t d = 0; d < n; d++)
        row[d] = NAN;
}

/* Adds the rows of the table that an industry of the study stands for. */
static void add_rows(const struct mrio_routes *routes, size_t n, const double *share,
                     double *row)
{
    for (size_t i = 0; i < routes->n_part; i++) {
        const struct mrio_part *part = &routes->part[i];
        if (part->industry == MRIO_HOUSEHOLD)
            continue;
        const double *from = share + part->industry * n;
        for (size_t d = 0; d < n; d++)
            row[d] += part->weight * from[d];
    }
}

static double household_part(const struct mrio_routes *routes)
{
    double sum = 0;
    for (size_t i = 0; i < routes->n_part; i++)
        if (routes->part[i].industry == MRIO_HOUSEHOLD)
            sum += routes->part[i].weight;
    return sum;
}

static void mix_industry(struct mrio_routes *routes, size_t industry, struct hg_mix *mix)
{
    const struct hg_mix_params *p = routes->params;
    const size_t own = mrio_route(routes, industry / n_sector(p), industry % n_sector(p));
    double *row = mix->share + industry * mix->n_destination;
    mix->own[industry] = own;
    if (own == HG_NOT_FOUND) {
        set_nan(row, mix->n_destination);
        return;
    }
    mix->household[industry] = household_part(routes);
    mix->n_even += routes->even;
    row[own] = mix->household[industry];
    add_rows(routes, mix->n_destination, p->shares->share, row);
}

static struct hg_mix *create_mix(const struct hg_mix_params *params)
{
    struct hg_mix *mix = calloc(1, sizeof *mix);
    if (!mix)
        return NULL;
    mix->destinations = params->mrio->regions;
    mix->n_destination = params->shares->n_destination;
    mix->n_industry = n_industry(params);
    mix->share = calloc(mix->n_industry * mix->n_destination + 1, sizeof(*mix->share));
    mix->own = calloc(mix->n_industry + 1, sizeof(*mix->own));
    mix->household = calloc(mix->n_industry + 1, sizeof(*mix->household));
    if (mix->share && mix->own && mix->household)
        return mix;
    hg_mix_destroy(mix);
    return NULL;
}

enum hg_status hg_mix_create(const struct hg_mix_params *params, struct hg_faults *faults,
                             struct hg_mix **out, struct hg_error *err)
{
    struct mrio_routes routes;
    struct hg_mix *mix = create_mix(params);
    if (!mix)
        return hg_fail(err, HG_E_MEMORY, "no memory for the destination mix");
    const enum hg_status status = mrio_routes_begin(params, faults, &routes, err);
    if (status != HG_OK) {
        hg_mix_destroy(mix);
        return status;
    }
    for (size_t i = 0; i < mix->n_industry; i++)
        mix_industry(&routes, i, mix);
    mrio_routes_finish(&routes);
    *out = mix;
    return HG_OK;
}

enum hg_status hg_mix_parts(const struct hg_mix_params *params, size_t n,
                            const double *table_share, double *out, struct hg_error *err)
{
    struct mrio_routes routes;
    const enum hg_status status = mrio_routes_begin(params, NULL, &routes, err);
    if (status != HG_OK)
        return status;
    memset(out, 0, n_industry(params) * n * sizeof(*out));
    for (size_t i = 0; i < n_industry(params); i++) {
        double *row = out + i * n;
        if (mrio_route(&routes, i / n_sector(params), i % n_sector(params)) ==
            HG_NOT_FOUND)
            set_nan(row, n);
        else
            add_rows(&routes, n, table_share, row);
    }
    mrio_routes_finish(&routes);
    return HG_OK;
}

enum hg_status hg_spread_to_table(const struct hg_mix_params *params, const double *kg,
                                  double *industry, double *household, double *unmapped,
                                  struct hg_error *err)
{
    struct mrio_routes routes;
    const enum hg_status status = mrio_routes_begin(params, NULL, &routes, err);
    if (status != HG_OK)
        return status;
    memset(industry, 0, params->mrio->n * sizeof(*industry));
    memset(household, 0, hg_axis_size(params->mrio->regions) * sizeof(*household));
    *unmapped = 0;
    for (size_t i = 0; i < n_industry(params); i++) {
        const size_t own =
            mrio_route(&routes, i / n_sector(params), i % n_sector(params));
        if (own == HG_NOT_FOUND)
            *unmapped += kg[i];
        for (size_t k = 0; own != HG_NOT_FOUND && k < routes.n_part; k++) {
            const struct mrio_part *part = &routes.part[k];
            *(part->industry == MRIO_HOUSEHOLD ? &household[own]
                                               : &industry[part->industry]) +=
                kg[i] * part->weight;
        }
    }
    mrio_routes_finish(&routes);
    return HG_OK;
}
