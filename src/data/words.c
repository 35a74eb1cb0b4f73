/* words.c - lists of words */
#include <hotgrid/words.h>
#include <string.h>

bool hg_words_has(const struct hg_words *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++)
        if (strcmp(words->word[i], word) == 0)
            return true;
    return false;
}
