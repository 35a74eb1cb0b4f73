/*
 * mrio_file.h - multi-regional input-output tables as they are published
 *
 * A table is read from its folder, its file, or the .zip or .gz that it came in; the path
 * of a .zip may go on inside it ("IOT_2011_ixi.zip/IOT_2011_ixi").  What a .gz or .zip
 * holds may expand to 8 GiB and 200 times its size.  docs/trade-tables.md describes the
 * layouts.
 */
#ifndef HG_MRIO_FILE_H
#define HG_MRIO_FILE_H

#include <hotgrid/arena.h>
#include <hotgrid/error.h>
#include <hotgrid/gas.h>
#include <hotgrid/log.h>
#include <hotgrid/mrio.h>
#include <hotgrid/tables.h>

/* Emissions of the industries of the table and, direct, of its households: one row of the
 * accounts that come with it (name), or CSV files of the user's own (file, household).
 * Several are added up. */
struct hg_mrio_account {
    /* As hg_list_mrio_accounts() gives it, or its part behind the last '/' where that is
     * in one extension only; NULL: from files. */
    const char *name;
    /* Of that row: "kg", "Gg", "kt CO2", "t C", "kg CO2-eq."; NULL: what the table says.
     */
    const char *unit;
    const char *gas;                  /* of that row (gas.h); NULL: CO2 */
    enum hg_gwp gwp;                  /* NONE: CO2 and its equivalents only */
    struct hg_table_source file;      /* region, sector, value, unit[, basis][, gas] */
    struct hg_table_source household; /* region, value, unit[, basis][, gas] */
};

struct hg_mrio_source {
    const char *format;  /* a name of hg_mrio_formats() */
    const char *path;    /* of the folder, file, .zip or .gz */
    const char *z, *y;   /* names of files in it; NULL: the usual ones of the format */
    const char *version; /* which, where a folder holds several (a year); NULL */
    size_t n_account;    /* 0: hg_mrio.emissions stays NULL */
    const struct hg_mrio_account *account;
    const char *cache;        /* folder of tables in binary, keyed by content; NULL */
    const struct hg_log *log; /* what the cache did; may be NULL */
    bool value_added;         /* reads it too, where that takes files of its own */
    size_t n_buyer;           /* regions that may have final demand alone, no industry */
    const char *const *buyer; /* (formats pymrio, exiobase3 and csv) */
    unsigned threads;
};

struct hg_mrio_format {
    const char *name, *what;
};

/* All formats, ended by a NULL name. */
const struct hg_mrio_format *hg_mrio_formats(void);

/* The format that a path looks like; HG_E_INPUT where it looks like none or several. */
HG_MUST_CHECK enum hg_status hg_guess_mrio(const char *path, const char **format,
                                           struct hg_error *err);

/*
 * Every region, and every category of final demand in every region, has a column of Y.
 * Rows and columns are the same industries in the same order.  Fails with HG_E_INPUT
 * ("file:line:column: ...") for anything else, HG_E_LIMIT for what unpacks to too much,
 * HG_E_ARG for a format that is none.  The same table for any number of threads.
 */
HG_MUST_CHECK enum hg_status hg_read_mrio(const struct hg_mrio_source *source,
                                          struct hg_mrio **out, struct hg_error *err);

/* The files that hg_read_mrio() reads, kept in the arena: for manifests and keys. */
HG_MUST_CHECK enum hg_status hg_find_mrio(const struct hg_mrio_source *source,
                                          struct hg_arena *arena, size_t *n,
                                          const char *const **path, struct hg_error *err);

/* A row of the accounts that come with a table. */
struct hg_mrio_offer {
    const char *name; /* "satellite/CO2 - combustion - air" */
    const char *unit; /* NULL: the table does not say */
};

/* All rows in the order of the files, kept in the arena. */
HG_MUST_CHECK enum hg_status hg_list_mrio_accounts(const struct hg_mrio_source *source,
                                                   struct hg_arena *arena, size_t *n,
                                                   const struct hg_mrio_offer **out,
                                                   struct hg_error *err);

#endif
