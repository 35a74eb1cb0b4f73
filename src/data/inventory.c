/* inventory.c - rows of inventory files become one table of totals */
#include <hotgrid/arena.h>
#include <hotgrid/inventory.h>
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void hg_totals_destroy(struct hg_totals *totals)
{
    if (!totals)
        return;
    hg_arena_destroy(totals->arena);
    free(totals);
}

void hg_sites_destroy(struct hg_sites *sites)
{
    if (!sites)
        return;
    hg_arena_destroy(sites->arena);
    free(sites);
}

void hg_inventory_destroy(struct hg_inventory *inventory)
{
    if (!inventory)
        return;
    hg_axis_destroy(inventory->regions);
    hg_axis_destroy(inventory->sectors);
    free(inventory->total);
    free(inventory->given);
    free(inventory->household);
    free(inventory->gridded);
    free(inventory);
}

hg_mass_sum hg_inventory_sum(const struct hg_inventory *inventory)
{
    const size_t n = hg_axis_size(inventory->regions) * hg_axis_size(inventory->sectors);
    hg_mass_sum sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += inventory->total[i];
    return sum;
}

/* A code and where it was first met. */
struct named {
    const char *code, *file;
    size_t line;
};

static int by_code(const void *a, const void *b)
{
    const struct named *p = a, *q = b;
    const int code = strcmp(p->code, q->code);
    const int file = code ? code : strcmp(p->file, q->file);
    return file ? file : (p->line > q->line) - (p->line < q->line);
}

static int by_folded_code(const void *a, const void *b)
{
    const unsigned char *p = (const unsigned char *)((const struct named *)a)->code;
    const unsigned char *q = (const unsigned char *)((const struct named *)b)->code;
    for (;; p++, q++) {
        const int x = *p >= 'A' && *p <= 'Z' ? *p + 32 : *p;
        const int y = *q >= 'A' && *q <= 'Z' ? *q + 32 : *q;
        if (x != y)
            return x - y;
        if (x == 0)
            return by_code(a, b);
    }
}

/* Files write rows of one code together: equal neighbours are passed over at once. */
static size_t note_code(struct named *list, size_t n, const char *code, const char *file,
                        size_t line)
{
    if (n > 0 && strcmp(list[n - 1].code, code) == 0)
        return n;
    list[n] = (struct named){code, file, line};
    return n + 1;
}

static size_t keep_unique(struct named *list, size_t n)
{
    size_t kept = 0;
    if (n > 1)
        qsort(list, n, sizeof(list[0]), by_code);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || strcmp(list[kept - 1].code, list[i].code) != 0)
            list[kept++] = list[i];
    return kept;
}

/* All codes of one kind, sorted, each once; room for rows of them. */
static size_t collect(const struct hg_inventory_params *params, bool sectors,
                      struct named *list)
{
    size_t n = 0;
    for (size_t i = 0; i < params->totals->n; i++) {
        const struct hg_total *t = &params->totals->total[i];
        n = note_code(list, n, sectors ? t->sector : t->region, t->file, t->line);
    }
    for (size_t f = 0; f < params->n_sites; f++) {
        const struct hg_sites *sites = params->sites[f];
        for (size_t i = 0; sites->rule == HG_POINTS_ADD && i < sites->n; i++) {
            const struct hg_site *s = &sites->site[i];
            n = note_code(list, n, sectors ? s->sector : s->region, s->file, s->line);
        }
    }
    for (size_t f = 0; f < params->n_added; f++)
        for (size_t i = 0; i < params->added[f]->n; i++) {
            const struct hg_total *t = &params->added[f]->total[i];
            n = note_code(list, n, sectors ? t->sector : t->region, t->file, t->line);
        }
    return keep_unique(list, n);
}

