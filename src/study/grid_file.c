/* grid_file.c - grids as files */
#include "study/schemas.h"
#include "study/share.h"
#include <hotgrid/crs.h>
#include <hotgrid/study.h>
#include <stdlib.h>

static const struct hg_field grid_fields[] = {
    {.key = "name",
     .type = HG_FIELD_BUFFER,
     .required = true,
     HG_AT(struct hg_grid_params, name),
     .help = "name of the grid: ASCII letters, digits, `-`, `_` and `.`"},
    {.key = "crs",
     .type = HG_FIELD_BUFFER,
     .required = true,
     HG_AT(struct hg_grid_params, crs),
     .help = "WGS 84 degrees or a projection in metres, as PROJ reads it: "
             "`EPSG:4326`, `+proj=aea ...`"},
    {.key = "west",
     .type = HG_FIELD_NUMBER,
     .required = true,
     HG_AT(struct hg_grid_params, box.west),
     .help = "outer edge of the westernmost cells, in units of the crs"},
    {.key = "south",
     .type = HG_FIELD_NUMBER,
     .required = true,
     HG_AT(struct hg_grid_params, box.south),
     .help = "outer edge of the southernmost cells"},
    {.key = "east",
     .type = HG_FIELD_NUMBER,
     .required = true,
     HG_AT(struct hg_grid_params, box.east),
     .help = "outer edge of the easternmost cells"},
    {.key = "north",
     .type = HG_FIELD_NUMBER,
     .required = true,
     HG_AT(struct hg_grid_params, box.north),
     .help = "outer edge of the northernmost cells"},
    {.key = "columns",
     .type = HG_FIELD_INTEGER,
     .required = true,
     HG_AT(struct hg_grid_params, ncol),
     .min = 1,
     .max = 65536,
     .help = "cells from west to east"},
    {.key = "rows",
     .type = HG_FIELD_INTEGER,
     .required = true,
     HG_AT(struct hg_grid_params, nrow),
     .min = 1,
     .max = 65535,
     .help = "cells from north to south"},
};
const struct hg_schema hg_grid_schema = {
    .name = "the grid file",
    .help = "A grid: a rectangle of one coordinate system in equal steps.",
    .size = sizeof(struct hg_grid_params),
    HG_TABLE(grid_fields),
};

/* What the schema cannot say.  root tells where. */
static enum hg_status make_grid(const struct hg_yaml_file *file,
                                const struct hg_yaml *root, struct hg_grid_params *params,
                                struct hg_grid **out, struct hg_error *err)
{
    struct hg_error why = {0};
    const struct hg_yaml *name = hg_yaml_get(root, "name");
    const struct hg_yaml *crs = hg_yaml_get(root, "crs");
    if (!hg_share_is_name(params->name))
        hg_yaml_fault(file, name, HG_E_STUDY, "name",
                      "`name` is `%s`, must be made of ASCII letters, digits, `-`, `_` "
                      "and `.`",
                      params->name);
    enum hg_status status = hg_crs_kind(params->crs, &params->kind, &why);
    if (status != HG_OK)
        root = crs;
    if (status == HG_OK)
        status = hg_grid_create(params, out, &why);
    if (status == HG_OK)
        status = hg_crs_measure(*out, &why);
    if (status == HG_E_MEMORY)
        return hg_fail(err, status, "%s: %s", file->path, why.message);
    if (status != HG_OK)
        hg_yaml_fault(file, root, HG_E_STUDY, "grid", "%s", why.message);
    return HG_OK;
}

static enum hg_status read_grid(const struct hg_yaml_file *file, const char *bytes,
                                size_t length, struct hg_grid **out, struct hg_error *err)
{
    struct hg_grid_params params = {0};
    struct hg_binding binding = {.file = *file};
    const struct hg_yaml *root = NULL;
    const size_t before = hg_faults_count(file->faults);
    enum hg_status status = hg_yaml_parse(file, bytes, length, &root, err);
    if (status == HG_OK)
        status = hg_schema_bind(&binding, &hg_grid_schema, root, &params, err);
    if (status != HG_OK)
        return status;
    if (hg_faults_count(file->faults) == before)
        status = make_grid(file, root, &params, out, err);
    if (status == HG_OK && hg_faults_count(file->faults) > before)
        status = hg_faults_status(file->faults, err);
    return status;
}

enum hg_status hg_grid_read(const char *name_or_path, const char *folder,
                            struct hg_faults *faults, struct hg_grid **out,
                            struct hg_error *err)
{
    enum hg_status status;
    char *bytes = NULL;
    size_t length = 0;
    struct hg_grid *grid = NULL;
    struct hg_error why = {0};
    struct hg_yaml_file file = {NULL, faults, hg_arena_create()};
    if (!file.arena)
        return hg_fail(err, HG_E_MEMORY, "no memory for a grid file");

    status = hg_share_find("grids", name_or_path, folder, file.arena, &file.path, &why);
    if (status != HG_OK) {
        status = hg_fail(err, status, "grid %s", why.message);
        goto done;
    }
    status = hg_yaml_load(file.path, &bytes, &length, err);
    if (status == HG_OK)
        status = read_grid(&file, bytes, length, &grid, err);
    if (status != HG_OK)
        goto done;
    *out = grid;
    grid = NULL;
done:
    hg_grid_destroy(grid);
    free(bytes);
    hg_arena_destroy(file.arena);
    return status;
}
