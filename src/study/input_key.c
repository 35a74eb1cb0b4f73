/* input_key.c - SHA-256 over what a run computes from: parsed, sorted, free of paths */
#include "study/ready.h"
#include "study/sigmas.h"
#include "study/streams.h"
#include "study/targets_pairs.h"
#include "study/traced.h"
#include <hotgrid/arena.h>
#include <string.h>

static void add_text(struct hg_digest *digest, const char *text)
{
    hg_digest_add(digest, text, strlen(text) + 1);
}

static void add_double(struct hg_digest *digest, double value)
{
    hg_digest_add(digest, &value, sizeof(value));
}

static void add_words(struct hg_digest *digest, const struct hg_words *words)
{
    for (size_t i = 0; i < words->n; i++)
        add_text(digest, words->word[i]);
    add_text(digest, "");
}

static void add_axis(struct hg_digest *digest, const struct hg_axis *axis)
{
    for (size_t i = 0; i < hg_axis_size(axis); i++) {
        add_text(digest, hg_axis_code(axis, i));
        add_text(digest, hg_axis_name(axis, i));
    }
    add_text(digest, "");
}

/* So many pieces of streamed points have a digest of their own. */
enum { PART = 1 << 16 };

static size_t count_parts(const struct hg_pieces *pieces)
{
    return pieces ? pieces->n / PART + (pieces->n % PART > 0) : 0;
}

/* Of streamed points: all that anything is computed from.  part: the digests of theirs.
 */
static void add_pieces(struct hg_digest *digest, const struct hg_pieces *pieces,
                       char (*part)[HG_DIGEST_TEXT])
{
    if (!pieces)
        return;
    hg_digest_add(digest, part, count_parts(pieces) * sizeof(*part));
    hg_digest_add(digest, pieces->n_inside,
                  pieces->n_industry * sizeof(*pieces->n_inside));
    hg_digest_add(digest, pieces->n_outside,
                  pieces->n_industry * sizeof(*pieces->n_outside));
}

static void add_inventory(struct hg_digest *digest, const struct job *job)
{
    const struct hg_inventory *inventory = job->inventory;
    const size_t n_sector = hg_axis_size(inventory->sectors);
    const size_t n = hg_axis_size(inventory->regions) * n_sector;
    char(*part)[HG_DIGEST_TEXT] = job->part_key;
    add_axis(digest, inventory->regions);
    add_axis(digest, inventory->sectors);
    hg_digest_add(digest, inventory->total, n * sizeof(*inventory->total));
    hg_digest_add(digest, inventory->given, n * sizeof(*inventory->given));
    hg_digest_add(digest, inventory->gridded, n_sector * sizeof(bool));
    if (job->study->inventory.snap.within_km > 0) {
        add_double(digest, job->study->inventory.snap.within_km);
        add_double(digest, (double)job->study->inventory.snap.beyond);
    }
    for (size_t i = 0; i < job->study->inventory.n_points; i++) {
        const struct hg_points *points = job->points[i];
        add_double(digest, (double)points->rule);
        for (size_t k = 0; k < points->n; k++) {
            const struct hg_point *point = &points->point[k];
            add_text(digest, point->site->id);
            add_double(digest, (double)point->region);
            add_double(digest, (double)point->sector);
            add_double(digest, point->site->lon);
            add_double(digest, point->site->lat);
            add_double(digest, point->site->weight);
        }
        add_pieces(digest, job->streams->pieces[i], part);
        part += count_parts(job->streams->pieces[i]);
    }
}

static void add_site(struct hg_digest *digest, const struct hg_site *site)
{
    add_text(digest, site->id);
    add_text(digest, site->region);
    add_text(digest, site->sector);
    add_double(digest, site->lon);
    add_double(digest, site->lat);
    add_double(digest, site->weight);
}

/* Streamed points that tables list one by one. */
static void add_listed(struct hg_digest *digest, const struct job *job)
{
    for (size_t i = 0; i < job->locations->n_misplaced; i++)
        if (job->locations->misplaced[i].streamed)
            add_site(digest, job->locations->misplaced[i].site);
    for (size_t i = 0; i < job->streams->n; i++)
        for (size_t k = 0; k < job->points[i]->n_orphan; k++)
            add_site(digest, job->points[i]->orphan[k]);
}

