/* palette.c - at most 256 colours for a picture, the frequent ones kept exactly */
#include "map/palette.h"
#include "map/colour.h"
#include <stdlib.h>
#include <string.h>

#define SLOTS (1u << 16) /* of the hash table */
#define MOST  (SLOTS / 2)
#define FREE  UINT32_MAX

struct entry {
    uint32_t word; /* 0xrrggbb, FREE: none */
    uint32_t index;
    uint64_t count;
};

struct colours {
    size_t n;
    struct entry *slot;       /* SLOTS of them */
    struct entry order[MOST]; /* copies of the n in use, the most frequent first */
};

static void colours_destroy(struct colours *colours)
{
    if (!colours)
        return;
    free(colours->slot);
    free(colours);
}

static struct colours *colours_create(void)
{
    struct colours *colours = calloc(1, sizeof(*colours));
    if (!colours)
        return NULL;
    colours->slot = malloc(SLOTS * sizeof(*colours->slot));
    if (!colours->slot) {
        colours_destroy(colours);
        return NULL;
    }
    for (size_t i = 0; i < SLOTS; i++)
        colours->slot[i] = (struct entry){.word = FREE};
    return colours;
}

/* The entry of a colour, or the free one where it belongs. */
static struct entry *find(const struct colours *colours, uint32_t word)
{
    uint32_t i = (word * 2654435769u) >> 16; /* Knuth (1998), 6.4: Fibonacci hashing */
    while (colours->slot[i].word != word && colours->slot[i].word != FREE)
        i = (i + 1) % SLOTS;
    return &colours->slot[i];
}

/* False when there are too many colours. */
static bool count(struct colours *colours, uint32_t word, uint64_t times)
{
    struct entry *entry = find(colours, word);
    if (entry->word == FREE) {
        if (colours->n == MOST)
            return false;
        *entry = (struct entry){.word = word};
        colours->n++;
    }
    entry->count += times;
    return true;
}

/* Pixels are looked at in blocks.  Most of the sea and of the paper are of one colour;
 * among cells few are, and to look for the ends of their short runs would be to guess
 * wrong at each. */
enum { BLOCK = 8 };

static bool is_plain(const uint32_t *pixel)
{
    uint32_t apart = 0;
    for (size_t i = 1; i < BLOCK; i++)
        apart |= pixel[i] ^ pixel[0];
    return (apart & 0xffffff) == 0;
}

static bool count_row(struct colours *colours, const uint32_t *row, size_t width)
{
    bool few = true;
    size_t x = 0;
    for (; few && x + BLOCK <= width; x += BLOCK) {
        const size_t n = is_plain(row + x) ? BLOCK : 1;
        for (size_t i = 0; few && i < BLOCK; i += n)
            few = count(colours, row[x + i] & 0xffffff, n);
    }
    for (; few && x < width; x++)
        few = count(colours, row[x] & 0xffffff, 1);
    return few;
}

static int by_count(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return (x->word > y->word) - (x->word < y->word);
}

static void sort(struct colours *colours)
{
    size_t n = 0;
    for (size_t i = 0; i < SLOTS; i++)
        if (colours->slot[i].word != FREE)
            colours->order[n++] = colours->slot[i];
    qsort(colours->order, n, sizeof(struct entry), by_count);
}

/* The colours of a palette by channel: a search takes all of them at once. */
struct planes {
    uint8_t channel[3][256];
};

static void note(struct planes *planes, size_t i, struct hg_colour colour)
{
    planes->channel[0][i] = colour.red;
    planes->channel[1][i] = colour.green;
    planes->channel[2][i] = colour.blue;
}

