/* sources.c - the end of lines and areas that emit, and of what proxies are made from */
#include <hotgrid/sources.h>
#include <stdlib.h>

void hg_features_destroy(struct hg_features *features)
{
    if (!features)
        return;
    hg_sites_destroy(features->sites);
    hg_shapes_destroy(features->shapes);
    free(features);
}

void hg_proxy_features_destroy(struct hg_proxy_features *features)
{
    if (!features)
        return;
    free(features->weight);
    free(features->x);
    free(features->y);
    hg_shapes_destroy(features->shapes);
    free(features);
}
