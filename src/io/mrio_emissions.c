/* mrio_emissions.c - emissions of industries and households from rows of accounts */
#include "io/mrio_emissions.h"
#include "io/mrio_tables.h"
#include <assert.h>
#include <hotgrid/flux.h>
#include <hotgrid/text.h>
#include <hotgrid/units.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum hg_status no_memory(const struct mrio_reading *reading, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory for its accounts",
                   reading->place.path);
}

enum hg_status mrio_use_accounts(struct mrio_reading *reading, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; i < reading->source->n_account && status == HG_OK; i++) {
        const struct hg_mrio_account *account = &reading->source->account[i];
        if (account->file.path)
            status = mrio_use(reading, account->file.path, err);
        if (status == HG_OK && account->household.path)
            status = mrio_use(reading, account->household.path, err);
    }
    return status;
}

/* The part of an offer's name behind its extension. */
static const char *short_name(const char *name)
{
    const char *slash = strchr(name, '/');
    return slash ? slash + 1 : name;
}

static enum hg_status fail_unknown(const struct mrio_reading *reading, const char *name,
                                   size_t n, const struct hg_mrio_offer *offer,
                                   struct hg_error *err)
{
    const char **names = calloc(2 * n + 1, sizeof(*names));
    if (!names)
        return no_memory(reading, err);
    for (size_t i = 0; i < n; i++) {
        names[2 * i] = offer[i].name;
        names[2 * i + 1] = short_name(offer[i].name);
    }
    const char *near = hg_text_nearest(name, names, 2 * n);
    const enum hg_status status =
        hg_fail(err, HG_E_INPUT,
                "%s: has no account `%s`%s%s%s; `hotgrid mrio info` lists its %zu",
                reading->place.path, name, near ? "; did you mean `" : "",
                near ? near : "", near ? "`?" : "", n);
    free(names);
    return status;
}

/* The offer with that name, or with that name behind its extension. */
static enum hg_status find_offer(const struct mrio_reading *reading, const char *name,
                                 size_t n, const struct hg_mrio_offer *offer, size_t *out,
                                 struct hg_error *err)
{
    size_t found = n;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(offer[i].name, name) == 0) {
            *out = i;
            return HG_OK;
        }
        if (strcmp(short_name(offer[i].name), name) != 0)
            continue;
        if (found < n)
            return hg_fail(err, HG_E_INPUT,
                           "%s: has two accounts `%s`: `%s` and `%s`; name one of them",
                           reading->place.path, name, offer[found].name, offer[i].name);
        found = i;
    }
    if (found == n)
        return fail_unknown(reading, name, n, offer, err);
    *out = found;
    return HG_OK;
}

/* A mass without its "CO2-eq", which says that other gases are in it already. */
static bool parse_unit(const char *unit, struct hg_flux *out)
{
    static const char *const ends[] = {" CO2-eq.", " CO2 eq.", " CO2eq.", " CO2-eq",
                                       " CO2 eq",  " CO2eq",   " CO2e"};
    char mass[64];
    const size_t length = strlen(unit);
    (void)snprintf(mass, sizeof(mass), "%s", unit);
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        const size_t n = strlen(ends[i]);
        if (length > n && length < sizeof(mass) &&
            strcmp(unit + length - n, ends[i]) == 0)
            mass[length - n] = '\0';
    }
    return hg_flux_parse(mass, out) && !out->per_m2;
}

static enum hg_status account_unit(const struct mrio_reading *reading,
                                   const struct hg_mrio_account *account,
                                   const struct hg_mrio_offer *offer, struct hg_flux *out,
                                   struct hg_error *err)
{
    const char *unit = account->unit ? account->unit : offer->unit;
    struct hg_flux own;
    if (!unit)
        return hg_fail(err, HG_E_INPUT,
                       "%s: account `%s` has no unit there, and none in the study; say "
                       "it (`unit: kg`)",
                       reading->place.path, offer->name);
    if (!parse_unit(unit, out))
        return hg_fail(err, HG_E_INPUT,
                       "%s: unit \"%s\" of account `%s` is no mass; say it in the study "
                       "(kg, t, kt, Gg, Mt; `t C` for carbon)",
                       reading->place.path, unit, offer->name);
    if (account->unit && offer->unit && parse_unit(offer->unit, &own) &&
        !hg_flux_agrees(&own, out))
        return hg_fail(err, HG_E_INPUT,
                       "%s: unit of account `%s` is \"%s\" there and \"%s\" in the "
                       "study; correct one",
                       reading->place.path, offer->name, offer->unit, account->unit);
    return HG_OK;
}

