/* concentration.c - the curve of mass over land, densest cells first */
#include <hotgrid/concentration.h>
#include <hotgrid/sort.h>
#include <math.h>
#include <stdlib.h>

struct hg_concentration {
    double land_km2;
    size_t n; /* cells with mass */
    /* [n + 1]: of the i densest cells; the last ones belong to all of them. */
    double *kg, *km2;
};

void hg_concentration_destroy(struct hg_concentration *curve)
{
    if (!curve)
        return;
    free(curve->kg);
    free(curve->km2);
    free(curve);
}

/* How many cells have mass. */
static enum hg_status check_cells(size_t n, const double *kg, const double *km2,
                                  double land_km2, size_t *n_mass, struct hg_error *err)
{
    size_t count = 0;
    if (!(land_km2 > 0 && isfinite(land_km2)))
        return hg_fail(err, HG_E_ARG, "a land area of %g km2", land_km2);
    for (size_t i = 0; i < n; i++) {
        if (!(kg[i] >= 0 && isfinite(kg[i])))
            return hg_fail(err, HG_E_ARG, "cell %zu holds %g kg", i, kg[i]);
        if (kg[i] > 0 && !(km2[i] > 0 && isfinite(km2[i])))
            return hg_fail(err, HG_E_ARG, "cell %zu has %g km2", i, km2[i]);
        count += kg[i] > 0;
    }
    *n_mass = count;
    return HG_OK;
}

/* rank has room for twice the cells with mass. */
static void fill_curve(struct hg_concentration *curve, size_t n, const double *kg,
                       const double *km2, struct hg_ranked *rank)
{
    size_t next = 0;
    for (size_t i = 0; i < n; i++)
        if (kg[i] > 0)
            rank[next++] = (struct hg_ranked){kg[i] / km2[i], i};
    hg_sort_falling(next, rank, rank + next);
    for (size_t i = 0; i < next; i++) {
        curve->kg[i + 1] = curve->kg[i] + kg[rank[i].index];
        curve->km2[i + 1] = curve->km2[i] + km2[rank[i].index];
    }
}

enum hg_status hg_concentration_create(size_t n, const double *kg, const double *km2,
                                       double land_km2, struct hg_concentration **out,
                                       struct hg_error *err)
{
    size_t n_mass = 0;
    enum hg_status status = check_cells(n, kg, km2, land_km2, &n_mass, err);
    if (status != HG_OK)
        return status;

    struct hg_ranked *rank = calloc(n_mass + 1, 2 * sizeof *rank);
    struct hg_concentration *curve = calloc(1, sizeof *curve);
    if (curve) {
        curve->kg = calloc(n_mass + 1, sizeof(*curve->kg));
        curve->km2 = calloc(n_mass + 1, sizeof(*curve->km2));
    }
    if (!rank || !curve || !curve->kg || !curve->km2) {
        status =
            hg_fail(err, HG_E_MEMORY, "no memory for the curve of %zu cells", n_mass);
        goto done;
    }
    curve->land_km2 = land_km2;
    curve->n = n_mass;
    fill_curve(curve, n, kg, km2, rank);

    *out = curve;
    curve = NULL; /* now the caller's */
done:
    free(rank);
    hg_concentration_destroy(curve);
    return status;
}

/* The y that belongs to an x on the line through the points of two rising sums, straight
 * between them; x lies in 0..last. */
static double interpolate(const double *xs, const double *ys, size_t n, double x)
{
    size_t low = 0, high = n; /* xs[low] <= x <= xs[high] */
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (xs[middle] < x)
            low = middle;
        else
            high = middle;
    }
    if (xs[high] == x || xs[high] == xs[low])
        return ys[high];
    return ys[low] + (ys[high] - ys[low]) * ((x - xs[low]) / (xs[high] - xs[low]));
}

double hg_concentration_share(const struct hg_concentration *curve, double area)
{
    const double km2 = area * curve->land_km2, covered = curve->km2[curve->n];
    if (curve->n == 0 || isnan(area))
        return NAN;
    if (km2 >= covered)
        return 1;
    if (km2 <= 0)
        return 0;
    return interpolate(curve->km2, curve->kg, curve->n, km2) / curve->kg[curve->n];
}

double hg_concentration_area(const struct hg_concentration *curve, double share)
{
    if (curve->n == 0 || isnan(share))
        return NAN;
    const double kg = fmin(share, 1) * curve->kg[curve->n];
    if (kg <= 0)
        return 0;
    return interpolate(curve->kg, curve->km2, curve->n, kg) / curve->land_km2;
}

/* Twice the area between the curve and the diagonal (Gini 1912); cells without mass are
 * its flat end. */
double hg_concentration_gini(const struct hg_concentration *curve)
{
    if (curve->n == 0)
        return NAN;
    const double total = curve->kg[curve->n], covered = curve->km2[curve->n];
    const double land = fmax(curve->land_km2, covered);
    double below = land - covered; /* km2 times share */
    for (size_t i = 0; i < curve->n; i++)
        below += (curve->km2[i + 1] - curve->km2[i]) *
                 ((curve->kg[i] + curve->kg[i + 1]) / (2 * total));
    return 2 * below / land - 1;
}
