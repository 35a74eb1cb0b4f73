/* traced.c - what a study draws: lines and areas that emit, vectors that are proxies */
#include "study/traced.h"
#include <hotgrid/arena.h>
#include <hotgrid/features_file.h>
#include <stdlib.h>
#include <string.h>

void traced_destroy(struct traced *traced)
{
    if (!traced)
        return;
    for (size_t i = 0; traced->source && i < traced->n; i++) {
        hg_features_destroy(traced->source[i].features);
        hg_points_destroy(traced->source[i].points);
        hg_cut_destroy(traced->source[i].cut);
    }
    for (size_t i = 0; traced->proxy && i < traced->n_file; i++)
        hg_proxy_features_destroy(traced->proxy[i]);
    free(traced->source);
    free(traced->proxy);
    free(traced);
}

static enum hg_status start(struct job *job, struct hg_error *err)
{
    struct traced *t = calloc(1, sizeof(*t));
    if (!t)
        return no_memory(err, "lines and areas");
    job->traced = t;
    t->n = job->study->inventory.n_lines + job->study->inventory.n_areas;
    t->n_file = job->study->inventory.n_files;
    t->source = calloc(t->n + 1, sizeof(*t->source));
    t->proxy = calloc(t->n_file + 1, sizeof(struct hg_proxy_features *));
    return t->source && t->proxy ? HG_OK : no_memory(err, "lines and areas");
}

static const struct hg_study_points *file_of(const struct job *job, size_t i)
{
    const size_t n_lines = job->study->inventory.n_lines;
    return i < n_lines ? &job->study->inventory.lines[i]
                       : &job->study->inventory.areas[i - n_lines];
}

static enum hg_feature_kind kind_of(const struct job *job, size_t i)
{
    return i < job->study->inventory.n_lines ? HG_LINES : HG_AREAS;
}

enum hg_status job_read_traced(struct job *job, struct hg_error *err)
{
    enum hg_status status = start(job, err);
    for (size_t i = 0; status == HG_OK && i < job->traced->n; i++) {
        const struct hg_study_points *file = file_of(job, i);
        status = hg_read_features(&file->source, kind_of(job, i), file->rule, job->grid,
                                  job->faults, &job->traced->source[i].features, err);
    }
    return status;
}

bool traced_is_proxy(const struct job *job, size_t file)
{
    const enum hg_proxy_kind kind = job->study->inventory.files[file].kind;
    return kind != HG_PROXY_DENSITY && kind != HG_PROXY_COUNT;
}

enum hg_status traced_read_proxy(struct job *job, size_t file, struct hg_error *err)
{
    const struct hg_study_proxy_file *from = &job->study->inventory.files[file];
    struct hg_proxy_features **out = &job->traced->proxy[file];
    if (from->kind == HG_PROXY_NUMBER)
        return hg_read_proxy_points(from->file, from->layer, from->weight, job->grid,
                                    job->faults, out, err);
    return hg_read_proxy_shapes(from->file, from->layer, from->weight,
                                from->kind == HG_PROXY_LENGTH ? HG_LINES : HG_AREAS,
                                job->grid, job->faults, out, err);
}

enum hg_status traced_grid_proxy(struct job *job, size_t file, double *density,
                                 struct hg_error *err)
{
    struct hg_proxy_features *from = job->traced->proxy[file];
    const enum hg_proxy_kind kind = job->study->inventory.files[file].kind;
    struct hg_cut *cut = NULL;
    enum hg_status status = HG_OK;
    if (kind == HG_PROXY_NUMBER) {
        hg_points_density(job->wide, from->n, from->x, from->y, from->weight, density);
    } else {
        const struct hg_cut_params params = {.grid = job->wide,
                                             .shapes = from->shapes,
                                             .kind = kind == HG_PROXY_LENGTH ? HG_LINES
                                                                             : HG_AREAS,
                                             .planar = from->planar,
                                             .to_grid = &job->from_lonlat,
                                             .threads = job->threads};
        status = hg_cut(&params, &cut, err);
        if (status == HG_OK)
            hg_cut_density(job->wide, cut, from->weight,
                           kind == HG_PROXY_COVER && !from->weight, density);
        hg_cut_destroy(cut);
    }
    hg_proxy_features_destroy(from);
    job->traced->proxy[file] = NULL;
    return status;
}

