/* dots.c - one dot a cell */
#include "map/dots.h"
#include "map/class_table.h"
#include "map/colour.h"
#include <math.h>
#include <stdlib.h>

/* In units of the text size. */
static const double RADIUS = 0.19, RIM = 0.035;

struct dot_cell {
    uint32_t cell;
    float value;
};

double dots_radius(const struct hg_style *style)
{
    return RADIUS * style->text_pt;
}

void dots_draw_one(struct canvas *canvas, const struct hg_style *style,
                   struct hg_colour colour, double x, double y)
{
    canvas_circle(canvas, x, y, dots_radius(style));
    canvas_fill(canvas, colour);
    canvas_circle(canvas, x, y, dots_radius(style));
    canvas_stroke(canvas, RIM * style->text_pt, colour_mix(colour, style->ink, 0.5));
}

static int by_value(const void *a, const void *b)
{
    const struct dot_cell *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

enum hg_status dots_draw(struct canvas *canvas, const struct panel *panel,
                         const struct cell_picture *cells, struct hg_error *err)
{
    const struct hg_map *map = panel->map;
    const size_t n_cell = hg_grid_cells(map->grid), most = panel->domain->count[1];
    struct dot_cell *dot = malloc((most + 1) * sizeof(*dot));
    if (!dot)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu dots", most);
    size_t n = 0;
    for (size_t i = 0; i < n_cell && n < most; i++)
        if (!isnan(map->value[i]) && map->value[i] != 0)
            dot[n++] = (struct dot_cell){(uint32_t)i, map->value[i]};
    qsort(dot, n, sizeof(*dot), by_value);
    struct class_table table;
    class_table_fill(&table, cells);
    for (size_t i = 0; i < n; i++) {
        double x, y, value = (double)dot[i].value;
        uint8_t class;
        hg_grid_centre(map->grid, dot[i].cell, &x, &y);
        class_table_find(&table, 1, &value, &class);
        dots_draw_one(canvas, map->style, panel->legend->paint[class],
                      view_x(&panel->view, x), view_y(&panel->view, y));
    }
    free(dot);
    return HG_OK;
}
