/* planes.c - arrays of numbers as planes of bytes, packed by libdeflate where it pays */
#include "io/planes.h"
#include <hotgrid/parallel.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

/* What deflate can shrink at most, with room for its ends (zlib's FAQ: 1030 times). */
enum { SHRINKS_AT_MOST = 1100, HEAD = 4, WIDEST = 8, SAMPLE = 4096, LEVEL = 1 };
enum { EVEN = 1024 };

/* A plane of n bytes that are all the same, as it was packed last. */
struct even {
    uint8_t byte;
    size_t n, length; /* n 0: none yet */
    uint8_t packed[EVEN];
};

/* What one worker needs. */
struct worker {
    struct libdeflate_compressor *pack;     /* writing */
    struct libdeflate_decompressor *unpack; /* reading */
    uint8_t *planes;                        /* [WIDEST * PLANES_CHUNK] */
    struct even even;
};

/* A chunk in bytes. */
struct packed {
    uint8_t *bytes;
    size_t length;
};

struct work {
    const struct planes_array *array;
    size_t *first_of_part; /* [n_part + 1]: element each part starts with */
    struct worker *worker;
    size_t first_chunk;    /* of this round */
    struct packed *packed; /* writing: [chunk of the round] */
    const uint8_t *bytes;  /* reading */
    const size_t *start;   /* reading: [chunk + 1] */
    const char *what;
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory to pack or unpack numbers");
}

static size_t chunk_count(const struct planes_array *array)
{
    return array->n / PLANES_CHUNK + (array->n % PLANES_CHUNK != 0);
}

static size_t chunk_size(const struct planes_array *array, size_t chunk)
{
    const size_t left = array->n - chunk * PLANES_CHUNK;
    return left < PLANES_CHUNK ? left : PLANES_CHUNK;
}

