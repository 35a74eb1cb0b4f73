/* sha256.c - the compression function of SHA-256, by libmd or by the processor itself */
#include "base/sha256.h"
#include <sha256.h>

void base_sha256_portable(uint32_t state[8], const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        SHA256Transform(state, bytes + i * BASE_SHA256_BLOCK);
}

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <stdbool.h>

/* FIPS 180-4, section 4.2.2. */
static const uint32_t round_constant[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2};

#define WITH_SHA __attribute__((target("sha,sse4.1,ssse3")))

/* Words w .. w + 3 of the message schedule from the sixteen before them (Intel, SHA
 * Extensions, 2013): w[t - 16] .., w[t - 12] .., w[t - 8] .., w[t - 4] .. */
WITH_SHA static inline __m128i next_words(__m128i a, __m128i b, __m128i c, __m128i d)
{
    const __m128i sum =
        _mm_add_epi32(_mm_sha256msg1_epu32(a, b), _mm_alignr_epi8(d, c, 4));
    return _mm_sha256msg2_epu32(sum, d);
}

/* The state is held as the instructions want it: words a, b, e, f and c, d, g, h. */
WITH_SHA static void blocks_x86(uint32_t state[8], const uint8_t *bytes, size_t n)
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i *const to = (__m128i *)(void *)state;
    const __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128(to), 0xb1);
    const __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128(to + 1), 0x1b);
    __m128i abef = _mm_alignr_epi8(badc, hgfe, 8);
    __m128i cdgh = _mm_blend_epi16(hgfe, badc, 0xf0);
    for (size_t i = 0; i < n; i++) {
        const __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i w[4];
        for (size_t k = 0; k < 4; k++)
            w[k] = _mm_shuffle_epi8(
                _mm_loadu_si128((const __m128i *)(const void *)(bytes + 64 * i + 16 * k)),
                big_endian);
#pragma GCC unroll 16
        for (size_t k = 0; k < 16; k++) {
            const __m128i constant =
                _mm_loadu_si128((const __m128i *)(const void *)(round_constant + 4 * k));
            const __m128i sum = _mm_add_epi32(w[k % 4], constant);
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
            w[k % 4] =
                next_words(w[k % 4], w[(k + 1) % 4], w[(k + 2) % 4], w[(k + 3) % 4]);
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    const __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
    const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
    _mm_storeu_si128(to, _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128(to + 1, _mm_alignr_epi8(dchg, feba, 8));
}

/* CPUID leaf 7, EBX bit 29; SSSE3 and SSE4.1 are leaf 1, ECX bits 9 and 19. */
static bool has_sha(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & 1u << 9) || !(c & 1u << 19))
        return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & 1u << 29);
}

base_sha256_blocks *base_sha256_best(void)
{
    return has_sha() ? blocks_x86 : base_sha256_portable;
}

#else

base_sha256_blocks *base_sha256_best(void)
{
    return base_sha256_portable;
}

#endif
