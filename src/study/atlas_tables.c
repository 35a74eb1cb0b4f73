/* atlas_tables.c - the pages of the atlas, and how they add up to the layers */
#include "study/atlas.h"
#include "study/layers.h"
#include <stdlib.h>

static void add_cell(struct hg_text *text, const char *field)
{
    hg_text_add_csv(text, field);
    hg_text_print(text, ",");
}

static void add_page(const struct job *job, size_t index, const struct layer *layer,
                     const struct atlas_page *page, struct hg_text *text)
{
    const size_t region = job->atlases->region[index];
    char number[HG_MASS_TEXT], outside[HG_MASS_TEXT];
    add_cell(text, hg_axis_code(job->inventory->regions, region));
    add_cell(text, hg_axis_name(job->inventory->regions, region));
    add_cell(text, layer->stem);
    hg_text_print(text, page->done ? "atlas/%s.tif," : "%.0s,", page->stem);
    hg_text_print(text, "%s,%s\n",
                  page->has_mass ? hg_mass_text(page->mass, 0, number) : "",
                  hg_mass_text(job->atlases->outside[index], 0, outside));
}

static enum hg_status write_pages(struct job *job, struct hg_error *err)
{
    const struct atlas *atlas = job->atlases;
    struct hg_text text = {0};
    hg_text_print(&text, "region,region_name,layer,file,kg,outside_kg\n");
    for (size_t r = 0; r < atlas->n_region; r++)
        for (size_t i = 0; i < atlas->n_layer; i++) {
            const struct atlas_page *page = &atlas->page[r * atlas->n_layer + i];
            if (page->stem)
                add_page(job, r, &job->layer[i], page, &text);
        }
    return job_commit_text(job, "tables/atlas.csv", &text, err);
}

/* All regions of a layer together; false where some are not in the atlas. */
static bool add_up(const struct job *job, size_t layer, hg_mass_sum *sum)
{
    const struct atlas *atlas = job->atlases;
    bool all = job->study->each.only.n == 0;
    *sum = 0;
    for (size_t r = 0; r < atlas->n_region; r++) {
        const struct atlas_page *page = &atlas->page[r * atlas->n_layer + layer];
        *sum += page->mass;
        all &= page->done || !page->stem;
    }
    return all;
}

/* Part of all that the cells hold, whatever its sign, by which the sum of the regions is
 * not the layer. */
static double apart(const struct layer *layer, hg_mass_sum sum)
{
    const double all = hg_mass_kg(layer->mass - 2 * layer->negative);
    const double difference = fabs(hg_mass_kg(sum - layer->mass));
    return difference > 0 ? difference / all : 0;
}

static hg_mass_sum all_outside(const struct atlas *atlas)
{
    hg_mass_sum sum = 0;
    for (size_t r = 0; r < atlas->n_region; r++)
        sum += atlas->outside[r];
    return sum;
}

/* Cells that regions share are rounded for each: so far may sums be apart. */
enum hg_status write_atlas_tables(struct job *job, struct hg_error *err)
{
    double worst = 0;
    struct hg_text text = {0};
    hg_text_print(&text, "layer,regions_kg,layer_kg,difference_kg,complete\n");
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        char regions[HG_MASS_TEXT], whole[HG_MASS_TEXT], difference[HG_MASS_TEXT];
        hg_mass_sum sum;
        const bool all = add_up(job, i, &sum);
        if (layer->kind != LAYER_FORM)
            continue;
        if (all)
            worst = fmax(worst, apart(layer, sum));
        add_cell(&text, layer->stem);
        hg_text_print(&text, "%s,%s,%s,%s\n", hg_mass_text(sum, 0, regions),
                      hg_mass_text(layer->mass, 0, whole),
                      hg_mass_text(sum - layer->mass, 0, difference), all ? "yes" : "no");
    }
    const double outside = hg_mass_kg(all_outside(job->atlases));
    enum hg_status status = job_commit_text(job, "tables/atlas_sums.csv", &text, err);
    if (status == HG_OK)
        status = write_pages(job, err);
    if (status == HG_OK)
        status = hg_ledger_note(job->ledger, "atlas", "sums of regions from the layers",
                                worst, outside > 0 ? INFINITY : 1e-12, err);
    if (status == HG_OK && job->study->each.fitted)
        status = hg_ledger_note(job->ledger, "atlas", "beside the grids of regions, t",
                                outside / 1000, INFINITY, err);
    return status;
}
