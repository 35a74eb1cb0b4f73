/* bench-regrid.c - counts of a raster onto a grid, and what they add up to:
 * bench-regrid RASTER CRS WEST SOUTH EAST NORTH NCOL NROW THREADS OUT.f64 */
#include <hotgrid/crs.h>
#include <hotgrid/large.h>
#include <hotgrid/leontief.h>
#include <hotgrid/raster_file.h>
#include <hotgrid/regrid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum hg_status make_grid(char **argument, struct hg_grid **out,
                                struct hg_error *err)
{
    struct hg_grid_params p = {.name = "bench"};
    double *const edge[4] = {&p.box.west, &p.box.south, &p.box.east, &p.box.north};
    (void)snprintf(p.crs, sizeof(p.crs), "%s", argument[0]);
    for (int i = 0; i < 4; i++)
        *edge[i] = strtod(argument[1 + i], NULL);
    p.ncol = (uint32_t)strtoul(argument[5], NULL, 10);
    p.nrow = (uint32_t)strtoul(argument[6], NULL, 10);
    const enum hg_status status = hg_crs_kind(p.crs, &p.kind, err);
    return status == HG_OK ? hg_grid_create(&p, out, err) : status;
}

static enum hg_status write_cells(const char *path, const double *kg, size_t n,
                                  struct hg_error *err)
{
    FILE *file = fopen(path, "wb");
    const bool written = file && fwrite(kg, sizeof(*kg), n, file) == n;
    if ((file && fclose(file) != 0) || !written)
        return hg_fail(err, HG_E_OUTPUT, "%s: cannot be written", path);
    return HG_OK;
}

int main(int argc, char **argv)
{
    if (argc != 11) {
        fprintf(stderr, "usage: bench-regrid RASTER CRS WEST SOUTH EAST NORTH NCOL NROW "
                        "THREADS OUT.f64\n");
        return 2;
    }
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    struct hg_raster *raster = NULL;
    struct hg_transform to_grid = {0};
    struct hg_regrid_sums sums = {0};
    double *kg = NULL;
    hg_large_start();
    hg_blas_start();
    hg_io_start();
    enum hg_status status = make_grid(argv + 2, &grid, &err);
    if (status == HG_OK)
        status = hg_open_raster(argv[1], NULL, HG_COUNT, grid, &raster, &to_grid, &err);
    if (status == HG_OK) {
        kg = calloc(hg_grid_cells(grid), sizeof(*kg));
        if (!kg)
            status = hg_fail(&err, HG_E_MEMORY, "no memory for the cells");
    }
    if (status == HG_OK)
        status = hg_regrid_mass(grid, raster, &to_grid, 1,
                                (unsigned)strtoul(argv[9], NULL, 10), kg, &sums, &err);
    if (status == HG_OK)
        status = write_cells(argv[10], kg, hg_grid_cells(grid), &err);
    if (status == HG_OK)
        printf("%.17g %.17g %.17g\n", sums.source, sums.inside, sums.outside);
    else
        fprintf(stderr, "%s\n", err.message);
    free(kg);
    hg_raster_destroy(raster);
    hg_transform_finish(&to_grid);
    hg_grid_destroy(grid);
    hg_io_finish();
    return status == HG_OK ? 0 : 1;
}
