/* layout.c - measures all texts, gives the map what room is left */
#include "map/layout.h"
#include "map/furniture.h"
#include "map/graticule.h"
#include <math.h>

static const double MM = 72 / 25.4;
static const double MARGIN = 12, GAP = 9;     /* pt */
static const double RIGHT_BELOW_ASPECT = 1.5; /* maps wider than that: legend below */
static const double PAGE_MAX = 1.38;          /* height of the page, in widths */
static const double FURNITURE = 84;           /* breadth of the scale bar at most */
static const double MAP_MIN = 40;

struct type layout_title(const struct hg_style *style, double width)
{
    return (struct type){
        .pt = style->title_pt, .bold = true, .colour = style->ink, .width = width};
}

struct type layout_subtitle(const struct hg_style *style, double width)
{
    return (struct type){.pt = style->subtitle_pt,
                         .colour = style->faint,
                         .width = width,
                         .figures = true};
}

struct type layout_source(const struct hg_style *style, double width)
{
    return (struct type){.pt = style->small_pt, .colour = style->faint, .width = width};
}

static double text_height(struct canvas *canvas, const struct type *type,
                          const char *text)
{
    return text && text[0] ? canvas_measure(canvas, type, text).height : 0;
}

/* Title and subtitle; returns where the map may begin. */
static double head(struct canvas *canvas, const struct hg_map *map, struct layout *out)
{
    const double width = out->page.width - 2 * MARGIN;
    const struct type title = layout_title(map->style, width);
    const struct type subtitle = layout_subtitle(map->style, width);
    double y = MARGIN;
    out->title = (struct rect){MARGIN, y, width, text_height(canvas, &title, map->title)};
    y += out->title.height + (out->title.height > 0 ? 1.5 : 0);
    out->subtitle =
        (struct rect){MARGIN, y, width, text_height(canvas, &subtitle, map->subtitle)};
    y += out->subtitle.height;
    return y > MARGIN ? y + GAP : y;
}

/* Gives the frame the largest size of the map's shape in the room, on whole pixels. */
static void fit_frame(const struct canvas *canvas, struct rect room, struct view *view)
{
    const double width = view->box.east - view->box.west;
    const double height = view->box.north - view->box.south;
    const double scale = fmin(room.width / width, room.height / height);
    view->frame = (struct rect){canvas_snap(canvas, room.x), canvas_snap(canvas, room.y),
                                canvas_snap(canvas, scale * width),
                                canvas_snap(canvas, scale * height)};
}

/* Room on the page between the head and the foot. */
struct room {
    double top, bottom; /* bottom: as far down as the page may reach */
    struct size gutter;
};

/* Legend and furniture in a column right of the map; returns where they and the map end.
 */
static double beside(struct canvas *canvas, const struct hg_map *map,
                     const struct legend *legend, const struct room *room,
                     struct layout *out)
{
    const struct size size = legend_measure(canvas, legend, false, 0);
    const double most = fmax(size.width, FURNITURE * 0.8);
    const struct size furniture = furniture_measure(canvas, map, most);
    const double column = ceil(fmax(size.width, furniture.width));
    const double x = MARGIN + room->gutter.width;
    fit_frame(canvas,
              (struct rect){x, room->top,
                            out->page.width - MARGIN - x - column - 1.5 * GAP,
                            room->bottom - room->top - room->gutter.height},
              &out->view);

    const struct rect f = out->view.frame;
    const double right = f.x + f.width + 1.5 * GAP;
    out->legend = (struct rect){right, f.y, column, size.height};
    const double lowest =
        fmax(f.y + f.height - furniture.height, f.y + size.height + GAP);
    out->furniture = (struct rect){right, lowest, column, furniture.height};
    return fmax(f.y + f.height + room->gutter.height,
                furniture.height > 0 ? lowest + furniture.height : f.y + size.height);
}

/* Legend and furniture in a band below the map. */
static double beneath(struct canvas *canvas, const struct hg_map *map,
                      const struct legend *legend, const struct room *room,
                      struct layout *out)
{
    const double x = MARGIN + room->gutter.width;
    const double width = out->page.width - MARGIN - x;
    const struct size furniture = furniture_measure(canvas, map, FURNITURE);
    const double apart = furniture.width > 0 ? furniture.width + 2 * GAP : 0;
    const struct size size = legend_measure(canvas, legend, true, width - apart);
    const double band = fmax(size.height, furniture.height) + GAP;
    fit_frame(canvas,
              (struct rect){x, room->top, width,
                            room->bottom - room->top - room->gutter.height - band},
              &out->view);

    struct rect *f = &out->view.frame;
    f->x = canvas_snap(canvas, x + (width - f->width) / 2);
    const double y = f->y + f->height + room->gutter.height + GAP;
    out->legend = (struct rect){x, y, width - apart, size.height};
    out->furniture =
        (struct rect){x + width - furniture.width, y, furniture.width, furniture.height};
    return y - GAP + band;
}

enum hg_status layout_create(struct canvas *canvas, const struct hg_map *map,
                             const struct legend *legend, struct hg_box box,
                             struct layout *out, struct hg_error *err)
{
    const struct hg_style *style = map->style;
    struct layout layout = {.page.width = style->width_mm * MM, .view.box = box};
    const double width = layout.page.width - 2 * MARGIN;
    const struct type source = layout_source(style, width);
    const double foot = text_height(canvas, &source, map->source);
    const double below_map = foot > 0 ? GAP + foot + MARGIN : MARGIN;
    const double tallest =
        style->height_mm > 0 ? style->height_mm * MM : PAGE_MAX * layout.page.width;

    struct room room = {head(canvas, map, &layout), tallest - below_map, {0, 0}};
    if (graticule_wanted(map))
        room.gutter = graticule_gutter(canvas, map);
    const double aspect = (box.east - box.west) / (box.north - box.south);
    layout.below = aspect > RIGHT_BELOW_ASPECT;
    const double end = layout.below ? beneath(canvas, map, legend, &room, &layout)
                                    : beside(canvas, map, legend, &room, &layout);
    const struct rect f = layout.view.frame;
    if (!(f.width >= MAP_MIN && f.height >= MAP_MIN && end <= tallest))
        return hg_fail(
            err, HG_E_STUDY,
            "style %s: a page of %g x %g mm leaves no room for the map; make it "
            "larger or its type smaller",
            style->name, style->width_mm, tallest / MM);

    layout.page.height = style->height_mm > 0 ? tallest : end + below_map;
    layout.source =
        (struct rect){MARGIN, layout.page.height - MARGIN - foot, width, foot};
    *out = layout;
    return HG_OK;
}
