/* top_cells.c - the densest cells that fill an area, by a histogram of densities */
#include <hotgrid/sort.h>
#include <hotgrid/top_cells.h>
#include <stdlib.h>
#include <string.h>

/* Doubles above 0 rise with their bits: the highest 16 (of which the sign is 0) make bins
 * of a thirty-second of an octave. */
enum { SHIFT = 47, BINS = 1 << 16 };

/* Areas are sums: what is the same but for rounding does not ask for one more cell. */
static const double ROUNDING = 1e-9;

struct hg_top_cells {
    size_t n;
    const double *km2;
    double area_km2;
    double *density;        /* [n] */
    double *bin_km2;        /* [BINS] */
    struct hg_ranked *rank; /* [2 * n]: of the bin where the area is full, and scratch */
};

enum hg_status hg_top_cells_create(size_t n, const double *km2, double area_km2,
                                   struct hg_top_cells **out, struct hg_error *err)
{
    struct hg_top_cells *top = calloc(1, sizeof(*top));
    if (top) {
        *top = (struct hg_top_cells){.n = n, .km2 = km2};
        top->area_km2 = area_km2 * (1 - ROUNDING);
        top->density = calloc(n + 1, sizeof(*top->density));
        top->bin_km2 = calloc(BINS, sizeof(*top->bin_km2));
        top->rank = calloc(2 * n + 1, sizeof(*top->rank));
    }
    if (!top || !top->density || !top->bin_km2 || !top->rank) {
        hg_top_cells_destroy(top);
        return hg_fail(err, HG_E_MEMORY, "no memory for the hotspots of %zu cells", n);
    }
    *out = top;
    return HG_OK;
}

void hg_top_cells_destroy(struct hg_top_cells *top)
{
    if (!top)
        return;
    free(top->density);
    free(top->bin_km2);
    free(top->rank);
    free(top);
}

static size_t bin_of(double density)
{
    uint64_t bits;
    memcpy(&bits, &density, sizeof(bits));
    return (size_t)(bits >> SHIFT);
}

/* The bin in which the area becomes full (0 where all cells together do not fill it), and
 * the area of the bins above it. */
static size_t find_bin(const struct hg_top_cells *top, double *above_km2)
{
    *above_km2 = 0;
    for (size_t bin = BINS; bin-- > 1;) {
        if (*above_km2 + top->bin_km2[bin] >= top->area_km2)
            return bin;
        *above_km2 += top->bin_km2[bin];
    }
    return 0;
}

size_t hg_top_cells_count(struct hg_top_cells *top, const double *kg, uint32_t *hits)
{
    memset(top->bin_km2, 0, BINS * sizeof(*top->bin_km2));
    for (size_t i = 0; i < top->n; i++) {
        top->density[i] = kg[i] > 0 ? kg[i] / top->km2[i] : 0;
        top->bin_km2[bin_of(top->density[i])] += top->km2[i];
    }
    double filled_km2;
    const size_t last = find_bin(top, &filled_km2);
    size_t n = 0, n_last = 0;
    for (size_t i = 0; i < top->n; i++) {
        const size_t bin = bin_of(top->density[i]);
        if (!(top->density[i] > 0) || bin < last)
            continue;
        if (bin == last) {
            top->rank[n_last++] = (struct hg_ranked){top->density[i], i};
            continue;
        }
        hits[i]++;
        n++;
    }
    hg_sort_falling(n_last, top->rank, top->rank + n_last);
    for (size_t k = 0; k < n_last && filled_km2 < top->area_km2; k++) {
        filled_km2 += top->km2[top->rank[k].index];
        hits[top->rank[k].index]++;
        n++;
    }
    return n;
}
