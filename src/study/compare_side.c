/* compare_side.c - one of two rasters that are compared, from its file to its cells */
#include "study/compare_side.h"
#include <hotgrid/regrid.h>
#include <math.h>
#include <stdlib.h>

static enum hg_status no_unit(const struct compare_side *side, struct hg_error *err)
{
    return hg_fail(err, HG_E_ARG,
                   "%s: does not name the unit of its values; give it, such as --unit-%c "
                   "\"t CO2\" (a cell and year), \"1e6 t C\" or \"kg CO2 m-2 s-1\"",
                   side->given->path, side->letter);
}

static enum hg_status no_basis(const struct compare_side *side, struct hg_error *err)
{
    return hg_fail(err, HG_E_ARG,
                   "%s: the unit `%s` does not say whether its mass is of CO2 or of the "
                   "carbon in it; write --unit-%c \"... CO2\" or \"... C\" behind the "
                   "mass, as in \"t C\" or \"kg CO2 m-2 s-1\"",
                   side->given->path, side->unit, side->letter);
}

/* The unit that the user gives goes before that of the file, which may be wrong; but it
 * is said when they differ. */
static void warn_of_unit(const struct compare_side *side, const struct hg_log *log)
{
    struct hg_flux own;
    if (side->given->unit && hg_flux_parse(side->about.unit, &own) &&
        !hg_flux_agrees(&own, &side->flux))
        hg_log_print(log, HG_LOG_WARNING,
                     "%s says that its values are in `%s`; --unit-%c `%s` is taken",
                     side->given->path, side->about.unit, side->letter, side->unit);
}

enum hg_status compare_side_open(struct compare_side *side, const struct hg_log *log,
                                 struct hg_error *err)
{
    const struct hg_compare_side *given = side->given;
    const enum hg_status status =
        hg_read_raster_about(given->path, given->variable, &side->about, err);
    if (status != HG_OK)
        return status;
    if (side->about.statistic[0] != '\0')
        return hg_fail(
            err, HG_E_INPUT,
            "%s: its cells hold %s of the emissions, which does not add up; name "
            "the layer of the emissions themselves",
            given->path, side->about.statistic);
    side->unit = given->unit ? given->unit : side->about.unit;
    if (side->unit[0] == '\0')
        return no_unit(side, err);
    if (!hg_flux_parse(side->unit, &side->flux))
        return hg_fail(err, HG_E_ARG,
                       "%s: `%s` is no unit of emissions such as %s; give it with "
                       "--unit-%c",
                       given->path, side->unit, HG_FLUX_EXAMPLES, side->letter);
    side->basis = side->flux.has_basis ? side->flux.basis : HG_BASIS_CO2;
    if (!side->flux.has_basis && !side->flux.moles &&
        !hg_basis_parse(side->about.basis, &side->basis))
        return no_basis(side, err);
    warn_of_unit(side, log);
    return HG_OK;
}

/* 1 where a raster has data. */
static enum hg_status read_mask(void *context, const struct hg_raster *mask,
                                const struct hg_pixels *box, float *value,
                                struct hg_error *err)
{
    (void)mask;
    const struct hg_raster *raster = context;
    const enum hg_status status = hg_raster_read(raster, box, value, err);
    for (size_t i = 0; status == HG_OK && i < (size_t)box->nrow * box->ncol; i++)
        value[i] = isnan(value[i]) ? NAN : 1;
    return status;
}

/* The area with data in each cell: a density of 1 on all of it. */
static enum hg_status cover(struct compare_side *side, struct hg_raster *raster,
                            const struct hg_transform *way, const struct hg_grid *grid,
                            unsigned threads, struct hg_error *err)
{
    struct hg_raster_source source = {
        .context = raster,
        .rows_at_once = raster->source ? raster->source->rows_at_once : raster->nrow,
        .read = read_mask};
    struct hg_raster mask = *raster;
    struct hg_regrid_sums sums;
    mask.quantity = HG_DENSITY;
    mask.value = NULL;
    mask.source = &source;
    return hg_regrid_mass(grid, &mask, way, 1, threads, side->covered, &sums, err);
}

enum hg_status compare_side_read(struct compare_side *side, const struct hg_grid *grid,
                                 unsigned threads, struct hg_error *err)
{
    const size_t n = hg_grid_cells(grid);
    const struct hg_flux *flux = &side->flux;
    const double m2_per_km2 = 1e6;
    const double unit = hg_flux_kg_co2(flux, side->basis);
    struct hg_raster *raster = NULL;
    struct hg_transform way = {0};
    struct hg_regrid_sums sums = {0};
    side->kg = calloc(n, sizeof(*side->kg));
    side->covered = calloc(n, sizeof(*side->covered));
    if (!side->kg || !side->covered)
        return hg_fail(err, HG_E_MEMORY, "no memory for a grid of %zu cells", n);
    enum hg_status status = hg_open_ready_grid(side->given->path, side->given->variable,
                                               flux->per_m2 ? HG_DENSITY : HG_COUNT, grid,
                                               &raster, &way, err);
    if (status == HG_OK)
        status =
            hg_regrid_mass(grid, raster, &way, flux->per_m2 ? unit * m2_per_km2 : unit,
                           threads, side->kg, &sums, err);
    if (status == HG_OK)
        status = cover(side, raster, &way, grid, threads, err);
    side->file_kg = sums.source;
    side->outside_kg = sums.outside;
    hg_raster_destroy(raster);
    hg_transform_finish(&way);
    return status;
}

void compare_side_finish(struct compare_side *side)
{
    hg_grid_destroy(side->about.grid);
    free(side->kg);
    free(side->covered);
}
