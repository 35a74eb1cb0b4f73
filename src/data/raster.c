/* raster.c - rows of rasters, their end, and transforms */
#include <hotgrid/raster.h>
#include <stdlib.h>
#include <string.h>

void hg_raster_destroy(struct hg_raster *raster)
{
    if (!raster)
        return;
    if (raster->source) {
        raster->source->finish(raster->source->context);
        free(raster->source->unit);
        free(raster->source);
    }
    free(raster->value);
    free(raster->path);
    free(raster);
}

enum hg_status hg_raster_read(const struct hg_raster *raster, const struct hg_pixels *box,
                              float *value, struct hg_error *err)
{
    if (!raster->value)
        return raster->source->read(raster->source->context, raster, box, value, err);
    for (size_t i = 0; i < box->nrow; i++)
        memcpy(value + i * box->ncol,
               raster->value + (box->row + i) * raster->ncol + box->col,
               box->ncol * sizeof(*value));
    return HG_OK;
}

enum { DIGEST_ROWS = 256 };

enum hg_status hg_raster_digest(const struct hg_raster *raster, char text[HG_DIGEST_TEXT],
                                struct hg_error *err)
{
    const size_t row = raster->ncol * sizeof(float);
    struct hg_digest *digest = hg_digest_create();
    float *value = malloc(DIGEST_ROWS * row);
    enum hg_status status = digest && value ? HG_OK : HG_E_MEMORY;
    if (status != HG_OK)
        (void)hg_fail(err, status, "%s: no memory for its digest",
                      raster->path ? raster->path : "raster");
    for (uint32_t first = 0; status == HG_OK && value && first < raster->nrow;
         first += DIGEST_ROWS) {
        const uint32_t left = raster->nrow - first;
        const struct hg_pixels box = {0, first, raster->ncol,
                                      left < DIGEST_ROWS ? left : DIGEST_ROWS};
        status = hg_raster_read(raster, &box, value, err);
        if (status == HG_OK)
            hg_digest_add(digest, value, box.nrow * row);
    }
    if (status == HG_OK)
        hg_digest_text(digest, text);
    hg_digest_destroy(digest);
    free(value);
    return status;
}

void hg_transform_apply(const struct hg_transform *transform, size_t n, double *x,
                        double *y)
{
    if (!transform->identity)
        transform->apply(transform->context, n, x, y);
}

void hg_transform_finish(struct hg_transform *transform)
{
    if (transform->finish)
        transform->finish(transform->context);
    *transform = (struct hg_transform){0};
}

static void keep(void *context)
{
    (void)context;
}

enum hg_status hg_transform_copy(const struct hg_transform *transform,
                                 struct hg_transform *out, struct hg_error *err)
{
    struct hg_transform copy = *transform;
    if (transform->copy) {
        copy.context = transform->copy(transform->context);
        if (!copy.context)
            return hg_fail(err, HG_E_MEMORY, "no memory for a way between crs");
    } else {
        copy.finish = keep;
    }
    *out = copy;
    return HG_OK;
}
