/* streams.c - points with masses become totals and pieces; all points know their place */
#include "study/streams.h"
#include <hotgrid/arena.h>
#include <stdlib.h>
#include <string.h>

bool is_streamed(enum hg_point_rule rule)
{
    return rule != HG_POINTS_SCALE;
}

void streams_destroy(struct streams *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++) {
        if (s->deposit)
            hg_deposit_destroy(s->deposit[i]);
        if (s->added)
            hg_totals_destroy(s->added[i]);
        if (s->pieces)
            hg_pieces_destroy(s->pieces[i]);
    }
    free(s->deposit);
    free(s->added);
    free(s->pieces);
    free(s->n_placed);
    hg_survey_destroy(s->survey);
    hg_pairs_destroy(s->pairs);
    hg_arena_destroy(s->arena);
    free(s);
}

static enum hg_status start(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    struct streams *s = job->streams = calloc(1, sizeof(*s));
    if (!s)
        return no_memory(err, "the points");
    s->n = study->inventory.n_points;
    s->deposit = calloc(s->n + 1, sizeof(struct hg_deposit *));
    s->added = calloc(s->n + 1, sizeof(struct hg_totals *));
    s->pieces = calloc(s->n + 1, sizeof(struct hg_pieces *));
    s->n_placed = calloc(s->n + 1, sizeof(*s->n_placed));
    s->arena = hg_arena_create();
    if (!s->deposit || !s->added || !s->pieces || !s->n_placed || !s->arena)
        return no_memory(err, "the points");
    enum hg_status status = hg_pairs_create(&s->pairs, err);
    if (status != HG_OK || !job->regions)
        return status;
    const struct hg_survey_params params = {.grid = job->grid,
                                            .shapes = job->regions,
                                            .to_grid = &job->from_lonlat,
                                            .snap = study->inventory.snap,
                                            .threads = job->threads};
    return hg_survey_create(&params, &s->survey, err);
}

/* A pair and where its first point stands. */
struct first {
    uint64_t place;
    uint32_t pair;
    size_t line;
    hg_mass_sum mass;
};

static int by_place(const void *a, const void *b)
{
    const struct first *p = a, *q = b;
    return (p->place > q->place) - (p->place < q->place);
}

static enum hg_status find_lines(const struct hg_table_source *file, size_t n,
                                 struct first *first, struct hg_error *err)
{
    uint64_t *place = calloc(n + 1, sizeof(*place));
    size_t *line = calloc(n + 1, sizeof(*line));
    enum hg_status status = HG_OK;
    if (!place || !line) {
        status = no_memory(err, "the points");
        goto done;
    }
    if (n > 1)
        qsort(first, n, sizeof(first[0]), by_place);
    for (size_t i = 0; i < n; i++)
        place[i] = first[i].place;
    status = hg_site_lines(file, n, place, line, err);
    for (size_t i = 0; status == HG_OK && i < n; i++)
        first[i].line = line[i];
done:
    free(place);
    free(line);
    return status;
}

static enum hg_status keep_totals(const struct job *job, const char *file, size_t n,
                                  const struct first *first, struct hg_totals **out,
                                  struct hg_error *err)
{
    struct hg_totals *totals = calloc(1, sizeof(*totals));
    if (totals)
        totals->arena = hg_arena_create();
    if (totals && totals->arena)
        totals->total = hg_arena_alloc(totals->arena, n + 1, sizeof(*totals->total));
    if (!totals || !totals->total) {
        hg_totals_destroy(totals);
        return no_memory(err, "the points");
    }
    for (size_t i = 0; i < n; i++) {
        const struct hg_pair pair = hg_pairs_at(job->streams->pairs, first[i].pair);
        if (first[i].mass > INT64_MAX) {
            hg_fault(job->faults, HG_E_INPUT, "points: sum",
                     "points that add to region %s, sector %s emit %g kg a year, must be "
                     "at most 8.79e12; is their unit right?",
                     pair.region, pair.sector, hg_mass_kg(first[i].mass));
            continue;
        }
        totals->total[totals->n++] = (struct hg_total){.region = pair.region,
                                                       .sector = pair.sector,
                                                       .mass = (hg_mass)first[i].mass,
                                                       .file = file,
                                                       .line = first[i].line,
                                                       .sigma = NAN};
    }
    *out = totals;
    return HG_OK;
}

