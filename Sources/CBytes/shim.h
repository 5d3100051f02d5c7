#pragma once
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Which of 64 bytes are what ends a field or tells that ends are not so simple: a bit for each, the first byte's the
// lowest. Swift has vectors, but nothing that makes a number of the bits of their comparison.
typedef struct {
  uint64_t commas, feeds, quotes, returns;
} iapt_marks;

static inline uint64_t iapt_equal(const uint8_t *bytes, uint8_t wanted) {
#if defined(__SSE2__)
  const __m128i *blocks = (const __m128i *)bytes;
  const __m128i pattern = _mm_set1_epi8((char)wanted);
  uint64_t bits = 0;
  for (int at = 0; at < 4; at++) {
    __m128i same = _mm_cmpeq_epi8(_mm_loadu_si128(blocks + at), pattern);
    bits |= (uint64_t)(uint16_t)_mm_movemask_epi8(same) << (16 * at);
  }
  return bits;
#else
  const uint64_t ones = 0x0101010101010101, low = 0x7f7f7f7f7f7f7f7f;
  uint64_t bits = 0;
  for (int at = 0; at < 8; at++) {
    uint64_t word;
    memcpy(&word, bytes + 8 * at, 8);
    word ^= ones * wanted;
    // The high bit of each byte that is 0, without carries into its neighbour; then the eight bits side by side.
    uint64_t zero = ~(((word & low) + low) | word | low);
    bits |= ((zero >> 7) * 0x0102040810204080 >> 56) << (8 * at);
  }
  return bits;
#endif
}

static inline iapt_marks iapt_marks_of(const uint8_t *bytes) {
  iapt_marks marks = {iapt_equal(bytes, ','), iapt_equal(bytes, '\n'), iapt_equal(bytes, '"'),
                      iapt_equal(bytes, '\r')};
  return marks;
}

// Commas and line feeds.
static inline uint64_t iapt_ends_of(const uint8_t *bytes) {
  return iapt_equal(bytes, ',') | iapt_equal(bytes, '\n');
}
