/* large.c - memory for arrays of a megabyte and more */
#include <hotgrid/large.h>
#include <malloc.h>
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

/* glibc raises its limit of 128 KiB up to 32 MiB as it sees large blocks go, and gives
 * the end of a heap back when it is twice as long.  A GeoTIFF takes some blocks of 1 MiB
 * at a time: to get them from the system anew for each file took a seventh (DEFLATE) to a
 * third (ZSTD) of its time. */
void hg_large_start(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, 2 << 20);
    (void)mallopt(M_TRIM_THRESHOLD, 8 << 20);
}
