/* layers_check.c - groups, and the layers that name them, as far as the study file tells
 */
#include "study/names.h"
#include "study/parse.h"
#include <hotgrid/text.h>
#include <string.h>

static const char ALL[] = "all";

static const struct hg_study_group *find_group(const struct hg_study *study,
                                               const char *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (study->groups[i].name && hg_text_same_folded(study->groups[i].name, name))
            return &study->groups[i];
    return NULL;
}

static bool is_member(const struct hg_study *study, const char *name)
{
    for (size_t i = 0; i < study->n_groups; i++)
        for (size_t k = 0; k < study->groups[i].members.n; k++)
            if (hg_text_same_folded(study->groups[i].members.word[k], name))
                return true;
    return false;
}

/* Names of groups and destinations share the names of files, where case does not tell. */
static void check_groups(const struct check *c)
{
    const struct hg_study *s = c->study;
    const struct hg_yaml *item = hg_yaml_item(hg_yaml_get(c->root, "groups"), 0);
    for (size_t i = 0; item && i < s->n_groups; i++, item = item->next) {
        const struct hg_yaml *at = hg_yaml_get(item, "name");
        const struct hg_yaml *members = hg_yaml_get(item, "members");
        const char *name = s->groups[i].name;
        if (members && members->kind == HG_YAML_LIST && members->n == 0)
            hg_yaml_fault(c->file, members, HG_E_STUDY, "groups",
                          "`members` is empty; name the destinations of the group");
        if (!name)
            continue;
        if (hg_text_same_folded(name, ALL))
            hg_yaml_fault(c->file, at, HG_E_STUDY, "groups",
                          "`%s` means all destinations; choose another name", name);
        if (find_group(s, name, i))
            hg_yaml_fault(c->file, at, HG_E_STUDY, "groups",
                          "two groups have the name `%s` (case does not tell them "
                          "apart); rename one",
                          name);
        if (is_member(s, name))
            hg_yaml_fault(c->file, at, HG_E_STUDY, "groups",
                          "`%s` is both a group and a member of a group; rename the "
                          "group (groups do not nest)",
                          name);
    }
}

static bool same_set(const struct hg_words *a, const struct hg_words *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = hg_words_has(b, a->word[i]);
    return same;
}

/* Is this destination one of those that `all` stands for? */
static bool is_single(const struct hg_study *study, const char *word)
{
    return strcmp(word, ALL) != 0 && !find_group(study, word, study->n_groups);
}

/* The first word of a that gives a layer which b gives too, NULL for none. */
static const char *common_destination(const struct hg_study *study,
                                      const struct hg_words *a, const struct hg_words *b)
{
    const bool a_all = hg_words_has(a, ALL), b_all = hg_words_has(b, ALL);
    for (size_t i = 0; i < a->n; i++)
        if (hg_words_has(b, a->word[i]) || (b_all && is_single(study, a->word[i])))
            return a->word[i];
    for (size_t i = 0; a_all && i < b->n; i++)
        if (is_single(study, b->word[i]))
            return ALL;
    return NULL;
}

/* Is some layer of entry a also one of entry b?  The word that makes it so, or "". */
static const char *common_layer(const struct hg_study *study,
                                const struct hg_study_layers *a,
                                const struct hg_study_layers *b)
{
    if (a->account != b->account || a->quantity != b->quantity || a->tier != b->tier ||
        !same_set(&a->sector, &b->sector) || !same_set(&a->region, &b->region) ||
        !same_set(&a->category, &b->category) || !same_set(&a->product, &b->product) ||
        strcmp(a->option ? a->option : "", b->option ? b->option : "") != 0)
        return NULL;
    if (a->account != HG_ACCOUNT_DESTINATION)
        return "";
    return common_destination(study, &a->destination, &b->destination);
}

static void check_layer_again(const struct check *c, size_t i, const struct hg_yaml *item)
{
    const struct hg_study_layers *layers = c->study->layers;
    for (size_t k = 0; k < i; k++) {
        const char *common = common_layer(c->study, &layers[i], &layers[k]);
        if (!common)
            continue;
        const bool named = *common != '\0';
        hg_yaml_fault(c->file, item, HG_E_STUDY, "layers",
                      "this layer%s%s%s stands in line %zu already; keep one of them",
                      named ? " (destination `" : "", common, named ? "`)" : "",
                      layers[k].line);
        return;
    }
}

static void check_all(const struct check *c, const struct hg_study_layers *layer,
                      const struct hg_yaml *destination)
{
    if (!hg_words_has(&layer->destination, ALL))
        return;
    for (size_t i = 0; i < layer->destination.n; i++)
        if (is_single(c->study, layer->destination.word[i]))
            hg_yaml_fault(c->file, hg_yaml_word(destination, layer->destination.word[i]),
                          HG_E_STUDY, "layers",
                          "destination `%s` is among `all` already; leave it out",
                          layer->destination.word[i]);
}

static void check_quantity(const struct check *c, const struct hg_study_layers *layer,
                           const struct hg_yaml *item)
{
    const struct hg_yaml *quantity = hg_yaml_get(item, "quantity");
    if (!quantity)
        return;
    if (layer->account == HG_ACCOUNT_DOMINANT)
        hg_yaml_fault(c->file, quantity, HG_E_STUDY, "layers",
                      "a layer of largest markets has no `quantity`; leave it out");
    else if (layer->account == HG_ACCOUNT_TOTAL && layer->quantity == HG_LAYER_SHARE)
        hg_yaml_fault(c->file, quantity, HG_E_STUDY, "layers",
                      "the share of the total is 100 percent everywhere; map the share "
                      "of `foreign` or of a `destination`");
}

