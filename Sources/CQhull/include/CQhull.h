#ifndef CQHULL_H
#define CQHULL_H

#include <stddef.h>
#include <stdint.h>

/// The convex hull of points in space.
typedef struct {
    double volume;
    double area;
    size_t vertex_count;
    size_t facet_count;
} cqhull_result;

/// Computes the convex hull of `count` points (x, y, z, x, y, z, …).
///
/// `vertices` has room for `count` indices; it receives the hull's vertices, ascending.
/// `normals` has room for 6 `count` numbers; it receives the outer unit normal (x, y, z) of each facet, coplanar facets being one.
/// Returns 0, or Qhull's exit code (1 input, 2 flat input, 3 precision, 4 memory, 5 internal); `message` then holds its first line.
int32_t cqhull_compute(
    const double *points, size_t count, cqhull_result *result, int32_t *vertices, double *normals, char *message, size_t message_size);

#endif
