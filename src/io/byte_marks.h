/*
 * byte_marks.h - which of 64 bytes are what: one bit a byte, on any processor
 */
#ifndef HG_IO_BYTE_MARKS_H
#define HG_IO_BYTE_MARKS_H

#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <immintrin.h>
#endif

/* Bit i tells of byte i. */
struct byte_marks {
    uint64_t cut;   /* comma, line feed, carriage return, quote or NUL */
    uint64_t quote; /* quote */
    uint64_t high;  /* 0x80 and above */
};

#ifdef __SSE2__

static inline uint64_t byte_bits(const __m128i lane[static 4])
{
    return (uint64_t)(uint16_t)_mm_movemask_epi8(lane[0]) |
           (uint64_t)(uint16_t)_mm_movemask_epi8(lane[1]) << 16 |
           (uint64_t)(uint16_t)_mm_movemask_epi8(lane[2]) << 32 |
           (uint64_t)(uint16_t)_mm_movemask_epi8(lane[3]) << 48;
}

static inline struct byte_marks byte_marks(const char *bytes)
{
    __m128i text[4], cut[4], quote[4];
    for (int i = 0; i < 4; i++) {
        memcpy(&text[i], bytes + (size_t)16 * (size_t)i, 16);
        quote[i] = _mm_cmpeq_epi8(text[i], _mm_set1_epi8('"'));
        cut[i] = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(text[i], _mm_set1_epi8(',')),
                         _mm_cmpeq_epi8(text[i], _mm_set1_epi8('\n'))),
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(text[i], _mm_set1_epi8('\r')),
                                      _mm_cmpeq_epi8(text[i], _mm_setzero_si128())),
                         quote[i]));
    }
    return (struct byte_marks){byte_bits(cut), byte_bits(quote), byte_bits(text)};
}

#else

static inline struct byte_marks byte_marks(const char *bytes)
{
    struct byte_marks marks = {0};
    for (unsigned i = 0; i < 64; i++) {
        const unsigned char c = (unsigned char)bytes[i];
        const uint64_t bit = UINT64_C(1) << i;
        const uint64_t quote = c == '"' ? bit : 0;
        marks.quote |= quote;
        marks.cut |= c == ',' || c == '\n' || c == '\r' || c == '\0' ? bit : quote;
        marks.high |= c >= 0x80 ? bit : 0;
    }
    return marks;
}

#endif

#ifdef __x86_64__

/* The marks of byte_marks(), by processors that know AVX2. */
__attribute__((target("avx2"))) static inline struct byte_marks
byte_marks_wide(const char *bytes)
{
    struct byte_marks marks = {0};
    for (unsigned i = 0; i < 2; i++) {
        __m256i text;
        memcpy(&text, bytes + (size_t)32 * i, 32);
        const __m256i quote = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('"'));
        const __m256i ends =
            _mm256_or_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8(',')),
                            _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\n')));
        const __m256i odd =
            _mm256_or_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('\r')),
                            _mm256_cmpeq_epi8(text, _mm256_setzero_si256()));
        const __m256i cut = _mm256_or_si256(_mm256_or_si256(ends, odd), quote);
        marks.cut |= (uint64_t)(uint32_t)_mm256_movemask_epi8(cut) << 32 * i;
        marks.quote |= (uint64_t)(uint32_t)_mm256_movemask_epi8(quote) << 32 * i;
        marks.high |= (uint64_t)(uint32_t)_mm256_movemask_epi8(text) << 32 * i;
    }
    return marks;
}

#endif

#endif
