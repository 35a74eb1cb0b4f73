/*
 * structural.h - what changed the emissions of two trade tables: structural decomposition
 *
 * Emissions are e = f L y: intensity, (I - A)^-1, final demand; y = g Y, the mix of what
 * a destination demands and its sum.  Between two tables with the same industries (of two
 * years, or of two regions each for itself), the mean of the two polar forms
 * (Dietzenbacher and Los 1998, Econ. Syst. Res. 10:307), for each industry and
 * destination:
 *
 *     intensity   df (L0 y0 + L1 y1) / 2
 *     inputs      (f1 L1 dA L0 y0 + f0 L0 dA L1 y1) / 2
 *     mix         (f1 L1 dg Y0 + f0 L0 dg Y1) / 2
 *     level       (f1 L1 g1 + f0 L0 g0) dY / 2
 *
 * What is bought, and where (Arto and Dietzenbacher 2014, Environ. Sci. Technol.
 * 48:5388): a = h t with h what an industry needs of a product from all regions and t the
 * part of one of them, da = dh (t0 + t1) / 2 + dt (h0 + h1) / 2; g alike.  All effects
 * add up to the change exactly.  L is never formed: L0 y1, L1 y0 and the like are solved
 * for. An intensity, a mix or a t that one side does not have (no output, no demand, no
 * need) is taken from the other, so that nothing is put down to it.
 */
#ifndef HG_STRUCTURAL_H
#define HG_STRUCTURAL_H

#include <hotgrid/error.h>
#include <hotgrid/leontief.h>
#include <hotgrid/mrio.h>

struct hg_structural_side {
    const struct hg_mrio *mrio;
    const struct hg_leontief *leontief; /* of it */
    const struct hg_shares *shares;     /* of it */
    const double *e;                    /* [n] kg */
};

enum hg_structural_effect {
    HG_BY_INTENSITY,
    HG_BY_TECHNOLOGY,     /* of inputs: what is bought */
    HG_BY_SOURCING,       /* of inputs: where */
    HG_BY_PRODUCTS,       /* of the mix: what is bought */
    HG_BY_FINAL_SOURCING, /* of the mix: where */
    HG_BY_LEVEL,
    HG_BY_IDLE, /* of industries without output, at home: of none of the factors */
    HG_N_STRUCTURAL,
};

/*
 * effect[(i * D + d) * HG_N_STRUCTURAL + effect], overwritten: kg, industries i and
 * destinations d in the order of the table before.  industry[i] and region[d] are their
 * places in the table after, each once; NULL: the same.
 */
HG_MUST_CHECK enum hg_status
hg_structural_changes(const struct hg_structural_side *before,
                      const struct hg_structural_side *after, const size_t *industry,
                      const size_t *region, unsigned threads, double *effect,
                      struct hg_error *err);

/*
 * The regions of a table that are members, as one economy of its own: an industry for
 * each sector of the table (of no output where they have none); what it sells to members'
 * industries is Z, to their final demand Y of destination 0, and to all others, for
 * whatever use, Y of destination 1.  Outputs stay what they are.
 */
HG_MUST_CHECK enum hg_status hg_domestic_table(const struct hg_mrio *mrio,
                                               const bool *member, struct hg_mrio **out,
                                               struct hg_error *err);

#endif
