/*
 * words.h - lists of words that a file names, and where each stands
 */
#ifndef HG_WORDS_H
#define HG_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Where a word of the study file stands, both from 1; line 0: nowhere, a default. */
struct hg_spot {
    size_t line, column;
};

/* A list of words. */
struct hg_words {
    size_t n;
    const char **word;
    const struct hg_spot *at; /* [n]; NULL: not from a file */
};

/* Does a word stand in a list, to the letter? */
bool hg_words_has(const struct hg_words *words, const char *word);

#endif
