/* map_contact.c - thumbnails, and pages of them */
#include "map/page.h"
#include "map/thumbnail.h"
#include <math.h>
#include <stdlib.h>

static const double MM = 72 / 25.4;
static const double MARGIN = 12, GAP = 8, LINE = 2.5; /* pt */

static double tile_width(const struct hg_style *style)
{
    return (style->width_mm * MM - 2 * MARGIN - (HG_CONTACT_COLUMNS - 1) * GAP) /
           HG_CONTACT_COLUMNS;
}

size_t hg_contact_width(const struct hg_style *style)
{
    return (size_t)fmax(1, floor(tile_width(style) * style->dpi / 72));
}

/* The mean of columns left..right-1 and rows top..bottom-1. */
static uint32_t mean_of(const struct pixels *p, size_t left, size_t right, size_t top,
                        size_t bottom)
{
    uint64_t red = 0, green = 0, blue = 0;
    for (size_t y = top; y < bottom; y++)
        for (size_t x = left; x < right; x++) {
            const uint32_t word = p->pixel[y * p->stride + x];
            red += word >> 16 & 255;
            green += word >> 8 & 255;
            blue += word & 255;
        }
    const uint64_t n = (right - left) * (bottom - top), half = n / 2;
    return 0xff000000U | (uint32_t)((red + half) / n) << 16 |
           (uint32_t)((green + half) / n) << 8 | (uint32_t)((blue + half) / n);
}

enum hg_status thumbnail_take(struct canvas *canvas, const struct hg_style *style,
                              struct rect rect, struct hg_thumbnail *out,
                              struct hg_error *err)
{
    const struct pixels p = canvas_pixels(canvas);
    const double scale = style->dpi / 72;
    const size_t left = (size_t)lround(rect.x * scale),
                 top = (size_t)lround(rect.y * scale);
    const size_t across = (size_t)lround(rect.width * scale);
    const size_t down = (size_t)lround(rect.height * scale);
    size_t width = out->width ? out->width : hg_contact_width(style);
    width = width < across ? width : across;
    size_t height = (size_t)lround((double)width * rect.height / rect.width);
    height = height < 1 ? 1 : height < down ? height : down;
    uint32_t *pixel = malloc(width * height * sizeof(*pixel));
    if (!pixel)
        return hg_fail(err, HG_E_MEMORY, "no memory for a thumbnail");
    for (size_t y = 0; y < height; y++)
        for (size_t x = 0; x < width; x++)
            pixel[y * width + x] =
                mean_of(&p, left + x * across / width, left + (x + 1) * across / width,
                        top + y * down / height, top + (y + 1) * down / height);
    *out = (struct hg_thumbnail){width, height, pixel};
    return HG_OK;
}

static struct type name_type(const struct hg_style *style)
{
    return (struct type){.pt = style->small_pt,
                         .colour = style->ink,
                         .width = tile_width(style),
                         .ellipsis = true,
                         .in_middle = true};
}

/* Height of the highest thumbnail on the page. */
static double tile_height(const struct hg_style *style, size_t n,
                          const struct hg_contact *contact)
{
    size_t most = 1;
    for (size_t i = 0; i < n; i++)
        if (contact[i].thumbnail->pixel && contact[i].thumbnail->height > most)
            most = contact[i].thumbnail->height;
    return (double)most * 72 / style->dpi;
}

static void draw_tile(struct canvas *canvas, const struct hg_style *style,
                      const struct hg_contact *contact, double x, double y, double height)
{
    const struct hg_thumbnail *t = contact->thumbnail;
    const struct type type = name_type(style);
    if (t->pixel) {
        const struct rect rect = {canvas_snap(canvas, x), canvas_snap(canvas, y),
                                  (double)t->width * 72 / style->dpi,
                                  (double)t->height * 72 / style->dpi};
        canvas_image(canvas, rect, t->pixel, t->width, t->height);
        canvas_frame(canvas, rect, 0.3, style->faint);
    }
    canvas_text(canvas, &type, contact->name, x, y + height + LINE);
}

enum hg_status hg_draw_contacts(const struct hg_style *style, const char *title, size_t n,
                                const struct hg_contact *contact, uint8_t **png,
                                size_t *length, struct hg_error *err)
{
    struct canvas *canvas = NULL;
    const struct hg_map page = {.style = style, .title = title};
    const struct legend legend = {.style = style};
    const double width = tile_width(style), height = tile_height(style, n, contact);
    const struct type heading = {
        .pt = style->title_pt, .bold = true, .colour = style->ink};
    enum hg_status status = canvas_create(style->font, style->dpi, NULL, &canvas, err);
    if (status != HG_OK)
        return status;
    const struct type type = name_type(style);
    const double head = canvas_measure(canvas, &heading, title).height + GAP;
    const double step = height + LINE + canvas_measure(canvas, &type, "Ag").height + GAP;
    const size_t rows = (n + HG_CONTACT_COLUMNS - 1) / HG_CONTACT_COLUMNS;
    const struct size size = {style->width_mm * MM,
                              2 * MARGIN + head + (double)rows * step - GAP};
    status = canvas_open(canvas, CANVAS_PIXELS, size, style->page, err);
    if (status == HG_OK)
        canvas_text(canvas, &heading, title, MARGIN, MARGIN);
    for (size_t i = 0; status == HG_OK && i < n; i++) {
        const size_t row = i / HG_CONTACT_COLUMNS;
        draw_tile(canvas, style, &contact[i],
                  MARGIN + (double)(i % HG_CONTACT_COLUMNS) * (width + GAP),
                  MARGIN + head + (double)row * step, height);
    }
    if (status == HG_OK)
        status = canvas_status(canvas, err);
    if (status == HG_OK)
        status = page_encode(canvas, &page, &legend, png, length, err);
    canvas_destroy(canvas);
    return status;
}
