/* places_map.c - maps of places: polygons by what they emit per km2, points as circles */
#include "study/failures.h"
#include "study/map_file.h"
#include "study/places_layers.h"
#include <stdlib.h>
#include <string.h>

enum { LABELS = 12, CIRCLES = 400, NAMED = 3 };

/* A map of one set, of what serves foreign markets or of all. */
struct picture {
    struct job *job;
    const struct place_set *set;
    bool foreign;
    const size_t *order; /* of the places, by what the map shows */
    float *value;        /* [place] */
    struct hg_map_label label[LABELS];
    struct hg_map_symbol *symbol;
    struct hg_text subtitle;
    struct hg_map map;
};

static double kg_of(const struct picture *p, size_t place)
{
    return p->foreign ? p->set->place[place].foreign_kg : p->set->place[place].kg;
}

static enum hg_status fill_areas(struct picture *p, struct hg_error *err)
{
    p->value = calloc(p->set->n + 1, sizeof(*p->value));
    if (!p->value)
        return no_memory(err, "a map of places");
    for (size_t i = 0; i < p->set->n; i++) {
        const struct place *place = &p->set->place[i];
        p->value[i] = (float)(p->foreign ? place->foreign_density : place->density);
    }
    p->map.area = p->set->shapes;
    p->map.area_value = p->value;
    p->map.legend_title =
        job_text(p->job, "t %s per km² of land and year", job_gas_print(p->job));
    return places_classes(p->job, p->set, p->foreign, &p->map.classes, err);
}

static enum hg_status fill_circles(struct picture *p, struct hg_error *err)
{
    p->symbol = calloc(p->set->n + 1, sizeof(*p->symbol));
    if (!p->symbol)
        return no_memory(err, "a map of places");
    for (size_t k = 0; k < p->set->n && p->map.n_symbol < CIRCLES; k++) {
        const struct place *place = &p->set->place[p->order[k]];
        const double kg = kg_of(p, p->order[k]);
        if (kg > 0 && isfinite(place->x) && isfinite(place->y))
            p->symbol[p->map.n_symbol++] =
                (struct hg_map_symbol){.x = place->x, .y = place->y, .kg = kg};
    }
    p->map.symbol = p->symbol;
    p->map.symbol_kg = p->map.n_symbol ? p->symbol[0].kg : 0;
    p->map.symbol_title = job_text(p->job, "%s per year", job_gas_print(p->job));
    return HG_OK;
}

static void make_labels(struct picture *p)
{
    for (size_t k = 0; k < p->set->n && p->map.n_label < LABELS; k++) {
        const struct place *place = &p->set->place[p->order[k]];
        if (isfinite(place->x) && isfinite(place->y))
            p->label[p->map.n_label++] =
                (struct hg_map_label){place->name, place->x, place->y};
    }
    p->map.label = p->label;
}

/* "31 places emit 2.5 Gt, 99 % of all that ...; most of it Shandong (209 Mt), ..." */
static void tell(struct picture *p)
{
    const struct place_set *set = p->set;
    const struct place *again = &set->place[set->n + 1];
    struct hg_text *text = &p->subtitle;
    const double outside = kg_of(p, set->n), twice = kg_of(p, set->n + 1);
    double all = outside - twice, in = 0;
    for (size_t i = 0; i < set->n; i++)
        in += kg_of(p, i);
    all += in;
    hg_text_print(text, "%zu place%s (%s): ", set->n, set->n == 1 ? "" : "s", set->by);
    headline_mass(text, in - twice);
    hg_text_print(text, ", %.3g\u2009%% of the %s",
                  all > 0 ? 100 * (in - twice) / all : 0, job_gas_print(p->job));
    hg_text_print(text, p->foreign ? " emitted for foreign markets; most in "
                                   : " on the map; most in ");
    for (size_t k = 0; k < NAMED && k < set->n; k++) {
        const char *name = set->place[p->order[k]].name;
        const int length = (int)hg_text_fit(name, 80);
        hg_text_print(text, "%s%.*s%s (", k ? ", " : "", length, name,
                      name[length] ? "\u2026" : "");
        headline_mass(text, kg_of(p, p->order[k]));
        hg_text_print(text, ")");
    }
    hg_text_print(text, ".");
    if (set->points)
        hg_text_print(text,
                      " An approximation: each circle is what lies within %g km of "
                      "a point and nearer to it than to others.",
                      set->entry->radius_km);
    if (again->kg > 1e-6 * set->gridded_kg)
        hg_text_print(text, " Places overlap: what they share counts for each of them.");
}

static enum hg_status draw_map(struct picture *p, struct hg_error *err)
{
    struct job *job = p->job;
    uint32_t missing[16] = {0};
    char stem[160];
    p->map = job_begin_map(job, job->frame);
    p->map.window = &job->window;
    p->map.zero_label = "No emission known";
    p->map.cells = p->set->points ? HG_MAP_NO_CELLS : HG_MAP_CELLS;
    p->map.title = job_text(job, "%s emitted%s: %s, %lld", job_gas_print(job),
                            p->foreign ? " for foreign markets" : "", p->set->entry->name,
                            (long long)job->study->year);
    p->map.source = job_source_line(job, NULL, p->foreign);
    p->order = p->set->order[p->foreign ? BY_FOREIGN : BY_TOTAL];
    (void)snprintf(stem, sizeof(stem), "places_%s_%s", p->set->entry->name,
                   p->foreign ? "foreign" : "total");
    enum hg_status status = p->set->points ? fill_circles(p, err) : fill_areas(p, err);
    make_labels(p);
    tell(p);
    p->map.subtitle = p->subtitle.bytes;
    if (status == HG_OK && (!p->map.title || !p->map.source || p->subtitle.failed))
        status = no_memory(err, "a map of places");
    const bool any = p->set->points ? p->map.n_symbol > 0 : p->map.classes.n > 0;
    if (status == HG_OK && any)
        status = job_write_map(job, &p->map, NULL, stem, missing, err);
    if (status == HG_OK)
        job_warn_glyphs(job, stem, missing);
    free(p->value);
    free(p->symbol);
    free(p->subtitle.bytes);
    return job_bear(job, "draw", stem, status, err);
}

enum hg_status draw_places(struct job *job, struct hg_error *err)
{
    const struct zone_accounts *zones = job->levers ? job->levers->places : NULL;
    enum hg_status status = HG_OK;
    if (!zones || !job->maps || job->study->maps.formats.n == 0)
        return HG_OK;
    if (!job->frame) /* nobody has drawn maps yet */
        status = job_start_maps(job, err);
    for (size_t i = 0; status == HG_OK && i < zones->n; i++)
        for (int foreign = job->markets; status == HG_OK && foreign >= 0; foreign--) {
            struct picture p = {
                .job = job, .set = &zones->set[i], .foreign = foreign == 1};
            status = draw_map(&p, err);
        }
    return status;
}
