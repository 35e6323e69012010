#ifndef CEMBEDDED_H
#define CEMBEDDED_H

#include <stddef.h>

/// The bytes of a file of the project that the program carries: IBSI's reference tables and the recipes that reproduce them.
///
/// `name` is the file's name without folder. Returns NULL when no such file is carried; `count` receives the number of bytes.
const unsigned char *_Nullable embedded_file(const char *_Nonnull name, size_t *_Nonnull count);

#endif
