/* hotspots.c - the hotspots of a layer: found, taken apart by origin and use, named */
#include "study/hotspots.h"
#include "study/layers.h"
#include <hotgrid/concentration.h>
#include <hotgrid/geodesy.h>
#include <stdlib.h>
#include <string.h>

/* Does a word of `layers` mean the layer? */
static bool means(const struct layer *layer, const char *word)
{
    static const char *const account[] = {
        [HG_ACCOUNT_TOTAL] = "total",  [HG_ACCOUNT_FOREIGN] = "foreign",
        [HG_ACCOUNT_DESTINATION] = "", [HG_ACCOUNT_DOMINANT] = "",
        [HG_ACCOUNT_TIER] = "",        [HG_ACCOUNT_EXCESS] = "excess",
        [HG_ACCOUNT_AFTER] = "",       [HG_ACCOUNT_CHANGE] = ""};
    const struct hg_study_layers *entry = layer->entry;
    const bool whole =
        !entry->sector.n && !entry->region.n && !entry->category.n && !entry->product.n;
    if (strcmp(word, "all") == 0 || strcmp(word, layer->stem) == 0)
        return true;
    return whole && (strcmp(word, account[layer->account]) == 0 ||
                     (layer->account == HG_ACCOUNT_DESTINATION &&
                      strcmp(word, layer->destination) == 0));
}

bool layer_has_clusters(const struct job *job, const struct layer *layer)
{
    const struct hg_words *words = &job->study->hotspots.layers;
    bool meant = false;
    for (size_t i = 0;
         layer->kind == LAYER_FORM && !layer_diverges(layer) && i < words->n; i++)
        meant |= means(layer, words->word[i]);
    return meant;
}

/* `total`, `foreign` and `all` go without saying; the verb tells of its own word. */
static bool is_unknown(const struct job *job, const struct hg_words *words, size_t i)
{
    const char *word = words->word[i];
    bool known = !words->at || strcmp(word, "all") == 0 || strcmp(word, "total") == 0 ||
                 strcmp(word, "foreign") == 0;
    for (size_t k = 0; k < job->n_layer; k++)
        known |= job->layer[k].kind == LAYER_FORM && means(&job->layer[k], word);
    return !known;
}

void hotspots_check(struct job *job)
{
    const struct hg_words *words = &job->study->hotspots.layers;
    for (size_t i = 0; i < words->n; i++)
        if (is_unknown(job, words, i))
            hg_fault(job->faults, HG_E_STUDY, "layers of hotspots",
                     "%s:%zu:%zu: `%s` of `hotspots: layers:` is no layer of the study "
                     "that has a sum; name `total`, `foreign`, a destination that "
                     "`layers` maps, `all`, or a file of tif/ without its ending",
                     job->study->path, words->at[i].line, words->at[i].column,
                     words->word[i]);
}

static enum hg_status find(const struct job *job, struct layer *layer, const double *kg,
                           struct hg_error *err)
{
    const struct hg_study *study = job->study;
    struct hg_transform to_lonlat = {0};
    const enum hg_status status = hg_crs_to_lonlat(job->grid, &to_lonlat, err);
    if (status != HG_OK)
        return status;
    const struct hg_cluster_params params = {
        .grid = job->grid,
        .kg = kg,
        .area_km2 = study->hotspots.top_percent / 100 * job->land_km2,
        .min_cells = (uint32_t)study->hotspots.min_cells,
        .min_kg = study->hotspots.min_mass * 1000,
        .distance_km = study->hotspots.dbscan ? study->hotspots.distance_km : 0,
        .to_lonlat = &to_lonlat,
    };
    const enum hg_status found = hg_find_clusters(&params, &layer->clusters, err);
    hg_transform_finish(&to_lonlat);
    return found;
}

static enum hg_status make_mix(const struct job *job, struct layer *layer,
                               struct hg_error *err)
{
    const size_t n = layer->clusters->n;
    struct cluster_mix *mix = calloc(1, sizeof(*mix));
    layer->cluster_mix = mix;
    if (!mix)
        return no_memory(err, "the hotspots of a layer");
    mix->n_region = hg_axis_size(job->inventory->regions);
    mix->n_sector = hg_axis_size(job->inventory->sectors);
    mix->n_destination = job->markets ? job->mix->n_destination : 0;
    mix->region = calloc(n * mix->n_region + 1, sizeof(*mix->region));
    mix->sector = calloc(n * mix->n_sector + 1, sizeof(*mix->sector));
    mix->destination = calloc(n * mix->n_destination + 1, sizeof(*mix->destination));
    return mix->region && mix->sector && mix->destination
               ? HG_OK
               : no_memory(err, "the hotspots of a layer");
}

