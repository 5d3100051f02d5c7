// LAPACKE's row- and column-major C interface. complex.h would bring macros Swift cannot import, so the
// complex types are declared opaquely; only the real double routines are used.
#pragma once
#define lapack_complex_float float
#define lapack_complex_double double
#include <lapacke.h>
