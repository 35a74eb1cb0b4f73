/* study_check.c - what the parts of a study file say to each other */
#include "study/parse.h"
#include <hotgrid/classes.h>
#include <hotgrid/text.h>
#include <stdlib.h>
#include <string.h>

struct check {
    const struct hg_yaml_file *file;
    const struct hg_yaml *root;
    const struct hg_study *study;
};

static const char AREA[] = "area", ALL[] = "all";

static bool has_word(const struct hg_words *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++)
        if (strcmp(words->word[i], word) == 0)
            return true;
    return false;
}

/* The word itself where it stands in a list of the file, else the list. */
static const struct hg_yaml *word_at(const struct hg_yaml *list, const char *word)
{
    for (const struct hg_yaml *item = list ? list->first : NULL; item; item = item->next)
        if (item->kind == HG_YAML_WORD && strcmp(item->text, word) == 0)
            return item;
    return list;
}

static const struct hg_yaml *inventory_key(const struct check *c, const char *key)
{
    return hg_yaml_get(hg_yaml_get(c->root, "inventory"), key);
}

static bool adds(size_t n, const struct hg_study_points *sources)
{
    for (size_t i = 0; i < n; i++)
        if (sources[i].rule == HG_POINTS_ADD)
            return true;
    return false;
}

/* All that an emissions file stands for goes without saying; else there must be totals,
 * or sources that make them. */
static void check_totals(const struct check *c)
{
    static const char *const replaced[] = {
        "totals",      "points", "lines",   "areas", "grids", "snap",        "proxies",
        "proxy_files", "blends", "sectors", "gas",   "gwp",   "not_gridded",
    };
    const size_t n_replaced = sizeof(replaced) / sizeof(replaced[0]);
    const struct hg_study *s = c->study;
    const struct hg_yaml *inventory = hg_yaml_get(c->root, "inventory");
    if (!inventory)
        return;
    for (size_t i = 0; hg_yaml_get(inventory, "emissions") && i < n_replaced; i++)
        if (hg_yaml_get(inventory, replaced[i]))
            hg_yaml_fault(c->file, hg_yaml_get(inventory, replaced[i]), HG_E_STUDY,
                          "emissions",
                          "`%s` does not go with `emissions`, which holds all that is "
                          "emitted; keep one of them",
                          replaced[i]);
    if (hg_yaml_get(inventory, "totals") || hg_yaml_get(inventory, "emissions") ||
        s->inventory.n_grids > 0 || adds(s->inventory.n_points, s->inventory.points) ||
        adds(s->inventory.n_lines, s->inventory.lines) ||
        adds(s->inventory.n_areas, s->inventory.areas))
        return;
    hg_yaml_fault(c->file, inventory, HG_E_STUDY, "missing key",
                  "key `totals` is missing in inventory: only sources that are added can "
                  "do without");
}

static bool is_file(const struct hg_study *study, const char *name)
{
    for (size_t i = 0; i < study->inventory.n_files; i++) {
        const char *known = study->inventory.files[i].name;
        if (known && strcmp(known, name) == 0)
            return true;
    }
    return false;
}

static bool is_blend(const struct hg_study *study, const char *name, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *known = study->inventory.blends[i].name;
        if (known && strcmp(known, name) == 0)
            return true;
    }
    return false;
}

static bool is_proxy(const struct hg_study *study, const char *name)
{
    return is_file(study, name) || is_blend(study, name, study->inventory.n_blends) ||
           strcmp(name, AREA) == 0;
}

static void check_proxy_names(const struct check *c)
{
    const struct hg_yaml *item = hg_yaml_item(inventory_key(c, "proxy_files"), 0);
    const struct hg_study_proxy_file *files = c->study->inventory.files;
    for (size_t i = 0; i < c->study->inventory.n_files; i++, item = item->next) {
        if (!files[i].name)
            continue;
        const struct hg_yaml *at = hg_yaml_get(item, "name");
        if (strcmp(files[i].name, AREA) == 0)
            hg_yaml_fault(c->file, at, HG_E_STUDY, "proxies",
                          "`area` is the area of the cells, no name for a file; choose "
                          "another");
        for (size_t k = 0; k < i; k++)
            if (files[k].name && strcmp(files[k].name, files[i].name) == 0) {
                hg_yaml_fault(c->file, at, HG_E_STUDY, "proxies",
                              "two proxy files have the name `%s`; rename one",
                              files[i].name);
                break;
            }
    }
}

