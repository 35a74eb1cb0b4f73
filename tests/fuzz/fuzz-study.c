/* fuzz-study.c - any bytes as a study, a grid and a style file */
#include "fuzz.h"
#include "study/parse.h"
#include "study/schemas.h"
#include <hotgrid/study.h>
#include <hotgrid/style.h>

/* A study that was taken has no faults, and one that was not has a message. */
static void read_study(const char *text, size_t length)
{
    struct hg_error err = {0};
    struct hg_study *study = NULL;
    struct hg_faults *faults = NULL;
    MUST(hg_faults_create(&faults, &err) == HG_OK);
    const enum hg_status status =
        hg_study_parse("/nowhere/study.yaml", text, length, faults, &study, &err);
    MUST((status == HG_OK) == (study != NULL));
    MUST(status == HG_OK || err.message[0]);
    MUST(status != HG_OK || hg_faults_count(faults) == 0);
    hg_study_destroy(study);
    hg_faults_destroy(faults);
}

static void bind(const struct hg_schema *schema, void *target, const char *text,
                 size_t length)
{
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    const struct hg_yaml *root = NULL;
    MUST(hg_faults_create(&faults, &err) == HG_OK);
    struct hg_binding binding = {.file = {"a.yaml", faults, hg_arena_create()}};
    MUST(binding.file.arena);
    if (hg_yaml_parse(&binding.file, text, length, &root, &err) == HG_OK)
        MUST(hg_schema_bind(&binding, schema, root, target, &err) == HG_OK);
    hg_arena_destroy(binding.file.arena);
    hg_faults_destroy(faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const char *text = (const char *)bytes;
    struct hg_grid_params grid = {0};
    struct hg_style style;
    hg_style_default(&style);
    read_study(text, length);
    bind(&hg_grid_schema, &grid, text, length);
    bind(&hg_style_schema, &style, text, length);
    return 0;
}