/* The longest chain, then area, then the nearest cell. */
static void check_tier(const struct check *c, const struct hg_study_layers *layer,
                       const struct hg_yaml *tier)
{
    size_t most = 0;
    for (size_t i = 0; i < c->study->inventory.n_rules; i++)
        if (c->study->inventory.rules[i].use.n > most)
            most = c->study->inventory.rules[i].use.n;
    if (tier && !c->study->inventory.emissions && layer->tier > (int64_t)most + 2)
        hg_yaml_fault(
            c->file, tier, HG_E_STUDY, "layers",
            "no sector has %lld choices of proxies; the last are %zu (area) and "
            "%zu (the nearest cell)",
            (long long)layer->tier, most + 1, most + 2);
}

static void refuse_empty(const struct check *c, const struct hg_yaml *item)
{
    static const char *const lists[] = {"destination", "sector", "region", "category",
                                        "product"};
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const struct hg_yaml *list = hg_yaml_get(item, lists[i]);
        if (list && list->kind == HG_YAML_LIST && list->n == 0)
            hg_yaml_fault(c->file, list, HG_E_STUDY, "layers",
                          "`%s` is empty; name something, or leave the key out",
                          lists[i]);
    }
}

/* Categories and products are of final demand. */
static void check_demand(const struct check *c, const struct hg_study_layers *layer,
                         const struct hg_yaml *item)
{
    const struct hg_yaml *category = hg_yaml_get(item, "category");
    const struct hg_yaml *part = category ? category : hg_yaml_get(item, "product");
    if (part && layer->account != HG_ACCOUNT_DESTINATION &&
        layer->account != HG_ACCOUNT_FOREIGN)
        hg_yaml_fault(c->file, part, HG_E_STUDY, "layers",
                      "`%s` goes with accounts `destination` and `foreign` alone",
                      category ? "category" : "product");
}

static void check_layer(const struct check *c, const struct hg_study_layers *layer,
                        const struct hg_yaml *item)
{
    const struct hg_yaml *account = hg_yaml_get(item, "account");
    const struct hg_yaml *destination = hg_yaml_get(item, "destination");
    refuse_empty(c, item);
    const struct hg_yaml *tier = hg_yaml_get(item, "tier");
    if (layer->account == HG_ACCOUNT_TIER && !tier)
        hg_yaml_fault(c->file, item, HG_E_STUDY, "layers",
                      "account `tier` needs the key `tier`, a number");
    else if (layer->account != HG_ACCOUNT_TIER && tier)
        hg_yaml_fault(c->file, tier, HG_E_STUDY, "layers",
                      "`tier` goes with account `tier` alone");
    if (!account && !destination && !tier)
        hg_yaml_fault(c->file, item, HG_E_STUDY, "layers",
                      "the layer needs `account` or `destination`");
    else if (layer->account == HG_ACCOUNT_DESTINATION && !destination)
        hg_yaml_fault(c->file, item, HG_E_STUDY, "layers",
                      "account `destination` needs the key `destination`, a list");
    else if (layer->account != HG_ACCOUNT_DESTINATION && account && destination)
        hg_yaml_fault(c->file, destination, HG_E_STUDY, "layers",
                      "`destination` goes with account `destination` alone");
    check_tier(c, layer, tier);
    check_quantity(c, layer, item);
    check_all(c, layer, destination);
    check_demand(c, layer, item);
}

/* Were account and quantity read as they stand?  If not, that was told, and nothing can
 * be said about the layer. */
static bool is_sound(const struct hg_study_layers *layer, const struct hg_yaml *item)
{
    static const char *const quantity_names[] = {
        [HG_LAYER_DENSITY] = "density",
        [HG_LAYER_TOTAL] = "total",
        [HG_LAYER_SHARE] = "share",
        [HG_LAYER_SIGMA] = "sigma",
        [HG_LAYER_RELATIVE_SIGMA] = "relative_sigma",
        [HG_LAYER_STABILITY] = "stability",
    };
    const struct hg_yaml *account = hg_yaml_get(item, "account");
    const struct hg_yaml *quantity = hg_yaml_get(item, "quantity");
    return (!account || strcmp(account->text, names_account(layer->account)) == 0) &&
           (!quantity || strcmp(quantity->text, quantity_names[layer->quantity]) == 0);
}

static void check_layers(const struct check *c)
{
    const struct hg_yaml *list = hg_yaml_get(c->root, "layers");
    const struct hg_yaml *item = hg_yaml_item(list, 0);
    if (list && list->kind == HG_YAML_LIST && list->n == 0)
        hg_yaml_fault(c->file, list, HG_E_STUDY, "layers",
                      "`layers` is empty; leave the key out for the usual ones");
    for (size_t i = 0; item && i < c->study->n_layers; i++, item = item->next) {
        if (item->kind != HG_YAML_MAP || !is_sound(&c->study->layers[i], item))
            continue;
        check_layer(c, &c->study->layers[i], item);
        check_layer_again(c, i, item);
    }
}

void hg_study_check_layers(const struct hg_yaml_file *file, const struct hg_yaml *root,
                           const struct hg_study *study)
{
    const struct check c = {file, root, study};
    check_groups(&c);
    check_layers(&c);
}