/* The first of n colours that differs least, by its most different channel. */
static size_t nearest(const struct planes *planes, size_t n, uint32_t word, int *distance)
{
    uint8_t most[256] = {0}, least = UINT8_MAX;
    for (unsigned c = 0; c < 3; c++) {
        const uint8_t of = (uint8_t)(word >> (16 - 8 * c)), *channel = planes->channel[c];
        for (size_t i = 0; i < n; i++) {
            const uint8_t apart =
                (uint8_t)(of > channel[i] ? of - channel[i] : channel[i] - of);
            most[i] = apart > most[i] ? apart : most[i];
        }
    }
    for (size_t i = 0; i < n; i++)
        least = most[i] < least ? most[i] : least;
    *distance = n > 0 ? least : 256;
    const uint8_t *first = n > 0 ? memchr(most, least, n) : NULL;
    return first ? (size_t)(first - most) : 0;
}

/* Takes each colour, the most frequent first, into the palette unless one is there
 * already that differs by at most `error`.  False when 256 are not enough. */
static bool choose(const struct colours *colours, int error, struct planes *planes,
                   struct palette *palette)
{
    for (size_t i = 0; i < colours->n; i++) {
        const uint32_t word = colours->order[i].word;
        int distance;
        nearest(planes, palette->n, word, &distance);
        if (distance <= error)
            continue;
        if (palette->n == 256)
            return false;
        const struct hg_colour colour = {(uint8_t)(word >> 16), (uint8_t)(word >> 8),
                                         (uint8_t)word};
        note(planes, palette->n, colour);
        palette->colour[palette->n++] = colour;
    }
    return true;
}

static bool choose_all(struct colours *colours, size_t n_exact, struct planes *planes,
                       struct palette *palette)
{
    static const int ERROR[] = {0, 4, 6, 9, 12, PALETTE_MAX_ERROR};
    for (size_t i = 0; i < n_exact; i++)
        note(planes, i, palette->colour[i]);
    for (size_t i = 0; i < sizeof(ERROR) / sizeof(ERROR[0]); i++) {
        palette->n = n_exact;
        if (choose(colours, ERROR[i], planes, palette))
            return true;
    }
    palette->n = 0;
    return false;
}

static void set_indices(struct colours *colours, const struct planes *planes, size_t n)
{
    int distance;
    for (size_t i = 0; i < colours->n; i++) {
        const uint32_t word = colours->order[i].word;
        find(colours, word)->index = (uint32_t)nearest(planes, n, word, &distance);
    }
}

static uint8_t index_of(const struct colours *colours, uint32_t pixel)
{
    return (uint8_t)find(colours, pixel & 0xffffff)->index;
}

void palette_row(const struct palette *palette, const struct pixels *pixels, size_t y,
                 uint8_t *index)
{
    const struct colours *colours = palette->colours;
    const size_t width = pixels->width;
    if (!colours) {
        memcpy(index, palette->index + y * width, width);
        return;
    }
    const uint32_t *row = pixels->pixel + y * pixels->stride;
    size_t x = 0;
    for (; x + BLOCK <= width; x += BLOCK) {
        if (is_plain(row + x)) {
            memset(index + x, index_of(colours, row[x]), BLOCK);
            continue;
        }
        for (size_t i = 0; i < BLOCK; i++)
            index[x + i] = index_of(colours, row[x + i]);
    }
    for (; x < width; x++)
        index[x] = index_of(colours, row[x]);
}

enum hg_status palette_create(const struct pixels *pixels, size_t n_exact,
                              const struct hg_colour *exact, struct palette **out,
                              struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct palette *palette = calloc(1, sizeof(*palette));
    struct colours *colours = colours_create();
    struct planes planes;
    if (!palette || !colours || n_exact > 256) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the colours of a picture");
        goto done;
    }

    bool few = true;
    for (size_t y = 0; few && y < pixels->height; y++)
        few = count_row(colours, pixels->pixel + y * pixels->stride, pixels->width);
    sort(colours);
    for (size_t i = 0; i < n_exact; i++)
        palette->colour[i] = exact[i];
    if (few && choose_all(colours, n_exact, &planes, palette))
        set_indices(colours, &planes, palette->n);
    palette->colours = colours;
    colours = NULL;
    *out = palette;
    palette = NULL;
done:
    palette_destroy(palette);
    colours_destroy(colours);
    return status;
}

void palette_destroy(struct palette *palette)
{
    if (palette)
        colours_destroy(palette->colours);
    free(palette);
}
