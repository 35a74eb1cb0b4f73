/* places_find.c - E and S of each place: what it emits, of what, and for whom */
#include "study/places_sites.h"
#include "study/zone_accounts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum hg_status short_of_memory(struct hg_error *err)
{
    return no_memory(err, "the accounts of places");
}

static enum hg_status make_room(struct place_set *set, const struct job *job,
                                struct hg_error *err)
{
    const size_t n = set->n + 2;
    place_set_clear(set);
    set->gridded_kg = 0;
    set->n_sector = hg_axis_size(job->inventory->sectors);
    set->n_destination = job->markets ? job->mix->n_destination : 0;
    set->place = calloc(n, sizeof(*set->place));
    set->sector = calloc(n * set->n_sector + 1, sizeof(*set->sector));
    set->sector_foreign = calloc(n * set->n_sector + 1, sizeof(*set->sector_foreign));
    set->destination = calloc(n * set->n_destination + 1, sizeof(*set->destination));
    bool good = set->place && set->sector && set->sector_foreign && set->destination;
    for (int k = 0; k < N_PLACE_ORDER; k++) {
        set->order[k] = calloc(set->n + 1, sizeof(*set->order[k]));
        good = good && set->order[k];
    }
    return good ? HG_OK : short_of_memory(err);
}

/* A mass of an industry in a row: its sector, and the markets that it serves. */
static void add_mass(const struct job *job, struct place_set *set, size_t row,
                     size_t industry, double kg)
{
    const size_t s = industry % set->n_sector, n_d = set->n_destination;
    set->place[row].kg += kg;
    set->sector[row * set->n_sector + s] += kg;
    if (kg == 0 || n_d == 0 || job->mix->own[industry] == HG_NOT_FOUND)
        return;
    const double *share = job->mix->share + industry * n_d;
    double foreign = 0;
    for (size_t d = 0; d < n_d; d++) {
        set->destination[row * n_d + d] += kg * share[d];
        foreign += d != job->mix->own[industry] ? kg * share[d] : 0;
    }
    set->place[row].foreign_kg += foreign;
    set->sector_foreign[row * set->n_sector + s] += foreign;
}

/* Where polygons of one place lie over each other, what they cover would count twice;
 * slivers between neighbours do not matter. */
static void check_again(struct job *job, const struct place_set *set,
                        const struct hg_zones *z)
{
    for (size_t i = 0; set->shapes && i < set->n; i++)
        if (z->km2_again[i] > 1e-3 * z->km2[i])
            hg_fault(job->faults, HG_E_INPUT, "places twice",
                     "%s: polygons of `%s` lie over each other on %.4g km2 or more; join "
                     "them, or give each a code of its own in `%s`",
                     set->entry->source.path, set->shapes->shape[i].code, z->km2_again[i],
                     set->entry->source.code);
}

static void take_zones(const struct job *job, struct place_set *set,
                       const struct hg_zones *z)
{
    for (size_t b = 0; b < z->n_block; b++)
        for (size_t s = 0; s < z->n_sector; s++)
            add_mass(job, set, z->block[b].row, z->block[b].region * z->n_sector + s,
                     z->kg[b * z->n_sector + s]);
    for (size_t i = 0; i < set->n; i++) {
        set->place[i].km2 = z->km2[i];
        set->place[i].km2_on = z->km2_on[i];
        set->place[i].land_km2 = z->land_km2[i];
        set->place[i].n_cell = z->n_cell[i];
    }
    set->place[set->n + 1].land_km2 = z->land_km2[set->n + 1];
    set->by_place_kg = z->by_place_kg;
    set->by_cell_kg = z->by_cell_kg;
}

