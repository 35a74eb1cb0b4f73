/* cmd_hotspots.c - hotgrid hotspots */
#include "cli/cli.h"
#include <hotgrid/text.h>
#include <stdlib.h>

int cmd_hotspots(struct cli *cli)
{
    if (cli->n_operand != 1 && cli->n_operand != 2)
        return cli_usage("hotspots");
    struct hg_error err = {0};
    struct hg_text text = {0};
    struct hg_faults *faults = NULL;
    const char *layer = cli->n_operand == 2 ? cli->operand[1] : NULL;
    enum hg_status status = hg_faults_create(&faults, &err);
    if (status == HG_OK)
        status = hg_hotspot_study(cli->operand[0], layer, &cli->run, faults, &text, &err);
    const int code = cli_finish(cli, status, faults, &text, &err);
    hg_faults_destroy(faults);
    free(text.bytes);
    return code;
}
