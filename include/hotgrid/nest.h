/*
 * nest.h - a table of provinces nested into the table of the world
 *
 * Each value of the parent country in the world table is shared out over its provinces by
 * the pattern of the provincial table, which is first brought to the parent's sectors:
 *
 *     Z[(p,i),(q,j)] = Z[(c,i),(c,j)] * ZP[(p,i),(q,j)] / sum over p, q
 *     Z[(p,i),(r,j)] = Z[(c,i),(r,j)] * ex[p,i(,r)] / sum over p
 *     Z[(r,i),(q,j)] = Z[(r,i),(c,j)] * m[q,i,j] / sum over q
 *
 * and Y alike (scale to parent: Wang et al. 2015, Pan et al. 2018).  ex are exports by
 * province, from customs where they are given; m is the use of imports, or, where the
 * provincial table has none apart, of the same product from within the country (import
 * proportionality).  Where a pattern is empty and the parent's value is not, the next of
 * enum hg_nest_way serves, which the report counts.
 *
 * Parts are shared out by cumulative rounding in units of the last digit of the value
 * they come from: summing the provinces gives the parent's Z and Y back bit for bit, in
 * any order.  Only where a pattern has entries of both signs are parts larger than the
 * value, and their sum is true to the last digit of the largest of them.
 */
#ifndef HG_NEST_H
#define HG_NEST_H

#include <hotgrid/concordance.h>

/* What a value was shared out by, in the order they are tried. */
enum hg_nest_way {
    HG_NEST_PATTERN, /* the cells it belongs to */
    HG_NEST_TOTALS,  /* all products bought, or all categories of demand, together */
    HG_NEST_OUTPUT,  /* outputs of the provinces' industries, totals of their demand */
    HG_NEST_EVEN,    /* alike */
    HG_NEST_WAYS
};

enum hg_nest_flow { HG_NEST_DOMESTIC, HG_NEST_EXPORTS, HG_NEST_IMPORTS, HG_NEST_FLOWS };

/* Exports of a province, in any unit; the most exact rows that there are serve: those of
 * sector and destination, of the sector, of the destination, of the province. */
struct hg_nest_export {
    size_t province;    /* on the regions of the provincial table */
    size_t sector;      /* on its sectors; HG_NOT_FOUND: all */
    size_t destination; /* on the regions of the world; HG_NOT_FOUND: all */
    double value;
};

struct hg_nest_params {
    const struct hg_mrio *world, *provinces;
    size_t parent;                  /* region of the world */
    const struct hg_links *sectors; /* provincial sector -> sector of the world */
    enum hg_link_weights weights;   /* by output: of the parent */
    const bool *abroad_region;   /* [region of the provincial table]: not a province, its
                                    rows are imports and its columns exports; or NULL */
    const bool *abroad_category; /* [category there]: exports; or NULL */
    size_t n_export;
    const struct hg_nest_export *export;
    bool balance; /* by GRAS (gras.h): rows to the outputs of the provincial table */
};

struct hg_nest_report {
    size_t values[HG_NEST_FLOWS][HG_NEST_WAYS]; /* other than 0 */
    double money[HG_NEST_FLOWS][HG_NEST_WAYS];  /* sums of their sizes */
    size_t n_near;     /* values shared out by entries of both signs, not bit for bit */
    double worst_near; /* of those: |sum of the parts - value| / |value|, largest */
    bool same_categories; /* the provincial table has the categories of the world's */
    double emissions[HG_NEST_WAYS]; /* kg of the parent's, by what they were shared out:
                                       those of the provinces, (TOTALS: none), output or
                                       final demand, alike */
    size_t balanced;                /* sectors balanced; 0 without balance */
    size_t balance_rounds;          /* of the slowest */
    double balance_error;           /* largest, of a margin beside the sector's output */
    double aggregate_error; /* after balance: of a sum over provinces beside that too */
};

/*
 * The nested table: regions of the world with the provinces in the place of the parent,
 * its sectors, categories and unit; its emissions are carried along, the parent's shared
 * out.  Faults (HG_E_INPUT): a provincial sector without link, or one that leads to a
 * sector that the parent does not have; weights that do not sum to 1; a province with the
 * code of another region of the world.  Fails with HG_E_INPUT for such faults and where
 * the balance finds no way.
 */
HG_MUST_CHECK enum hg_status hg_nest(const struct hg_nest_params *params,
                                     struct hg_faults *faults,
                                     struct hg_nest_report *report, struct hg_mrio **out,
                                     struct hg_error *err);

#endif
