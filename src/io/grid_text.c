/* grid_text.c - ready grids as text: the forms of EDGAR and of CDIAC */
#include "io/grid_text.h"
#include "io/lines.h"
#include "io/number.h"
#include "io/path.h"
#include <ctype.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum form { UNKNOWN, EDGAR, CDIAC };

enum {
    EDGAR_COLUMNS = 3600,
    EDGAR_ROWS = 1800,
    CDIAC_COLUMNS = 360,
    CDIAC_ROWS = 180,
    HEADER_LINES = 20,
    FIELDS = 3
};
static const double EDGAR_STEPS = 10;    /* in a degree */
static const double CORNER_SLACK = 1e-3; /* of a cell */

/* A grid while it is read. */
struct reading {
    struct lines *lines;
    struct hg_raster *raster;
    enum form form;
    bool lon_first;
    size_t n; /* numbers of CDIAC so far */
};

struct field {
    const char *text;
    size_t length;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

static struct field trim(struct field f)
{
    while (f.length > 0 && is_space(f.text[0])) {
        f.text++;
        f.length--;
    }
    while (f.length > 0 && is_space(f.text[f.length - 1]))
        f.length--;
    return f;
}

/* Parts of a line between ';'; more than FIELDS are counted, not kept. */
static size_t split(struct field line, struct field part[FIELDS])
{
    size_t n = 0;
    for (;;) {
        const char *end = memchr(line.text, ';', line.length);
        const size_t length = end ? (size_t)(end - line.text) : line.length;
        if (n < FIELDS)
            part[n] = trim((struct field){line.text, length});
        n++;
        if (!end)
            return n;
        line.text += length + 1;
        line.length -= length + 1;
    }
}

static bool number(struct field f, double *out)
{
    return io_number(f.text, f.length, out) == HG_NUMBER_OK;
}

HG_PRINTF(3, 4)
static enum hg_status fault(const struct reading *r, struct hg_error *err,
                            const char *fmt, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, arguments);
    va_end(arguments);
    return hg_fail(err, HG_E_INPUT, "%s:%zu: %s", lines_path(r->lines),
                   lines_number(r->lines), text);
}

/* Room for all cells, -1 where nothing was read yet. */
static enum hg_status take_form(struct reading *r, enum form form, struct hg_error *err)
{
    struct hg_raster *raster = r->raster;
    const bool edgar = form == EDGAR;
    raster->ncol = edgar ? EDGAR_COLUMNS : CDIAC_COLUMNS;
    raster->nrow = edgar ? EDGAR_ROWS : CDIAC_ROWS;
    raster->x0 = -180;
    raster->y0 = 90;
    raster->dx = edgar ? 1 / EDGAR_STEPS : 1;
    raster->dy = -raster->dx;
    raster->lonlat = true;
    const size_t n = (size_t)raster->ncol * raster->nrow;
    raster->value = malloc(n * sizeof(*raster->value));
    if (!raster->value)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for %u x %u cells", raster->path,
                       raster->ncol, raster->nrow);
    for (size_t i = 0; i < n; i++)
        raster->value[i] = -1;
    r->form = form;
    return HG_OK;
}

static enum hg_status check_value(const struct reading *r, double value,
                                  struct hg_error *err)
{
    if (value >= 0 && isfinite((float)value))
        return HG_OK;
    return fault(r, err, "the emission is %g, must be 0 or more", value);
}

/* In steps from the west or south edge; a corner lies between cells. */
static enum hg_status find_corner(const struct reading *r, double degrees, double from,
                                  uint32_t n, uint32_t *out, struct hg_error *err)
{
    const double steps = (degrees - from) * EDGAR_STEPS, whole = round(steps);
    if (fabs(steps - whole) > CORNER_SLACK)
        return fault(r, err,
                     "%.10g is not the lower left corner of a cell of 0.1 degree%s",
                     degrees,
                     fabs(fabs(steps - whole) - 0.5) < CORNER_SLACK
                         ? "; it looks like a centre, which the text files of EDGAR do "
                           "not have"
                         : "");
    if (whole < 0 || whole >= n)
        return fault(r, err, "%.10g lies beyond the Earth", degrees);
    *out = (uint32_t)whole;
    return HG_OK;
}

static enum hg_status put_edgar(struct reading *r, const double part[FIELDS],
                                struct hg_error *err)
{
    const double lat = part[r->lon_first], east = part[!r->lon_first], value = part[2];
    const double lon = east >= 180 ? east - 360 : east;
    uint32_t col = 0, south = 0;
    enum hg_status status = find_corner(r, lon, -180, EDGAR_COLUMNS, &col, err);
    if (status == HG_OK)
        status = find_corner(r, lat, -90, EDGAR_ROWS, &south, err);
    if (status == HG_OK)
        status = check_value(r, value, err);
    if (status != HG_OK)
        return status;
    float *cell =
        &r->raster->value[(size_t)(EDGAR_ROWS - 1 - south) * EDGAR_COLUMNS + col];
    if (*cell >= 0)
        return fault(r, err, "the cell at %.10g, %.10g stands here a second time", lat,
                     east);
    *cell = (float)value;
    return HG_OK;
}

static bool is_like(struct field f, const char *word)
{
    return f.length >= strlen(word) && strncasecmp(f.text, word, strlen(word)) == 0;
}

