/* headlines.c - what the figures say, in sentences */
#include "study/draws.h"
#include "study/layers.h"
#include "study/relocate.h"
#include "study/targets_pairs.h"
#include <stdlib.h>
#include <string.h>

/* Three figures are enough for a headline: "1.47 Gt", "337 Mt", "0.52 kt". */
void headline_mass(struct hg_text *text, double kg)
{
    static const struct {
        double kg;
        const char *unit;
    } unit[] = {{1e12, "Gt"}, {1e9, "Mt"}, {1e6, "kt"}, {1e3, "t"}};
    size_t i = 0;
    while (i < 3 && fabs(kg) < 0.9995 * unit[i].kg) /* what rounds to 1000 is 1.00 */
        i++;
    const double value = kg / unit[i].kg;
    const int decimals = fabs(value) >= 99.95 ? 0 : fabs(value) >= 9.995 ? 1 : 2;
    hg_text_print(text, "%.*f %s", decimals, value, unit[i].unit);
}

static void add_percent(struct hg_text *text, double percent)
{
    hg_text_print(text, "%.*f %%", fabs(percent) < 10 ? 1 : 0, percent);
}

/* Index of the largest value which is not taken yet. */
static size_t next_largest(const double *value, size_t n, const bool *taken)
{
    size_t most = HG_NOT_FOUND;
    for (size_t i = 0; i < n; i++)
        if (!taken[i] && value[i] > 0 && (most == HG_NOT_FOUND || value[i] > value[most]))
            most = i;
    return most;
}

/* "United States 5.2 %; Japan 2.1 %; Korea, Republic of 1.4 %" */
static void add_largest(struct hg_text *text, const double *value, size_t n, double whole,
                        size_t most, const char *(*name)(const struct job *, size_t),
                        const struct job *job)
{
    bool *taken = calloc(n + 1, sizeof(*taken));
    if (!taken) {
        text->failed = true;
        return;
    }
    for (size_t k = 0; k < most; k++) {
        const size_t i = next_largest(value, n, taken);
        if (i == HG_NOT_FOUND)
            break;
        taken[i] = true;
        hg_text_print(text, "%s%s ", k ? "; " : "", name(job, i));
        add_percent(text, 100 * value[i] / whole);
    }
    free(taken);
}

static const char *sector_name(const struct job *job, size_t sector)
{
    return hg_axis_name(job->inventory->sectors, sector);
}

void headline_study(const struct job *job, struct hg_text *text)
{
    const struct figures *f = &job->figures;
    const struct hg_accounts *a = job->accounts;
    if (!(f->total_kg > 0))
        return;
    headline_mass(text, f->total_kg);
    if (!job->markets) {
        hg_text_print(text, " %s on the grid.", job_gas(job));
        return;
    }
    hg_text_print(text, " %s on the map, ", job_gas(job));
    add_percent(text, 100 * f->foreign_kg / f->total_kg);
    hg_text_print(text, " of it emitted for foreign markets.");
    if (!(a->foreign > 0))
        return;
    hg_text_print(text, " 1 %% of the land carries ");
    add_percent(text, f->foreign_top_percent);
    hg_text_print(
        text, " of the %s emitted for foreign markets. Largest markets: ", job_gas(job));
    add_largest(text, a->foreign_destination, a->n_destination, a->foreign, 3,
                job_market_name, job);
    hg_text_print(text, ". Largest sectors: ");
    add_largest(text, a->foreign_sector, a->n_sector, a->foreign, 3, sector_name, job);
    hg_text_print(text, ".");
    tell_market_mix(job, text);
}

static void add_land(struct hg_text *text, const struct layer *layer)
{
    if (isnan(layer->top_percent))
        return;
    hg_text_print(text, ", ");
    add_percent(text, layer->top_percent);
    hg_text_print(text, " of it on 1 %% of the land");
}

/* "1.47 Gt CO2, standard deviation of the sum 120 Mt (8.2 %)." */
static void add_deviation(const struct job *job, struct hg_text *text, double kg,
                          double sigma_kg)
{
    headline_mass(text, kg);
    hg_text_print(text, " %s, standard deviation of the sum ", job_gas_print(job));
    headline_mass(text, sigma_kg);
    if (kg != 0) {
        hg_text_print(text, " (");
        add_percent(text, 100 * sigma_kg / fabs(kg));
        hg_text_print(text, ")");
    }
    hg_text_print(text, ".");
}

