/* bins.c - exact sums of masses by pair and cell, filled by many threads */
#include "gridding/bins.h"
#include "gridding/square_sums.h"
#include <assert.h>
#include <hotgrid/parallel.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

/* A pair moves to an array when it has a sum in so many cells: one of ...  The first pair
 * of a bin does so early, since arrays are faster; the memory of the others counts. */
enum { FIRST = 64, LATER = 8 };

/* A sum in the table of its bin; place counts the cells of the bin. */
struct entry {
    uint32_t pair, place; /* pair NONE: empty */
    hg_mass mass;
};

/* What a bin has of one pair. */
struct sheet {
    uint32_t pair; /* NONE: empty */
    uint32_t n;    /* entries in the table */
    hg_mass *sum;  /* [place]; NULL: they are in the table */
};

struct bin {
    struct hg_lock *lock;
    size_t n_entry, n_slot; /* n_slot: a power of two, or 0 */
    struct entry *entry;
    size_t n_sheet, n_sheet_slot;
    struct sheet *sheet;
    size_t n_wide; /* sheets with an array */
    struct square_sums squares;
    bool overflow;
};

struct bins {
    size_t n_cell, n_bin;
    unsigned shift; /* a bin has 2^shift places */
    bool squares;
    struct bin *bin;
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for the sums of points by cell");
}

enum hg_status bins_create(size_t n_cell, bool squares, struct bins **out,
                           struct hg_error *err)
{
    struct bins *bins = calloc(1, sizeof(*bins));
    if (!bins)
        return no_memory(err);
    const size_t n = n_cell + 2; /* the two that are no cells come behind */
    bins->n_cell = n_cell;
    bins->squares = squares;
    while ((n - 1) >> bins->shift >= BINS_AT_MOST)
        bins->shift++;
    bins->n_bin = ((n - 1) >> bins->shift) + 1;
    bins->bin = calloc(bins->n_bin, sizeof(*bins->bin));
    bool good = bins->bin != NULL;
    for (size_t i = 0; good && i < bins->n_bin; i++)
        good = (bins->bin[i].lock = hg_lock_create()) != NULL;
    if (!good) {
        bins_destroy(bins);
        return no_memory(err);
    }
    *out = bins;
    return HG_OK;
}

static void empty(struct bin *bin)
{
    for (size_t i = 0; i < bin->n_sheet_slot; i++)
        free(bin->sheet[i].sum);
    free(bin->sheet);
    free(bin->entry);
    square_sums_empty(&bin->squares);
    bin->sheet = NULL;
    bin->entry = NULL;
    bin->n_sheet = bin->n_sheet_slot = bin->n_entry = bin->n_slot = bin->n_wide = 0;
}

void bins_destroy(struct bins *bins)
{
    if (!bins)
        return;
    for (size_t i = 0; bins->bin && i < bins->n_bin; i++) {
        empty(&bins->bin[i]);
        hg_lock_destroy(bins->bin[i].lock);
    }
    free(bins->bin);
    free(bins);
}

static uint64_t mix(uint64_t key)
{
    key *= UINT64_C(0x9E3779B97F4A7C15);
    return key ^ key >> 32;
}

static struct sheet *find_sheet(const struct bin *bin, uint32_t pair)
{
    for (uint64_t i = mix(pair);; i++) {
        struct sheet *sheet = &bin->sheet[i & (bin->n_sheet_slot - 1)];
        if (sheet->pair == pair || sheet->pair == NONE)
            return sheet;
    }
}

static bool grow_sheets(struct bin *bin)
{
    struct bin grown = *bin;
    grown.n_sheet_slot = bin->n_sheet_slot > 0 ? 2 * bin->n_sheet_slot : 4;
    grown.sheet = malloc(grown.n_sheet_slot * sizeof(*grown.sheet));
    if (!grown.sheet)
        return false;
    for (size_t i = 0; i < grown.n_sheet_slot; i++)
        grown.sheet[i] = (struct sheet){.pair = NONE};
    for (size_t i = 0; i < bin->n_sheet_slot; i++)
        if (bin->sheet[i].pair != NONE)
            *find_sheet(&grown, bin->sheet[i].pair) = bin->sheet[i];
    free(bin->sheet);
    *bin = grown;
    return true;
}