struct hg_sites **traced_all_sites(struct job *job, size_t *n)
{
    const size_t n_points = job->study->inventory.n_points;
    struct hg_sites **all = hg_arena_alloc(job->arena, n_points + job->traced->n + 1,
                                           sizeof(struct hg_sites *));
    if (!all)
        return NULL;
    for (size_t i = 0; i < n_points; i++)
        all[i] = job->sites[i];
    for (size_t i = 0; i < job->traced->n; i++)
        all[n_points + i] = job->traced->source[i].features->sites;
    *n = n_points + job->traced->n;
    return all;
}

enum hg_status job_look_up_traced(struct job *job, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < job->traced->n; i++) {
        struct traced_source *s = &job->traced->source[i];
        status = hg_points_create(job->inventory, s->features->sites, job->faults,
                                  &s->points, err);
        if (status == HG_OK)
            s->points->squares = job->study->uncertainty.line > 0;
    }
    return status;
}

enum hg_status traced_cut(struct job *job, struct hg_pieces **pieces,
                          struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < job->traced->n; i++) {
        struct traced_source *s = &job->traced->source[i];
        const struct hg_cut_params params = {.grid = job->wide,
                                             .shapes = s->features->shapes,
                                             .kind = s->features->kind,
                                             .planar = s->features->planar,
                                             .to_grid = &job->from_lonlat,
                                             .threads = job->threads};
        struct hg_error own = {0};
        status = hg_cut(&params, &s->cut, &own);
        if (status != HG_OK)
            return hg_fail(err, status, "%s: %s", file_of(job, i)->source.path,
                           own.message);
        status = hg_cut_pieces(s->cut, s->features->shapes, job->inventory, s->points,
                               &pieces[i], err);
    }
    return status;
}

