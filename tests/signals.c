/* Counts what a process does with files below a folder, and sends it a signal at one of those moments.

   Preloaded into Python. `arm` names the folder, the signal, the moment, and how often in a row; `seen` counts. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[4096];
static size_t length;
static int number, times;
static long when, count;

void arm(const char *path, int signal_number, long moment, int how_often) {
    snprintf(folder, sizeof folder, "%s", path);
    length = strlen(folder);
    number = signal_number;
    when = moment;
    times = how_often;
    count = 0;
}

long seen(void) { return count; }

static void moment(void) {
    count++;
    if (when && count >= when && count < when + times) kill(getpid(), number);
}

static void on_path(const char *path) {
    if (length && path && strncmp(path, folder, length) == 0) moment();
}

static void on_file(int file) {
    char link[64], path[4096];
    if (!length) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size > 0) {
        path[size] = 0;
        on_path(path);
    }
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0;
    va_end(more);
    on_path(path);
    return NEXT(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0;
    va_end(more);
    on_path(path);
    return NEXT(open64)(path, flags, mode);
}

ssize_t write(int file, const void *data, size_t size) {
    on_file(file);
    return NEXT(write)(file, data, size);
}

int fsync(int file) {
    on_file(file);
    return NEXT(fsync)(file);
}

int rename(const char *from, const char *to) {
    on_path(from);
    return NEXT(rename)(from, to);
}

int renameat2(int one, const char *from, int other, const char *to, unsigned int flags) {
    on_path(from);
    return NEXT(renameat2)(one, from, other, to, flags);
}

int link(const char *from, const char *to) {
    on_path(from);
    return NEXT(link)(from, to);
}

int unlink(const char *path) {
    on_path(path);
    return NEXT(unlink)(path);
}

int mkdir(const char *path, mode_t mode) {
    on_path(path);
    return NEXT(mkdir)(path, mode);
}

int rmdir(const char *path) {
    on_path(path);
    return NEXT(rmdir)(path);
}

int chmod(const char *path, mode_t mode) {
    on_path(path);
    return NEXT(chmod)(path, mode);
}
