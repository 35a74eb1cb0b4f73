/* cmd_mrio.c - hotgrid mrio info TABLE */
#include "cli/cli.h"
#include <hotgrid/mrio_info.h>
#include <stdlib.h>
#include <string.h>

int cmd_mrio(struct cli *cli)
{
    if (cli->n_operand != 2 || strcmp(cli->operand[0], "info") != 0)
        return cli_usage("mrio");
    struct hg_error err = {0};
    struct hg_text text = {0};
    cli->mrio.path = cli->operand[1];
    cli->mrio.json = cli->run.json;
    const enum hg_status status = hg_describe_mrio(&cli->mrio, &cli->run, &text, &err);
    const int code = cli_finish(cli, status, NULL, &text, &err);
    free(text.bytes);
    return code;
}
