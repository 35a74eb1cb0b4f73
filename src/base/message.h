/* message.h - text for the user, made safe to print (private to base) */
#ifndef HG_BASE_MESSAGE_H
#define HG_BASE_MESSAGE_H

#include <stdarg.h>
#include <stddef.h>

/* Formats into out[size], size >= 4.  What does not fit is cut between characters and
 * ends in "...".  Control characters, which could come from a data file and drive a
 * terminal, become spaces or question marks. */
__attribute__((format(printf, 3, 0))) void base_message(char *out, size_t size,
                                                        const char *fmt, va_list args);

#endif
