/* stage_draw.c - stage 7: layers become maps */
#include "study/bare_map.h"
#include "study/contacts.h"
#include "study/failures.h"
#include "study/layer_marks.h"
#include "study/layers.h"
#include "study/local_layers.h"
#include "study/map_corners.h"
#include "study/map_file.h"
#include "study/map_pages.h"
#include "study/plants.h"
#include <stdlib.h>
#include <string.h>

/* The most important places of the study, of a region's page those on its cells, in the
 * crs of the grid. */
static enum hg_status place_labels(struct job *job, struct hg_error *err)
{
    if (!job->places)
        return HG_OK;
    const size_t top = (size_t)job->study->maps.city_top;
    size_t left = job->places->n < top ? job->places->n : top;
    job->label = calloc(left + 1, sizeof(*job->label));
    if (!job->label)
        return no_memory(err, "the labels");
    for (size_t i = 0; left > 0 && i < job->places->n; i++) {
        const struct hg_place *place = &job->places->place[i];
        struct hg_map_label label = {place->name, place->lon, place->lat};
        hg_lock_take(
            job->lock); /* regions share the transform, which is for one thread */
        hg_transform_apply(&job->from_lonlat, 1, &label.x, &label.y);
        hg_lock_release(job->lock);
        const uint32_t cell = hg_grid_cell_at(job->grid, label.x, label.y);
        if (job->atlas && (cell == HG_NO_CELL || !job->domain[cell]))
            continue;
        left--;
        if (isfinite(label.x) && isfinite(label.y))
            job->label[job->n_label++] = label;
    }
    return HG_OK;
}

/* The legend of a class layer: the markets it shows, the largest area first. */
struct market_legend {
    size_t n;
    struct hg_map_category category[255];
    char figure[255][16];
};

static struct market_legend *make_legend(const struct job *job,
                                         const uint8_t *class_value)
{
    const size_t n_d = job->mix->n_destination;
    double km2[256] = {0}, all = 0;
    struct market_legend *legend = calloc(1, sizeof(*legend));
    if (!legend)
        return NULL;
    for (size_t cell = 0; cell < hg_grid_cells(job->grid); cell++)
        km2[class_value[cell]] += hg_grid_cell_km2(job->grid, (uint32_t)cell);
    for (size_t d = 1; d <= n_d; d++)
        all += km2[d];
    for (;;) {
        size_t most = 1;
        for (size_t d = 2; d <= n_d; d++)
            if (km2[d] > km2[most])
                most = d;
        if (!(km2[most] > 0))
            return legend;
        const double percent = 100 * km2[most] / all;
        snprintf(legend->figure[legend->n], sizeof(legend->figure[0]),
                 percent < 0.1 ? "< 0.1 %%" : "%.1f %%", percent);
        legend->category[legend->n] = (struct hg_map_category){
            (uint8_t)most, job->market_colour[most - 1], job_market_name(job, most - 1),
            legend->figure[legend->n]};
        legend->n++;
        km2[most] = 0;
    }
}

char *job_source_line(struct job *job, const char *projection, bool markets)
{
    const struct hg_study *study = job->study;
    struct hg_text text = {0};
    if (*study->maps.source)
        hg_text_print(&text, "%s ", study->maps.source);
    if (*study->maps.approval)
        hg_text_print(&text, "%s ", study->maps.approval);
    hg_text_print(&text, "%s",
                  *study->maps.disclaimer ? study->maps.disclaimer
                                          : "Boundaries carry no endorsement.");
    if (markets)
        tell_market_mix(job, &text);
    hg_text_print(
        &text, " %s: %s. hotgrid, input %.12s.", projection ? "Projection" : "Grid",
        projection ? projection : hg_grid_params(job->grid)->name, job->input_key);
    char *copy = text.failed ? NULL : job_text(job, "%s", text.bytes);
    free(text.bytes);
    return copy;
}

/* What a map of a layer borrows while it is drawn. */
struct layer_map {
    struct hg_map map;
    struct hg_style style; /* of maps whose ramp is not that of the study */
    struct market_legend *legend;
    float *value;
    struct hg_text subtitle;
    struct layer_marks marks;
    struct hg_box window; /* of maps that are closer than the others */
    struct hg_frame *frame;
    struct map_locator *locator;
};

