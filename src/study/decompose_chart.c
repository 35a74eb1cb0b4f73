/* decompose_chart.c - the effects as bars that lead from before to after */
#include "study/decomposed.h"
#include "study/map_file.h"
#include <hotgrid/waterfall.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Regions beside all of them. */
enum { REGIONS_SHOWN = 2, MOST_PANELS = REGIONS_SHOWN + 2, MOST_BARS = N_FACTOR + 2 };

struct drawing {
    const struct decomposed *d;
    size_t n;
    struct hg_waterfall_panel panel[MOST_PANELS];
    struct hg_waterfall_bar bar[MOST_PANELS][MOST_BARS];
    double scale; /* kg in a unit of the axes */
    int decimals; /* of the figures of a panel: three digits for its larger end */
    bool failed;
};

/* "without_output" as people read it. */
static const char *plain(struct drawing *w, const char *name)
{
    char *copy = job_text(w->d->job, "%s", name);
    w->failed |= !copy;
    for (char *c = copy; c && *c; c++)
        if (*c == '_')
            *c = ' ';
    return copy;
}

/* What rounds to nothing has no sign. */
static const char *figure(struct drawing *w, double kg, bool sign)
{
    const double value = fabs(kg) / w->scale;
    const bool none = value < 0.5 * pow(10, -w->decimals);
    const char *mark = none ? "" : kg < 0 ? "\u2212" : sign ? "+" : "";
    const char *text = job_text(w->d->job, "%s%.*f", mark, none ? 0 : w->decimals, value);
    w->failed |= !text;
    return text;
}

static void add_bar(struct drawing *w, const char *name, double from, double to,
                    bool whole)
{
    struct hg_waterfall_panel *panel = &w->panel[w->n];
    w->bar[w->n][panel->n++] =
        (struct hg_waterfall_bar){.name = name,
                                  .figure = figure(w, whole ? to : to - from, !whole),
                                  .from = from / w->scale,
                                  .to = to / w->scale,
                                  .whole = whole};
}

static void add_panel(struct drawing *w, const struct decomposition *one, size_t party)
{
    const struct decompose_row *row =
        decompose_at(w->d, one, party, hg_axis_size(w->d->sectors));
    const bool sda = strcmp(one->method->name, "sda") == 0;
    const double size = fmax(fabs(row->before), fabs(row->after)) / w->scale;
    double at = row->before;
    w->decimals = size < 1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0;
    w->panel[w->n].n = 0;
    w->panel[w->n].bar = w->bar[w->n];
    w->panel[w->n].name = job_text(w->d->job, "%s, %s, by %s", w->d->party[party].name,
                                   one->method->account,
                                   sda ? "structural decomposition" : "LMDI of output");
    w->failed |= !w->panel[w->n].name;
    add_bar(w, w->d->side[0], 0, row->before, true);
    for (size_t k = 0; k < one->method->n; k++) {
        if (!decompose_matters(row, row->effect[k]))
            continue;
        add_bar(w, plain(w, one->method->factor[k].name), at, at + row->effect[k], false);
        at += row->effect[k];
    }
    add_bar(w, w->d->side[1], 0, row->after, true);
    w->n++;
}

static bool changes(const struct decomposed *d, const struct decomposition *one, size_t p)
{
    const struct decompose_row *row = decompose_at(d, one, p, hg_axis_size(d->sectors));
    return decompose_matters(row, row->after - row->before);
}

/* All, and the regions that change most, where more than one does. */
static void add_panels(struct drawing *w, const struct decomposition *one, size_t top)
{
    const struct decomposed *d = w->d;
    size_t n = 0, n_changed = 0, shown = 0;
    size_t *order = decompose_order(d, one, 0, &n);
    w->failed |= !order;
    add_panel(w, one, d->n_party - 1);
    for (size_t r = 0; r < d->n_from; r++)
        n_changed += changes(d, one, r);
    for (size_t i = 0; order && n_changed > 1 && i < n && shown < top; i++)
        if (order[i] < d->n_from && d->n_party > 1) {
            add_panel(w, one, order[i]);
            shown++;
        }
    free(order);
}

