/* with_gdal.h - GDAL for a whole group of tests: cmocka_run_group_tests(tests,
 * gdal_start, gdal_finish) */
#ifndef HG_TEST_WITH_GDAL_H
#define HG_TEST_WITH_GDAL_H

#include <hotgrid/crs.h>

static inline int gdal_start(void **state)
{
    (void)state;
    hg_io_start();
    return 0;
}

static inline int gdal_finish(void **state)
{
    (void)state;
    hg_io_finish();
    return 0;
}

#endif