struct hg_map layer_begin_map(const struct job *job, const struct layer *layer)
{
    struct hg_map map = job_begin_map(job, job->frame);
    map.classes = layer->classes;
    map.zero_is_data = layer_is_percent(layer) && !layer_diverges(layer);
    map.zero_label = layer_zero(layer);
    map.average = layer->quantity == HG_LAYER_DENSITY;
    map.title = layer->title;
    map.legend_title = layer_legend_title(job, layer);
    map.n_label = job->n_label;
    map.label = job->label;
    map.window = &job->window;
    if (job->atlas)
        map.no_data_label =
            map.zero_is_data ? "No emission, or another region" : "Other regions";
    set_corners(job, &map);
    return map;
}

/* The graticule and the scale of a box of the grid. */
static enum hg_status frame_box(const struct job *job, const struct hg_box *box,
                                struct hg_frame **out, struct hg_error *err)
{
    struct hg_grid_params p = *hg_grid_params(job->grid);
    struct hg_grid *page = NULL;
    p.box = *box;
    enum hg_status status = hg_grid_create(&p, &page, err);
    if (status == HG_OK)
        status = hg_frame_create(page, map_graticule_step(page, &job->style), out, err);
    hg_grid_destroy(page);
    return status;
}

/* The start of a stretch about a middle, moved so that it lies within another. */
static double start(double middle, double length, double low, double high)
{
    return fmax(low, fmin(middle - length / 2, high - length));
}

/* A box with surroundings, of the shape of another and within it. */
static struct hg_box with_surroundings(const struct hg_box *box,
                                       const struct hg_box *within)
{
    const double aspect = (within->east - within->west) / (within->north - within->south);
    const double width = box->east - box->west, height = box->north - box->south;
    const double more = 0.4 * fmax(width, height);
    const double high = fmax(height + more, (width + more) / aspect);
    const double wide = high * aspect;
    if (wide > within->east - within->west)
        return *within;
    const double west =
        start((box->west + box->east) / 2, wide, within->west, within->east);
    const double south =
        start((box->south + box->north) / 2, high, within->south, within->north);
    return (struct hg_box){west, south, west + wide, south + high};
}

static double extent(const struct hg_box *box)
{
    return (box->east - box->west) * (box->north - box->south);
}

/* Changes may be of one corner of the map alone: then it shows that corner. */
static enum hg_status come_closer(const struct job *job, struct layer_map *m,
                                  struct hg_error *err)
{
    enum { CLOSER = 3 }; /* times, by area */
    const size_t n = hg_grid_cells(job->grid);
    uint8_t *changes = calloc(n + 1, 1);
    if (!changes)
        return no_memory(err, "a map");
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any |= changes[i] = m->value[i] < 0 || m->value[i] > 0;
    enum hg_status status =
        any ? hg_map_window(job->grid, changes, &m->window, err) : HG_OK;
    free(changes);
    if (status != HG_OK || !any)
        return status;
    m->window = with_surroundings(&m->window, &job->window);
    if (CLOSER * extent(&m->window) > extent(&job->window))
        return HG_OK;
    status = frame_box(job, &m->window, &m->frame, err);
    if (status != HG_OK)
        return status;
    m->map.window = &m->window;
    m->map.graticule = m->frame->graticule;
    m->map.scale_min = m->frame->scale_min;
    m->map.scale_max = m->frame->scale_max;
    m->map.north_max_deg = m->frame->north_max_deg;
    m->map.n_inset = 0;
    return set_locator(job, &m->window, &m->map, &m->locator, err);
}

static enum hg_status fill_map(struct job *job, const struct layer *layer,
                               const struct layer_values *values, struct layer_map *m,
                               struct hg_error *err)
{
    m->map = layer_begin_map(job, layer);
    m->style = job->style;
    snprintf(m->style.ramp, sizeof(m->style.ramp), "%s", layer_ramp(job, layer)->name);
    m->map.style = &m->style;
    headline_layer(job, layer, &m->subtitle);
    hg_lock_take(job->lock);
    m->map.source = job_source_line(job, NULL, layer_of_markets(layer));
    hg_lock_release(job->lock);
    m->map.subtitle = m->subtitle.bytes;
    m->map.class_value = values->class_value;
    if (values->class_value)
        m->legend = make_legend(job, values->class_value);
    else
        m->map.value = m->value = layer_floats(job, layer, values);
    if (!m->map.source || m->subtitle.failed || (!m->legend && !m->value))
        return no_memory(err, "a map");
    if (m->legend) {
        m->map.category = m->legend->category;
        m->map.n_category = m->legend->n;
    }
    layer_mark_hotspots(job, layer, &m->marks, &m->map);
    return layer_diverges(layer) && !job->atlas ? come_closer(job, m, err) : HG_OK;
}

