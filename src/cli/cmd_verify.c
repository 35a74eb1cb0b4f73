/* cmd_verify.c - hotgrid verify OUT */
#include "cli/cli.h"
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>

int cmd_verify(struct cli *cli)
{
    if (cli->n_operand != 1)
        return cli_usage("verify");
    struct hg_error err = {0};
    struct hg_text summary = {0};
    struct hg_faults *faults = NULL;
    enum hg_status status = hg_faults_create(&faults, &err);
    if (status == HG_OK)
        status = hg_verify(cli->operand[0], faults, &summary, &err);
    if (status == HG_OK) {
        fputs(summary.bytes ? summary.bytes : "", stdout);
    } else {
        for (size_t i = 0; faults && i < hg_faults_kept(faults); i++)
            fprintf(stderr, "%s\n", hg_faults_line(faults, i));
        fprintf(stderr, "hotgrid: %s\n",
                faults && hg_faults_count(faults) ? "the folder is not as it was written"
                                                  : err.message);
    }
    hg_faults_destroy(faults);
    free(summary.bytes);
    return exit_code(status);
}
