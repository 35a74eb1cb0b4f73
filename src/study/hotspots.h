/* hotspots.h - the hotspots of a layer: their names, and what they are made of */
#ifndef HG_STUDY_HOTSPOTS_H
#define HG_STUDY_HOTSPOTS_H

#include "study/job.h"

/* Parts of the land at which the curve of a layer is told: 0, then from a hundred
 * thousandth to all of it, 20 to each power of ten. */
enum { CURVE_POINTS = 102 };
double curve_area(size_t point);

struct layer_curve {           /* parts, 0..1, of the mass above 0; NAN: there is none */
    double share;              /* on `share_of_area` of the land */
    double area_75, area_90;   /* of the land, that hold so many percent */
    double gini;               /* over the land, cells of 0 included */
    double held[CURVE_POINTS]; /* on curve_area(point) of the land */
};

struct hg_concentration;
HG_MUST_CHECK enum hg_status layer_keep_curve(const struct job *job, struct layer *layer,
                                              const struct hg_concentration *curve,
                                              struct hg_error *err);

/* A plant on a hotspot. */
struct cluster_plant {
    const struct hg_site *site;
    uint32_t cell;
    size_t cluster, industry;
    double kg; /* that the layer counts */
};

/* The plants on the hotspots of a layer, by cluster, then falling kg; points with masses
 * of their own are not kept in memory and not among them.  The caller frees. */
HG_MUST_CHECK enum hg_status layer_find_plants(const struct job *job,
                                               const struct layer *layer,
                                               struct cluster_plant **out, size_t *n,
                                               struct hg_error *err);

/* kg of each cluster by origin and use: [cluster * n + k]. */
struct cluster_mix {
    size_t n_region, n_sector, n_destination; /* n_destination 0: not known */
    double *region, *sector, *destination;
};

/* Indices of the largest of n values above 0, largest first, ties by index; how many. */
size_t cluster_largest(size_t n, const double *kg, size_t n_largest, size_t *largest);

/* The same as JSON, `most` of them: [{key: word(job, index), "t": ...}]. */
struct json_t *largest_parts(const struct job *job, const char *key,
                             const char *(*word)(const struct job *, size_t), size_t most,
                             size_t n, const double *kg, bool *ok);

/* Names of what a cluster is made of. */
const char *cluster_region_name(const struct job *job, size_t region);
const char *cluster_sector_name(const struct job *job, size_t sector);

/* The text of tables/hotspots.csv, also where it fails; the caller frees. */
HG_MUST_CHECK enum hg_status hotspots_csv(struct job *job, struct hg_text *text,
                                          struct hg_error *err);

/* Does the study ask for the hotspots of a layer? */
bool layer_has_clusters(const struct job *job, const struct layer *layer);

/* Words of the study's `hotspots: layers:` that mean no layer are faults. */
void hotspots_check(struct job *job);

/* Finds and names the hotspots of a layer of which these are the cells; nothing where the
 * study asks for none. */
HG_MUST_CHECK enum hg_status layer_find_clusters(struct job *job, struct layer *layer,
                                                 const double *kg, struct hg_error *err);
void layer_free_clusters(struct layer *layer);

#endif
