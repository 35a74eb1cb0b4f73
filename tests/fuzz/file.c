/* file.c - bytes as a file in memory */
#define _GNU_SOURCE /* memfd_create */
#include "fuzz.h"
#include <sys/mman.h>
#include <unistd.h>

int fuzz_file(const void *bytes, size_t size)
{
    const int fd = memfd_create("fuzz", MFD_CLOEXEC);
    MUST(fd >= 0);
    MUST(write(fd, bytes, size) == (ssize_t)size);
    return fd;
}
