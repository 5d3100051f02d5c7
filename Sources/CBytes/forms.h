// The three functions in one form: included once for each, with FORM(name) and TARGET of the form, MARKS of which 64
// bytes are one of a kind (`iapt_equal`), and SPREAD, which writes the places of set bits.

TARGET static iapt_marks FORM(marks)(const uint8_t *bytes) {
  iapt_marks marks = {EQUAL(bytes, ','), EQUAL(bytes, '\n'), EQUAL(bytes, '"'), EQUAL(bytes, '\r')};
  return marks;
}

TARGET static iapt_rows FORM(rows)(const uint8_t *bytes, size_t count, uint32_t fields) {
  const iapt_rows odd = {-1, 0, 0};
  iapt_rows result = {0, 0, 0};
  size_t start = 0;
  uint32_t found = 1;
  // What the block before ended with: inside quotes (all ones), with CR, with a closing quote.
  uint64_t inside = 0, returned = 0, closed = 0;
  for (size_t at = 0; at < count; at += 64) {
    uint8_t rest[64];
    const uint8_t *block = iapt_block(bytes, at, count, rest);
    iapt_marks marks = FORM(marks)(block);
    if (marks.quotes | inside | closed) {
      const uint64_t within = iapt_within(marks.quotes) ^ inside;
      const uint64_t opening = marks.quotes & within, closing = marks.quotes & ~within;
      if ((marks.feeds | marks.returns) & within) return odd;
      marks.commas &= ~within;
      const uint64_t ends = marks.commas | marks.feeds;
      const int first = at == 0 || ((bytes[at - 1] == ',' || bytes[at - 1] == '\n') && !inside);
      const uint64_t afterClosing = closing << 1 | closed;
      if (opening & ~(afterClosing | ends << 1 | (uint64_t)first)) return odd;
      if (afterClosing & ~(ends | marks.returns | opening)) return odd;
      result.isQuoted = 1;
      if (afterClosing & opening) result.isDoubled = 1;
      inside = 0 - (within >> 63);
      closed = closing >> 63;
    }
    if ((marks.returns << 1 | returned) & ~marks.feeds) return odd;
    returned = marks.returns >> 63;
    uint64_t commas = marks.commas, feeds = marks.feeds;
    while (feeds) {
      const int bit = __builtin_ctzll(feeds);
      const uint64_t before = ((uint64_t)1 << bit) - 1;
      const size_t end = at + (size_t)bit;
      found += (uint32_t)__builtin_popcountll(commas & before);
      // A line of one byte may be a CR.
      if (found != fields || end <= start + 1) return odd;
      result.rows += 1;
      found = 1;
      start = end + 1;
      commas &= ~before;
      feeds &= feeds - 1;
    }
    found += (uint32_t)__builtin_popcountll(commas);
  }
  return start == count && !inside && !returned && !closed ? result : odd;
}

TARGET static size_t FORM(ends)(const uint8_t *bytes, size_t count, uint32_t offset, uint64_t *quotes,
                                uint32_t *ends) {
  uint32_t *next = ends;
  uint64_t inside = quotes ? *quotes : 0;
  for (size_t at = 0; at < count; at += 64) {
    uint8_t rest[64];
    const uint8_t *block = iapt_block(bytes, at, count, rest);
    uint64_t marks = EITHER(block, ',', '\n');
    if (quotes) {
      const uint64_t within = iapt_within(EQUAL(block, '"')) ^ inside;
      marks &= ~within;
      inside = 0 - (within >> 63);
    }
    next = SPREAD(marks, offset + (uint32_t)at, next);
  }
  // The bytes that fill up the last block are not quotes, so that they do not change this.
  if (quotes) *quotes = inside;
  return (size_t)(next - ends);
}

#undef FORM
#undef TARGET
#undef EQUAL
#undef EITHER
#undef SPREAD