static void check_codes(struct named *list, size_t n, const char *what,
                        struct hg_faults *faults)
{
    if (n > 1)
        qsort(list, n, sizeof(list[0]), by_folded_code);
    for (size_t i = 0; i < n; i++) {
        const struct named *here = &list[i];
        if (!hg_text_is_code(here->code))
            hg_fault(faults, HG_E_INPUT, what,
                     "%s:%zu: %s code \"%s\" cannot name a file; use letters, digits, _ "
                     "and - only, at most 64 of them, starting with a letter or digit",
                     here->file, here->line, what, here->code);
        if (i > 0 && hg_text_same_folded(list[i - 1].code, here->code))
            hg_fault(faults, HG_E_INPUT, what,
                     "%s:%zu: %s code \"%s\" differs only in case from \"%s\" of %s:%zu; "
                     "write both alike, or give them codes that differ",
                     here->file, here->line, what, here->code, list[i - 1].code,
                     list[i - 1].file, list[i - 1].line);
    }
    if (n > 1)
        qsort(list, n, sizeof(list[0]), by_code);
}

static enum hg_status make_axis(const struct named *list, size_t n,
                                const struct hg_axis *names, struct hg_axis **out,
                                struct hg_error *err)
{
    const char **texts = calloc(2 * n + 1, sizeof(*texts));
    if (!texts)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu codes", n);
    for (size_t i = 0; i < n; i++) {
        const size_t at = names ? hg_axis_find(names, list[i].code) : HG_NOT_FOUND;
        texts[i] = list[i].code;
        texts[n + i] = at == HG_NOT_FOUND ? NULL : hg_axis_name(names, at);
    }
    const enum hg_status status = hg_axis_create(n, texts, texts + n, out, err);
    free(texts);
    return status;
}

static size_t count_rows(const struct hg_inventory_params *params)
{
    size_t n = params->totals->n;
    for (size_t f = 0; f < params->n_sites; f++)
        n += params->sites[f]->rule == HG_POINTS_ADD ? params->sites[f]->n : 0;
    for (size_t f = 0; f < params->n_added; f++)
        n += params->added[f]->n;
    return n;
}

static enum hg_status make_axes(const struct hg_inventory_params *params,
                                struct hg_inventory *inventory, struct hg_faults *faults,
                                struct hg_error *err)
{
    const size_t room = count_rows(params) + 1;
    struct named *list = calloc(room, sizeof(*list));
    if (!list)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu codes", room);

    size_t n = collect(params, false, list);
    check_codes(list, n, "region", faults);
    enum hg_status status =
        make_axis(list, n, params->region_names, &inventory->regions, err);
    if (status == HG_OK) {
        n = collect(params, true, list);
        check_codes(list, n, "sector", faults);
        status = make_axis(list, n, params->sector_names, &inventory->sectors, err);
    }
    free(list);
    return status;
}

/* What is known of a region and sector while rows are entered. */
struct entered {
    const struct hg_total *row; /* of the totals, NULL where there is none */
    uint64_t gases;             /* of the rows so far, a bit each */
    const char *conflict;       /* file whose conflict with row was told */
    hg_mass_sum added;          /* by sources */
};

static size_t pair_of(const struct hg_inventory *inventory, const char *region,
                      const char *sector)
{
    return hg_axis_find(inventory->regions, region) * hg_axis_size(inventory->sectors) +
           hg_axis_find(inventory->sectors, sector);
}

/* "file:line", or the file alone: a ready grid has no lines. */
#define PLACE 300
static const char *place_of(const struct hg_total *row, char place[PLACE])
{
    if (row->line)
        snprintf(place, PLACE, "%.250s:%zu", row->file, row->line);
    else
        snprintf(place, PLACE, "%.250s", row->file);
    return place;
}

static const struct hg_total *first_row(const struct hg_totals *totals,
                                        const struct hg_total *like)
{
    const struct hg_total *t = totals->total;
    while (t->gas != like->gas || strcmp(t->region, like->region) != 0 ||
           strcmp(t->sector, like->sector) != 0)
        t++;
    return t;
}