/* The sheet of a pair, a new one where it has none; NULL without memory. */
static struct sheet *open_sheet(struct bin *bin, uint32_t pair)
{
    if (4 * (bin->n_sheet + 1) > 3 * bin->n_sheet_slot && !grow_sheets(bin))
        return NULL;
    struct sheet *sheet = find_sheet(bin, pair);
    if (sheet->pair == NONE) {
        sheet->pair = pair;
        bin->n_sheet++;
    }
    return sheet;
}

static struct entry *find_entry(const struct bin *bin, uint32_t pair, uint32_t place)
{
    for (uint64_t i = mix((uint64_t)pair << 32 | place);; i++) {
        struct entry *entry = &bin->entry[i & (bin->n_slot - 1)];
        if ((entry->place == place && entry->pair == pair) || entry->pair == NONE)
            return entry;
    }
}

/* A table of n_slot for the entries of all pairs but one. */
static bool rebuild(struct bin *bin, size_t n_slot, uint32_t without)
{
    struct bin built = *bin;
    built.n_slot = n_slot;
    built.entry = malloc(n_slot * sizeof(*built.entry));
    if (!built.entry)
        return false;
    for (size_t i = 0; i < n_slot; i++)
        built.entry[i].pair = NONE;
    for (size_t i = 0; i < bin->n_slot; i++)
        if (bin->entry[i].pair != NONE && bin->entry[i].pair != without)
            *find_entry(&built, bin->entry[i].pair, bin->entry[i].place) = bin->entry[i];
    free(bin->entry);
    *bin = built;
    return true;
}

static void add_to(struct bin *bin, hg_mass *sum, hg_mass mass)
{
    bin->overflow |= __builtin_add_overflow(*sum, mass, sum);
}

/* Moves a pair from the table to an array. */
static bool spread_out(struct bin *bin, struct sheet *sheet, size_t width)
{
    hg_mass *sum = calloc(width, sizeof(*sum));
    if (!sum)
        return false;
    for (size_t i = 0; i < bin->n_slot; i++)
        if (bin->entry[i].pair == sheet->pair)
            sum[bin->entry[i].place] = bin->entry[i].mass;
    size_t n_slot = 64;
    while (2 * (bin->n_entry - sheet->n) > n_slot)
        n_slot *= 2;
    if (!rebuild(bin, n_slot, sheet->pair)) {
        free(sum);
        return false;
    }
    bin->n_entry -= sheet->n;
    bin->n_wide++;
    sheet->n = 0;
    sheet->sum = sum;
    return true;
}

/* False without memory. */
static bool add(struct bin *bin, struct sheet *sheet, uint32_t place, hg_mass mass,
                size_t width)
{
    if (sheet->sum) {
        add_to(bin, &sheet->sum[place], mass);
        return true;
    }
    if (4 * (bin->n_entry + 1) > 3 * bin->n_slot &&
        !rebuild(bin, bin->n_slot > 0 ? 2 * bin->n_slot : 64, NONE))
        return false;
    struct entry *entry = find_entry(bin, sheet->pair, place);
    if (entry->pair != NONE) {
        add_to(bin, &entry->mass, mass);
        return true;
    }
    *entry = (struct entry){sheet->pair, place, mass};
    bin->n_entry++;
    sheet->n++;
    const size_t part = bin->n_wide > 0 ? LATER : FIRST;
    return part * sheet->n <= width || spread_out(bin, sheet, width);
}

static uint32_t index_of(const struct bins *bins, uint32_t cell)
{
    return cell < bins->n_cell ? cell
                               : (uint32_t)bins->n_cell + (cell == HG_NO_CELL ? 1 : 0);
}

/* Asks for the memory of a row before it is needed. */
static void ask_for(const struct bin *bin, const struct sheet *sheet, uint32_t pair,
                    uint32_t place)
{
    if (sheet->sum && sheet->pair == pair)
        __builtin_prefetch(&sheet->sum[place], 1);
    else if (bin->n_slot > 0)
        __builtin_prefetch(
            &bin->entry[mix((uint64_t)pair << 32 | place) & (bin->n_slot - 1)], 1);
}

