/* svg.c - what cairo leaves to be done on an SVG */
#include "map/svg.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Where a number of the process follows. */
static const char *const NUMBERED[] = {"id=\"surface", "id=\"image", "href=\"#surface",
                                       "href=\"#image"};
enum { N_NUMBERED = sizeof(NUMBERED) / sizeof(NUMBERED[0]), IMAGE = 1 };

/* Numbers in the order in which they come: a page is a surface with a picture or none. */
struct numbers {
    size_t n;
    unsigned long seen[64];
};

static size_t new_number(struct numbers *numbers, unsigned long old)
{
    for (size_t i = 0; i < numbers->n; i++)
        if (numbers->seen[i] == old)
            return i + 1;
    assert(numbers->n < sizeof(numbers->seen) / sizeof(numbers->seen[0]));
    numbers->seen[numbers->n++] = old;
    return numbers->n;
}

/* Which of them the text begins with; N_NUMBERED for none. */
static size_t begins_with(const char *text)
{
    size_t i = 0;
    while (i < N_NUMBERED && strncmp(text, NUMBERED[i], strlen(NUMBERED[i])) != 0)
        i++;
    return i;
}

static void add_title(struct hg_text *out, const char *title)
{
    hg_text_print(out, "\n<title>");
    hg_text_add_xml(out, title);
    hg_text_print(out, "</title>");
}

void svg_settle(struct hg_text *svg, const char *title)
{
    struct hg_text out = {0};
    struct numbers numbers = {0};
    const char *from = svg->bytes, *at = from;
    bool in_root = false, titled = false;
    while (!svg->failed && at && *at) {
        const size_t kind = begins_with(at);
        in_root = in_root || strncmp(at, "<svg", 4) == 0;
        if (kind < N_NUMBERED) {
            char *end;
            at += strlen(NUMBERED[kind]);
            hg_text_add(&out, from, (size_t)(at - from));
            const size_t number = new_number(&numbers, strtoul(at, &end, 10));
            hg_text_print(&out, "%zu%s", number,
                          kind == IMAGE ? "\" style=\"image-rendering:optimizeSpeed;"
                                          "image-rendering:pixelated"
                                        : "");
            from = at = end;
        } else if (*at++ == '>' && in_root && !titled && *title) {
            hg_text_add(&out, from, (size_t)(at - from));
            add_title(&out, title);
            from = at;
            titled = true;
        }
    }
    if (from)
        hg_text_add(&out, from, (size_t)(at - from));
    out.failed = out.failed || svg->failed;
    free(svg->bytes);
    *svg = out;
}
