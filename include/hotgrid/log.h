/*
 * log.h - how the library speaks: callbacks, and silence where there are none
 */
#ifndef HG_LOG_H
#define HG_LOG_H

enum hg_log_level { HG_LOG_ERROR, HG_LOG_WARNING, HG_LOG_INFO, HG_LOG_DEBUG };

struct hg_log {
    void *context;
    /* One line without its end.  May be NULL. */
    void (*message)(void *context, enum hg_log_level level, const char *line);
    /* done of all steps of a stage.  May be NULL.  Called from one thread at a time. */
    void (*progress)(void *context, const char *stage, unsigned long done,
                     unsigned long all);
    /* A stage to come: its steps, and what each will cost in a unit that all stages
     * share.  May be NULL. */
    void (*plan)(void *context, const char *stage, unsigned long steps, double cost);
    /* The part of the cost of its stage that the next report of progress has done, where
     * steps are not alike.  May be NULL. */
    void (*weigh)(void *context, double part);
};

/* log may be NULL in all of them. */
void hg_log_print(const struct hg_log *log, enum hg_log_level level, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void hg_log_progress(const struct hg_log *log, const char *stage, unsigned long done,
                     unsigned long all);
void hg_log_plan(const struct hg_log *log, const char *stage, unsigned long steps,
                 double cost);
void hg_log_weigh(const struct hg_log *log, double part);

#endif
