/* areas.c - places filled with the colour of their value */
#include "map/areas.h"
#include "map/colour.h"
#include "map/outline.h"
#include "map/sample.h"
#include <math.h>
#include <stdlib.h>

struct area {
    double size; /* of its box */
    size_t shape;
};

static int by_size(const void *a, const void *b)
{
    const struct area *p = a, *q = b;
    if (p->size != q->size)
        return p->size > q->size ? -1 : 1;
    return (p->shape > q->shape) - (p->shape < q->shape);
}

static struct hg_colour colour_of(const struct panel *p, double value)
{
    const struct legend *legend = p->legend;
    size_t class = 0;
    if (value == 0 && !p->map->zero_is_data)
        return legend->paint[CELL_NO_EMISSION];
    if (legend->n_shade)
        while (class + 1 < legend->n_shade && value >= legend->shade_end[class])
            class ++;
    else if (legend->n_class)
        class = hg_class_of(&legend->classes, value);
    return legend->paint[CELL_FIRST + class];
}

static void fill(struct canvas *canvas, const struct panel *p,
                 const struct outline *outline, size_t n, const struct area *area)
{
    for (size_t i = 0; i < n; i++) {
        const double value = (double)p->map->area_value[area[i].shape];
        if (isnan(value))
            continue;
        outline_trace(canvas, outline, area[i].shape);
        canvas_fill(canvas, colour_of(p, value));
    }
}

enum hg_status areas_draw(struct canvas *canvas, const struct panel *p,
                          struct hg_error *err)
{
    const struct hg_shapes *shapes = p->map->area;
    const struct hg_style *style = p->map->style;
    const struct pen thin = {style->neighbour_pt,
                             colour_mix(style->page, style->border, 0.6)};
    const struct pen pens[N_EDGE_KIND] = {thin, thin, thin, thin};
    const struct outline_sides sides = {.one_country = true};
    struct outline *outline = NULL;
    struct area *area = calloc(shapes->n_shape + 1, sizeof(*area));
    if (!area)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu areas of a map",
                       shapes->n_shape);
    for (size_t i = 0; i < shapes->n_shape; i++) {
        const struct hg_box *box = &shapes->shape[i].box;
        area[i] = (struct area){(box->east - box->west) * (box->north - box->south), i};
    }
    if (shapes->n_shape > 1)
        qsort(area, shapes->n_shape, sizeof(*area), by_size);
    enum hg_status status =
        outline_create(canvas, &p->view, shapes, false, &outline, err);
    if (status == HG_OK) {
        fill(canvas, p, outline, shapes->n_shape, area);
        status = outline_stroke(canvas, outline, &sides, pens, err);
    }
    outline_destroy(outline);
    free(area);
    return status;
}
