/* large.c - memory for arrays of many megabytes */
#include <hotgrid/large.h>
#include <stdint.h>
#include <sys/mman.h>

void *hg_large(void *memory, size_t size)
{
    const size_t page = (size_t)2 << 20; /* of x86-64 and most others */
    if (!memory || size < 2 * page)
        return memory;
    const size_t into = (page - (uintptr_t)memory % page) % page;
    (void)madvise((char *)memory + into, (size - into) / page * page,
                  MADV_HUGEPAGE); /* advice only */
    return memory;
}
