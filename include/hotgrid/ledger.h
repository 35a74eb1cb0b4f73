/*
 * ledger.h - the double-entry book of mass
 *
 * A line has a left side and a right side, each made of named entries.  Exact lines must
 * agree to the last unit; others to a stated relative tolerance.  Figures that are not
 * masses (residuals, counts) are notes with an optional limit.
 */
#ifndef HG_LEDGER_H
#define HG_LEDGER_H

#include <hotgrid/error.h>
#include <hotgrid/mass.h>
#include <hotgrid/text.h>
#include <stdbool.h>

struct hg_entry {
    char *name; /* "outside the grid" */
    bool exact; /* mass holds it; else kg does */
    hg_mass_sum mass;
    double kg;
};

struct hg_line {
    char *stage; /* "grid" */
    char *name;  /* "inventory = gridded + set aside" */
    size_t n_left, n_right;
    struct hg_entry *left, *right;
    double tolerance; /* relative; 0: exact equality in fixed point */
};

struct hg_note {
    char *stage, *name;
    double value;
    double limit; /* value must be <= limit; INFINITY where there is none */
};

struct hg_ledger;

HG_MUST_CHECK enum hg_status hg_ledger_create(struct hg_ledger **out,
                                              struct hg_error *err);
void hg_ledger_destroy(struct hg_ledger *ledger); /* NULL is fine */

/* What the masses are of, for people: "CO2" unless set; a text that lives as long. */
void hg_ledger_set_gas(struct hg_ledger *ledger, const char *gas);
const char *hg_ledger_gas(const struct hg_ledger *ledger);

/* Opens a line; the entries that follow belong to it. */
HG_MUST_CHECK enum hg_status hg_ledger_open(struct hg_ledger *ledger, const char *stage,
                                            const char *name, double tolerance,
                                            struct hg_error *err);

enum hg_side { HG_LEFT, HG_RIGHT };

/* Adds an entry to the open line. */
HG_MUST_CHECK enum hg_status hg_ledger_enter(struct hg_ledger *ledger, enum hg_side side,
                                             const char *name, hg_mass_sum mass,
                                             struct hg_error *err);
HG_MUST_CHECK enum hg_status hg_ledger_enter_kg(struct hg_ledger *ledger,
                                                enum hg_side side, const char *name,
                                                double kg, struct hg_error *err);
HG_MUST_CHECK enum hg_status hg_ledger_note(struct hg_ledger *ledger, const char *stage,
                                            const char *name, double value, double limit,
                                            struct hg_error *err);

size_t hg_ledger_lines(const struct hg_ledger *ledger);
const struct hg_line *hg_ledger_line(const struct hg_ledger *ledger, size_t i);
size_t hg_ledger_notes(const struct hg_ledger *ledger);
const struct hg_note *hg_ledger_get_note(const struct hg_ledger *ledger, size_t i);

/* Does line i balance; does note i keep its limit? */
bool hg_line_balances(const struct hg_line *line);
bool hg_note_holds(const struct hg_note *note);

/* left - right: exact where all entries are, else in kg as a double. */
double hg_line_difference_kg(const struct hg_line *line);

/* HG_OK, or HG_E_MASS naming the first line that does not balance and by how much, or
 * else the first note above its limit. */
HG_MUST_CHECK enum hg_status hg_ledger_check(const struct hg_ledger *ledger,
                                             struct hg_error *err);

/* The ledger as one screen of at most 79 columns, masses in Mt with as many digits as the
 * screen has room for; entries that are zero stand too. */
void hg_ledger_print(const struct hg_ledger *ledger, struct hg_text *text);

/* As CSV: stage,line,side,entry,t,balances; masses exact, in t. */
void hg_ledger_csv(const struct hg_ledger *ledger, struct hg_text *text);

#endif
