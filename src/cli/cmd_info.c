/* cmd_info.c - hotgrid info: versions, exit codes, grids, styles, the study reference */
#include "cli/cli.h"
#include <config.h>
#include <dirent.h>
#include <hotgrid/classes.h>
#include <hotgrid/leontief.h>
#include <hotgrid/mrio_file.h>
#include <hotgrid/raster_file.h>
#include <hotgrid/study.h>
#include <hotgrid/style.h>
#include <hotgrid/text.h>
#include <hotgrid/units.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_yaml(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

static void list_files(const char *what, const char *more)
{
    char path[4096];
    struct dirent **entry = NULL;
    const char *share = hg_share_folder();
    printf("%-8s", what);
    snprintf(path, sizeof(path), "%s/%s", share ? share : ".", what);
    const int n = share ? scandir(path, &entry, is_yaml, alphasort) : 0;
    for (int i = 0; i < n; i++) {
        printf(" %.*s", (int)strlen(entry[i]->d_name) - 5, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
    printf("%s\n", more);
}

static void list_all(void)
{
    size_t n;
    const struct hg_class_method *method = hg_class_methods(&n);
    printf("hotgrid %s, GDAL %s, PROJ %s\n", HG_VERSION, hg_gdal_version(),
           hg_proj_version());
    printf("algebra  %s\n", hg_blas_about());
    printf("data     %s\n", hg_share_folder() ? hg_share_folder() : "(not found)");
    list_files("grids", " auto");
    list_files("styles", "");
    printf("classes ");
    for (size_t i = 0; i < n; i++)
        printf(" %s", method[i].name);
    printf(" manual\nramps   ");
    const struct hg_ramp *ramp = hg_ramps(&n);
    for (size_t i = 0; i < n; i++)
        printf(" %s", ramp[i].name);
    printf("\nunits   ");
    const char *const *unit = hg_unit_names(&n);
    for (size_t i = 0; i < n; i++)
        printf(" %s", unit[i]);
    printf("; basis CO2 or C\ngases   ");
    const char *const *gas = hg_gas_names(&n);
    for (size_t i = 0; i < n; i++)
        printf("%s %s", i > 0 && i % 12 == 0 ? "\n        " : "", gas[i]);
    printf("\ntables  ");
    for (const struct hg_mrio_format *f = hg_mrio_formats(); f->name; f++)
        printf(" %s", f->name);
    printf("\nexit codes\n"
           "  0 done   1 internal   2 usage   3 input data   4 study file\n"
           "  5 mass does not balance   6 refused beforehand (too large)\n"
           "  7 output cannot be written   8 some layers failed (--keep-going)\n"
           "  130, 143 stopped\n");
}

static int show_grid(const char *name)
{
    if (strcmp(name, "auto") == 0) {
        puts("auto: equal-area cells of `cell_km` (default 10) fitted to the regions of "
             "a study;\n`hotgrid check STUDY` shows them, a run leaves them as grid.yaml "
             "in its folder");
        return 0;
    }
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    struct hg_grid *grid = NULL;
    enum hg_status status = hg_faults_create(&faults, &err);
    if (status == HG_OK)
        status = hg_grid_read(name, ".", faults, &grid, &err);
    if (status == HG_OK)
        status = hg_faults_status(faults, &err);
    if (status == HG_OK) {
        const struct hg_grid_params *p = hg_grid_params(grid);
        char west[HG_DOUBLE_TEXT], south[HG_DOUBLE_TEXT], east[HG_DOUBLE_TEXT],
            north[HG_DOUBLE_TEXT];
        printf("%s: %u x %u cells, west %s south %s east %s north %s\n%s\n%s\n", p->name,
               p->ncol, p->nrow, hg_text_double(p->box.west, west),
               hg_text_double(p->box.south, south), hg_text_double(p->box.east, east),
               hg_text_double(p->box.north, north), p->crs,
               p->kind == HG_GRID_LONLAT
                   ? "degrees on WGS 84: cells shrink towards the poles"
               : p->kind == HG_GRID_EQUAL_AREA ? "equal-area"
                                               : "not equal-area: cells differ in area");
    } else {
        fprintf(stderr, "hotgrid: %s\n", err.message);
    }
    hg_grid_destroy(grid);
    hg_faults_destroy(faults);
    return exit_code(status);
}

int cmd_info(struct cli *cli)
{
    if (cli->study_reference) {
        struct hg_text text = {0};
        hg_study_reference(&text);
        if (text.bytes)
            fputs(text.bytes, stdout);
        const bool failed = text.failed;
        free(text.bytes);
        return failed ? 1 : 0;
    }
    if (cli->n_operand > 1)
        return cli_usage("info");
    if (cli->n_operand == 1)
        return show_grid(cli->operand[0]);
    list_all();
    return 0;
}
