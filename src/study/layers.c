/* layers.c - the values of the layers, a few at a time */
#include "study/layers.h"
#include "study/differences.h"
#include "study/draws.h"
#include "study/failures.h"
#include "study/resume.h"
#include "study/strips.h"
#include <hotgrid/parallel.h>
#include <hotgrid/stop.h>
#include <stdlib.h>
#include <string.h>

/* The layers being made together.  All forms have values in the same cells, those with
 * emissions: the room of one block serves the next, with zeros elsewhere. */
struct block {
    struct job *job;
    const char *stage;
    const struct layer_notes *notes; /* NULL: nothing is taken over */
    size_t *todo;                    /* the layers, by their numbers */
    size_t first, n;                 /* of todo */
    size_t n_form;
    size_t n_values;    /* forms that there is room for */
    double **values;    /* [form][cell] */
    double **deviation; /* [layer][cell]: kg, of layers of sigma */
    layer_task *task;
};

static struct layer *layer_of(const struct block *block, size_t index)
{
    return &block->job->layer[block->todo[block->first + index]];
}

static bool has_forms(const struct layer *layer)
{
    return layer->account != HG_ACCOUNT_DOMINANT && layer->kind != LAYER_STABILITY;
}

static void fill_strip(void *context, size_t strip, const struct strip_cells *cells)
{
    const struct block *block = context;
    (void)strip;
    for (size_t f = 0; f < block->n_form; f++) {
        double *out = block->values[f];
        for (size_t i = 0; i < cells->n; i++)
            out[cells->cell[i]] = cells->kg[i * cells->stride + f];
    }
}

static enum hg_status leave_note(const struct block *block, const struct layer *layer,
                                 struct hg_error *err)
{
    struct hg_text note = {0};
    if (block->notes->leave)
        block->notes->leave(layer, &note);
    const enum hg_status status =
        note.failed ? no_memory(err, "a note")
                    : resume_mark(block->job, block->stage, layer->stem, note.bytes, err);
    free(note.bytes);
    return status;
}

static enum hg_status run_task(void *context, size_t index, unsigned worker,
                               struct hg_error *err)
{
    (void)worker;
    struct block *block = context;
    struct job *job = block->job;
    struct layer *layer = layer_of(block, index);
    struct layer_values values = {0};
    size_t form = 0;
    for (size_t i = 0; i < index; i++)
        if (has_forms(layer_of(block, i)))
            form += plan_forms(layer_of(block, i));
    if (has_forms(layer)) {
        values.kg = block->values[form];
        values.whole = layer->kind == LAYER_SHARE ? block->values[form + 1] : NULL;
        if (layer->kind == LAYER_SIGMA) {
            values.whole = values.kg;
            values.kg = block->deviation[index];
        }
    } else if (layer->kind == LAYER_STABILITY) {
        values.kg =
            job->draws->percent[layer->account == HG_ACCOUNT_TOTAL ? DRAWN_TOTAL
                                                                   : DRAWN_FOREIGN];
    } else {
        values.class_value =
            layer->kind == LAYER_DOMINANT ? job->dominant : job->dominant_foreign;
    }
    enum hg_status status = block->task(job, layer, &values, err);
    if (status == HG_OK && block->notes)
        status = leave_note(block, layer, err);
    status = job_bear(job, block->stage, layer->stem, status, err);
    return status != HG_OK ? status : hg_stop_check(err);
}

static enum hg_status fill_block(struct block *block, struct hg_error *err)
{
    struct job *job = block->job;
    const size_t n_industry = job_industries(job);
    const size_t n = n_industry * block->n_form;
    double *coefficient = malloc((2 * n + 1) * sizeof(*coefficient));
    if (!coefficient)
        return no_memory(err, "the coefficients of layers");
    size_t form = 0;
    for (size_t i = 0; i < block->n; i++) {
        const struct layer *layer = layer_of(block, i);
        if (!has_forms(layer))
            continue;
        plan_coefficients(job, layer, coefficient + form, coefficient + n + form,
                          block->n_form);
        form += plan_forms(layer);
    }
    const enum hg_status status = each_strip_apart(
        job, block->n_form, coefficient, coefficient + n, fill_strip, block, err);
    free(coefficient);
    return status;
}

/* The deviations of one layer. */
static enum hg_status deviate(struct block *block, size_t index, struct hg_error *err)
{
    struct job *job = block->job;
    struct layer *layer = layer_of(block, index);
    double *coefficient = malloc((2 * job_industries(job) + 1) * sizeof(*coefficient));
    block->deviation[index] = malloc(hg_grid_cells(job->grid) * sizeof(double));
    enum hg_status status = coefficient && block->deviation[index]
                                ? HG_OK
                                : no_memory(err, "the deviations of a layer");
    if (status == HG_OK) {
        plan_coefficients(job, layer, coefficient, coefficient + job_industries(job), 1);
        hg_uncertainty_sums(job->uncertainty, 1, coefficient, &layer->sum_sigma_kg);
        status = deviate_cells(job, coefficient, block->deviation[index], err);
    }
    free(coefficient);
    return status;
}

