/* insets.c - which corners are free, and what goes into them */
#include "map/insets.h"
#include "map/furniture.h"
#include "map/globe.h"
#include "map/panel.h"
#include <math.h>

/* Of the sides of the frame, at most. */
static const double WIDTH = 0.26, HEIGHT = 0.3, LOCATOR = 0.19;
/* Smaller ones are tried where no corner is free. */
static const double SMALLER[] = {1, 0.85, 0.7};
static const double PAD = 3; /* pt, about texts within an inset */

/* The rectangle of that size in a corner of the frame, on whole pixels. */
static struct rect corner_rect(const struct canvas *canvas, struct rect frame,
                               enum hg_corner corner, double width, double height)
{
    const double w = canvas_snap(canvas, width), h = canvas_snap(canvas, height);
    const bool east = corner == HG_CORNER_SOUTH_EAST || corner == HG_CORNER_NORTH_EAST;
    const bool south = corner == HG_CORNER_SOUTH_EAST || corner == HG_CORNER_SOUTH_WEST;
    return (struct rect){east ? frame.x + frame.width - w : frame.x,
                         south ? frame.y + frame.height - h : frame.y, w, h};
}

static struct hg_box box_under(const struct view *view, struct rect rect)
{
    const double dx = (view->box.east - view->box.west) / view->frame.width;
    const double dy = (view->box.north - view->box.south) / view->frame.height;
    const double west = view->box.west + (rect.x - view->frame.x) * dx;
    const double north = view->box.north - (rect.y - view->frame.y) * dy;
    return (struct hg_box){west, north - rect.height * dy, west + rect.width * dx, north};
}

static bool has_data(const struct hg_map *map, size_t cell)
{
    return map->value         ? !isnan(map->value[cell])
           : map->class_value ? map->class_value[cell] != 255
                              : false;
}

/* A row or column from 0 to n. */
static size_t step_of(double at, uint32_t n)
{
    return (size_t)fmin(fmax(at, 0), n);
}

/* Cells with data in the box. */
static size_t cells_in(const struct hg_map *map, struct hg_box box)
{
    const struct hg_grid_params *p = hg_grid_params(map->grid);
    double west, north, east, south;
    hg_grid_steps(map->grid, box.west, box.north, &west, &north);
    hg_grid_steps(map->grid, box.east, box.south, &east, &south);
    const size_t row_end = step_of(ceil(south), p->nrow);
    const size_t col_end = step_of(ceil(east), p->ncol);
    size_t n = 0;
    for (size_t row = step_of(floor(north), p->nrow); row < row_end; row++)
        for (size_t col = step_of(floor(west), p->ncol); col < col_end; col++)
            n += has_data(map, row * p->ncol + col);
    return n;
}

static bool overlap(struct hg_box a, struct hg_box b)
{
    return a.west <= b.east && a.east >= b.west && a.south <= b.north &&
           a.north >= b.south;
}

static size_t vertices_in(const struct hg_shapes *shapes, struct hg_box box)
{
    size_t n = 0;
    for (size_t s = 0; shapes && s < shapes->n_shape; s++) {
        const struct hg_shape *shape = &shapes->shape[s];
        for (size_t r = 0; overlap(shape->box, box) && r < shape->n_ring; r++) {
            const struct hg_ring ring = shapes->ring[shape->first_ring + r];
            for (size_t i = ring.first; i < ring.first + ring.count; i++)
                n += shapes->x[i] >= box.west && shapes->x[i] <= box.east &&
                     shapes->y[i] >= box.south && shapes->y[i] <= box.north;
        }
    }
    return n;
}

/* Corners while they are given away. */
struct corners {
    const struct canvas *canvas;
    const struct hg_map *map;
    const struct view *view;
    bool taken[HG_CORNER_NORTH_WEST + 1];
};

/* The best corner that is left for a width and height, and how much it hides. */
static size_t best_corner(const struct corners *c, double width, double height,
                          enum hg_corner *out)
{
    size_t least = SIZE_MAX;
    for (enum hg_corner k = HG_CORNER_SOUTH_EAST; k <= HG_CORNER_NORTH_WEST; k++) {
        if (c->taken[k] || least == 0)
            continue;
        const struct hg_box box =
            box_under(c->view, corner_rect(c->canvas, c->view->frame, k, width, height));
        const size_t hidden = cells_in(c->map, box) + vertices_in(c->map->regions, box);
        if (hidden < least) {
            least = hidden;
            *out = k;
        }
    }
    return least;
}

/* Takes a corner for a rectangle of that size, or the same shape and smaller. */
static struct rect take(struct corners *c, enum hg_corner wanted, double width,
                        double height)
{
    enum hg_corner corner = wanted;
    double times = 1;
    size_t hidden = wanted == HG_CORNER_FREE ? SIZE_MAX : 0;
    for (size_t i = 0; i < sizeof(SMALLER) / sizeof(SMALLER[0]) && hidden > 0; i++) {
        times = SMALLER[i];
        hidden = best_corner(c, times * width, times * height, &corner);
    }
    c->taken[corner] = true;
    return corner_rect(c->canvas, c->view->frame, corner, times * width, times * height);
}

/* Names do not touch the frame of an inset. */
static struct rect with_seam(struct rect r)
{
    return (struct rect){r.x - PAD, r.y - PAD, r.width + 2 * PAD, r.height + 2 * PAD};
}

