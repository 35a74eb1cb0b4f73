/*
 * mrio_layout.h - what the layouts of input-output tables share
 *
 * A layout is a file mrio_NAME.c with a const struct mrio_layout, listed in mrio_file.c.
 * It finds its files in a place (folder, file or .zip), reads Z and Y from them (matrix.h
 * for text), and tells of the accounts that come with the table.
 */
#ifndef HG_IO_MRIO_LAYOUT_H
#define HG_IO_MRIO_LAYOUT_H

#include <hotgrid/arena.h>
#include <hotgrid/error.h>
#include <hotgrid/mrio.h>
#include <hotgrid/mrio_file.h>
#include <stdbool.h>
#include <stddef.h>

/* Where the files of a table are.  Paths inside a .zip are written as if it were a folder
 * ("a.zip/b/Z.txt"); stream.h opens them. */
struct mrio_place {
    const char *path; /* of the source: a folder, a file, a .zip or a folder in a .zip */
    bool is_file;     /* a plain or gzipped file: the whole table */
    size_t n_name;    /* files in it and below, "satellite/F.txt", sorted */
    const char *const *name;
};

/* A table that is read. */
struct mrio_reading {
    const struct hg_mrio_source *source;
    struct hg_arena *arena; /* of paths and labels, as long as the table is read */
    struct mrio_place place;
    const void *found; /* what find() of the layout found, in the arena */
    size_t n_file;     /* paths that are read: see mrio_use() */
    size_t file_capacity;
    const char **file;
};

struct mrio_layout {
    struct hg_mrio_format format;
    /* Does the place look like this layout? */
    bool (*fits)(const struct mrio_place *place);
    /* Finds the files, sets reading->found and calls mrio_use() for each that read()
     * opens. */
    enum hg_status (*find)(struct mrio_reading *reading, struct hg_error *err);
    /* Fills the zeroed table but for its emissions.  What it leaves behind on failure is
     * destroyed by the caller. */
    enum hg_status (*read)(struct mrio_reading *reading, struct hg_mrio *mrio,
                           struct hg_error *err);
    /* The rows of accounts, after find(); in the arena.  NULL: there are none. */
    enum hg_status (*list)(struct mrio_reading *reading, size_t *n,
                           const struct hg_mrio_offer **out, struct hg_error *err);
    /* Rows which[0 .. n) (rising) of list(), after read(): industry [n * mrio->n] and
     * household [n * regions], zeroed before.  Households: F_Y over its categories. */
    enum hg_status (*load)(struct mrio_reading *reading, const struct hg_mrio *mrio,
                           size_t n, const size_t *which, double *industry,
                           double *household, struct hg_error *err);
};

/* Says that a file is read; the path is kept in the arena.  A file in a .zip counts as
 * the .zip, and the same path twice counts once. */
HG_MUST_CHECK enum hg_status mrio_use(struct mrio_reading *reading, const char *path,
                                      struct hg_error *err);

/* The path of the file `name` in the place, with or without ".gz"; NULL when there is
 * none. */
HG_MUST_CHECK enum hg_status mrio_find_file(const struct mrio_reading *reading,
                                            const char *name, const char **path,
                                            struct hg_error *err);

/* folder/name, in the arena; NULL without memory. */
const char *mrio_join(struct hg_arena *arena, const char *folder, const char *name);

/* The labels of a row or a column, and where they stand. */
struct mrio_label {
    const char *text[2]; /* region; sector or category */
    const char *path;
    size_t line[2], at[2]; /* from 1; line 0: not known */
};

/* Fails with HG_E_INPUT at label part k (0 or 1). */
HG_MUST_CHECK enum hg_status mrio_label_fail(const struct mrio_label *label, int k,
                                             struct hg_error *err, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* The axes of regions and sectors and the industries of the table, from its columns (or
 * rows).  A pair that stands twice is refused. */
HG_MUST_CHECK enum hg_status mrio_set_industries(struct hg_mrio *mrio, size_t n,
                                                 const struct mrio_label *label,
                                                 struct hg_error *err);

/* Adds to the regions those of source->buyer that labels of final demand name and no
 * industry lies in; between mrio_set_industries() and mrio_set_demands(). */
HG_MUST_CHECK enum hg_status mrio_add_buyers(const struct mrio_reading *reading,
                                             struct hg_mrio *mrio, size_t n,
                                             const struct mrio_label *label,
                                             struct hg_error *err);

/* The axis of categories from the columns of Y, and to[column]: its place in a row of
 * mrio->Y.  Every region with industries needs every
 * category, once. */
HG_MUST_CHECK enum hg_status mrio_set_demands(struct hg_mrio *mrio, size_t n,
                                              const struct mrio_label *label, size_t *to,
                                              struct hg_error *err);

/* Rows are the industries in their order: fails where row i has other labels. */
HG_MUST_CHECK enum hg_status mrio_check_row(const struct hg_mrio *mrio, size_t i,
                                            const struct mrio_label *label,
                                            struct hg_error *err);

/* The same for column i of an account. */
HG_MUST_CHECK enum hg_status mrio_check_column(const struct hg_mrio *mrio, size_t i,
                                               const struct mrio_label *label,
                                               struct hg_error *err);

/* Zeroed Z and Y; HG_E_MEMORY. */
HG_MUST_CHECK enum hg_status mrio_make_z(struct hg_mrio *mrio, struct hg_error *err);
HG_MUST_CHECK enum hg_status mrio_make_y(struct hg_mrio *mrio, struct hg_error *err);

extern const struct mrio_layout mrio_csv, mrio_eora26, mrio_exiobase3, mrio_gloria,
    mrio_icio, mrio_pymrio, mrio_wiod2013, mrio_wiod2016;

#endif
