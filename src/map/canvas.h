/*
 * canvas.h - paper, ink and type: the only way to cairo and pango
 *
 * Lengths are points of 1/72 inch from the top left corner of the page.  Type is set
 * before there is a page, so that the page can be made as large as its texts need.
 * Nothing depends on the screen, on hinting or on the locale: the same calls give the
 * same pixels.
 *
 * Threads: a canvas belongs to one thread.
 */
#ifndef MAP_CANVAS_H
#define MAP_CANVAS_H

#include <hotgrid/error.h>
#include <hotgrid/style.h>
#include <hotgrid/text.h>
#include <stdbool.h>
#include <stdint.h>

struct canvas;

struct type {
    double pt;
    bool bold;
    struct hg_colour colour;
    double width;   /* lines are broken at this width; 0: one line */
    bool ellipsis;  /* one line, cut with an ellipsis where it is longer than width */
    bool in_middle; /* that ellipsis: names of files differ at their ends */
    bool figures;   /* no line ends between a figure and its unit */
    double halo;    /* breadth of a seam about the letters; 0: none */
    struct hg_colour halo_colour;
};

struct size {
    double width, height;
};

struct rect {
    double x, y, width, height;
};

/* sheets (may be NULL) lends its tools and keeps what canvas_sheet() draws. */
struct hg_sheets;
HG_MUST_CHECK enum hg_status canvas_create(const char *font, double dpi,
                                           struct hg_sheets *sheets, struct canvas **out,
                                           struct hg_error *err);
void canvas_destroy(struct canvas *canvas); /* NULL is fine */

struct size canvas_measure(struct canvas *canvas, const struct type *type,
                           const char *text);

/* What is drawn on: pixels, or a file that keeps lines and type as such. */
enum canvas_medium { CANVAS_PIXELS, CANVAS_PDF, CANVAS_SVG };

/* Lays the page; what follows draws on it. */
HG_MUST_CHECK enum hg_status canvas_open(struct canvas *canvas, enum canvas_medium medium,
                                         struct size page, struct hg_colour colour,
                                         struct hg_error *err);

enum canvas_medium canvas_medium(const struct canvas *canvas);

/* The nearest place that lies between two pixels. */
double canvas_snap(const struct canvas *canvas, double length);
double canvas_pixel(const struct canvas *canvas); /* breadth of a pixel */

/* (x, y) is the top left corner. */
void canvas_text(struct canvas *canvas, const struct type *type, const char *text,
                 double x, double y);

/* Fills whole pixels. */
void canvas_fill_rect(struct canvas *canvas, struct rect rect, struct hg_colour colour);
/* Fills a rectangle with n colours from left to right, or upright from below: as steps on
 * pixels, running into each other in files. */
void canvas_ramp(struct canvas *canvas, struct rect rect, bool upright, size_t n,
                 const struct hg_colour *colour);
void canvas_frame(struct canvas *canvas, struct rect rect, double pt,
                  struct hg_colour colour);
void canvas_line(struct canvas *canvas, double x1, double y1, double x2, double y2,
                 double pt, struct hg_colour colour);

/* What is drawn until the next call stays within rect; NULL: the page. */
void canvas_clip(struct canvas *canvas, const struct rect *rect);

/* A path, then one of the three that use it up. */
void canvas_move(struct canvas *canvas, double x, double y);
void canvas_to(struct canvas *canvas, double x, double y);
void canvas_close(struct canvas *canvas);
void canvas_circle(struct canvas *canvas, double x, double y, double radius);
void canvas_fill(struct canvas *canvas, struct hg_colour colour); /* winding rule */
void canvas_veil(struct canvas *canvas, struct hg_colour colour, double opacity);
void canvas_stroke(struct canvas *canvas, double pt, struct hg_colour colour);

/* What draw(canvas, context) draws depends on the key alone, and may serve many pages. */
typedef enum hg_status canvas_drawing(struct canvas *canvas, const void *context,
                                      struct hg_error *err);
struct canvas_share {
    struct rect part; /* of the page */
    bool ground;      /* comes first, covers that part wholly, and has no type */
    const struct hg_text *key;
    canvas_drawing *draw;
    const void *context;
};

/* Draws it: on pixels on a transparent sheet of that part of the page (whole pixels), or
 * ground on the page itself, which is kept and laid over later pages with the same key;
 * in files as ever. */
HG_MUST_CHECK enum hg_status canvas_sheet(struct canvas *canvas,
                                          const struct canvas_share *share,
                                          struct hg_error *err);

/* What is dear to make and may serve one canvas after the other. */
struct canvas_tools;
void canvas_tools_destroy(struct canvas_tools *tools);

/* A copy in which bytes that are no UTF-8 are U+FFFD; NULL (for NULL too) without memory.
 * The caller frees. */
char *canvas_valid(const char *text);

/* Lays a picture of 0xaarrggbb (alpha 0 or 255) over rect; its pixels stay squares. */
void canvas_image(struct canvas *canvas, struct rect rect, uint32_t *pixel, size_t width,
                  size_t height);

/* Of CANVAS_PIXELS: 0x??rrggbb, `stride` of them from row to row.  Between
 * canvas_pixels() and canvas_pixels_done() nothing else is drawn. */
struct pixels {
    uint32_t *pixel;
    size_t width, height, stride;
};
struct pixels canvas_pixels(struct canvas *canvas);
void canvas_pixels_done(struct canvas *canvas);

/* Code points for which no font has a glyph, ended by 0 when there are less than 16. */
const uint32_t *canvas_missing(const struct canvas *canvas);

/* Whether all has been drawn. */
HG_MUST_CHECK enum hg_status canvas_status(const struct canvas *canvas,
                                           struct hg_error *err);

/* Ends a PDF or SVG, with its title (valid UTF-8), and hands over its bytes: the same
 * calls give the same ones.  The caller frees. */
HG_MUST_CHECK enum hg_status canvas_finish(struct canvas *canvas, const char *title,
                                           uint8_t **bytes, size_t *length,
                                           struct hg_error *err);

#endif
