/*
 * replay.c - a main for fuzz entries: every file of the folders it is given, once
 *
 * With clang the same entries fuzz for themselves: build the library and fuzz-NAME.c with
 * -fsanitize=fuzzer,address,undefined and without this file, and run it on the corpus.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* The bytes in memory of just their size, so that a sanitizer sees each step beyond. */
static int replay_file(const char *path)
{
    int failed = 1;
    uint8_t *bytes = NULL;
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        goto done;
    const long length = ftell(file);
    if (length < 0 || fseek(file, 0, SEEK_SET) != 0)
        goto done;
    bytes = malloc(length > 0 ? (size_t)length : 1);
    if (!bytes || fread(bytes, 1, (size_t)length, file) != (size_t)length)
        goto done;
    printf("%s\n", path);
    fflush(stdout); /* before a crash */
    failed = LLVMFuzzerTestOneInput(bytes, (size_t)length);
done:
    if (failed)
        fprintf(stderr, "%s: failed\n", path);
    free(bytes);
    if (file)
        fclose(file);
    return failed;
}

static int replay_folder(const char *path)
{
    int failed = 0;
    size_t n = 0;
    struct dirent **entries = NULL;
    const int found = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        char name[4096];
        const int size = snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && size > 0 && (size_t)size < sizeof(name)) {
            failed |= replay_file(name);
            n++;
        }
        free(entries[i]);
    }
    free(entries);
    if (n == 0)
        fprintf(stderr, "%s: holds no files\n", path);
    return failed || n == 0;
}

int main(int argc, char **argv)
{
    int failed = argc < 2;
    for (int i = 1; i < argc; i++)
        failed |= replay_folder(argv[i]);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