/* The gas that a name starts with ("CH4 - combustion - air"), or CO2. */
static unsigned gas_of_name(const char *name)
{
    char word[32];
    unsigned gas = HG_GAS_CO2;
    const char *start = short_name(name);
    const size_t n = strcspn(start, " ,_(");
    if (n >= sizeof(word))
        return HG_GAS_CO2;
    memcpy(word, start, n);
    word[n] = '\0';
    return hg_gas_parse(word, &gas) ? gas : HG_GAS_CO2;
}

/* kg of CO2 that one kg of the account stands for. */
static enum hg_status account_gwp(const struct mrio_reading *reading,
                                  const struct hg_mrio_account *account,
                                  const struct hg_mrio_offer *offer, double *out,
                                  struct hg_error *err)
{
    unsigned gas = HG_GAS_CO2;
    const unsigned named = gas_of_name(offer->name);
    if (account->gas && !hg_gas_parse(account->gas, &gas))
        return hg_fail(err, HG_E_INPUT,
                       "%s: gas `%s` of account `%s` is not known; `hotgrid info` lists "
                       "the gases",
                       reading->place.path, account->gas, offer->name);
    if (!account->gas && named != HG_GAS_CO2 && !isfinite(hg_gas_gwp(named, HG_GWP_NONE)))
        return hg_fail(err, HG_E_INPUT,
                       "%s: account `%s` looks like another gas than CO2; say which "
                       "(`gas: %s`)",
                       reading->place.path, offer->name,
                       hg_gas_names(&(size_t){0})[named]);
    *out = hg_gas_gwp(gas, account->gwp);
    if (isfinite(*out))
        return HG_OK;
    return hg_fail(err, HG_E_INPUT,
                   "%s: account `%s` is of %s, which counts where the study says `gas: "
                   "co2e` and has a potential for it",
                   reading->place.path, offer->name, account->gas);
}