/* What the layer makes of the masses of E. */
struct view {
    const struct job *job;
    struct layer *layer;
    double *coefficient, *diffuse; /* [industry] */
    double *share;                 /* [destination] */
};

/* Adds a mass of an industry, of which the layer counts a part, to a cluster. */
static void add(struct view *view, uint32_t cluster, size_t industry, double mass_kg,
                double counted)
{
    struct cluster_mix *mix = view->layer->cluster_mix;
    const size_t n_d = mix->n_destination;
    if (mass_kg == 0 || counted == 0)
        return;
    mix->region[cluster * mix->n_region + industry / mix->n_sector] += mass_kg * counted;
    mix->sector[cluster * mix->n_sector + industry % mix->n_sector] += mass_kg * counted;
    if (n_d == 0 || !plan_markets(view->job, view->layer, industry, view->share)) {
        mix->n_destination = 0;
        return;
    }
    for (size_t d = 0; d < n_d; d++)
        mix->destination[cluster * n_d + d] += mass_kg * view->share[d];
}

static void add_points(struct view *view)
{
    const struct hg_emissions *e = view->job->emissions;
    const uint32_t *of_cell = view->layer->clusters->of_cell;
    for (size_t i = 0; i < e->n_point; i++) {
        const struct hg_point_mass *point = &e->point[i];
        if (of_cell[point->cell])
            add(view, of_cell[point->cell] - 1, point->industry, hg_mass_kg(point->mass),
                view->coefficient[point->industry]);
    }
}

/* What a panel spreads: first the weight of each column in each cluster. */
static enum hg_status add_panel(struct view *view, const struct hg_panel *panel,
                                struct hg_error *err)
{
    const struct hg_clusters *clusters = view->layer->clusters;
    const size_t n_sector = view->layer->cluster_mix->n_sector;
    double *weight = calloc(clusters->n * panel->n_column + 1, sizeof(*weight));
    if (!weight)
        return no_memory(err, "the hotspots of a layer");
    for (size_t i = 0; i < panel->n_cell; i++) {
        const uint32_t cluster = clusters->of_cell[panel->cell[i]];
        for (uint32_t c = 0; cluster && c < panel->n_column; c++)
            weight[(cluster - 1) * panel->n_column + c] +=
                panel->weight[c * panel->n_cell + i];
    }
    for (uint32_t cluster = 0; cluster < clusters->n; cluster++)
        for (size_t s = 0; s < n_sector; s++) {
            const uint32_t c = panel->column_of[s];
            const size_t industry = panel->region * n_sector + s;
            if (c != HG_NO_COLUMN)
                add(view, cluster, industry,
                    hg_mass_kg(panel->mass[s]) * weight[cluster * panel->n_column + c],
                    view->diffuse[industry]);
        }
    free(weight);
    return HG_OK;
}

static enum hg_status take_apart(const struct job *job, struct layer *layer,
                                 struct hg_error *err)
{
    const size_t n = job_industries(job),
                 n_d = job->markets ? job->mix->n_destination : 0;
    double *room = calloc(2 * n + n_d + 1, sizeof(*room));
    if (!room)
        return no_memory(err, "the hotspots of a layer");
    struct view view = {job, layer, room, room + n, room + 2 * n};
    plan_coefficients(job, layer, view.coefficient, view.diffuse, 1);
    enum hg_status status = HG_OK;
    add_points(&view);
    for (size_t p = 0; status == HG_OK && p < job->emissions->n_panel; p++)
        status = add_panel(&view, &job->emissions->panel[p], err);
    free(room);
    return status;
}

/* The place that names a cluster, NULL for none: the first that lies on it, else the
 * nearest. */
