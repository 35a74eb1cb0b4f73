/* local_layers.c - Gi* and local Moran's I of layers: computed, classified, summed up */
#include "study/local_layers.h"
#include "study/columns.h"
#include "study/hotspots.h"
#include <stdlib.h>
#include <string.h>

/* Red to blue of ColorBrewer (Brewer 2002), and those of LISA maps. */
const struct local_class gi_classes[GI_CLASSES] = {
    {"Not significant", "0", {0, 0, 0}}, /* in the colour of no emission */
    {"Hot spot, 99 % confidence", "3", {178, 24, 43}},
    {"Hot spot, 95 % confidence", "2", {239, 138, 98}},
    {"Hot spot, 90 % confidence", "1", {253, 219, 199}},
    {"Cold spot, 90 % confidence", "-1", {209, 229, 240}},
    {"Cold spot, 95 % confidence", "-2", {103, 169, 207}},
    {"Cold spot, 99 % confidence", "-3", {33, 102, 172}},
};
const struct local_class moran_classes[MORAN_CLASSES] = {
    {"Not significant", "", {0, 0, 0}},        {"High among high", "HH", {202, 0, 32}},
    {"Low among low", "LL", {5, 113, 176}},    {"Low among high", "LH", {146, 197, 222}},
    {"High among low", "HL", {244, 165, 130}},
};
enum { HH = 1, LL, LH, HL };

static const double confidence[3] = {0.01, 0.05, 0.1};

double local_gi_p(const struct job *job, const struct local_layer *l, size_t i)
{
    return job->study->hotspots.local.pseudo ? hg_local_pseudo_p(l->local, i)
                                             : hg_local_p(l->local->gi_z[i]);
}

double local_moran_p(const struct job *job, const struct local_layer *l, size_t i)
{
    if (job->study->hotspots.local.pseudo && !isnan(l->local->moran_i[i]))
        return hg_local_pseudo_p(l->local, i);
    return hg_local_p(l->local->moran_z[i]);
}

/* Values in t per km2 for all cells of the domain. */
static double *densities(const struct job *job, const double *kg)
{
    const size_t n = hg_grid_cells(job->grid);
    double *value = malloc(n * sizeof(*value));
    for (size_t cell = 0; value && cell < n; cell++)
        value[cell] = !job->domain[cell] ? NAN
                      : kg[cell] == 0
                          ? 0
                          : kg[cell] / 1000 / hg_grid_cell_km2(job->grid, (uint32_t)cell);
    return value;
}

static enum hg_status compute(const struct job *job, struct local_layer *l,
                              struct hg_error *err)
{
    const struct hg_study *study = job->study;
    double *value = densities(job, l->kg);
    if (!value)
        return no_memory(err, "local statistics");
    const struct hg_local_params params = {
        .grid = job->grid,
        .value = value,
        .band_km = study->hotspots.local.band_km,
        .transform = study->hotspots.local.transform,
        .permutations = (unsigned)study->hotspots.local.permutations,
        .seed = (uint64_t)study->hotspots.local.seed,
        .own = study->hotspots.local.own,
        .threads =
            job->n_layer < job->threads ? job->threads / (unsigned)job->n_layer : 1,
    };
    const enum hg_status status = hg_local_create(&params, &l->local, err);
    free(value);
    return status;
}

/* Gi_Bin: the highest confidence that p is good for. */
static uint8_t gi_class(const struct local_layer *l, size_t i, double p)
{
    const double z = l->local->gi_z[i];
    for (uint8_t k = 0; k < 3; k++)
        if (p <= l->gi_bound[k] && z != 0 && !isnan(z))
            return z > 0 ? (uint8_t)(k + 1) : (uint8_t)(GI_CLASSES - 1 - k);
    return 0;
}

static uint8_t moran_class(const struct local_layer *l, size_t i, double p)
{
    const int8_t side = l->local->side[i], lag = l->local->lag_side[i];
    if (!(p <= l->moran_bound) || side == 0 || lag == 0)
        return 0;
    return side > 0 ? (lag > 0 ? HH : HL) : (lag > 0 ? LH : LL);
}