/* The grid and the regions on it. */
static void add_shapes(struct hg_digest *digest, const struct job *job)
{
    const struct hg_grid_params *p = hg_grid_params(job->grid);
    add_text(digest, p->crs);
    add_double(digest, p->box.west);
    add_double(digest, p->box.south);
    add_double(digest, p->box.east);
    add_double(digest, p->box.north);
    add_double(digest, p->ncol);
    add_double(digest, p->nrow);
    for (size_t s = 0; s < job->regions->n_shape; s++) {
        add_text(digest, job->regions->shape[s].code);
        add_double(digest, (double)job->regions->shape[s].n_ring);
    }
    for (size_t r = 0; r < job->regions->n_ring; r++)
        add_double(digest, (double)job->regions->ring[r].count);
    hg_digest_add(digest, job->regions->x, job->regions->n_vertex * sizeof(double));
    hg_digest_add(digest, job->regions->y, job->regions->n_vertex * sizeof(double));
}

static void add_geometry(struct hg_digest *digest, const struct job *job)
{
    add_text(digest, job->geometry_key);
}

static void add_proxies(struct hg_digest *digest, const struct job *job)
{
    for (size_t i = 0; i < job->study->inventory.n_files; i++) {
        const struct hg_raster *r = job->raster[i];
        add_text(digest, job->study->inventory.files[i].name);
        if (!r)
            continue; /* vectors: traced_key() */
        add_double(digest, r->quantity);
        add_double(digest, r->ncol);
        add_double(digest, r->nrow);
        add_double(digest, r->x0);
        add_double(digest, r->y0);
        add_double(digest, r->dx);
        add_double(digest, r->dy);
        add_text(digest, job->raster_key[i]);
    }
    for (size_t i = 0; i < job->study->inventory.n_rules; i++) {
        add_words(digest, &job->study->inventory.rules[i].sectors);
        add_words(digest, &job->study->inventory.rules[i].use);
    }
}

static void add_blends(struct hg_digest *digest, const struct job *job)
{
    for (size_t i = 0; i < job->study->inventory.n_blends; i++) {
        const struct hg_study_blend *blend = &job->study->inventory.blends[i];
        add_text(digest, blend->name);
        for (size_t k = 0; k < blend->n_of; k++) {
            add_text(digest, blend->of[k].proxy);
            add_double(digest, blend->of[k].share);
        }
        add_text(digest, "");
        add_text(digest, blend->within ? blend->within : "");
        add_text(digest, blend->outside ? blend->outside : "");
    }
}

static void add_ready(struct hg_digest *digest, const struct job *job)
{
    add_text(digest, job_gas(job));
    for (size_t i = 0; job->ready && i < job->ready->n; i++) {
        add_text(digest, job->ready->sector[i]);
        hg_digest_add(digest, job->ready->field[i], job->ready->n_cell * sizeof(double));
    }
}

static void add_links(struct hg_digest *digest, const struct hg_links *links)
{
    for (size_t i = 0; i < links->n; i++) {
        add_text(digest, links->link[i].from);
        add_text(digest, links->link[i].to);
        add_double(digest, links->link[i].weight);
        if (links->link[i].region)
            add_text(digest, links->link[i].region);
    }
    add_text(digest, "");
}

static void add_trade(struct hg_digest *digest, const struct job *job)
{
    const struct hg_mrio *mrio = job->mrio;
    const size_t columns = hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
    add_axis(digest, mrio->regions);
    add_axis(digest, mrio->sectors);
    add_axis(digest, mrio->categories);
    hg_digest_add(digest, mrio->Z, mrio->n * mrio->n * sizeof(double));
    hg_digest_add(digest, mrio->Y, mrio->n * columns * sizeof(double));
    add_links(digest, job->region_links);
    add_links(digest, job->sector_links);
    if (job_mix_params(job).weights != HG_WEIGHTS_GIVEN)
        add_text(digest, job->study->trade.sectors.weights);
}

static void add_layers(struct hg_digest *digest, const struct job *job)
{
    add_text(digest, job->study->name);
    add_double(digest, (double)job->study->year);
    for (size_t i = 0; i < job->study->n_groups; i++) {
        add_text(digest, job->study->groups[i].name);
        add_words(digest, &job->study->groups[i].members);
    }
    for (size_t i = 0; i < job->n_layer; i++)
        add_text(digest, job->layer[i].stem);
}

static bool any_given(size_t n, const struct hg_point *point)
{
    for (size_t k = 0; k < n; k++)
        if (point[k].site->sigma > 0)
            return true;
    return false;
}

