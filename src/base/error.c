/* error.c - how things fail: one status, one sentence */
#include "base/message.h"
#include <hotgrid/error.h>
#include <stdio.h>
#include <string.h>

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static void make_printable(char *text)
{
    for (unsigned char *p = (unsigned char *)text; *p; p++) {
        if (*p == '\n' || *p == '\r' || *p == '\t')
            *p = ' ';
        else if (*p < 0x20 || *p == 0x7F)
            *p = '?';
        else if (p[0] == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F) /* U+0080..U+009F */
            p[0] = p[1] = '?';
    }
}

void base_message(char *out, size_t size, const char *fmt, va_list args)
{
    const int length = vsnprintf(out, size, fmt, args);
    if (length < 0)
        out[0] = '\0';
    if (length >= 0 && (size_t)length >= size) {
        size_t end = size - 4;
        while (end > 0 && is_continuation(out[end]))
            end--;
        memcpy(out + end, "...", 4);
    }
    make_printable(out);
}

enum hg_status hg_fail(struct hg_error *err, enum hg_status status, const char *fmt, ...)
{
    if (!err)
        return status;
    char message[sizeof(err->message)]; /* the arguments may hold the old message */
    va_list args;
    va_start(args, fmt);
    base_message(message, sizeof(message), fmt, args);
    va_end(args);

    err->status = status;
    memcpy(err->message, message, sizeof(message));
    return status;
}
