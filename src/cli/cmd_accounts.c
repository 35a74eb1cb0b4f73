/* cmd_accounts.c - hotgrid attribute and hotgrid accounts */
#include "cli/cli.h"

int cmd_attribute(struct cli *cli)
{
    return cli_study(cli, hg_attribute_study, "attribute");
}

int cmd_accounts(struct cli *cli)
{
    return cli_study(cli, hg_account_study, "accounts");
}
