/* levers_check.c - layers of levers, and the keys they need */
#include "study/parse.h"

static void check_layer(const struct hg_yaml_file *file, const struct hg_study *study,
                        const struct hg_study_layers *layer, const struct hg_yaml *item)
{
    const struct hg_yaml *account = hg_yaml_get(item, "account");
    const struct hg_yaml *option = hg_yaml_get(item, "option");
    const bool of_moves =
        layer->account == HG_ACCOUNT_AFTER || layer->account == HG_ACCOUNT_CHANGE;
    if (layer->account == HG_ACCOUNT_EXCESS && !study->targets.line)
        hg_yaml_fault(file, account, HG_E_STUDY, "layers",
                      "account `excess` needs the key `targets`, which says what "
                      "intensities are held against");
    if (of_moves && !study->relocate.scenario)
        hg_yaml_fault(file, account, HG_E_STUDY, "layers",
                      "account `%s` needs the key `relocate`, which names the file of "
                      "moves",
                      account->text);
    if (option && !of_moves)
        hg_yaml_fault(file, option, HG_E_STUDY, "layers",
                      "`option` goes with accounts `after` and `change` alone");
}

void hg_study_check_levers(const struct hg_yaml_file *file, const struct hg_yaml *root,
                           const struct hg_study *study)
{
    const struct hg_yaml *item = hg_yaml_item(hg_yaml_get(root, "layers"), 0);
    for (size_t i = 0; item && i < study->n_layers; i++, item = item->next)
        check_layer(file, study, &study->layers[i], item);
}