static void enter_total(const struct hg_totals *totals, const struct hg_total *t,
                        struct hg_inventory *inventory, struct entered *e, size_t pair,
                        struct hg_faults *faults)
{
    char place[PLACE];
    const uint64_t gas = UINT64_C(1) << t->gas;
    if (e->gases & gas) {
        hg_fault(faults, HG_E_INPUT, "inventory: twice",
                 "%s:%zu: region %s, sector %s stands already in %s; keep one "
                 "row, or add the two up",
                 t->file, t->line, t->region, t->sector,
                 place_of(first_row(totals, t), place));
        return;
    }
    if (t->mass < 0)
        hg_fault(faults, HG_E_INPUT, "inventory: negative",
                 "%s:%zu: region %s, sector %s has a total below 0; totals must be 0 "
                 "or more, removals are not mapped",
                 t->file, t->line, t->region, t->sector);
    else if (__builtin_add_overflow(inventory->total[pair], t->mass,
                                    &inventory->total[pair]))
        hg_fault(faults, HG_E_INPUT, "inventory: sum",
                 "%s:%zu: the gases of region %s, sector %s add up to more than 8.79e12 "
                 "kg of CO2 equivalents; is their unit right?",
                 t->file, t->line, t->region, t->sector);
    if (!e->row)
        e->row = t;
    e->gases |= gas;
    inventory->given[pair] = true;
}

static void enter_totals(const struct hg_totals *totals, struct hg_inventory *inventory,
                         struct entered *entered, struct hg_faults *faults)
{
    for (size_t i = 0; i < totals->n; i++) {
        const struct hg_total *t = &totals->total[i];
        const size_t pair = pair_of(inventory, t->region, t->sector);
        enter_total(totals, t, inventory, &entered[pair], pair, faults);
    }
}

/* What adds to a pair must not meet a total; told once for each file. */
static bool may_add(struct entered *e, const struct hg_total *added,
                    struct hg_faults *faults)
{
    char place[PLACE];
    if (!e->row)
        return true;
    if (!e->conflict || strcmp(e->conflict, added->file) != 0)
        hg_fault(
            faults, HG_E_INPUT, "points: added and given",
            "%s:%zu: points add to region %s, sector %s, which %s gives a total; drop "
            "that row, or let the points scale to it",
            added->file, added->line, added->region, added->sector,
            place_of(e->row, place));
    e->conflict = added->file;
    return false;
}

static void enter_site(const struct hg_site *s, struct hg_inventory *inventory,
                       struct entered *entered, struct hg_faults *faults)
{
    struct hg_error bad;
    hg_mass mass;
    struct entered *e = &entered[pair_of(inventory, s->region, s->sector)];
    const struct hg_total added = {
        .region = s->region, .sector = s->sector, .file = s->file, .line = s->line};
    if (!may_add(e, &added, faults))
        return;
    if (hg_mass_from_kg(s->weight, &mass, &bad) != HG_OK || mass < 0) {
        hg_fault(faults, HG_E_INPUT, "points: mass",
                 "%s:%zu: point \"%s\" emits %g kg a year, must be 0 to 8.79e12", s->file,
                 s->line, s->id, s->weight);
        return;
    }
    e->added += mass;
    inventory->given[e - entered] = true;
}

static void enter_added(const struct hg_totals *added, struct hg_inventory *inventory,
                        struct entered *entered, struct hg_faults *faults)
{
    for (size_t i = 0; i < added->n; i++) {
        const struct hg_total *t = &added->total[i];
        struct entered *e = &entered[pair_of(inventory, t->region, t->sector)];
        if (!may_add(e, t, faults))
            continue;
        e->added += t->mass;
        inventory->given[e - entered] = true;
    }
}