/* The sums of a file that adds, as rows of totals in the order of their first points. */
static enum hg_status add_up(struct job *job, size_t file, struct hg_error *err)
{
    struct streams *s = job->streams;
    const struct hg_table_source *source = &job->study->inventory.points[file].source;
    const size_t n_pair = hg_pairs_size(s->pairs);
    struct hg_deposit_pair *pair = calloc(n_pair + 1, sizeof(*pair));
    struct first *first = calloc(n_pair + 1, sizeof(*first));
    enum hg_status status = HG_OK;
    size_t n = 0;
    if (!pair || !first) {
        status = no_memory(err, "the points");
        goto done;
    }
    hg_deposit_pairs(s->deposit[file], n_pair, pair);
    for (size_t p = 0; p < n_pair; p++)
        if (pair[p].n > 0)
            first[n++] = (struct first){
                .place = pair[p].first, .pair = (uint32_t)p, .mass = pair[p].mass};
    status = find_lines(source, n, first, err);
    if (status == HG_OK)
        status = keep_totals(job, source->path, n, first, &s->added[file], err);
done:
    free(pair);
    free(first);
    return status;
}

static enum hg_status read_file(struct job *job, size_t file, struct hg_error *err)
{
    struct streams *s = job->streams;
    const struct hg_study_points *points = &job->study->inventory.points[file];
    const size_t before = hg_faults_count(job->faults);
    const struct hg_deposit_params params = {.survey = s->survey,
                                             .pairs = s->pairs,
                                             .file = points->source.path,
                                             .threads = job->threads,
                                             .squares = job->study->uncertainty.line > 0};
    enum hg_status status = HG_OK;
    if (s->survey)
        status = hg_deposit_create(&params, &s->deposit[file], err);
    const struct hg_site_stream stream = {.file = &points->source,
                                          .pairs = s->pairs,
                                          .threads = job->threads,
                                          .take = s->survey ? hg_deposit_take : NULL,
                                          .context = s->deposit[file]};
    if (status == HG_OK)
        status = hg_stream_sites(&stream, job->faults, err);
    if (status == HG_OK && points->rule == HG_POINTS_ADD && s->survey &&
        hg_faults_count(job->faults) == before)
        status = add_up(job, file, err);
    return status;
}

static enum hg_status read_files(struct job *job, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < job->study->inventory.n_points; i++)
        if (is_streamed(job->study->inventory.points[i].rule))
            status = read_file(job, i, err);
    return status;
}

enum hg_status job_read_streams(struct job *job, struct hg_error *err)
{
    const enum hg_status status = start(job, err);
    return status == HG_OK ? read_files(job, err) : status;
}

enum hg_status stream_again(const struct job *job, size_t file, hg_take_sites *take,
                            void *context, struct hg_error *err)
{
    const struct hg_table_source *source = &job->study->inventory.points[file].source;
    const struct hg_site_stream stream = {.file = source,
                                          .pairs = job->streams->pairs,
                                          .threads = job->threads,
                                          .take = take,
                                          .context = context,
                                          .again = true};
    struct hg_faults *faults = NULL;
    enum hg_status status = hg_faults_create(&faults, err);
    if (status == HG_OK)
        status = hg_stream_sites(&stream, faults, err);
    if (status == HG_OK && hg_faults_count(faults) > 0)
        status = hg_fail(err, HG_E_INPUT, "%s: changed while it was read; run again",
                         source->path);
    hg_faults_destroy(faults);
    return status;
}

/* Collects the points of some pairs. */
struct collecting {
    const struct job *job;
    const char *file;
    const size_t *industry; /* [pair]: HG_NOT_FOUND for those that are collected */
    size_t n, room;
    const struct hg_site **site;
};

