/* cmd_run.c - hotgrid run and hotgrid check */
#include "cli/cli.h"
#include <hotgrid/text.h>
#include <stdlib.h>

int cli_study(struct cli *cli, cli_verb *run, const char *name)
{
    if (cli->n_operand != 1)
        return cli_usage(name);
    struct hg_error err = {0};
    struct hg_text summary = {0};
    struct hg_faults *faults = NULL;
    enum hg_status status = hg_faults_create(&faults, &err);
    if (status == HG_OK)
        status = run(cli->operand[0], &cli->run, faults, &summary, &err);
    const int code = cli_finish(cli, status, faults, &summary, &err);
    hg_faults_destroy(faults);
    free(summary.bytes);
    return code;
}

int cmd_run(struct cli *cli)
{
    return cli_study(cli, hg_run, "run");
}

int cmd_check(struct cli *cli)
{
    return cli_study(cli, hg_check, "check");
}