/* "The 100 largest sources emit 1.2 Gt, 48 % of all that lies at point sources." */
static void tell_plants(const struct job *job, const struct plants *plants,
                        struct hg_text *text)
{
    hg_text_print(text, "%s%zu point source%s: ", plants->n > 1 ? "The largest " : "",
                  plants->n, plants->n == 1 ? "" : "s");
    headline_mass(text, plants->shown_kg);
    hg_text_print(text, " %s", job_gas_print(job));
    if (plants->all_kg > plants->shown_kg)
        hg_text_print(text, ", %.3g\u2009%% of the ",
                      100 * plants->shown_kg / plants->all_kg);
    if (plants->all_kg > plants->shown_kg) {
        headline_mass(text, plants->all_kg);
        hg_text_print(text, " at point sources");
    }
    hg_text_print(text, ". Sources in one cell share a circle.");
}

/* The second map of a layer: circles over its cells. */
static enum hg_status draw_plants(struct job *job, const struct layer *layer,
                                  const struct layer_map *first, struct hg_error *err)
{
    uint32_t missing[16]; /* the first map tells them */
    char title[64], stem[160];
    struct plants plants = {0};
    struct hg_text subtitle = {0};
    enum hg_status status = plants_create(job, layer, &plants, err);
    if (status == HG_OK && plants.n > 0) {
        tell_plants(job, &plants, &subtitle);
        snprintf(title, sizeof(title), "Point sources, %s per year", job_gas_print(job));
        snprintf(stem, sizeof(stem), "%s_plants", layer->stem);
        struct hg_map map = first->map;
        map.subtitle = subtitle.bytes;
        map.cells = (enum hg_map_cells)job->study->maps.plant_cells;
        map.n_hotspot = 0;
        map.thumbnail = contacts_slot(job, layer, CONTACT_PLANTS);
        map.n_symbol = plants.n;
        map.symbol = plants.symbol;
        map.symbol_kg = plants.largest_kg;
        map.symbol_title = title;
        status = subtitle.failed ? no_memory(err, "a map")
                                 : job_write_map(job, &map, NULL, stem, missing, err);
    }
    if (status == HG_OK)
        status = contacts_done(job, layer, CONTACT_PLANTS, err);
    free(subtitle.bytes);
    plants_finish(&plants);
    return status;
}

enum hg_status layer_draw(struct job *job, struct layer *layer,
                          const struct layer_values *values, struct hg_error *err)
{
    struct layer_map m = {0};
    enum hg_status status = fill_map(job, layer, values, &m, err);
    m.map.thumbnail = job->atlas ? NULL : contacts_slot(job, layer, CONTACT_LAYER);
    if (status == HG_OK)
        status = job_write_map(job, &m.map, job->atlas, layer->stem, layer->missing, err);
    if (status == HG_OK && !job->atlas)
        status = contacts_done(job, layer, CONTACT_LAYER, err);
    if (status == HG_OK && !job->atlas && m.value)
        status = map_pages_fill(job, layer, m.value, err);
    if (status == HG_OK && !job->atlas && job->study->maps.bare)
        status = write_bare(job, &m.map, layer->stem, err);
    if (status == HG_OK && !job->atlas && plants_wanted(job, layer))
        status = draw_plants(job, layer, &m, err);
    hg_frame_destroy(m.frame);
    free(m.locator);
    free(m.value);
    free(m.legend);
    free(m.subtitle.bytes);
    return status;
}

/* "4E2D 6587": characters no font had. */
static void leave_missing(const struct layer *layer, struct hg_text *note)
{
    for (size_t k = 0; k < 16 && layer->missing[k]; k++)
        hg_text_print(note, "%s%X", k ? " " : "", layer->missing[k]);
}

static bool take_missing(struct job *job, struct layer *layer, const char *note)
{
    size_t k = 0;
    if (job->contacts || map_pages_want(job, layer)) /* what it shows is wanted */
        return false;
    for (const char *c = note; c && *c && k < 16; k++) {
        char *end;
        layer->missing[k] = (uint32_t)strtoul(c, &end, 16);
        if (end == c)
            return false;
        c = *end ? end + 1 : end;
    }
    return note != NULL;
}

static const struct layer_notes drawn_notes = {leave_missing, take_missing};

