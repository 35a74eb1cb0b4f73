/* mrio_gloria.h - the files of GLORIA once they are found: their table, their accounts */
#ifndef HG_IO_MRIO_GLORIA_H
#define HG_IO_MRIO_GLORIA_H

#include "io/mrio_layout.h"

enum gloria_sheet {
    GLORIA_REGIONS,
    GLORIA_SECTORS,
    GLORIA_DEMANDS,
    GLORIA_SATELLITES,
    GLORIA_SHEETS,
};

/* reading->found */
struct gloria {
    const char *t, *y;
    const char *tq, *yq; /* NULL: there are no accounts */
    const char
        *book[GLORIA_SHEETS]; /* the workbook, or the sheets as text; may be NULL */
};

/* The cells below a column of a sheet that are not empty, and where they stand: at least
 * one; in the arena. */
HG_MUST_CHECK enum hg_status gloria_names(struct mrio_reading *reading,
                                          enum gloria_sheet sheet, const char *column,
                                          size_t *n, struct mrio_label **out,
                                          struct hg_error *err);

/* What struct mrio_layout asks for: the table (mrio_gloria_table.c) ... */
HG_MUST_CHECK enum hg_status gloria_read(struct mrio_reading *reading,
                                         struct hg_mrio *mrio, struct hg_error *err);

/* ... and its satellite accounts (mrio_gloria_accounts.c). */
HG_MUST_CHECK enum hg_status gloria_list(struct mrio_reading *reading, size_t *n,
                                         const struct hg_mrio_offer **out,
                                         struct hg_error *err);
HG_MUST_CHECK enum hg_status gloria_load(struct mrio_reading *reading,
                                         const struct hg_mrio *mrio, size_t n,
                                         const size_t *which, double *industry,
                                         double *household, struct hg_error *err);

#endif