static const char *choose_scale(struct drawing *w, const struct decomposition *one)
{
    const struct decompose_row *row =
        decompose_at(w->d, one, w->d->n_party - 1, hg_axis_size(w->d->sectors));
    const double size = fmax(fabs(row->before), fabs(row->after));
    w->scale = size >= 1e12 ? 1e12 : size >= 1e9 ? 1e9 : size >= 1e6 ? 1e6 : 1e3;
    return w->scale == 1e12  ? "Gt"
           : w->scale == 1e9 ? "Mt"
           : w->scale == 1e6 ? "kt"
                             : "t";
}

static enum hg_status commit(struct drawing *w, const struct hg_waterfall *waterfall,
                             const char *of, const char *format, struct hg_error *err)
{
    uint8_t *bytes = NULL;
    size_t length = 0;
    uint32_t missing[16]; /* the names of the maps, too */
    const char *own = w->d->name;
    char name[128];
    enum hg_status status = hg_draw_waterfall(waterfall, job_map_format(format), &bytes,
                                              &length, missing, err);
    (void)snprintf(name, sizeof(name), "%s/decomposition_%s%s%s.%s", format, of,
                   own ? "_" : "", own ? own : "", format);
    if (status == HG_OK)
        status = hg_output_commit(w->d->job->output, name, bytes, length, err);
    free(bytes);
    return status;
}

static const char *source_of(struct job *job)
{
    const char *text = job->study->maps.source;
    return job_text(job,
                    "%s%sMean of the polar forms of f L y (Dietzenbacher and Los 1998); "
                    "LMDI-I (Ang 2015). hotgrid.",
                    text, *text ? " " : "");
}

static const char *title_of(const struct decomposed *d)
{
    const char *gas = job_gas_print(d->job);
    return d->to ? job_text(d->job, "%s of %s%s and of %s%s: what makes the difference",
                            gas, market_article(d->side[0]), d->side[0],
                            market_article(d->side[1]), d->side[1])
                 : job_text(d->job, "What changed %s from %s to %s", gas, d->side[0],
                            d->side[1]);
}

static enum hg_status draw_set(const struct decomposed *d, const char *of,
                               struct hg_error *err)
{
    struct job *job = d->job;
    const struct hg_words *formats = &job->study->maps.formats;
    struct drawing w = {.d = d};
    const char *unit = NULL;
    for (size_t i = 0; i < d->n; i++) {
        const struct decomposition *one = &d->found[i];
        if (strcmp(one->of, of) != 0 || strcmp(one->method->account, d->account) != 0)
            continue;
        if (!unit)
            unit = choose_scale(&w, one);
        add_panels(&w, one, one->method == &decompose_output ? 0 : REGIONS_SHOWN);
    }
    if (!unit)
        return HG_OK;
    const struct hg_waterfall waterfall = {
        .style = &job->style,
        .title = title_of(d),
        .subtitle = strcmp(of, "study") == 0 ? "Emissions of the study's inventory"
                                             : "Emissions of the trade table",
        .source = source_of(job),
        .unit = job_text(job, "%s %s a year", unit, job_gas_print(job)),
        .n = w.n,
        .panel = w.panel,
    };
    if (w.failed || !waterfall.title || !waterfall.source || !waterfall.unit)
        return no_memory(err, "a chart");
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < formats->n; i++)
        status = commit(&w, &waterfall, of, formats->word[i], err);
    return status;
}

enum hg_status decompose_draw(const struct decomposed *d, struct hg_error *err)
{
    const char *drawn = "";
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < d->n; i++) {
        if (strcmp(d->found[i].of, drawn) == 0)
            continue;
        drawn = d->found[i].of; /* decompositions of one set stand together */
        status = draw_set(d, drawn, err);
    }
    return status;
}
