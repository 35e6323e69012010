#define _GNU_SOURCE
#include "cspawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_pair(int pair[2]) {
    close(pair[0]);
    close(pair[1]);
}

static int spawn(
    const char *path, char *const *arguments, char *const *environment, int silent, int input, int output, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    error = posix_spawnattr_init(&attributes);
    if (error) {
        posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    sigemptyset(&none);
    sigfillset(&all);
    error = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (!error && silent) error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!error) error = posix_spawnattr_setpgroup(&attributes, 0);
    if (!error)
        error = posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    if (!error) error = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int cspawn_start(
    const char *path, char *const *arguments, char *const *environment, int silent, cspawn_child *child) {
    int input[2], output[2];
    if (pipe2(input, O_CLOEXEC)) return errno;
    if (pipe2(output, O_CLOEXEC)) {
        int error = errno;
        close_pair(input);
        return error;
    }
    int error = spawn(path, arguments, environment, silent, input[0], output[1], &child->pid);
    if (error) {
        close_pair(input);
        close_pair(output);
        return error;
    }
    close(input[0]);
    close(output[1]);
    child->input = input[1];
    child->output = output[0];
    return 0;
}

int cspawn_reap(pid_t pid, int *status) {
    pid_t ended;
    do ended = waitpid(pid, status, WNOHANG);
    while (ended < 0 && errno == EINTR);
    return ended == pid ? 1 : ended == 0 ? 0 : -1;
}
