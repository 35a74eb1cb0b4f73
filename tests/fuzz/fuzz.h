/*
 * fuzz.h - what fuzz programs share: bytes as a file in memory, and rules that must hold
 */
#ifndef HG_FUZZ_H
#define HG_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The number of an open file that holds these bytes: it is /proc/self/fd/NUMBER until it
 * is closed. */
int fuzz_file(const void *bytes, size_t size);

/* Stops the program, and so tells the fuzzer, where a rule does not hold. */
#define MUST(rule)                                                                       \
    do {                                                                                 \
        if (!(rule)) {                                                                   \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #rule);    \
            abort();                                                                     \
        }                                                                                \
    } while (0)

#endif
