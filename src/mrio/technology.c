/* technology.c - consumption-based accounts with exports at the world's average intensity
 */
#include <hotgrid/footprints.h>
#include <stdlib.h>

/* The part of an industry's output that serves other regions. */
static double exported(const struct hg_mrio *mrio, const struct hg_shares *shares,
                       size_t i)
{
    return 1 - shares->share[i * shares->n_destination + mrio->region_of[i]];
}

/* Emissions and output of each sector, all of it or what is exported. */
static void add_up(const struct hg_mrio *mrio, const struct hg_shares *shares,
                   const double *x, const double *e, enum hg_average average, double *kg,
                   double *output)
{
    for (size_t i = 0; i < mrio->n; i++) {
        const double part =
            average == HG_AVERAGE_OF_EXPORTS ? exported(mrio, shares, i) : 1;
        if (x[i] == 0)
            continue;
        kg[mrio->sector_of[i]] += e[i] * part;
        output[mrio->sector_of[i]] += x[i] * part;
    }
}

enum hg_status hg_technology_adjusted(const struct hg_mrio *mrio,
                                      const struct hg_shares *shares, const double *x,
                                      const double *e, enum hg_average average,
                                      double *out, struct hg_error *err)
{
    const size_t D = shares->n_destination, S = hg_axis_size(mrio->sectors);
    double *kg = calloc(S + 1, sizeof *kg), *output = calloc(S + 1, sizeof *output);
    if (!kg || !output) {
        free(kg);
        free(output);
        return hg_fail(err, HG_E_MEMORY, "no memory for accounts of %zu sectors", S);
    }
    add_up(mrio, shares, x, e, average, kg, output);
    for (size_t d = 0; d < D; d++)
        out[d] = 0;
    for (size_t i = 0; i < mrio->n; i++) {
        const size_t s = mrio->sector_of[i];
        for (size_t d = 0; d < D; d++) /* consumption-based */
            out[d] += e[i] * shares->share[i * D + d];
        if (x[i] == 0 || output[s] == 0)
            continue;
        const double standard = x[i] * (kg[s] / output[s]);
        out[mrio->region_of[i]] += (e[i] - standard) * exported(mrio, shares, i);
    }
    free(kg);
    free(output);
    return HG_OK;
}
