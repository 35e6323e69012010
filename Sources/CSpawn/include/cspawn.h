#ifndef CSPAWN_H
#define CSPAWN_H

#include <sys/types.h>

#pragma clang assume_nonnull begin

/// A child process and the two ends of its pipes that stay with the parent.
typedef struct {
    pid_t pid;
    /// Writes to the child's standard input.
    int input;
    /// Reads from the child's standard output.
    int output;
} cspawn_child;

/// Starts a program with pipes for standard input and output, in a process group of its own, so that a terminal's signals do not reach it.
///
/// Standard error is the parent's, or goes nowhere when `silent` is not 0. No other descriptor and no blocked or ignored signal is passed on.
/// `arguments` and `environment` end with NULL. Returns 0, or an error number with nothing left open.
int cspawn_start(
    const char *path, char *const _Nullable *_Nonnull arguments, char *const _Nullable *_Nonnull environment, int silent,
    cspawn_child *child);

/// Takes note of the end of a child if it has come: 1 with its wait status, 0 while it runs, -1 when there is no such child.
int cspawn_reap(pid_t pid, int *status);

#pragma clang assume_nonnull end

#endif