static void enter_sources(const struct hg_inventory_params *params,
                          struct hg_inventory *inventory, struct entered *entered,
                          struct hg_faults *faults)
{
    for (size_t f = 0; f < params->n_sites; f++) {
        const struct hg_sites *sites = params->sites[f];
        for (size_t i = 0; sites->rule == HG_POINTS_ADD && i < sites->n; i++)
            enter_site(&sites->site[i], inventory, entered, faults);
    }
    for (size_t f = 0; f < params->n_added; f++)
        enter_added(params->added[f], inventory, entered, faults);
    const size_t n_sector = hg_axis_size(inventory->sectors);
    const size_t n = hg_axis_size(inventory->regions) * n_sector;
    for (size_t pair = 0; pair < n; pair++) {
        if (entered[pair].row)
            continue;
        if (entered[pair].added > INT64_MAX) {
            hg_fault(faults, HG_E_INPUT, "points: sum",
                     "points that add to region %s, sector %s emit %g kg a year, must be "
                     "at most 8.79e12; is their unit right?",
                     hg_axis_code(inventory->regions, pair / n_sector),
                     hg_axis_code(inventory->sectors, pair % n_sector),
                     hg_mass_kg(entered[pair].added));
            continue;
        }
        inventory->total[pair] = (hg_mass)entered[pair].added;
    }
}

static enum hg_status fill(const struct hg_inventory_params *params,
                           struct hg_inventory *inventory, struct hg_faults *faults,
                           struct hg_error *err)
{
    const size_t n = hg_axis_size(inventory->regions) * hg_axis_size(inventory->sectors);
    struct entered *entered = calloc(n + 1, sizeof(*entered));
    inventory->total = calloc(n + 1, sizeof(*inventory->total));
    inventory->given = calloc(n + 1, sizeof(*inventory->given));
    if (!entered || !inventory->total || !inventory->given) {
        free(entered);
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu totals", n);
    }
    enter_totals(params->totals, inventory, entered, faults);
    enter_sources(params, inventory, entered, faults);
    free(entered);
    return HG_OK;
}

/* Sets flag[sector] to value for each sector named in a list of the study. */
static void mark_sectors(const struct hg_axis *sectors, size_t n,
                         const char *const *codes, const char *const *where,
                         const char *list, bool *flag, bool value,
                         struct hg_faults *faults)
{
    for (size_t i = 0; i < n; i++) {
        const size_t at = hg_axis_find(sectors, codes[i]);
        if (at != HG_NOT_FOUND) {
            flag[at] = value;
            continue;
        }
        const char *near =
            hg_text_nearest(codes[i], hg_axis_codes(sectors), hg_axis_size(sectors));
        hg_fault(faults, HG_E_STUDY, list,
                 "%s%s%s: sector \"%s\" is not in the inventory%s%s%s",
                 where ? where[i] : "", where ? ": " : "", list, codes[i],
                 near ? "; did you mean \"" : "; take it out", near ? near : "",
                 near ? "\"?" : "");
    }
}

static enum hg_status mark(const struct hg_inventory_params *params,
                           struct hg_inventory *inventory, struct hg_faults *faults,
                           struct hg_error *err)
{
    const size_t n = hg_axis_size(inventory->sectors);
    inventory->household = calloc(n + 1, sizeof(*inventory->household));
    inventory->gridded = calloc(n + 1, sizeof(*inventory->gridded));
    if (!inventory->household || !inventory->gridded)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu sectors", n);
    for (size_t s = 0; s < n; s++)
        inventory->gridded[s] = true;
    mark_sectors(inventory->sectors, params->n_household, params->household,
                 params->household_at, "inventory.household", inventory->household, true,
                 faults);
    mark_sectors(inventory->sectors, params->n_not_gridded, params->not_gridded,
                 params->not_gridded_at, "inventory.not_gridded", inventory->gridded,
                 false, faults);
    return HG_OK;
}

enum hg_status hg_inventory_create(const struct hg_inventory_params *params,
                                   struct hg_faults *faults, struct hg_inventory **out,
                                   struct hg_error *err)
{
    struct hg_inventory *inventory = calloc(1, sizeof(*inventory));
    if (!inventory)
        return hg_fail(err, HG_E_MEMORY, "no memory for the inventory");
    enum hg_status status = make_axes(params, inventory, faults, err);
    if (status != HG_OK)
        goto done;
    status = fill(params, inventory, faults, err);
    if (status != HG_OK)
        goto done;
    status = mark(params, inventory, faults, err);
    if (status != HG_OK)
        goto done;

    *out = inventory;
    inventory = NULL; /* now the caller's */
done:
    hg_inventory_destroy(inventory);
    return status;
}
