/*
 * spread.h - the diffuse mass of a region over its cells
 */
#ifndef GRIDDING_SPREAD_H
#define GRIDDING_SPREAD_H

#include <hotgrid/allocate.h>

/* mass: [sector] of a region.  Makes its panel (n_cell 0 where nothing is diffuse or the
 * region has no polygon) and tells in placed [sector] how each mass > 0 went. */
HG_MUST_CHECK enum hg_status spread(const struct hg_allocate_params *params,
                                    size_t region, const hg_mass *mass,
                                    struct hg_panel *panel, struct hg_placement *placed,
                                    struct hg_error *err);

#endif
