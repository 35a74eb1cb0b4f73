/* finish.c - how a command ends: result to stdout, faults to stderr, an exit code */
#include "cli/cli.h"
#include <hotgrid/stop.h>
#include <hotgrid/text.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int exit_code(enum hg_status status)
{
    switch (status) {
    case HG_OK:
        return 0;
    case HG_E_ARG:
        return 2;
    case HG_E_MEMORY:
        return 1;
    case HG_E_INPUT:
        return 3;
    case HG_E_STUDY:
        return 4;
    case HG_E_MASS:
        return 5;
    case HG_E_LIMIT:
        return 6;
    case HG_E_OUTPUT:
        return 7;
    case HG_E_PARTIAL:
        return 8;
    case HG_E_STOPPED:
        return 128 + hg_stop_requested();
    }
    return 1;
}

int cli_finish(struct cli *cli, enum hg_status status, const struct hg_faults *faults,
               const struct hg_text *result, const struct hg_error *err)
{
    if (isatty(STDERR_FILENO) && !cli->quiet)
        fputs("\r\033[K", stderr);
    const bool done = status == HG_OK || status == HG_E_PARTIAL;
    if (result && result->bytes && (!cli->quiet || !done))
        fputs(result->bytes, done ? stdout : stderr);
    if (status == HG_OK)
        return 0;
    const size_t kept = faults ? hg_faults_kept(faults) : 0;
    for (size_t i = 0; i < kept; i++)
        fprintf(stderr, "%s\n", hg_faults_line(faults, i));
    if (kept)
        fprintf(stderr, "hotgrid: %zu fault%s; nothing was written\n",
                hg_faults_count(faults), hg_faults_count(faults) == 1 ? "" : "s");
    else
        fprintf(stderr, "hotgrid: %s\n", err->message);
    return exit_code(status);
}

int cli_usage(const char *command)
{
    for (size_t i = 0; i < n_commands; i++)
        if (strcmp(command, commands[i].name) == 0)
            fprintf(stderr, "usage: hotgrid %s %s\n", commands[i].name,
                    commands[i].operands);
    return 2;
}
