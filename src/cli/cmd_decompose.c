/* cmd_decompose.c - hotgrid decompose */
#include "cli/cli.h"
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two studies, or one with --regions. */
static bool makes_sense(const struct cli *cli)
{
    const char *account = cli->decompose.account;
    if (account && strcmp(account, "production") != 0 &&
        strcmp(account, "consumption") != 0) {
        fprintf(stderr, "hotgrid: --of wants production or consumption, not `%s`\n",
                account);
        return false;
    }
    if (cli->n_operand == (cli->decompose.regions ? 1 : 2))
        return true;
    (void)cli_usage("decompose");
    return false;
}

int cmd_decompose(struct cli *cli)
{
    if (!makes_sense(cli))
        return 2;
    struct hg_error err = {0};
    struct hg_text text = {0};
    struct hg_faults *faults = NULL;
    enum hg_status status = hg_faults_create(&faults, &err);
    cli->decompose.other = cli->decompose.regions ? NULL : cli->operand[1];
    cli->decompose.top = cli->top;
    if (status == HG_OK)
        status = hg_decompose_study(cli->operand[0], &cli->decompose, &cli->run, faults,
                                    &text, &err);
    const int code = cli_finish(cli, status, faults, &text, &err);
    hg_faults_destroy(faults);
    free(text.bytes);
    return code;
}
