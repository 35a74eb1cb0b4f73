/* canvas.c - drawing and type by cairo and pango, on pixels or in a file of lines */
#include "map/canvas.h"
#include "map/colour.h"
#include "map/sheets.h"
#include "map/svg.h"
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <hotgrid/large.h>
#include <hotgrid/text.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MISSING SHEET_MISSING

/* A font map knows the fonts and glyphs it has been asked for; one of them serves one
 * thread at a time. */
struct canvas_tools {
    PangoFontMap *fonts;
};

struct canvas {
    double dpi;
    char family[128];
    struct hg_sheets *sheets; /* or NULL */
    struct canvas_tools *tools;
    PangoContext *context;
    PangoLayout *layout;
    enum canvas_medium medium;
    cairo_surface_t *surface;
    cairo_t *cairo;
    struct hg_text written; /* by a PDF or SVG */
    size_t n_missing;
    uint32_t missing[MISSING];
};

/* Advances and outlines are those of the font's design, not of a screen: a text has the
 * same breaks at every resolution and on every machine. */
static void fix_type(PangoContext *context)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("en"));
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
}

/* Without sheets the font map is the one that pango keeps for the thread. */
static struct canvas_tools *get_tools(struct hg_sheets *sheets)
{
    struct canvas_tools *tools = sheets_take_tools(sheets);
    if (tools)
        return tools;
    tools = malloc(sizeof(*tools));
    if (tools)
        tools->fonts = sheets ? pango_cairo_font_map_new()
                              : g_object_ref(pango_cairo_font_map_get_default());
    return tools;
}

void canvas_tools_destroy(struct canvas_tools *tools)
{
    g_object_unref(tools->fonts);
    free(tools);
}

enum hg_status canvas_create(const char *font, double dpi, struct hg_sheets *sheets,
                             struct canvas **out, struct hg_error *err)
{
    struct canvas *canvas = calloc(1, sizeof(*canvas));
    if (canvas)
        canvas->tools = get_tools(sheets);
    if (!canvas || !canvas->tools) {
        free(canvas);
        return hg_fail(err, HG_E_MEMORY, "no memory to draw a map");
    }
    canvas->sheets = sheets;
    canvas->dpi = dpi;
    snprintf(canvas->family, sizeof(canvas->family), "%s,DejaVu Sans,Droid Sans Fallback",
             font);
    canvas->context = pango_font_map_create_context(canvas->tools->fonts);
    fix_type(canvas->context);
    canvas->layout = pango_layout_new(canvas->context);
    *out = canvas;
    return HG_OK;
}

void canvas_destroy(struct canvas *canvas)
{
    if (!canvas)
        return;
    if (canvas->cairo)
        cairo_destroy(canvas->cairo);
    if (canvas->surface)
        cairo_surface_destroy(canvas->surface);
    g_object_unref(canvas->layout);
    g_object_unref(canvas->context);
    sheets_return_tools(canvas->sheets, canvas->tools);
    free(canvas->written.bytes);
    free(canvas);
}

static void note_missing(struct canvas *canvas, uint32_t code)
{
    for (size_t i = 0; i < canvas->n_missing; i++)
        if (canvas->missing[i] == code)
            return;
    if (canvas->n_missing < MISSING)
        canvas->missing[canvas->n_missing++] = code;
}

static void note_missing_glyphs(struct canvas *canvas)
{
    PangoLayoutIter *iter = pango_layout_get_iter(canvas->layout);
    do {
        const PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);
        for (int i = 0; run && i < run->glyphs->num_glyphs; i++) {
            const PangoGlyph glyph = run->glyphs->glyphs[i].glyph;
            if (glyph & PANGO_GLYPH_UNKNOWN_FLAG && glyph != PANGO_GLYPH_INVALID_INPUT)
                note_missing(canvas, glyph & ~PANGO_GLYPH_UNKNOWN_FLAG);
        }
    } while (pango_layout_iter_next_run(iter));
    pango_layout_iter_free(iter);
}

/* pango warns of what is no UTF-8 on stderr; cairo writes no PDF with the code points
 * that Unicode keeps from text (U+FDD0 .. U+FDEF, U+xFFFE, U+xFFFF): three bytes or four,
 * and U+FFFD takes three. */
static char *make_valid(const char *text)
{
    char *valid = g_utf8_make_valid(text, -1), *to = valid;
    for (char *from = valid; *from;) {
        char *next = g_utf8_next_char(from);
        const gunichar code = g_utf8_get_char(from);
        const bool none = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
        const size_t length = none ? 3 : (size_t)(next - from);
        memmove(to, none ? "\xef\xbf\xbd" : from, length);
        to += length;
        from = next;
    }
    *to = '\0';
    return valid;
}

