/* digests.c - SHA-256 of the files of a study, made while another thread reads them */
#include "study/digests.h"
#include <hotgrid/stop.h>
#include <stdlib.h>
#include <string.h>

static void add(struct digests *d, const char *path)
{
    for (size_t i = 0; path && i < d->n; i++)
        if (strcmp(d->file[i].path, path) == 0)
            return; /* proxies may be bands of one file */
    if (path)
        d->file[d->n++].path = path;
}

static void add_sources(struct digests *d, size_t n, const struct hg_study_points *from)
{
    for (size_t i = 0; i < n; i++)
        add(d, from[i].source.path);
}

enum hg_status digests_create(const struct hg_study *study, struct digests **out,
                              struct hg_error *err)
{
    const size_t n_points = study->inventory.n_points, n_lines = study->inventory.n_lines;
    const size_t n_areas = study->inventory.n_areas, n_grids = study->inventory.n_grids;
    const size_t n_files = study->inventory.n_files;
    struct digests *d = calloc(1, sizeof(*d));
    if (d)
        d->file = calloc(n_points + n_lines + n_areas + n_grids + n_files + 5,
                         sizeof(*d->file));
    if (!d || !d->file) {
        free(d);
        return no_memory(err, "the digests of the inputs");
    }
    add_sources(d, n_points, study->inventory.points);
    add_sources(d, n_lines, study->inventory.lines);
    add_sources(d, n_areas, study->inventory.areas);
    for (size_t i = 0; i < n_grids; i++)
        add(d, study->inventory.grids[i].file);
    for (size_t i = 0; i < n_files; i++)
        add(d, study->inventory.files[i].file);
    add(d, study->inventory.emissions);
    add(d, study->regions.path);
    add(d, study->maps.borders.path);
    add(d, study->maps.context.path);
    add(d, study->maps.lakes.path);
    *out = d;
    return HG_OK;
}

void digests_destroy(struct digests *digests)
{
    if (!digests)
        return;
    free(digests->file);
    free(digests);
}

enum hg_status digests_make(struct digests *digests, struct hg_error *err)
{
    struct hg_error ignored = {0};
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < digests->n; i++) {
        struct file_digest *file = &digests->file[i];
        status = hg_stop_check(err);
        if (status == HG_OK &&
            hg_digest_file(file->path, file->sha256, &ignored) != HG_OK)
            file->sha256[0] = '\0';
    }
    return status;
}

const char *digests_find(const struct digests *digests, const char *path)
{
    for (size_t i = 0; digests && i < digests->n; i++)
        if (strcmp(digests->file[i].path, path) == 0 && digests->file[i].sha256[0])
            return digests->file[i].sha256;
    return NULL;
}