/* The part that an element belongs to. */
static size_t part_of(const struct work *work, size_t element)
{
    size_t low = 0, high = work->array->n_part;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (work->first_of_part[middle] <= element)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint64_t load(const uint8_t *at, unsigned width)
{
    uint32_t four;
    uint64_t eight;
    if (width == 1)
        return *at;
    if (width == 4) {
        memcpy(&four, at, sizeof(four));
        return four;
    }
    memcpy(&eight, at, sizeof(eight));
    return eight;
}

static void store(uint8_t *at, unsigned width, uint64_t value)
{
    const uint32_t four = (uint32_t)value;
    if (width == 1)
        *at = (uint8_t)value;
    else if (width == 4)
        memcpy(at, &four, sizeof(four));
    else
        memcpy(at, &value, sizeof(value));
}

/* Made anew for each width: its bytes are then written without a loop. */
static inline __attribute__((always_inline)) void
split_as(unsigned width, const struct planes_array *a, const uint8_t *from,
         uint64_t before, size_t n, uint8_t *planes, size_t size)
{
    const size_t stride = a->stride;
    const uint64_t subtract = a->rising ? UINT64_MAX : 0;
    for (size_t k = 0; k < n; k++, from += stride) {
        const uint64_t value = load(from, width);
        const uint64_t stored = value - (before & subtract);
        before = value;
        for (unsigned b = 0; b < width; b++)
            planes[b * size + k] = (uint8_t)(stored >> (8 * b));
    }
}

/* Elements i .. i + n - 1 of a part into the planes of a chunk of `size`, from `at` on.
 */
static void split(const struct planes_array *a, const struct planes_part *part, size_t i,
                  size_t n, uint8_t *planes, size_t size)
{
    const uint8_t *from = (const uint8_t *)part->from + i * a->stride;
    const uint64_t before = a->rising && i > 0 ? load(from - a->stride, a->width) : 0;
    if (a->width == 8)
        split_as(8, a, from, before, n, planes, size);
    else if (a->width == 4)
        split_as(4, a, from, before, n, planes, size);
    else
        split_as(1, a, from, before, n, planes, size);
}

static void join(const struct planes_array *a, const struct planes_part *part, size_t i,
                 size_t n, const uint8_t *planes, size_t size)
{
    uint8_t *to = (uint8_t *)part->to + i * a->stride;
    for (size_t k = 0; k < n; k++, to += a->stride) {
        uint64_t value = 0;
        for (unsigned b = 0; b < a->width; b++)
            value |= (uint64_t)planes[b * size + k] << (8 * b);
        store(to, a->width, value);
    }
}

/* Takes a chunk from part to part. */
static void walk(const struct work *work, size_t chunk, uint8_t *planes, bool reading)
{
    const struct planes_array *a = work->array;
    const size_t size = chunk_size(a, chunk), first = chunk * PLANES_CHUNK;
    size_t part = part_of(work, first);
    for (size_t done = 0; done < size; part++) {
        const size_t i = first + done - work->first_of_part[part];
        const size_t left = a->part[part].n - i;
        const size_t n = left < size - done ? left : size - done;
        if (reading)
            join(a, &a->part[part], i, n, planes + done, size);
        else
            split(a, &a->part[part], i, n, planes + done, size);
        done += n;
    }
}

/* Length of n packed bytes at out, or 0 where they would take `room` or more. */
static size_t deflate_bytes(struct worker *w, const uint8_t *bytes, size_t n,
                            uint8_t *out, size_t room)
{
    return room < 2 ? 0 : libdeflate_zlib_compress(w->pack, bytes, n, out, room - 1);
}

/* Most planes are those of high bytes that nobody uses: zeros, packed once for a worker.
 */
static bool pack_even(struct worker *w, const uint8_t *plane, size_t n, uint8_t *out,
                      size_t *length)
{
    struct even *even = &w->even;
    if (memcmp(plane, plane + 1, n - 1) != 0)
        return false;
    if (even->n != n || even->byte != plane[0]) {
        const size_t room = n < sizeof(even->packed) ? n : sizeof(even->packed);
        even->length = deflate_bytes(w, plane, n, even->packed, room);
        even->n = n;
        even->byte = plane[0];
    }
    memcpy(out, even->packed, even->length);
    *length = even->length;
    return even->length > 0;
}

/* Noise is found out by a sample from the middle: what shrinks by less than a quarter is
 * not worth the time. */
static size_t pack_plane(struct worker *w, const uint8_t *plane, size_t n, uint8_t *out)
{
    const size_t sample = n < SAMPLE ? n : SAMPLE;
    size_t length = 0;
    const bool even = pack_even(w, plane, n, out + HEAD, &length);
    if (!even && n > sample)
        length = deflate_bytes(w, plane + (n - sample) / 2, sample, out + HEAD,
                               sample - sample / 4);
    if (!even && (n <= sample || length > 0))
        length = deflate_bytes(w, plane, n, out + HEAD, n);
    if (length == 0) {
        memcpy(out + HEAD, plane, n);
        length = n;
    }
    for (unsigned b = 0; b < HEAD; b++)
        out[b] = (uint8_t)(length >> (8 * b));
    return HEAD + length;
}

static bool start_worker(struct worker *w, bool reading)
{
    if (!w->planes)
        w->planes = malloc((size_t)WIDEST * PLANES_CHUNK);
    if (reading && !w->unpack)
        w->unpack = libdeflate_alloc_decompressor();
    if (!reading && !w->pack)
        w->pack = libdeflate_alloc_compressor(LEVEL);
    return w->planes && (reading ? w->unpack != NULL : w->pack != NULL);
}

static enum hg_status pack_chunk(void *context, size_t index, unsigned worker,
                                 struct hg_error *err)
{
    struct work *work = context;
    struct worker *w = &work->worker[worker];
    const unsigned width = work->array->width;
    const size_t n = chunk_size(work->array, work->first_chunk + index);
    struct packed *out = &work->packed[index];
    if (!out->bytes) /* the chunk of the first round is as long as any */
        out->bytes = malloc(width * (n + HEAD));
    if (!out->bytes || !start_worker(w, false))
        return no_memory(err);
    walk(work, work->first_chunk + index, w->planes, false);
    out->length = 0;
    for (unsigned b = 0; b < width; b++)
        out->length += pack_plane(w, w->planes + b * n, n, out->bytes + out->length);
    return HG_OK;
}

static bool start(struct work *work, unsigned threads)
{
    const struct planes_array *a = work->array;
    work->worker = calloc(threads, sizeof(*work->worker));
    work->first_of_part = calloc(a->n_part + 1, sizeof(*work->first_of_part));
    if (!work->worker || !work->first_of_part)
        return false;
    for (size_t p = 0; p < a->n_part; p++)
        work->first_of_part[p + 1] = work->first_of_part[p] + a->part[p].n;
    return true;
}

static void finish(struct work *work, unsigned threads)
{
    for (unsigned i = 0; work->worker && i < threads; i++) {
        libdeflate_free_compressor(work->worker[i].pack);
        libdeflate_free_decompressor(work->worker[i].unpack);
        free(work->worker[i].planes);
    }
    free(work->worker);
    free(work->first_of_part);
}

/* A few chunks for each thread: memory does not grow with the array. */
static enum hg_status pack_round(struct work *work, size_t n, unsigned threads,
                                 struct hg_text *out, struct hg_error *err)
{
    enum hg_status status = hg_parallel(threads, n, pack_chunk, work, err);
    for (size_t i = 0; status == HG_OK && i < n; i++)
        hg_text_add(out, (const char *)work->packed[i].bytes, work->packed[i].length);
    return status == HG_OK && out->failed ? no_memory(err) : status;
}

enum hg_status planes_write(const struct planes_array *array, unsigned threads,
                            struct hg_text *out, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct work work = {.array = array};
    threads = threads > 0 ? threads : 1;
    const size_t n_chunk = chunk_count(array), most = 4 * (size_t)threads;
    work.packed = calloc(most, sizeof(*work.packed));
    if (!work.packed || !start(&work, threads))
        status = no_memory(err);
    while (status == HG_OK && work.first_chunk < n_chunk) {
        const size_t left = n_chunk - work.first_chunk, n = left < most ? left : most;
        status = pack_round(&work, n, threads, out, err);
        work.first_chunk += n;
    }
    finish(&work, threads);
    for (size_t i = 0; work.packed && i < most; i++)
        free(work.packed[i].bytes);
    free(work.packed);
    return status;
}

bool planes_can_hold(size_t length, size_t n, unsigned width)
{
    return n / SHRINKS_AT_MOST <= length / width && n <= SIZE_MAX / WIDEST;
}

static size_t head_of(const uint8_t *bytes)
{
    return (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 |
           (size_t)bytes[3] << 24;
}

/* Where each chunk starts; false where the planes do not fill the bytes. */
static bool find_chunks(const struct work *work, size_t length, size_t *start_of)
{
    const struct planes_array *a = work->array;
    size_t at = 0;
    for (size_t chunk = 0; chunk < chunk_count(a); chunk++) {
        const size_t n = chunk_size(a, chunk);
        start_of[chunk] = at;
        for (unsigned b = 0; b < a->width; b++) {
            if (length - at < HEAD)
                return false;
            const size_t packed = head_of(work->bytes + at);
            at += HEAD;
            if (packed > n || packed > length - at)
                return false;
            at += packed;
        }
    }
    return at == length;
}

static bool inflate_bytes(struct worker *w, const uint8_t *bytes, size_t length,
                          uint8_t *out, size_t n)
{
    size_t taken = 0;
    return libdeflate_zlib_decompress_ex(w->unpack, bytes, length, out, n, &taken,
                                         NULL) == LIBDEFLATE_SUCCESS &&
           taken == length;
}

static enum hg_status damaged(const struct work *work, struct hg_error *err)
{
    return hg_fail(err, HG_E_INPUT, "%s is damaged; make it anew", work->what);
}

static enum hg_status unpack_chunk(void *context, size_t index, unsigned worker,
                                   struct hg_error *err)
{
    const struct work *work = context;
    struct worker *w = &work->worker[worker];
    const size_t n = chunk_size(work->array, index);
    const uint8_t *at = work->bytes + work->start[index];
    if (!start_worker(w, true))
        return no_memory(err);
    for (unsigned b = 0; b < work->array->width; b++) {
        const size_t packed = head_of(at);
        at += HEAD;
        if (packed == n)
            memcpy(w->planes + b * n, at, n);
        else if (!inflate_bytes(w, at, packed, w->planes + b * n, n))
            return damaged(work, err);
        at += packed;
    }
    walk(work, index, w->planes, true);
    return HG_OK;
}

/* Differences become values again: a part after the other, since each is a sum. */
static void add_up(const struct planes_array *a)
{
    for (size_t p = 0; p < a->n_part; p++) {
        uint8_t *at = a->part[p].to;
        uint64_t sum = 0;
        for (size_t i = 0; i < a->part[p].n; i++, at += a->stride) {
            sum += load(at, a->width);
            store(at, a->width, sum);
        }
    }
}

enum hg_status planes_read(const struct planes_array *array, const uint8_t *bytes,
                           size_t length, unsigned threads, const char *what,
                           struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct work work = {.array = array, .bytes = bytes, .what = what};
    threads = threads > 0 ? threads : 1;
    size_t *start_of = calloc(chunk_count(array) + 1, sizeof(*start_of));
    if (!start_of || !start(&work, threads))
        status = no_memory(err);
    else if (!find_chunks(&work, length, start_of))
        status = damaged(&work, err);
    work.start = start_of;
    if (status == HG_OK && array->n > 0)
        status = hg_parallel(threads, chunk_count(array), unpack_chunk, &work, err);
    if (status == HG_OK && array->rising)
        add_up(array);
    finish(&work, threads);
    free(start_of);
    return status;
}