/* The text with a space that does not break behind each digit. */
static char *keep_units(char *text)
{
    GString *kept = g_string_new(NULL);
    for (const char *c = text; *c; c++) {
        const bool before_unit = c > text && *c == ' ' && c[-1] >= '0' && c[-1] <= '9';
        g_string_append_len(kept, before_unit ? "\u00a0" : c, before_unit ? 2 : 1);
    }
    g_free(text);
    return g_string_free(kept, FALSE);
}

static PangoLayout *set(struct canvas *canvas, const struct type *type, const char *text)
{
    PangoLayout *layout = canvas->layout;
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, canvas->family);
    pango_font_description_set_weight(font, type->bold ? PANGO_WEIGHT_BOLD
                                                       : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, type->pt * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);

    const int width = type->width > 0 ? (int)ceil(type->width * PANGO_SCALE) : -1;
    pango_layout_set_width(layout, width);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout, !type->ellipsis   ? PANGO_ELLIPSIZE_NONE
                                       : type->in_middle ? PANGO_ELLIPSIZE_MIDDLE
                                                         : PANGO_ELLIPSIZE_END);
    pango_layout_set_single_paragraph_mode(layout, type->ellipsis);

    /* In a list, names that run to the left stand left like the others. */
    pango_layout_set_auto_dir(layout, !type->ellipsis);

    char *valid = make_valid(text);
    if (type->figures)
        valid = keep_units(valid);
    pango_layout_set_text(layout, valid, -1);
    g_free(valid);
    return layout;
}

char *canvas_valid(const char *text)
{
    char *valid = text ? make_valid(text) : NULL;
    char *copy = valid ? strdup(valid) : NULL;
    g_free(valid);
    return copy;
}

struct size canvas_measure(struct canvas *canvas, const struct type *type,
                           const char *text)
{
    PangoRectangle logical;
    pango_layout_get_extents(set(canvas, type, text), NULL, &logical);
    return (struct size){(double)logical.width / PANGO_SCALE,
                         (double)logical.height / PANGO_SCALE};
}

static cairo_status_t take_bytes(void *closure, const unsigned char *data,
                                 unsigned length)
{
    struct hg_text *written = closure;
    hg_text_add(written, (const char *)data, length);
    return written->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

/* Pixels in memory of our own, in large pages: a page of a world map takes 9,000 small
 * ones, each of its sheets 5,000.  Without memory cairo tries, and tells. */
static cairo_surface_t *create_pixels(cairo_format_t format, int width, int height)
{
    static const cairo_user_data_key_t key;
    const int stride = cairo_format_stride_for_width(format, width);
    const size_t size = stride > 0 && height > 0 ? (size_t)stride * (size_t)height : 0;
    unsigned char *pixel = size > 0 ? hg_large(calloc(size, 1), size) : NULL;
    if (!pixel)
        return cairo_image_surface_create(format, width, height);
    cairo_surface_t *surface =
        cairo_image_surface_create_for_data(pixel, format, width, height, stride);
    if (cairo_surface_set_user_data(surface, &key, pixel, free) == CAIRO_STATUS_SUCCESS)
        return surface;
    cairo_surface_destroy(surface);
    free(pixel);
    return cairo_image_surface_create(format, width, height);
}

static cairo_surface_t *create_surface(struct canvas *canvas, struct size page)
{
    switch (canvas->medium) {
    case CANVAS_PDF:
        return cairo_pdf_surface_create_for_stream(take_bytes, &canvas->written,
                                                   page.width, page.height);
    case CANVAS_SVG:
        return cairo_svg_surface_create_for_stream(take_bytes, &canvas->written,
                                                   page.width, page.height);
    case CANVAS_PIXELS:
        break;
    }
    const double scale = canvas->dpi / 72;
    return create_pixels(CAIRO_FORMAT_RGB24, (int)lround(page.width * scale),
                         (int)lround(page.height * scale));
}

/* Begins to draw on the surface. */
static cairo_status_t begin(struct canvas *canvas)
{
    canvas->cairo = cairo_create(canvas->surface);
    if (canvas->medium == CANVAS_PIXELS)
        cairo_scale(canvas->cairo, canvas->dpi / 72, canvas->dpi / 72);
    cairo_set_antialias(canvas->cairo, CAIRO_ANTIALIAS_FAST);
    cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_BEVEL);
    return cairo_status(canvas->cairo);
}

