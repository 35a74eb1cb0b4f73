/* borders.c - which weight each border has */
#include "map/borders.h"
#include "map/colour.h"
#include "map/land.h"
#include "map/outline.h"

static enum hg_status draw_lakes(struct canvas *canvas, const struct panel *p,
                                 struct hg_error *err)
{
    const struct hg_style *style = p->map->style;
    const struct outline_sides sides = {.one_country = true};
    const struct pen shore = {style->neighbour_pt,
                              colour_mix(style->lake, style->coast, 0.5)};
    const struct pen pens[N_EDGE_KIND] = {shore, shore, shore, shore};
    struct outline *lakes = NULL;
    enum hg_status status =
        outline_create(canvas, &p->view, p->map->lakes, true, &lakes, err);
    if (status != HG_OK)
        return status;
    outline_fill(canvas, lakes, style->lake);
    status = outline_stroke(canvas, lakes, &sides, pens, err);
    outline_destroy(lakes);
    return status;
}

static enum hg_status draw_neighbours(struct canvas *canvas, const struct panel *p,
                                      struct hg_error *err)
{
    const struct hg_style *style = p->map->style;
    const struct outline_sides sides = {.one_country = true};
    const struct pen border = {style->neighbour_pt,
                               colour_mix(style->land, style->border, 0.6)};
    const struct pen coast = {style->neighbour_pt,
                              colour_mix(style->land, style->coast, 0.75)};
    const struct pen pens[N_EDGE_KIND] = {border, border, border, coast};
    return outline_stroke(canvas, p->context, &sides, pens, err);
}

/* Borders of a country that shows its provinces are heavier than those between them;
 * where countries are all there is, all borders are as light. */
static enum hg_status draw_regions(struct canvas *canvas, const struct panel *p,
                                   struct hg_error *err)
{
    const struct hg_style *style = p->map->style;
    const enum hg_map_level level = p->map->level;
    const bool provinces =
        level == HG_MAP_PROVINCES ||
        (level == HG_MAP_BY_CODE && outline_has_provinces(p->map->regions));
    const struct pen inner = {style->border_pt, style->border};
    const struct pen coast = {style->coast_pt, style->coast};
    const struct pen national = {style->national_pt, style->coast};
    const struct pen pens[N_EDGE_KIND] = {inner, national, provinces ? national : coast,
                                          coast};
    struct land *land = NULL;
    enum hg_status status = HG_OK;
    if (provinces && p->map->context)
        status = land_create(&p->view, canvas_pixel(canvas), p->map->context,
                             p->map->regions, &land, err);
    if (status == HG_OK) {
        const struct outline_sides sides = {level != HG_MAP_BY_CODE, land};
        status = outline_stroke(canvas, p->regions, &sides, pens, err);
    }
    land_destroy(land);
    return status;
}

enum hg_status borders_draw(struct canvas *canvas, const void *panel,
                            struct hg_error *err)
{
    const struct panel *p = panel;
    enum hg_status status = HG_OK;
    if (p->map->lakes)
        status = draw_lakes(canvas, p, err);
    if (status == HG_OK && p->context)
        status = draw_neighbours(canvas, p, err);
    if (status == HG_OK && p->regions)
        status = draw_regions(canvas, p, err);
    return status;
}
