/* gas_check.c - gases, their potentials, and the units of ready grids */
#include "study/parse.h"
#include <hotgrid/flux.h>
#include <math.h>

/* The unit of a ready grid and the gas it is of. */
static void check_grid(const struct hg_yaml_file *file, enum hg_gwp gwp,
                       const struct hg_study_grid *grid, const struct hg_yaml *item)
{
    unsigned gas = HG_GAS_CO2;
    struct hg_flux flux = {0};
    enum hg_basis basis = HG_BASIS_CO2;
    const struct hg_yaml *unit = hg_yaml_get(item, "unit");
    if (grid->unit && !hg_flux_parse(grid->unit, &flux))
        hg_yaml_fault(file, unit, HG_E_STUDY, "grids: unit",
                      "unit `%s` is not a mass of a cell or of an area; write it like "
                      "%s",
                      grid->unit, HG_FLUX_EXAMPLES);
    if (grid->gas && (!hg_gas_parse(grid->gas, &gas) || isnan(hg_gas_gwp(gas, gwp))))
        hg_yaml_fault(file, hg_yaml_get(item, "gas"), HG_E_STUDY, "grids: gas",
                      "gas `%s` %s%s", grid->gas,
                      gwp ? "has no warming potential in "
                          : "is not CO2; say `gas: co2e` and `gwp` under `inventory`",
                      hg_gwp_source(gwp));
    if (grid->basis && !hg_basis_parse(grid->basis, &basis))
        hg_yaml_fault(
            file, hg_yaml_get(item, "basis"), HG_E_STUDY, "grids: basis",
            "basis `%s` must be CO2 (mass of the gas) or C (mass of its carbon)",
            grid->basis);
    if (flux.kg > 0 && gas == HG_GAS_CO2 && !flux.moles && !flux.has_basis &&
        !grid->basis)
        hg_yaml_fault(file, item, HG_E_STUDY, "grids: basis",
                      "`basis` is missing: say CO2 (mass of the gas) or C (mass of its "
                      "carbon)");
    if (flux.has_basis && grid->basis && flux.basis != basis)
        hg_yaml_fault(file, unit, HG_E_STUDY, "grids: basis",
                      "unit `%s` and basis `%s` contradict each other", grid->unit,
                      grid->basis);
    if (gas != HG_GAS_CO2 && (flux.moles || flux.has_basis || basis == HG_BASIS_C))
        hg_yaml_fault(file, item, HG_E_STUDY, "grids: gas",
                      "moles and masses of carbon are taken for CO2 alone; give the mass "
                      "of `%s`",
                      grid->gas);
}

void hg_study_check_gases(const struct hg_yaml_file *file, const struct hg_yaml *root,
                          const struct hg_study *study)
{
    const struct hg_yaml *inventory = hg_yaml_get(root, "inventory");
    const struct hg_yaml *gwp = hg_yaml_get(inventory, "gwp");
    const struct hg_yaml *item = hg_yaml_item(hg_yaml_get(inventory, "grids"), 0);
    if (study->inventory.co2e && !gwp)
        hg_yaml_fault(
            file, hg_yaml_get(inventory, "gas"), HG_E_STUDY, "gwp",
            "gas `co2e` needs `gwp`: the report (ar4, ar5 or ar6) whose warming "
            "potentials count");
    if (!study->inventory.co2e && gwp)
        hg_yaml_fault(file, gwp, HG_E_STUDY, "gwp", "`gwp` goes with gas `co2e` alone");
    for (size_t i = 0; item && i < study->inventory.n_grids; i++, item = item->next)
        if (item->kind == HG_YAML_MAP)
            check_grid(file,
                       study->inventory.co2e ? (enum hg_gwp)study->inventory.gwp
                                             : HG_GWP_NONE,
                       &study->inventory.grids[i], item);
}