static const char *place_name(const struct job *job, const struct layer *layer,
                              const uint32_t *cell_of_place, size_t cluster)
{
    const struct hg_cluster *c = &layer->clusters->cluster[cluster];
    const struct hg_places *places = job->places;
    const char *name = NULL;
    double nearest = job->study->hotspots.name_km;
    for (size_t i = 0; places && i < places->n; i++) {
        const struct hg_place *place = &places->place[i];
        if (cell_of_place[i] != HG_NO_CELL &&
            layer->clusters->of_cell[cell_of_place[i]] == cluster + 1)
            return place->name;
        if (fabs(place->lat - c->lat) * 110 > nearest) /* km of a degree at least */
            continue;
        const double km = hg_geodesic_km(c->lon, c->lat, place->lon, place->lat);
        if (km < nearest || (!name && km <= nearest)) {
            nearest = km;
            name = place->name;
        }
    }
    return name;
}

/* The region that emits most of it; ties: the first. */
static const char *region_name(const struct job *job, const struct layer *layer,
                               size_t cluster)
{
    const struct cluster_mix *mix = layer->cluster_mix;
    const double *kg = &mix->region[cluster * mix->n_region];
    size_t most = 0;
    for (size_t r = 1; r < mix->n_region; r++)
        if (kg[r] > kg[most])
            most = r;
    return job_code_name(job, hg_axis_code(job->inventory->regions, most));
}

/* Transforms are for one thread at a time. */
static enum hg_status find_places(const struct job *job, uint32_t *cell,
                                  struct hg_error *err)
{
    struct hg_transform from_lonlat = {0};
    const enum hg_status status = hg_crs_from_lonlat(job->grid, &from_lonlat, err);
    for (size_t i = 0; status == HG_OK && i < job->places->n; i++) {
        double x = job->places->place[i].lon, y = job->places->place[i].lat;
        hg_transform_apply(&from_lonlat, 1, &x, &y);
        cell[i] = hg_grid_cell_at(job->grid, x, y);
    }
    hg_transform_finish(&from_lonlat);
    return status;
}

static enum hg_status name_clusters(const struct job *job, struct layer *layer,
                                    struct hg_error *err)
{
    const size_t n = layer->clusters->n, n_place = job->places ? job->places->n : 0;
    uint32_t *cell = calloc(n_place + 1, sizeof(*cell));
    layer->cluster_name = calloc(n + 1, sizeof(*layer->cluster_name));
    if (!cell || !layer->cluster_name) {
        free(cell);
        return no_memory(err, "the names of hotspots");
    }
    const enum hg_status status = n_place ? find_places(job, cell, err) : HG_OK;
    for (size_t i = 0; status == HG_OK && i < n; i++) {
        const char *place = place_name(job, layer, cell, i);
        layer->cluster_name[i] = place ? place : region_name(job, layer, i);
    }
    free(cell);
    return status;
}

enum hg_status layer_find_clusters(struct job *job, struct layer *layer, const double *kg,
                                   struct hg_error *err)
{
    if (!layer_has_clusters(job, layer))
        return HG_OK;
    enum hg_status status = find(job, layer, kg, err);
    if (status == HG_OK)
        status = make_mix(job, layer, err);
    if (status == HG_OK)
        status = take_apart(job, layer, err);
    return status == HG_OK ? name_clusters(job, layer, err) : status;
}

double curve_area(size_t point)
{
    return point ? pow(10, ((double)point - (CURVE_POINTS - 1)) / 20) : 0;
}

enum hg_status layer_keep_curve(const struct job *job, struct layer *layer,
                                const struct hg_concentration *curve,
                                struct hg_error *err)
{
    struct layer_curve *kept = calloc(1, sizeof(*kept));
    if (!kept)
        return no_memory(err, "the curve of a layer");
    kept->share = hg_concentration_share(curve, job->study->hotspots.share_of_area / 100);
    kept->area_75 = hg_concentration_area(curve, 0.75);
    kept->area_90 = hg_concentration_area(curve, 0.9);
    kept->gini = hg_concentration_gini(curve);
    for (size_t i = 0; i < CURVE_POINTS; i++)
        kept->held[i] = hg_concentration_share(curve, curve_area(i));
    layer->curve = kept;
    return HG_OK;
}

void layer_free_clusters(struct layer *layer)
{
    free(layer->curve);
    free(layer->local_rows);
    hg_clusters_destroy(layer->clusters);
    free(layer->cluster_name);
    if (layer->cluster_mix) {
        free(layer->cluster_mix->region);
        free(layer->cluster_mix->sector);
        free(layer->cluster_mix->destination);
    }
    free(layer->cluster_mix);
}