/* Layers with values that no class of the legend holds.  Beyond the breaks that a study
 * gives, values belong to the outermost classes. */
static size_t off_legend(const struct job *job)
{
    size_t n = 0;
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        const bool manual = job->study->maps.n_break && !layer_is_percent(layer);
        if (layer->classes.n && !manual &&
            layer->maximum > layer->classes.edge[layer->classes.n])
            n++;
    }
    return n;
}

double map_graticule_step(const struct hg_grid *grid, const struct hg_style *style)
{
    static const double finer[] = {5, 2, 1, 0.5, 0.2, 0.1};
    const struct hg_grid_params *p = hg_grid_params(grid);
    const double degrees =
        (p->box.north - p->box.south) / (p->kind == HG_GRID_LONLAT ? 1 : 111.2e3);
    double step = style->graticule_deg > 0 ? style->graticule_deg : 10;
    for (size_t i = 0; i < sizeof(finer) / sizeof(finer[0]) && degrees < 2 * step; i++)
        if (finer[i] < step)
            step = finer[i];
    return step;
}

/* Without its neighbours a country must not look like an island: what is around it stays
 * blank, but for grids of the whole world. */
static void leave_out_the_sea(struct job *job)
{
    const double most_of_the_world_km2 = 4.5e8;
    double km2 = 0;
    const struct hg_grid_params *p = hg_grid_params(job->grid);
    for (uint32_t row = 0; row < p->nrow; row++)
        km2 += p->ncol * hg_grid_cell_km2(job->grid, row * p->ncol);
    if (!job->context && km2 < most_of_the_world_km2)
        job->style.sea = job->style.page;
}

/* The cells of a region's page end where the region does: the page goes on a little, and
 * the graticule with it. */
static enum hg_status frame_region(struct job *job, struct hg_error *err)
{
    struct hg_grid_params p = *hg_grid_params(job->grid);
    const double width = p.box.east - p.box.west, height = p.box.north - p.box.south;
    const double margin = 0.05 * fmax(width, height);
    struct hg_grid *page = NULL;
    p.box = (struct hg_box){p.box.west - margin, p.box.south - margin,
                            p.box.east + margin, p.box.north + margin};
    if (p.kind == HG_GRID_LONLAT) {
        p.box.south = fmax(p.box.south, -90);
        p.box.north = fmin(p.box.north, 90);
        if (width + 2 * margin > 360) {
            p.box.west += margin;
            p.box.east -= margin;
        }
    }
    job->window = p.box;
    enum hg_status status = hg_grid_create(&p, &page, err);
    if (status == HG_OK)
        status = hg_frame_create(page, map_graticule_step(job->grid, &job->style),
                                 &job->frame, err);
    hg_grid_destroy(page);
    return status;
}

static enum hg_status frame_grid(struct job *job, struct hg_error *err)
{
    enum hg_status status = hg_frame_create(
        job->grid, map_graticule_step(job->grid, &job->style), &job->frame, err);
    if (status == HG_OK)
        status = make_corners(job, err);
    return status == HG_OK ? hg_map_window(job->grid, job->domain, &job->window, err)
                           : status;
}

enum hg_status job_start_maps(struct job *job, struct hg_error *err)
{
    leave_out_the_sea(job);
    enum hg_status status = job->atlas ? frame_region(job, err) : frame_grid(job, err);
    if (status == HG_OK)
        status = place_labels(job, err);
    if (status == HG_OK)
        status = hg_sheets_create(&job->sheets, err);
    return status;
}

enum hg_status stage_draw(struct job *job, struct hg_error *err)
{
    if (job->study->maps.formats.n == 0 && !job->study->maps.bare)
        return HG_OK;
    enum hg_status status = job_start_maps(job, err);
    if (status == HG_OK)
        status = map_pages_create(job, err);
    if (status == HG_OK)
        status = contacts_create(job, err);
    if (status == HG_OK)
        status = each_layer_left(job, "draw", layer_draw, &drawn_notes, err);
    if (status == HG_OK)
        status = map_pages_write(job, err);
    failures_settle(job, false);
    if (status != HG_OK)
        return status;
    for (size_t i = 0; i < job->n_layer; i++)
        job_warn_glyphs(job, job->layer[i].stem, job->layer[i].missing);
    return hg_ledger_note(job->ledger, "draw", "layers with values above their legend",
                          (double)off_legend(job), 0, err);
}
