/* flow_map.c - a map of arrows between the regions of the trade table */
#include "study/flow_ground.h"
#include "study/map_file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Arrows, where no number is asked for; flows told beside the map. */
enum { MAP_TOP = 20, KEY_ROWS = 10 };

struct picture {
    struct job *job;
    struct flow_list *list;
    struct flow_ground ground;
    bool *named; /* [party]: an arrow ends there */
    size_t top;  /* so many flows are wanted on the map */
    size_t n_arrow, n_label, n_key, n_lost;
    struct hg_map_arrow *arrow;
    struct hg_map_label *label;
    struct hg_map_arrow_key key[HG_ARROW_KEYS];
    char key_text[HG_ARROW_KEYS][32];
    size_t n_row;
    struct hg_map_hotspot row[KEY_ROWS];
    double shown_kg, lost_kg, largest_kg;
    size_t unit; /* of masses (units) */
};

/* The first of the list, but those whose ends nobody knows; the smallest of them first,
 * so that the largest lie on top. */
static enum hg_status make_arrows(struct picture *p, struct hg_error *err)
{
    struct flow_list *list = p->list;
    p->arrow = calloc(p->top + 1, sizeof(*p->arrow));
    p->named = calloc(list->n_party + 1, sizeof(*p->named));
    if (!p->arrow || !p->named)
        return no_memory(err, "the arrows");
    for (size_t i = 0; i < p->top; i++) {
        struct flow *flow = &list->flow[i];
        const struct flow_place a = p->ground.place[flow->from],
                                b = p->ground.place[flow->to];
        const bool known = !isnan(a.x) && !isnan(b.x);
        if (!known) {
            p->n_lost++;
            p->lost_kg += flow->kg;
        }
        flow->on_map = known && flow->kg > 0;
        if (!flow->on_map)
            continue;
        p->arrow[p->n_arrow++] = (struct hg_map_arrow){a.x, a.y, b.x, b.y, flow->kg};
        p->named[flow->from] = p->named[flow->to] = true;
        p->shown_kg += flow->kg;
    }
    p->largest_kg = p->n_arrow ? p->arrow[0].weight : 0;
    for (size_t i = 0; i < p->n_arrow; i++)
        p->arrow[i].weight /= p->largest_kg;
    for (size_t i = 0; i < p->n_arrow / 2; i++) {
        const struct hg_map_arrow swap = p->arrow[i];
        p->arrow[i] = p->arrow[p->n_arrow - 1 - i];
        p->arrow[p->n_arrow - 1 - i] = swap;
    }
    return HG_OK;
}

/* Names, those with the largest flows first. */
static enum hg_status make_labels(struct picture *p, struct hg_error *err)
{
    p->label = calloc(2 * p->top + 1, sizeof(*p->label));
    if (!p->label)
        return no_memory(err, "the labels");
    for (size_t i = 0; i < 2 * p->top; i++) {
        const struct flow *flow = &p->list->flow[i / 2];
        const size_t r = i % 2 ? flow->to : flow->from;
        if (!p->named[r])
            continue;
        p->named[r] = false;
        p->label[p->n_label++] = (struct hg_map_label){
            flow_name(p->job, r), p->ground.place[r].x, p->ground.place[r].y};
    }
    return HG_OK;
}

static const struct {
    double kg;
    const char *unit;
} units[] = {{1e12, "Gt"}, {1e9, "Mt"}, {1e6, "kt"}, {1e3, "t"}};

/* Round masses from that next to the largest down. */
static void make_keys(struct picture *p)
{
    static const double part[] = {1, 0.5, 0.2};
    const double decade = pow(10, floor(log10(p->largest_kg)));
    const double times = p->largest_kg / decade;
    const double top = decade * (times >= 8 ? 10 : times >= 4 ? 5 : times >= 1.6 ? 2 : 1);
    while (p->unit < 3 && top * part[2] < units[p->unit].kg)
        p->unit++;
    for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
        (void)snprintf(p->key_text[i], sizeof(p->key_text[i]), "%.6g %s",
                       top * part[i] / units[p->unit].kg, units[p->unit].unit);
        p->key[i] =
            (struct hg_map_arrow_key){top * part[i] / p->largest_kg, p->key_text[i]};
        p->n_key++;
    }
}

/* The largest flows in words, beside the map; their numbers at the summits of the arrows.
 */
static enum hg_status make_rows(struct picture *p, struct hg_error *err)
{
    for (size_t i = 0; i < p->top && p->n_row < KEY_ROWS; i++) {
        const struct flow *flow = &p->list->flow[i];
        const double value = flow->kg / units[p->unit].kg;
        if (!flow->on_map)
            continue;
        const struct flow_place a = p->ground.place[flow->from],
                                b = p->ground.place[flow->to];
        struct hg_map_hotspot *row = &p->row[p->n_row++];
        *row = (struct hg_map_hotspot){.number = (unsigned)p->n_row,
                                       .x = (a.x + b.x) / 2 + HG_ARROW_BEND * (b.y - a.y),
                                       .y = (a.y + b.y) / 2 - HG_ARROW_BEND * (b.x - a.x),
                                       .name = job_text(p->job, "%s to %s",
                                                        flow_name(p->job, flow->from),
                                                        flow_name(p->job, flow->to)),
                                       .figure = job_text(p->job, "%.*f",
                                                          value < 10    ? 2
                                                          : value < 100 ? 1
                                                                        : 0,
                                                          value)};
        if (!row->name || !row->figure)
            return no_memory(err, "the key of a map");
    }
    return HG_OK;
}

