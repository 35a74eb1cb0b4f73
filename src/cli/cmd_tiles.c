/* cmd_tiles.c - hotgrid tiles FILE */
#include "cli/cli.h"
#include <hotgrid/text.h>
#include <stdlib.h>

int cmd_tiles(struct cli *cli)
{
    if (cli->n_operand != 1)
        return cli_usage("tiles");
    struct hg_error err = {0};
    struct hg_text text = {0};
    const enum hg_status status =
        hg_tile_file(cli->operand[0], &cli->tiles, &cli->run, &text, &err);
    const int code = cli_finish(cli, status, NULL, &text, &err);
    free(text.bytes);
    return code;
}
