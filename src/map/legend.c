/* legend.c - swatches, edges and names, as a column or as a band */
#include "map/legend.h"
#include "map/arrows.h"
#include "map/classes.h"
#include "map/colour.h"
#include "map/colour_bar.h"
#include "map/dots.h"
#include "map/key.h"
#include "map/sample.h"
#include "map/symbols.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Lengths in units of the legend's type size. */
static const double ROW = 1.75, SPACE = 0.7, COLUMN = 16.5, ROW_MAX = 19,
                    COLUMN_GAP = 2.4, SYMBOL = 0.56;

static const double FAINT = 0.6; /* of the paper, where cells stand back */
static const struct hg_colour OTHER = {0x8a, 0x8a, 0x88};

static void add_row(struct legend *legend, struct hg_colour colour, const char *name,
                    const char *figure)
{
    legend->row[legend->n_row++] =
        (struct legend_row){.colour = colour, .name = name, .figure = figure};
}

static void add_shades(const struct domain *domain, struct legend *legend)
{
    legend->n_shade = LEGEND_SHADES;
    for (size_t i = 0; i < LEGEND_SHADES; i++)
        legend->shade_end[i] =
            hg_class_value(&legend->classes, (double)(i + 1) / LEGEND_SHADES);
    legend->below = domain->values && domain->min < legend->classes.edge[0];
}

static void add_classes(const struct hg_map *map, const struct domain *domain,
                        struct legend *legend)
{
    size_t n;
    const struct hg_ramp *ramp = hg_ramp_find(map->style->ramp);
    legend->classes = map->classes;
    legend->n_class = map->classes.n;
    if (domain->values)
        classes_cover(&legend->classes, domain->min, domain->max);
    if (legend->n_class && legend->classes.scale != HG_SCALE_CLASSES)
        add_shades(domain, legend);
    const size_t count = legend->n_shade ? legend->n_shade : legend->n_class;
    struct hg_colour *colour = legend->paint + CELL_FIRST;
    hg_ramp_colours(ramp ? ramp : hg_ramps(&n), count, colour);
    for (size_t i = 0; map->cells == HG_MAP_FAINT_CELLS && i < count; i++)
        colour[i] = colour_mix(colour[i], map->style->page, FAINT);
    legend->n_paint = CELL_FIRST + count;
}

/* How many categories are more frequent than number i, earlier ones first among equals.
 */
static size_t rank_of(const struct hg_map *map, const struct domain *domain, size_t i)
{
    const size_t own = domain->count[map->category[i].value];
    size_t rank = 0;
    for (size_t k = 0; k < map->n_category; k++) {
        const size_t count = domain->count[map->category[k].value];
        rank += count > own || (count == own && k < i);
    }
    return rank;
}

static void add_categories(const struct hg_map *map, const struct domain *domain,
                           struct legend *legend)
{
    const uint8_t other = CELL_FIRST + LEGEND_CATEGORIES;
    memset(legend->slot, other, sizeof(legend->slot));
    legend->slot[0] = CELL_NO_EMISSION;
    legend->slot[255] = CELL_NO_DATA;
    for (size_t i = 0; i < map->n_category; i++) {
        const struct hg_map_category *c = &map->category[i];
        if (c->value == 0 || c->value == 255 || domain->count[c->value] == 0 ||
            rank_of(map, domain, i) >= LEGEND_CATEGORIES)
            continue;
        legend->slot[c->value] = (uint8_t)(CELL_FIRST + legend->n_row);
        legend->paint[CELL_FIRST + legend->n_row] = c->colour;
        add_row(legend, c->colour, c->name, c->figure);
    }
    bool others = false;
    for (size_t value = 1; value < 255; value++)
        others = others || (domain->count[value] > 0 && legend->slot[value] == other);
    legend->paint[other] = OTHER;
    if (others)
        add_row(legend, OTHER, "Other", NULL);
    legend->n_category = legend->n_row;
    legend->n_paint = other + 1u;
}

void legend_create(const struct hg_map *map, const struct domain *domain,
                   struct legend *out)
{
    *out = (struct legend){.map = map, .style = map->style, .title = map->legend_title};
    for (size_t i = 0; i < map->n_arrow_key && i < HG_ARROW_KEYS; i++)
        out->row[out->n_row++] = (struct legend_row){
            .colour = arrow_colour(map->style),
            .name = map->arrow_key[i].name,
            .line_pt = arrow_breadth(map->style, map->arrow_key[i].weight)};
    for (size_t i = 0; i < map->n_symbol_kind && i < HG_SYMBOL_KINDS; i++)
        out->row[out->n_row++] = (struct legend_row){.name = map->symbol_kind[i].name,
                                                     .figure = map->symbol_kind[i].figure,
                                                     .symbol = &map->symbol_kind[i]};
    out->paint[CELL_NO_DATA] = map->style->no_data;
    out->paint[CELL_NO_EMISSION] = map->style->no_emission;
    if (map->cells == HG_MAP_NO_CELLS) {
        out->title = map->n_symbol_kind ? map->legend_title : NULL;
        return;
    }
    if (map->value || map->area)
        add_classes(map, domain, out);
    else if (map->class_value)
        add_categories(map, domain, out);
    if (domain->sparse)
        out->row[out->n_row++] = (struct legend_row){
            .colour = out->paint[domain->max < 0 ? CELL_FIRST : out->n_paint - 1],
            .name = "Cells, drawn larger",
            .dot_pt = dots_radius(map->style),
        };
    if (domain->no_emission)
        add_row(out, map->style->no_emission,
                map->zero_label ? map->zero_label : "No emission", NULL);
    if (domain->no_data)
        add_row(out, map->style->no_data,
                map->no_data_label  ? map->no_data_label
                : map->zero_is_data ? "No emission or no data"
                                    : "No data",
                NULL);
}

