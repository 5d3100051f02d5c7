#pragma once
#include <zlib.h>

// inflateInit2 is a macro, which Swift does not import. 47 = a 32 KB window and either a gzip or a zlib header.
static inline int iapt_inflate_init(z_stream *stream) { return inflateInit2(stream, 47); }