/* The horizontal line through a height crosses a shape here; how often. */
static size_t cross(const struct hg_shapes *s, const struct hg_shape *shape, double y,
                    double *x)
{
    size_t n = 0;
    for (size_t r = shape->first_ring; r < shape->first_ring + shape->n_ring; r++) {
        const struct hg_ring *ring = &s->ring[r];
        size_t a = ring->first + ring->count - 1;
        for (size_t b = ring->first; b < ring->first + ring->count; a = b++)
            if ((s->y[a] <= y) != (s->y[b] <= y))
                x[n++] =
                    s->x[a] + (y - s->y[a]) / (s->y[b] - s->y[a]) * (s->x[b] - s->x[a]);
    }
    return n;
}

static int by_value(const void *a, const void *b)
{
    const double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* Height of the middle of a shape's largest ring. */
static double middle_of(const struct hg_shapes *s, const struct hg_shape *shape)
{
    double most = 0, y = (shape->box.south + shape->box.north) / 2;
    for (size_t r = shape->first_ring; r < shape->first_ring + shape->n_ring; r++) {
        const struct hg_ring *ring = &s->ring[r];
        const double y0 = s->y[ring->first], x0 = s->x[ring->first];
        double area = 0, moment = 0;
        for (size_t i = 1; i + 1 < ring->count; i++) {
            const size_t a = ring->first + i, b = a + 1;
            const double twice =
                (s->x[a] - x0) * (s->y[b] - y0) - (s->x[b] - x0) * (s->y[a] - y0);
            area += twice;
            moment += twice * (s->y[a] - y0 + s->y[b] - y0) / 3;
        }
        if (area > most) {
            most = area;
            y = y0 + moment / area;
        }
    }
    return y;
}

/* The middle of the widest stretch of a shape at the height of its middle: a spot within
 * it, whatever its form. */
static enum hg_status find_spot(const struct hg_shapes *s, size_t index,
                                struct place *place, struct hg_error *err)
{
    const struct hg_shape *shape = &s->shape[index];
    size_t n_vertex = 0;
    place->x = place->y = NAN;
    for (size_t r = shape->first_ring; r < shape->first_ring + shape->n_ring; r++)
        n_vertex += s->ring[r].count;
    double *x = malloc((n_vertex + 1) * sizeof(*x));
    if (!x)
        return short_of_memory(err);
    const double y = middle_of(s, shape);
    const size_t n = cross(s, shape, y, x);
    double widest = 0;
    if (n > 1)
        qsort(x, n, sizeof(*x), by_value);
    for (size_t i = 0; i + 1 < n; i += 2)
        if (x[i + 1] - x[i] > widest) {
            widest = x[i + 1] - x[i];
            place->x = (x[i] + x[i + 1]) / 2;
            place->y = y;
        }
    free(x);
    return HG_OK;
}

static enum hg_status name_places(struct job *job, const struct hg_transform *back,
                                  struct place_set *set, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < set->n; i++) {
        struct place *place = &set->place[i];
        if (set->points) {
            const struct hg_place *point = &set->points->place[i];
            *place = (struct place){.code = point->code,
                                    .name = point->name,
                                    .x = point->lon,
                                    .y = point->lat,
                                    .lon = point->lon,
                                    .lat = point->lat};
            hg_transform_apply(&job->from_lonlat, 1, &place->x, &place->y);
            continue;
        }
        place->code = set->shapes->shape[i].code;
        place->name = set->shapes->shape[i].name;
        status = find_spot(set->shapes, i, place, err);
        place->lon = place->x;
        place->lat = place->y;
        hg_transform_apply(back, 1, &place->lon, &place->lat);
    }
    set->place[set->n].code = "outside";
    set->place[set->n].name = "outside all places";
    set->place[set->n + 1].code = "again";
    set->place[set->n + 1].name = "counted more than once";
    return status;
}

static void add_run(const struct job *job, const struct hg_run *run, struct place *place)
{
    for (uint32_t k = 0; k < run->n; k++) {
        const uint32_t cell = run->cell + k;
        const double km2 = run->fraction * hg_grid_cell_km2(job->wide, cell);
        const bool on = hg_grid_cell_in(job->grid, job->wide, cell) != HG_NO_CELL;
        place->km2 += km2;
        place->km2_on += on ? km2 : 0;
        place->land_km2 += on ? km2 : 0;
        place->n_cell += on;
    }
}

