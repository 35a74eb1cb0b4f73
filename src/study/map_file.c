/* map_file.c - maps of the study: what all have in common, and their files */
#include "study/map_file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hg_map job_begin_map(const struct job *job, const struct hg_frame *frame)
{
    return (struct hg_map){
        .style = &job->style,
        .grid = job->grid,
        .regions = job->borders ? job->borders : job->regions,
        .level = (enum hg_map_level)job->study->maps.level,
        .context = job->context,
        .lakes = job->lakes,
        .graticule = frame->graticule,
        .scale_min = frame->scale_min,
        .scale_max = frame->scale_max,
        .north_max_deg = frame->north_max_deg,
    };
}

enum hg_map_format job_map_format(const char *name)
{
    return strcmp(name, "pdf") == 0   ? HG_MAP_PDF
           : strcmp(name, "svg") == 0 ? HG_MAP_SVG
                                      : HG_MAP_PNG;
}

static enum hg_status write_map(struct job *job, const struct hg_map *map,
                                const char *name, const char *format,
                                uint32_t missing[16], struct hg_error *err)
{
    uint8_t *bytes = NULL;
    size_t length = 0;
    const enum hg_map_format kind = job_map_format(format);
    enum hg_status status =
        hg_draw_map(map, kind, job->sheets, &bytes, &length, missing, err);
    if (status == HG_OK)
        status = hg_output_commit(job->output, name, bytes, length, err);
    free(bytes);
    return status;
}

enum hg_status job_write_map(struct job *job, const struct hg_map *map,
                             const char *folder, const char *stem, uint32_t missing[16],
                             struct hg_error *err)
{
    const struct hg_words *formats = &job->study->maps.formats;
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < formats->n; i++) {
        const char *format = formats->word[i];
        char name[192];
        snprintf(name, sizeof(name), "%s/%s.%s", folder ? folder : format, stem, format);
        status = write_map(job, map, name, format, missing, err);
    }
    return status;
}

void job_warn_glyphs(const struct job *job, const char *what, const uint32_t missing[16])
{
    for (size_t k = 0; k < 16 && missing[k]; k++)
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "%s: no font has the character U+%04X; install a font that does "
                     "(fonts-noto-core, fonts-noto-cjk)",
                     what, missing[k]);
}
