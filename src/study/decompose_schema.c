/* decompose_schema.c - the keys of a study file below `decompose` */
#include "study/parse.h"
#include "study/study_schema.h"
#include <hotgrid/study.h>
#include <hotgrid/text.h>
#include <string.h>
#include <sys/stat.h>

static const struct hg_choice accounts[] = {{"production", false}, {"consumption", true}};

static const struct hg_field decompose_fields[] = {
    {.key = "name",
     .type = HG_FIELD_CODE,
     HG_AT(struct hg_study_decompose, name),
     .help = "of its files, `tables/decomposition_NAME.csv` ...; one comparison of a "
             "study may do without"},
    {.key = "before",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_decompose, before),
     .help = "the study of the earlier year, from the folder of this file: of it the "
             "inventory and the trade table are read, whatever else it asks for; its "
             "table has the regions and sectors of this one's"},
    {.key = "regions",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study_decompose, regions),
     .help = "in place of `before`: two regions of the trade table, groups of the study, "
             "or `all` for the world, of this one study: from the first to the second"},
    {.key = "account",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study_decompose, consumption),
     HG_CHOICES(accounts),
     .standard = "production",
     .help = "which account the run tells and draws, and the page shows first; the "
             "tables have both"},
};
const struct hg_schema hg_decompose_schema = {
    .name = "decompose",
    .help = "What changed the emissions since another year, or sets two regions apart.",
    .size = sizeof(struct hg_study_decompose),
    .line = offsetof(struct hg_study_decompose, line),
    .short_key = "before",
    HG_TABLE(decompose_fields),
};

static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

static void check_sides(const struct hg_yaml_file *file, const struct hg_study *study,
                        const struct hg_study_decompose *one, const struct hg_yaml *item)
{
    const struct hg_yaml *regions = hg_yaml_get(item, "regions");
    const bool before = item->kind == HG_YAML_WORD || hg_yaml_get(item, "before");
    if (before == (regions != NULL))
        hg_yaml_fault(file, item, HG_E_STUDY, "decompose",
                      "a comparison has either `before`, the study of another year, or "
                      "`regions`, two of this study");
    else if (regions && regions->kind == HG_YAML_LIST && regions->n != 2)
        hg_yaml_fault(file, regions, HG_E_STUDY, "decompose",
                      "`regions` has %zu codes, must have two, such as [CHN, USA]",
                      regions->n);
    else if (one->before && is_same_file(one->before, study->path))
        hg_yaml_fault(file, item, HG_E_STUDY, "decompose",
                      "`before` is this study itself; name that of another year");
    if (!study->trade.path)
        hg_yaml_fault(file, item, HG_E_STUDY, "decompose",
                      "`decompose` needs the key `trade`: the trade table says what "
                      "industries and final demand buy; name it");
}

/* Of tables/decomposition_NAME.csv and tables/decomposition_flows_NAME.csv, none may be
 * another's. */
static bool is_free(const char *name)
{
    return !name || !(strncmp(name, "flows", 5) == 0 && (!name[5] || name[5] == '_'));
}

/* Are two comparisons told apart by their names? */
static bool are_apart(const struct hg_study_decompose *a,
                      const struct hg_study_decompose *b)
{
    return !b->line || !a->name != !b->name ||
           (a->name && !hg_text_same_folded(a->name, b->name));
}

static void check_names(const struct hg_yaml_file *file, const struct hg_study *study,
                        size_t i, const struct hg_yaml *item)
{
    const struct hg_study_decompose *one = &study->decompose[i];
    if (!is_free(one->name))
        hg_yaml_fault(file, item, HG_E_STUDY, "decompose",
                      "`name` is `%s`, must not begin with `flows`, which other files do",
                      one->name);
    for (size_t k = 0; k < i; k++) {
        if (are_apart(one, &study->decompose[k]))
            continue;
        if (one->name)
            hg_yaml_fault(file, item, HG_E_STUDY, "decompose",
                          "there is a comparison `%s` already; rename one", one->name);
        else
            hg_yaml_fault(file, item, HG_E_STUDY, "decompose",
                          "a second comparison without `name`; give it one, which its "
                          "files get");
        return;
    }
}

void hg_study_check_decompose(const struct hg_yaml_file *file, const struct hg_yaml *root,
                              const struct hg_study *study)
{
    const struct hg_yaml *list = hg_yaml_get(root, "decompose");
    if (!list || list->kind != HG_YAML_LIST)
        return;
    const struct hg_yaml *item = hg_yaml_item(list, 0);
    for (size_t i = 0; item && i < study->n_decompose; i++, item = item->next) {
        const struct hg_study_decompose *one = &study->decompose[i];
        if (one->line == 0) /* neither a map nor a word: told already */
            continue;
        check_sides(file, study, one, item);
        check_names(file, study, i, item);
    }
}
