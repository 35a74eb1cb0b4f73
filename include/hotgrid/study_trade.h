/*
 * study_trade.h - what a study file says of its trade table
 *
 * Parts of struct hg_study (study.h), which owns all they point to.
 */
#ifndef HG_STUDY_TRADE_H
#define HG_STUDY_TRADE_H

#include <hotgrid/mrio_file.h>
#include <hotgrid/tables.h>
#include <hotgrid/words.h>
#include <stdbool.h>

struct hg_study_sector_map {
    struct hg_table_source table;
    const char *weights; /* "given", "output", or a column of the file */
};

struct hg_study_nest {         /* a provincial table inside the world table */
    const char *format, *path; /* path NULL: none */
    const char *parent;        /* region of the world table */
    struct hg_spot parent_at;
    struct hg_study_sector_map sectors; /* its sectors to the world's */
    struct hg_table_source exports;     /* province, destination, value[, sector] */
    struct hg_words abroad;             /* regions and categories that are exports */
    bool balance;                       /* balance: gras */
};

struct hg_study_trade {
    const char *format, *path, *z, *y; /* z, y: file names, or NULL */
    const char *version;               /* or NULL */
    size_t n_emissions;
    struct hg_mrio_account *emissions; /* of the table's own, for accounts of it */
    struct hg_table_source regions;
    struct hg_study_sector_map sectors;
    struct hg_study_nest nest;
    struct hg_table_source reexports;
    bool region_codes; /* codes of the study are looked up in codes/regions.csv */
    bool reexports_corrected;
    const char
        *region_names; /* file of codes and names of the table's regions, or NULL */
};

#endif
