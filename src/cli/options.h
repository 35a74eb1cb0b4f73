/* options.h - the options of the command line, and which verbs use them */
#ifndef HG_CLI_OPTIONS_H
#define HG_CLI_OPTIONS_H

#include "cli/cli.h"
#include <stdio.h>

/* Options and operands into cli, in any order; false, and told, where one is not known or
 * its value makes no sense. */
bool cli_parse(int argc, char **argv, struct cli *cli);

/* Are all options that were given those of the command?  Those that are not are told with
 * the commands that they belong to. */
bool cli_fits(const struct cli *cli, const struct command *command);

/* All commands and options, or those of one command. */
void cli_help(FILE *stream, const struct command *command);

#endif
