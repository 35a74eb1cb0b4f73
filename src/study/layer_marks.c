/* layer_marks.c - names and masses of the hotspots on a map */
#include "study/layer_marks.h"

void layer_mark_hotspots(const struct job *job, const struct layer *layer,
                         struct layer_marks *marks, struct hg_map *map)
{
    static const struct {
        double kg;
        const char *unit;
    } unit[] = {{1e9, "Mt"}, {1e6, "kt"}, {1e3, "t"}};
    const struct hg_clusters *clusters = layer->clusters;
    const size_t wanted = (size_t)job->study->maps.hotspots;
    if (!clusters || !clusters->n || !wanted)
        return;
    size_t u = 0;
    while (u < 2 && clusters->cluster[0].kg < unit[u].kg)
        u++;
    const size_t n = clusters->n < wanted ? clusters->n : wanted;
    const int digits = clusters->cluster[n - 1].kg >= 100 * unit[u].kg ? 0 : 1;
    for (size_t i = 0; i < n; i++) {
        const struct hg_cluster *c = &clusters->cluster[i];
        const double amount = c->kg / unit[u].kg;
        struct hg_map_hotspot h = {.number = (unsigned)(i + 1),
                                   .name = layer->cluster_name[i],
                                   .figure = marks->figure[i]};
        snprintf(marks->figure[i], sizeof(marks->figure[i]), "%.*f", digits, amount);
        hg_grid_centre(job->grid, c->peak_cell, &h.x, &h.y);
        marks->hotspot[i] = h;
    }
    snprintf(marks->title, sizeof(marks->title), "Hotspots, %s %s per year", unit[u].unit,
             job_gas_print(job));
    map->cluster = clusters->of_cell;
    map->n_hotspot = n;
    map->hotspot = marks->hotspot;
    map->hotspot_title = marks->title;
}