enum hg_status canvas_open(struct canvas *canvas, enum canvas_medium medium,
                           struct size page, struct hg_colour colour,
                           struct hg_error *err)
{
    canvas->medium = medium;
    canvas->surface = create_surface(canvas, page);
    const cairo_status_t status = begin(canvas);
    if (status != CAIRO_STATUS_SUCCESS)
        return hg_fail(err, HG_E_MEMORY, "no page of %.0f x %.0f points: %s", page.width,
                       page.height, cairo_status_to_string(status));
    pango_cairo_update_context(canvas->cairo, canvas->context);
    pango_layout_context_changed(canvas->layout);
    canvas_fill_rect(canvas, (struct rect){0, 0, page.width + 1, page.height + 1},
                     colour);
    return HG_OK;
}

enum canvas_medium canvas_medium(const struct canvas *canvas)
{
    return canvas->medium;
}

double canvas_pixel(const struct canvas *canvas)
{
    return 72 / canvas->dpi;
}

double canvas_snap(const struct canvas *canvas, double length)
{
    return round(length * canvas->dpi / 72) * 72 / canvas->dpi;
}

static void ink(struct canvas *canvas, struct hg_colour colour)
{
    cairo_set_source_rgb(canvas->cairo, colour.red / 255.0, colour.green / 255.0,
                         colour.blue / 255.0);
}

void canvas_text(struct canvas *canvas, const struct type *type, const char *text,
                 double x, double y)
{
    PangoLayout *layout = set(canvas, type, text);
    if (pango_layout_get_unknown_glyphs_count(layout) > 0)
        note_missing_glyphs(canvas);
    /* Outlines and not cached glyphs: those would be moved to whole pixels. */
    cairo_move_to(canvas->cairo, x, y);
    pango_cairo_layout_path(canvas->cairo, layout);
    if (type->halo > 0) {
        ink(canvas, type->halo_colour);
        cairo_set_line_width(canvas->cairo, 2 * type->halo);
        cairo_stroke_preserve(canvas->cairo);
    }
    if (canvas->medium == CANVAS_PIXELS) {
        canvas_fill(canvas, type->colour);
        return;
    }
    /* Glyphs: what is text in the file can be searched and copied. */
    cairo_new_path(canvas->cairo);
    ink(canvas, type->colour);
    cairo_move_to(canvas->cairo, x, y);
    pango_cairo_show_layout(canvas->cairo, layout);
    cairo_new_path(canvas->cairo);
}

void canvas_fill_rect(struct canvas *canvas, struct rect rect, struct hg_colour colour)
{
    const double x = canvas_snap(canvas, rect.x), y = canvas_snap(canvas, rect.y);
    cairo_rectangle(canvas->cairo, x, y, canvas_snap(canvas, rect.x + rect.width) - x,
                    canvas_snap(canvas, rect.y + rect.height) - y);
    canvas_fill(canvas, colour);
}

static void fill_steps(struct canvas *canvas, struct rect rect, bool upright, size_t n,
                       const struct hg_colour *colour)
{
    const double step = (upright ? rect.height : rect.width) / (double)n;
    for (size_t i = 0; i < n; i++) {
        const double from = (double)(upright ? n - 1 - i : i) * step;
        const struct rect part =
            upright ? (struct rect){rect.x, rect.y + from, rect.width, step}
                    : (struct rect){rect.x + from, rect.y, step, rect.height};
        canvas_fill_rect(canvas, part, colour[i]);
    }
}

void canvas_ramp(struct canvas *canvas, struct rect rect, bool upright, size_t n,
                 const struct hg_colour *colour)
{
    if (canvas->medium == CANVAS_PIXELS) {
        fill_steps(canvas, rect, upright, n, colour);
        return;
    }
    cairo_pattern_t *pattern =
        cairo_pattern_create_linear(rect.x, upright ? rect.y + rect.height : rect.y,
                                    upright ? rect.x : rect.x + rect.width, rect.y);
    for (size_t i = 0; i < n; i++)
        cairo_pattern_add_color_stop_rgb(pattern, ((double)i + 0.5) / (double)n,
                                         colour[i].red / 255.0, colour[i].green / 255.0,
                                         colour[i].blue / 255.0);
    cairo_rectangle(canvas->cairo, rect.x, rect.y, rect.width, rect.height);
    cairo_set_source(canvas->cairo, pattern);
    cairo_fill(canvas->cairo);
    cairo_pattern_destroy(pattern);
}