/* Tells that a name is unknown, and which known one is near. */
static void refuse_proxy(const struct check *c, const struct hg_yaml *at,
                         const char *name, bool files_only)
{
    const struct hg_study *study = c->study;
    const size_t n = study->inventory.n_files + study->inventory.n_blends;
    const char **names = hg_arena_alloc(study->arena, n + 1, sizeof(*names));
    size_t known = 0;
    for (size_t i = 0; names && i < study->inventory.n_files; i++)
        if (study->inventory.files[i].name)
            names[known++] = study->inventory.files[i].name;
    for (size_t i = 0; names && !files_only && i < study->inventory.n_blends; i++)
        if (study->inventory.blends[i].name)
            names[known++] = study->inventory.blends[i].name;
    if (names && !files_only)
        names[known++] = AREA;
    const char *near = names ? hg_text_nearest(name, names, known) : NULL;
    if (near)
        hg_yaml_fault(c->file, at, HG_E_STUDY, "proxies",
                      "there is no proxy file `%s`; did you mean `%s`?", name, near);
    else
        hg_yaml_fault(c->file, at, HG_E_STUDY, "proxies",
                      "there is no proxy file `%s`; name one in `proxy_files`%s", name,
                      files_only ? "" : ", or `area`");
}

static void check_mask(const struct check *c, const struct hg_yaml *item, const char *key,
                       const char *name)
{
    if (name && !is_file(c->study, name))
        refuse_proxy(c, hg_yaml_get(item, key), name, true);
}

static void check_blends(const struct check *c)
{
    const struct hg_yaml *item = hg_yaml_item(inventory_key(c, "blends"), 0);
    const struct hg_study_blend *blends = c->study->inventory.blends;
    for (size_t i = 0; item && i < c->study->inventory.n_blends; i++, item = item->next) {
        const struct hg_study_blend *blend = &blends[i];
        const struct hg_yaml *at = hg_yaml_get(item, "name");
        if (blend->name &&
            (is_file(c->study, blend->name) || is_blend(c->study, blend->name, i) ||
             strcmp(blend->name, AREA) == 0))
            hg_yaml_fault(c->file, at, HG_E_STUDY, "proxies",
                          "`%s` is a proxy already; choose another name for the blend",
                          blend->name);
        const struct hg_yaml *of = hg_yaml_get(item, "of");
        const struct hg_yaml *part = hg_yaml_item(of, 0);
        if (of && of->kind == HG_YAML_LIST && of->n == 0)
            hg_yaml_fault(c->file, of, HG_E_STUDY, "proxies",
                          "`of` is empty; name a proxy file and its share");
        for (size_t k = 0; part && k < blend->n_of; k++, part = part->next)
            if (blend->of[k].proxy && !is_file(c->study, blend->of[k].proxy))
                refuse_proxy(c, hg_yaml_get(part, "proxy"), blend->of[k].proxy, true);
        check_mask(c, item, "within", blend->within);
        check_mask(c, item, "outside", blend->outside);
    }
}

/* The earlier rule that a sector has already, or n for none. */
static size_t rule_of(const struct hg_study *study, const char *sector, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (has_word(&study->inventory.rules[i].sectors, sector))
            return i;
    return n;
}

static void check_rule(const struct check *c, size_t i, const struct hg_yaml *item,
                       bool *has_rest)
{
    const struct hg_study_proxy_rule *rule = &c->study->inventory.rules[i];
    const struct hg_yaml *sectors = hg_yaml_get(item, "sectors");
    const struct hg_yaml *use = hg_yaml_get(item, "use");
    for (size_t k = 0; k < rule->use.n; k++)
        if (!is_proxy(c->study, rule->use.word[k]))
            refuse_proxy(c, word_at(use, rule->use.word[k]), rule->use.word[k], false);
    if (use && use->kind == HG_YAML_LIST && use->n == 0)
        hg_yaml_fault(c->file, use, HG_E_STUDY, "proxies",
                      "`use` is empty; name a proxy file, or `area`");
    for (size_t k = 0; k < rule->sectors.n; k++)
        if (rule_of(c->study, rule->sectors.word[k], i) < i)
            hg_yaml_fault(c->file, word_at(sectors, rule->sectors.word[k]), HG_E_STUDY,
                          "proxies", "sector `%s` has a rule already; keep one of them",
                          rule->sectors.word[k]);
    if (sectors && sectors->kind == HG_YAML_LIST && sectors->n == 0)
        hg_yaml_fault(c->file, sectors, HG_E_STUDY, "proxies",
                      "`sectors` is empty; name sectors, or leave the key out for all "
                      "others");
    if (!sectors && *has_rest)
        hg_yaml_fault(c->file, item, HG_E_STUDY, "proxies",
                      "a second rule for all other sectors; keep one of them");
    *has_rest = *has_rest || !sectors;
}

