/* pages_schema.c - the keys of insets and of pages of several maps */
#include "study/study_schema.h"
#include <hotgrid/study.h>

static const struct hg_choice corners[] = {{"free", HG_CORNER_FREE},
                                           {"south-east", HG_CORNER_SOUTH_EAST},
                                           {"south-west", HG_CORNER_SOUTH_WEST},
                                           {"north-east", HG_CORNER_NORTH_EAST},
                                           {"north-west", HG_CORNER_NORTH_WEST}};

static const struct hg_field inset_fields[] = {
    {.key = "name",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_study_inset, name),
     .help = "printed in the inset; `south-china-sea` alone is an extent of its own"},
    {.key = "west",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study_inset, west),
     .min = -180,
     .max = 180,
     .help = "degrees; the extent is shown in the projection of the grid"},
    {.key = "south",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study_inset, south),
     .min = -90,
     .max = 90,
     .help = "degrees"},
    {.key = "east",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study_inset, east),
     .min = -180,
     .max = 180,
     .help = "degrees; west of `west` where the inset lies across 180 degrees"},
    {.key = "north",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study_inset, north),
     .min = -90,
     .max = 90,
     .help = "degrees"},
    {.key = "corner",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study_inset, corner),
     HG_CHOICES(corners),
     .standard = "free",
     .help = "which corner of the map it takes; `free`: one without data"},
};
const struct hg_schema hg_insets_schema = {
    .name = "insets",
    .help = "A second view in a corner of the maps, which may reach beyond the grid: "
            "borders and context are drawn there.",
    .size = sizeof(struct hg_study_inset),
    .short_key = "name",
    HG_TABLE(inset_fields),
};

static const struct hg_field page_fields[] = {
    {.key = "name",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study_page, name),
     .help = "of its files, `pages/NAME.png` ..."},
    {.key = "title",
     .type = HG_FIELD_TEXT,
     HG_AT(struct hg_study_page, title),
     .standard = "\"\"",
     .help = "title of the page; otherwise it is made from its layers"},
    {.key = "panels",
     .type = HG_FIELD_WORDS,
     HG_AT(struct hg_study_page, panels),
     .help = "layers by the name of their files or its last part, such as `to-USA`; "
             "otherwise all layers of destinations"},
    {.key = "columns",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study_page, columns),
     .min = 1,
     .max = 8,
     .standard = "3",
     .help = "panels side by side"},
};
const struct hg_schema hg_pages_schema = {
    .name = "pages",
    .help = "A page of several maps with one legend and one scale: small multiples.",
    .size = sizeof(struct hg_study_page),
    HG_TABLE(page_fields),
};
