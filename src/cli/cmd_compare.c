/* cmd_compare.c - hotgrid compare A B */
#include "cli/cli.h"
#include <hotgrid/text.h>
#include <stdlib.h>

int cmd_compare(struct cli *cli)
{
    if (cli->n_operand != 2)
        return cli_usage("compare");
    struct hg_error err = {0};
    struct hg_text text = {0};
    cli->compare.a.path = cli->operand[0];
    cli->compare.b.path = cli->operand[1];
    cli->compare.json = cli->run.json;
    cli->compare.n_largest = cli->top ? cli->top : 10;
    const enum hg_status status = hg_compare_files(&cli->compare, &cli->run, &text, &err);
    const int code = cli_finish(cli, status, NULL, &text, &err);
    free(text.bytes);
    return code;
}
