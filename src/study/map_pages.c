/* map_pages.c - pages of several layers, filled as these are drawn */
#include "study/map_pages.h"
#include "study/local_layers.h"
#include "study/map_file.h"
#include <hotgrid/map_page.h>
#include <stdlib.h>
#include <string.h>

struct page {
    size_t n;
    size_t *layer; /* [n] */
    struct hg_page_panel *panel;
    struct hg_page *page;
};

struct map_pages {
    size_t n;
    struct page *page;
};

/* Layers are called by their stem, or by what stands after a _ in it. */
static bool is_called(const struct layer *layer, const char *word)
{
    const size_t stem = strlen(layer->stem), length = strlen(word);
    if (strcmp(layer->stem, word) == 0)
        return true;
    return stem > length && layer->stem[stem - length - 1] == '_' &&
           strcmp(layer->stem + stem - length, word) == 0;
}

static size_t find_layer(const struct job *job, const char *word)
{
    for (size_t i = 0; i < job->n_layer; i++)
        if (is_called(&job->layer[i], word))
            return i;
    return HG_NOT_FOUND;
}

static bool is_usual(const struct layer *layer)
{
    return layer->account == HG_ACCOUNT_DESTINATION && layer->kind == LAYER_FORM &&
           layer->quantity == HG_LAYER_DENSITY;
}

/* The layers of a page; those that are not known are left out.  Room for all. */
static size_t layers_of(const struct job *job, const struct hg_study_page *page,
                        size_t *out)
{
    size_t n = 0;
    for (size_t i = 0; page->panels.n == 0 && i < job->n_layer; i++)
        if (is_usual(&job->layer[i]))
            out[n++] = i;
    for (size_t k = 0; k < page->panels.n; k++) {
        const size_t i = find_layer(job, page->panels.word[k]);
        if (i != HG_NOT_FOUND)
            out[n++] = i;
    }
    return n;
}

static void check_page(struct job *job, const struct hg_study_page *page, size_t *layer)
{
    const char *path = job->study->path;
    for (size_t k = 0; k < page->panels.n; k++)
        if (find_layer(job, page->panels.word[k]) == HG_NOT_FOUND)
            hg_fault(job->faults, HG_E_STUDY, "pages",
                     "%s:%zu: page `%s` wants the layer `%s`, but no file will have this "
                     "name or end with _%s; `hotgrid check` lists them",
                     path, page->panels.at ? page->panels.at[k].line : 0, page->name,
                     page->panels.word[k], page->panels.word[k]);
    const size_t n = layers_of(job, page, layer);
    if (n == 0 && page->panels.n == 0)
        hg_fault(job->faults, HG_E_STUDY, "pages",
                 "%s: page `%s` has no layers: the study asks for no destination; name "
                 "its `panels`",
                 path, page->name);
    for (size_t k = 0; k < n; k++) {
        const struct layer *a = &job->layer[layer[0]], *b = &job->layer[layer[k]];
        if (b->account == HG_ACCOUNT_DOMINANT || layer_diverges(a) || layer_diverges(b) ||
            a->quantity != b->quantity ||
            (a->kind == LAYER_SHARE) != (b->kind == LAYER_SHARE)) {
            hg_fault(
                job->faults, HG_E_STUDY, "pages",
                "%s: page `%s` cannot show %s beside %s: its panels share one scale, "
                "so they must be of one quantity, and not of markets or changes",
                path, page->name, b->stem, a->stem);
            return;
        }
    }
}

void map_pages_check(struct job *job)
{
    for (size_t i = 0; i < job->study->maps.n_pages; i++) {
        const struct hg_study_page *page = &job->study->maps.pages[i];
        size_t *layer = calloc(job->n_layer + page->panels.n + 1, sizeof(*layer));
        if (layer) /* without memory the run fails soon enough */
            check_page(job, page, layer);
        free(layer);
    }
}

/* Are all panels destinations?  Then their names do. */
static bool all_usual(const struct job *job, const struct page *page)
{
    bool usual = true;
    for (size_t i = 0; i < page->n; i++)
        usual = usual && is_usual(&job->layer[page->layer[i]]);
    return usual;
}

/* "536 Mt (5.5 %)", of all that is emitted on the map. */
static const char *panel_figure(struct job *job, const struct layer *layer)
{
    struct hg_text text = {0};
    const double kg = hg_mass_kg(layer->mass), all = job->figures.total_kg;
    headline_mass(&text, kg);
    if (all > 0)
        hg_text_print(&text, " (%.*f\u2009%%)", kg < 0.1 * all ? 1 : 0, 100 * kg / all);
    const char *copy = text.failed ? NULL : job_text(job, "%s", text.bytes);
    free(text.bytes);
    return copy;
}

static const char *page_title(struct job *job, const struct hg_study_page *page,
                              const struct page *made)
{
    const bool usual = all_usual(job, made);
    if (*page->title)
        return page->title;
    return usual ? job_text(job, "%s emitted for final demand in %zu markets, %lld",
                            job_gas_print(job), made->n, (long long)job->study->year)
                 : job_text(job, "%s, %lld", job_gas_print(job),
                            (long long)job->study->year);
}

