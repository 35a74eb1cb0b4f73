/*
 * targets.h - where less intensive production would save most: gaps to a benchmark
 *
 * For each pair (region, sector) with emissions e and output x, after Liu et al. (2015,
 * Nat. Clim. Change 6:201):
 *
 *     intensity f = e / x        gap = f - b_sector
 *     excess = max(0, gap) x s   (s: the part of the output that counts, e.g. exports)
 *
 * with the benchmark b of a sector its best intensity, its mean (sum of e / sum of x: the
 * gaps weighted by output then add up to 0), or a given one.  Where energy is known, a
 * gap has two parts, by e / energy and by energy / x; the benchmark's are those of the
 * best region, or of the same sums.
 */
#ifndef HG_TARGETS_H
#define HG_TARGETS_H

#include <hotgrid/error.h>
#include <stdbool.h>
#include <stdint.h>

enum hg_benchmark { HG_BENCHMARK_BEST, HG_BENCHMARK_MEAN, HG_BENCHMARK_GIVEN };

struct hg_target_params {
    size_t n_region, n_sector;
    const double *kg;      /* [region * n_sector + sector]: emissions, >= 0 */
    const double *output;  /* the same, in one unit within a sector, >= 0; 0: no pair */
    const double *counted; /* the same: part of the output that counts, 0..1; NULL: 1 */
    const bool *listed;    /* [region]: ranked; NULL: all.  Others are benchmarks alone */
    enum hg_benchmark benchmark;
    const double *given;  /* [sector]: kg a unit of output, NAN for none; of GIVEN */
    const double *energy; /* [region * n_sector + sector]: TJ, >= 0, NAN: not known; NULL:
                             gaps are not split */
    const double
        *given_energy; /* [sector]: TJ a unit of output, NAN; of GIVEN; or NULL */
    double least; /* BEST: of regions with this part of the sector's output at least */
};

struct hg_target {
    uint32_t region, sector;
    double kg, output;
    double intensity, benchmark, gap; /* kg a unit of output; NAN without a benchmark */
    double energy, benchmark_energy;  /* TJ a unit of output; NAN: not known */
    double by_carbon, by_energy; /* parts of the gap (hg_gap_split()), kg a unit; NAN:
                                    energy not known, or 0 */
    double excess_kg;            /* >= 0 */
    double share;                /* of all excess, 0..1; 0 when there is none */
    double cumulative;           /* of this pair and those before it */
};

struct hg_targets {
    size_t n;
    struct hg_target *target; /* largest excess first, then by region and sector */
    double excess_kg;         /* of all */
    double counted_kg;        /* emissions of the counted parts of all pairs */
    size_t n_without_output;  /* pairs with emissions but no output: not among them */
    double kg_without_output;
    size_t n_without_benchmark;
    double by_carbon_kg, by_energy_kg; /* parts of excess_kg, of pairs that are split */
    size_t n_split;
};

/* HG_E_ARG names the first figure that is none. */
HG_MUST_CHECK enum hg_status hg_targets_create(const struct hg_target_params *params,
                                               struct hg_targets **out,
                                               struct hg_error *err);
void hg_targets_destroy(struct hg_targets *targets); /* NULL is fine */

/* How many pairs, from the largest excess on, carry that part of all excess. */
size_t hg_targets_for(const struct hg_targets *targets, double share);

/* A gap in two: by the carbon of the energy (kg CO2 a TJ) and by the energy of the output
 * (TJ a unit), LMDI-I between the benchmark and the pair (Ang 2015, Energy Policy 86:233;
 * decompose.h).  The parts add up to the gap. */
HG_MUST_CHECK enum hg_status hg_gap_split(double pair_carbon, double pair_energy,
                                          double benchmark_carbon,
                                          double benchmark_energy, double *by_carbon,
                                          double *by_energy, struct hg_error *err);

#endif
