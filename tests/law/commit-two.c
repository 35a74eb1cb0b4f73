/* commit-two.c - commits two files into a folder, for crash.py to disturb: the exit
 * status is 0, 7 when an output could not be written, else 1 */
#include <hotgrid/commit.h>
#include <stdio.h>
#include <string.h>

static char bytes[300000];

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    struct hg_error err = {0};
    struct hg_output *output = NULL;
    memset(bytes, 'n', sizeof(bytes));
    enum hg_status status = hg_output_open(argv[1], &output, &err);
    if (status == HG_OK)
        status = hg_output_commit(output, "x.bin", bytes, sizeof(bytes), &err);
    if (status == HG_OK)
        status = hg_output_commit(output, "tif/y.bin", bytes, sizeof(bytes), &err);
    hg_output_close(output);
    if (status == HG_OK)
        return 0;
    fprintf(stderr, "%s\n", err.message);
    return status == HG_E_OUTPUT ? 7 : 1;
}