/* What all panels have in common: the classes of the layer that reaches farthest. */
static void common_scale(const struct job *job, const struct page *page,
                         struct hg_page_params *params)
{
    const struct layer *most = &job->layer[page->layer[0]];
    params->min = most->minimum;
    params->max = most->maximum;
    for (size_t i = 1; i < page->n; i++) {
        const struct layer *layer = &job->layer[page->layer[i]];
        if (layer->classes.n && layer->maximum > most->maximum)
            most = layer;
        params->min = fmin(params->min, layer->minimum);
        params->max = fmax(params->max, layer->maximum);
    }
    params->map.classes = most->classes;
}

static enum hg_status create_page(struct job *job, const struct hg_study_page *wanted,
                                  struct page *page, struct hg_error *err)
{
    page->layer = calloc(job->n_layer + wanted->panels.n + 1, sizeof(*page->layer));
    if (!page->layer)
        return no_memory(err, "a page of maps");
    page->n = layers_of(job, wanted, page->layer);
    page->panel = calloc(page->n + 1, sizeof(*page->panel));
    if (!page->panel)
        return no_memory(err, "a page of maps");
    struct hg_page_params params = {
        .map = layer_begin_map(job, &job->layer[page->layer[0]]),
        .domain = job->domain,
        .n = page->n,
        .columns = (size_t)wanted->columns,
        .panel = page->panel,
    };
    bool markets = false, whole = true;
    const bool usual = all_usual(job, page);
    for (size_t i = 0; i < page->n; i++) {
        const struct layer *layer = &job->layer[page->layer[i]];
        const char *figure = layer_is_mass(layer) ? panel_figure(job, layer) : NULL;
        const char *title = usual ? job_code_name(job, layer->destination) : layer->title;
        page->panel[i] = (struct hg_page_panel){title, figure};
        markets = markets || layer_of_markets(layer);
        whole = whole && title && (figure || !layer_is_mass(layer));
    }
    common_scale(job, page, &params);
    params.map.n_label = 0;
    params.map.title = page_title(job, wanted, page);
    params.map.subtitle =
        layer_is_mass(&job->layer[page->layer[0]])
            ? "All panels have one scale. Beside their names: what they "
              "show, and its part of all that is emitted on the map."
            : "All panels have one scale.";
    params.map.source = job_source_line(job, NULL, markets);
    if (!whole || !params.map.title || !params.map.source)
        return no_memory(err, "a page of maps");
    return hg_page_create(&params, &page->page, err);
}

enum hg_status map_pages_create(struct job *job, struct hg_error *err)
{
    const size_t n = job->study->maps.n_pages;
    enum hg_status status = HG_OK;
    if (n == 0 || job->study->maps.formats.n == 0)
        return HG_OK;
    job->pages = calloc(1, sizeof(*job->pages));
    if (!job->pages)
        return no_memory(err, "pages of maps");
    job->pages->page = calloc(n, sizeof(*job->pages->page));
    if (!job->pages->page)
        return no_memory(err, "pages of maps");
    for (size_t i = 0; status == HG_OK && i < n; i++)
        status = create_page(job, &job->study->maps.pages[i],
                             &job->pages->page[job->pages->n++], err);
    return status;
}

void map_pages_destroy(struct map_pages *pages)
{
    if (!pages)
        return;
    for (size_t i = 0; i < pages->n; i++) {
        hg_page_destroy(pages->page[i].page);
        free(pages->page[i].panel);
        free(pages->page[i].layer);
    }
    free(pages->page);
    free(pages);
}

bool map_pages_want(const struct job *job, const struct layer *layer)
{
    for (size_t i = 0; job->pages && i < job->pages->n; i++)
        for (size_t k = 0; k < job->pages->page[i].n; k++)
            if (job->pages->page[i].layer[k] == (size_t)(layer - job->layer))
                return true;
    return false;
}

enum hg_status map_pages_fill(const struct job *job, const struct layer *layer,
                              const float *value, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; job->pages && i < job->pages->n; i++) {
        const struct page *page = &job->pages->page[i];
        for (size_t k = 0; status == HG_OK && k < page->n; k++)
            if (page->layer[k] == (size_t)(layer - job->layer))
                status = hg_page_fill(page->page, k, value, err);
    }
    return status;
}

static enum hg_status write_page(struct job *job, const struct page *page,
                                 const char *name, const char *format,
                                 struct hg_error *err)
{
    uint8_t *bytes = NULL;
    size_t length = 0;
    char file[192];
    (void)snprintf(file, sizeof(file), "pages/%s.%s", name, format);
    enum hg_status status =
        hg_page_draw(page->page, job_map_format(format), &bytes, &length, NULL, err);
    if (status == HG_OK)
        status = hg_output_commit(job->output, file, bytes, length, err);
    free(bytes);
    return status;
}

enum hg_status map_pages_write(struct job *job, struct hg_error *err)
{
    const struct hg_words *formats = &job->study->maps.formats;
    enum hg_status status = HG_OK;
    for (size_t i = 0; job->pages && i < job->pages->n; i++)
        for (size_t k = 0; status == HG_OK && k < formats->n; k++)
            status = write_page(job, &job->pages->page[i], job->study->maps.pages[i].name,
                                formats->word[k], err);
    return status;
}
