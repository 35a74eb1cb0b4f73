/* xml.c - a reader of tags for the parts of workbooks */
#include "io/xml.h"
#include "io/path.h"
#include "io/zip.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)1 << 16)
#define TEXT_AT_MOST                                                                     \
    ((size_t)1 << 20) /* of a tag or a text: a cell holds 32767 characters */
#define VALUE_AT_MOST 512

/* Bytes that grow. */
struct bytes {
    char *text;
    size_t n, capacity;
};

struct xml {
    char *path, *part;
    struct zip_file *file;
    char *block;
    size_t n, at;
    bool ended;
    double left; /* bytes it may still unpack to */
    struct bytes tag, text;
    char value[VALUE_AT_MOST];
};

enum hg_status xml_fail(const struct xml *xml, struct hg_error *err, const char *fmt, ...)
{
    char text[600];
    va_list arguments;
    va_start(arguments, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, arguments);
    va_end(arguments);
    return hg_fail(err, HG_E_INPUT, "%s: %s: %s", xml->path, xml->part, text);
}

static enum hg_status no_memory(const struct xml *xml, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", xml->path);
}

static enum hg_status open_part(struct xml *xml, struct hg_error *err)
{
    const enum hg_status status = zip_open_part(xml->path, xml->part, &xml->file, err);
    if (status != HG_OK || !xml->file)
        return status;
    const double most = 8.0 * 1024 * 1024 * 1024,
                 of_packed = 200.0 * (double)zip_archive_size(xml->file);
    xml->left = of_packed < most ? of_packed : most;
    return HG_OK;
}

enum hg_status xml_open(const char *path, const char *part, struct xml **out,
                        struct hg_error *err)
{
    struct xml *xml = calloc(1, sizeof(*xml));
    if (!xml || !(xml->path = strdup(path)) || !(xml->part = strdup(part)) ||
        !(xml->block = malloc(BLOCK))) {
        xml_close(xml);
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    }
    enum hg_status status = io_path_check(path, err);
    if (status == HG_OK)
        status = open_part(xml, err);
    if (status != HG_OK || !xml->file) {
        xml_close(xml);
        xml = NULL;
    }
    if (status == HG_OK)
        *out = xml;
    return status;
}

void xml_close(struct xml *xml)
{
    if (!xml)
        return;
    zip_close(xml->file);
    free(xml->path);
    free(xml->part);
    free(xml->block);
    free(xml->tag.text);
    free(xml->text.text);
    free(xml);
}

/* More bytes of the part; none at its end. */
static enum hg_status fill(struct xml *xml, struct hg_error *err)
{
    xml->at = xml->n = 0;
    const enum hg_status status =
        xml->ended ? HG_OK : zip_read(xml->file, xml->block, BLOCK, &xml->n, err);
    if (status != HG_OK)
        return status;
    xml->ended |= xml->n < BLOCK;
    xml->left -= (double)xml->n;
    if (memchr(xml->block, '\0', xml->n))
        return xml_fail(xml, err,
                        "a byte of value 0; only UTF-8 is read, so save the "
                        "table as CSV");
    if (xml->left < 0)
        return hg_fail(err, HG_E_LIMIT,
                       "%s: unpacks to more than 8 GiB or 200 times its size; save the "
                       "table as CSV",
                       xml->path);
    return HG_OK;
}

enum hg_status xml_finish(struct xml *xml, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    while (status == HG_OK && !xml->ended)
        status = fill(xml, err);
    return status;
}

static enum hg_status append(const struct xml *xml, struct bytes *bytes, const char *text,
                             size_t n, struct hg_error *err)
{
    if (bytes->n + n >= TEXT_AT_MOST)
        return xml_fail(xml, err, "a tag or text of more than 1 MiB; is it a workbook?");
    if (bytes->n + n + 1 > bytes->capacity) {
        const size_t capacity = 2 * (bytes->n + n + 1);
        char *grown = realloc(bytes->text, capacity);
        if (!grown)
            return no_memory(xml, err);
        bytes->text = grown;
        bytes->capacity = capacity;
    }
    memcpy(bytes->text + bytes->n, text, n);
    bytes->n += n;
    bytes->text[bytes->n] = '\0';
    return HG_OK;
}

