/*
 * relocate.h - capacity that moves: what falls here, what rises there, what is left
 *
 * A move takes the output of some capacity from an origin to a destination.  With q the
 * output moved, delta the part of the old plants that closes, i_o and i_d the intensities
 * (direct, and the electricity times the factor of its grid),
 *
 *     domestic = - delta q i_o      abroad = + q i_d      transport = q tau km
 *     global = their sum            leakage = abroad / -domestic (1: nothing is saved)
 *     break-even i_d = delta i_o - tau km, where global is 0
 *
 * (leakage: IPCC 2007, AR4 WG III, glossary).  Each figure may be a range; every effect
 * is monotone in every figure while the others stand, so that the ends of its range lie
 * at ends of the figures.
 */
#ifndef HG_RELOCATE_H
#define HG_RELOCATE_H

#include <hotgrid/error.h>
#include <hotgrid/scenario.h>
#include <stddef.h>

/* kg CO2 a year, but for the last two. */
struct hg_move_effect {
    struct hg_range moved; /* t a year */
    struct hg_range domestic, abroad, transport, global;
    struct hg_range leakage;    /* NAN where domestic is 0 */
    struct hg_range break_even; /* kg CO2 a tonne at the destination */
};

/* HG_E_ARG names the figure that is no range of its kind. */
HG_MUST_CHECK enum hg_status hg_move_effect(const struct hg_move *move,
                                            struct hg_move_effect *out,
                                            struct hg_error *err);

/* One value after the other: the sum of n effects.  Ranges add up end by end: moves that
 * share their figures may be surer than that, never less sure.  Leakage is that of the
 * sums, break-even NAN. */
void hg_move_effect_sum(size_t n, const struct hg_move_effect *effect,
                        struct hg_move_effect *out);

#endif