/* Adds the n > 0 rows that `index` names. */
static bool add_rows(struct bins *bins, size_t b, size_t n, const uint32_t *index,
                     const struct bins_rows *rows)
{
    struct bin *bin = &bins->bin[b];
    const size_t width = (size_t)1 << bins->shift;
    struct sheet *sheet = open_sheet(bin, rows->pair[index[0]]);
    for (size_t i = 0; sheet && i < n; i++)
        ask_for(bin, sheet, rows->pair[index[i]],
                index_of(bins, rows->cell[index[i]]) & (uint32_t)(width - 1));
    for (size_t i = 0; i < n; i++) {
        const uint32_t row = index[i], pair = rows->pair[row];
        const uint32_t place = index_of(bins, rows->cell[row]) & (uint32_t)(width - 1);
        if (sheet && sheet->pair != pair)
            sheet = open_sheet(bin, pair);
        if (!sheet || !add(bin, sheet, place, rows->mass[row], width))
            return false;
        if (bins->squares &&
            !square_sums_add(&bin->squares, pair, place, hg_mass_kg(rows->mass[row]),
                             rows->sigma[row]))
            return false;
    }
    return true;
}

enum hg_status bins_add(struct bins *bins, struct bins_room *room,
                        const struct bins_rows *rows, struct hg_error *err)
{
    const size_t n = rows->n;
    const uint32_t *cell = rows->cell;
    assert(n <= HG_SITES_OF_A_BLOCK);
    memset(room->first, 0, sizeof(room->first));
    for (size_t i = 0; i < n; i++)
        room->first[(index_of(bins, cell[i]) >> bins->shift) + 1]++;
    for (size_t b = 0; b < bins->n_bin; b++)
        room->first[b + 1] += room->first[b];
    for (size_t i = 0; i < n; i++)
        room->order[room->first[index_of(bins, cell[i]) >> bins->shift]++] = (uint32_t)i;
    bool good = true;
    uint32_t start = 0;
    for (size_t b = 0; good && b < bins->n_bin; b++) { /* first[b] is the end of b now */
        const uint32_t end = room->first[b];
        if (end == start)
            continue;
        hg_lock_take(bins->bin[b].lock);
        good = add_rows(bins, b, end - start, room->order + start, rows);
        hg_lock_release(bins->bin[b].lock);
        start = end;
    }
    return good ? HG_OK : no_memory(err);
}

struct emptying {
    const struct bins *bins;
    const size_t *industry;
    size_t n_industry;
    size_t *next; /* [bin * n_industry + industry]: where its next piece goes */
    struct hg_piece *piece;
    struct hg_squares *square; /* NULL: not wanted */
};

/* The sums of a bin by industry. */
static enum hg_status count(void *context, size_t b, unsigned worker,
                            struct hg_error *err)
{
    (void)worker;
    const struct emptying *e = context;
    const struct bin *bin = &e->bins->bin[b];
    const size_t width = (size_t)1 << e->bins->shift;
    size_t *n = e->next + b * e->n_industry;
    for (size_t i = 0; i < bin->n_sheet_slot; i++) {
        const struct sheet *sheet = &bin->sheet[i];
        if (sheet->pair == NONE || e->industry[sheet->pair] == HG_NOT_FOUND)
            continue;
        size_t sums = sheet->n;
        for (size_t k = 0; sheet->sum && k < width; k++)
            sums += sheet->sum[k] != 0;
        n[e->industry[sheet->pair]] += sums;
    }
    return bin->overflow
               ? hg_fail(err, HG_E_INPUT,
                         "the points of one region and sector in one cell emit more "
                         "than 8.79e12 kg a year; is their unit right?")
               : HG_OK;
}

/* Counts become places: by industry, then bin.  Returns how many there are. */
static size_t line_up(const struct emptying *e)
{
    size_t all = 0;
    for (size_t i = 0; i < e->n_industry; i++)
        for (size_t b = 0; b < e->bins->n_bin; b++) {
            size_t *next = &e->next[b * e->n_industry + i];
            const size_t n = *next;
            *next = all;
            all += n;
        }
    return all;
}

