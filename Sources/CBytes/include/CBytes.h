#pragma once
#include <stddef.h>
#include <stdint.h>

// Where fields of CSV text end, 64 bytes at a time: what Swift's vectors cannot say, since they make no number of the
// bits of a comparison. Each function is there in several forms that give the same; a processor may lack some.
typedef enum {
  iapt_portable, // any processor
  iapt_sse2,     // every x86-64
  iapt_avx2,     // with BMI and POPCNT
  iapt_avx512,   // BW and VBMI2
} iapt_form;

// Whether this processor has a form.
int iapt_has(iapt_form form);

// The fastest form that this processor has.
iapt_form iapt_best(void);

// Commas, line feeds, double quotes and carriage returns of 64 bytes: a bit for each, the first byte's the lowest.
typedef struct {
  uint64_t commas, feeds, quotes, returns;
} iapt_marks;

iapt_marks iapt_marks_of(iapt_form form, const uint8_t *bytes);

// Rows that are as they should be.
typedef struct {
  int64_t rows;   // -1 when some row is not
  int isQuoted;   // some field stands between quotes
  int isDoubled;  // some quote is doubled inside quotes
} iapt_rows;

// Counts the rows of bytes that begin with a row, if every row has that many fields, is not blank and ends with LF or
// CRLF, every quote opens or closes a whole field or is doubled inside one, and no line ends inside quotes.
iapt_rows iapt_rows_of(iapt_form form, const uint8_t *bytes, size_t count, uint32_t fields);

// Writes where commas and line feeds outside quotes stand, counted from `offset`, and returns how many; up to 64 places
// beyond them are written over. `quotes` is NULL when there are no quotes, else it is all ones when the bytes begin
// inside quotes, else 0, and is set to what holds after them.
size_t iapt_ends_of(iapt_form form, const uint8_t *bytes, size_t count, uint32_t offset, uint64_t *quotes,
                    uint32_t *ends);