void canvas_frame(struct canvas *canvas, struct rect rect, double pt,
                  struct hg_colour colour)
{
    cairo_rectangle(canvas->cairo, rect.x, rect.y, rect.width, rect.height);
    canvas_stroke(canvas, pt, colour);
}

void canvas_line(struct canvas *canvas, double x1, double y1, double x2, double y2,
                 double pt, struct hg_colour colour)
{
    canvas_move(canvas, x1, y1);
    canvas_to(canvas, x2, y2);
    canvas_stroke(canvas, pt, colour);
}

void canvas_clip(struct canvas *canvas, const struct rect *rect)
{
    cairo_reset_clip(canvas->cairo);
    if (!rect)
        return;
    cairo_rectangle(canvas->cairo, rect->x, rect->y, rect->width, rect->height);
    cairo_clip(canvas->cairo);
}

void canvas_move(struct canvas *canvas, double x, double y)
{
    cairo_move_to(canvas->cairo, x, y);
}

void canvas_to(struct canvas *canvas, double x, double y)
{
    cairo_line_to(canvas->cairo, x, y);
}

void canvas_close(struct canvas *canvas)
{
    cairo_close_path(canvas->cairo);
}

void canvas_circle(struct canvas *canvas, double x, double y, double radius)
{
    cairo_new_sub_path(canvas->cairo);
    cairo_arc(canvas->cairo, x, y, radius, 0, 2 * 3.14159265358979323846);
}

void canvas_fill(struct canvas *canvas, struct hg_colour colour)
{
    ink(canvas, colour);
    cairo_fill(canvas->cairo);
}

void canvas_veil(struct canvas *canvas, struct hg_colour colour, double opacity)
{
    cairo_set_source_rgba(canvas->cairo, colour.red / 255.0, colour.green / 255.0,
                          colour.blue / 255.0, opacity);
    cairo_fill(canvas->cairo);
}

void canvas_stroke(struct canvas *canvas, double pt, struct hg_colour colour)
{
    ink(canvas, colour);
    cairo_set_line_width(canvas->cairo, pt);
    cairo_stroke(canvas->cairo);
}

void canvas_image(struct canvas *canvas, struct rect rect, uint32_t *pixel, size_t width,
                  size_t height)
{
    cairo_surface_t *image = cairo_image_surface_create_for_data(
        (unsigned char *)pixel, CAIRO_FORMAT_ARGB32, (int)width, (int)height,
        (int)(width * sizeof(*pixel)));
    cairo_save(canvas->cairo);
    cairo_translate(canvas->cairo, rect.x, rect.y);
    cairo_scale(canvas->cairo, rect.width / (double)width, rect.height / (double)height);
    cairo_set_source_surface(canvas->cairo, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(canvas->cairo), CAIRO_FILTER_NEAREST);
    cairo_paint(canvas->cairo);
    cairo_restore(canvas->cairo);
    cairo_surface_finish(image); /* the file has it now: the pixels are the caller's */
    cairo_surface_destroy(image);
}

struct pixels canvas_pixels(struct canvas *canvas)
{
    cairo_surface_flush(canvas->surface);
    return (struct pixels){
        .pixel = (uint32_t *)(void *)cairo_image_surface_get_data(canvas->surface),
        .width = (size_t)cairo_image_surface_get_width(canvas->surface),
        .height = (size_t)cairo_image_surface_get_height(canvas->surface),
        .stride = (size_t)cairo_image_surface_get_stride(canvas->surface) / 4,
    };
}

void canvas_pixels_done(struct canvas *canvas)
{
    cairo_surface_mark_dirty(canvas->surface);
}

/* A part of the page, in whole pixels. */
struct part {
    size_t left, top;
    struct pixels pixels;
};

static struct part part_of(struct canvas *canvas, struct rect rect)
{
    const double scale = canvas->dpi / 72;
    const struct pixels page = canvas_pixels(canvas);
    const double x = fmax(round(rect.x * scale), 0), y = fmax(round(rect.y * scale), 0);
    const double right = fmin(round((rect.x + rect.width) * scale), (double)page.width);
    const double bottom =
        fmin(round((rect.y + rect.height) * scale), (double)page.height);
    return (struct part){(size_t)x,
                         (size_t)y,
                         {page.pixel + (size_t)y * page.stride + (size_t)x,
                          (size_t)fmax(right - x, 1), (size_t)fmax(bottom - y, 1),
                          page.stride}};
}

