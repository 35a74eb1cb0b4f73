/* fuzz-grid_text.c - any bytes as a ready grid in text, and their first line as a unit */
#include "fuzz.h"
#include "io/grid_text.h"
#include <hotgrid/flux.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static void check_unit(const uint8_t *data, size_t size)
{
    char text[200];
    size_t n = 0;
    for (; n < size && n + 1 < sizeof(text) && data[n] != '\n'; n++)
        text[n] = (char)data[n];
    text[n] = '\0';
    struct hg_flux flux = {.kg = -1};
    if (hg_flux_parse(text, &flux)) {
        MUST(flux.kg > 0 && isfinite(flux.kg));
        MUST(hg_flux_agrees(&flux, &flux));
        MUST(hg_flux_kg_co2(&flux, HG_BASIS_C) >= hg_flux_kg_co2(&flux, HG_BASIS_CO2));
    } else {
        MUST(flux.kg == -1);
    }
}

static void check_grid(const struct hg_raster *raster)
{
    const size_t n = (size_t)raster->ncol * raster->nrow;
    MUST(n == 64800 || n == 6480000);
    for (size_t i = 0; i < n; i++)
        MUST(raster->value[i] >= 0 && isfinite(raster->value[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_unit(data, size);
    if (size == 0)
        return 0;
    char path[40];
    const int file = fuzz_file(data, size);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    struct hg_error err = {0};
    struct hg_raster *raster = NULL;
    bool text = false;
    const enum hg_status looked = io_is_grid_text(path, &text, &err);
    const enum hg_status status = io_read_grid_text(path, HG_COUNT, &raster, &err);
    MUST(looked == HG_OK || looked == HG_E_INPUT);
    MUST((status == HG_OK) == (raster != NULL));
    if (raster)
        check_grid(raster);
    else
        MUST((status == HG_E_INPUT || status == HG_E_LIMIT) && err.message[0] != '\0');
    hg_raster_destroy(raster);
    close(file);
    return 0;
}
