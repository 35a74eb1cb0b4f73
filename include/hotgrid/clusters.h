/*
 * clusters.h - the hotspots of a layer: its densest cells, where they hang together
 *
 * Candidates are the densest cells that fill an area, as hg_top_cells_count() takes them:
 * by falling density, ties by cell number.  Two ways to put them together:
 *
 *   connected  neighbours by side or corner belong together (8-connected components);
 *              kept are those with at least min_cells cells and min_kg.
 *   DBSCAN     (Ester, Kriegel, Sander and Xu 1996, KDD-96, 226-231) a candidate is a
 *              core where the candidates within distance_km of it, itself among them,
 *              are at least min_cells and hold at least min_kg; cores within that
 *              distance belong together.  Any other candidate joins the densest core
 *              within it (ties: the smallest cell number), or none.  Distances are
 *              between centres, on the ellipsoid on grids of degrees, on the plane of
 *              the grid on others.
 *
 * Grids of degrees that go all around the Earth are closed at the antimeridian.
 */
#ifndef HG_CLUSTERS_H
#define HG_CLUSTERS_H

#include <hotgrid/grid.h>
#include <hotgrid/raster.h>

struct hg_cluster {
    uint32_t n_cell;
    uint32_t peak_cell;     /* the densest; ties: the smallest number */
    double kg, km2;         /* of its cells */
    double peak_kg_per_km2; /* of the peak cell */
    double x, y;            /* centre of mass, in the crs of the grid */
    double lon, lat;        /* the same, degrees */
};

struct hg_clusters {
    size_t n;
    struct hg_cluster *cluster; /* largest mass first; ties: the smaller peak cell */
    uint32_t *of_cell;          /* [cell]: number from 1; 0: in none */
};

struct hg_cluster_params {
    const struct hg_grid *grid;
    const double *kg; /* [cell]; cells of 0 and below are never in a cluster */
    double area_km2;  /* that candidates fill */
    uint32_t min_cells;
    double min_kg;
    double distance_km;                   /* above 0: DBSCAN; 0: connected */
    const struct hg_transform *to_lonlat; /* from the crs of the grid */
};

/* Fails with HG_E_MEMORY only. */
HG_MUST_CHECK enum hg_status hg_find_clusters(const struct hg_cluster_params *params,
                                              struct hg_clusters **out,
                                              struct hg_error *err);
void hg_clusters_destroy(struct hg_clusters *clusters); /* NULL is fine */

#endif
