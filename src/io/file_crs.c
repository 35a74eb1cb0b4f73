/* file_crs.c - the crs of layers in GeoTIFFs, prepared and proven once for a grid */
#include "io/file_crs.h"
#include "io/transform.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Of the directory of a TIFF (TIFF 6.0, section 2; OGC GeoTIFF 1.1, 7.1). */
enum { ENTRY = 12, TYPE_SHORT = 3, TYPE_ASCII = 2, TYPE_DOUBLE = 12 };
static const uint16_t GEO_TAGS[] = {34735, 34736, 34737}; /* keys, doubles, texts */
enum { N_TAG = sizeof(GEO_TAGS) / sizeof(GEO_TAGS[0]) };

/* Where the values of the tags lie in a file; length 0 for a tag it has not. */
struct geokeys {
    const uint8_t *at[N_TAG];
    size_t length[N_TAG];
};

struct known {
    struct known *next;
    struct hg_grid_params grid;
    char *wkt;
    uint8_t *values; /* what the keys below point into */
    struct geokeys keys;
};

/* Grows only, at its head, until io_file_crs_forget(). */
static _Atomic(struct known *) first;

static uint16_t short_at(const uint8_t *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof(value));
    return value;
}

static uint32_t long_at(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof(value));
    return value;
}

static bool take_tag(const uint8_t *entry, const uint8_t *file, size_t length,
                     struct geokeys *keys)
{
    const uint16_t tag = short_at(entry), type = short_at(entry + 2);
    const size_t size = type == TYPE_ASCII    ? 1
                        : type == TYPE_SHORT  ? 2
                        : type == TYPE_DOUBLE ? 8
                                              : 0;
    for (size_t i = 0; i < N_TAG; i++) {
        if (tag != GEO_TAGS[i])
            continue;
        const size_t n = size * long_at(entry + 4);
        const size_t at = n <= 4 ? (size_t)(entry + 8 - file) : long_at(entry + 8);
        if (n == 0 || n > length || at > length - n)
            return false;
        keys->at[i] = file + at;
        keys->length[i] = n;
    }
    return true;
}

/* Of the first directory. */
static bool find_geokeys(const uint8_t *file, size_t length, struct geokeys *keys)
{
    /* "II" and "MM" tell the order of bytes: 42 reads as such in the one of this machine.
     */
    if (length < 8 || (memcmp(file, "II", 2) != 0 && memcmp(file, "MM", 2) != 0) ||
        short_at(file + 2) != 42)
        return false;
    const size_t at = long_at(file + 4);
    if (at > length - 2)
        return false;
    const size_t n = short_at(file + at);
    if (n * ENTRY > length - 2 - at)
        return false;
    *keys = (struct geokeys){0};
    for (size_t i = 0; i < n; i++)
        if (!take_tag(file + at + 2 + i * ENTRY, file, length, keys))
            return false;
    return keys->length[0] > 0;
}

static const struct known *find_known(const struct hg_grid *grid)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    const struct known *known = atomic_load(&first);
    while (known && (strcmp(known->grid.crs, p->crs) != 0 ||
                     strcmp(known->grid.name, p->name) != 0))
        known = known->next;
    return known;
}

/* What to give to GDAL 3.6 as the crs.  Its GeoTIFF driver leaves out, without a word, a
 * crs that has no WKT 1, such as Equal Earth (seen).  Of a crs with an EPSG code only
 * that is written: a stand-in of the code will do, and the proof of the file sees what
 * comes of it. */
static OGRSpatialReferenceH writable_srs(OGRSpatialReferenceH srs)
{
    const char *const wkt1[] = {"FORMAT=WKT1_GDAL", NULL};
    const char *authority = OSRGetAuthorityName(srs, NULL),
               *code = OSRGetAuthorityCode(srs, NULL);
    char *wkt = NULL;
    CPLPushErrorHandler(CPLQuietErrorHandler);
    const bool known = OSRExportToWktEx(srs, &wkt, wkt1) == OGRERR_NONE;
    CPLPopErrorHandler();
    CPLFree(wkt);
    OGRSpatialReferenceH other = NULL;
    if (!known && authority && code && strcmp(authority, "EPSG") == 0)
        other = OSRNewSpatialReference(NULL);
    if (!other)
        return OSRClone(srs);
    OSRSetProjCS(other, OSRGetName(srs));
    OSRSetWellKnownGeogCS(other, "WGS84");
    OSRSetSinusoidal(other, 0, 0, 0);
    OSRSetAuthority(other, "PROJCS", authority, atoi(code));
    return other;
}

char *io_file_crs_wkt(const struct hg_grid *grid)
{
    const struct known *known = find_known(grid);
    if (known)
        return CPLStrdup(known->wkt);
    OGRSpatialReferenceH srs = io_grid_srs(grid);
    OGRSpatialReferenceH writable = srs ? writable_srs(srs) : NULL;
    char *wkt = writable ? io_srs_wkt(writable) : NULL;
    if (writable)
        OSRRelease(writable);
    if (srs)
        OSRRelease(srs);
    return wkt;
}

bool io_file_crs_known(const struct hg_grid *grid, const uint8_t *file, size_t length)
{
    const struct known *known = find_known(grid);
    struct geokeys keys;
    if (!known || !find_geokeys(file, length, &keys))
        return false;
    for (size_t i = 0; i < N_TAG; i++)
        if (keys.length[i] != known->keys.length[i] ||
            (keys.length[i] > 0 &&
             memcmp(keys.at[i], known->keys.at[i], keys.length[i]) != 0))
            return false;
    return true;
}

static void destroy(struct known *known)
{
    free(known->wkt);
    free(known->values);
    free(known);
}

/* The values of the tags, one after the other, in memory of their own. */
static bool keep_geokeys(const struct geokeys *keys, struct known *known)
{
    size_t n = 0;
    for (size_t i = 0; i < N_TAG; i++)
        n += keys->length[i];
    uint8_t *to = known->values = malloc(n);
    if (!to)
        return false;
    for (size_t i = 0; i < N_TAG; i++) {
        known->keys.length[i] = keys->length[i];
        known->keys.at[i] = to;
        if (keys->length[i] > 0)
            memcpy(to, keys->at[i], keys->length[i]);
        to += keys->length[i];
    }
    return true;
}

void io_file_crs_learn(const struct hg_grid *grid, const char *wkt, const uint8_t *file,
                       size_t length)
{
    struct geokeys keys;
    if (find_known(grid) || !find_geokeys(file, length, &keys))
        return;
    struct known *known = calloc(1, sizeof(*known));
    if (!known)
        return;
    known->grid = *hg_grid_params(grid);
    known->wkt = strdup(wkt);
    if (!known->wkt || !keep_geokeys(&keys, known)) {
        destroy(known);
        return;
    }
    known->next = atomic_load(&first);
    while (!atomic_compare_exchange_weak(&first, &known->next, known))
        ;
}

void io_file_crs_forget(void)
{
    struct known *known = atomic_exchange(&first, NULL);
    while (known) {
        struct known *next = known->next;
        destroy(known);
        known = next;
    }
}