static void free_deviations(struct block *block)
{
    for (size_t i = 0; i < block->n; i++) {
        free(block->deviation[i]);
        block->deviation[i] = NULL;
    }
}

/* Room for the forms of the block. */
static enum hg_status make_room(struct block *block, struct hg_error *err)
{
    const size_t n_cell = hg_grid_cells(block->job->grid);
    for (; block->n_values < block->n_form; block->n_values++) {
        block->values[block->n_values] = calloc(n_cell, sizeof(double));
        if (!block->values[block->n_values])
            return no_memory(err, "the layers");
    }
    return HG_OK;
}

static enum hg_status do_block(struct block *block, struct hg_error *err)
{
    struct job *job = block->job;
    block->n_form = 0;
    for (size_t i = 0; i < block->n; i++)
        if (has_forms(layer_of(block, i)))
            block->n_form += plan_forms(layer_of(block, i));
    enum hg_status status = make_room(block, err);
    if (status == HG_OK && block->n_form)
        status = fill_block(block, err);
    for (size_t i = 0; status == HG_OK && i < block->n; i++)
        if (layer_of(block, i)->kind == LAYER_SIGMA)
            status = deviate(block, i, err);
    if (status == HG_OK)
        status = hg_parallel(job->threads, block->n, run_task, block, err);
    free_deviations(block);
    return status;
}

struct looking {
    const struct block *block;
    bool *done; /* [layer] */
};

/* Do the files of a layer stand already? */
static enum hg_status look(void *context, size_t index, unsigned worker,
                           struct hg_error *err)
{
    (void)worker;
    const struct looking *l = context;
    const struct layer_notes *notes = l->block->notes;
    struct job *job = l->block->job;
    struct layer *layer = &job->layer[index];
    const char *note = NULL;
    l->done[index] = resume_take(job, l->block->stage, layer->stem, &note) &&
                     (!notes->take || notes->take(job, layer, note));
    if (l->done[index])
        resume_count(job);
    return hg_stop_check(err);
}

/* The numbers of the layers that are to be made; *n of them. */
static enum hg_status list_todo(struct block *block, size_t *n, struct hg_error *err)
{
    struct job *job = block->job;
    struct looking looking = {block, calloc(job->n_layer + 1, sizeof(bool))};
    block->todo = malloc((job->n_layer + 1) * sizeof(*block->todo));
    if (!looking.done || !block->todo) {
        free(looking.done);
        return no_memory(err, "the layers");
    }
    enum hg_status status = HG_OK;
    if (block->notes && job->n_layer)
        status = hg_parallel(job->threads, job->n_layer, look, &looking, err);
    for (size_t i = 0; status == HG_OK && i < job->n_layer; i++)
        if (!looking.done[i])
            block->todo[(*n)++] = i;
    free(looking.done);
    return status;
}

static enum hg_status do_all(struct block *block, size_t n, size_t most,
                             struct hg_error *err)
{
    enum hg_status status = HG_OK;
    while (status == HG_OK && block->first < n) {
        const size_t left = n - block->first;
        block->n = left < most ? left : most;
        status = do_block(block, err);
        block->first += block->n;
        hg_log_progress(block->job->options->log, block->stage, block->first, n);
    }
    return status;
}

enum hg_status each_layer(struct job *job, const char *stage, layer_task *task,
                          struct hg_error *err)
{
    return each_layer_left(job, stage, task, NULL, err);
}

enum hg_status each_layer_left(struct job *job, const char *stage, layer_task *task,
                               const struct layer_notes *notes, struct hg_error *err)
{
    enum { MOST_FORMS = 2 }; /* of a layer */
    size_t n = 0;
    struct block block = {.job = job, .stage = stage, .task = task, .notes = notes};
    enum hg_status status = list_todo(&block, &n, err);
    const size_t most = n < job->threads ? n : job->threads;
    block.values = calloc(most * MOST_FORMS + 1, sizeof(*block.values));
    block.deviation = calloc(most + 1, sizeof(*block.deviation));
    if (status == HG_OK && (!block.values || !block.deviation))
        status = no_memory(err, "the layers");
    if (status == HG_OK)
        status = do_all(&block, n, most, err);
    for (size_t f = 0; block.values && f < block.n_values; f++)
        free(block.values[f]);
    free(block.todo);
    free(block.values);
    free(block.deviation);
    return status;
}

/* The value a layer shows in a cell: t km-2 yr-1, t yr-1 or percent; NaN outside the
 * domain (and for shares where nothing is emitted). */
static double layer_value(const struct job *job, const struct layer *layer,
                          const struct layer_values *values, size_t cell)
{
    if (!job->domain[cell])
        return NAN;
    if (layer->kind == LAYER_STABILITY)
        return values->kg[cell];
    if (layer->kind == LAYER_SHARE)
        return values->whole[cell] != 0 ? 100 * values->kg[cell] / values->whole[cell]
                                        : NAN;
    if (layer->quantity == HG_LAYER_RELATIVE_SIGMA)
        return values->whole[cell] != 0
                   ? 100 * values->kg[cell] / fabs(values->whole[cell])
                   : NAN;
    const double tonnes = values->kg[cell] / 1000;
    if (tonnes == 0) /* most cells of most layers */
        return 0;
    return layer->quantity == HG_LAYER_TOTAL
               ? tonnes
               : tonnes / hg_grid_cell_km2(job->grid, (uint32_t)cell);
}