/* Has any source a deviation of its own? */
static bool any_source(const struct job *job)
{
    const size_t n_points = job->stored ? 0 : job->study->inventory.n_points;
    for (size_t i = 0; i < n_points; i++) {
        const struct hg_pieces *pieces = job->streams->pieces[i];
        if (any_given(job->points[i]->n, job->points[i]->point))
            return true;
        for (size_t k = 0; pieces && pieces->square && k < pieces->n; k++)
            if (pieces->square[k].given > 0)
                return true;
    }
    for (size_t i = 0; !job->stored && i < job->traced->n; i++)
        if (any_given(job->traced->source[i].points->n,
                      job->traced->source[i].points->point))
            return true;
    return false;
}

static void add_points(struct hg_digest *digest, const struct hg_points *points)
{
    for (size_t k = 0; k < points->n; k++) {
        const double sigma = points->point[k].site->sigma;
        add_double(digest, isnan(sigma) ? -1 : sigma);
    }
}

/* What sources say of themselves. */
static void add_sources(struct hg_digest *digest, const struct job *job)
{
    if (job->stored)
        return;
    for (size_t i = 0; i < job->study->inventory.n_points; i++) {
        const struct hg_pieces *pieces = job->streams->pieces[i];
        add_points(digest, job->points[i]);
        if (pieces && pieces->square)
            hg_digest_add(digest, pieces->square, pieces->n * sizeof(*pieces->square));
    }
    for (size_t i = 0; i < job->traced->n; i++)
        add_points(digest, job->traced->source[i].points);
}

/* Nothing where nothing is uncertain: then the results do not depend on it. */
static void add_uncertainty(struct hg_digest *digest, const struct job *job)
{
    const struct sigmas *s = job->sigmas;
    if (!s || !(sigmas_any(job, s) || any_source(job)))
        return;
    add_sources(digest, job);
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    const size_t n_region = hg_axis_size(job->inventory->regions);
    hg_digest_add(digest, s->sector, n_sector * sizeof(double));
    hg_digest_add(digest, s->point, n_sector * sizeof(double));
    hg_digest_add(digest, s->region, n_region * sizeof(double));
    hg_digest_add(digest, s->own, n_region * n_sector * sizeof(double));
    hg_digest_add(digest, s->held, n_region * n_sector * sizeof(bool));
    hg_digest_add(digest, s->source, sigmas_sources(job) * sizeof(double));
    add_double(digest, s->area);
    add_double(digest, (double)job->study->uncertainty.draws);
    add_double(digest, (double)job->study->uncertainty.seed);
}

/* A file by its bytes; one that cannot be read is told where it is. */
static void add_file(struct hg_digest *digest, const char *path)
{
    char sha256[HG_DIGEST_TEXT] = "";
    struct hg_error ignored = {0};
    if (path && hg_digest_file(path, sha256, &ignored) == HG_OK)
        add_text(digest, sha256);
}

static void add_targets(struct hg_digest *digest, const struct job *job)
{
    const struct hg_study_targets *t = &job->study->targets;
    add_text(digest, "targets");
    add_text(digest, t->reference);
    add_words(digest, &t->regions);
    add_double(digest, t->least_share);
    add_double(digest, t->all);
    add_file(digest, target_reference_file(job));
    add_file(digest, t->output);
    add_file(digest, t->energy);
    if (job->mrio && job->mrio->emissions)
        hg_digest_add(digest, job->mrio->emissions->industry,
                      job->mrio->n * sizeof(double));
}

/* What the table itself tells of emissions: comparisons are of these too. */
static void add_table_emissions(struct hg_digest *digest, const struct job *job)
{
    const struct hg_mrio_emissions *emissions = job->mrio->emissions;
    if (!emissions)
        return;
    hg_digest_add(digest, emissions->industry, job->mrio->n * sizeof(double));
    hg_digest_add(digest, emissions->household,
                  hg_axis_size(job->mrio->regions) * sizeof(double));
}

/* What another study computes from is known when it is read: job_extend_input_key(). */
static void add_comparisons(struct hg_digest *digest, const struct job *job)
{
    for (size_t i = 0; i < job->study->n_decompose; i++) {
        const struct hg_study_decompose *one = &job->study->decompose[i];
        add_text(digest, "decompose");
        add_text(digest, one->name ? one->name : "");
        add_words(digest, &one->regions);
        add_double(digest, one->consumption);
    }
    if (job->study->n_decompose)
        add_table_emissions(digest, job);
}

