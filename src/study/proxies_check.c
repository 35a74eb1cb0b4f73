/* proxies_check.c - proxy files, blends and the rules that use them */
#include "study/parse.h"
#include <hotgrid/arena.h>
#include <hotgrid/text.h>
#include <string.h>

static const char AREA[] = "area";

static const struct hg_yaml *inventory_key(const struct check *c, const char *key)
{
    return hg_yaml_get(hg_yaml_get(c->root, "inventory"), key);
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
        if (hg_words_has(&study->inventory.rules[i].sectors, sector))
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
            refuse_proxy(c, hg_yaml_word(use, rule->use.word[k]), rule->use.word[k],
                         false);
    if (use && use->kind == HG_YAML_LIST && use->n == 0)
        hg_yaml_fault(c->file, use, HG_E_STUDY, "proxies",
                      "`use` is empty; name a proxy file, or `area`");
    for (size_t k = 0; k < rule->sectors.n; k++)
        if (rule_of(c->study, rule->sectors.word[k], i) < i)
            hg_yaml_fault(c->file, hg_yaml_word(sectors, rule->sectors.word[k]),
                          HG_E_STUDY, "proxies",
                          "sector `%s` has a rule already; keep one of them",
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

void hg_study_check_proxies(const struct hg_yaml_file *file, const struct hg_yaml *root,
                            const struct hg_study *study)
{
    const struct check c = {file, root, study};
    check_proxy_names(&c);
    check_blends(&c);
    check_proxies(&c);
}
