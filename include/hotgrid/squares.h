/*
 * squares.h - how far what several independent sources make together may be off
 *
 * Sources k of masses m_k (or of weights) and relative standard deviations s_k deviate
 * together by sqrt(sum of (m_k s_k)^2) / sum of m_k (JCGM 100:2008, 5.1.2: exact for sums
 * of independent ones).  Which s_k the sources without one of their own have is known
 * later, so two parts of the square are kept.
 */
#ifndef HG_SQUARES_H
#define HG_SQUARES_H

/* Both over (sum of m_k)^2. */
struct hg_squares {
    double given; /* sum of (m_k s_k)^2 over the sources with an s_k of their own */
    double other; /* sum of m_k^2 over those without */
};

/* One source; NaN: it has no sigma of its own. */
struct hg_squares hg_squares_of(double sigma);

/* Sources of size a and others of size b, together. */
struct hg_squares hg_squares_add(struct hg_squares of_a, double a, struct hg_squares of_b,
                                 double b);

/* The relative standard deviation where those without one of their own have this. */
double hg_squares_sigma(struct hg_squares squares, double other);

#endif