float *layer_floats(const struct job *job, const struct layer *layer,
                    const struct layer_values *values)
{
    const size_t n = hg_grid_cells(job->grid);
    float *out = malloc(n * sizeof(*out));
    for (size_t cell = 0; out && cell < n; cell++)
        out[cell] = (float)layer_value(job, layer, values, cell);
    return out;
}

bool layer_is_percent(const struct layer *layer)
{
    return layer->quantity == HG_LAYER_SHARE ||
           layer->quantity == HG_LAYER_RELATIVE_SIGMA ||
           layer->quantity == HG_LAYER_STABILITY;
}

bool layer_is_mass(const struct layer *layer)
{
    return layer->kind == LAYER_FORM;
}

bool layer_diverges(const struct layer *layer)
{
    return layer->account == HG_ACCOUNT_CHANGE;
}

bool layer_of_markets(const struct layer *layer)
{
    return layer->account != HG_ACCOUNT_TOTAL && layer->account != HG_ACCOUNT_TIER &&
           layer->account != HG_ACCOUNT_AFTER && layer->account != HG_ACCOUNT_CHANGE;
}

const struct hg_ramp *layer_ramp(const struct job *job, const struct layer *layer)
{
    return hg_ramp_find(layer_diverges(layer) ? DIFFERENCE_RAMP : job->style.ramp);
}

const char *layer_zero(const struct layer *layer)
{
    if (layer_diverges(layer))
        return "No change";
    if (layer->account == HG_ACCOUNT_EXCESS && layer->kind == LAYER_FORM)
        return "Not above the benchmark";
    return layer->kind == LAYER_SIGMA ? "No deviation" : "No emission";
}

const char *layer_unit(const struct layer *layer)
{
    if (layer->account == HG_ACCOUNT_DOMINANT)
        return "";
    static const char *const unit[] = {[HG_LAYER_DENSITY] = "t km-2 yr-1",
                                       [HG_LAYER_TOTAL] = "t yr-1",
                                       [HG_LAYER_SHARE] = "%",
                                       [HG_LAYER_SIGMA] = "t km-2 yr-1",
                                       [HG_LAYER_RELATIVE_SIGMA] = "%",
                                       [HG_LAYER_STABILITY] = "%"};
    return unit[layer->quantity];
}

const char *layer_legend_title(const struct job *job, const struct layer *layer)
{
    if (layer->account == HG_ACCOUNT_DOMINANT)
        return layer->kind == LAYER_DOMINANT ? "Largest market (share of area)"
                                             : "Largest foreign market (share of area)";
    enum { OF_CELL, OF_SOURCES, A_KM2, A_CELL, SIGMA, RELATIVE, PART, MORE_KM2, MORE };
    static const char *const title[][2] = {
        [OF_CELL] = {"% of the CO₂ emitted in each cell",
                     "% of the CO₂e emitted in each cell"},
        [OF_SOURCES] = {"% of the CO₂ these sources emit in each cell",
                        "% of the CO₂e these sources emit in each cell"},
        [A_KM2] = {"t CO₂ per km² and year", "t CO₂e per km² and year"},
        [A_CELL] = {"t CO₂ per cell and year", "t CO₂e per cell and year"},
        [SIGMA] = {"Standard deviation, t CO₂ per km² and year",
                   "Standard deviation, t CO₂e per km² and year"},
        [RELATIVE] = {"Standard deviation, % of the CO₂ of each cell",
                      "Standard deviation, % of the CO₂e of each cell"},
        [PART] = {"Change, % of the CO₂ of each cell",
                  "Change, % of the CO₂e of each cell"},
        [MORE_KM2] = {"Change, t CO₂ per km² and year",
                      "Change, t CO₂e per km² and year"},
        [MORE] = {"Change, t CO₂ per cell and year", "Change, t CO₂e per cell and year"}};
    const bool co2e = job->study->inventory.co2e;
    const bool some = layer->entry->sector.n || layer->entry->region.n;
    if (layer->kind == LAYER_STABILITY)
        return "% of draws with the cell on the densest 1 % of the land";
    if (layer->kind == LAYER_SIGMA)
        return title[layer->quantity == HG_LAYER_SIGMA ? SIGMA : RELATIVE][co2e];
    if (layer_diverges(layer))
        return title[layer->kind == LAYER_SHARE          ? PART
                     : layer->quantity == HG_LAYER_TOTAL ? MORE
                                                         : MORE_KM2][co2e];
    if (layer->kind == LAYER_SHARE)
        return title[some && layer->account != HG_ACCOUNT_TIER ? OF_SOURCES : OF_CELL]
                    [co2e];
    return title[layer->quantity == HG_LAYER_TOTAL ? A_CELL : A_KM2][co2e];
}

bool layer_shares_classes(const struct job *job, const struct layer *layer)
{
    return job->study->maps.shared && layer->account == HG_ACCOUNT_DESTINATION;
}
