/* whole_raster.h - a raster file with all its values in memory */
#ifndef HG_TEST_WHOLE_RASTER_H
#define HG_TEST_WHOLE_RASTER_H

#include <hotgrid/raster_file.h>

/* As hg_open_raster(). */
HG_MUST_CHECK enum hg_status
read_whole_raster(const char *path, const char *variable, enum hg_quantity quantity,
                  const struct hg_grid *grid, struct hg_raster **out,
                  struct hg_transform *to_grid, struct hg_error *err);

#endif
