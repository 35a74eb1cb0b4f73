/*
 * weights_file.h - weights and proxies on the grid, kept in a folder for later runs
 *
 * A file is named after its key, a SHA-256 over all that its content was made of: what
 * changed has another name.  It ends with a SHA-256 of its own bytes: a file that is
 * damaged, cut off, of another program or machine is known as such, and never used.
 * Deleting files or the whole folder is always safe; nothing else removes them.
 *
 *   bytes     what
 *   8         "hgkept1\n"
 *   4, 4      0x01020304 in the byte order of the machine; 1 weights, 2 density, 3 table,
 *             4 factors
 *   8, 8      counts: shapes and runs; cells, and values other than 0
 *   64        the key
 *   ...       weights: first, n_odd, run (weights.h); density: runs of cells other than 0
 *             as pairs (first, length) of 32 bits, a pair (0, 0), then their values
 *   64        SHA-256 of all bytes before, in hexadecimal digits
 */
#ifndef HG_WEIGHTS_FILE_H
#define HG_WEIGHTS_FILE_H

#include <hotgrid/digest.h>
#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <hotgrid/shapes.h>
#include <hotgrid/weights.h>

/* Of hg_cover(): the grid, and the vertices, rings and codes of the shapes. */
HG_MUST_CHECK enum hg_status hg_weights_key(const struct hg_grid *grid,
                                            const struct hg_shapes *shapes,
                                            char key[HG_DIGEST_TEXT],
                                            struct hg_error *err);

/* Of hg_regrid(): the grid, the bytes of the file that raster was opened from and the
 * variable in it (NULL for none), how its pixels lie and what they mean, and the way to
 * the grid, at places all over the raster.  HG_E_INPUT when the file cannot be read. */
HG_MUST_CHECK enum hg_status
hg_density_key(const struct hg_grid *grid, const struct hg_raster *raster,
               const char *variable, const struct hg_transform *to_grid,
               char key[HG_DIGEST_TEXT], struct hg_error *err);

enum hg_kept {
    HG_KEPT_NOT,
    HG_KEPT_DAMAGED, /* there is a file, but it is not to be trusted */
    HG_KEPT_FOUND,
};

/* What was kept; *out and density are set only where it is found.  Fails with HG_E_MEMORY
 * alone. */
HG_MUST_CHECK enum hg_status hg_load_weights(const char *folder, const char *key,
                                             const struct hg_grid *grid, size_t n_shape,
                                             struct hg_weights **out, enum hg_kept *kept,
                                             struct hg_error *err);
HG_MUST_CHECK enum hg_status hg_load_density(const char *folder, const char *key,
                                             const struct hg_grid *grid, double *density,
                                             enum hg_kept *kept, struct hg_error *err);

/* Keeps (keep.h).  HG_E_OUTPUT, or HG_E_MEMORY. */
HG_MUST_CHECK enum hg_status hg_save_weights(const char *folder, const char *key,
                                             const struct hg_weights *weights,
                                             struct hg_error *err);
HG_MUST_CHECK enum hg_status hg_save_density(const char *folder, const char *key,
                                             const struct hg_grid *grid,
                                             const double *density, struct hg_error *err);

/* "FOLDER/weights-KEY.kept", "FOLDER/density-KEY.kept" "FOLDER/table-KEY.kept" (trade
 * tables, mrio_file.h) or "FOLDER/factors-KEY.kept" (solution_file.h), for messages; cut
 * where buffer is too small. */
enum hg_kept_kind {
    HG_KEPT_WEIGHTS = 1,
    HG_KEPT_DENSITY = 2,
    HG_KEPT_TABLE = 3,
    HG_KEPT_FACTORS = 4
};
const char *hg_kept_path(const char *folder, enum hg_kept_kind kind, const char *key,
                         char *buffer, size_t size);

#endif
