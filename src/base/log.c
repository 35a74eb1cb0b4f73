/* log.c - how the library speaks: callbacks, and silence where there are none */
#include "base/message.h"
#include <hotgrid/log.h>

void hg_log_print(const struct hg_log *log, enum hg_log_level level, const char *fmt, ...)
{
    if (!log || !log->message)
        return;
    char line[4096];
    va_list args;
    va_start(args, fmt);
    base_message(line, sizeof(line), fmt, args);
    va_end(args);
    log->message(log->context, level, line);
}

void hg_log_progress(const struct hg_log *log, const char *stage, unsigned long done,
                     unsigned long all)
{
    if (log && log->progress)
        log->progress(log->context, stage, done, all);
}

void hg_log_plan(const struct hg_log *log, const char *stage, unsigned long steps,
                 double cost)
{
    if (log && log->plan)
        log->plan(log->context, stage, steps, cost);
}

void hg_log_weigh(const struct hg_log *log, double part)
{
    if (log && log->weigh)
        log->weigh(log->context, part);
}
