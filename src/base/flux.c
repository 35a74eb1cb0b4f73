/* flux.c - units of grids: a mass, perhaps per area, perhaps per time */
#include <hotgrid/flux.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum dimension { MASS, MOLES, LENGTH, AREA, CELL, TIME, SUBSTANCE };

/* up / down: kilograms, moles, metres, square metres; of times, how many a year has. */
static const struct unit {
    const char *name;
    enum dimension of;
    double up, down;
} units[] = {
    {"mol", MOLES, 1, 1},
    {"mole", MOLES, 1, 1},
    {"moles", MOLES, 1, 1},
    {"kmol", MOLES, 1e3, 1},
    {"mmol", MOLES, 1, 1e3},
    {"umol", MOLES, 1, 1e6},
    {"micromol", MOLES, 1, 1e6},
    {"tonne", MASS, 1e3, 1},
    {"tonnes", MASS, 1e3, 1},
    {"Tonnes", MASS, 1e3, 1},
    {"m", LENGTH, 1, 1},
    {"km", LENGTH, 1e3, 1},
    {"cm", LENGTH, 1, 1e2},
    {"ha", AREA, 1e4, 1},
    {"cell", CELL, 1, 1},
    {"gridcell", CELL, 1, 1},
    {"grid_cell", CELL, 1, 1},
    {"pixel", CELL, 1, 1},
    {"s", TIME, HG_YEAR_SECONDS, 1},
    {"sec", TIME, HG_YEAR_SECONDS, 1},
    {"second", TIME, HG_YEAR_SECONDS, 1},
    {"min", TIME, 525600, 1},
    {"h", TIME, 8760, 1},
    {"hr", TIME, 8760, 1},
    {"hour", TIME, 8760, 1},
    {"d", TIME, 365, 1},
    {"day", TIME, 365, 1},
    {"a", TIME, 1, 1},
    {"y", TIME, 1, 1},
    {"yr", TIME, 1, 1},
    {"year", TIME, 1, 1},
    {"C", SUBSTANCE, HG_BASIS_C, 1},
    {"carbon", SUBSTANCE, HG_BASIS_C, 1},
    {"CO2", SUBSTANCE, HG_BASIS_CO2, 1},
};

enum { LONGEST_NAME = 15, LONGEST_TEXT = 127 };

/* The unit while it is read: up / down in kg or mol, square metres and years. */
struct reading {
    const char *at;
    double up, down;
    int power[TIME + 1]; /* by dimension */
    bool over;           /* behind a '/' */
    bool has_basis;
    enum hg_basis basis;
};