static enum hg_status classify(const struct job *job, struct local_layer *l,
                               struct hg_error *err)
{
    const size_t n = l->local->n, n_cell = hg_grid_cells(job->grid);
    const enum hg_fdr fdr = job->study->hotspots.local.fdr;
    double *p = malloc(n * sizeof(*p));
    l->gi = malloc(n_cell);
    l->moran = malloc(n_cell);
    if (!p || !l->gi || !l->moran) {
        free(p);
        return no_memory(err, "local statistics");
    }
    memset(l->gi, NO_DATA_CLASS, n_cell);
    memset(l->moran, NO_DATA_CLASS, n_cell);
    for (size_t i = 0; i < n; i++)
        p[i] = local_gi_p(job, l, i);
    for (size_t k = 0; k < 3; k++)
        l->gi_bound[k] = hg_fdr_bound(fdr, n, p, confidence[k]);
    for (size_t i = 0; i < n; i++)
        l->gi[l->local->cell[i]] = gi_class(l, i, p[i]);
    for (size_t i = 0; i < n; i++)
        p[i] = local_moran_p(job, l, i);
    l->moran_bound = hg_fdr_bound(fdr, n, p, confidence[1]);
    for (size_t i = 0; i < n; i++)
        l->moran[l->local->cell[i]] = moran_class(l, i, p[i]);
    free(p);
    return HG_OK;
}

/* A row for each class: its cells, land and mass. */
static void sum_up(const struct job *job, const struct local_layer *l,
                   const char *statistic, size_t n_class, const struct local_class *class,
                   const uint8_t *of_cell, struct hg_text *text)
{
    size_t cells[GI_CLASSES] = {0};
    double km2[GI_CLASSES] = {0}, kg[GI_CLASSES] = {0};
    for (size_t i = 0; i < l->local->n; i++) {
        const uint32_t cell = l->local->cell[i];
        cells[of_cell[cell]]++;
        km2[of_cell[cell]] += hg_grid_cell_km2(job->grid, cell);
        kg[of_cell[cell]] += l->kg[cell];
    }
    for (size_t c = 0; c < n_class; c++) {
        const bool gi = n_class == GI_CLASSES;
        const double bound = c == 0 ? -1
                             : gi   ? l->gi_bound[c <= 3 ? c - 1 : 6 - c]
                                    : l->moran_bound;
        hg_text_add_csv(text, l->layer->stem);
        hg_text_print(text, ",%s,%s,", statistic, class[c].code);
        hg_text_add_csv(text, class[c].name);
        if (bound >= 0)
            hg_text_print(text, ",%.6g", bound);
        else
            hg_text_print(text, ",");
        hg_text_print(text, ",%zu,%.3f", cells[c], km2[c]);
        add_tonnes(text, kg[c]);
        add_percent(text, kg[c], hg_mass_kg(l->layer->mass));
        add_number(text, gi ? NAN : l->local->global_moran);
        add_number(text, gi ? l->local->general_g : NAN);
        hg_text_print(text, "\n");
    }
}

static void finish(struct local_layer *l)
{
    hg_local_destroy(l->local);
    free(l->gi);
    free(l->moran);
}

static enum hg_status do_layer(struct job *job, struct layer *layer,
                               const struct layer_values *values, struct hg_error *err)
{
    if (!layer->clusters)
        return HG_OK;
    struct local_layer l = {.layer = layer, .kg = values->kg};
    enum hg_status status = compute(job, &l, err);
    if (status != HG_OK || !l.local)
        return status;
    status = classify(job, &l, err);
    if (status == HG_OK)
        status = write_local_files(job, &l, err);
    if (status == HG_OK) {
        struct hg_text rows = {0};
        sum_up(job, &l, "GiStar", GI_CLASSES, gi_classes, l.gi, &rows);
        sum_up(job, &l, "LocalMoransI", MORAN_CLASSES, moran_classes, l.moran, &rows);
        layer->local_rows = rows.bytes;
        status = rows.failed ? no_memory(err, "local statistics") : HG_OK;
    }
    finish(&l);
    return status;
}

enum hg_status write_local_statistics(struct job *job, struct hg_error *err)
{
    struct hg_text text = {0};
    if (job->study->hotspots.local.band_km <= 0)
        return HG_OK;
    const enum hg_status status = each_layer(job, "local", do_layer, err);
    if (status != HG_OK)
        return status;
    hg_text_print(&text, "layer,statistic,class,name,p_at_most,cells,km2,t,"
                         "share_percent,global_moran,general_g\n");
    for (size_t i = 0; i < job->n_layer; i++)
        if (job->layer[i].local_rows)
            hg_text_print(&text, "%s", job->layer[i].local_rows);
    return job_commit_text(job, "tables/local_statistics.csv", &text, err);
}
