/* study_check.c - what the parts of a study file say to each other */
#include "study/parse.h"
#include <hotgrid/classes.h>
#include <string.h>

static bool adds(size_t n, const struct hg_study_points *sources)
{
    for (size_t i = 0; i < n; i++)
        if (sources[i].rule == HG_POINTS_ADD)
            return true;
    return false;
}

/* All that an emissions file stands for goes without saying; else there must be totals,
 * or sources that make them. */
static void check_totals(const struct check *c)
{
    static const char *const replaced[] = {
        "totals",      "points", "lines",   "areas", "grids", "snap",        "proxies",
        "proxy_files", "blends", "sectors", "gas",   "gwp",   "not_gridded",
    };
    const size_t n_replaced = sizeof(replaced) / sizeof(replaced[0]);
    const struct hg_study *s = c->study;
    const struct hg_yaml *inventory = hg_yaml_get(c->root, "inventory");
    if (!inventory)
        return;
    for (size_t i = 0; hg_yaml_get(inventory, "emissions") && i < n_replaced; i++)
        if (hg_yaml_get(inventory, replaced[i]))
            hg_yaml_fault(c->file, hg_yaml_get(inventory, replaced[i]), HG_E_STUDY,
                          "emissions",
                          "`%s` does not go with `emissions`, which holds all that is "
                          "emitted; keep one of them",
                          replaced[i]);
    if (hg_yaml_get(inventory, "totals") || hg_yaml_get(inventory, "emissions") ||
        s->inventory.n_grids > 0 || adds(s->inventory.n_points, s->inventory.points) ||
        adds(s->inventory.n_lines, s->inventory.lines) ||
        adds(s->inventory.n_areas, s->inventory.areas))
        return;
    hg_yaml_fault(c->file, inventory, HG_E_STUDY, "missing key",
                  "key `totals` is missing in inventory: only sources that are added can "
                  "do without");
}

static void check_breaks(const struct check *c, const struct hg_yaml *list)
{
    const size_t n = c->study->maps.n_break;
    const double *breaks = c->study->maps.breaks;
    if (list->n < 3 || list->n > HG_MAX_CLASSES + 1)
        hg_yaml_fault(c->file, list, HG_E_STUDY, "breaks",
                      "`breaks` has %zu numbers, must have 3 to %d", list->n,
                      HG_MAX_CLASSES + 1);
    for (size_t i = 1; i < n; i++)
        if (!(breaks[i] > breaks[i - 1])) {
            hg_yaml_fault(c->file, list, HG_E_STUDY, "breaks",
                          "`breaks` must rise: number %zu is not above the one before it",
                          i + 1);
            break;
        }
}

static void check_classes(const struct check *c)
{
    const struct hg_yaml *classes = hg_yaml_get(hg_yaml_get(c->root, "maps"), "classes");
    const struct hg_yaml *method = hg_yaml_get(classes, "method");
    const struct hg_yaml *breaks = hg_yaml_get(classes, "breaks");
    const struct hg_yaml *count = hg_yaml_get(classes, "count");
    if (!classes || (method && !c->study->maps.method)) /* told already */
        return;
    const struct hg_yaml *scale = hg_yaml_get(classes, "scale");
    if (scale && !(method && strcmp(c->study->maps.method, "continuous") == 0))
        hg_yaml_fault(c->file, scale, HG_E_STUDY, "scale",
                      "`scale` goes with method `continuous` alone");
    const bool manual = method && strcmp(c->study->maps.method, "manual") == 0;
    if (manual && !breaks)
        hg_yaml_fault(c->file, method, HG_E_STUDY, "breaks",
                      "method `manual` needs `breaks`");
    if (!manual && breaks)
        hg_yaml_fault(c->file, breaks, HG_E_STUDY, "breaks",
                      "`breaks` go with method `manual` alone");
    if (manual && count)
        hg_yaml_fault(c->file, count, HG_E_STUDY, "breaks",
                      "`count` does not go with method `manual`: the breaks tell it");
    if (breaks && breaks->kind == HG_YAML_LIST)
        check_breaks(c, breaks);
}

/* Pseudo p come from permutations. */
static void check_local(const struct check *c)
{
    const struct hg_study *study = c->study;
    const struct hg_yaml *local = hg_yaml_get(hg_yaml_get(c->root, "hotspots"), "local");
    if (local && study->hotspots.local.pseudo && study->hotspots.local.permutations == 0)
        hg_yaml_fault(c->file, local, HG_E_STUDY, "hotspots",
                      "`p: permutations` needs `permutations` above 0; leave out one of "
                      "them");
}

void hg_study_check(const struct hg_yaml_file *file, const struct hg_yaml *root,
                    const struct hg_study *study)
{
    const struct check c = {file, root, study};
    check_totals(&c);
    hg_study_check_gases(file, root, study);
    hg_study_check_uncertainty(file, root, study);
    hg_study_check_names(file, root, study);
    hg_study_check_levers(file, root, study);
    hg_study_check_proxies(file, root, study);
    hg_study_check_layers(file, root, study);
    check_classes(&c);
    check_local(&c);
    hg_study_check_pages(file, root, study);
    hg_study_check_places(file, root, study);
    hg_study_check_decompose(file, root, study);
}