/* Regions have what their rows of the inventory have on the grid. */
static void take_regions(const struct job *job, struct place_set *set)
{
    const struct hg_weights *w = job->weights;
    for (size_t i = 0; i < job_industries(job); i++) {
        const size_t region = i / set->n_sector;
        const size_t shape =
            hg_shapes_find(job->regions, hg_axis_code(job->inventory->regions, region));
        add_mass(job, set, shape == HG_NOT_FOUND ? set->n : shape, i,
                 hg_mass_kg(job->gridded[i]));
    }
    for (size_t s = 0; s < w->n_shape; s++)
        for (size_t i = w->first[s]; i < w->first[s + 1]; i++)
            add_run(job, &w->run[i], &set->place[s]);
}

static enum hg_status take_places(struct job *job, const struct place_sites *sites,
                                  const struct hg_transform *back, struct place_set *set,
                                  struct hg_error *err)
{
    struct hg_zone_params params = {.emissions = job->emissions,
                                    .regions = job->regions,
                                    .wide = job->wide,
                                    .weights = job->weights,
                                    .n_site = sites->n,
                                    .site = sites->site,
                                    .threads = job->threads,
                                    .places = set->shapes,
                                    .radius_km = set->entry->radius_km,
                                    .to_lonlat = back};
    struct hg_zones *zones = NULL;
    double *lon = NULL;
    if (set->points) {
        lon = calloc(2 * set->n + 1, sizeof(*lon));
        if (!lon)
            return short_of_memory(err);
        for (size_t i = 0; i < set->n; i++) {
            lon[i] = set->place[i].lon;
            lon[set->n + i] = set->place[i].lat;
        }
        params.n_point = set->n;
        params.lon = lon;
        params.lat = lon + set->n;
    }
    enum hg_status status = hg_zones_create(&params, &zones, err);
    if (status == HG_OK) {
        take_zones(job, set, zones);
        check_again(job, set, zones);
        status = hg_faults_status(job->faults, err);
    }
    hg_zones_destroy(zones);
    free(lon);
    return status;
}

struct ranked {
    double value;
    size_t place;
};

/* The largest first; what is not known last. */
static int by_size(const void *a, const void *b)
{
    const struct ranked *p = a, *q = b;
    if (p->value != q->value)
        return p->value > q->value ? -1 : 1;
    return (p->place > q->place) - (p->place < q->place);
}

static enum hg_status rank_places(struct place_set *set, enum place_order order,
                                  struct hg_error *err)
{
    struct ranked *ranked = calloc(set->n + 1, sizeof(*ranked));
    if (!ranked)
        return short_of_memory(err);
    for (size_t i = 0; i < set->n; i++) {
        const struct place *p = &set->place[i];
        const double value = order == BY_TOTAL     ? p->kg
                             : order == BY_FOREIGN ? p->foreign_kg
                                                   : p->density;
        ranked[i] = (struct ranked){isnan(value) ? -INFINITY : value, i};
    }
    if (set->n > 1)
        qsort(ranked, set->n, sizeof(*ranked), by_size);
    for (size_t k = 0; k < set->n; k++) {
        struct place *p = &set->place[ranked[k].place];
        set->order[order][k] = ranked[k].place;
        p->rank[order] = k > 0 && ranked[k].value == ranked[k - 1].value
                             ? set->place[ranked[k - 1].place].rank[order]
                             : k + 1;
        if (ranked[k].value == -INFINITY)
            p->rank[order] = 0;
    }
    free(ranked);
    return HG_OK;
}

static enum hg_status finish_set(struct place_set *set, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; i < set->n + 2; i++) {
        struct place *p = &set->place[i];
        p->density = p->land_km2 > 0 ? p->kg / 1000 / p->land_km2 : NAN;
        p->foreign_density = p->land_km2 > 0 ? p->foreign_kg / 1000 / p->land_km2 : NAN;
    }
    for (int k = 0; status == HG_OK && k < N_PLACE_ORDER; k++)
        status = rank_places(set, (enum place_order)k, err);
    return status;
}

