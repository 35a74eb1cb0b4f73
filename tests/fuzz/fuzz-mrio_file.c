/* fuzz-mrio_file.c - any bytes as a trade table: Z and Y, with a line ===== between them
 */
#include "fuzz.h"
#include <hotgrid/mrio_file.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static void check(const struct hg_mrio *mrio)
{
    const size_t n = mrio->n, regions = hg_axis_size(mrio->regions);
    const size_t m = regions * hg_axis_size(mrio->categories);
    MUST(n >= 1 && regions >= 1 && m >= regions);
    for (size_t i = 0; i < n; i++)
        MUST(hg_mrio_find(mrio, mrio->region_of[i], mrio->sector_of[i]) == i);
    for (size_t i = 0; i < n * n; i++)
        MUST(isfinite(mrio->Z[i]));
    for (size_t i = 0; i < n * m; i++)
        MUST(isfinite(mrio->Y[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char between[] = "=====\n";
    const uint8_t *cut = NULL;
    for (size_t i = 0; !cut && i + strlen(between) <= size; i++)
        if (memcmp(data + i, between, strlen(between)) == 0)
            cut = data + i;
    if (!cut)
        return 0;
    const size_t z_size = (size_t)(cut - data), y_first = z_size + strlen(between);
    const int z = fuzz_file(data, z_size);
    const int y = fuzz_file(data + y_first, size - y_first);
    char z_name[16], y_name[16];
    snprintf(z_name, sizeof(z_name), "%d", z);
    snprintf(y_name, sizeof(y_name), "%d", y);
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_mrio_source source = {
        .format = "pymrio", .path = "/proc/self/fd", .z = z_name, .y = y_name};
    const enum hg_status status = hg_read_mrio(&source, &mrio, &err);
    MUST((status == HG_OK) == (mrio != NULL));
    if (status == HG_OK)
        check(mrio);
    else
        MUST((status == HG_E_INPUT || status == HG_E_LIMIT) && err.message[0] != '\0');
    hg_mrio_destroy(mrio);
    close(z);
    close(y);
    return 0;
}