/* Draws on a transparent surface whose pixels lie where those of the part do. */
static enum hg_status make_sheet(struct canvas *canvas, const struct canvas_share *share,
                                 const struct part *part, struct sheet **out,
                                 struct hg_error *err)
{
    const struct canvas page = *canvas;
    canvas->surface = create_pixels(CAIRO_FORMAT_ARGB32, (int)part->pixels.width,
                                    (int)part->pixels.height);
    cairo_surface_set_device_offset(canvas->surface, -(double)part->left,
                                    -(double)part->top);
    canvas->n_missing = 0;
    memset(canvas->missing, 0, sizeof(canvas->missing));
    begin(canvas);
    enum hg_status status = share->draw(canvas, share->context, err);
    if (status == HG_OK)
        status = canvas_status(canvas, err);
    if (status == HG_OK) {
        const struct pixels drawn = canvas_pixels(canvas);
        status =
            sheet_create(&drawn, part->left, part->top, 0, canvas->missing, out, err);
    }
    cairo_destroy(canvas->cairo);
    cairo_surface_destroy(canvas->surface);
    *canvas = page;
    return status;
}

/* Draws on the page, and takes what lies there now. */
static enum hg_status take_ground(struct canvas *canvas, const struct canvas_share *share,
                                  const struct part *part, struct sheet **out,
                                  struct hg_error *err)
{
    const uint32_t missing[MISSING] = {0}, opaque = 0xff000000;
    enum hg_status status = share->draw(canvas, share->context, err);
    if (status == HG_OK)
        status = canvas_status(canvas, err);
    cairo_surface_flush(canvas->surface);
    return status == HG_OK ? sheet_create(&part->pixels, part->left, part->top, opaque,
                                          missing, out, err)
                           : status;
}

static void lay_sheet(struct canvas *canvas, const struct sheet *sheet)
{
    const struct pixels pixels = canvas_pixels(canvas);
    sheet_lay(sheet, &pixels);
    canvas_pixels_done(canvas);
    for (size_t i = 0; i < MISSING && sheet_missing(sheet)[i]; i++)
        note_missing(canvas, sheet_missing(sheet)[i]);
}

enum hg_status canvas_sheet(struct canvas *canvas, const struct canvas_share *share,
                            struct hg_error *err)
{
    struct hg_sheets *sheets = share->key->failed ? NULL : canvas->sheets;
    if (canvas->medium != CANVAS_PIXELS || (share->ground && !sheets))
        return share->draw(canvas, share->context, err);
    struct sheet *sheet = sheets_find(sheets, share->key);
    const bool drawn = !sheet && share->ground;
    if (!sheet) {
        const struct part part = part_of(canvas, share->part);
        const enum hg_status status =
            (share->ground ? take_ground : make_sheet)(canvas, share, &part, &sheet, err);
        if (status != HG_OK)
            return status;
        sheets_keep(sheets, share->key, sheet);
    }
    if (!drawn)
        lay_sheet(canvas, sheet);
    sheets_release(sheets, sheet);
    return HG_OK;
}

const uint32_t *canvas_missing(const struct canvas *canvas)
{
    return canvas->missing;
}

enum hg_status canvas_status(const struct canvas *canvas, struct hg_error *err)
{
    const cairo_status_t status = cairo_status(canvas->cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        return HG_OK;
    return hg_fail(err, status == CAIRO_STATUS_NO_MEMORY ? HG_E_MEMORY : HG_E_OUTPUT,
                   "the map cannot be drawn: %s", cairo_status_to_string(status));
}

enum hg_status canvas_finish(struct canvas *canvas, const char *title, uint8_t **bytes,
                             size_t *length, struct hg_error *err)
{
    if (canvas->medium == CANVAS_PDF) {
        cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_TITLE, title);
        /* The day of its making would change its bytes. */
        cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                       "");
    }
    cairo_show_page(canvas->cairo);
    cairo_surface_finish(canvas->surface);
    const cairo_status_t status = cairo_surface_status(canvas->surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return hg_fail(err, HG_E_MEMORY, "the map cannot be written: %s",
                       cairo_status_to_string(status));
    if (canvas->medium == CANVAS_SVG)
        svg_settle(&canvas->written, title);
    if (canvas->written.failed)
        return hg_fail(err, HG_E_MEMORY, "no memory for a map");
    *bytes = (uint8_t *)canvas->written.bytes;
    *length = canvas->written.length;
    canvas->written = (struct hg_text){0};
    return HG_OK;
}
