/*
 * commit.h - files that appear under their names only when they are whole
 *
 * A file is written to a temporary name in its folder (".NAME.PID.part", created with
 * O_EXCL and O_NOFOLLOW), synced, renamed, and its folder is synced (rename is atomic in
 * name, not in data: Pillai et al. 2014, OSDI).  A reader never sees half a file; an
 * older file of the name stays until the new one is whole.
 *
 * Each committed file gets one line in manifest.jsonl of the output folder: name, size,
 * SHA-256.  The folder is locked (flock on .lock) while it is open.
 *
 * Threads: hg_output_commit() may be called from several threads at once.
 */
#ifndef HG_COMMIT_H
#define HG_COMMIT_H

#include <hotgrid/digest.h>
#include <hotgrid/error.h>
#include <stdint.h>

struct hg_output; /* an open output folder */

struct hg_committed {
    char *name; /* below the folder: "tif/co2_x_total.tif" */
    uint64_t size;
    char sha256[HG_DIGEST_TEXT];
};

/* Creates the folder where it is missing, locks it, and removes what dead processes left
 * half-written.  Fails with HG_E_OUTPUT; a folder in use by another run is named so. */
HG_MUST_CHECK enum hg_status hg_output_open(const char *path, struct hg_output **out,
                                            struct hg_error *err);
void hg_output_close(struct hg_output *output); /* NULL is fine */

/* The same only to look: hg_output_adopt() and hg_output_notes() tell what stands,
 * nothing is made, locked or removed, and nothing may be committed.  *out is NULL where
 * there is no folder, or none with a manifest. */
HG_MUST_CHECK enum hg_status hg_output_look(const char *path, struct hg_output **out,
                                            struct hg_error *err);

/* Commits one file.  name is relative, has at most one folder, and is made of codes and
 * dots ("tif/co2_x.tif").  Fails with HG_E_OUTPUT and leaves no temporary file behind. */
HG_MUST_CHECK enum hg_status hg_output_commit(struct hg_output *output, const char *name,
                                              const void *bytes, size_t length,
                                              struct hg_error *err);

/* What was committed since the folder was opened, sorted by name; a name committed twice
 * stands once, as it is now.  The caller frees the array; the strings live as long as
 * output. */
HG_MUST_CHECK enum hg_status hg_output_committed(const struct hg_output *output,
                                                 struct hg_committed **out, size_t *n,
                                                 struct hg_error *err);

/*
 * What stands from an earlier run.  A file whose name, size and digest are as given is
 * taken over as if it had been committed now, and true returned; false where it is not
 * there, or different, or memory is short.  Threads: as hg_output_commit().
 */
HG_MUST_CHECK bool hg_output_adopt(struct hg_output *output,
                                   const struct hg_committed *file);

/* The files of a stem ("FOLDER/STEM.*") among those committed, sorted by name: at most
 * `most`, their number is returned.  The strings live as long as output. */
size_t hg_output_of_stem(const struct hg_output *output, const char *stem, size_t most,
                         struct hg_committed *out);

/* Takes the files "STEM.*" that were committed since the folder was opened away again;
 * stem is with its folder: "tif/co2_x".  For what is of no use without a file that could
 * not be written. */
void hg_output_withdraw(struct hg_output *output, const char *stem);

/* From now on lines of files end with `by`: whose they are; a word of letters, digits and
 * "-_ ", which must live as long as output. */
void hg_output_sign(struct hg_output *output, const char *by);

enum hg_removal { HG_REMOVED, HG_REMOVAL_GONE, HG_REMOVAL_CHANGED };

/* Takes away a file of an earlier run, and its folder where that is empty then, if it is
 * as it was written; a line of the manifest says so.  One that was changed stays, and one
 * that cannot be removed fails with HG_E_OUTPUT. */
HG_MUST_CHECK enum hg_status hg_output_remove(struct hg_output *output,
                                              const struct hg_committed *file,
                                              enum hg_removal *out, struct hg_error *err);

/* A line of the caller's own for the manifest, without its end, and synced; all lines of
 * it, as it was opened and grew, to be freed. */
HG_MUST_CHECK enum hg_status hg_output_note(struct hg_output *output, const char *line,
                                            struct hg_error *err);
HG_MUST_CHECK enum hg_status hg_output_notes(const struct hg_output *output, char **out,
                                             struct hg_error *err);

#endif
