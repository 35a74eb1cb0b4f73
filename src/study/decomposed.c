/* decomposed.c - the parts of a decomposition: its methods, its rows, its residual */
#include "study/decomposed.h"
#include <stdlib.h>

#define NO_FACTOR                                                                        \
    {"without_output", "emitted beside no output or demand: of no factor"},              \
    {                                                                                    \
        "households", "emitted by households directly"                                   \
    }

#define INPUTS                                                                           \
    {"technology", "what industries need of each product, wherever from"},               \
    {                                                                                    \
        "input_sourcing", "where industries buy it"                                      \
    }

/* The mean of the two polar forms of f L y (structural.h), of those who emit ... */
const struct decompose_method decompose_production = {
    .name = "sda",
    .account = "production",
    .n = 8,
    .factor = {{"intensity", "emissions per output of each industry"},
               INPUTS,
               {"demand_mix", "which products final demand buys, wherever from"},
               {"demand_sourcing", "where final demand buys them"},
               {"demand_level", "how much final demand buys"},
               NO_FACTOR},
};

/* ... and of those whose demand is served. */
const struct decompose_method decompose_consumption = {
    .name = "sda",
    .account = "consumption",
    .n = 8,
    .factor = {{"intensity", "emissions per output of the industries of all regions"},
               INPUTS,
               {"demand_mix", "which products its final demand buys, wherever from"},
               {"demand_sourcing", "where its final demand buys them"},
               {"demand_level", "how much its final demand buys"},
               NO_FACTOR},
};

/* Of an economy by itself, which has one source of each product. */
const struct decompose_method decompose_economy = {
    .name = "sda",
    .account = "production",
    .n = 6,
    .factor = {{"intensity", "emissions per output of each sector"},
               {"input_structure", "what its sectors buy of each other at home"},
               {"demand_mix", "which products its final demand and exports are"},
               {"demand_level", "how much its final demand and exports are"},
               NO_FACTOR},
};

/* LMDI-I of the output of sectors (decompose.h). */
const struct decompose_method decompose_output = {
    .name = "lmdi",
    .account = "production",
    .n = 5,
    .factor = {{"intensity", "emissions per output within each sector"},
               {"output_structure",
                "each sector's part in all output: to be read of all sectors together"},
               {"activity", "all output"},
               NO_FACTOR},
};

/* The mean of the polar forms of what a region demands, product by product. */
const struct decompose_method decompose_basket = {
    .name = "sda",
    .account = "consumption",
    .n = 5,
    .factor = {{"embodied_intensity", "emissions of the world per unit of each product"},
               {"demand_mix", "each product's part in its final demand"},
               {"demand_level", "how much its final demand buys"},
               NO_FACTOR},
};

void decomposed_finish(struct decomposed *d)
{
    for (size_t i = 0; i < d->n; i++) {
        free(d->found[i].row);
        free(d->found[i].exchanged);
    }
    for (size_t i = 0; i < d->n_flows; i++)
        free(d->flows[i].row);
    free(d->party);
    hg_axis_destroy(d->sectors);
}

enum hg_status decompose_take_sectors(struct decomposed *d, const struct hg_axis *sectors,
                                      struct hg_error *err)
{
    const size_t n = hg_axis_size(sectors);
    const char **name = calloc(n + 1, sizeof(*name));
    if (!name)
        return no_memory(err, "the decomposition");
    for (size_t s = 0; s < n; s++)
        name[s] = hg_axis_name(sectors, s);
    const enum hg_status status =
        hg_axis_create(n, hg_axis_codes(sectors), name, &d->sectors, err);
    free(name);
    return status;
}

struct decomposition *decompose_add(struct decomposed *d, const char *of,
                                    const struct decompose_method *method)
{
    struct decomposition *one = &d->found[d->n++];
    const size_t n_sector = hg_axis_size(d->sectors);
    one->of = of;
    one->method = method;
    one->row = calloc(d->n_party * (n_sector + 1) + 1, sizeof(*one->row));
    one->exchanged = calloc(d->n_party + 1, sizeof(*one->exchanged));
    for (size_t p = 0; one->exchanged && p < d->n_party; p++)
        one->exchanged[p] = NAN;
    return one->row && one->exchanged ? one : NULL;
}

struct decompose_row *decompose_add_flows(struct decomposed *d, const char *of)
{
    struct decompose_flows *flows = &d->flows[d->n_flows++];
    flows->of = of;
    flows->row = calloc(d->n_from * d->n_to + 1, sizeof(*flows->row));
    return flows->row;
}

struct decompose_row *decompose_at(const struct decomposed *d,
                                   const struct decomposition *one, size_t party,
                                   size_t sector)
{
    return &one->row[party * (hg_axis_size(d->sectors) + 1) + sector];
}

void decompose_sum(struct decompose_row *a, const struct decompose_row *b)
{
    a->before += b->before;
    a->after += b->after;
    for (size_t k = 0; k < N_FACTOR; k++)
        a->effect[k] += b->effect[k];
}

static double size_of(const struct decompose_row *row)
{
    return fmax(fabs(row->before), fabs(row->after));
}

bool decompose_matters(const struct decompose_row *row, double kg)
{
    return fabs(kg) > 1e-12 * size_of(row);
}

static double unexplained(const struct decompose_row *row)
{
    double sum = 0;
    const double size = size_of(row);
    for (size_t k = 0; k < N_FACTOR; k++)
        sum += row->effect[k];
    return size > 0 ? fabs(row->after - row->before - sum) / size : fabs(sum);
}

void decompose_close(const struct decomposed *d, struct decomposition *one, size_t party,
                     const double industries[2], const double households[2])
{
    const size_t n_sector = hg_axis_size(d->sectors), last = one->method->n - 1;
    struct decompose_row *all = decompose_at(d, one, party, n_sector);
    for (size_t s = 0; s < n_sector; s++)
        decompose_sum(all, decompose_at(d, one, party, s));
    all->before = industries[0] + households[0];
    all->after = industries[1] + households[1];
    all->effect[last] = households[1] - households[0];
    one->residual = fmax(one->residual, unexplained(all));
}