static void check_proxies(const struct check *c)
{
    bool has_rest = false;
    const struct hg_yaml *item = hg_yaml_item(inventory_key(c, "proxies"), 0);
    for (size_t i = 0; item && i < c->study->inventory.n_rules; i++, item = item->next)
        if (item->kind == HG_YAML_MAP)
            check_rule(c, i, item, &has_rest);
}

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
        same = has_word(b, a->word[i]);
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
    const bool a_all = has_word(a, ALL), b_all = has_word(b, ALL);
    for (size_t i = 0; i < a->n; i++)
        if (has_word(b, a->word[i]) || (b_all && is_single(study, a->word[i])))
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
    if (!has_word(&layer->destination, ALL))
        return;
    for (size_t i = 0; i < layer->destination.n; i++)
        if (is_single(c->study, layer->destination.word[i]))
            hg_yaml_fault(c->file, word_at(destination, layer->destination.word[i]),
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
    static const char *const account_names[] = {
        [HG_ACCOUNT_TOTAL] = "total",
        [HG_ACCOUNT_FOREIGN] = "foreign",
        [HG_ACCOUNT_DESTINATION] = "destination",
        [HG_ACCOUNT_DOMINANT] = "dominant",
        [HG_ACCOUNT_TIER] = "tier",
        [HG_ACCOUNT_EXCESS] = "excess",
        [HG_ACCOUNT_AFTER] = "after",
        [HG_ACCOUNT_CHANGE] = "change",
    };
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
    return (!account || strcmp(account->text, account_names[layer->account]) == 0) &&
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

static void check_breaks(const struct check *c, const struct hg_yaml *list)
{
    const size_t n = c->study->maps.n_break;
    const double *breaks = c->study->maps.breaks;
    if (list->n < 3 || list->n > HG_MAX_CLASSES + 1)
        hg_yaml_fault(c->file, list, HG_E_STUDY, "breaks",
                      "`breaks` has %zu numbers, must have 3 to %d", list->n,
                      HG_MAX_CLASSES + 1);
    for (size_t i = 1; i < n; i++)
        if (!(breaks[i] > breaks[i - 1])) {
            hg_yaml_fault(c->file, list, HG_E_STUDY, "breaks",
                          "`breaks` must rise: number %zu is not above the one before it",
                          i + 1);
            break;
        }
}

static void check_classes(const struct check *c)
{
    const struct hg_yaml *classes = hg_yaml_get(hg_yaml_get(c->root, "maps"), "classes");
    const struct hg_yaml *method = hg_yaml_get(classes, "method");
    const struct hg_yaml *breaks = hg_yaml_get(classes, "breaks");
    const struct hg_yaml *count = hg_yaml_get(classes, "count");
    if (!classes || (method && !c->study->maps.method)) /* told already */
        return;
    const struct hg_yaml *scale = hg_yaml_get(classes, "scale");
    if (scale && !(method && strcmp(c->study->maps.method, "continuous") == 0))
        hg_yaml_fault(c->file, scale, HG_E_STUDY, "scale",
                      "`scale` goes with method `continuous` alone");
    const bool manual = method && strcmp(c->study->maps.method, "manual") == 0;
    if (manual && !breaks)
        hg_yaml_fault(c->file, method, HG_E_STUDY, "breaks",
                      "method `manual` needs `breaks`");
    if (!manual && breaks)
        hg_yaml_fault(c->file, breaks, HG_E_STUDY, "breaks",
                      "`breaks` go with method `manual` alone");
    if (manual && count)
        hg_yaml_fault(c->file, count, HG_E_STUDY, "breaks",
                      "`count` does not go with method `manual`: the breaks tell it");
    if (breaks && breaks->kind == HG_YAML_LIST)
        check_breaks(c, breaks);
}

/* Pseudo p come from permutations. */
static void check_local(const struct check *c)
{
    const struct hg_study *study = c->study;
    const struct hg_yaml *local = hg_yaml_get(hg_yaml_get(c->root, "hotspots"), "local");
    if (local && study->hotspots.local.pseudo && study->hotspots.local.permutations == 0)
        hg_yaml_fault(c->file, local, HG_E_STUDY, "hotspots",
                      "`p: permutations` needs `permutations` above 0; leave out one of "
                      "them");
}

void hg_study_check(const struct hg_yaml_file *file, const struct hg_yaml *root,
                    const struct hg_study *study)
{
    const struct check c = {file, root, study};
    check_totals(&c);
    hg_study_check_gases(file, root, study);
    hg_study_check_uncertainty(file, root, study);
    hg_study_check_names(file, root, study);
    hg_study_check_levers(file, root, study);
    check_proxy_names(&c);
    check_blends(&c);
    check_proxies(&c);
    check_groups(&c);
    check_layers(&c);
    check_classes(&c);
    check_local(&c);
    hg_study_check_pages(file, root, study);
    hg_study_check_places(file, root, study);
    hg_study_check_decompose(file, root, study);
}