/* Nothing where the study has no levers. */
static void add_levers(struct hg_digest *digest, const struct job *job)
{
    const struct hg_study *s = job->study;
    if (targets_wanted(job))
        add_targets(digest, job);
    add_file(digest, s->relocate.scenario);
    add_file(digest, s->benchmark.plants);
    add_file(digest, s->benchmark.measures);
    if (job->markets)
        add_comparisons(digest, job);
}

typedef void add_inputs(struct hg_digest *digest, const struct job *job);

/* The digest of some inputs as text. */
static enum hg_status make_key(const struct job *job, size_t n, add_inputs *const *add,
                               char key[HG_DIGEST_TEXT], struct hg_error *err)
{
    struct hg_digest *digest = hg_digest_create();
    if (!digest)
        return no_memory(err, "the key of the inputs");
    for (size_t i = 0; i < n; i++)
        add[i](digest, job);
    hg_digest_text(digest, key);
    hg_digest_destroy(digest);
    return HG_OK;
}

/* What E is made of, or was before it came into a file: a run from that file has the key
 * of the run that reads the sources. */
static void add_emissions(struct hg_digest *digest, const struct job *job)
{
    add_text(digest, job->emissions_key);
}

static void add_household(struct hg_digest *digest, const struct job *job)
{
    hg_digest_add(digest, job->inventory->household,
                  hg_axis_size(job->inventory->sectors) * sizeof(bool));
}

/* Parts of the pieces of all files. */
static size_t all_parts(const struct job *job)
{
    size_t n = 0;
    for (size_t i = 0; i < job->study->inventory.n_points; i++)
        n += count_parts(job->streams->pieces[i]);
    return n;
}

static void digest_part(const struct job *job, size_t index)
{
    struct hg_pieces *const *pieces = job->streams->pieces;
    size_t part = index;
    for (; part >= count_parts(*pieces); pieces++)
        part -= count_parts(*pieces);
    const size_t first = part * PART, left = (*pieces)->n - first;
    hg_digest_bytes((*pieces)->piece + first,
                    (left < PART ? left : PART) * sizeof(*(*pieces)->piece),
                    job->part_key[index]);
}

/* What may be large is digested once, and by many: the shapes, each raster, the pieces.
 */
static enum hg_status digest_large(void *context, size_t index, unsigned worker,
                                   struct hg_error *err)
{
    (void)worker;
    struct job *job = context;
    static add_inputs *const shapes[] = {add_shapes};
    const size_t n = job->stored ? 0 : job->study->inventory.n_files;
    if (index == 0)
        return make_key(job, 1, shapes, job->geometry_key, err);
    if (index > n) {
        digest_part(job, index - n - 1);
        return HG_OK;
    }
    const struct hg_raster *raster = job->raster[index - 1];
    return raster ? hg_raster_digest(raster, job->raster_key[index - 1], err) : HG_OK;
}

enum hg_status job_input_key(struct job *job, struct hg_error *err)
{
    static add_inputs *const of_emissions[] = {add_inventory, add_listed, add_geometry,
                                               add_proxies,   add_blends, add_ready,
                                               traced_key};
    static add_inputs *const of_all[] = {add_emissions, add_household,   add_geometry,
                                         add_layers,    add_uncertainty, add_levers,
                                         add_trade};
    const size_t n = job->stored ? 0 : job->study->inventory.n_files;
    const size_t n_part = job->stored ? 0 : all_parts(job);
    job->raster_key = hg_arena_alloc(job->arena, n + 1, sizeof(*job->raster_key));
    job->part_key = hg_arena_alloc(job->arena, n_part + 1, sizeof(*job->part_key));
    if (!job->raster_key || !job->part_key)
        return no_memory(err, "the key of the inputs");
    enum hg_status status =
        hg_parallel(job->threads, 1 + n + n_part, digest_large, job, err);
    if (job->stored)
        memcpy(job->emissions_key, job->stored->facts.input_key, HG_DIGEST_TEXT);
    else if (status == HG_OK)
        status = make_key(job, 7, of_emissions, job->emissions_key, err);
    return status == HG_OK
               ? make_key(job, job->markets ? 7 : 6, of_all, job->input_key, err)
               : status;
}

enum hg_status job_extend_input_key(struct job *job, const struct job *other,
                                    struct hg_error *err)
{
    struct hg_digest *digest = hg_digest_create();
    if (!digest)
        return no_memory(err, "the key of the inputs");
    add_text(digest, job->input_key);
    add_text(digest, other->input_key);
    add_table_emissions(digest, other);
    hg_digest_text(digest, job->input_key);
    hg_digest_destroy(digest);
    return HG_OK;
}
