/* cmd_places.c - hotgrid places */
#include "cli/cli.h"
#include <hotgrid/text.h>
#include <stdlib.h>

int cmd_places(struct cli *cli)
{
    if (cli->n_operand != 1)
        return cli_usage("places");
    struct hg_error err = {0};
    struct hg_text text = {0};
    struct hg_faults *faults = NULL;
    enum hg_status status = hg_faults_create(&faults, &err);
    cli->places.top = cli->top;
    if (status == HG_OK)
        status =
            hg_place_study(cli->operand[0], &cli->places, &cli->run, faults, &text, &err);
    const int code = cli_finish(cli, status, faults, &text, &err);
    hg_faults_destroy(faults);
    free(text.bytes);
    return code;
}
