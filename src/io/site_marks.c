/* site_marks.c - where fields of a points file may end, by bit masks */
#include "io/site_marks.h"
#include "io/byte_marks.h"

enum { WINDOW = 64 };

/* The last bytes of a file, as many as there are: nothing is read beyond its end. */
static const char *whole_window(const char *bytes, size_t n, char tail[WINDOW])
{
    if (n >= WINDOW)
        return bytes;
    memset(tail, 'x', WINDOW);
    memcpy(tail, bytes, n);
    return tail;
}

size_t site_quotes(const char *bytes, size_t from, size_t to)
{
    size_t n = 0;
    for (const char *quote; (quote = memchr(bytes + from, '"', to - from)); n++)
        from = (size_t)(quote - bytes) + 1;
    return n;
}

void site_marks_start(struct site_marks *marks, size_t start, size_t end)
{
    marks->scanned = start;
    marks->end = end;
    marks->n = marks->next = 0;
    marks->high = false;
}

/* Where the marks of a window stand in the file; room for 64 of them. */
static inline size_t spread_marks(uint64_t cut, size_t from, size_t *at)
{
    size_t n = 0;
    for (; cut; cut &= cut - 1)
        at[n++] = from + (size_t)__builtin_ctzll(cut);
    return n;
}

#define MARKS_AT_ONCE (sizeof(((struct site_marks *)NULL)->at) / sizeof(size_t) - WINDOW)

static uint64_t scan(struct site_marks *marks, const char *bytes)
{
    uint64_t high = 0;
    char tail[WINDOW];
    for (; marks->n < MARKS_AT_ONCE && marks->scanned < marks->end;
         marks->scanned += WINDOW) {
        const size_t left = marks->end - marks->scanned;
        const struct byte_marks found =
            byte_marks(whole_window(bytes + marks->scanned, left, tail));
        marks->n += spread_marks(found.cut, marks->scanned, marks->at + marks->n);
        high |= found.high;
    }
    return high;
}

#ifdef __x86_64__

/* The same: eight marks are written whether they are there or not, as their number cannot
 * be foretold (Langdale and Lemire 2019, "Parsing gigabytes of JSON per second"). */
__attribute__((target("avx2,bmi,popcnt"))) static uint64_t
scan_wide(struct site_marks *marks, const char *bytes)
{
    uint64_t high = 0;
    char tail[WINDOW];
    for (; marks->n < MARKS_AT_ONCE && marks->scanned < marks->end;
         marks->scanned += WINDOW) {
        const size_t left = marks->end - marks->scanned;
        const struct byte_marks found =
            byte_marks_wide(whole_window(bytes + marks->scanned, left, tail));
        const size_t n = (size_t)__builtin_popcountll(found.cut);
        size_t *at = marks->at + marks->n;
        uint64_t cut = found.cut;
        for (size_t i = 0; i < n; i += 8)
            for (size_t k = 0; k < 8; k++, cut = _blsr_u64(cut))
                at[i + k] = marks->scanned + _tzcnt_u64(cut);
        marks->n += n;
        high |= found.high;
    }
    return high;
}

#endif

void site_marks_scan(struct site_marks *marks, const char *bytes, bool wide)
{
    uint64_t high;
    marks->n -= marks->next;
    memmove(marks->at, marks->at + marks->next, marks->n * sizeof(marks->at[0]));
    marks->next = 0;
#ifdef __x86_64__
    if (wide)
        high = scan_wide(marks, bytes);
    else
#endif
        high = scan(marks, bytes);
    marks->high = high != 0 || (marks->high && marks->n > 0);
}
