/*
 * mrio_file.h - input-output tables as files: pymrio's saved layout
 *
 * A folder with Z.txt and Y.txt (or Z.csv, Y.csv; each may be gzipped), tab or comma
 * separated: two header rows (region; sector or category), then where pandas wrote it one
 * row with the index names (region, sector, empty cells), two index columns (region,
 * sector).  Names and index columns of file_parameters.json are followed where it stands.
 * EXIOBASE 3 has the same shape.  pymrio's own test table has a third index column
 * (unit): an extra text column before the numbers is passed over.
 */
#ifndef HG_MRIO_FILE_H
#define HG_MRIO_FILE_H

#include <hotgrid/arena.h>
#include <hotgrid/error.h>
#include <hotgrid/mrio.h>

/* z_name and y_name: other names of the two files; NULL for those above.  Fails with
 * HG_E_INPUT at file:line:column: ragged rows, text that is not a number, columns of Z
 * that are not its rows, rows of Y that are not those of Z, an industry twice, a
 * region of Y without one of the categories.  Gzipped files may expand to 8 GiB and 200
 * times their size (else HG_E_LIMIT). */
HG_MUST_CHECK enum hg_status hg_read_mrio_pymrio(const char *folder, const char *z_name,
                                                 const char *y_name, struct hg_mrio **out,
                                                 struct hg_error *err);

/* The paths of the two files that hg_read_mrio_pymrio() reads, kept in the arena. */
HG_MUST_CHECK enum hg_status hg_find_mrio_pymrio(const char *folder, const char *z_name,
                                                 const char *y_name,
                                                 struct hg_arena *arena, const char **z,
                                                 const char **y, struct hg_error *err);

#endif
