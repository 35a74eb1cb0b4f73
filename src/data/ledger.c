/* ledger.c - lines, their two sides, and whether they agree */
#include <assert.h>
#include <hotgrid/ledger.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct hg_ledger {
    const char *gas;
    size_t n_line, n_note;
    struct hg_line *line;
    struct hg_note *note;
};

enum hg_status hg_ledger_create(struct hg_ledger **out, struct hg_error *err)
{
    struct hg_ledger *ledger = calloc(1, sizeof(*ledger));
    if (!ledger)
        return hg_fail(err, HG_E_MEMORY, "no memory for the ledger");
    ledger->gas = "CO2";
    *out = ledger;
    return HG_OK;
}

void hg_ledger_set_gas(struct hg_ledger *ledger, const char *gas)
{
    ledger->gas = gas;
}

const char *hg_ledger_gas(const struct hg_ledger *ledger)
{
    return ledger->gas;
}

static void entries_finish(struct hg_entry *entry, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(entry[i].name);
    free(entry);
}

void hg_ledger_destroy(struct hg_ledger *ledger)
{
    if (!ledger)
        return;
    for (size_t i = 0; i < ledger->n_line; i++) {
        struct hg_line *line = &ledger->line[i];
        entries_finish(line->left, line->n_left);
        entries_finish(line->right, line->n_right);
        free(line->stage);
        free(line->name);
    }
    for (size_t i = 0; i < ledger->n_note; i++) {
        free(ledger->note[i].stage);
        free(ledger->note[i].name);
    }
    free(ledger->line);
    free(ledger->note);
    free(ledger);
}

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for another line of the ledger");
}

enum hg_status hg_ledger_open(struct hg_ledger *ledger, const char *stage,
                              const char *name, double tolerance, struct hg_error *err)
{
    struct hg_line *grown =
        reallocarray(ledger->line, ledger->n_line + 1, sizeof(*grown));
    if (!grown)
        return no_memory(err);
    ledger->line = grown;

    struct hg_line line = {.stage = strdup(stage), .tolerance = tolerance};
    line.name = strdup(name);
    if (!line.stage || !line.name) {
        free(line.stage);
        free(line.name);
        return no_memory(err);
    }
    ledger->line[ledger->n_line++] = line;
    return HG_OK;
}

static enum hg_status enter(struct hg_ledger *ledger, enum hg_side side, const char *name,
                            struct hg_entry entry, struct hg_error *err)
{
    assert(ledger->n_line > 0);
    struct hg_line *line = &ledger->line[ledger->n_line - 1];
    struct hg_entry **entries = side == HG_LEFT ? &line->left : &line->right;
    size_t *n = side == HG_LEFT ? &line->n_left : &line->n_right;

    struct hg_entry *grown = reallocarray(*entries, *n + 1, sizeof(*grown));
    if (!grown)
        return no_memory(err);
    *entries = grown;
    entry.name = strdup(name);
    if (!entry.name)
        return no_memory(err);
    grown[(*n)++] = entry;
    return HG_OK;
}

enum hg_status hg_ledger_enter(struct hg_ledger *ledger, enum hg_side side,
                               const char *name, hg_mass_sum mass, struct hg_error *err)
{
    const struct hg_entry entry = {.exact = true, .mass = mass, .kg = hg_mass_kg(mass)};
    return enter(ledger, side, name, entry, err);
}

enum hg_status hg_ledger_enter_kg(struct hg_ledger *ledger, enum hg_side side,
                                  const char *name, double kg, struct hg_error *err)
{
    const struct hg_entry entry = {.exact = false, .kg = kg};
    return enter(ledger, side, name, entry, err);
}

enum hg_status hg_ledger_note(struct hg_ledger *ledger, const char *stage,
                              const char *name, double value, double limit,
                              struct hg_error *err)
{
    struct hg_note *grown =
        reallocarray(ledger->note, ledger->n_note + 1, sizeof(*grown));
    if (!grown)
        return no_memory(err);
    ledger->note = grown;