/* What the cells of a layer that is no form of E have, in a sentence. */
static void tell_kind(const struct job *job, const struct layer *layer, bool whole,
                      struct hg_text *text)
{
    const double scope = plan_scope_kg(job, layer);
    switch (layer->kind) {
    case LAYER_DOMINANT:
    case LAYER_DOMINANT_FOREIGN:
        hg_text_print(text,
                      "The market whose final demand drives the largest part of each "
                      "cell's %s%s.",
                      job_gas_print(job),
                      layer->kind == LAYER_DOMINANT ? "" : ", its own left out");
        break;
    case LAYER_SHARE: /* of tiers too: their scope is all of it */
        add_percent(text, scope > 0 ? 100 * hg_mass_kg(layer->mass) / scope : 0);
        hg_text_print(text,
                      whole ? " of all %s on the map." : " of the %s of these sources.",
                      job_gas_print(job));
        break;
    case LAYER_SIGMA:
        add_deviation(job, text, layer->sum_kg, layer->sum_sigma_kg);
        break;
    case LAYER_STABILITY:
        hg_text_print(text,
                      "How often each cell is on the densest 1 %% of the land, in "
                      "%zu draws.",
                      job->draws->n);
        break;
    case LAYER_FORM:
        break;
    }
}

/* "1.47 Gt CO2 (15 % of all on the map), 75 % of it on 1 % of the land." */
static void tell_mass(const struct job *job, const struct layer *layer,
                      struct hg_text *text)
{
    const bool of_all = strcmp(layer->origin, "all") == 0;
    const double kg = hg_mass_kg(layer->mass);
    const double whole_kg = of_all ? job->figures.total_kg : plan_scope_kg(job, layer);
    headline_mass(text, kg);
    hg_text_print(text, " %s", job_gas_print(job));
    if (layer->account != HG_ACCOUNT_TOTAL && whole_kg > 0) {
        hg_text_print(text, " (");
        add_percent(text, 100 * kg / whole_kg);
        hg_text_print(text, "%s)",
                      layer->account == HG_ACCOUNT_AFTER ? " of what was before"
                      : of_all                           ? " of all on the map"
                                                         : " of what these sources emit");
    }
    add_land(text, layer);
    hg_text_print(text, ".");
}

static void tell_sectors(const struct job *job, const double *kg, double whole,
                         struct hg_text *text)
{
    hg_text_print(text, " Largest sectors: ");
    add_largest(text, kg, job->accounts->n_sector, whole, 2, sector_name, job);
    hg_text_print(text, ".");
}

/* What is emitted for one market, by sector. */
static void tell_destination(const struct job *job, const struct layer *layer,
                             struct hg_text *text)
{
    const struct hg_accounts *a = job->accounts;
    double *sector = calloc(a->n_sector + 1, sizeof(*sector));
    if (!sector) {
        text->failed = true;
        return;
    }
    for (size_t s = 0; s < a->n_sector; s++)
        sector[s] =
            a->sector_destination[s * a->n_destination + layer->destination_index];
    tell_sectors(job, sector, hg_mass_kg(layer->mass), text);
    free(sector);
}

void headline_layer(const struct job *job, const struct layer *layer,
                    struct hg_text *text)
{
    const struct hg_accounts *a = job->accounts;
    const bool whole = strcmp(layer->sector, "all") == 0 &&
                       strcmp(layer->origin, "all") == 0 && !layer->part;
    if (layer_diverges(layer)) {
        relocation_headline(job, layer, text);
        return;
    }
    if (layer->kind != LAYER_FORM) {
        tell_kind(job, layer, whole, text);
        return;
    }
    tell_mass(job, layer, text);
    if (layer->account == HG_ACCOUNT_EXCESS) {
        hg_text_print(text, " ");
        targets_tell_benchmark(job, text);
    }
    if (layer->account == HG_ACCOUNT_FOREIGN && whole && a->foreign > 0) {
        hg_text_print(text, " Largest markets: ");
        add_largest(text, a->foreign_destination, a->n_destination, a->foreign, 3,
                    job_market_name, job);
        hg_text_print(text, ".");
        tell_sectors(job, a->foreign_sector, a->foreign, text);
    }
    if (layer->account == HG_ACCOUNT_DESTINATION && whole &&
        layer->destination_index != HG_NOT_FOUND && hg_mass_kg(layer->mass) > 0)
        tell_destination(job, layer, text);
}
