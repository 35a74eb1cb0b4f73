/* cmd_flows.c - hotgrid flows */
#include "cli/cli.h"
#include <hotgrid/text.h>
#include <stdlib.h>

int cmd_flows(struct cli *cli)
{
    if (cli->n_operand != 1)
        return cli_usage("flows");
    struct hg_error err = {0};
    struct hg_text text = {0};
    struct hg_faults *faults = NULL;
    cli->flows.top = cli->top;
    enum hg_status status = hg_faults_create(&faults, &err);
    if (status == HG_OK)
        status =
            hg_flow_study(cli->operand[0], &cli->flows, &cli->run, faults, &text, &err);
    const int code = cli_finish(cli, status, faults, &text, &err);
    hg_faults_destroy(faults);
    free(text.bytes);
    return code;
}
