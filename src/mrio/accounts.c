/* accounts.c - who emits for whom: sums of masses times shares, in fixed order */
#include <hotgrid/accounts.h>
#include <stdlib.h>

void hg_accounts_destroy(struct hg_accounts *accounts)
{
    if (!accounts)
        return;
    free(accounts->region_destination);
    free(accounts->sector_destination);
    free(accounts->flow);
    free(accounts->destination);
    free(accounts->foreign_region);
    free(accounts->foreign_sector);
    free(accounts->foreign_destination);
    free(accounts->household);
    free(accounts);
}

static struct hg_accounts *create(const struct hg_inventory *inventory,
                                  const struct hg_mix *mix)
{
    const size_t n_region = hg_axis_size(inventory->regions);
    const size_t n_sector = hg_axis_size(inventory->sectors), D = mix->n_destination;
    struct hg_accounts *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    a->n_region = n_region;
    a->n_sector = n_sector;
    a->n_destination = D;
    a->region_destination = calloc(n_region * D + 1, sizeof(double));
    a->sector_destination = calloc(n_sector * D + 1, sizeof(double));
    a->flow = calloc(D * D + 1, sizeof(double));
    a->destination = calloc(D + 1, sizeof(double));
    a->foreign_region = calloc(n_region + 1, sizeof(double));
    a->foreign_sector = calloc(n_sector + 1, sizeof(double));
    a->foreign_destination = calloc(D + 1, sizeof(double));
    a->household = calloc(D + 1, sizeof(double));
    if (a->region_destination && a->sector_destination && a->flow && a->destination &&
        a->foreign_region && a->foreign_sector && a->foreign_destination && a->household)
        return a;
    hg_accounts_destroy(a);
    return NULL;
}

static void enter(struct hg_accounts *a, const struct hg_mix *mix, size_t region,
                  size_t sector, double kg)
{
    const size_t D = a->n_destination, industry = region * a->n_sector + sector;
    const size_t own = mix->own[industry];
    for (size_t d = 0; d < D; d++) {
        const double part = kg * mix->share[industry * D + d];
        a->region_destination[region * D + d] += part;
        a->sector_destination[sector * D + d] += part;
        a->flow[own * D + d] += part;
        a->destination[d] += part;
        if (d == own)
            continue;
        a->foreign_region[region] += part;
        a->foreign_sector[sector] += part;
        a->foreign_destination[d] += part;
        a->foreign += part;
    }
    a->household[own] += kg * mix->household[industry];
    a->total += kg;
}

enum hg_status hg_accounts_create(const struct hg_inventory *inventory,
                                  const struct hg_mix *mix, const double *kg,
                                  struct hg_accounts **out, struct hg_error *err)
{
    struct hg_accounts *a = create(inventory, mix);
    if (!a)
        return hg_fail(err, HG_E_MEMORY, "no memory for the accounts");
    for (size_t region = 0; region < a->n_region; region++)
        for (size_t sector = 0; sector < a->n_sector; sector++) {
            const size_t industry = region * a->n_sector + sector;
            if (mix->own[industry] != HG_NOT_FOUND)
                enter(a, mix, region, sector, kg[industry]);
        }
    *out = a;
    return HG_OK;
}

static void clear(double *value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        value[i] = 0;
}

void hg_table_accounts(const struct hg_mrio *mrio, const struct hg_shares *shares,
                       const double *e, double *pba, double *cba, double *flow)
{
    const size_t D = shares->n_destination;
    clear(pba, D);
    clear(cba, D);
    clear(flow, D * D);
    for (size_t i = 0; i < shares->n; i++) {
        const size_t region = mrio->region_of[i];
        pba[region] += e[i];
        for (size_t d = 0; d < D; d++) {
            const double part = e[i] * shares->share[i * D + d];
            cba[d] += part;
            flow[region * D + d] += part;
        }
    }
}
