#include "CBytes.h"

#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

// The 64 bytes at an offset, filled up with zeros beyond the end.
INLINE const uint8_t *iapt_block(const uint8_t *bytes, size_t at, size_t count, uint8_t *rest) {
  if (count - at >= 64) return bytes + at;
  memset(rest, 0, 64);
  memcpy(rest, bytes + at, count - at);
  return rest;
}

// Bytes inside quotes, the opening quote among them and the closing one not: how many quotes there are up to each byte,
// modulo 2.
INLINE uint64_t iapt_within(uint64_t quotes) {
  quotes ^= quotes << 1;
  quotes ^= quotes << 2;
  quotes ^= quotes << 4;
  quotes ^= quotes << 8;
  quotes ^= quotes << 16;
  quotes ^= quotes << 32;
  return quotes;
}

// Eight at a time, whether there are as many or not, so that the processor need not guess how many there are; those too
// many are written over.
INLINE uint32_t *iapt_spread(uint64_t marks, uint32_t offset, uint32_t *next) {
  uint32_t *stop = next + __builtin_popcountll(marks);
  while (next < stop) {
    for (int place = 0; place < 8; place++) {
      next[place] = offset + (marks ? (uint32_t)__builtin_ctzll(marks) : 0);
      marks &= marks - 1;
    }
    next += 8;
  }
  return stop;
}

INLINE uint64_t iapt_equal_portable(const uint8_t *bytes, uint8_t wanted) {
  const uint64_t ones = 0x0101010101010101, low = 0x7f7f7f7f7f7f7f7f;
  uint64_t bits = 0;
  for (int at = 0; at < 8; at++) {
    uint64_t word = 0;
    // The first byte is the lowest, whatever the processor's order.
    for (int place = 0; place < 8; place++) word |= (uint64_t)bytes[8 * at + place] << (8 * place);
    word ^= ones * wanted;
    // The high bit of each byte that is 0, without carries into its neighbour; then the eight bits side by side.
    uint64_t zero = ~(((word & low) + low) | word | low);
    bits |= ((zero >> 7) * 0x0102040810204080 >> 56) << (8 * at);
  }
  return bits;
}

#define FORM(name) iapt_##name##_portable
#define TARGET
#define EQUAL(bytes, wanted) iapt_equal_portable(bytes, wanted)
#define EITHER(bytes, one, other) (EQUAL(bytes, one) | EQUAL(bytes, other))
#define SPREAD iapt_spread
#include "forms.h"

#if defined(__x86_64__)

INLINE uint64_t iapt_equal_sse2(const uint8_t *bytes, uint8_t wanted) {
  const __m128i pattern = _mm_set1_epi8((char)wanted);
  uint64_t bits = 0;
  for (int at = 0; at < 4; at++) {
    const __m128i block = _mm_loadu_si128((const __m128i *)(bytes + 16 * at));
    bits |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block, pattern)) << (16 * at);
  }
  return bits;
}

#define FORM(name) iapt_##name##_sse2
#define TARGET
#define EQUAL(bytes, wanted) iapt_equal_sse2(bytes, wanted)
#define EITHER(bytes, one, other) (EQUAL(bytes, one) | EQUAL(bytes, other))
#define SPREAD iapt_spread
#include "forms.h"

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

INLINE AVX2 uint64_t iapt_equal_avx2(const uint8_t *bytes, uint8_t wanted) {
  const __m256i pattern = _mm256_set1_epi8((char)wanted);
  const __m256i low = _mm256_loadu_si256((const __m256i *)bytes);
  const __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + 32));
  return (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, pattern))
         | (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, pattern)) << 32;
}

#define FORM(name) iapt_##name##_avx2
#define TARGET AVX2
#define EQUAL(bytes, wanted) iapt_equal_avx2(bytes, wanted)
#define EITHER(bytes, one, other) (EQUAL(bytes, one) | EQUAL(bytes, other))
#define SPREAD iapt_spread
#include "forms.h"

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,bmi2,lzcnt,popcnt")))

INLINE AVX512 uint64_t iapt_equal_avx512(const uint8_t *bytes, uint8_t wanted) {
  return _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(bytes), _mm512_set1_epi8((char)wanted));
}

// The places of the bits side by side as bytes, then sixteen at a time as the numbers they are.
INLINE AVX512 uint32_t *iapt_spread_avx512(uint64_t marks, uint32_t offset, uint32_t *next) {
  const __m512i places = _mm512_set_epi8(
      63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36,
      35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7,
      6, 5, 4, 3, 2, 1, 0);
  const __m512i found = _mm512_maskz_compress_epi8(marks, places);
  const __m512i from = _mm512_set1_epi32((int)offset);
  const int count = __builtin_popcountll(marks);
  _mm512_storeu_si512(next, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(found))));
  if (count > 16) {
    _mm512_storeu_si512(
        next + 16, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 1))));
  }
  if (count > 32) {
    _mm512_storeu_si512(
        next + 32, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 2))));
    _mm512_storeu_si512(
        next + 48, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 3))));
  }
  return next + count;
}

#define FORM(name) iapt_##name##_avx512
#define TARGET AVX512
#define EQUAL(bytes, wanted) iapt_equal_avx512(bytes, wanted)
#define EITHER(bytes, one, other) (EQUAL(bytes, one) | EQUAL(bytes, other))
#define SPREAD iapt_spread_avx512
#include "forms.h"

#endif

int iapt_has(iapt_form form) {
  switch (form) {
  case iapt_portable: return 1;
#if defined(__x86_64__)
  case iapt_sse2: return 1;
  case iapt_avx2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
           && __builtin_cpu_supports("lzcnt") && __builtin_cpu_supports("popcnt");
  case iapt_avx512:
    return iapt_has(iapt_avx2) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
           && __builtin_cpu_supports("avx512vbmi2");
#endif
  default: return 0;
  }
}

iapt_form iapt_best(void) {
  for (int form = iapt_avx512; form > iapt_portable; form--) {
    if (iapt_has((iapt_form)form)) return (iapt_form)form;
  }
  return iapt_portable;
}

#if defined(__x86_64__)
#define CHOOSE(name, ...)                                                                                              \
  switch (form) {                                                                                                      \
  case iapt_avx512: return iapt_##name##_avx512(__VA_ARGS__);                                                          \
  case iapt_avx2: return iapt_##name##_avx2(__VA_ARGS__);                                                              \
  case iapt_sse2: return iapt_##name##_sse2(__VA_ARGS__);                                                              \
  default: return iapt_##name##_portable(__VA_ARGS__);                                                                 \
  }
#else
#define CHOOSE(name, ...) return iapt_##name##_portable(__VA_ARGS__);
#endif

iapt_marks iapt_marks_of(iapt_form form, const uint8_t *bytes) { CHOOSE(marks, bytes) }

iapt_rows iapt_rows_of(iapt_form form, const uint8_t *bytes, size_t count, uint32_t fields) {
  CHOOSE(rows, bytes, count, fields)
}

size_t iapt_ends_of(iapt_form form, const uint8_t *bytes, size_t count, uint32_t offset, uint64_t *quotes,
                    uint32_t *ends) {
  CHOOSE(ends, bytes, count, offset, quotes, ends)
}