/* A header may name the columns; EDGAR's are lat;lon;emission. */
static enum hg_status read_header(struct reading *r, const struct field part[FIELDS],
                                  size_t n, struct hg_error *err)
{
    if (lines_number(r->lines) > HEADER_LINES)
        return fault(r, err,
                     "no line so far is one of a grid: lat;lon;emission as EDGAR has it, "
                     "or numbers alone as CDIAC has them");
    if (n == FIELDS && is_like(part[0], "lon") && is_like(part[1], "lat"))
        r->lon_first = true;
    return HG_OK;
}

static enum hg_status put_cdiac(struct reading *r, double value, struct hg_error *err)
{
    const size_t n = (size_t)CDIAC_COLUMNS * CDIAC_ROWS;
    if (r->n == n)
        return fault(
            r, err,
            "more than %zu numbers: the grid of CDIAC has one for each cell of 1 "
            "degree",
            n);
    const enum hg_status status = check_value(r, value, err);
    if (status == HG_OK)
        r->raster->value[r->n++] = (float)value;
    return status;
}

/* Numbers between spaces; *all is false, and nothing is put, where one is not. */
static enum hg_status read_numbers(struct reading *r, struct field line, bool put,
                                   bool *all, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    *all = true;
    for (size_t at = 0, n; status == HG_OK && at < line.length; at += n) {
        double value;
        for (n = 0; at + n < line.length && !is_space(line.text[at + n]); n++)
            continue;
        if (n == 0) {
            n = 1;
            continue;
        }
        *all = number((struct field){line.text + at, n}, &value);
        if (!*all)
            return HG_OK;
        if (put)
            status = put_cdiac(r, value, err);
    }
    return status;
}

static enum hg_status read_line(struct reading *r, struct field line,
                                struct hg_error *err)
{
    struct field part[FIELDS];
    double value[FIELDS];
    char shown[IO_SHOWN];
    bool numbers;
    const size_t n = split(line, part);
    const bool three = n == FIELDS && number(part[0], &value[0]) &&
                       number(part[1], &value[1]) && number(part[2], &value[2]);
    enum hg_status status = read_numbers(r, line, false, &numbers, err);
    if (status == HG_OK && r->form == UNKNOWN && (three || numbers))
        status = take_form(r, three ? EDGAR : CDIAC, err);
    if (status != HG_OK)
        return status;
    if (r->form == UNKNOWN)
        return read_header(r, part, n, err);
    if (r->form == EDGAR && three)
        return put_edgar(r, value, err);
    if (r->form == CDIAC && numbers)
        return read_numbers(r, line, true, &numbers, err);
    return fault(r, err, "\"%s\" is not %s", io_show(line.text, line.length, shown),
                 r->form == EDGAR ? "lat;lon;emission" : "a number");
}

static enum hg_status finish(struct reading *r, struct hg_error *err)
{
    const size_t n = (size_t)CDIAC_COLUMNS * CDIAC_ROWS;
    if (r->form == UNKNOWN)
        return hg_fail(
            err, HG_E_INPUT,
            "%s: has no grid: a raster, or lines lat;lon;emission as EDGAR has "
            "them, or %zu numbers as CDIAC has them",
            r->raster->path, n);
    if (r->form == CDIAC && r->n != n)
        return hg_fail(
            err, HG_E_INPUT,
            "%s: has %zu numbers; the grid of CDIAC has %zu, one for each cell "
            "of 1 degree",
            r->raster->path, r->n, n);
    if (r->form == EDGAR) /* what has no line emits nothing */
        for (size_t i = 0; i < (size_t)EDGAR_COLUMNS * EDGAR_ROWS; i++)
            r->raster->value[i] = fmaxf(0, r->raster->value[i]);
    return HG_OK;
}

static enum hg_status read_lines(struct reading *r, struct hg_error *err)
{
    enum hg_status status = lines_open(r->raster->path, &r->lines, err);
    while (status == HG_OK) {
        struct field line;
        status = lines_next(r->lines, &line.text, &line.length, err);
        if (status != HG_OK || !line.text)
            break;
        line = trim(line);
        if (line.length > 0)
            status = read_line(r, line, err);
    }
    if (status == HG_OK)
        status = finish(r, err);
    lines_close(r->lines);
    return status;
}

enum hg_status io_read_grid_text(const char *path, enum hg_quantity quantity,
                                 struct hg_raster **out, struct hg_error *err)
{
    struct hg_raster *raster = calloc(1, sizeof(*raster));
    if (!raster || !(raster->path = strdup(path))) {
        free(raster);
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", path);
    }
    raster->quantity = quantity;
    struct reading r = {.raster = raster};
    const enum hg_status status = read_lines(&r, err);
    if (status == HG_OK)
        *out = raster;
    else
        hg_raster_destroy(raster);
    return status;
}

enum hg_status io_is_grid_text(const char *path, bool *out, struct hg_error *err)
{
    enum { LOOK = 4096 };
    struct io_mapping map = {0};
    enum hg_status status = io_map(path, &map, err);
    if (status != HG_OK)
        return status;
    const size_t n = map.size < LOOK ? map.size : LOOK;
    const bool gzipped = n >= 2 && memcmp(map.bytes, "\x1F\x8B", 2) == 0;
    if (n >= 2 && memcmp(map.bytes, "\x1F\x9D", 2) == 0)
        status =
            hg_fail(err, HG_E_INPUT,
                    "%s: is packed with compress; unpack it first (uncompress)", path);
    bool text = true;
    for (size_t i = 0; text && i < n; i++) {
        const unsigned char c = (unsigned char)map.bytes[i];
        text = c >= ' ' || isspace(c);
    }
    const bool esri = n >= 5 && strncasecmp(map.bytes, "ncols", 5) == 0;
    *out = gzipped || (text && !esri);
    io_unmap(&map);
    return status;
}
