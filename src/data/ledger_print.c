/* ledger_print.c - the ledger as one screen for people, and as a table for programs */
#include <hotgrid/ledger.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SCREEN = 79, MAX_DECIMALS = 9, MIN_DECIMALS = 3 };

/* An entry to the nearest kg: 9 decimals of Mt. */
static bool whole_kg(const struct hg_entry *entry, hg_mass_sum *out)
{
    const hg_mass_sum unit = (hg_mass_sum)HG_MASS_PER_KG;
    if (entry->exact) {
        const hg_mass_sum half = entry->mass < 0 ? -unit / 2 : unit / 2;
        *out = (entry->mass + half) / unit;
        return true;
    }
    if (!(fabs(entry->kg) < 1e30))
        return false;
    *out = (hg_mass_sum)round(entry->kg);
    return true;
}

static bool is_zero(const struct hg_entry *entry)
{
    return entry->exact ? entry->mass == 0 : entry->kg == 0;
}

static int decimals_of(const struct hg_entry *entry, size_t n, int least)
{
    for (size_t i = 0; i < n; i++) {
        hg_mass_sum kg;
        int decimals = MAX_DECIMALS;
        if (!whole_kg(&entry[i], &kg))
            continue;
        while (decimals > least && kg % 10 == 0) {
            kg /= 10;
            decimals--;
        }
        least = decimals > least ? decimals : least;
    }
    return least;
}

/* As many decimals as the masses of the ledger have, at most those of a kg. */
static int common_decimals(const struct hg_ledger *ledger)
{
    int decimals = MIN_DECIMALS;
    for (size_t i = 0; i < hg_ledger_lines(ledger); i++) {
        const struct hg_line *line = hg_ledger_line(ledger, i);
        decimals = decimals_of(line->left, line->n_left, decimals);
        decimals = decimals_of(line->right, line->n_right, decimals);
    }
    return decimals;
}

/* Mt with a point and decimals; what is exactly zero is a bare 0, so that it does not
 * look like what is only very small. */
static void figure(const struct hg_entry *entry, int decimals, char text[64])
{
    hg_mass_sum kg;
    if (is_zero(entry)) {
        snprintf(text, 64, "0%*s", decimals + 1, "");
        return;
    }
    if (!whole_kg(entry, &kg)) {
        snprintf(text, 64, "%g", entry->kg / 1e9);
        return;
    }
    const char *sign = kg < 0 ? "-" : "";
    kg = kg < 0 ? -kg : kg;
    for (int i = decimals; i < MAX_DECIMALS; i++)
        kg /= 10; /* trailing zeros only */
    hg_mass_sum one = 1;
    for (int i = 0; i < decimals; i++)
        one *= 10;
    const hg_mass_sum whole = kg / one, part = kg % one;
    snprintf(text, 64, "%s%.0f.%0*lld", sign, (double)whole, decimals, (long long)part);
}

/* Plain ASCII, cut to what the screen has room for. */
static void add_name(struct hg_text *text, const char *name, size_t room)
{
    const size_t length = strlen(name);
    for (size_t i = 0; i < length && i < room; i++) {
        const bool cut = length > room && i + 2 >= room;
        const bool plain = name[i] >= ' ' && name[i] < 127;
        hg_text_add(text, cut ? "." : plain ? &name[i] : "?", 1);
    }
}

/* name, spaces, and a figure that ends at the right edge of the screen. */
static void add_row(struct hg_text *text, const char *lead, const char *name,
                    const char *right)
{
    const size_t used = strlen(lead) + strlen(right) + 1;
    const size_t room = used < SCREEN ? SCREEN - used : 0;
    const size_t length = strlen(name) < room ? strlen(name) : room;
    hg_text_print(text, "%s", lead);
    add_name(text, name, room);
    hg_text_print(text, "%*s%s", (int)(room - length) + 1, "", right);
    while (text->length > 0 && text->bytes[text->length - 1] == ' ')
        text->bytes[--text->length] = '\0';
    hg_text_print(text, "\n");
}

static void add_side(struct hg_text *text, const struct hg_entry *entry, size_t n,
                     const char *first, int decimals)
{
    char right[64];
    for (size_t i = 0; i < n; i++) {
        figure(&entry[i], decimals, right);
        add_row(text, i == 0 ? first : "    + ", entry[i].name, right);
    }
}