static struct type type_of(const struct legend *legend)
{
    return (struct type){.pt = legend->style->text_pt, .colour = legend->style->ink};
}

static struct type title_type(const struct legend *legend, double width)
{
    struct type type = type_of(legend);
    type.bold = true;
    type.width = width;
    return type;
}

static struct size title_size(struct canvas *canvas, const struct legend *legend,
                              double width)
{
    if (!legend->title || !legend->title[0])
        return (struct size){0};
    const struct type type = title_type(legend, width);
    struct size size = canvas_measure(canvas, &type, legend->title);
    size.height += SPACE * type.pt;
    return size;
}

static void draw_title(struct canvas *canvas, const struct legend *legend, double x,
                       double y, double width)
{
    const struct type type = title_type(legend, width);
    if (legend->title && legend->title[0])
        canvas_text(canvas, &type, legend->title, x, y);
}

/* Breadth of the names of rows first..end-1 with their figures, without the swatch. */
static double widest_row(struct canvas *canvas, const struct legend *legend, size_t first,
                         size_t end)
{
    const struct type type = type_of(legend);
    double name = 0, figure = 0;
    for (size_t i = first; i < end && i < legend->n_row; i++) {
        const struct legend_row *row = &legend->row[i];
        name = fmax(name, canvas_measure(canvas, &type, row->name).width);
        if (row->figure)
            figure = fmax(figure, canvas_measure(canvas, &type, row->figure).width +
                                      SPACE * type.pt);
    }
    const double most = (ROW_MAX - LEGEND_SWATCH_W - SPACE) * type.pt;
    return fmin(ceil(name) + figure, most);
}

static void draw_swatch(struct canvas *canvas, const struct legend *legend,
                        struct rect rect, struct hg_colour colour)
{
    const struct hg_style *style = legend->style;
    canvas_fill_rect(canvas, rect, colour);
    canvas_frame(canvas, rect, 0.3, style->faint);
}

/* width: of the name with its figure. */
static void draw_row(struct canvas *canvas, const struct legend *legend, size_t i,
                     double x, double y, double width)
{
    const double u = legend->style->text_pt;
    const struct legend_row *row = &legend->row[i];
    struct type type = type_of(legend);
    if (row->line_pt > 0)
        canvas_line(canvas, x, y + ROW / 2 * u, x + LEGEND_SWATCH_W * u, y + ROW / 2 * u,
                    row->line_pt, row->colour);
    else if (row->symbol)
        symbol_draw_kind(canvas, legend->style, row->symbol, x + LEGEND_SWATCH_W / 2 * u,
                         y + ROW / 2 * u, SYMBOL * u);
    else if (row->dot_pt > 0)
        dots_draw_one(canvas, legend->style, row->colour, x + LEGEND_SWATCH_W / 2 * u,
                      y + ROW / 2 * u);
    else
        draw_swatch(canvas, legend,
                    (struct rect){x, y + (ROW - LEGEND_SWATCH_H) / 2 * u,
                                  LEGEND_SWATCH_W * u, LEGEND_SWATCH_H * u},
                    row->colour);
    double room = width;
    if (row->figure) {
        const struct size size = canvas_measure(canvas, &type, row->figure);
        canvas_text(canvas, &type, row->figure,
                    x + (LEGEND_SWATCH_W + SPACE) * u + width - size.width,
                    y + (ROW * u - size.height) / 2);
        room -= size.width + SPACE * u;
    }
    type.width = room + 0.5;
    type.ellipsis = true;
    const struct size size = canvas_measure(canvas, &type, row->name);
    canvas_text(canvas, &type, row->name, x + (LEGEND_SWATCH_W + SPACE) * u,
                y + (ROW * u - size.height) / 2);
}

/* As a column: the classes stacked with the highest on top, edges between them. */

static struct size measure_column(struct canvas *canvas, const struct legend *legend)
{
    const double u = legend->style->text_pt;
    const struct size title = title_size(canvas, legend, COLUMN * u);
    double width = fmax(title.width, (LEGEND_SWATCH_W + SPACE) * u +
                                         widest_row(canvas, legend, 0, legend->n_row));
    const struct size bar = colour_bar_upright(canvas, legend);
    width = fmax(width, bar.width);
    double height = title.height + bar.height + (double)legend->n_row * ROW * u;
    if (legend->n_class && legend->n_row)
        height += SPACE * u;
    const struct size key =
        key_measure(canvas, legend->map, false, fmax(width, COLUMN * u));
    return (struct size){ceil(fmax(width, key.width)), height + key.height};
}