static void put(const struct emptying *e, size_t bin, uint32_t pair, size_t place,
                hg_mass mass)
{
    const size_t industry = e->industry[pair];
    const size_t index = (bin << e->bins->shift) + place;
    uint32_t cell = (uint32_t)index;
    if (industry == HG_NOT_FOUND)
        return;
    if (index >= e->bins->n_cell)
        cell = index == e->bins->n_cell ? HG_DIFFUSE_CELL : HG_NO_CELL;
    const size_t at = e->next[bin * e->n_industry + industry]++;
    if (e->square)
        e->square[at] = square_sums_of(&e->bins->bin[bin].squares, pair, (uint32_t)place,
                                       hg_mass_kg(mass));
    e->piece[at] =
        (struct hg_piece){.cell = cell, .industry = (uint32_t)industry, .mass = mass};
}

/* The slots in use by rising place, counted; first is room for [width + 1]. */
static void sort_slots(const struct bin *bin, size_t width, uint32_t *first,
                       uint32_t *slot)
{
    for (size_t i = 0; i < bin->n_slot; i++)
        if (bin->entry[i].pair != NONE)
            first[bin->entry[i].place + 1]++;
    for (size_t k = 1; k <= width; k++)
        first[k] += first[k - 1];
    for (size_t i = 0; i < bin->n_slot; i++)
        if (bin->entry[i].pair != NONE)
            slot[first[bin->entry[i].place]++] = (uint32_t)i;
}

static bool put_entries(const struct emptying *e, size_t b)
{
    const struct bin *bin = &e->bins->bin[b];
    const size_t width = (size_t)1 << e->bins->shift;
    uint32_t *slot = calloc(bin->n_entry + 1, sizeof(*slot));
    uint32_t *first = calloc(width + 1, sizeof(*first));
    if (slot && first) {
        sort_slots(bin, width, first, slot);
        for (size_t i = 0; i < bin->n_entry; i++) {
            const struct entry *entry = &bin->entry[slot[i]];
            put(e, b, entry->pair, entry->place, entry->mass);
        }
    }
    const bool good = slot && first;
    free(slot);
    free(first);
    return good;
}

/* A pair is in the table or in an array, so its pieces come by rising cell. */
static enum hg_status empty_into(void *context, size_t b, unsigned worker,
                                 struct hg_error *err)
{
    (void)worker;
    const struct emptying *e = context;
    struct bin *bin = &e->bins->bin[b];
    const size_t width = (size_t)1 << e->bins->shift;
    if (bin->n_entry > 0 && !put_entries(e, b))
        return no_memory(err);
    for (size_t i = 0; i < bin->n_sheet_slot; i++)
        for (size_t k = 0; bin->sheet[i].sum && k < width; k++)
            if (bin->sheet[i].sum[k] != 0)
                put(e, b, bin->sheet[i].pair, k, bin->sheet[i].sum[k]);
    empty(bin);
    return HG_OK;
}

enum hg_status bins_pieces(struct bins *bins, unsigned threads, enum hg_point_rule rule,
                           const size_t *industry, size_t n_industry,
                           struct hg_pieces **out, struct hg_error *err)
{
    struct hg_pieces *pieces = NULL;
    struct emptying e = {.bins = bins, .industry = industry, .n_industry = n_industry};
    e.next = calloc(bins->n_bin * n_industry + 1, sizeof(*e.next));
    enum hg_status status =
        e.next ? hg_parallel(threads, bins->n_bin, count, &e, err) : no_memory(err);
    const size_t all = e.next && status == HG_OK ? line_up(&e) : 0;
    if (status == HG_OK)
        status = hg_pieces_create(rule, all, n_industry, &pieces, err);
    if (status == HG_OK && bins->squares)
        status = hg_pieces_square(pieces, all, err);
    if (status == HG_OK) {
        e.piece = pieces->piece;
        e.square = pieces->square;
        status = hg_parallel(threads, bins->n_bin, empty_into, &e, err);
    }
    free(e.next);
    if (status != HG_OK) {
        hg_pieces_destroy(pieces);
        return status;
    }
    pieces->n = all;
    *out = pieces;
    return HG_OK;
}
