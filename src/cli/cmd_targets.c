/* cmd_targets.c - hotgrid targets */
#include "cli/cli.h"
#include <hotgrid/levers.h>
#include <hotgrid/text.h>
#include <stdlib.h>

int cmd_targets(struct cli *cli)
{
    if (cli->n_operand != 1)
        return cli_usage("targets");
    struct hg_error err = {0};
    struct hg_text text = {0};
    struct hg_faults *faults = NULL;
    enum hg_status status = hg_faults_create(&faults, &err);
    if (status == HG_OK)
        status =
            hg_target_study(cli->operand[0], cli->top, &cli->run, faults, &text, &err);
    const int code = cli_finish(cli, status, faults, &text, &err);
    hg_faults_destroy(faults);
    free(text.bytes);
    return code;
}
