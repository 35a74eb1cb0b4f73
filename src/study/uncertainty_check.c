/* uncertainty_check.c - what `uncertainty` says, and which layers need it */
#include "study/parse.h"
#include <hotgrid/text.h>
#include <string.h>

/* Percentiles of fewer draws would say little. */
enum { LEAST_DRAWS = 100 };

struct uncertainty_check {
    const struct hg_yaml_file *file;
    const struct hg_yaml *root; /* of the study */
    const struct hg_yaml *map;  /* `uncertainty`, NULL where it is not there */
    const struct hg_study *study;
};

static void check_twice(const struct uncertainty_check *c, const char *list, size_t n,
                        const struct hg_study_sigma *sigma)
{
    const struct hg_yaml *item = hg_yaml_item(hg_yaml_get(c->map, list), 0);
    for (size_t i = 0; item && i < n; i++, item = item->next)
        for (size_t k = 0; sigma[i].code && k < i; k++)
            if (sigma[k].code && strcmp(sigma[k].code, sigma[i].code) == 0) {
                hg_yaml_fault(c->file, item, HG_E_STUDY, "uncertainty",
                              "`%s` stands twice in `%s` of `uncertainty`; keep one",
                              sigma[i].code, list);
                break;
            }
}

static bool is_proxy(const struct hg_study *study, const char *name)
{
    for (size_t i = 0; i < study->inventory.n_files; i++)
        if (study->inventory.files[i].name &&
            strcmp(study->inventory.files[i].name, name) == 0)
            return true;
    for (size_t i = 0; i < study->inventory.n_blends; i++)
        if (study->inventory.blends[i].name &&
            strcmp(study->inventory.blends[i].name, name) == 0)
            return true;
    return strcmp(name, "area") == 0;
}

/* Names in a file of emissions are known only when that is read. */
static void check_proxies(const struct uncertainty_check *c)
{
    if (c->study->inventory.emissions)
        return;
    const struct hg_yaml *item = hg_yaml_item(hg_yaml_get(c->map, "proxies"), 0);
    for (size_t i = 0; item && i < c->study->uncertainty.n_proxies;
         i++, item = item->next) {
        const char *name = c->study->uncertainty.proxies[i].code;
        if (name && !is_proxy(c->study, name))
            hg_yaml_fault(c->file, hg_yaml_get(item, "proxy"), HG_E_STUDY, "uncertainty",
                          "there is no proxy `%s`; name one of `proxy_files` or "
                          "`blends`, or `area`",
                          name);
    }
}

static void check_draws(const struct uncertainty_check *c)
{
    const struct hg_yaml *draws = hg_yaml_get(c->map, "draws");
    const int64_t n = c->study->uncertainty.draws;
    if (draws && n > 0 && n < LEAST_DRAWS)
        hg_yaml_fault(c->file, draws, HG_E_STUDY, "uncertainty",
                      "%lld draws are too few for percentiles; ask for %d or more, or "
                      "for 0",
                      (long long)n, LEAST_DRAWS);
}

/* Which cells are hotspots is asked of all that is emitted, and of the foreign part. */
static void check_stability(const struct uncertainty_check *c,
                            const struct hg_study_layers *layer,
                            const struct hg_yaml *item)
{
    if (c->study->uncertainty.draws == 0)
        hg_yaml_fault(c->file, hg_yaml_get(item, "quantity"), HG_E_STUDY, "uncertainty",
                      "quantity `stability` needs `draws` in `uncertainty`");
    if ((layer->account != HG_ACCOUNT_TOTAL && layer->account != HG_ACCOUNT_FOREIGN) ||
        layer->sector.n > 0 || layer->region.n > 0)
        hg_yaml_fault(c->file, item, HG_E_STUDY, "uncertainty",
                      "`stability` goes with the accounts `total` and `foreign` of all "
                      "sectors and regions");
}

static void check_layers(const struct uncertainty_check *c)
{
    const struct hg_yaml *item = hg_yaml_item(hg_yaml_get(c->root, "layers"), 0);
    for (size_t i = 0; item && i < c->study->n_layers; i++, item = item->next) {
        const struct hg_study_layers *layer = &c->study->layers[i];
        const struct hg_yaml *quantity = hg_yaml_get(item, "quantity");
        if (!quantity || layer->quantity < HG_LAYER_SIGMA)
            continue;
        if (!c->map)
            hg_yaml_fault(c->file, quantity, HG_E_STUDY, "uncertainty",
                          "quantity `%s` needs the key `uncertainty`, which says how far "
                          "the emissions may be off",
                          quantity->text);
        else if (layer->quantity == HG_LAYER_STABILITY)
            check_stability(c, layer, item);
        else if (layer->account == HG_ACCOUNT_TIER || layer->account >= HG_ACCOUNT_EXCESS)
            hg_yaml_fault(c->file, quantity, HG_E_STUDY, "uncertainty",
                          "%s has no `%s`; map that of `total`, `foreign` or a "
                          "`destination`",
                          layer->account == HG_ACCOUNT_TIER
                              ? "what a choice of proxies placed"
                              : "what a lever counts",
                          quantity->text);
    }
}

void hg_study_check_uncertainty(const struct hg_yaml_file *file,
                                const struct hg_yaml *root, const struct hg_study *study)
{
    const struct uncertainty_check c = {file, root, hg_yaml_get(root, "uncertainty"),
                                        study};
    check_layers(&c);
    if (!c.map)
        return;
    check_draws(&c);
    check_twice(&c, "sectors", study->uncertainty.n_sectors, study->uncertainty.sectors);
    check_twice(&c, "regions", study->uncertainty.n_regions, study->uncertainty.regions);
    check_twice(&c, "proxies", study->uncertainty.n_proxies, study->uncertainty.proxies);
    check_proxies(&c);
}
