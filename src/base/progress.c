/* progress.c - how long a run will still take, from what it has done */
#include <hotgrid/progress.h>
#include <math.h>
#include <string.h>

void hg_progress_start(struct hg_progress *p, double now)
{
    *p = (struct hg_progress){.start = now, .started = true, .part = -1};
}

/* The stage of that name, made where it is new; NULL where there is no room. */
static struct hg_progress_stage *find(struct hg_progress *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->stage[i].name, name) == 0)
            return &p->stage[i];
    if (p->n == HG_PROGRESS_STAGES)
        return NULL;
    if (p->now == p->n)
        p->now++; /* none stays none */
    p->stage[p->n] = (struct hg_progress_stage){.name = name};
    return &p->stage[p->n++];
}

void hg_progress_plan(struct hg_progress *p, const char *stage, unsigned long steps,
                      double cost)
{
    struct hg_progress_stage *s = find(p, stage);
    if (!s)
        return;
    s->planned = true;
    s->steps = (double)steps;
    s->cost = cost;
}

void hg_progress_weigh(struct hg_progress *p, double part)
{
    p->part = part;
}

void hg_progress_report(struct hg_progress *p, double now, const char *stage,
                        unsigned long done, unsigned long all)
{
    struct hg_progress_stage *s = find(p, stage);
    const double part = p->part;
    p->part = -1;
    if (!s)
        return;
    if (!s->begun) {
        s->begun = true;
        s->start = s->last = now;
    }
    for (size_t i = 0; i < p->n; i++)
        p->stage[i].ended |= p->stage[i].begun && &p->stage[i] != s;
    p->now = (size_t)(s - p->stage);
    p->done = done;
    p->all = all;
    if (all == 0)
        return;
    s->steps = (double)all; /* some may stand already */
    const double steps = part >= 0 ? part * s->steps : (double)done;
    if (steps > s->done) {
        s->done = steps;
        s->last = now;
    }
}

/* Seconds that a unit of cost takes, over all that was measured; NaN. */
static double unit_seconds(const struct hg_progress *p)
{
    double seconds = 0, cost = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct hg_progress_stage *s = &p->stage[i];
        if (!s->planned || s->done == 0)
            continue;
        seconds += s->last - s->start;
        cost += s->done * s->cost;
    }
    return cost > 0 ? seconds / cost : NAN;
}

double hg_progress_left(const struct hg_progress *p, double now)
{
    const double unit = unit_seconds(p);
    double left = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct hg_progress_stage *s = &p->stage[i];
        if (!s->planned || s->ended)
            continue;
        const double step = (s->last - s->start + unit * s->cost) / (s->done + 1);
        const double whole = step * (s->steps - s->done);
        const double since = s->begun ? now - s->last : 0;
        left += whole > since ? whole - since : 0;
    }
    return isnan(unit) ? NAN : left;
}

/* "0:07", "12:30", "1:02:03". */
static void add_time(struct hg_text *text, double seconds)
{
    const unsigned long all =
        seconds > 0 ? (unsigned long)fmin(seconds + 0.5, 359999) : 0;
    const unsigned long hours = all / 3600, minutes = all / 60 % 60;
    if (hours)
        hg_text_print(text, "%lu:%02lu:%02lu", hours, minutes, all % 60);
    else
        hg_text_print(text, "%lu:%02lu", minutes, all % 60);
}

static void add_bar(struct hg_text *text, double part, unsigned width)
{
    const unsigned full = (unsigned)(part * width);
    hg_text_print(text, "  [");
    for (unsigned i = 0; i < width; i++)
        hg_text_add(text, i < full ? "#" : ".", 1);
    hg_text_print(text, "]");
}

void hg_progress_line(const struct hg_progress *p, double now, unsigned bar,
                      struct hg_text *text)
{
    const struct hg_progress_stage *s = p->now < p->n ? &p->stage[p->now] : NULL;
    const double left = hg_progress_left(p, now);
    hg_text_print(text, "%s", s ? s->name : "");
    if (s && p->all) {
        hg_text_print(text, " %lu/%lu", p->done, p->all);
        if (bar)
            add_bar(text, s->steps > 0 ? s->done / s->steps : 0, bar);
    } else {
        hg_text_print(text, " ...");
    }
    hg_text_print(text, "  ");
    add_time(text, now - p->start);
    if (!isnan(left)) {
        hg_text_print(text, ", ");
        add_time(text, left);
        hg_text_print(text, " left");
    }
}
