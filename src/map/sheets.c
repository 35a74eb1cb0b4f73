/* sheets.c - keeps what many maps have in common: runs of pixels, and tools for type */
#include "map/sheets.h"
#include <hotgrid/parallel.h>
#include <stdlib.h>
#include <string.h>

/* Those used last: ground, borders and names of a few forms of page. */
enum { MOST_SHEETS = 24, MOST_TOOLS = 64 };

struct run {
    uint32_t x, n, pixel; /* n pixels of the page from x on */
};

struct sheet {
    size_t top, n_row;
    size_t *start; /* row top + r has the runs from start[r] to start[r + 1] */
    struct run *run;
    uint32_t missing[SHEET_MISSING];
    size_t holders; /* who uses it, and the keeper */
};

struct kept {
    struct hg_text key;
    struct sheet *sheet;
    uint64_t used;
};

struct hg_sheets {
    struct hg_lock *lock;
    uint64_t clock; /* counts uses */
    size_t n_kept, n_tools;
    struct kept kept[MOST_SHEETS];
    struct canvas_tools *tools[MOST_TOOLS];
};

static void sheet_destroy(struct sheet *sheet)
{
    if (!sheet)
        return;
    free(sheet->start);
    free(sheet->run);
    free(sheet);
}

/* Where the run of one colour ends that begins at `from`: most are long. */
static size_t run_end(const uint32_t *pixel, size_t from, size_t width)
{
    const uint32_t colour = pixel[from];
    size_t x = from + 1;
    for (; x + 8 <= width; x += 8) {
        uint32_t apart = 0;
        for (size_t i = 0; i < 8; i++)
            apart |= pixel[x + i] ^ colour;
        if (apart)
            break;
    }
    while (x < width && pixel[x] == colour)
        x++;
    return x;
}

/* Takes the runs of a row that are not transparent. */
static size_t take_runs(const uint32_t *pixel, size_t width, size_t left, uint32_t opaque,
                        struct run *run)
{
    size_t n = 0;
    for (size_t from = 0, end; from < width; from = end) {
        const uint32_t colour = pixel[from] | opaque;
        end = run_end(pixel, from, width);
        if (colour >> 24 == 0)
            continue;
        run[n++] = (struct run){(uint32_t)(left + from), (uint32_t)(end - from), colour};
    }
    return n;
}

/* False without memory. */
static bool take_rows(const struct pixels *drawn, size_t left, uint32_t opaque,
                      struct sheet *sheet)
{
    size_t n = 0, room = 0;
    for (size_t y = 0; y < drawn->height; y++) {
        if (room - n < drawn->width) {
            room = 2 * room + drawn->width;
            struct run *more = realloc(sheet->run, room * sizeof(*more));
            if (!more)
                return false;
            sheet->run = more;
        }
        n += take_runs(drawn->pixel + y * drawn->stride, drawn->width, left, opaque,
                       sheet->run + n);
        sheet->start[y + 1] = n;
    }
    struct run *fit = realloc(sheet->run, (n + 1) * sizeof(*fit)); /* may be kept */
    sheet->run = fit ? fit : sheet->run;
    return sheet->run != NULL;
}

enum hg_status sheet_create(const struct pixels *drawn, size_t left, size_t top,
                            uint32_t opaque, const uint32_t missing[SHEET_MISSING],
                            struct sheet **out, struct hg_error *err)
{
    struct sheet *sheet = calloc(1, sizeof(*sheet));
    if (!sheet)
        return hg_fail(err, HG_E_MEMORY, "no memory for a sheet of a map");
    sheet->top = top;
    sheet->n_row = drawn->height;
    sheet->holders = 1;
    memcpy(sheet->missing, missing, sizeof(sheet->missing));
    sheet->start = calloc(drawn->height + 1, sizeof(*sheet->start));
    if (!sheet->start || !take_rows(drawn, left, opaque, sheet)) {
        sheet_destroy(sheet);
        return hg_fail(err, HG_E_MEMORY, "no memory for a sheet of %zu x %zu pixels",
                       drawn->width, drawn->height);
    }
    *out = sheet;
    return HG_OK;
}

/* A channel of what lies below, seen through 255 - alpha; rounded. */
static uint32_t through(uint32_t below, unsigned shift, uint32_t clear)
{
    const uint32_t t = (below >> shift & 0xff) * clear + 128;
    return (t + (t >> 8)) >> 8 << shift;
}

static void lay_run(const struct run *run, uint32_t *pixel)
{
    const uint32_t clear = 255 - (run->pixel >> 24);
    for (uint32_t i = 0; i < run->n; i++)
        pixel[i] = clear == 0
                       ? run->pixel
                       : 0xff000000 |
                             ((run->pixel & 0xffffff) + through(pixel[i], 16, clear) +
                              through(pixel[i], 8, clear) + through(pixel[i], 0, clear));
}

