/* watch.c - how far a run is, and how long it will still take, for people */
#include "cli/cli.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Seconds from some moment on: the one clock of the program. */
static double now(void)
{
    struct timespec time;
    return clock_gettime(CLOCK_MONOTONIC, &time) == 0
               ? (double)time.tv_sec + 1e-9 * (double)time.tv_nsec
               : 0;
}

static void print_plan(void *context, const char *stage, unsigned long steps, double cost)
{
    struct cli *cli = context;
    hg_progress_plan(&cli->progress, stage, steps, cost);
}

static void print_weigh(void *context, double part)
{
    struct cli *cli = context;
    hg_progress_weigh(&cli->progress, part);
}

/* A line with a bar that is written over, on a terminal; elsewhere, with -v, a line every
 * ten seconds and at the end of each stage. */
static void print_progress(void *context, const char *stage, unsigned long done,
                           unsigned long all)
{
    enum { BAR = 24, PAUSE = 10 };
    struct cli *cli = context;
    const double time = now();
    const bool terminal = isatty(STDERR_FILENO);
    hg_progress_report(&cli->progress, time, stage, done, all);
    const bool due = all && (done == all || time - cli->told >= PAUSE);
    if (cli->quiet || (!terminal && !(cli->verbose && due)))
        return;
    struct hg_text line = {0};
    hg_progress_line(&cli->progress, time, terminal ? BAR : 0, &line);
    if (!line.failed)
        fprintf(stderr, terminal ? "\r\033[K%s" : "hotgrid: %s\n", line.bytes);
    free(line.bytes);
    cli->told = time;
    fflush(stderr);
}

void cli_watch(struct cli *cli)
{
    cli->log.progress = print_progress;
    cli->log.plan = print_plan;
    cli->log.weigh = print_weigh;
    cli->told = now();
    hg_progress_start(&cli->progress, cli->told);
}