/* The first record of a region and sector. */
static size_t first_of(const struct hg_points *points, size_t region, size_t sector)
{
    size_t low = 0, high = points->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct hg_point *p = &points->point[middle];
        if (p->region < region || (p->region == region && p->sector < sector))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Sources of a region and sector that emit on the wide grid. */
static size_t count_on_grid(const struct traced_source *s, size_t region, size_t sector)
{
    size_t n = 0;
    for (size_t i = first_of(s->points, region, sector); i < s->points->n; i++) {
        const struct hg_point *p = &s->points->point[i];
        if (p->region != region || p->sector != sector)
            break;
        const size_t shape = hg_shapes_find(s->features->shapes, p->site->id);
        n += p->site->weight > 0 && s->cut->first[shape + 1] > s->cut->first[shape];
    }
    return n;
}

const char *traced_placed_by(const struct job *job, const struct hg_placement *placement)
{
    static const char *const name[2][2][2] = {
        {{"points", "areas"}, {"lines", "lines, areas"}},
        {{"points", "points, areas"}, {"points, lines", "points, lines, areas"}}};
    size_t n[2] = {0};
    for (size_t i = 0; i < job->traced->n; i++)
        n[kind_of(job, i)] +=
            count_on_grid(&job->traced->source[i], placement->region, placement->sector);
    return name[placement->n > n[HG_LINES] + n[HG_AREAS]][n[HG_LINES] > 0]
               [n[HG_AREAS] > 0];
}

/* The size that a shape has in a cell; 0 for none. */
static double size_in(const struct hg_cut *cut, size_t shape, uint32_t cell)
{
    const size_t first = cut->first[shape], n = cut->first[shape + 1] - first;
    const size_t place =
        first + hg_find_cell(cut->cell + first, n, sizeof(*cut->cell), cell);
    return place < first + n && cut->cell[place] == cell ? cut->size[place] : 0;
}

enum hg_status traced_in_cell(const struct job *job, uint32_t cell,
                              enum hg_status (*take)(void *, const struct traced_part *,
                                                     struct hg_error *),
                              void *context, struct hg_error *err)
{
    const uint32_t wide = hg_grid_cell_in(job->wide, job->grid, cell);
    enum hg_status status = HG_OK;
    for (size_t i = 0; i < job->traced->n; i++) {
        const struct traced_source *s = &job->traced->source[i];
        for (size_t k = 0; s->cut && status == HG_OK && k < s->points->n; k++) {
            const struct hg_site *site = s->points->point[k].site;
            const size_t shape = hg_shapes_find(s->features->shapes, site->id);
            const double size = size_in(s->cut, shape, wide);
            const struct traced_part part = {site, s->features->kind, size,
                                             site->weight * size / s->cut->whole[shape]};
            if (size > 0)
                status = take(context, &part, err);
        }
    }
    return status;
}

size_t traced_vertices(const struct job *job)
{
    size_t n = 0;
    for (size_t i = 0; i < job->traced->n; i++)
        n += job->traced->source[i].features->shapes->n_vertex;
    for (size_t i = 0; i < job->traced->n_file; i++)
        if (job->traced->proxy[i] && job->traced->proxy[i]->shapes)
            n += job->traced->proxy[i]->shapes->n_vertex;
    return n;
}

static void count(const struct job *job, size_t *n, size_t *orphans)
{
    *n = *orphans = 0;
    for (size_t i = 0; i < job->traced->n; i++) {
        *n += job->traced->source[i].points->n;
        *orphans += job->traced->source[i].points->n_orphan;
    }
}

void traced_summary(const struct job *job, struct hg_text *summary)
{
    size_t n, orphans;
    count(job, &n, &orphans);
    if (job->traced->n > 0)
        hg_text_print(summary,
                      "traced     %zu lines and areas with a total, %zu without\n", n,
                      orphans);
}

enum hg_status job_note_traced(struct job *job, struct hg_error *err)
{
    size_t n, orphans;
    count(job, &n, &orphans);
    if (job->traced->n == 0)
        return HG_OK;
    enum hg_status status =
        hg_ledger_note(job->ledger, "read", "lines and areas", (double)n, INFINITY, err);
    if (status == HG_OK)
        status = hg_ledger_note(job->ledger, "read", "lines and areas without a total",
                                (double)orphans, INFINITY, err);
    return status;
}

static void add_double(struct hg_digest *digest, double value)
{
    hg_digest_add(digest, &value, sizeof(value));
}

static void add_shapes(struct hg_digest *digest, const struct hg_shapes *shapes,
                       bool planar)
{
    add_double(digest, planar);
    for (size_t s = 0; s < shapes->n_shape; s++)
        add_double(digest, (double)shapes->shape[s].n_ring);
    for (size_t r = 0; r < shapes->n_ring; r++)
        add_double(digest, (double)shapes->ring[r].count);
    const double *const values[] = {shapes->x, shapes->y, shapes->lon, shapes->lat};
    for (size_t k = 0; k < 4; k++)
        hg_digest_add(digest, values[k], shapes->n_vertex * sizeof(double));
}

static void add_source(struct hg_digest *digest, const struct traced_source *source)
{
    add_double(digest, source->features->kind);
    add_double(digest, source->points->rule);
    for (size_t k = 0; k < source->points->n; k++) {
        const struct hg_point *point = &source->points->point[k];
        hg_digest_add(digest, point->site->id, strlen(point->site->id) + 1);
        add_double(digest, (double)point->region);
        add_double(digest, (double)point->sector);
        add_double(digest, point->site->weight);
    }
    add_shapes(digest, source->features->shapes, source->features->planar);
}

static void add_proxy(struct hg_digest *digest, enum hg_proxy_kind kind,
                      const struct hg_proxy_features *proxy)
{
    add_double(digest, kind);
    add_double(digest, (double)proxy->n);
    add_double(digest, proxy->weight != NULL);
    const double *const values[] = {proxy->weight, proxy->x, proxy->y};
    for (size_t k = 0; k < 3; k++)
        if (values[k])
            hg_digest_add(digest, values[k], proxy->n * sizeof(double));
    if (proxy->shapes)
        add_shapes(digest, proxy->shapes, proxy->planar);
}

void traced_key(struct hg_digest *digest, const struct job *job)
{
    for (size_t i = 0; i < job->traced->n; i++)
        add_source(digest, &job->traced->source[i]);
    for (size_t i = 0; i < job->traced->n_file; i++)
        if (job->traced->proxy[i])
            add_proxy(digest, job->study->inventory.files[i].kind, job->traced->proxy[i]);
}
