#ifndef CLIBFUZZER_H
#define CLIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Gives one input to the code under test; 0 keeps it as a candidate for the corpus.
typedef int (*fuzz_entry)(const uint8_t *data, size_t size);

/// Runs libFuzzer with its own arguments (libFuzzer's documentation, “Using libFuzzer as a library”).
int fuzz_run(int count, char *const *arguments, fuzz_entry entry);

#endif
