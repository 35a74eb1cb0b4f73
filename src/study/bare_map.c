/* bare_map.c - layers as pictures of their cells alone */
#include "study/bare_map.h"
#include <hotgrid/map_bare.h>
#include <stdlib.h>
#include <string.h>

static enum hg_status commit(struct job *job, const char *stem, const char *end,
                             struct hg_text *text, struct hg_error *err)
{
    char name[192];
    (void)snprintf(name, sizeof(name), "bare/%s%s", stem, end);
    return job_commit_text(job, name, text, err);
}

static enum hg_status write_crs(struct job *job, const char *stem, struct hg_error *err)
{
    char *esri = hg_crs_esri(job->grid), *wkt = hg_crs_wkt(job->grid);
    struct hg_text prj = {0}, aux = {0};
    enum hg_status status =
        esri && wkt ? HG_OK : no_memory(err, "the projection of a picture");
    if (status == HG_OK) {
        /* Degrees in EPSG's order are latitude first, the picture's are not. */
        const bool lonlat = hg_grid_params(job->grid)->kind == HG_GRID_LONLAT;
        hg_text_print(&prj, "%s\n", esri);
        hg_text_print(&aux, "<PAMDataset>\n  <SRS dataAxisToSRSAxisMapping=\"%s\">",
                      lonlat ? "2,1" : "1,2");
        hg_text_add_xml(&aux, wkt);
        hg_text_print(&aux, "</SRS>\n</PAMDataset>\n");
        status = commit(job, stem, ".prj", &prj, err);
    }
    if (status == HG_OK)
        status = commit(job, stem, ".png.aux.xml", &aux, err);
    free(aux.bytes);
    free(esri);
    free(wkt);
    return status;
}

enum hg_status write_bare(struct job *job, const struct hg_map *map, const char *stem,
                          struct hg_error *err)
{
    const size_t width = (size_t)job->study->maps.bare_width;
    char name[192];
    uint8_t *png = NULL;
    size_t length = 0;
    struct hg_text world = {0};
    enum hg_status status = hg_draw_bare(map, width, &png, &length, err);
    (void)snprintf(name, sizeof(name), "bare/%s.png", stem);
    if (status == HG_OK)
        status = hg_output_commit(job->output, name, png, length, err);
    free(png);
    if (status != HG_OK)
        return status;
    hg_bare_world_file(job->grid, width, &world);
    status = commit(job, stem, ".pgw", &world, err);
    return status == HG_OK ? write_crs(job, stem, err) : status;
}