/* What is in places and outside them is all there is, once what overlaps is taken off. */
static enum hg_status enter_ledger(struct job *job, const struct place_set *set,
                                   struct hg_error *err)
{
    double in = 0;
    const char *name =
        job_text(job, "%s: gridded = places + outside, each mass once", set->entry->name);
    if (!name)
        return short_of_memory(err);
    for (size_t i = 0; i < set->n; i++)
        in += set->place[i].kg;
    enum hg_status status = hg_ledger_open(job->ledger, "places", name, 1e-9, err);
    if (status == HG_OK)
        status =
            hg_ledger_enter_kg(job->ledger, HG_LEFT, "on the grid", set->gridded_kg, err);
    if (status == HG_OK)
        status = hg_ledger_enter_kg(job->ledger, HG_RIGHT, "in places", in, err);
    if (status == HG_OK)
        status = hg_ledger_enter_kg(job->ledger, HG_RIGHT, "outside all places",
                                    set->place[set->n].kg, err);
    if (status == HG_OK)
        status =
            hg_ledger_enter_kg(job->ledger, HG_LEFT, "counted again where places overlap",
                               set->place[set->n + 1].kg, err);
    return status;
}

/* Overlaps of borders that were drawn twice are not worth a word. */
static void warn_overlap(const struct job *job, const struct place_set *set)
{
    const struct place *again = &set->place[set->n + 1];
    if (again->kg > 1e-6 * set->gridded_kg || again->land_km2 > 1)
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "places %s: they overlap on %.4g km2, where %.6g t count for more "
                     "than one place: their sum is not that of the grid",
                     set->entry->name, again->land_km2, again->kg / 1000);
}

/* E knows the cells of sources, and where they stand in them is in their own files. */
static void warn_cells(const struct job *job)
{
    const char *emissions = job->study->inventory.emissions;
    bool any = false;
    for (size_t i = 0; i < job->zones->n; i++)
        any |= !job->zones->set[i].entry->of_regions;
    if (emissions && any && job->emissions->n_point > 0)
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "places: sources count by their cells, not by where they stand in "
                     "them, which %s does not tell",
                     emissions);
}

static enum hg_status find_set(struct job *job, const struct hg_transform *back,
                               const struct place_sites *sites, struct place_set *set,
                               struct hg_error *err)
{
    if (set->entry->of_regions) {
        set->shapes = job->regions;
        set->n = job->regions->n_shape;
    }
    enum hg_status status = make_room(set, job, err);
    if (status == HG_OK)
        status = name_places(job, back, set, err);
    if (status == HG_OK && set->entry->of_regions)
        take_regions(job, set);
    else if (status == HG_OK)
        status = take_places(job, sites, back, set, err);
    for (size_t i = 0; i < job_industries(job); i++)
        set->gridded_kg += hg_mass_kg(job->gridded[i]);
    if (status == HG_OK)
        status = finish_set(set, err);
    if (status == HG_OK)
        status = enter_ledger(job, set, err);
    if (status == HG_OK)
        warn_overlap(job, set);
    return status;
}

enum hg_status places_find(struct job *job, struct zone_accounts **out,
                           struct hg_error *err)
{
    struct hg_transform back = {0};
    struct place_sites sites = {0};
    enum hg_status status = hg_crs_to_lonlat(job->grid, &back, err);
    if (status == HG_OK)
        status = places_sites(job, &back, &sites, err);
    if (status == HG_OK)
        warn_cells(job);
    for (size_t i = 0; status == HG_OK && i < job->zones->n; i++)
        status = find_set(job, &back, &sites, &job->zones->set[i], err);
    for (size_t i = 0; status != HG_OK && i < job->zones->n; i++)
        place_set_clear(&job->zones->set[i]);
    if (status == HG_OK)
        *out = job->zones; /* the job keeps them */
    free(sites.site);
    hg_transform_finish(&back);
    return status;
}
