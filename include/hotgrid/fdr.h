/*
 * fdr.h - which of many p-values count, with the part of false discoveries held down
 *
 * Benjamini and Hochberg (1995, J. R. Stat. Soc. B 57:289-300): the largest k of the
 * n sorted p-values with p(k) <= k q / n; these k are significant, and on average at most
 * a part q of them falsely, where the tests are independent or positively dependent.
 * Benjamini and Yekutieli (2001, Ann. Statist. 29:1165-1188): the same with q divided by
 * 1 + 1/2 + ... + 1/n, under any dependence.
 */
#ifndef HG_FDR_H
#define HG_FDR_H

#include <stddef.h>

enum hg_fdr { HG_FDR_NONE, HG_FDR_BH, HG_FDR_BY }; /* NONE: each p against q */

/* The bound: p <= it is significant; below 0 where none is.  p are 0..1. */
double hg_fdr_bound(enum hg_fdr method, size_t n, const double *p, double q);

#endif
