/* cmd_explain.c - hotgrid explain STUDY LON LAT */
#include "cli/cli.h"
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool degrees(const char *what, const char *text, double *out)
{
    const enum hg_number number = hg_text_number(text, strlen(text), out);
    if (number == HG_NUMBER_OK)
        return true;
    fprintf(stderr, "hotgrid: %s `%s` %s\n", what, text, hg_number_cure(number));
    return false;
}

int cmd_explain(struct cli *cli)
{
    double lon, lat;
    if (cli->n_operand != 3)
        return cli_usage("explain");
    if (!degrees("longitude", cli->operand[1], &lon) ||
        !degrees("latitude", cli->operand[2], &lat))
        return 2;
    struct hg_error err = {0};
    struct hg_text summary = {0};
    struct hg_faults *faults = NULL;
    enum hg_status status = hg_faults_create(&faults, &err);
    if (status == HG_OK)
        status = hg_explain(cli->operand[0], lon, lat, &cli->run, faults, &summary, &err);
    const int code = cli_finish(cli, status, faults, &summary, &err);
    hg_faults_destroy(faults);
    free(summary.bytes);
    return code;
}
