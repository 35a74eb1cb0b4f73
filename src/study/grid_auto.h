/*
 * grid_auto.h - a grid of equal areas fitted to the regions of a study
 *
 * What is fitted to is the box of longitudes and latitudes that holds all polygons.  All
 * numbers of the projection are whole degrees (tenths where the box is narrower and lower
 * than 10 degrees), and edges are whole multiples of the cell, one cell beyond the
 * regions: the same regions give the same grid everywhere.
 *
 * Projections, unless the study names one:
 *   - Albers equal-area, standard parallels a sixth of the latitudes from either end
 *     (Snyder 1987, p. 99), where the box lies on one side of the equator, not within 10
 *     degrees of a pole, is at most half a turn wide and a quarter wider than high, and
 *     its middle is 15 degrees or more from the equator;
 *   - Lambert azimuthal equal-area about the middle of the box, where the box lies within
 *     a hemisphere; about the pole, where it is more than half a turn wide on one side of
 *     the equator;
 *   - else EPSG:6933, the equal-area cylinder, whole.
 */
#ifndef HG_STUDY_GRID_AUTO_H
#define HG_STUDY_GRID_AUTO_H

#include <hotgrid/shapes.h>
#include <hotgrid/study.h>

#define HG_GRID_AUTO "auto" /* the grid of a study that wants one fitted */

struct grid_extent {
    double west, width; /* the shortest arc of longitudes with all in it: -180 <= west <
                           180, width at most 360 */
    double south, north;
};

/* The projection that fits, and its crs as PROJ reads it.  Fails with HG_E_STUDY where
 * `fit` names one that cannot hold the extent. */
HG_MUST_CHECK enum hg_status grid_auto_crs(const struct grid_extent *extent,
                                           enum hg_grid_fit *fit, char *crs, size_t size,
                                           struct hg_error *err);

/* The grid of a study that says `grid: auto`; extent may be NULL. */
HG_MUST_CHECK enum hg_status grid_auto_fit(const struct hg_study *study,
                                           struct hg_grid **out,
                                           struct grid_extent *extent,
                                           struct hg_error *err);

#endif