/* "in China for final demand elsewhere" */
static void add_ends(const struct picture *p, const struct hg_flow_options *asked,
                     struct hg_text *text)
{
    const char *from = asked->from ? job_code_name(p->job, asked->from) : NULL;
    const char *to = asked->to ? job_code_name(p->job, asked->to) : NULL;
    const char *within = asked->within ? job_code_name(p->job, asked->within) : NULL;
    if (from)
        hg_text_print(text, "in %s%s for final demand ", market_article(from), from);
    else
        hg_text_print(text, "%sfor final demand ", to ? "elsewhere " : "");
    if (to)
        hg_text_print(text, "in %s%s", market_article(to), to);
    else
        hg_text_print(text, from ? "elsewhere" : "in other regions");
    if (within)
        hg_text_print(text, " of %s%s", market_article(within), within);
}

static char *title(struct picture *p, const struct hg_flow_options *asked)
{
    struct hg_text text = {0};
    hg_text_print(&text, "%s emitted ", job_gas_print(p->job));
    add_ends(p, asked, &text);
    if (asked->net)
        hg_text_print(&text, ", net of what comes back");
    hg_text_print(&text, ", %lld", (long long)p->job->study->year);
    if (asked->sector)
        hg_text_print(&text, ": by %s", job_sector_name(p->job, asked->sector));
    if (asked->product)
        hg_text_print(&text, "%s for goods of %s", asked->sector ? "," : ":",
                      job_sector_name(p->job, asked->product));
    char *copy = text.failed ? NULL : job_text(p->job, "%s", text.bytes);
    free(text.bytes);
    return copy;
}

/* "20 flows, 3.2 Gt of 7.9 Gt in all; 1 more, 0.6 Gt, has no place here ..." */
static char *subtitle(struct picture *p)
{
    struct hg_text text = {0};
    hg_text_print(&text, "%zu flow%s, ", p->n_arrow, p->n_arrow == 1 ? "" : "s");
    headline_mass(&text, p->shown_kg);
    hg_text_print(&text, " of ");
    headline_mass(&text, p->list->all_kg);
    hg_text_print(&text, " in all");
    if (p->n_lost > 0) {
        hg_text_print(&text, "; %zu more of the largest %zu, ", p->n_lost, p->top);
        headline_mass(&text, p->lost_kg);
        hg_text_print(&text, ", from or to regions that have no place here");
    }
    hg_text_print(&text,
                  ". Arrows lead from where %s is emitted to where the goods are "
                  "consumed or invested.",
                  job_gas_print(p->job));
    struct hg_text unknown = {0};
    if (p->list->set == &p->job->sets->set[0])
        tell_unknown_chains(p->job, &unknown);
    if (unknown.length > 0)
        hg_text_print(&text, " %s", unknown.bytes);
    char *copy =
        text.failed || unknown.failed ? NULL : job_text(p->job, "%s", text.bytes);
    free(unknown.bytes);
    free(text.bytes);
    return copy;
}

static enum hg_status draw(struct picture *p, const struct hg_flow_options *asked,
                           struct hg_error *err)
{
    uint32_t missing[16] = {0};
    struct hg_style style = p->job->style;
    if (p->ground.world || !p->job->context)
        style.sea = style.page;
    const struct hg_map map = {
        .style = &style,
        .grid = p->ground.grid,
        .title = title(p, asked),
        .subtitle = subtitle(p),
        .legend_title = job_text(p->job, "%s a year", job_gas_print(p->job)),
        .source = job_source_line(p->job, p->ground.world ? "Equal Earth" : NULL, false),
        .regions = p->ground.shapes,
        .context = p->ground.world ? p->ground.parts : p->job->context,
        .n_label = p->n_label,
        .label = p->label,
        .n_arrow = p->n_arrow,
        .arrow = p->arrow,
        .n_arrow_key = p->n_key,
        .arrow_key = p->key,
        .n_hotspot = p->n_row,
        .hotspot = p->row,
        .hotspot_title =
            job_text(p->job, "Largest%s flows, %s %s a year", asked->net ? " net" : "",
                     units[p->unit].unit, job_gas_print(p->job)),
    };
    if (!map.title || !map.subtitle || !map.legend_title || !map.source ||
        !map.hotspot_title)
        return no_memory(err, "a map");
    const enum hg_status status =
        job_write_map(p->job, &map, "flows", "flows", missing, err);
    if (status == HG_OK)
        job_warn_glyphs(p->job, "map of flows", missing);
    return status;
}

enum hg_status draw_flows(struct job *job, struct flow_list *list,
                          const struct hg_flow_options *asked, bool *drawn,
                          struct hg_error *err)
{
    struct picture p = {.job = job, .list = list};
    p.top = asked->top || list->n < MAP_TOP ? list->n : MAP_TOP;
    enum hg_status status = flow_ground_find(job, list, p.top, &p.ground, err);
    if (status == HG_OK)
        status = make_arrows(&p, err);
    if (status == HG_OK && p.n_arrow) {
        make_keys(&p);
        status = make_rows(&p, err);
        if (status == HG_OK)
            status = make_labels(&p, err);
        if (status == HG_OK)
            status = draw(&p, asked, err);
    }
    *drawn = p.n_arrow > 0;
    flow_ground_finish(&p.ground);
    free(p.named);
    free(p.arrow);
    free(p.label);
    return status;
}
