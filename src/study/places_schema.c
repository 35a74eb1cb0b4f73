/* places_schema.c - the keys of a study file below `places` */
#include "study/parse.h"
#include "study/study_schema.h"
#include <hotgrid/study.h>
#include <hotgrid/text.h>
#include <string.h>

static const struct hg_choice own_polygons[] = {{"regions", true}};

static const struct hg_field places_fields[] = {
    {.key = "name",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study_places, name),
     .help = "what the set is called: `cities`"},
    {.key = "file",
     .type = HG_FIELD_FILE,
     HG_AT(struct hg_study_places, source.path),
     .help = "polygons in any CRS, which may overlap; with `radius_km` a CSV with "
             "columns lon and lat"},
    {.key = "layer",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_places, source.layer),
     .help = HG_LAYER_HELP},
    {.key = "id",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_places, source.code),
     .help = "field with the codes of the places; polygons of one code are one place"},
    {.key = "label",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_places, source.name),
     .help = "field with their names; otherwise the codes serve"},
    {.key = "radius_km",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study_places, radius_km),
     .min = 0.1,
     .max = 2000,
     .help = "places are points, each with what is within so many km of it and nearer to "
             "it than to others: an approximation where there are no polygons"},
    {.key = "of",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study_places, of_regions),
     HG_CHOICES(own_polygons),
     .help = "in place of a file: the regions of the study, each with all that its rows "
             "of the inventory have on the grid, wherever its sources stand"},
};
const struct hg_schema hg_places_schema = {
    .name = "places",
    .help = "Sets of cities, prefectures or any other places, each with an account of "
            "its own.",
    .size = sizeof(struct hg_study_places),
    .line = offsetof(struct hg_study_places, line),
    HG_TABLE(places_fields),
};

void hg_study_check_places(const struct hg_yaml_file *file, const struct hg_yaml *root,
                           const struct hg_study *study)
{
    const struct hg_yaml *list = hg_yaml_get(root, "places");
    if (!list || list->kind != HG_YAML_LIST)
        return;
    const struct hg_yaml *item = hg_yaml_item(list, 0);
    for (size_t i = 0; item && i < study->n_places; i++, item = item->next) {
        const struct hg_study_places *set = &study->places[i];
        if (hg_yaml_get(item, "of") ? set->source.path != NULL : !set->source.path)
            hg_yaml_fault(file, item, HG_E_STUDY, "places",
                          "a set of places has either a `file` or `of: regions`");
        else if (set->source.path && !set->source.code)
            hg_yaml_fault(file, item, HG_E_STUDY, "places",
                          "key `id` is missing: the field with the codes of the places");
        for (size_t k = 0; k < i; k++)
            if (set->name && study->places[k].name &&
                hg_text_same_folded(study->places[k].name, set->name))
                hg_yaml_fault(file, item, HG_E_STUDY, "places",
                              "there is a set of places `%s` already",
                              study->places[k].name);
    }
}