static bool find_unit(const char *name, struct unit *out)
{
    double kg;
    if (hg_unit_kg(name, &kg)) {
        *out = (struct unit){name, MASS, kg < 1 ? 1 : kg, kg < 1 ? 1 / kg : 1};
        return true;
    }
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (strcmp(units[i].name, name) == 0) {
            *out = units[i];
            return true;
        }
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_basis(struct reading *r, enum hg_basis basis)
{
    if (r->has_basis)
        return false;
    r->has_basis = true;
    r->basis = basis;
    return true;
}

/* "-2", "^-2", "**2"; 1 where there is none. */
static bool read_power(struct reading *r, int *out)
{
    bool asked = false;
    int sign = 1;
    *out = 1;
    if (*r->at == '^' || strncmp(r->at, "**", 2) == 0) {
        r->at += *r->at == '^' ? 1 : 2;
        asked = true;
    }
    if (*r->at == '-' || *r->at == '+') {
        sign = *r->at++ == '-' ? -1 : 1;
        asked = true;
    }
    if (!is_digit(*r->at))
        return !asked;
    *out = sign * (*r->at++ - '0');
    return *out != 0 && !is_digit(*r->at);
}

/* A rate counts times below, all else where it stands. */
static bool apply(struct reading *r, const struct unit *unit, int power)
{
    const bool below = unit->of == TIME ? power > 0 : power < 0;
    for (int i = 0; i < abs(power); i++) {
        r->up *= below ? unit->down : unit->up;
        r->down *= below ? unit->up : unit->down;
    }
    r->power[unit->of] += power;
    return true;
}

/* "kg", "m-2", "kgC", "tCO2", "CO2". */
static bool read_name(struct reading *r)
{
    char name[LONGEST_NAME + 1];
    size_t n = 0;
    while (is_letter(*r->at)) {
        if (n == LONGEST_NAME)
            return false;
        name[n++] = *r->at++;
    }
    if (n >= 2 && memcmp(name + n - 2, "CO", 2) == 0 && *r->at == '2' && n < LONGEST_NAME)
        name[n++] = *r->at++;
    name[n] = '\0';
    if (strcmp(name, "per") == 0) {
        const bool first = !r->over;
        r->over = true;
        return first;
    }
    struct unit unit;
    if (!find_unit(name, &unit)) { /* "kgC": a mass and of what it is */
        const size_t tail = n > 3 && strcmp(name + n - 3, "CO2") == 0 ? 3 : 1;
        if (n < 2 || name[n - tail] != 'C')
            return false;
        name[n - tail] = '\0';
        if (!take_basis(r, tail == 3 ? HG_BASIS_CO2 : HG_BASIS_C) ||
            !find_unit(name, &unit) || unit.of != MASS)
            return false;
    }
    if (unit.of == SUBSTANCE)
        return take_basis(r, unit.up == HG_BASIS_C ? HG_BASIS_C : HG_BASIS_CO2);
    int power;
    if (!read_power(r, &power))
        return false;
    power = r->over ? -power : power;
    r->over = false;
    return apply(r, &unit, power);
}

/* A factor in front: "1e6 t". */
static bool read_factor(struct reading *r)
{
    size_t n = 0;
    double factor;
    while (is_digit(r->at[n]) || r->at[n] == '.' || r->at[n] == 'e' || r->at[n] == 'E' ||
           ((r->at[n] == '-' || r->at[n] == '+') && n > 0 &&
            (r->at[n - 1] == 'e' || r->at[n - 1] == 'E')))
        n++;
    if (hg_text_number(r->at, n, &factor) != HG_NUMBER_OK || !(factor > 0))
        return false;
    r->up *= factor;
    r->at += n;
    return true;
}

static bool read_all(struct reading *r, const char *text)
{
    r->at = text;
    if (is_digit(*r->at) && !read_factor(r))
        return false;
    while (*r->at != '\0') {
        if (is_letter(*r->at)) {
            if (!read_name(r))
                return false;
        } else if (*r->at == '/' && !r->over) {
            r->over = true;
            r->at++;
        } else if (*r->at == ' ' || (!r->over && (*r->at == '.' || *r->at == '*'))) {
            r->at++;
        } else {
            return false;
        }
    }
    return !r->over;
}

/* One mass, nothing or an area below it, nothing or a time. */
static bool is_flux(const struct reading *r, bool *per_m2)
{
    const int *power = r->power;
    const bool square = power[LENGTH] == -2 && power[AREA] == 0;
    const bool hectare = power[LENGTH] == 0 && power[AREA] == -1;
    const bool cell = power[LENGTH] == 0 && power[AREA] == 0;
    *per_m2 = square || hectare;
    return power[MASS] + power[MOLES] == 1 && power[MASS] >= 0 && power[MOLES] >= 0 &&
           (power[TIME] == 0 || power[TIME] == -1) &&
           ((*per_m2 && power[CELL] == 0) ||
            (cell && (power[CELL] == 0 || power[CELL] == -1)));
}

bool hg_flux_parse(const char *text, struct hg_flux *out)
{
    /* Molar mass of CO2 as in units.h, in g. */
    static const double gram_per_mol = 44.009;
    struct reading r = {.up = 1, .down = 1};
    bool per_m2;
    if (strlen(text) > LONGEST_TEXT || !read_all(&r, text) || !is_flux(&r, &per_m2))
        return false;
    const bool moles = r.power[MOLES] == 1;
    const double kg = moles ? r.up * gram_per_mol / (r.down * 1e3) : r.up / r.down;
    if (!isfinite(kg) || !(kg > 0))
        return false;
    *out = (struct hg_flux){.kg = kg,
                            .per_m2 = per_m2,
                            .moles = moles,
                            .has_basis = r.has_basis && !moles,
                            .basis = r.basis};
    return true;
}

double hg_flux_kg_co2(const struct hg_flux *flux, enum hg_basis basis)
{
    if (flux->has_basis)
        basis = flux->basis;
    return !flux->moles && basis == HG_BASIS_C ? flux->kg * HG_CO2_PER_C : flux->kg;
}

bool hg_flux_agrees(const struct hg_flux *a, const struct hg_flux *b)
{
    if (a->per_m2 != b->per_m2 || a->moles != b->moles ||
        (a->has_basis && b->has_basis && a->basis != b->basis))
        return false;
    return fabs(a->kg - b->kg) <= 1e-6 * b->kg;
}
