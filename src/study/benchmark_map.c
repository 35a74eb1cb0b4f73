/* benchmark_map.c - plants on a map, by score and size, the lowest scores by name */
#include "study/benchmark_places.h"
#include "study/map_file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOWEST = 10 };

/* What the map borrows while it is drawn. */
struct picture {
    struct job *job;
    const struct plant_places *places;
    struct hg_style style;
    struct hg_frame *frame;
    struct hg_map_symbol *symbol; /* [places->n] */
    struct hg_map_symbol_kind kind[SCORE_KINDS];
    size_t count[SCORE_KINDS], kind_at[SCORE_KINDS], n_kind;
    char figure[SCORE_KINDS][24];
    size_t n_lowest;
    struct hg_map_hotspot lowest[LOWEST];
    char score[LOWEST][16];
};

static const struct hg_plant_score *score_of(const struct picture *p, size_t place)
{
    return &p->job->levers->benchmark->benchmark.score[p->places->place[place].plant];
}

/* Kinds that no plant has are left out of the legend. */
static enum hg_status make_symbols(struct picture *p, struct hg_error *err)
{
    struct hg_map_symbol_kind kind[SCORE_KINDS];
    score_kinds(p->job, kind);
    p->symbol = calloc(p->places->n + 1, sizeof(*p->symbol));
    if (!p->symbol)
        return no_memory(err, "the symbols of plants");
    for (size_t i = 0; i < p->places->n; i++)
        p->count[p->places->place[i].kind]++;
    for (size_t k = 0; k < SCORE_KINDS; k++) {
        if (p->count[k] == 0)
            continue;
        (void)snprintf(p->figure[k], sizeof(p->figure[k]), "%zu", p->count[k]);
        p->kind_at[k] = p->n_kind;
        p->kind[p->n_kind] = kind[k];
        p->kind[p->n_kind++].figure = p->figure[k];
    }
    for (size_t i = 0; i < p->places->n; i++) {
        const struct plant_place *place = &p->places->place[i];
        p->symbol[i] = (struct hg_map_symbol){place->x, place->y, place->kg,
                                              p->kind_at[place->kind]};
    }
    return HG_OK;
}

/* Is place a worse than b?  Of the same score the larger one is. */
static bool is_worse(const struct picture *p, size_t a, size_t b)
{
    const double x = score_of(p, a)->total, y = score_of(p, b)->total;
    const double kg_a = p->places->place[a].kg, kg_b = p->places->place[b].kg;
    return x != y ? x < y : kg_a != kg_b ? kg_a > kg_b : a < b;
}

static void find_lowest(struct picture *p)
{
    const struct hg_plant_row *row = p->job->levers->benchmark->benchmark.tables->plant;
    size_t worst[LOWEST + 1], n = 0;
    for (size_t i = 0; i < p->places->n; i++) {
        if (p->places->place[i].rank == 0)
            continue;
        size_t at = n < LOWEST ? n++ : LOWEST;
        for (; at > 0 && is_worse(p, i, worst[at - 1]); at--)
            worst[at] = worst[at - 1];
        worst[at] = i;
    }
    for (size_t i = 0; i < n; i++) {
        const struct plant_place *place = &p->places->place[worst[i]];
        (void)snprintf(p->score[i], sizeof(p->score[i]), "%.2f",
                       score_of(p, worst[i])->total);
        p->lowest[i] = (struct hg_map_hotspot){(unsigned)(i + 1), place->x, place->y,
                                               row[place->plant].name, p->score[i]};
    }
    p->n_lowest = n;
}

static const char *standards_name(const struct benchmark *b)
{
    const char *slash = strrchr(b->standards, '/');
    return slash ? slash + 1 : b->standards;
}

/* "Score: 1 at the values of the leader, ..." */
static char *subtitle(const struct picture *p)
{
    const struct benchmark *b = &p->job->levers->benchmark->benchmark;
    const size_t lost = b->tables->n_plant - p->places->n, small = p->places->n_unsized;
    struct hg_text text = {0};
    hg_text_print(
        &text,
        "Score: 1 at the values of the leader, 0 at the limits or with equipment that "
        "must go. Standards: %s.",
        standards_name(b));
    if (small > 0)
        hg_text_print(&text, " The size of %zu plant%s is not known: smallest symbols.",
                      small, small == 1 ? "" : "s");
    if (lost > 0)
        hg_text_print(&text, " %zu plant%s without a place %s left out.", lost,
                      lost == 1 ? "" : "s", lost == 1 ? "is" : "are");
    char *copy = text.failed ? NULL : job_text(p->job, "%s", text.bytes);
    free(text.bytes);
    return copy;
}

static enum hg_status draw(struct picture *p, struct hg_error *err)
{
    struct job *job = p->job;
    uint32_t missing[16] = {0};
    struct hg_map map = job_begin_map(job, p->frame);
    map.style = &p->style;
    map.title = job_text(job, "Green index of %zu plant%s, %lld", p->places->n,
                         p->places->n == 1 ? "" : "s", (long long)job->study->year);
    map.subtitle = subtitle(p);
    map.legend_title = "Score, number of plants";
    map.source = job_source_line(job, NULL, false);
    map.cells = HG_MAP_NO_CELLS;
    map.n_symbol = p->places->n;
    map.symbol = p->symbol;
    map.symbol_kg = p->places->largest_kg;
    map.symbol_title =
        job->study->benchmark.by_excess
            ? job_text(job, "%s above the leader, per year", job_gas_print(job))
            : "Output per year";
    map.n_symbol_kind = p->n_kind;
    map.symbol_kind = p->kind;
    map.n_hotspot = p->n_lowest;
    map.hotspot = p->lowest;
    map.hotspot_title = "Lowest scores";
    if (!map.title || !map.subtitle || !map.source || !map.symbol_title)
        return no_memory(err, "a map");
    const enum hg_status status =
        job_write_map(job, &map, "benchmark", "benchmark", missing, err);
    if (status == HG_OK)
        job_warn_glyphs(job, "map of plants", missing);
    return status;
}

enum hg_status benchmark_map(struct job *job, const struct plant_places *places,
                             struct hg_error *err)
{
    struct picture p = {.job = job, .places = places, .style = job->style};
    if (!job->context) /* a country must not look like an island */
        p.style.sea = p.style.page;
    enum hg_status status = hg_frame_create(
        job->grid, map_graticule_step(job->grid, &job->style), &p.frame, err);
    if (status == HG_OK)
        status = make_symbols(&p, err);
    if (status == HG_OK) {
        find_lowest(&p);
        status = draw(&p, err);
    }
    free(p.symbol);
    hg_frame_destroy(p.frame);
    return status;
}