static bool collect_row(struct collecting *c, const struct hg_site_block *block, size_t i)
{
    struct hg_arena *arena = c->job->streams->arena;
    const struct hg_pair pair = hg_pairs_at(c->job->streams->pairs, block->pair[i]);
    struct hg_site *site = hg_arena_alloc(arena, 1, sizeof(*site));
    if (c->n == c->room) {
        const size_t room = 2 * c->room + 64;
        const struct hg_site **grown =
            realloc(c->site, room * sizeof(const struct hg_site *));
        if (!grown)
            return false;
        c->site = grown;
        c->room = room;
    }
    if (!site)
        return false;
    *site = (struct hg_site){
        .id = hg_arena_copy(arena, block->id[i].text, block->id[i].length),
        .name = hg_arena_copy(arena, block->name[i].text, block->name[i].length),
        .region = pair.region,
        .sector = pair.sector,
        .lon = block->lon[i],
        .lat = block->lat[i],
        .weight = block->kg[i],
        .file = c->file,
        .line = (size_t)block->place[i],
        .sigma = block->sigma[i]};
    c->site[c->n++] = site;
    return site->id && site->name;
}

static enum hg_status collect(void *context, unsigned worker,
                              const struct hg_site_block *block, struct hg_error *err)
{
    (void)worker;
    struct collecting *c = context;
    bool good = true;
    hg_lock_take(c->job->lock);
    for (size_t i = 0; good && i < block->n; i++)
        if (c->industry[block->pair[i]] == HG_NOT_FOUND)
            good = collect_row(c, block, i);
    hg_lock_release(c->job->lock);
    return good ? HG_OK : no_memory(err, "points without a total");
}

static int by_codes(const void *a, const void *b)
{
    const struct hg_site *p = *(const struct hg_site *const *)a;
    const struct hg_site *q = *(const struct hg_site *const *)b;
    int order = strcmp(p->region, q->region);
    if (!order)
        order = strcmp(p->sector, q->sector);
    return order ? order : strcmp(p->id, q->id);
}

/* The streamed points of a file that have no total: the file is read once more. */
static enum hg_status find_orphans(struct job *job, size_t file, const size_t *industry,
                                   struct hg_error *err)
{
    struct hg_points *points = job->points[file];
    struct collecting c = {.job = job,
                           .file = job->study->inventory.points[file].source.path,
                           .industry = industry};
    const enum hg_status status = stream_again(job, file, collect, &c, err);
    if (status != HG_OK) {
        free(c.site);
        return status;
    }
    if (c.n > 1)
        qsort(c.site, c.n, sizeof(const struct hg_site *), by_codes);
    free(points->orphan);
    points->orphan = c.site;
    points->n_orphan = c.n;
    return HG_OK;
}

/* industry[pair]: HG_NOT_FOUND where it has no total. */
static void look_up(const struct job *job, size_t n_pair, size_t *industry)
{
    const struct hg_inventory *inventory = job->inventory;
    for (size_t p = 0; p < n_pair; p++) {
        const struct hg_pair pair = hg_pairs_at(job->streams->pairs, (uint32_t)p);
        const size_t region = hg_axis_find(inventory->regions, pair.region);
        const size_t sector = hg_axis_find(inventory->sectors, pair.sector);
        const bool known = region != HG_NOT_FOUND && sector != HG_NOT_FOUND;
        const size_t i = known ? region * hg_axis_size(inventory->sectors) + sector : 0;
        industry[p] = known && inventory->given[i] ? i : HG_NOT_FOUND;
    }
}

static enum hg_status take_pieces(struct job *job, size_t file, size_t n_pair,
                                  const size_t *industry, struct hg_error *err)
{
    struct streams *s = job->streams;
    bool orphans = false;
    struct hg_deposit_pair *pair = calloc(n_pair + 1, sizeof(*pair));
    if (!pair)
        return no_memory(err, "the points");
    hg_deposit_pairs(s->deposit[file], n_pair, pair);
    for (size_t p = 0; p < n_pair; p++) {
        if (industry[p] == HG_NOT_FOUND)
            orphans |= pair[p].n > 0;
        else
            s->n_placed[file] += pair[p].n;
    }
    free(pair);
    enum hg_status status =
        hg_deposit_pieces(s->deposit[file], job->study->inventory.points[file].rule,
                          n_pair, industry, job_industries(job), &s->pieces[file], err);
    hg_deposit_destroy(s->deposit[file]);
    s->deposit[file] = NULL;
    if (status == HG_OK && orphans)
        status = find_orphans(job, file, industry, err);
    return status;
}