static void draw_column(struct canvas *canvas, const struct legend *legend,
                        struct rect rect)
{
    const double u = legend->style->text_pt;
    draw_title(canvas, legend, rect.x, rect.y, COLUMN * u);
    double y = rect.y + title_size(canvas, legend, COLUMN * u).height;
    if (legend->n_class) {
        colour_bar_draw_upright(canvas, legend, rect.x, y);
        y += colour_bar_upright(canvas, legend).height + SPACE * u;
    }
    const double width = widest_row(canvas, legend, 0, legend->n_row);
    for (size_t i = 0; i < legend->n_row; i++)
        draw_row(canvas, legend, i, rect.x, y + (double)i * ROW * u, width);
    key_draw(canvas, legend->map, false, rect.x, y + (double)legend->n_row * ROW * u,
             fmax(rect.width, COLUMN * u));
}

/* As a band: the classes side by side, what stands apart beside them; categories in
 * columns. */

struct band {
    double title, bar_width, bar_height; /* of the classes with their edges */
    size_t columns, rows;
    double x[LEGEND_ROWS], width[LEGEND_ROWS]; /* of the columns of rows, from the left */
    double end;                                /* of the last column */
};

/* Sets the rows in so many columns, each as wide as its names, from `start` on. */
static void set_columns(struct canvas *canvas, const struct legend *legend, double start,
                        size_t columns, struct band *band)
{
    const double u = legend->style->text_pt;
    band->rows = (legend->n_row + columns - 1) / columns;
    band->columns = band->rows ? (legend->n_row + band->rows - 1) / band->rows : 0;
    band->end = start;
    for (size_t c = 0; c < band->columns; c++) {
        band->x[c] = start;
        band->width[c] = widest_row(canvas, legend, c * band->rows, (c + 1) * band->rows);
        band->end = start + (LEGEND_SWATCH_W + SPACE) * u + band->width[c];
        start = band->end + COLUMN_GAP * u;
    }
}

static struct band band_of(struct canvas *canvas, const struct legend *legend,
                           double width)
{
    const double u = legend->style->text_pt;
    struct band band = {.title = title_size(canvas, legend, width).height};
    double start = 0;
    size_t columns = legend->n_row;
    if (legend->n_class) {
        const double row =
            (LEGEND_SWATCH_W + SPACE) * u + widest_row(canvas, legend, 0, legend->n_row);
        const double apart = legend->n_row ? row + 2 * COLUMN_GAP * u : 0;
        const struct size bar = colour_bar_flat(legend, width - apart);
        band.bar_width = bar.width;
        band.bar_height = bar.height;
        start = band.bar_width + 2 * COLUMN_GAP * u;
    }
    do /* the most columns that have room */
        set_columns(canvas, legend, start, columns > 0 ? columns : 1, &band);
    while (band.end > width && columns-- > 1);
    return band;
}

static struct size measure_band(struct canvas *canvas, const struct legend *legend,
                                double width)
{
    const double u = legend->style->text_pt;
    const struct band band = band_of(canvas, legend, width);
    const struct size key = key_measure(canvas, legend->map, true, width);
    return (struct size){width, band.title +
                                    fmax(band.bar_height, (double)band.rows * ROW * u) +
                                    key.height};
}

static void draw_band(struct canvas *canvas, const struct legend *legend,
                      struct rect rect)
{
    const double u = legend->style->text_pt;
    const struct band band = band_of(canvas, legend, rect.width);
    draw_title(canvas, legend, rect.x, rect.y, rect.width);
    double y = rect.y + band.title;
    if (legend->n_class) {
        colour_bar_draw_flat(canvas, legend, rect.x, y, band.bar_width);
        y -= (ROW - LEGEND_SWATCH_H) / 2 * u; /* the first swatch in line with the bar */
    }
    for (size_t i = 0; i < legend->n_row; i++) {
        const size_t column = i / band.rows, row = i % band.rows;
        draw_row(canvas, legend, i, rect.x + band.x[column], y + (double)row * ROW * u,
                 band.width[column]);
    }
    key_draw(canvas, legend->map, true, rect.x,
             rect.y + band.title + fmax(band.bar_height, (double)band.rows * ROW * u),
             rect.width);
}

struct size legend_measure(struct canvas *canvas, const struct legend *legend, bool below,
                           double width)
{
    return below ? measure_band(canvas, legend, width) : measure_column(canvas, legend);
}

void legend_draw(struct canvas *canvas, const struct legend *legend, bool below,
                 struct rect rect)
{
    if (below)
        draw_band(canvas, legend, rect);
    else
        draw_column(canvas, legend, rect);
}
