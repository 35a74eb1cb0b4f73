/* fuzz-mrio_sheets.c - any bytes as a trade table of one file: the first line names its
 * format */
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
    for (size_t i = 0; i < n * m; i++)
        MUST(!isnan(mrio->Y[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const formats[] = {"icio\n", "wiod2013\n", "wiod2016\n"};
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        const size_t first = strlen(formats[i]);
        if (size < first || memcmp(data, formats[i], first) != 0)
            continue;
        char path[64], format[16];
        const int fd = fuzz_file(data + first, size - first);
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        snprintf(format, sizeof(format), "%.*s", (int)first - 1, formats[i]);
        struct hg_error err = {0};
        struct hg_mrio *mrio = NULL;
        const struct hg_mrio_source source = {.format = format, .path = path};
        const enum hg_status status = hg_read_mrio(&source, &mrio, &err);
        MUST((status == HG_OK) == (mrio != NULL));
        if (status == HG_OK)
            check(mrio);
        else
            MUST((status == HG_E_INPUT || status == HG_E_LIMIT) &&
                 err.message[0] != '\0');
        hg_mrio_destroy(mrio);
        close(fd);
    }
    return 0;
}
