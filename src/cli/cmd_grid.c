/* cmd_grid.c - hotgrid grid */
#include "cli/cli.h"

int cmd_grid(struct cli *cli)
{
    return cli_study(cli, hg_grid_study, "grid");
}