/* Appends what comes up to a delimiter, which is passed over; *found tells whether it
 * came. */
static enum hg_status read_until(struct xml *xml, char delimiter, struct bytes *out,
                                 bool *found, struct hg_error *err)
{
    *found = false;
    enum hg_status status = append(xml, out, "", 0, err);
    while (status == HG_OK && !*found) {
        if (xml->at == xml->n)
            status = fill(xml, err);
        if (status != HG_OK || xml->n == 0)
            break;
        const char *from = xml->block + xml->at;
        const char *end = memchr(from, delimiter, xml->n - xml->at);
        const size_t n = end ? (size_t)(end - from) : xml->n - xml->at;
        status = append(xml, out, from, n, err);
        xml->at += n + (end != NULL);
        *found = end != NULL;
    }
    return status;
}

/* U+code in UTF-8. */
static size_t put_utf8(uint32_t code, char *to)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    const size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--, code >>= 6)
        to[i] = (char)(0x80 | (code & 0x3F));
    to[0] = (char)(lead[n] | code);
    return n;
}

/* The character of "amp", "#38", "#x26"; its bytes in UTF-8, 0 for what is none. */
static size_t entity(const char *name, size_t length, char *to)
{
    static const struct {
        const char *name;
        char is;
    } known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strlen(known[i].name) == length && memcmp(name, known[i].name, length) == 0) {
            *to = known[i].is;
            return 1;
        }
    if (length < 2 || length > 8 || name[0] != '#')
        return 0;
    const bool hex = name[1] == 'x';
    char *end;
    const unsigned long code = strtoul(name + 1 + hex, &end, hex ? 16 : 10);
    if (end == name + length && (code == '\t' || code == '\n' || code == '\r')) {
        *to = ' ';
        return 1;
    }
    const bool character =
        code >= ' ' && code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
    return end == name + length && character ? put_utf8((uint32_t)code, to) : 0;
}

/* Replaces the entities of a text, which becomes no longer, and what breaks lines: a name
 * is one line. */
static enum hg_status decode(const struct xml *xml, char *text, struct hg_error *err)
{
    char *to = text;
    for (char *from = text; *from;) {
        const char *end = *from == '&' ? strchr(from, ';') : NULL;
        char bytes[4];
        if (*from != '&') {
            *to++ = *from;
            if (*from == '\t' || *from == '\n' || *from == '\r')
                to[-1] = ' ';
            from++;
            continue;
        }
        const size_t n = end ? entity(from + 1, (size_t)(end - from) - 1, bytes) : 0;
        if (n == 0)
            return xml_fail(xml, err, "\"%.12s\" is no character", from);
        memcpy(to, bytes, n);
        to += n;
        from += end - from + 1;
    }
    *to = '\0';
    return HG_OK;
}

static bool ends(const struct bytes *tag, size_t shortest, const char *with)
{
    const size_t n = strlen(with);
    return tag->n >= shortest + n && memcmp(tag->text + tag->n - n, with, n) == 0;
}

static bool starts(const struct bytes *tag, const char *with)
{
    return strncmp(tag->text, with, strlen(with)) == 0;
}

#define CDATA "![CDATA["

/* Is the '>' behind these bytes the end of the tag?  (XML 1.0, 2.3, 2.5 to 2.7) */
static bool is_whole(const struct bytes *tag)
{
    if (starts(tag, "!--"))
        return ends(tag, 3, "--");
    if (starts(tag, CDATA))
        return ends(tag, strlen(CDATA), "]]");
    if (starts(tag, "?"))
        return ends(tag, 1, "?");
    char quote = '\0';
    for (const char *c = tag->text; *c; c++)
        if (!quote && (*c == '"' || *c == '\''))
            quote = *c;
        else if (*c == quote)
            quote = '\0';
    return quote == '\0';
}

