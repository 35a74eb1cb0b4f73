/* pages_check.c - insets and pages of maps, as far as the study file tells */
#include "study/parse.h"
#include <string.h>

/* All of the South China Sea that maps of China must show: the Tropic of Cancer coast in
 * the north, James Shoal in the south, Hanoi in the west, Manila in the east (Gongkai
 * Ditu Neirong Biaoshi Guifan, Ministry of Natural Resources, 2023). */
static const struct {
    const char *word;
    struct hg_study_inset inset;
} presets[] = {
    {"south-china-sea", {"South China Sea", 105, 3, 122.5, 23.5, HG_CORNER_FREE}},
};
enum { N_PRESET = sizeof(presets) / sizeof(presets[0]) };

static bool is_preset(const struct hg_yaml *item)
{
    return item->kind == HG_YAML_WORD ||
           !(hg_yaml_get(item, "west") || hg_yaml_get(item, "east") ||
             hg_yaml_get(item, "south") || hg_yaml_get(item, "north"));
}

static void take_preset(const struct hg_yaml_file *file, const struct hg_yaml *item,
                        struct hg_study_inset *inset)
{
    const enum hg_corner corner = inset->corner;
    for (size_t i = 0; i < N_PRESET; i++)
        if (strcmp(presets[i].word, inset->name) == 0) {
            *inset = presets[i].inset;
            inset->corner = corner;
            return;
        }
    hg_yaml_fault(
        file, item, HG_E_STUDY, "insets",
        "no inset is known as `%s`; give `west`, `south`, `east` and `north` in "
        "degrees, or take `%s`",
        inset->name, presets[0].word);
}

static void check_extent(const struct hg_yaml_file *file, const struct hg_yaml *item,
                         const struct hg_study_inset *inset)
{
    static const char *const side[] = {"west", "south", "east", "north"};
    for (size_t i = 0; i < sizeof(side) / sizeof(side[0]); i++)
        if (!hg_yaml_get(item, side[i])) {
            hg_yaml_fault(file, item, HG_E_STUDY, "insets", "inset `%s` lacks `%s`",
                          inset->name, side[i]);
            return;
        }
    if (!(inset->north > inset->south) || inset->west == inset->east)
        hg_yaml_fault(file, item, HG_E_STUDY, "insets",
                      "inset `%s` is empty: `north` must be above `south`, and `east` "
                      "differ from `west`",
                      inset->name);
}

static void check_insets(const struct hg_yaml_file *file, const struct hg_yaml *list,
                         const struct hg_study *study)
{
    const struct hg_yaml *item = hg_yaml_item(list, 0);
    if (list->n > HG_MAX_INSETS)
        hg_yaml_fault(file, list, HG_E_STUDY, "insets",
                      "`insets` has %zu entries; a map has room for %d", list->n,
                      HG_MAX_INSETS);
    for (size_t i = 0; item && i < study->maps.n_insets; i++, item = item->next) {
        struct hg_study_inset *inset = &study->maps.insets[i];
        if (!inset->name) /* told already */
            continue;
        if (is_preset(item))
            take_preset(file, item, inset);
        else
            check_extent(file, item, inset);
        for (size_t k = 0; k < i; k++)
            if (inset->corner && study->maps.insets[k].corner == inset->corner)
                hg_yaml_fault(file, item, HG_E_STUDY, "insets",
                              "inset `%s` wants the corner that inset `%s` has",
                              inset->name, study->maps.insets[k].name);
    }
}

static void check_pages(const struct hg_yaml_file *file, const struct hg_yaml *list,
                        const struct hg_study *study)
{
    const struct hg_yaml *item = hg_yaml_item(list, 0);
    for (size_t i = 0; item && i < study->maps.n_pages; i++, item = item->next)
        for (size_t k = 0; k < i; k++)
            if (study->maps.pages[i].name && study->maps.pages[k].name &&
                strcmp(study->maps.pages[i].name, study->maps.pages[k].name) == 0)
                hg_yaml_fault(file, item, HG_E_STUDY, "pages",
                              "there is a page `%s` already", study->maps.pages[i].name);
}

void hg_study_check_pages(const struct hg_yaml_file *file, const struct hg_yaml *root,
                          const struct hg_study *study)
{
    const struct hg_yaml *maps = hg_yaml_get(root, "maps");
    const struct hg_yaml *insets = hg_yaml_get(maps, "insets");
    const struct hg_yaml *pages = hg_yaml_get(maps, "pages");
    if (insets && insets->kind == HG_YAML_LIST)
        check_insets(file, insets, study);
    if (pages && pages->kind == HG_YAML_LIST)
        check_pages(file, pages, study);
    if (study->maps.contact_sheet && !hg_words_has(&study->maps.formats, "png"))
        hg_yaml_fault(file, hg_yaml_get(maps, "contact_sheet"), HG_E_STUDY, "formats",
                      "`contact_sheet` shows maps as pictures: it needs `png` among the "
                      "`formats`");
    if (study->maps.locator && !study->maps.world.path && !study->maps.context.path)
        hg_yaml_fault(file, hg_yaml_get(maps, "locator"), HG_E_STUDY, "locator",
                      "a locator needs land to show: `world`, or `context`");
}
