/*
 * error.h - how things fail, and how all faults of an input are told at once
 *
 * What can fail returns an hg_status and takes a struct hg_error last.  The message
 * is one sentence for the user that names the place and the cure.  Out parameters are
 * written last, and only on success.
 *
 * Bad data is seldom alone: readers put each fault into a struct hg_faults and go on,
 * so that the user sees all of them in one run.
 *
 * Threads: an hg_error belongs to one thread; hg_faults is not shared between threads.
 */
#ifndef HG_ERROR_H
#define HG_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#define HG_MUST_CHECK         __attribute__((warn_unused_result))
#define HG_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

enum hg_status {
    HG_OK,
    HG_E_ARG,     /* a call that makes no sense: a fault of the program */
    HG_E_MEMORY,  /* no memory */
    HG_E_INPUT,   /* a data file is wrong */
    HG_E_STUDY,   /* the study, grid or style file is wrong */
    HG_E_MASS,    /* a line of the ledger does not balance */
    HG_E_LIMIT,   /* the work is too large, refused beforehand */
    HG_E_OUTPUT,  /* a result cannot be written */
    HG_E_PARTIAL, /* some layers could not be made, all else is there (keep_going) */
    HG_E_STOPPED, /* the user or the system asked to stop */
};

struct hg_error {
    enum hg_status status;
    char message[1024];
};

/* Fills err (NULL is fine) and returns status, so that `return hg_fail(...)` reads well.
 */
HG_PRINTF(3, 4)
enum hg_status hg_fail(struct hg_error *err, enum hg_status status, const char *fmt, ...);

/* At most this many faults of a kind are kept; the others are counted. */
#define HG_FAULTS_OF_A_KIND 20

struct hg_faults;

HG_MUST_CHECK enum hg_status hg_faults_create(struct hg_faults **out,
                                              struct hg_error *err);
void hg_faults_destroy(struct hg_faults *faults); /* NULL is fine */

/* Adds a fault.  kind says which faults are alike ("points.csv: latitude"); status is
 * HG_E_INPUT or HG_E_STUDY.  A fault that finds no memory is still counted. */
HG_PRINTF(4, 5)
void hg_fault(struct hg_faults *faults, enum hg_status status, const char *kind,
              const char *fmt, ...);

size_t hg_faults_count(const struct hg_faults *faults); /* all, kept or not */
size_t hg_faults_kept(const struct hg_faults *faults);

/* The kept faults in the order they came, 0 <= i < kept, each followed at the end of its
 * kind by "... and N more of this kind" as a line of its own; lives as long as faults. */
const char *hg_faults_line(const struct hg_faults *faults, size_t i);

/* HG_OK when there is none; else the status of the first fault, whose text goes to err.
 */
HG_MUST_CHECK enum hg_status hg_faults_status(const struct hg_faults *faults,
                                              struct hg_error *err);

#endif