    struct hg_note note = {.stage = strdup(stage), .value = value, .limit = limit};
    note.name = strdup(name);
    if (!note.stage || !note.name) {
        free(note.stage);
        free(note.name);
        return no_memory(err);
    }
    ledger->note[ledger->n_note++] = note;
    return HG_OK;
}

size_t hg_ledger_lines(const struct hg_ledger *ledger)
{
    return ledger->n_line;
}

const struct hg_line *hg_ledger_line(const struct hg_ledger *ledger, size_t i)
{
    assert(i < ledger->n_line);
    return &ledger->line[i];
}

size_t hg_ledger_notes(const struct hg_ledger *ledger)
{
    return ledger->n_note;
}

const struct hg_note *hg_ledger_get_note(const struct hg_ledger *ledger, size_t i)
{
    assert(i < ledger->n_note);
    return &ledger->note[i];
}

/* One side: what is exact as a whole number, what is not by Neumaier (1974). */
struct side_sum {
    hg_mass_sum mass;
    double kg, lost, size; /* size: sum of absolute values, in kg */
};

static struct side_sum add_side(const struct hg_entry *entry, size_t n)
{
    struct side_sum sum = {0};
    for (size_t i = 0; i < n; i++) {
        sum.size += fabs(entry[i].kg);
        if (entry[i].exact) {
            sum.mass += entry[i].mass;
            continue;
        }
        const double kg = entry[i].kg, next = sum.kg + kg;
        sum.lost +=
            fabs(sum.kg) >= fabs(kg) ? (sum.kg - next) + kg : (kg - next) + sum.kg;
        sum.kg = next;
    }
    return sum;
}

static double difference_of(struct side_sum left, struct side_sum right)
{
    return hg_mass_kg(left.mass - right.mass) + (left.kg - right.kg) +
           (left.lost - right.lost);
}

double hg_line_difference_kg(const struct hg_line *line)
{
    return difference_of(add_side(line->left, line->n_left),
                         add_side(line->right, line->n_right));
}

/* Masses are subtracted before they become a double: a difference of one unit is not 0.
 */
bool hg_line_balances(const struct hg_line *line)
{
    const struct side_sum left = add_side(line->left, line->n_left);
    const struct side_sum right = add_side(line->right, line->n_right);
    return fabs(difference_of(left, right)) <=
           line->tolerance * fmax(left.size, right.size);
}

bool hg_note_holds(const struct hg_note *note)
{
    return note->value <= note->limit;
}

static enum hg_status check_line(const struct hg_line *line, struct hg_error *err)
{
    char tonnes[HG_DOUBLE_TEXT];
    if (hg_line_balances(line))
        return HG_OK;
    const double kg = hg_line_difference_kg(line);
    hg_text_double(fabs(kg) / 1e3, tonnes);
    return hg_fail(err, HG_E_MASS,
                   "ledger, %s: \"%s\" does not balance, its left side is %s t %s its "
                   "right; the results must not be used",
                   line->stage, line->name, tonnes,
                   kg < 0   ? "below"
                   : kg > 0 ? "above"
                            : "from");
}

static enum hg_status check_note(const struct hg_note *note, struct hg_error *err)
{
    char value[HG_DOUBLE_TEXT], limit[HG_DOUBLE_TEXT];
    if (hg_note_holds(note))
        return HG_OK;
    return hg_fail(err, HG_E_MASS,
                   "ledger, %s: \"%s\" is %s, must be at most %s; the results must not "
                   "be used",
                   note->stage, note->name, hg_text_double(note->value, value),
                   hg_text_double(note->limit, limit));
}

enum hg_status hg_ledger_check(const struct hg_ledger *ledger, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < ledger->n_line; i++)
        status = check_line(&ledger->line[i], err);
    for (size_t i = 0; status == HG_OK && i < ledger->n_note; i++)
        status = check_note(&ledger->note[i], err);
    return status;
}
