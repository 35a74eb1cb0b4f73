/* places_layers.h - sets of places as layers of maps and of QGIS */
#ifndef HG_STUDY_PLACES_LAYERS_H
#define HG_STUDY_PLACES_LAYERS_H

#include "study/zone_accounts.h"

#define PLACES_GPKG "places.gpkg"

/* Classes of t per km2 of land; none (n 0) where no place emits. */
HG_MUST_CHECK enum hg_status places_classes(const struct job *job,
                                            const struct place_set *set, bool foreign,
                                            struct hg_classes *out, struct hg_error *err);

/* A QGIS style: polygons by classes of what serves foreign markets (without markets: of
 * all) per km2, points as circles; what stands between its outer tags, and as a file of
 * its own, which the caller frees (places_style.c). */
HG_MUST_CHECK enum hg_status places_style(const struct job *job,
                                          const struct place_set *set,
                                          struct hg_text *xml, struct hg_error *err);
HG_MUST_CHECK enum hg_status places_qml(const struct job *job,
                                        const struct place_set *set, char **out,
                                        struct hg_error *err);

#endif
