/* fuzz-emissions_file.c - any bytes as a file of emissions, with a length and a digest
 * that suit them; what is read is written anew and read the same
 */
#include "fuzz.h"
#include "io/emissions_layout.h"
#include <string.h>
#include <unistd.h>

/* The grid of the corpus. */
static struct hg_grid *make_grid(void)
{
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:4326",
                                          .kind = HG_GRID_LONLAT,
                                          .box = {0, 0, 4, 2},
                                          .ncol = 4,
                                          .nrow = 2};
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    MUST(hg_grid_create(&params, &grid, &err) == HG_OK);
    return grid;
}

/* The bytes as they would have been written; NULL where they are too few. */
static uint8_t *sign(const uint8_t *data, size_t size)
{
    if (size < LAYOUT_HEAD + LAYOUT_DIGEST)
        return NULL;
    uint8_t *bytes = malloc(size);
    MUST(bytes);
    memcpy(bytes, data, size);
    for (unsigned b = 0; b < 8; b++)
        bytes[LAYOUT_HEAD - 8 + b] = (uint8_t)((uint64_t)size >> (8 * b));
    char digest[HG_DIGEST_TEXT];
    hg_digest_bytes(bytes, size - LAYOUT_DIGEST, digest);
    memcpy(bytes + size - LAYOUT_DIGEST, digest, LAYOUT_DIGEST);
    return bytes;
}

static struct hg_emissions_file *read_bytes(const uint8_t *bytes, size_t size,
                                            const struct hg_grid *grid)
{
    char path[64];
    struct hg_error err = {0};
    struct hg_emissions_file *file = NULL;
    const int fd = fuzz_file(bytes, size);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    const enum hg_status status =
        hg_read_emissions(path, grid, (uint64_t)16 << 20, 1, &file, &err);
    MUST((status == HG_OK) == (file != NULL));
    MUST(status == HG_OK || status == HG_E_INPUT || status == HG_E_LIMIT);
    MUST(status == HG_OK || err.message[0] != '\0');
    close(fd);
    return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *bytes = sign(data, size), *again = NULL, *third = NULL;
    size_t length = 0, third_length = 0;
    struct hg_grid *grid = make_grid();
    struct hg_emissions_file *file = NULL, *second = NULL;
    struct hg_error err = {0};
    if (size > 0)
        hg_emissions_file_destroy(read_bytes(data, size, grid)); /* as it is */
    if (bytes)
        file = read_bytes(bytes, size, grid);
    if (file) {
        MUST(hg_encode_emissions(file->emissions, &file->facts, 1, &again, &length,
                                 &err) == HG_OK);
        second = read_bytes(again, length, grid);
        MUST(second);
        MUST(hg_encode_emissions(second->emissions, &second->facts, 2, &third,
                                 &third_length, &err) == HG_OK);
        MUST(third_length == length && memcmp(third, again, length) == 0);
    }
    hg_emissions_file_destroy(file);
    hg_emissions_file_destroy(second);
    hg_grid_destroy(grid);
    free(bytes);
    free(again);
    free(third);
    return 0;
}