void sheet_lay(const struct sheet *sheet, const struct pixels *page)
{
    for (size_t r = 0; r < sheet->n_row && sheet->top + r < page->height; r++) {
        uint32_t *row = page->pixel + (sheet->top + r) * page->stride;
        for (size_t i = sheet->start[r]; i < sheet->start[r + 1]; i++)
            lay_run(&sheet->run[i], row + sheet->run[i].x);
    }
}

const uint32_t *sheet_missing(const struct sheet *sheet)
{
    return sheet->missing;
}

enum hg_status hg_sheets_create(struct hg_sheets **out, struct hg_error *err)
{
    struct hg_sheets *sheets = calloc(1, sizeof(*sheets));
    if (sheets)
        sheets->lock = hg_lock_create();
    if (!sheets || !sheets->lock) {
        free(sheets);
        return hg_fail(err, HG_E_MEMORY, "no memory for the sheets of maps");
    }
    *out = sheets;
    return HG_OK;
}

void hg_sheets_destroy(struct hg_sheets *sheets)
{
    if (!sheets)
        return;
    for (size_t i = 0; i < sheets->n_kept; i++) {
        free(sheets->kept[i].key.bytes);
        sheet_destroy(sheets->kept[i].sheet);
    }
    for (size_t i = 0; i < sheets->n_tools; i++)
        canvas_tools_destroy(sheets->tools[i]);
    hg_lock_destroy(sheets->lock);
    free(sheets);
}

/* Under the lock: the one kept by that key. */
static struct kept *find(struct hg_sheets *sheets, const struct hg_text *key)
{
    for (size_t i = 0; i < sheets->n_kept; i++) {
        struct kept *kept = &sheets->kept[i];
        if (kept->key.length == key->length &&
            memcmp(kept->key.bytes, key->bytes, key->length) == 0)
            return kept;
    }
    return NULL;
}

struct sheet *sheets_find(struct hg_sheets *sheets, const struct hg_text *key)
{
    if (!sheets)
        return NULL;
    hg_lock_take(sheets->lock);
    struct kept *kept = find(sheets, key);
    struct sheet *sheet = kept ? kept->sheet : NULL;
    if (kept) {
        sheet->holders++;
        kept->used = ++sheets->clock;
    }
    hg_lock_release(sheets->lock);
    return sheet;
}

/* Under the lock. */
static void let_go(struct sheet *sheet)
{
    if (--sheet->holders == 0)
        sheet_destroy(sheet);
}

/* Under the lock: a free place, or that of the one not used for longest. */
static struct kept *make_place(struct hg_sheets *sheets)
{
    if (sheets->n_kept < MOST_SHEETS)
        return &sheets->kept[sheets->n_kept++];
    struct kept *oldest = &sheets->kept[0];
    for (size_t i = 1; i < sheets->n_kept; i++)
        if (sheets->kept[i].used < oldest->used)
            oldest = &sheets->kept[i];
    free(oldest->key.bytes);
    let_go(oldest->sheet);
    return oldest;
}

void sheets_keep(struct hg_sheets *sheets, const struct hg_text *key, struct sheet *sheet)
{
    if (!sheets)
        return;
    struct hg_text copy = {0};
    hg_text_add(&copy, key->bytes, key->length);
    hg_lock_take(sheets->lock);
    if (copy.failed || find(sheets, key)) {
        free(copy.bytes);
    } else {
        *make_place(sheets) = (struct kept){copy, sheet, ++sheets->clock};
        sheet->holders++;
    }
    hg_lock_release(sheets->lock);
}

void sheets_release(struct hg_sheets *sheets, struct sheet *sheet)
{
    if (!sheets) {
        let_go(sheet);
        return;
    }
    hg_lock_take(sheets->lock);
    let_go(sheet);
    hg_lock_release(sheets->lock);
}

struct canvas_tools *sheets_take_tools(struct hg_sheets *sheets)
{
    if (!sheets)
        return NULL;
    hg_lock_take(sheets->lock);
    struct canvas_tools *tools =
        sheets->n_tools > 0 ? sheets->tools[--sheets->n_tools] : NULL;
    hg_lock_release(sheets->lock);
    return tools;
}

void sheets_return_tools(struct hg_sheets *sheets, struct canvas_tools *tools)
{
    bool kept = false;
    if (sheets) {
        hg_lock_take(sheets->lock);
        kept = sheets->n_tools < MOST_TOOLS;
        if (kept)
            sheets->tools[sheets->n_tools++] = tools;
        hg_lock_release(sheets->lock);
    }
    if (!kept)
        canvas_tools_destroy(tools);
}
