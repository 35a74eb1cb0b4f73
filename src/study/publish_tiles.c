/* publish_tiles.c - all layers of a study as map tiles */
#include "study/publish.h"
#include "study/tile_set.h"
#include <stdlib.h>

/* From the files as they were committed: tiles show what a reader of them would see. */
static enum hg_status write_layer_tiles(struct job *job, const struct layer *layer,
                                        struct hg_error *err)
{
    const char *folder = job->options->output ? job->options->output : job->study->output;
    const char *path = job_text(job, "%s/tif/%s.tif", folder, layer->stem);
    struct tile_layer t = {0};
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status = path ? tile_layer_open(path, NULL, job->options, &t, err)
                                 : no_memory(err, "map tiles");
    t.set.last = (unsigned)job->study->publish.tiles;
    if (status == HG_OK)
        status = tile_set_encode(&t.set, NULL, &bytes, &length, err);
    if (status == HG_OK) {
        char name[192];
        (void)snprintf(name, sizeof(name), "tiles/%s.mbtiles", layer->stem);
        status = hg_output_commit(job->output, name, bytes, length, err);
    }
    free(bytes);
    tile_layer_finish(&t);
    return status;
}

enum hg_status check_tiles(struct job *job, struct hg_error *err)
{
    if (job->study->publish.tiles < 0)
        return HG_OK;
    struct hg_transform to_lonlat = {0};
    struct hg_box box;
    size_t n;
    enum hg_status status = hg_crs_to_lonlat(job->grid, &to_lonlat, err);
    if (status == HG_OK)
        status = tile_box(job->grid, &to_lonlat, &box, err);
    if (status == HG_OK)
        status = tile_set_count(box, 0, (unsigned)job->study->publish.tiles, &n, err);
    hg_transform_finish(&to_lonlat);
    return status;
}

enum hg_status write_tiles(struct job *job, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0;
         job->study->publish.tiles >= 0 && status == HG_OK && i < job->n_layer; i++)
        status = write_layer_tiles(job, &job->layer[i], err);
    return status;
}
