/*
 * raster_file.h - rasters as files: proxies in, layers out
 */
#ifndef HG_RASTER_FILE_H
#define HG_RASTER_FILE_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <stdint.h>

/*
 * Opens the first band (or `variable` of a netCDF file; NULL: the first); its values are
 * read when hg_raster_read() asks for them, and the file stays open until the raster is
 * destroyed (before hg_io_finish()).  Nodata and NaN become NaN; infinite and negative
 * values are a fault of the file (HG_E_INPUT, when they are read).  Refused: no CRS,
 * no or a rotated geotransform, above 65536 x 65536 pixels, blocks above 256 MiB.
 * Longitudes of 0..360 rasters stay as they are: to_grid wraps them.
 */
HG_MUST_CHECK enum hg_status
hg_open_raster(const char *path, const char *variable, enum hg_quantity quantity,
               const struct hg_grid *grid, struct hg_raster **out,
               struct hg_transform *to_grid, struct hg_error *err);

/* A ready grid of emissions: a raster as above of one band, or the text of EDGAR
 * (lat;lon;emission, lower left corners of 0.1 degree; cells without a line are 0) or of
 * CDIAC (64,800 numbers from 90 N, 180 W), gzipped or not.  The file tells which it is.
 */
HG_MUST_CHECK enum hg_status
hg_open_ready_grid(const char *path, const char *variable, enum hg_quantity quantity,
                   const struct hg_grid *grid, struct hg_raster **out,
                   struct hg_transform *to_grid, struct hg_error *err);

/* What a ready grid says of itself. */
struct hg_raster_about {
    struct hg_grid *grid; /* its pixels as cells, to be destroyed; areas of projected ones
                             are not set; NULL where its crs is neither degrees nor in
                             metres, or has no short name */
    char unit[128];       /* that it names, or "" */
    char basis[16];       /* metadata `co2_basis` (as hotgrid writes it), or "" */
    char statistic[32];   /* the same: "one standard deviation", or "" */
};

/* Fails as hg_open_ready_grid() does. */
HG_MUST_CHECK enum hg_status hg_read_raster_about(const char *path, const char *variable,
                                                  struct hg_raster_about *out,
                                                  struct hg_error *err);

/* A class of a class raster. */
struct hg_class_entry {
    uint8_t value;
    uint8_t red, green, blue;
    const char *name;
};

struct hg_layer_file {
    const struct hg_grid *grid;
    const float *value;         /* one of the two: NaN is outside the domain ... */
    const uint8_t *class_value; /* ... 255 is outside the domain */
    size_t n_class;
    const struct hg_class_entry *entry; /* colour table and names, for classes */
    const char *description;            /* of the band: "USA" */
    const char *unit;                   /* "t km-2 yr-1" */
    bool average; /* overviews may average (densities, shares); else they take the nearest
                   */
    size_t n_metadata;
    const char *const *key, *const *text; /* metadata; files have it by key */
    bool zstd;                            /* compress with ZSTD instead of DEFLATE */
    unsigned threads; /* of GDAL's to compress with; 0: none beside the caller */
};

/*
 * Encodes a layer as a Cloud-Optimised GeoTIFF in memory: one band, 512 x 512 blocks,
 * overviews, NaN (or 255) as nodata, statistics, full CRS.  Reads it back and compares
 * every value with the source.  The caller frees *bytes.  Any number of threads may call
 * it at once.  Same input, same bytes.
 */
HG_MUST_CHECK enum hg_status hg_encode_geotiff(const struct hg_layer_file *layer,
                                               uint8_t **bytes, size_t *length,
                                               struct hg_error *err);

/* What a layer file holds, for verification. */
struct hg_layer_stats {
    uint32_t ncol, nrow;
    size_t n_valid, n_class; /* cells with data; those above 0 */
    double sum, minimum, maximum;
    double sum_area; /* sum of value * cell area in km2 */
};

/* Reads a layer of the grid's shape back: HG_E_INPUT when it is not one. */
HG_MUST_CHECK enum hg_status hg_layer_stats(const char *path, const struct hg_grid *grid,
                                            struct hg_layer_stats *out,
                                            struct hg_error *err);

/* Versions of GDAL and PROJ, for provenance. */
const char *hg_gdal_version(void);
const char *hg_proj_version(void);

#endif
