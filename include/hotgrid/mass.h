/*
 * mass.h - exact masses: whole numbers of 2^-20 kg, and their sums
 *
 * A mass is rounded once, when it enters (ties to even).  Sums are 128-bit integers:
 * exact, in any order, on any number of threads.  A total is split over its parts by
 * cumulative rounding, so that the parts always add up to it.
 */
#ifndef HG_MASS_H
#define HG_MASS_H

#include <hotgrid/error.h>
#include <stdint.h>

typedef int64_t hg_mass; /* 2^-20 kg; at most 8.79 Gt */
__extension__ typedef __int128 hg_mass_sum;

#define HG_MASS_PER_KG 1048576.0

/* Fails with HG_E_INPUT when kg is not finite or beyond what a mass holds. */
HG_MUST_CHECK enum hg_status hg_mass_from_kg(double kg, hg_mass *out,
                                             struct hg_error *err);

double hg_mass_kg(hg_mass_sum mass); /* nearest double */

/* What the first parts get of a total when they hold the fraction cumulative (0..1) of
 * all weight: R(total * cumulative), R rounding to the nearest, ties to even, in integer
 * arithmetic (cumulative taken to 2^-62).  hg_mass_upto(t, 1) == t, hg_mass_upto(t, 0) ==
 * 0, and it never decreases with cumulative when total >= 0.  A part is the difference of
 * two. */
hg_mass hg_mass_upto(hg_mass total, double cumulative);

/* Longest text of hg_mass_text(), with its end. */
#define HG_MASS_TEXT 72

/* The exact mass as a decimal number of the unit whose size is 10^power kg (3 for t, 9
 * for Mt): all digits, no exponent, no trailing zeros ("0", "-12.5", "1466000000.25"). */
const char *hg_mass_text(hg_mass_sum mass, int power, char buffer[HG_MASS_TEXT]);

/* The reverse of hg_mass_text(): reads a decimal number of 10^power kg exactly where it
 * is a multiple of 2^-20 kg; false for other text. */
bool hg_mass_parse(const char *text, int power, hg_mass_sum *out);

/* A decimal number of 10^power kg as it stands in a file, rounded once to the nearest
 * mass, ties to even, without a double in between; false for other text (an exponent) and
 * beyond what a mass holds. */
bool hg_mass_read(const char *text, int power, hg_mass *out);

#endif
