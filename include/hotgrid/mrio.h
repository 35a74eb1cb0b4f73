/*
 * mrio.h - a multi-regional input-output table, and the shares computed from it
 *
 * An industry of the table is a row: (region, sector) on the table's own axes.
 */
#ifndef HG_MRIO_H
#define HG_MRIO_H

#include <hotgrid/axis.h>
#include <hotgrid/error.h>
#include <stddef.h>
#include <stdint.h>

/* Emissions that the table itself tells of (its satellite accounts, extensions), in kg of
 * CO2 (or its equivalents) per year. */
struct hg_mrio_emissions {
    double *industry; /* [n] */
    double *
        household; /* [region]: directly by final demand there (F_Y), beside industries */
};

struct hg_mrio {
    struct hg_axis *regions;       /* in the order of the table; also the destinations */
    struct hg_axis *sectors;       /* in order of first appearance */
    struct hg_axis *categories;    /* of final demand, in order of first appearance */
    size_t n;                      /* industries */
    size_t *region_of, *sector_of; /* [n] */
    double *Z;  /* [seller * n + buyer]: intermediate flows, money per year */
    double *Y;  /* [seller * (D * K) + destination * K + category]: final demand */
    char *unit; /* of Z and Y as the table names it; "" or NULL */
    double *value_added; /* [n]: what the table tells beside Z; NULL: nothing */
    struct hg_mrio_emissions *emissions; /* NULL where none were asked for */
};

void hg_mrio_destroy(struct hg_mrio *mrio); /* NULL is fine */

/* Row of (region, sector), HG_NOT_FOUND when the table has none. */
size_t hg_mrio_find(const struct hg_mrio *mrio, size_t region, size_t sector);

/* Of the factors of I - A: single with refinement in double where that converges, or
 * double. */
enum hg_precision { HG_PRECISION_AUTO, HG_PRECISION_SINGLE, HG_PRECISION_DOUBLE };

/* The factors of I - A (leontief.h), as they are kept in files. */
struct hg_factors {
    size_t n;
    enum hg_precision precision; /* single or double */
    double condition;            /* of I - A, 1-norm, estimated */
    double *row, *column;        /* [n]: powers of 2 that scaled I - A */
    int32_t *pivot;              /* [n], from 1 */
    void *M;                     /* [n * n]: float or double */
};

void hg_factors_destroy(struct hg_factors *factors); /* NULL is fine */

/*
 * S: which share of each industry's output, and so of its emissions, serves the final
 * demand of each destination.  Rows sum to 1.
 */
struct hg_shares {
    size_t n, n_destination;
    double *share;  /* [industry * n_destination + destination] */
    double *served; /* [industry]: sum of its row of X, that the row was divided by; 0
                       where x = 0 */
    /* What the table was like. */
    double residual;             /* max |(I - A) X - Y| / max |Y| */
    enum hg_precision precision; /* of the factors it was solved with */
    size_t n_refinement;         /* steps of refinement after the first solution */
    double condition;            /* of I - A, 1-norm, estimated */
    double
        max_row_error; /* largest |row sum - 1| before rows were divided by their sum */
    double max_column_sum;    /* of A, largest; may exceed 1 in real tables */
    size_t max_column;        /* the industry it belongs to */
    size_t n_zero_output;     /* x = 0: the row serves its own region */
    size_t n_negative_output; /* x < 0: the row follows the formula */
    size_t n_negative_demand; /* cells of Y below 0 */
    size_t n_outside_unit;    /* rows with a share below 0 or above 1 */
    bool *zero_output;        /* [industry] */
};

void hg_shares_destroy(struct hg_shares *shares); /* NULL is fine */

/*
 * The destination mix of each industry of the study: M = Q S, where row (region, sector)
 * mixes the shares of the table's sectors by the weights of the concordance.
 */
struct hg_mix {
    const struct hg_axis *destinations; /* regions of the table, borrowed */
    size_t n_industry, n_destination;
    double *share;     /* [industry * n_destination + destination], rows sum to 1 */
    size_t *own;       /* [industry]: its own market; HG_NOT_FOUND where it is unmapped */
    double *household; /* [industry]: part (0..1) that is direct emission of households */
    size_t n_even; /* industries shared out evenly: no sector of theirs has an output */
};

void hg_mix_destroy(struct hg_mix *mix); /* NULL is fine */

#endif