static enum hg_status read_tag(struct xml *xml, struct hg_error *err)
{
    bool found = true;
    xml->tag.n = 0;
    enum hg_status status = read_until(xml, '>', &xml->tag, &found, err);
    while (status == HG_OK && found && !is_whole(&xml->tag)) {
        status = append(xml, &xml->tag, ">", 1, err);
        if (status == HG_OK)
            status = read_until(xml, '>', &xml->tag, &found, err);
    }
    return status == HG_OK && !found
               ? xml_fail(xml, err, "ends within a tag; copy the workbook again")
               : status;
}

/* The text up to the next '<', behind what there is; *more is false at the end. */
static enum hg_status read_text(struct xml *xml, bool *more, struct hg_error *err)
{
    const size_t from = xml->text.n;
    enum hg_status status = read_until(xml, '<', &xml->text, more, err);
    if (status == HG_OK && *more)
        status = decode(xml, xml->text.text + from, err);
    if (status == HG_OK)
        xml->text.n = from + strlen(xml->text.text + from);
    return status;
}

/* Comments and instructions are passed over, and a text goes on behind them. */
enum hg_status xml_next(struct xml *xml, bool *more, struct hg_error *err)
{
    const struct bytes *tag = &xml->tag;
    xml->text.n = 0;
    for (;;) {
        enum hg_status status = read_text(xml, more, err);
        if (status == HG_OK && *more)
            status = read_tag(xml, err);
        if (status != HG_OK || !*more)
            return status;
        if (starts(tag, CDATA))
            status = append(xml, &xml->text, tag->text + strlen(CDATA),
                            tag->n - strlen(CDATA "]]"), err);
        else if (starts(tag, "!") && !starts(tag, "!--"))
            status =
                xml_fail(xml, err, "<%.20s, which a workbook may not have", tag->text);
        else if (!starts(tag, "!--") && !starts(tag, "?"))
            return HG_OK;
        if (status != HG_OK)
            return status;
    }
}

/* Is it the name of the tag, whatever its prefix? */
static bool is_name(const char *tag, const char *name)
{
    const size_t length = strcspn(tag, " \t\r\n/"), n = strlen(name);
    return length >= n && memcmp(tag + length - n, name, n) == 0 &&
           (length == n || tag[length - n - 1] == ':');
}

bool xml_opens(const struct xml *xml, const char *name)
{
    return xml->tag.text[0] != '/' && is_name(xml->tag.text, name);
}

bool xml_closes(const struct xml *xml, const char *name)
{
    const struct bytes *tag = &xml->tag;
    if (tag->text[0] == '/')
        return is_name(tag->text + 1, name);
    return tag->n > 0 && tag->text[tag->n - 1] == '/' && is_name(tag->text, name);
}

const char *xml_text(const struct xml *xml)
{
    return xml->text.text;
}

const char *xml_attribute(struct xml *xml, const char *name)
{
    const size_t n = strlen(name);
    const char *at = xml->tag.text;
    while ((at = strpbrk(at, " \t\r\n:"))) {
        at++;
        if (strncmp(at, name, n) != 0 || at[n] != '=')
            continue;
        const char quote = at[n + 1];
        if (quote != '"' && quote != '\'')
            continue;
        const char *from = at + n + 2, *end = strchr(from, quote);
        if (!end || (size_t)(end - from) >= VALUE_AT_MOST)
            return NULL;
        memcpy(xml->value, from, (size_t)(end - from));
        xml->value[end - from] = '\0';
        return decode(xml, xml->value, NULL) == HG_OK ? xml->value : NULL;
    }
    return NULL;
}