static int by_size(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* One account of the source among those that are loaded. */
static enum hg_status add_account(const struct mrio_reading *reading,
                                  const struct hg_mrio_account *account,
                                  const struct hg_mrio_offer *offer,
                                  const struct hg_mrio *mrio, const double *industry,
                                  const double *household, struct hg_error *err)
{
    const size_t n_region = hg_axis_size(mrio->regions);
    struct hg_flux unit = {0};
    double gwp = 1;
    enum hg_status status = account_unit(reading, account, offer, &unit, err);
    if (status == HG_OK)
        status = account_gwp(reading, account, offer, &gwp, err);
    if (status != HG_OK)
        return status;
    const enum hg_basis basis = unit.has_basis ? unit.basis : HG_BASIS_CO2;
    for (size_t i = 0; i < mrio->n; i++)
        mrio->emissions->industry[i] += gwp * hg_mass_in_kg(industry[i], unit.kg, basis);
    for (size_t r = 0; r < n_region; r++)
        mrio->emissions->household[r] +=
            gwp * hg_mass_in_kg(household[r], unit.kg, basis);
    return HG_OK;
}

struct chosen {
    size_t n_offer, n;
    const struct hg_mrio_offer *offer;
    size_t *of;    /* [account]: its offer */
    size_t *which; /* [n]: offers that are loaded, rising */
    double *industry, *household;
};

static enum hg_status choose(struct mrio_reading *reading, struct chosen *chosen,
                             struct hg_error *err)
{
    const struct hg_mrio_source *source = reading->source;
    enum hg_status status = HG_OK;
    assert(chosen->of && chosen->which);
    for (size_t i = 0; i < source->n_account && status == HG_OK; i++) {
        if (!source->account[i].name)
            continue;
        status = find_offer(reading, source->account[i].name, chosen->n_offer,
                            chosen->offer, &chosen->of[i], err);
        for (size_t k = 0; k < i && status == HG_OK; k++)
            if (source->account[k].name && chosen->of[k] == chosen->of[i])
                status = hg_fail(err, HG_E_INPUT,
                                 "%s: account `%s` is asked for twice; its emissions "
                                 "would count double",
                                 reading->place.path, chosen->offer[chosen->of[i]].name);
        chosen->which[chosen->n++] = chosen->of[i];
    }
    if (chosen->n > 1 && status == HG_OK)
        qsort(chosen->which, chosen->n, sizeof(*chosen->which), by_size);
    return status;
}

static enum hg_status add_chosen(const struct mrio_reading *reading,
                                 const struct chosen *chosen, const struct hg_mrio *mrio,
                                 struct hg_error *err)
{
    const struct hg_mrio_source *source = reading->source;
    const size_t n_region = hg_axis_size(mrio->regions);
    enum hg_status status = HG_OK;
    assert(chosen->of && chosen->which);
    for (size_t i = 0; i < source->n_account && status == HG_OK; i++) {
        if (!source->account[i].name)
            continue;
        size_t k = 0;
        while (chosen->which[k] != chosen->of[i])
            k++;
        status = add_account(reading, &source->account[i], &chosen->offer[chosen->of[i]],
                             mrio, chosen->industry + k * mrio->n,
                             chosen->household + k * n_region, err);
    }
    return status;
}

/* Accounts of the table's own. */
static enum hg_status read_named(struct mrio_reading *reading,
                                 const struct mrio_layout *layout,
                                 const struct hg_mrio *mrio, struct hg_error *err)
{
    const size_t n = reading->source->n_account;
    struct chosen chosen = {.of = calloc(n + 1, sizeof(size_t)),
                            .which = calloc(n + 1, sizeof(size_t))};
    enum hg_status status = chosen.of && chosen.which ? HG_OK : no_memory(reading, err);
    if (status == HG_OK && layout->list)
        status = layout->list(reading, &chosen.n_offer, &chosen.offer, err);
    if (status == HG_OK && chosen.n_offer == 0)
        status = hg_fail(err, HG_E_INPUT,
                         "%s: comes with no accounts (a folder of an extension with "
                         "F.txt); give the emissions as a CSV file",
                         reading->place.path);
    if (status == HG_OK)
        status = choose(reading, &chosen, err);
    if (status == HG_OK) {
        chosen.industry = calloc(chosen.n * mrio->n + 1, sizeof(double));
        chosen.household =
            calloc(chosen.n * hg_axis_size(mrio->regions) + 1, sizeof(double));
        if (!chosen.industry || !chosen.household)
            status = no_memory(reading, err);
    }
    if (status == HG_OK)
        status = layout->load(reading, mrio, chosen.n, chosen.which, chosen.industry,
                              chosen.household, err);
    if (status == HG_OK)
        status = add_chosen(reading, &chosen, mrio, err);
    free(chosen.of);
    free(chosen.which);
    free(chosen.industry);
    free(chosen.household);
    return status;
}

static enum hg_status make_emissions(struct hg_mrio *mrio, struct hg_error *err)
{
    struct hg_mrio_emissions *emissions = calloc(1, sizeof(*emissions));
    mrio->emissions = emissions;
    if (emissions) {
        emissions->industry = calloc(mrio->n + 1, sizeof(double));
        emissions->household = calloc(hg_axis_size(mrio->regions) + 1, sizeof(double));
    }
    if (!emissions || !emissions->industry || !emissions->household)
        return hg_fail(err, HG_E_MEMORY, "no memory for the emissions of a trade table");
    return HG_OK;
}

static enum hg_status check_account(const struct mrio_reading *reading, size_t i,
                                    struct hg_error *err)
{
    const struct hg_mrio_account *account = &reading->source->account[i];
    const bool file = account->file.path || account->household.path;
    if (!account->name && !file)
        return hg_fail(err, HG_E_STUDY,
                       "entry %zu of `emissions` of the trade table names neither an "
                       "account nor a file",
                       i + 1);
    if (!account->name && (account->unit || account->gas))
        return hg_fail(
            err, HG_E_STUDY,
            "entry %zu of `emissions` of the trade table is a file, which says "
            "its units and gases itself, in columns",
            i + 1);
    if (account->name && file)
        return hg_fail(err, HG_E_STUDY,
                       "entry %zu of `emissions` of the trade table has both an account "
                       "and a file; make two entries",
                       i + 1);
    return HG_OK;
}

enum hg_status mrio_read_accounts(struct mrio_reading *reading,
                                  const struct mrio_layout *layout, struct hg_mrio *mrio,
                                  struct hg_error *err)
{
    const struct hg_mrio_source *source = reading->source;
    bool named = false;
    if (source->n_account == 0)
        return HG_OK;
    enum hg_status status = HG_OK;
    for (size_t i = 0; i < source->n_account && status == HG_OK; i++) {
        named |= source->account[i].name != NULL;
        status = check_account(reading, i, err);
    }
    if (status == HG_OK)
        status = make_emissions(mrio, err);
    if (status == HG_OK && named)
        status = read_named(reading, layout, mrio, err);
    return status == HG_OK ? mrio_read_tables(reading, mrio, err) : status;
}
