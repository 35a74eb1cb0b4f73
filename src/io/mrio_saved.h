/*
 * mrio_saved.h - the files of a table that pymrio saved, or that is published so
 *
 * pymrio's save_all() writes a folder of tab-separated tables Z, A, Y, x, unit with two
 * header rows (region; sector or category) and two index columns, a file_parameters.json
 * that names them, and a folder of the same kind for each extension: F, F_Y, unit
 * (https://pymrio.readthedocs.io, "Loading, saving and exporting data"; pymrio
 * core/fileio.py).  EXIOBASE 3 is published in this form (Stadler et al. 2018; Zenodo
 * 10.5281/zenodo.3583070), older releases without Z, and with F_hh for F_Y.
 */
#ifndef HG_IO_MRIO_SAVED_H
#define HG_IO_MRIO_SAVED_H

#include "io/mrio_layout.h"

/* A file: path NULL where there is none; n_index 0: to be found out. */
struct saved_part {
    const char *path;
    size_t n_index;
};

struct saved_extension {
    const char *name;
    struct saved_part f, f_y, unit;
};

struct saved {
    const char *folder; /* in the place, "" or with '/' at its end */
    struct saved_part z, y, a, x, unit;
    size_t n_extension;
    struct saved_extension *extension;
};

/* Table `which` of a folder: as its file_parameters.json says, or which.txt or which.csv,
 * each also with .gz; path NULL: there is none. */
HG_MUST_CHECK enum hg_status saved_find(const struct mrio_reading *reading,
                                        const char *folder, const char *which,
                                        struct saved_part *part, struct hg_error *err);

/* All extensions of the table. */
HG_MUST_CHECK enum hg_status saved_extensions(struct mrio_reading *reading,
                                              struct saved *saved, struct hg_error *err);

/* As mrio_layout wants them, for reading->found a struct saved. */
HG_MUST_CHECK enum hg_status saved_read(struct mrio_reading *reading,
                                        struct hg_mrio *mrio, struct hg_error *err);
HG_MUST_CHECK enum hg_status saved_list(struct mrio_reading *reading, size_t *n,
                                        const struct hg_mrio_offer **out,
                                        struct hg_error *err);
HG_MUST_CHECK enum hg_status saved_load(struct mrio_reading *reading,
                                        const struct hg_mrio *mrio, size_t n,
                                        const size_t *which, double *industry,
                                        double *household, struct hg_error *err);

/* What factors of production add: rows in money of the extensions that hold them. */
HG_MUST_CHECK enum hg_status saved_value_added(struct mrio_reading *reading,
                                               struct hg_mrio *mrio,
                                               struct hg_error *err);

#endif