/* Of each points file: where its points are, and what they become. */
static enum hg_status place_file(struct job *job, size_t file, size_t n_pair,
                                 const size_t *industry, struct hg_error *err)
{
    struct streams *s = job->streams;
    if (s->deposit[file])
        return take_pieces(job, file, n_pair, industry, err);
    return hg_survey_points(s->survey, job->inventory, job->points[file], err);
}

enum hg_status job_place_points(struct job *job, struct hg_error *err)
{
    const size_t n_pair = hg_pairs_size(job->streams->pairs);
    size_t *industry = calloc(n_pair + 1, sizeof(*industry));
    if (!industry)
        return no_memory(err, "the points");
    look_up(job, n_pair, industry);
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < job->streams->n; i++)
        status = place_file(job, i, n_pair, industry, err);
    free(industry);
    return status;
}

void job_count_points(const struct job *job, size_t *n, size_t *n_orphan)
{
    *n = *n_orphan = 0;
    for (size_t i = 0; job->streams && i < job->streams->n; i++) {
        *n += job->points[i]->n + job->streams->n_placed[i];
        *n_orphan += job->points[i]->n_orphan;
    }
}

static void tell_swapped(const struct job *job)
{
    const struct hg_location_report *report = job->locations;
    hg_fault(job->faults, HG_E_INPUT, "swapped coordinates",
             "%s: %zu of %zu points lie outside their region, and %zu of them would lie "
             "inside it with longitude and latitude swapped; swap the columns (in the "
             "study file: `columns: {lon: lat, lat: lon}`)",
             report->misplaced[0].site->file, report->n_misplaced, report->n_checked,
             report->n_swapped_inside);
}

/* The line of a misplaced point in its file. */
static enum hg_status line_of(const struct job *job, const struct hg_misplaced *m,
                              size_t *line, struct hg_error *err)
{
    *line = m->site->line;
    const uint64_t place = m->site->line;
    for (size_t i = 0; m->streamed && i < job->streams->n; i++)
        if (job->study->inventory.points[i].source.path == m->site->file)
            return hg_site_lines(&job->study->inventory.points[i].source, 1, &place, line,
                                 err);
    return HG_OK;
}

/* Points that `snap: {beyond: refuse}` refuses, the farthest first. */
static enum hg_status tell_refused(const struct job *job, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    size_t told = 0;
    for (size_t i = 0; status == HG_OK && i < job->locations->n_misplaced; i++) {
        const struct hg_misplaced *m = &job->locations->misplaced[i];
        size_t line = 0;
        if (m->remedy != HG_REMEDY_REFUSED)
            continue;
        if (told++ < HG_FAULTS_OF_A_KIND) /* the others are counted only */
            status = line_of(job, m, &line, err);
        if (status == HG_OK)
            hg_fault(job->faults, HG_E_INPUT, "points too far from their region",
                     "%s:%zu: point \"%s\" lies %.1f km outside region %s, more than the "
                     "%g km within which `snap` moves points; correct its place or its "
                     "region, or say `beyond: keep` or `beyond: diffuse`",
                     m->site->file, line, m->site->id, m->km, m->site->region,
                     job->study->inventory.snap.within_km);
    }
    return status;
}

enum hg_status job_check_places(struct job *job, struct hg_error *err)
{
    size_t n, n_orphan;
    job_count_points(job, &n, &n_orphan);
    const enum hg_status status =
        hg_survey_report(job->streams->survey, job->inventory, n, &job->locations, err);
    if (status != HG_OK)
        return status;
    const struct hg_location_report *report = job->locations;
    if (report->n_misplaced * 20 > report->n_checked &&
        report->n_swapped_inside * 2 > report->n_misplaced)
        tell_swapped(job);
    return tell_refused(job, err);
}