static double size_of(const struct hg_entry *entry, size_t n)
{
    double size = 0;
    for (size_t i = 0; i < n; i++)
        size += fabs(entry[i].kg);
    return size;
}

static void verdict(const struct hg_line *line, char text[64])
{
    const double left = size_of(line->left, line->n_left);
    const double right = size_of(line->right, line->n_right);
    const double kg = fabs(hg_line_difference_kg(line));
    if (!hg_line_balances(line))
        snprintf(text, 64, "NOT BALANCED by %.6g t", kg / 1e3);
    else if (line->tolerance > 0 && kg > 0)
        snprintf(text, 64, "balanced to %.0e", kg / fmax(left, right));
    else
        snprintf(text, 64, "balanced");
}

static void add_line(struct hg_text *text, const struct hg_line *line, int decimals)
{
    char lead[24], right[64];
    snprintf(lead, sizeof(lead), "%.20s: ", line->stage);
    verdict(line, right);
    add_row(text, lead, line->name, right);
    add_side(text, line->left, line->n_left, "      ", decimals);
    add_side(text, line->right, line->n_right, "    = ", decimals);
    hg_text_print(text, "\n");
}

/* Values end in one column, what is asked of them begins in another. */
static void add_note(struct hg_text *text, const struct hg_note *note)
{
    char lead[24], right[64], bound[32] = "";
    snprintf(lead, sizeof(lead), "%.20s: ", note->stage);
    if (!hg_note_holds(note))
        snprintf(bound, sizeof(bound), "EXCEEDS %.3g", note->limit);
    else if (isfinite(note->limit))
        snprintf(bound, sizeof(bound), "limit %.3g", note->limit);
    snprintf(right, sizeof(right), "%.6g  %-13s", note->value, bound);
    add_row(text, lead, note->name, right);
}

void hg_ledger_print(const struct hg_ledger *ledger, struct hg_text *text)
{
    const int decimals = common_decimals(ledger);
    size_t bad = 0;
    char unit[32];
    snprintf(unit, sizeof(unit), "Mt %.16s a year", hg_ledger_gas(ledger));
    add_row(text, "", "Ledger of mass", unit);
    hg_text_print(text, "\n");
    for (size_t i = 0; i < hg_ledger_lines(ledger); i++) {
        add_line(text, hg_ledger_line(ledger, i), decimals);
        bad += hg_line_balances(hg_ledger_line(ledger, i)) ? 0 : 1;
    }
    for (size_t i = 0; i < hg_ledger_notes(ledger); i++)
        add_note(text, hg_ledger_get_note(ledger, i));
    if (hg_ledger_notes(ledger) > 0)
        hg_text_print(text, "\n");
    if (bad == 0 && hg_ledger_lines(ledger) == 1)
        hg_text_print(text, "1 line, it balances.\n");
    else if (bad == 0)
        hg_text_print(text, "%zu lines, all balance.\n", hg_ledger_lines(ledger));
    else
        hg_text_print(text, "%zu lines, %zu DO NOT BALANCE.\n", hg_ledger_lines(ledger),
                      bad);
}

static void add_csv_side(struct hg_text *text, const struct hg_line *line, bool left)
{
    const struct hg_entry *entry = left ? line->left : line->right;
    const size_t n = left ? line->n_left : line->n_right;
    for (size_t i = 0; i < n; i++) {
        char exact[HG_MASS_TEXT], inexact[HG_DOUBLE_TEXT];
        hg_text_add_csv(text, line->stage);
        hg_text_print(text, ",");
        hg_text_add_csv(text, line->name);
        hg_text_print(text, ",%s,", left ? "left" : "right");
        hg_text_add_csv(text, entry[i].name);
        hg_text_print(text, ",%s,%s\n",
                      entry[i].exact ? hg_mass_text(entry[i].mass, 3, exact)
                                     : hg_text_double(entry[i].kg / 1e3, inexact),
                      hg_line_balances(line) ? "yes" : "no");
    }
}

void hg_ledger_csv(const struct hg_ledger *ledger, struct hg_text *text)
{
    hg_text_print(text, "stage,line,side,entry,t,balances\n");
    for (size_t i = 0; i < hg_ledger_lines(ledger); i++) {
        add_csv_side(text, hg_ledger_line(ledger, i), true);
        add_csv_side(text, hg_ledger_line(ledger, i), false);
    }
}
