/* style_file.c - styles as files, on top of the built-in one */
#include "study/schemas.h"
#include "study/share.h"
#include <hotgrid/study.h>
#include <hotgrid/text.h>
#include <stdlib.h>
#include <string.h>

#define STYLE_NUMBER(member, low, high, what)                                            \
    {                                                                                    \
        .key = #member, .type = HG_FIELD_NUMBER, HG_AT(struct hg_style, member),         \
        .min = (low), .max = (high), .help = (what)                                      \
    }
#define STYLE_COLOUR(member, what)                                                       \
    {                                                                                    \
        .key = #member, .type = HG_FIELD_COLOUR, HG_AT(struct hg_style, member),         \
        .help = (what)                                                                   \
    }

static const struct hg_field style_fields[] = {
    {.key = "name",
     .type = HG_FIELD_BUFFER,
     .required = true,
     HG_AT(struct hg_style, name),
     .help = "name of the style"},
    STYLE_NUMBER(width_mm, 40, 2000, "width of the page"),
    STYLE_NUMBER(height_mm, 0, 2000, "height of the page; 0: as the map needs"),
    STYLE_NUMBER(dpi, 36, 1200, "dots per inch"),
    {.key = "font",
     .type = HG_FIELD_BUFFER,
     HG_AT(struct hg_style, font),
     .help = "family; other fonts stand in for glyphs it lacks"},
    STYLE_NUMBER(title_pt, 1, 144, "size of the title"),
    STYLE_NUMBER(subtitle_pt, 1, 144, "size of the subtitle"),
    STYLE_NUMBER(text_pt, 1, 144, "size of the legend"),
    STYLE_NUMBER(small_pt, 1, 144, "size of the sources"),
    STYLE_NUMBER(label_pt, 1, 144, "size of the labels of cities"),
    {.key = "ramp",
     .type = HG_FIELD_BUFFER,
     HG_AT(struct hg_style, ramp),
     .help = "name of the colour ramp for values"},
    STYLE_COLOUR(page, "paper"),
    STYLE_COLOUR(ink, "text"),
    STYLE_COLOUR(faint, "secondary text"),
    STYLE_COLOUR(sea, "outside the regions"),
    STYLE_COLOUR(land, "neighbours"),
    STYLE_COLOUR(no_data, "cells without data"),
    STYLE_COLOUR(no_emission, "cells that emit nothing"),
    STYLE_COLOUR(border, "borders of the regions"),
    STYLE_COLOUR(coast, "coasts, and borders of the country"),
    STYLE_COLOUR(graticule, "meridians and parallels"),
    STYLE_COLOUR(lake, "lakes"),
    STYLE_COLOUR(symbol, "circles of sources"),
    STYLE_NUMBER(border_pt, 0, 20, "width of borders between regions"),
    STYLE_NUMBER(
        national_pt, 0, 20,
        "width of the borders of countries that have their provinces on the map"),
    STYLE_NUMBER(neighbour_pt, 0, 20, "width of the outlines of neighbours"),
    STYLE_NUMBER(coast_pt, 0, 20, "width of coasts"),
    STYLE_NUMBER(graticule_pt, 0, 20, "width of meridians and parallels"),
    STYLE_NUMBER(graticule_deg, 0, 90, "distance of meridians and parallels; 0: none"),
};
const struct hg_schema hg_style_schema = {
    .name = "the style file",
    .help =
        "How maps look. What a style does not say is as in the built-in report style.",
    .size = sizeof(struct hg_style),
    HG_TABLE(style_fields),
};

/* Ramps by name: their table belongs to the maps. */
static enum hg_status check_ramp(const struct hg_yaml_file *file,
                                 const struct hg_yaml *root, const struct hg_style *style,
                                 struct hg_error *err)
{
    size_t n;
    char shown[HG_SHOWN_TEXT];
    const struct hg_yaml *at = hg_yaml_get(root, "ramp");
    if (hg_ramp_find(style->ramp))
        return HG_OK;

    const struct hg_ramp *ramps = hg_ramps(&n);
    const char **names = hg_arena_alloc(file->arena, n, sizeof(*names));
    if (!names)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for its contents", file->path);
    struct hg_text known = {0};
    for (size_t i = 0; i < n; i++) {
        names[i] = ramps[i].name;
        hg_text_print(&known, "%s%s", i ? ", " : "", names[i]);
    }
    const char *near = hg_text_nearest(style->ramp, names, n);
    hg_yaml_fault(file, at ? at : root, HG_E_STUDY, "unknown ramp",
                  "`ramp` is `%s`, must be one of %s%s%s%s",
                  hg_yaml_shown(style->ramp, shown), known.bytes ? known.bytes : "others",
                  near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
    free(known.bytes);
    return HG_OK;
}

static enum hg_status read_style(const struct hg_yaml_file *file, const char *bytes,
                                 size_t length, struct hg_style *style,
                                 struct hg_error *err)
{
    struct hg_binding binding = {.file = *file};
    const struct hg_yaml *root = NULL;
    const size_t before = hg_faults_count(file->faults);
    enum hg_status status = hg_yaml_parse(file, bytes, length, &root, err);
    if (status == HG_OK)
        status = hg_schema_bind(&binding, &hg_style_schema, root, style, err);
    if (status == HG_OK)
        status = check_ramp(file, root, style, err);
    if (status == HG_OK && hg_faults_count(file->faults) > before)
        status = hg_faults_status(file->faults, err);
    return status;
}

enum hg_status hg_style_read(const char *name_or_path, const char *folder,
                             struct hg_faults *faults, struct hg_style *out,
                             struct hg_error *err)
{
    enum hg_status status;
    char *bytes = NULL;
    size_t length = 0;
    struct hg_style style;
    struct hg_error why = {0};
    struct hg_yaml_file file = {NULL, faults, hg_arena_create()};
    if (!file.arena)
        return hg_fail(err, HG_E_MEMORY, "no memory for a style file");

    hg_style_default(&style);
    status = hg_share_find("styles", name_or_path, folder, file.arena, &file.path, &why);
    if (status != HG_OK) {
        status = hg_fail(err, status, "style %s", why.message);
        goto done;
    }
    status = hg_yaml_load(file.path, &bytes, &length, err);
    if (status == HG_OK)
        status = read_style(&file, bytes, length, &style, err);
    if (status == HG_OK)
        *out = style;
done:
    free(bytes);
    hg_arena_destroy(file.arena);
    return status;
}