void insets_place(const struct canvas *canvas, const struct hg_map *map,
                  struct view *view, struct insets *out)
{
    const struct rect f = view->frame;
    struct corners corners = {.canvas = canvas, .map = map, .view = view};
    *out = (struct insets){.n = map->n_inset, .has_locator = map->locator != NULL};
    /* Corners that are asked for are not free. */
    for (size_t i = 0; i < map->n_inset; i++)
        corners.taken[map->inset[i].corner] = true;
    if (map->locator)
        corners.taken[map->locator->corner] = true;
    for (size_t i = 0; i < map->n_inset; i++) {
        const struct hg_map_inset *inset = &map->inset[i];
        const double width = inset->box.east - inset->box.west;
        const double height = inset->box.north - inset->box.south;
        const double scale = fmin(WIDTH * f.width / width, HEIGHT * f.height / height);
        out->view[i].box = inset->box;
        out->view[i].frame = take(&corners, inset->corner, scale * width, scale * height);
        view->taken[view->n_taken++] = with_seam(out->view[i].frame);
    }
    if (map->locator) {
        const double side =
            LOCATOR * fmin(f.width, f.height) + 0.03 * (f.width + f.height);
        const struct size size = globe_shape(map->locator, side);
        out->locator = take(&corners, map->locator->corner, size.width, size.height);
        view->taken[view->n_taken++] = with_seam(out->locator);
    }
}

static struct type name_type(const struct hg_style *style, double width)
{
    return (struct type){.pt = style->label_pt,
                         .bold = true,
                         .colour = style->ink,
                         .width = width,
                         .halo = 0.16 * style->label_pt,
                         .halo_colour = style->page};
}

static double scale_of(const struct view *view)
{
    return view->frame.width / (view->box.east - view->box.west);
}

/* Where the name goes: on top, or below where no scale bar stands. */
static struct rect name_rect(struct canvas *canvas, const struct hg_map *part,
                             const struct hg_map_inset *inset, struct rect frame)
{
    const struct type type = name_type(part->style, frame.width - 2 * PAD);
    if (!inset->name || !inset->name[0])
        return (struct rect){frame.x, frame.y, 0, 0};
    const struct size size = canvas_measure(canvas, &type, inset->name);
    const bool below = !furniture_has_scale(part);
    return (struct rect){frame.x + PAD,
                         below ? frame.y + frame.height - size.height - PAD / 2
                               : frame.y + PAD / 2,
                         size.width, size.height};
}

/* What a map is within an inset: places are named, and what stands over the cells is
 * drawn, where they lie farther apart. */
static struct hg_map part_of(const struct hg_map *map, const struct hg_map_inset *inset,
                             bool enlarged)
{
    struct hg_map part = *map;
    part.scale_min = inset->scale_min;
    part.scale_max = inset->scale_max;
    part.graticule = NULL;
    part.n_label = enlarged ? map->n_label : 0;
    if (!enlarged)
        part.n_symbol = part.n_hotspot = 0;
    part.n_arrow = part.n_inset = 0;
    part.locator = NULL;
    return part;
}

static enum hg_status draw_inset(struct canvas *canvas, const struct hg_map *map,
                                 const struct domain *domain, const struct legend *legend,
                                 const struct hg_map_inset *inset,
                                 const struct view *main, struct view view,
                                 const uint8_t *class, struct hg_error *err)
{
    const struct hg_map part =
        part_of(map, inset, scale_of(&view) > 1.5 * scale_of(main));
    const struct rect f = view.frame, name = name_rect(canvas, &part, inset, f);
    struct panel panel = {0};
    view.taken[view.n_taken++] = name;
    if (furniture_has_scale(&part))
        view.taken[view.n_taken++] = furniture_inside(canvas, &part, &view, PAD);
    enum hg_status status =
        panel_create(canvas, &part, domain, legend, &view, &panel, err);
    panel.class = class;
    if (status == HG_OK)
        status = panel_draw(canvas, &panel, err);
    panel_destroy(&panel);
    if (status != HG_OK)
        return status;
    canvas_clip(canvas, &f);
    const struct type type = name_type(map->style, f.width - 2 * PAD);
    if (name.width > 0)
        canvas_text(canvas, &type, inset->name, name.x, name.y);
    if (furniture_has_scale(&part))
        furniture_draw_inside(canvas, &part, &view, PAD);
    canvas_clip(canvas, NULL);
    canvas_frame(canvas, f, 0.7, map->style->ink);
    return HG_OK;
}

/* The extent of an inset that lies within the map. */
static void mark_extent(struct canvas *canvas, const struct hg_map *map,
                        const struct view *main, struct hg_box box)
{
    if (box.west < main->box.west || box.east > main->box.east ||
        box.south < main->box.south || box.north > main->box.north)
        return;
    const double x = view_x(main, box.west), y = view_y(main, box.north);
    canvas_frame(
        canvas,
        (struct rect){x, y, view_x(main, box.east) - x, view_y(main, box.south) - y}, 0.7,
        map->style->ink);
}

void insets_mark(struct canvas *canvas, const struct hg_map *map, const struct view *main)
{
    for (size_t i = 0; i < map->n_inset; i++)
        mark_extent(canvas, map, main, map->inset[i].box);
}

enum hg_status insets_draw(struct canvas *canvas, const struct hg_map *map,
                           const struct domain *domain, const struct legend *legend,
                           const struct view *main, const struct insets *insets,
                           uint8_t *const *class, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < insets->n; i++)
        status = draw_inset(canvas, map, domain, legend, &map->inset[i], main,
                            insets->view[i], class ? class[i] : NULL, err);
    if (status == HG_OK && insets->has_locator)
        status = globe_draw(canvas, map, insets->locator, err);
    return status;
}
