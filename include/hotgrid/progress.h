/*
 * progress.h - how long a run will still take, from what it has done
 *
 * Pure: time is an argument, in seconds from any moment on.  Stages that are planned have
 * steps and a cost for each, in any unit that is the same for all of them.  What has been
 * measured tells how long a unit takes; a stage that is under way is measured by its own
 * steps, its plan counting as one more of them:
 *
 *     seconds a step = (elapsed + planned) / (done + 1)
 *
 * Threads: one object, one thread at a time.
 */
#ifndef HG_PROGRESS_H
#define HG_PROGRESS_H

#include <hotgrid/text.h>
#include <stdbool.h>

#define HG_PROGRESS_STAGES 16

struct hg_progress {
    double start; /* of the run */
    bool started;
    size_t n;
    struct hg_progress_stage {
        const char *name; /* borrowed */
        double steps, cost;
        double done;        /* steps, by their weight */
        double start, last; /* its own, and its last step */
        bool planned, begun, ended;
    } stage[HG_PROGRESS_STAGES];
    size_t now;              /* the stage under way; n: none */
    unsigned long done, all; /* of it, as told; all 0: it does not count */
    double part;             /* of its cost that is done, as told; < 0: not told */
};

/* To be begun with zeroes and the time. */
void hg_progress_start(struct hg_progress *p, double now);

/* Announces a stage to come; again: what is known better now. */
void hg_progress_plan(struct hg_progress *p, const char *stage, unsigned long steps,
                      double cost);

/* Steps of unequal cost: the part of the stage's cost that the next report has done. */
void hg_progress_weigh(struct hg_progress *p, double part);

/* done of all steps of a stage; the first report of a stage begins it and ends all
 * others. */
void hg_progress_report(struct hg_progress *p, double now, const char *stage,
                        unsigned long done, unsigned long all);

/* Seconds to the end of all planned stages; NaN where nothing has been measured. */
double hg_progress_left(const struct hg_progress *p, double now);

/* "write 40/200  [#####...............]  0:12, 1:03 left", without the bar where `bar` is
 * 0 letters. */
void hg_progress_line(const struct hg_progress *p, double now, unsigned bar,
                      struct hg_text *text);

#endif
