#include "CLibFuzzer.h"

extern int LLVMFuzzerRunDriver(int *argc, char ***argv, fuzz_entry entry);

int fuzz_run(int count, char *const *arguments, fuzz_entry entry) {
    char **argv = (char **)arguments;
    return LLVMFuzzerRunDriver(&count, &argv, entry);
}
