/*
 * emissions_file.h - E as one compact file, which is read back bit for bit
 *
 * The file holds struct hg_emissions, the inventory it was made of, the grid, and what
 * the ledger and the tables tell of the way: with it a run needs no totals, points or
 * proxies any more.  docs/outputs.md lays it out byte by byte for other readers.
 */
#ifndef HG_EMISSIONS_FILE_H
#define HG_EMISSIONS_FILE_H

#include <hotgrid/digest.h>
#include <hotgrid/emissions.h>
#include <hotgrid/error.h>
#include <hotgrid/placement.h>
#include <stdint.h>

/* A figure that stands in the ledger (ledger.h) of the run which made the file. */
struct hg_emissions_note {
    const char *stage, *name; /* "read", "points outside their region" */
    double value;             /* finite */
};

/* What stands in the file beside E, its grid and its inventory. */
struct hg_emissions_facts {
    const char *study; /* code of the study that made it */
    int64_t year;
    const char *gas;                /* "CO2" or "CO2e" */
    int gwp;                        /* assessment report, 0 for none */
    char input_key[HG_DIGEST_TEXT]; /* of all that E was made of */
    const hg_mass *outside;         /* [industry]: beyond the grid */
    hg_mass_sum unlocated;          /* of regions without polygon */
    size_t n_rescaled;              /* of struct hg_allocation */
    size_t n_placement;
    const struct hg_placement *placement; /* by region, then sector */
    size_t n_source;
    const char *const *source; /* names of the blends of panels and placements */
    size_t n_note;
    const struct hg_emissions_note *note;
};

/* The file as bytes, for hg_output_commit(); the caller frees them.  Same input, same
 * bytes, for any number of threads. */
HG_MUST_CHECK enum hg_status hg_encode_emissions(const struct hg_emissions *emissions,
                                                 const struct hg_emissions_facts *facts,
                                                 unsigned threads, uint8_t **bytes,
                                                 size_t *length, struct hg_error *err);

/* A file in memory.  inventory and emissions may be taken out (set them to NULL); they
 * borrow nothing of the rest but the inventory of emissions, and the grid. */
struct hg_emissions_file {
    struct hg_emissions_facts facts;
    struct hg_inventory *inventory;
    struct hg_emissions *emissions; /* on the grid given to the reader */
    hg_mass *outside;               /* what facts points to */
    struct hg_placement *placement;
    struct hg_arena *arena; /* the texts of facts */
};

/*
 * Reads and checks a whole file.  grid is that of the study, which the emissions must be
 * on: the same crs, edges, columns and rows.  max_bytes bounds the memory for what the
 * file says it holds (0: any).  Fails with HG_E_INPUT, path and cure when the file is
 * damaged, of another grid, or not in itself consistent; with HG_E_LIMIT beyond
 * max_bytes.
 */
HG_MUST_CHECK enum hg_status
hg_read_emissions(const char *path, const struct hg_grid *grid, uint64_t max_bytes,
                  unsigned threads, struct hg_emissions_file **out, struct hg_error *err);
void hg_emissions_file_destroy(struct hg_emissions_file *file); /* NULL is fine */

#endif
